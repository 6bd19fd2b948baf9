"""The query line: Enter runs, and while typing it offers fields, tags, elements and words of this matter."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from evidence_app.gui import theme
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.search_results import Suggestion
from evidence_app.services import search_help

TYPING_MS = 120
PLACEHOLDER = 'Words, "phrases", AND OR NOT, w/5, pre/5, field:value …'


class QueryField(QLineEdit):
    """Emits ``run_asked`` on Enter, ``list_asked`` on Down when nothing is offered.

    ``helping``: whether words of the query language are offered (not while a question is typed).
    """

    run_asked = Signal()
    list_asked = Signal()

    def __init__(self, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_query")
        self.setAccessibleName("Search query")
        self.setPlaceholderText(PLACEHOLDER)
        self.setClearButtonEnabled(True)
        self.addAction(QAction(theme.icon("search", "muted"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self._runner = runner
        self._offered: list[Suggestion] = []
        self.helping = True
        self._words = QStringListModel(self)
        self._help = QCompleter(self._words, self)
        self._help.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._help.setWidget(self)
        self._help.setMaxVisibleItems(10)
        self._popup = cast(QAbstractItemView, self._help.popup())
        self._popup.setAccessibleName("Suggestions")
        picked: Any = self._help.activated
        picked[QModelIndex].connect(lambda index: self.take(index.row()))
        self._timer = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._timer.timeout.connect(self.suggest)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._entered)

    @property
    def offered(self) -> list[Suggestion]:
        """What is offered now, in order."""
        return list(self._offered)

    def suggest(self) -> None:
        """Ask for suggestions at the cursor."""
        if not self.helping:
            return
        text, cursor = self.text(), self.cursorPosition()
        self._runner.query(
            "search.suggest",
            search_help.suggest,
            text,
            cursor,
            done=lambda found: self._offer(found, text, cursor),
            on_error=lambda _error: self._popup.hide(),
        )

    def _offer(self, found: list[Suggestion], text: str, cursor: int) -> None:
        if (self.text(), self.cursorPosition()) != (text, cursor):
            return
        self._offered = found
        self._words.setStringList([f"{one.text}    {one.note}" for one in found])
        if found and self.hasFocus():
            self._help.complete()
        else:
            self._popup.hide()

    def take(self, row: int) -> None:
        """Put a suggestion in place of what was typed."""
        if not 0 <= row < len(self._offered):
            return
        one, text = self._offered[row], self.text()
        self._offered = []
        self.setText(text[: one.start] + one.text + text[one.end :])
        self.setCursorPosition(one.start + len(one.text))
        if one.text.endswith(":"):
            self._timer.start()

    def _entered(self) -> None:
        """Enter on a suggestion takes it; otherwise it runs the search."""
        popup = self._popup
        if popup.isVisible() and popup.currentIndex().isValid():
            return
        self._timer.stop()
        popup.hide()
        self.run_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._popup.isVisible():
            self.list_asked.emit()
            return
        super().keyPressEvent(event)

    def show_query(self, text: str) -> None:
        """Show a query that came from elsewhere."""
        self._timer.stop()
        self._popup.hide()
        if text != self.text():
            self.setText(text)

    def point_at(self, position: int) -> None:
        """Mark the character that could not be read and put the keyboard there."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setSelection(min(position, max(0, len(self.text()) - 1)), 1)
