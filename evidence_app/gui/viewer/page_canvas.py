"""The pages of an exhibit on the screen: scroll, zoom, turn, highlights. What is pressed and typed is in ``page_view``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from evidence_app.gui import theme
from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.viewer.marks import PassageMarks, Spans, pin_boxes
from evidence_app.gui.viewer.page_drawings import PageDrawings
from evidence_app.gui.viewer.page_layout import GAP, PageLayout
from evidence_app.gui.viewer.page_painter import (
    MarginSign,
    PageContent,
    PagePlace,
    margin_signs,
    paint_page,
    paint_sign,
)
from evidence_app.gui.viewer.page_waits import PageWaits
from evidence_app.gui.viewer.passage import ReadPage, line_boxes
from evidence_app.gui.viewer.reading import PageReader
from evidence_app.gui.viewer.selecting import Selection
from evidence_app.model.pinpoint import Pinpoint

READ_AT = 0.4
"""The page at this share of the view's height is the one being read while the reader scrolls."""
ZOOM_RANGE = (0.25, 8.0)
ZOOM_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


class PageCanvas(QAbstractScrollArea):
    """Shows the pages of one exhibit. Positions inside are page space unless they say otherwise.

    ``zoom`` 1.0 is life size (100 %). ``fit`` is "width", "page" or "" for a fixed zoom.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_view")
        self.setAccessibleName("Pages of the exhibit")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        # always there: a bar that comes and goes would change the width, the fitted zoom, and so itself
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setSingleStep(40)
        self._renderer = renderer
        self._waits = PageWaits(self.viewport().update, self)
        renderer.drawn.connect(self._drawn, Qt.ConnectionType.QueuedConnection)
        renderer.failed.connect(self._drawn, Qt.ConnectionType.QueuedConnection)
        self.reader: PageReader | None = None
        self.layout_ = PageLayout([])
        self.marks = PassageMarks()
        self.hits: dict[int, Spans] = {}
        self.current_hit: tuple[int, tuple[int, int]] | None = None
        self.selection = Selection()
        self.show_confidence = False
        self.fit = "width"
        self.single = False
        self._zoom = 1.0
        self._turn = 0
        self._page = 0
        self._flash: tuple[int, list[QRectF]] | None = None
        self._signs: list[MarginSign] = []
        self._told = -1
        self._led = False
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_exhibit(self, reader: PageReader | None) -> None:
        """Show another exhibit (None = nothing), from its first page, nothing selected."""
        self.reader = reader
        self.selection.clear()
        self.hits, self.current_hit, self._flash = {}, None, None
        self.marks = PassageMarks()
        self._waits.forget()
        self._turn = 0
        self._page = 1 if reader and reader.opened.pages else 0
        self.layout_ = PageLayout([])  # sizes of the exhibit before are not those of this one
        self._lay_out()
        self._apply_fit()
        self.verticalScrollBar().setValue(0)
        self._tell_page(force=True)

    def pages(self, number: int) -> ReadPage:
        """Text and words of a page."""
        return self.reader.page(number) if self.reader else ReadPage(number, "")

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.reader.opened.pages) if self.reader else 0

    @property
    def page(self) -> int:
        """The page being read, from 1; 0 when there is none."""
        return self._page

    @property
    def zoom(self) -> float:
        """1.0 = life size."""
        return self._zoom

    @property
    def turn(self) -> int:
        """Degrees the view is turned clockwise."""
        return self._turn

    def set_marks(self, marks: PassageMarks) -> None:
        """Show these linked passages."""
        self.marks = marks
        self.viewport().update()

    def set_hits(self, hits: dict[int, Spans]) -> None:
        """Highlight these character ranges per page."""
        self.hits = hits
        self.current_hit = None
        self.viewport().update()

    def set_current_hit(self, number: int, span: tuple[int, int]) -> None:
        """Frame one hit and bring it into view."""
        self.current_hit = (number, span)
        self.reveal(number, line_boxes(self.pages(number).words, *span))
        self.viewport().update()

    def sees(self, number: int, span: tuple[int, int]) -> bool:
        """Whether any line of a character range is in view."""
        boxes = line_boxes(self.pages(number).words, *span)
        view, place = QRectF(self.viewport().rect()), self._place(number).transform
        return number in self.visible_pages() and any(view.intersects(place.mapRect(box)) for box in boxes)

    # -- zoom and turn -------------------------------------------------------------------------------------------------

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """A fixed zoom; the point ``at`` of the widget (its middle by default) stays where it is."""
        self.fit = ""
        self._rezoom(zoom, at)

    def set_fit(self, fit: str) -> None:
        """Keep pages as wide ("width") or as big ("page") as the widget."""
        self.fit = fit
        self._apply_fit()

    def zoom_step(self, direction: int, at: QPointF | None = None) -> None:
        """The next bigger or smaller usual zoom."""
        if direction > 0:
            self.set_zoom(next((z for z in ZOOM_STEPS if z > self._zoom * 1.01), ZOOM_STEPS[-1]), at)
        else:
            self.set_zoom(next((z for z in reversed(ZOOM_STEPS) if z < self._zoom * 0.99), ZOOM_STEPS[0]), at)

    def rotate(self, degrees: int = 90) -> None:
        """Turn the view; the original is not touched."""
        number = self._page
        self._turn = (self._turn + degrees) % 360
        self._lay_out()
        self._apply_fit()
        self.go_to(number)

    def set_single(self, single: bool) -> None:
        """One page at a time, or all in one strip."""
        number = self._page
        self.single = single
        self._lay_out()
        self.go_to(number)

    def relay(self) -> None:
        """Lay the pages out anew after they are shown another way (picture or text)."""
        self.layout_ = PageLayout([])
        self.marks.forget_places()
        self.selection.clear()
        self._lay_out()
        self._apply_fit()

    def _apply_fit(self, anchor: float = 0.0) -> None:
        """Fit the page being read; what stands at this share of the height stays there."""
        if not self.fit or not self.count:
            return
        number, size = max(1, self._page), self.viewport().size()
        fitted = self.layout_.fit_zoom(number, size.width(), size.height() if self.fit == "page" else None)
        with self._leading():
            self._rezoom(fitted / self._dots_per_point(), QPointF(size.width() / 2, size.height() * anchor))
            self.horizontalScrollBar().setValue(self.layout_.aside(number, size.width()))

    @contextmanager
    def _leading(self) -> Iterator[None]:
        """While the view is moved by what the reader asked for, the page being read is not guessed from the scroll."""
        before, self._led = self._led, True
        try:
            yield
        finally:
            self._led = before

    def _rezoom(self, zoom: float, at: QPointF | None = None) -> None:
        zoom = min(max(zoom, ZOOM_RANGE[0]), ZOOM_RANGE[1]) if not self.fit else max(0.05, min(zoom, ZOOM_RANGE[1]))
        if abs(zoom - self._zoom) < 1e-6:
            return
        at = at or QPointF(self.viewport().width() / 2, 0 if self.fit else self.viewport().height() / 2)
        number = self.layout_.page_at(at.y() + self._offset().y())
        point = self._to_page(number, at) if number else QPointF()
        self._zoom = zoom
        self._lay_out()
        if number:
            moved = self._place(number).transform.map(point)
            self.verticalScrollBar().setValue(round(self.verticalScrollBar().value() + moved.y() - at.y()))
            self.horizontalScrollBar().setValue(round(self.horizontalScrollBar().value() + moved.x() - at.x()))
        self.zoom_changed.emit()

    def _dots_per_point(self) -> float:
        return self.logicalDpiX() / 72

    def _lay_out(self) -> None:
        sizes = [self._size(facts.number, facts.size) for facts in self.reader.opened.pages] if self.reader else []
        only = max(1, self._page) if self.single and sizes else None
        self.layout_ = PageLayout(sizes, self._zoom * self._dots_per_point(), self._turn, only)
        self._set_bars()
        self.viewport().update()

    def _size(self, number: int, known: tuple[int, int]) -> tuple[int, int]:
        """The real size of a page set from text once it was set; else what is known of it."""
        old = self.layout_.sizes
        if self.reader and self.reader.original(number) is None and len(old) == self.count:
            return old[number - 1]
        return known

    def _set_bars(self) -> None:
        size = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.layout_.height - size.height()))
        down.setPageStep(size.height())
        across.setRange(0, max(0, self.layout_.width - size.width()))
        across.setPageStep(size.width())

    # -- going somewhere -----------------------------------------------------------------------------------------------

    def go_to(self, number: int) -> None:
        """Bring a page to the top; numbers outside go to the nearest page."""
        if not self.count:
            return
        number = min(max(1, number), self.count)
        with self._leading():
            self._turn_to(number)
            self._settle(range(max(1, number - 1), min(self.count, number + 1) + 1))
            self.verticalScrollBar().setValue(self.layout_.tops[number - 1] - GAP // 2)
        self._tell_page(force=True)

    def _turn_to(self, number: int) -> None:
        """The page being read is another one now: it has the room to itself, and fits, where the view is kept so."""
        before, self._page = self._page, number
        if self.single and number != before:
            self._lay_out()
        self._apply_fit()

    def reveal(self, number: int, boxes: list[QRectF]) -> None:
        """Bring boxes of a page into view, a third down; the whole page when there are none."""
        if not 1 <= number <= self.count:
            return
        self._settle([number])
        if not boxes:
            if number != self._page:
                self.go_to(number)
            return
        if self.single and number != self._page:
            self.go_to(number)
        with self._leading():
            self._turn_to(number)
            self._bring_into_view(self._place(number).transform.mapRect(boxes[0]))
        self._tell_page(force=True)

    def _bring_into_view(self, box: QRectF) -> None:
        """A box of the widget that is out of view comes to a third of the height."""
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if box.top() < 20 or box.bottom() > self.viewport().height() - 20:
            down.setValue(round(down.value() + box.top() - self.viewport().height() / 3))
        if box.left() < 0 or box.right() > self.viewport().width():
            across.setValue(round(across.value() + box.left() - 40))

    def show_pin(self, pin: Pinpoint) -> bool:
        """Go to a pinpoint and frame it for a moment; False when its quote cannot be found on its page."""
        number = pin.page or 1
        boxes = pin_boxes(pin, number, self.pages)
        self._flash = (number, boxes) if boxes else None
        if self._flash:
            QTimer.singleShot(2500, self, self._end_flash)
        if boxes:
            self.reveal(number, boxes)
        else:
            self.go_to(number)
        self.viewport().update()
        return bool(boxes) or not pin.quote

    def _end_flash(self) -> None:
        self._flash = None
        self.viewport().update()

    def _settle(self, numbers: Iterable[int]) -> None:
        """Give pages set from text their real height before something is measured on them."""
        changed = False
        for number in numbers:
            sheet = self.reader.sheet(number) if self.reader and 1 <= number <= self.count else None
            if sheet is not None and self.layout_.sizes[number - 1] != sheet.size:
                self.layout_.sizes[number - 1] = sheet.size
                changed = True
        if changed:
            top = self.layout_.page_at(self.verticalScrollBar().value())
            into = self.verticalScrollBar().value() - self.layout_.tops[top - 1]
            old = self.layout_
            self.layout_ = PageLayout(old.sizes, old.zoom, old.turn, old.only)
            self._set_bars()
            self.verticalScrollBar().setValue(self.layout_.tops[top - 1] + into)

    def _scrolled(self) -> None:
        if not self.single and self.count and not self._led:
            middle = self.verticalScrollBar().value() + self.viewport().height() * READ_AT
            before, self._page = self._page, min(self.count, self.layout_.page_at(middle))
            if self._page != before:
                self._apply_fit(READ_AT)
        if not self._led:
            self._tell_page()
        self.viewport().update()

    def _tell_page(self, *, force: bool = False) -> None:
        if force or self._told != self._page:
            self._told = self._page
            self.page_changed.emit(self._page)

    # -- painting ------------------------------------------------------------------------------------------------------

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _place(self, number: int) -> PagePlace:
        shift = -self._offset()
        width = self.viewport().width()
        moved = self.layout_.transform(number, width)
        moved = moved * type(moved).fromTranslate(shift.x(), shift.y())
        rect = self.layout_.rect(number, width).translated(shift)
        return PagePlace(rect, moved, self.layout_.flat_pixels(number), self.layout_.sizes[number - 1])

    def _to_page(self, number: int, at: QPointF) -> QPointF:
        return self._place(number).transform.inverted()[0].map(at)

    def visible_pages(self) -> range:
        """The pages in view."""
        top = self._offset().y()
        return self.layout_.between(top, top + self.viewport().height())

    def drawings(self) -> PageDrawings:
        """The pictures of the pages at this zoom."""
        return PageDrawings(self._renderer, self.reader, self.layout_, self.devicePixelRatioF())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._settle(self.visible_pages())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("page_ground"))
        self._signs = []
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.85))
        selected = self.selection.spans(self.pages)
        drawings, view = self.drawings(), QRectF(self.viewport().rect())
        for number in self.visible_pages():
            place = self._place(number)
            content = self._content(number, selected)
            if content.sheet is None:
                drawings.fill(content, place, view)
                if content.is_blank and self._waits.is_long(number):
                    content.awaited = place.rect.intersected(view)
            paint_page(painter, place, content)
            self._signs += margin_signs(place, content.marks, theme.px(20))
        painter.setFont(font)
        for sign in self._signs:
            paint_sign(painter, sign)
        painter.end()
        self._tell_awaited(self._waits.painted())
        self._renderer.want(self, drawings.wishes + drawings.ahead(self.visible_pages()))

    def _tell_awaited(self, numbers: Sequence[int]) -> None:
        """Say the same as the pages do to who cannot see them."""
        words = " ".join(f"Page {number} is being drawn." for number in numbers)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _content(self, number: int, selected: dict[int, tuple[int, int]]) -> PageContent:
        """Everything on a page but its picture."""
        assert self.reader is not None
        content = PageContent(self.pages(number), sheet=self.reader.sheet(number))
        if content.sheet is not None and not content.page.text.strip():
            content.notice = "This page has no text." if self.reader.as_text else _no_view(self.reader)
        content.hits = self.hits.get(number, [])
        content.current_hit = self.current_hit[1] if self.current_hit and self.current_hit[0] == number else None
        content.selected = selected.get(number)
        content.region = self.selection.region() if self.selection.region_page == number else None
        content.marks = self.marks.on(number, self.pages)
        content.show_confidence = self.show_confidence
        content.focus = self._flash[1] if self._flash and self._flash[0] == number else ()
        return content

    def _drawn(self, key: DrawingKey) -> None:
        if self.reader and self.reader.opened.original and key.sha256 == self.reader.opened.original.sha256:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_bars()
        self._apply_fit()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)


def _no_view(reader: PageReader) -> str:
    exhibit = reader.opened.exhibit
    return exhibit.read_reason or "This kind of file cannot be shown here. Open the original outside."
