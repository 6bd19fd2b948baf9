"""The ledger by day: time, exhibit, what happened, words and witness."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from evidence_app.gui import theme
from evidence_app.gui.hearing.keys import ENTRY_WORDS
from evidence_app.model.chronology import show_date
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.register import HearingEvent

Entry = tuple[HearingEvent, Exhibit]
ENTRY_ICONS = {
    "admitted": ("ok", "ok"), "limited": ("contested", "contested"), "refused": ("close", "danger"),
    "withdrawn": ("close", "muted"), "objection": ("warning", "warning"), "ruling": ("hearing", "text"),
}  # fmt: skip
"""Entry -> icon and colour; the word stands beside it."""
IdRole = Qt.ItemDataRole.UserRole


class LedgerView(QTreeWidget):
    """``exhibit_chosen(id)`` when a line is activated: that exhibit becomes the one in hand."""

    exhibit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hearing_ledger")
        self.setAccessibleName("Hearing ledger by day, in court time")
        self.setHeaderLabels(["Court time", "Exhibit", "Entry", "Words", "Witness", "Description"])
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(theme.px(12))
        for i, width in enumerate((120, 100, 140, 330, 150)):
            self.setColumnWidth(i, theme.px(width))
        self.header().setHighlightSections(False)
        self.header().setStretchLastSection(True)
        self.itemActivated.connect(self._activated)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and digits are for the page, not for a search in this list."""
        if event.text().strip() and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show the ledger, days newest first, entries in time order; the latest entry is in view."""
        self.clear()
        days: dict[str, list[Entry]] = {}
        for event, exhibit in entries:
            days.setdefault(event.at[:10], []).append((event, exhibit))
        for day in sorted(days, reverse=True):
            top = QTreeWidgetItem([f"{show_date(day)}  ({len(days[day])} entries)"])
            font = self.font()
            font.setBold(True)
            top.setFont(0, font)
            self.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.addChildren([_line(event, exhibit) for event, exhibit in days[day]])
            top.setExpanded(True)
        self._show_last()

    def _show_last(self) -> None:
        top = self.topLevelItem(0)
        if top is not None and top.childCount():
            last = top.child(top.childCount() - 1)
            if last is not None:
                self.setCurrentItem(last)
                self.scrollToItem(last)

    def _activated(self, item: QTreeWidgetItem) -> None:
        exhibit_id = item.data(0, IdRole)
        if exhibit_id:
            self.exhibit_chosen.emit(exhibit_id)


def _line(event: HearingEvent, exhibit: Exhibit) -> QTreeWidgetItem:
    words = ENTRY_WORDS.get(event.action, event.action.capitalize())  # type: ignore[call-overload]
    name = exhibit.number or exhibit.title
    cells = [event.at[11:19], name, words, event.words, event.witness, exhibit.description or exhibit.title]
    item = QTreeWidgetItem(cells)
    item.setData(0, IdRole, exhibit.id)
    for place in (3, 4, 5):
        item.setToolTip(place, cells[place])
    item.setToolTip(0, event.at)
    icon = ENTRY_ICONS.get(event.action)
    if icon:
        item.setIcon(2, theme.icon(*icon))
    return item
