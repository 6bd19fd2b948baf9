"""The search-term report as a table: a row for each term, failed and empty ones marked in words, the union last."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from evidence_app.gui import theme
from evidence_app.services.search_report import SearchTermReport, TermRow

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("No.", "Term", "Exhibits", "With family", "Unique", "Pages", "State", "Element")
WIDTHS = (40, 0, 74, 96, 66, 60, 150, 130)
NUMBERS = range(2, 6)
TIPS = (
    "", "The term as given; how it was read is shown with the row", "Exhibits with at least one match",
    "Exhibits with a match and all members of their families", "Exhibits that no other term of this list finds",
    "Pages with a match", "Whether the term was run, and why not", "The element the term belongs to",
)  # fmt: skip


def state_words(row: TermRow) -> str:
    """What became of the term."""
    return f"Not run: {row.error}" if row.error else ("No hits" if not row.exhibits else "Run")


class TermsTable(QAbstractTableModel):
    """The rows of a report; ``term(row)`` is the search behind a row, empty for the last one (all terms together)."""

    def __init__(self) -> None:
        super().__init__()
        self.report: SearchTermReport | None = None

    def show_report(self, report: SearchTermReport | None) -> None:
        """Show a report, or nothing."""
        self.beginResetModel()
        self.report = report
        self.endResetModel()

    def term(self, row: int) -> str:
        """The term of a row."""
        rows = self.report.rows if self.report else ()
        return rows[row].term if 0 <= row < len(rows) else ""

    def read_as(self, row: int) -> str:
        """How the term of a row was read, or why it was not run."""
        rows = self.report.rows if self.report else ()
        if not 0 <= row < len(rows):
            return ""
        one = rows[row]
        return f"Not run: {one.error}" if one.error else f"Read as:  {one.run_as}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() or self.report is None else len(self.report.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.report is None:
            return None
        last = index.row() == len(self.report.rows)
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._total() if last else _cells(self.report.rows[index.row()]))[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and last:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if last:
            return None
        row = self.report.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.read_as(index.row())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 6 and (row.error or not row.exhibits):
            return theme.icon("warning", "warning") if row.error else theme.icon("neutral", "muted")
        return None

    def _total(self) -> tuple[str, ...]:
        found = self.report
        assert found is not None
        return (
            "", "All terms together, each exhibit once", f"{found.total_exhibits:,}", f"{found.total_with_family:,}", "",
            f"{found.total_pages:,}", "", "",
        )  # fmt: skip

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _cells(row: TermRow) -> tuple[str, ...]:
    counts = (row.exhibits, row.with_family, row.unique, row.pages)
    numbers = ("–",) * 4 if row.error else tuple(f"{count:,}" for count in counts)
    return (str(row.number), row.term, *numbers, state_words(row), row.group)
