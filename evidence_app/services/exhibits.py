"""Exhibits: list, describe, number, withdraw; every change one undo step, also on thousands of rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.chronology import sort_key
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import (
    DESIGNATIONS,
    EXHIBIT_KINDS,
    OFFER_CLASSES,
    STATUSES,
    Custodian,
    Exhibit,
    ExhibitId,
    ExhibitRow,
    Page,
    PageOutline,
    number_sort_key,
)
from evidence_app.model.register import check_step
from evidence_app.model.typed_dates import certain_date
from evidence_app.services import families
from evidence_app.services.matter import Matter, Operation

EDITABLE = frozenset(
    {
        "title", "description", "exhibit_kind", "doc_date", "author", "recipients", "subject", "sponsor", "purpose",
        "designation", "privilege", "privilege_note", "sequestered", "offer_class", "stipulations", "objections",
        "objection_response", "ruling", "limited_purpose", "marked_on", "offered_on", "admitted_on", "ruled_on", "sealed",
        "bates_begin", "bates_end", "notes", "party_id", "status",
    }
)  # fmt: skip
"""Columns :func:`describe` may change; the number has its own function because it must stay unique."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "designation": DESIGNATIONS,
    "exhibit_kind": EXHIBIT_KINDS,
    "offer_class": OFFER_CLASSES,
    "status": STATUSES,
}

SORTS = {
    "number": "e.number_sort, e.id",
    "title": "e.title COLLATE NOCASE, e.id",
    "date": "e.doc_date_sort, e.id",
    "kind": "e.kind, e.id",
    "pages": "e.page_count, e.id",
    "custodian": "coalesce(c.name, '~') COLLATE NOCASE, e.id",
    "sponsor": "e.sponsor COLLATE NOCASE, e.id",
    "designation": "e.designation, e.id",
    "status": "e.status, e.id",
    "bates": "e.bates_begin, e.id",
    "imported": "e.id",
    "links": "(SELECT count(*) FROM evidence_link l WHERE l.exhibit_id = e.id), e.id",
}
"""Orders a list of exhibits can have; natural exhibit-number order is the default."""

_ROW = """SELECT e.id, e.number, e.title, e.title_guessed, e.kind, e.doc_date, e.doc_date_basis, e.page_count,
 (SELECT count(*) FROM page p WHERE p.exhibit_id = e.id AND p.source = 'none') AS silent_pages,
 e.bates_begin, e.bates_end, coalesce(c.name, '') AS custodian, e.sponsor, e.designation, e.privilege, e.sequestered,
 e.status, coalesce(y.name, '') AS party,
 coalesce((SELECT group_concat(name, ', ') FROM (SELECT t.name FROM exhibit_tag x JOIN tag t ON t.id = x.tag_id
   WHERE x.exhibit_id = e.id ORDER BY t.name COLLATE NOCASE)), '') AS tags,
 (SELECT count(*) FROM evidence_link l WHERE l.exhibit_id = e.id) AS links,
 e.parent_id, e.file_name, e.read_status, e.read_reason, e.original_sha256, e.original_bytes, e.number_guess, e.description
 FROM exhibit e LEFT JOIN custodian c ON c.id = e.custodian_id LEFT JOIN party y ON y.id = e.party_id"""


@dataclass(frozen=True)
class ExhibitFilter:
    """Which exhibits to list; empty fields do not filter. ``words`` looks in number, title, file name and notes.

    ``linked``: "yes" / "no" = has / has no evidence link. ``attention``: one of ``_ATTENTION``.
    ``outward`` leaves out privileged and sequestered exhibits.
    """

    words: str = ""
    tags: tuple[str, ...] = ()
    custodians: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    designations: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    party_id: int | None = None
    element_id: int | None = None
    linked: str = ""
    attention: str = ""
    numbered: bool | None = None
    outward: bool = False
    include_sequestered: bool = True


