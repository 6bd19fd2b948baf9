"""What a search gives back: page hits, and an exact statement of what was and was not searched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Scope = Literal["page", "exhibit"]
Sort = Literal["relevance", "grouped", "number", "date"]
Linked = Literal["linked", "unlinked"]
Engine = Literal["SQLite FTS5", "Whoosh", "page by page", "facts only"]


@dataclass(frozen=True)
class SearchFilters:
    """What narrows a search down, beside the query. Empty = no limit.

    ``element_id`` with ``linked``: only pages that are (not) linked to this element; ``linked`` alone: to any element.
    ``tags``/``custodians``/``kinds``: any of each. ``date_from``/``date_to``: EDTF days, months or years; an exhibit
    counts when its date may lie between them. ``scope``: AND, OR and NOT are decided on one page, or over a whole exhibit.
    ``hide_decided``: leave out pages marked "not relevant" for ``element_id``.
    """

    element_id: int | None = None
    linked: Linked | None = None
    tags: tuple[str, ...] = ()
    custodians: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    exhibit_ids: tuple[int, ...] = ()
    scope: Scope = "page"
    sort: Sort = "relevance"
    hide_decided: bool = False


@dataclass(frozen=True)
class Snippet:
    """A piece of a page's text; ``marks`` are [start, end) offsets into ``text``, phrases and distances marked whole."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SearchHit:
    """One page that matches. ``page`` counts from 1; ``label`` is the printed page label.

    ``score``: higher is better. ``runs_on``: a match goes on over the page break onto the next page.
    ``linked``: the page is linked to the element searched for (or to any element when none was given).
    ``exhibit_hits``: how many pages of this exhibit match in all. ``decision``: "", "later" or "not relevant".
    ``folds``: so many hits directly after this one have (nearly) the same text; a list folds them under this hit and
    never hides them. ``folded``: this is one of those.
    """

    exhibit_id: int
    exhibit_number: str
    title: str
    page: int
    label: str
    bates: str
    snippet: Snippet
    score: float
    linked: bool
    runs_on: bool = False
    exhibit_hits: int = 1
    decision: str = ""
    kind: str = ""
    doc_date: str = ""
    source: str = ""
    text_id: int = 0
    folds: int = 0
    folded: bool = False

    @property
    def name(self) -> str:
        """The exhibit as called in lists: its number, or its title while it has none."""
        return f"Ex. {self.exhibit_number}" if self.exhibit_number else self.title


@dataclass(frozen=True)
class SilentPage:
    """A page whose words cannot be searched. ``page`` 0 = the exhibit could not be read and has no pages."""

    exhibit_id: int
    exhibit_number: str
    title: str
    page: int
    reason: str


@dataclass(frozen=True)
class IndexState:
    """Whether the Whoosh index is up to date: ``ready``, ``catching up`` (``waiting`` pages), ``rebuilding``, ``none``.

    Searches are complete in every state; without the index, distances and wildcards are only slower.
    """

    state: Literal["ready", "catching up", "rebuilding", "none"] = "none"
    waiting: int = 0
    note: str = ""


@dataclass(frozen=True)
class Completeness:
    """What was searched, within the filters.

    ``searched_pages`` + ``silent_pages`` = ``total_pages``. ``unread_exhibits`` have no pages at all (damaged, encrypted,
    placeholders). ``silent_waiting`` of the silent pages wait for OCR; ``waiting_ocr`` more pages were searched, but only
    by a poor text layer, and wait for OCR too.
    Sequestered exhibits are in none of these numbers but ``sequestered_exhibits``.
    """

    searched_pages: int = 0
    total_pages: int = 0
    silent_pages: int = 0
    silent_waiting: int = 0
    waiting_ocr: int = 0
    unread_exhibits: int = 0
    sequestered_exhibits: int = 0
    total_exhibits: int = 0

    @property
    def whole(self) -> bool:
        """True when every page there is was searched."""
        return not (self.silent_pages or self.unread_exhibits or self.sequestered_exhibits or self.waiting_ocr)

    def sentence(self) -> str:
        """The statement under every result: "Searched 412 of 418 pages; 6 have no text."."""
        parts = [f"Searched {self.searched_pages:,} of {_count(self.total_pages, 'page')}"]
        if self.silent_pages:
            some = f"{self.silent_pages:,} {'has' if self.silent_pages == 1 else 'have'} no text"
            parts.append(some + (f" ({self.silent_waiting:,} still to be read by OCR)" if self.silent_waiting else ""))
        if self.waiting_ocr:
            parts.append(f"{self.waiting_ocr:,} with a poor text layer still to be read by OCR")
        if self.unread_exhibits:
            parts.append(f"{_count(self.unread_exhibits, 'exhibit')} could not be read")
        if self.sequestered_exhibits:
            parts.append(f"{_count(self.sequestered_exhibits, 'sequestered exhibit')} left out")
        return "; ".join(parts) + "."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class SearchResult:
    """One answer. ``hits`` are the pages asked for by limit and offset; the totals count all of them."""

    query: str
    parsed: str
    hits: tuple[SearchHit, ...]
    total_pages: int
    total_exhibits: int
    completeness: Completeness
    engine: Engine
    index_state: IndexState = field(default_factory=IndexState)
    notes: tuple[str, ...] = ()
    milliseconds: int = 0
    filters: SearchFilters = field(default_factory=SearchFilters)

    def sentence(self) -> str:
        """The result and what was searched, in words."""
        found = f"{_count(self.total_pages, 'page')} in {_count(self.total_exhibits, 'exhibit')}"
        return f"{found}. {self.completeness.sentence()}"


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the exact number of matching exhibits and pages."""

    value: str
    exhibits: int
    pages: int


@dataclass(frozen=True)
class Suggestion:
    """Something to put into the search line. ``text`` replaces the query's characters ``start`` to ``end``."""

    text: str
    note: str
    start: int
    end: int


@dataclass(frozen=True)
class SavedSearch:
    """A search kept under a name, in our own syntax, perhaps for one element."""

    id: int
    name: str
    query: str
    element_id: int | None


@dataclass(frozen=True)
class PastSearch:
    """A search that was run: what, when (UTC), how many."""

    query: str
    at: str
    pages: int
    exhibits: int
