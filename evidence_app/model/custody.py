"""Chain of custody: who handled an item, when and why; and what was noted when a web page was captured.

NIST's definition asks for each person who handled an item, the date and time it was collected or transferred, and the
purpose. An event is never changed: a correction is a new event that names the one it corrects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evidence_app.model.dates import show_date, sort_key
from evidence_app.model.errors import UserError

CUSTODY_EVENTS = {
    "collected": "Collected",
    "received": "Received",
    "copied": "Copied",
    "transferred": "Transferred",
    "returned": "Returned",
    "disposed": "Disposed of",
}
"""What can happen to an item; the words are printed."""

SAMENESS = (
    "Equal SHA-256 values show that two files are the same byte for byte. They do not show who made a file, who held "
    "it, what it looked like elsewhere, or that what it shows is true."
)
"""The most a hash proves; printed wherever hashes are."""

_HASH = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_ALGORITHMS = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}


@dataclass(frozen=True)
class CustodyEvent:
    """One event as somebody stated it. ``at`` is ISO 8601 with its offset, or a date of any precision (EDTF).

    ``corrects`` is the log entry of the event this one corrects (0 = none); ``entry``, ``entered_at`` (UTC),
    ``entered_by`` and ``entry_hash`` are the log's own and say who wrote it down and when.
    """

    exhibit_id: int
    event: str
    at: str
    zone: str = ""
    released_by: str = ""
    received_by: str = ""
    from_place: str = ""
    to_place: str = ""
    purpose: str = ""
    description: str = ""
    serial: str = ""
    hash_before: str = ""
    hash_after: str = ""
    condition: str = ""
    method: str = ""
    signature_ref: str = ""
    witness: str = ""
    note: str = ""
    corrects: int = 0
    entry: int = 0
    entered_at: str = ""
    entered_by: str = ""
    entry_hash: str = ""

    @property
    def words(self) -> str:
        """The event as one paragraph, only what was stated."""
        hands = " ".join(
            part
            for part in (
                self.released_by and f"from {self.released_by}",
                self.from_place and f"at {self.from_place}",
                self.received_by and f"to {self.received_by}",
                self.to_place and f"at {self.to_place}",
            )
            if part
        )
        told = [f"{CUSTODY_EVENTS.get(self.event, self.event)} {hands}".strip()]
        told += [f"{label}: {value}" for label, value in self._stated() if value]
        return ". ".join(one.rstrip(".") for one in told) + "."

    def _stated(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Purpose", self.purpose), ("Item", self.description), ("Serial no.", self.serial),
            ("Method", self.method), ("Seal and condition", self.condition),
            (f"{hash_name(self.hash_before)} before", self.hash_before),
            (f"{hash_name(self.hash_after)} after", self.hash_after),
            ("Signature", self.signature_ref), ("Witness", self.witness), ("Note", self.note),
        )  # fmt: skip


STATED = tuple(
    one.name for one in fields(CustodyEvent)
    if one.name not in {"exhibit_id", "corrects", "entry", "entered_at", "entered_by", "entry_hash"}
)  # fmt: skip
"""The fields a person states."""


@dataclass(frozen=True)
class CapturedFile:
    """A file of a capture: its name, size, SHA-256, and whether it is the file stored for the exhibit."""

    name: str
    bytes: int
    sha256: str
    same_as_exhibit: bool = False


@dataclass(frozen=True)
class WebCapture:
    """How a web page was captured, as the operator states it. Times are UTC, ISO 8601 with "Z"; ``zone`` is the local one.

    ``archive_at`` is the archive's own fourteen-digit UTC stamp (yyyymmddhhmmss). Parts of an archived page can come
    from the closest date instead of the same capture.
    """

    requested_url: str
    captured_at: str
    zone: str
    browser: str
    operator: str
    tool: str
    final_url: str = ""
    finished_at: str = ""
    clock_source: str = ""
    http_status: str = ""
    response_headers: str = ""
    viewport: str = ""
    system: str = ""
    user_agent: str = ""
    account: str = ""
    locale: str = ""
    archive_url: str = ""
    archive_at: str = ""
    reason: str = ""
    interaction: str = ""


@dataclass(frozen=True)
class CaptureRecord:
    """A capture as it was entered for an exhibit; ``manifest_sha256`` covers the names and hashes of its files."""

    exhibit_id: int
    capture: WebCapture
    files: tuple[CapturedFile, ...]
    manifest_sha256: str
    corrects: int = 0
    entry: int = 0
    entered_at: str = ""
    entered_by: str = ""
    entry_hash: str = ""


def hash_name(value: str) -> str:
    """Which algorithm a hash value looks like, by its length; "Hash" when it cannot be told."""
    return _ALGORITHMS.get(len(value), "Hash") if _HASH.fullmatch(value) else "Hash"


def check_hash(value: str) -> str:
    """A hash as typed, without blanks and in lower case; raises UserError when it is none."""
    plain = re.sub(r"[\s:-]", "", value).lower()
    if plain and (len(plain) not in _ALGORITHMS or not _HASH.fullmatch(plain)):
        raise UserError(f"{value!r} is not a hash value.", "A SHA-256 value has 64 digits 0-9 and a-f.")
    return plain


def check_moment(at: str, zone: str) -> str:
    """A stated time: with a time of day it has an offset (taken from ``zone`` if need be); a date alone stays a date.

    Raises UserError for what is no date, for an unknown zone, and for a local time that occurs twice or never.
    """
    text = at.strip().replace(" ", "T", 1) if re.match(r"\d{4}-\d{2}-\d{2} \d", at.strip()) else at.strip()
    if not text or sort_key(text) == "~":
        raise UserError(f"{at!r} is not a date or time.", "For example 2024-09-18, 2024-09 or 2024-09-18T14:05-07:00.")
    if "T" not in text or datetime.fromisoformat(text).tzinfo:
        return text
    if not zone:
        raise UserError("A time of day needs its zone.", "Add an offset (14:05-07:00) or a zone (America/Los_Angeles).")
    return _placed(datetime.fromisoformat(text), zone)


def _placed(local: datetime, zone: str) -> str:
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(f"{zone!r} is not a time zone.", "For example America/Los_Angeles.") from error
    first, second = (local.replace(tzinfo=known, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise UserError(f"{local:%Y-%m-%d %H:%M} occurs twice or never in {zone}.", "Write it with its offset: -07:00.")
    return first.isoformat()


def check_utc(at: str) -> str:
    """A capture time: it needs an offset and is kept in UTC. Raises UserError otherwise."""
    try:
        moment = datetime.fromisoformat(at.strip())
    except ValueError as error:
        raise UserError(f"{at!r} is not a time.", "For example 2024-09-18T21:05:00Z.") from error
    if moment.tzinfo is None:
        raise UserError("A capture time needs its offset from UTC.", "For example 2024-09-18T14:05:00-07:00.")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_key(at: str) -> str:
    """Sorts times and dates as moments in UTC; a date alone stands at its first possible day."""
    try:
        moment = datetime.fromisoformat(at) if "T" in at else None
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return sort_key(at).split("|", 1)[0]


def show_moment(at: str, zone: str = "") -> str:
    """A stated time as printed, with its zone's name where one was given."""
    shown = show_date(at.replace("Z", "+00:00"))
    return f"{shown} {zone}".strip() if "T" in at else shown
