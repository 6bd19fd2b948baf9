"""One run of a search, by words or by an element's own terms, as the screen shows both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from evidence_app.model.proof import walk
from evidence_app.model.search import format_query
from evidence_app.model.search_results import Completeness, FacetValue, IndexState, SearchFilters, SearchHit
from evidence_app.services import proof, search, search_elements, search_help, search_similar
from evidence_app.services.matter import Matter

Mode = Literal["search", "ask", "like"]
MOST_SUGGESTED = 20
SUGGESTED = "Suggestions ranked by their words (BM25), not a complete search; nothing is linked."
CHUNK = 100
"""Hits read at once; more follow when the list is scrolled to its end."""


@dataclass(frozen=True)
class Asked:
    """What the user asked for. An empty ``text`` with an element in the filters runs that element's search terms.

    ``mode``: "search" (everything that matches), or suggestions: "ask" (a question) and "like" (a passage).
    """

    text: str = ""
    filters: SearchFilters = field(default_factory=lambda: SearchFilters(sort="grouped"))
    mode: Mode = "search"

    @property
    def by_element(self) -> bool:
        """Whether the element's own terms are run."""
        return self.mode == "search" and not self.text and self.filters.element_id is not None


@dataclass(frozen=True)
class Found:
    """The answer. ``parsed`` is how the query was read, ``marks`` the query that marks the hits on a page.

    ``grouped``: the hits of an exhibit stand together, in page order. ``notes`` are sentences; ``failed`` names terms
    that could not be run.
    """

    asked: Asked
    hits: tuple[SearchHit, ...]
    total_pages: int
    total_exhibits: int | None
    parsed: str
    marks: str
    completeness: Completeness
    engine: str = ""
    index_state: IndexState = field(default_factory=IndexState)
    notes: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    milliseconds: int | None = None
    grouped: bool = True

    @property
    def suggested(self) -> bool:
        """Whether these are suggestions, and no complete search."""
        return self.asked.mode != "search"


def run(matter: Matter, asked: Asked, limit: int = CHUNK, offset: int = 0, record: bool = True) -> Found:
    """Search. Raises BadQuery for a query that cannot be read, UserError for an element without search terms."""
    if asked.mode != "search":
        return _suggested(matter, asked, record)
    found = _searched(matter, asked, limit, offset, record)
    return replace(found, hits=search_similar.with_folds(matter, found.hits))


def _suggested(matter: Matter, asked: Asked, record: bool) -> Found:
    suggest = search_similar.suggest_for if asked.mode == "ask" else search_similar.suggest_like
    filters = replace(asked.filters, sort="relevance")
    found = suggest(matter, asked.text, filters, limit=MOST_SUGGESTED)
    if record:
        search_similar.record(matter, asked.text, found)
    hits = search_similar.with_folds(matter, found.hits)
    count = found.others
    rest = f" {count:,} more page{'s' * (count != 1)} with any of the words not shown." if count else ""
    return Found(
        asked, hits, len(hits), len({hit.exhibit_id for hit in hits}), found.query.replace(" OR ", ", "), found.query,
        search.completeness(matter, filters), notes=(SUGGESTED + rest,), grouped=False,
    )  # fmt: skip


def _searched(matter: Matter, asked: Asked, limit: int, offset: int, record: bool) -> Found:
    if asked.by_element and asked.filters.linked != "linked":
        return _by_element(matter, asked, limit, offset, record)
    text = asked.text or f"element:{element_number(matter, asked.filters.element_id)}"
    found = search.find(matter, text, asked.filters, limit=limit, offset=offset, record=record)
    return Found(
        asked, found.hits, found.total_pages, found.total_exhibits, found.parsed, text, found.completeness, found.engine,
        found.index_state, found.notes, (), found.milliseconds, asked.filters.sort != "relevance",
    )  # fmt: skip


def _by_element(matter: Matter, asked: Asked, limit: int, offset: int, record: bool) -> Found:
    element = asked.filters.element_id or 0
    found = search_elements.search_element(matter, element, asked.filters, limit=limit, offset=offset, record=record)
    read = [f"{format_query(search.check(term))}  ({_pages(count)})" for term, count in found.term_hits]
    notes = []
    if found.hidden_linked:
        notes.append(f"{_pages(found.hidden_linked)} already linked to this element left out.")
    if found.hidden_decided:
        notes.append(f"{_pages(found.hidden_decided)} marked not relevant left out.")
    return Found(
        asked, found.hits, found.total_pages, None, "   or   ".join(read), found.marks, found.completeness, "",
        search.index_state(matter), tuple(notes), tuple(f"{one.term}: {one.reason}" for one in found.failed), None, False,
    )  # fmt: skip


def _pages(count: int) -> str:
    return f"{count:,} page{'s' * (count != 1)}"


def element_choices(matter: Matter) -> list[tuple[int, str]]:
    """Every element as (id, number and text), in tree order."""
    return [(int(n.element.id), f"{n.number}  {n.element.text}") for c in proof.tree(matter) for n in walk(c.elements)]


def element_number(matter: Matter, element_id: int | None) -> str:
    """The number of an element in the tree, as a query names it."""
    return next((words.split(" ", 1)[0] for known, words in element_choices(matter) if known == element_id), "")


def counts(matter: Matter, found: Found) -> dict[str, list[FacetValue]]:
    """Exact counts of the hits by tag, custodian and kind, for the filter menus."""
    if not found.marks or found.suggested:
        return {}
    filters = found.asked.filters
    if found.asked.by_element and filters.linked is None:
        filters = replace(filters, linked="unlinked", hide_decided=True)
    return search.facets(matter, found.marks, filters)


def other_words(matter: Matter, text: str) -> list[str]:
    """Queries with words that do occur in this matter."""
    return search_help.did_you_mean(matter, text)
