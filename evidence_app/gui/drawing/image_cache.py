"""Drawn pages kept in memory, bounded in bytes; the ones used longest ago go first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtGui import QImage

from evidence_app.gui.drawing.originals_drawn import Part

CACHE_BYTES = 192 * 1024 * 1024


@dataclass(frozen=True)
class DrawingKey:
    """One drawing: which page, how big the whole page is in pixels, and which part of it (None = all)."""

    sha256: str
    number: int
    width: int
    height: int
    part: Part | None = None


class ImageCache:
    """Drawings by key. Safe to use from the window's thread and the render thread."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._images: OrderedDict[DrawingKey, QImage] = OrderedDict()
        self._whole: dict[tuple[str, int], dict[DrawingKey, None]] = {}
        self._limit = limit
        self._lock = threading.Lock()
        self.bytes = 0

    def put(self, key: DrawingKey, image: QImage) -> None:
        """Keep a drawing; older ones make room. One that alone is over the limit is kept until the next one."""
        with self._lock:
            self._drop(key)
            self._images[key] = image
            self.bytes += image.sizeInBytes()
            if key.part is None:
                self._whole.setdefault((key.sha256, key.number), {})[key] = None
            while self.bytes > self._limit and len(self._images) > 1:
                self._drop(next(iter(self._images)))

    def get(self, key: DrawingKey) -> QImage | None:
        """The drawing, marked as just used."""
        with self._lock:
            image = self._images.get(key)
            if image is not None:
                self._images.move_to_end(key)
            return image

    def __contains__(self, key: DrawingKey) -> bool:
        with self._lock:
            return key in self._images

    def stand_in(self, sha256: str, number: int) -> QImage | None:
        """The biggest drawing of the whole page at another size, to show until the right one is there."""
        with self._lock:
            known = self._whole.get((sha256, number))
            return self._images[max(known, key=lambda key: key.width)] if known else None

    def _drop(self, key: DrawingKey) -> None:
        image = self._images.pop(key, None)
        if image is None:
            return
        self.bytes -= image.sizeInBytes()
        known = self._whole.get((key.sha256, key.number), {})
        known.pop(key, None)
        if not known:
            self._whole.pop((key.sha256, key.number), None)
