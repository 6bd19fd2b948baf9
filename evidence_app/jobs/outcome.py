"""How a task in a child process ended, and the call that never lets an exception through."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

OutcomeStatus = Literal["ok", "error", "timeout", "crashed", "cancelled"]
Emit = Callable[..., None]
"""What a task calls to say it is alive, e.g. ``emit("progress", 12, 400)``; the arguments reach ``on_partial``."""
TaskFunction = Callable[[Any, Emit], Any]
"""A module-level function ``fn(task, emit)``; it and the task must be picklable."""
PartialCallback = Callable[[Any, tuple[Any, ...]], None]


@dataclass(frozen=True)
class Outcome:
    """How a task ended. ``value`` is the function's result when ``status`` is ``ok``.

    ``message`` is one sentence for the user, ``detail`` the technical trace for the log.
    """

    status: OutcomeStatus
    value: Any = None
    message: str = ""
    detail: str = ""


@dataclass(frozen=True)
class ChildRules:
    """Limits of a child process: seconds without a sign of life, and bytes of address space (0: no limit)."""

    silence_limit_s: float = 60.0
    memory_limit_bytes: int = 1 << 30


def attempt(fn: TaskFunction, task: Any, emit: Emit) -> Outcome:
    """Call ``fn(task, emit)``; an exception becomes an ``error`` outcome, so that a batch goes on."""
    try:
        return Outcome("ok", fn(task, emit))
    except MemoryError:
        return Outcome("error", message="Reading this file needs more memory than is allowed.", detail="MemoryError")
    except Exception as error:
        return Outcome("error", message=f"{type(error).__name__}: {error}", detail=traceback.format_exc())
