"""Paints one page with its highlights and the signs in its margin. Nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPainter, QPen, QTransform

from evidence_app.gui import theme
from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.viewer.marks import PageMark, Spans
from evidence_app.gui.viewer.page_layout import SIDE
from evidence_app.gui.viewer.passage import ReadPage, line_boxes
from evidence_app.gui.viewer.redaction_marks import ShownMark, paint_redactions
from evidence_app.gui.viewer.typeset import TextSheet

LINE_STYLES = {
    "supports": Qt.PenStyle.SolidLine,
    "undermines": Qt.PenStyle.DashLine,
    "neutral": Qt.PenStyle.DotLine,
}
"""A stance is told by the line under a passage too, not only by its colour."""
BEING_DRAWN = "This page is being drawn …"
UNSURE, VERY_UNSURE = 80, 60
"""OCR confidence (0-100) below which a word is tinted, and below which it is also crossed out in the tint."""


@dataclass
class PageContent:
    """Everything that is painted on one page. Boxes are page space; ``image`` may be of another size.

    ``awaited`` is the part in sight (of the widget) of a page whose picture is long in coming: there it says so.
    """

    page: ReadPage
    image: QImage | None = None
    tiles: Sequence[tuple[DrawingKey, QImage]] = ()
    sheet: TextSheet | None = None
    notice: str = ""
    awaited: QRectF | None = None
    hits: Spans = field(default_factory=list)
    current_hit: tuple[int, int] | None = None
    selected: tuple[int, int] | None = None
    region: QRectF | None = None
    marks: Sequence[PageMark] = ()
    show_confidence: bool = False
    focus: Sequence[QRectF] = ()
    redactions: Sequence[ShownMark] = ()
    chosen_redactions: Collection[int] = ()
    draft: QRectF | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the page shows nothing yet, and no reason why."""
        return self.sheet is None and self.image is None and not self.notice


@dataclass(frozen=True)
class PagePlace:
    """Where a page stands on the widget: its rectangle, the way from page space to it, and pixels before turning."""

    rect: QRectF
    transform: QTransform
    flat: tuple[int, int]
    size: tuple[int, int]

    def boxes(self, boxes: Sequence[QRectF]) -> list[QRectF]:
        """Boxes of page space on the widget."""
        return [self.transform.mapRect(box) for box in boxes]


def paint_page(painter: QPainter, place: PagePlace, content: PageContent) -> None:
    """Paper, picture or text, then highlights from the quietest to the loudest."""
    _paper(painter, place)
    _picture(painter, place, content)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    _marks(painter, place, content.marks)
    _hits(painter, place, content)
    _selection(painter, place, content)
    painter.restore()
    _outlines(painter, place, content)
    if content.show_confidence:
        _confidence(painter, place, content.page)
    draft = place.transform.mapRect(content.draft) if content.draft is not None else None
    shown = [(one, place.boxes(one.boxes)) for one in content.redactions]
    paint_redactions(painter, shown, content.chosen_redactions, draft)
    if content.notice:
        _notice(painter, place.rect, content.notice)
    elif content.awaited is not None:
        _notice(painter, content.awaited, BEING_DRAWN)


def _paper(painter: QPainter, place: PagePlace) -> None:
    painter.fillRect(place.rect, theme.colour("page_paper"))
    painter.setPen(QPen(theme.colour("border_strong"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.rect.adjusted(-0.5, -0.5, 0.5, 0.5))


def _picture(painter: QPainter, place: PagePlace, content: PageContent) -> None:
    painter.save()
    painter.setClipRect(place.rect, Qt.ClipOperation.IntersectClip)
    if content.sheet is not None:
        painter.setTransform(place.transform, True)
        content.sheet.paint(painter)
    elif content.image is not None:
        per_pixel = (place.size[0] / place.flat[0], place.size[1] / place.flat[1])
        painter.setTransform(place.transform, True)
        painter.scale(*per_pixel)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, *place.flat), content.image)
        for key, tile in content.tiles:
            _tile(painter, place, key, tile)
    painter.restore()


def _tile(painter: QPainter, place: PagePlace, key: DrawingKey, tile: QImage) -> None:
    assert key.part is not None
    across, down = place.flat[0] / key.width, place.flat[1] / key.height
    left, top, width, height = key.part
    painter.drawImage(QRectF(left * across, top * down, width * across, height * down), tile)


def _marks(painter: QPainter, place: PagePlace, marks: Sequence[PageMark]) -> None:
    for mark in marks:
        tint = _washed(theme.colour(mark.passage.link.stance))
        for box in place.boxes(mark.boxes):
            painter.fillRect(box.adjusted(-1, -1, 1, 1), tint)


def _hits(painter: QPainter, place: PagePlace, content: PageContent) -> None:
    for span in content.hits:
        role = "hit_current" if span == content.current_hit else "hit"
        for box in place.boxes(line_boxes(content.page.words, *span)):
            painter.fillRect(box.adjusted(-1, 0, 1, 0), theme.colour(role))


def _selection(painter: QPainter, place: PagePlace, content: PageContent) -> None:
    tint = _washed(theme.colour("accent"), 0.45)
    if content.selected:
        for box in place.boxes(line_boxes(content.page.words, *content.selected)):
            painter.fillRect(box.adjusted(-1, -1, 1, 1), tint)
    if content.region is not None:
        painter.fillRect(place.transform.mapRect(content.region), _washed(theme.colour("accent"), 0.2))


