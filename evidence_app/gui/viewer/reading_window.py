"""A second window for a second screen: one exhibit, or two side by side, drawn by the same render thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from evidence_app.gui.viewer.rendering import Renderer
from evidence_app.gui.viewer.viewer import Viewer
from evidence_app.services.matter import Matter


class ReadingWindow(QMainWindow):
    """Two viewers; the second appears with :meth:`open_beside`. Requests of both are passed on."""

    link_requested = Signal(int, object)
    fact_requested = Signal(int, object)
    link_chosen = Signal(int)

    def __init__(
        self, matter: Matter, runner: Any, messages: Any, renderer: Renderer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reading_window")
        self.setWindowTitle(f"{matter.record.name}: reading")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.left = self._viewer(Viewer(matter, runner, messages, renderer=renderer), split, "viewer_left")
        self.right = self._viewer(Viewer(matter, runner, messages, renderer=renderer), split, "viewer_right")
        self.right.hide()
        self.setCentralWidget(split)
        self.resize(1000, 800)

    def _viewer(self, viewer: Viewer, split: QSplitter, name: str) -> Viewer:
        viewer.setObjectName(name)
        viewer.exhibit_requested.connect(viewer.open_exhibit)
        viewer.link_requested.connect(self.link_requested)
        viewer.fact_requested.connect(self.fact_requested)
        viewer.link_chosen.connect(self.link_chosen)
        split.addWidget(viewer)
        return viewer

    def open_exhibit(self, exhibit_id: int, page: int = 1) -> None:
        """Show an exhibit in the first viewer."""
        self.left.open_exhibit(exhibit_id, page)

    def open_beside(self, exhibit_id: int, page: int = 1) -> None:
        """Show an exhibit beside the first one, to compare them."""
        self.right.show()
        self.right.open_exhibit(exhibit_id, page)
        self.resize(max(self.width(), 1500), self.height())
        self._split.setSizes([1000, 1000])
