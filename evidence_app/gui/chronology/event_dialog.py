"""Add or edit an event: its sentence, its date as understood, what kind of statement it is, who disputes it."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.chronology.date_field import DateField, grow
from evidence_app.gui.dialog import Dialog
from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, EventRow

DATE_KINDS = ("event", "document", "sent", "received", "filed", "served", "discovered")


class EventDialog(Dialog):
    """The fields of one event. ``values`` holds what ``add_event`` and ``edit_event`` take."""

    def __init__(self, parent: QWidget, row: EventRow | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_dialog")
        self.setWindowTitle("Edit event" if row else "Add event")
        self.resize(theme.px(560), theme.px(200))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label(self.windowTitle(), "heading"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(74))
        self.text.setPlaceholderText("One sentence, one event")
        self.date = DateField("event_date", "Date")
        self.stated = QLineEdit()
        self.stated.setPlaceholderText("As the source words it; the typed date when empty")
        self.kind = _choice(EVENT_KINDS)
        self.status = _choice(EVENT_STATUSES)
        self.status.setCurrentIndex(self.status.findData("unsure"))
        self.date_kind = _choice(
            {k: f"Date of the {k}" if k in ("event", "document") else f"Date {k}" for k in DATE_KINDS}
        )
        self.people, self.notes = QLineEdit(), QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(theme.px(56))
        column.addLayout(self._form())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.needed = theme.label("", "muted", name="event_needed")
        self.needed.setMinimumHeight(self.needed.fontMetrics().height())
        column.addWidget(self.needed)
        column.addWidget(self.buttons)
        theme.default_button(self, self.buttons.button(QDialogButtonBox.StandardButton.Save))
        self.text.textChanged.connect(self._check)
        self.date.changed.connect(self._check)
        if row:
            self._show(row)
        self._check()

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(theme.px(14))
        form.setVerticalSpacing(theme.px(10))
        fields = (
            ("event_text", "&Event", self.text),
            ("", "&Date", self.date),
            ("event_stated", "&As stated", self.stated),
            ("event_date_kind", "It is &the", self.date_kind),
            ("event_kind", "&Kind", self.kind),
            ("event_status", "&Status", self.status),
            ("event_people", "&People", self.people),
            ("event_notes", "&Notes", self.notes),
        )
        for name, label, field in fields:
            if name:
                field.setObjectName(name)
                field.setAccessibleName(label.replace("&", ""))
            form.addRow(label, field)
        cast(QLabel, form.labelForField(self.date)).setBuddy(self.date.line)
        return form

    def _show(self, row: EventRow) -> None:
        event = row.event
        self.text.setPlainText(event.text)
        self.date.show_date(event.date)
        self.stated.setText(event.date_stated)
        self.people.setText(event.people)
        self.notes.setPlainText(event.notes)
        for box, value in ((self.kind, event.kind), (self.status, event.status), (self.date_kind, event.date_kind)):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))

    def _check(self) -> None:
        """Save is possible once the event has a text and a date that is understood and confirmed, or none."""
        told = bool(self.text.toPlainText().strip())
        ready = told and not self.date.problem
        self.needed.setText("" if told else "Still needed: what happened, in one sentence.")
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(ready)
        grow(self)

    def values(self) -> dict[str, Any]:
        """What to keep: text, date (EDTF), date_stated (as typed when nothing else was said) and the rest."""
        return {
            "text": " ".join(self.text.toPlainText().split()),
            "date": self.date.value,
            "date_stated": self.stated.text().strip() or self.date.text(),
            "date_kind": self.date_kind.currentData(),
            "kind": self.kind.currentData(),
            "status": self.status.currentData(),
            "people": self.people.text().strip(),
            "notes": self.notes.toPlainText().strip(),
        }

    @classmethod
    def ask(cls, parent: QWidget, row: EventRow | None = None) -> dict[str, Any] | None:
        """The event's fields, None when the user left without saving."""
        dialog = cls(parent, row)
        return dialog.values() if dialog.exec() else None


def _choice(labels: dict[str, str]) -> QComboBox:
    box = QComboBox()
    for value, words in labels.items():
        box.addItem(words, value)
    return box