SortOrder = tuple[tuple[str, bool], ...]
"""Sort keys (of ``SORTS``) with whether they run downwards; the first one counts most."""


def list_ids(
    matter: Matter, chosen: ExhibitFilter | None = None, sort: str | SortOrder = "number", descending: bool = False
) -> list[ExhibitId]:
    """The ids of the exhibits a list shows, in order; rows are read later, only for what is painted.

    ``sort`` is one key, with ``descending``, or several keys that bring their own direction.
    """
    where, params = _where(chosen or ExhibitFilter())
    order = order_by(((sort, descending),) if isinstance(sort, str) else sort)
    sql = f"SELECT e.id FROM exhibit e LEFT JOIN custodian c ON c.id = e.custodian_id {where} ORDER BY {order}"
    return matter.read.column(sql, params)


def order_by(sort: SortOrder) -> str:
    """The SQL order of several sort keys; the order of import decides between equals. Raises UserError."""
    parts: list[str] = []
    for key, descending in sort:
        if key not in SORTS:
            raise UserError(f"Exhibits cannot be sorted by {key!r}.", f"Known: {', '.join(SORTS)}.")
        part = SORTS[key].removesuffix(", e.id")
        parts.append(f"{part} DESC" if descending else part)
    return ", ".join([*parts, "e.id"])


def _where(chosen: ExhibitFilter) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []

    def add(sql: str, *values: Any) -> None:
        parts.append(sql)
        params.extend(values)

    for word in chosen.words.split():
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = ("coalesce(e.number, '')", "e.title", "e.file_name", "e.notes", "e.description", "e.bates_begin")
        add("(" + " OR ".join(f"{c} LIKE ? ESCAPE '\\'" for c in columns) + ")", *[like] * len(columns))
    for tag in chosen.tags:
        add("e.id IN (SELECT x.exhibit_id FROM exhibit_tag x JOIN tag t ON t.id = x.tag_id WHERE t.name = ?)", tag)
    for column, values in (
        ("coalesce(c.name, '')", chosen.custodians),
        ("e.kind", chosen.kinds),
        ("e.designation", chosen.designations),
        ("e.status", chosen.statuses),
    ):
        if values:
            add(f"{column} IN ({', '.join('?' * len(values))})", *values)
    if chosen.party_id is not None:
        add("e.party_id = ?", chosen.party_id)
    if chosen.element_id is not None:
        add("e.id IN (SELECT exhibit_id FROM evidence_link WHERE element_id = ?)", chosen.element_id)
    if chosen.linked:
        negate = "" if chosen.linked == "yes" else "NOT "
        add(f"{negate}EXISTS (SELECT 1 FROM evidence_link l WHERE l.exhibit_id = e.id)")
    if chosen.numbered is not None:
        add("e.number IS NOT NULL" if chosen.numbered else "e.number IS NULL")
    if chosen.outward:
        add("e.privilege = '' AND e.sequestered = 0")
    if not chosen.include_sequestered:
        add("e.sequestered = 0")
    attention = _ATTENTION.get(chosen.attention)
    if attention:
        add(attention)
    return ("WHERE " + " AND ".join(parts) if parts else ""), params


_ATTENTION = {
    "no text": "EXISTS (SELECT 1 FROM page p WHERE p.exhibit_id = e.id AND p.source = 'none')",
    "unread": "e.read_status != 'ok'",
    "needs a look": "EXISTS (SELECT 1 FROM evidence_link l WHERE l.exhibit_id = e.id AND l.state != 'ok')",
    "no number": "e.number IS NULL",
    "guessed title": "e.title_guessed = 1",
    "redacted": "EXISTS (SELECT 1 FROM redaction_mark r WHERE r.exhibit_id = e.id)",
    "redaction look": """EXISTS (SELECT 1 FROM redaction_mark r WHERE r.exhibit_id = e.id
                           AND r.file_sha256 <> e.original_sha256)""",
}


