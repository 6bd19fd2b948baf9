"""The commands of redaction in the window: keys, checkable state, export of the exhibit's redacted copy."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.gui.viewer.passage import Spot
from evidence_app.services import numbering, redactions


@pytest.fixture
def reading(window, matter, qtbot):
    """The window with the first exhibit, a text of two pages, in the page view."""
    with matter.operation("A text") as tx:
        tx.update("exhibit", 1, {"kind": "text"})
    numbering.set_number(matter, 1, "P-1")
    window.go("exhibits")
    window.open_exhibit(1)
    window.activateWindow()
    window.viewer.view.setFocus()
    qtbot.waitUntil(window.viewer.view.hasFocus)
    return window


def test_the_key_begins_and_ends_the_mode_and_the_command_shows_it(reading, qtbot):
    qtbot.keyClick(reading.viewer.view, Qt.Key.Key_R)
    assert reading.viewer.redaction.on and reading.actions_["redact"].isChecked()
    qtbot.keyClick(reading.viewer.view, Qt.Key.Key_R)
    assert not reading.viewer.redaction.on and not reading.actions_["redact"].isChecked()
    reading.viewer.tools.redact.click()
    assert reading.viewer.redaction.on and reading.actions_["redact"].isChecked()
    reading.viewer.redaction.panel.closed.emit()
    assert not reading.actions_["redact"].isChecked() and not reading.viewer.tools.redact.isChecked()


def test_a_selection_is_marked_by_the_key_and_undone_by_ctrl_z(reading, matter, qtbot):
    reading.viewer.view.select_spot(Spot(1, 0))
    reading.viewer.view.select_spot(Spot(1, 1), extend=True)
    qtbot.keyClick(reading.viewer.view, Qt.Key.Key_R)
    assert [m.quote for m in redactions.marks(matter, 1)] == ["We may"]
    assert reading.viewer.redaction.on and reading.actions_["redact"].isChecked()
    qtbot.keyClick(reading.viewer.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert redactions.marks(matter, 1) == [] and not reading.viewer.view.redactions.every


def test_all_hits_are_marked_by_the_command(reading, matter):
    reading.viewer.open_exhibit(1, 1, "share")
    reading.actions_["redact_hits"].trigger()
    assert [m.quote for m in redactions.marks(matter, 1)] == ["share"]


def test_the_redacted_copy_opens_the_export_for_this_exhibit_alone(reading, matter, monkeypatch):
    asked = []

    def ask(_cls, _parent, _matter, state, name, *_rest):
        asked.append((name, state.text("report/redacted-copy/exhibit"), state.text("report/redacted-copy/words")))

    monkeypatch.setattr(ReportDialog, "ask", classmethod(ask))
    reading.state.keep("report/redacted-copy/exhibit", "P-9")
    reading.state.keep("report/redacted-copy/words", "secret of another exhibit")
    reading.actions_["redacted_copy"].trigger()
    reading.viewer.redaction.export_wanted.emit(2)
    assert asked == [("redacted-copy", "P-1", ""), ("redacted-copy", "#2", "")]


def test_the_second_window_redacts_too(reading, matter, qtbot):
    reading.actions_["second_window"].trigger()
    window = reading.second.reading
    viewer = window.left
    qtbot.waitUntil(lambda: viewer.exhibit_id == reading.viewer.exhibit_id)  # it is shown in the next turn
    window.findChild(object, "reading_redact").trigger()
    assert viewer.redaction.on and not reading.viewer.redaction.on
    window.close()
    assert viewer.redaction.panel.list.count() == 0
