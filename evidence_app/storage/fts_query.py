"""Our query as an FTS5 expression: exactly equal where FTS5 can say it, or a wider net to check by hand.

FTS5's NEAR lets its two sides overlap; ours must be different places. So NEAR stands for ``w/n`` only between words
that cannot be the same word.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from evidence_app.model.normalise import OCR_AI
from evidence_app.model.search import And, Near, Not, Or, Phrase, Query, Wild, Word, is_positional
from evidence_app.model.search_match import word_start, word_test

MOST_VARIANTS = 64
BREAK_MARK = "_b_"
"""The word that stands at the page break in both columns of ``page_break``."""


class _Run(NamedTuple):
    """Words side by side; the last one may be only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False

    def sql(self) -> str:
        return '"' + " ".join(self.words) + '"' + (" *" if self.prefix else "")


def exact(query: Query) -> str | None:
    """An FTS5 expression that matches exactly the pages that the query matches, or ``None`` when there is none."""
    if is_positional(query):
        return _exact_positional(query)
    match query:
        case Or(items):
            return _joined("OR", [exact(item) for item in items])
        case And(items):
            wanted = _joined("AND", [exact(item) for item in items if not isinstance(item, Not)])
            unwanted = [exact(item.item) for item in items if isinstance(item, Not)]
            if wanted is None or None in unwanted:
                return None
            return wanted + "".join(f" NOT ({part})" for part in unwanted)
    return None


def _joined(operator: str, parts: list[str | None]) -> str | None:
    if not parts or None in parts:
        return None
    return f" {operator} ".join(f"({part})" for part in parts)


def _exact_positional(query: Query) -> str | None:
    if isinstance(query, Or):
        return _joined("OR", [_exact_positional(item) for item in query.items])
    if isinstance(query, Near):
        return _exact_near(query)
    runs = _runs(query)
    return None if runs is None else " OR ".join(run.sql() for run in runs)


def _exact_near(query: Near) -> str | None:
    if query.ordered or query.negated:
        return None
    left, right = _runs(query.left), _runs(query.right)
    if left is None or right is None or len(left) * len(right) > MOST_VARIANTS:
        return None
    if any(_may_overlap(a, b) for a, b in product(left, right)):
        return None
    return " OR ".join(f"NEAR({a.sql()} {b.sql()}, {query.distance - 1})" for a, b in product(left, right))


def _may_overlap(a: _Run, b: _Run) -> bool:
    return any(_same(x, xp, y, yp) for x, xp in _words(a) for y, yp in _words(b))


def _words(run: _Run) -> list[tuple[str, bool]]:
    return [(word, run.prefix and i == len(run.words) - 1) for i, word in enumerate(run.words)]


def _same(x: str, x_prefix: bool, y: str, y_prefix: bool) -> bool:
    return x == y or (x_prefix and y.startswith(x)) or (y_prefix and x.startswith(y))


def _runs(query: Query) -> list[_Run] | None:
    """All plain word runs that a word, phrase or OR group stands for, or ``None``."""
    match query:
        case Word(text):
            return [_Run((text,)), *([_Run((OCR_AI,))] if text in ("ai", "al") else [])]
        case Wild(pattern):
            return _prefix_runs(query, pattern)
        case Phrase(parts):
            return _phrase_runs(parts)
        case Or(items):
            runs = [_runs(item) for item in items]
            if None in runs:
                return None
            return [run for some in runs for run in some or ()]
    return None


def _prefix_runs(query: Wild, pattern: str) -> list[_Run] | None:
    if not pattern.endswith("*") or any(sign in pattern[:-1] for sign in "*?="):
        return None
    also = word_test(query)(OCR_AI) and not OCR_AI.startswith(pattern[:-1])
    return [_Run((pattern[:-1],), True), *([_Run((OCR_AI,))] if also else [])]


def _phrase_runs(parts: tuple[Query, ...]) -> list[_Run] | None:
    choices = [_runs(part) for part in parts]
    count = 1
    for choice in choices:
        count *= len(choice or ())
    if not 0 < count <= MOST_VARIANTS:
        return None
    found = []
    for combination in product(*(choice or () for choice in choices)):
        if any(run.prefix for run in combination[:-1]):
            return None
        found.append(_Run(tuple(word for run in combination for word in run.words), combination[-1].prefix))
    return found


