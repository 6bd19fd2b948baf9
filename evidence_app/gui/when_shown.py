"""Lets a page that stands behind another one wait: it is read and built once it is shown, not at every change before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WhenShown(QObject):
    """Reads and shows for ``page`` now, or, while it stands behind another page of its window, when it comes to front.

    A page that has no window on the screen yet is not behind anything: it reads, and what was read waits to be shown.
    """

    def __init__(self, page: QWidget, read: Callable[[], object], show: Callable[[Any], object]) -> None:
        super().__init__(page)
        self._page, self._read, self._show = page, read, show
        self._stale = False
        self._waiting: tuple[Any, ...] = ()
        page.installEventFilter(self)

    def _behind(self) -> bool:
        window = self._page.window()
        return window is not self._page and window.isVisible() and not self._page.isVisible()

    def read(self) -> None:
        """Read again, now or when the page is shown."""
        if self._behind():
            self._stale = True
        else:
            self._stale = False
            self._read()

    def show(self, found: Any) -> None:
        """Show what was read, now or when the page is shown."""
        if self._behind():
            self._waiting = (found,)
        else:
            self._waiting = ()
            self._show(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            waiting, self._waiting = self._waiting, ()
            if waiting:
                self._show(*waiting)
            if self._stale:
                self.read()
        return False
