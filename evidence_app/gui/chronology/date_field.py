"""A field for a date typed any way, that says at once how it was understood and asks when it can be read two ways."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.model.chronology import PartialDate, ReadDate, read_date

EXAMPLES = "Aug 2024, 9/18/2024, 06/??/2004, about 2020, before 2020, Jan 2024 to Mar 2024"


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

    def set_text(self, text: str, edtf: str = "") -> None:
        """Show a date; when the text can be read two ways and ``edtf`` is one of them, that one is confirmed."""
        self.line.setText(text)
        for button, choice in zip((self.first, self.second), self._choices, strict=False):
            button.setChecked(choice.edtf == edtf)

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
            return "Kept as words; not compared with other dates." if self._free else f"Not understood. Try: {EXAMPLES}"
        return f"Understood as: {self._read.date.show()}"
