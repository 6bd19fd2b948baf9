"""Whether the window keeps still: python -m tests.benchmarks.window [--exhibits 10000] [--pages 100000] [--folder DIR]

Makes a matter of its own (every exhibit shows a stored PDF), opens it in a fresh process without a screen, and prints how
long the first picture takes, how many rows the list reads while it is scrolled, and the longest time the window did not
answer during each kind of work. A timer that should tick every 5 ms measures that: a gap is the time between two ticks.

Bars: first picture 1.5 s after the window is begun, no gap above 50 ms, no row read that is not painted beyond the
list's read-ahead. They are meant for an office computer; ``machine_factor`` says how much slower this one is just now.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

GAP_BAR_MS = 50
FIRST_PICTURE_BAR_S = 1.5
TICK_MS = 5
TEXT = """agreement privacy policy disclosure consent plaintiff defendant subscriber contract breach damages notice
training data message premium member account setting default access storage the of and to in that is for it not shall"""
WORDS = TEXT.split()
OFFICE_S = 0.1
"""Seconds an office computer (3 GHz, CPython 3.11) takes for the fixed piece of work below."""


def machine_factor() -> float:
    """How much longer a fixed piece of work takes here and now, with all else that runs, than on an office computer."""

    def work() -> float:
        began = time.perf_counter()
        total = 0
        for number in range(1_500_000):
            total += number & 7
        assert total
        return time.perf_counter() - began

    return sorted(work() for _ in range(3))[1] / OFFICE_S


# -- the matter ----------------------------------------------------------------------------------------------------------


def seed(folder: Path, exhibits: int, pages: int, words: int = 120) -> Path:
    """A matter of so many exhibits and pages; the last exhibits are one page longer or shorter to fit."""
    from evidence_app.services import parties, proof
    from evidence_app.services.exhibits import number_sort_key
    from evidence_app.services.matter import create_matter
    from evidence_app.storage.page_text import index_page
    from tests.services.test_importing import make_pdf

    chance = random.Random(1)
    texts = ["\n".join(" ".join(chance.choices(WORDS, k=12)) for _ in range(words // 12)) for _ in range(500)]
    each = max(1, pages // exhibits)
    pdf = make_pdf(folder.parent / f"{folder.name}-original.pdf", *texts[:each])
    with create_matter(folder, "Benchmark v. Clock") as matter:
        original = matter.originals.add(pdf)
        party = parties.add_party(matter, "Ana Rivera", prefix="PX")
        proof.add_claim_from_template(matter, "us_sca_2702")
        with matter.operation("Custodians", undoable=False) as tx:
            people = [tx.insert("custodian", {"name": f"Custodian {n}"}) for n in range(12)]
        for start in range(0, exhibits, 250):
            with matter.operation("Import a batch", undoable=False) as tx:
                for n in range(start, min(start + 250, exhibits)):
                    date = f"20{15 + n % 10}-{1 + n % 12:02d}-{1 + n % 28:02d}"
                    exhibit = tx.insert("exhibit", {
                        "title": f"{chance.choice(WORDS)} {chance.choice(WORDS)} of {date}", "file_name": f"{n:05}.pdf",
                        "number": f"PX{n + 1}", "number_sort": number_sort_key(f"PX{n + 1}"), "status": "numbered",
                        "kind": "pdf", "page_count": each, "doc_date": date, "doc_date_sort": date, "party_id": party,
                        "custodian_id": people[n % 12], "original_sha256": original.sha256, "original_bytes": original.size,
                    })  # fmt: skip
                    for number in range(1, each + 1):
                        text = texts[(n * each + number) % len(texts)]
                        values = {"exhibit_id": exhibit, "number": number, "text": text, "source": "layer"}
                        index_page(tx, tx.insert("page", values), text)
    return folder


def files_to_import(folder: Path, count: int) -> Path:
    """PDFs that are imported while the window is watched."""
    from tests.services.test_importing import make_pdf

    folder.mkdir()
    for n in range(count):
        make_pdf(folder / f"fresh {n}.pdf", *(f"fresh page {p} of {n} agreement {time.time_ns()}" for p in range(5)))
    return folder


# -- what is measured ----------------------------------------------------------------------------------------------------


@dataclass
class Measured:
    """What one run found. ``gaps`` maps a kind of work to (longest gap in ms, seconds the work took)."""

    exhibits: int = 0
    pages: int = 0
    factor: float = 1.0
    process_to_picture_s: float = 0.0
    window_to_picture_s: float = 0.0
    window_to_rows_s: float = 0.0
    rows_painted: int = 0
    rows_read: int = 0
    rows_allowed: int = 0
    read_ahead: int = 0
    idle_gap_ms: float = 0.0
    gaps: dict[str, tuple[float, float]] = field(default_factory=dict)
    why: dict[str, list[str]] = field(default_factory=dict)


def measure(folder: Path, fresh: Path, begun: float, why: bool = False) -> Measured:
    """Open the matter in a window here and work in it. ``begun`` is when this process was started (``time.time``).

    With ``why`` a second thread looks what the window's thread is doing whenever a tick is overdue; this costs some time.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    from evidence_app.gui import theme
    from evidence_app.gui.app import build_window
    from evidence_app.gui.row_table import CHUNK
    from evidence_app.services import tags
    from evidence_app.services.exhibits import ExhibitFilter
    from evidence_app.services.matter import open_matter
    from evidence_app.settings import Settings

    class Watch(QObject):
        """Ticks; remembers the longest time between two ticks, and when a widget was first painted."""

        def __init__(self) -> None:
            super().__init__()
            self.last = time.perf_counter()
            self.longest = 0.0
            self.painted: dict[int, float] = {}
            self.timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
            self.timer.timeout.connect(self.tick)
            self.timer.start()

        def tick(self) -> None:
            now = time.perf_counter()
            self.longest = max(self.longest, now - self.last)
            self.last = now

        def begin(self) -> None:
            self.longest, self.last = 0.0, time.perf_counter()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.painted.setdefault(id(watched), time.perf_counter())
            return False

    app = QApplication.instance() or QApplication(["evidence"])
    assert isinstance(app, QApplication)
    theme.apply(app, "light", 100)
    watch = Watch()
    found = Measured(read_ahead=CHUNK)
    seen: list[str] = []
    if why:
        threading.Thread(target=_look, args=(watch, threading.get_ident(), seen), daemon=True).start()

    def wait(ready: Callable[[], bool], longest_s: float = 120.0) -> None:
        end = time.perf_counter() + longest_s
        while not ready():
            assert time.perf_counter() < end, "the window never got there"
            app.processEvents()
            time.sleep(0.0005)

    def settle(seconds: float = 0.3) -> None:
        end = time.perf_counter() + seconds
        wait(lambda: time.perf_counter() > end)

    def during(name: str, act: Callable[[], object], ready: Callable[[], bool]) -> None:
        settle(0.1)
        watch.begin()
        seen.clear()
        began = time.perf_counter()
        act()
        wait(ready)
        took = time.perf_counter() - began
        settle()
        watch.tick()
        found.gaps[name] = (round(watch.longest * 1000, 1), round(took, 3))
        found.why[name] = [f"{count} x {place}" for place, count in Counter(seen).most_common(6)]

    matter = open_matter(folder)
    found.exhibits = int(matter.read.value("SELECT count(*) FROM exhibit"))
    found.pages = int(matter.read.value("SELECT count(*) FROM page"))
    window_began = time.perf_counter()
    window = build_window(matter, Settings())
    window.resize(1600, 1000)
    grid = window.exhibits_page.grid

    def pictures(of: QWidget) -> bool:
        return id(of) in watch.painted

    for widget in (window, grid.viewport()):
        widget.installEventFilter(watch)
    window.show()
    wait(lambda: pictures(window))
    found.window_to_picture_s = watch.painted[id(window)] - window_began
    found.process_to_picture_s = time.time() - begun - (time.perf_counter() - watch.painted[id(window)])
    watch.begin()
    seen.clear()
    window.go("exhibits")
    wait(lambda: bool(grid.rows.ids) and grid.rows.rows_read > 0 and pictures(grid.viewport()))
    found.window_to_rows_s = time.perf_counter() - window_began
    settle(1.0)
    found.gaps["after the first picture"] = (round(watch.longest * 1000, 1), round(found.window_to_rows_s, 3))
    found.why["after the first picture"] = [f"{count} x {place}" for place, count in Counter(seen).most_common(6)]
    watch.begin()
    settle(1.0)
    found.idle_gap_ms = round(watch.longest * 1000, 1)

    scroll_through(window, found, during, wait)

    bar = window.exhibits_page.filter_bar
    all_ids = list(grid.rows.ids)
    during("filtering by words", lambda: bar.words.setText("privacy"), lambda: grid.rows.ids != all_ids)
    during("taking the filter off", bar.clear, lambda: grid.rows.ids == all_ids)
    one = ExhibitFilter(custodians=("Custodian 3",))
    during("filtering by custodian", lambda: bar.set_filter(one), lambda: grid.rows.ids != all_ids)
    bar.clear()
    wait(lambda: grid.rows.ids == all_ids)
    during("sorting by title", lambda: grid.sort_by((("title", False),)), lambda: grid.rows.ids != all_ids)
    grid.sort_by((("number", False),))
    wait(lambda: grid.rows.ids == all_ids)
    during("selecting all", grid.selectAll, lambda: len(grid.selected_ids()) == len(all_ids))
    some = all_ids[: min(2000, len(all_ids))]
    during("selecting one", lambda: grid.select_ids(some[:1]), lambda: grid.selected_ids() == some[:1])
    done: list[object] = []
    during(
        f"tagging {len(some):,} rows",
        lambda: window.runner.change(tags.add_tag, some, "hot", done=done.append), lambda: bool(done),
    )  # fmt: skip
    undone = window.actions_["undo"]
    during("undoing it", undone.trigger, lambda: not matter.read.value("SELECT count(*) FROM exhibit_tag"))
    page = window.search_page
    during(
        "searching a phrase", lambda: window.search('"privacy policy"', None),
        lambda: page._found is not None and page._found.asked.text == '"privacy policy"',
    )  # fmt: skip
    during(
        "searching words near each other", lambda: window.search("breach w/5 (data OR message)", None),
        lambda: page._found is not None and page._found.asked.text.startswith("breach"),
    )  # fmt: skip
    last = all_ids[len(all_ids) // 2]
    during("opening an exhibit", lambda: window.open_exhibit(last), lambda: window.viewer.exhibit_id == last)
    before = int(matter.read.value("SELECT count(*) FROM exhibit"))
    files = sum(1 for _ in fresh.iterdir())
    during(
        f"importing {files} files in the background", lambda: window.tasks.start_import([fresh]),
        lambda: int(matter.read.value("SELECT count(*) FROM exhibit")) == before + files and not _loud(window),
    )  # fmt: skip
    found.factor = round(machine_factor(), 2)
    for job in list(window.runner.jobs):
        job.cancel()
    window.close()
    return found


def _look(watch: Any, thread: int, seen: list[str]) -> None:
    """Write down where the window's thread is, each millisecond that a tick is more than 30 ms overdue."""
    while True:
        time.sleep(0.001)
        if time.perf_counter() - watch.last > 0.03:
            stack = traceback.extract_stack(sys._current_frames()[thread])
            own = [one for one in stack if "evidence_app" in one.filename]
            seen.append(" < ".join(f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in reversed(own[-3:])))


def _loud(window: object) -> list[object]:
    return [job for job in window.runner.jobs if not job.quiet]  # type: ignore[attr-defined]


def scroll_through(window, found: Measured, during, wait) -> None:  # type: ignore[no-untyped-def]
    """Scroll the list from top to bottom, a screen at a time, and compare rows read with rows painted."""
    grid = window.exhibits_page.grid
    bar = grid.verticalScrollBar()
    total = len(grid.rows.ids)
    painted: set[int] = set()
    read_before = grid.rows.rows_read
    chunk = found.read_ahead
    known = {row // chunk for row in _shown(grid)}

    def step() -> None:
        bar.setValue(min(bar.maximum(), bar.value() + bar.pageStep()))
        grid.viewport().repaint()
        painted.update(_shown(grid))

    def scroll() -> None:
        painted.update(_shown(grid))

    def at_the_end() -> bool:
        step()
        return bar.value() == bar.maximum()

    bar.setValue(0)
    during(f"scrolling through {total:,} rows", scroll, at_the_end)
    found.rows_painted = len(painted)
    found.rows_read = grid.rows.rows_read - read_before
    chunks = {row // chunk for row in painted} - known
    found.rows_allowed = sum(min(chunk, total - one * chunk) for one in chunks)


def _shown(grid) -> range:  # type: ignore[no-untyped-def]
    first, last = grid.rowAt(0), grid.rowAt(grid.viewport().height() - 1)
    return range(max(first, 0), (last if last >= 0 else len(grid.rows.ids) - 1) + 1)


# -- running -------------------------------------------------------------------------------------------------------------


def run(
    folder: Path, exhibits: int, pages: int, files: int = 60, limit_s: float = 900.0, why: bool = False
) -> Measured:
    """Seed below ``folder`` unless a matter is there, and measure in a fresh process."""
    matter = folder / "matter"
    if not matter.exists():
        seed(matter, exhibits, pages)
    fresh = files_to_import(Path(tempfile.mkdtemp(dir=folder)) / "fresh", files)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "EVIDENCE_HOME": str(folder / "home")}
    environment["XDG_CONFIG_HOME"] = str(folder / "config")
    command = [sys.executable, "-m", "tests.benchmarks.window", "--measure", matter, "--fresh", fresh]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*map(str, command), "--begun", str(time.time()), *["--why"] * why], env=environment, cwd=root, capture_output=True, text=True,
        timeout=limit_s, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def tell(found: Measured) -> None:
    """Print the figures beside their bars."""
    print(f"{found.exhibits:,} exhibits, {found.pages:,} pages; this machine takes {found.factor} times as long as an office "
          f"computer; longest gap while idle {found.idle_gap_ms} ms")  # fmt: skip
    print(f"first picture {found.window_to_picture_s:.2f} s after the window was begun (bar {FIRST_PICTURE_BAR_S}), "
          f"{found.process_to_picture_s:.2f} s after the process; rows on show after {found.window_to_rows_s:.2f} s")  # fmt: skip
    print(f"scrolling painted {found.rows_painted:,} rows and read {found.rows_read:,} (with a read-ahead of "
          f"{found.read_ahead}: at most {found.rows_allowed:,})")  # fmt: skip
    for name, (gap, took) in found.gaps.items():
        mark = "" if gap <= GAP_BAR_MS else "  ABOVE THE BAR" if gap > GAP_BAR_MS * found.factor else "  (slow machine)"
        print(f"  {name:<42} longest gap {gap:7.1f} ms (bar {GAP_BAR_MS}), took {took:.2f} s{mark}")
        for line in found.why.get(name, ()) if gap > GAP_BAR_MS else ():
            print(f"      {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exhibits", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the matter here and use it again")
    parser.add_argument("--why", action="store_true", help="say where the window's thread was during long gaps")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fresh", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--begun", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        found = measure(options.measure, options.fresh, options.begun, options.why)
        print(json.dumps(asdict(found)), flush=True)
        os._exit(0)  # threads of the window may still be ending
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        tell(run(options.folder, options.exhibits, options.pages, why=options.why))
    else:
        with tempfile.TemporaryDirectory() as folder:
            tell(run(Path(folder), options.exhibits, options.pages, why=options.why))


if __name__ == "__main__":
    main()
