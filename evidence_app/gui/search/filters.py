"""The bar that narrows a search: element, linked or not, tag, custodian, kind, date; each with exact counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.emptying import empty
from evidence_app.gui.filter_pill import FilterPill
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.search.date_range import DateRangeDialog
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.model.chronology import show_date
from evidence_app.model.columns import KIND_WORDS
from evidence_app.model.search_results import FacetValue, Scope, SearchFilters

FACETS = (("tags", "tag", "Tag"), ("custodians", "custodian", "Custodian"), ("kinds", "kind", "Kind"))
LINKED = (("", "linked or not"), ("unlinked", "not linked"), ("linked", "linked"))
SORTS = (
    ("grouped", "Best exhibits first"),
    ("number", "Exhibit number"),
    ("date", "Date"),
    ("relevance", "Best pages first"),
)
MOST = 40
"""Values a menu shows; the rest is found by typing tag: or custodian: into the query."""


class SearchFilterBar(QWidget):
    """Emits ``changed`` when a filter was set or taken off. ``filters`` holds them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_filters")
        self.filters = SearchFilters(sort="grouped")
        self._elements: dict[int, str] = {}
        self._menus: dict[str, QMenu] = {}
        self._walking = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._choices = QWidget()
        self._choices.setLayout(self._buttons())
        column.addWidget(self._choices)
        self._pills = QWidget()
        self._pills.setObjectName("search_pills")
        self._pill_row = FlowLayout(self._pills, gap=theme.px(6))
        column.addWidget(self._pills)
        self._show()

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(gap=theme.px(6))
        self.element = self._button("search_element_chip", "Any element", "Search for one element")
        self.element.setIcon(theme.icon("elements"))
        self.element.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.element.clicked.connect(self._choose_element)
        self.linked = _combo("search_linked", "Pages linked to the element or not", LINKED)
        self.linked.activated.connect(lambda _i: self._set(linked=self.linked.currentData() or None))
        row.addWidget(self.element)
        row.addWidget(self.linked)
        for _name, facet, label in FACETS:
            button = self._button(f"search_{facet}", label, f"Filter by {facet}")
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            self._menus[facet] = QMenu(button)
            button.setMenu(self._menus[facet])
            row.addWidget(button)
        date = self._button("search_date", "Date…", "Filter by date of the document")
        date.clicked.connect(self._choose_dates)
        row.addWidget(date)
        self.sort = _combo("search_sort", "Order of the hits", SORTS)
        self.sort.activated.connect(lambda _i: self._set(sort=self.sort.currentData()))
        row.addWidget(self.sort)
        return row

    @staticmethod
    def _button(name: str, text: str, label: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setProperty("role", "filter")
        button.setAccessibleName(label)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def set_folded(self, on: bool) -> None:
        """Hide what can be chosen; the filters in force stay in sight."""
        self._choices.setHidden(on)

    # -- content -------------------------------------------------------------------------------------------------

    def set_elements(self, elements: Sequence[tuple[int, str]]) -> None:
        """The elements to choose from, as (id, number and text)."""
        self._elements = dict(elements)
        self._show()

    def show_counts(self, counts: Mapping[str, Sequence[FacetValue]]) -> None:
        """Fill the menus with what the present hits have, and how many pages each."""
        for name, facet, _label in FACETS:
            menu = self._menus[facet]
            menu.clear()
            chosen: tuple[str, ...] = getattr(self.filters, name)
            values = [v for v in counts.get(facet, ()) if v.value != "(none)"]
            known = {v.value for v in values}
            for value in [*values[:MOST], *(FacetValue(c, 0, 0) for c in chosen if c not in known)]:
                words = f"{_words_of(name, value.value)}\t{value.pages:,}"
                action = QAction(words, menu, checkable=True, checked=value.value in chosen)
                action.triggered.connect(lambda _on=False, n=name, v=value.value: self.toggle(n, v))
                menu.addAction(action)
            if menu.isEmpty():
                menu.addAction("None among these hits").setEnabled(False)

    def set_element(self, element_id: int | None, linked: str | None = None) -> None:
        """Search for this element from now on, without telling."""
        wanted = self.filters.linked if linked is None else (linked or None)
        self.filters = replace(self.filters, element_id=element_id, linked=cast(Any, wanted))
        self._show()

    def set_scope(self, scope: Scope, tell: bool = False) -> None:
        """Decide AND, OR and NOT there from now on: on a page or over a whole exhibit."""
        self.filters = replace(self.filters, scope=scope)
        self._show()
        if tell:
            self.changed.emit()

    def set_walking(self, walking: bool) -> None:
        """While the gaps are walked through, the strip below says which element it is; its pills would say it again."""
        self._walking = walking
        self.sort.setVisible(not walking)  # an element's own terms have their own order
        self._show()

    @property
    def element_number(self) -> str:
        """The number of the chosen element, empty without one."""
        return self._elements.get(self.filters.element_id or 0, "").split(" ", 1)[0]

    def toggle(self, name: str, value: str) -> None:
        """Put a value of a filter on, or take it off."""
        chosen: tuple[str, ...] = getattr(self.filters, name)
        kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        self._set(**{name: kept})

    def _set(self, **values: Any) -> None:
        self.filters = replace(self.filters, **values)
        self._show()
        self.changed.emit()

    def _choose_element(self) -> None:
        choices = [Choice("", "Any element"), *(Choice(str(e), words) for e, words in self._elements.items())]
        chosen = TypeAhead.ask(self, "Search for which element?", choices, hint="Number or words of the element")
        if chosen is not None:
            self._set(element_id=int(chosen) if chosen else None)

    def _choose_dates(self) -> None:
        chosen = DateRangeDialog.ask(self, self.filters.date_from, self.filters.date_to)
        if chosen is not None:
            self._set(date_from=chosen[0], date_to=chosen[1])

    # -- pills ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        element = self._elements.get(self.filters.element_id or 0, "")
        if self.filters.element_id is not None and not element:
            element = f"Element #{self.filters.element_id}"
        words = element or "Any element"
        self.element.setText(words if len(words) <= 34 else words[:33] + "…")
        self.element.setToolTip(words)
        self.linked.setCurrentIndex(max(0, self.linked.findData(self.filters.linked or "")))
        self.sort.setCurrentIndex(max(0, self.sort.findData(self.filters.sort)))
        empty(self._pill_row)
        pills = self._wanted_pills(element)
        for text, remove in pills:
            self._pill_row.addWidget(FilterPill(text, remove))
        self._pills.setVisible(bool(pills))

    def _wanted_pills(self, element: str) -> list[tuple[str, Callable[[], None]]]:
        pills: list[tuple[str, Callable[[], None]]] = []
        if self.filters.scope == "exhibit":
            pills.append(("AND, OR, NOT over whole exhibits", lambda: self._set(scope="page")))
        if element and not self._walking:
            pills.append((f"Element {element.split(' ', 1)[0]}", lambda: self._set(element_id=None)))
        if self.filters.linked and not self._walking:
            pills.append(
                ("Linked" if self.filters.linked == "linked" else "Not linked", lambda: self._set(linked=None))
            )
        for name, _facet, label in FACETS:
            for value in getattr(self.filters, name):
                pills.append((f"{label}: {_words_of(name, value)}", lambda n=name, v=value: self.toggle(n, v)))
        if self.filters.date_from:
            pills.append((f"From {show_date(self.filters.date_from)}", lambda: self._set(date_from="")))
        if self.filters.date_to:
            pills.append((f"Up to {show_date(self.filters.date_to)}", lambda: self._set(date_to="")))
        return pills


def _words_of(name: str, value: str) -> str:
    """A value as the user reads it, the same as in the list of exhibits."""
    return KIND_WORDS.get(value, value) if name == "kinds" else value


def _combo(name: str, label: str, items: Sequence[tuple[str, str]]) -> QComboBox:
    box = ElidedCombo(12)
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(label)
    for value, words in items:
        box.addItem(words, value)
    return box
