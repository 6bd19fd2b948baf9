"""The Whoosh index beside the matter, from the parent's side: it is built and searched in child processes only.

The index folder holds pickles, so a folder that is missing, damaged, of another version or of another matter is never
loaded: it is thrown away and built again from the pages, while FTS5 and the pages themselves go on answering.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

from evidence_app.model.errors import BadQuery
from evidence_app.model.search import Query
from evidence_app.model.search_results import IndexState
from evidence_app.storage.page_index_state import Generation, discard
from evidence_app.storage.page_text import too_slow

_START_SECONDS = 20.0
_GRACE_SECONDS = 0.3
_MOST_DISCARDS = 3


class DrainStep(NamedTuple):
    """One committed batch: outbox rows up to ``seen`` are in the index (0 = none), and ``pages`` pages were written."""

    seen: int
    pages: int


class PageIndex:
    """The index of one matter; no process is started before it is needed. Safe to use from several threads."""

    def __init__(self, folder: Path, database: Path, matter_uid: str) -> None:
        self.folder = folder
        self.database = database
        self.matter_uid = matter_uid
        self.note = ""
        self._discarded = 0
        self._searching = _Child(self)
        self._writing = _Child(self)

    # -- searching ---------------------------------------------------------------------------------------------------

    def search(self, query: Query, deadline: float) -> Sequence[int] | None:
        """Ids of pages on which a match of a positional query begins, or ``None`` while there is no index to ask.

        ``deadline`` is on ``time.monotonic``; starting the child does not count. Raises BadQuery when the search is too
        broad or takes too long; the child is killed then.
        """
        if not self.ready():
            return None
        kind, value = self._searching.ask("search", query, deadline=deadline)
        if kind == "pages":
            found = array("q")
            found.frombytes(value)
            return found
        if kind == "broad":
            raise BadQuery(f"“{value}” stands for more than 1,000 different words here.", "Give more letters.")
        if kind == "slow":
            raise too_slow()
        if kind == "damaged":
            self._distrust(value)
        return None

    def _distrust(self, reason: str) -> None:
        """Throw away an index that cannot be read, but not again and again."""
        self._discarded += 1
        if self._discarded <= _MOST_DISCARDS:
            self.discard(f"The index could not be read ({reason}); it is to be built anew.")
        else:
            self.note = f"The index cannot be used ({reason}); pages are read one by one instead."

    def ready(self) -> bool:
        """Whether there is a complete index of this matter."""
        state = Generation.read(self.folder)
        return state is not None and state.fits(self.matter_uid) and state.complete

    def warm_up(self) -> None:
        """Start the searching child now, so that the first search does not wait for it."""
        if self.ready():
            self._searching.ask("ping", deadline=time.monotonic() + _START_SECONDS)

    # -- writing -----------------------------------------------------------------------------------------------------

    def steps(self) -> Iterator[DrainStep]:
        """Bring the index up to date, batch by batch; it may be stopped or killed between and within batches.

        After each step the caller deletes ``reindex`` rows up to ``seen``; without that the work is only repeated later.
        """
        again = after = 0
        while True:
            kind, value = self._writing.ask("drain", after)
            if kind == "damaged" and again < 2:
                self.discard(f"The index could not be written ({value}); it is being built anew.")
                again += 1
                continue
            if kind != "drained":
                self.note = f"The index could not be brought up to date ({value})."
                return
            seen, pages, more = value
            after = max(after, seen)
            if seen or pages:
                yield DrainStep(seen, pages)
            if not more:
                self.note = ""
                return

    def drain(self) -> int:
        """Index what changed since; returns the highest ``reindex.seq`` that is now in the index, 0 when none.

        Use :meth:`steps` to show progress and to keep each batch.
        """
        return max((step.seen for step in self.steps()), default=0)

    def discard(self, note: str = "") -> None:
        """Throw the index away; the next :meth:`steps` builds it anew from the pages."""
        self._searching.stop()
        self._writing.stop()
        discard(self.folder)
        self.note = note

    def state(self, waiting: int) -> IndexState:
        """The index as shown to the user; ``waiting`` pages are in the outbox."""
        found = Generation.read(self.folder)
        if found is None or not found.fits(self.matter_uid):
            return IndexState("none", waiting, self.note)
        if not found.complete:
            return IndexState("rebuilding", waiting, self.note)
        return IndexState("catching up" if waiting else "ready", waiting, self.note)

    def close(self) -> None:
        """End the child processes."""
        self._searching.stop()
        self._writing.stop()


class _Child:
    """A child process with its pipe, started when first asked and again after it was killed."""

    def __init__(self, owner: PageIndex) -> None:
        self.owner = owner
        self.lock = threading.Lock()
        self.process: BaseProcess | None = None
        self.pipe: Connection | None = None

    def ask(self, name: str, *arguments: Any, deadline: float | None = None) -> tuple[str, Any]:
        """Send one request and wait for its answer; past the deadline the child is killed and the answer is "slow"."""
        wait = -1.0 if deadline is None else max(0.01, deadline - time.monotonic())
        if not self.lock.acquire(timeout=wait):
            return "slow", ""
        try:
            return self._exchange(name, arguments, deadline)
        except (EOFError, OSError) as error:
            self._kill()
            return "damaged", f"its process ended: {error}"
        finally:
            self.lock.release()

    def _exchange(self, name: str, arguments: tuple[Any, ...], deadline: float | None) -> tuple[str, Any]:
        seconds = None if deadline is None else max(0.1, deadline - time.monotonic())
        pipe = self._started()
        if name == "search":
            arguments = (*arguments, seconds)
        pipe.send((name, arguments))
        if seconds is not None and not pipe.poll(seconds + _GRACE_SECONDS):
            self._kill()
            return "slow", ""
        answer: tuple[str, Any] = pipe.recv()
        return answer

    def _started(self) -> Connection:
        if self.pipe is None or self.process is None or not self.process.is_alive():
            self._kill()
            context = multiprocessing.get_context("spawn")
            self.pipe, theirs = context.Pipe()
            owner = self.owner
            arguments = (theirs, owner.folder, owner.database, owner.matter_uid)
            self.process = context.Process(target=_serve, args=arguments, daemon=True, name="evidence index")
            self.process.start()
            theirs.close()
            self.pipe.send(("ping", ()))
            if not self.pipe.poll(_START_SECONDS):
                raise EOFError("it did not start")
            self.pipe.recv()
        return self.pipe

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join(5)
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None

    def stop(self) -> None:
        """End the child, waiting for a running request only briefly."""
        got = self.lock.acquire(timeout=1)
        self._kill()
        if got:
            self.lock.release()


def _serve(pipe: Connection, folder: Path, database: Path, matter_uid: str) -> None:
    """Runs in the child; Whoosh is imported there and only there."""
    from evidence_app.storage.page_index_child import serve

    serve(pipe, folder, database, matter_uid)


def open_index(index_folder: Path, database: Path, matter_uid: str) -> PageIndex:
    """The index of a matter; cheap, starts nothing."""
    return PageIndex(index_folder, database, matter_uid)
