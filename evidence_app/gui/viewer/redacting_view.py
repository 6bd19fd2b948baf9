"""The pages in redaction mode: boxes are drawn, chosen, moved and resized with the pointer and with the keyboard.

Nothing here changes a mark: what the user did is told by signals. Words are selected with Ctrl and the pointer, or with
Shift and the arrow keys as always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.viewer.page_painter import PageContent
from evidence_app.gui.viewer.page_view import PageView
from evidence_app.gui.viewer.redaction_marks import RedactionMarks, ShownMark, grips, with_edges
from evidence_app.gui.viewer.selecting import SMALLEST_BOX

STEP = 2.0
"""Points by which an arrow key moves a box or its edge."""
NEW_BOX = (14_400, 1_800)
"""Hundredths of a point: the size of a box made by the keyboard."""
SETTLE_MS = 500
"""A box moved by keys is stored when no further key came for so long: one undo step for one move."""
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_CURSORS = {
    "left top": Qt.CursorShape.SizeFDiagCursor, "right bottom": Qt.CursorShape.SizeFDiagCursor,
    "right top": Qt.CursorShape.SizeBDiagCursor, "left bottom": Qt.CursorShape.SizeBDiagCursor,
    "left": Qt.CursorShape.SizeHorCursor, "right": Qt.CursorShape.SizeHorCursor,
    "top": Qt.CursorShape.SizeVerCursor, "bottom": Qt.CursorShape.SizeVerCursor,
}  # fmt: skip


@dataclass
class _Drag:
    """A box under the pointer: where the pointer went down, what it was, and which edge is held ("" = all of it).

    ``mark`` is 0 for a new box, -1 for marked words, which cannot be moved.
    """

    page: int
    mark: int
    start: QPointF
    before: QRectF
    grip: str = ""
    now: QRectF | None = None


class RedactingView(PageView):
    """``box_drawn(page, box)`` and ``box_changed(mark, box)`` tell boxes as whole hundredths of a point.

    ``marks_chosen(ids)`` comes when the user chose others; ``removal_wanted`` on Delete.
    """

    box_drawn = Signal(int, object)
    box_changed = Signal(int, object)
    marks_chosen = Signal(object)
    removal_wanted = Signal()

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(renderer, parent)
        self.redacting = False
        self.redactions = RedactionMarks()
        self.chosen_marks: set[int] = set()
        self._drag: _Drag | None = None
        self._moved: dict[int, QRectF] = {}
        self._nudged = 0
        self._settled = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._settled.timeout.connect(self.settle_moves)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def set_redacting(self, on: bool) -> None:
        """Begin or end the mode; marks are shown in either."""
        self.settle_moves()
        self.redacting = on
        self._drag = None
        if not on:
            self.choose_marks(())
        self.viewport().update()

    def set_redactions(self, marks: RedactionMarks) -> None:
        """Show these marks; chosen ones stay chosen while they are there."""
        self.redactions = marks
        self._moved.clear()
        self.chosen_marks &= set(marks.by_id)
        self.viewport().update()

    def choose_marks(self, ids: Iterable[int], *, reveal: bool = False) -> None:
        """Choose marks, and bring the first into view."""
        wanted = set(ids) & set(self.redactions.by_id)
        if wanted != self.chosen_marks:
            self.settle_moves()
            self.chosen_marks = wanted
            self.marks_chosen.emit(sorted(wanted))
        if reveal and wanted:
            first = next(mark for mark in self.redactions.every if mark.id in wanted)
            shown = next((one for one in self._shown(first.page) if one.mark.id == first.id), None)
            self.reveal(first.page, list(shown.boxes) if shown else [])
        self.viewport().update()

    def relay(self) -> None:
        self.redactions.forget_places()
        super().relay()

    def _content(self, number: int, selected: dict[int, tuple[int, int]]) -> PageContent:
        content = super()._content(number, selected)
        content.redactions = self._shown(number)
        content.chosen_redactions = self.chosen_marks
        if self._drag is not None and self._drag.page == number and not self._drag.mark:
            content.draft = self._drag.now
        return content

    def _shown(self, number: int) -> list[ShownMark]:
        """The marks of a page, a box that is being moved at its new place."""
        own = self.redactions.on(number, self.pages, self.can_draw(number)) if self.reader else []
        return [ShownMark(one.mark, (self._moved[one.mark.id],)) if one.mark.id in self._moved else one for one in own]

    def can_draw(self, number: int) -> bool:
        """Whether boxes have a place on this page: it is shown as it looks, not set from its text."""
        return self.reader is not None and self.reader.original(number) is not None

    # -- pointer -------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, keys = event.position(), event.modifiers()
        if not self.redacting or event.button() != Qt.MouseButton.LeftButton or self._sign_at(at) is not None:
            super().mousePressEvent(event)
            return
        number = self.layout_.page_at(at.y() + self._offset().y())
        if not number:
            return
        self.settle_moves()
        self._pointer = at
        if keys & Qt.KeyboardModifier.ControlModifier:
            self._press_on_words(at)
            self.selection_changed.emit()
            return
        self._drag = self._taken_hold(number, at)
        if self._drag is None and not self.can_draw(number):
            self.choose_marks(())
            self._press_on_words(at)
        elif self._drag is None:
            self.choose_marks(())
            self.clear_selection()
            point = self._to_page(number, at)
            self._drag = _Drag(number, 0, at, QRectF(point, point))
        if self._drag is not None:
            self._dragging = "redaction"
        self.viewport().update()

    def _taken_hold(self, number: int, at: QPointF) -> _Drag | None:
        """A grip of the chosen box, or a mark, which becomes the chosen one; None on free paper."""
        place = self._place(number)
        for one in self._shown(number):
            if {one.mark.id} == self.chosen_marks and one.mark.box:
                box = place.transform.mapRect(one.boxes[0])
                grip = next((name for name, rect in grips(box).items() if rect.contains(at)), None)
                if grip:
                    return _Drag(number, one.mark.id, at, box, grip)
        for one in reversed(self._shown(number)):
            under = next((box for box in place.boxes(one.boxes) if box.contains(at)), None)
            if under is not None:
                self.choose_marks([one.mark.id])
                return _Drag(number, one.mark.id if one.mark.box else -1, at, under)
        return None

    def _drag_to(self, at: QPointF) -> None:
        drag = self._drag
        if self._dragging != "redaction" or drag is None:
            super()._drag_to(at)
            return
        if not drag.mark:
            drag.now = QRectF(drag.before.topLeft(), self._to_page(drag.page, at)).normalized()
        elif drag.mark > 0 and (drag.now is not None or (at - drag.start).manhattanLength() >= 4):
            drag.now = self._back(drag.page, with_edges(drag.before, drag.grip, at - drag.start))
            self._moved[drag.mark] = drag.now
        self.viewport().update()

    def _back(self, number: int, box: QRectF) -> QRectF:
        """A box of the widget in page space, kept inside the page."""
        width, height = self.layout_.sizes[number - 1]
        inside = self._place(number).transform.inverted()[0].mapRect(box)
        return inside.intersected(QRectF(0, 0, width, height))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging != "redaction" or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        drag, self._drag, self._dragging = self._drag, None, ""
        self._scroll_by_drag.stop()
        if drag is not None and drag.now is not None:
            width, height = self.layout_.sizes[drag.page - 1]
            box = drag.now.intersected(QRectF(0, 0, width, height))
            if box.width() >= SMALLEST_BOX and box.height() >= SMALLEST_BOX:
                self._tell(drag.page, drag.mark, box)
            else:
                self._moved.pop(drag.mark, None)
        self.viewport().update()

    def _tell(self, page: int, mark: int, box: QRectF) -> None:
        whole = (round(box.left()), round(box.top()), round(box.right()), round(box.bottom()))
        if mark:
            self.box_changed.emit(mark, whole)
        else:
            self.box_drawn.emit(page, whole)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.redacting:
            super().mouseDoubleClickEvent(event)

    def _set_cursor(self, at: QPointF) -> None:
        super()._set_cursor(at)
        number = self.layout_.page_at(at.y() + self._offset().y())
        if not self.redacting or not number or self._sign_at(at) is not None:
            return
        place = self._place(number)
        shape = Qt.CursorShape.CrossCursor if self.can_draw(number) else Qt.CursorShape.IBeamCursor
        for one in self._shown(number):
            boxes = place.boxes(one.boxes)
            if any(box.contains(at) for box in boxes):
                shape = Qt.CursorShape.SizeAllCursor if one.mark.box else Qt.CursorShape.PointingHandCursor
            if {one.mark.id} == self.chosen_marks and one.mark.box:
                held = next((name for name, rect in grips(boxes[0]).items() if rect.contains(at)), "")
                shape = _CURSORS.get(held, shape)
        self.viewport().setCursor(shape)

    # -- keys ----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.redacting or not self._mark_key(event):
            super().keyPressEvent(event)

    def _mark_key(self, event: QKeyEvent) -> bool:
        """What a key does to marks; False leaves it to reading."""
        key, keys = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, shift = keys == Qt.KeyboardModifier.NoModifier, keys == Qt.KeyboardModifier.ShiftModifier
        if keys == Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step_mark(1 if key == Qt.Key.Key_Down else -1)
        elif plain and key == Qt.Key.Key_Insert:
            self.draw_by_key()
        elif self.chosen_marks and plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        elif self.chosen_marks and plain and key == Qt.Key.Key_Escape:
            self.choose_marks(())
        elif len(self.chosen_marks) == 1 and (plain or shift) and key in _ARROWS:
            self._nudge(*_ARROWS[key], resize=shift)
        else:
            return False
        return True

    def step_mark(self, step: int) -> None:
        """Choose the next or previous mark in reading order, beginning at the page being read."""
        every = self.redactions.every
        if not every:
            return
        place = next((i for i, mark in enumerate(every) if mark.id in self.chosen_marks), None)
        if place is None:
            after = next((i for i, mark in enumerate(every) if mark.page >= self._page), len(every))
            place = after - 1 if step > 0 else after
        self.choose_marks([every[(place + step) % len(every)].id], reveal=True)

    def draw_by_key(self) -> None:
        """A box in the middle of what is in view, to be brought to its place with the arrow keys."""
        number = self._page
        if not number or not self.can_draw(number):
            return
        width, height = self.layout_.sizes[number - 1]
        across, down = min(NEW_BOX[0], width // 2), min(NEW_BOX[1], height // 4)
        middle = QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        point = self._to_page(number, middle)
        x = min(max(0.0, point.x() - across / 2), float(width - across))
        y = min(max(0.0, point.y() - down / 2), float(height - down))
        self._tell(number, 0, QRectF(x, y, across, down))

    def _nudge(self, across: int, down: int, *, resize: bool) -> None:
        (one,) = self.chosen_marks
        mark = self.redactions.by_id[one]
        shown = next((s for s in self._shown(mark.page) if s.mark.id == one), None)
        if shown is None or not mark.box:
            return
        box = self._place(mark.page).transform.mapRect(shown.boxes[0])
        step = STEP * self.zoom * self._dots_per_point()
        moved = self._back(
            mark.page, with_edges(box, "right bottom" if resize else "", QPointF(across * step, down * step))
        )
        if moved.width() >= SMALLEST_BOX and moved.height() >= SMALLEST_BOX:
            self._moved[one], self._nudged = moved, one
            self._settled.start()
            self.reveal(mark.page, [moved])
        self.viewport().update()

    def settle_moves(self) -> None:
        """Tell where keys have moved a box to."""
        self._settled.stop()
        one, self._nudged = self._nudged, 0
        mark = self.redactions.by_id.get(one)
        if mark is not None and one in self._moved:
            self._tell(mark.page, one, self._moved[one])
