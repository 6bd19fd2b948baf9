"""What runs in a child process: modest, quiet, mortal, and one task after another. Imports little, to start fast."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from evidence_app.jobs.outcome import ChildRules, Outcome, attempt


def child_main(pipe: Connection, rules: ChildRules, parent: int) -> None:
    """The life of a child: take a task, answer, again; ends when the parent closes the pipe or dies."""
    _settle_in(rules, parent)

    def emit(*data: Any) -> None:
        pipe.send(("partial", data))

    while True:
        try:
            fn, task = pipe.recv()
        except (EOFError, OSError):
            return
        except Exception as error:  # the function cannot be imported here
            pipe.send(("done", Outcome("error", message=f"{type(error).__name__}: {error}")))
            continue
        outcome = attempt(fn, task, emit)
        worn = _worn_out(rules) or outcome.detail == "MemoryError"
        _answer(pipe, "last" if worn else "done", outcome)
        if worn:
            return


def _answer(pipe: Connection, kind: str, outcome: Outcome) -> None:
    try:
        pipe.send((kind, outcome))
    except OSError:
        raise SystemExit(0) from None  # the parent is gone or dropped us
    except Exception as error:  # the result cannot be pickled
        pipe.send((kind, Outcome("error", message=f"{type(error).__name__}: {error}")))


def _settle_in(rules: ChildRules, parent: int) -> None:
    """Lower our claims on the machine before any file is touched."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it stops us in an orderly way
    os.environ["OMP_THREAD_LIMIT"] = "1"  # the slots already use every core
    _die_with(parent)
    _be_modest(rules.memory_limit_bytes)
    _be_quiet()


def _die_with(parent: int) -> None:
    """Do not outlive the parent, even in the middle of a file. An idle child ends anyway when its pipe closes."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, see prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    else:
        threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _be_modest(memory_limit_bytes: int) -> None:
    """Limit memory, forbid core dumps, give way to the window. Windows has no rlimit: a Job Object belongs here."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_limit_bytes:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(resource.RLIMIT_AS, (memory_limit_bytes, memory_limit_bytes))


def _be_quiet() -> None:
    """C libraries print their complaints about bad files; on a terminal they would tear the progress display."""
    if os.environ.get("EVIDENCE_CHILD_OUTPUT"):
        return
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _worn_out(rules: ChildRules) -> bool:
    """Whether the child once held over half its memory: heaps do not shrink, so the next file gets a fresh child."""
    return bool(rules.memory_limit_bytes) and _peak_bytes() > rules.memory_limit_bytes // 2


def _peak_bytes() -> int:
    """The most memory this process ever held; 0 where the system does not say.

    getrusage() is no use on Linux: its peak is inherited from the parent, so under a big window every child looks worn.
    """
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError, ValueError):
        lines = Path("/proc/self/status").read_bytes().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"VmHWM:")), 0)
    return 0
