"""The exhibit series of every party: prefix, block, digits, letters; the labels it gives are seen while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.model.matter import Party
from evidence_app.model.numbering import LETTERINGS, Series
from evidence_app.services import parties
from evidence_app.services.matter import Matter

SERIES_FIELDS = ("prefix", "first_number", "last_number", "number_width", "lettering")
Facts = dict[str, Any]


def sample(series: Series) -> str:
    """The first labels of a series and its last: ``PX001, PX002, PX003 … PX099``."""
    last = series.last or 10**9
    labels = [series.label(p) for p in range(series.first, min(series.first + 3, last + 1))]
    if not series.last:
        more = f"; after Z: {series.label(27)}, {series.label(28)}" if series.lettering and series.first <= 26 else ""
        return f"{', '.join(labels)}, …{more}"
    count = series.last - series.first + 1
    end = f" … {series.label(series.last)}" if count > len(labels) else ""
    return f"{', '.join(labels)}{end} ({count:,} number{'s' * (count != 1)})"


def problem_of(own: Facts, others: Sequence[tuple[str, Facts]]) -> str:
    """Why a series cannot stand, or what to look at; empty when it is well. Others are (party, facts)."""
    first, last = own["first_number"], own["last_number"]
    if last and last < first:
        return "The last number comes before the first. 0 leaves the block open."
    for name, facts in others:
        same = facts["prefix"].casefold() == own["prefix"].casefold() and bool(facts["lettering"]) == bool(
            own["lettering"]
        )
        apart = (last and last < facts["first_number"]) or (facts["last_number"] and facts["last_number"] < first)
        if same and not apart:
            return f"{name} has the same prefix and an overlapping block, so two parties share numbers. Give each its own prefix or block."
    return ""


class SeriesDialog(Dialog):
    """Parties at the left, the series of the chosen one at the right."""

    def __init__(self, parent: QWidget | None, matter: Matter) -> None:
        super().__init__(parent)
        self.setWindowTitle("Exhibit series")
        self.setObjectName("series_dialog")
        self._parties: list[Party] = parties.parties(matter)
        self._facts: dict[int, Facts] = {p.id: {key: getattr(p, key) for key in SERIES_FIELDS} for p in self._parties}
        self._loading = False
        self.list = QListWidget()
        self.list.setObjectName("series_parties")
        self.list.setAccessibleName("Parties")
        self.list.setFixedWidth(theme.px(240))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one in self._parties:
            item = QListWidgetItem(one.name)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self._make_fields()
        self._build()
        self.list.currentRowChanged.connect(lambda _row: self._load())
        self.list.setCurrentRow(0)

    def _make_fields(self) -> None:
        self.prefix = QLineEdit()
        self.prefix.setObjectName("series_prefix")
        self.prefix.setAccessibleName("Prefix")
        self.prefix.setPlaceholderText("For example PX or P-")
        self.lettering = QComboBox()
        self.lettering.setObjectName("series_lettering")
        self.lettering.setAccessibleName("Numbers or letters")
        for value, words in LETTERINGS.items():
            self.lettering.addItem(words, value)
        self.first = self._spin("series_first", "First place", 1, "")
        self.last = self._spin("series_last", "Last place", 0, "Open")
        self.digits = self._spin("series_digits", "Digits", 0, "No leading zeros", 12)
        self.sample = theme.label("", "heading", wrap=True, name="series_sample")
        self.told = theme.label("", "warning", wrap=True, name="series_told")
        self.prefix.textEdited.connect(lambda _text: self._edited())
        self.lettering.activated.connect(lambda _i: self._edited())
        for box in (self.first, self.last, self.digits):
            box.valueChanged.connect(lambda _value: self._edited())

    @staticmethod
    def _spin(name: str, words: str, lowest: int, empty: str, highest: int = 1_000_000) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setRange(lowest, highest)
        box.setSpecialValueText(empty)
        box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        return box

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label("Exhibit series", "heading"))
        words = "Courts and judges differ: numbers for one side and letters for the other, blocks such as 1 to 999 and 1000 on. Exhibits that have a number keep it."
        column.addWidget(theme.label(words, "muted", wrap=True))
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        rows = field_rows()
        for words, field in (
            ("Prefix", self.prefix), ("Counted in", self.lettering), ("First (for letters 1 is A)", self.first),
            ("Last of the block", self.last), ("Digits", self.digits),
        ):  # fmt: skip
            add_field(rows, words, field)
        right.addLayout(rows)
        right.addWidget(theme.label("Gives", "section"))
        right.addWidget(self.sample)
        right.addWidget(self.told)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(16))
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        column.addLayout(middle, 1)
        if not self._parties:
            self.told.setText("The matter has no parties yet. Add them on the matter page.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("series_go")
        self.go.setEnabled(bool(self._parties))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(760), theme.px(470))

    def _id(self) -> int:
        item = self.list.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else 0

    def _load(self) -> None:
        facts = self._facts.get(self._id())
        for field in (self.prefix, self.lettering, self.first, self.last, self.digits):
            field.setEnabled(facts is not None)
        if facts is None:
            return
        self._loading = True
        self.prefix.setText(facts["prefix"])
        self.lettering.setCurrentIndex(max(0, self.lettering.findData(facts["lettering"])))
        self.first.setValue(facts["first_number"])
        self.last.setValue(facts["last_number"])
        self.digits.setValue(facts["number_width"])
        self._loading = False
        self._tell()

    def _edited(self) -> None:
        if self._loading or not self._id():
            return
        self._facts[self._id()] = {
            "prefix": self.prefix.text().strip(), "first_number": self.first.value(),
            "last_number": self.last.value(), "number_width": self.digits.value(),
            "lettering": self.lettering.currentData(),
        }  # fmt: skip
        self._tell()

    def _tell(self) -> None:
        own = self._facts[self._id()]
        self.digits.setEnabled(not own["lettering"])
        others = [(p.name, self._facts[p.id]) for p in self._parties if p.id != self._id()]
        wrong = own["last_number"] and own["last_number"] < own["first_number"]
        series = Series(own["prefix"], own["first_number"], own["last_number"], own["number_width"], own["lettering"])
        self.sample.setText("–" if wrong else sample(series))
        self.told.setText(problem_of(own, others))
        self.go.setEnabled(
            not any(f["last_number"] and f["last_number"] < f["first_number"] for f in self._facts.values())
        )

    def changed(self) -> dict[int, Facts]:
        """Party id -> the facts that differ from what is stored."""
        before: dict[int, Facts] = {p.id: {key: getattr(p, key) for key in SERIES_FIELDS} for p in self._parties}
        found = {one: {k: v for k, v in facts.items() if v != before[one][k]} for one, facts in self._facts.items()}
        return {one: facts for one, facts in found.items() if facts}

    @classmethod
    def ask(cls, parent: QWidget, matter: Matter) -> dict[int, Facts] | None:
        """What the user changed; None when they left."""
        dialog = cls(parent, matter)
        return dialog.changed() if dialog.exec() else None


def save_series(matter: Matter, changed: dict[int, Facts]) -> int:
    """Store the changed series as one undo step; returns how many."""
    with matter.operation("Edit the exhibit series of {count} parties", count=len(changed)):
        for party_id, facts in changed.items():
            parties.edit_party(matter, party_id, **facts)
    return len(changed)
