"""Every command of the menus on a large matter, its dialog opened and left again, while the event loop is watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from evidence_app.gui.main_window import MainWindow
from tests.benchmarks.loop_watch import Gap, LoopWatch

LEFT_ALONE = {
    "new", "open", "close_matter", "quit", "import", "import_folder", "undo", "redo", "toggle_scheme", "larger", "smaller",
    "second_window", "navigation_float", "panel_float",
}  # fmt: skip
"""Commands that end the run, ask the system for a file, or change what the other figures are measured with."""
LOOKED_AT_S = 0.5


def every_command(window: MainWindow, watch: LoopWatch, selected: int) -> dict[str, Gap]:
    """Give each command with so many exhibits selected, leave what it opens, and tell its longest gap."""
    gaps: dict[str, Gap] = {}
    for spec, action in list(window.actions_):
        if spec.id in LEFT_ALONE or spec.group == "Go":
            continue
        window.go("exhibits")
        grid = window.exhibits_page.grid
        grid.select_ids(grid.rows.ids[:selected])
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


Command = Callable[[], Any]
