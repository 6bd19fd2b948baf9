"""A change of exhibit numbers: which exhibit each number meant before, and what it is called after."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping

from evidence_app.model.exhibits import number_sort_key

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_MAYBE_RANGE = re.compile(r"\d\s*(?:[-‐‑–—…]|\.\.|to\b|thr|and\b)", re.IGNORECASE)
_FEW = 200
"""Up to so many moving numbers it is quicker to look for their digits first."""
HYPHENS = "-‐‑"
_JOINED = re.compile(rf"[{HYPHENS}\s]+")
PIECE = re.compile(
    rf"(?<![^\W_])(?P<intro>(?:exhibits?|exhs?|exs?)(?![^\W_])\.?\s*(?:nos?\b\.?\s*|\#\s*)?)"
    rf"|[^\W_]+(?:[{HYPHENS}.][^\W_]+)*",
    re.IGNORECASE,
)
"""A word of a text, with hyphens and dots inside; or the word that introduces a citation."""
RANGE = "a range, and not all of it moves together"


def spelled(number: str) -> str:
    """A number for exact comparison: one kind of hyphen and of space."""
    return re.sub(rf"[{HYPHENS}]", "-", " ".join(number.split()))


def closed(number: str) -> str:
    """A number without spaces and hyphens: ``P12`` for ``P-12``."""
    return _JOINED.sub("", number)


def names_itself(number: str) -> bool:
    """Whether a number shows by itself that it is one: ``P-12`` and ``D-A`` do, ``12``, ``12.1`` and ``AB`` do not."""
    return number[:1].isalpha() and any(not letter.isalpha() for letter in number)


def prefix_of(number: str) -> str:
    """``P-`` of ``P-12``: what stands before the first digit."""
    return re.split(r"\d", number, maxsplit=1)[0]


class Renumbering:
    """Which exhibit a number meant before, and what it is called after.

    ``before`` and ``after`` map exhibit ids to numbers; None or absent = no number. ``bates`` are prefixes of Bates
    numbers in use, which must not be taken for exhibit numbers; ``sides`` says which side's an exhibit is.
    """

    def __init__(
        self,
        before: Mapping[int, str],
        after: Mapping[int, str | None],
        bates: Collection[str] = (),
        sides: Mapping[int, str] | None = None,
    ) -> None:
        self.before, self.after = before, after
        self.sides = sides or {}
        self.moved = {e for e, number in before.items() if after.get(e) != number}
        self.exact = {spelled(number): e for e, number in before.items()}
        self.by_key = {number_sort_key(number): e for e, number in before.items()}
        self.closed = {closed(number): e for e, number in before.items()}
        self.fresh = {number_sort_key(n) for e, n in after.items() if n and number_sort_key(n) not in self.by_key}
        self.prefixes = {closed(prefix_of(number)).casefold() for number in before.values() if names_itself(number)}
        self.bates = {closed(prefix).casefold() for prefix in bates if prefix}
        self.longest = max((len(PIECE.findall(number)) for number in before.values()), default=1)
        self.tails: dict[str, set[int]] = defaultdict(set)
        for e, number in before.items():
            if names_itself(number):
                self.tails[number_sort_key(number[len(prefix_of(number)) :])].add(e)
        words = (_WORD.match(number) for number in before.values())
        self._heads = {match.group().casefold() for match in words if match} | self.prefixes
        self._runs = {
            run.lstrip("0")
            for e in self.moved
            for number in (before[e], after.get(e) or "")
            for run in _DIGITS.findall(number)
        }
        self._lettered = any(not _DIGIT.search(number) for number in before.values())
        self._old = sorted((number_sort_key(n), e) for e, n in before.items())
        self._new = sorted((number_sort_key(n), e) for e, n in after.items() if n)

    def may_be_in(self, text: str) -> bool:
        """Whether a text is worth reading: it holds the digits of a number that moves, or a range that may be touched."""
        if self._lettered or len(self.moved) > _FEW:
            return self._lettered or _DIGIT.search(text) is not None
        return any(run.lstrip("0") in self._runs for run in _DIGITS.findall(text)) or bool(_MAYBE_RANGE.search(text))

    def may_begin(self, word: str) -> bool:
        """Whether a word outside a citation may be the beginning of a number: quick, because most words are not."""
        return word[0].isalpha() and (not word.isalpha() or word.casefold() in self._heads)

    def old_between(self, low: str, high: str) -> set[int]:
        """Exhibits that had a number from one sort key to another."""
        return _between(self._old, low, high)

    def new_between(self, low: str, high: str) -> set[int]:
        """Exhibits that have one now."""
        return _between(self._new, low, high)

    def range_ends(self, low: str, high: str) -> tuple[str, str] | str | None:
        """The new ends of a range given by sort keys: None when it may stay, a reason when it cannot follow."""
        meant = self.old_between(low, high)
        ends = self.by_key.get(low), self.by_key.get(high)
        moving = any(e in self.moved for e in ends if e is not None)
        if meant == self.new_between(low, high) and (len(meant) > 2 or not moving):
            return None  # two that swap are told: "compare P-1 to P-2" is no range
        new = tuple(self.after.get(e) if e is not None else None for e in ends)
        if new[0] and new[1] and self.new_between(number_sort_key(new[0]), number_sort_key(new[1])) == meant:
            return new[0], new[1]
        return RANGE


def _between(numbers: list[tuple[str, int]], low: str, high: str) -> set[int]:
    first, last = bisect_left(numbers, (low, -1)), bisect_right(numbers, (high, 1 << 62))
    return {e for _key, e in numbers[first:last]}
