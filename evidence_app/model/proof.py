"""Claims, their elements, the evidence linked to them, and the rule that says whether an element is proved on paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, NewType

from evidence_app.model.pinpoint import Pinpoint

ClaimId = NewType("ClaimId", int)
ElementId = NewType("ElementId", int)
LinkId = NewType("LinkId", int)
Stance = Literal["supports", "undermines", "neutral"]
CoverageState = Literal["proved", "contested", "gap", "not in dispute"]

STRENGTHS = {1: "weak", 2: "fair", 3: "strong"}


@dataclass(frozen=True)
class Claim:
    """A cause of action. Authority and as-of date come from the template and are to be verified by a lawyer."""

    id: ClaimId
    position: int
    name: str
    template_id: str
    template_frozen: str
    authority: str
    as_of: str
    verify: int
    burden: str
    standard: str
    limitation: str
    relief: str
    notes: str


@dataclass(frozen=True)
class Element:
    """One thing that must be proved (or an exception, a relief, a time limit); nests with all-of / any-of groups."""

    id: ElementId
    claim_id: ClaimId
    parent_id: int | None
    position: int
    text: str
    group_rule: str
    kind: str
    burden: str
    standard: str
    authority: str
    as_of: str
    verify: int
    not_in_dispute: int
    search_terms: str
    gap_reason: str
    expected_objection: str
    notes: str


@dataclass(frozen=True)
class EvidenceLink:
    """Element <-> exhibit, page and quote. ``start`` is the quote's offset in the page text, -1 for a region or a page.

    ``box`` is ``x0,y0,x1,y1`` in hundredths of a point from the top left of the page as shown, for regions.
    ``state`` is "needs a look" when the quote could not be found again at its place.
    """

    id: LinkId
    element_id: ElementId
    exhibit_id: int
    page: int | None
    page_end: int | None
    quote: str
    before: str
    after: str
    start: int
    box: str
    stance: str
    strength: int
    note: str
    objection: str
    state: str
    text_sha256: str
    position: int
    created_at: str

    @property
    def pin(self) -> Pinpoint:
        """Where the link points."""
        return Pinpoint(self.page, self.quote, self.before, self.after, self.start, self.page_end, self.box)


@dataclass(frozen=True)
class CoverageRule:
    """When an element counts as proved on paper: enough supporting links, distinct exhibits, and minimum strength."""

    links: int = 1
    exhibits: int = 1
    strength: int = 1

    @classmethod
    def parse(cls, text: str) -> CoverageRule:
        """From its stored JSON; unknown keys are ignored and missing ones take the default."""
        known = {
            key: max(0, int(value)) for key, value in json.loads(text or "{}").items() if key in cls.__annotations__
        }
        return cls(**known)

    def format(self) -> str:
        """As stored."""
        return json.dumps(asdict(self))

    def words(self) -> str:
        """The rule in words, for screens and reports."""
        return (
            f"proved on paper = at least {self.links} supporting link{'s' * (self.links != 1)} from "
            f"{self.exhibits} exhibit{'s' * (self.exhibits != 1)}, each at least {STRENGTHS.get(self.strength, 'weak')}"
        )


@dataclass(frozen=True)
class ElementCoverage:
    """How an element stands. ``missing`` says in words what the rule still wants (empty when nothing)."""

    element_id: int
    state: CoverageState
    supports: int = 0
    undermines: int = 0
    neutral: int = 0
    exhibits: int = 0
    missing: str = ""


@dataclass(frozen=True)
class ElementNode:
    """An element in its tree: its number ("2.3.1"), its coverage and its children, in order."""

    element: Element
    number: str
    coverage: ElementCoverage
    children: tuple[ElementNode, ...] = ()


@dataclass(frozen=True)
class ClaimNode:
    """A claim with its element tree. ``needed`` counts the elements that must be proved, ``proved`` those that are."""

    claim: Claim
    number: str
    elements: tuple[ElementNode, ...]
    needed: int = 0
    proved: int = 0
    gaps: int = 0
    contested: int = 0


@dataclass(frozen=True)
class LinkCount:
    """Counts of one element's links that meet the rule's strength, by stance."""

    supports: int = 0
    undermines: int = 0
    neutral: int = 0
    exhibits: frozenset[int] = field(default_factory=frozenset)


def count_links(links: Iterable[EvidenceLink], rule: CoverageRule) -> dict[int, LinkCount]:
    """Links per element. Support weaker than the rule asks for is not counted; what undermines always is."""
    found: dict[int, list[EvidenceLink]] = {}
    for link in links:
        found.setdefault(link.element_id, []).append(link)
    return {element: _count(own, rule) for element, own in found.items()}


def _count(links: Sequence[EvidenceLink], rule: CoverageRule) -> LinkCount:
    supporting = [link for link in links if link.stance == "supports" and link.strength >= rule.strength]
    return LinkCount(
        len(supporting),
        sum(link.stance == "undermines" for link in links),
        sum(link.stance == "neutral" for link in links),
        frozenset(link.exhibit_id for link in supporting),
    )


def coverage(
    element: Element, own: LinkCount, children: Sequence[ElementCoverage], rule: CoverageRule
) -> ElementCoverage:
    """How one element stands, from its own links and its children (all of them, or any one, by its group rule)."""
    supports = own.supports + sum(child.supports for child in children)
    undermines = own.undermines + sum(child.undermines for child in children)
    neutral = own.neutral + sum(child.neutral for child in children)
    missing = "" if element.not_in_dispute else _missing(element, own, children, rule)
    state: CoverageState = "not in dispute" if element.not_in_dispute else "gap" if missing else "proved"
    if state == "proved" and undermines:
        state = "contested"
    return ElementCoverage(element.id, state, supports, undermines, neutral, len(own.exhibits), missing)


def _missing(element: Element, own: LinkCount, children: Sequence[ElementCoverage], rule: CoverageRule) -> str:
    if children:
        open_children = [child for child in children if child.state == "gap"]
        if element.group_rule == "any":
            return "" if len(open_children) < len(children) else "none of the alternatives is proved"
        return f"{len(open_children)} of {len(children)} parts not proved" if open_children else ""
    wants = []
    if own.supports < rule.links:
        wants.append(f"{rule.links - own.supports} more supporting link{'s' * (rule.links - own.supports != 1)}")
    if len(own.exhibits) < rule.exhibits:
        short = rule.exhibits - len(own.exhibits)
        wants.append(f"{short} more exhibit{'s' * (short != 1)}")
    return "needs " + " and ".join(wants) if wants else ""


def build_tree(
    claims: Sequence[Claim], elements: Sequence[Element], links: Iterable[EvidenceLink], rule: CoverageRule
) -> tuple[ClaimNode, ...]:
    """Every claim with its numbered element tree and coverage, in order."""
    counts = count_links(links, rule)
    children: dict[tuple[int, int | None], list[Element]] = {}
    for element in sorted(elements, key=lambda e: (e.position, e.id)):
        children.setdefault((element.claim_id, element.parent_id), []).append(element)
    ordered = sorted(claims, key=lambda c: (c.position, c.id))
    return tuple(_claim_node(claim, str(i), children, counts, rule) for i, claim in enumerate(ordered, 1))


_Children = Mapping[tuple[int, int | None], list[Element]]


def _claim_node(
    claim: Claim, number: str, children: _Children, counts: Mapping[int, LinkCount], rule: CoverageRule
) -> ClaimNode:
    nodes = _nodes(claim, None, number, children, counts, rule)
    tops = [node for node in nodes if counted(node.element)]
    states = [node.coverage.state for node in tops]
    proved = sum(state in ("proved", "contested", "not in dispute") for state in states)
    return ClaimNode(claim, number, nodes, len(tops), proved, states.count("gap"), states.count("contested"))


def _nodes(
    claim: Claim,
    parent: int | None,
    prefix: str,
    children: _Children,
    counts: Mapping[int, LinkCount],
    rule: CoverageRule,
) -> tuple[ElementNode, ...]:
    found = []
    for i, element in enumerate(children.get((claim.id, parent), []), 1):
        number = f"{prefix}.{i}"
        below = _nodes(claim, element.id, number, children, counts, rule)
        state = coverage(element, counts.get(element.id, LinkCount()), [n.coverage for n in below], rule)
        found.append(ElementNode(element, number, state, below))
    return tuple(found)


def counted(element: Element) -> bool:
    """Whether the party with the burden must prove it: elements count, the other side's exceptions do not."""
    return element.kind == "element"


def walk(nodes: Iterable[ElementNode]) -> Iterable[ElementNode]:
    """Every node of a tree, parents before children."""
    for node in nodes:
        yield node
        yield from walk(node.children)
