"""What a captured file says about its own capture, as values a person may take over: an address, a time, a browser.

Sources: the headers of an MHTML archive (RFC 2557; Chromium adds Snapshot-Content-Location), the "saved from" comment
Internet Explorer introduced, SingleFile's comment, the information dictionary of a PDF, EXIF of a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class Offer:
    """A value for a field of a capture record, and where in the file it stands. It proves nothing: files can be edited."""

    field: str
    value: str
    source: str


_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PDF_TIME = re.compile(r"D?:?(\d{14})(?:(Z)|([+-]\d{2})'?(\d{2})?)?")
_EXIF_TIME = re.compile(r"(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})(?: ?([+-]\d{2}:\d{2}))?")
_SCRIPT_TIME = re.compile(r"\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d{14})(?:[a-z]{2}_)?/", re.IGNORECASE)
_BROWSER = re.compile(r"(Firefox|Edg|OPR|HeadlessChrome|Chrome|Version)/([\d.]+)")
_BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera", "HeadlessChrome": "Chrome without a window", "Version": "Safari"}


def offers(facts: Mapping[str, str]) -> list[Offer]:
    """Every value the facts read from a file hold for a capture record, in the order of the form."""
    address, page = facts.get("saved from", ""), "the saved page"
    found = [(name, address if _ADDRESS.fullmatch(address) else "", page) for name in ("requested_url", "final_url")]
    for key, source in (("saved", page), ("taken", "the picture (EXIF)"), ("creationdate", "the PDF")):
        found.append(("captured_at", stated_moment(facts.get(key, "")), source))
    found.append(("tool", _tool(facts.get("saved by", "")), page))
    found.append(("tool", facts.get("producer", ""), "the PDF (producer)"))
    agent = facts.get("creator", "")
    if agent.startswith("Mozilla/"):
        found += [(name, value, "the PDF (creator)") for name, value in _agent_offers(agent)]
    found.append(("archive_at", archive_stamp(address), "the archive's address"))
    return [Offer(*one) for one in dict.fromkeys(found) if one[1]]


def _tool(saved_by: str) -> str:
    """``<Saved by Blink>`` as words."""
    return saved_by.strip("<> ")


def _agent_offers(agent: str) -> list[tuple[str, str]]:
    system = re.search(r"\(([^)]+)\)", agent)
    return [("browser", browser_of(agent)), ("system", system[1] if system else ""), ("user_agent", agent)]


def browser_of(agent: str) -> str:
    """Name and version from a user agent; empty when it names no browser known here."""
    names = dict(_BROWSER.findall(agent))
    for key in ("Edg", "OPR", "Firefox", "HeadlessChrome", "Chrome", "Version"):
        if key in names:
            return f"{_BROWSER_NAMES.get(key, key)} {names[key]}"
    return ""


def archive_stamp(address: str) -> str:
    """The fourteen-digit stamp in an Internet Archive address (web.archive.org/web/yyyymmddhhmmss/URL), or nothing."""
    found = _ARCHIVED.match(address.strip())
    return found[1] if found else ""


def stated_moment(text: str) -> str:
    """A time as a file states it, in ISO 8601, with its offset where one is stated; empty when it cannot be read."""
    for read in (_pdf_time, _exif_time, _script_time, _iso_time, _mail_time):
        try:
            found = read(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found is not None:
            return found.isoformat(timespec="seconds").replace("+00:00", "Z")
    return ""


def _pdf_time(text: str) -> datetime | None:
    found = _PDF_TIME.match(text)
    if found is None:
        return None
    offset = "+0000" if found[2] else f"{found[3]}{found[4] or '00'}" if found[3] else ""
    return datetime.strptime(found[1] + offset, "%Y%m%d%H%M%S%z" if offset else "%Y%m%d%H%M%S")


def _exif_time(text: str) -> datetime | None:
    found = _EXIF_TIME.fullmatch(text)
    return datetime.fromisoformat(f"{found[1]}-{found[2]}-{found[3]}T{found[4]}{found[5] or ''}") if found else None


def _script_time(text: str) -> datetime | None:
    """As JavaScript prints it: ``Wed Sep 18 2024 14:05:00 GMT-0700 (Pacific Daylight Time)``."""
    found = _SCRIPT_TIME.match(text)
    return datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z") if found else None


def _iso_time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if "T" in text else None


def _mail_time(text: str) -> datetime | None:
    """RFC 5322; the offset -0000 says that the time is UTC and nothing about the local zone."""
    moment = parsedate_to_datetime(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
