"""Saved and recent searches behind one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.search_results import PastSearch, SavedSearch
from evidence_app.services import search_saved
from evidence_app.services.matter import Matter

RECENT = 12
Lists = tuple[list[SavedSearch], list[PastSearch]]


def read_lists(matter: Matter) -> Lists:
    """Saved searches by name, and the last ones run."""
    return search_saved.saved_searches(matter), search_saved.recent_searches(matter, RECENT)


class PastSearches(QToolButton):
    """``saved_picked(SavedSearch)`` and ``query_picked(text)`` run one; a saved one can also be removed."""

    saved_picked = Signal(object)
    query_picked = Signal(str)

    def __init__(self, matter: Matter, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_past")
        self.setText("Saved, recent")
        self.setAccessibleName("Saved and recent searches")
        self.setProperty("role", "filter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._matter, self._runner = matter, runner
        self.menu_ = QMenu(self)
        self.menu_.setToolTipsVisible(True)
        self.setMenu(self.menu_)
        self.reload()

    def reload(self) -> None:
        """Read both lists again."""
        self._runner.query("search.past", read_lists, done=self._fill)

    def _fill(self, lists: Lists) -> None:
        saved, recent = lists
        self.menu_.clear()
        self.menu_.addSection("Saved")
        for one in saved:
            self._entry(self.menu_, one.name, one.query, lambda _=False, s=one: self.saved_picked.emit(s))
        if not saved:
            self.menu_.addAction("No saved search yet").setEnabled(False)
        elif not self._matter.read_only:
            remove = self.menu_.addMenu(theme.icon("delete"), "Remove a saved search")
            for one in saved:
                self._entry(remove, one.name, one.query, lambda _=False, s=one: self._forget(s))
        self.menu_.addSection("Recent")
        for past in recent:
            words = f"{past.query}\t{past.pages:,} page{'s' * (past.pages != 1)}"
            self._entry(self.menu_, words, past.query, lambda _=False, p=past: self.query_picked.emit(p.query))
        if not recent:
            self.menu_.addAction("Nothing was searched yet").setEnabled(False)

    @staticmethod
    def _entry(menu: QMenu, words: str, tip: str, run: object) -> None:
        shown = words if len(words) <= 80 else words[:79] + "…"
        action = menu.addAction(shown.replace("&", "&&"))
        action.setToolTip(tip)
        action.triggered.connect(run)

    def _forget(self, one: SavedSearch) -> None:
        self._runner.change(search_saved.forget_search, one.name)
