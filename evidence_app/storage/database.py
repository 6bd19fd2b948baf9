"""The SQLite store of one matter: one guarded write connection, one read-only connection per thread.

The write connection is entered only through :meth:`Database.transaction`, under a lock, and never from the thread the
window forbids. Readers see the last committed state, also while a write is running (WAL).
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

from evidence_app.model.errors import StorageProblem
from evidence_app.turns import give_way, somebody_waits

T = TypeVar("T")
Params = Sequence[Any] | dict[str, Any]

STEPS = 1000
"""A read looks up after so many steps of SQLite's machine: some 50 to 100 rows, a millisecond at most."""

_USER_CAUSES = {
    sqlite3.SQLITE_FULL: ("The disk is full.", "Free some space, then try again; nothing was lost."),
    sqlite3.SQLITE_READONLY: ("The matter folder cannot be written.", "Check the folder's permissions."),
    sqlite3.SQLITE_CANTOPEN: ("The matter database cannot be opened.", "Check that the folder exists and is readable."),
    sqlite3.SQLITE_IOERR: ("The disk reported an error.", "Check the disk, then open the matter again."),
    sqlite3.SQLITE_CORRUPT: ("The matter database is damaged.", "Restore the last backup; originals are untouched."),
    sqlite3.SQLITE_NOTADB: ("This is not a matter database.", "Open the folder that 'evidence new' made."),
    sqlite3.SQLITE_BUSY: ("Another program is holding the matter database.", "Close it, then try again."),
}


def storage_problem(error: sqlite3.Error) -> Exception:
    """A disk or permission failure as a :class:`StorageProblem`; anything else (our bug) unchanged."""
    code = getattr(error, "sqlite_errorcode", None)
    cause = _USER_CAUSES.get(code & 0xFF) if code is not None else None
    return StorageProblem(*cause) if cause else error


@lru_cache(maxsize=500)
def _in_order(cls: type[Any], names: tuple[str, ...]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]] | None:
    """Takes a row of these columns in the order of the fields of ``cls``; None when not every field has a column."""
    order = [one.name for one in fields(cls) if one.init] if is_dataclass(cls) else []
    whole = len(names) > 1 and sorted(order) == sorted(names)
    return itemgetter(*map(names.index, order)) if whole else None


class Rows:
    """Reads over one connection; rows become dataclasses by column name. Long reads let the window go first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._look_up(math.inf)

    def _look_up(self, deadline: float) -> None:
        def enough() -> bool:
            give_way()
            return time.monotonic() > deadline

        alone = deadline == math.inf and not somebody_waits()
        self.connection.set_progress_handler(None if alone else enough, STEPS)

    @contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """Reads inside are stopped by SQLite ("interrupted") once ``deadline`` (of ``time.monotonic``) has passed."""
        self._look_up(deadline)
        try:
            yield
        finally:
            self._look_up(math.inf)

    def execute(self, sql: str, params: Params = ()) -> sqlite3.Cursor:
        """Run one statement; disk problems become :class:`StorageProblem`."""
        give_way()
        try:
            return self.connection.execute(sql, params)
        except sqlite3.Error as error:
            raise storage_problem(error) from error

    def rows(self, cls: type[T], sql: str, params: Params = ()) -> list[T]:
        """All rows as ``cls`` instances; column names must be field names of ``cls``."""
        cursor = self.execute(sql, params)
        names = tuple(column[0] for column in cursor.description)
        in_order = _in_order(cast(Any, cls), names)
        if in_order is not None:  # by place: a third of the time that names take
            return [cls(*in_order(row)) for row in cursor]
        return [cls(**dict(zip(names, row, strict=True))) for row in cursor]

    def row(self, cls: type[T], sql: str, params: Params = ()) -> T | None:
        """The first row as ``cls``, or ``None``."""
        found = self.rows(cls, sql, params)
        return found[0] if found else None

    def tuples(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """All rows as plain tuples."""
        return self.execute(sql, params).fetchall()

    def column(self, sql: str, params: Params = ()) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.execute(sql, params)]

    def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row, or ``None``."""
        row = self.execute(sql, params).fetchone()
        return row[0] if row else None


class Transaction(Rows):
    """Reads and writes inside one operation."""

    def executemany(self, sql: str, params: Iterable[Params]) -> int:
        """Run one statement for many rows; returns how many rows changed."""
        try:
            return self.connection.executemany(sql, params).rowcount
        except sqlite3.Error as error:
            raise storage_problem(error) from error

    def insert(self, table: str, values: dict[str, Any]) -> int:
        """Insert one row and return its rowid. ``table`` and the keys are program constants, never user input."""
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        return int(self.execute(sql, list(values.values())).lastrowid or 0)

    def update(self, table: str, row_id: int, values: dict[str, Any]) -> None:
        """Update one row by ``id``. ``table`` and the keys are program constants, never user input."""
        marks = ", ".join(f"{name} = ?" for name in values)
        self.execute(f"UPDATE {table} SET {marks} WHERE id = ?", [*values.values(), row_id])


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with the pragmas every connection of a matter needs."""
    if sqlite3.threadsafety != 3:
        raise StorageProblem("This Python's SQLite is not thread-safe.", "Install the program with a standard Python.")
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=15)
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        raise storage_problem(error) from error
    return connection


class Database:
    """The connections of one open matter."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.write_lock = threading.RLock()
        self.writer = None if read_only else connect(path, read_only=False)
        self._local = threading.local()
        self._readers: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._readers_lock = threading.Lock()
        self._closed = False

    @property
    def reader(self) -> Rows:
        """The calling thread's own read-only connection."""
        rows: Rows | None = getattr(self._local, "rows", None)
        if rows is None:
            rows = Rows(connect(self.path, read_only=True))
            self._local.rows = rows
            self._remember(rows.connection)
        return rows

    def _remember(self, connection: sqlite3.Connection) -> None:
        """Keep the connection for closing, and close those whose thread has ended."""
        with self._readers_lock:
            ended = [entry for entry in self._readers if not entry[0].is_alive()]
            for entry in ended:
                entry[1].close()
                self._readers.remove(entry)
            self._readers.append((threading.current_thread(), connection))

    @contextmanager
    def snapshot(self) -> Iterator[Rows]:
        """Reads on this thread see one consistent state until the block ends; nested blocks join the outer one."""
        rows = self.reader
        if rows.connection.in_transaction:
            yield rows
            return
        rows.execute("BEGIN")
        try:
            yield rows
        finally:
            rows.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the database file."""
        if self._closed:
            return
        self._closed = True
        with self._readers_lock:
            for _thread, connection in self._readers:
                connection.close()
            self._readers.clear()
        if self.writer is not None:
            with self.write_lock:
                self.writer.execute("PRAGMA optimize")
                self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.writer.close()
