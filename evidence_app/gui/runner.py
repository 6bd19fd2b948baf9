"""Work off the window's thread: changes one after another, queries that replace one another, jobs with progress.

A screen calls ``change``, ``query`` or ``job`` with a service function and gets the result through ``done`` on the
window's thread. Nothing here knows what the functions do.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from evidence_app.gui import steady
from evidence_app.jobs import CancelToken, Progress
from evidence_app.model.changes import Changes
from evidence_app.model.errors import Cancelled
from evidence_app.services.matter import Matter
from evidence_app.turns import let_go_first, no_longer

Done = Callable[[Any], None] | None
OnError = Callable[[Exception], None] | None

Ending = tuple[str, Any, Exception | None]
"""How a job ended: its state, its result, its error."""

QUERY_THREADS = 2
GATHER_MS = 300
"""While a job writes, its many small changes are gathered and told at most this often."""


def merge(first: Changes, then: Changes) -> Changes:
    """Two changes told as one; entry and label are those of the later one."""
    tables = first.keys.keys() | then.keys.keys()
    keys = {t: first.keys.get(t, frozenset()) | then.keys.get(t, frozenset()) for t in tables}
    return Changes(then.entry or first.entry, then.label or first.label, keys)


class Job:
    """One piece of long work: its title, how far it is, and how it ended.

    ``state`` is "running", "done", "failed" or "cancelled". ``quiet`` jobs (index upkeep) are not shown in the status
    line unless they fail.
    """

    _numbers = itertools.count(1)

    def __init__(self, title: str, quiet: bool = False) -> None:
        self.number = next(Job._numbers)
        self.title = title
        self.quiet = quiet
        self.token = CancelToken()
        self.progress = Progress(0, 0)
        self.state = "running"
        self.result: Any = None
        self.error: Exception | None = None

    def cancel(self) -> None:
        """Ask the job to stop at the next safe moment; finished work stays."""
        self.token.cancel()

    @property
    def running(self) -> bool:
        """Whether it is still working."""
        return self.state == "running"


class AnyRunner(QObject):
    """What screens work with: the three verbs and the signals, which are always emitted on the window's thread."""

    changed = Signal(object)
    job_started = Signal(object)
    job_progress = Signal(object, object)
    job_finished = Signal(object)
    failed = Signal(object)

    def __init__(self, matter: Matter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matter = matter
        self.jobs: list[Job] = []

    def change(
        self, fn: Callable[..., Any], *args: Any, done: Done = None, on_error: OnError = None, **kw: Any
    ) -> None:
        """Run ``fn(matter, *args, **kw)``, one change after another; ``done(result)`` follows."""
        raise NotImplementedError

    def query(
        self, key: str, fn: Callable[..., Any], *args: Any, done: Done, on_error: OnError = None, **kw: Any
    ) -> None:
        """Run a read; a newer query with the same key drops the older result."""
        raise NotImplementedError

    def job(
        self,
        title: str,
        fn: Callable[..., Any],
        *args: Any,
        done: Done = None,
        on_error: OnError = None,
        quiet: bool = False,
        **kw: Any,
    ) -> Job:
        """Start long work with ``progress`` and ``cancel``."""
        raise NotImplementedError

    def close(self, patience_s: float = 15.0) -> None:
        """Stop jobs and wait for running changes."""
        raise NotImplementedError

    def _finish(self, job: Job, ending: Ending, done: Done, on_error: OnError) -> None:
        """Report a job's end: finished first, so that screens can clear their progress before they show the result.

        Until then it counts as running: no screen sees a job that has ended but has no result yet.
        """
        job.state, job.result, job.error = ending
        self.jobs.remove(job)
        self._tell_gathered()
        self.job_finished.emit(job)
        if job.error is not None:
            self._fail(job.error, on_error)
        elif done is not None:
            done(job.result)

    def _tell_gathered(self) -> None:
        """Tell the changes that were held back while a job ran."""

    def _fail(self, error: Exception, on_error: OnError) -> None:
        if on_error is not None:
            on_error(error)
        else:
            self.failed.emit(error)


class Runner(AnyRunner):
    """The real thing: one change thread, two query threads, one thread per job.

    Constructed on the window's thread, which from then on may no longer write to the matter.
    """

    _arrived = Signal(object)

    def __init__(self, matter: Matter, parent: QObject | None = None) -> None:
        super().__init__(matter, parent)
        self._changes = ThreadPoolExecutor(1, thread_name_prefix="change")
        self._queries = ThreadPoolExecutor(QUERY_THREADS, thread_name_prefix="query")
        self._newest: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._gathered: Changes | None = None
        self._timer = QTimer(self, interval=GATHER_MS, singleShot=True)
        self._timer.timeout.connect(self._tell_gathered)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        steady.hand_over_soon()
        self._turns = steady.Turns(self)
        let_go_first(self._turns.give_way)
        matter.forbid_writes_here()
        matter.on_change(self._heard)

    def change(
        self, fn: Callable[..., Any], *args: Any, done: Done = None, on_error: OnError = None, **kw: Any
    ) -> None:
        """Run ``fn(matter, *args, **kw)`` after the changes asked for before; ``done(result)`` follows on the window's thread."""
        if self._closed:
            return

        def work() -> None:
            try:
                result = fn(self.matter, *args, **kw)
            except Exception as error:  # handed to the window, which tells expected errors from bugs
                self._post(self._fail, error, on_error)
            else:
                if done is not None:
                    self._post(done, result)

        self._changes.submit(work)

    def query(
        self, key: str, fn: Callable[..., Any], *args: Any, done: Done, on_error: OnError = None, **kw: Any
    ) -> None:
        """Run a read; a newer query with the same key drops the result of the older one, even when it arrives later."""
        if self._closed:
            return
        number = next(self._numbers)
        self._newest[key] = number

        def work() -> None:
            if self._newest.get(key) != number:
                return
            try:
                result = fn(self.matter, *args, **kw)
            except Exception as error:  # handed to the window, which tells expected errors from bugs
                self._post(self._answer, key, number, lambda _r, e=error: self._fail(e, on_error), None)
            else:
                self._post(self._answer, key, number, done, result)

        self._queries.submit(work)

    def job(
        self,
        title: str,
        fn: Callable[..., Any],
        *args: Any,
        done: Done = None,
        on_error: OnError = None,
        quiet: bool = False,
        **kw: Any,
    ) -> Job:
        """Start long work on its own thread; ``fn`` also gets ``progress`` and ``cancel``. Returns at once."""
        job = Job(title, quiet)
        self.jobs.append(job)
        self.job_started.emit(job)

        def tell(progress: Progress) -> None:
            self._post(self._progressed, job, progress)

        def work() -> None:
            ending = _run_job(fn, self.matter, args, {**kw, "progress": tell, "cancel": job.token})
            self._post(self._finish, job, ending, done, on_error)

        thread = threading.Thread(target=work, name=f"job {job.number}", daemon=True)
        self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()
        return job

    def close(self, patience_s: float = 15.0) -> None:
        """Stop every job at its next safe moment and wait for running changes; later results are dropped."""
        self._turns.end()
        no_longer(self._turns.give_way)
        for job in self.jobs:
            job.cancel()
        self._changes.shutdown(wait=True)
        self._queries.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            thread.join(patience_s)
        self._closed = True

    def _heard(self, changes: Changes) -> None:
        self._post(self._gather, changes)

    def _gather(self, changes: Changes) -> None:
        """Tell a change at once, or together with others while a job is writing one after another."""
        self._gathered = changes if self._gathered is None else merge(self._gathered, changes)
        if not self.jobs:
            self._tell_gathered()
        elif not self._timer.isActive():
            self._timer.start()

    def _tell_gathered(self) -> None:
        self._timer.stop()
        changes, self._gathered = self._gathered, None
        if changes is not None:
            self.changed.emit(changes)

    def _progressed(self, job: Job, progress: Progress) -> None:
        job.progress = progress
        self.job_progress.emit(job, progress)

    def _answer(self, key: str, number: int, done: Done, result: Any) -> None:
        if self._newest.get(key) == number and done is not None:
            done(result)

    def _post(self, fn: Callable[..., Any], *args: Any) -> None:
        """Have ``fn(*args)`` called on the window's thread."""
        if not self._closed:
            self._arrived.emit((fn, args))

    def _deliver(self, call: tuple[Callable[..., Any], tuple[Any, ...]]) -> None:
        if not self._closed:
            fn, args = call
            fn(*args)


class SerialRunner(AnyRunner):
    """Runs everything at once on the calling thread, so that a test needs no waiting."""

    def __init__(self, matter: Matter, parent: QObject | None = None) -> None:
        super().__init__(matter, parent)
        matter.on_change(self.changed.emit)

    def change(
        self, fn: Callable[..., Any], *args: Any, done: Done = None, on_error: OnError = None, **kw: Any
    ) -> None:
        """As :meth:`Runner.change`, at once."""
        try:
            result = fn(self.matter, *args, **kw)
        except Exception as error:  # handed to the window, which tells expected errors from bugs
            self._fail(error, on_error)
            return
        if done is not None:
            done(result)

    def query(
        self, key: str, fn: Callable[..., Any], *args: Any, done: Done, on_error: OnError = None, **kw: Any
    ) -> None:
        """As :meth:`Runner.query`, at once."""
        self.change(fn, *args, done=done, on_error=on_error, **kw)

    def job(
        self,
        title: str,
        fn: Callable[..., Any],
        *args: Any,
        done: Done = None,
        on_error: OnError = None,
        quiet: bool = False,
        **kw: Any,
    ) -> Job:
        """As :meth:`Runner.job`, but it has ended when the call returns."""
        job = Job(title, quiet)
        self.jobs.append(job)
        self.job_started.emit(job)

        def tell(progress: Progress) -> None:
            job.progress = progress
            self.job_progress.emit(job, progress)

        ending = _run_job(fn, self.matter, args, {**kw, "progress": tell, "cancel": job.token})
        self._finish(job, ending, done, on_error)
        return job

    def close(self, patience_s: float = 0.0) -> None:
        """Nothing to wait for."""


def _run_job(fn: Callable[..., Any], matter: Matter, args: tuple[Any, ...], kw: dict[str, Any]) -> Ending:
    try:
        return "done", fn(matter, *args, **kw), None
    except Cancelled as error:
        return "cancelled", None, error
    except Exception as error:  # handed to the window, which tells expected errors from bugs
        return "failed", None, error


class Background(QObject):
    """Work that has no matter yet: building the sample, making a new matter. ``fn(progress, cancel)`` on its own thread."""

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, fn: Callable[..., Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.token = CancelToken()
        self._fn = fn
        self._thread = threading.Thread(target=self._work, name="background", daemon=True)

    def start(self) -> None:
        """Begin; ``done`` or ``failed`` follows on the window's thread."""
        self._thread.start()

    def _work(self) -> None:
        try:
            result = self._fn(self.progressed.emit, self.token)
        except Exception as error:  # handed to the window, which tells expected errors from bugs
            self.failed.emit(error)
        else:
            self.done.emit(result)
