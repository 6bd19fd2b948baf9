"""Long work that can be watched, stopped and survived: cancel tokens, progress, and child processes for untrusted files.

A :class:`WorkerPool` has slots; a slot is a thread that owns one spawned child process. A file that crashes, hangs or
eats memory costs the user exactly that one file: its child is replaced and the other slots do not notice.
Threads are not enough here: PDFium is not thread-safe, and a thread in a C loop cannot be stopped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from evidence_app.model.errors import Cancelled

T = TypeVar("T")
OutcomeStatus = Literal["ok", "error", "timeout", "crashed", "cancelled"]
Emit = Callable[..., None]
"""What a task calls to say it is alive, e.g. ``emit("progress", 12, 400)``; the arguments reach ``on_partial``."""
TaskFunction = Callable[[Any, Emit], Any]
"""A module-level function ``fn(task, emit)``; it and the task must be picklable."""
PartialCallback = Callable[[Any, tuple[Any, ...]], None]

READ_AHEAD = 2
"""Tasks taken from the caller per slot: one being worked on, one waiting."""
_POLL_S = 0.1


class CancelToken:
    """Set once by the user's Stop button; looked at between files, pages and batches."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; finished work stays."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise :class:`Cancelled` when the user asked to stop."""
        if self.cancelled:
            raise Cancelled


@dataclass(frozen=True)
class Progress:
    """How far a job is. ``total`` 0 means not known yet; ``elapsed_s`` is the working time so far in seconds."""

    done: int
    total: int
    text: str = ""
    elapsed_s: float = 0.0

    @property
    def rate(self) -> float:
        """Units done per second, 0 when nothing was measured yet."""
        return self.done / self.elapsed_s if self.elapsed_s > 0 else 0.0

    @property
    def remaining_s(self) -> float | None:
        """Seconds still needed at the rate so far; None when that cannot be said."""
        if not self.total or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate


ProgressCallback = Callable[[Progress], None]


class ProgressMeter:
    """Passes progress on at most ten times a second (always the last), and measures the time for rate and remainder."""

    def __init__(self, callback: ProgressCallback | None, total: int = 0, every_s: float = 0.1) -> None:
        self.total = total
        self._callback = callback
        self._every_s = every_s
        self._started = time.monotonic()
        self._told = 0.0

    def tell(self, done: int, text: str = "") -> None:
        """Report ``done`` of ``total``; dropped when the last report was less than a tenth of a second ago."""
        now = time.monotonic()
        if self._callback is None or (now - self._told < self._every_s and done != self.total):
            return
        self._told = now
        self._callback(Progress(done, self.total, text, now - self._started))


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


@dataclass
class _Batch:
    """One :meth:`WorkerPool.run`: who may stop it, and where its events go (read on the caller's thread)."""

    cancel: CancelToken
    events: SimpleQueue[tuple[str, Any, Any]] = field(default_factory=SimpleQueue)
    abandoned: bool = False

    @property
    def stopped(self) -> bool:
        return self.abandoned or self.cancel.cancelled


@dataclass(frozen=True)
class _Job:
    batch: _Batch
    fn: TaskFunction
    task: Any


class _ChildGone(Exception):
    """The child closed its pipe without an answer."""