def loose(query: Query) -> str | None:
    """An FTS5 expression that matches at least the pages that the query matches; ``None`` = every page may match."""
    match query:
        case Or(items):
            return _joined("OR", [loose(item) for item in items])
        case And(items):
            return _joined("AND", [part for item in items if (part := loose(item)) is not None])
        case Not():
            return None
        case Near(left, right, _, _, negated):
            near = None if negated else exact(Near(left, right, query.distance))
            sides = [loose(left)] if negated else [loose(left), loose(right)]
            return near or _joined("AND", [side for side in sides if side is not None])
        case Phrase(parts):
            return exact(query) or _joined("AND", [side for part in parts if (side := loose(part)) is not None])
    return exact(query) or _beginning(query)


def _beginning(leaf: Query) -> str | None:
    """The letters a word of this kind must begin with, and the unsure OCR reading when it may be one."""
    start = word_start(leaf)
    if not start:
        return None
    also = f' OR "{OCR_AI}"' if word_test(leaf)(OCR_AI) else ""
    return f'"{start}" *{also}'


def any_of(leaves: list[Query]) -> str | None:
    """An FTS5 expression for pages with any of these words (or their beginnings), for ranking only."""
    parts = [part for leaf in leaves if (part := loose(leaf)) is not None]
    return _joined("OR", list(parts))


# -- around page breaks ------------------------------------------------------------------------------------------------


def over_break(query: Phrase | Near) -> str | None:
    """An FTS5 expression over ``page_break`` for breaks that a match may run over; ``None`` = any.

    For a distance: one side stands before the break and the other behind it. (When one side itself runs over the
    break, asking for that side finds it.)
    """
    if isinstance(query, Phrase):
        splits = [_split(query.parts, at) for at in range(1, len(query.parts))]
        return _joined("OR", list(splits))
    orders = [(query.left, query.right)] if query.ordered else [(query.left, query.right), (query.right, query.left)]
    found: list[str | None] = []
    for first, second in orders:
        sides = [_within("tail", first, query.distance), _within("head", second, query.distance)]
        found.append(_joined("AND", [side for side in sides if side is not None]))
    return _joined("OR", found)


def _split(parts: tuple[Query, ...], at: int) -> str | None:
    sides = [_from_break("tail", tuple(reversed(parts[:at]))), _from_break("head", parts[at:])]
    return _joined("AND", [side for side in sides if side is not None])


def _from_break(column: str, parts: tuple[Query, ...]) -> str | None:
    """These words directly at the break, as far as FTS5 can say them."""
    for count in range(len(parts), 0, -1):
        runs = _phrase_runs(parts[:count])
        if runs is not None:
            marked = (_Run((BREAK_MARK, *run.words), run.prefix).sql() for run in runs)
            return " OR ".join(f"{{{column}}} : {run}" for run in marked)
    start = _beginning_run(parts[0])
    return None if start is None else f"{{{column}}} : {_Run((BREAK_MARK, *start.words), True).sql()}"


def _within(column: str, query: Query, distance: int) -> str | None:
    """A word of the query at most ``distance`` words from the break (a wider net for phrases and distances)."""
    match query:
        case Or(items):
            return _joined("OR", [_within(column, item, distance) for item in items])
        case Near(left, right, reach, _, negated):
            sides = [left] if negated else [left, right]
            reach += distance + _length(left) + _length(right)
            return _joined("AND", [side for part in sides if (side := _within(column, part, reach)) is not None])
        case Phrase(parts):
            return _within(column, max(parts, key=_plainness), distance + len(parts))
    runs = _runs(query) or ([start] if (start := _beginning_run(query)) else None)
    if runs is None:
        return None
    return " OR ".join(f'{{{column}}} : NEAR("{BREAK_MARK}" {run.sql()}, {distance})' for run in runs)


def _length(query: Query) -> int:
    match query:
        case Phrase(parts):
            return len(parts)
        case Or(items):
            return max(_length(item) for item in items)
        case Near(left, right, distance):
            return distance + _length(left) + _length(right)
    return 1


def _plainness(leaf: Query) -> int:
    return len(leaf.text) if isinstance(leaf, Word) else 0


def _beginning_run(leaf: Query) -> _Run | None:
    """The beginning of a word as a run, unless an unsure OCR reading would be missed."""
    start = word_start(leaf)
    return _Run((start,), True) if start and (not word_test(leaf)(OCR_AI) or OCR_AI.startswith(start)) else None
