"""Does a page match, and where: the plain, slow and certain reading of a query over lists of words.

The full-text engines must give the same pages as this module (a test compares them), and the marks in snippets and on
the page come from here. Rules: a match begins on a page and may run on to the NEXT page of the same exhibit, never
further and never into another exhibit; the two sides of a distance are different places; neighbours are 1 apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from evidence_app.model.errors import BadQuery
from evidence_app.model.normalise import OCR_AI, readings
from evidence_app.model.porter import stem
from evidence_app.model.search import LEAVES, And, Fuzzy, Near, Not, Or, Phrase, Query, Stem, Wild, Word, is_positional

Span: TypeAlias = tuple[int, int]
"""Word positions [start, end) on a page; ``end`` goes past the page's last word when the match runs on."""

MOST_PAIRS = 1_000_000
"""Pairs of places compared on one page for one distance; about half a second."""

Positions: TypeAlias = Callable[[Query], Sequence[int]]
"""Sorted positions of the words that a leaf accepts."""


_UNSURE = readings(OCR_AI)


@lru_cache(maxsize=2_000)
def word_test(leaf: Query) -> Callable[[str], bool]:
    """A test for one indexed word, which may be an unsure OCR reading."""
    plain = _plain_test(leaf)
    return lambda word: any(plain(reading) for reading in readings(word))


def _plain_test(leaf: Query) -> Callable[[str], bool]:
    match leaf:
        case Word(text):
            return text.__eq__
        case Wild(pattern):
            compiled = re.compile(wild_regex(pattern))
            return lambda word: compiled.fullmatch(word) is not None
        case Stem(text):
            wanted = stem(text)
            return lambda word: stem(word) == wanted
        case Fuzzy(text, distance, prefix):
            return lambda word: word[:prefix] == text[:prefix] and within(word[prefix:], text[prefix:], distance)
    raise TypeError(f"not a word: {leaf!r}")


def word_start(leaf: Query) -> str:
    """The letters with which every word begins that a wildcard, stem or fuzzy word accepts; "" when none are fixed.

    The unsure OCR reading (``OCR_AI``) is the one word that may begin otherwise. Porter's stems change the last letter
    of a word's beginning (happy, happi), so that one is not fixed.
    """
    match leaf:
        case Wild(pattern):
            return pattern[: min(pattern.find(sign) for sign in "*?=" if sign in pattern)]
        case Stem(text):
            return stem(text)[:-1] if len(stem(text)) > 2 else stem(text)[:1]
        case Fuzzy(text, _, prefix):
            return text[:prefix]
    return ""


def wild_regex(pattern: str) -> str:
    """A wildcard pattern as a regular expression over one word."""
    signs = {"*": r"\w*", "?": r"\w", "=": r"[0-9]"}
    return "".join(signs.get(c) or re.escape(c) for c in pattern)


