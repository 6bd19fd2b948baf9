"""Where the reader is: PDF page index, printed label and Bates number, kept apart; type a page to go there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.viewer.reading import Opened


def page_words(opened: Opened | None, number: int) -> str:
    """``of 12 · printed iv · Bates —``: what stands after the PDF page index."""
    facts = opened.facts(number) if opened else None
    if opened is None or facts is None:
        return "of 0"
    return f"of {len(opened.pages):,} · printed {facts.label or '—'} · Bates {facts.bates or '—'}"


def find_page(opened: Opened, typed: str) -> int:
    """The page a reader means: the page's place in the file, else its printed label (iv), else its Bates number; 0 = none.

    A plain number is always the place in the file, which is what the field shows.
    """
    wanted = typed.strip().casefold()
    if wanted.isdecimal():
        return int(wanted) if 1 <= int(wanted) <= len(opened.pages) else 0
    labels = (facts.number for facts in opened.pages if facts.label.casefold() == wanted)
    bates = (facts.number for facts in opened.pages if facts.bates.casefold() == wanted)
    return next(labels, next(bates, 0)) if wanted else 0


class PageBox(QWidget):
    """Previous, a field with the page's place in the file, the other numbers, next. ``not_found(text)``: no such page."""

    page_chosen = Signal(int)
    not_found = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._opened: Opened | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(3))
        self._previous = tool_button("previous", "Previous page", "previous_page")
        self._next = tool_button("next", "Next page", "next_page")
        self.field = QLineEdit()
        self.field.setObjectName("page_field")
        self.field.setAccessibleName("Page, type a number, a printed label or a Bates number to go there")
        self.field.setToolTip("Page of the file: type its number, a printed label or a Bates number, then Enter (J)")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(theme.px(52))
        self.words = ElidedLabel("of 0")
        self.words.setObjectName("page_words")
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.what = theme.label("PDF", name="page_what")
        for widget in (self._previous, self.what, self.field, self.words, self._next):
            row.addWidget(widget)
        self._previous.clicked.connect(lambda: self.page_chosen.emit(self._number - 1))
        self._next.clicked.connect(lambda: self.page_chosen.emit(self._number + 1))
        self.field.returnPressed.connect(self._go)

    def show_page(self, opened: Opened | None, number: int) -> None:
        """Show where the reader is."""
        self._number, self._opened = number, opened
        self.what.setText("PDF" if opened is None or opened.exhibit.kind == "pdf" else "Page")
        count = len(opened.pages) if opened else 0
        self.field.setText(str(number) if number else "")
        self.field.setEnabled(count > 0)
        words = page_words(opened, number)
        self.words.setText(words)
        self.words.setToolTip(
            f"Page {number} {words}\nThe page's place in the file. Printed label and Bates number are separate."
        )
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)

    def _go(self) -> None:
        number = find_page(self._opened, self.field.text()) if self._opened else 0
        if number:
            self.page_chosen.emit(number)
        elif self.field.text().strip():
            self.not_found.emit(self.field.text().strip())
            self.field.selectAll()


def tool_button(icon: str, name: str, object_name: str, *, checkable: bool = False) -> QToolButton:
    """A small button with an icon, its name as tool tip and for screen readers."""
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(theme.px(16), theme.px(16)))
    button.setObjectName(object_name)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setCheckable(checkable)
    return button
