"""Long work in the background lets the window go first: it calls :func:`give_way` every few milliseconds.

Two threads that both want Python's lock hand it to one another some hundred times while one page is painted, and each time
the window waits. What works without a window (the command line, child processes) gives way to nobody.
"""

from __future__ import annotations

from collections.abc import Callable

_pause: Callable[[], object] | None = None


def give_way() -> None:
    """Let the window come to its turn; returns at once where there is none or it has nothing to do."""
    if _pause is not None:
        _pause()


def let_go_first(pause: Callable[[], object]) -> None:
    """From now on work in the background calls ``pause`` every few milliseconds."""
    global _pause
    _pause = pause


def no_longer(pause: Callable[[], object]) -> None:
    """A window has gone; when another one has taken its place meanwhile, that one still goes first."""
    global _pause
    if _pause == pause:
        _pause = None


def somebody_waits() -> bool:
    """Whether there is a window to give way to."""
    return _pause is not None
