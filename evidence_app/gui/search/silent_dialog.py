"""The pages a search cannot see, with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.model.search_results import SilentPage

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Exhibit", "Title", "Page", "Why it could not be searched")


class SilentPages(QAbstractTableModel):
    """Pages without words, as rows."""

    def __init__(self, pages: Sequence[SilentPage]) -> None:
        super().__init__()
        self.pages = tuple(pages)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.pages)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        page = self.pages[index.row()]
        number = f"Ex. {page.exhibit_number}" if page.exhibit_number else "–"
        return (number, page.title, str(page.page) if page.page else "all", page.reason)[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return COLUMNS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)


class SilentDialog(Dialog):
    """Lists them; ``page_opened(exhibit id, page)`` on a double click or Enter."""

    page_opened = Signal(int, int)

    def __init__(self, parent: QWidget, pages: Sequence[SilentPage]) -> None:
        super().__init__(parent)
        self.setObjectName("silent_pages")
        self.setWindowTitle("Pages that could not be searched")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        words = f"{len(pages):,} could not be searched" if pages else "Every page was searched"
        column.addWidget(theme.label(words, "heading"))
        self.model = SilentPages(pages)
        self.table = QTableView()
        self.table.setObjectName("silent_table")
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Pages that could not be searched")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, width in ((0, 90), (2, 70), (3, 280)):
            self.table.setColumnWidth(section, theme.px(width))
        self.table.activated.connect(lambda index: self._open(index.row()))
        column.addWidget(self.table)
        column.addWidget(
            theme.label("Double-click a page to see it. Nothing is searched by its picture alone.", "muted")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(theme.px(820), theme.px(440))

    def _open(self, row: int) -> None:
        page = self.model.pages[row]
        self.page_opened.emit(page.exhibit_id, max(1, page.page))
        self.accept()
