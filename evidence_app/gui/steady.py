"""Keeps Python itself from holding the window up: its lock is handed over sooner, its collector has less to look at."""

from __future__ import annotations

import gc
import sys

SWITCH_S = 0.0005
"""A thread that computes gives Python's lock back after this long when the window waits for it. Python's own 5 ms would
be waited for at every call into Qt, some hundred times for one page."""
YOUNG = 20_000
"""New objects after which the collector looks for garbage among them; rows are read by the thousand."""


def hand_over_soon() -> None:
    """Let the window's thread run again soon while reads compute in the background; called once there are any."""
    sys.setswitchinterval(SWITCH_S)


def spare_what_stays(again: bool = False) -> None:
    """Leave modules and the parts of the window to themselves: looking through them took 60 to 200 ms now and then.

    Called when a window is ready; ``again`` for a further window, when what the last one left behind is cleared first.
    """
    if again:
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 20)
