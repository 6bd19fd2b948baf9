"""Undo, redo, and the history: who changed what, when, from what to what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from evidence_app.model.changes import AuditEntry, Changes, RowChange, label
from evidence_app.model.errors import UserError
from evidence_app.services.matter import Matter
from evidence_app.storage import journal
from evidence_app.turns import give_way


@dataclass(frozen=True)
class UndoState:
    """What Undo and Redo would do now, in words; empty = nothing."""

    undo: str = ""
    redo: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """One entry of the history in words. ``rows`` is how many rows it changed; ``undone`` = a later entry undid it."""

    id: int
    at: str
    actor: str
    words: str
    rows: int
    undoes: int | None
    undone: bool
    hash: str


@dataclass(frozen=True)
class FieldChange:
    """One field of one row before and after, for the history of a single exhibit or element."""

    entry: int
    at: str
    actor: str
    words: str
    table: str
    field: str
    before: str
    after: str


def undo_state(matter: Matter) -> UndoState:
    """The names of the next undo and redo of this session."""
    return UndoState(_words(matter, matter.undo_stack), _words(matter, matter.redo_stack))


def _words(matter: Matter, stack: list[int]) -> str:
    if not stack:
        return ""
    found = matter.read.row(AuditEntry, "SELECT * FROM audit_entry WHERE id = ?", (stack[-1],))
    return entry_words(found).removeprefix("Undo: ") if found else ""


def entry_words(entry: AuditEntry) -> str:
    """An audit entry as a sentence."""
    return label(entry.action, json.loads(entry.detail))


def undo(matter: Matter) -> Changes:
    """Undo the last operation of this session. Raises UserError when there is none, StaleUndo when it is outdated."""
    if not matter.undo_stack:
        raise UserError("There is nothing to undo.", "The history shows what was done before.")
    changes = _invert(matter, matter.undo_stack[-1], "Undo: {what}")
    matter.undo_stack.pop()
    matter.redo_stack.append(changes.entry)
    return changes


BEGIN = "Begin the history of changes here"


def begin_here(matter: Matter) -> None:
    """Nothing before this point is undone: the sample matter, for one, is complete when a person first sees it."""
    record(matter, BEGIN)
    matter.undo_stack.clear()
    matter.redo_stack.clear()


def recall(matter: Matter) -> None:
    """Fill the undo and redo lists from the log, so that changes of earlier sessions can be undone too.

    For front ends that live for one command. The lists come out as one long session would have left them: an undo moves
    its entry to the redo list, a new change empties that list.
    """
    sql = """SELECT e.id, e.undoes, coalesce(json_extract(e.detail, '$.undoable'), 1)
               AND EXISTS (SELECT 1 FROM audit_change c WHERE c.entry_id = e.id)
             FROM audit_entry e WHERE e.id > (SELECT coalesce(max(id), 0) FROM audit_entry WHERE action = ?)
             ORDER BY e.id"""
    done: list[int] = []
    undone: list[int] = []
    for entry, undoes, undoable in matter.read.tuples(sql, (BEGIN,)):
        if undoes is not None:
            source, target = (done, undone) if undoes in done else (undone, done)
            if undoes in source:
                source.remove(undoes)
            target.append(entry)
        elif undoable:
            done.append(entry)
            undone.clear()
    matter.undo_stack[:] = done
    matter.redo_stack[:] = undone


def redo(matter: Matter) -> Changes:
    """Redo what was undone last."""
    if not matter.redo_stack:
        raise UserError("There is nothing to redo.")
    changes = _invert(matter, matter.redo_stack[-1], "Redo: {what}")
    matter.redo_stack.pop()
    matter.undo_stack.append(changes.entry)
    return changes


def _invert(matter: Matter, entry_id: int, message: str) -> Changes:
    entry = matter.read.row(AuditEntry, "SELECT * FROM audit_entry WHERE id = ?", (entry_id,))
    what = entry_words(entry).removeprefix("Undo: ").removeprefix("Redo: ") if entry else ""
    with matter.operation(message, undoes=entry_id, always=True, what=what) as tx:
        journal.apply_inverse(tx, entry_id)
    return tx.changes


def entries(matter: Matter, limit: int = 500, before: int | None = None) -> list[HistoryEntry]:
    """The history, newest first; ``before`` continues below an entry id."""
    sql = """SELECT e.id, e.at, e.actor, e.action, e.detail, e.undoes, e.hash,
             (SELECT count(*) FROM audit_change c WHERE c.entry_id = e.id)
             FROM audit_entry e WHERE e.id < ? ORDER BY e.id DESC LIMIT ?"""
    rows = matter.read.tuples(sql, (before or 1 << 62, limit))
    undone = _undone(matter)
    found = []
    for i, at, actor, action, detail, undoes, digest, count in rows:
        give_way()
        words = label(action, json.loads(detail))
        found.append(HistoryEntry(i, at, actor, words, count, undoes, i in undone, digest))
    return found


def _undone(matter: Matter) -> set[int]:
    """Entries that a later one took back which was not taken back itself; one look through the log for all of them."""
    taken_back = dict(matter.read.tuples("SELECT id, undoes FROM audit_entry WHERE undoes IS NOT NULL"))
    again = set(taken_back.values())
    return {undoes for entry, undoes in taken_back.items() if entry not in again}


_WHOLE = """SELECT f.seq, f.entry_id, f.tbl, f.row_key, f.before, l.after
    FROM (SELECT min(seq) AS first, max(seq) AS last FROM audit_change WHERE {}) AS ends
    JOIN audit_change f ON f.seq = ends.first JOIN audit_change l ON l.seq = ends.last """
"""A row an operation touched several times (numbers that swap) is one change: from what it was to what it became."""


def row_history(matter: Matter, table: str, row_id: int) -> list[FieldChange]:
    """Everything that ever happened to one row (an exhibit, an element, a link), newest first."""
    sql = _WHOLE.format("tbl = ? AND row_key = ? GROUP BY entry_id") + " ORDER BY f.seq DESC"
    found: list[FieldChange] = []
    for change in matter.read.rows(RowChange, sql, (table, json.dumps([row_id], separators=(",", ":")))):
        entry = matter.read.row(AuditEntry, "SELECT * FROM audit_entry WHERE id = ?", (change.entry_id,))
        if entry:
            found += [
                FieldChange(entry.id, entry.at, entry.actor, entry_words(entry), table, name, before, after)
                for name, before, after in _differences(change)
            ]
    return found


def changed_rows(matter: Matter, entry_id: int) -> list[tuple[str, str, str, str]]:
    """What one entry changed: (table, field, before, after) for each field; for the details of a history entry."""
    sql = _WHOLE.format("entry_id = ? GROUP BY tbl, row_key ORDER BY first LIMIT 200") + " ORDER BY f.seq"
    rows = matter.read.rows(RowChange, sql, (entry_id,))
    changed = [(row.tbl, *difference) for row in rows for difference in _differences(row)]
    return changed + [("left as written", *words) for words in mentions_left(matter, entry_id)]


def mentions_left(matter: Matter, entry_id: int) -> list[tuple[str, str, str]]:
    """Mentions of exhibit numbers a renumbering did not touch: where, the words around it, and why."""
    detail = json.loads(matter.read.value("SELECT detail FROM audit_entry WHERE id = ?", (entry_id,)) or "{}")
    return [(where, words, why) for where, words, why in detail.get("mentions_left", ())]


def _differences(change: RowChange) -> list[tuple[str, str, str]]:
    before: dict[str, Any] = json.loads(change.before) if change.before else {}
    after: dict[str, Any] = json.loads(change.after) if change.after else {}
    names = [n for n in (after or before) if before.get(n) != after.get(n) and not n.endswith("_sort")]
    return [
        (n, _text(before.get(n)), _text(after.get(n))) for n in names if _text(before.get(n)) or _text(after.get(n))
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def record(matter: Matter, action: str, /, **detail: Any) -> Changes:
    """Add an entry for something that changed no row: an export, a search, a verification."""
    with matter.operation(action, undoable=False, always=True, **detail) as tx:
        pass
    return tx.changes


def made_by(matter: Matter, table: str, row_id: int) -> tuple[int, str, str, str] | None:
    """The log entry that made a row: id, time, actor, hash. Ids of undone rows can be used again: the last one counts."""
    sql = """SELECT e.id, e.at, e.actor, e.hash FROM audit_change c JOIN audit_entry e ON e.id = c.entry_id
             WHERE c.tbl = ? AND c.row_key = ? AND c.before IS NULL ORDER BY c.seq DESC LIMIT 1"""
    found = matter.read.tuples(sql, (table, json.dumps([row_id], separators=(",", ":"))))
    return found[0] if found else None  # type: ignore[return-value]


def value_before(matter: Matter, entry_id: int, table: str, row_id: int, field: str) -> Any:
    """What a field of a row held before an entry changed it; None when the entry did not change it."""
    sql = "SELECT before FROM audit_change WHERE entry_id = ? AND tbl = ? AND row_key = ? ORDER BY seq LIMIT 1"
    found = matter.read.value(sql, (entry_id, table, json.dumps([row_id], separators=(",", ":"))))
    return json.loads(found).get(field) if found else None


def recorded(
    matter: Matter, action: str, exhibit_id: int | None = None
) -> list[tuple[int, str, str, str, dict[str, Any]]]:
    """Every entry of one action (about one exhibit), oldest first: id, time, actor, hash and what was recorded with it."""
    only, params = ("", ()) if exhibit_id is None else (" AND json_extract(detail, '$.exhibit_id') = ?", (exhibit_id,))
    sql = f"SELECT id, at, actor, hash, detail FROM audit_entry WHERE action = ?{only} ORDER BY id"
    found = matter.read.tuples(sql, (action, *params))
    return [(i, at, by, digest, json.loads(text)) for i, at, by, digest, text in found]


def head(matter: Matter) -> tuple[int, str]:
    """The last entry's id and hash; printed on reports it anchors the log outside the computer."""
    rows = matter.read.tuples("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1")
    return rows[0] if rows else (0, journal.GENESIS)  # type: ignore[return-value]
