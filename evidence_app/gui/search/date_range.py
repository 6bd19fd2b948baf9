"""From when to when documents are searched; dates may be typed any way, also only a month or a year."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.model.chronology import read_date, show_date


class DateRangeDialog(Dialog):
    """Two dates, either of them empty. ``dates`` are EDTF; what cannot be read or can be read two ways is refused."""

    def __init__(self, parent: QWidget, first: str = "", last: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("search_dates")
        self.setWindowTitle("Date of the document")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Only documents dated", "heading"))
        form = QFormLayout()
        self.first, self.last = QLineEdit(show_date(first)), QLineEdit(show_date(last))
        for name, label, field in (("dates_from", "&From", self.first), ("dates_to", "Up &to", self.last)):
            field.setObjectName(name)
            field.setAccessibleName(label.replace("&", ""))
            field.setPlaceholderText("2024, Aug 2024, 9/18/2024 …")
            field.textChanged.connect(lambda _t: self._check())
            form.addRow(label, field)
        column.addLayout(form)
        self.words = theme.label("", "muted", wrap=True, name="dates_words")
        self.words.setMinimumHeight(2 * self.words.fontMetrics().height() + 4)
        column.addWidget(self.words)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setMinimumWidth(theme.px(400))
        self._check()

    def dates(self) -> tuple[str, str] | None:
        """The two dates as kept; None while one of them cannot be used."""
        found = []
        for field in (self.first, self.last):
            read = read_date(field.text())
            if field.text().strip() and (read is None or read.ambiguous or "/" in read.date.edtf):
                return None
            found.append(read.date.edtf if read else "")
        return found[0], found[1]

    def _check(self) -> None:
        dates = self.dates()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(dates is not None)
        if dates is None:
            words = "Write a year, a month or a day that can be read one way only, such as 18 Sep 2024."
        else:
            words = " ".join(f"{w} {show_date(d)}" for w, d in zip(("From", "up to"), dates, strict=True) if d)
            words = f"{words[:1].upper()}{words[1:]}." if words else "No limit."
        self.words.setText(words)
        theme.set_role(self.words, "muted" if dates is not None else "problem")

    @classmethod
    def ask(cls, parent: QWidget, first: str, last: str) -> tuple[str, str] | None:
        """The two dates, None when the user left."""
        dialog = cls(parent, first, last)
        return dialog.dates() if dialog.exec() else None
