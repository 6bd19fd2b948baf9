from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from evidence_app.gui.viewer.page_layout import GAP, SIDE, PageLayout

sizes = st.lists(st.tuples(st.integers(1000, 200_000), st.integers(1000, 200_000)), min_size=1, max_size=30)


@given(sizes, st.floats(0.1, 8), st.sampled_from([0, 90, 180, 270]))
def test_pages_follow_one_another_and_are_found_again(pages, zoom, turn):
    layout = PageLayout(pages, zoom, turn)
    end = 0.0
    for number in range(1, len(pages) + 1):
        rect = layout.rect(number, 800)
        assert rect.top() >= end
        assert layout.page_at(rect.center().y()) == number
        end = rect.bottom()
    assert layout.height >= end
    assert list(layout.between(0, layout.height)) == list(range(1, len(pages) + 1))


@given(st.sampled_from([0, 90, 180, 270]), st.floats(0.25, 8), st.floats(0, 1), st.floats(0, 1))
def test_a_point_goes_to_the_strip_and_back_at_every_turn(turn, zoom, across, down):
    layout = PageLayout([(61200, 79200), (50000, 30000)], zoom, turn)
    point = QPointF(across * 50000, down * 30000)
    shown = layout.transform(2, 900).map(point)
    assert layout.rect(2, 900).adjusted(-2, -2, 2, 2).contains(shown)
    back = layout.to_page(2, shown, 900)
    assert abs(back.x() - point.x()) < 1 and abs(back.y() - point.y()) < 1


def test_turned_pages_fill_their_place_exactly():
    layout = PageLayout([(61200, 79200)], 1.0, 90)
    place = layout.transform(1, 1000).mapRect(QRectF(0, 0, 61200, 79200))
    assert place.toRect() == layout.rect(1, 1000).toRect()
    assert layout.pixels(1) == (792, 612)


def test_fit_leaves_room_for_the_signs():
    layout = PageLayout([(61200, 79200)])
    zoom = layout.fit_zoom(1, 700, None)
    assert round(612 * zoom) == 700 - GAP - SIDE
    assert layout.fit_zoom(1, 700, 400) * 792 <= 400 - 2 * GAP + 1


def test_one_page_at_a_time():
    layout = PageLayout([(61200, 79200)] * 5, only=3)
    assert layout.height == 792 + 2 * GAP
    assert list(layout.between(0, 500)) == [3]


def test_sizes_that_make_no_sense_become_a_letter_page():
    assert PageLayout([(0, -5)]).sizes == [(61200, 79200)]
    assert PageLayout([]).page_at(10) == 0
