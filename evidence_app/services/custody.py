"""Chain of custody per exhibit. Events and web captures are entries of the audit log: append-only, chained, never undone.

The first event is always the import, taken from what the log itself holds, and a file that took another's place is a
step of its own. What people state about earlier or later handling is kept as they stated it; the program compares
hashes and claims nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from evidence_app.jobs import CancelToken, Progress, ProgressCallback
from evidence_app.model.custody import (
    CUSTODY_EVENTS,
    STATED,
    CaptureRecord,
    CustodyEvent,
    check_hash,
    check_moment,
    moment_key,
    show_moment,
)
from evidence_app.model.errors import Cancelled, NotFound, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.versions import ExhibitVersion
from evidence_app.services import exhibits, history, web_capture
from evidence_app.services.matter import Matter
from evidence_app.services.replacing import versions

EVENT_ACTION = "Custody of {exhibit}: {event}"


@dataclass(frozen=True)
class Receipt:
    """The import of an exhibit: when (UTC) and by whom it was received, from which file, its SHA-256 and size.

    When the document was replaced since, this is the file that came in first. ``inside`` names the file it came in (an
    e-mail, an archive), empty when there is none or it may not be named; ``entry`` is its log entry.
    """

    exhibit_id: int
    at: str
    received_by: str
    file_name: str
    inside: str
    sha256: str
    bytes: int
    custodian: str
    entry: int
    entry_hash: str


@dataclass(frozen=True)
class CustodyStep:
    """One line of the chain, in the order things happened. ``kind``: "import", "stated", "capture" or "replaced".

    ``at`` sorts and prints; ``by`` wrote it down; ``corrected_by`` is the entry of a later correction (0 = none).
    """

    kind: str
    at: str
    shown_at: str
    by: str
    words: str
    entry: int
    entry_hash: str
    corrected_by: int = 0
    corrects: int = 0


def receipt(matter: Matter, exhibit_id: int) -> Receipt:
    """How the exhibit came into the matter. Raises NotFound for an unknown exhibit."""
    one = exhibits.get(matter, exhibit_id)
    first = next(iter(versions(matter, exhibit_id)), one)
    entry, at, actor, digest = history.made_by(matter, "exhibit", exhibit_id) or (0, first.imported_at, "", "")
    parent_sql = "SELECT file_name FROM exhibit WHERE id = ? AND privilege = '' AND sequestered = 0"
    parent = matter.read.value(parent_sql, (one.parent_id,)) or ""
    custodian = matter.read.value("SELECT name FROM custodian WHERE id = ?", (one.custodian_id,)) or ""
    return Receipt(
        one.id, first.imported_at or at, actor, first.file_name, parent, first.original_sha256, first.original_bytes,
        custodian, entry, digest,
    )  # fmt: skip


def stored_hashes(matter: Matter, exhibit_id: int) -> dict[str, str]:
    """The SHA-256 values the program computed for an exhibit -> which file that was, the first one first."""
    one, earlier = exhibits.get(matter, exhibit_id), versions(matter, exhibit_id)
    files = [version.original_sha256 for version in earlier] + [one.original_sha256]
    found: dict[str, str] = {}
    for number, sha256 in enumerate(files, 1):
        words = "the SHA-256 computed at import"
        if sha256:
            found.setdefault(
                sha256, words if number == 1 else f"the SHA-256 of version {number}, computed when it came in"
            )
    return found


def hash_words(value: str, stored: Mapping[str, str]) -> str:
    """How a stated hash stands to the stored ones, in words; empty when the algorithms cannot be compared."""
    if not stored or len(value) != 64:
        return ""
    return f"equals {stored[value]}." if value in stored else _differs(stored)


def _differs(stored: Mapping[str, str]) -> str:
    return "differs from the SHA-256 computed at import" + (" and of every version since." if len(stored) > 1 else ".")


def check_event(event: str, at: str, stated: Mapping[str, str]) -> dict[str, str]:
    """The fields of an event as they are kept: blanks off, hash values plain, the time with its offset.

    Raises UserError when the event, a field, the time or a hash value cannot be right.
    """
    unknown = sorted(set(stated) - set(STATED))
    if unknown:
        raise UserError(f"A custody event has no field {unknown[0]!r}.", f"Known: {', '.join(STATED)}.")
    if event not in CUSTODY_EVENTS:
        raise UserError(f"{event!r} is no custody event.", f"Known: {', '.join(CUSTODY_EVENTS)}.")
    values = {name: str(value).strip() for name, value in stated.items() if str(value).strip()}
    values["at"] = check_moment(at, values.get("zone", ""))
    for name in ("hash_before", "hash_after"):
        values[name] = check_hash(values.get(name, ""))
    return values


def add_event(matter: Matter, exhibit_id: int, event: str, at: str, *, corrects: int = 0, **stated: str) -> int:
    """Write down what happened to an item; returns the log entry's id. It can be corrected, never changed or undone.

    ``at`` and the fields of :class:`CustodyEvent` are kept as stated. Raises UserError when the event, a field, the
    time or a hash value cannot be right, NotFound when the exhibit or the corrected entry does not exist.
    """
    one = exhibits.get(matter, exhibit_id)
    values = check_event(event, at, stated)
    if corrects and corrects not in {known.entry for known in events(matter, exhibit_id)}:
        raise NotFound(f"Entry {corrects} is no custody event of this exhibit.", "Look at its custody record.")
    return _enter(matter, one, event, values, corrects)


def add_event_to_all(
    matter: Matter,
    exhibit_ids: Sequence[int],
    event: str,
    at: str,
    *,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    **stated: str,
) -> list[int]:
    """The same event for several exhibits, such as one delivery: an entry for each, all checked before the first.

    Raises as :func:`add_event`, and UserError for a hash value, which belongs to one item. Stopped, it keeps the entries
    made so far.
    """
    every = [exhibits.get(matter, one) for one in exhibit_ids]
    values = check_event(event, at, stated)
    if len(every) > 1 and (values["hash_before"] or values["hash_after"]):
        raise UserError("A hash value belongs to one item.", "Enter it for each exhibit on its own.")
    entries: list[int] = []
    for one in every:
        if cancel is not None and cancel.cancelled:
            raise Cancelled(f"Stopped: entered for {len(entries):,} of {len(every):,} exhibits; what is entered stays.")
        entries.append(_enter(matter, one, event, values, 0))
        if progress is not None:
            progress(Progress(len(entries), len(every), one.label))
    return entries


def _enter(matter: Matter, one: Exhibit, event: str, values: dict[str, str], corrects: int) -> int:
    detail: dict[str, Any] = {"exhibit": one.label if one.outward else f"#{one.id}", "event": event}
    return history.record(matter, EVENT_ACTION, **detail, exhibit_id=one.id, stated=values, corrects=corrects).entry


def stated_before(matter: Matter, *names: str) -> list[str]:
    """What was entered in these fields of events before, newest first and each once: offered while typing."""
    one = "SELECT id, json_extract(detail, '$.stated.{}') AS words FROM audit_entry WHERE action = ?"
    every = " UNION ALL ".join(one.format(name) for name in names if name in STATED)
    sql = f"SELECT words FROM ({every}) WHERE words <> '' GROUP BY words ORDER BY max(id) DESC LIMIT 200"
    return matter.read.column(sql, (EVENT_ACTION,) * len(names))


def correct_event(matter: Matter, entry: int, **stated: str) -> int:
    """Enter a corrected version of an event; both stay. Fields not given are taken from the event corrected."""
    for known in _events(matter):
        if known.entry == entry:
            fields = {name: getattr(known, name) for name in STATED} | stated
            return add_event(matter, known.exhibit_id, fields.pop("event"), fields.pop("at"), corrects=entry, **fields)
    raise NotFound(f"Entry {entry} is no custody event.", "Look at the exhibit's custody record.")


def events(matter: Matter, exhibit_id: int) -> list[CustodyEvent]:
    """Every event stated about an exhibit, in the order they were entered, corrected ones too."""
    return _events(matter, exhibit_id)


def _events(matter: Matter, exhibit_id: int | None = None) -> list[CustodyEvent]:
    return [
        CustodyEvent(
            detail["exhibit_id"], detail["event"], **detail["stated"], corrects=detail["corrects"], entry=entry,
            entered_at=at, entered_by=actor, entry_hash=digest,
        )
        for entry, at, actor, digest, detail in history.recorded(matter, EVENT_ACTION, exhibit_id)
    ]  # fmt: skip


def chain(matter: Matter, exhibit_id: int) -> list[CustodyStep]:
    """Import, replaced files, stated events and captures of one exhibit in the order they happened."""
    return chains(matter, [exhibit_id])[exhibit_id]


def chains(matter: Matter, exhibit_ids: Sequence[int]) -> dict[int, list[CustodyStep]]:
    """The chain of each of these exhibits; the log is read once for all of them."""
    only = exhibit_ids[0] if len(exhibit_ids) == 1 else None
    stated, taken = _events(matter, only), web_capture.captures(matter, only)
    return {
        one: _chain(matter, one, [e for e in stated if e.exhibit_id == one], [c for c in taken if c.exhibit_id == one])
        for one in exhibit_ids
    }


def _chain(
    matter: Matter, exhibit_id: int, stated: Sequence[CustodyEvent], taken: Sequence[CaptureRecord]
) -> list[CustodyStep]:
    every: list[CustodyEvent | CaptureRecord] = [*stated, *taken]
    fixed = {one.corrects: one.entry for one in every if one.corrects}
    stored = stored_hashes(matter, exhibit_id)
    steps = [_import_step(receipt(matter, exhibit_id)), *_replaced_steps(matter, exhibit_id)]
    steps += [*(_event_step(one, stored) for one in stated), *map(_capture_step, taken)]
    steps = [replace(step, corrected_by=fixed.get(step.entry, 0)) for step in steps]
    return sorted(steps, key=lambda step: (moment_key(step.at), step.entry))


def _import_step(one: Receipt) -> CustodyStep:
    source = f" (found inside {one.inside})" if one.inside else ""
    told = [f"Received: file {one.file_name}{source} copied into the matter's store, hashed while copying"]
    told += [f"{one.bytes:,} bytes, SHA-256 {one.sha256}"] if one.sha256 else []
    told += [f"Custodian as stated: {one.custodian}"] if one.custodian else []
    return CustodyStep(
        "import", one.at, _utc_words(one.at), one.received_by, ". ".join(told) + ".", one.entry, one.entry_hash
    )


def _replaced_steps(matter: Matter, exhibit_id: int) -> list[CustodyStep]:
    """One step for each file that another one took the place of; both hashes are the program's own."""
    files: list[ExhibitVersion | Exhibit] = [*versions(matter, exhibit_id), exhibits.get(matter, exhibit_id)]
    steps = []
    for old, new in pairwise(files):
        assert isinstance(old, ExhibitVersion)
        entry, _at, actor, digest = history.made_by(matter, "exhibit_version", old.id) or (0, "", "", "")
        told = (
            f"Document replaced: file {old.file_name}, version {old.version}, by file {new.file_name}, "
            f"{new.original_bytes:,} bytes. SHA-256 before {old.original_sha256}, after {new.original_sha256}. "
            "The earlier file is kept."
        )
        told += f" Reason as stated: {old.reason.rstrip('.')}." if old.reason else ""
        steps.append(CustodyStep("replaced", old.replaced_at, _utc_words(old.replaced_at), actor, told, entry, digest))
    return steps


def _utc_words(at: str) -> str:
    return f"{at.replace('T', ' ')[:19]} UTC" if at else "not recorded"


def _event_step(one: CustodyEvent, stored: Mapping[str, str]) -> CustodyStep:
    told = [one.words]
    for side, value in (("Hash before", one.hash_before), ("Hash after", one.hash_after)):
        compared = hash_words(value, stored)
        told += [f"{side}: {compared}"] if compared else []
    if one.corrects:
        told.insert(0, f"Correction of entry {one.corrects}.")
    return CustodyStep(
        "stated", one.at, show_moment(one.at, one.zone), one.entered_by, " ".join(told), one.entry, one.entry_hash,
        corrects=one.corrects,
    )  # fmt: skip


def _capture_step(one: CaptureRecord) -> CustodyStep:
    return CustodyStep(
        "capture", one.capture.captured_at, f"{one.capture.captured_at.replace('T', ' ').rstrip('Z')} UTC",
        one.entered_by, web_capture.capture_words(one), one.entry, one.entry_hash, corrects=one.corrects,
    )  # fmt: skip