class _Slot(threading.Thread):
    """A thread and the child process it owns; takes jobs from the shared queue until it is handed None."""

    _starting = threading.Lock()

    def __init__(self, jobs: SimpleQueue[_Job | None], rules: ChildRules, number: int) -> None:
        super().__init__(name=f"worker-slot-{number}", daemon=True)
        self._jobs = jobs
        self._rules = rules
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            outcome = Outcome("cancelled") if job.batch.stopped else self._do(job)
            job.batch.events.put(("done", job.task, outcome))
        self._drop_child()

    def _do(self, job: _Job) -> Outcome:
        try:
            pipe = self._send(job)
            return self._listen(job, pipe)
        except _ChildGone:
            return Outcome("crashed", message=self._last_words())
        except Exception as error:  # the task could not be pickled, no process could be started ...
            self._drop_child()
            return Outcome("error", message=f"{type(error).__name__}: {error}", detail=traceback.format_exc())

    def _send(self, job: _Job) -> Connection:
        """Hand the job to the child. A warm child may have died while idle: that must not cost a file, so try twice."""
        for _ in range(2):
            pipe = self._pipe or self._start_child()
            try:
                pipe.send((job.fn, job.task))
                return pipe
            except OSError:
                self._drop_child()
        raise _ChildGone

    def _listen(self, job: _Job, pipe: Connection) -> Outcome:
        deadline = time.monotonic() + self._rules.silence_limit_s
        while time.monotonic() < deadline:
            if job.batch.stopped:
                self._drop_child()
                return Outcome("cancelled")
            message = self._receive(pipe)
            if message is None:
                continue
            kind, data = message
            if kind != "partial":
                if kind == "last":
                    self._drop_child()
                return data  # type: ignore[no-any-return]
            job.batch.events.put(("partial", job.task, data))
            deadline = time.monotonic() + self._rules.silence_limit_s
        self._drop_child()
        limit = f"{self._rules.silence_limit_s:g}"
        return Outcome("timeout", message=f"No sign of life for {limit} seconds; the reader was stopped.")

    @staticmethod
    def _receive(pipe: Connection) -> tuple[str, Any] | None:
        try:
            return pipe.recv() if pipe.poll(_POLL_S) else None
        except (EOFError, OSError) as error:
            raise _ChildGone from error

    def _start_child(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        with _Slot._starting:  # the start of a process is not thread-safe on every system
            process = context.Process(target=child_main, args=(theirs, self._rules, os.getpid()), daemon=True)
            process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        return ours

    def _last_words(self) -> str:
        process = self._process
        if process is not None:
            process.join(5)
        code = process.exitcode if process is not None else None
        self._drop_child()
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"The reader crashed ({signal.Signals(-code).name})."
        return f"The reader crashed (exit code {code})."

    def _drop_child(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None


class WorkerPool:
    """Runs module-level functions on tasks in child processes that may crash, hang or be stopped.

    ``slots`` children work side by side and stay warm between runs until :meth:`close`. One run at a time.
    """

    def __init__(self, slots: int, silence_limit_s: float = 60.0, memory_limit_bytes: int = 1 << 30) -> None:
        self.slots = max(1, slots)
        self._rules = ChildRules(silence_limit_s, memory_limit_bytes)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[_Slot] = []
        self._extra: deque[tuple[TaskFunction, Any]] = deque()
        self._running = False

    def run(
        self,
        tasks: Iterable[T],
        fn: TaskFunction,
        cancel: CancelToken | None = None,
        on_partial: PartialCallback | None = None,
    ) -> Iterator[tuple[Any, Outcome]]:
        """Yield ``(task, outcome)`` on the caller's thread, in the order the tasks finish.

        ``tasks`` is pulled as the caller consumes, so it may be endless. While iterating the caller may :meth:`submit`
        more. After a cancel the tasks already taken come back as ``cancelled``; the others are not pulled. Leaving the
        loop early stops the children that still work for it.
        """
        if self._running:
            raise RuntimeError("this pool is already running; submit() adds tasks to the run")
        self._running = True
        batch = _Batch(cancel or CancelToken())
        try:
            self._start_threads()
            yield from self._events(batch, ((fn, task) for task in tasks), on_partial)
        finally:
            batch.abandoned = True
            self._extra.clear()
            self._running = False

    def submit(self, task: Any, fn: TaskFunction) -> None:
        """Add a task to the current run, ahead of those not yet pulled; call it from the loop over :meth:`run`."""
        if not self._running:
            raise RuntimeError("submit() belongs inside the loop over run()")
        self._extra.append((fn, task))

    def close(self) -> None:
        """End the children and threads; a later run starts new ones."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _events(
        self, batch: _Batch, source: Iterator[tuple[TaskFunction, Any]], on_partial: PartialCallback | None
    ) -> Iterator[tuple[Any, Outcome]]:
        in_flight = 0
        while True:
            in_flight += self._feed(batch, source, self.slots * READ_AHEAD - in_flight)
            if not in_flight:
                return
            kind, task, data = batch.events.get()
            if kind == "partial":
                if on_partial is not None:
                    on_partial(task, data)
                continue
            in_flight -= 1
            yield task, data

    def _feed(self, batch: _Batch, source: Iterator[tuple[TaskFunction, Any]], room: int) -> int:
        """Queue up to ``room`` tasks; the number queued."""
        queued = 0
        while queued < room and not batch.stopped:
            following = self._extra.popleft() if self._extra else next(source, None)
            if following is None:
                break
            self._jobs.put(_Job(batch, *following))
            queued += 1
        return queued

    def _start_threads(self) -> None:
        while len(self._threads) < self.slots:
            thread = _Slot(self._jobs, self._rules, len(self._threads))
            thread.start()
            self._threads.append(thread)


class SerialPool:
    """The same calls as :class:`WorkerPool`, done at once in this process: for tests and for debugging an importer."""

    slots = 1

    def __init__(self) -> None:
        self._extra: deque[tuple[TaskFunction, Any]] = deque()

    def run(
        self,
        tasks: Iterable[T],
        fn: TaskFunction,
        cancel: CancelToken | None = None,
        on_partial: PartialCallback | None = None,
    ) -> Iterator[tuple[Any, Outcome]]:
        """See :meth:`WorkerPool.run`; a cancel is seen between two tasks."""
        source = ((fn, task) for task in tasks)
        while not (cancel and cancel.cancelled):
            following = self._extra.popleft() if self._extra else next(source, None)
            if following is None:
                return
            function, task = following
            yield task, attempt(function, task, self._tell(task, on_partial))

    @staticmethod
    def _tell(task: Any, on_partial: PartialCallback | None) -> Emit:
        def emit(*data: Any) -> None:
            if on_partial is not None:
                on_partial(task, data)

        return emit

    def submit(self, task: Any, fn: TaskFunction) -> None:
        """See :meth:`WorkerPool.submit`."""
        self._extra.append((fn, task))

    def close(self) -> None:
        """Nothing is kept open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


Pool = WorkerPool | SerialPool


def attempt(fn: TaskFunction, task: Any, emit: Emit) -> Outcome:
    """Call ``fn(task, emit)``; an exception becomes an ``error`` outcome, so that a batch goes on."""
    try:
        return Outcome("ok", fn(task, emit))
    except MemoryError:
        return Outcome("error", message="Reading this file needs more memory than is allowed.", detail="MemoryError")
    except Exception as error:
        return Outcome("error", message=f"{type(error).__name__}: {error}", detail=traceback.format_exc())


# --- what runs in the child -------------------------------------------------------------------------------------------


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
    if sys.platform == "win32" or not rules.memory_limit_bytes:
        return False
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > rules.memory_limit_bytes // 2