def read_rows(matter: Matter, ids: Collection[int]) -> dict[int, ExhibitRow]:
    """List rows for just these exhibits, keyed by id."""
    if not ids:
        return {}
    sql = f"{_ROW} WHERE e.id IN (SELECT value FROM json_each(?))"
    return {row.id: row for row in matter.read.rows(ExhibitRow, sql, (json.dumps(list(ids)),))}


def handed_over(matter: Matter) -> list[tuple[int, str]]:
    """Ids and names, in order, of what may leave the office: not privileged, not sequestered, not withdrawn."""
    sql = f"""SELECT id, CASE WHEN number IS NULL THEN title ELSE number || '  ' || title END FROM exhibit e
              WHERE privilege = '' AND sequestered = 0 AND status != 'withdrawn' ORDER BY {SORTS["number"]}"""
    return matter.read.tuples(sql)  # type: ignore[return-value]


def kept_back(matter: Matter, *, privileged: bool = True) -> set[int]:
    """The ids of exhibits no paper may name: sequestered ones always, ``privileged`` ones unless the user wants them."""
    also = " OR privilege != ''" if privileged else ""
    return set(matter.read.column(f"SELECT id FROM exhibit WHERE sequestered != 0{also}"))


def list_rows(matter: Matter, chosen: ExhibitFilter | None = None, sort: str = "number") -> list[ExhibitRow]:
    """All list rows a filter selects, in order; for reports and the command line."""
    where, params = _where(chosen or ExhibitFilter())
    return matter.read.rows(ExhibitRow, f"{_ROW} {where} ORDER BY {SORTS[sort]}", params)


def get(matter: Matter, exhibit_id: int) -> Exhibit:
    """One exhibit; raises NotFound."""
    found = matter.read.row(Exhibit, "SELECT * FROM exhibit WHERE id = ?", (exhibit_id,))
    if found is None:
        raise NotFound("There is no such exhibit.", "Run 'evidence exhibits' to see them.")
    return found


def records(matter: Matter, ids: Collection[int]) -> dict[int, Exhibit]:
    """These exhibits as they are stored, by id."""
    sql = "SELECT * FROM exhibit WHERE id IN (SELECT value FROM json_each(?))"
    return {one.id: one for one in matter.read.rows(Exhibit, sql, (json.dumps(list(ids)),))}


def find(matter: Matter, text: str) -> Exhibit:
    """The exhibit a person means: its number ("P-12", any case), its id ("#7"), or its exact title or file name.

    Raises NotFound when there is none, UserError when a title fits several.
    """
    plain = text.strip()
    if plain.startswith("#") and plain[1:].isdigit():
        return get(matter, int(plain[1:]))
    key = number_sort_key(plain.removeprefix("Ex. "))
    by_number = matter.read.rows(Exhibit, "SELECT * FROM exhibit WHERE number IS NOT NULL AND number_sort = ?", (key,))
    exact = [e for e in by_number if e.number == plain]
    found = (exact or by_number) or matter.read.rows(
        Exhibit, "SELECT * FROM exhibit WHERE title = ? COLLATE NOCASE OR file_name = ? COLLATE NOCASE", (plain, plain)
    )
    if not found:
        raise NotFound(f"No exhibit is called {plain!r}.", "Use its number, '#' and its id, or its exact title.")
    if len(found) > 1:
        ids = ", ".join(f"#{e.id}" for e in found)
        raise UserError(f"{len(found)} exhibits are called {plain!r}.", f"Say which: {ids}.")
    return found[0]


def name_of(matter: Matter, exhibit_id: int) -> str:
    """What :func:`find` knows the exhibit by: its number when no other has it, else # and its id. Raises NotFound."""
    number = get(matter, exhibit_id).number
    same = matter.read.value("SELECT count(*) FROM exhibit WHERE number = ?", (number,))
    return str(number) if number and same == 1 else f"#{exhibit_id}"