def within(word: str, text: str, distance: int) -> bool:
    """Whether at most ``distance`` letters must be put in, left out or changed (Levenshtein)."""
    if abs(len(word) - len(text)) > distance:
        return False
    row = list(range(len(text) + 1))
    for i, a in enumerate(word, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(text, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
        if min(row) > distance:
            return False
    return row[-1] <= distance


def places(words: Sequence[str]) -> Positions:
    """Positions of leaves in a list of words."""
    where: dict[str, list[int]] = {}
    for i, word in enumerate(words):
        where.setdefault(word, []).append(i)
    found: dict[Query, list[int]] = {}

    def positions(leaf: Query) -> list[int]:
        if leaf not in found:
            if isinstance(leaf, Word) and leaf.text not in _UNSURE:
                found[leaf] = where.get(leaf.text, [])
            else:
                test = word_test(leaf)
                found[leaf] = sorted(i for word, at in where.items() if test(word) for i in at)
        return found[leaf]

    return positions


def find_spans(query: Query, positions: Positions, starts: Sequence[int] = (0,)) -> list[Span]:
    """Every place of a positional query. ``starts``: position of the first word of each page of the exhibit."""
    match query:
        case Phrase(parts):
            return [span for span in _phrase(parts, positions) if _on_two_pages(span, starts)]
        case Or(items):
            return sorted({span for item in items for span in find_spans(item, positions, starts)})
        case Near(left, right):
            return _near(query, find_spans(left, positions, starts), find_spans(right, positions, starts), starts)
    return [(i, i + 1) for i in positions(query)]


def _on_two_pages(span: Span, starts: Sequence[int]) -> bool:
    return len(starts) < 3 or bisect_right(starts, span[1] - 1) - bisect_right(starts, span[0]) <= 1


def _phrase(parts: Sequence[Query], positions: Positions) -> list[Span]:
    heads = set(positions(parts[0]))
    for i, part in enumerate(parts[1:], 1):
        if not heads:
            return []
        heads &= {at - i for at in positions(part)}
    return sorted((head, head + len(parts)) for head in heads)


def _near(query: Near, left: list[Span], right: list[Span], starts: Sequence[int]) -> list[Span]:
    if not left or not right:
        return left if query.negated else []
    longest = max(end - start for start, end in right)
    begins = [start for start, _ in right]
    found: set[Span] = set()
    pairs = 0
    for a in left:
        low = bisect_left(begins, a[0] - query.distance - longest)
        high = bisect_right(begins, a[1] + query.distance)
        pairs += high - low
        if pairs > MOST_PAIRS:
            raise too_many_places()
        near = (b for b in right[low:high] if _are_near(query, a, b) and _on_two_pages(_joined(a, b), starts))
        if query.negated:
            found.update(() if any(True for _ in near) else (a,))
        else:
            found.update(_joined(a, b) for b in near)
    return sorted(found)


def too_many_places() -> BadQuery:
    """The refusal of distances that fit together in too many ways on one page."""
    return BadQuery(
        "The distances of this search fit together in too many ways.", "Use shorter distances or rarer words."
    )


def _joined(a: Span, b: Span) -> Span:
    return min(a[0], b[0]), max(a[1], b[1])


def _are_near(query: Near, a: Span, b: Span) -> bool:
    after, before = b[0] - a[1], a[0] - b[1]
    if not query.negated:
        return 0 <= after < query.distance or (not query.ordered and 0 <= before < query.distance)
    if a == b:
        return False
    if query.ordered:
        return b[0] > a[0] and after < query.distance
    return after < query.distance and before < query.distance


class ExhibitWords:
    """The words of neighbouring pages of one exhibit, to look for matches that begin on one of them."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        self.starts: list[int] = []
        words: list[str] = []
        for page in pages:
            self.starts.append(len(words))
            words.extend(page)
        self.total = len(words)
        self.positions = places(words)

    def spans(self, query: Query, page: int = 0) -> list[Span]:
        """Places of a positional query that begin on this page (0-based), counted from its first word."""
        first = self.starts[page]
        end = self.starts[page + 1] if page + 1 < len(self.starts) else self.total
        found = find_spans(query, self.positions, self.starts)
        return [(a - first, b - first) for a, b in found if first <= a < end]

    def matches(self, query: Query, page: int = 0) -> bool:
        """Whether this page matches; AND, OR and NOT are decided on the page. The query has no fields."""
        return holds(query, lambda part: bool(self.spans(part, page)))


def holds(query: Query, positional: Callable[[Query], bool]) -> bool:
    """AND, OR and NOT over the answers for the positional parts."""
    if is_positional(query):
        return positional(query)
    match query:
        case And(items):
            return all(holds(item, positional) for item in items)
        case Or(items):
            return any(holds(item, positional) for item in items)
        case Not(item):
            return not holds(item, positional)
    raise TypeError(f"cannot be decided on the words alone: {query!r}")


def positive_parts(query: Query) -> list[Query]:
    """The positional parts that a match is about (not those under NOT): what snippets and marks show."""
    if is_positional(query):
        return [query]
    if isinstance(query, (And, Or)):
        return [part for item in query.items for part in positive_parts(item)]
    return []


def leaves(queries: Iterable[Query]) -> list[Query]:
    """The single words of positional parts, without the right side of a NOT distance."""
    found: list[Query] = []
    for query in queries:
        match query:
            case Phrase(parts):
                found.extend(parts)
            case Or(items):
                found.extend(leaves(items))
            case Near(left, right, _, _, negated):
                found.extend(leaves((left,) if negated else (left, right)))
            case _ if isinstance(query, LEAVES):
                found.append(query)
    return list(dict.fromkeys(found))
