"""Which exhibits stand on an outward list, and what each column says. One row model behind every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evidence_app.model.chronology import show_date
from evidence_app.model.exhibits import DESIGNATIONS, EXHIBIT_KINDS, OFFER_CLASSES, Exhibit, stipulated
from evidence_app.model.matter import Party
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties, series_place
from evidence_app.turns import give_way

WITHDRAWN = "WITHDRAWN"
AIDS = "Schedule of illustrative aids (Fed. R. Evid. 107), not offered as evidence"
_DESIGNATION_ORDER = list(DESIGNATIONS)


@dataclass(frozen=True)
class ExhibitListRow:
    """One line of an exhibit list. ``values`` has a text for every key of :data:`COLUMN_LABELS`.

    ``under`` is the id of the listed exhibit an attachment stands under; None for rows of their own.
    """

    exhibit: Exhibit
    values: Mapping[str, str]
    party: str
    custodian: str
    claims: tuple[str, ...]
    indent: int = 0
    under: int | None = None


@dataclass
class Selection:
    """The rows of a list, and how many exhibits are not on it and why (told to the user, never printed).

    ``attachments`` names the listed parents whose attachments are not listed separately.
    """

    rows: list[ExhibitListRow] = field(default_factory=list)
    withheld: int = 0
    unnumbered: int = 0
    impeachment: int = 0
    designated: int = 0
    guessed: int = 0
    undated: int = 0
    orphans: int = 0
    attachments: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What the caller wants on the list; see the options of the report for the words."""

    side_or_party: str = ""
    unnumbered: bool = False
    impeachment: bool = False
    attachments: str = "under parent"
    designated: str = "mark"
    withdrawn: str = "word only"
    stars: str = ""


COLUMN_LABELS: dict[str, str] = {
    "number": "No.",
    "description": "Description",
    "date": "Date",
    "bates": "Bates",
    "sponsor": "Sponsoring witness",
    "offered": "Offered",
    "admitted": "Admitted",
    "objections": "Objections",
    "response": "Response",
    "ruling": "Ruling",
    "marked": "Marked",
    "ruled": "Date of ruling",
    "stipulations": "Stipulation",
    "stip_authenticity": "Stip. authenticity",
    "stip_foundation": "Stip. foundation",
    "stip_admissibility": "Stip. admissibility",
    "offer_class": "Offer",
    "kind": "Kind",
    "purpose": "Purpose",
    "limited_purpose": "Limited purpose",
    "designation": "Designation",
    "sealed": "Sealed",
    "pages": "Pages",
    "page_range": "Page",
    "party": "Party",
    "custodian": "Custodian",
    "number_plaintiff": "Plf. No.",
    "number_defendant": "Def. No.",
}
"""Columns an exhibit list can have, with their usual headings."""


def select(matter: Matter, choices: Choices) -> Selection:
    """The exhibits of a list, party by party in natural order of their numbers. Privileged and sequestered ones are never read in."""
    found = Selection()
    read = matter.read
    found.withheld = int(read.value("SELECT count(*) FROM exhibit WHERE privilege != '' OR sequestered != 0"))
    every = read.rows(
        Exhibit,
        "SELECT * FROM exhibit WHERE privilege = '' AND sequestered = 0 ORDER BY number_sort, family_position, id",
    )
    facts = _Facts(matter, every)
    place = series_place(list(facts.parties.values()))
    every.sort(key=lambda one: (one.number is None, place(one.number)))
    wanted = [one for one in every if facts.of_party(one, choices.side_or_party) and _kept(one, choices, found)]
    listed = {one.id for one in wanted if one.number}
    for one in wanted:
        give_way()
        if one.number:
            found.rows.append(facts.row(one, choices))
            found.rows += _attachments(one, facts, choices, found)
        elif facts.under(one) in listed:
            continue  # stands under its parent, or its omission is stated there
        elif choices.unnumbered:
            found.rows.append(facts.row(one, choices))
        else:
            found.unnumbered += 1
    _count(found, facts)
    return found


def _kept(one: Exhibit, choices: Choices, found: Selection) -> bool:
    if not choices.impeachment and (one.offer_class == "impeachment_only" or one.exhibit_kind == "impeachment"):
        found.impeachment += 1
        return False
    if choices.designated == "leave out" and one.designation:
        found.designated += 1
        return False
    return True


def _attachments(parent: Exhibit, facts: _Facts, choices: Choices, found: Selection) -> list[ExhibitListRow]:
    """The unnumbered attachments of a listed exhibit, and theirs; a withdrawn exhibit's are not named."""
    own = [(place, one) for place, one in facts.below(parent.id) if _kept(one, choices, found)]
    if not own or parent.status == "withdrawn":
        return []
    if choices.attachments == "leave out":
        found.attachments[parent.number or ""] = len(own)
        return []
    return [replace(facts.row(one, choices, place), under=parent.id) for place, one in own]


