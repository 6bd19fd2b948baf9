"""One walk through all gaps: the elements without evidence, one after another, with the pages their terms find."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.runner import AnyRunner
from evidence_app.services import search_elements
from evidence_app.services.search_elements import ElementHits


class GapRun(QFrame):
    """A strip that says at which gap the walk stands. ``element_wanted(id)``: search for this one; ``said(words)``: tell;
    ``walking(whether)`` when the walk begins and ends.

    Elements whose terms find nothing are counted and passed over.
    """

    element_wanted = Signal(int)
    said = Signal(str)
    walking = Signal(bool)

    def __init__(self, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gap_run")
        self.setProperty("role", "banner")
        self._runner = runner
        self.gaps: list[ElementHits] = []
        self.place = -1
        self._rest = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(4), theme.px(10), theme.px(4))
        row.setSpacing(theme.px(6))
        sign = QLabel()
        sign.setPixmap(theme.icon("gap", "gap").pixmap(theme.px(16), theme.px(16)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = ElidedLabel()
        self.words.setObjectName("gap_run_words")
        row.addWidget(self.words, 1)
        self.previous = self._button("gap_run_previous", "Previous gap", lambda: self.step(-1))
        self.next = self._button("gap_run_next", "Next gap", lambda: self.step(1))
        self.end = self._button("gap_run_end", "End", self.stop)
        self.end.setAccessibleName("End the walk through the gaps")
        for button in (self.previous, self.next, self.end):
            row.addWidget(button)
        self.hide()

    def _button(self, name: str, words: str, do: object) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(do)
        return button

    def start(self, claim_id: int | None = None) -> None:
        """Run the search terms of every element (of a claim) that has no evidence yet."""
        self._runner.query("search.gaps", search_elements.search_gaps, claim_id, limit=1, done=self._begin)

    def _begin(self, found: list[ElementHits]) -> None:
        self.gaps, self.place = [one for one in found if one.total_pages], -1
        if not self.gaps:
            self.stop()
            self.said.emit(_nothing_words(len(found)))
            return
        silent = len(found) - len(self.gaps)
        self._rest = f"; {silent} more gap{'s' * (silent != 1)} without a page" if silent else ""
        self.walking.emit(True)
        self.show()
        self.step(1)

    def step(self, by: int) -> None:
        """Go on to the next gap, or back."""
        place = self.place + by
        if not 0 <= place < len(self.gaps):
            return
        self.place = place
        one = self.gaps[place]
        pages = f"{one.total_pages:,} page{'s' * (one.total_pages != 1)} to look at"
        words = f"Gap {place + 1} of {len(self.gaps)}:  {one.number} {one.text}  ({pages}{self._rest})"
        self.words.setText(words)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < len(self.gaps))
        self.element_wanted.emit(one.element_id)

    def stop(self) -> None:
        """End the walk; what was linked or decided stays."""
        self.gaps, self.place = [], -1
        self.walking.emit(False)
        self.hide()


def _nothing_words(open_elements: int) -> str:
    if open_elements:
        return f"The search terms of the {open_elements} open elements find no page that is not decided already."
    return "No element without evidence has search terms."
