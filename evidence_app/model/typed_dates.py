"""Dates the way people type and write them, read without guessing: what is unclear is said to be unclear."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from evidence_app.model.dates import PartialDate
from evidence_app.model.errors import UserError


@dataclass(frozen=True)
class ReadDate:
    """A date read from what somebody typed. ``ambiguous`` = it can be read another way; a person must confirm.

    ``other`` is the other reading (``4/9/2018``: 4 September), None when it lacks a part (``9/18``: no year).
    """

    date: PartialDate
    ambiguous: bool = False
    other: PartialDate | None = None


LONGEST = 80
"""Characters of the longest text that is tried as a date."""

_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: i for name, i in list(_MONTHS.items())} | {"sept": 9}
_LEAD = re.compile(
    r"(?P<word>about|around|circa|c\.|ca\.|approximately|approx\.?|early|mid|late"
    r"|possibly|perhaps|on or before|on or after|no later than|before|by|until|after|since|from|<=?|>=?)[\s-]*",
    re.I,
)
_APPROXIMATE = frozenset(
    {"about", "around", "circa", "c.", "ca.", "approximately", "approx", "approx.", "early", "mid", "late"}
)
_UNSURE = frozenset({"possibly", "perhaps"})
_TAIL = re.compile(r"(?P<date>.+?),? or (?P<word>earlier|before|later|after)", re.I)
_UP_TO = frozenset({"on or before", "no later than", "by", "until", "<="})
_FROM = frozenset({"on or after", "since", "from", ">="})
_RANGES = (
    re.compile(r"(?:from\s+)?(?P<start>.+?)\s+(?:to|until|through|thru|-|–|—)\s+(?P<end>.+)", re.I),
    re.compile(r"between\s+(?P<start>.+?)\s+and\s+(?P<end>.+)", re.I),
    re.compile(r"(?P<start>[0-9]{4})[-–—](?P<end>[0-9]{4})"),
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
_TIME = (
    r"(?:,?\s+(?:at\s+)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?\s*(?P<half>[ap]\.?m\.?)?"
    r"(?:\s*\(UTC(?P<zone>[+-][0-9]{2}:[0-9]{2})\))?)?"
)
_WRITTEN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME},?\s+(?P<year>[0-9]{{4}}){_TIME}",
        rf"{_WEEKDAY}{_NAME}\s+(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{{4}}){_TIME}",
        rf"{_NAME},?\s+(?P<year>[0-9]{{4}})",
    )
)
_ISO = re.compile(rf"(?P<year>[0-9]{{4}})[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}}){_TIME}", re.I)
_NUMERIC = re.compile(
    rf"(?P<a>[0-9]{{1,2}}|\?\?)(?P<sep>[/.-])(?P<b>[0-9]{{1,2}}|\?\?)(?P=sep)(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}",
    re.I,
)
_UNSPECIFIED = re.compile(r"[0-9]{2}[0-9?]{2}(?:-[0-9?]{2}){0,2}")
_MONTH_YEAR = re.compile(r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})")


def read_date(text: str) -> ReadDate | None:
    """A typed or quoted date as EDTF: ``March 2021``, ``9/18/2024``, ``06/??/2004``, ``early Jan 2024``, ``before 2020``.

    Numeric dates are read month first (the US order); when they can be read another way the result says so.
    "before" and "after" leave the named day, month or year out; "by", "until", "since" and "from" include it.
    Returns None for an empty text or one that is no date.
    """
    whole = re.sub(r"\s+", " ", text).strip()
    plain = whole.rstrip(".,;")
    if not plain or len(plain) > LONGEST:
        return None
    found = _parse(whole) or _parse(plain)  # an open end is written "/..": those dots mean something
    return ReadDate(found) if found else _range(plain) or _tailed(plain) or _led(plain) or _plain_date(plain)


def certain_date(typed: str) -> str:
    """The EDTF of a date somebody typed, empty for none. Raises UserError for what is no date or can be read two ways.

    For fields in which nobody can be asked which reading is meant.
    """
    found = read_date(typed)
    if found is None and typed.strip():
        raise UserError(
            f"“{typed.strip()}” is not a date.",
            "For example 2024-09-18, Sept. 18, 2024, Sept 2024, 2024 or before 2020.",
        )
    if found is not None and found.ambiguous:
        raise _two_ways(typed.strip(), found)
    return found.date.edtf if found else ""


def _two_ways(typed: str, found: ReadDate) -> UserError:
    first = found.date
    if found.other is None:
        return UserError(
            f"“{typed}” can mean {first.show()} or a date whose year is not said.",
            f"Type the month as a word and the whole year: {first.show()}.",
        )
    return UserError(
        f"“{typed}” can mean {first.show()} or {found.other.show()}.",
        f"Type the month as a word, or the year first: {first.edtf} or {found.other.edtf}.",
    )


def _range(text: str) -> ReadDate | None:
    for pattern in _RANGES:
        match = pattern.fullmatch(text)
        if match:
            if match["end"].casefold() == "unknown":  # as an unknown end is shown
                start = read_date(match["start"])
                return _certain(_parse(f"{start.date.edtf}/")) if start and not start.ambiguous else None
            start, end = read_date(match["start"]), read_date(match["end"])
            if start and end and "/" not in start.date.edtf + end.date.edtf:
                found = _parse(f"{start.date.edtf}/{end.date.edtf}")
                days = [one.other or one.date for one in (start, end)]  # day first at both ends, where that can be
                other = _parse(f"{days[0].edtf}/{days[1].edtf}") if start.other or end.other else None
                return ReadDate(found, start.ambiguous or end.ambiguous, other) if found else None
    return None


def _tailed(text: str) -> ReadDate | None:
    """``18 Sep 2024 or earlier``, as open ends are shown."""
    match = _TAIL.fullmatch(text)
    inner = read_date(match["date"]) if match else None
    if match is None or inner is None or "/" in inner.date.edtf:
        return None
    before = match["word"].lower() in ("earlier", "before")
    found, other = (
        _parse(f"../{d.edtf}" if before else f"{d.edtf}/..") if d else None for d in (inner.date, inner.other)
    )
    return ReadDate(found, inner.ambiguous, other) if found else None


def _led(text: str) -> ReadDate | None:
    """A date with a word before it: about, before, since ..."""
    lead = _LEAD.match(text)
    inner = read_date(text[lead.end() :]) if lead and lead.end() < len(text) else None
    if lead is None or inner is None or "/" in inner.date.edtf:
        return None
    word = lead["word"].lower()
    if inner.date.edtf[-1] in "~?%":
        doubly = word in _UNSURE and inner.date.edtf[-1] == "~"
        return _certain(_parse(inner.date.edtf[:-1] + "%")) if doubly else None
    found = _with_lead(word, inner.date)
    other = _with_lead(word, inner.other) if inner.other else None
    return ReadDate(found, inner.ambiguous, other) if found else None


def _with_lead(word: str, inner: PartialDate) -> PartialDate | None:
    if word in _APPROXIMATE:
        return _parse(inner.edtf + "~")
    if word in _UNSURE:
        return _parse(inner.edtf + "?")
    if word in _UP_TO:
        return _parse(f"../{inner.edtf}")
    if word in _FROM:
        return _parse(f"{inner.edtf}/..")
    beside = _beside(inner, -1 if word in ("before", "<") else 1)
    return _parse(f"../{beside}" if word in ("before", "<") else f"{beside}/..") if beside else None


def _beside(given: PartialDate, step: int) -> str:
    """The year, month or day next to the given one, written as precisely; empty when it has no such neighbour."""
    edge = given.earliest if step < 0 else given.latest
    if edge is None or "X" in given.edtf or "T" in given.edtf:
        return ""
    try:
        return (edge + timedelta(days=step)).isoformat()[: len(given.edtf)]
    except OverflowError:
        return ""


def _plain_date(text: str) -> ReadDate | None:
    if "?" in text and _UNSPECIFIED.fullmatch(text):  # as shown: 2024-09-1?
        return _certain(_parse(text.replace("?", "X")))
    for pattern in _WRITTEN:
        match = pattern.fullmatch(text)
        if match and match["month"].casefold() in _MONTHS:
            return _certain(_build(match, _MONTHS[match["month"].casefold()]))
    match = _ISO.fullmatch(text)
    if match:
        return _certain(_build(match, int(match["month"])))
    match = _NUMERIC.fullmatch(text)
    if match:
        return _numeric(match)
    match = _MONTH_YEAR.fullmatch(text)
    if not match:
        return None
    found = _parse(f"{_century(match['year'])}-{int(match['month']):02d}")
    return ReadDate(found, ambiguous=len(match["year"]) == 2 and 1 <= int(match["year"]) <= 31) if found else None


def _certain(found: PartialDate | None) -> ReadDate | None:
    return ReadDate(found) if found else None


def _build(match: re.Match[str], month: int, day: str | None = None) -> PartialDate | None:
    """The date of a match; ``??`` and missing parts stay out of it."""
    groups = match.groupdict()
    day = day or groups.get("day")
    edtf = f"{_century(groups['year'])}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    if not groups.get("hour"):
        return _parse(edtf)
    hour = _hour(int(groups["hour"]), (groups["half"] or "").lower().replace(".", ""))
    seconds = f":{groups['second']}" if groups["second"] else ""
    return _parse(f"{edtf}T{hour:02d}:{groups['minute']}{seconds}{groups['zone'] or ''}") if hour is not None else None


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour
    return hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else None


def _numeric(match: re.Match[str]) -> ReadDate | None:
    first, second = match["a"], match["b"]
    if "??" in (first, second):
        month = "" if first == "??" else f"-{int(first):02d}"
        known = match["hour"] is None and (first != "??" or second == "??")
        return _certain(_parse(_century(match["year"]) + month)) if known else None
    month_first, day_first = _build(match, int(first), second), _build(match, int(second), first)
    if month_first and day_first and first.zfill(2) != second.zfill(2):
        return ReadDate(month_first, True, day_first)
    return _certain(month_first or day_first)


def _century(year: str) -> str:
    """Two-digit years: 00-49 are this century, as court forms use them."""
    return year if len(year) == 4 else f"20{year}" if int(year) < 50 else f"19{year}"


def _parse(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.parse(edtf)
    except ValueError:
        return None


_IN_TEXT = re.compile(
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}\b|"
    r"\b(?:[0-9]{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+"
    r"(?:[0-9]{1,2}(?:st|nd|rd|th)?,?\s+)?[0-9]{4}\b"
)


def find_dates(text: str) -> Sequence[str]:
    """Dates written in a passage, as they stand there, in order; each can be read by :func:`read_date`."""
    return [m.group() for m in _IN_TEXT.finditer(text) if read_date(m.group())]
