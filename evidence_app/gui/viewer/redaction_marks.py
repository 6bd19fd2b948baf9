"""Redaction marks as the viewer shows them: where each stands on its page, and how it is painted.

A mark is seen through: hatched in a frame, with its reason code. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from evidence_app.gui import theme
from evidence_app.gui.viewer.passage import Pages, line_boxes
from evidence_app.model.redaction import ListedMark

GRIPS = ("left top", "top", "right top", "left", "right", "left bottom", "bottom", "right bottom")
"""Where a chosen box can be taken hold of."""
GRIP = 8
"""Pixels: side of a grip."""


@dataclass(frozen=True)
class ShownMark:
    """A mark on its page: its boxes in page space; none when its page is shown another way."""

    mark: ListedMark
    boxes: tuple[QRectF, ...]

    @property
    def label(self) -> str:
        """What is written on it: the reason code, with an exclamation mark when it needs a look."""
        return self.mark.reason if self.mark.ready else f"! {self.mark.reason}"


class RedactionMarks:
    """The marks of an exhibit by page; boxes are worked out when a page is first painted."""

    def __init__(self, marks: Sequence[ListedMark] = ()) -> None:
        self.every = tuple(marks)
        self.by_id = {mark.id: mark for mark in marks}
        self._shown: dict[tuple[int, bool], list[ShownMark]] = {}

    def on(self, number: int, pages: Pages, drawn: bool) -> list[ShownMark]:
        """The marks of a page that can be shown; ``drawn`` = the page is shown as it looks, not set from its text."""
        key = number, drawn
        if key not in self._shown:
            own = [mark for mark in self.every if mark.page == number]
            made = (ShownMark(mark, tuple(_boxes(mark, pages, drawn))) for mark in own)
            self._shown[key] = [one for one in made if one.boxes]
        return self._shown[key]

    def forget_places(self) -> None:
        """Work the boxes out again: pages are shown another way."""
        self._shown.clear()


def _boxes(mark: ListedMark, pages: Pages, drawn: bool) -> list[QRectF]:
    area = mark.area
    if area is not None and drawn:
        return [QRectF(area[0], area[1], area[2] - area[0], area[3] - area[1])]
    page = pages(mark.page)
    end = mark.start + len(mark.quote)
    if mark.start < 0 or page.text[mark.start : end] != mark.quote:
        return []
    return line_boxes(page.words, mark.start, end)


def grips(box: QRectF) -> dict[str, QRectF]:
    """The places (on the widget) where a chosen box can be taken hold of."""
    half = theme.px(GRIP) / 2
    across = {"left": box.left(), "right": box.right()}
    down = {"top": box.top(), "bottom": box.bottom()}
    found = {}
    for name in GRIPS:
        x = next((across[word] for word in name.split() if word in across), box.center().x())
        y = next((down[word] for word in name.split() if word in down), box.center().y())
        found[name] = QRectF(x - half, y - half, 2 * half, 2 * half)
    return found


def with_edges(box: QRectF, grip: str, by: QPointF) -> QRectF:
    """A box with the edges named in ``grip`` moved; an empty ``grip`` moves it as a whole."""
    if not grip:
        return box.translated(by)
    words = grip.split()
    left, right = by.x() * ("left" in words), by.x() * ("right" in words)
    top, bottom = by.y() * ("top" in words), by.y() * ("bottom" in words)
    return box.adjusted(left, top, right, bottom).normalized()


# --- painting ---------------------------------------------------------------------------------------------------------


def paint_redactions(
    painter: QPainter, shown: Sequence[tuple[ShownMark, list[QRectF]]], chosen: Collection[int], draft: QRectF | None
) -> None:
    """Marks with their boxes on the widget, chosen ones with grips; ``draft`` is the box being drawn."""
    painter.save()
    font = QFont(painter.font())
    font.setPointSizeF(max(6.5, font.pointSizeF() * 0.72))
    painter.setFont(font)
    ink = QColor(Qt.GlobalColor.black)  # pages are white in either colour scheme
    last: tuple[str, QRectF] | None = None
    for one, boxes in shown:
        style = Qt.PenStyle.SolidLine if one.mark.ready else Qt.PenStyle.DashLine
        for box in boxes:
            _paint_box(painter, box, QPen(ink, 1.5, style), ink)
            if not (last and last[0] == one.label and _below(last[1], box)):
                _paint_label(painter, box, one.label, ink)
            last = one.label, box
    for one, boxes in shown:
        if one.mark.id in chosen:
            _paint_chosen(painter, boxes, bool(one.mark.box))
    if draft is not None:
        _paint_box(painter, draft, QPen(ink, 1.5, Qt.PenStyle.DashLine), ink)
    painter.restore()


def _paint_box(painter: QPainter, box: QRectF, pen: QPen, ink: QColor) -> None:
    veil, hatch = QColor(ink), QColor(ink)
    veil.setAlpha(45)
    hatch.setAlpha(95)
    painter.fillRect(box, veil)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(box)


def _below(last: QRectF, box: QRectF) -> bool:
    """Whether a box is the next line of a marked passage, which needs no label of its own."""
    near = 0 <= box.top() - last.top() < 2.2 * max(last.height(), box.height())
    return near and box.left() < last.right() and box.right() > last.left()


def _paint_label(painter: QPainter, box: QRectF, text: str, ink: QColor) -> None:
    """The reason code: in the middle of a high box, at the end of a long line, else above a short one."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 8, metrics.height()
    place = QRectF(box.left(), box.top() - height + 2, width, height)
    if box.height() > 2.4 * height and box.width() > width:
        place.moveCenter(box.center())
    elif box.width() > 2.5 * width:
        place.moveCenter(QPointF(box.right() - width / 2, box.center().y()))
    painter.fillRect(place, ink)
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_chosen(painter: QPainter, boxes: Sequence[QRectF], movable: bool) -> None:
    accent = QColor(theme.colour("accent"))
    while accent.lightnessF() > 0.5:
        accent = accent.darker(125)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 2.5))
    for box in boxes:
        painter.drawRect(box.adjusted(-2, -2, 2, 2))
        if movable:
            painter.setPen(QPen(accent, 1.5))
            for grip in grips(box).values():
                painter.fillRect(grip, QColor(Qt.GlobalColor.white))
                painter.drawRect(grip)
