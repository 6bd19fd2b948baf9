"""Reading with pointer and keyboard: select words over lines and page breaks, draw a box, press signs in the margin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.viewer.page_canvas import PageCanvas
from evidence_app.gui.viewer.page_painter import MarginSign
from evidence_app.gui.viewer.passage import Spot, line_boxes, nearest_word, word_under
from evidence_app.gui.viewer.selecting import line_step, stepped
from evidence_app.model.pinpoint import Pinpoint


class PageView(PageCanvas):
    """The pages with a selection. ``selection_finished`` comes when the pointer is released or a key extended it."""

    selection_changed = Signal()
    selection_finished = Signal()
    sign_chosen = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(renderer, parent)
        self.viewport().setMouseTracking(True)
        self._dragging = ""
        self._pointer = QPointF()
        self._first: Spot | None = None
        self._scroll_by_drag = QTimer(self, interval=30)
        self._scroll_by_drag.timeout.connect(self._drag_on)

    # -- selecting -----------------------------------------------------------------------------------------------------

    def select_spot(self, spot: Spot, *, extend: bool = False) -> None:
        """Select a word, or extend the selection to it."""
        if extend and self.selection.anchor is not None:
            self.selection.head = spot
        else:
            self.selection.start_words(spot)
        self.viewport().update()
        self.selection_changed.emit()

    def clear_selection(self) -> None:
        """Select nothing."""
        self.selection.clear()
        self.viewport().update()
        self.selection_changed.emit()

    def select_page_text(self) -> None:
        """Select every word of the page being read."""
        words = self.pages(self._page).words
        if words:
            self.selection.start_words(Spot(self._page, 0))
            self.select_spot(Spot(self._page, len(words) - 1), extend=True)
            self.selection_finished.emit()

    def pinpoint(self) -> Pinpoint | None:
        """The pinpoint of what is selected."""
        number = self.selection.region_page
        sizes = {number: self.layout_.sizes[number - 1]} if 1 <= number <= self.count else {}
        return self.selection.pinpoint(self.pages, sizes)

    def selected_text(self) -> str:
        """The selected words."""
        return self.selection.text(self.pages)

    def selection_rect(self) -> QRectF:
        """Where the selection ends, on the widget; empty when it is out of view."""
        region = self.selection.region()
        if region is not None:
            return self._place(self.selection.region_page).transform.mapRect(region)
        chosen = self.selection.spans(self.pages)
        if not chosen:
            return QRectF()
        last = max(chosen)
        boxes = line_boxes(self.pages(last).words, *chosen[last])
        return self._place(last).transform.mapRect(boxes[-1]) if boxes else QRectF()

    def _spot_at(self, at: QPointF, *, near: bool) -> Spot | None:
        number = self.layout_.page_at(at.y() + self._offset().y())
        if not number:
            return None
        find = nearest_word if near else word_under
        word = find(self.pages(number).words, self._to_page(number, at))
        return None if word is None else Spot(number, word)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.count:
            return
        at = event.position()
        sign = self._sign_at(at)
        if sign is not None:
            self.sign_chosen.emit(sign.mark.passage.link.id)
            return
        number = self.layout_.page_at(at.y() + self._offset().y())
        boxed = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) or not self.pages(number).words
        self._pointer = at
        if boxed:
            self._dragging = "box"
            self.selection.start_region(number, self._to_page(number, at))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection.has_words:
            self._dragging = "words"
            self._drag_to(at)
        else:
            self._press_on_words(at)
        self.selection_changed.emit()
        self.viewport().update()

    def _press_on_words(self, at: QPointF) -> None:
        """A press only remembers where; the first word is selected when the pointer moves, so a click clears."""
        self.selection.clear()
        self._dragging = "words"
        self._first = self._spot_at(at, near=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if not self._dragging:
            self._set_cursor(at)
            return
        if (at - self._pointer).manhattanLength() < 4 and not self.selection.has_words and self._dragging == "words":
            return
        self._drag_to(at)
        inside = self.viewport().rect().contains(at.toPoint())
        self._pointer = at
        self._scroll_by_drag.stop() if inside else self._scroll_by_drag.start()

    def _drag_to(self, at: QPointF) -> None:
        if self._dragging == "box":
            self.selection.region_to = self._to_page(self.selection.region_page, at)
        else:
            spot = self._spot_at(at, near=True)
            if self.selection.anchor is None and self._first is not None:
                self.selection.start_words(self._first)
            if spot is not None and self.selection.anchor is not None:
                self.selection.head = spot
        self.viewport().update()
        self.selection_changed.emit()

    def _drag_on(self) -> None:
        """While the pointer is held outside, scroll towards it and select on."""
        over = self._pointer.y() - self.viewport().height() if self._pointer.y() > 0 else self._pointer.y()
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + max(-60, min(60, int(over))))
        self._drag_to(self._pointer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._dragging:
            self._dragging = ""
            self._scroll_by_drag.stop()
            if self.selection.region() is None and self.selection.region_page:
                self.selection.clear()
            self.selection_changed.emit()
            self.selection_finished.emit()
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position(), near=False)
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select_spot(spot)
            self.selection_finished.emit()

    def _set_cursor(self, at: QPointF) -> None:
        if self._sign_at(at) is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.count and self._spot_at(at, near=False) is not None:
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def _sign_at(self, at: QPointF) -> MarginSign | None:
        return next((sign for sign in self._signs if sign.rect.contains(at)), None)

    # -- keys, wheel, tips ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        turns: dict[int, int] = {keys.Key_PageDown: 1, keys.Key_PageUp: -1}
        words: dict[int, int] = {keys.Key_Right: 1, keys.Key_Left: -1}
        lines: dict[int, int] = {keys.Key_Down: 1, keys.Key_Up: -1}
        if plain and key in turns:
            self.go_to(self._page + turns[key])
        elif plain and key in (keys.Key_Home, keys.Key_End):
            self.go_to(1 if key == keys.Key_Home else self.count)
        elif key == keys.Key_Space and (plain or shift):
            self._scroll_screen(-1 if shift else 1)
        elif shift and (key in words or key in lines):
            self._extend_by_key(words.get(key, 0), lines.get(key, 0))
        elif plain and key == keys.Key_Escape and (self.selection.has_words or self.selection.region_page):
            self.clear_selection()
        else:
            super().keyPressEvent(event)

    def _scroll_screen(self, direction: int) -> None:
        bar = self.verticalScrollBar()
        if self.single and bar.value() == (bar.maximum() if direction > 0 else 0):
            self.go_to(self._page + direction)
        else:
            bar.setValue(bar.value() + direction * round(bar.pageStep() * 0.9))

    def _extend_by_key(self, words: int, lines: int) -> None:
        """Grow or shrink the selection from the keyboard; it starts at the current hit or at the first word in view."""
        head = self.selection.head
        if head is None:
            start = self._starting_spot()
            if start is not None:
                self.select_spot(start)
                self.selection_finished.emit()
            return
        new = stepped(self.pages, self.count, head, words) if words else line_step(self.pages, self.count, head, lines)
        self.select_spot(new, extend=True)
        word = self.pages(new.page).words[new.word]
        self.reveal(new.page, [QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0)])
        self.selection_finished.emit()

    def _starting_spot(self) -> Spot | None:
        if self.current_hit is not None:
            number, (start, _end) = self.current_hit
            found = [i for i, word in enumerate(self.pages(number).words) if word.end > start]
            return Spot(number, found[0]) if found else None
        for number in self.visible_pages():
            for i, word in enumerate(self.pages(number).words):
                if self._place(number).transform.map(QPointF(word.x0, word.y0)).y() >= 0:
                    return Spot(number, i)
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1, event.position())
            return
        bar = self.verticalScrollBar()
        down = event.angleDelta().y() < 0
        if self.single and bar.value() == (bar.maximum() if down else 0):
            self.go_to(self._page + (1 if down else -1))
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            sign = self._sign_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), sign.mark.passage.words() if sign else "", self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
