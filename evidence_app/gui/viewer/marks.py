"""Highlights on pages: hits of a search, and passages linked to elements, each with a sign beside its colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from evidence_app.gui.viewer.passage import Pages, find_passage, line_boxes, parse_box
from evidence_app.model.errors import BadQuery
from evidence_app.model.pinpoint import Pinpoint, find_quote
from evidence_app.model.proof import EvidenceLink, walk
from evidence_app.model.search_results import SearchFilters
from evidence_app.services import evidence_links, exhibits, proof, search
from evidence_app.services.matter import Matter

SIGNS = {"supports": "+", "undermines": "−", "neutral": "○"}
Spans = list[tuple[int, int]]
MOST_HIT_PAGES = 20_000


@dataclass(frozen=True)
class LinkedPassage:
    """A link as the viewer shows it: the element's number and text, the stance, and where it stands."""

    link: EvidenceLink
    number: str
    element: str

    @property
    def pin(self) -> Pinpoint:
        """Where the link points."""
        return self.link.pin

    @property
    def sign(self) -> str:
        """One character that tells the stance without colour."""
        return SIGNS.get(self.link.stance, "○")

    def words(self) -> str:
        """The link in words, for the tool tip and for screen readers."""
        look = " Needs a look: the quote was not found at its place." if self.link.state != "ok" else ""
        note = f"\nNote: {self.link.note}" if self.link.note else ""
        return f"{self.link.stance.capitalize()} {self.number} {self.element}.{look}{note}"


@dataclass(frozen=True)
class PageMark:
    """A linked passage on one page: its boxes in page space (empty when the link is to the page as a whole)."""

    passage: LinkedPassage
    boxes: tuple[QRectF, ...]

    @property
    def top(self) -> float:
        """Where the sign in the margin belongs."""
        return min((box.top() for box in self.boxes), default=0.0)


def linked_passages(matter: Matter, exhibit_id: int) -> tuple[LinkedPassage, ...]:
    """Every link of an exhibit with its element's number; for a query thread."""
    numbers = {node.element.id: (node.number, node.element.text)
               for claim in proof.tree(matter) for node in walk(claim.elements)}  # fmt: skip
    rows = evidence_links.links(matter, exhibit_id=exhibit_id)
    return tuple(LinkedPassage(row.link, *numbers.get(row.link.element_id, ("", ""))) for row in rows)


class PassageMarks:
    """Linked passages sorted by page; boxes are worked out when a page is first painted."""

    def __init__(self, passages: tuple[LinkedPassage, ...] = ()) -> None:
        self._by_page: dict[int, list[LinkedPassage]] = {}
        for passage in passages:
            first = passage.link.page or 1
            for number in range(first, max(first, passage.link.page_end or first) + 1):
                self._by_page.setdefault(number, []).append(passage)
        self._marks: dict[int, list[PageMark]] = {}

    @property
    def pages(self) -> list[int]:
        """Pages with at least one linked passage."""
        return sorted(self._by_page)

    def on(self, number: int, pages: Pages) -> list[PageMark]:
        """The marks of a page, from top to bottom."""
        if number not in self._by_page:
            return []
        if number not in self._marks:
            made = [_mark(passage, number, pages) for passage in self._by_page[number]]
            self._marks[number] = sorted(made, key=lambda mark: mark.top)
        return self._marks[number]

    def forget_places(self) -> None:
        """Work the boxes out again: texts changed, or pages are shown another way."""
        self._marks.clear()


def _mark(passage: LinkedPassage, number: int, pages: Pages) -> PageMark:
    return PageMark(passage, tuple(pin_boxes(passage.pin, number, pages)))


def pin_boxes(pin: Pinpoint, number: int, pages: Pages) -> list[QRectF]:
    """Where a pinpoint stands on a page, in page space: the region, or the lines of its quote."""
    region = parse_box(pin.box)
    if region is not None and not pin.quote:
        return [region] if pin.page == number else []
    span = find_passage(pages, pin).get(number)
    return line_boxes(pages(number).words, *span) if span else []


def hits_of_exhibit(matter: Matter, exhibit_id: int, query: str) -> dict[int, Spans]:
    """Character ranges of a query's hits on every page that has some, by page number; for a query thread.

    Empty for a query that cannot be read: the search screen explains those.
    """
    only = SearchFilters(exhibit_ids=(exhibit_id,), sort="number")
    try:
        numbers = [hit.page for hit in search.find(matter, query, only, limit=MOST_HIT_PAGES, record=False).hits]
        return {number: spans for number in numbers if (spans := search.hit_words(matter, exhibit_id, number, query))}
    except BadQuery:
        return {}


def places_of_text(matter: Matter, exhibit_id: int, text: str) -> dict[int, Spans]:
    """Where a typed text stands in an exhibit, ignoring case, line breaks and the shape of quotes; for a query thread."""
    found = {page.number: find_quote(page.text, text) for page in exhibits.pages(matter, exhibit_id)}
    return {number: spans for number, spans in found.items() if spans}
