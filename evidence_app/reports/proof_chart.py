"""The proof chart: every claim and element, how it stands, what proves it, what speaks against it, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence_app.model.errors import UserError
from evidence_app.model.proof import (
    STRENGTHS,
    Claim,
    ClaimNode,
    Element,
    ElementNode,
    EvidenceLink,
    build_tree,
    walk,
)
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.reports.quotes import Quotes
from evidence_app.services import evidence_links, exhibits, proof
from evidence_app.services.evidence_links import LinkRow
from evidence_app.services.matter import Matter

STATE_WORDS = {"proved": "PROVED ON PAPER", "contested": "CONTESTED", "gap": "GAP", "not in dispute": "NOT IN DISPUTE"}
KIND_WORDS = {"exception": "Exception or defense", "relief": "Relief", "timeliness": "Time limit"}
COLUMNS = (
    ListColumn("element", "Element", 2.25),
    ListColumn("state", "State", 1.4, strong=True),
    ListColumn("proof", "Our proof", 2.4),
    ListColumn("objections", "Expected objections", 1.4),
    ListColumn("against", "Their proof", 1.9),
    ListColumn("answers", "Our objections", 1.3),
    ListColumn("open", "Gaps", 1.35),
)
NO_CLAIMS = "The matter has no claims yet."


@dataclass(frozen=True)
class ProofChartOptions:
    """What the chart shows."""

    claim: str = option("", "Only this claim: its number or name.", (), "Claim")
    gaps_only: bool = option(False, "Only elements that are not proved on paper.", (), "Gaps only")
    quotes: bool = option(True, "Print the quoted words, not only the pages.", (), "Quotes")
    notes: bool = option(False, "Print the notes on elements and links.", (), "Notes")
    include_privileged: bool = option(False, "Also count and name privileged exhibits.", (), "Privileged exhibits")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


@dataclass(frozen=True)
class ProofRow:
    """One element in the chart, as text."""

    number: str
    claim: str
    element: str
    state: str
    proof: str
    objections: str
    against: str
    answers: str
    open: str
    depth: int

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the columns."""
        return (self.element, self.state, self.proof, self.objections, self.against, self.answers, self.open)


@dataclass(frozen=True)
class _Chart:
    """The claims with the links that may be shown, and how many links may not."""

    claims: tuple[ClaimNode, ...]
    links: Mapping[int, list[LinkRow]]
    hidden: int
    quotes: Quotes


def rows(matter: Matter, options: ProofChartOptions) -> list[ProofRow]:
    """Every element in order, children after their parent. Raises UserError for an unknown claim."""
    chart = _chart(matter, options)
    return [row for claim in chart.claims for row in _claim_rows(claim, chart, options)]


def _chart(matter: Matter, options: ProofChartOptions) -> _Chart:
    """Coverage is computed from the links that may be shown, so that a state never rests on what the chart hides."""
    every = evidence_links.links(matter)
    secret = exhibits.kept_back(matter, privileged=False)
    shown = [
        row for row in every
        if row.link.exhibit_id not in secret and (row.outward or options.include_privileged)
    ]  # fmt: skip
    by_element: dict[int, list[LinkRow]] = {}
    for row in shown:
        by_element.setdefault(row.link.element_id, []).append(row)
    counted: list[EvidenceLink] = [row.link for row in shown if not row.withdrawn]
    read = matter.read
    claims = build_tree(
        read.rows(Claim, "SELECT * FROM claim"), read.rows(Element, "SELECT * FROM element"), counted,
        proof.coverage_rule(matter),
    )  # fmt: skip
    return _Chart(_chosen(claims, options.claim), by_element, len(every) - len(shown), Quotes(matter))


def _chosen(claims: tuple[ClaimNode, ...], wanted: str) -> tuple[ClaimNode, ...]:
    plain = wanted.strip().casefold()
    found = tuple(node for node in claims if not plain or plain in (node.number, node.claim.name.casefold()))
    if plain and not found:
        names = ", ".join(f"{node.number} {node.claim.name}" for node in claims) or "none yet"
        raise UserError(f"The matter has no claim {wanted!r}.", f"Known: {names}.")
    return found


def _claim_rows(claim: ClaimNode, chart: _Chart, options: ProofChartOptions) -> list[ProofRow]:
    nodes = [node for node in walk(claim.elements) if not options.gaps_only or node.coverage.state == "gap"]
    return [_row(claim, node, chart, options) for node in nodes]


