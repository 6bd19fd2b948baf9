"""Exhibit numbers in searches: what a search asks of the field ``number``, after exhibits got other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evidence_app.model.errors import BadQuery
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.mentions import NO_NUMBER, WAS_FREE, Edit, Followed, Left
from evidence_app.model.renumbering import Renumbering
from evidence_app.model.search_lexer import Piece, pieces

PATTERN = "a pattern that finds other exhibits now"
_UNSPACED = re.compile(r"[\s.\-_]+")


def follow_query(query: str, renumbering: Renumbering) -> Followed:
    """A search after a renumbering: only what it asks of the field ``number`` follows, words to find never do."""
    try:
        found = pieces(query)
    except BadQuery:
        return Followed(query)
    edits: list[Edit] = []
    left: list[Left] = []
    for piece in _number_values(found):
        outcome = _value(piece.text.strip(), renumbering)
        if isinstance(outcome, tuple):
            edits.append(Edit(piece.start, piece.end, outcome[0]))
        elif outcome:
            left.append(Left(piece.start, piece.end, outcome))
    return Followed(query, tuple(edits), tuple(left))


def _number_values(found: list[Piece]) -> Iterator[Piece]:
    """The values of ``number:`` in a query, also those of ``number:(P-1 OR P-2)``."""
    for i, piece in enumerate(found[:-1]):
        if piece.kind != "field" or piece.text != "number":
            continue
        depth = 0
        for value in found[i + 1 :]:
            depth += {"(": 1, ")": -1}.get(value.kind, 0)
            if value.kind in ("word", "phrase"):
                yield value
            if depth <= 0:
                break


def _value(value: str, renumbering: Renumbering) -> tuple[str] | str | None:
    """One value after the renumbering: a new spelling, a reason why it is left, or None when it may stay."""
    if ".." in value:
        low, _dots, high = value.partition("..")
        ends = renumbering.range_ends(number_sort_key(low), number_sort_key(high))
        return (_written(f"{ends[0]}..{ends[1]}"),) if isinstance(ends, tuple) else ends
    old, now = _finds(value, renumbering.before), _finds(value, renumbering.after)
    if old == now:
        return None
    if not old:
        return WAS_FREE
    new = renumbering.after.get(min(old))
    if len(old) > 1 or set(value) & set("*?"):
        return PATTERN
    return (_written(new),) if new else NO_NUMBER


def _finds(value: str, numbers: Mapping[int, str | None] | Mapping[int, str]) -> set[int]:
    """The exhibits ``number:value`` finds: letters and digits count, spaces, dots and hyphens do not."""
    letters = {"*": ".*", "?": "."}
    wanted = re.compile("".join(letters.get(c, re.escape(c)) for c in _UNSPACED.sub("", value.casefold())))
    return {e for e, n in numbers.items() if n and wanted.fullmatch(_UNSPACED.sub("", n.casefold()))}


def _written(value: str) -> str:
    return value if re.fullmatch(r"[\w.\-]+", value) else f'"{value}"'
