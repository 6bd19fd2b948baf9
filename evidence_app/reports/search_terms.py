"""The search-term report on paper: what each term finds, alone and with family, and what was searched."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.errors import UserError
from evidence_app.model.search_results import SearchFilters
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import proof
from evidence_app.services.matter import Matter
from evidence_app.services.search_report import HEADINGS, SearchTermReport, element_report, term_report

WIDTHS = (0.45, 1.9, 2.0, 2.0, 0.8, 0.85, 0.85, 0.75, 0.85, 1.2)
EMPTY = "No search terms are given, and the elements have none."


@dataclass(frozen=True)
class SearchTermOptions:
    """Which terms over which exhibits."""

    terms: tuple[str, ...] = option(
        (), "The terms, each a search of its own; empty = the elements' terms.", (), "Terms"
    )
    claim: str = option("", "Only the terms of this claim's elements: its number or name.", (), "Claim")
    tags: tuple[str, ...] = option((), "Search only exhibits with these tags.", (), "Tags")
    custodians: tuple[str, ...] = option((), "Search only exhibits of these custodians.", (), "Custodians")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


def rows(matter: Matter, options: SearchTermOptions) -> SearchTermReport:
    """The report as data; running it is recorded in the history."""
    filters = SearchFilters(tags=options.tags, custodians=options.custodians)
    if options.terms:
        return term_report(matter, options.terms, filters)
    return element_report(matter, _claim_id(matter, options.claim), filters)


def _claim_id(matter: Matter, wanted: str) -> int | None:
    plain = wanted.strip().casefold()
    if not plain:
        return None
    for node in proof.tree(matter):
        if plain in (node.number, node.claim.name.casefold()):
            return node.claim.id
    raise UserError(f"The matter has no claim {wanted!r}.", "Run 'evidence elements' to see claims and elements.")


def build(matter: Matter, options: SearchTermOptions) -> ListDocument:
    """The report as a document; the last row is the union of all terms, never a sum."""
    report = rows(matter, options)
    _headings, table = report.table()
    silent = len(report.without_hits)
    return ListDocument(
        title="Search-term report",
        columns=tuple(ListColumn(h, h, w) for h, w in zip(HEADINGS, WIDTHS, strict=True)),
        groups=(ListGroup("", tuple(map(ListRow, table)) if report.rows else (), empty=EMPTY),),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=(*matter_facts(matter)[1:], *report.statements()),
        closing=(f"Terms without a hit: {silent}. Terms that could not be run: {len(report.failed)}.",),
        footer=footer(matter, "Search-term report"),
        text_size=9,
    )


REPORT = ListReport(
    "search-terms", "Search-term report", SearchTermOptions, build,
    about="How many pages and exhibits each search term hits, and how many it alone hits.",
)  # fmt: skip
