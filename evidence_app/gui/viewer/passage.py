"""From words on pages to a passage: what is between two words, where it stands, and its pinpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from evidence_app.model import pinpoint
from evidence_app.model.pages import Word
from evidence_app.model.pinpoint import CONTEXT, PAGE_BREAK, Pinpoint, pinpoint_at


class Spot(NamedTuple):
    """A word of an exhibit: page from 1, and its place among the page's words. Spots sort in reading order."""

    page: int
    word: int


@dataclass(frozen=True)
class ReadPage:
    """A page ready to be read: its text and its words with boxes, in reading order."""

    number: int
    text: str
    words: tuple[Word, ...] = ()


Pages = Callable[[int], ReadPage]


def nearest_word(words: Sequence[Word], point: QPointF) -> int | None:
    """The word at a point, or the one a reader would mean: the same line counts more than a small distance."""
    if not words:
        return None
    x, y = point.x(), point.y()

    def distance(i: int) -> float:
        word = words[i]
        across = max(word.x0 - x, 0.0, x - word.x1)
        down = max(word.y0 - y, 0.0, y - word.y1)
        return across + 6 * down

    return min(range(len(words)), key=distance)


def word_under(words: Sequence[Word], point: QPointF, slack: int = 300) -> int | None:
    """The word at a point or within ``slack`` (hundredths of a point) of it; None on empty paper."""
    found = nearest_word(words, point)
    if found is None:
        return None
    word = words[found]
    box = QRectF(word.x0 - slack, word.y0 - slack, word.x1 - word.x0 + 2 * slack, word.y1 - word.y0 + 2 * slack)
    return found if box.contains(point) else None


def spans(pages: Pages, one: Spot, other: Spot) -> dict[int, tuple[int, int]]:
    """Character ranges per page from one word to another, both included, in whichever order they were given."""
    first, last = min(one, other), max(one, other)
    found: dict[int, tuple[int, int]] = {}
    for number in range(first.page, last.page + 1):
        words = pages(number).words
        if not words:
            continue
        start = words[min(first.word, len(words) - 1)].start if number == first.page else words[0].start
        end = words[min(last.word, len(words) - 1)].end if number == last.page else words[-1].end
        found[number] = (start, max(start, end))
    return found


def quote_of(pages: Pages, chosen: dict[int, tuple[int, int]]) -> str:
    """The chosen text; pages are joined by a line break."""
    return PAGE_BREAK.join(pages(number).text[start:end] for number, (start, end) in sorted(chosen.items()))


def pinpoint_of(pages: Pages, chosen: dict[int, tuple[int, int]]) -> Pinpoint:
    """The pinpoint of chosen text; one that crosses a page break says where it ends."""
    numbers = sorted(chosen)
    first, last = numbers[0], numbers[-1]
    if first == last:
        return pinpoint_at(pages(first).text, first, *chosen[first])
    before = pages(first).text[: chosen[first][0]][-CONTEXT:]
    after = pages(last).text[chosen[last][1] :][:CONTEXT]
    return Pinpoint(first, quote_of(pages, chosen), before, after, chosen[first][0], last)


def find_passage(pages: Pages, pin: Pinpoint) -> dict[int, tuple[int, int]]:
    """Where a pinpoint's quote stands now, per page; empty when it is a page or region, or cannot be found."""
    return pinpoint.find_passage(lambda number: pages(number).text, pin)


def line_boxes(words: Iterable[Word], start: int, end: int) -> list[QRectF]:
    """The boxes of the words in a character range, words of one line joined to one box; in page space."""
    lines: list[QRectF] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        box = QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0)
        if lines and _same_line(lines[-1], box):
            lines[-1] = lines[-1].united(box)
        else:
            lines.append(box)
    return lines


def _same_line(line: QRectF, box: QRectF) -> bool:
    """Overlapping heights and following closely to the right; a new column or line starts a new box."""
    overlap = min(line.bottom(), box.bottom()) - max(line.top(), box.top())
    gap = box.left() - line.right()
    height = max(1.0, min(line.height(), box.height()))
    return overlap > 0.5 * height and -height < gap < 2.5 * max(line.height(), box.height())


def parse_box(text: str) -> QRectF | None:
    """The region a pinpoint stores as ``x0,y0,x1,y1``; None when there is none or it cannot be read."""
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return QRectF(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def format_box(box: QRectF, size: tuple[int, int]) -> str:
    """A region of page space as a pinpoint stores it, kept inside the page."""
    inside = box.normalized().intersected(QRectF(0, 0, *size))
    return ",".join(str(round(edge)) for edge in (inside.left(), inside.top(), inside.right(), inside.bottom()))
