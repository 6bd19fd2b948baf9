"""Where the words of a query stand in a page's own text: snippets for lists, marks for the page view."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from evidence_app.model.normalise import Token, tokens_with_offsets
from evidence_app.model.search import Query
from evidence_app.model.search_match import ExhibitWords, positive_parts
from evidence_app.model.search_results import Snippet

SNIPPET_LETTERS = 240


def marked_ranges(
    query: Query, text: str, ocr: bool, before: Sequence[str] = (), after: Sequence[str] = ()
) -> list[tuple[int, int]]:
    """[start, end) offsets in ``text`` of every match, phrases and distances whole; overlapping ones are merged.

    ``before``/``after``: search words of the neighbouring pages, for matches that run over the page break.
    """
    tokens = tokens_with_offsets(text, ocr=ocr)
    reading = ExhibitWords([before, [token.text for token in tokens], after])
    found: list[tuple[int, int]] = []
    for part in positive_parts(query):
        spans = reading.spans(part, 1)
        spans += [(0, end - len(before)) for _, end in reading.spans(part, 0) if end > len(before)]
        found += [_offsets(tokens, start, end) for start, end in spans if start < len(tokens)]
    return merged(found)


def _offsets(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    return tokens[start].start, tokens[min(end, len(tokens)) - 1].end


def merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted ranges without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def snippet(text: str, marks: Sequence[tuple[int, int]], letters: int = SNIPPET_LETTERS) -> Snippet:
    """About ``letters`` characters of the text around the richest group of marks, on one line."""
    start, end = _window(text, marks, letters)
    inside = [(max(a, start), min(b, end)) for a, b in marks if b > start and a < end]
    return _one_line(text, start, end, inside)


def _window(text: str, marks: Sequence[tuple[int, int]], letters: int) -> tuple[int, int]:
    if not marks:
        first = len(text) - len(text.lstrip())
        return first, _word_end(text, min(len(text), first + letters))
    ends = [end for _, end in marks]
    best = max(range(len(marks)), key=lambda i: (bisect_right(ends, marks[i][0] + letters) - i, -i))
    first, last = marks[best]
    for _, b in marks[best:]:
        if b - first <= letters:
            last = max(last, b)
    spare = max(0, letters - (last - first))
    start, end = max(0, first - spare // 2), min(len(text), last + spare // 2)
    return _word_start(text, start), _word_end(text, min(end, start + max(letters, last - first) + spare // 2))


def _word_start(text: str, at: int) -> int:
    while 0 < at < len(text) and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _one_line(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Snippet:
    shown: list[str] = ["… "] if start > 0 else []
    length = len("".join(shown))
    moved: list[tuple[int, int]] = []
    cuts = sorted({start, end, *(place for mark in marks for place in mark)})
    places: dict[int, int] = {}
    for a, b in zip(cuts, [*cuts[1:], end], strict=True):
        places[a] = length
        piece = re.sub(r"[\s\x00-\x1f]+", " ", text[a:b])
        shown.append(piece)
        length += len(piece)
    places[end] = length
    moved = [(places[a], places[b]) for a, b in marks]
    return Snippet("".join(shown) + (" …" if end < len(text.rstrip()) else ""), tuple(moved))
