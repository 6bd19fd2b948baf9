"""Columns of the exhibit list: several sort keys, order, frozen ones."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from evidence_app.gui.exhibits.grid import with_key
from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.window_state import WindowState
from evidence_app.model.columns import EXHIBIT_COLUMNS
from evidence_app.services import exhibits

KEYS = [c.key for c in EXHIBIT_COLUMNS]


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = ExhibitsPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


def titles(page):
    return [page.grid.rows.row_data(i).title for i in range(len(page.grid.rows.ids))]


def click(page, key, monkeypatch, shift=False):
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    monkeypatch.setattr(QGuiApplication, "keyboardModifiers", lambda: held)
    page.grid.horizontalHeader().sectionClicked.emit(KEYS.index(key))


def heading(page, key):
    return page.grid.rows.headerData(KEYS.index(key), Qt.Orientation.Horizontal)


def test_shift_adds_a_sort_key_and_turns_it_round(page, matter, monkeypatch):
    exhibits.describe(matter, [2, 4], designation="CONFIDENTIAL")
    click(page, "designation", monkeypatch)
    click(page, "title", monkeypatch, shift=True)
    assert titles(page) == ["Letter 1", "Letter 3", "Privacy policy", "Letter 0", "Letter 2"]
    assert (heading(page, "designation"), heading(page, "title")) == ("Designation ↑1", "Title ↑2")
    click(page, "title", monkeypatch, shift=True)
    assert titles(page) == ["Privacy policy", "Letter 3", "Letter 1", "Letter 2", "Letter 0"]
    assert heading(page, "title") == "Title ↓2"
    click(page, "pages", monkeypatch)
    assert heading(page, "title") == "Title" and page.grid.order == (("pages", False),)
    click(page, "tags", monkeypatch)
    assert page.grid.order == (("pages", False),)


def test_a_key_stands_once():
    assert with_key(with_key((("a", False),), "b"), "a") == (("a", True), ("b", False))


def test_frozen_columns_lie_over_the_grid_and_share_rows_and_selection(page, qtbot):
    grid, frozen = page.grid, page.grid.frozen
    grid.freeze_up_to(KEYS.index("title"))
    assert frozen.isVisible() and frozen.columns() == [KEYS.index("number"), KEYS.index("title")]
    assert frozen.width() == grid.columnWidth(0) + grid.columnWidth(1)
    grid.horizontalScrollBar().setValue(500)
    assert frozen.columnViewportPosition(0) == 0 and grid.columnViewportPosition(0) < 0
    grid.select_ids([3])
    assert frozen.selectionModel().isRowSelected(grid.rows.row_of(3))
    frozen.setColumnWidth(0, 111)
    assert grid.columnWidth(0) == 111 and frozen.width() == 111 + grid.columnWidth(1)
    grid.show_column(KEYS.index("number"), False)
    assert frozen.columns() == [KEYS.index("title"), KEYS.index("doc_date")]
    grid.toggle_frozen()
    assert not frozen.isVisible()


def test_a_cell_is_scrolled_out_from_under_the_frozen_columns(page):
    page.grid.freeze_up_to(KEYS.index("title"))
    page.grid.horizontalScrollBar().setValue(400)
    index = page.grid.rows.index(0, KEYS.index("doc_date"))
    page.grid.scrollTo(index)
    assert page.grid.visualRect(index).left() >= page.grid.frozen.covered


def test_editing_a_frozen_cell_shows_its_field(page, matter, qtbot):
    page.grid.freeze_up_to(KEYS.index("title"))
    page.grid.setCurrentIndex(page.grid.rows.index(0, KEYS.index("title")))
    page.grid.edit_current()
    assert page.grid.frozen.state() == page.grid.State.EditingState


def test_columns_are_laid_out_as_asked(page):
    page.grid.set_layout_of_columns([("title", 200), ("unknown", 10), ("pages", 80)])
    assert page.grid.layout_of_columns() == [("title", 200), ("pages", 80)]
    page.grid.show_column(KEYS.index("title"), False)
    page.grid.show_column(KEYS.index("pages"), False)
    assert page.grid.layout_of_columns() == [("pages", 80)]


def test_frozen_columns_are_kept_with_the_matter(page, tmp_path, matter, runner, messages, qtbot):
    state = WindowState(tmp_path / "w.ini")
    page.grid.freeze_up_to(KEYS.index("title"))
    page.grid.keep(state)
    again = ExhibitsPage(matter, runner, messages)
    qtbot.addWidget(again)
    again.grid.restore(state)
    assert again.grid.frozen.count == 2
