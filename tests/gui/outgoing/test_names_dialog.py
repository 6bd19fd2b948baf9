"""Protected names in the window: added and released by keys, each an undo step."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.outgoing.names_dialog import NamesDialog
from evidence_app.gui.runner import SerialRunner
from evidence_app.services import history
from evidence_app.services.protected_names import protected_names


@pytest.fixture
def dialog(empty_matter, themed, qtbot):
    made = NamesDialog(None, empty_matter, SerialRunner(empty_matter))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_a_name_is_added_and_released_by_keys_alone(dialog, empty_matter, qtbot):
    assert "No name" in dialog.told.text() and not dialog.add.isEnabled()
    qtbot.keyClicks(dialog.name, "Lily Anne Marsh")
    assert dialog.shown.placeholderText() == "L.A.M."
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert [(n.name, n.initials, n.reason) for n in protected_names(empty_matter)] == [
        ("Lily Anne Marsh", "L.A.M.", "minor")
    ]
    assert dialog.name.text() == "" and dialog.list.topLevelItemCount() == 1
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert protected_names(empty_matter) == [] and "may leave in full" in dialog.told.text()
    history.undo(empty_matter)
    assert [n.name for n in protected_names(empty_matter)] == ["Lily Anne Marsh"]
    assert dialog.list.topLevelItemCount() == 1


def test_what_is_refused_is_said_and_what_was_typed_stays(dialog, empty_matter, qtbot):
    dialog.name.setText("X")
    dialog.shown.setText("X.")
    dialog.reason.setText("protective order")
    dialog.add_name()
    assert "three letters" in dialog.told.text() and dialog.name.text() == "X"
    dialog.name.setText("Xavier Poe")
    dialog.add_name()
    one = protected_names(empty_matter)[0]
    assert (one.initials, one.reason) == ("X.", "protective order")


def test_the_window_opens_it(window, monkeypatch):
    opened = []
    monkeypatch.setattr(NamesDialog, "exec", lambda self: opened.append(self))
    window.actions_["protect"].trigger()
    assert len(opened) == 1
