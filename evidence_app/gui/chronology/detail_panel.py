"""One event in full: its date as shown and as stated, every source with the date THAT source gives, conflicts spelled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.chronology.source_dialog import stated_words
from evidence_app.model.chronology import (
    EVENT_KINDS,
    EVENT_STATUSES,
    Event,
    EventRow,
    EventSource,
    date_conflict,
    show_date,
)

LONGEST = 18
"""Characters of a cite on its button; the rest is in its tip."""
Cites = Mapping[int, str]


class DetailPanel(QScrollArea):
    """Shows one event; the page does what its signals ask for.

    ``source_opened(exhibit id, page)``; ``asked(what, source id)`` with what one of "edit", "remove", "cite", "elements",
    "edit source", "remove source".
    """

    source_opened = Signal(int, int)
    asked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_details")
        self.setProperty("role", "reader")
        self.setAccessibleName("Event details")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(theme.px(290))
        self.row: EventRow | None = None
        self._writable = True
        self.show_event(None, {}, ())

    def set_writable(self, writable: bool) -> None:
        """Whether events may be changed."""
        self._writable = writable

    def show_event(self, row: EventRow | None, cites: Cites, elements: Sequence[str]) -> None:
        """Show an event (or an invitation to choose one); ``elements`` are the words of those it bears on."""
        at = self.verticalScrollBar().value() if row and self.row and row.event.id == self.row.event.id else 0
        self.row = row
        inside = QWidget()
        inside.setProperty("role", "panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        if row is None:
            column.addWidget(theme.label("Choose an event to see its sources.", "muted", wrap=True, name="event_none"))
        else:
            self._fill(column, row, cites, elements)
        column.addStretch()
        self.setWidget(inside)
        self.verticalScrollBar().setValue(at)

    def _fill(self, column: QVBoxLayout, row: EventRow, cites: Cites, elements: Sequence[str]) -> None:
        event = row.event
        column.addWidget(_selectable(show_date(event.date, "Undated"), "title", "event_shown_date"))
        stated = event.date_stated
        if stated and stated != show_date(event.date):
            column.addWidget(_selectable(f"As stated: {stated}", "muted", "event_shown_stated"))
        column.addWidget(_selectable(event.text, "", "event_shown_text"))
        column.addWidget(_selectable(facts_words(event), "muted", "event_shown_kind"))
        if self._writable:
            column.addLayout(self._buttons((("Edit…", "edit"), ("Remove", "remove"))))
        if row.conflict:
            column.addWidget(_conflict(row))
        count = len(row.sources)
        column.addSpacing(theme.px(6))
        column.addWidget(theme.label(f"SOURCES ({count})" if count else "SOURCES", "section"))
        if not count:
            column.addWidget(
                theme.label("No source yet. An event without a source proves nothing.", "muted", wrap=True)
            )
        for source in row.sources:
            column.addWidget(self._source(event, source, cites))
        if self._writable:
            column.addLayout(self._buttons((("Add source…", "cite"),)))
        column.addSpacing(theme.px(6))
        column.addWidget(theme.label("ELEMENTS", "section"))
        for words in elements:
            column.addWidget(_selectable(words, "", ""))
        if not elements:
            column.addWidget(theme.label("Not tied to any element.", "muted", wrap=True))
        if self._writable:
            column.addLayout(self._buttons((("Choose elements…", "elements"),)))
        if event.notes:
            column.addWidget(theme.label("NOTES", "section"))
            column.addWidget(_selectable(event.notes, "", "event_shown_notes"))

    def buttons(self) -> list[QPushButton]:
        """What can be done with the event on show, as buttons; none while there is none."""
        names = ("event_edit", "event_cite", "event_elements", "event_remove")
        return [found for name in names if (found := self.findChild(QPushButton, name)) is not None]

    def _buttons(self, wanted: Sequence[tuple[str, str]], source_id: int = 0) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(0 if source_id else theme.px(6))
        for words, what in wanted:
            button = QPushButton(words)
            button.setObjectName(f"event_{what.replace(' ', '_')}" + (f"_{source_id}" if source_id else ""))
            button.setAccessibleName(words.rstrip("…") + (" this source" if source_id else ""))
            if source_id:
                button.setProperty("role", "flat")
            button.clicked.connect(lambda _=False, w=what, s=source_id: self.asked.emit(w, s))
            line.addWidget(button)
        if not source_id:
            line.addStretch()
        return line

    def _source(self, event: Event, source: EventSource, cites: Cites) -> QFrame:
        card = QFrame()
        card.setObjectName(f"source_{source.id}")
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*[theme.px(10)] * 4)
        column.setSpacing(theme.px(5))
        top = QHBoxLayout()
        top.setSpacing(0)
        if source.exhibit_id is not None:
            top.addWidget(self._link(cites.get(source.id, "An exhibit"), source))
        else:
            top.addWidget(theme.label("Outside the matter", "muted"))
        top.addStretch()
        if self._writable:
            top.addLayout(self._buttons((("Edit…", "edit source"), ("Remove", "remove source")), source.id))
        column.addLayout(top)
        if source.citation:
            column.addWidget(_selectable(source.citation, "", ""))
        if source.quote:
            column.addWidget(_selectable(f"“{source.quote}”", "", ""))
        differs = bool(source.states_date and date_conflict(event.date, [source]))
        column.addLayout(_stated(source, differs))
        if source.note:
            column.addWidget(_selectable(source.note, "muted", ""))
        return card

    def _link(self, words: str, source: EventSource) -> QPushButton:
        button = QPushButton(theme.icon("page", "link"), words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
        button.setObjectName(f"open_source_{source.id}")
        button.setProperty("role", "flat")
        button.setToolTip(f"Open {words}")
        button.setAccessibleName(f"Open {words}")
        button.clicked.connect(lambda: self.source_opened.emit(source.exhibit_id or 0, source.page or 1))
        return button


def facts_words(event: Event) -> str:
    """Kind, status, what the date is of, and the people, in one line."""
    parts = [EVENT_KINDS.get(event.kind, event.kind), EVENT_STATUSES.get(event.status, event.status)]
    if event.date_kind not in ("", "event"):
        parts.append(f"date {event.date_kind}" if event.date_kind != "document" else "date of the document")
    if event.zone:
        parts.append(f"{event.zone}{f' ({event.zone_basis})' if event.zone_basis else ''}")
    return " · ".join([*parts, event.people] if event.people else parts)


def _selectable(text: str, role: str, name: str) -> QLabel:
    label = theme.label(text, role, wrap=True, name=name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _conflict(row: EventRow) -> QFrame:
    """What the sources disagree about: each date with who gives it."""
    banner = QFrame()
    banner.setObjectName("event_conflict")
    banner.setProperty("role", "banner")
    line = QHBoxLayout(banner)
    line.setContentsMargins(*[theme.px(10)] * 4)
    line.setSpacing(theme.px(8))
    mark = QLabel()
    mark.setPixmap(theme.icon("warning", "warning").pixmap(theme.px(18), theme.px(18)))
    mark.setAccessibleName("Conflict")
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(_selectable(f"{row.conflict}. Nothing was chosen for you.", "", "event_conflict_words"), 1)
    return banner


def _stated(source: EventSource, differs: bool) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.px(6))
    if differs:
        mark = QLabel()
        mark.setPixmap(theme.icon("warning", "warning").pixmap(theme.px(15), theme.px(15)))
        line.addWidget(mark)
    words = stated_words(source) + (" – differs from the event's date" if differs else "")
    line.addWidget(_selectable(words, "warning" if differs else "muted", f"source_states_{source.id}"), 1)
    return line
