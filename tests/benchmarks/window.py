"""Whether the window keeps still: python -m tests.benchmarks.window [--exhibits 10000] [--pages 100000] [--folder DIR] [--all]

Makes a large matter of its own (``large_matter``), opens it in a fresh process without a screen, works in it
(``window_journeys``), and prints how long the first picture takes, how many rows the list reads while it is scrolled, and
the longest time the window did not answer during each kind of work (``loop_watch``). ``--all`` also gives every command of
the menus with all exhibits selected, and writes every report while the list is scrolled (``window_commands``).

Bars: first picture 1.5 s after the window is begun, no gap above 50 ms, no row read that is not painted beyond the
list's read-ahead. They are meant for an office computer; ``machine_factor`` says how much slower this one is just now.
A gap is judged by its own time (see ``loop_watch``), so that other work on this computer does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

GAP_BAR_MS = 50
FIRST_PICTURE_BAR_S = 1.5
OFFICE_S = 0.1
"""Seconds an office computer (3 GHz, CPython 3.11) takes for the fixed piece of work below."""


def machine_factor(clock: Callable[[], float] = time.perf_counter) -> float:
    """How much longer a fixed piece of work takes here and now, with all else that runs, than on an office computer.

    With ``time.thread_time`` as the clock: how much slower the processor is, whatever else it does meanwhile.
    """

    def work() -> float:
        began = clock()
        total = 0
        for number in range(1_500_000):
            total += number & 7
        assert total
        return clock() - began

    return sorted(work() for _ in range(3))[1] / OFFICE_S


@dataclass
class Measured:
    """What one run found. ``gaps`` maps a kind of work to its longest gap, as a dict of ``loop_watch.Gap``.

    The ``_cpu_s`` figures are processor seconds of the window's thread: what the first picture costs by itself.
    """

    exhibits: int = 0
    pages: int = 0
    factor: float = 1.0
    processor_factor: float = 1.0
    process_to_picture_s: float = 0.0
    process_to_picture_cpu_s: float = 0.0
    window_to_picture_s: float = 0.0
    window_to_picture_cpu_s: float = 0.0
    window_to_rows_s: float = 0.0
    rows_painted: int = 0
    rows_read: int = 0
    rows_allowed: int = 0
    read_ahead: int = 0
    idle_gap_ms: float = 0.0
    gaps: dict[str, dict[str, Any]] = field(default_factory=dict)


def measure(
    folder: Path, fresh: Path, begun: float, why: bool = False, settle_s: float = 0.3, everything: bool = False
) -> Measured:
    """Open the matter in a window here and work in it. ``begun`` is when this process was started (``time.time``)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from evidence_app.gui import steady, theme
    from evidence_app.gui.app import build_window
    from evidence_app.gui.row_table import CHUNK
    from evidence_app.services.matter import open_matter
    from evidence_app.settings import Settings

    app = QApplication.instance() or QApplication(["evidence"])
    assert isinstance(app, QApplication)
    theme.apply(app, "light", 100)
    from tests.benchmarks.loop_watch import LoopWatch

    found = Measured(read_ahead=CHUNK)
    watch = LoopWatch(why)
    matter = open_matter(folder)
    window_began, window_began_cpu = time.perf_counter(), time.thread_time()
    window = build_window(matter, Settings())
    window.resize(1600, 1000)
    grid = window.exhibits_page.grid
    for widget in (window, grid.viewport()):
        widget.installEventFilter(watch)
    window.show()
    watch.wait(lambda: watch.painted(window))
    found.window_to_picture_s = watch.painted(window) - window_began
    found.window_to_picture_cpu_s = time.thread_time() - window_began_cpu
    found.process_to_picture_cpu_s = time.thread_time()
    found.process_to_picture_s = time.time() - begun - (time.perf_counter() - watch.painted(window))
    steady.Tending(window)
    watch.begin()
    window.go("exhibits")
    watch.wait(lambda: grid.rows.ids and grid.rows.rows_read > 0 and watch.painted(grid.viewport()))
    found.window_to_rows_s = time.perf_counter() - window_began
    watch.settle(1.0)
    found.gaps["after the first picture"] = asdict(watch.ended(found.window_to_rows_s))
    watch.begin()
    watch.settle(1.0)
    found.idle_gap_ms = watch.ended().wall
    found.exhibits = int(matter.read.value("SELECT count(*) FROM exhibit"))
    found.pages = int(matter.read.value("SELECT count(*) FROM page"))
    from tests.benchmarks.window_journeys import Journeys

    journeys = Journeys(window, watch, settle_s)
    journeys.all(fresh)
    found.gaps |= {name: asdict(gap) for name, gap in journeys.gaps.items()}
    if everything:
        from tests.benchmarks.window_commands import every_command, every_report

        gaps = every_command(window, watch) | every_report(window, watch, fresh.parent)
        found.gaps |= {name: asdict(gap) for name, gap in gaps.items()}
    found.rows_painted, found.rows_read, found.rows_allowed = journeys.painted, journeys.read, journeys.allowed
    found.factor = round(machine_factor(), 2)
    found.processor_factor = round(machine_factor(time.thread_time), 2)
    for job in list(window.runner.jobs):
        job.cancel()
    window.close()
    return found


