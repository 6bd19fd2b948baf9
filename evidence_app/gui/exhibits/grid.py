"""The exhibit table: lazily read rows, sorting by headings, editing in place, columns to choose, order and freeze."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.exhibits.column_menu import column_menu
from evidence_app.gui.exhibits.frozen import FrozenColumns
from evidence_app.gui.row_table import IdRole, Index, RowTable, selected_rows, set_headings_apart
from evidence_app.gui.window_state import WindowState
from evidence_app.model.columns import EXHIBIT_COLUMNS, Column, guessed_date, text_state
from evidence_app.model.exhibits import ExhibitRow
from evidence_app.services import exhibits
from evidence_app.services.exhibits import SortOrder
from evidence_app.services.matter import Matter

PIN_MIME = "application/x-evidence-pin"
"""Drag data that elements take: a JSON list of ``{"exhibit_id": 3, "page": null}``; null = the whole exhibit."""

KIND_ICONS = {
    "email": "email",
    "image": "image",
    "web": "web",
    "spreadsheet": "spreadsheet",
    "load file": "spreadsheet",
}
"""Icon of a kind; the others are pages."""


def decorate(row: ExhibitRow, column: Column, role: int) -> Any:
    """Icons, tooltips and italics of a cell: a guess is told by its tooltip and by slanted letters."""
    if role == Qt.ItemDataRole.FontRole and column.key == "title" and row.title_guessed:
        font = QFont()
        font.setItalic(True)
        return font
    if role == Qt.ItemDataRole.ForegroundRole and row.status == "withdrawn":
        return theme.colour("muted")
    if role == Qt.ItemDataRole.DecorationRole:
        return _icon(row, column)
    if role == Qt.ItemDataRole.ToolTipRole:
        return _tip(row, column)
    return None


def _icon(row: ExhibitRow, column: Column) -> Any:
    if column.key == "kind":
        return theme.icon(KIND_ICONS.get(row.kind, "page"), "muted")
    if column.key == "text" and text_state(row):
        return theme.icon("no-text", "warning")
    if column.key == "protection" and (row.privilege or row.sequestered):
        return theme.icon("locked", "muted")
    return None


def _tip(row: ExhibitRow, column: Column) -> str:
    if column.key == "title":
        return f"{row.title}\nGuessed from the file; F2 to correct it." if row.title_guessed else row.title
    if column.key == "number" and not row.number and row.number_guess:
        return f"The file name suggests {row.number_guess}. N gives the next number, F2 lets you type one."
    if column.key == "doc_date" and guessed_date(row):
        return f"{row.doc_date}, guessed from the {row.doc_date_basis}; F2 to correct it."
    if column.key == "text":
        return row.read_reason or text_state(row)
    return column.value(row)


class ExhibitModel(RowTable[ExhibitRow]):
    """The exhibit rows; dragging them carries their ids."""

    order: SortOrder = ()

    def __init__(self, matter: Matter, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(
            columns, lambda ids: exhibits.read_rows(matter, ids), parent,  # type: ignore[arg-type, return-value]
            decorate=decorate, editable=not matter.read_only,
        )  # fmt: skip

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and self.columns[index.column()].key == "number":
            row = self.row_data(index.row())
            return (row.number or row.number_guess) if row else ""
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """With several sort keys each heading says its rank and direction."""
        found = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal or len(self.order) < 2:
            return found
        for rank, (key, descending) in enumerate(self.order, 1):
            if key and key == self.columns[section].sort:
                return f"{found} {'↓' if descending else '↑'}{rank}"
        return found

    def set_order(self, order: SortOrder) -> None:
        """Show in the headings how the rows are sorted."""
        self.order = order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def mimeTypes(self) -> list[str]:
        return [PIN_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = sorted({int(i.data(IdRole)) for i in indexes}, key=self.row_of)
        data.setData(PIN_MIME, json.dumps([{"exhibit_id": one, "page": None} for one in ids]).encode())
        return data


class CellEditor(QStyledItemDelegate):
    """A box of choices for columns that have them, a field for the others."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Any) -> QWidget:
        column = index.model().columns[index.column()]
        if not column.choices:
            editor = super().createEditor(parent, option, index)
        else:
            editor = QComboBox(parent)
            for value, words in column.choices:
                editor.addItem(words, value)
        editor.setAccessibleName(f"{column.label} of this exhibit")
        editor.setObjectName(f"cell_{column.key}")
        return editor

    def setEditorData(self, editor: QWidget, index: Any) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Any) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)


