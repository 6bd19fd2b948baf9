"""The drawn timeline: nothing overlaps, nothing is hidden without a count, and a month is never drawn as a day."""

import itertools
import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from evidence_app.gui.chronology.timeline import TimelineView
from evidence_app.gui.chronology.timeline_layout import MARK, Cluster, Place, Scale, extent, place, spans, ticks
from evidence_app.model.chronology import Event, EventRow, EventSource, date_conflict, sort_key


def event(number, edtf, text="Something happened", kind="fact", states=()):
    made = Event(number, text, edtf, edtf, sort_key(edtf), "", "", "event", "unsure", kind, 0, "", "", 0)
    sources = tuple(EventSource(i, number, None, None, "", "News", d, "", i) for i, d in enumerate(states))
    return EventRow(made, sources, (), date_conflict(edtf, sources))


def many(count):
    chance = random.Random(7)
    days = [date(2010, 1, 1).toordinal() + int(chance.random() ** 2 * 5000) for _ in range(count)]
    texts = [date.fromordinal(day).isoformat() for day in days]
    return [event(i, text[: chance.choice([4, 7, 10, 10, 10])], f"Event number {i}") for i, text in enumerate(texts, 1)]


dates = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(date.isoformat)
edtfs = st.one_of(
    dates, dates.map(lambda d: d[:7]), dates.map(lambda d: d[:4] + "~"), dates.map(lambda d: f"../{d}"),
    dates.map(lambda d: f"{d}/.."), st.tuples(dates, dates).map(lambda p: "/".join(sorted(p))), dates.map(lambda d: d + "T09:30"),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(edtfs, max_size=80), st.integers(1, 12), st.floats(0.02, 64), st.data())
def test_labels_never_overlap_and_every_event_is_drawn_or_counted(texts, lanes, per_day, data):
    rows = [event(i, text) for i, text in enumerate(texts, 1)]
    items = spans(rows)
    low, high = extent(items)
    chosen = data.draw(st.sampled_from([None, *range(1, len(rows) + 1)]))
    found = place(items, Scale(low, per_day), lanes, lambda _row, size: 80 + 6.0 * size,
                  width=(high - low) * per_day, chosen=chosen)  # fmt: skip
    counted = [p.span.row.event.id for p in found.places]
    counted += [s.row.event.id for c in found.clusters for s in c.spans]
    assert sorted(counted) == [row.event.id for row in rows]
    assert chosen is None or found.place_of(chosen) is not None
    for lane in range(lanes):
        row = sorted((p.left, p.right) for p in found.places if p.lane == lane)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(row))
    assert all(0 <= p.lane < lanes and p.left <= p.x0 <= p.x1 <= p.right + 0.001 for p in found.places)


@given(edtfs)
def test_a_mark_covers_exactly_the_days_that_may_be_meant(text):
    (span,) = spans([event(1, text)])
    found = place([span], Scale(span.start, 20), 3, lambda _r, _s: 50)
    (one,) = found.places
    if span.one_day:
        assert one.x1 - one.x0 == MARK
    else:
        assert abs((one.x1 - one.x0) - max((span.end - span.start) * 20, MARK)) < 0.01
    assert span.open_start == text.startswith("..") and span.open_end == text.endswith("..")


def test_a_month_is_a_bar_and_a_day_a_mark():
    month, day, period = spans([event(1, "2024-08"), event(2, "2024-09-18"), event(3, "2024-10-01/2024-10-05")])
    assert (month.one_day, month.exact, month.end - month.start) == (False, False, 31)
    assert day.one_day
    assert (period.one_day, period.exact, period.end - period.start) == (False, True, 5)


def test_undated_and_unreadable_dates_are_not_drawn():
    assert spans([event(1, ""), event(2, "the day after")]) == []


def test_the_scale_is_labelled_at_every_zoom():
    start = date(2020, 1, 1).toordinal()
    seen = set()
    for step in range(24):
        scale = Scale(start, 0.01 * 1.45**step)
        marks = ticks(scale, 0, 1000)
        majors = [tick for tick in marks if tick.major]
        assert len(majors) >= 1 and len(marks) < 130
        places = [scale.x(tick.day) for tick in marks if not tick.major]
        assert all(b - a > 20 for a, b in itertools.pairwise(places))
        seen |= {tick.label for tick in marks}
    assert {"2020", "Jan 2020", "Apr", "15"} <= seen


