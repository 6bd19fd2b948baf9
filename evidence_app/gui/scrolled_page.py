"""Pages that scroll when large text or a small screen leaves too little room for their parts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from evidence_app.gui import theme


class RoomArea(QScrollArea):
    """Gives its widget all the room there is, and scrolls only below the least size at which nothing is cut off.

    Qt's own resizable scroll area asks for the preferred height as soon as a row wraps, and would scroll too early.
    """

    def __init__(self, inner: QWidget, name: str) -> None:
        super().__init__()
        self.inner = inner
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        return self.inner.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.inner:
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        inner, room = self.inner, self.maximumViewportSize()
        width = max(room.width(), least_width(inner))
        height = least_height(inner, width)
        across, down = width > room.width(), height > room.height()
        if down and not across:
            width = max(room.width() - self.verticalScrollBar().sizeHint().width(), least_width(inner))
            height = least_height(inner, width)
        free = room.height() - (self.horizontalScrollBar().sizeHint().height() if across else 0)
        inner.resize(width, max(height, free))


def least_width(widget: QWidget) -> int:
    """The width in pixels below which something of a widget would be cut off."""
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())


def least_height(widget: QWidget, width: int) -> int:
    """The height in pixels below which something of a widget would be cut off at this width."""
    layout = widget.layout()
    least = max(widget.minimumSizeHint().height(), widget.minimumHeight())
    if layout is not None and layout.hasHeightForWidth():
        least = max(least, layout.minimumHeightForWidth(width))
    return least


def scrolled_column(page: QWidget, name: str) -> QVBoxLayout:
    """Give a page a scroll area and return the column its parts are put into."""
    inner = QWidget()
    inner.setProperty("role", "page")
    inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
    column = QVBoxLayout(inner)
    column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(12))
    column.setSpacing(theme.px(12))
    return column