def _count(found: Selection, facts: _Facts) -> None:
    found.guessed = sum(row.exhibit.title_guessed and not row.exhibit.description for row in found.rows)
    found.undated = sum(bool(row.exhibit.doc_date) and not row.exhibit.listed_date for row in found.rows)
    found.orphans = sum(
        row.exhibit.parent_id is not None and row.exhibit.parent_id not in facts.known for row in found.rows
    )


class _Facts:
    """Names joined to the exhibits: parties, custodians, claims, families."""

    def __init__(self, matter: Matter, every: Sequence[Exhibit]) -> None:
        self.parties: dict[int, Party] = {p.id: p for p in parties(matter)}
        self.custodians = dict(matter.read.tuples("SELECT id, name FROM custodian"))
        self.known = {one.id: one for one in every}
        self.children: dict[int, list[Exhibit]] = {}
        for one in sorted(every, key=lambda e: (e.family_position, e.id)):
            if one.parent_id is not None:
                self.children.setdefault(one.parent_id, []).append(one)
        self.claims: dict[int, list[str]] = {}
        sql = """SELECT DISTINCT l.exhibit_id, c.position, c.name FROM evidence_link l JOIN element m ON m.id = l.element_id
                 JOIN claim c ON c.id = m.claim_id ORDER BY 1, 2, 3"""
        for exhibit_id, _position, name in matter.read.tuples(sql):
            self.claims.setdefault(exhibit_id, []).append(name)

    def of_party(self, one: Exhibit, wanted: str) -> bool:
        if not wanted:
            return True
        party = next((self.parties[up.party_id] for up in self.upwards(one) if up.party_id in self.parties), None)  # type: ignore[index]
        return party is not None and wanted.casefold() in (party.name.casefold(), party.side, party.prefix.casefold())

    def upwards(self, one: Exhibit) -> Iterator[Exhibit]:
        """An exhibit, what it came in, and so on, as far as it may be shown."""
        at: Exhibit | None = one
        while at is not None:
            yield at
            at = self.known.get(at.parent_id) if at.parent_id is not None else None  # type: ignore[call-overload]

    def under(self, one: Exhibit) -> int | None:
        """The numbered exhibit an attachment stands under, also when it lies deeper in the family."""
        above = list(self.upwards(one))[1:]
        return next((up.id for up in above if up.number), None)

    def below(self, exhibit_id: int, before: str = "") -> Iterator[tuple[str, Exhibit]]:
        """Unnumbered attachments with their places: 1, 1.1, 1.2, 2; a numbered one has a row of its own."""
        unnumbered = [one for one in self.children.get(exhibit_id, ()) if not one.number]
        for position, one in enumerate(unnumbered, 1):
            yield f"{before}{position}", one
            yield from self.below(one.id, f"{before}{position}.")

    def row(self, one: Exhibit, choices: Choices, attachment: str = "") -> ExhibitListRow:
        party = self.parties.get(one.party_id or -1)
        values = {key: make(one) for key, make in _VALUES.items()}
        named = (party.name if party else "", self.custodians.get(one.custodian_id, ""))
        values["party"], values["custodian"] = named
        values["number"] = starred(one.number or "", one.offer_class, one.stipulations, choices.stars)
        for side, other in (("plaintiff", "defendant"), ("defendant", "plaintiff")):
            # a joint exhibit, and one of nobody's, stands in both columns: a row without its number is of no use
            values[f"number_{side}"] = "" if party and party.side == other else values["number"]
        values |= self._words(one, choices, attachment)
        if one.status == "withdrawn":
            values = _withdrawn(values, choices.withdrawn)
        claims = tuple(self.claims.get(one.id, ()))
        return ExhibitListRow(one, values, *named, claims, int(bool(attachment)))

    def _words(self, one: Exhibit, choices: Choices, attachment: str) -> dict[str, str]:
        designation = self.designation(one)
        mark = DESIGNATIONS.get(designation, designation) if designation else ""
        words = one.description or one.title
        if mark and choices.designated == "placeholder":
            words = f"[Description withheld: designated {mark}]"
        elif mark and choices.designated == "mark":
            words = f"{words} [{mark}]"
        parent = self.known.get(one.parent_id) if one.parent_id is not None else None  # type: ignore[call-overload]
        if attachment:
            words = f"Attachment {attachment}: {words}"
        elif parent is not None and parent.number:
            words = f"{words} (attachment to {parent.number})"
        return {"description": words, "designation": mark}

    def designation(self, one: Exhibit) -> str:
        """The highest designation in the exhibit and its attachments, however deep: it is never downgraded."""
        levels = [one.designation, *(self.designation(child) for child in self.children.get(one.id, ()))]
        return max(levels, key=_DESIGNATION_ORDER.index)


