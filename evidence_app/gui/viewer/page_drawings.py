"""The pictures of the pages at one zoom: what is drawn already, what the render thread is asked for, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.drawing.rendering import AHEAD, VISIBLE, Renderer, Wish
from evidence_app.gui.viewer.page_layout import PageLayout
from evidence_app.gui.viewer.page_painter import PageContent, PagePlace
from evidence_app.gui.viewer.reading import PageReader
from evidence_app.gui.viewer.sharp_tiles import tile_keys, whole_key

PAGES_AHEAD = 3


class PageDrawings:
    """Made anew for every painting; ``ratio`` is device pixels per pixel. ``wishes`` grow with every page asked for."""

    def __init__(self, renderer: Renderer, reader: PageReader | None, layout: PageLayout, ratio: float) -> None:
        self._renderer, self._reader, self._layout, self._ratio = renderer, reader, layout, ratio
        self.wishes: list[Wish] = []

    def fill(self, content: PageContent, place: PagePlace, view: QRectF) -> None:
        """Put the picture of a page into its content, or a notice why there is none; ``view`` is what of it is in sight.

        Until it is drawn the page drawn at another zoom stands in.
        """
        assert self._reader is not None  # a page without a reader has no place
        number, cache = content.page.number, self._renderer.cache
        original = self._reader.original(number)
        if original is None:
            content.notice = self._reader.opened.problem
            return
        key = self.key(number, original.sha256)
        failure = self._renderer.failure(key)
        if failure:
            content.notice = failure.message
            return
        content.image = cache.get(key)
        if content.image is None:
            self.wishes.append(Wish(VISIBLE, original, key))
            content.image = cache.stand_in(original.sha256, number)
        tiles = self._tiles(number, place, view, original.sha256)
        self.wishes += [Wish(VISIBLE, original, tile) for tile in tiles]
        content.tiles = [(tile, image) for tile in tiles if (image := cache.get(tile)) is not None]

    def key(self, number: int, sha256: str) -> DrawingKey:
        """The drawing of the whole page."""
        return whole_key(sha256, number, self._device_pixels(number))

    def _device_pixels(self, number: int) -> tuple[int, int]:
        across, down = self._layout.flat_pixels(number)
        return max(1, round(across * self._ratio)), max(1, round(down * self._ratio))

    def _tiles(self, number: int, place: PagePlace, view: QRectF, sha256: str) -> list[DrawingKey]:
        """Sharp tiles of what is in sight, for a page too big to be drawn whole."""
        part = place.transform.inverted()[0].mapRect(view.intersected(place.rect))
        return tile_keys(sha256, number, self._device_pixels(number), place.size, part)

    def ahead(self, seen: range) -> list[Wish]:
        """The pages after those in sight and the one before, so that turning a page finds it ready."""
        if self._reader is None or not seen:
            return []
        count = len(self._reader.opened.pages)
        near = [*range(seen.stop, min(count, seen.stop + PAGES_AHEAD - 1) + 1), seen.start - 1]
        wishes = []
        for number in near:
            original = self._reader.original(number) if 1 <= number <= count else None
            if original is not None:
                wishes.append(Wish(AHEAD, original, self.key(number, original.sha256)))
        return wishes
