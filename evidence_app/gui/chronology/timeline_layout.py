"""Where things go on a drawn timeline: days to pixels, ticks of the scale, and labels that never overlap."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from evidence_app.model.chronology import EventRow, PartialDate

MOST_PER_DAY = 64.0
"""Pixels per day at the closest zoom."""
OPEN_DAYS = 0.06
"""How far an open end reaches, as a share of the whole time shown."""

MARK = 12.0
"""Pixels across a round mark, and the least width of a bar."""
INSIDE = 8.0
"""Pixels between a bar's edge and the label inside it."""
BESIDE = 6.0
"""Pixels between a mark and its label."""
FEW = 60
"""Up to this many events, labels are cut shorter when they would not all find room."""
LONGEST = 38
"""Characters of an event's words in its label."""
SIZES: tuple[tuple[int, ...], ...] = ((LONGEST,), (22,), (LONGEST, 0), (22, 0))
"""Lengths tried one after another until everything has room; 0 = the date alone."""
LabelWidth = Callable[[EventRow, int], float]
"""Pixels a label takes with that many characters of the event's words."""


@dataclass(frozen=True)
class Span:
    """An event's time as day numbers: ``[start, end)``; ``open_start``/``open_end`` reach on without a known end."""

    row: EventRow
    start: float
    end: float
    one_day: bool
    exact: bool
    open_start: bool = False
    open_end: bool = False

    @property
    def middle(self) -> float:
        """The day number its mark stands at when it is no bar."""
        return (self.start + self.end) / 2


def spans(rows: Sequence[EventRow]) -> list[Span]:
    """The dated events in order; undated or unreadable ones are left out and belong in the tray."""
    dated = [(row, found) for row in rows if (found := _read(row.event.date))]
    days = [day.toordinal() for _row, d in dated for day in (d.earliest, d.latest) if day]
    reach = max(20.0, (max(days) - min(days)) * OPEN_DAYS) if days else 20.0
    return sorted((_span(row, found, reach) for row, found in dated), key=lambda s: (s.start, s.row.event.id))


