"""How a web page was captured, as its operator states it: an entry of the audit log, corrected by another one, never changed.

What the captured file itself says is offered to whoever fills the record in; nothing of it is taken without them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evidence_app.model.custody import CapturedFile, CaptureRecord, WebCapture, check_moment, check_utc
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.web_capture import Offer, offers
from evidence_app.services import exhibits, history
from evidence_app.services.matter import Matter

CAPTURE_ACTION = "Web capture of {exhibit} recorded"


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
    checked = check_capture(capture)
    hashed = tuple(_hashed(matter, one.original_sha256, path) for path in files) or _own(one)
    manifest = _manifest(hashed)
    detail: dict[str, Any] = {
        "exhibit": one.label if one.outward else f"#{one.id}", "exhibit_id": exhibit_id, "corrects": corrects,
        "capture": asdict(checked), "files": [asdict(file) for file in hashed], "manifest_sha256": manifest,
    }  # fmt: skip
    done = history.record(matter, CAPTURE_ACTION, **detail)
    return next(record for record in captures(matter, exhibit_id) if record.entry == done.entry)


def check_capture(capture: WebCapture) -> WebCapture:
    """A capture as it is kept: blanks off, times in UTC. Raises UserError when one of its main facts is missing or wrong."""
    values = {name: str(value).strip() for name, value in asdict(capture).items()}
    for name in ("requested_url", "captured_at", "zone", "browser", "operator", "tool"):
        if not values[name]:
            raise UserError(f"A capture record needs its {name.replace('_', ' ')}.", "Ask the person who captured it.")
    for name in ("captured_at", "finished_at"):
        if values[name]:
            values[name] = check_utc(check_moment(values[name], values["zone"]))
    if values["archive_at"] and not (values["archive_at"].isdigit() and len(values["archive_at"]) == 14):
        raise UserError(
            f"{values['archive_at']!r} is not an archive's time stamp.", "It has 14 digits: 20240918140500."
        )
    return WebCapture(**values)


def _hashed(matter: Matter, exhibit_sha256: str, path: Path) -> CapturedFile:
    found = matter.originals.hash_of(path)
    return CapturedFile(path.name, found.size, found.sha256, found.sha256 == exhibit_sha256)


def _own(one: Exhibit) -> tuple[CapturedFile, ...]:
    if not one.original_sha256:
        return ()
    return (CapturedFile(one.file_name, one.original_bytes, one.original_sha256, True),)


def _manifest(files: Iterable[CapturedFile]) -> str:
    """SHA-256 over one line per file: hash, two blanks, name; in the order of the names."""
    lines = sorted(f"{file.sha256}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def captures(matter: Matter, exhibit_id: int | None = None) -> list[CaptureRecord]:
    """The capture records of an exhibit (or of all), in the order they were entered."""
    return [
        CaptureRecord(
            detail["exhibit_id"], WebCapture(**detail["capture"]),
            tuple(CapturedFile(**one) for one in detail["files"]), detail["manifest_sha256"], detail["corrects"], entry,
            at, actor, digest,
        )
        for entry, at, actor, digest, detail in history.recorded(matter, CAPTURE_ACTION, exhibit_id)
    ]  # fmt: skip


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


def offered(matter: Matter, exhibit_id: int) -> list[Offer]:
    """What the exhibit's file says about its own capture, read when it was imported; nothing is taken over by itself."""
    return offers(json.loads(exhibits.get(matter, exhibit_id).metadata or "{}"))
