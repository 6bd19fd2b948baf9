"""Find in this exhibit: type, Enter for the next place, Esc to leave."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from evidence_app.gui import theme

WAIT_MS = 200


class FindBar(QFrame):
    """A field with previous and next. ``wanted`` comes shortly after typing; ``closed`` when the user leaves."""

    wanted = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        self.field = QLineEdit()
        self.field.setObjectName("find_field")
        self.field.setAccessibleName("Find in this exhibit")
        self.field.setPlaceholderText("Find in this exhibit")
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(theme.px(320))
        self.count = theme.label("", "muted", name="find_count")
        row.addWidget(self.field, 1)
        row.addWidget(_button("previous", "Previous place", self.previous_wanted.emit))
        row.addWidget(_button("next", "Next place", self.next_wanted.emit))
        row.addWidget(self.count, 1)
        row.addWidget(_button("close", "Close the find bar", self.close_bar))
        self._soon = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._soon.timeout.connect(lambda: self.wanted.emit(self.field.text().strip()))
        self.field.textEdited.connect(lambda _text: self._soon.start())
        self.hide()

    def open_bar(self) -> None:
        """Show it with the last text selected."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hide it and forget its places."""
        self._soon.stop()
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif self.field.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _enter(self, back: bool) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self.wanted.emit(self.field.text().strip())
        elif back:
            self.previous_wanted.emit()
        else:
            self.next_wanted.emit()


def _button(icon: str, name: str, pressed: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(theme.px(16), theme.px(16)))
    button.setObjectName(f"find_{icon}")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.clicked.connect(pressed)
    return button