def with_key(order: SortOrder, key: str) -> SortOrder:
    """A further sort key at the end; one that is there already changes its direction in place."""
    if key in dict(order):
        return tuple((one, not down if one == key else down) for one, down in order)
    return (*order, (key, False))


def spans_of(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows as spans (first, last) of neighbours: a selection of thousands is quick when it is in few pieces."""
    spans: list[tuple[int, int]] = []
    for row in sorted(rows):
        if spans and row <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans


class ExhibitGrid(QTableView):
    """The table. ``sort_asked(order)`` when a heading is clicked (Shift adds it as a further sort key);
    ``chosen(ids)`` when the selection moves.
    """

    sort_asked = Signal(object)
    chosen = Signal(object)

    def __init__(self, matter: Matter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exhibit_grid")
        self.setAccessibleName("Exhibits")
        self._matter = matter
        self.rows = ExhibitModel(matter, EXHIBIT_COLUMNS, self)
        self.setModel(self.rows)
        self.setItemDelegate(CellEditor(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._dress_header()
        self.order: SortOrder = (("number", False),)
        self._sorted_in = -1
        self.frozen = FrozenColumns(self)
        self.frozen.setItemDelegate(CellEditor(self.frozen))  # a shared one would answer for editors of both
        own = self.frozen.horizontalHeader()
        own.sectionClicked.connect(self._sort)
        own.customContextMenuRequested.connect(lambda place: self._column_menu(place, own))
        self.frozen.doubleClicked.connect(self.doubleClicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.selected_ids()))

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setObjectName("exhibit_headings")
        set_headings_apart(self)
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self._column_menu(place, header))
        header.sectionClicked.connect(self._sort)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(max(theme.px(28), self.fontMetrics().height() + theme.px(10)))
        for i, column in enumerate(self.rows.columns):
            self.setColumnWidth(i, theme.px(column.width))
            self.setColumnHidden(i, not column.shown)

    def _sort(self, section: int) -> None:
        key = self.rows.columns[section].sort
        sender = self.sender()
        header = sender if isinstance(sender, QHeaderView) else self.horizontalHeader()
        down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        if not key:
            self.set_order(self.order)
            return
        if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sort_also(key)
        else:
            self.sort_by(((key, down),))

    def sort_also(self, key: str) -> None:
        """A further sort key; one that is there already changes its direction."""
        self.sort_by(with_key(self.order, key))

    def sort_by(self, order: SortOrder) -> None:
        """Ask for the rows in another order."""
        self._sorted_in = self.currentIndex().column()
        self.set_order(order)
        self.sort_asked.emit(order)

    def set_order(self, order: SortOrder) -> None:
        """Show how the rows are sorted; the arrow stands at the first key, ranks in the headings when there are more."""
        self.order = order
        sections = [i for i, c in enumerate(self.rows.columns) if c.sort == order[0][0]]
        down = Qt.SortOrder.DescendingOrder if order[0][1] else Qt.SortOrder.AscendingOrder
        for header in (self.horizontalHeader(), self.frozen.horizontalHeader()):
            header.setSortIndicator(sections[0] if sections else -1, down)
        self.rows.set_order(order)

    def _column_menu(self, place: QPoint, header: QHeaderView) -> None:
        column_menu(self, header.logicalIndexAt(place)).exec(header.mapToGlobal(place))

    def open_column_menu(self) -> None:
        """The menu of the column the keyboard is in, below its heading."""
        section, header = max(0, self.currentIndex().column()), self.horizontalHeader()
        left = min(max(0, header.sectionViewportPosition(section)), self.viewport().width())
        column_menu(self, section).exec(header.mapToGlobal(QPoint(left, header.height())))

    def show_column(self, section: int, on: bool) -> None:
        """Show or hide a column; the last one on show stays."""
        if on or sum(not self.isColumnHidden(i) for i in range(len(self.rows.columns))) > 1:
            self.setColumnHidden(section, not on)
            self.frozen.follow()

    def freeze_up_to(self, section: int) -> None:
        """Let the columns from the left edge up to this one stand still."""
        header = self.horizontalHeader()
        shown = [i for i in map(header.logicalIndex, range(header.count())) if not self.isColumnHidden(i)]
        self.frozen.freeze(shown.index(section) + 1 if section in shown else 0)

    def toggle_frozen(self) -> None:
        """Freeze up to the column of the keyboard, or let all scroll again."""
        if self.frozen.count:
            self.frozen.freeze(0)
        else:
            self.freeze_up_to(max(0, self.currentIndex().column()))

    def layout_of_columns(self) -> list[tuple[str, int]]:
        """Key and width of every column on show, from the left; widths at 100 % text size."""
        header = self.horizontalHeader()
        shown = [i for i in map(header.logicalIndex, range(header.count())) if not self.isColumnHidden(i)]
        return [(self.rows.columns[i].key, round(self.columnWidth(i) * 100 / theme.px(100))) for i in shown]

    def set_layout_of_columns(self, layout: Sequence[tuple[str, int]]) -> None:
        """Show exactly these columns in this order; keys that are no longer known are passed over."""
        keys = [column.key for column in self.rows.columns]
        known = [(keys.index(key), width) for key, width in layout if key in keys]
        if not known:
            return
        header = self.horizontalHeader()
        for i in range(len(keys)):
            self.setColumnHidden(i, i not in {section for section, _width in known})
        for place, (section, width) in enumerate(known):
            header.moveSection(header.visualIndex(section), place)
            self.setColumnWidth(section, theme.px(max(20, width)))
        self.frozen.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.place()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Also out from under the columns that stand still."""
        super().scrollTo(index, hint)
        left = self.visualRect(index).left()
        if self.frozen.covered and left < self.frozen.covered and not self.frozen.stands_still(index):  # type: ignore[arg-type]
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (self.frozen.covered - left))

    # -- selection -------------------------------------------------------------------------------------------------

    def selected_ids(self) -> list[int]:
        """The selected exhibits in the order shown."""
        return [self.rows.id_at(row) for row in selected_rows(self) if row < len(self.rows.ids)]

    def current_id(self) -> int | None:
        """The exhibit the keyboard stands on."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def select_ids(self, ids: Sequence[int]) -> None:
        """Select these exhibits as far as they are on show, and scroll to the first."""
        rows = [row for row in map(self.rows.row_of, ids) if row >= 0]
        if not rows:
            return
        first = self.rows.index(rows[0], self._column_of_keyboard())
        selection = QItemSelection()
        last = len(self.rows.columns) - 1
        for top, bottom in spans_of(rows):
            selection.select(self.rows.index(top, 0), self.rows.index(bottom, last))
        # not QTableView.setCurrentIndex, which would extend the selection while a modifier key is held
        self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(first)
        self.scrollTo(first)

    def _column_of_keyboard(self) -> int:
        """The column the keyboard is in, also right after sorting; else the first one on show."""
        at = self.currentIndex()
        column, self._sorted_in = at.column() if at.isValid() else self._sorted_in, -1
        return column if column >= 0 and not self.isColumnHidden(column) else self._first_shown_column()

    def _first_shown_column(self) -> int:
        header = self.horizontalHeader()
        order = (header.logicalIndex(i) for i in range(header.count()))
        return next((i for i in order if not self.isColumnHidden(i)), 0)

    def step(self, by: int) -> None:
        """Go to the next or previous row."""
        row = max(0, min(len(self.rows.ids) - 1, self.currentIndex().row() + by))
        if self.rows.ids:
            self.select_ids([self.rows.id_at(row)])

    def edit_current(self) -> None:
        """Type into the current cell, or into the title when this column cannot be edited."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if not self.rows.columns[index.column()].editable:
            index = self.rows.index(index.row(), [c.key for c in self.rows.columns].index("title"))
            self.setCurrentIndex(index)
        (self.frozen if self.frozen.stands_still(index) else self).edit(index)

    # -- columns, state ------------------------------------------------------------------------------------------

    def shown_columns(self) -> list[Column]:
        """The columns on show, from left to right."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        return [self.rows.columns[i] for i in order if not self.isColumnHidden(i)]

    def _state_key(self) -> str:
        """Widths belong to one text size, and to one list of columns."""
        return f"grid/{self._matter.uid}/{len(EXHIBIT_COLUMNS)}/{theme.px(100)}"

    def restore(self, state: WindowState) -> None:
        """Columns as they were left in this matter."""
        kept = state.bytes(self._state_key())
        if not kept.isEmpty():
            self.horizontalHeader().restoreState(kept)
        self.frozen.freeze(int(state.text(f"{self._state_key()}/frozen", "0")))
        self.set_order(self.order)

    def keep(self, state: WindowState) -> None:
        """Remember the columns for this matter."""
        state.keep(self._state_key(), self.horizontalHeader().saveState())
        state.keep(f"{self._state_key()}/frozen", str(self.frozen.count))
