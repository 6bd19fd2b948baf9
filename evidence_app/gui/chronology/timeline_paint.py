"""How the timeline looks: scale, marks, bars, labels and clusters; every difference has a shape or a word, not only a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen, QPolygonF

from evidence_app.gui import theme
from evidence_app.gui.chronology.timeline_layout import INSIDE, LONGEST, MARK, Cluster, Place, Tick, ticks
from evidence_app.model.chronology import EventRow, PartialDate, show_date

if TYPE_CHECKING:
    from evidence_app.gui.chronology.timeline import TimelineView


def label_text(row: EventRow, longest: int = LONGEST) -> str:
    """Date and the beginning of the event; the date alone for a length of 0."""
    if not longest:
        return show_date(row.event.date)
    text = " ".join(row.event.text.split())
    short = text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
    return f"{show_date(row.event.date)}  {short}"


class TimelinePainter:
    """Draws one view. All sizes follow its font."""

    def __init__(self, view: TimelineView) -> None:
        self.view = view
        self.line = view.fontMetrics().height()
        self.scale_height = 2 * self.line + 14
        self.lane_height = self.line + 10
        self.foot = self.line + 13

    def least_height(self) -> int:
        """Room for the scale, three rows and the clusters."""
        return self.scale_height + 3 * self.lane_height + self.foot

    def lanes(self, height: int) -> int:
        """How many rows of labels fit."""
        return max(1, (height - self.scale_height - self.foot - 6) // self.lane_height)

    # -- where ---------------------------------------------------------------------------------------------------

    def _row(self, found: Place) -> QRectF:
        """The row of a place, in the view's height, in timeline pixels."""
        y = self.scale_height + 6 + found.lane * self.lane_height
        return QRectF(found.left, y, found.right - found.left, self.lane_height - 4)

    def _badge(self, cluster: Cluster, height: float) -> QRectF:
        width = self.view.fontMetrics().horizontalAdvance(f"+{len(cluster.spans)}") + 14
        return QRectF(cluster.x0 - 2, height - self.foot + 4, width, self.line + 6)

    def at(self, position: QPointF, left: int, height: int) -> Place | Cluster | None:
        """What is drawn at a place of the view."""
        point = QPointF(position.x() + left, position.y())
        for found in self.view.layout_now.places:
            if self._row(found).adjusted(-3, 0, 3, 0).contains(point):
                return found
        for cluster in self.view.layout_now.clusters:
            if self._badge(cluster, height).contains(point):
                return cluster
        return None

    # -- drawing -------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, area: QRectF, left: int) -> None:
        """Everything between the view's left and right edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, theme.colour("surface"))
        marks = ticks(self.view.scale, left, left + area.width())
        self._scale(painter, area, marks, left)
        if not self.view.items:
            self._empty(painter, area)
        shown = [p for p in self.view.layout_now.places if p.right >= left and p.left <= left + area.width()]
        painter.save()
        painter.translate(-left, 0)
        for found in shown:
            self._place(painter, found, left, area.height())
        for cluster in self.view.layout_now.clusters:
            if left - 80 <= cluster.x0 <= left + area.width():
                self._cluster(painter, cluster, area.height())
        painter.restore()
        if self.view.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _empty(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(theme.colour("muted"))
        words = "No dated events to draw." if not self.view.undated else "None of these events has a date."
        painter.drawText(area.adjusted(0, self.scale_height, 0, 0), Qt.AlignmentFlag.AlignCenter, words)

    def _scale(self, painter: QPainter, area: QRectF, marks: list[Tick], left: int) -> None:
        painter.fillRect(QRectF(0, 0, area.width(), self.scale_height), theme.colour("alternate"))
        single = not any(not tick.major for tick in marks)
        majors = [tick for tick in marks if tick.major]
        for i, tick in enumerate(majors):
            x = self.view.scale.x(tick.day) - left
            following = self.view.scale.x(majors[i + 1].day) - left if i + 1 < len(majors) else area.width()
            painter.setPen(QPen(theme.colour("border_strong"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, area.height()))
            self._major(painter, tick, x, following, single)
        for tick in marks:
            if not tick.major:
                self._minor(painter, tick, self.view.scale.x(tick.day) - left, area.height())
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.drawLine(QPointF(0, self.scale_height), QPointF(area.width(), self.scale_height))

    def _major(self, painter: QPainter, tick: Tick, x: float, following: float, single: bool) -> None:
        """A year or month; its label stays in sight while any of it is."""
        font = QFont(self.view.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.save()
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        width = painter.fontMetrics().horizontalAdvance(tick.label)
        start = min(max(x + 6, 6.0), following - width - 8) if following - x > width + 12 else x + 6
        if start + width < following or following - x > width:
            y = 5 if not single else (self.scale_height - self.line) / 2
            painter.drawText(QRectF(start, y, width + 4, self.line), Qt.AlignmentFlag.AlignLeft, tick.label)
        painter.restore()

    def _minor(self, painter: QPainter, tick: Tick, x: float, height: float) -> None:
        top = self.line + 9
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(x, top), QPointF(x, height))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(x + 4, top, 60, self.line), Qt.AlignmentFlag.AlignLeft, tick.label)

    def _place(self, painter: QPainter, found: Place, left: int, height: float) -> None:
        row = self._row(found)
        chosen = found.span.row.event.id == self.view.chosen
        if chosen:
            self._chosen(painter, row, found, height)
        if found.span.one_day:
            self._mark(painter, QPointF((found.x0 + found.x1) / 2, row.center().y()), found)
        else:
            self._bar(painter, row, found)
        start = found.label
        if found.x0 < start < found.x1:  # inside a bar: stays in sight while the bar is
            start = min(
                max(start, left + INSIDE), found.x1 - INSIDE - self.view.label_width(found.span.row, found.size)
            )
        self._label(painter, QRectF(start, row.top(), found.right + 60 - start, row.height()), found, chosen)

    def _chosen(self, painter: QPainter, row: QRectF, found: Place, height: float) -> None:
        """A frame round the chosen event, and a line to the scale so that its day can be read off."""
        x = (found.x0 + found.x1) / 2 if found.span.one_day else found.x0
        painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, self.scale_height), QPointF(x, row.top()))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("selection"))
        painter.drawRoundedRect(row.adjusted(-4, 0, 5, 0), 6, 6)
        self._stated_elsewhere(painter, row, found, x)

    def _stated_elsewhere(self, painter: QPainter, row: QRectF, found: Place, x: float) -> None:
        """Hollow diamonds where other sources put the chosen event, joined to it by a dotted line."""
        for source in found.span.row.sources:
            try:
                day = PartialDate.parse(source.states_date).earliest
            except ValueError:
                continue
            if day is None or not found.span.row.conflict:
                continue
            other = self.view.scale.x(day.toordinal() + 0.5)
            if abs(other - x) < MARK:
                continue
            y = row.bottom() + 3
            painter.setPen(QPen(theme.colour("warning"), 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, y), QPointF(other, y))
            painter.setPen(QPen(theme.colour("warning"), 2))
            painter.setBrush(theme.colour("surface"))
            painter.drawPolygon(_diamond(QPointF(other, y), 5))

    def _mark(self, painter: QPainter, centre: QPointF, found: Place) -> None:
        """A round mark: hollow for what is only alleged or argued, filled for what is reported or a fact."""
        firm = found.span.row.event.kind in ("fact", "reported")
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("accent") if firm else theme.colour("surface"))
        painter.drawEllipse(centre, MARK / 2 - 1, MARK / 2 - 1)

    def _bar(self, painter: QPainter, row: QRectF, found: Place) -> None:
        """A bar over its time: solid edge for a stated period, dashed and hatched for a day that is not known."""
        bar = QRectF(found.x0, row.top() + 2, max(found.x1 - found.x0, MARK), row.height() - 4)
        style = Qt.PenStyle.SolidLine if found.span.exact else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.colour("accent"), 1.4, style))
        painter.setBrush(theme.colour("accent_soft"))
        painter.drawRoundedRect(bar, 4, 4)
        if not found.span.exact:
            hatch = theme.colour("accent")
            hatch.setAlpha(38)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(bar, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        for opened, x, way in ((found.span.open_start, bar.left(), -1), (found.span.open_end, bar.right(), 1)):
            if opened:
                painter.drawPolygon(_arrow(QPointF(x, bar.center().y()), 7 * way))

    def _label(self, painter: QPainter, area: QRectF, found: Place, chosen: bool) -> None:
        row = found.span.row
        day = show_date(row.event.date) + "  "
        painter.save()
        if row.conflict:
            side = self.line
            rect = QRectF(area.left(), area.center().y() - side / 2, side, side).toRect()
            theme.icon("warning", "warning").paint(painter, rect)
            area = area.adjusted(side + 5, 0, 0, 0)
        painter.setPen(theme.colour("selection_text" if chosen else "muted"))
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, where, day)
        width = painter.fontMetrics().horizontalAdvance(day)
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        text = label_text(row, found.size)[len(day) :]
        painter.drawText(area.adjusted(width, 0, 0, 0), where, text)
        painter.restore()

    def _cluster(self, painter: QPainter, cluster: Cluster, height: float) -> None:
        badge = self._badge(cluster, height)
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(theme.colour("text"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, f"+{len(cluster.spans)}")


def _diamond(centre: QPointF, size: float) -> QPolygonF:
    corners = ((0, -size), (size, 0), (0, size), (-size, 0))
    return QPolygonF([QPointF(centre.x() + dx, centre.y() + dy) for dx, dy in corners])


def _arrow(tip_base: QPointF, length: float) -> QPolygonF:
    x, y = tip_base.x(), tip_base.y()
    return QPolygonF([QPointF(x, y - 5), QPointF(x + length, y), QPointF(x, y + 5)])
