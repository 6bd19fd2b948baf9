"""Keeps Python itself from holding the window up: its lock is handed over sooner, its collector has less to look at."""

from __future__ import annotations

import gc
import sys
import threading
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

SWITCH_S = 0.0005
"""A thread that computes gives Python's lock back after this long when the window waits for it. Python's own 5 ms would
be waited for at every call into Qt, some hundred times for one page."""
AGAIN_S = 0.003
"""Work in the background asks for its turn this often ..."""
PATIENCE_S = 0.003
"""... goes on for so long without an answer ..."""
LONGEST_S = 0.25
"""... and then waits at most this long for it."""
REST_MS = 500
"""How often the collector looks for garbage among what is new since the last time."""


def hand_over_soon() -> None:
    """Let the window's thread run again soon while reads compute in the background; called once there are any."""
    sys.setswitchinterval(SWITCH_S)


class Tending(QObject):
    """Collects garbage for a window now and then, a little each time, instead of whenever a thread reads many rows.

    Python's own collector stops every thread for 20 to 200 ms while it looks through all there is, modules and window
    included. What is still in use after a look is left to itself until the user turns to another program, or the window
    is gone; then everything is looked through once, also what came to be garbage meanwhile.
    """

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self.setObjectName("tending")
        self.tidy()
        timer = QTimer(self, interval=REST_MS)
        timer.timeout.connect(self.tidy)
        timer.start()
        window.destroyed.connect(look_through_all)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._turned)

    def _turned(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            look_through_all()
            self.tidy()

    @staticmethod
    def tidy() -> None:
        """Look through what is new, and leave what stays to itself."""
        gc.disable()
        gc.collect()
        gc.freeze()


def look_through_all() -> None:
    """Back to Python's own ways, and one look through everything."""
    gc.unfreeze()
    gc.enable()
    gc.collect()


class Turns(QObject):
    """Lets the window go first: work in the background asks for its turn, and stands still until the window answers.

    It asks now and then by a message in the window's own queue; while that is not answered the window is at work, and the
    other waits for it, ``LONGEST_S`` at most until the next answer. See ``evidence_app.turns`` for why.
    """

    _asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = threading.get_ident()
        self._ended = False
        self._patient = True
        self._answered = threading.Event()
        self._answered.set()
        self._at = 0.0
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def _answer(self) -> None:
        self._patient = True
        self._answered.set()

    def give_way(self) -> None:
        """Called by work in the background, on its own thread, every few milliseconds."""
        if self._ended or threading.get_ident() == self._window:
            return
        waited = time.perf_counter() - self._at
        if not self._answered.is_set():
            if self._patient and waited > PATIENCE_S:
                self._patient = self._answered.wait(LONGEST_S)
        elif waited > AGAIN_S:
            self._at = time.perf_counter()
            self._answered.clear()
            self._asked.emit()

    def end(self) -> None:
        """From now on nobody waits: the window itself is about to wait for the others."""
        self._ended = True
        self._answered.set()
