"""Notes on one exhibit, its custody in one line, and everything that ever happened to it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services import custody, exhibits, history
from evidence_app.services.custody import CustodyStep
from evidence_app.services.history import FieldChange
from evidence_app.services.matter import Matter

SHOWN = 300
LONGEST = 70
"""Characters of the last custody entry that are shown beside the history."""


def local_time(at: str) -> str:
    """A stored UTC time in this computer's time, to the minute."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def custody_line(steps: list[CustodyStep]) -> str:
    """The chain in one line: how many entries people made, and the last of them."""
    own = [step for step in steps if step.kind != "import" and not step.corrected_by]
    if not own:
        return "The import only; nothing was stated about its handling."
    kinds = [("stated", "stated"), ("capture", "web capture"), ("replaced", "document replaced")]
    counts = [f"{n} {words}" for kind, words in kinds if (n := sum(step.kind == kind for step in own))]
    last = own[-1].words
    shown = last if len(last) <= LONGEST else f"{last[: LONGEST - 1].rstrip()}…"
    return f"Import, {', '.join(counts)}. Last: {own[-1].shown_at}, {shown}"


class ItemHistory(QWidget):
    """Notes above, custody in one line, history below: when, who, which field, from what to what.

    ``custody_asked`` wants the whole chain of custody, ``versions_asked`` the earlier versions of the document.
    """

    custody_asked = Signal()
    versions_asked = Signal()

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
        self.notes.setMinimumHeight(theme.px(44))
        self.list = QTreeWidget()
        self.list.setObjectName("exhibit_history")
        self.list.setAccessibleName("History of this exhibit")
        self.list.setHeaderHidden(True)
        self.list.setWordWrap(True)
        self.list.setUniformRowHeights(False)
        self.list.setMinimumHeight(theme.px(56))
        self.custody = theme.label("", wrap=True, name="exhibit_custody")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(8))
        column.setSpacing(theme.px(6))
        column.addWidget(theme.label("NOTES", "section"))
        column.addWidget(self.notes)
        column.addWidget(theme.label("CUSTODY", "section"))
        column.addWidget(self.custody)
        column.addWidget(self._buttons())
        column.addWidget(theme.label("HISTORY OF THIS EXHIBIT", "section"))
        column.addWidget(self.list, 1)
        runner.changed.connect(self.refresh)

    def _buttons(self) -> QWidget:
        made = QWidget()
        row = FlowLayout(made, theme.px(6))
        self.custody_button = self._button("Chain of custody…", "item_custody", self.custody_asked)
        self.versions_button = self._button("Earlier versions…", "item_versions", self.versions_asked)
        self.versions_button.hide()
        for button in (self.custody_button, self.versions_button):
            row.addWidget(button)
        return made

    @staticmethod
    def _button(words: str, name: str, asked: SignalInstance) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: asked.emit())
        return button

    def show_exhibit(self, exhibit_id: int) -> None:
        """Show one exhibit's notes and history; 0 = none."""
        self._exhibit = exhibit_id
        self.setEnabled(bool(exhibit_id))
        self._stored = exhibits.get(self._matter, exhibit_id).notes if exhibit_id else ""
        if not self.notes.hasFocus() or not exhibit_id:
            self.notes.setPlainText(self._stored)
        self.list.clear()
        self.custody.clear()
        self.versions_button.hide()
        if exhibit_id:
            self._runner.query("exhibit.custody", custody.chain, exhibit_id, done=self._show_custody)
            self._runner.query("exhibit.history", history.row_history, "exhibit", exhibit_id, done=self._show)

    def _show_custody(self, steps: list[CustodyStep]) -> None:
        self.custody.setText(custody_line(steps))
        self.versions_button.setVisible(any(step.kind == "replaced" for step in steps))

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
        stated = changes.label.startswith(("Custody of", "Web capture of"))
        if self._exhibit and (stated or self._exhibit in changes.keys.get("exhibit", ())):
            self.show_exhibit(self._exhibit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes are stored when the field is left."""
        if event.type() == QEvent.Type.FocusOut and self._exhibit and watched is self.notes:
            text = self.notes.toPlainText().strip()
            if text != self._stored:
                self._stored = text
                self._runner.change(exhibits.describe, [self._exhibit], notes=text)
        return False
