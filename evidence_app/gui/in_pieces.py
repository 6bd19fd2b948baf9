"""Work on the window's own thread that would take long in one go, a few milliseconds in each turn of the event loop."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

PIECE_S = 0.005
"""How long one turn of the event loop is worked at most."""


class InPieces(QObject):
    """Goes through an iterator that does a little at each step: thousands of lines of a list, say."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def start(self, work: Iterator[object], *, at_once: bool = True) -> None:
        """Begin now, or (not ``at_once``) in the next turn; what was not finished of earlier work is left."""
        self._work = work
        self._timer.start()
        if at_once:
            self._go_on()

    def finish(self) -> None:
        """Do the rest now, for somebody who needs it."""
        self._timer.stop()
        for _ in self._work:
            pass

    def _go_on(self) -> None:
        end = time.perf_counter() + PIECE_S
        for _ in self._work:
            if time.perf_counter() > end:
                return
        self._timer.stop()
