"""Numbering in the window with the keyboard alone: N, F2, Renumber, and one Undo for each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from evidence_app.gui.messages import Messages
from evidence_app.gui.numbering.renumber_dialog import RenumberDialog
from evidence_app.model.columns import EXHIBIT_COLUMNS
from evidence_app.services import exhibits, history, numbering, parties, tags
from tests.gui.conftest import add_exhibit

KEYS = [column.key for column in EXHIBIT_COLUMNS]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("exhibits")
    window.exhibits_page.grid.setFocus()
    return window


@pytest.fixture
def press(window, qtbot):
    def go(key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    return go


def numbers(matter):
    return [row[0] for row in matter.read.tuples("SELECT number FROM exhibit ORDER BY id")]


def test_n_gives_the_next_numbers_and_undo_and_redo_have_any_depth(window, matter, press):
    window.exhibits_page.grid.select_ids([2, 3])
    press(Qt.Key.Key_N)
    assert numbers(matter) == [None, "PX1", "PX2", None, None]
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_N)
    assert sorted(filter(None, numbers(matter))) == ["PX1", "PX2", "PX3", "PX4", "PX5"]
    assert window.actions_["undo"].text() == "Undo Number 3 exhibits in the series of Alma Rivera"
    all_numbered = numbers(matter)
    for _ in range(2):
        press(Qt.Key.Key_Z, CTRL)
    assert numbers(matter) == [None] * 5
    for _ in range(2):
        press(Qt.Key.Key_Y, CTRL)
    assert numbers(matter) == all_numbered


def test_letters_go_on_after_z_by_the_partys_rule(window, matter, press):
    parties.edit_party(matter, 1, prefix="", lettering="AA BB", first_number=25)
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_N)
    assert sorted(numbers(matter)) == ["AA", "BB", "CC", "Y", "Z"]


def test_a_number_in_use_cannot_be_typed(window, matter, press, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(str(error)))
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_N)
    before = numbers(matter)
    grid = window.exhibits_page.grid
    grid.setCurrentIndex(grid.rows.index(0, KEYS.index("number")))
    press(Qt.Key.Key_F2)
    editor = grid.findChild(QLineEdit, "cell_number") or grid.frozen.findChild(QLineEdit, "cell_number")
    editor.selectAll()
    qtbot.keyClicks(editor, "px 3")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told), timeout=2000)
    assert "belongs to" in told[0] and numbers(matter) == before


def test_renumbering_a_selection_by_keys_takes_every_reference_along(window, matter, press, qtbot, monkeypatch):
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_N)
    first = exhibits.find(matter, "PX1").id
    exhibits.describe(matter, [5], notes="Compare Ex. PX1 at 2 and PX2.")
    whole = matter.read.tuples("SELECT * FROM exhibit ORDER BY id")

    def answer(dialog):
        dialog.show()
        qtbot.waitUntil(dialog.isActiveWindow)
        dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
        dialog.list.setFocus()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: dialog.lines[0].old == "PX2", timeout=2000)
        qtbot.keyClick(dialog.go, Qt.Key.Key_Return)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return dialog.result()

    monkeypatch.setattr(RenumberDialog, "exec", answer)
    press(Qt.Key.Key_A, CTRL)
    window.actions_["renumber"].trigger()
    assert exhibits.get(matter, first).number == "PX2"
    assert exhibits.get(matter, 5).notes == "Compare Ex. PX2 at 2 and PX1."
    assert "1 text that mentions it follows." in window.messages.shown_toast
    window.exhibits_page.grid.setFocus()
    press(Qt.Key.Key_Z, CTRL)
    assert matter.read.tuples("SELECT * FROM exhibit ORDER BY id") == whole


def test_the_history_of_an_exhibit_tells_each_change_of_thousands(empty_matter):
    party = parties.add_party(empty_matter, "Rivera", prefix="P-")
    ids = [add_exhibit(empty_matter, f"E{i}", ()) for i in range(40)]
    numbering.number_next(empty_matter, ids, party)
    exhibits.describe(empty_matter, ids, designation="CONFIDENTIAL")
    exhibits.set_custodian(empty_matter, ids, "HR")
    tags.add_tag(empty_matter, ids, "hot")
    numbering.set_numbers(empty_matter, {one: f"P-{40 - i}" for i, one in enumerate(ids)})
    exhibits.withdraw(empty_matter, ids)
    told = history.row_history(empty_matter, "exhibit", ids[0])
    changed = [(one.field, one.before, one.after) for one in told]
    assert ("number", "P-1", "P-40") in changed and ("designation", "", "CONFIDENTIAL") in changed
    assert ("status", "numbered", "withdrawn") in changed
    for _ in range(6):
        history.undo(empty_matter)
    assert exhibits.get(empty_matter, ids[0]).number is None
    for _ in range(6):
        history.redo(empty_matter)
    assert (
        exhibits.get(empty_matter, ids[0]).status == "withdrawn" and exhibits.get(empty_matter, ids[0]).number == "P-40"
    )
