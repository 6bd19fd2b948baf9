"""Which exhibit is meant by what was typed in court: its number, with or without the party's prefix, or its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.register import NumberedExhibit

_TAIL = re.compile(r"(\d[\d.]*|[^\W\d_]+)$")


def matching(typed: str, exhibits: Sequence[NumberedExhibit]) -> list[NumberedExhibit]:
    """The exhibits meant, best first: the same number, the same number behind a prefix, a beginning, words of the title."""
    plain = " ".join(typed.split()).casefold()
    if not plain:
        return []
    key = number_sort_key(plain)
    ranks = ((_rank(plain, key, one), i, one) for i, one in enumerate(exhibits))
    return [one for rank, _i, one in sorted((r for r in ranks if r[0] < 9), key=lambda r: r[:2])]


def _rank(plain: str, key: str, one: NumberedExhibit) -> int:
    number = one.number.casefold()
    if one.number_sort == key or number == plain:
        return 0
    tail = _TAIL.search(number)
    if tail and number_sort_key(tail[1]) == key:
        return 1
    if number.startswith(plain):
        return 2
    if tail and tail[1].lstrip("0").startswith(plain):
        return 3
    return 4 if not plain.isdigit() and plain in f"{one.title} {one.description}".casefold() else 9


def certain(typed: str, found: Iterable[NumberedExhibit]) -> NumberedExhibit | None:
    """The one exhibit that is meant beyond doubt: the same number, or the only one with it behind a prefix."""
    plain = " ".join(typed.split()).casefold()
    key = number_sort_key(plain)
    ranked = [(_rank(plain, key, one), one) for one in found]
    for rank in (0, 1):
        same = [one for r, one in ranked if r == rank]
        if same:
            return same[0] if len(same) == 1 else None
    return ranked[0][1] if len(ranked) == 1 else None