@lru_cache(maxsize=20_000)
def _read(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.parse(edtf) if edtf else None
    except ValueError:
        return None


def _span(row: EventRow, found: PartialDate, reach: float) -> Span:
    start = found.earliest.toordinal() if found.earliest else None
    end = found.latest.toordinal() + 1 if found.latest else None
    exact = "/" in found.edtf and not any(c in found.edtf for c in "~?%X")
    if start is None or end is None:
        low = float(start if start is not None else (end or 0) - reach)
        high = float(end if end is not None else low + reach)
        return Span(row, low, high, False, exact, start is None, end is None)
    if found.precision == 4:
        moment = datetime.fromisoformat(found.edtf)
        at = start + (moment.hour * 60 + moment.minute) / 1440
        return Span(row, at, at, True, True)
    return Span(row, float(start), float(end), found.is_one_day, exact or found.is_one_day)


@dataclass(frozen=True)
class Scale:
    """Day numbers to pixels: ``origin`` is the day at x = 0, ``per_day`` pixels a day."""

    origin: float
    per_day: float

    def x(self, day: float) -> float:
        """Pixels from the left end of the timeline."""
        return (day - self.origin) * self.per_day

    def day(self, x: float) -> float:
        """The day number at a place."""
        return self.origin + x / self.per_day


def extent(items: Sequence[Span]) -> tuple[float, float]:
    """First and last day number with room at both ends; some weeks even when everything happened on one day."""
    if not items:
        today = date.today().toordinal()
        return today - 182.0, today + 182.0
    low, high = min(s.start for s in items), max(s.end for s in items)
    margin = max(12.0, (high - low) * 0.03)
    return max(1.0, low - margin), high + max(margin, (high - low) * 0.12)


@dataclass(frozen=True)
class Tick:
    """One mark of the scale, starting at a day number; ``major`` ones are labelled in the upper row."""

    day: float
    label: str
    major: bool


def ticks(scale: Scale, left: float, right: float) -> list[Tick]:
    """Marks between two places (pixels): days under months, months under years, or years alone, as zoom allows."""
    first, last = _safe(scale.day(left) - 1), _safe(scale.day(right) + 1)
    if scale.per_day * 7 >= 30:
        step = 1 if scale.per_day >= 24 else 7
        return [*_months(first, last, 1, True, "%b %Y"), *_days(first, last, step)]
    for months in (1, 3):
        if scale.per_day * 30 * months >= 34:
            return [*_years(first, last, 1, True), *_months(first, last, months, False, "%b")]
    years = next((n for n in (1, 2, 5, 10, 20, 50, 100) if scale.per_day * 365 * n >= 52), 200)
    return list(_years(first, last, years, True))


def _safe(day: float) -> date:
    return date.fromordinal(int(min(max(day, 1), date.max.toordinal() - 370)))


def _years(first: date, last: date, step: int, major: bool) -> Iterator[Tick]:
    for year in range(max(1, first.year - first.year % step), last.year + 1, step):
        yield Tick(date(year, 1, 1).toordinal(), f"{year}", major)


def _months(first: date, last: date, step: int, major: bool, pattern: str) -> Iterator[Tick]:
    for number in range(first.year * 12 + (first.month - 1) // step * step, last.year * 12 + last.month, step):
        day = date(number // 12, number % 12 + 1, 1)
        name = calendar.month_abbr[day.month]
        yield Tick(day.toordinal(), f"{name} {day.year}" if "%Y" in pattern else name, major)


def _days(first: date, last: date, step: int) -> Iterator[Tick]:
    start = first.toordinal()
    if step == 7:
        start -= first.weekday()
    for number in range(max(1, start), last.toordinal() + 1, step):
        yield Tick(number, str(date.fromordinal(number).day), False)


@dataclass(frozen=True)
class Place:
    """An event with its row (``lane``), the pixels of its mark (``x0`` to ``x1``), of its label, and of both together.

    The label stands after the mark, inside a bar that is wide enough, or before the mark.
    ``size``: how many characters of the event's words it holds after the date.
    """

    span: Span
    lane: int
    x0: float
    x1: float
    label: float
    left: float
    right: float
    size: int = LONGEST


@dataclass(frozen=True)
class Cluster:
    """Events that found no room for a label at this zoom, drawn together with their number."""

    x0: float
    x1: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Layout:
    """Everything placed at one zoom. ``lanes`` is how many rows are used."""

    places: tuple[Place, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    lanes: int = 0
    _by_id: dict[int, Place] = field(default_factory=dict)

    def place_of(self, event_id: int) -> Place | None:
        """Where a labelled event is; None when it is in a cluster or undated."""
        return self._by_id.get(event_id)


def place(
    items: Sequence[Span],
    scale: Scale,
    lanes: int,
    label_width: LabelWidth,
    *,
    width: float = float("inf"),
    chosen: int | None = None,
    gap: float = 14,
    least: float = 0,
) -> Layout:
    """Give every event the first row with room, from left to right; the chosen one always gets a label.

    ``width`` is the whole timeline's, which no label crosses. What finds no room is counted in clusters, so that nothing
    is hidden without a trace. ``least`` is what every label takes at least: where that much is not free, none is measured.
    """
    found = Layout()
    used = SIZES[0]
    for sizes in SIZES if len(items) <= FEW else SIZES[:1]:
        tried = _place_all(items, scale, lanes, label_width, width, gap, sizes, least)
        if sizes is SIZES[0] or len(tried.places) > len(found.places):
            found, used = tried, sizes
        if not found.clusters:
            break
    if chosen is None or found.place_of(chosen) or all(s.row.event.id != chosen for s in items):
        return found
    first = sorted(items, key=lambda s: s.row.event.id != chosen)
    return _place_all(first, scale, lanes, label_width, width, gap, used, least)


def _place_all(
    items: Sequence[Span],
    scale: Scale,
    lanes: int,
    label_width: LabelWidth,
    width: float,
    gap: float,
    sizes: tuple[int, ...],
    least: float,
) -> Layout:
    rows = _Rows(max(1, lanes))
    placed: list[Place] = []
    left_over: list[Span] = []
    for span in items:
        x0, x1 = _edges(span, scale)
        lanes_left = rows.with_room(x0, x1 + gap)
        if lanes_left and x1 - x0 < least + 2 * INSIDE:
            lanes_left = [one for one in lanes_left if rows.has_room(one, x0, x1, BESIDE + least, gap)]
        # where its mark has no room its label has none: most of some thousand events need not be measured
        candidates = _candidates(span, scale, label_width, width, sizes) if lanes_left else iter(())
        found = _first_room(candidates, rows, lanes_left, gap)
        if found is None:
            left_over.append(span)
            continue
        rows.take(found.lane, found.left, found.right + gap)
        placed.append(found)
    used = 1 + max((p.lane for p in placed), default=-1)
    return Layout(tuple(placed), _clusters(left_over, scale), used, {p.span.row.event.id: p for p in placed})


class _Rows:
    """What is taken in each row, as pixels from and to. Events come from left to right, so what stands last decides
    nearly always: ``_shut`` is where every row is taken by what stands last in it.
    """

    def __init__(self, count: int) -> None:
        self._taken: list[list[tuple[float, float]]] = [[] for _ in range(count)]
        self._shut = (0.0, 0.0)

    def with_room(self, left: float, right: float) -> list[int]:
        """The rows that are free there."""
        if self._shut[0] <= left < self._shut[1]:
            return []
        return [lane for lane in range(len(self._taken)) if self.free(lane, left, right)]

    def free(self, lane: int, left: float, right: float) -> bool:
        """Whether a row is free there."""
        row = self._taken[lane]
        if not row or row[-1][1] <= left:
            return True
        at = bisect_right(row, (left, float("inf")))
        before_ends = at == 0 or row[at - 1][1] <= left
        return before_ends and (at == len(row) or row[at][0] >= right)

    def has_room(self, lane: int, x0: float, x1: float, label: float, gap: float) -> bool:
        """Whether a mark with a label of this width, at its right or at its left, is free in a row."""
        return self.free(lane, x0, x1 + label + gap) or self.free(lane, x0 - label, x1 + gap)

    def take(self, lane: int, left: float, right: float) -> None:
        """Take a place in a row."""
        row = self._taken[lane]
        row.insert(bisect_right(row, (left, right)), (left, right))
        if all(self._taken):
            last = [one[-1] for one in self._taken]
            self._shut = (max(start for start, _end in last), min(end for _start, end in last))


def _first_room(candidates: Iterator[Place], rows: _Rows, lanes: Sequence[int], gap: float) -> Place | None:
    """The first way to place an event that has room in some row of ``lanes``, in that row."""
    for wanted in candidates:
        for lane in lanes:
            if rows.free(lane, wanted.left, wanted.right + gap):
                return replace(wanted, lane=lane)
    return None


def _candidates(
    span: Span, scale: Scale, label_width: LabelWidth, width: float, sizes: tuple[int, ...]
) -> Iterator[Place]:
    """The ways to place an event with a label of one of these sizes, the best first."""
    x0, x1 = _edges(span, scale)
    for size in sizes:
        label = label_width(span.row, size)
        if not span.one_day and x1 - x0 >= label + 2 * INSIDE:
            yield Place(span, 0, x0, x1, x0 + INSIDE, x0, x1, size)
            return
        if x1 + BESIDE + label <= width or x0 - BESIDE - label < 0:
            yield Place(span, 0, x0, x1, x1 + BESIDE, x0, x1 + BESIDE + label, size)
        if x0 - BESIDE - label >= 0 and (sizes is not SIZES[0] or x1 + BESIDE + label > width):
            yield Place(span, 0, x0, x1, x0 - BESIDE - label, x0 - BESIDE - label, x1, size)


def _edges(span: Span, scale: Scale) -> tuple[float, float]:
    """The pixels a mark covers: a round mark in the middle of its day, or a bar at least as wide as a mark."""
    if span.one_day:
        middle = scale.x(span.middle)
        return middle - MARK / 2, middle + MARK / 2
    x0 = scale.x(span.start)
    return x0, max(scale.x(span.end), x0 + MARK)


def _clusters(items: Sequence[Span], scale: Scale, width: float = 58) -> tuple[Cluster, ...]:
    found: list[list[Span]] = []
    start = float("-inf")
    for span in sorted(items, key=lambda s: s.middle):
        x = scale.x(span.middle)
        if x - start >= width:
            found.append([])
            start = x
        found[-1].append(span)
    return tuple(Cluster(scale.x(group[0].middle), scale.x(group[-1].middle), tuple(group)) for group in found)
