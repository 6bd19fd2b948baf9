"""What is always said above the hits: how many, what was and was not searched, how the query was read; or what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.emptying import empty
from evidence_app.gui.enter_key import ENTER
from evidence_app.gui.search.running import Found
from evidence_app.model.errors import BadQuery, EvidenceError
from evidence_app.model.search_results import Completeness, IndexState

AROUND = 60
"""Characters of a long query shown on either side of the one that could not be read."""


class Statement(QWidget):
    """``unsearched_asked``: list the pages that could not be searched. ``query_picked(text)``: run this query instead."""

    unsearched_asked = Signal()
    query_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_statement")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.sentence, self._read = "", ""
        first = QHBoxLayout()
        first.setSpacing(theme.px(4))
        self.count = theme.label("", "heading", name="search_count")
        self.mark = QLabel()
        self.searched = _Leading()
        self.searched.setObjectName("search_completeness")
        self.searched.setWordWrap(True)
        self.searched.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.searched.linkActivated.connect(lambda _link: self.unsearched_asked.emit())
        first.setSpacing(theme.px(8))
        first.addWidget(self.count)
        first.addWidget(self.mark)
        first.addWidget(self.searched, 1)
        self.brief = theme.label("", "muted", name="search_parsed_brief")
        self.brief.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.brief.setMinimumWidth(1)  # it is only shown where it fits, and must not keep the page from shrinking
        first.addWidget(self.brief)
        column.addLayout(first)
        self.parsed = theme.label("", "muted", wrap=True, name="search_parsed")
        self.parsed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = theme.label("", "muted", wrap=True, name="search_notes")
        self.failed = theme.label("", "warning", wrap=True, name="search_failed")
        for label in (self.parsed, self.notes, self.failed):
            column.addWidget(label)
            label.hide()
        self.problem = _Problem()
        self.problem.picked.connect(self.query_picked)
        column.addWidget(self.problem)
        self.problem.hide()
        self.other = _Fixes("Did you mean", "search_other")
        self.other.picked.connect(self.query_picked)
        column.addWidget(self.other)
        self.other.hide()

    def show_completeness(self, found: Completeness, done: bool = False, suggested: bool = False) -> None:
        """What a search goes through (or, ``done``, went through); a click lists what it cannot see."""
        sentence = found.sentence() if done else found.sentence().replace("Searched", "A search goes through", 1)
        if suggested:
            sentence = sentence.replace("Searched", "Compared with", 1)
        sign = theme.icon("ok", "ok") if found.whole else theme.icon("warning", "warning")
        self.mark.setPixmap(sign.pixmap(theme.px(16), theme.px(16)))
        lists = bool(found.silent_pages or found.unread_exhibits)
        self.searched.setToolTip("List the pages that could not be searched" if lists else "Every page was searched")
        self.searched.setAccessibleName(sentence + (" List them." if lists else ""))
        self.sentence = sentence
        self.searched.setText(f'<a href="list">{escape(sentence)}</a>' if lists else escape(sentence))

    def show_found(self, found: Found) -> None:
        """The result in words: pages, exhibits, what was searched, how the query was read."""
        self.problem.hide()
        self.other.hide()
        pages = f"{found.total_pages:,} page{'s' * (found.total_pages != 1)}{' suggested' * found.suggested}"
        if found.total_exhibits is not None:
            pages += f" in {found.total_exhibits:,} exhibit{'s' * (found.total_exhibits != 1)}"
        self.count.setText(pages)
        self.show_completeness(found.completeness, done=True, suggested=found.suggested)
        lead = "By the words" if found.suggested else "Read as"
        read = " · ".join(filter(None, (f"{lead}:  {found.parsed}" if found.parsed else "", engine_words(found))))
        self._say_read(read)
        _say(self.notes, "  ·  ".join(filter(None, (*found.notes, index_words(found.index_state)))))
        _say(self.failed, "Not run: " + "; ".join(found.failed) if found.failed else "")

    def _say_read(self, read: str) -> None:
        """How the query was read: beside the count where there is room, else in a line of its own."""
        self._read = read
        taken = self.count.sizeHint().width() + theme.text_width(self.searched, self.sentence) + theme.px(70)
        brief = taken + theme.text_width(self.brief, read) <= self.width()
        _say(self.brief, read if brief else "")
        _say(self.parsed, "" if brief else read)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not (self.brief.isHidden() and self.parsed.isHidden()):
            self._say_read(self._read)

    def show_other(self, queries: Sequence[str]) -> None:
        """Queries with words that do occur in this matter."""
        self.other.show_queries(queries)

    def show_problem(self, error: EvidenceError, query: str) -> None:
        """Why the search was not run, pointing at the character, with fixes to click."""
        self.count.setText("Not searched")
        for label in (self.brief, self.parsed, self.notes, self.failed):
            label.hide()
        self.other.hide()
        self.problem.show_error(error, query)

    def show_running(self) -> None:
        """A search is on its way; the last answer stays until it is there."""
        self.count.setText("Searching …")

    def show_nothing(self) -> None:
        """No search yet."""
        self.count.setText("")
        for widget in (self.brief, self.parsed, self.notes, self.failed, self.problem, self.other):
            widget.hide()


class _Leading(QLabel):
    """A line that may lead to a list: one stop of the keyboard, where Enter and Space do what a click does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space) and "<a " in self.text():
            self.linkActivated.emit("list")
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return QFrame.focusNextPrevChild(self, forward)  # not first to the words of the link within


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))


