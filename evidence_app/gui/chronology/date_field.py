"""A field for a date typed any way, that says at once how it was understood and asks when it can be read two ways."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.model.chronology import PartialDate, ReadDate, read_date, show_date

EXAMPLES = "Try “Aug 2024”, “06/??/2004” or “before 2020”."


def grow(dialog: QDialog) -> None:
    """Make a dialog as tall as what it shows now needs."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        wanted = max(layout.totalMinimumSize().height(), layout.totalHeightForWidth(dialog.width()))
        dialog.resize(dialog.width(), max(dialog.height(), wanted))


class DateField(QWidget):
    """A typed date. ``value`` is its EDTF; ``problem`` says in words why it cannot be taken yet (empty = it can).

    With ``free`` any text is fine: what is no date is kept as the words of the source.
    """

    changed = Signal()

    def __init__(self, name: str, label: str, *, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._free = free
        self._read: ReadDate | None = None
        self._choices: list[PartialDate] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText("Aug 2024, 9/18/2024, before 2020 …")
        self.understood = theme.label("", "muted", wrap=True, name=f"{name}_understood")
        self.first, self.second = QRadioButton(), QRadioButton()
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        for i, button in enumerate((self.first, self.second)):
            button.setObjectName(f"{name}_reading_{i}")
            group.addButton(button)
            button.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(button)
        row.addStretch()
        column.addWidget(self.line)
        column.addWidget(self.understood)
        column.addLayout(row)
        self._group = group
        self.line.textChanged.connect(self._typed)
        self._typed("")

    def show_date(self, stored: str) -> None:
        """Show a stored date in the words lists use for it, or as it is kept where those words are no date."""
        shown = show_date(stored)
        again = read_date(shown)
        self.line.setText(shown if again and again.date.edtf == stored and not again.ambiguous else stored)

    def text(self) -> str:
        """What was typed."""
        return self.line.text().strip()

    @property
    def value(self) -> str:
        """The date as it will be kept; empty for none, or while it has to be confirmed."""
        if self._choices:
            picked = (self.first.isChecked(), self.second.isChecked())
            return next((c.edtf for c, on in zip(self._choices, picked, strict=False) if on), "")
        return self._read.date.edtf if self._read else ""

    @property
    def problem(self) -> str:
        """Why the date cannot be taken; empty when it can."""
        if self._choices and not self.value:
            return "Choose which date is meant."
        if self.text() and self._read is None and not self._free:
            return f"“{self.text()}” is not a date this program can read."
        return ""

    def _typed(self, text: str) -> None:
        self._read = read_date(text)
        self._choices = self._readings()
        self._group.setExclusive(False)
        for i, button in enumerate((self.first, self.second)):
            button.setChecked(False)
            button.setVisible(i < len(self._choices))
            if i < len(self._choices):
                button.setText(self._choices[i].show())
                button.setAccessibleName(f"It means {self._choices[i].show()}")
        self._group.setExclusive(True)
        self.understood.setText(self._words())
        theme.set_role(self.understood, "problem" if self.problem and not self._choices else "muted")
        self.changed.emit()

    def _readings(self) -> list[PartialDate]:
        if self._read is None or not self._read.ambiguous:
            return []
        return [self._read.date, *([self._read.other] if self._read.other else [])]

    def _words(self) -> str:
        if not self.text():
            return "No date: it is kept as it is." if self._free else "No date: the event goes to the undated ones."
        if self._choices:
            return "This can be read two ways. Please confirm:"
        if self._read is None:
            return "Kept as words; not compared with other dates." if self._free else f"Not understood. {EXAMPLES}"
        return f"Understood as: {self._read.date.show()}"
