"""The panels at the sides of the window: dragged by their title row, or moved, floated and stacked from the View menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QTabBar, QTabWidget, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.enter_key import press_focused

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
HINT = "Drag to move this panel, double-click to let it float; by keyboard in the View menu"
NARROW = 110
"""Below this width (at 100 % text) the title row is the grip alone."""


class PanelTitle(QWidget):
    """A slim row above a panel: a grip, its name, float and close. The row itself is what is dragged."""

    close_asked = Signal()

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName(f"{dock.objectName()}_title")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setToolTip(HINT)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(2), theme.px(4), theme.px(2))
        row.setSpacing(theme.px(4))
        grip = QLabel()
        grip.setPixmap(theme.icon("grip", "muted").pixmap(theme.px(12), theme.px(12)))
        self._name = ElidedLabel(dock.windowTitle())
        self._name.setProperty("role", "section")
        self._name.setToolTip(HINT)
        self._float = _small("float", f"Let {dock.windowTitle()} float, or dock it again (View menu)")
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close = _small("close", f"Hide {dock.windowTitle()} (View menu brings it back)")
        self._close.clicked.connect(self.close_asked.emit)
        row.addWidget(grip)
        row.addWidget(self._name, 1)
        row.addWidget(self._float)
        row.addWidget(self._close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in (self._name, self._float, self._close):
            part.setVisible(event.size().width() >= theme.px(NARROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), theme.px(22))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


def _small(icon: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"panel_{icon}")
    button.setIcon(theme.icon(icon, "muted"))
    button.setProperty("role", "small")
    button.setToolTip(words)
    button.setAccessibleName(words.split(" (")[0])
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has the View menu
    button.setCursor(Qt.CursorShape.ArrowCursor)
    return button


class Panel(QDockWidget):
    """A panel; while it floats it is a window of its own, to which keys come that its parts leave alone."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event):
            super().keyPressEvent(event)


class Panels:
    """Where the two panels of a window stand. ``moved`` is called after each change of place."""

    def __init__(self, window: QMainWindow, moved: Callable[[], object]) -> None:
        self._window, self._moved = window, moved
        self.docks: list[QDockWidget] = []
        self.titles: dict[str, PanelTitle] = {}
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)

    def add(self, name: str, title: str, inner: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Put a widget into a panel at one side."""
        dock = Panel(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(inner)
        dock.setAllowedAreas(LEFT | RIGHT)
        feature = QDockWidget.DockWidgetFeature
        dock.setFeatures(feature.DockWidgetClosable | feature.DockWidgetMovable | feature.DockWidgetFloatable)
        self.titles[name] = PanelTitle(dock)
        dock.setTitleBarWidget(self.titles[name])
        self._window.addDockWidget(area, dock)
        self.docks.append(dock)
        dock.topLevelChanged.connect(lambda _floats: self._moved())
        dock.dockLocationChanged.connect(lambda _area: self._moved())
        dock.dockLocationChanged.connect(lambda _area: QTimer.singleShot(0, self._window, self._name_tabs))
        return dock

    def _name_tabs(self) -> None:
        """Stacked panels get a row of tabs from Qt, which has no name for a screen reader."""
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setObjectName("panel_tabs")
            bar.setAccessibleName("Stacked panels")

    def alone(self, dock: QDockWidget) -> bool:
        """Whether a panel is docked with no other on its side."""
        area = self._window.dockWidgetArea(dock)
        others = [one for one in self.docks if one is not dock and not one.isFloating()]
        return not dock.isFloating() and all(self._window.dockWidgetArea(one) != area for one in others)

    def other_side(self, dock: QDockWidget) -> None:
        """Move a panel from left to right or back; one that floats is docked there."""
        area = RIGHT if self._window.dockWidgetArea(dock) == LEFT else LEFT
        shown = not dock.isHidden()
        dock.setFloating(False)
        self._window.addDockWidget(area, dock)
        dock.setVisible(shown)

    def toggle_float(self, dock: QDockWidget) -> None:
        """Let a panel float over the window, or dock it again."""
        dock.setFloating(not dock.isFloating())

    def stack(self) -> None:
        """All panels in one place, one behind the other, with a tab for each; or side by side again."""
        first, *others = self.docks
        if self._window.tabifiedDockWidgets(first):
            self.standard()
            return
        for dock in self.docks:
            dock.setFloating(False)
        for dock in others:
            self._window.tabifyDockWidget(first, dock)
        self._moved()

    def standard(self) -> None:
        """The first panel left, the second right, both docked."""
        shown = [not dock.isHidden() for dock in self.docks]
        for dock in self.docks:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for dock, area, visible in zip(self.docks, (LEFT, RIGHT), shown, strict=True):
            self._window.addDockWidget(area, dock)
            dock.setVisible(visible)
        self._moved()
