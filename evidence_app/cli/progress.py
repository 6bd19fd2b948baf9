"""Progress of long work on standard error: a bar with rate and remaining time, or a line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evidence_app.cli.output import note, safe

if TYPE_CHECKING:
    from evidence_app.jobs import Progress

LOG_EVERY_S = 5.0
"""Seconds between two lines when standard error is not a terminal."""


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[Progress], None]]:
    """A function that takes :class:`Progress` while the block runs."""
    if not sys.stderr.isatty():
        yield _LogLines(what)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.fields[numbers]}"))
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as rich_bar:
        task = rich_bar.add_task(what, total=None, numbers="")

        def tell(progress: Progress) -> None:
            total = progress.total or None
            rich_bar.update(task, total=total, completed=progress.done, numbers=numbers(progress, with_text=True))

        yield tell


class _LogLines:
    def __init__(self, what: str) -> None:
        self._what = what
        self._told = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told >= LOG_EVERY_S:
            self._told = now
            note(f"{self._what}: {numbers(progress)}")


def counted(tell: Callable[[Progress], None]) -> Callable[[int, int], None]:
    """For work that reports (done, total): adds the time since now, so that rate and remaining time can be shown."""
    from evidence_app.jobs import Progress

    began = time.monotonic()
    return lambda done, total: tell(Progress(done, total, "", time.monotonic() - began))


def numbers(progress: Progress, with_text: bool = False) -> str:
    """``12 of 127, 3.4/s, 34 s left``, with the name of the file at hand when asked for."""
    parts = [f"{progress.done:,} of {progress.total:,}" if progress.total else f"{progress.done:,}"]
    if progress.rate:
        parts.append(f"{progress.rate:.1f}/s" if progress.rate < 10 else f"{progress.rate:.0f}/s")
    if progress.remaining_s is not None and progress.done < progress.total:
        parts.append(f"{duration(progress.remaining_s)} left")
    if with_text and progress.text:
        parts.append(safe(progress.text).replace("[", "\\[")[:50])
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """``34 s``, ``2 min 5 s``, ``1 h 4 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
