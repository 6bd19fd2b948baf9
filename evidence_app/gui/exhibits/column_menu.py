"""The menu of a heading of the exhibit list: what a click on it and dragging it do, and which columns are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from evidence_app.model.columns import Column

if TYPE_CHECKING:
    from evidence_app.gui.exhibits.grid import ExhibitGrid


def column_menu(grid: ExhibitGrid, section: int) -> QMenu:
    """The menu for a column; ``section`` -1 = beside the last one. It is gone when it closes."""
    menu = QMenu(grid)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if section >= 0:
        _add_order(menu, grid, section)
        menu.addAction("Freeze the columns up to here", lambda: grid.freeze_up_to(section))
    menu.addAction("Let all columns scroll", lambda: grid.frozen.freeze(0)).setEnabled(grid.frozen.count > 0)
    menu.addSeparator()
    for i, column in enumerate(grid.rows.columns):
        action = menu.addAction(_name(column))
        action.setCheckable(True)
        action.setChecked(not grid.isColumnHidden(i))
        action.toggled.connect(lambda on, section=i: grid.show_column(section, on))
    return menu


def _add_order(menu: QMenu, grid: ExhibitGrid, section: int) -> None:
    name, key = _name(grid.rows.columns[section]), grid.rows.columns[section].sort
    if key:
        menu.addAction(f"Sort by {name}", lambda: grid.sort_by(((key, False),)))
        menu.addAction(f"Sort by {name}, last first", lambda: grid.sort_by(((key, True),)))
        further = f"Turn the order of {name}" if key in dict(grid.order) else f"Then by {name}"
        menu.addAction(further, lambda: grid.sort_also(key))
        menu.addSeparator()
    for words, step in (("left", -1), ("right", 1)):
        action = menu.addAction(f"Move {name} to the {words}", lambda by=step: move_column(grid, section, by))
        action.setEnabled(_beside(grid, section, step) >= 0)
    menu.addSeparator()


def _name(column: Column) -> str:
    return column.tip if len(column.label) < 4 else column.label


def _beside(grid: ExhibitGrid, section: int, step: int) -> int:
    """The place of the next column on show to the left (-1) or right (1); -1 at the edge."""
    header = grid.horizontalHeader()
    place = header.visualIndex(section) + step
    while 0 <= place < header.count() and grid.isColumnHidden(header.logicalIndex(place)):
        place += step
    return place if place < header.count() else -1


def move_column(grid: ExhibitGrid, section: int, step: int) -> None:
    """Move a column past its neighbour on show, as dragging its heading does."""
    header, place = grid.horizontalHeader(), _beside(grid, section, step)
    if place >= 0:
        header.moveSection(header.visualIndex(section), place)
