"""A panel dragged by its title row with the mouse, as a hand does it: pressed, moved in small steps, let go."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

STEPS = 12
GRIP = QPoint(30, 8)
"""Where the title row is taken: on its grip and name, left of its buttons."""
SETTLES_MS = 400
"""Panels glide into their new place."""


def drag(dock: QDockWidget, to: QPoint) -> None:
    """Take a panel by its title row and let it go at a point of the screen."""
    title = dock.titleBarWidget()
    start = title.mapToGlobal(GRIP)
    _send(title, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    for step in range(1, STEPS + 1):
        at = start + (to - start) * step / STEPS
        _send(QWidget.mouseGrabber() or title, QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton)
    _send(QWidget.mouseGrabber() or title, QEvent.Type.MouseButtonRelease, to, Qt.MouseButton.LeftButton)
    QTest.qWait(SETTLES_MS)


def _send(widget: QWidget, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton) -> None:
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, QPointF(widget.mapFromGlobal(at)), QPointF(at), button, held, none)
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()
