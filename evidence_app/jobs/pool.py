"""Pools that run tasks: in child processes, or at once in this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from evidence_app.jobs.outcome import ChildRules, Emit, Outcome, PartialCallback, TaskFunction, attempt
from evidence_app.jobs.progress import CancelToken
from evidence_app.jobs.slot import Batch, Job, Slot

T = TypeVar("T")
READ_AHEAD = 2
"""Tasks taken from the caller per slot: one being worked on, one waiting."""


class WorkerPool:
    """Runs module-level functions on tasks in child processes that may crash, hang or be stopped.

    ``slots`` children work side by side and stay warm between runs until :meth:`close`. One run at a time.
    """

    def __init__(self, slots: int, silence_limit_s: float = 60.0, memory_limit_bytes: int = 1 << 30) -> None:
        self.slots = max(1, slots)
        self._rules = ChildRules(silence_limit_s, memory_limit_bytes)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[Slot] = []
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
        batch = Batch(cancel or CancelToken())
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
        self, batch: Batch, source: Iterator[tuple[TaskFunction, Any]], on_partial: PartialCallback | None
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

    def _feed(self, batch: Batch, source: Iterator[tuple[TaskFunction, Any]], room: int) -> int:
        """Queue up to ``room`` tasks; the number queued."""
        queued = 0
        while queued < room and not batch.stopped:
            following = self._extra.popleft() if self._extra else next(source, None)
            if following is None:
                break
            self._jobs.put(Job(batch, *following))
            queued += 1
        return queued

    def _start_threads(self) -> None:
        while len(self._threads) < self.slots:
            thread = Slot(self._jobs, self._rules, len(self._threads))
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
