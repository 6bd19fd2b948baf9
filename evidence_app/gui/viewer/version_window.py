"""An earlier version of a document, to be looked at only: its own pages under a banner that says it is not the exhibit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QToolButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.enter_key import press_focused
from evidence_app.gui.viewer.banner import Banner, Notice
from evidence_app.gui.viewer.page_view import PageView
from evidence_app.gui.viewer.passage import ReadPage
from evidence_app.gui.viewer.reading import Opened, PageReader, open_version
from evidence_app.gui.viewer.thumbnails import ThumbnailStrip
from evidence_app.gui.viewer.tool_row import ToolRow
from evidence_app.model.pages import unpack_words
from evidence_app.model.pinpoint import quotable
from evidence_app.model.versions import ExhibitVersion
from evidence_app.services import versions
from evidence_app.services.matter import Matter


class VersionReader(PageReader):
    """Texts and words of the pages an earlier file had."""

    def __init__(self, matter: Matter, opened: Opened, version: ExhibitVersion) -> None:
        super().__init__(matter, opened)
        self._version = version

    def _read(self, number: int) -> ReadPage:
        sheet = self.sheet(number)
        if sheet is not None:
            return ReadPage(number, quotable(sheet.text), sheet.words())
        text, boxes = versions.version_page(self._matter, self._version, number)
        return ReadPage(number, quotable(text), tuple(unpack_words(boxes)))

    def _text(self, number: int) -> str:
        return versions.version_page(self._matter, self._version, number)[0]


def banner_words(opened: Opened, version: ExhibitVersion) -> str:
    """What a reader must know before anything else."""
    told = f"Earlier version, replaced on {version.replaced_at[:10]}; not the exhibit."
    exhibit = opened.exhibit
    if exhibit.sequestered:
        return f"{told} SEQUESTERED (clawed back): it is not shown."
    return f"{told} PRIVILEGED ({exhibit.privilege}): withheld." if exhibit.privilege else told


class VersionWindow(QMainWindow):
    """Reading and copying only: nothing can be linked, marked or exported from here. Esc or Ctrl+W closes it."""

    def __init__(self, matter: Matter, runner: Any, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("version_window")
        self._matter, self._runner = matter, runner
        self._version: ExhibitVersion | None = None
        self._opened: Opened | None = None
        self._page = 1
        self.banner, self.tools, self.view = Banner(), ToolRow(), PageView(renderer)
        self.thumbnails = ThumbnailStrip(renderer)
        self.thumbnails.hide()
        self.title = theme.label("", "heading", wrap=True, name="version_title")
        self._build()
        self._connect()
        theme.fit(self, 860, 720)

    def _build(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(6))
        for widget in (self.banner, self.title, self.tools):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.thumbnails)
        row.addWidget(self.view, 1)
        column.addLayout(row, 1)
        find = self.tools.findChild(QToolButton, "find_in_exhibit")
        if find is not None:
            find.hide()  # it looks through the present document
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        view, tools = self.view, self.tools
        view.page_changed.connect(self._page_changed)
        view.zoom_changed.connect(lambda: tools.show_zoom(view.zoom, view.fit))
        tools.page_box.page_chosen.connect(self._go_to)
        tools.zoom_chosen.connect(self._set_zoom)
        tools.zoom_stepped.connect(view.zoom_step)
        tools.rotate_wanted.connect(view.rotate)
        tools.show_chosen.connect(self._show_as)
        tools.single_chosen.connect(view.set_single)
        tools.thumbnails_chosen.connect(self.thumbnails.setVisible)
        self.thumbnails.page_chosen.connect(self._go_to)
        for keys, run in (
            ("Esc", self.close), ("Ctrl+W", self.close), ("Ctrl+C", self.copy_text), ("Ctrl++", lambda: view.zoom_step(1)),
            ("Ctrl+-", lambda: view.zoom_step(-1)), ("Ctrl+G", self._ask_page),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, run)

    def open_version(self, version: ExhibitVersion, page: int = 1) -> None:
        """Show an earlier version at a page."""
        self._version, self._page = version, page
        self._runner.query(f"version {id(self)}", open_version, version, done=self._show)

    def _show(self, opened: Opened) -> None:
        version = self._version
        if version is None or opened.exhibit.original_sha256 != version.original_sha256:
            return
        self._opened = opened
        words = banner_words(opened, version)
        self.banner.show_notice(Notice(words, "warning"))
        label = opened.exhibit.label
        self.title.setText(f"{label}, version {version.version}: {version.file_name}")
        self.setWindowTitle(f"{label}, version {version.version} – earlier version, not the exhibit")
        reader = None if opened.exhibit.sequestered else VersionReader(self._matter, opened, version)
        self.tools.setEnabled(reader is not None)
        self.tools.offer(drawn=opened.original is not None, layer=False, ocr=False)
        self.thumbnails.show_exhibit(reader)
        self.view.show_exhibit(reader)
        self.tools.show_zoom(self.view.zoom, self.view.fit)
        self._go_to(self._page)

    def _page_changed(self, number: int) -> None:
        self.tools.page_box.show_page(self._opened, number)
        self.thumbnails.follow(number)

    def _go_to(self, number: int) -> None:
        self.view.go_to(number)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_page(self) -> None:
        self.tools.page_box.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tools.page_box.field.selectAll()

    def _set_zoom(self, zoom: str | float) -> None:
        if isinstance(zoom, str):
            self.view.set_fit(zoom)
        else:
            self.view.set_zoom(zoom)
        self.tools.show_zoom(self.view.zoom, self.view.fit)

    def _show_as(self, show: str) -> None:
        reader = self.view.reader
        if reader is not None:
            number = self.view.page
            reader.show_as(as_text=show == "text")
            self.view.show_confidence = show == "words"
            self.view.relay()
            self.view.go_to(number)

    def copy_text(self) -> None:
        """Copy the selected words, marked as those of an earlier version."""
        words = " ".join(self.view.selected_text().split())
        if words and self._version is not None:
            QGuiApplication.clipboard().setText(f"“{words}” ({self.title.text()}; earlier version, not the exhibit)")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._version = self._opened = None
        self.view.show_exhibit(None)
        self.thumbnails.show_exhibit(None)
        event.accept()
