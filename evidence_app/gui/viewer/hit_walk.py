"""Hits in the exhibit on show, of a search or of the find bar: looked up, highlighted, counted, and walked with F3."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from evidence_app.gui.viewer.find_bar import FindBar
from evidence_app.gui.viewer.header import ViewerHeader
from evidence_app.gui.viewer.hit_list import Hit, HitList
from evidence_app.gui.viewer.marks import Spans, hits_of_exhibit, places_of_text
from evidence_app.gui.viewer.page_view import PageView
from evidence_app.model.pinpoint import Pinpoint, pinpoint_at
from evidence_app.model.sentences import sentence_around


class HitWalk(QObject):
    """Owns what header and find bar say of hits, and which hit the pages frame.

    Words of the find bar stand in front of the search while the bar is open; the search's hits come back when it closes.

    ``changed``: other hits are highlighted than before, or none.
    ``shown(exhibit, page, (start, end))``: this hit of the search is the current one now.
    ``exhausted(+1/-1)``: F3 went past the last or first hit here; the window opens the next exhibit with hits.
    """

    changed = Signal()
    shown = Signal(int, int, object)
    exhausted = Signal(int)

    def __init__(self, view: PageView, header: ViewerHeader, find_bar: FindBar, runner: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._header, self._find_bar, self._runner = view, header, find_bar, runner
        self._exhibit_id = 0
        self._query = ""
        self._hits = HitList()
        header.next_wanted.connect(self.next)
        header.previous_wanted.connect(self.previous)
        find_bar.wanted.connect(self._find)
        find_bar.next_wanted.connect(self.next)
        find_bar.previous_wanted.connect(self.previous)
        find_bar.closed.connect(self._leave_find)

    # -- what is looked for --------------------------------------------------------------------------------------------

    @property
    def query(self) -> str:
        """The search whose hits belong to this exhibit; nothing without one."""
        return self._query

    @property
    def looked_for(self) -> str:
        """What hits are shown of, as a query: the words of the find bar as a phrase, else the search; or nothing."""
        found = self.found.replace('"', " ").strip()
        return f'"{found}"' if found else self._query

    @property
    def found(self) -> str:
        """The words of the find bar while it is open."""
        return self._find_bar.field.text().strip() if self._find_bar.isVisible() else ""

    def find_again(self, words: str) -> None:
        """Words looked for in the find bar before the exhibit was read anew, without moving the reader."""
        if words:
            self._find_bar.show()
            self._ask(places_of_text, words, 0)

    def show_exhibit(self, exhibit_id: int) -> None:
        """Another exhibit is on show (0 = none), or the same one read anew: nothing is looked for in it yet."""
        self._exhibit_id = exhibit_id
        self._query, self._hits = "", HitList()
        self._find_bar.hide()
        self._header.show_hits(0, 0)

    def look_for(self, query: str, page: int = 0) -> None:
        """Highlight the hits of a search, and go to the first one from ``page`` on (0 = stay where the reader is)."""
        if query != self._query:
            self._query = query
            self._look_up(page)

    def show_find(self) -> None:
        """Open the find bar, where there are pages to find something on."""
        if self._view.reader is not None:
            self._find_bar.open_bar()

    def _look_up(self, page: int) -> None:
        if self._query:
            self._ask(hits_of_exhibit, self._query, page)
        else:
            self._take({}, 0)

    def _find(self, text: str) -> None:
        if text:
            self._ask(places_of_text, text, max(1, self._view.page))
        else:
            self._take({}, 0)

    def _leave_find(self) -> None:
        self._look_up(0)
        self._view.setFocus()

    def _ask(self, look: Any, wanted: str, page: int) -> None:
        """What is asked for last is shown, also when an earlier question is answered late."""
        exhibit_id = self._exhibit_id

        def arrived(found: dict[int, Spans]) -> None:
            if exhibit_id == self._exhibit_id:
                self._take(found, page)

        self._runner.query(f"hits {id(self)}", look, exhibit_id, wanted, done=arrived)

    def _take(self, found: dict[int, Spans], page: int) -> None:
        self._hits = HitList(found)
        self._view.set_hits(found)
        self.changed.emit()
        self._tell()
        self._show(self._hits.from_page(page) if page else None)

    # -- walking -------------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many hits are highlighted in this exhibit."""
        return len(self._hits)

    @property
    def pages(self) -> set[int]:
        """The pages that have hits."""
        return self._hits.pages

    def next(self) -> bool:
        """Go to the next hit; False (and ``exhausted``) when there is none further on."""
        return self._step(1)

    def previous(self) -> bool:
        """Go to the hit before; False (and ``exhausted``) when there is none."""
        return self._step(-1)

    def _step(self, step: int) -> bool:
        """Finding in the exhibit goes round; hits of a search go on in the next exhibit."""
        found = self._hits.step(self._view.current_hit, self._view.page, step)
        if found is None and self._find_bar.isVisible():
            found = self._hits.end(step)
        if self._show(found):
            return True
        self.exhausted.emit(step)
        return False

    def _show(self, hit: Hit | None) -> bool:
        if hit is not None:
            self._view.set_current_hit(*hit)
            self._tell()
            if not self._find_bar.isVisible():
                self.shown.emit(self._exhibit_id, *hit)
        return hit is not None

    def _tell(self) -> None:
        place = self._hits.place(self._view.current_hit)
        self._header.show_hits(place, self.count)
        self._find_bar.count.setText(f"{place} of {self.count}" if self.count else "Not found")

    # -- linking -------------------------------------------------------------------------------------------------------

    def pinpoint(self) -> Pinpoint | None:
        """The sentence of the current hit while it is in view, or None."""
        hit = self._view.current_hit
        if hit is None or not self._view.sees(*hit):
            return None
        number, span = hit
        text = self._view.pages(number).text
        return pinpoint_at(text, number, *sentence_around(text, *span))
