"""The search box of the tool bar: words, and the element they are searched for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.model.proof import walk
from evidence_app.services import proof
from evidence_app.services.matter import Matter

SHOWN = 60


def element_choices(matter: Matter) -> list[tuple[int, str]]:
    """Every element as (id, number and text), in tree order."""
    return [(int(n.element.id), f"{n.number}  {n.element.text}") for c in proof.tree(matter) for n in walk(c.elements)]


class SearchBar(QWidget):
    """``search_asked(text, element id or None)`` on Enter."""

    search_asked = Signal(str, object)

    def __init__(self, matter: Matter, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_bar")
        self._runner = runner
        self.field = QLineEdit()
        self.field.setObjectName("search_field")
        self.field.setAccessibleName("Search all pages")
        self.field.setPlaceholderText("Search all pages: words, “phrases”, AND OR NOT, w/5 …")
        self.field.setClearButtonEnabled(True)
        self.field.addAction(
            QAction(theme.icon("search", "muted"), "", self.field), QLineEdit.ActionPosition.LeadingPosition
        )
        self.field.returnPressed.connect(self._search)
        self.element = ElidedCombo(15 if theme.px(100) < 150 else 6)
        self.element.setObjectName("search_element")
        self.element.setAccessibleName("Search for this element")
        self.element.setToolTip("Search for evidence of one element: results say which hits are linked already")
        self.element.view().setMinimumWidth(theme.px(480))
        self.element.activated.connect(lambda _i: self._search() if self.field.text().strip() else None)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        row.setSpacing(theme.px(6))
        self.field.setMinimumWidth(theme.px(120))
        row.addWidget(self.field, 3)
        row.addWidget(self.element, 1)
        runner.changed.connect(self.refresh)
        self.reload()

    def refresh(self, changes: Changes) -> None:
        """Follow changes of claims and elements."""
        if changes.touches("element", "claim"):
            self.reload()

    def reload(self) -> None:
        """Read the elements again."""
        self._runner.query("search_bar.elements", element_choices, done=self._show)

    def _show(self, found: list[tuple[int, str]]) -> None:
        chosen = self.element.currentData()
        self.element.clear()
        self.element.addItem("Any element", None)
        for element_id, words in found:
            self.element.addItem(words if len(words) <= SHOWN else words[: SHOWN - 1] + "…", element_id)
        self.element.setCurrentIndex(max(0, self.element.findData(chosen)))

    def _search(self) -> None:
        self.search_asked.emit(self.field.text().strip(), self.element.currentData())

    def start(self) -> None:
        """Put the keyboard into the field."""
        self.field.setFocus()
        self.field.selectAll()

    def choose_element(self, element_id: int) -> None:
        """Search for this element from now on."""
        self.element.setCurrentIndex(max(0, self.element.findData(element_id)))
