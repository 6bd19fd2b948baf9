"""Add or edit a source of an event: an exhibit's page and quote, or a citation, and the date this source gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.chronology.date_field import DateField, grow
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.model.chronology import EventSource, show_date
from evidence_app.services.chronology import Source

NO_EXHIBIT = "No exhibit: a source outside the matter"


class SourceDialog(Dialog):
    """One source. ``exhibits`` are (id, words, pages); ``source`` returns what was entered."""

    def __init__(
        self, parent: QWidget, exhibits: Sequence[tuple[int, str, int]], known: EventSource | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("source_dialog")
        self.setWindowTitle("Edit source" if known else "Add source")
        self._exhibits = {exhibit: (words, pages) for exhibit, words, pages in exhibits}
        self._exhibit: int | None = None
        self.resize(theme.px(580), theme.px(200))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label(self.windowTitle(), "heading"))
        self.exhibit = QPushButton(NO_EXHIBIT)
        self.exhibit.clicked.connect(self._choose)
        self.page = QSpinBox()
        self.page.setSpecialValueText("whole")
        self.page.setMinimumWidth(theme.px(84))
        self.page_end = QSpinBox()
        self.page_end.setSpecialValueText("–")
        self.page_end.setMinimumWidth(theme.px(70))
        self.quote, self.citation, self.note = QPlainTextEdit(), QLineEdit(), QLineEdit()
        self.quote.setTabChangesFocus(True)
        self.quote.setFixedHeight(theme.px(74))
        self.citation.setPlaceholderText("Docket entry, article, transcript page:line …")
        self.states = DateField("source_states", "Date this source gives", free=True)
        column.addLayout(self._form())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.needed = theme.label("", "muted", name="source_needed")
        self.needed.setMinimumHeight(self.needed.fontMetrics().height())
        column.addWidget(self.needed)
        column.addWidget(self.buttons)
        theme.default_button(self, self.buttons.button(QDialogButtonBox.StandardButton.Save))
        for signal in (self.states.changed, self.citation.textChanged, self.quote.textChanged):
            signal.connect(lambda *_: self._check())
        self._show(known)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(theme.px(14))
        form.setVerticalSpacing(theme.px(10))
        where = QHBoxLayout()
        where.setSpacing(theme.px(8))
        where.addWidget(self.exhibit, 1)
        where.addWidget(theme.label("page", "muted"))
        where.addWidget(self.page)
        where.addWidget(theme.label("to", "muted"))
        where.addWidget(self.page_end)
        form.addRow("E&xhibit", where)
        cast(QLabel, form.labelForField(where)).setBuddy(self.exhibit)
        fields = (
            ("source_quote", "&Quote", self.quote),
            ("source_citation", "&Citation", self.citation),
            ("", "&Gives date", self.states),
            ("source_note", "&Note", self.note),
        )
        for name, label, field in fields:
            if name:
                field.setObjectName(name)
                field.setAccessibleName(label.replace("&", ""))
            form.addRow(label, field)
        cast(QLabel, form.labelForField(self.states)).setBuddy(self.states.line)
        self.exhibit.setObjectName("source_exhibit")
        self.exhibit.setAccessibleName("Exhibit")
        self.page.setObjectName("source_page")
        self.page.setAccessibleName("Page")
        self.page_end.setObjectName("source_page_end")
        self.page_end.setAccessibleName("Last page, when the quote runs on")
        self.page_end.setToolTip("Only for a quote that runs over a page break")
        return form

    def _show(self, known: EventSource | None) -> None:
        self.set_exhibit(known.exhibit_id if known else None, known.page if known else None)
        self.page_end.setValue((known.page_end if known else None) or 0)
        if known:
            self.quote.setPlainText(known.quote)
            self.citation.setText(known.citation)
            self.note.setText(known.note)
            self.states.show_date(known.states_date)
        self._check()

    def _choose(self) -> None:
        choices = [Choice("", NO_EXHIBIT)]
        choices += [Choice(str(exhibit), words) for exhibit, (words, _pages) in self._exhibits.items()]
        chosen = TypeAhead.ask(self, "Which exhibit is the source?", choices, hint="Number or a word of the title")
        if chosen is not None:
            self.set_exhibit(int(chosen) if chosen else None, None)

    def set_exhibit(self, exhibit_id: int | None, page: int | None) -> None:
        """Cite this exhibit; ``page`` None = the exhibit as a whole."""
        words, pages = self._exhibits.get(
            exhibit_id or 0, (NO_EXHIBIT if exhibit_id is None else "An exhibit", page or 0)
        )
        self._exhibit = exhibit_id
        self.exhibit.setText(words if len(words) < 60 else words[:58] + "…")
        self.exhibit.setToolTip(words)
        self.page.setEnabled(exhibit_id is not None)
        self.page.setRange(0, max(pages, page or 0))
        self.page.setValue(page or 0)
        self.page_end.setEnabled(exhibit_id is not None)
        self.page_end.setRange(0, self.page.maximum())
        self.page_end.setValue(0)
        self._check()

    def _check(self) -> None:
        something = self._exhibit is not None or self.citation.text().strip() or self.quote.toPlainText().strip()
        ready = bool(something) and not self.states.problem
        self.needed.setText("" if something else "Still needed: an exhibit, a quote or a citation.")
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(ready)
        grow(self)

    def source(self) -> Source:
        """The source as entered."""
        return Source(
            self._exhibit,
            self.page.value() or None if self._exhibit is not None else None,
            self.quote.toPlainText().strip(),
            self.citation.text().strip(),
            self.states.value or self.states.text(),
            self.note.text().strip(),
            self.page_end.value() or None if self._exhibit is not None else None,
        )

    @classmethod
    def ask(
        cls, parent: QWidget, exhibits: Sequence[tuple[int, str, int]], known: EventSource | None = None
    ) -> Source | None:
        """The source entered, None when the user left without saving."""
        dialog = cls(parent, exhibits, known)
        return dialog.source() if dialog.exec() else None


def source_words(source: EventSource, cites: Mapping[int, str]) -> str:
    """Where a source is: ``Ex. P-12 at 3``, with or without a citation of its own."""
    cite = cites.get(source.id, "An exhibit") if source.exhibit_id is not None else ""
    return " · ".join(filter(None, (cite, source.citation))) or "Source without a place"


def stated_words(source: EventSource) -> str:
    """The date this source gives, in words."""
    return f"Gives {show_date(source.states_date)}" if source.states_date else "Gives no date of its own"
