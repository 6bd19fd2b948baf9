"""Where the reader is: PDF page index, printed label and Bates number, kept apart; type a page to go there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from evidence_app.gui import theme
from evidence_app.gui.viewer.reading import Opened


def page_words(opened: Opened | None, number: int) -> str:
    """``of 12 · printed iv · Bates —``: what stands after the PDF page index."""
    facts = opened.facts(number) if opened else None
    if opened is None or facts is None:
        return "of 0"
    return f"of {len(opened.pages):,} · printed {facts.label or '—'} · Bates {facts.bates or '—'}"


class PageBox(QWidget):
    """Previous, a field with the PDF page index, the other numbers, next."""

    page_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(3))
        self._previous = tool_button("previous", "Previous page", "previous_page")
        self._next = tool_button("next", "Next page", "next_page")
        self.field = QLineEdit()
        self.field.setObjectName("page_field")
        self.field.setAccessibleName("PDF page, type a number to go there")
        self.field.setToolTip("PDF page: type a number, Enter goes there (Ctrl+G)")
        self.field.setValidator(QIntValidator(1, 999_999, self))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(theme.px(52))
        self.words = theme.label("of 0", name="page_words")
        for widget in (self._previous, theme.label("PDF"), self.field, self.words, self._next):
            row.addWidget(widget)
        self._previous.clicked.connect(lambda: self.page_chosen.emit(self._number - 1))
        self._next.clicked.connect(lambda: self.page_chosen.emit(self._number + 1))
        self.field.returnPressed.connect(self._go)

    def show_page(self, opened: Opened | None, number: int) -> None:
        """Show where the reader is."""
        self._number = number
        count = len(opened.pages) if opened else 0
        self.field.setText(str(number) if number else "")
        self.field.setEnabled(count > 0)
        self.words.setText(page_words(opened, number))
        self.words.setToolTip(
            f"PDF page {number}: the page's place in the file. Printed label and Bates number are separate."
        )
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)

    def _go(self) -> None:
        if self.field.text():
            self.page_chosen.emit(int(self.field.text()))


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