def engine_words(found: Found) -> str:
    """Which engine answered, and how fast."""
    if not found.engine:
        return ""
    return found.engine + (f", {found.milliseconds:,} ms" if found.milliseconds is not None else "")


def index_words(state: IndexState) -> str:
    """What the user should know about the index; nothing when it is up to date."""
    if state.state == "catching up":
        return f"the index is taking in {state.waiting:,} pages; searches are complete meanwhile"
    if state.state == "rebuilding":
        return "the index is being built anew; searches are complete meanwhile"
    return state.note


class _Fixes(QWidget):
    """Queries to click."""

    picked = Signal(str)

    def __init__(self, lead: str, name: str) -> None:
        super().__init__()
        self._name = name
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self._row.addWidget(theme.label(lead, "muted"))
        self._row.addStretch()

    def show_queries(self, queries: Sequence[str]) -> None:
        empty(self._row, first=1, behind=1)
        for i, query in enumerate(queries[:4]):
            button = QPushButton(query if len(query) <= 60 else query[:59] + "…")
            button.setObjectName(f"{self._name}_{i}")
            button.setProperty("role", "flat")
            button.setToolTip(query)
            button.setAccessibleName(f"Search for {query}")
            button.clicked.connect(lambda _=False, q=query: self.picked.emit(q))
            self._row.insertWidget(1 + i, button)
        self.setVisible(bool(queries))


class _Problem(QFrame):
    """A query that cannot be read: the sentence, the place in it, the way out."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search_problem")
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.px(10)] * 4)
        row.setSpacing(theme.px(10))
        mark = QLabel()
        mark.setPixmap(theme.icon("warning", "warning").pixmap(theme.px(18), theme.px(18)))
        mark.setAccessibleName("Problem")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        self.message = theme.label("", "", wrap=True, name="search_problem_message")
        self.place = theme.label("", "", name="search_problem_place")
        self.place.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.hint = theme.label("", "muted", wrap=True, name="search_problem_hint")
        self.fixes = _Fixes("Search for", "search_fix")
        self.fixes.picked.connect(self.picked)
        for widget in (self.message, self.place, self.hint, self.fixes):
            column.addWidget(widget)
        row.addLayout(column, 1)

    def show_error(self, error: EvidenceError, query: str) -> None:
        self.message.setText(error.message)
        _say(self.hint, error.hint)
        bad = error if isinstance(error, BadQuery) else None
        _say(self.place, pointed(query, bad.position) if bad and query else "")
        self.fixes.show_queries(bad.fixes if bad else ())
        self.show()


def pointed(query: str, position: int) -> str:
    """The query with an arrow under the character at ``position``, cut around it when it is long."""
    position = max(0, min(position, len(query)))
    start = max(0, position - AROUND)
    end = min(len(query), position + AROUND)
    before = "…" if start else ""
    flat = "".join(c if c.isprintable() else " " for c in query[start:end])
    return f"{before}{flat}{'…' if end < len(query) else ''}\n{' ' * (len(before) + position - start)}↑"
