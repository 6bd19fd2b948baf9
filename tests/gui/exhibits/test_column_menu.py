"""Sorting, showing and moving columns of the exhibit list without a mouse."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.exhibits.column_menu import column_menu, move_column
from evidence_app.model.columns import EXHIBIT_COLUMNS
from tests.gui.hands import Hands, in_menu, press

KEYS = [column.key for column in EXHIBIT_COLUMNS]
TITLE = KEYS.index("title")


@pytest.fixture
def grid(window, qapp):
    window.go("exhibits")
    window.activateWindow()
    qapp.processEvents()
    grid = window.exhibits_page.grid
    grid.setFocus()
    grid.setCurrentIndex(grid.rows.index(0, TITLE))
    return grid


def by_keys(window, words):
    """Ctrl+Alt+H, then a line of the menu."""
    hands = Hands(
        window, [("MainWindow", press("Ctrl+Alt+H")), ("QMenu", in_menu(words)), ("MainWindow", lambda _w: None)]
    )
    hands.work()
    assert not hands.fault, hands.fault


def titles(grid):
    return [grid.rows.index(row, TITLE).data(Qt.ItemDataRole.DisplayRole) for row in range(grid.rows.rowCount())]


def test_the_list_is_sorted_by_the_column_of_the_keyboard(window, grid):
    by_keys(window, "Sort by Title, last first")
    assert titles(grid) == sorted(titles(grid), reverse=True) and grid.order == (("title", True),)
    by_keys(window, "Sort by Title")
    assert titles(grid) == sorted(titles(grid)) and grid.hasFocus()
    grid.setCurrentIndex(grid.rows.index(0, KEYS.index("pages")))
    by_keys(window, "Then by")
    assert grid.order == (("title", False), ("pages", False))
    by_keys(window, "Turn the order of")
    assert grid.order == (("title", False), ("pages", True))


def test_a_column_is_hidden_and_shown_again(window, grid):
    by_keys(window, "Title")
    assert grid.isColumnHidden(TITLE)
    by_keys(window, "Title")
    assert not grid.isColumnHidden(TITLE)


def test_a_column_moves_past_its_neighbour_on_show(window, grid):
    before = [key for key, _width in grid.layout_of_columns()]
    at = before.index("title")
    by_keys(window, "Move Title to the right")
    after = [key for key, _width in grid.layout_of_columns()]
    assert after.index("title") == at + 1 and after[at] == before[at + 1]
    for _ in before:
        move_column(grid, TITLE, -1)
    assert next(key for key, _width in grid.layout_of_columns()) == "title"
    offered = {action.text(): action.isEnabled() for action in column_menu(grid, TITLE).actions()}
    assert not offered["Move Title to the left"] and offered["Move Title to the right"]
