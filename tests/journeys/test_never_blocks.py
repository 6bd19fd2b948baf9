"""The window answers while it works: the benchmark of the window with as many exhibits and pages, but short ones.

``tests/benchmarks/window.py`` holds the bars for an office computer (50 ms, 1.5 s) and checks them with pages of full
length. Here a gap counts by what the program itself used of it, processor time of all its threads, so a neighbour who
compiles something does not fail this test. It may be twice the bar, times what the processor is slower: two tests on one
core of a shared computer slow each other down by their caches too. A run with a longer gap is done once more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import window
from tests.benchmarks.large_matter import Size
from tests.benchmarks.window import Measured

ROOM = 2.0
SIZE = Size(exhibits=10_000, pages=100_000, words=12, events=3_000, entries=4_000)
FILES = 12


def measured(folder: Path) -> Measured:
    """One run in a fresh process. A run with a gap too long is done once more, and the better figure of both counts."""
    first = window.run(folder, SIZE, FILES, limit_s=200, settle_s=0.15)
    if not _slow(first):
        return first
    second = window.run(folder, SIZE, FILES, limit_s=200, settle_s=0.15, why=True)
    second.processor_factor = max(first.processor_factor, second.processor_factor)
    for name, gap in second.gaps.items():
        gap["own"] = min(gap["own"], first.gaps.get(name, gap)["own"])
    return second


def _room(found: Measured) -> float:
    return ROOM * max(1.0, found.processor_factor)


def _slow(found: Measured) -> dict[str, dict[str, Any]]:
    return {name: gap for name, gap in found.gaps.items() if gap["own"] > window.GAP_BAR_MS * _room(found)}


@pytest.mark.slow
def test_the_window_keeps_answering_and_reads_only_what_it_paints(tmp_path: Path) -> None:
    """One test, because the run takes some seconds and every worker of a parallel run would do it again."""
    found = measured(tmp_path)
    assert found.exhibits >= SIZE.exhibits and found.pages >= SIZE.pages and len(found.gaps) >= 40, found
    assert 0 < found.window_to_picture_cpu_s <= window.FIRST_PICTURE_BAR_S * max(1.0, found.processor_factor)
    assert found.process_to_picture_cpu_s <= 2 * window.FIRST_PICTURE_BAR_S * max(1.0, found.processor_factor)
    assert not _slow(found), (found.processor_factor, found.idle_gap_ms, _slow(found))
    assert found.rows_painted >= SIZE.exhibits - found.read_ahead, "the whole list was scrolled through"
    assert 0 < found.rows_read <= found.rows_allowed
