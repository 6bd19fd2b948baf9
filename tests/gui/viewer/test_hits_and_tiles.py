from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from evidence_app.gui.drawing.originals_drawn import MAX_PIXELS
from evidence_app.gui.viewer.hit_list import HitList
from evidence_app.gui.viewer.sharp_tiles import WHOLE_PIXELS, tile_keys, whole_key

FOUND = {5: [(0, 3)], 2: [(1, 4), (9, 12)]}


def test_hits_are_walked_in_reading_order_and_end():
    hits, current, seen = HitList(FOUND), None, []
    while (current := hits.step(current, 1, 1)) is not None:
        seen.append(current)
    assert seen == [(2, (1, 4)), (2, (9, 12)), (5, (0, 3))]
    assert [hits.place(hit) for hit in seen] == [1, 2, 3] and hits.place((9, (0, 1))) == 0


def test_without_a_current_hit_the_page_being_read_decides():
    hits = HitList(FOUND)
    assert hits.step(None, 3, 1) == (5, (0, 3)) and hits.step(None, 3, -1) == (2, (9, 12))
    assert hits.step(None, 1, -1) is None and hits.step(None, 9, 1) is None
    assert hits.from_page(6) == (2, (1, 4)) and hits.end(-1) == (5, (0, 3))
    assert HitList().from_page(1) is None and HitList().end(1) is None


@given(st.integers(1, 60_000), st.integers(1, 60_000), st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 0.1))
def test_what_is_in_view_is_covered_and_no_drawing_is_too_big(across, down, left, top, part):
    size = (61200, 79200)
    seen = QRectF(left * size[0], top * size[1], part * size[0], part * size[1])
    whole = whole_key("a" * 64, 1, (across, down))
    assert whole.width * whole.height <= max(WHOLE_PIXELS, whole.width, whole.height)
    tiles = tile_keys("a" * 64, 1, (across, down), size, seen)
    assert bool(tiles) == (across * down > WHOLE_PIXELS)
    for tile in tiles:
        x, y, width, height = tile.part
        assert width * height <= MAX_PIXELS and x + width <= across and y + height <= down
    if tiles:
        point = (int(seen.center().x() * across / size[0]), int(seen.center().y() * down / size[1]))
        assert any(x <= point[0] <= x + w and y <= point[1] <= y + h for x, y, w, h in (tile.part for tile in tiles))
