"""Dates as cases have them: a month, a year, "about", "before", a span of time. A missing day is never filled in.

Dates are kept in EDTF (Library of Congress, 4 February 2019; ISO 8601-2): ``2024-09-18``, ``2024-08``, ``2024``,
``2024-08~`` about, ``2024-08?`` uncertain, ``2024-08%`` both, ``2024-09-1X`` unspecified digit,
``2024-08/2024-09-18`` interval, ``../2024-09-18`` open start, and a time of day ``2024-09-18T14:05-07:00``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

UNDATED_SORT = "~"
"""Sort key of undated events: they come last, in a section of their own."""


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

    @property
    def is_one_day(self) -> bool:
        """Whether it can only mean one day (with or without a time)."""
        return self.earliest is not None and self.earliest == self.latest

    def overlaps(self, other: PartialDate) -> bool:
        """Whether both can mean the same day."""
        starts_after = self.earliest and other.latest and self.earliest > other.latest
        ends_before = self.latest and other.earliest and self.latest < other.earliest
        return not (starts_after or ends_before)

    def show(self) -> str:
        """As printed: ``18 Sep 2024``, ``Aug 2024``, ``about 2024``, ``18 Sep 2024 or earlier``, ``Aug 2024 to ...``."""
        if "/" not in self.edtf:
            return _show_one(self.edtf)
        start, end = self.edtf.split("/", 1)
        if start == "..":
            return f"{_show_one(end)} or earlier"
        if end == "..":
            return f"{_show_one(start)} or later"
        return f"{_show_one(start) if start else 'unknown'} to {_show_one(end) if end else 'unknown'}"


_EDTF = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|[0-9]X|XX)(?:-([0-9]{2}|[0-9]X|XX))?)?[~?%]?")
_TIMED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def _span(text: str) -> tuple[date, date]:
    """First and last day a single EDTF date may mean."""
    if _TIMED.fullmatch(text):
        day = datetime.fromisoformat(text).date()
        return day, day
    match = _EDTF.fullmatch(text)
    if not match:
        raise ValueError(f"not an EDTF date: {text!r}")
    year, month, day_text = match.groups()
    open_months = "X" in year or (month is not None and "X" in month)
    first_month, last_month = _digits(month, 1, 12)
    first_day, last_day = _digits(day_text, 1, 31)
    first = _day_of(int(year.replace("X", "0")), first_month, first_day, open_months)
    last = _day_of(
        int(year.replace("X", "9")), last_month, last_day, open_months or day_text is None or "X" in day_text
    )
    return first, last


def _day_of(year: int, month: int, day: int, shorten: bool) -> date:
    """The date; ``shorten`` takes the month's last day when the month has no such day."""
    if shorten and 1 <= year <= 9999:
        day = min(day, calendar.monthrange(year, month)[1])
    return date(year, month, day)


def _digits(text: str | None, low: int, high: int) -> tuple[int, int]:
    if text is None:
        return low, high
    first, last = int(text.replace("X", "0")), int(text.replace("X", "9"))
    if last < low or first > high:
        raise ValueError(f"out of range: {text}")
    return max(low, first), min(high, last)


def _show_one(text: str) -> str:
    sign = {"~": "about ", "?": "possibly ", "%": "possibly about "}.get(text[-1:], "")
    plain = text.rstrip("~?%")
    if "T" in plain:
        moment = datetime.fromisoformat(plain)
        zone = moment.strftime("%z")
        clock = f"{moment:%H:%M:%S}".removesuffix(":00")
        return f"{_day(moment.date())} {clock}" + (f" (UTC{zone[:3]}:{zone[3:]})" if zone else "")
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


def sort_key(edtf: str) -> str:
    """Sort key of a stored date; empty or unreadable dates sort last."""
    try:
        return PartialDate.parse(edtf).sort_key if edtf else UNDATED_SORT
    except ValueError:
        return UNDATED_SORT


@lru_cache(maxsize=20_000)
def show_date(edtf: str, undated: str = "") -> str:
    """A stored date as printed; ``undated`` for none. A text that is not EDTF is shown as it is."""
    if not edtf:
        return undated
    try:
        return PartialDate.parse(edtf).show()
    except ValueError:
        return edtf
