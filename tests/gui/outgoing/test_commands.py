"""Portable cases from the window, and the way from an export to the check and back."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.outgoing import commands as module
from evidence_app.gui.outgoing.commands import Outgoing
from evidence_app.gui.outgoing.portable_dialog import PortableDialog
from evidence_app.gui.window_state import WindowState
from evidence_app.model.preflight import PURPOSES
from evidence_app.reports import CHECKED_REPORTS, every
from evidence_app.services import exhibits, numbering


@pytest.fixture
def matter(matter):
    numbering.number_next(matter, [1, 2], 1)
    exhibits.describe(matter, [3], privilege="work product")
    return matter


@pytest.fixture
def asked():
    return []


@pytest.fixture
def outgoing(matter, runner, messages, asked):
    return Outgoing(
        messages.parent(), matter, runner, messages, WindowState(), lambda *page: asked.append(page), asked.append
    )


@pytest.fixture
def dialog(runner, tmp_path, themed, qtbot):
    made = PortableDialog(None, runner, tmp_path, "out", [2])
    qtbot.addWidget(made)
    made.show()
    return made


def listed(widget):
    model = widget.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def tick(widget, row, state):
    model = widget.model()
    assert model.setData(model.index(row, 0), state, Qt.ItemDataRole.CheckStateRole)


def test_only_what_may_leave_is_offered_and_the_selection_is_ticked(dialog, tmp_path):
    assert listed(dialog.exhibits)[:2] == ["PX1  Privacy policy", "PX2  Letter 0"] and "Letter 1" not in listed(
        dialog.exhibits
    )
    assert dialog.options().exhibits == (2,) and dialog.target() == tmp_path / "out"
    dialog.filter.setText("px1 policy")
    assert listed(dialog.exhibits) == ["PX1  Privacy policy"]
    assert dialog.options().exhibits == (2,)


def test_what_is_missing_is_said_before_anything_is_written(dialog, tmp_path):
    assert "0 claims and 1 further exhibit chosen" in dialog.told.text() and dialog.go.isEnabled()
    tick(dialog.exhibits, 1, Qt.CheckState.Unchecked)
    assert "at least one" in dialog.told.text() and not dialog.go.isEnabled()
    tick(dialog.claims, 0, Qt.CheckState.Checked)
    assert dialog.go.isEnabled() and len(dialog.options().claims) == 1
    dialog.place.setText(str(tmp_path))
    assert "already something called" in dialog.told.text() and not dialog.go.isEnabled()
    dialog.place.setText("")
    assert not dialog.go.isEnabled()


def test_the_folder_is_written_and_its_notes_are_shown(outgoing, dialog, messages, tmp_path, monkeypatch):
    monkeypatch.setattr(module.PortableDialog, "ask", lambda *_given: (dialog.options(), dialog.target()))
    dialog.form.set_values({"pages": "text only"})
    outgoing.portable_case([2])
    assert (tmp_path / "out" / "index.html").is_file()
    assert "out is written: 1 exhibits" in messages.shown_toast
    monkeypatch.setattr(module.PortableDialog, "ask", lambda *_given: None)
    outgoing.portable_case()


def test_the_check_of_an_export_knows_its_purpose_and_its_exhibits(outgoing, asked, qtbot):
    assert set(CHECKED_REPORTS) <= {report.name for report in every()} and set(CHECKED_REPORTS.values()) <= set(
        PURPOSES
    )
    opened = outgoing.check_export("bates-set", ["PX1", "#2"])
    assert opened.purpose.currentData() == "production" and "2 chosen" in opened.scope.currentText()
    opened.start()
    opened.page_asked.emit(1, 2)
    opened.report.click()
    assert asked == [(1, 2), "pre-flight"]
    assert outgoing._state.text("report/pre-flight/exhibits") == "#1\n#2"
    opened.go_on.click()
    assert asked[-1] == "bates-set"
    second = outgoing.check()
    assert second.scope.count() == 1 and outgoing.dialog is second
