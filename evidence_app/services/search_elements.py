"""Searching by element: run an element's search terms, rank the pages, hide what is done, remember decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Literal

from evidence_app.model.changes import Changes
from evidence_app.model.errors import BadQuery, NotFound, UserError
from evidence_app.model.search import either
from evidence_app.model.search_results import Completeness, SearchFilters, SearchHit
from evidence_app.model.search_syntax import parse
from evidence_app.services import search
from evidence_app.services.matter import Matter
from evidence_app.services.search_answer import Answer, answer, scores
from evidence_app.turns import give_way

Decision = Literal["not relevant", "later", ""]
SECONDS_PER_TERM = 2.0


@dataclass(frozen=True)
class FailedTerm:
    """A search term that was not run, and why."""

    term: str
    reason: str


@dataclass(frozen=True)
class ElementHits:
    """The pages found for one element, the best first. Linked pages and those marked "not relevant" are not in it.

    ``hidden_linked``/``hidden_decided``: how many pages were left out for that. ``term_hits``: pages for each term.
    """

    element_id: int
    number: str
    text: str
    hits: tuple[SearchHit, ...]
    total_pages: int
    hidden_linked: int
    hidden_decided: int
    term_hits: tuple[tuple[str, int], ...]
    failed: tuple[FailedTerm, ...]
    completeness: Completeness

    @property
    def marks(self) -> str:
        """The terms as one query that marks them all on a page."""
        terms = [term for term, _count in self.term_hits]
        return "".join(terms) if len(terms) < 2 else " OR ".join(f"({term})" for term in terms)


def terms_of(search_terms: str) -> list[str]:
    """The queries of an element: one a line, empty lines and repeated ones dropped."""
    return list(dict.fromkeys(line.strip() for line in search_terms.splitlines() if line.strip()))


def search_element(
    matter: Matter,
    element_id: int,
    filters: SearchFilters = search.NO_FILTERS,
    *,
    limit: int = 50,
    offset: int = 0,
    record: bool = True,
) -> ElementHits:
    """Run the element's search terms. A term that cannot be read is named in ``failed``; the others are run.

    Pages that match more of the terms come first, then by how well they match. Raises NotFound, and UserError when the
    element has no search terms.
    """
    with matter.snapshot():
        row = matter.read.tuples("SELECT text, search_terms FROM element WHERE id = ?", (element_id,))
        if not row:
            raise NotFound("There is no such element.", "Run 'evidence elements' to see them.")
        text, terms = row[0][0], terms_of(row[0][1])
        if not terms:
            raise UserError("This element has no search terms.", "Add some to the element, one search a line.")
        found = _element_hits(matter, element_id, text, terms, filters, limit, offset)
    if record and offset == 0:
        _record(matter, found)
    return found


def _element_hits(
    matter: Matter, element_id: int, text: str, terms: Sequence[str], filters: SearchFilters, limit: int, offset: int
) -> ElementHits:
    filters = replace(filters, element_id=element_id, linked=None, hide_decided=False)
    answers, failed = _run(matter, terms, filters)
    some = answers[0][1] if answers else answer(matter, parse("has:text"), filters)
    facts = some.facts
    linked = facts.linked_pages(facts.with_children([element_id]))
    refused = facts.decided(element_id, "not relevant")
    pages = set().union(*(found.pages for _, found in answers))
    shown = pages - linked - refused
    ranks = _ranks(matter, answers, shown)
    give_way()
    order = nsmallest(offset + limit, shown, key=lambda page: (-ranks[page], facts.map.place[page]))[offset:]
    hits: list[SearchHit] = []
    if answers:
        whole = _joined(answers, shown)
        hits = search.page_hits(matter, whole, order, ranks, filters)
    return ElementHits(
        element_id=element_id,
        number=facts.element_numbers().get(element_id, ""),
        text=text,
        hits=tuple(hits),
        total_pages=len(shown),
        hidden_linked=len(pages & linked),
        hidden_decided=len((pages & refused) - linked),
        term_hits=tuple((term, len(found.pages)) for term, found in answers),
        failed=tuple(failed),
        completeness=search.completeness(matter, replace(filters, element_id=None)),
    )


def _run(
    matter: Matter, terms: Sequence[str], filters: SearchFilters
) -> tuple[list[tuple[str, Answer]], list[FailedTerm]]:
    answers, failed = [], []
    for term in terms:
        try:
            answers.append((term, answer(matter, parse(term), filters, SECONDS_PER_TERM)))
        except BadQuery as error:
            failed.append(FailedTerm(term, str(error)))
    return answers, failed


def _ranks(matter: Matter, answers: Sequence[tuple[str, Answer]], pages: set[int]) -> dict[int, float]:
    """How many terms a page matches counts first, how well it matches them breaks ties."""
    ranks = dict.fromkeys(pages, 0.0)
    for _, found in answers:
        some = found.pages & pages
        best = scores(matter, found, some)
        top = max(best.values(), default=0.0) or 1.0
        for i, page in enumerate(some):
            if i % 1000 == 0:
                give_way()
            ranks[page] += 1.0 + 0.5 * best.get(page, 0.0) / top
    return ranks


def _joined(answers: Sequence[tuple[str, Answer]], shown: set[int]) -> Answer:
    """The answers as one, so that snippets mark every term."""
    first = answers[0][1]
    query = either(*(found.query for _, found in answers))
    running = frozenset().union(*(found.running_on for _, found in answers))
    counted = first.map.per_exhibit(shown)
    return replace(first, query=query, pages=frozenset(shown), per_exhibit=counted, running_on=running)


def _record(matter: Matter, found: ElementHits) -> None:
    if matter.read_only:
        return
    with matter.operation(
        "Search for element {number}: {pages} pages",
        undoable=False,
        always=True,
        number=found.number or found.text,
        pages=found.total_pages,
        terms=[term for term, _ in found.term_hits],
        failed=[term.term for term in found.failed],
        searched=found.completeness.searched_pages,
        of=found.completeness.total_pages,
    ):
        pass


def decide(matter: Matter, element_id: int, exhibit_id: int, page: int, decision: Decision) -> Changes:
    """Remember what was decided about a hit for an element; an empty decision takes it back. One undo step."""
    if decision not in ("not relevant", "later", ""):
        raise UserError(f"“{decision}” is not a decision.", "Use “not relevant”, “later” or nothing.")
    action = "Mark page {page} “{decision}” for an element" if decision else "Take back a decision about page {page}"
    with matter.operation(action, page=page, decision=decision) as tx:
        tx.execute(
            "DELETE FROM hit_decision WHERE element_id = ? AND exhibit_id = ? AND page = ?",
            (element_id, exhibit_id, page),
        )
        if decision:
            tx.execute("INSERT INTO hit_decision VALUES (?, ?, ?, ?)", (element_id, exhibit_id, page, decision))
    return tx.changes


def search_gaps(
    matter: Matter, claim_id: int | None = None, *, limit: int = 5, record: bool = True
) -> list[ElementHits]:
    """Run the search terms of every element (of a claim) that has no evidence link yet; the best pages for each.

    Elements without search terms are left out; elements with parts count as linked when a part is.
    """
    with matter.snapshot():
        found = [_element_hits(matter, *gap, search.NO_FILTERS, limit, 0) for gap in _open_elements(matter, claim_id)]
    if record and not matter.read_only:
        with matter.operation(
            "Search for all gaps: {elements} elements", undoable=False, always=True, elements=len(found),
            pages={one.number: one.total_pages for one in found},
        ):  # fmt: skip
            pass
    return found


def _open_elements(matter: Matter, claim_id: int | None) -> list[tuple[int, str, list[str]]]:
    rows = matter.read.tuples(
        "SELECT e.id, e.text, e.search_terms FROM element e JOIN claim c ON c.id = e.claim_id "
        "WHERE (? IS NULL OR c.id = ?) AND e.not_in_dispute = 0 AND e.kind = 'element' "
        "AND NOT EXISTS (SELECT 1 FROM evidence_link l WHERE l.element_id = e.id) "
        "AND NOT EXISTS (SELECT 1 FROM evidence_link l JOIN element part ON part.id = l.element_id WHERE part.parent_id = e.id) "
        "ORDER BY c.position, c.id, e.position, e.id",
        (claim_id, claim_id),
    )
    return [(element, text, terms_of(terms)) for element, text, terms in rows if terms_of(terms)]
