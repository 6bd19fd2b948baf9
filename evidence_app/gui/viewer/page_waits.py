"""Pages whose picture is long in coming: since when each is waited for, so that the page can say so, and only then."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

WAIT_S = 0.3
"""A page that is drawn within this time (seconds) shows no words before its picture: they would only flicker."""


class PageWaits(QObject):
    """What every painting found still blank; ``due`` is called when a page has been waited for long enough to say so."""

    def __init__(self, due: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._since: dict[int, float] = {}
        self._blank: set[int] = set()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(due)

    def forget(self) -> None:
        """Another exhibit is shown: nothing of it has been waited for yet."""
        self._since.clear()
        self._blank.clear()
        self._timer.stop()

    def is_long(self, number: int) -> bool:
        """Note that this page is blank in the present painting; whether it has been so for long."""
        self._blank.add(number)
        return self._waited(number) >= WAIT_S

    def _waited(self, number: int) -> float:
        now = time.monotonic()
        return now - self._since.setdefault(number, now)

    def painted(self) -> list[int]:
        """The painting is over: pages that have their picture, or are out of sight, are waited for no more.

        Returns the pages that say that they are being drawn, in order.
        """
        self._since = {number: at for number, at in self._since.items() if number in self._blank}
        waited = {number: self._waited(number) for number in sorted(self._blank)}
        self._blank = set()
        left = [WAIT_S - so_far for so_far in waited.values() if so_far < WAIT_S]
        if left:
            self._timer.start(round(min(left) * 1000) + 1)
        return [number for number, so_far in waited.items() if so_far >= WAIT_S]
