"""What the user sees and may do while something long runs: how far it is, and Stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from evidence_app.model.errors import Cancelled
from evidence_app.turns import give_way


class CancelToken:
    """Set once by the user's Stop button; looked at between files, pages and batches."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; finished work stays."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise :class:`Cancelled` when the user asked to stop; long work calls it every few milliseconds."""
        give_way()
        if self.cancelled:
            raise Cancelled


@dataclass(frozen=True)
class Progress:
    """How far a job is. ``total`` 0 means not known yet; ``elapsed_s`` is the working time so far in seconds."""

    done: int
    total: int
    text: str = ""
    elapsed_s: float = 0.0

    @property
    def rate(self) -> float:
        """Units done per second, 0 when nothing was measured yet."""
        return self.done / self.elapsed_s if self.elapsed_s > 0 else 0.0

    @property
    def remaining_s(self) -> float | None:
        """Seconds still needed at the rate so far; None when that cannot be said."""
        if not self.total or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate


ProgressCallback = Callable[[Progress], None]


class ProgressMeter:
    """Passes progress on at most ten times a second (always the last), and measures the time for rate and remainder."""

    def __init__(self, callback: ProgressCallback | None, total: int = 0, every_s: float = 0.1) -> None:
        self.total = total
        self._callback = callback
        self._every_s = every_s
        self._started = time.monotonic()
        self._told = 0.0

    def tell(self, done: int, text: str = "") -> None:
        """Report ``done`` of ``total``; dropped when the last report was less than a tenth of a second ago."""
        now = time.monotonic()
        if self._callback is None or (now - self._told < self._every_s and done != self.total):
            return
        self._told = now
        self._callback(Progress(done, self.total, text, now - self._started))
