"""Notes on one exhibit, and everything that ever happened to it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services import exhibits, history
from evidence_app.services.history import FieldChange
from evidence_app.services.matter import Matter

SHOWN = 300


def local_time(at: str) -> str:
    """A stored UTC time in this computer's time, to the minute."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


class ItemHistory(QWidget):
    """Notes above, history below: when, who, which field, from what to what."""

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("item_history")
        self.setProperty("role", "panel")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._exhibit = 0
        self._stored = ""
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("exhibit_notes")
        self.notes.setAccessibleName("Notes on this exhibit")
        self.notes.setPlaceholderText("Notes for the team; they never leave the office.")
        self.notes.setTabChangesFocus(True)
        self.notes.setReadOnly(matter.read_only)
        self.notes.installEventFilter(self)
        self.notes.setMaximumHeight(theme.px(140))
        self.list = QTreeWidget()
        self.list.setObjectName("exhibit_history")
        self.list.setAccessibleName("History of this exhibit")
        self.list.setHeaderHidden(True)
        self.list.setWordWrap(True)
        self.list.setUniformRowHeights(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(8))
        column.setSpacing(theme.px(6))
        column.addWidget(theme.label("NOTES", "section"))
        column.addWidget(self.notes)
        column.addWidget(theme.label("HISTORY OF THIS EXHIBIT", "section"))
        column.addWidget(self.list, 1)
        runner.changed.connect(self.refresh)

    def show_exhibit(self, exhibit_id: int) -> None:
        """Show one exhibit's notes and history; 0 = none."""
        self._exhibit = exhibit_id
        self.setEnabled(bool(exhibit_id))
        self._stored = exhibits.get(self._matter, exhibit_id).notes if exhibit_id else ""
        if not self.notes.hasFocus() or not exhibit_id:
            self.notes.setPlainText(self._stored)
        self.list.clear()
        if exhibit_id:
            self._runner.query("exhibit.history", history.row_history, "exhibit", exhibit_id, done=self._show)

    def _show(self, found: list[FieldChange]) -> None:
        self.list.clear()
        entries: dict[int, QTreeWidgetItem] = {}
        for change in found[:SHOWN]:
            entry = entries.get(change.entry)
            if entry is None:
                entry = QTreeWidgetItem([f"{local_time(change.at)}  {change.actor}\n{change.words}"])
                entries[change.entry] = entry
                self.list.addTopLevelItem(entry)
            before, after = change.before or "(empty)", change.after or "(empty)"
            child = QTreeWidgetItem([f"{change.field.replace('_', ' ')}: {before[:120]} → {after[:120]}"])
            child.setToolTip(0, f"{before}\n→\n{after}")
            entry.addChild(child)

    def refresh(self, changes: Changes) -> None:
        """Read again when the exhibit on show changed."""
        if self._exhibit in changes.keys.get("exhibit", ()):
            self.show_exhibit(self._exhibit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes are stored when the field is left."""
        if event.type() == QEvent.Type.FocusOut and self._exhibit and watched is self.notes:
            text = self.notes.toPlainText().strip()
            if text != self._stored:
                self._stored = text
                self._runner.change(exhibits.describe, [self._exhibit], notes=text)
        return False
