"""What can be done with a row, as a menu at the row: by the right mouse button, the Menu key or Shift+F10."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QMenu, QToolButton, QWidget

Entry = QAbstractButton | QAction | None
"""A button or a command; None draws a line."""


def offer(view: QAbstractItemView, entries: Callable[[], Iterable[Entry]]) -> None:
    """Give a list a menu; ``entries`` are asked each time, so that they fit the row the user stands on."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(lambda place: _show(view, place, entries()))


def _show(view: QAbstractItemView, place: QPoint, entries: Iterable[Entry]) -> None:
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QAction):
            menu.addAction(entry)
        elif not entry.isHidden():
            _add_button(menu, entry)
    if menu.actions():
        menu.exec(view.viewport().mapToGlobal(place))


def _add_button(menu: QMenu, button: QAbstractButton) -> None:
    """The same words, state and effect as the button has; a button with a menu becomes that menu."""
    if isinstance(button, QToolButton) and button.menu() is not None:
        action = menu.addMenu(button.menu())
        action.setText(button.text())
    else:
        action = menu.addAction(button.icon(), button.text(), button.click)
    action.setEnabled(button.isEnabled())


def open_at_keyboard(window: QWidget) -> None:
    """Open the menu of what has the keyboard, where it stands: Shift+F10, which not every system sends as its Menu key."""
    at = QApplication.focusWidget() or window.focusWidget()
    if at is not None:
        row = at.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        spot = (QRectF(row) if row else QRectF(at.rect())).center().toPoint()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, spot, at.mapToGlobal(spot))
        QApplication.sendEvent(at, event)
