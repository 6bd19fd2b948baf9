"""The viewer: an exhibit's pages with everything around them, and what other screens ask of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.viewer.banner import Banner, notice_for
from evidence_app.gui.viewer.family_strip import FamilyStrip
from evidence_app.gui.viewer.find_bar import FindBar
from evidence_app.gui.viewer.header import ViewerHeader
from evidence_app.gui.viewer.hit_walk import HitWalk
from evidence_app.gui.viewer.marks import LinkedPassage, PassageMarks, linked_passages
from evidence_app.gui.viewer.passage_desk import PassageDesk
from evidence_app.gui.viewer.reading import Opened, PageReader, open_exhibit, same_pages
from evidence_app.gui.viewer.redacting_view import RedactingView
from evidence_app.gui.viewer.redaction_desk import RedactionDesk
from evidence_app.gui.viewer.redaction_panel import RedactionPanel
from evidence_app.gui.viewer.thumbnails import ThumbnailStrip
from evidence_app.gui.viewer.tool_row import ToolRow
from evidence_app.gui.viewer.viewer_commands import key_command, viewer_menu
from evidence_app.model.changes import Changes
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services.matter import Matter

LINK_TABLES = ("evidence_link", "element", "claim")


class Viewer(QWidget):
    """Reads exhibits. Refreshes itself when links, elements or the exhibit change.

    Hits are walked in ``hits``, passages linked, cited and copied in ``passages``, marks made in ``redaction``.
    """

    link_chosen = Signal(int)
    exhibit_requested = Signal(int)
    exhibit_opened = Signal(int)

    def __init__(
        self,
        matter: Matter,
        runner: Any,
        messages: Any,
        parent: QWidget | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setAccessibleName("Viewer")
        self._matter, self._runner, self._messages = matter, runner, messages
        self.renderer = renderer or Renderer()
        if renderer is None:
            self.destroyed.connect(self.renderer.close)
        self._opened: Opened | None = None
        self._wanted: tuple[int, int, str, Pinpoint | None] = (0, 1, "", None)
        self._read_again = False
        self._build()
        self._connect()
        self._show(None)

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header, self.tools, self.banner = ViewerHeader(), ToolRow(), Banner()
        self.family, self.find_bar = FamilyStrip(), FindBar()
        self.thumbnails = ThumbnailStrip(self.renderer)
        self.thumbnails.hide()
        self.view = RedactingView(self.renderer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.family, self.tools, self.find_bar, self.banner):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.thumbnails)
        row.addWidget(self.view, 1)
        panel = RedactionPanel()
        row.addWidget(panel)
        self.hits = HitWalk(self.view, self.header, self.find_bar, self._runner, self)
        self.passages = PassageDesk(self.view, self.hits, self._messages, self)
        self.redaction = RedactionDesk(self.view, panel, self._matter, self._runner, self._messages, self)
        column.addLayout(row, 1)
        self.setMinimumSize(theme.px(320), theme.px(200))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard belongs to the pages; a focus proxy would make Tab skip the tools above them."""
        self.view.setFocus(event.reason())

    def _connect(self) -> None:
        view, tools = self.view, self.tools
        view.page_changed.connect(self._page_changed)
        view.zoom_changed.connect(lambda: tools.show_zoom(view.zoom, view.fit))
        view.sign_chosen.connect(self.link_chosen)
        view.menu_wanted.connect(self._menu)
        view.installEventFilter(self)
        tools.page_box.page_chosen.connect(self._go_to)
        tools.page_box.not_found.connect(lambda typed: self._messages.toast(f"This exhibit has no page “{typed}”."))
        tools.zoom_chosen.connect(self.set_zoom)
        tools.zoom_stepped.connect(view.zoom_step)
        tools.rotate_wanted.connect(view.rotate)
        tools.show_chosen.connect(self.show_pages_as)
        tools.single_chosen.connect(view.set_single)
        tools.thumbnails_chosen.connect(self.thumbnails.setVisible)
        tools.find_wanted.connect(self.hits.show_find)
        tools.redact_wanted.connect(self.redaction.turn)
        self.redaction.turned.connect(self._redaction_turned)
        self.thumbnails.page_chosen.connect(self._go_to)
        self.family.exhibit_requested.connect(self.exhibit_requested)
        self.banner.password_given.connect(self._use_password)
        self.renderer.failed.connect(self._page_failed, Qt.ConnectionType.QueuedConnection)
        self.header.link_wanted.connect(self.passages.link)
        self.passages.bar.redact_wanted.connect(self.redaction.mark_selection)
        self.hits.changed.connect(self._hits_changed)
        self._runner.changed.connect(self.refresh)

    # -- opening -------------------------------------------------------------------------------------------------------

    @property
    def exhibit_id(self) -> int:
        """The exhibit on show; 0 when there is none."""
        return int(self._opened.exhibit.id) if self._opened else 0

    @property
    def opening(self) -> int:
        """The exhibit that was asked for last: on show, or about to be; 0 = none."""
        return self._wanted[0]

    @property
    def current_page(self) -> int:
        """The page being read, from 1; 0 when there is none."""
        return self.view.page

    def open_exhibit(self, exhibit_id: int, page: int = 1, query: str = "", pin: Pinpoint | None = None) -> None:
        """Show an exhibit at a page, or at a pinpoint, with a query's hits highlighted."""
        self._wanted = (exhibit_id, page, query, pin)
        if exhibit_id == self.exhibit_id:
            self._arrive(page, query, pin)
            return
        self._ask("open", open_exhibit, exhibit_id, done=self._arrived)

    def clear(self) -> None:
        """Show no exhibit."""
        self._wanted = (0, 1, "", None)
        self._show(None)

    def _ask(self, what: str, fn: Any, *args: Any, done: Any) -> None:
        """A read whose result is dropped when a newer one of the same kind was asked for by this viewer."""
        self._runner.query(f"viewer {what} {id(self)}", fn, *args, done=done)

    def _arrived(self, opened: Opened) -> None:
        exhibit_id, page, query, pin = self._wanted
        if opened.exhibit.id != exhibit_id:
            return
        self._show(opened)
        self._load_links()
        self._arrive(page, query, pin)
        self.exhibit_opened.emit(exhibit_id)

    def _show(self, opened: Opened | None) -> None:
        self.view.settle_moves()
        self._opened, self._read_again = opened, False
        readable = opened is not None and not opened.exhibit.sequestered
        reader = PageReader(self._matter, opened) if opened is not None and readable else None
        self.passages.show_exhibit(opened)
        self.header.show_exhibit(opened.exhibit if opened else None)
        self.hits.show_exhibit(self.exhibit_id)
        self.family.show_family(opened.family if opened else (), self.exhibit_id)
        self.tools.setEnabled(reader is not None)
        pages = opened.pages if opened else ()
        self.tools.offer(
            drawn=bool(opened and opened.original),
            layer=any(p.has_layer for p in pages),
            ocr=any(p.has_ocr for p in pages),
        )
        self.view.show_confidence = False
        self.thumbnails.show_exhibit(reader)
        self.view.show_exhibit(reader)
        self.redaction.show_exhibit(self.exhibit_id if reader is not None else 0)
        self.tools.show_zoom(self.view.zoom, self.view.fit)

    def _arrive(self, page: int, query: str, pin: Pinpoint | None) -> None:
        """Go to the place asked for, then look up the hits."""
        self.hits.look_for(query, page if pin is None else 0)
        if pin is not None:
            if not self.view.show_pin(pin):
                self._messages.toast("The quote was not found on this page; the link needs a look.")
        elif page != self.view.page or not query:
            self.view.go_to(page)
        self._update_banner()

    def refresh(self, changes: Changes) -> None:
        """Follow a change: links, the exhibit's own facts, or texts that arrived from OCR."""
        self.redaction.refresh(changes)
        if self._opened is None:
            return
        read_again = self.exhibit_id in changes.keys.get("page", ())
        if read_again or self.exhibit_id in changes.keys.get("exhibit", ()):
            self._read_again |= read_again
            self._ask("reload", open_exhibit, self.exhibit_id, done=self._reloaded)
        elif changes.touches(*LINK_TABLES):
            self._load_links()

    def _reloaded(self, opened: Opened) -> None:
        """The reader keeps the place; with other texts or another file the pages are laid out and searched anew."""
        if self._opened is None or opened.exhibit.id != self.exhibit_id:
            return
        if not self._read_again and same_pages(self._opened, opened):
            self._tell_facts(opened)
            self._load_links()
            return
        page, query, turn, found = self.view.page, self.hits.query, self.view.turn, self.hits.found
        self._show(opened)
        self._load_links()
        self.view.rotate(turn)
        self._arrive(page, query, None)
        self.hits.find_again(found)

    def _tell_facts(self, opened: Opened) -> None:
        """A number, a title, a restriction changed: everything says the new one, and nothing moves under the reader."""
        self._opened = opened
        if self.view.reader is not None:
            self.view.reader.opened = opened
        self.passages.tell(opened)
        self.header.show_exhibit(opened.exhibit)
        self.family.show_family(opened.family, self.exhibit_id)
        self.tools.page_box.show_page(opened, self.view.page)
        self._update_banner()

    # -- links ---------------------------------------------------------------------------------------------------------

    def _load_links(self) -> None:
        wanted = self.exhibit_id
        self._ask("links", linked_passages, wanted, done=lambda found: self._links_arrived(wanted, found))

    def _links_arrived(self, exhibit_id: int, found: tuple[LinkedPassage, ...]) -> None:
        if exhibit_id == self.exhibit_id:
            self.view.set_marks(PassageMarks(found))
            self._sign_thumbnails()

    def _hits_changed(self) -> None:
        self.redaction.offer()
        self._sign_thumbnails()

    def _sign_thumbnails(self) -> None:
        self.thumbnails.model_.set_signs(set(self.view.marks.pages), self.hits.pages)

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _go_to(self, number: int) -> None:
        self.view.go_to(number)
        self.view.setFocus()

    def _page_changed(self, number: int) -> None:
        self.tools.page_box.show_page(self._opened, number)
        self.thumbnails.follow(number)
        self._update_banner()

    def ask_page(self) -> None:
        """Let the user type a page number."""
        self.tools.page_box.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tools.page_box.field.selectAll()

    def set_zoom(self, zoom: str | float) -> None:
        """A factor (1.0 = life size), or "width" or "page" to fit."""
        if isinstance(zoom, str):
            self.view.set_fit(zoom)
        else:
            self.view.set_zoom(zoom)
        self.tools.show_zoom(self.view.zoom, self.view.fit)
        self.view.setFocus()

    def show_pages_as(self, show: str) -> None:
        """One of ``tool_row.SHOWS``: as it looks, with words and confidence, or as text (which text)."""
        reader = self.view.reader
        if reader is None:
            return
        number = self.view.page
        shown = {"layer": "layer", "ocr": "ocr"}.get(show, "used")
        reader.show_as(as_text=show in ("text", "layer", "ocr"), shown=shown)  # type: ignore[arg-type]
        self.tools.shows[show].setChecked(True)
        self.view.show_confidence = show == "words" or (show in ("text", "ocr") and self._has_confidence())
        self.view.relay()
        self.view.go_to(number)

    def _has_confidence(self) -> bool:
        return any(facts.source == "ocr" for facts in self._opened.pages) if self._opened else False

    def _update_banner(self) -> None:
        failure = None
        if self._opened and self._opened.original and self.view.page:
            failure = self.renderer.failure(DrawingKey(self._opened.original.sha256, self.view.page, 1, 1))
        self.banner.show_notice(notice_for(self._opened, self.view.page, failure))

    def _page_failed(self, key: DrawingKey) -> None:
        if self._opened and self._opened.original and key.sha256 == self._opened.original.sha256:
            self._update_banner()

    def _use_password(self, password: str) -> None:
        if self._opened and self._opened.original:
            self.renderer.set_password(self._opened.original.sha256, password)
            self._update_banner()
            self.view.viewport().update()
            self.thumbnails.viewport().update()

    def _redaction_turned(self, on: bool) -> None:
        self.tools.redact.setChecked(on)
        self.passages.bar.hide()

    # -- keys and menu -------------------------------------------------------------------------------------------------

    def _menu(self, at: QPoint) -> None:
        if self._opened is not None and self.view.reader is not None:
            viewer_menu(self).exec(at)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Keys that belong to the pages while they have the focus, also where the window uses them for something else."""
        if watched is not self.view or not isinstance(event, QKeyEvent):
            return False
        command = key_command(self, event)
        if command is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            command()
            return True
        return False
