"""A second window for a second screen: one exhibit, or two side by side, drawn by the same render thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QWidget

from evidence_app.gui import theme
from evidence_app.gui.context_menu import open_at_keyboard
from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.enter_key import press_focused
from evidence_app.gui.messages import Messages
from evidence_app.gui.viewer.viewer import Viewer
from evidence_app.services.matter import Matter

COMMANDS = (
    "link",
    "link_page",
    "fact",
    "next_hit",
    "previous_hit",
    "jump",
    "redact",
    "redact_hits",
    "next_pane",
    "context_menu",
)
"""Commands of the main window that a reader needs here too; they work on the side that has the keyboard.

``next_pane`` goes to the buttons of a toast.
"""


class ReadingWindow(QMainWindow):
    """Two viewers; the second appears with :meth:`open_beside`. Requests of both are passed on.

    What there is to say about them is said here, not in the main window, which may stand on another screen.
    Closing hides it and lets go of its exhibits; it can be opened again.
    """

    link_requested = Signal(int, object)
    fact_requested = Signal(int, object)
    similar_requested = Signal(str)
    link_chosen = Signal(int)
    redacted_copy_wanted = Signal(int)

    def __init__(self, matter: Matter, runner: Any, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reading_window")
        self._name = matter.record.name
        self.setWindowTitle(f"{self._name}: reading")
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("reading_splitter")
        split.setChildrenCollapsible(False)
        self.messages = Messages(self)
        self._new_viewer = lambda: Viewer(matter, runner, self.messages, renderer=renderer)
        self.left = self._viewer("viewer_left", "First exhibit")
        self._right: Viewer | None = None
        self.setCentralWidget(split)
        self.resize(theme.px(900), theme.px(720))
        self.winId()  # makes the window, whose place among the others can be told only then
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # else it stays in front of its parent

    @property
    def right(self) -> Viewer:
        """The second viewer, made when it is first asked for."""
        if self._right is None:
            self._right = self._viewer("viewer_right", "Second exhibit")
            self._right.hide()
        return self._right

    def _viewer(self, name: str, words: str) -> Viewer:
        viewer = self._new_viewer()
        viewer.setObjectName(name)
        viewer.setAccessibleName(words)
        viewer.exhibit_requested.connect(viewer.open_exhibit)
        viewer.passages.link_requested.connect(self.link_requested)
        viewer.passages.fact_requested.connect(self.fact_requested)
        viewer.passages.similar_requested.connect(self.similar_requested)
        viewer.hits.exhausted.connect(lambda step: self._tell_end(viewer, step))
        viewer.link_chosen.connect(self.link_chosen)
        viewer.redaction.export_wanted.connect(self.redacted_copy_wanted)
        viewer.exhibit_opened.connect(lambda _id: self._tell_title())
        self._split.addWidget(viewer)
        return viewer

    def set_keys(self, keys: dict[str, tuple[str, ...]]) -> None:
        """Use the user's own keys for ``COMMANDS``, and Ctrl+W to close."""
        for old in self.actions():
            self.removeAction(old)
            old.deleteLater()
        runs: dict[str, Callable[[], object]] = {
            "link": lambda: self.current.passages.link(),
            "link_page": lambda: self.current.passages.link_page(),
            "fact": lambda: self.current.passages.make_fact(),
            "next_hit": lambda: self.current.hits.next(),
            "previous_hit": lambda: self.current.hits.previous(),
            "jump": lambda: self.current.ask_page(),
            "redact": lambda: self.current.redaction.press(),
            "redact_hits": lambda: self.current.redaction.mark_hits(),
            "next_pane": self.messages.enter_toast,
            "context_menu": lambda: open_at_keyboard(self),
            "close": self.close,
        }
        for name, run in runs.items():
            action = QAction(self)
            action.setObjectName(f"reading_{name}")
            action.setShortcuts([QKeySequence(k) for k in (("Ctrl+W",) if name == "close" else keys.get(name, ()))])
            action.triggered.connect(lambda _checked=False, r=run: r())
            self.addAction(action)

    @property
    def current(self) -> Viewer:
        """The side that has the keyboard, else the first."""
        focus = QApplication.focusWidget()
        for side in self._shown():
            if focus is not None and side.isAncestorOf(focus):
                return side
        return self.left

    def _shown(self) -> list[Viewer]:
        return [side for side in (self.left, self._right) if side is not None and not side.isHidden()]

    def open_exhibit(self, exhibit_id: int, page: int = 1, query: str = "") -> None:
        """Show an exhibit in the first viewer."""
        self.left.open_exhibit(exhibit_id, page, query)

    def open_beside(self, exhibit_id: int, page: int = 1, query: str = "") -> None:
        """Show an exhibit beside the first one, to compare them."""
        if not self.right.isVisible():
            self.right.show()
            self.resize(max(self.width(), self._room()), self.height())
            self._split.setSizes([1000, 1000])
        self.right.open_exhibit(exhibit_id, page, query)
        self.right.setFocus()

    def _room(self) -> int:
        """Wide enough for two pages, not wider than the screen."""
        return min(theme.px(1500), self.screen().availableSize().width() - theme.px(20))

    def _tell_end(self, viewer: Viewer, step: int) -> None:
        """F3 stays in the exhibit that was put here, above all where two are compared."""
        if viewer.hits.count:
            self.messages.toast(f"This was the {'last' if step > 0 else 'first'} hit in this exhibit.")
        elif viewer.hits.looked_for:
            self.messages.toast("There are no hits in this exhibit.")
        else:
            self.messages.toast("Nothing is looked for here: find in this exhibit with /.")

    def _tell_title(self) -> None:
        shown = [side.header.title.text() for side in self._shown() if side.exhibit_id]
        self.setWindowTitle(" | ".join([*shown, self._name]))

    def state(self) -> QByteArray:
        """Where the window stands, to be kept."""
        return self.saveGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        for side in self._shown():
            side.clear()
        if self._right is not None:
            self._right.hide()
        self.setWindowTitle(f"{self._name}: reading")
        event.accept()
