"""Watches whether the event loop of a window keeps turning, and what a neighbour on the same computer has to do with it.

A timer should tick every 5 ms. A gap is the time between two ticks. Two figures are kept of the longest one:

``wall``    by the clock: what a user at this computer, with all that runs on it, would have seen.
``own``     what the program itself is to blame for: the clock without the time in which the window's thread was ready but
            other processes had the processor (Linux tells), and never more than all threads of this process computed. A
            thread that holds Python's lock while the window waits is in it; somebody else's compiler is not.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

TICK_MS = 5
LOOK_S = 0.02
"""A tick that is overdue by this is looked into when somebody wants to know why."""


@dataclass
class Gap:
    """The longest time the window did not answer, in milliseconds, and how long the work took, in seconds.

    ``count`` counts the gaps whose own time is above 50 ms; ``why`` says where the window's thread was meanwhile.
    """

    wall: float = 0.0
    own: float = 0.0
    took: float = 0.0
    count: int = 0
    why: list[str] = field(default_factory=list)


class _Waiting:
    """How long the calling thread was ready to run while others had the processor, in seconds; 0 where nobody tells."""

    def __init__(self) -> None:
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._file = os.open(path, os.O_RDONLY) if path.exists() else -1

    def seconds(self) -> float:
        return int(os.pread(self._file, 100, 0).split()[1]) / 1e9 if self._file >= 0 else 0.0


def _places(thread: int) -> str:
    """Where the window's thread is in the window's own code, innermost first; else what other threads are at.

    Python's lock is not given back meanwhile: a frame held while its thread runs on would keep a painter alive in it.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(10)
    try:
        frames = sys._current_frames()
        here = _chain(frames.pop(thread, None), "/gui/", 4)
        frames.pop(threading.get_ident(), None)
        beside = {chain for frame in frames.values() if (chain := _chain(frame, "/evidence_app/", 3))}
        return here or " ".join(["in Qt alone", *(f"(beside {chain})" for chain in sorted(beside))])
    finally:
        sys.setswitchinterval(usual)


def _chain(frame: FrameType | None, part: str, longest: int) -> str:
    places: list[str] = []
    while frame is not None and len(places) < longest:
        code = frame.f_code
        if part in code.co_filename:
            places.append(f"{code.co_filename.rsplit('/', 1)[1][:-3]}.{code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(places)


class LoopWatch(QObject):
    """Ticks on the window's thread, from its making on."""

    def __init__(self, why: bool = False) -> None:
        super().__init__()
        self._waiting = _Waiting()
        self._gap = Gap()
        self._seen: list[tuple[float, str]] = []
        self._reasons: list[tuple[float, list[str]]] = []
        self._first_paint: dict[int, float] = {}
        self.begin()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        if why:
            threading.Thread(target=self._look, args=(threading.get_ident(),), daemon=True).start()

    # -- ticking -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Forget what was measured."""
        self._gap, self._reasons = Gap(), []
        self._last = self._now()

    @staticmethod
    def _clock() -> float:
        return time.perf_counter()

    def _now(self) -> tuple[float, float, float]:
        return self._clock(), self._waiting.seconds(), time.process_time()

    def tick(self) -> None:
        """One turn of the loop."""
        now, last = self._now(), self._last
        wall, waited, used = (new - old for new, old in zip(now, last, strict=True))
        own = min(max(0.0, wall - waited), used)
        self._gap.wall = max(self._gap.wall, wall * 1000)
        self._gap.own = max(self._gap.own, own * 1000)
        self._gap.count += own > 0.05
        if own > LOOK_S:
            self._reasons.append((own, [place for at, place in self._seen if last[0] < at < now[0]]))
        self._seen.clear()
        self._last = self._now()

    def ended(self, took: float = 0.0) -> Gap:
        """What was measured since :meth:`begin`."""
        self.tick()
        gap = self._gap
        gap.wall, gap.own, gap.took = round(gap.wall, 1), round(gap.own, 1), round(took, 3)
        for own, places in sorted(self._reasons, key=lambda reason: -reason[0])[:3]:
            gap.why.append(f"{own * 1000:.0f} ms:")
            gap.why += [f"   {count} x {place}" for place, count in Counter(places).most_common(5)]
        return gap

    # -- why -----------------------------------------------------------------------------------------------------

    def _look(self, thread: int) -> None:
        """Write down where the window's thread is, every 2 ms while a tick is overdue."""
        while True:
            time.sleep(0.002)
            at = self._clock()
            if at - self._last[0] > LOOK_S:
                self._seen.append((at, _places(thread)))

    # -- painting ------------------------------------------------------------------------------------------------

    def painted(self, widget: Any) -> float:
        """When a widget that is watched (``installEventFilter``) was first painted; 0 before."""
        return self._first_paint.get(id(widget), 0.0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._first_paint.setdefault(id(watched), self._clock())
        return False

    # -- waiting -------------------------------------------------------------------------------------------------

    def wait(self, ready: Callable[[], Any], longest_s: float = 120.0) -> None:
        """Let the loop turn until something is so."""
        end = self._clock() + longest_s
        while not ready():
            assert self._clock() < end, "the window never got there"
            QApplication.processEvents()
            time.sleep(0.0005)

    def settle(self, seconds: float = 0.3) -> None:
        """Let the loop turn for a while."""
        end = self._clock() + seconds
        self.wait(lambda: self._clock() > end)

    def during(self, act: Callable[[], object], ready: Callable[[], Any], settle_s: float = 0.3) -> Gap:
        """Do something, wait until it has come about, and tell the longest gap on the way."""
        self.settle(0.05)
        self.begin()
        began = self._clock()
        act()
        self.wait(ready)
        took = self._clock() - began
        self.settle(settle_s)
        return self.ended(took)
