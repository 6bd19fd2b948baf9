"""The record of productions on the Reports page: what went to whom, when, under which numbers, and its hash."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from evidence_app.gui import theme
from evidence_app.gui.item_history import local_time
from evidence_app.services.productions import Production

EMPTY = "Nothing was produced yet. The card “Production with load files” above writes one and records it here."
_HEADINGS = ("Volume", "Sent to", "When", "Bates numbers", "Documents", "Pages", "SHA-256 of the DAT")
_WIDTHS = (130, 200, 140, 230, 105, 70)
_COUNTS = (4, 5)


class ProductionsList(QTreeWidget):
    """One row for each production, newest first. The record never changes; Copy takes the selected row as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("productions")
        self.setAccessibleName("Productions, newest first")
        self.setAlternatingRowColors(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels(list(_HEADINGS))
        for i, width in enumerate(_WIDTHS):
            self.setColumnWidth(i, theme.px(width))

    def show_productions(self, found: Sequence[Production]) -> None:
        """Show these; without any, say how one comes about."""
        self.clear()
        rows = [self._row(one) for one in found]
        self.addTopLevelItems(rows)
        if rows:
            self.setCurrentItem(rows[0])
            return
        empty = QTreeWidgetItem([EMPTY])
        empty.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addTopLevelItem(empty)
        empty.setFirstColumnSpanned(True)

    @staticmethod
    def _row(one: Production) -> QTreeWidgetItem:
        numbers = one.bates_begin if one.bates_begin == one.bates_end else f"{one.bates_begin} to {one.bates_end}"
        counts = (f"{one.documents:,}", f"{one.pages:,}")
        cells = [one.volume, one.sent_to, local_time(one.produced_at), numbers, *counts, one.dat_sha256]
        row = QTreeWidgetItem(cells)
        for column in _COUNTS:
            row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, text in enumerate(cells):
            row.setToolTip(column, text)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy puts the selected row on the clipboard: the hash is wanted whole, in a letter."""
        chosen = self.selectedItems()
        if event.matches(QKeySequence.StandardKey.Copy) and chosen:
            cells = [chosen[0].text(i) for i in range(self.columnCount())]
            QGuiApplication.clipboard().setText("\t".join(cells))
            return
        super().keyPressEvent(event)
