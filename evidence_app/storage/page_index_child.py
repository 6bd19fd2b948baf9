"""The Whoosh index itself; everything here runs in a child process, so that the window never waits for it.

Two kinds of child run :func:`serve`: one writes the index from the outbox, one searches it. Both read the matter's
database through a read-only connection of their own. The index holds each page's search words with their positions,
under the page id; it is derived, and at any doubt it is thrown away and built again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh import fields, formats, index
from whoosh.columns import NumericColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from evidence_app.model.errors import BadQuery
from evidence_app.model.search import Query
from evidence_app.storage.page_index_reader import Searcher, TooBroad, TooSlow
from evidence_app.storage.page_index_state import Generation, discard

_IDLE_SECONDS = 0.1
PAGES_PER_COMMIT = 1_000
PAGES_PER_BUILD_COMMIT = 4_000
MOST_SEGMENTS = 30
MERGED_PAGES = 8_000
"""When idle with more segments than allowed, the smallest are merged into one of up to this many pages."""


class PackedPositions(formats.Positions):  # type: ignore[misc]
    """Word positions as 32-bit integers; the words come normalised and separated by spaces."""

    def word_values(self, value: str, analyzer: Any, **_: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """(word, count, weight, positions) of each different word."""
        where: dict[str, array[int]] = {}
        for position, word in enumerate(value.split()):
            if word in where:
                where[word].append(position)
            else:
                where[word] = array("I", (position,))
        for word, positions in where.items():
            yield word, len(positions), 1.0, positions.tobytes()


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Files are on the disk before the table of contents that names them."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Flush every file of the index, then rename."""
        for path in Path(self.folder).iterdir():
            with contextlib.suppress(OSError), path.open("rb") as file:
                os.fsync(file.fileno())
        super().rename_file(oldname, newname, safe)


def _schema() -> Any:
    return fields.Schema(
        words=fields.FieldType(PackedPositions(), None),
        exhibit=fields.ID(),
        page=fields.COLUMN(NumericColumn("i")),
    )


