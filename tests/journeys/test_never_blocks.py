"""The window answers while it works: the benchmark of the window in small, with room for a busy machine.

``tests/benchmarks/window.py`` holds the bars for an office computer (50 ms, 1.5 s) and checks them with ten thousand
exhibits. Here a thousand exhibits and four times the bars, times what the machine is slower just now: a test that fails
has found work done on the window's thread, not a neighbour who compiles something.
"""

from __future__ import annotations

import pytest

from tests.benchmarks import window
from tests.benchmarks.window import Measured

ROOM = 4.0
EXHIBITS, PAGES, FILES = 1000, 3000, 12


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """One run in a fresh process. A run that a neighbour disturbed is done once more, and the better figure of both counts."""
    folder = tmp_path_factory.mktemp("window")
    first = window.run(folder, EXHIBITS, PAGES, FILES, limit_s=120)
    if all(gap <= window.GAP_BAR_MS * _room(first) for gap, _took in first.gaps.values()):
        return first
    second = window.run(folder, EXHIBITS, PAGES, FILES, limit_s=120)
    second.factor = max(first.factor, second.factor)
    second.gaps = {name: min(value, first.gaps.get(name, value)) for name, value in second.gaps.items()}
    return second


def _room(found: Measured) -> float:
    return ROOM * max(1.0, found.factor)


def test_it_was_measured_on_what_was_asked_for(measured: Measured) -> None:
    assert (measured.exhibits >= EXHIBITS, measured.pages >= PAGES) == (True, True)
    assert len(measured.gaps) >= 12, list(measured.gaps)


def test_the_first_picture_comes_soon(measured: Measured) -> None:
    room = _room(measured)
    assert 0 < measured.window_to_picture_s <= window.FIRST_PICTURE_BAR_S * room
    assert measured.window_to_rows_s <= window.FIRST_PICTURE_BAR_S * room


def test_no_work_holds_the_window_up(measured: Measured) -> None:
    slow = {name: gap for name, (gap, _took) in measured.gaps.items() if gap > window.GAP_BAR_MS * _room(measured)}
    assert not slow, (slow, measured.factor, measured.idle_gap_ms)


def test_the_list_reads_what_it_paints_and_its_read_ahead(measured: Measured) -> None:
    assert measured.rows_painted >= EXHIBITS - measured.read_ahead, "the whole list was scrolled through"
    assert 0 < measured.rows_read <= measured.rows_allowed
