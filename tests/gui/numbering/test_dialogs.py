import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.numbering import commands as commands_module
from evidence_app.gui.numbering.bates_dialog import BatesDialog
from evidence_app.gui.numbering.commands import NumberingCommands
from evidence_app.gui.numbering.renumber_dialog import RenumberAnswer, RenumberDialog
from evidence_app.gui.numbering.series_dialog import SeriesDialog, problem_of, sample
from evidence_app.model.numbering import Series
from evidence_app.services import bates, exhibits, history, numbering, parties, register


@pytest.fixture
def matter(matter):
    numbering.number_next(matter, [1, 2, 3], 1)
    return matter


@pytest.fixture
def commands(matter, runner, messages):
    return NumberingCommands(messages.parent(), matter, runner, messages, lambda: [3, 1, 4])


def show(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def cells(tree, column):
    return [tree.topLevelItem(i).text(column) for i in range(tree.topLevelItemCount())]


def test_old_and_new_stand_side_by_side_and_follow_the_order(matter, runner, qtbot, themed):
    dialog = show(qtbot, RenumberDialog(None, matter, runner, [3, 1, 4]))
    assert cells(dialog.list, 0) == ["PX3", "PX1", "–"] and cells(dialog.list, 1) == ["PX1", "PX3", "PX4"]
    assert "3 of 3 numbers change" in dialog.told.text()
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    dialog.move_current(1)
    assert cells(dialog.list, 0) == ["PX1", "PX3", "–"] and cells(dialog.list, 2)[:2] == ["stays", "stays"]
    dialog.list.dropped.emit([4], 1, False)
    assert cells(dialog.list, 0) == ["–", "PX1", "PX3"]
    dialog.start.setValue(10)
    assert cells(dialog.list, 1) == ["PX10", "PX11", "PX12"]


def test_a_served_number_stops_the_renumbering(matter, runner, qtbot, themed):
    register.serve(matter, "Exhibit list")
    dialog = show(qtbot, RenumberDialog(None, matter, runner, [3, 1]))
    assert not dialog.go.isEnabled() and "have been served" in dialog.told.text()
    assert cells(dialog.list, 2) == ["cannot change: served", "cannot change: served"]


def test_a_full_block_is_said(matter, runner, qtbot, themed):
    parties.edit_party(matter, 1, last_number=2)
    dialog = show(qtbot, RenumberDialog(None, matter, runner, [1, 2, 3]))
    assert not dialog.go.isEnabled() and "is full" in dialog.told.text()


def test_renumbering_is_one_undo_step(matter, commands, monkeypatch):
    monkeypatch.setattr(
        commands_module.RenumberDialog, "ask", lambda _p, m, _r, ids: RenumberAnswer(numbering.renumbering(m, ids, 1))
    )
    commands.renumber()
    assert [exhibits.get(matter, i).number for i in (3, 1, 4)] == ["PX1", "PX3", "PX4"]
    history.undo(matter)
    assert [exhibits.get(matter, i).number for i in (3, 1, 4)] == ["PX3", "PX1", None]


@pytest.fixture
def mentioned(matter):
    """Two notes that mention PX1, and one that may."""
    exhibits.describe(matter, [2], notes="Compare Ex. PX1 at 2.", description="PX1 and PX3")
    exhibits.describe(matter, [4], notes="PX1 to PX3")
    return matter


def test_texts_that_mention_the_numbers_are_shown_before_and_after(mentioned, runner, qtbot, themed):
    dialog = show(qtbot, RenumberDialog(None, mentioned, runner, [1]))
    assert not dialog.texts.isVisible() and not dialog.go.isEnabled()
    dialog.start.setValue(9)
    assert cells(dialog.texts.list, 1) == ["PX1 and PX3", "Compare Ex. PX1 at 2.", "PX1 to PX3"]
    assert cells(dialog.texts.list, 2)[:2] == ["PX9 and PX3", "Compare Ex. PX9 at 2."]
    assert "a range" in cells(dialog.texts.list, 2)[2]
    assert "2 texts follow; 1 could mean something else and stays." in dialog.told.text()
    dialog.texts.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert "1 text follows" in dialog.told.text() and [p.column for p in dialog.texts.leave] == ["description"]
    dialog.texts.follow.setChecked(False)
    assert "0 texts follow" in dialog.told.text() and dialog.go.isEnabled()


def test_texts_left_alone_by_the_user_stay_and_the_rest_follow(mentioned, runner, messages, monkeypatch):
    def answer(dialog):
        dialog.start.setValue(9)
        dialog.texts.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
        return 1

    monkeypatch.setattr(RenumberDialog, "exec", answer)
    NumberingCommands(messages.parent(), mentioned, runner, messages, lambda: [1]).renumber()
    found = exhibits.get(mentioned, 2)
    assert (found.number, found.notes, found.description) == ("PX2", "Compare Ex. PX9 at 2.", "PX1 and PX3")
    assert (
        "Renumbered 1 exhibit;" in messages.shown_toast and "1 text that mentions it follows." in messages.shown_toast
    )
    history.undo(mentioned)
    assert exhibits.get(mentioned, 2).notes == "Compare Ex. PX1 at 2."


def test_bates_ranges_and_gaps_are_seen_before(matter, qtbot, themed):
    bates.assign(matter, [2], "DLT")
    exhibits.describe(matter, [3], privilege="work product")
    dialog = show(qtbot, BatesDialog(None, matter, [1, 2, 3]))
    assert dialog.prefix.currentText() == "DLT"
    dialog.start.setValue(10)
    assert cells(dialog.list, 1) == ["DLT000010", "–", "–"] and cells(dialog.list, 2)[0] == "DLT000011"
    assert "withheld" in cells(dialog.list, 4)[2] and "keeps" in cells(dialog.list, 4)[1]
    assert cells(dialog.gaps, 0) == ["DLT000002–DLT000009"] and "Never given" in cells(dialog.gaps, 1)[0]
    assert dialog.go.isEnabled() and "2 numbers for 1 exhibit; 1 keep theirs, 1 withheld" in dialog.told.text()


@pytest.mark.parametrize(
    ("prefix", "start", "words"),
    [("", 0, "Type the prefix"), ("A B", 0, "cannot be a Bates prefix"), ("DLT", 1, "belongs to")],
)
def test_what_cannot_be_given_is_said(matter, qtbot, themed, prefix, start, words):
    bates.assign(matter, [2], "DLT")
    dialog = show(qtbot, BatesDialog(None, matter, [1]))
    dialog.prefix.setCurrentText(prefix)
    dialog.start.setValue(start)
    assert words in dialog.told.text() and not dialog.go.isEnabled() and dialog.run is None


def test_the_run_shown_is_the_run_given(matter, commands, monkeypatch):
    monkeypatch.setattr(commands_module.BatesDialog, "ask", lambda _p, m, ids: bates.plan(m, ids, "DLT"))
    commands.give_bates()
    assert exhibits.get(matter, 3).bates_begin == "DLT000001" and exhibits.get(matter, 1).bates_end == "DLT000003"
    history.undo(matter)
    assert exhibits.get(matter, 1).bates_begin == ""


@pytest.mark.parametrize(
    ("series", "words"),
    [
        (Series("PX", 1, 99, 3), "PX001, PX002, PX003 … PX099 (99 numbers)"),
        (Series("", 1, 0, 0, "AA AB"), "A, B, C, …; after Z: AA, AB"),
        (Series("D-", 1, 0, 0, "AA BB"), "D-A, D-B, D-C, …; after Z: D-AA, D-BB"),
        (Series("P", 7, 8), "P7, P8 (2 numbers)"),
    ],
)
def test_a_sample_of_a_series(series, words):
    assert sample(series) == words


def test_series_are_edited_with_letters_and_blocks(matter, runner, messages, qtbot, themed, monkeypatch):
    parties.add_party(matter, "Example Corp.", "defendant", prefix="PX")
    dialog = show(qtbot, SeriesDialog(None, matter))
    assert "overlapping block" in dialog.told.text()
    dialog.list.setCurrentRow(1)
    dialog.prefix.setText("DX")
    dialog.prefix.textEdited.emit("DX")
    dialog.lettering.setCurrentIndex(dialog.lettering.findData("AA BB"))
    dialog.lettering.activated.emit(dialog.lettering.currentIndex())
    assert dialog.told.text() == "" and dialog.sample.text().startswith("DXA, DXB") and not dialog.digits.isEnabled()
    dialog.last.setValue(5)
    dialog.first.setValue(6)
    assert not dialog.go.isEnabled() and "before the first" in dialog.told.text()
    dialog.first.setValue(2)
    changed = dialog.changed()
    assert changed == {2: {"prefix": "DX", "first_number": 2, "last_number": 5, "lettering": "AA BB"}}
    monkeypatch.setattr(commands_module.SeriesDialog, "ask", lambda *a: changed)
    NumberingCommands(messages.parent(), matter, runner, messages, list).edit_series()
    assert numbering.next_number(matter, 2) == "DXB"
    history.undo(matter)
    assert parties.party(matter, 2).prefix == "PX"


def test_blocks_that_do_not_meet_may_share_a_prefix():
    low = {"prefix": "", "first_number": 1, "last_number": 999, "number_width": 0, "lettering": ""}
    assert problem_of(low | {"first_number": 1000, "last_number": 0}, [("Rivera", low)]) == ""


def test_reading_only_or_nothing_selected_is_said(matter, runner, messages, monkeypatch):
    none = NumberingCommands(messages.parent(), matter, runner, messages, list)
    none.renumber()
    assert messages.shown_toast == "Select exhibits in the list first."
    monkeypatch.setattr(type(matter), "read_only", property(lambda _self: True))
    none.give_bates()
    assert "reading only" in messages.shown_toast


def test_stickers_are_designed_on_a_page_of_the_selection(commands, empty_matter, runner, messages, monkeypatch):
    shown = []

    class Designer:
        def __init__(self, *given):
            shown.append(given[-1])

        def exec(self):
            return 0

    monkeypatch.setattr(commands_module, "StampDesigner", Designer)
    commands.design_stickers(None, [3])
    assert shown == [3]
