"""Where every page stands in the long strip a reader scrolls, from sizes alone: no file is opened for it.

Page space is hundredths of a point from the top left of the page as shown; strip space is pixels. ``zoom`` is pixels per
point. A view turned by 90 or 270 degrees swaps width and height.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from evidence_app.model.pages import UNITS_PER_POINT

GAP = 14
"""Pixels between pages and around them."""
SIDE = 64
"""Pixels kept free at the right of a page, for the signs of linked passages."""
DEFAULT_SIZE = (61200, 79200)


class PageLayout:
    """Positions of pages ``1..n``; ``only`` shows that single page (the rest has no place)."""

    def __init__(
        self, sizes: Sequence[tuple[int, int]], zoom: float = 1.0, turn: int = 0, only: int | None = None
    ) -> None:
        self.sizes = [(w, h) if w > 0 and h > 0 else DEFAULT_SIZE for w, h in sizes]
        self.zoom = zoom
        self.turn = turn % 360
        self.only = only
        self.tops: list[int] = []
        self.width = 0
        self.height = 0
        self._place()

    def _place(self) -> None:
        """Running sum of page heights."""
        top = GAP
        self.tops = []
        self.width = 0
        for number in range(1, len(self.sizes) + 1):
            self.tops.append(top)
            if self.only in (None, number):
                across, down = self.pixels(number)
                self.width = max(self.width, across + GAP + SIDE)
                top += down + GAP
        self.height = top

    def pixels(self, number: int) -> tuple[int, int]:
        """Width and height of a page in pixels as shown, after turning."""
        across, down = self.flat_pixels(number)
        return (down, across) if self.turn in (90, 270) else (across, down)

    def flat_pixels(self, number: int) -> tuple[int, int]:
        """Width and height in pixels before turning: the size at which the page is drawn."""
        width, height = self.sizes[number - 1]
        scale = self.zoom / UNITS_PER_POINT
        return max(1, round(width * scale)), max(1, round(height * scale))

    def rect(self, number: int, strip_width: int) -> QRectF:
        """The page's place in the strip: centred in ``strip_width`` as long as its signs have room."""
        across, down = self.pixels(number)
        room = max(strip_width, self.width)
        left = max(GAP, min((room - across) // 2, room - across - SIDE))
        return QRectF(left, self.tops[number - 1], across, down)

    def aside(self, number: int, view_width: int) -> int:
        """How far to scroll sideways so that a page stands as if wider pages of the exhibit were not there."""
        alone = PageLayout([self.sizes[number - 1]], self.zoom, self.turn)
        return round(self.rect(number, view_width).left() - alone.rect(1, view_width).left())

    def page_at(self, y: float) -> int:
        """The page at a height of the strip (the one above, in a gap); 0 when there are no pages."""
        if not self.sizes:
            return 0
        if self.only is not None:
            return self.only
        return max(1, bisect_right(self.tops, y + GAP / 2))

    def between(self, top: float, bottom: float) -> range:
        """The pages that show between two heights of the strip."""
        if not self.sizes:
            return range(0)
        return range(self.page_at(top), self.page_at(bottom) + 1)

    def transform(self, number: int, strip_width: int) -> QTransform:
        """From page space to strip space."""
        place = self.rect(number, strip_width)
        flat_width, flat_height = self.flat_pixels(number)
        width, height = self.sizes[number - 1]
        across, down = place.width(), place.height()
        shift = {0: (0.0, 0.0), 90: (across, 0.0), 180: (across, down), 270: (0.0, down)}[self.turn]
        turned = QTransform().translate(place.x() + shift[0], place.y() + shift[1]).rotate(self.turn)
        return turned.scale(flat_width / width, flat_height / height)

    def to_page(self, number: int, point: QPointF, strip_width: int) -> QPointF:
        """A point of the strip in page space; may lie outside the page."""
        return self.transform(number, strip_width).inverted()[0].map(point)

    def fit_zoom(self, number: int, width: int, height: int | None) -> float:
        """The zoom at which a page fills the width, and the height too when one is given."""
        page_width, page_height = self.sizes[number - 1]
        if self.turn in (90, 270):
            page_width, page_height = page_height, page_width
        across = max(60, width - GAP - SIDE) * UNITS_PER_POINT / page_width
        if height is None:
            return across
        return min(across, max(60, height - 2 * GAP) * UNITS_PER_POINT / page_height)
