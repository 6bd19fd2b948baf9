"""The drawn timeline: a scale of days, months or years with every dated event on it; zoom, pan, and walk by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from evidence_app.gui import theme
from evidence_app.gui.chronology.timeline_layout import (
    MOST_PER_DAY,
    Cluster,
    Layout,
    Place,
    Scale,
    Span,
    extent,
    place,
    spans,
)
from evidence_app.gui.chronology.timeline_paint import TimelinePainter, label_text
from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, EventRow, show_date

STEP = 1.25
"""One notch of zoom."""
LEGEND = (
    "● reported or a fact   ○ alleged, argued or inferred\n"
    "Bar: a period.  Dashed, hatched bar: the day is not known.  Arrow: open end.\n"
    "Warning sign: sources give different dates.  +3: three more events, click to zoom in."
)


class TimelineView(QAbstractScrollArea):
    """Events on a time scale. ``event_chosen`` tells the event a click or an arrow key chose, ``event_opened`` a double
    click or Enter.

    Ctrl+wheel and + / - zoom, the wheel and dragging move, F or 0 fits everything, Left / Right walk through the events.
    """

    event_chosen = Signal(int)
    event_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription("Events on a time scale. Left and Right go from event to event.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.describe_sources: Callable[[EventRow], str] = lambda _row: ""
        self.undated = 0
        self.items: list[Span] = []
        self.scale = Scale(0.0, 1.0)
        self._layout: Layout | None = None
        self._chosen: int | None = None
        self._fitted = True
        self._widths: dict[tuple[int, int], float] = {}
        self._characters: dict[str, float] = {}
        self._drag: tuple[QPointF, int] | None = None
        self._dragged = False

    # -- content -------------------------------------------------------------------------------------------------

    def set_events(self, rows: Sequence[EventRow]) -> None:
        """Show these events; the zoom stays unless everything was shown before."""
        self.items = spans(rows)
        self.undated = len(rows) - len(self.items)
        self._widths.clear()
        if self._chosen not in {s.row.event.id for s in self.items}:
            self._chosen = None
        if self._fitted or not self.items:
            self.fit()
        else:
            self._set_scale(self.scale.per_day, self.scale.day(self._left() + self.viewport().width() / 2))

    @property
    def chosen(self) -> int | None:
        """The chosen event."""
        return self._chosen

    def choose(self, event_id: int | None) -> None:
        """Mark an event and bring it into view, without telling anybody."""
        if event_id == self._chosen:
            return
        self._chosen = event_id if any(s.row.event.id == event_id for s in self.items) else None
        self._arrange()
        self._reveal()
        self._tell_assistive()

    # -- zoom ----------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole time at once."""
        self._fitted = True
        self._set_scale(self._least(), None)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Zoom about a place in the view; without one, about the chosen event, else the middle."""
        if x is None:
            x = self.viewport().width() / 2
            at = self.layout_now.place_of(self._chosen) if self._chosen is not None else None
            if at is not None and 0 <= at.x0 - self._left() <= self.viewport().width():
                x = at.x0 - self._left()
        day = self.scale.day(self._left() + x)
        wanted = min(MOST_PER_DAY, max(self._least(), self.scale.per_day * factor))
        self._fitted = wanted <= self._least() * 1.001
        self._set_scale(wanted, day, x)

    def _least(self) -> float:
        low, high = extent(self.items)
        return min(MOST_PER_DAY, max(40, self.viewport().width()) / (high - low))

    def _set_scale(self, per_day: float, day: float | None, x: float | None = None) -> None:
        """Show ``per_day`` pixels a day with ``day`` at the view's ``x`` (its middle when not given)."""
        low, high = extent(self.items)
        self.scale = Scale(low, max(per_day, self._least()))
        self._arrange()
        width = self.viewport().width()
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(0, round((high - low) * self.scale.per_day) - width))
        bar.setPageStep(width)
        bar.setSingleStep(60)
        if day is not None:
            bar.setValue(round(self.scale.x(day) - (width / 2 if x is None else x)))
        self.viewport().update()

    def _arrange(self) -> None:
        """Place the events anew, once somebody looks: several turns of the wheel come before one painting."""
        self._layout = None
        self.viewport().update()

    @property
    def layout_now(self) -> Layout:
        """Where everything is at this zoom."""
        if self._layout is None:
            low, high = extent(self.items)
            self._layout = place(
                self.items,
                self.scale,
                TimelinePainter(self).lanes(self.viewport().height()),
                self.label_width,
                width=(high - low) * self.scale.per_day,
                chosen=self._chosen,
                least=theme.text_width(self, "2024"),  # every label begins with its date
            )
        return self._layout

    def label_width(self, row: EventRow, size: int) -> float:
        """Pixels a label takes, with its conflict mark; measured once."""
        key = (row.event.id, size)
        width = self._widths.get(key)
        if width is None:
            width = self._advance(label_text(row, size)) + 6.0
            width += self.fontMetrics().height() + 5 if row.conflict else 0
            self._widths[key] = width
        return width

    def _advance(self, text: str) -> float:
        """The widths of the characters together, at least what the text takes: hundreds of labels are placed at once."""
        for one in set(text) - self._characters.keys():
            self._characters[one] = QFontMetricsF(self.font()).horizontalAdvance(one)
        return sum(map(self._characters.__getitem__, text))

    # -- view ----------------------------------------------------------------------------------------------------

    def _left(self) -> int:
        return self.horizontalScrollBar().value()

    def _reveal(self) -> None:
        span = next((s for s in self.items if s.row.event.id == self._chosen), None)
        if span is None:
            return
        x, width = self.scale.x(span.start), self.viewport().width()
        if not self._left() + 30 <= x <= self._left() + width - 160:
            self.horizontalScrollBar().setValue(round(x - width / 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        TimelinePainter(self).paint(painter, QRectF(self.viewport().rect()), self._left())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        else:
            self._set_scale(self.scale.per_day, self.scale.day(self._left() + event.oldSize().width() / 2))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._widths.clear()
            self._characters.clear()
            self._arrange()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(700, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, TimelinePainter(self).least_height())

    # -- mouse and keys ------------------------------------------------------------------------------------------

    def at(self, position: QPointF) -> Place | Cluster | None:
        """What is drawn at a place of the view."""
        return TimelinePainter(self).at(position, self._left(), self.viewport().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (turned / 120), event.position().x())
        else:
            self.horizontalScrollBar().setValue(self._left() - turned)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag, self._dragged = (event.position(), self._left()), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            moved = event.position().x() - self._drag[0].x()
            self._dragged = self._dragged or abs(moved) > 4
            if self._dragged:
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.horizontalScrollBar().setValue(round(self._drag[1] - moved))
            return
        hand = self.at(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._drag = self._drag, None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        if pressed is None or self._dragged:
            return
        found = self.at(event.position())
        if isinstance(found, Place):
            self._choose_and_tell(found.span.row.event.id)
        elif isinstance(found, Cluster):
            self._open_cluster(found)

    def _open_cluster(self, cluster: Cluster) -> None:
        """Zoom in on events that had no room; those of one day cannot be spread, so the first is chosen."""
        low, high = cluster.spans[0].start, max(s.end for s in cluster.spans)
        per_day = min(MOST_PER_DAY, self.viewport().width() * 0.6 / max(1.0, high - low))
        if per_day > self.scale.per_day * 1.05:
            self._fitted = False
            self._set_scale(per_day, (low + high) / 2)
        else:
            self._choose_and_tell(cluster.spans[0].row.event.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        if isinstance(found, Place):
            self.event_opened.emit(found.span.row.event.id)

    def _choose_and_tell(self, event_id: int) -> None:
        self.choose(event_id)
        self.event_chosen.emit(event_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / STEP)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_F):
            self.fit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self.event_opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: int) -> None:
        ids = [int(s.row.event.id) for s in self.items]
        if not ids:
            return
        here = ids.index(self._chosen) if self._chosen in ids else -1
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(ids) - 1}
        step = max(here, 0) - 1 if key == Qt.Key.Key_Left else here + 1
        self._choose_and_tell(ids[min(max(ends.get(Qt.Key(key), step), 0), len(ids) - 1)])

    # -- words ---------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip(found), self.viewport())
            return True
        return super().viewportEvent(event)

    def tip(self, found: Place | Cluster | None) -> str:
        """What the pointer is on, in words: date, event, kind, status, sources; or the events of a cluster."""
        if isinstance(found, Place):
            return self.words(found.span.row)
        if isinstance(found, Cluster):
            lines = [label_text(s.row, 70) for s in found.spans[:10]]
            more = len(found.spans) - len(lines)
            return "\n".join([*lines, *([f"and {more} more"] if more else []), "Click to zoom in."])
        return LEGEND

    def words(self, row: EventRow) -> str:
        """One event with its sources, as plain lines."""
        event = row.event
        status = EVENT_STATUSES.get(event.status, event.status)
        lines = [
            show_date(event.date, "Undated"),
            event.text,
            f"{EVENT_KINDS.get(event.kind, event.kind)} · {status}",
            row.conflict,
            self.describe_sources(row),
        ]
        return "\n".join(line if len(line) < 400 else line[:400] + " …" for line in lines if line)

    def _tell_assistive(self) -> None:
        row = next((s.row for s in self.items if s.row.event.id == self._chosen), None)
        self.setAccessibleDescription(self.words(row) if row else "No event is chosen.")
