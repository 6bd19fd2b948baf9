"""The base of every dialog: never larger than the screen, and everything in it within reach."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SIGNAL, QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLayout,
    QListWidget,
    QPushButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.context_menu import open_at_keyboard
from evidence_app.gui.enter_key import ENTER, press_focused
from evidence_app.gui.scrolled_page import RoomArea, least_height, least_width

TITLE_BAR = QSize(8, 36)
"""What the system draws around a dialog, in pixels; not known before it is shown."""


def screen_room(widget: QWidget) -> QSize:
    """How large a window may be on the screen it appears on, without its title bar."""
    return widget.screen().availableSize() - TITLE_BAR


class Dialog(QDialog):
    """Shrinks to the screen when it is shown; what does not fit then is scrolled, the buttons at its foot stay in sight."""

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self.fit()
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()  # a line that appeared may need more room
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses that button and no other; on a row that opens something it has done so already;
        elsewhere it presses the button that stands out.

        Ctrl+Enter presses that one also from text of several lines. A key still held down from before answers nothing.
        Shift+F10 opens the menu of what has the keyboard, as in the window.
        """
        if event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            open_at_keyboard(self)
        elif event.key() not in ENTER:
            super().keyPressEvent(event)
        elif event.isAutoRepeat() or _row_opened(self.focusWidget()):
            event.accept()
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._press_default()
        elif not press_focused(event):
            super().keyPressEvent(event)

    def _press_default(self) -> None:
        for button in self.findChildren(QPushButton):
            if button.isDefault():
                button.click()

    def fit(self) -> None:
        """Take the size wanted as far as the screen allows."""
        room = screen_room(self)
        wanted = (
            self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) or self.isVisible() else self.sizeHint()
        )
        width = min(max(wanted.width(), least_width(self)), room.width())
        if not isinstance(self.layout(), _Scrolled) and (
            least_width(self) > room.width() or least_height(self, width) > room.height()
        ):
            self._scroll()
        height = max(wanted.height(), least_height(self, width))
        self.resize(width, min(height, room.height()))

    def end_buttons(self, words: str, name: str) -> tuple[QDialogButtonBox, QPushButton]:
        """The foot of a dialog that does something: Cancel, and the button (of this object name) that does it."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        go.setObjectName(name)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons, go

    def _scroll(self) -> None:
        """Move everything but the buttons at the foot into a scroll area."""
        column = self.layout()
        assert column is not None  # every dialog has one
        foot = _taken_foot(column)
        around = column.contentsMargins()
        inner = QWidget()
        inner.setLayout(column)
        outer = _Scrolled(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(RoomArea(inner, "dialog_scroll"), 1)
        if foot is not None:
            holder = QVBoxLayout()
            holder.setContentsMargins(around.left(), theme.px(8), around.right(), around.bottom())
            holder.addWidget(foot)
            outer.addLayout(holder)


class _Scrolled(QVBoxLayout):
    """The layout of a dialog whose parts are scrolled."""


def _taken_foot(column: QLayout) -> QWidget | None:
    last = column.itemAt(column.count() - 1)
    if last is not None and isinstance(last.widget(), QDialogButtonBox):
        column.takeAt(column.count() - 1)
        return last.widget()
    return None


_OPENS: dict[type[QAbstractItemView], str] = {
    QListWidget: "itemActivated(QListWidgetItem*)",
    QTreeWidget: "itemActivated(QTreeWidgetItem*,int)",
    QAbstractItemView: "activated(QModelIndex)",
}


def _row_opened(view: QWidget | None) -> bool:
    """Whether the keyboard is on a row of a list that does something of its own on Enter."""
    if not isinstance(view, QAbstractItemView) or not view.currentIndex().isValid():
        return False
    opens = next(signal for kind, signal in _OPENS.items() if isinstance(view, kind))
    return view.receivers(SIGNAL(opens)) > 0


def work_button(words: str, name: str, pressed: Callable[[], object]) -> QPushButton:
    """A button of a dialog that stays open: its words may mark a key with "&", which is no part of its name."""
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAccessibleName(words.replace("&", ""))
    button.clicked.connect(lambda _checked=False: pressed())
    return button
