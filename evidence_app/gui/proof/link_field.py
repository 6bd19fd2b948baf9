"""The type-ahead field: digits or words find the element, Enter takes it, Shift+Enter takes it with a fact, ``+`` ``-`` ``0`` set the stance."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

STANCE_KEYS = {"+": "supports", "-": "undermines", "−": "undermines", "0": "neutral"}


class LinkField(QLineEdit):
    """Keys that are no text are said by signals; arrows are passed on so that the tree moves while typing goes on.

    ``means_something(text)`` tells whether a longer text would still find an element: then "0" and "-" are typed (2.10,
    "opt-out"), else they set the stance.
    """

    stance_typed = Signal(str)
    taken = Signal()
    taken_with_fact = Signal()
    left = Signal()
    moved = Signal(int)

    def __init__(self, means_something: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._means_something = means_something
        self.linking = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.linking and self._is_stance(event.text()):
            self.stance_typed.emit(STANCE_KEYS[event.text()])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            with_fact = self.linking and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.taken_with_fact if with_fact else self.taken).emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _is_stance(self, typed: str) -> bool:
        if typed not in STANCE_KEYS:
            return False
        return typed == "+" or not self.text().strip() or not self._means_something(self.text() + typed)