def _withdrawn(values: dict[str, str], how: str) -> dict[str, str]:
    kept = {"number", "number_plaintiff", "number_defendant"} | (set(values) if how == "keep description" else set())
    words = f"{WITHDRAWN}: {values['description']}" if how == "keep description" else WITHDRAWN
    return {key: value if key in kept else "" for key, value in values.items()} | {"description": words}


def starred(number: str, offer_class: str, stipulations: str, stars: str) -> str:
    """A number with the stars of a layout (see :class:`~evidence_app.reports.presets.Preset`)."""
    if stars == "may" and offer_class == "may":
        return f"*{number}"
    if stars == "stipulated" and number:
        agreed = stipulated(stipulations)
        return number + ("**" if "admissibility" in agreed else "*" if "authenticity" in agreed else "")
    return number


def legend(stars: str, any_may: bool) -> str:
    """What the stars mean, for below the list; empty when none is there to explain."""
    if stars == "may":
        return "* May be offered if the need arises." if any_may else ""
    return "* No objection to authenticity.   ** No objection." if stars == "stipulated" else ""


def agreed_word(stipulations: str, what: str) -> str:
    """Whether authenticity, foundation or admissibility is agreed, as a list prints it."""
    return "Yes" if what in stipulated(stipulations) else ""


def _bates(one: Exhibit) -> str:
    if not one.bates_end or one.bates_end == one.bates_begin:
        return one.bates_begin
    return f"{one.bates_begin}\u2013{one.bates_end}"


def _admitted(one: Exhibit) -> str:
    day = show_date(one.admitted_on)
    if one.status == "limited":
        return f"{day} (limited purpose)".strip()
    if one.status == "refused":
        return f"Refused {show_date(one.ruled_on)}".strip()
    return day or ("Admitted" if one.status == "admitted" else "")


_VALUES: dict[str, Callable[[Exhibit], str]] = {
    "date": lambda e: show_date(e.listed_date),
    "bates": _bates,
    "sponsor": lambda e: e.sponsor,
    "offered": lambda e: show_date(e.offered_on),
    "admitted": _admitted,
    "objections": lambda e: e.objections,
    "response": lambda e: e.objection_response,
    "ruling": lambda e: e.ruling,
    "marked": lambda e: show_date(e.marked_on),
    "ruled": lambda e: show_date(e.ruled_on),
    "stipulations": lambda e: e.stipulations,
    "stip_authenticity": lambda e: agreed_word(e.stipulations, "authenticity"),
    "stip_foundation": lambda e: agreed_word(e.stipulations, "foundation"),
    "stip_admissibility": lambda e: agreed_word(e.stipulations, "admissibility"),
    "offer_class": lambda e: OFFER_CLASSES.get(e.offer_class, e.offer_class),
    "kind": lambda e: EXHIBIT_KINDS.get(e.exhibit_kind, e.exhibit_kind),
    "purpose": lambda e: e.purpose,
    "limited_purpose": lambda e: e.limited_purpose,
    "sealed": lambda e: "Yes" if e.sealed else "",
    "pages": lambda e: str(e.page_count or ""),
    "page_range": lambda _e: "",
}

GROUPS: dict[str, str] = {
    "none": "one list",
    "party": "by party",
    "kind": "by kind of exhibit",
    "custodian": "by custodian",
    "offer class": "by expects to offer and may offer",
    "claim": "by claim",
}


def grouped(rows: Iterable[ExhibitListRow], by: str) -> list[tuple[str, list[ExhibitListRow]]]:
    """Rows under their headings, in a useful order; with "claim" an exhibit stands under each claim it is linked to.

    An attachment stays with the row above it.
    """
    found: dict[str, list[ExhibitListRow]] = {}
    last: tuple[str, ...] = ("",)
    for row in rows:
        last = last if row.indent else _headings(row, by)
        for heading in last:
            found.setdefault(heading, []).append(row)
    order = {"kind": list(EXHIBIT_KINDS.values()), "offer class": list(OFFER_CLASSES.values())}.get(by)
    if order:
        return sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    return (
        sorted(found.items(), key=lambda item: item[0] == _REST)
        if by != "custodian"
        else sorted(found.items(), key=_by_name)
    )


_REST = "Other exhibits"


def _by_name(item: tuple[str, list[ExhibitListRow]]) -> tuple[bool, str]:
    return item[0] == _REST, item[0].casefold()


def _headings(row: ExhibitListRow, by: str) -> tuple[str, ...]:
    exhibit = row.exhibit
    match by:
        case "party":
            return (row.party or _REST,)
        case "custodian":
            return (row.custodian or _REST,)
        case "kind":
            return (EXHIBIT_KINDS.get(exhibit.exhibit_kind, _REST),)
        case "offer class":
            return (OFFER_CLASSES.get(exhibit.offer_class, _REST),)
        case "claim":
            return row.claims or (_REST,)
    return ("",)
