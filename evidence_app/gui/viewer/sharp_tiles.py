"""Which drawings a page needs at a zoom: one of the whole page, and sharp tiles of what is in view when it is big."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF

from evidence_app.gui.drawing.image_cache import DrawingKey

WHOLE_PIXELS = 8_000_000
"""Up to here a page is drawn whole; above, a coarser whole page is drawn and sharp tiles of what is in view."""
COARSE_PIXELS = 3_000_000
TILE = 1024

Size = tuple[int, int]


def whole_key(sha256: str, number: int, pixels: Size) -> DrawingKey:
    """The drawing of the whole page, coarser than asked for when it would be too big."""
    across, down = pixels
    if across * down > WHOLE_PIXELS:
        scale = math.sqrt(COARSE_PIXELS / (across * down))
        across, down = max(1, round(across * scale)), max(1, round(down * scale))
    return DrawingKey(sha256, number, across, down)


def tile_keys(sha256: str, number: int, pixels: Size, size: Size, seen: QRectF) -> list[DrawingKey]:
    """Tiles that cover ``seen`` (page space) of a page of ``size`` at ``pixels``; none for a page drawn whole."""
    across, down = pixels
    if across * down <= WHOLE_PIXELS or seen.isEmpty():
        return []
    x_scale, y_scale = across / size[0], down / size[1]
    columns = range(max(0, int(seen.left() * x_scale) // TILE), int(seen.right() * x_scale - 1) // TILE + 1)
    rows = range(max(0, int(seen.top() * y_scale) // TILE), int(seen.bottom() * y_scale - 1) // TILE + 1)
    corners = [(column * TILE, row * TILE) for row in rows for column in columns]
    return [
        DrawingKey(sha256, number, across, down, (x, y, min(TILE, across - x), min(TILE, down - y)))
        for x, y in corners
        if x < across and y < down
    ]
