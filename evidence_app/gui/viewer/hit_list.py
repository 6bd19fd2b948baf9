"""The hits of one exhibit in reading order, and which one is next."""

from __future__ import annotations

from evidence_app.gui.viewer.marks import Spans

Hit = tuple[int, tuple[int, int]]
"""Page from 1, and the character range on it."""


class HitList:
    """Hits in reading order; the current one is kept by the pages and handed in."""

    def __init__(self, found: dict[int, Spans] | None = None) -> None:
        spans = found or {}
        self._hits: list[Hit] = [(number, span) for number in sorted(spans) for span in spans[number]]
        self._places = {hit: place for place, hit in enumerate(self._hits)}
        self.pages = set(spans)

    def __len__(self) -> int:
        return len(self._hits)

    def place(self, current: Hit | None) -> int:
        """Which hit it is, from 1; 0 when it is none of them."""
        return self._places.get(current, -1) + 1 if current else 0

    def from_page(self, page: int) -> Hit | None:
        """The first hit on a page or after it, else the first of all; None without hits."""
        return next((hit for hit in self._hits if hit[0] >= page), self._hits[0] if self._hits else None)

    def end(self, step: int) -> Hit | None:
        """The first hit (``step`` > 0) or the last one."""
        return (self._hits[0] if step > 0 else self._hits[-1]) if self._hits else None

    def step(self, current: Hit | None, page: int, step: int) -> Hit | None:
        """The hit after (+1) or before (-1) the current one, or beside the page being read; None past either end."""
        if self.place(current):
            place = self.place(current) - 1 + step
        else:
            after = next((i for i, hit in enumerate(self._hits) if hit[0] >= page), len(self._hits))
            place = after if step > 0 else after - 1
        return self._hits[place] if 0 <= place < len(self._hits) else None
