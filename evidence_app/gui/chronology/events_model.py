"""The chronology as a table: dated events in order, then the undated ones under a heading of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from evidence_app.gui import theme
from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, EventRow, show_date

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Date", "Event", "Kind", "Status", "Sources", "Conflict", "As stated")
DATE, TEXT, KIND, STATUS, SOURCES, CONFLICT, STATED = range(7)
EventIdRole = Qt.ItemDataRole.UserRole + 2


def words_of(row: EventRow) -> tuple[str, str, str, str, str, str, str]:
    """One event as its cells. A date is never completed: "Aug 2024" stays a month."""
    event = row.event
    return (
        show_date(event.date, "Undated"),
        " ".join(event.text.split()),
        EVENT_KINDS.get(event.kind, event.kind),
        EVENT_STATUSES.get(event.status, event.status),
        str(len(row.sources)) if row.sources else "none",
        "Dates differ" if row.conflict else "",
        event.date_stated,
    )


class EventsModel(QAbstractTableModel):
    """Rows of events; a heading row stands before the undated ones (``heading_row``, -1 when there are none)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[EventRow | None] = []
        self._places: dict[int, int] = {}
        self.heading_row = -1
        self.undated = 0

    def set_rows(self, rows: Sequence[EventRow]) -> None:
        """Show these events, in the order given (undated ones last)."""
        self.beginResetModel()
        dated = [row for row in rows if row.event.date]
        undated = [row for row in rows if not row.event.date]
        self._lines = [*dated, *([None, *undated] if undated else [])]
        self._places = {line.event.id: i for i, line in enumerate(self._lines) if line}
        self.heading_row, self.undated = (len(dated) if undated else -1), len(undated)
        self.endResetModel()

    def row_at(self, row: int) -> EventRow | None:
        """The event of a line; None for the heading."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def place_of(self, event_id: int) -> int:
        """The line of an event; -1 when it is not shown."""
        return self._places.get(event_id, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._lines[index.row()]
        if row is None:
            return self._heading(role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words_of(row)[index.column()]
        if role == EventIdRole:
            return row.event.id
        if role == Qt.ItemDataRole.ToolTipRole:
            return {TEXT: row.event.text, CONFLICT: row.conflict, DATE: self._date_tip(row)}.get(index.column()) or None
        if role == Qt.ItemDataRole.DecorationRole and index.column() == CONFLICT and row.conflict:
            return theme.icon("warning", "warning")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() == SOURCES else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    @staticmethod
    def _date_tip(row: EventRow) -> str:
        return f"As stated: {row.event.date_stated}" if row.event.date_stated else "No date as stated"

    def _heading(self, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"Undated ({self.undated})"
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return theme.colour("alternate") if role == Qt.ItemDataRole.BackgroundRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return COLUMNS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._lines[index.row()] is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)
