"""Exhibit numbers a person wrote in free text, and the same text after exhibits got other numbers.

What counts as a citation follows how court papers cite: ``P-12`` as a whole word where the number itself tells it is one,
a bare ``12`` or ``B`` only after Ex., Exhibit or Exs. (The Bluebook, rule B17, and every local rule on exhibit lists).
All of a text is rewritten in one pass, so that numbers that swap come out right. Whatever could mean something else is
never touched but told with a reason: a wrong reference is worse than an old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.renumbering import HYPHENS, PIECE, Renumbering, closed, names_itself, prefix_of, spelled

_RANGE = re.compile(rf"\s*(?:[{HYPHENS}–—]|\.\.|…|\b(?:to|through|thru)\b)\s*", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[,;]\s*(?:and|or)\b|[,;&]|\b(?:and|or)\b)\s*[-–]?", re.IGNORECASE)
_PINPOINT = re.compile(r"(?:\s+at\s+|,?\s+(?:p|pp|pg|¶|¶¶|para|page|pages)\.?\s*|:)\d+(?:[-–:]\d+)*", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|«[^»\n]*»|„[^“”\n]*[“”]")
_PAPERS = r"dep|depo|deposition|decl|declaration|compl|complaint|aff|affidavit|answer|mot|motion|opp|reply|report"
_SIDES = {"pl": "plaintiff", "de": "defendant", "jo": "joint", "jt": "joint", "go": "other"}
_OTHERS_BEFORE = re.compile(
    rf"\b(?:{_PAPERS}|(?P<side>plaintiffs?|defendants?|pls?|defs?|joint|jt|government|gov))"
    r"(?:['’]?s?['’]?)?\.?,?\s+(?:trial\s+)?$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r"\s*(?:$|[,.;)&]|and\b|or\b)", re.IGNORECASE)
_OTHERS_AFTER = re.compile(r"\s+(?:to|of)\s+(?!be\b|\d|ex)[^\W_]", re.IGNORECASE)

IN_QUOTES = "inside quotation marks: it may be the words of a document"
IN_NAME = "looks like a part of a file name or path"
SHARED = "another series has the same number"
OTHER_PAPER = "may be an exhibit to another paper"
SHORT = "a short form; it cannot be told which exhibit is meant"
UNUSUAL = "is not written as the number is"
NO_NUMBER = "the exhibit has no number any more"
WAS_FREE = "no exhibit had this number before; one has it now"
BATES_LIKE = "may be a Bates number"


@dataclass(frozen=True)
class Left:
    """A mention that was not touched: where it stands in the text, and why it was left to the reader."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Edit:
    """A mention that gets the exhibit's new number."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Followed:
    """A text with its mentions brought up to date; ``left`` counts in the old text."""

    before: str
    edits: tuple[Edit, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def after(self) -> str:
        """The whole text with every edit made."""
        return self._with_edits(0, len(self.before))

    def _with_edits(self, start: int, end: int) -> str:
        parts, at = [], start
        for edit in self.edits:
            if start <= edit.start and edit.end <= end:
                parts += [self.before[at : edit.start], edit.new]
                at = edit.end
        return "".join(parts) + self.before[at:end]

    def excerpts(self, around: int = 30, most: int = 140) -> tuple[str, str]:
        """Before and after in short: the words around the edits."""
        if not self.edits:
            return self.before, self.before
        start, end = self._bounds(self.edits[0].start, min(self.edits[-1].end, self.edits[0].start + most), around)
        edge = next((e.end for e in self.edits if e.start < end < e.end), end)
        dots = ("…" if start else "", "…" if edge < len(self.before) else "")
        texts = (self.before[start:edge], self._with_edits(start, edge))
        return tuple(f"{dots[0]}{' '.join(t.split())}{dots[1]}" for t in texts)  # type: ignore[return-value]

    def excerpt(self, left: Left, around: int = 30) -> str:
        """The words around a mention that was left."""
        start, end = self._bounds(left.start, left.end, around)
        text = " ".join(self.before[start:end].split())
        return f"{'…' if start else ''}{text}{'…' if end < len(self.before) else ''}"

    def _bounds(self, start: int, end: int, around: int) -> tuple[int, int]:
        """Widened to whole words."""
        start, end = max(0, start - around), min(len(self.before), end + around)
        while start and not self.before[start - 1].isspace() and start > 0:
            start -= 1
        while end < len(self.before) and not self.before[end].isspace():
            end += 1
        return start, end


@dataclass(frozen=True)
class _Number:
    """A number found in a text. ``exhibit`` is None for one no exhibit had."""

    start: int
    end: int
    exhibit: int | None
    key: str
    doubt: str = ""
    introduced: bool = False


def follow(text: str, renumbering: Renumbering) -> Followed:
    """A free text after a renumbering: sure mentions rewritten, doubtful ones told."""
    edits: list[Edit] = []
    left: list[Left] = []
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    for first, last in _Reader(text, renumbering).mentions():
        outcome = _range(renumbering, first, last) if last else _single(renumbering, first)
        end = (last or first).end
        if outcome and not isinstance(outcome, str) and (doubt := _surroundings(text, first.start, end, quotes)):
            outcome = doubt
        if isinstance(outcome, str):
            left.append(Left(first.start, end, outcome))
        elif outcome:
            edits += outcome
    return Followed(text, tuple(edits), tuple(left))


def _single(renumbering: Renumbering, one: _Number) -> list[Edit] | str | None:
    if one.exhibit is None:
        return WAS_FREE if one.key in renumbering.fresh and not one.doubt else None
    if one.exhibit not in renumbering.moved:
        return None
    return one.doubt or _edits(one, renumbering.after.get(one.exhibit))


def _edits(one: _Number, new: str | None) -> list[Edit] | str:
    if new is None:
        return NO_NUMBER
    return [Edit(one.start, one.end, new if one.introduced or names_itself(new) else f"Ex. {new}")]


def _range(renumbering: Renumbering, first: _Number, last: _Number) -> list[Edit] | str | None:
    ends = renumbering.range_ends(first.key, last.key)
    doubt = first.doubt or last.doubt
    if ends is None or isinstance(ends, str):
        return ends
    if doubt:
        return doubt
    edits = [_edits(one, new) for one, new in zip((first, last), ends, strict=True)]
    return [edit for found in edits if not isinstance(found, str) for edit in found]


def _surroundings(text: str, start: int, end: int, quotes: list[tuple[int, int]]) -> str:
    """Why a mention is not to be touched where it stands: in a quotation, in a path."""
    if text[start - 1 : start] in ("/", "\\", "_", "@") or text[end : end + 1] in ("/", "\\", "_", "@"):
        return IN_NAME
    for first, last in quotes:
        if first < start and end < last and text[first + 1 : last - 1].strip() != text[start:end]:
            return IN_QUOTES
    return ""


class _Reader:
    """Reads the numbers of one text from left to right."""

    def __init__(self, text: str, renumbering: Renumbering) -> None:
        self.text, self.numbers = text, renumbering
        self.found = list(PIECE.finditer(text))
        self.at = {match.start(): i for i, match in enumerate(self.found)}

    def mentions(self) -> Iterator[tuple[_Number, _Number | None]]:
        """Every number and every range, in the order they stand."""
        i = 0
        while i < len(self.found):
            intro = self.found[i] if self.found[i]["intro"] else None
            if intro and i + 1 < len(self.found) and self.found[i + 1].start() == intro.end():
                group, i = self._cited(i + 1, intro)
                yield from group
            else:
                one, i = self._with_range(i, None)
                if one:
                    yield one
                    yield from self._short_forms(one[1] or one[0])

    def _cited(self, i: int, intro: re.Match[str]) -> tuple[list[tuple[_Number, _Number | None]], int]:
        """What stands after Ex., Exhibit or Exs.: one number, or several with commas and "and"."""
        one, i = self._with_range(i, intro)
        group = [one] if one else []
        plural = intro["intro"].rstrip(" .#").lower().endswith("s")
        listed, doubt = one, ""
        while listed:
            end = (listed[1] or listed[0]).end
            pin = _PINPOINT.match(self.text, end)
            doubt = SHORT if pin or not plural or self._named(listed[0]) else doubt
            comma = _LISTED.match(self.text, pin.end() if pin else end)
            then = self.at.get(comma.end()) if comma else None
            if then is None or self.found[then]["intro"] or self._number(then, None)[0]:
                break
            listed, i = self._with_range(then, intro, doubt)
            group += [listed] if listed else []
        return group, i

    def _short_forms(self, one: _Number) -> Iterator[tuple[_Number, None]]:
        """The 2 and the 3 of ``P-1, 2 and 3``, where no Ex. says what they are: only told."""
        prefix = prefix_of(self.text[one.start : one.end])
        while comma := _LISTED.match(self.text, one.end):
            then = self.at.get(comma.end())
            match = self.found[then] if then is not None else None
            if match is None or not match.group().isdigit() or not _LIST_GOES_ON.match(self.text, match.end()):
                return
            key = number_sort_key(prefix + match.group())
            one = _Number(match.start(), match.end(), self.numbers.by_key.get(key), key, SHORT)
            yield one, None

    def _named(self, one: _Number) -> bool:
        return names_itself(self.text[one.start : one.end])

    def _with_range(
        self, i: int, intro: re.Match[str] | None, doubt: str = ""
    ) -> tuple[tuple[_Number, _Number | None] | None, int]:
        """The number at a piece, and the other end when it opens a range; and the piece to go on with."""
        if not intro and (self.found[i]["intro"] or not self.numbers.may_begin(self.found[i].group())):
            return None, i + 1
        first, then = self._number(i, intro, doubt)
        if first is None:
            return self._joined(i, intro), i + 1
        match = _RANGE.match(self.text, first.end) or self._between(first)
        place = self.at.get(match.end()) if match else None
        if place is not None and self.found[place]["intro"]:
            place = place + 1 if place + 1 < len(self.found) else None
        if place is None:
            return (first, None), then
        last, after = self._number(place, intro, doubt)
        if last is None or (not intro and not self._named(last)):
            return self._short_range(first, place, then)
        if self._named(first) and not self._named(last):
            return self._short_range(first, place, then)
        return (first, last), after

    def _between(self, first: _Number) -> re.Match[str] | None:
        words = self.text[max(0, first.start - 24) : first.start]
        return _LISTED.match(self.text, first.end) if re.search(r"\bbetween\s+(?:\w+\.?\s+)?$", words, re.I) else None

    def _short_range(self, first: _Number, place: int, then: int) -> tuple[tuple[_Number, _Number | None], int]:
        """``P-1 to 5``: the second end has no prefix, so the range is only told."""
        match = self.found[place]
        dashed = not self.text[first.end : match.start()].strip().isalpha()
        if match.group().isdigit() and self._named(first) and dashed:
            key = number_sort_key(prefix_of(self.text[first.start : first.end]) + match.group())
            return (first, _Number(match.start(), match.end(), self.numbers.by_key.get(key), key, SHORT)), place + 1
        return (first, None), then

    def _joined(self, i: int, intro: re.Match[str] | None) -> tuple[_Number, _Number | None] | None:
        """``1-5``, ``P-1-P-5``, ``P-1-5``: a range written without spaces is one piece."""
        match = self.found[i]
        for cut in re.finditer(rf"[{HYPHENS}]|\.\.", match.group()):
            ends = match.group()[: cut.start()], match.group()[cut.end() :]
            first = self._meant(ends[0], 1, intro)
            if not first or first[0] is None:
                continue
            start = match.start()
            one = _Number(start, start + cut.start(), first[0], number_sort_key(ends[0]), first[1], bool(intro))
            last = self._meant(ends[1], 1, intro)
            if last and names_itself(ends[0]) == names_itself(ends[1]):
                key = number_sort_key(ends[1])
                return one, _Number(start + cut.end(), match.end(), last[0], key, last[1], bool(intro))
            if ends[1].isdigit():
                key = number_sort_key(prefix_of(ends[0]) + ends[1])
                exhibit = self.numbers.by_key.get(key)
                return one, _Number(start + cut.end(), match.end(), exhibit, key, SHORT, bool(intro))
        return None

    # -- one number ------------------------------------------------------------------------------------------------

    def _number(self, i: int, intro: re.Match[str] | None, doubt: str = "") -> tuple[_Number | None, int]:
        """The longest number that begins at a piece; and the piece after it."""
        for count in range(min(max(self.numbers.longest, 2), len(self.found) - i), 0, -1):
            run = self.found[i : i + count]
            if any(match["intro"] for match in run) or not self._close_together(run):
                continue
            start, end = run[0].start(), run[-1].end()
            written = self.text[start:end]
            meant = self._meant(written, count, intro)
            if meant:
                exhibit, why = meant
                bare = not names_itself(written)
                why = why or doubt or (self._other_paper(exhibit, end, intro) if bare and intro else "")
                return _Number(start, end, exhibit, number_sort_key(written), why, bool(intro)), i + count
        return None, i + 1

    def _close_together(self, run: list[re.Match[str]]) -> bool:
        gaps = (self.text[a.end() : b.start()] for a, b in pairwise(run))
        return all(len(gap) <= 2 and not set(gap) & set("\n,;:()–—") for gap in gaps)

    def _meant(self, written: str, count: int, intro: re.Match[str] | None) -> tuple[int | None, str] | None:
        """The exhibit a spelling means and a doubt about it; None when it is no exhibit number at all."""
        exact = self.numbers.exact.get(spelled(written))
        if exact is not None and names_itself(written):
            return exact, "" if intro else self._bates_like(written)
        return self._introduced(written, count, intro) if intro else self._alone(written, count)

    def _introduced(self, written: str, count: int, intro: re.Match[str]) -> tuple[int | None, str] | None:
        if written.isalpha() and not (written.isupper() and intro["intro"][0].isupper()):
            return None  # "they exhibit a pattern"
        if count > 1 and not re.match(r"[^\W\d_]+[^\w]+\d[\w.]*$", written):
            return None  # "Ex. 12 3 pages"
        key = number_sort_key(written)
        exhibit = self.numbers.by_key.get(key)
        others = self.numbers.tails.get(key, set()) if not names_itself(written) else set()
        if exhibit is not None:
            return exhibit, SHARED if others else ""
        if others:
            return next((e for e in sorted(others) if e in self.numbers.moved), min(others)), SHORT
        return (None, "") if self._like_a_number(written) or written.isdigit() else None

    def _alone(self, written: str, count: int) -> tuple[int | None, str] | None:
        if not names_itself(written) or count > 2:
            return None
        exhibit = self.numbers.closed.get(closed(written))
        if exhibit is not None and self.numbers.by_key.get(number_sort_key(written)) == exhibit:
            sure = len(closed(prefix_of(written))) > 1
            return exhibit, self._bates_like(written) if sure else UNUSUAL
        return (None, "") if count == 1 and self._like_a_number(written) else None

    def _like_a_number(self, written: str) -> bool:
        """Whether it could be a number of one of the series although no exhibit has it: the end of ``P-1 to P-20``."""
        known = closed(prefix_of(written)).casefold() in self.numbers.prefixes
        return known and re.fullmatch(r"\d+", written[len(prefix_of(written)) :]) is not None

    def _bates_like(self, written: str) -> str:
        return BATES_LIKE if closed(prefix_of(written)).casefold() in self.numbers.bates else ""

    def _other_paper(self, exhibit: int | None, end: int, intro: re.Match[str]) -> str:
        """Exhibits of other papers: "Smith Decl. Ex. 5", "Exhibit 5 to the complaint"; but not "Ex. 5 to Ex. 9".

        "Plaintiff's Exhibit 5" is the plaintiff's own, or an exhibit of somebody else's list.
        """
        before = _OTHERS_BEFORE.search(self.text[max(0, intro.start() - 30) : intro.start()])
        if before and not (before["side"] and self._is_theirs(exhibit, before["side"])):
            return OTHER_PAPER
        return OTHER_PAPER if _OTHERS_AFTER.match(self.text, end) else ""

    def _is_theirs(self, exhibit: int | None, side: str) -> bool:
        return exhibit is not None and self.numbers.sides.get(exhibit) == _SIDES[side[:2].lower()]
