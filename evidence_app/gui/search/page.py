"""Search: the query with its help, filters with counts, the statement of what was searched, and the hits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QInputDialog,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.search.filters import SearchFilterBar
from evidence_app.gui.search.gap_run import GapRun
from evidence_app.gui.search.hit_actions import HitActions
from evidence_app.gui.search.hit_desk import HitDesk
from evidence_app.gui.search.hit_list import HitList
from evidence_app.gui.search.hit_steps import HitSteps
from evidence_app.gui.search.past_searches import PastSearches
from evidence_app.gui.search.query_field import PLACEHOLDER, QueryField
from evidence_app.gui.search.running import CHUNK, Asked, Found, Mode, counts, element_choices, other_words, run
from evidence_app.gui.search.silent_dialog import SilentDialog
from evidence_app.gui.search.statement import Statement
from evidence_app.gui.search.terms_dialog import TermsDialog
from evidence_app.model.changes import Changes
from evidence_app.model.errors import EvidenceError
from evidence_app.model.search_results import SavedSearch, SearchFilters, SearchHit, SilentPage
from evidence_app.services import search, search_saved
from evidence_app.services.matter import Matter

MODES: tuple[tuple[Mode, str, str], ...] = (
    ("search", "Exact search", PLACEHOLDER),
    ("ask", "Ask in words", "A question in plain words, such as: who reads private messages?"),
    ("like", "More like this", "Paste a passage; pages with its telling words are suggested"),
)
LONGEST_PASSAGE = 2_000
"""Characters of a passage that are taken; more say nothing more about it."""
LOW = 300
"""Below this height (at 100 % text) the filters are folded away, so that hits can be seen."""
SHOWS = ("evidence_link", "hit_decision", "exhibit_tag", "exhibit", "page")
"""Tables whose changes can change the hits on show."""


class SearchPage(QWidget):
    """Searches all pages. ``hit_opened(exhibit id, page, query)`` asks the window to show a hit with its words marked;
    ``hit_offered`` is the same for the first hit of an answer, which may be shown but must not bring anything to front.
    ``link_requested(exhibit id, Pinpoint)`` asks it to link a passage to an element still to be chosen.
    """

    hit_opened = Signal(int, int, str)
    hit_offered = Signal(int, int, str)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_page")
        self.setProperty("role", "page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._found: Found | None = None
        self._asked: Asked | None = None
        self._keep: tuple[int, int, int] | None = None
        self.query = QueryField(runner)
        self.filters = SearchFilterBar()
        self.statement = Statement()
        self.past = PastSearches(matter, runner)
        self.list = HitList()
        self.steps = HitSteps(self.list, messages)
        self.work = HitActions()
        self.mode = ElidedCombo(11)
        self.gaps = GapRun(runner)
        self.desk = HitDesk(matter, runner, messages, self.list, self.filters, lambda: self.marks, self)
        self._build()
        self._connect()
        self._read_elements()
        self._read_completeness()

    # -- making --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QWidget()
        top.setProperty("role", "panel")
        lines = QVBoxLayout(top)
        lines.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(8))
        lines.setSpacing(theme.px(8))
        first = FlowLayout(gap=theme.px(6))
        self.mode.setObjectName("search_mode")
        self.mode.setAccessibleName("Kind of search")
        self.mode.setToolTip("An exact search finds everything that matches; the other two only suggest")
        for value, words, _hint in MODES:
            self.mode.addItem(words, value)
        self.mode.activated.connect(lambda _i: self._mode_chosen())
        self.run_button = self._button("search_run", "Search", self._run_typed)
        theme.set_role(self.run_button, "primary")
        self.fold = self._fold_button()
        for widget in (self.mode, self.query, self.run_button, self.fold, self.past, self._more_button()):
            first.addWidget(widget)
        lines.addLayout(first)
        lines.addWidget(self.filters)
        lines.addWidget(self.statement)
        lines.addWidget(self.gaps)
        column.addWidget(top)
        column.addWidget(theme.line())
        holder = QWidget()
        holder.setMinimumHeight(theme.px(90))  # else the empty states' own height would press on the lines above
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._start = theme.empty_state(
            "search",
            "Search every page of this matter",
            "Bare words must all be on the page. Quotation marks find a phrase, w/5 finds words near each other, "
            "element:2.3 or tag:hot narrow it down. Or choose an element and press Search with an empty query: "
            "the element's own search terms are run.",
        )
        self._none = theme.empty_state("search", "No page matches", "")
        self._stack.addWidget(self._start)
        self._stack.addWidget(self._none)
        self._stack.setCurrentWidget(self._start)
        column.addWidget(holder, 1)
        column.addWidget(theme.line())
        column.addWidget(self.work)
        QWidget.setTabOrder(self.query, self.mode)  # the keyboard begins in the query
        self._enable()

    def _fold_button(self) -> QToolButton:
        """Shown where the page is low; the filters come out when it is pressed."""
        button = QToolButton()
        button.setObjectName("search_fold")
        button.setText("Filters")
        button.setAccessibleName("Show the filters")
        button.setToolTip("Element, tag, custodian, kind, date and order")
        button.setProperty("role", "filter")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCheckable(True)
        button.hide()
        button.toggled.connect(lambda on: self.filters.set_folded(not on))
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        holder = self.parentWidget()
        low = (holder.height() if holder is not None else event.size().height()) < theme.px(LOW)
        if low == self.fold.isHidden():
            self.fold.setVisible(low)
            self.filters.set_folded(low and not self.fold.isChecked())

    def _more_button(self) -> QToolButton:
        """What is done with a search as a whole, or with many at once."""
        button = QToolButton()
        button.setObjectName("search_more")
        button.setText("More")
        button.setAccessibleName("More: save, search terms, all gaps")
        button.setProperty("role", "filter")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self.save_action = menu.addAction(theme.icon("save"), "Save this search…", self.save)
        self.scope_action = menu.addAction("AND, OR, NOT over whole exhibits")
        self.scope_action.setCheckable(True)
        self.scope_action.triggered.connect(lambda on: self.filters.set_scope("exhibit" if on else "page", tell=True))
        menu.aboutToShow.connect(lambda: self.scope_action.setChecked(self.filters.filters.scope == "exhibit"))
        menu.addSeparator()
        menu.addAction(theme.icon("number"), "Search terms: a list with counts…", self.open_terms)
        menu.addAction(theme.icon("gap", "gap"), "Walk through all gaps", self.work_gaps)
        button.setMenu(menu)
        return button

    def _button(self, name: str, words: str, do: Any) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.split(" (")[0].rstrip("…"))
        button.clicked.connect(lambda: do())
        return button

    def _connect(self) -> None:
        self.query.run_asked.connect(self._run_typed)
        self.query.list_asked.connect(self.steps.into_list)
        self.filters.changed.connect(self._filters_changed)
        self.statement.unsearched_asked.connect(self._read_silent)
        self.statement.query_picked.connect(self._run_query)
        self.past.saved_picked.connect(self._run_saved)
        self.past.query_picked.connect(self._run_query)
        self.list.hits.more_wanted.connect(self._more)
        self.list.hit_chosen.connect(self._chosen)
        self.list.hit_opened.connect(self._open)
        self.list.key_pressed.connect(self._do)
        self.work.asked.connect(self._do)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._context_menu)
        self.gaps.element_wanted.connect(self.search_element)
        self.gaps.walking.connect(self.filters.set_walking)
        self.gaps.said.connect(self._messages.toast)
        self.desk.followed.connect(self._enable)
        self._runner.changed.connect(self._changed)

    # -- searching -----------------------------------------------------------------------------------------------

    def search(self, text: str, element_id: int | None = None, linked: str = "") -> None:
        """Run a query, for one element or any; ``linked``: "" (both), "linked" or "unlinked" pages."""
        self._set_mode("search")
        self.query.show_query(text)
        self.filters.set_element(element_id, linked)
        self._run_typed()

    def more_like(self, passage: str) -> None:
        """Suggest pages like a passage."""
        self._suggest("like", passage)

    def ask(self, question: str) -> None:
        """Suggest pages for a question in plain words."""
        self._suggest("ask", question)

    def _suggest(self, mode: Mode, text: str) -> None:
        self._set_mode(mode)
        self.query.show_query(" ".join(text.split())[:LONGEST_PASSAGE])
        self._run_typed()

    def _set_mode(self, mode: Mode) -> None:
        self.mode.setCurrentIndex(self.mode.findData(mode))
        self._follow_mode()

    def _mode_chosen(self) -> None:
        self._follow_mode()
        if self.query.text().strip():
            self._run_typed()
        self.query.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_mode(self) -> None:
        hint = next(hint for value, _words, hint in MODES if value == self.mode.currentData())
        self.query.helping = self.mode.currentData() == "search"
        self.query.setPlaceholderText(hint)
        self.filters.sort.setEnabled(self.query.helping)
        self.scope_action.setEnabled(self.query.helping)

    def work_gaps(self, claim_id: int | None = None) -> None:
        """Walk through every element (of a claim) without evidence, with the pages its search terms find."""
        self.gaps.start(claim_id)

    def open_terms(self) -> None:
        """Show the search-term report; a row of it runs its search here, over whole exhibits as it was counted."""
        dialog = TermsDialog(self, self._matter, self._runner, self._messages, self.filters.filters)
        dialog.term_opened.connect(self._open_term)
        dialog.open()

    def _open_term(self, term: str) -> None:
        self.filters.set_scope("exhibit")
        self.search(term)

    def search_element(self, element_id: int) -> None:
        """Run an element's own search terms; pages linked already or marked not relevant are left out."""
        self.search("", element_id)

    def _run_query(self, text: str) -> None:
        self._set_mode("search")
        self.query.show_query(text)
        self._run_typed()

    def _run_saved(self, saved: SavedSearch) -> None:
        self.search(saved.query, saved.element_id)

    def _filters_changed(self) -> None:
        if self._asked is not None or self.filters.filters.element_id is not None:
            self._run_typed()
        else:
            self._read_completeness()

    def _run_typed(self) -> None:
        text, mode = self.query.text().strip(), self.mode.currentData()
        if not text and (mode != "search" or self.filters.filters.element_id is None):
            self._nothing()
            return
        if not text and not self.filters.filters.linked:
            self.filters.set_element(self.filters.filters.element_id, "unlinked")
        self._keep = None
        self._run(Asked(text, self.filters.filters, mode), CHUNK, True)

    def _run(self, asked: Asked, limit: int, record: bool) -> None:
        if asked != self._asked:
            self.desk.forget()
        self.steps.forget()
        self._asked = asked
        self.statement.show_running()
        self._runner.query(
            "search", run, asked, limit, 0, record, done=self._show, on_error=lambda error: self._failed(error, asked)
        )

    def _show(self, found: Found) -> None:
        self._found = found
        self.statement.show_found(found)
        for_element = found.asked.filters.element_id is not None
        self.list.hits.set_hits(found.hits, found.total_pages, found.grouped, for_element, found.marks)
        self._none.text.setText(self._nothing_found_words(found))
        self._stack.setCurrentWidget(self.list if found.hits else self._none)
        self._restore()
        self._enable()
        self.past.reload()
        self._runner.query("search.counts", counts, found, done=self.filters.show_counts, on_error=lambda _e: None)
        if not found.hits and found.asked.text and not found.suggested:
            self._runner.query("search.other", other_words, found.asked.text, done=self.statement.show_other)

    def _nothing_found_words(self, found: Found) -> str:
        words = "Nothing matches on the pages that were searched."
        if not found.completeness.whole:
            words += " Some pages could not be searched: see the line above."
        if found.asked.filters != SearchFilters(sort=found.asked.filters.sort):
            words += " Filters are on; take one off to search more pages."
        return words

    def _failed(self, error: Exception, asked: Asked) -> None:
        if not isinstance(error, EvidenceError):
            self._messages.error(error)
            return
        self._found = None
        self.list.hits.set_hits((), 0, True, False)
        self._stack.setCurrentWidget(self._start)
        self.statement.show_problem(error, asked.text)
        self._read_completeness()
        position = getattr(error, "position", None)
        if position is not None and asked.text == self.query.text().strip():
            self.query.point_at(position + len(self.query.text()) - len(self.query.text().lstrip()))
        self._enable()

    def _nothing(self) -> None:
        self._asked, self._found = None, None
        self.list.hits.set_hits((), 0, True, False)
        self.statement.show_nothing()
        self._stack.setCurrentWidget(self._start)
        self._read_completeness()
        self._enable()

    def _more(self, offset: int) -> None:
        """Read the hits that follow, for the answer on show."""
        asked = self._asked
        if asked is None:
            return
        self._runner.query(
            "search.more", run, asked, CHUNK, offset, False,
            done=lambda found: self._take_more(asked, offset, found),
            on_error=self._more_failed,
        )  # fmt: skip

    def _take_more(self, asked: Asked, offset: int, found: Found) -> None:
        if asked is not self._asked or offset != len(self.list.hits.hits):
            return
        self.list.hits.append(found.hits)
        self.steps.arrived()
        self._enable()

    def _more_failed(self, error: Exception) -> None:
        self.steps.forget()
        self.list.hits.give_up()
        self._messages.error(error)

    # -- the chosen hit ------------------------------------------------------------------------------------------

    @property
    def marks(self) -> str:
        """The query whose hits are marked on the pages of the answer on show; nothing without one."""
        return self._found.marks if self._found else ""

    def _chosen(self, hit: SearchHit) -> None:
        self._enable()
        self._open(hit)

    def _open(self, hit: SearchHit) -> None:
        self.hit_opened.emit(hit.exhibit_id, hit.page, self.marks)

    def _do(self, what: str) -> None:
        """A key or a button asked for something to be done with the chosen hit."""
        steps = {
            "link": self.desk.link, "next": self.steps.next, "previous": self.steps.previous, "like": self._like_current,
        }  # fmt: skip
        if what in steps:
            steps[what]()
        else:
            self.desk.decide(what)

    def _like_current(self) -> None:
        if self.list.hit is not None:
            self.more_like(self.list.hit.snippet.text.strip("… "))

    def _context_menu(self, at: QPoint) -> None:
        if self.list.hit is not None:
            self.work.menu_at(self.list.viewport().mapToGlobal(at))

    def _enable(self) -> None:
        writable = not self._matter.read_only
        self.work.show_state(self.list.place, self.list.hits.total, self.filters.element_number, writable)
        exact = self._asked is not None and self._asked.mode == "search"
        self.save_action.setEnabled(writable and bool(exact and self._asked and self._asked.text and self._found))

    # -- keeping up ----------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if changes.touches("element", "claim"):
            self._read_elements()
        if changes.touches("saved_search"):
            self.past.reload()
        if not changes.touches(*SHOWS):
            return
        if self._asked is None or self._found is None:
            self._read_completeness()
            return
        hit = self.list.hit
        self._keep = (hit.exhibit_id, hit.page, self.list.place) if hit else None
        self._run(self._asked, max(CHUNK, len(self.list.hits.hits)), False)

    def _restore(self) -> None:
        """Choose the same hit again; when it is gone, the one that took its place. A new answer begins with its first.

        The keyboard stays where it is. What is not on show, because the user went to another page, is not brought up.
        """
        keep, self._keep = self._keep, None
        hits = self.list.hits.hits
        if keep is None:
            first = self.list.mark(0) if hits else None
            if first is not None and self.isVisible():
                self.hit_offered.emit(first.exhibit_id, first.page, self.marks)
            return
        same = next((i for i, h in enumerate(hits) if (h.exhibit_id, h.page) == keep[:2]), min(keep[2], len(hits) - 1))
        if self.isVisible():
            self.list.choose(same)
        else:
            self.list.mark(same)

    def _read_elements(self) -> None:
        self._runner.query("search.elements", element_choices, done=self.filters.set_elements)

    def _read_completeness(self) -> None:
        self._runner.query(
            "search.completeness", search.completeness, self.filters.filters, done=self.statement.show_completeness
        )

    def _read_silent(self) -> None:
        self._runner.query("search.silent", search.silent_pages, self.filters.filters, done=self._list_silent)

    def _list_silent(self, pages: list[SilentPage]) -> None:
        dialog = SilentDialog(self, pages)
        dialog.page_opened.connect(lambda exhibit, page: self.hit_opened.emit(exhibit, page, ""))
        dialog.open()

    # -- saved ---------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the present query (and element) under a name."""
        text = self.query.text().strip()
        name, given = QInputDialog.getText(self, "Save this search", "Name of the search:", text=text[:60])
        if given and name.strip():
            said = lambda one: self._messages.toast(f"Saved “{one.name}”", undo=True)  # noqa: E731
            self._runner.change(search_saved.save_search, name, text, self.filters.filters.element_id, done=said)

    def start(self) -> None:
        """Put the keyboard into the query."""
        self.query.setFocus()
        self.query.selectAll()
