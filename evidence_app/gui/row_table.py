"""A table over a list of ids that reads only the rows it paints."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from evidence_app.gui import theme
from evidence_app.model.columns import Column

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

CHUNK = 32
"""Rows read at once around the one being painted."""
KEEP = 64
"""Chunks kept in memory; the least recently painted go first."""

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
RowRole = Qt.ItemDataRole.UserRole + 1
IdRole = Qt.ItemDataRole.UserRole + 2


def selected_rows(view: QAbstractItemView) -> list[int]:
    """The selected rows from top to bottom, from the spans of the selection: Qt's own list looks at every row by itself."""
    spans = sorted((span.top(), span.bottom()) for span in view.selectionModel().selection().toList())
    return list(dict.fromkeys(row for top, bottom in spans for row in range(top, bottom + 1)))


def set_headings_apart(table: QTableView) -> None:
    """Give the headings a selection of their own, or they ask for every selected row at each painting."""
    header = table.horizontalHeader()
    header.setSelectionModel(QItemSelectionModel(table.model(), header))


class RowTable(QAbstractTableModel, Generic[R]):
    """Rows by id, read in chunks when they are painted.

    ``read_rows`` gets a few ids and returns their rows by id. ``edited`` tells (id, column key, new text) when the user
    typed into a cell; the model changes only when the page refreshes it. ``rows_read`` counts what was read.
    """

    edited = Signal(object, str, object)

    def __init__(
        self,
        columns: Sequence[Column],
        read_rows: Callable[[list[int]], dict[int, R]],
        parent: QObject | None = None,
        *,
        decorate: Callable[[R, Column, int], Any] | None = None,
        editable: bool = True,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ids: list[int] = []
        self.rows_read = 0
        self._read_rows = read_rows
        self._decorate = decorate
        self._editable = editable
        self._chunks: OrderedDict[int, dict[int, R]] = OrderedDict()
        self._places: dict[int, int] | None = None
        self._flags = self._make_flags()

    # -- content ---------------------------------------------------------------------------------------------------

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these rows; what was read before is forgotten."""
        self.beginResetModel()
        self.ids = list(ids)
        self._chunks.clear()
        self._places = None
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._flags = self._make_flags()
        self.endResetModel()

    def refresh(self, ids: Collection[int] | None = None) -> None:
        """Read changed rows again when they are painted next; without ids, all."""
        if ids is None or len(ids) > len(self.ids):
            self._chunks.clear()
            self._tell_changed(0, len(self.ids) - 1)
            return
        for row_id in ids:
            row = self.row_of(row_id)
            if row >= 0:
                self._chunks.pop(row // CHUNK, None)
                self._tell_changed(row, row)

    def _tell_changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def id_at(self, row: int) -> int:
        """The id of a row on show."""
        return self.ids[row]

    def row_of(self, row_id: int) -> int:
        """Where an id is shown; -1 when it is not."""
        if self._places is None:
            self._places = {one: i for i, one in enumerate(self.ids)}
        return self._places.get(row_id, -1)

    def row_data(self, row: int) -> R | None:
        """The row's object, read now if it must be; None when it is gone from the matter."""
        if not 0 <= row < len(self.ids):
            return None
        number = row // CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            wanted = self.ids[number * CHUNK : (number + 1) * CHUNK]
            chunk = self._read_rows(wanted)
            self.rows_read += len(wanted)
            self._chunks[number] = chunk
            while len(self._chunks) > KEEP:
                self._chunks.popitem(last=False)
        else:
            self._chunks.move_to_end(number)
        return chunk.get(self.ids[row])

    # -- Qt --------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        if role == IdRole:
            return self.ids[index.row()]
        row = self.row_data(index.row())
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.value(row)
        if role == Qt.ItemDataRole.EditRole:
            return getattr(row, column.key, None) or ""
        if role == RowRole:
            return row
        return self._decorate(row, column, role) if self._decorate else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or str(value) == str(self.data(index, Qt.ItemDataRole.EditRole)):
            return False
        self.edited.emit(self.ids[index.row()], self.columns[index.column()].key, value)
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Made beforehand: Qt asks for every row when a whole column is selected."""
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _make_flags(self) -> list[Qt.ItemFlag]:
        flag = Qt.ItemFlag
        plain = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren
        return [plain | flag.ItemIsEditable if self._editable and c.editable else plain for c in self.columns]


def plain_table(name: str, words: str, model: QAbstractItemModel) -> QTableView:
    """A table called ``words`` for screen readers: whole rows are chosen, one line each, and Tab leaves it."""
    made = QTableView()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setModel(model)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setAlternatingRowColors(True)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(theme.px(30))
    made.horizontalHeader().setHighlightSections(False)
    return made


def table_of(name: str, words: str, model: RowTable[Any]) -> QTableView:
    """A plain table over such rows, whose columns have their own widths."""
    made = plain_table(name, words, model)
    set_headings_apart(made)
    made.horizontalHeader().setStretchLastSection(True)
    for i, column in enumerate(model.columns):
        made.setColumnWidth(i, theme.px(column.width))
    return made