def view_of(qtbot, rows, width=1000, height=280):
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    view.set_events(rows)
    return view


ROWS = [event(1, "2021/2024"), event(2, "2024-08"), event(3, "2024-09-18"), event(4, "2025-01-21", states=["2025-01-21", "2024-01-21"]), event(5, "")]  # fmt: skip


def test_five_events_all_have_their_words(qtbot, themed):
    view = view_of(qtbot, ROWS)
    assert len(view.layout_now.places) == 4 and not view.layout_now.clusters
    assert view.undated == 1


def test_two_thousand_events_are_drawn_as_few_marks_and_none_is_lost(qtbot, themed):
    rows = many(2000)
    view = view_of(qtbot, rows)
    view.set_events(rows)
    view.grab()
    shown = len(view.layout_now.places) + sum(len(c.spans) for c in view.layout_now.clusters)
    assert shown == 2000
    assert len(view.layout_now.places) + len(view.layout_now.clusters) < 250, "what is drawn is bounded by the room"


def test_keys_walk_through_all_events_in_order(qtbot, themed):
    view = view_of(qtbot, ROWS)
    chosen = []
    view.event_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right,) * 5 + (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(view, key)
    assert chosen == [1, 2, 3, 4, 4, 3, 1, 4]
    assert "21 Jan 2025" in view.accessibleDescription() and "The dates differ" in view.accessibleDescription()
    with qtbot.waitSignal(view.event_opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [4]


def test_a_click_chooses_the_event_under_it(qtbot, themed):
    view = view_of(qtbot, ROWS)
    found = view.layout_now.place_of(3)
    y = next(y for y in range(0, 280, 4) if view.at(QPointF(found.x0 + 2, y)) is found)
    with qtbot.waitSignal(view.event_chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(found.x0 + 2), y))
    assert chosen.args == [3]
    assert "18 Sep 2024" in view.tip(found) and "No source" not in view.tip(found)


def test_a_click_on_a_cluster_zooms_in(qtbot, themed):
    view = view_of(qtbot, many(400), height=190)
    cluster = view.layout_now.clusters[0]
    before = view.scale.per_day
    spot = next(
        QPointF(cluster.x0 + dx, y) for y in range(190, 0, -4) for dx in (2, 8)
        if isinstance(view.at(QPointF(cluster.x0 + dx, y)), Cluster)
    )  # fmt: skip
    assert "Click to zoom in" in view.tip(view.at(spot))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot.toPoint())
    assert view.scale.per_day > before or view.chosen is not None


def test_zoom_keeps_the_day_under_the_pointer(qtbot, themed):
    view = view_of(qtbot, ROWS)
    day = view.scale.day(view._left() + 600)
    for turn in (120, 120, 120, -120):
        event_ = QWheelEvent(
            QPointF(600, 100), view.mapToGlobal(QPointF(600, 100)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        view.wheelEvent(event_)
    assert abs(view.scale.day(view._left() + 600) - day) < 2 / view.scale.per_day + 0.01
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.horizontalScrollBar().maximum() == 0


def test_the_chosen_event_always_has_its_label(qtbot, themed):
    rows = many(2000)
    view = view_of(qtbot, rows)
    hidden = view.layout_now.clusters[3].spans[0].row.event.id
    view.choose(hidden)
    assert isinstance(view.layout_now.place_of(hidden), Place)


def test_several_turns_of_the_wheel_place_the_events_once(qtbot, themed, monkeypatch):
    view = view_of(qtbot, many(300))
    placed = []
    monkeypatch.setattr(
        "evidence_app.gui.chronology.timeline.place", lambda *a, **k: placed.append(1) or place(*a, **k)
    )
    for _ in range(5):
        view.zoom(1.25)
    assert not placed
    view.grab()
    assert len(placed) == 1


def test_nothing_to_draw_is_said(qtbot, themed):
    for rows in ([], [event(1, "")]):
        assert not view_of(qtbot, rows).grab().isNull()


def test_most_of_many_events_are_placed_without_being_measured():
    """Where a mark has no room its label has none: measuring all of 3,000 events held the window up for 150 ms."""
    items = spans(many(3000))
    low, high = extent(items)
    measured = []

    def width(row, size):
        measured.append(row.event.id)
        return 200.0

    scale = Scale(low, 1200 / (high - low))
    found = place(items, scale, 10, width, width=1200)
    assert found.places and len(measured) < 300
