"""The window answers while it works: the benchmark of the window in small, with room for a busy machine.

``tests/benchmarks/window.py`` holds the bars for an office computer (50 ms, 1.5 s) and checks them with ten thousand
exhibits. Here a thousand exhibits and four times the bars, times what the machine is slower just now: a test that fails
has found work done on the window's thread, not a neighbour who compiles something.
"""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import window
from tests.benchmarks.window import Measured

ROOM = 4.0
EXHIBITS, PAGES, FILES = 1000, 3000, 12


def measured(folder: Path) -> Measured:
    """One run in a fresh process. A run that a neighbour disturbed is done once more, and the better figure of both counts."""
    first = window.run(folder, EXHIBITS, PAGES, FILES, limit_s=120)
    if not _slow(first):
        return first
    second = window.run(folder, EXHIBITS, PAGES, FILES, limit_s=120)
    second.factor = max(first.factor, second.factor)
    second.gaps = {name: min(value, first.gaps.get(name, value)) for name, value in second.gaps.items()}
    return second


def _room(found: Measured) -> float:
    return ROOM * max(1.0, found.factor)


def _slow(found: Measured) -> dict[str, float]:
    return {name: gap for name, (gap, _took) in found.gaps.items() if gap > window.GAP_BAR_MS * _room(found)}


def test_the_window_keeps_answering_and_reads_only_what_it_paints(tmp_path: Path) -> None:
    """One test, because the run takes some seconds and every worker of a parallel run would do it again."""
    found = measured(tmp_path)
    assert found.exhibits >= EXHIBITS and found.pages >= PAGES and len(found.gaps) >= 12, found
    assert 0 < found.window_to_picture_s <= window.FIRST_PICTURE_BAR_S * _room(found)
    assert found.window_to_rows_s <= window.FIRST_PICTURE_BAR_S * _room(found)
    assert not _slow(found), (found.factor, found.idle_gap_ms, found.why)
    assert found.rows_painted >= EXHIBITS - found.read_ahead, "the whole list was scrolled through"
    assert 0 < found.rows_read <= found.rows_allowed
