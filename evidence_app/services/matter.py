"""An open matter: its folder, its database, and the one way to change it (:meth:`Matter.operation`)."""

from __future__ import annotations

import getpass
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evidence_app.model.changes import Changes, label
from evidence_app.model.errors import MatterInUse, MatterTooNew, StorageProblem, UserError
from evidence_app.model.matter import MatterRecord
from evidence_app.storage import journal
from evidence_app.storage.database import Database, Rows, Transaction
from evidence_app.storage.folder import LockHolder, MatterFolder, WriteLock
from evidence_app.storage.originals import Originals
from evidence_app.storage.page_index import PageIndex, open_index
from evidence_app.storage.schema import prepare


class Operation(Transaction):
    """The transaction of one operation; ``changes`` is filled when the block ends."""

    changes: Changes = Changes()
    entry: int = 0

    def __init__(self, connection: Any, action: str, detail: dict[str, Any], always: bool) -> None:
        super().__init__(connection)
        self.action = action
        self.detail = detail
        self.always = always

    def describe(self, **detail: Any) -> None:
        """Add parameters to the audit entry that are only known while working (counts, hashes)."""
        self.detail.update(detail)


class Matter:
    """One open case. Reading is free from any thread; writing only inside :meth:`operation`.

    Make one with :func:`create_matter` or :func:`open_matter`, and close it (it is a context manager).
    """

    def __init__(
        self, folder: MatterFolder, database: Database, lock: WriteLock | None, holder: LockHolder | None
    ) -> None:
        self.folder = folder
        self.database = database
        self.holder = holder
        self.originals = Originals(folder.originals)
        self.actor = _default_actor()
        self.undo_stack: list[int] = []
        self.redo_stack: list[int] = []
        self._lock = lock
        self._current: Operation | None = None
        self._current_thread = 0
        self._forbidden_thread = 0
        self._listeners: list[Callable[[Changes], None]] = []
        self.uid: str = self.read.value("SELECT uid FROM matter") or ""
        self.page_index: PageIndex = open_index(folder.index, folder.database, self.uid)

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def read(self) -> Rows:
        """A read-only view of the last committed state, for the calling thread."""
        return self.database.reader

    def snapshot(self) -> Any:
        """Context manager: reads on this thread see one consistent state, also while an import runs."""
        return self.database.snapshot()

    @property
    def record(self) -> MatterRecord:
        """Name, court, docket number and the other facts about the case itself."""
        found = self.read.row(MatterRecord, "SELECT * FROM matter")
        if found is None:
            raise StorageProblem("This matter has no name record.", "Restore the last backup.")
        return found

    @property
    def read_only(self) -> bool:
        """True when another process has the matter open for writing (see ``holder``)."""
        return self.database.read_only

    # -- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def operation(
        self, action: str, /, *, undoable: bool = True, always: bool = False, undoes: int | None = None, **detail: Any
    ) -> Iterator[Operation]:
        """One transaction = one audit entry = one undo step; nested calls join the outer operation.

        ``action`` is the message with ``{names}`` filled from ``detail``. ``always`` writes an entry even when no row
        changed. An exception rolls everything back. Raises MatterInUse on a read-only matter.
        """
        if self._current is not None and self._current_thread == threading.get_ident():
            yield self._current
            return
        self._refuse()
        with self.database.write_lock:
            writer = self.database.writer
            assert writer is not None
            tx = Operation(writer, action, detail if undoable else detail | {"undoable": False}, always)
            tx.execute("BEGIN IMMEDIATE")
            try:
                tx.entry = journal.begin_entry(tx)
                self._current, self._current_thread = tx, threading.get_ident()
                yield tx
                tx.changes = journal.close_entry(tx, tx.entry, self.actor, tx.action, tx.detail, undoes, tx.always)
                tx.execute("COMMIT")
            except BaseException:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")
                raise
            finally:
                self._current = None
                self._current_thread = 0
            self._committed(tx.changes, undoable and undoes is None)

    def _refuse(self) -> None:
        if self.holder is not None or self.database.writer is None:
            raise MatterInUse(
                f"This matter is open for writing by {self.holder}.", "Close it there, then open it here again."
            )
        if self._forbidden_thread == threading.get_ident():
            raise RuntimeError("a change was attempted on the window's thread; use the runner")

    def _committed(self, changes: Changes, undoable: bool) -> None:
        if changes.entry and undoable and changes.keys:
            self.undo_stack.append(changes.entry)
            self.redo_stack.clear()
        self.announce(changes)

    def announce(self, changes: Changes) -> None:
        """Tell every listener what changed; called on the thread that made the change."""
        if changes.entry or changes.keys:
            for listener in tuple(self._listeners):
                listener(changes)

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Call ``listener`` after every committed operation, on the thread that made it."""
        self._listeners.append(listener)

    def forbid_writes_here(self) -> None:
        """Refuse operations on the calling thread (the window's), so that it never waits for the disk."""
        self._forbidden_thread = threading.get_ident()

    # -- end ---------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the index and the database and give the write lock back."""
        self.page_index.close()
        self.database.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _default_actor() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown user"


def create_matter(path: Path, name: str, **facts: str) -> Matter:
    """Make a new matter folder and open it. ``facts`` are columns of the matter record (court, docket_number, ...).

    Raises StorageProblem when the folder is not empty, not writable or on a network share.
    """
    if not name.strip():
        raise UserError("A matter needs a name.", 'For example "Rivera v. Example Corp."')
    folder = MatterFolder.create(path)
    lock = WriteLock(folder.lock_file)
    lock.acquire()
    database = Database(folder.database)
    prepare(database, folder)
    matter = Matter(folder, database, lock, None)
    with matter.operation("Create the matter “{name}”", undoable=False, name=name.strip()) as tx:
        values = {"id": 1, "uid": secrets.token_hex(16), "name": name.strip(), "created_at": journal.utc_now(), **facts}
        tx.insert("matter", values)
    matter.uid = matter.read.value("SELECT uid FROM matter")
    matter.page_index.close()
    matter.page_index = open_index(folder.index, folder.database, matter.uid)
    return matter


def open_matter(path: Path, *, read_only: bool = False) -> Matter:
    """Open a matter; when another process is writing it, this one reads only and ``holder`` says who and since when.

    Raises NotFound when there is no matter, MatterTooNew when a newer program wrote it.
    """
    folder = MatterFolder.existing(path)
    lock = WriteLock(folder.lock_file)
    holder = lock.holder() if read_only else lock.acquire()
    if holder is not None:
        return Matter(folder, _reading(folder), None, holder)
    try:
        database = Database(folder.database)
        prepare(database, folder)
        matter = Matter(folder, database, lock, None)
    except BaseException:
        lock.release()
        raise
    matter.originals.clear_unfinished()
    folder.clear_workshops()
    return matter


def _reading(folder: MatterFolder) -> Database:
    database = Database(folder.database, read_only=True)
    if not database.reader.value("SELECT 1 FROM sqlite_master WHERE name = 'audit_entry'"):
        raise MatterTooNew(
            "This matter cannot be read by this version.", "Close it elsewhere and open it here to upgrade."
        )
    return database


def describe_changes(action: str, **detail: Any) -> str:
    """An operation in words, as it will appear in the Undo menu and in the history."""
    return label(action, detail)
