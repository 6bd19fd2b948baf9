"""Bringing a matter's database to the present schema at opening: copy first, apply, check, then start the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import sqlite_utils

from evidence_app.model.errors import MatterTooNew, StorageProblem
from evidence_app.storage import journal
from evidence_app.storage.database import Database, Transaction, storage_problem
from evidence_app.storage.folder import MatterFolder
from evidence_app.storage.migrations import matter_migrations


def prepare(database: Database, folder: MatterFolder) -> None:
    """Apply pending schema steps (after a copy of the database) and install the journal triggers.

    Raises MatterTooNew when the matter holds steps this program does not know.
    """
    writer = database.writer
    assert writer is not None
    try:
        db = sqlite_utils.Database(writer, recursive_triggers=True)
        known = [step.name for step in matter_migrations.pending(_empty())]
        applied = _applied(writer)
        _refuse_newer(applied, known)
        pending = [name for name in known if name not in applied]
        if pending:
            _upgrade(writer, db, folder, applied, pending)
        journal.install(writer)
        if pending and applied:
            _record_upgrade(writer, pending)
    except sqlite3.Error as error:
        raise storage_problem(error) from error


def _empty() -> sqlite_utils.Database:
    return sqlite_utils.Database(memory=True)


def _applied(writer: sqlite3.Connection) -> list[str]:
    if not writer.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return []
    return [row[0] for row in writer.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'matter'")]


def _refuse_newer(applied: Iterable[str], known: Iterable[str]) -> None:
    unknown = set(applied) - set(known)
    if unknown:
        raise MatterTooNew(
            "This matter was last opened by a newer version of the program.", "Install that version or a later one."
        )


def _upgrade(
    writer: sqlite3.Connection, db: sqlite_utils.Database, folder: MatterFolder, applied: list[str], pending: list[str]
) -> None:
    if applied:
        copy = folder.root / f"matter.sqlite.before-{pending[0].split('_')[0]}"
        with sqlite3.connect(copy) as target:
            writer.backup(target)
        target.close()
    writer.execute("PRAGMA foreign_keys = OFF")
    matter_migrations.apply(db)
    broken = writer.execute("PRAGMA foreign_key_check").fetchall()
    writer.execute("PRAGMA foreign_keys = ON")
    if broken:
        raise StorageProblem("The matter could not be upgraded.", "The copy made before the upgrade lies beside it.")


def _record_upgrade(writer: sqlite3.Connection, pending: list[str]) -> None:
    tx = Transaction(writer)
    tx.execute("BEGIN IMMEDIATE")
    entry = journal.begin_entry(tx)
    journal.close_entry(tx, entry, "program", "Upgrade the matter", {"steps": ", ".join(pending)}, None, True)
    tx.execute("COMMIT")
