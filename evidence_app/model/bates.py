"""Bates numbers: a prefix that names the producing party, a zero-padded number, and a suffix for pages put in later.

A number is read by splitting at the LAST run of digits and compared as (prefix, integer, suffix), never as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence_app.model.errors import UserError

LONGEST = 60
WIDEST = 18
"""More digits than any production needs; a number still fits a 64-bit integer."""

_SUFFIX = re.compile(r"(?P<head>.*\d{4,})(?P<suffix>\.\d{1,3}|-R\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<prefix>.*?)(?P<digits>\d+)(?P<suffix>[A-Z]{0,2})", re.IGNORECASE)
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._&-]*")
_DASH = re.compile(r"\s*(?:\u2013|\u2014)\s*|\s+(?:to|-)\s+|(?<=\d)-(?=\d+$)", re.IGNORECASE)


@dataclass(frozen=True)
class BatesNumber:
    """One number. ``width`` is how many digits are printed at least; ``suffix`` is "" or A, .001, -R1 as printed."""

    prefix: str
    number: int
    width: int = 0
    suffix: str = ""

    def __str__(self) -> str:
        return f"{self.prefix}{self.number:0{self.width}d}{self.suffix}"

    @property
    def key(self) -> tuple[str, int, str]:
        """What two numbers are compared by; the case of letters and leading zeros do not tell pages apart."""
        return self.prefix.casefold(), self.number, self.suffix.casefold()

    def plus(self, pages: int) -> BatesNumber:
        """The number that many pages further on, without a suffix."""
        return replace(self, number=self.number + pages, suffix="")


def parse(text: str) -> BatesNumber:
    """Read one number; raises UserError when there are no digits in it or it is too long.

    >>> parse("DLT-0000012A")
    BatesNumber(prefix='DLT-', number=12, width=7, suffix='A')
    """
    plain = text.strip()
    inserted = _SUFFIX.fullmatch(plain)
    head, later = (inserted["head"], inserted["suffix"]) if inserted else (plain, "")
    found = _NUMBER.fullmatch(head) if len(plain) <= LONGEST else None
    if found is None or len(found["digits"]) > WIDEST or not found["digits"].isascii() or (later and found["suffix"]):
        raise UserError(f"{text[:LONGEST]!r} is not a Bates number.", "For example DLT000012: a prefix, then digits.")
    return BatesNumber(found["prefix"], int(found["digits"]), len(found["digits"]), later or found["suffix"])


def check_prefix(prefix: str) -> str:
    """The prefix as it may be given to a producer; raises UserError for blanks, other scripts or a final digit."""
    plain = prefix.strip()
    if not _PREFIX.fullmatch(plain) or len(plain) > 30:
        raise UserError(
            f"{prefix!r} cannot be a Bates prefix.", "Use letters, digits, dots and dashes without blanks, such as DLT."
        )
    if plain[-1].isdigit():
        raise UserError(f"The prefix {plain!r} ends in a digit, so numbers could be misread.", f"For example {plain}-.")
    return plain


@dataclass(frozen=True)
class BatesRange:
    """Numbers from ``begin`` to ``end``, both included, under one prefix."""

    begin: BatesNumber
    end: BatesNumber

    def __post_init__(self) -> None:
        if self.begin.key[0] != self.end.key[0] or self.end.number < self.begin.number:
            raise UserError(f"{self.begin} to {self.end} is not a range.", "Give the lower number of one prefix first.")

    @property
    def pages(self) -> int:
        """How many numbers the range has."""
        return self.end.number - self.begin.number + 1

    def overlaps(self, other: BatesRange) -> bool:
        """Whether both ranges use a number of the same prefix."""
        same = self.begin.key[0] == other.begin.key[0]
        return same and self.begin.number <= other.end.number and other.begin.number <= self.end.number

    def __contains__(self, one: BatesNumber) -> bool:
        return one.key[0] == self.begin.key[0] and self.begin.number <= one.number <= self.end.number

    def __str__(self) -> str:
        return str(self.begin) if self.pages == 1 else f"{self.begin}\u2013{self.end}"


def parse_range(text: str) -> BatesRange:
    """Read ``ABC000009-12``, ``ABC000009 - ABC000012``, ``ABC000009 to ABC000012`` or one number. Raises UserError."""
    parts = _DASH.split(text.strip())
    if len(parts) == 2 and all(parts) and not (parts[0].isdigit() and "-" in text):
        begin = parse(parts[0])
        return BatesRange(begin, _end(begin, parts[1]))
    one = parse(text)
    return BatesRange(one, one)


def _end(begin: BatesNumber, text: str) -> BatesNumber:
    """The end of a range; ``12`` after ``ABC000009`` means ABC000012: the last digits that differ."""
    if not text.isdigit() or not begin.prefix:
        return parse(text)
    digits = f"{begin.number:0{begin.width}d}"
    return replace(begin, number=int(digits[: max(0, len(digits) - len(text))] + text), suffix="")


def gaps(ranges: Iterable[BatesRange]) -> list[BatesRange]:
    """Numbers missing between the ranges of each prefix, in order. What lies before the first is no gap."""
    by_prefix: dict[str, list[BatesRange]] = {}
    for one in ranges:
        by_prefix.setdefault(one.begin.key[0], []).append(one)
    return [gap for _prefix, own in sorted(by_prefix.items()) for gap in _gaps_of_one(own)]


def _gaps_of_one(ranges: list[BatesRange]) -> list[BatesRange]:
    found: list[BatesRange] = []
    last = None
    for one in sorted(ranges, key=lambda r: r.begin.number):
        if last is not None and one.begin.number > last.number + 1:
            found.append(BatesRange(last.plus(1), replace(one.begin, number=one.begin.number - 1, suffix="")))
        last = one.end if last is None or one.end.number > last.number else last
    return found


def overlaps(ranges: Iterable[BatesRange]) -> list[tuple[BatesRange, BatesRange]]:
    """Pairs of ranges that use the same number; each range is compared with the one before it in order."""
    ordered = sorted(ranges, key=lambda r: (r.begin.key[0], r.begin.number, r.end.number))
    return [(a, b) for a, b in pairwise(ordered) if a.overlaps(b)]
