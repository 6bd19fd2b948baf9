"""Dates as cases have them (a month, a year, "about", "before"), events with their sources, and conflicts between sources.

Dates are kept in EDTF (Library of Congress, 4 February 2019; ISO 8601-2): ``2024-09-18``, ``2024-08``, ``2024``,
``2024-08~`` about, ``2024-08?`` uncertain, ``2024-08%`` both, ``2024-09-1X`` unspecified digit,
``2024-08/2024-09-18`` interval, ``../2024-09-18`` open start. A missing day is never filled in.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

EventId = NewType("EventId", int)
UNDATED_SORT = "~"
"""Sort key of undated events: they come last, in a section of their own."""

EVENT_KINDS = {
    "allegation": "Alleged",
    "reported": "Reported",
    "fact": "Fact",
    "contention": "Contention",
    "inference": "Inference",
}
EVENT_STATUSES = {
    "undisputed": "Undisputed",
    "disputed by them": "Disputed by opposition",
    "disputed by us": "Disputed by us",
    "prospective": "Prospective",
    "unsure": "Unsure",
}


@dataclass(frozen=True)
class PartialDate:
    """An EDTF date with the first and last day it may mean. ``earliest``/``latest`` are None for an open end."""

    edtf: str
    earliest: date | None
    latest: date | None

    @classmethod
    def parse(cls, edtf: str) -> PartialDate:
        """Read EDTF (the subset above, with an optional time). Raises ValueError when it is not."""
        text = edtf.strip()
        if "/" in text:
            return cls._interval(text)
        first, last = _span(text)
        return cls(text, first, last)

    @classmethod
    def _interval(cls, text: str) -> PartialDate:
        start, end = text.split("/", 1)
        first = None if start in ("", "..") else _span(start)[0]
        last = None if end in ("", "..") else _span(end)[1]
        if first is None and last is None:
            raise ValueError(f"an interval needs a date on one side: {text!r}")
        if first and last and first > last:
            raise ValueError(f"the interval ends before it starts: {text!r}")
        return cls(text, first, last)

    @property
    def sort_key(self) -> str:
        """Sorts by first possible day, then whole years before months before days, so a month precedes its days."""
        first = self.earliest or self.latest
        assert first is not None
        opening = "0" if self.earliest is None else "1"
        return f"{first.isoformat()}|{opening}|{self.precision}|{self.edtf}"

    @property
    def precision(self) -> int:
        """0 interval, 1 year, 2 month or unspecified digit, 3 day, 4 time."""
        if "/" in self.edtf:
            return 0
        if "T" in self.edtf:
            return 4
        return 2 if "X" in self.edtf else len(self.edtf.rstrip("~?%").split("-"))

    def overlaps(self, other: PartialDate) -> bool:
        """Whether both can mean the same day."""
        starts_after = self.earliest and other.latest and self.earliest > other.latest
        ends_before = self.latest and other.earliest and self.latest < other.earliest
        return not (starts_after or ends_before)

    def show(self) -> str:
        """As printed: ``18 Sep 2024``, ``Aug 2024``, ``about 2024``, ``before 18 Sep 2024``."""
        if "/" not in self.edtf:
            return _show_one(self.edtf)
        start, end = self.edtf.split("/", 1)
        if start == "..":
            return f"until {_show_one(end)}"
        if end == "..":
            return f"from {_show_one(start)}"
        return f"{_show_one(start) if start else 'unknown'} to {_show_one(end) if end else 'unknown'}"


_EDTF = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|\dX|XX)(?:-(\d\d|\dX|XX))?)?[~?%]?$")
_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: i for name, i in list(_MONTHS.items())} | {"sept": 9}


def _span(text: str) -> tuple[date, date]:
    if "T" in text:
        day = datetime.fromisoformat(text).date()
        return day, day
    match = _EDTF.match(text)
    if not match:
        raise ValueError(f"not an EDTF date: {text!r}")
    year, month, day_text = match.groups()
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    first_month, last_month = _digits(month, 1, 12)
    first_day, _ = _digits(day_text, 1, 31)
    first = date(first_year, first_month, first_day)
    month_end = calendar.monthrange(last_year, last_month)[1]
    last_day = month_end if day_text is None or "X" in day_text else int(day_text)
    if day_text and "X" in day_text:
        last_day = min(_digits(day_text, 1, 31)[1], month_end)
    return first, date(last_year, last_month, last_day)


def _digits(text: str | None, low: int, high: int) -> tuple[int, int]:
    if text is None:
        return low, high
    first, last = int(text.replace("X", "0")), int(text.replace("X", "9"))
    if "X" not in text and not low <= first <= high:
        raise ValueError(f"out of range: {text}")
    return max(low, first), min(high, last)


def _show_one(text: str) -> str:
    sign = {"~": "about ", "?": "possibly ", "%": "possibly about "}.get(text[-1:], "")
    plain = text.rstrip("~?%")
    if "T" in plain:
        moment = datetime.fromisoformat(plain)
        zone = moment.strftime("%z")
        return f"{_day(moment.date())} {moment:%H:%M}" + (f" (UTC{zone[:3]}:{zone[3:]})" if zone else "")
    parts = plain.split("-")
    if "X" in plain:
        return sign + plain.replace("X", "?")
    if len(parts) == 1:
        return sign + parts[0]
    if len(parts) == 2:
        return f"{sign}{calendar.month_abbr[int(parts[1])]} {parts[0]}"
    return sign + _day(date(int(parts[0]), int(parts[1]), int(parts[2])))


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_abbr[day.month]} {day.year:04d}"


@dataclass(frozen=True)
class ReadDate:
    """A date read from what somebody typed. ``ambiguous`` = day and month could be swapped; a person must confirm."""

    date: PartialDate
    ambiguous: bool = False


_LEAD = re.compile(
    r"^(?P<word>about|around|circa|c\.|ca\.|approximately|approx\.?|early|mid|late|before|by|until|after|since|from)[\s-]+", re.I
)
_APPROXIMATE = frozenset({"about", "around", "circa", "c.", "ca.", "approximately", "approx", "approx.", "early", "mid", "late"})
_NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
_WRITTEN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME},?\s+(?P<year>\d{{4}})$",
        rf"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})$",
        rf"^{_NAME},?\s+(?P<year>\d{{4}})$",
    )
)
_NUMERIC = re.compile(r"^(?P<a>\d{1,2}|\?\?)[/.](?P<b>\d{1,2}|\?\?)[/.](?P<year>\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^(?P<month>\d{1,2})/(?P<year>\d{4}|\d{2})$")


def read_date(text: str) -> ReadDate | None:
    """A typed or quoted date as EDTF: ``March 2021``, ``9/18/2024``, ``06/??/2004``, ``early Jan 2024``, ``before 2020``.

    Numeric dates are read month first (the US order); when day and month could be swapped the result says so.
    Returns None for an empty text or one that is no date.
    """
    plain = re.sub(r"\s+", " ", text).strip().strip(".")
    if not plain:
        return None
    try:
        return ReadDate(PartialDate.parse(plain))
    except ValueError:
        pass
    lead = _LEAD.match(plain)
    if lead:
        inner = read_date(plain[lead.end() :])
        return _with_lead(lead.group("word").lower(), inner) if inner else None
    return _plain_date(plain)


def _with_lead(word: str, inner: ReadDate) -> ReadDate | None:
    edtf = inner.date.edtf
    if "/" in edtf or edtf[-1] in "~?%":
        return None
    if word in _APPROXIMATE:
        edtf += "~"
    else:
        edtf = f"../{edtf}" if word in ("before", "by", "until") else f"{edtf}/.."
    return ReadDate(PartialDate.parse(edtf), inner.ambiguous)


def _plain_date(text: str) -> ReadDate | None:
    for pattern in _WRITTEN:
        match = pattern.match(text)
        if match:
            parts = match.groupdict()
            month = _MONTHS.get(parts["month"].casefold())
            return _build(parts["year"], month, parts.get("day")) if month else None
    match = _NUMERIC.match(text)
    if match:
        return _numeric(match["a"], match["b"], match["year"])
    match = _MONTH_YEAR.match(text)
    return _build(_century(match["year"]), int(match["month"]), None) if match else None


def _numeric(first: str, second: str, year: str) -> ReadDate | None:
    if first == "??":
        return _build(_century(year), None, None)
    if second == "??":
        return _build(_century(year), int(first), None)
    month, day = int(first), int(second)
    if month > 12:
        month, day = day, month
        return _build(_century(year), month, str(day))
    found = _build(_century(year), month, str(day))
    return ReadDate(found.date, ambiguous=day <= 12 and day != month) if found else None


def _century(year: str) -> str:
    """Two-digit years: 00-49 are this century, as court forms use them."""
    return year if len(year) == 4 else f"20{year}" if int(year) < 50 else f"19{year}"


def _build(year: str, month: int | None, day: str | None) -> ReadDate | None:
    edtf = year + (f"-{month:02d}" if month else "") + (f"-{int(day):02d}" if month and day else "")
    try:
        return ReadDate(PartialDate.parse(edtf))
    except ValueError:
        return None


def sort_key(edtf: str) -> str:
    """Sort key of a stored date; empty or unreadable dates sort last."""
    try:
        return PartialDate.parse(edtf).sort_key if edtf else UNDATED_SORT
    except ValueError:
        return UNDATED_SORT


def show_date(edtf: str, undated: str = "") -> str:
    """A stored date as printed; ``undated`` for none. A text that is not EDTF is shown as it is."""
    if not edtf:
        return undated
    try:
        return PartialDate.parse(edtf).show()
    except ValueError:
        return edtf


@dataclass(frozen=True)
class Event:
    """A fact for the chronology: one sentence, one event, what kind of statement it is and who disputes it."""

    id: EventId
    text: str
    date: str
    date_stated: str
    date_sort: str
    zone: str
    zone_basis: str
    date_kind: str
    status: str
    kind: str
    material: int
    people: str
    notes: str
    position: int


@dataclass(frozen=True)
class EventSource:
    """Where an event is stated: an exhibit's page and quote, or an outside citation; and the date THAT source gives."""

    id: int
    event_id: EventId
    exhibit_id: int | None
    page: int | None
    quote: str
    citation: str
    states_date: str
    note: str
    position: int


@dataclass(frozen=True)
class EventRow:
    """An event with its sources and what they disagree about."""

    event: Event
    sources: tuple[EventSource, ...] = ()
    elements: tuple[int, ...] = ()
    conflict: str = ""


def date_conflict(edtf: str, sources: Iterable[EventSource]) -> str:
    """What the sources disagree about, in words, or empty. Nothing is picked silently: every date is named."""
    stated: dict[str, None] = dict.fromkeys([edtf] if edtf else [])
    stated.update(dict.fromkeys(source.states_date for source in sources if source.states_date))
    dates = [found for found in map(_try, stated) if found]
    if all(a.overlaps(b) for i, a in enumerate(dates) for b in dates[i + 1 :]):
        return ""
    return "Sources give " + " / ".join(d.show() for d in dates)


def _try(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.parse(edtf)
    except ValueError:
        return None


def find_dates(text: str) -> Sequence[str]:
    """Dates written in a passage, as they stand there, in order; each can be read by :func:`read_date`."""
    pattern = (
        r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|"
        r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+"
        r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?\d{4}\b"
    )
    return [m.group() for m in re.finditer(pattern, text) if read_date(m.group())]
