"""The history of the matter: every operation, who and when, and the rows before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.context_menu import offer
from evidence_app.gui.item_history import local_time
from evidence_app.gui.messages import Messages
from evidence_app.gui.row_table import RowTable, table_of
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.when_shown import WhenShown
from evidence_app.model.changes import Changes
from evidence_app.model.columns import Column
from evidence_app.services import history
from evidence_app.services.history import HistoryEntry
from evidence_app.services.matter import Matter

STEP = 500
COLUMNS = (
    Column("id", "No.", lambda e: str(e.id), align="right", width=62, tip="Number in the audit log"),
    Column("at", "When", lambda e: local_time(e.at), width=142, tip="In this computer's time; stored as UTC"),
    Column("actor", "Who", lambda e: e.actor, width=110),
    Column("words", "What", lambda e: e.words, width=455),
    Column("rows", "Rows", lambda e: str(e.rows) if e.rows else "–", align="right", width=64, tip="Rows changed"),
    Column(
        "state", "State", lambda e: "undone" if e.undone else "undoes " + str(e.undoes) if e.undoes else "", width=128
    ),
    Column("hash", "Hash", lambda e: e.hash[:12], width=130, tip="First digits of the chained SHA-256"),
)


def _decorate(entry: HistoryEntry, column: Column, role: int) -> Any:
    if role == Qt.ItemDataRole.ForegroundRole and entry.undone:
        return theme.colour("muted")
    if role == Qt.ItemDataRole.DecorationRole and column.key == "state" and (entry.undone or entry.undoes):
        return theme.icon("undo", "muted")
    if role == Qt.ItemDataRole.ToolTipRole:
        return entry.hash if column.key == "hash" else column.value(entry)
    return None


class HistoryPage(QWidget):
    """``undo_asked`` and ``redo_asked`` are wired to the same commands as the menu."""

    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._entries: dict[int, HistoryEntry] = {}
        self._limit = STEP
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addLayout(self._top())
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._list())
        split.addWidget(self._details())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        self.older = QPushButton("Show older entries")
        self.older.setObjectName("history_older")
        self.older.setAccessibleName("Show older entries")
        self.older.clicked.connect(self._more)
        column.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        self._when_shown = WhenShown(self, self._read, self._show)
        runner.changed.connect(self.refresh)
        offer(self.table, lambda: (self.undo, self.redo, None, self.older))
        self.reload()

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(theme.label("History", "title"))
        row.addSpacing(theme.px(12))
        self.words = QLineEdit()
        self.words.setObjectName("history_filter")
        self.words.setAccessibleName("Filter the history")
        self.words.setPlaceholderText("Filter by what or who …")
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(theme.px(230))
        self.words.setMaximumWidth(theme.px(280))
        self.words.textChanged.connect(lambda _text: self._filter())
        row.addWidget(self.words)
        row.addStretch(1)
        self.undo = self._button("Undo", "history_undo", self.undo_asked.emit, "undo")
        self.redo = self._button("Redo", "history_redo", self.redo_asked.emit, "redo")
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        return row

    @staticmethod
    def _button(words: str, name: str, run: Callable[[], object], icon: str) -> QPushButton:
        button = QPushButton(theme.icon(icon), words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: run())
        return button

    def _list(self) -> QTableView:
        self._rows: RowTable[HistoryEntry] = RowTable(
            COLUMNS, lambda ids: {i: self._entries[i] for i in ids}, self, decorate=_decorate, editable=False
        )
        self.table = table_of("history_table", "History, newest first", self._rows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _old: self._show_changes(index.row()))
        return self.table

    def _details(self) -> QTreeWidget:
        self.changes = QTreeWidget()
        self.changes.setObjectName("history_changes")
        self.changes.setAccessibleName("What this entry changed")
        self.changes.setHeaderLabels(["What", "Field", "Before", "After"])
        self.changes.setRootIsDecorated(False)
        self.changes.setAlternatingRowColors(True)
        for i, width in enumerate((150, 170, 330)):
            self.changes.setColumnWidth(i, theme.px(width))
        return self.changes

    def refresh(self, changes: Changes) -> None:
        """A new entry appears at the top."""
        if changes.entry:
            self.reload()

    def reload(self) -> None:
        """Read the newest entries again, now or when the page is shown."""
        self._when_shown.read()

    def _read(self) -> None:
        self._runner.query("history", history.entries, self._limit, done=self._when_shown.show)

    def show_undo(self, undo: str, redo: str) -> None:
        """Say what the two buttons would do."""
        for button, word, what in ((self.undo, "Undo", undo), (self.redo, "Redo", redo)):
            text = f"{word} {what}" if what else word
            button.setText(button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, theme.px(300)))
            button.setToolTip(text)
            button.setEnabled(bool(what))

    def _show(self, found: list[HistoryEntry]) -> None:
        self._entries = {entry.id: entry for entry in found}
        self.older.setVisible(len(found) >= self._limit)
        self._filter()

    def _filter(self) -> None:
        words = self.words.text().casefold().split()
        ids = [e.id for e in self._entries.values() if all(w in f"{e.words} {e.actor}".casefold() for w in words)]
        current = self._rows.id_at(self.table.currentIndex().row()) if self.table.currentIndex().isValid() else 0
        if ids == self._rows.ids:
            self._rows.refresh()
            return
        self._rows.set_ids(ids)
        row = self._rows.row_of(current)
        if ids:
            self.table.selectRow(max(0, row))

    def _more(self) -> None:
        self._limit += STEP
        self.reload()

    def _show_changes(self, row: int) -> None:
        self.changes.clear()
        if 0 <= row < len(self._rows.ids):
            self._runner.query("history.changes", history.changed_rows, self._rows.id_at(row), done=self._fill)

    def _fill(self, found: list[tuple[str, str, str, str]]) -> None:
        self.changes.clear()
        for table, field, before, after in found:
            cells = [
                table.replace("_", " "),
                field.replace("_", " "),
                before[:200] or "(empty)",
                after[:200] or "(empty)",
            ]
            item = QTreeWidgetItem(cells)
            for place, text in ((2, before), (3, after)):
                item.setToolTip(place, text[:2000])
            self.changes.addTopLevelItem(item)
        if not found:
            self.changes.addTopLevelItem(QTreeWidgetItem(["No row was changed."]))
