"""What people wrote about exhibits by number, brought up to date when the numbers change.

Links, lists and stamps point at the exhibit and follow by themselves; notes, descriptions and searches were typed. Only
typed texts are touched: never the words of a document (quotes, dates as stated), served lists, custody records or the
history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from evidence_app.model.mentions import Followed, follow
from evidence_app.model.query_mentions import follow_query
from evidence_app.model.renumbering import Renumbering
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.database import Rows


class TextPlace(NamedTuple):
    """One text of one row."""

    table: str
    row_id: int
    column: str


@dataclass(frozen=True)
class Mentioned:
    """A text that mentions an exhibit whose number changes. ``where`` names it as the window does."""

    place: TextPlace
    where: str
    text: Followed


@dataclass(frozen=True)
class LeftMention:
    """A mention left as it is: where, the words around it, and why."""

    place: TextPlace
    where: str
    excerpt: str
    reason: str


@dataclass(frozen=True)
class Mentions:
    """What a renumbering does to typed texts: those that change, and mentions a person has to look at."""

    changing: tuple[Mentioned, ...] = ()
    left: tuple[LeftMention, ...] = ()


@dataclass(frozen=True)
class _Texts:
    """Typed columns of a table. ``label`` is SQL that names a row; ``kept`` columns are told and never changed."""

    label: str
    columns: Mapping[str, str]
    queries: tuple[str, ...] = ()
    kept: Mapping[str, str] | None = None


_EXHIBIT = "(SELECT coalesce('Ex. ' || x.number, x.title) FROM exhibit x WHERE x.id = t.exhibit_id)"
_ELEMENT = "(SELECT substr(e.text, 1, 60) FROM element e WHERE e.id = t.element_id)"
_A_NAME = "a name; searches and reports may use it, so rename it yourself"
_GUESSED = "the title was read from the file; confirm or correct it yourself"

TYPED: Mapping[str, _Texts] = {
    "matter": _Texts("'The matter'", {"status_note": "status", "notes": "notes", "banner": "banner"}),
    "exhibit": _Texts(
        "coalesce('Ex. ' || t.number, t.title)",
        {
            "title": "title", "description": "description", "purpose": "purpose", "notes": "notes",
            "privilege_note": "note on the privilege", "stipulations": "stipulations", "objections": "objections",
            "objection_response": "response to the objections", "ruling": "ruling", "limited_purpose": "limited purpose",
        },
    ),
    "claim": _Texts(
        "'Claim ' || t.name",
        {"name": "name", "authority": "authority", "limitation": "limitation", "relief": "relief", "notes": "notes"},
    ),
    "element": _Texts(
        "'Element ' || substr(t.text, 1, 60)",
        {
            "text": "text", "authority": "authority", "gap_reason": "reason for the gap",
            "expected_objection": "expected objection", "notes": "notes", "search_terms": "search terms",
        },
        queries=("search_terms",),
    ),
    "evidence_link": _Texts(
        f"'Link ' || {_EXHIBIT} || ' to ' || {_ELEMENT}", {"note": "note", "objection": "expected objection"}
    ),
    "event": _Texts("'Fact ' || substr(t.text, 1, 60)", {"text": "text", "notes": "notes"}),
    "event_source": _Texts(
        "'Source of ' || (SELECT substr(f.text, 1, 60) FROM event f WHERE f.id = t.event_id)",
        {"citation": "citation", "note": "note"},
    ),
    "hearing_event": _Texts(
        f"'Hearing ' || substr(t.at, 1, 10) || ', ' || {_EXHIBIT} || ' ' || t.action", {"words": "words"}
    ),
    "saved_search": _Texts(
        "'Saved search ' || t.name", {"query": "query", "name": "name"}, ("query",), kept={"name": _A_NAME}
    ),
    "tag": _Texts("'Tag ' || t.name", {"name": "name"}, kept={"name": _A_NAME}),
}  # fmt: skip
"""Every column of free text a person types, by table, with the words the window has for it."""


def renumbering_of(rows: Rows, numbers: Mapping[int, str | None]) -> Renumbering:
    """Old and new numbers of the whole matter when ``numbers`` are given."""
    found = rows.tuples("SELECT id, number FROM exhibit WHERE number IS NOT NULL")
    before = {int(e): str(number) for e, number in found}
    prefixes = rows.column("SELECT DISTINCT prefix FROM bates_range")
    sides = dict(rows.tuples("SELECT x.id, p.side FROM exhibit x JOIN party p ON p.id = x.party_id"))
    return Renumbering(before, before | dict(numbers), prefixes, sides)  # type: ignore[arg-type]


def mentions(rows: Rows, renumbering: Renumbering) -> Mentions:
    """Every typed text that mentions an exhibit whose number changes; nothing is changed yet."""
    if not renumbering.moved:
        return Mentions()
    changing: list[Mentioned] = []
    left: list[LeftMention] = []
    for place, where, text, reason in _texts(rows):
        followed = _followed(place, text, renumbering)
        if followed is None:
            continue
        left += [LeftMention(place, where, followed.excerpt(one), one.reason) for one in followed.left]
        if followed.edits and reason:
            left.append(LeftMention(place, where, followed.excerpts()[0], reason))
        elif followed.edits:
            changing.append(Mentioned(place, where, followed))
    return Mentions(tuple(changing), tuple(left))


def _texts(rows: Rows) -> Iterator[tuple[TextPlace, str, str, str]]:
    """Every typed text that is not empty: place, its name, the text, and why it is never changed ('' = it is)."""
    for table, typed in TYPED.items():
        columns = list(typed.columns)
        guessed = "t.title_guessed" if table == "exhibit" else "0"
        filled = " OR ".join(f"t.{column} GLOB '*[0-9A-Z]*'" for column in columns)
        names = ", ".join(f"t.{column}" for column in columns)
        sql = f"SELECT t.id, {typed.label}, {guessed}, {names} FROM {table} t WHERE {filled} ORDER BY t.id"
        for row_id, label, from_file, *texts in rows.tuples(sql):
            for column, text in zip(columns, texts, strict=True):
                if text:
                    reason = (typed.kept or {}).get(column, _GUESSED if from_file and column == "title" else "")
                    yield TextPlace(table, row_id, column), f"{label}, {typed.columns[column]}", text, reason


def _followed(place: TextPlace, text: str, renumbering: Renumbering) -> Followed | None:
    if not renumbering.may_be_in(text):
        return None
    return (follow_query if place.column in TYPED[place.table].queries else follow)(text, renumbering)


def rewrite(tx: Operation, found: Mentions, leave: Collection[TextPlace] = ()) -> int:
    """Write the texts that change, within the operation that changes the numbers; says how many there were."""
    changing = [one for one in found.changing if one.place not in leave]
    for one in changing:
        tx.update(one.place.table, one.place.row_id, {one.place.column: one.text.after})
    return len(changing)


def preview(matter: Matter, numbers: Mapping[int, str | None]) -> Mentions:
    """What giving these numbers would do to typed texts."""
    with matter.snapshot() as rows:
        return mentions(rows, renumbering_of(rows, numbers))
