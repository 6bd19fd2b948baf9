"""What a reader does with a passage of the page view: link it, make a fact of it, copy it, ask for pages like it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from evidence_app.gui.viewer.hit_walk import HitWalk
from evidence_app.gui.viewer.page_view import PageView
from evidence_app.gui.viewer.passage_bar import PassageBar
from evidence_app.gui.viewer.reading import Opened
from evidence_app.model.pinpoint import Pinpoint, cite


class PassageDesk(QObject):
    """Decides which passage a command means, and shows the bar with the commands at a fresh selection.

    ``link_requested(exhibit, pinpoint)`` and ``fact_requested(exhibit, pinpoint)``: an element, or a fact of the
    chronology, is wanted for it. ``similar_requested(words)``: pages like the selected passage are wanted.
    """

    link_requested = Signal(int, object)
    fact_requested = Signal(int, object)
    similar_requested = Signal(str)

    def __init__(self, view: PageView, hits: HitWalk, messages: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._hits, self._messages = view, hits, messages
        self._opened: Opened | None = None
        self.bar = PassageBar(view.viewport())
        self.bar.link_wanted.connect(self.link)
        self.bar.copy_wanted.connect(self.copy_with_citation)
        self.bar.fact_wanted.connect(self.make_fact)
        view.selection_changed.connect(self.bar.hide)
        view.selection_finished.connect(self._show_bar)
        view.verticalScrollBar().valueChanged.connect(lambda _value: self.bar.hide())

    def show_exhibit(self, opened: Opened | None) -> None:
        """Another exhibit is on show, or none."""
        self.tell(opened)
        self.bar.hide()

    def tell(self, opened: Opened | None) -> None:
        """The same exhibit, whose number or title may have changed."""
        self._opened = opened

    def _show_bar(self) -> None:
        if self.selected() is None:
            self.bar.hide()
        else:
            self.bar.show_at(self._view.selection_rect())

    # -- which passage -------------------------------------------------------------------------------------------------

    def selected(self) -> Pinpoint | None:
        """What is selected, or None."""
        return self._view.pinpoint()

    def page(self) -> Pinpoint | None:
        """The page being read as a whole, or None."""
        return Pinpoint(self._view.page) if self._view.page else None

    def meant(self) -> Pinpoint | None:
        """What is selected; without a selection the sentence of the hit in view, else the page; None without pages."""
        return self.selected() or self._hits.pinpoint() or self.page()

    def citation(self) -> str:
        """``Ex. 12 at 3``, with the printed label where there is one, for the selection or the page."""
        if self._opened is None:
            return ""
        pin = self.selected() or self.page()
        first = self._opened.cite_at(pin.page or 0) if pin else ""
        last = self._opened.cite_at(pin.page_end or 0) if pin else ""
        return cite(self._opened.exhibit.label, first, last)

    # -- what is done with it ------------------------------------------------------------------------------------------

    def link(self) -> None:
        """Ask for the passage that is meant to be linked."""
        self._ask(self.link_requested, self.meant())

    def link_page(self) -> None:
        """Ask for the page to be linked, whatever is selected on it."""
        self._ask(self.link_requested, self.page())

    def make_fact(self) -> None:
        """Ask for a fact to be made of the passage that is meant."""
        self._ask(self.fact_requested, self.meant())

    def _ask(self, request: Any, pin: Pinpoint | None) -> None:
        if self._opened is not None and pin is not None:
            request.emit(self._opened.exhibit.id, pin)

    def find_similar(self) -> None:
        """Ask for pages like the selected words."""
        self.similar_requested.emit(self._view.selected_text())

    def copy(self) -> None:
        """Copy the selected words."""
        if self._view.selected_text():
            QGuiApplication.clipboard().setText(self._view.selected_text())

    def copy_with_citation(self) -> None:
        """Copy the selected words in quotation marks with their citation, or the citation of the page."""
        words = " ".join(self._view.selected_text().split())
        text = f"“{words}” ({self.citation()})" if words else self.citation()
        if text:
            QGuiApplication.clipboard().setText(text)
            self._messages.toast(f"Copied with {self.citation()}")
