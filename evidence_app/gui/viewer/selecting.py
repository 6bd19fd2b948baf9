"""What the reader has selected: words (over lines and page breaks) or a box on one page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from evidence_app.gui.viewer.passage import Pages, Spot, format_box, pinpoint_of, quote_of, spans
from evidence_app.model.pinpoint import Pinpoint

SMALLEST_BOX = 400
"""Hundredths of a point; a smaller drag is a click."""


@dataclass
class Selection:
    """Either words from ``anchor`` to ``head`` (in either order), or a ``region`` of ``region_page``, or nothing."""

    anchor: Spot | None = None
    head: Spot | None = None
    region_page: int = 0
    region_from: QPointF | None = None
    region_to: QPointF | None = None

    def clear(self) -> None:
        """Nothing selected."""
        self.anchor = self.head = self.region_from = self.region_to = None
        self.region_page = 0

    def start_words(self, spot: Spot) -> None:
        """Begin at a word; the word itself is selected."""
        self.clear()
        self.anchor = self.head = spot

    def start_region(self, page: int, point: QPointF) -> None:
        """Begin a box at a point of a page."""
        self.clear()
        self.region_page, self.region_from, self.region_to = page, point, point

    @property
    def has_words(self) -> bool:
        """Whether words are selected."""
        return self.anchor is not None and self.head is not None

    def spans(self, pages: Pages) -> dict[int, tuple[int, int]]:
        """Selected characters per page."""
        return spans(pages, self.anchor, self.head) if self.anchor and self.head else {}

    def region(self) -> QRectF | None:
        """The box in page space; None when it is too small to mean anything."""
        if self.region_from is None or self.region_to is None:
            return None
        box = QRectF(self.region_from, self.region_to).normalized()
        return box if box.width() >= SMALLEST_BOX and box.height() >= SMALLEST_BOX else None

    def pinpoint(self, pages: Pages, sizes: dict[int, tuple[int, int]] | None = None) -> Pinpoint | None:
        """The pinpoint of the selection, or None. ``sizes`` keeps a box inside its page."""
        chosen = self.spans(pages)
        if chosen:
            return pinpoint_of(pages, chosen)
        region = self.region()
        if region is None:
            return None
        size = (sizes or {}).get(self.region_page, (10**9, 10**9))
        return Pinpoint(self.region_page, box=format_box(region, size))

    def text(self, pages: Pages) -> str:
        """The selected words."""
        chosen = self.spans(pages)
        return quote_of(pages, chosen) if chosen else ""


def stepped(pages: Pages, count: int, spot: Spot, step: int) -> Spot:
    """The next or previous word, also over page breaks; the same word at either end of the exhibit."""
    page, word = spot.page, spot.word + step
    while not 0 <= word < len(pages(page).words):
        page += 1 if step > 0 else -1
        if not 1 <= page <= count:
            return spot
        words = len(pages(page).words)
        if words:
            return Spot(page, 0 if step > 0 else words - 1)
        word = -1 if step < 0 else 0
    return Spot(page, word)


def line_step(pages: Pages, count: int, spot: Spot, step: int) -> Spot:
    """The word one line down (+1) or up (-1) that stands closest below or above."""
    words = pages(spot.page).words
    here = words[spot.word]
    middle = (here.x0 + here.x1) / 2
    lines = [i for i, word in enumerate(words) if (word.y0 - here.y0) * step > (here.y1 - here.y0) * 0.6]
    if not lines:
        end = Spot(spot.page, len(words) - 1 if step > 0 else 0)
        return stepped(pages, count, end, step)
    nearest = min(
        lines, key=lambda i: (abs(words[i].y0 - here.y0) // 200, abs((words[i].x0 + words[i].x1) / 2 - middle))
    )
    return Spot(spot.page, nearest)
