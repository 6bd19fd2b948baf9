"""What goes into a portable case: the chosen claims and exhibits with only their evidence. Nothing else is read further.

What is privileged, sequestered, withdrawn or not chosen never becomes part of :class:`Content`, so that no later step
can print it by mistake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evidence_app.model.chronology import EventRow, date_conflict
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import Exhibit, Page
from evidence_app.model.proof import Claim, ClaimNode, Element, ElementNode, build_tree, walk
from evidence_app.reports.contract import option
from evidence_app.reports.quotes import Quotes
from evidence_app.services import chronology, evidence_links, exhibits, proof
from evidence_app.services.evidence_links import LinkRow
from evidence_app.services.matter import Matter

PAGE_CHOICES = ("pictures", "originals", "both", "text only")


@dataclass(frozen=True)
class PortableOptions:
    """What the folder holds. At least one claim or exhibit must be chosen."""

    claims: tuple[int, ...] = option((), "Ids of the claims to hand over with their evidence.", (), "Claims")
    exhibits: tuple[int, ...] = option((), "Ids of further exhibits.", (), "Exhibits")
    pages: str = option("pictures", "How the pages of exhibits are shown beside their text.", PAGE_CHOICES, "Pages")
    designated: bool = option(True, "Include exhibits designated confidential or higher.", (), "Designated exhibits")
    impeachment: bool = option(False, "Include exhibits for impeachment only.", (), "Impeachment exhibits")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")

    @property
    def pictures(self) -> bool:
        """Whether pages are drawn."""
        return self.pages in ("pictures", "both")

    @property
    def originals(self) -> bool:
        """Whether a copy of each original file is put in."""
        return self.pages in ("originals", "both")


@dataclass(frozen=True)
class CaseExhibit:
    """One exhibit in the folder: ``stem`` names its files; ``missing_family`` counts family members that are not here.

    ``hidden_names`` are file names of others that must not appear in its text; ``whole`` = its original holds nothing
    that was left out, so that a copy of it may go along.
    """

    exhibit: Exhibit
    stem: str
    pages: tuple[Page, ...]
    links: tuple[LinkRow, ...]
    missing_family: int = 0
    hidden_names: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class Content:
    """Everything the pages are made from. ``chosen`` are ids of claims picked as such: only these show coverage.

    ``links`` are by element id; ``notes`` are for the user, never printed.
    """

    exhibits: tuple[CaseExhibit, ...]
    claims: tuple[ClaimNode, ...]
    chosen: frozenset[int]
    links: Mapping[int, tuple[LinkRow, ...]]
    events: tuple[EventRow, ...]
    cites: Mapping[int, str]
    numbers: Mapping[int, str]
    rule: str
    withheld_names: tuple[str, ...]
    withheld_titles: tuple[tuple[int, str], ...]
    notes: tuple[str, ...] = ()


def gather(matter: Matter, options: PortableOptions) -> Content:
    """Collect what was chosen. Raises UserError when nothing is left, NotFound for an unknown claim or exhibit."""
    if not options.claims and not options.exhibits:
        raise UserError("Nothing was chosen for the portable case.", "Choose claims, exhibits, or both.")
    tree = _claims(matter, options.claims)
    every = {int(one.id): one for one in matter.read.rows(Exhibit, "SELECT * FROM exhibit ORDER BY number_sort, id")}
    wanted = _wanted(matter, options, tree)
    kept, notes = _allowed([one for one in every.values() if one.id in wanted], options)
    if not kept:
        raise UserError("None of the chosen exhibits may be handed over.", "; ".join(notes) or "Choose others.")
    ids = {int(one.id) for one in kept}
    rows = [row for row in evidence_links.links(matter) if row.link.exhibit_id in ids]
    claims = _with_coverage(matter, tree, rows, frozenset(options.claims))
    shown = {node.element.id for claim in claims for node in walk(claim.elements)}
    by_element: dict[int, tuple[LinkRow, ...]] = {}
    for row in rows:
        if row.link.element_id in shown:
            by_element[row.link.element_id] = (*by_element.get(row.link.element_id, ()), row)
    withheld = [one for one in every.values() if not one.outward]
    return Content(
        exhibits=tuple(_exhibit(matter, i, one, by_element, every, ids) for i, one in enumerate(kept, 1)),
        claims=claims,
        chosen=frozenset(options.claims),
        links=by_element,
        events=tuple(_events(matter, ids)),
        cites=chronology.cites(matter),
        numbers={node.element.id: node.number for claim in claims for node in walk(claim.elements)},
        rule=proof.coverage_rule(matter).words(),
        withheld_names=_names(withheld, kept),
        withheld_titles=tuple((int(one.id), one.title) for one in withheld),
        notes=notes,
    )


def _claims(matter: Matter, wanted: Collection[int]) -> tuple[ClaimNode, ...]:
    tree = proof.tree(matter)
    unknown = set(wanted) - {int(node.claim.id) for node in tree}
    if unknown:
        raise NotFound("One of the chosen claims does not exist.", "Choose them again.")
    return tree


def _wanted(matter: Matter, options: PortableOptions, tree: Sequence[ClaimNode]) -> set[int]:
    elements = {node.element.id for claim in tree if claim.claim.id in options.claims for node in walk(claim.elements)}
    linked = {row.link.exhibit_id for row in evidence_links.links(matter) if row.link.element_id in elements}
    return linked | {int(exhibits.get(matter, one).id) for one in options.exhibits}


def _allowed(wanted: Iterable[Exhibit], options: PortableOptions) -> tuple[list[Exhibit], tuple[str, ...]]:
    """The exhibits that may go, in order, and how many may not, by reason."""
    kept: list[Exhibit] = []
    left: dict[str, int] = {}
    for one in wanted:
        reason = _reason(one, options)
        if reason:
            left[reason] = left.get(reason, 0) + 1
        else:
            kept.append(one)
    return kept, tuple(f"Left out, because {reason}: {count}" for reason, count in left.items())


def _reason(one: Exhibit, options: PortableOptions) -> str:
    if not one.outward:
        return "privileged or sequestered"
    if one.status == "withdrawn":
        return "withdrawn"
    if one.designation and not options.designated:
        return "designated"
    if "impeachment" in (one.exhibit_kind, one.offer_class.split("_")[0]) and not options.impeachment:
        return "for impeachment only"
    return ""


def _with_coverage(
    matter: Matter, tree: Sequence[ClaimNode], rows: Sequence[LinkRow], chosen: frozenset[int]
) -> tuple[ClaimNode, ...]:
    """Chosen claims whole, counted from the evidence in the folder; without any, the elements that have a link."""
    read = matter.read
    built = build_tree(
        read.rows(Claim, "SELECT * FROM claim"), read.rows(Element, "SELECT * FROM element"), [row.link for row in rows],
        proof.coverage_rule(matter),
    )  # fmt: skip
    if chosen:
        return tuple(node for node in built if node.claim.id in chosen)
    linked = {int(row.link.element_id) for row in rows}
    cut = (replace(node, elements=_pruned(node.elements, linked)) for node in built)
    return tuple(node for node in cut if node.elements)


def _pruned(nodes: Sequence[ElementNode], linked: set[int]) -> tuple[ElementNode, ...]:
    cut = (replace(node, children=_pruned(node.children, linked)) for node in nodes)
    return tuple(node for node in cut if node.children or node.element.id in linked)


def _exhibit(
    matter: Matter, position: int, one: Exhibit, links: Mapping[int, tuple[LinkRow, ...]], every: Mapping[int, Exhibit],
    ids: set[int],
) -> CaseExhibit:  # fmt: skip
    own = tuple(row for rows in links.values() for row in rows if row.link.exhibit_id == one.id)
    family = [member for member in _family(one, every) if member.id not in ids]
    inside = [member for member in family if _below(member, one, every)]
    names = tuple({member.file_name for member in family if _tellable(member.file_name, one)})
    pages = tuple(exhibits.pages(matter, one.id))
    return CaseExhibit(one, f"{position:03d}", pages, own, len(family), names, not inside)


def _family(one: Exhibit, every: Mapping[int, Exhibit]) -> list[Exhibit]:
    top = _top(one, every)
    return [other for other in every.values() if other.id != one.id and _top(other, every) == top]


def _top(one: Exhibit, every: Mapping[int, Exhibit]) -> int:
    seen = {int(one.id)}
    while one.parent_id is not None and one.parent_id in every and one.parent_id not in seen:
        one = every[one.parent_id]
        seen.add(int(one.id))
    return int(one.id)


def _below(member: Exhibit, one: Exhibit, every: Mapping[int, Exhibit]) -> bool:
    """Whether ``member`` came out of ``one``'s own file."""
    seen: set[int] = set()
    while member.parent_id is not None and member.parent_id in every and member.parent_id not in seen:
        if member.parent_id == one.id:
            return True
        seen.add(member.parent_id)
        member = every[member.parent_id]
    return False


def _tellable(name: str, one: Exhibit) -> bool:
    return len(name) >= 5 and name.casefold() != one.file_name.casefold()


def _names(withheld: Iterable[Exhibit], kept: Iterable[Exhibit]) -> tuple[str, ...]:
    """File names that must not appear anywhere; a name an included exhibit has too gives nothing away."""
    shown = {one.file_name.casefold() for one in kept}
    names = {one.file_name for one in withheld if len(one.file_name) >= 5}
    return tuple(sorted(name for name in names if name.casefold() not in shown))


def _events(matter: Matter, ids: set[int]) -> Iterable[EventRow]:
    """Events that cite these exhibits; sources in other exhibits are left out, and conflicts are counted without them.

    What is marked for redaction in one of those is not said by the event either.
    """
    quotes = Quotes(matter)
    for row in chronology.list_events(matter):
        outside = [one.exhibit_id for one in row.sources if one.exhibit_id not in ids]
        event = replace(row.event, text=quotes.typed(outside, row.event.text))
        sources = tuple(one for one in row.sources if one.exhibit_id is None or one.exhibit_id in ids)
        if any(one.exhibit_id in ids for one in sources):
            yield replace(row, event=event, sources=sources, conflict=date_conflict(row.event.date, sources))
