"""Pasting a column in the list."""

from PySide6.QtGui import QGuiApplication

from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.exhibits.paste_dialog import PasteDialog
from evidence_app.services import exhibits, history


def new_values(dialog):
    """What the preview shows as new."""
    model = dialog.list.model()
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_preview_then_one_step(matter, runner, messages, qtbot, monkeypatch):
    page = ExhibitsPage(matter, runner, messages)
    qtbot.addWidget(page)
    QGuiApplication.clipboard().setText("Sponsor\nAna\nKim\n")
    page.grid.select_ids([2, 3])
    seen = []

    def confirm(dialog):
        dialog.column.setCurrentIndex(dialog.column.findData("sponsor"))
        seen.append(new_values(dialog))
        seen.append((dialog.told.text(), dialog.go.isEnabled()))
        return dialog.key, dialog.lines

    monkeypatch.setattr(PasteDialog, "answer", confirm)
    page.paste_column()
    assert seen == [["Ana", "Kim"], ("2 values copied for 2 exhibits: 2 change.", True)]
    assert [exhibits.get(matter, one).sponsor for one in (2, 3)] == ["Ana", "Kim"]
    history.undo(matter)
    assert exhibits.get(matter, 3).sponsor == ""


def test_values_that_cannot_be_taken_hold_it_up(runner, qtbot, themed):
    dialog = PasteDialog(None, runner, [1, 2, 3], "doc_date", "2024\nsoon")
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled() and "1 cannot be taken" in dialog.told.text()
    assert "The counts differ: the first 2 are used" in dialog.told.text() and "not a date" in new_values(dialog)[1]


def test_blank_cells_clear_nothing_unless_that_is_ticked(matter, runner, qtbot, themed):
    """A pasted column with blanks once emptied titles, or held up the whole column because a title cannot be empty."""
    exhibits.describe(matter, [1, 2], sponsor="Ana")
    dialog = PasteDialog(None, runner, [1, 2, 3], "sponsor", "Kim\n\nLee")
    qtbot.addWidget(dialog)
    assert [line.new for line in dialog.lines] == ["Kim", "Ana", "Lee"] and not dialog.clear.isHidden()
    assert dialog.told.text() == "3 values copied for 3 exhibits: 2 change."
    dialog.clear.setChecked(True)
    assert [line.new for line in dialog.lines] == ["Kim", "", "Lee"]
    assert dialog.told.text() == "3 values copied for 3 exhibits: 3 change, 1 of them to nothing."
    titles = PasteDialog(None, runner, [1, 2], "title", "\nB")
    qtbot.addWidget(titles)
    assert titles.go.isEnabled()
