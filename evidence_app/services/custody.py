"""Chain of custody per exhibit. Events and web captures are entries of the audit log: append-only, chained, never undone.

The first event is always the import, taken from what the log itself holds. What people state about earlier or later
handling is kept as they stated it; the program compares hashes and claims nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from evidence_app.model.custody import (
    CUSTODY_EVENTS,
    STATED,
    CapturedFile,
    CaptureRecord,
    CustodyEvent,
    WebCapture,
    check_hash,
    check_moment,
    check_utc,
    moment_key,
    show_moment,
)
from evidence_app.model.errors import NotFound, UserError
from evidence_app.services import exhibits, history
from evidence_app.services.matter import Matter

EVENT_ACTION = "Custody of {exhibit}: {event}"
CAPTURE_ACTION = "Web capture of {exhibit} recorded"


@dataclass(frozen=True)
class Receipt:
    """The import of an exhibit: when (UTC) and by whom it was received, from which file, its SHA-256 and size.

    ``inside`` names the file it came in (an e-mail, an archive), empty when there is none or it may not be named;
    ``entry`` is its log entry.
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
    """One line of the chain, in the order things happened. ``kind``: "import", "stated" or "capture".

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


def receipt(matter: Matter, exhibit_id: int) -> Receipt:
    """How the exhibit came into the matter. Raises NotFound for an unknown exhibit."""
    one = exhibits.get(matter, exhibit_id)
    sql = """SELECT e.id, e.at, e.actor, e.hash FROM audit_change c JOIN audit_entry e ON e.id = c.entry_id
             WHERE c.tbl = 'exhibit' AND c.row_key = ? AND c.before IS NULL ORDER BY c.seq LIMIT 1"""
    found = matter.read.tuples(sql, (json.dumps([exhibit_id], separators=(",", ":")),))
    entry, at, actor, digest = found[0] if found else (0, one.imported_at, "", "")
    parent_sql = "SELECT file_name FROM exhibit WHERE id = ? AND privilege = '' AND sequestered = 0"
    parent = matter.read.value(parent_sql, (one.parent_id,)) or ""
    custodian = matter.read.value("SELECT name FROM custodian WHERE id = ?", (one.custodian_id,)) or ""
    return Receipt(
        one.id, one.imported_at or at, actor, one.file_name, parent, one.original_sha256, one.original_bytes, custodian,
        entry, digest,
    )  # fmt: skip


def add_event(matter: Matter, exhibit_id: int, event: str, at: str, *, corrects: int = 0, **stated: str) -> int:
    """Write down what happened to an item; returns the log entry's id. It can be corrected, never changed or undone.

    ``at`` and the fields of :class:`CustodyEvent` are kept as stated. Raises UserError when the event, a field, the
    time or a hash value cannot be right, NotFound when the exhibit or the corrected entry does not exist.
    """
    one = exhibits.get(matter, exhibit_id)
    unknown = sorted(set(stated) - set(STATED))
    if unknown:
        raise UserError(f"A custody event has no field {unknown[0]!r}.", f"Known: {', '.join(STATED)}.")
    if event not in CUSTODY_EVENTS:
        raise UserError(f"{event!r} is no custody event.", f"Known: {', '.join(CUSTODY_EVENTS)}.")
    if corrects and corrects not in {known.entry for known in events(matter, exhibit_id)}:
        raise NotFound(f"Entry {corrects} is no custody event of this exhibit.", "Look at its custody record.")
    values = {name: str(value).strip() for name, value in stated.items() if str(value).strip()}
    values["at"] = check_moment(at, values.get("zone", ""))
    for name in ("hash_before", "hash_after"):
        values[name] = check_hash(values.get(name, ""))
    detail: dict[str, Any] = {"exhibit": one.label if one.outward else f"#{one.id}", "event": event}
    done = history.record(matter, EVENT_ACTION, **detail, exhibit_id=exhibit_id, stated=values, corrects=corrects)
    return done.entry


def correct_event(matter: Matter, entry: int, **stated: str) -> int:
    """Enter a corrected version of an event; both stay. Fields not given are taken from the event corrected."""
    for known in _events(matter):
        if known.entry == entry:
            fields = {name: getattr(known, name) for name in STATED} | stated
            return add_event(matter, known.exhibit_id, fields.pop("event"), fields.pop("at"), corrects=entry, **fields)
    raise NotFound(f"Entry {entry} is no custody event.", "Look at the exhibit's custody record.")


def events(matter: Matter, exhibit_id: int) -> list[CustodyEvent]:
    """Every event stated about an exhibit, in the order they were entered, corrected ones too."""
    return [one for one in _events(matter) if one.exhibit_id == exhibit_id]


def _events(matter: Matter) -> list[CustodyEvent]:
    return [
        CustodyEvent(
            detail["exhibit_id"], detail["event"], **detail["stated"], corrects=detail["corrects"], entry=entry,
            entered_at=at, entered_by=actor, entry_hash=digest,
        )
        for entry, at, actor, digest, detail in _entries(matter, EVENT_ACTION)
    ]  # fmt: skip


def _entries(matter: Matter, action: str) -> list[tuple[int, str, str, str, dict[str, Any]]]:
    sql = "SELECT id, at, actor, hash, detail FROM audit_entry WHERE action = ? ORDER BY id"
    return [(i, at, by, digest, json.loads(text)) for i, at, by, digest, text in matter.read.tuples(sql, (action,))]


def add_capture(
    matter: Matter, exhibit_id: int, capture: WebCapture, files: Iterable[Path] = (), *, corrects: int = 0
) -> CaptureRecord:
    """Record how a web page was captured, with the SHA-256 of each of its files as they are now.

    Without ``files`` the exhibit's own stored file is taken. Raises UserError when URL, time, zone, browser, operator
    or tool is missing, FileProblem when a file cannot be read.
    """
    one = exhibits.get(matter, exhibit_id)
    if corrects and corrects not in {known.entry for known in captures(matter, exhibit_id)}:
        raise NotFound(f"Entry {corrects} is no capture record of this exhibit.", "Look at its custody record.")
    checked = _checked(capture)
    hashed = tuple(_hashed(matter, one.original_sha256, path) for path in files) or _own(one)
    manifest = _manifest(hashed)
    detail: dict[str, Any] = {
        "exhibit": one.label if one.outward else f"#{one.id}", "exhibit_id": exhibit_id, "corrects": corrects,
        "capture": asdict(checked), "files": [asdict(file) for file in hashed], "manifest_sha256": manifest,
    }  # fmt: skip
    done = history.record(matter, CAPTURE_ACTION, **detail)
    return next(record for record in captures(matter, exhibit_id) if record.entry == done.entry)


def _checked(capture: WebCapture) -> WebCapture:
    values = {name: str(value).strip() for name, value in asdict(capture).items()}
    for name in ("requested_url", "captured_at", "zone", "browser", "operator", "tool"):
        if not values[name]:
            raise UserError(f"A capture record needs its {name.replace('_', ' ')}.", "Ask the person who captured it.")
    values["captured_at"] = check_utc(values["captured_at"])
    if values["finished_at"]:
        values["finished_at"] = check_utc(values["finished_at"])
    if values["archive_at"] and not (values["archive_at"].isdigit() and len(values["archive_at"]) == 14):
        raise UserError(
            f"{values['archive_at']!r} is not an archive's time stamp.", "It has 14 digits: 20240918140500."
        )
    return WebCapture(**values)


def _hashed(matter: Matter, exhibit_sha256: str, path: Path) -> CapturedFile:
    found = matter.originals.hash_of(path)
    return CapturedFile(path.name, found.size, found.sha256, found.sha256 == exhibit_sha256)


def _own(one: Any) -> tuple[CapturedFile, ...]:
    if not one.original_sha256:
        return ()
    return (CapturedFile(one.file_name, one.original_bytes, one.original_sha256, True),)


def _manifest(files: Iterable[CapturedFile]) -> str:
    """SHA-256 over one line per file: hash, two blanks, name; in the order of the names."""
    lines = sorted(f"{file.sha256}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def captures(matter: Matter, exhibit_id: int) -> list[CaptureRecord]:
    """The capture records of an exhibit, in the order they were entered."""
    return [
        CaptureRecord(
            exhibit_id, WebCapture(**detail["capture"]), tuple(CapturedFile(**one) for one in detail["files"]),
            detail["manifest_sha256"], detail["corrects"], entry, at, actor, digest,
        )
        for entry, at, actor, digest, detail in _entries(matter, CAPTURE_ACTION)
        if detail["exhibit_id"] == exhibit_id
    ]  # fmt: skip


def chain(matter: Matter, exhibit_id: int) -> list[CustodyStep]:
    """Import, stated events and captures of one exhibit in the order they happened."""
    first = receipt(matter, exhibit_id)
    stated, taken = events(matter, exhibit_id), captures(matter, exhibit_id)
    every: list[CustodyEvent | CaptureRecord] = [*stated, *taken]
    fixed = {one.corrects: one.entry for one in every if one.corrects}
    steps = [_import_step(first), *(_event_step(one, first.sha256) for one in stated), *map(_capture_step, taken)]
    steps = [replace(step, corrected_by=fixed.get(step.entry, 0)) for step in steps]
    return sorted(steps, key=lambda step: (moment_key(step.at), step.entry))


def _import_step(one: Receipt) -> CustodyStep:
    source = f" (found inside {one.inside})" if one.inside else ""
    told = [f"Received: file {one.file_name}{source} copied into the matter's store, hashed while copying"]
    told += [f"{one.bytes:,} bytes, SHA-256 {one.sha256}"] if one.sha256 else []
    told += [f"Custodian as stated: {one.custodian}"] if one.custodian else []
    shown = f"{one.at.replace('T', ' ')[:19]} UTC" if one.at else "not recorded"
    return CustodyStep("import", one.at, shown, one.received_by, ". ".join(told) + ".", one.entry, one.entry_hash)


def _event_step(one: CustodyEvent, sha256: str) -> CustodyStep:
    told = [one.words, *(f"{side}: {words}" for side, words in _compared(one, sha256))]
    if one.corrects:
        told.insert(0, f"Correction of entry {one.corrects}.")
    return CustodyStep(
        "stated", one.at, show_moment(one.at, one.zone), one.entered_by, " ".join(told), one.entry, one.entry_hash
    )


def _compared(one: CustodyEvent, sha256: str) -> list[tuple[str, str]]:
    """How the stated SHA-256 values stand to the one computed at import; other algorithms cannot be compared."""
    words = {True: "equals the SHA-256 computed at import.", False: "differs from the SHA-256 computed at import."}
    pairs = (("Hash before", one.hash_before), ("Hash after", one.hash_after))
    return [(side, words[value == sha256]) for side, value in pairs if sha256 and len(value) == 64]


def _capture_step(one: CaptureRecord) -> CustodyStep:
    return CustodyStep(
        "capture", one.capture.captured_at, f"{one.capture.captured_at.replace('T', ' ').rstrip('Z')} UTC",
        one.entered_by, capture_words(one), one.entry, one.entry_hash,
    )  # fmt: skip


def capture_words(one: CaptureRecord) -> str:
    """A capture record in words; what was not stated is not mentioned."""
    page = one.capture
    told = [
        f"Correction of entry {one.corrects}" if one.corrects else "",
        f"Web page captured, as stated by {page.operator}: {page.requested_url}",
        f"Final address {page.final_url}" if page.final_url and page.final_url != page.requested_url else "",
        f"Local zone {page.zone}" + (f", clock {page.clock_source}" if page.clock_source else ""),
        f"Finished {page.finished_at.replace('T', ' ').rstrip('Z')} UTC" if page.finished_at else "",
        f"Browser {page.browser}" + (f" on {page.system}" if page.system else ""),
        f"Tool {page.tool}",
        *(
            f"{label} {value}"
            for label, value in (
                ("HTTP status", page.http_status), ("Viewport", page.viewport), ("User agent", page.user_agent),
                ("Account", page.account), ("Locale", page.locale), ("Reason:", page.reason),
                ("Interaction:", page.interaction), ("Response headers:", page.response_headers),
            ) if value
        ),
        _archive_words(page),
        *(_file_words(file) for file in one.files),
        f"SHA-256 over the list of files {one.manifest_sha256}" if len(one.files) > 1 else "",
    ]  # fmt: skip
    return ". ".join(part.rstrip(".") for part in told if part) + "."


def _archive_words(page: WebCapture) -> str:
    if not page.archive_url:
        return ""
    stamp = f" of {page.archive_at} UTC" if page.archive_at else ""
    return f"Archived copy{stamp}: {page.archive_url}; parts of an archived page can be of another date"


def _file_words(file: CapturedFile) -> str:
    same = "; the same file as the exhibit's" if file.same_as_exhibit else ""
    return f"File {file.name}, {file.bytes:,} bytes, SHA-256 {file.sha256}{same}"
