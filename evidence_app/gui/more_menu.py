"""A row of tools that keeps what is used most in sight and moves the rest into a "…" menu when it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QLayout, QMenu, QToolButton, QWidget


class MoreMenu(QToolButton):
    """Stands at the end of ``row``. ``less_used`` are buttons of the row, the first to go first.

    A button in the menu stays what it is (its words, its state, its own menu); only its place changes.
    """

    def __init__(self, row: QFrame, less_used: Sequence[QToolButton]) -> None:
        super().__init__(row)
        self._row, self._less_used, self._within = row, list(less_used), -1
        self.setObjectName(f"{row.objectName()}_more")
        self.setText("…")
        self.setAccessibleName("More tools")
        self.setToolTip("More tools")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.hide()
        row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def least_width(self) -> int:
        """The width of the row with all less used tools in the menu."""
        return self._width_with(self._less_used, least=True)

    def _width_with(self, hidden: Sequence[QWidget], *, least: bool = False) -> int:
        layout = self._row.layout()
        assert layout is not None  # it is a row
        shown = [w for w in _widgets(layout) if w not in hidden and w is not self]
        shown = [w for w in shown if w in self._less_used or not w.isHidden()] + ([self] if hidden else [])
        around = layout.contentsMargins()
        return around.left() + around.right() + sum(_width(w, least) + layout.spacing() for w in shown)

    def _fit(self) -> None:
        """Move as few tools into the menu as the width demands."""
        count = next(
            (n for n in range(len(self._less_used)) if self._width_with(self._less_used[:n]) <= self._row.width()),
            len(self._less_used),
        )
        if count == self._within:
            return
        self._within = count
        for i, tool in enumerate(self._less_used):
            tool.setVisible(i >= count)
        self.setVisible(count > 0)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for tool in reversed(self._less_used[: self._within]):
            if tool.menu() is not None:
                menu.addMenu(tool.menu()).setText(tool.accessibleName())
                continue
            action = menu.addAction(tool.icon(), tool.toolTip().split(" (")[0], tool.click)
            action.setEnabled(tool.isEnabled())
            action.setCheckable(tool.isCheckable())
            action.setChecked(tool.isChecked())


def _widgets(layout: QLayout) -> list[QWidget]:
    items = [layout.itemAt(i) for i in range(layout.count())]
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def _width(widget: QWidget, least: bool) -> int:
    hint = widget.minimumSizeHint() if least else widget.sizeHint()
    return min(max(hint.width(), widget.minimumWidth()), widget.maximumWidth())
