"""The exhibit register: which state may follow which, and what a served list holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import DESIGNATIONS, EXHIBIT_KINDS, OFFER_CLASSES, STATUSES
from evidence_app.turns import give_way

HearingAction = Literal[
    "marked", "identified", "offered", "objection", "response", "ruling", "admitted", "limited", "refused", "withdrawn"
]
ACTION_WORDS = {"limited": "admitted for a limited purpose"}
"""How an entry reads where its short name would not be understood."""
HEARING_ACTIONS: tuple[HearingAction, ...] = (
    "marked", "identified", "offered", "objection", "response", "ruling", "admitted", "limited", "refused", "withdrawn",
)  # fmt: skip

FOLLOWS: dict[str, frozenset[str]] = {
    "draft": frozenset({"numbered", "withdrawn"}),
    "numbered": frozenset({"draft", "served", "marked", "offered", "withdrawn"}),
    "served": frozenset({"marked", "offered", "withdrawn"}),
    "marked": frozenset({"offered", "withdrawn"}),
    "offered": frozenset({"admitted", "limited", "refused", "withdrawn", "marked"}),
    "admitted": frozenset({"limited", "refused"}),
    "limited": frozenset({"admitted", "refused"}),
    "refused": frozenset({"offered", "admitted", "limited"}),
    "withdrawn": frozenset({"offered"}),
}
"""State -> the states that may follow. A ruling can be changed by a later ruling; a served exhibit never turns draft."""


def check_step(number: str | None, now: str, then: str) -> None:
    """Raise UserError when an exhibit cannot go from one state to the other."""
    if then == now:
        return
    if then not in FOLLOWS[now]:
        allowed = ", ".join(sorted(STATUSES[s].lower() for s in FOLLOWS[now]))
        raise UserError(f"{number or 'The exhibit'} is {STATUSES[now].lower()}; it cannot become {STATUSES[then].lower()}.", f"Possible: {allowed}.")  # fmt: skip
    if then not in ("draft", "withdrawn") and not number:
        raise UserError(f"An exhibit without a number cannot be {STATUSES[then].lower()}.", "Number it first (key N).")


class NumberedExhibit(NamedTuple):
    """What says which numbered exhibit one is, and where it stands; a list of all of them is read at once."""

    id: int
    number: str
    number_sort: str
    title: str
    description: str
    status: str


@dataclass(frozen=True)
class ServedRow:
    """One line of a served list as it went out.

    The fields with None are what a court's layout may print besides; lists served by earlier versions do not have them.
    ``designation`` is the highest of the exhibit and what came inside it; ``attachments`` counts those not listed.
    """

    exhibit_id: int
    number: str
    description: str
    date: str
    bates: str
    sponsor: str
    status: str
    side: str | None = None
    exhibit_kind: str | None = None
    offer_class: str | None = None
    designation: str | None = None
    stipulations: str | None = None
    objections: str | None = None
    objection_response: str | None = None
    attachments: int | None = None


@dataclass(frozen=True)
class ServedList:
    """An exhibit list as served: immutable, dated, with the hash of its rows. ``amends`` is the earlier list's id."""

    id: int
    title: str
    party_id: int | None
    served_on: str
    amends: int | None
    rows: str
    rows_sha256: str
    created_at: str

    def lines(self) -> list[ServedRow]:
        """Its lines, in the order served."""
        return [ServedRow(**line) for line in _lines(self.rows)]


@dataclass(frozen=True)
class ListChange:
    """One difference between two served lists: "added", "withdrawn", "changed" or "removed", with the fields in words."""

    number: str
    change: Literal["added", "withdrawn", "changed", "removed"]
    words: str


def compare(earlier: Sequence[ServedRow], later: Iterable[ServedRow]) -> list[ListChange]:
    """What an amended list changes, by exhibit. Numbers cannot change after service, so a line is found by its exhibit."""
    old = {row.exhibit_id: row for row in earlier}
    changes = []
    for row in later:
        before = old.pop(row.exhibit_id, None)
        if before is None:
            changes.append(ListChange(row.number, "added", row.description))
        elif row.status == "withdrawn" != before.status:
            changes.append(ListChange(row.number, "withdrawn", before.description))
        elif words := _differences(before, row):
            changes.append(ListChange(row.number, "changed", words))
    return changes + [ListChange(row.number, "removed", row.description) for row in old.values()]


_COMPARED = (
    "number", "description", "date", "bates", "sponsor", "exhibit_kind", "offer_class", "designation", "stipulations",
    "objections", "objection_response",
)  # fmt: skip
_fields_of = attrgetter(*_COMPARED)


def _differences(before: ServedRow, after: ServedRow) -> str:
    if _fields_of(before) == _fields_of(after):
        return ""
    pairs = [(name.replace("_", " "), _compared(before, name), _compared(after, name)) for name in _COMPARED]
    return "; ".join(f"{name}: “{a}” to “{b}”" for name, a, b in pairs if a != b and None not in (a, b))


def _compared(row: ServedRow, name: str) -> str | None:
    """A field in printed words; None where the list does not have it, which is no difference."""
    value: str | None = getattr(row, name)
    words: dict[str, str] = {
        "exhibit_kind": EXHIBIT_KINDS,
        "offer_class": OFFER_CLASSES,
        "designation": DESIGNATIONS,
    }.get(name, {})
    return words.get(value, value) if value is not None else None


@dataclass(frozen=True)
class HearingEvent:
    """One entry of the hearing ledger. ``at`` is court-local time with its offset, ISO 8601."""

    id: int
    exhibit_id: int
    at: str
    action: str
    words: str
    witness: str


_BETWEEN = re.compile(r"[\s,\[]*")


def _lines(rows: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON list one by one: thousands in one piece would hold up every other thread meanwhile."""
    decoder, end = json.JSONDecoder(), rows.rindex("]")
    at = _BETWEEN.match(rows).end()  # type: ignore[union-attr]
    while at < end:
        give_way()
        line, at = decoder.raw_decode(rows, at)
        yield line
        at = _BETWEEN.match(rows, at).end()  # type: ignore[union-attr]
