"""The audit log, which is also the undo log.

TEMP triggers, generated from the live schema, record every changed row before and after as JSON (after the technique
of sqlite.org/undoredo.html, storing row images instead of SQL). Each operation becomes one entry of an append-only
SHA-256 chain. A write outside an operation aborts. Undo is a new entry that puts the earlier images back.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from evidence_app.model.changes import AuditEntry, Changes, RowChange, label
from evidence_app.model.errors import NotFound, StaleUndo
from evidence_app.storage.database import Rows, Transaction
from evidence_app.storage.migrations import JOURNALED
from evidence_app.turns import give_way

GENESIS = "0" * 64
"""The hash before the first entry."""


def primary_keys(connection: sqlite3.Connection, table: str) -> list[str]:
    """Primary-key columns of a table, in key order."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in sorted((c for c in columns if c[5]), key=lambda c: c[5])]


def _image(columns: Iterable[str], row: str) -> str:
    return "json_object(" + ", ".join(f"'{name}', {row}.\"{name}\"" for name in columns) + ")"


def install(connection: sqlite3.Connection) -> None:
    """Create the TEMP triggers on the write connection; called at every opening, after migrations."""
    connection.execute("CREATE TEMP TABLE current_entry (id INTEGER NOT NULL)")
    for table in JOURNALED:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        keys = primary_keys(connection, table)
        for event, before, after in (("INSERT", "", "NEW"), ("UPDATE", "OLD", "NEW"), ("DELETE", "OLD", "")):
            row = after or before
            changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
            connection.execute(
                f"CREATE TEMP TRIGGER journal_{table}_{event.lower()} AFTER {event} ON main.{table} "
                + (f"WHEN {changed} " if event == "UPDATE" else "")
                + "BEGIN SELECT RAISE(ABORT, 'write outside an operation') WHERE NOT EXISTS (SELECT 1 FROM current_entry); "
                + "INSERT INTO audit_change(entry_id, tbl, row_key, before, after) "
                + f"SELECT id, '{table}', json_array({', '.join(f'{row}.{key}' for key in keys)}), "
                + f"{_image(columns, before) if before else 'NULL'}, {_image(columns, after) if after else 'NULL'} "
                + "FROM current_entry; END"
            )


def begin_entry(tx: Transaction) -> int:
    """Open the next audit entry inside the running transaction and return its id."""
    entry = int(tx.value("SELECT coalesce(max(id), 0) + 1 FROM audit_entry"))
    tx.execute("DELETE FROM current_entry")
    tx.execute("INSERT INTO current_entry VALUES (?)", (entry,))
    return entry


def close_entry(
    tx: Transaction, entry: int, actor: str, action: str, detail: dict[str, Any], undoes: int | None, always: bool
) -> Changes:
    """Write the audit entry for what was recorded since :func:`begin_entry`; nothing recorded and not ``always``: none."""
    changed = _changes_of(tx, entry)
    tx.execute("DELETE FROM current_entry")
    if not changed and not always:
        return Changes()
    previous = tx.value("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1") or GENESIS
    text = json.dumps(detail, sort_keys=True, ensure_ascii=False, default=str)
    row = AuditEntry(entry, utc_now(), actor, action, text, undoes, previous, "")
    tx.execute(
        "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry, row.at, actor, action, text, undoes, previous, entry_hash(row, changed)),
    )
    return Changes(entry, label(action, detail), keys_of(changed))


