"""Enter presses the button that has the keyboard, in dialogs and in windows; Qt itself leaves that to Space."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_focused(event: QKeyEvent) -> bool:
    """Press the button with the keyboard when the key is Enter; True when the key is thereby dealt with.

    A key held down presses once, so that it does not also answer the dialog that the button opened.
    """
    focus = QApplication.focusWidget()
    if event.key() not in ENTER or not isinstance(focus, QPushButton | QToolButton):
        return False
    if not event.isAutoRepeat():
        focus.click()
    return True