# -- running -------------------------------------------------------------------------------------------------------------


def run(
    folder: Path,
    size: Any,
    files: int = 60,
    limit_s: float = 900.0,
    why: bool = False,
    settle_s: float = 0.3,
    everything: bool = False,
) -> Measured:
    """Seed below ``folder`` unless a matter is there, and measure in a fresh process. ``size`` is a large_matter.Size."""
    from tests.benchmarks import large_matter

    matter = folder / "matter"
    if not matter.exists():
        large_matter.seed(matter, size)
    fresh = large_matter.files_to_import(Path(tempfile.mkdtemp(dir=folder)) / "fresh", files)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "EVIDENCE_HOME": str(folder / "home")}
    environment |= {"XDG_CONFIG_HOME": str(folder / "config"), "PYTHONFAULTHANDLER": "1"}
    command = [sys.executable, "-m", "tests.benchmarks.window", "--measure", matter, "--fresh", fresh]
    command += ["--settle", settle_s, "--begun", time.time(), *["--why"] * why, *["--all"] * everything]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*map(str, command)], env=environment, cwd=root, capture_output=True, text=True, timeout=limit_s, check=False
    )
    if done.returncode:
        raise RuntimeError(f"ended with {done.returncode}: {done.stderr[-4000:]}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def tell(found: Measured) -> None:
    """Print the figures beside their bars."""
    print(f"{found.exhibits:,} exhibits, {found.pages:,} pages; this machine takes {found.factor} times as long as an office "
          f"computer, {found.processor_factor} times its processor; longest gap while idle {found.idle_gap_ms} ms")  # fmt: skip
    print(f"first picture {found.window_to_picture_s:.2f} s after the window was begun (bar {FIRST_PICTURE_BAR_S}), "
          f"{found.process_to_picture_s:.2f} s after the process; rows on show after {found.window_to_rows_s:.2f} s")  # fmt: skip
    print(f"processor seconds of the window's thread: {found.window_to_picture_cpu_s:.2f} s for the window, "
          f"{found.process_to_picture_cpu_s:.2f} s with the program")  # fmt: skip
    print(f"scrolling painted {found.rows_painted:,} rows and read {found.rows_read:,} (with a read-ahead of "
          f"{found.read_ahead}: at most {found.rows_allowed:,})")  # fmt: skip
    print(f"{'longest gap, in ms (bar ' + str(GAP_BAR_MS) + ')':<44} {'own':>7} {'clock':>7}   took")
    for name, gap in found.gaps.items():
        mark = f"  {gap['count']} ABOVE THE BAR" if gap["own"] > GAP_BAR_MS else ""
        print(f"  {name:<42} {gap['own']:7.1f} {gap['wall']:7.1f} {gap['took']:6.2f} s{mark}")
        for line in gap["why"] if gap["own"] > GAP_BAR_MS else ():
            print(f"      {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exhibits", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the matter here and use it again")
    parser.add_argument("--why", action="store_true", help="say where the window's thread was during long gaps")
    parser.add_argument("--all", action="store_true", help="every command of the menus and every report too")
    parser.add_argument("--settle", type=float, default=0.3, help="seconds to watch on after each kind of work")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fresh", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--begun", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        found = measure(options.measure, options.fresh, options.begun, options.why, options.settle, options.all)
        print(json.dumps(asdict(found)), flush=True)
        os._exit(0)  # threads of the window may still be ending
    from tests.benchmarks.large_matter import Size

    size = replace(Size(), exhibits=options.exhibits, pages=options.pages)
    wanted: dict[str, Any] = {"why": options.why, "settle_s": options.settle, "everything": options.all}
    wanted |= {"limit_s": 3600.0} if options.all else {}
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        tell(run(options.folder, size, **wanted))
    else:
        with tempfile.TemporaryDirectory() as folder:
            tell(run(Path(folder), size, **wanted))


if __name__ == "__main__":
    main()
