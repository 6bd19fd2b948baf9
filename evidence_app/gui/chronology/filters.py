"""The bar over the chronology: words, kind, element, conflicts only; and which events a choice lets through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedCombo
from evidence_app.model.chronology import EVENT_KINDS, EventRow, show_date

TYPING_MS = 160


@dataclass(frozen=True)
class EventFilter:
    """Which events to show; empty fields let everything through. ``words``: all of them, anywhere in event or sources."""

    words: str = ""
    kind: str = ""
    element: int | None = None
    conflicts: bool = False

    def lets_through(self, row: EventRow, cites: Mapping[int, str]) -> bool:
        """Whether an event is shown."""
        if self.kind and row.event.kind != self.kind:
            return False
        if self.element is not None and self.element not in row.elements:
            return False
        if self.conflicts and not row.conflict:
            return False
        return not self.words or _has_words(row, self.words, cites)


def _has_words(row: EventRow, words: str, cites: Mapping[int, str]) -> bool:
    event = row.event
    parts = [event.text, event.people, event.notes, event.date_stated, show_date(event.date)]
    for source in row.sources:
        parts += [source.quote, source.citation, source.note, cites.get(source.id, "")]
    everything = "\n".join(parts).casefold()
    return all(word in everything for word in words.casefold().split())


class ChronologyFilters(QWidget):
    """Emits ``changed`` with an :class:`EventFilter` a moment after the user typed or chose."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chronology_filters")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.words = QLineEdit()
        self.words.setObjectName("chronology_words")
        self.words.setAccessibleName("Filter events by words")
        self.words.setPlaceholderText("Filter by words in events and sources …")
        self.words.setClearButtonEnabled(True)
        self.kind = _combo("chronology_kind", "Filter by kind", [("", "All kinds"), *EVENT_KINDS.items()])
        self.element = _combo("chronology_element", "Filter by element", [(None, "All elements")])
        self.conflicts = QCheckBox("Conflicts only")
        self.conflicts.setObjectName("chronology_conflicts")
        self.conflicts.setAccessibleName("Show only events whose sources differ")
        for widget, stretch in ((self.words, 3), (self.kind, 0), (self.element, 2), (self.conflicts, 0)):
            row.addWidget(widget, stretch)
        self._timer = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self.words.textChanged.connect(lambda _text: self._timer.start())
        self.words.returnPressed.connect(self._tell)
        self.kind.activated.connect(lambda _i: self._tell())
        self.element.activated.connect(lambda _i: self._tell())
        self.conflicts.clicked.connect(lambda _on: self._tell())

    def set_elements(self, elements: Sequence[tuple[int, str]]) -> None:
        """The elements to choose from, as (id, number and text)."""
        chosen = self.element.currentData()
        self.element.clear()
        self.element.addItem("All elements", None)
        for element_id, words in elements:
            self.element.addItem(words, element_id)
        self.element.setCurrentIndex(max(0, self.element.findData(chosen)))

    def value(self) -> EventFilter:
        """What is chosen now."""
        kind, element = self.kind.currentData() or "", self.element.currentData()
        return EventFilter(self.words.text().strip(), kind, element, self.conflicts.isChecked())

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit(self.value())


def _combo(name: str, label: str, items: Sequence[tuple[object, str]]) -> QComboBox:
    box = ElidedCombo(8)
    box.setObjectName(name)
    box.setAccessibleName(label)
    for value, words in items:
        box.addItem(words, value)
    return box
