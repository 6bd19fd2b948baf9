"""The bar over the exhibit list: words, filters with counts, and what is filtered as pills that can be taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.emptying import empty
from evidence_app.gui.filter_pill import FilterPill
from evidence_app.model.columns import KIND_WORDS
from evidence_app.model.exhibits import DESIGNATIONS, STATUSES
from evidence_app.services.exhibits import ExhibitFilter, Facets

TYPING_MS = 180

FILTERS = (
    ("kinds", "Kind"),
    ("tags", "Tag"),
    ("custodians", "Custodian"),
    ("designations", "Designation"),
    ("statuses", "Status"),
)
ALL = (*FILTERS, ("attention", "Needs"))
ATTENTION = {
    "no text": "has pages without text",
    "unread": "could not be read",
    "needs a look": "a link needs a look",
    "no number": "has no number",
    "guessed title": "title is a guess",
    "redacted": "has redaction marks",
    "redaction look": "a redaction mark needs a look",
}


def words_of(facet: str, value: str) -> str:
    """A stored value as the user reads it."""
    if facet == "designations":
        return DESIGNATIONS.get(value, value) if value else "No designation"
    words = {"statuses": STATUSES, "kinds": KIND_WORDS}.get(facet, {})
    return words.get(value, value)


class FilterBar(QWidget):
    """Emits ``changed`` with the new :class:`ExhibitFilter` a moment after the user typed or chose something.

    ``look_asked``: the links of the exhibits filtered for them are wanted.
    """

    changed = Signal(object)
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self.filter = ExhibitFilter()
        self._menus: dict[str, QMenu] = {}
        self._filled: dict[str, tuple[dict[str, int], tuple[str, ...]]] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._timer = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._timer.timeout.connect(self._typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        column.setSpacing(theme.px(6))
        column.addLayout(self._first_row())
        self._pills = QWidget()
        self._pill_row = QHBoxLayout(self._pills)
        self._pill_row.setContentsMargins(0, 0, 0, 0)
        self._pill_row.setSpacing(theme.px(6))
        column.addWidget(self._pills)
        self._pills.hide()

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.words = QLineEdit()
        self.words.setObjectName("filter_words")
        self.words.setAccessibleName("Filter exhibits by words in number, title, file name or notes")
        self.words.setPlaceholderText("Filter by number, title, file …")
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(theme.px(120))
        self.words.textChanged.connect(lambda _text: self._timer.start())
        row.addWidget(self.words, 1)
        for facet, label in ALL:
            self._buttons[facet] = self._button(facet, label)
            row.addWidget(self._buttons[facet])
        row.addWidget(self._more_button())
        row.addWidget(self._views_button())
        self.count = ElidedLabel()
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.count.setObjectName("exhibit_count")
        self.count.setProperty("role", "muted")
        row.addWidget(self.count)
        return row

    def _button(self, facet: str, label: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"filter_{facet}")
        button.setText(label)
        button.setProperty("role", "filter")
        button.setAccessibleName(f"Filter by {label.lower()}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        self._menus[facet] = menu
        button.setMenu(menu)
        return button

    def _more_button(self) -> QToolButton:
        self.more = self._button("more", "More")
        self.more.setAccessibleName("More filters")
        for facet, label in ALL:
            entry = self._menus[facet].menuAction()
            entry.setText(label)
            self._menus["more"].addAction(entry)
        return self.more

    def _views_button(self) -> QToolButton:
        """Named views; whoever owns them fills the menu."""
        self.views = QToolButton()
        self.views.setObjectName("list_views")
        self.views.setText("Views")
        self.views.setProperty("role", "filter")
        self.views.setAccessibleName("Views of the list")
        self.views.setToolTip("Columns, order and filters under a name")
        self.views.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.views.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.views_menu = QMenu(self.views)
        self.views.setMenu(self.views_menu)
        return self.views

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Filters that do not fit side by side move into the menu "More"."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, room: int) -> None:
        """Show the filters that fit into so many pixels."""
        width = lambda w: w.sizeHint().width() + theme.px(6)  # noqa: E731
        left = room - theme.px(24) - self.words.minimumWidth() - width(self.count) - width(self.views)
        left -= theme.px(6)
        everything = sum(width(button) for button in self._buttons.values())
        left -= 0 if everything <= left else width(self.more)
        self.more.setVisible(everything > left)
        for facet, button in self._buttons.items():
            left -= width(button)
            button.setVisible(left >= 0)
            self._menus[facet].menuAction().setVisible(left < 0)

    def minimumSizeHint(self) -> QSize:
        last = sum(w.sizeHint().width() + theme.px(6) for w in (self.more, self.views)) + theme.px(60)
        return QSize(theme.px(24) + self.words.minimumWidth() + last, super().minimumSizeHint().height())

    def show_facets(self, facets: Facets) -> None:
        """Fill the menus with values and their counts."""
        for facet, _label in FILTERS:
            self._fill(facet, getattr(facets, facet))
        menu = self._menus["attention"]
        menu.clear()
        for value, words in ATTENTION.items():
            self._entry(menu, words, value == self.filter.attention, lambda v=value: self._set_attention(v))

    def _fill(self, facet: str, counts: dict[str, int]) -> None:
        chosen = getattr(self.filter, facet)
        if self._filled.get(facet) == (counts, chosen):
            return
        self._filled[facet] = (counts, chosen)
        menu = self._menus[facet]
        menu.clear()
        if not counts:
            menu.addAction("None yet").setEnabled(False)
        for value, count in counts.items():
            words = f"{words_of(facet, value)}\t{count}"
            self._entry(menu, words, value in chosen, lambda v=value, f=facet: self.toggle(f, v))

    @staticmethod
    def _entry(menu: QMenu, words: str, on: bool, run: Callable[[], object]) -> None:
        action = QAction(words, menu, checkable=True, checked=on)
        action.triggered.connect(lambda: run())
        menu.addAction(action)

    def toggle(self, facet: str, value: str) -> None:
        """Add a value to a filter, or take it off."""
        chosen: tuple[str, ...] = getattr(self.filter, facet)
        kept = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        self._set(replace(self.filter, **cast(Any, {facet: kept})))

    def _set_attention(self, value: str) -> None:
        self._set(replace(self.filter, attention="" if self.filter.attention == value else value))

    def _typed(self) -> None:
        if self.words.text().strip() != self.filter.words:
            self._set(replace(self.filter, words=self.words.text().strip()))

    def set_filter(self, chosen: ExhibitFilter) -> None:
        """Show and apply this filter."""
        self.words.blockSignals(True)
        self.words.setText(chosen.words)
        self.words.blockSignals(False)
        self._set(chosen)

    def _set(self, chosen: ExhibitFilter) -> None:
        self.filter = chosen
        self._show_pills()
        self.changed.emit(chosen)

    def clear(self) -> None:
        """Take every filter off."""
        self.set_filter(ExhibitFilter())

    def show_count(self, shown: int, total: int) -> None:
        """Say how many exhibits the list shows."""
        self.count.setText(
            f"{shown:,} of {total:,}" if shown != total else f"{total:,} exhibits" if total != 1 else "1 exhibit"
        )
        if self.isVisible():
            self._fit(self.width())  # a longer count leaves less room for the filters

    def _show_pills(self) -> None:
        empty(self._pill_row)
        pills: list[tuple[str, Callable[..., None]]] = [
            (f"{label}: {words_of(facet, value)}", lambda f=facet, v=value: self.toggle(f, v))
            for facet, label in FILTERS
            for value in getattr(self.filter, facet)
        ]
        if self.filter.attention:
            pills.append((ATTENTION[self.filter.attention], lambda: self._set_attention(self.filter.attention)))
        if self.filter.element_id is not None:
            pills.append(("linked to the chosen element", lambda: self._set(replace(self.filter, element_id=None))))
        for words, remove in pills:
            self._pill_row.addWidget(FilterPill(words, remove))
        if self.filter.attention == "needs a look":
            look = QToolButton()
            look.setText("Look at these links…")
            look.setObjectName("filter_look")
            look.setAccessibleName("Look at the links that need it, one by one")
            look.clicked.connect(lambda: self.look_asked.emit())
            self._pill_row.addWidget(look)
        if pills:
            clear = QToolButton()
            clear.setText("Clear all")
            clear.setObjectName("filter_clear")
            clear.setAccessibleName("Take every filter off")
            clear.clicked.connect(self.clear)
            self._pill_row.addWidget(clear)
        self._pill_row.addStretch(1)
        self._pills.setVisible(bool(pills))
