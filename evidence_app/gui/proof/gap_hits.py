"""For an element without enough evidence: the best pages that its search terms find and that are not linked yet."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.emptying import discard
from evidence_app.model.search_results import SearchHit, Snippet
from evidence_app.services.search_elements import ElementHits


class GapHits(QWidget):
    """Each hit opens at its passage, has it linked, or is set aside as not relevant. The first two also give the query."""

    opened = Signal(object, str)
    link_wanted = Signal(object, str)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gap_hits")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._made: list[QWidget] = []

    def clear(self) -> None:
        """Show nothing."""
        for widget in self._made:
            self._column.removeWidget(widget)
            discard(widget)
        self._made = []
        self.hide()

    def show_words(self, words: str) -> None:
        """Say why there are no hits."""
        self.clear()
        self._add(theme.label("Pages that may close the gap", "heading"))
        self._add(theme.label(words, "muted", wrap=True, name="gap_words"))
        self.show()

    def show_hits(self, found: ElementHits, *, read_only: bool = False) -> None:
        """Show the best hits and what was searched."""
        self.clear()
        self._add(theme.label("Pages that may close the gap", "heading"))
        count = f"{found.total_pages:,} page{'s' * (found.total_pages != 1)} found by this element's search terms"
        self._add(theme.label(f"{count}. {found.completeness.sentence()}", "muted", wrap=True, name="gap_words"))
        for hit in found.hits:
            self._add(self._card(hit, found.marks, read_only))
        self.show()

    def _add(self, widget: QWidget) -> None:
        self._made.append(widget)
        self._column.addWidget(widget)

    def _card(self, hit: SearchHit, query: str, read_only: bool) -> QFrame:
        frame = QFrame()
        frame.setObjectName(f"gap_hit_{hit.exhibit_id}_{hit.page}")
        frame.setProperty("role", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(theme.px(10), theme.px(6), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(4))
        cite = f"{hit.name} at {hit.label or hit.page}"
        row = QHBoxLayout()
        row.addWidget(_button(cite, f"Open {cite}", lambda: self.opened.emit(hit, query)))
        row.addStretch(1)
        link = f"Link the passage at {cite} to this element"
        row.addWidget(_button("Link passage", link, lambda: self.link_wanted.emit(hit, query), read_only))
        row.addWidget(_button("Not relevant", f"Set {cite} aside", lambda: self.refused.emit(hit), read_only))
        column.addLayout(row)
        column.addWidget(_snippet(hit.snippet))
        return frame


def _button(words: str, name: str, pressed: object, disabled: bool = False) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("role", "flat")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setEnabled(not disabled)
    button.clicked.connect(pressed)
    return button


def _snippet(snippet: Snippet) -> QLabel:
    """The text around the hit; hits are bold and underlined."""
    label = QLabel(snippet_html(snippet))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setAccessibleName(snippet.text)
    return label


def snippet_html(snippet: Snippet) -> str:
    """A snippet with its marks as bold; everything from the page is escaped."""
    parts, at = [], 0
    for start, end in snippet.marks:
        parts.append(html.escape(snippet.text[at:start]))
        parts.append(f"<b><u>{html.escape(snippet.text[start:end])}</u></b>")
        at = end
    return "".join([*parts, html.escape(snippet.text[at:])]).replace("\n", " ")
