"""A slot of the pool: a thread and the child process it owns."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from typing import Any

from evidence_app.jobs.child import child_main
from evidence_app.jobs.outcome import ChildRules, Outcome, TaskFunction
from evidence_app.jobs.progress import CancelToken

_POLL_S = 0.1


@dataclass
class Batch:
    """One :meth:`WorkerPool.run`: who may stop it, and where its events go (read on the caller's thread)."""

    cancel: CancelToken
    events: SimpleQueue[tuple[str, Any, Any]] = field(default_factory=SimpleQueue)
    abandoned: bool = False

    @property
    def stopped(self) -> bool:
        return self.abandoned or self.cancel.cancelled


@dataclass(frozen=True)
class Job:
    """A task on its way to a child."""

    batch: Batch
    fn: TaskFunction
    task: Any


class _ChildGone(Exception):
    """The child closed its pipe without an answer."""


class Slot(threading.Thread):
    """A thread and the child process it owns; takes jobs from the shared queue until it is handed None."""

    _starting = threading.Lock()

    def __init__(self, jobs: SimpleQueue[Job | None], rules: ChildRules, number: int) -> None:
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

    def _do(self, job: Job) -> Outcome:
        try:
            pipe = self._send(job)
            return self._listen(job, pipe)
        except _ChildGone:
            return Outcome("crashed", message=self._last_words())
        except Exception as error:  # the task could not be pickled, no process could be started ...
            self._drop_child()
            return Outcome("error", message=f"{type(error).__name__}: {error}", detail=traceback.format_exc())

    def _send(self, job: Job) -> Connection:
        """Hand the job to the child. A warm child may have died while idle: that must not cost a file, so try twice."""
        for _ in range(2):
            pipe = self._pipe or self._start_child()
            try:
                pipe.send((job.fn, job.task))
                return pipe
            except OSError:
                self._drop_child()
        raise _ChildGone

    def _listen(self, job: Job, pipe: Connection) -> Outcome:
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
        with Slot._starting:  # the start of a process is not thread-safe on every system
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