def pages(matter: Matter, exhibit_id: int) -> list[Page]:
    """Every page of an exhibit with its texts."""
    return matter.read.rows(Page, "SELECT * FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,))


def page_facts(matter: Matter, exhibit_id: int) -> list[PageOutline]:
    """Every page of an exhibit without its texts, for laying out a long one quickly."""
    sql = """SELECT id, number, label, bates, source, ocr_state, ocr_reason, ocr_confidence, width, height, note,
               layer_text <> '' AS has_layer, ocr_text <> '' AS has_ocr, length(text) AS characters,
               length(text) - length(replace(text, char(10), '')) + 1 AS lines
             FROM page WHERE exhibit_id = ? ORDER BY number"""
    return matter.read.rows(PageOutline, sql, (exhibit_id,))


def page(matter: Matter, exhibit_id: int, number: int) -> Page | None:
    """One page by its PDF index from 1, or None."""
    sql = "SELECT * FROM page WHERE exhibit_id = ? AND number = ?"
    return matter.read.row(Page, sql, (exhibit_id, number))


def page_words(matter: Matter, page_id: int) -> bytes:
    """The packed word boxes of a page (see ``model.pages.unpack_words``); empty when it has none."""
    return matter.read.value("SELECT boxes FROM page_words WHERE page_id = ?", (page_id,)) or b""


def family(matter: Matter, exhibit_id: int) -> list[ExhibitRow]:
    """An exhibit with its whole family, however deep, each parent first; a single-member list when it has none."""
    members = families.members(matter.read, exhibit_id)
    found = read_rows(matter, members)
    return [found[one] for one in members if one in found]


def describe(matter: Matter, exhibit_ids: Collection[int], **fields: Any) -> Changes:
    """Set fields (``EDITABLE``) on one or many exhibits in one undo step; a typed title or date is no guess any more.

    A date may be typed any way :func:`certain_date` reads; what was typed is kept as stated.
    Sequestering an exhibit sequesters what came inside it too: a clawback of a message takes its attachments along
    (releasing is done exhibit by exhibit). Raises UserError for an unknown field or value, and for a status that cannot
    follow the present one.
    """
    check(fields)
    values = dict(fields)
    if "title" in values:
        values["title_guessed"] = 0
    if "doc_date" in values:
        values |= _dates(str(values["doc_date"]))
    message = "Set {field} of {count} exhibits to “{value}”" if len(exhibit_ids) > 1 else "Set {field} to “{value}”"
    shown: dict[str, Any] = {
        "field": ", ".join(fields).replace("_id", "").replace("_", " "),
        "value": ", ".join(_shown(matter, name, values[name]) for name in fields),
    }
    with matter.operation(message, count=len(exhibit_ids), **shown) as tx:
        if "status" in values:
            _check_steps(tx, exhibit_ids, str(values["status"]))
        marks = ", ".join(f"{name} = ?" for name in values)
        tx.executemany(f"UPDATE exhibit SET {marks} WHERE id = ?", [[*values.values(), e] for e in exhibit_ids])
        if values.get("sequestered"):
            taken = {inner for e in exhibit_ids for inner in families.inside(tx, e)}
            tx.executemany("UPDATE exhibit SET sequestered = 1 WHERE id = ?", [(e,) for e in sorted(taken)])
    return tx.changes


def _dates(typed: str) -> dict[str, str]:
    """The date columns from what was typed; it is no guess any more."""
    date = certain_date(typed)
    return {
        "doc_date": date, "doc_date_sort": sort_key(date), "doc_date_stated": typed.strip(), "doc_date_basis": "user",
    }  # fmt: skip


def _shown(matter: Matter, name: str, value: Any) -> str:
    """A value as the history says it: a party by its name, not by its id."""
    if name == "party_id":
        return str(matter.read.value("SELECT name FROM party WHERE id = ?", (value,)) or "none")
    return str(value)


def _check_steps(tx: Operation, exhibit_ids: Collection[int], status: str) -> None:
    for exhibit_id in exhibit_ids:
        for number, now in tx.tuples("SELECT number, status FROM exhibit WHERE id = ?", (exhibit_id,)):
            check_step(number, now, status)


def check(fields: Mapping[str, Any]) -> None:
    """Whether :func:`describe` would take these values; raises UserError with the reason."""
    for name, value in fields.items():
        if name not in EDITABLE:
            raise UserError(f"An exhibit has no editable field {name!r}.", f"Known: {', '.join(sorted(EDITABLE))}.")
        if name in CHOICES and value not in CHOICES[name]:
            raise UserError(
                f"{value!r} is not a {name.replace('_', ' ')}.", f"Known: {', '.join(filter(None, CHOICES[name]))}."
            )
    if "title" in fields and not str(fields["title"]).strip():
        raise UserError("An exhibit needs a title.", "Type what it is: kind, author, date.")
    if "doc_date" in fields:
        certain_date(str(fields["doc_date"]))


def set_custodian(matter: Matter, exhibit_ids: Collection[int], name: str) -> Changes:
    """Say where exhibits came from; an empty name clears it."""
    with matter.operation(
        "Set custodian of {count} exhibits to “{name}”", count=len(exhibit_ids), name=name.strip()
    ) as tx:
        custodian = find_or_add_custodian(tx, name)
        tx.executemany("UPDATE exhibit SET custodian_id = ? WHERE id = ?", [(custodian, e) for e in exhibit_ids])
    return tx.changes


def find_or_add_custodian(tx: Operation, name: str) -> int | None:
    """The custodian's id inside a running operation, added when new; None for an empty name."""
    plain = " ".join(name.split())
    if not plain:
        return None
    found = tx.value("SELECT id FROM custodian WHERE name = ?", (plain,))
    return int(found) if found is not None else tx.insert("custodian", {"name": plain})


def custodians(matter: Matter) -> list[Custodian]:
    """Custodians with how many exhibits each has, by name."""
    sql = """SELECT c.id, c.name, count(e.id) AS exhibits FROM custodian c
             LEFT JOIN exhibit e ON e.custodian_id = c.id GROUP BY c.id ORDER BY c.name COLLATE NOCASE"""
    return matter.read.rows(Custodian, sql)


def withdraw(matter: Matter, exhibit_ids: Collection[int]) -> Changes:
    """Withdraw exhibits: the rows, numbers and links stay; lists print WITHDRAWN."""
    with matter.operation("Withdraw {count} exhibits", count=len(exhibit_ids)) as tx:
        tx.executemany("UPDATE exhibit SET status = 'withdrawn' WHERE id = ?", [(e,) for e in exhibit_ids])
    return tx.changes


@dataclass(frozen=True)
class Facets:
    """Values with exact counts, for filter menus."""

    kinds: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    custodians: dict[str, int] = field(default_factory=dict)
    designations: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)


def facets(matter: Matter) -> Facets:
    """How many exhibits there are per kind, tag, custodian, designation and status."""
    read = matter.read

    def count(sql: str) -> dict[str, int]:
        return dict(read.tuples(sql))  # type: ignore[arg-type]

    return Facets(
        count("SELECT kind, count(*) FROM exhibit GROUP BY 1 ORDER BY 2 DESC"),
        count("SELECT t.name, count(*) FROM exhibit_tag x JOIN tag t ON t.id = x.tag_id GROUP BY 1 ORDER BY 1"),
        count("SELECT c.name, count(*) FROM exhibit e JOIN custodian c ON c.id = e.custodian_id GROUP BY 1 ORDER BY 1"),
        count("SELECT designation, count(*) FROM exhibit GROUP BY 1 ORDER BY 1"),
        count("SELECT status, count(*) FROM exhibit GROUP BY 1 ORDER BY 2 DESC"),
    )