def utc_now() -> str:
    """The present moment in UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def keys_of(changed: Iterable[RowChange]) -> dict[str, frozenset[int]]:
    """Changed rows as table name -> first primary-key values."""
    found: dict[str, set[int]] = {}
    for change in changed:
        found.setdefault(change.tbl, set()).add(json.loads(change.row_key)[0])
    return {table: frozenset(keys) for table, keys in found.items()}


def _changes_of(rows: Rows, entry: int) -> list[RowChange]:
    sql = "SELECT seq, entry_id, tbl, row_key, before, after FROM audit_change WHERE entry_id = ? ORDER BY seq"
    return rows.rows(RowChange, sql, (entry,))


def entry_hash(entry: AuditEntry, changed: Iterable[RowChange]) -> str:
    """SHA-256 over the JSON list of the previous hash, the entry's own fields and every row image, in order.

    It is written piece by piece: the images of some thousand rows in one would hold every other thread up meanwhile.
    """
    fields = [entry.prev_hash, entry.id, entry.at, entry.actor, entry.action, entry.detail, entry.undoes]
    digest = hashlib.sha256(_json(fields).removesuffix(b"]") + b", [")
    for place, c in enumerate(changed):
        digest.update((b", " if place else b"") + _json([c.tbl, c.row_key, c.before, c.after]))
    digest.update(b"]]")
    return digest.hexdigest()


def _json(fields: list[Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def apply_inverse(tx: Transaction, entry: int) -> AuditEntry:
    """Put every row of an entry back to how it was before; raises StaleUndo when a row changed since."""
    found = tx.row(AuditEntry, "SELECT * FROM audit_entry WHERE id = ?", (entry,))
    if found is None:
        raise NotFound("That entry is not in the history.", "Open the history and choose another one.")
    tx.execute("PRAGMA defer_foreign_keys = ON")
    changed = _changes_of(tx, entry)
    keys = {table: primary_keys(tx.connection, table) for table in {change.tbl for change in changed}}
    for change in reversed(changed):
        _restore(tx, change, keys[change.tbl])
    return found


def _restore(tx: Transaction, change: RowChange, keys: Sequence[str]) -> None:
    before = json.loads(change.before) if change.before else None
    after = json.loads(change.after) if change.after else None
    values = json.loads(change.row_key)
    where = " AND ".join(f"{key} IS ?" for key in keys)
    cursor = tx.execute(f"SELECT * FROM {change.tbl} WHERE {where}", values)
    row = cursor.fetchone()
    now = dict(zip([c[0] for c in cursor.description], row, strict=True)) if row else None
    if not _same(now, after):
        raise StaleUndo(
            "This was changed again afterwards, so it cannot be undone on its own.", "Undo the later change first."
        )
    if before is None:
        tx.execute(f"DELETE FROM {change.tbl} WHERE {where}", values)
    elif after is None:
        marks = ", ".join("?" * len(before))
        tx.execute(f"INSERT INTO {change.tbl} ({', '.join(before)}) VALUES ({marks})", list(before.values()))
    else:
        # only what differs: to name a key here lets SQLite look for its children in every table that refers to it
        other = {name: value for name, value in before.items() if name not in after or after[name] != value}
        sets = ", ".join(f"{name} = ?" for name in other)
        if other:
            tx.execute(f"UPDATE {change.tbl} SET {sets} WHERE {where}", [*other.values(), *values])


def _same(now: dict[str, Any] | None, image: dict[str, Any] | None) -> bool:
    """Equal on the columns the image knows; columns added by a later migration do not make an undo stale."""
    if now is None or image is None:
        return now is image
    return all(now.get(name) == value for name, value in image.items())


def first_broken_entry(rows: Rows) -> int | None:
    """The first entry whose hash, order or changes do not fit the chain, or ``None`` when the chain is whole."""
    previous, expected = GENESIS, 1
    changed: dict[int, list[RowChange]] = {}
    for change in rows.rows(
        RowChange, "SELECT seq, entry_id, tbl, row_key, before, after FROM audit_change ORDER BY seq"
    ):
        give_way()
        changed.setdefault(change.entry_id, []).append(change)
    for entry in rows.rows(AuditEntry, "SELECT * FROM audit_entry ORDER BY id"):
        give_way()
        own = changed.pop(entry.id, [])
        if entry.id != expected or entry.prev_hash != previous or entry.hash != entry_hash(entry, own):
            return min(entry.id, expected)
        previous, expected = entry.hash, entry.id + 1
    return min(changed) if changed else None


def rows_not_in_log(rows: Rows, table: str) -> list[str]:
    """Keys of rows whose present content is not the last image the log holds: somebody edited the database directly."""
    keys = primary_keys(rows.connection, table)
    last = dict(rows.tuples("SELECT row_key, after FROM audit_change WHERE tbl = ? ORDER BY seq", (table,)))
    odd: list[str] = []
    cursor = rows.execute(f"SELECT * FROM {table}")
    names = [c[0] for c in cursor.description]
    for row in cursor:
        give_way()
        now = dict(zip(names, row, strict=True))
        key = json.dumps([now[k] for k in keys], separators=(",", ":"), ensure_ascii=False)
        image = last.pop(key, None)
        if image is None or not _same(now, json.loads(image)):
            odd.append(key)
    return odd + [key for key, image in last.items() if image is not None]