def _outlines(painter: QPainter, place: PagePlace, content: PageContent) -> None:
    """Lines under linked passages, a frame around the current hit and around regions."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for mark in content.marks:
        _outline_mark(painter, place, mark)
    if content.current_hit:
        painter.setPen(QPen(_on_paper(theme.colour("text")), 1.5))
        for box in place.boxes(line_boxes(content.page.words, *content.current_hit)):
            painter.drawRoundedRect(box.adjusted(-2, -1, 2, 1), 2, 2)
    if content.region is not None:
        painter.setPen(QPen(_on_paper(theme.colour("accent")), 2, Qt.PenStyle.DashLine))
        painter.drawRect(place.transform.mapRect(content.region))
    painter.setPen(QPen(_on_paper(theme.colour("accent")), 2))
    for box in place.boxes(content.focus):
        painter.drawRoundedRect(box.adjusted(-3, -2, 3, 2), 3, 3)
    painter.restore()


def _outline_mark(painter: QPainter, place: PagePlace, mark: PageMark) -> None:
    stance = mark.passage.link.stance
    painter.setPen(QPen(_on_paper(theme.colour(stance)), 1.6, LINE_STYLES.get(stance, Qt.PenStyle.DotLine)))
    for box in place.boxes(mark.boxes):
        if mark.passage.link.quote:
            painter.drawLine(box.bottomLeft() + QPointF(-1, 1), box.bottomRight() + QPointF(1, 1))
        else:
            painter.drawRect(box)


def _confidence(painter: QPainter, place: PagePlace, page: ReadPage) -> None:
    """Frame every word; tint what OCR was unsure of, and hatch what it was very unsure of."""
    sure, unsure = QPen(_washed(theme.colour("accent"), 0.5), 1), theme.colour("hit_current")
    for word in page.words:
        box = place.transform.mapRect(QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0))
        painter.setPen(sure)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= word.confidence < UNSURE:
            painter.setPen(QPen(_on_paper(unsure), 1.5))
            tint = QColor(unsure)
            tint.setAlpha(80)
            painter.fillRect(box, tint)
        if 0 <= word.confidence < VERY_UNSURE:
            painter.fillRect(box, Qt.BrushStyle.BDiagPattern)
        painter.drawRect(box)


def _notice(painter: QPainter, rect: QRectF, text: str) -> None:
    inner = rect.adjusted(24, 24, -24, -24)
    if inner.width() <= 0 or inner.height() < painter.fontMetrics().height():
        return
    painter.save()
    painter.setPen(_on_paper(theme.colour("muted")))
    painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    painter.restore()


def _washed(tint: QColor, strength: float = 0.3) -> QColor:
    """A tint thinned with white, to be multiplied over a page so that the ink stays readable."""
    parts = (round(255 - (255 - part) * strength) for part in (tint.red(), tint.green(), tint.blue()))
    return QColor(*parts)


def _on_paper(tint: QColor) -> QColor:
    """A colour dark enough to be seen on white paper, also when the dark theme made it light."""
    shown = QColor(tint)
    while shown.lightnessF() > 0.5:
        shown = shown.darker(125)
    return shown


@dataclass(frozen=True)
class MarginSign:
    """The sign of a linked passage beside its page: where it is on the widget."""

    mark: PageMark
    rect: QRectF


def margin_signs(place: PagePlace, marks: Sequence[PageMark], height: int) -> list[MarginSign]:
    """Signs for all marks of a page, at the height of their passages and never on top of one another."""
    found: list[MarginSign] = []
    lowest = place.rect.top() + 2
    for mark in sorted(marks, key=lambda one: _top_of(place, one)):
        top = max(lowest, _top_of(place, mark))
        found.append(MarginSign(mark, QRectF(place.rect.right() + 6, top, SIDE - 10, height)))
        lowest = top + height + 3
    return found


def _top_of(place: PagePlace, mark: PageMark) -> float:
    return min((box.top() for box in place.boxes(mark.boxes)), default=place.rect.top() + 2)


def paint_sign(painter: QPainter, sign: MarginSign, *, chosen: bool = False) -> None:
    """A pill with the stance's sign and the element's number; an exclamation mark when the link needs a look."""
    link = sign.mark.passage.link
    tint = theme.colour(link.stance)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tint, 2 if chosen else 1))
    painter.setBrush(theme.colour("surface"))
    painter.drawRoundedRect(sign.rect, 4, 4)
    side = int(sign.rect.height()) - 6
    icon: QIcon = theme.stance_icon(link.stance)
    at = sign.rect.topLeft() + QPointF(4, 3)
    if icon.isNull():
        painter.drawText(QRectF(at, QSize(side, side)), Qt.AlignmentFlag.AlignCenter, sign.mark.passage.sign)
    else:
        painter.drawPixmap(at.toPoint(), icon.pixmap(side, side))
    words = sign.rect.adjusted(side + 7, 0, -3, 0)
    painter.setPen(theme.colour("text"))
    text = ("!" if link.state != "ok" else "") + sign.mark.passage.number
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()