def serve(pipe: Any, folder: Path, database: Path, matter_uid: str) -> None:
    """Answer requests until the pipe closes. A request is (name, arguments), an answer (kind, value)."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        worker = _Worker(folder, database, matter_uid)
        while True:
            while not pipe.poll(_IDLE_SECONDS) and worker.prepare():
                pass
            name, arguments = pipe.recv()
            pipe.send(worker.answer(name, arguments))


class _Worker:
    def __init__(self, folder: Path, database: Path, matter_uid: str) -> None:
        self.folder = folder
        self.uid = matter_uid
        self.connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=15)
        self.searcher: Searcher | None = None

    def answer(self, name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        actions: dict[str, Callable[..., tuple[str, Any]]] = {
            "search": self.search,
            "drain": self.drain,
            "ping": self.ping,
        }
        action = actions[name]
        try:
            return action(*arguments)
        except TooBroad as error:
            return "broad", str(error)
        except (TooSlow, BadQuery):
            return "slow", ""
        except sqlite3.Error as error:
            return "busy", str(error)
        except Exception as error:  # whatever a broken index makes Whoosh raise: the answer is to build it anew
            self.searcher = None
            return "damaged", f"{type(error).__name__}: {error}"

    def ping(self) -> tuple[str, Any]:
        """Open the index if there is one, so that it is ready when the first search comes."""
        state = Generation.read(self.folder)
        if self.searcher is None and state is not None and state.fits(self.uid) and state.complete:
            self.searcher = Searcher(self.folder)
            self.searcher.refresh()
        return "pong", os.getpid()

    def search(self, query: Query, seconds: float) -> tuple[str, Any]:
        state = Generation.read(self.folder)
        if state is None or not state.fits(self.uid):
            return "damaged", "it is missing or belongs to another matter or version"
        if not state.complete:
            return "building", state.built_to
        if _sequence(self.connection) < state.sequence:
            return "damaged", "it is newer than the database"
        if self.searcher is None:
            self.searcher = Searcher(self.folder)
        return "pages", self.searcher.pages(query, time.monotonic() + seconds)

    def prepare(self) -> bool:
        """With nothing to do: make the next search fast, a little at a time; whether there is more to prepare."""
        with contextlib.suppress(Exception):  # a broken index is dealt with when it is asked
            return self.searcher is not None and self.searcher.prepare()
        return False

    def drain(self, after: int) -> tuple[str, Any]:
        """Take in one batch of the outbox past ``after``; the answer is (highest number now in, pages, whether more)."""
        return "drained", Writer(self.folder, self.connection, self.uid).batch(after)


def _sequence(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'reindex'").fetchone()
    return int(row[0]) if row else 0


# -- writing -----------------------------------------------------------------------------------------------------------


class Writer:
    """Takes pages from the database into the index, one commit a batch."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, matter_uid: str) -> None:
        self.folder = folder
        self.connection = connection
        self.uid = matter_uid
        self.state = self.prepared()

    def prepared(self) -> Generation:
        """The state to go on from; whatever does not fit is thrown away."""
        state = Generation.read(self.folder)
        sequence = _sequence(self.connection)
        fits = state is not None and state.fits(self.uid) and state.sequence <= sequence
        if state is not None and fits and index.exists_in(str(self.folder)):
            return state
        discard(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        state = Generation(self.uid, outbox_to=sequence, sequence=sequence)
        DurableStorage(str(self.folder)).create_index(_schema())
        state.write(self.folder)
        return state

    def batch(self, after: int) -> tuple[int, int, bool]:
        """Index about a thousand pages: of a new build first, then of the outbox past ``after``."""
        if not self.state.complete:
            return self.build()
        if after < self.state.outbox_to:
            return self.state.outbox_to, 0, True
        rows = self.connection.execute(
            "SELECT seq, exhibit_id FROM reindex WHERE seq > ? ORDER BY seq LIMIT 5000", (after,)
        ).fetchall()
        if not rows:
            self.tidy()
            return 0, 0, False
        exhibits, seen, pages = dict[int, None](), 0, 0
        for number, exhibit in rows:
            if exhibit not in exhibits:
                count = self.count(exhibit)
                if exhibits and pages + count > PAGES_PER_COMMIT:
                    break
                exhibits[exhibit] = None
                pages += count
            seen = number
        written = self.write(list(exhibits))
        replace(self.state, sequence=max(self.state.sequence, seen)).write(self.folder)
        return seen, written, True

    def build(self) -> tuple[int, int, bool]:
        """The next exhibits of a build from nothing; it goes on where it stopped."""
        rows = self.connection.execute(
            "SELECT exhibit_id, count(*) FROM page WHERE exhibit_id > ? GROUP BY exhibit_id ORDER BY exhibit_id LIMIT 1000",
            (self.state.built_to,),
        ).fetchall()
        chosen: list[int] = []
        pages = 0
        for exhibit, count in rows:
            if chosen and pages + count > PAGES_PER_BUILD_COMMIT:
                break
            chosen.append(exhibit)
            pages += count
        if not chosen:
            replace(self.state, complete=True).write(self.folder)
            return 0, 0, True
        written = self.write(chosen)
        replace(self.state, built_to=chosen[-1]).write(self.folder)
        return 0, written, True

    def count(self, exhibit: int) -> int:
        return int(self.connection.execute("SELECT count(*) FROM page WHERE exhibit_id = ?", (exhibit,)).fetchone()[0])

    def write(self, exhibits: Sequence[int]) -> int:
        """Replace what the index holds of these exhibits by their current pages."""
        writer = DurableStorage(str(self.folder)).open_index().writer(limitmb=96, timeout=5)
        written = 0
        try:
            for exhibit in exhibits:
                writer.delete_by_term("exhibit", str(exhibit))
                for page, body in self.connection.execute(_PAGES, (exhibit,)):
                    writer.add_document(words=body, exhibit=str(exhibit), page=page)
                    written += 1
        except BaseException:
            writer.cancel()
            raise
        writer.commit(merge=False)
        return written

    def tidy(self) -> None:
        """With nothing left to do, merge the smallest of too many segments; a few seconds of work at most."""
        found = DurableStorage(str(self.folder)).open_index()
        if len(found._read_toc().segments) > MOST_SEGMENTS:
            found.writer(limitmb=96, timeout=5).commit(mergetype=merge_smallest)


def merge_smallest(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Whoosh merge policy: the smallest segments become one; returns the others."""
    by_size = sorted(segments, key=lambda segment: segment.doc_count_all())
    merged, pages = 0, 0
    for segment in by_size:
        if merged and pages + segment.doc_count_all() > MERGED_PAGES:
            break
        with SegmentReader(writer.storage, writer.schema, segment) as reader:
            writer.add_reader(reader)
        merged, pages = merged + 1, pages + segment.doc_count_all()
    return by_size[merged:]


_PAGES = (
    "SELECT s.page_id, s.body FROM page p JOIN page_search s ON s.page_id = p.id "
    "WHERE p.exhibit_id = ? AND s.body <> '' ORDER BY p.number"
)
