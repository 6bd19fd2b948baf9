"""How a text looked where it came from: headings, bold, lists, links. It only guides the eye; the text is the same without.

While a file is read its marks stand in the text as noncharacters, which no document can hold; ``take_shape`` takes them out
and says where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

KINDS = ("h1", "h2", "h3", "h4", "b", "i", "a", "li", "pre", "quote")
"""Headings, bold, italic, link, list item, text set as typed, quotation."""
HEADINGS = {"h1": 1.6, "h2": 1.35, "h3": 1.15, "h4": 1.0}
"""Size of a heading against the text's, on the screen and on paper."""

_FIRST = 0xFDD2
_MARKS = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 2 * len(KINDS) - 1)}]")
_OPENING = {kind: chr(_FIRST + 2 * i) for i, kind in enumerate(KINDS)}
_CLOSING = {kind: chr(_FIRST + 2 * i + 1) for i, kind in enumerate(KINDS)}
_OPEN_SPACE = re.compile(f"([{''.join(_OPENING.values())}]+)([^\\S\\n]+)")
_SPACE_CLOSE = re.compile(f"([^\\S\\n]+)([{''.join(_CLOSING.values())}]+)")


class Span(NamedTuple):
    """A piece of a text, [start, end), and what it is (one of :data:`KINDS`)."""

    start: int
    end: int
    kind: str


def marks(kind: str) -> tuple[str, str]:
    """The characters to put before and after a piece of text of this kind."""
    return _OPENING[kind], _CLOSING[kind]


def unmarked(text: str, instead: str = "") -> str:
    """A text without marks: for input that must not bring its own, and where only the words are wanted."""
    return _MARKS.sub(instead, text)


def only_marks(text: str) -> str:
    """The marks in a text without the rest."""
    return "".join(_MARKS.findall(text))


def tidy(text: str) -> str:
    """Blanks moved out of marks, so that taking the marks out leaves no double blanks."""
    return _SPACE_CLOSE.sub(r"\2\1", _OPEN_SPACE.sub(r"\2\1", text))


def take_shape(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and what they said, in order. Marks without a partner say nothing or run to the end."""
    parts: list[str] = []
    found: list[Span] = []
    waiting: list[tuple[str, int]] = []
    length = at = 0
    for mark in _MARKS.finditer(marked):
        parts.append(marked[at : mark.start()])
        length += mark.start() - at
        at = mark.end()
        place, closes = divmod(ord(mark[0]) - _FIRST, 2)
        kind = KINDS[place]
        if not closes:
            waiting.append((kind, length))
            continue
        partner = next((i for i in range(len(waiting) - 1, -1, -1) if waiting[i][0] == kind), None)
        if partner is not None:
            found.append(Span(waiting.pop(partner)[1], length, kind))
    parts.append(marked[at:])
    length += len(marked) - at
    found += [Span(start, length, kind) for kind, start in waiting]
    return "".join(parts), sorted(span for span in found if span.end > span.start)


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The spans of a piece of the text, counted from its start."""
    return [
        Span(max(span.start, start) - start, min(span.end, end) - start, span.kind)
        for span in spans
        if span.start < end and span.end > start
    ]


def runs(text: str, spans: Sequence[Span]) -> list[tuple[str, frozenset[str]]]:
    """The text in pieces that look alike throughout, in order; joined they are the text. A list item begins a piece."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end) if edge <= len(text))})
    return [
        (text[start:end], frozenset(span.kind for span in spans if span.start <= start and end <= span.end))
        for start, end in pairwise(edges)
    ]


def pack_shape(spans: Sequence[Span]) -> str:
    """Spans as a page keeps them: ``h1 0 7;b 12 15``."""
    return ";".join(f"{span.kind} {span.start} {span.end}" for span in spans)


def unpack_shape(packed: str) -> list[Span]:
    """What :func:`pack_shape` packed; what cannot be read is left out."""
    found = []
    for one in packed.split(";"):
        kind, _, places = one.partition(" ")
        start, _, end = places.partition(" ")
        if kind in KINDS and start.isdigit() and end.isdigit():
            found.append(Span(int(start), int(end), kind))
    return found
