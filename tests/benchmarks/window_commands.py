"""Every command of the menus and every report on a large matter, while the event loop is watched."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from evidence_app import reports
from evidence_app.gui.main_window import MainWindow
from evidence_app.services import backup, integrity
from tests.benchmarks.loop_watch import Gap, LoopWatch

LEFT_ALONE = {
    "new_matter", "open_matter", "close_matter", "quit", "import", "import_folder", "undo", "redo", "toggle_scheme", "larger",
    "smaller", "navigation_float", "panel_float", "restore",
}  # fmt: skip
"""Commands that end the run, ask the system for a file, or change what the other figures are measured with."""
LOOKED_AT_S = 0.5
"""How long what a command opens is looked at."""
SCROLLED_S = 0.05
"""Seconds between two screens of the list, while a report is written."""
PATIENCE_S = 15.0
"""A report that takes longer is stopped; what it did to the window until then counts."""


def every_command(window: MainWindow, watch: LoopWatch) -> dict[str, Gap]:
    """Give each command with all exhibits selected, leave what it opens, and tell its longest gap."""
    gaps: dict[str, Gap] = {}
    grid = window.exhibits_page.grid
    for spec, action in list(window.actions_):
        if spec.id in LEFT_ALONE or spec.group == "Go":
            continue
        window.go("exhibits")
        grid.selectAll()
        watch.settle(0.3)
        if action.isEnabled():
            leaving = _Leaving()
            gaps[f"command {spec.text}"] = watch.during(action.trigger, leaving.done, 0.2)
            leaving.end()
    return gaps


class _Leaving:
    """Leaves every dialog once it has been looked at for a while."""

    def __init__(self) -> None:
        self._since: dict[int, float] = {}
        self._began = time.perf_counter()
        self._timer = QTimer(interval=50)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        found: QWidget | None = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if found is None:
            return
        since = self._since.setdefault(id(found), time.perf_counter())
        if time.perf_counter() - since > LOOKED_AT_S:
            self._since.pop(id(found))
            found.reject() if isinstance(found, QDialog) else found.close()

    def done(self) -> bool:
        """Nothing is open any more."""
        waited = time.perf_counter() - self._began > LOOKED_AT_S / 2
        return waited and QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None

    def end(self) -> None:
        """Look no further."""
        self._timer.stop()


def every_report(window: MainWindow, watch: LoopWatch, folder: Path) -> dict[str, Gap]:
    """Write each report in its first two formats, verify and back up, while somebody scrolls through the list."""
    window.go("exhibits")
    window.exhibits_page.filter_bar.clear()
    watch.settle(0.5)
    gaps = {}
    for report in reports.every():
        for suffix in report.suffixes[:2]:
            options = (report.name, report.Options(), folder / f"{report.name}{suffix}")
            gaps[f"writing {report.name}{suffix}"] = _scrolling(window, watch, reports.write, *options)
    gaps["verifying"] = _scrolling(window, watch, integrity.verify)
    gaps["backing up"] = _scrolling(window, watch, backup.backup, folder / "backup.zip")
    return gaps


def _scrolling(window: MainWindow, watch: LoopWatch, fn: Any, *args: Any) -> Gap:
    bar = window.exhibits_page.grid.verticalScrollBar()
    ended: list[object] = []
    began = scrolled = time.perf_counter()

    def ready() -> bool:
        nonlocal scrolled
        if time.perf_counter() - scrolled > SCROLLED_S:
            scrolled = time.perf_counter()
            bar.setValue((bar.value() + bar.pageStep()) % max(1, bar.maximum()))
        return bool(ended) or scrolled - began > PATIENCE_S

    gap = watch.during(
        lambda: window.runner.job("Benchmark", fn, *args, done=ended.append, on_error=ended.append), ready
    )
    for job in list(window.runner.jobs):
        job.cancel()
    watch.wait(lambda: not [job for job in window.runner.jobs if not job.quiet])
    return gap