def _row(claim: ClaimNode, node: ElementNode, chart: _Chart, options: ProofChartOptions) -> ProofRow:
    links = chart.links.get(node.element.id, [])
    by_stance = {
        stance: "\n".join(_link_words(row, options, chart.quotes) for row in links if row.link.stance == stance)
        for stance in ("supports", "undermines", "neutral")
    }
    neutral = f"Neutral:\n{by_stance['neutral']}" if by_stance["neutral"] else ""
    return ProofRow(
        number=node.number,
        claim=f"{claim.number}. {claim.claim.name}",
        element=_element_words(node),
        state=STATE_WORDS[node.coverage.state],
        proof="\n".join(filter(None, (by_stance["supports"], neutral))),
        objections="\n".join(
            filter(None, (node.element.expected_objection, *_objections(links, "supports", "neutral")))
        ),
        against=by_stance["undermines"],
        answers="\n".join(_objections(links, "undermines")),
        open=_open_words(node, options),
        depth=node.number.count(".") - 1,
    )


def _element_words(node: ElementNode) -> str:
    element = node.element
    group = {"any": "any one of the parts", "all": "all of the parts"}[element.group_rule] if node.children else ""
    kind = KIND_WORDS.get(element.kind, "")
    detail = ", ".join(filter(None, (kind, group, f"burden: {element.burden}", element.standard)))
    return "\n".join(filter(None, (f"{node.number} {element.text}", f"({detail})", authority(element))))


def authority(one: Element | Claim) -> str:
    """The authority with its as-of date, and "verify" until a lawyer has; nothing is added by the program."""
    if not one.authority:
        return ""
    as_of = f", as of {one.as_of}" if one.as_of else ""
    return f"{one.authority}{as_of}{' [verify]' if one.verify else ''}"


def _link_words(row: LinkRow, options: ProofChartOptions, quotes: Quotes) -> str:
    link = row.link
    facts = [STRENGTHS.get(link.strength, "")] if link.stance == "supports" else []
    facts += ["withdrawn, not counted"] if row.withdrawn else []
    facts += ["needs a look"] if link.state != "ok" else []
    printed = quotes.printed(link.exhibit_id, link.quote, link.page, link.page_end) if options.quotes else ""
    quote = f": “{printed}”" if printed else ""
    note = f" Note: {link.note}" if options.notes and link.note else ""
    told = f" ({', '.join(facts)})" if facts else ""
    return f"• {row.cite}{told}{quote}{note}"


def _objections(links: list[LinkRow], *stances: str) -> list[str]:
    """What may be objected to each piece of evidence of these stances, by exhibit."""
    return [
        f"{row.exhibit_label}: {row.link.objection}"
        for row in links
        if row.link.objection and row.link.stance in stances
    ]


def _open_words(node: ElementNode, options: ProofChartOptions) -> str:
    element = node.element
    said = []
    if node.coverage.missing:
        said.append(f"Gap: {node.coverage.missing}.")
    if element.gap_reason:
        said.append(f"Why: {element.gap_reason}")
    if options.notes and element.notes:
        said.append(f"Note: {element.notes}")
    return "\n".join(said)


def build(matter: Matter, options: ProofChartOptions) -> ListDocument:
    """The chart as a document, one table for each claim."""
    chart = _chart(matter, options)
    groups = tuple(_group(claim, chart, options) for claim in chart.claims)
    title = "Proof chart"
    hidden = (f"Not shown and not counted: links to privileged or sequestered exhibits ({chart.hidden}).",)
    rule = proof.coverage_rule(matter).words()
    return ListDocument(
        title=title,
        columns=COLUMNS,
        groups=groups or (ListGroup(empty=NO_CLAIMS),),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=(*matter_facts(matter), ("Coverage rule", rule[0].upper() + rule[1:] + ".")),
        lead=("Authorities marked [verify] come from a template and must be checked by a lawyer before use.",),
        footer=footer(matter, title),
        text_size=10,
        indent_column=0,
        group_label="Claim",
        notes=(*(hidden if chart.hidden else ()), *chart.quotes.notes),
    )


def _group(claim: ClaimNode, chart: _Chart, options: ProofChartOptions) -> ListGroup:
    made = tuple(ListRow(row.cells, row.depth) for row in _claim_rows(claim, chart, options))
    counts = f"{claim.proved} of {claim.needed} elements proved on paper ({claim.contested} of them contested), {claim.gaps} gaps."
    facts = filter(
        None, (counts, authority(claim.claim), claim.claim.limitation and f"Time limit: {claim.claim.limitation}")
    )
    empty = "No gaps." if options.gaps_only else "This claim has no elements yet."
    return ListGroup(f"{claim.number}. {claim.claim.name}", made, "\n".join(facts), empty)


REPORT = ListReport(
    "proof-chart", "Proof chart", ProofChartOptions, build,
    about="Each element with its burden, our evidence, theirs, the objections to each, and the gaps.",
)  # fmt: skip
