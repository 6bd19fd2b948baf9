"""Bates numbers for a selection: prefix, digits, start; every range and every gap is seen before anything is given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.model.errors import EvidenceError
from evidence_app.services import bates
from evidence_app.services.bates import BatesGap, BatesRun
from evidence_app.services.matter import Matter


@dataclass(frozen=True)
class BatesWish:
    """What the user decided; ``start`` None continues after the highest number ever used."""

    prefix: str
    width: int
    start: int | None


def known_prefixes(matter: Matter) -> list[str]:
    """Prefixes in use, and those the parties' exhibit series suggest."""
    used = matter.read.column(
        "SELECT DISTINCT prefix FROM bates_range UNION SELECT DISTINCT prefix FROM bates_issue ORDER BY 1"
    )
    return [str(one) for one in used]


class BatesDialog(Dialog):
    """The wish at the top, what it would give below; "Give these numbers" does exactly what is shown."""

    def __init__(self, parent: QWidget | None, matter: Matter, ids: Sequence[int]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Bates numbers")
        self.setObjectName("bates_dialog")
        self._matter, self._ids = matter, list(ids)
        self.run: BatesRun | None = None
        self.prefix = QComboBox()
        self.prefix.setObjectName("bates_prefix")
        self.prefix.setAccessibleName("Prefix of the producing party")
        self.prefix.setEditable(True)
        self.prefix.addItems(known_prefixes(matter))
        typed = self.prefix.lineEdit()
        if typed is not None:
            typed.setPlaceholderText("For example DLT")
        self.width_box = self._spin("bates_width", "Digits", 18, "As the series has, or 6")
        self.start = self._spin("bates_start", "First number", 1_000_000_000, "After the highest ever used")
        self.list = QTreeWidget()
        self.gaps = QTreeWidget()
        self.told = theme.label("", wrap=True, name="bates_told")
        self._dress(
            self.list,
            "bates_list",
            "Numbers that would be given",
            ("Exhibit", "First", "Last", "Numbers", "Note"),
            (300, 120, 120, 84),
        )
        self._dress(self.gaps, "bates_gaps", "Gaps in the series", ("Missing numbers", "Why"), (270,))
        self._build()
        self.prefix.currentTextChanged.connect(lambda _text: self._preview())
        for box in (self.width_box, self.start):
            box.valueChanged.connect(lambda _value: self._preview())
        self._preview()

    def _spin(self, name: str, words: str, highest: int, empty: str) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setRange(0, highest)
        box.setSpecialValueText(empty)
        box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        box.setMinimumWidth(theme.px(240))
        return box

    @staticmethod
    def _dress(tree: QTreeWidget, name: str, words: str, headings: Sequence[str], widths: Sequence[int]) -> None:
        tree.setObjectName(name)
        tree.setAccessibleName(words)
        tree.setHeaderLabels(list(headings))
        tree.setRootIsDecorated(False)
        tree.setAlternatingRowColors(True)
        for i, width in enumerate(widths):
            tree.setColumnWidth(i, theme.px(width))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Bates numbers", "heading"))
        words = "The prefix names the producing party and is theirs for good. Families stay together, parents first; spreadsheets get one number for the file. Numbers are never given twice."
        column.addWidget(theme.label(words, "muted", wrap=True))
        rows = field_rows()
        add_field(rows, "Prefix", self.prefix)
        add_field(rows, "Digits", self.width_box)
        add_field(rows, "First number", self.start)
        column.addLayout(rows)
        column.addWidget(self.list, 3)
        self.gaps_title = theme.label("Gaps", "section")
        column.addWidget(self.gaps_title)
        column.addWidget(self.gaps, 1)
        column.addWidget(self.told)
        buttons, self.go = self.end_buttons("Give these numbers", "bates_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(930), theme.px(640))

    def wish(self) -> BatesWish:
        """What is typed now."""
        return BatesWish(self.prefix.currentText().strip(), self.width_box.value(), self.start.value() or None)

    def _preview(self) -> None:
        wish = self.wish()
        self.run = None
        if not wish.prefix:
            self._show(BatesRun(), [])
            self._tell("Type the prefix of the producing party, letters last, such as DLT or ACME-.", possible=False)
            return
        try:
            run = bates.plan(self._matter, self._ids, wish.prefix, wish.width, wish.start)
        except EvidenceError as error:
            self._show(BatesRun(), [])
            self._tell(str(error), problem=True)
            return
        series = wish.prefix.casefold()
        gaps = bates.gaps(self._matter, [one.range for one in run.given])
        self._show(run, [gap for gap in gaps if gap.range.begin.key[0] == series])
        self.run = run
        self._tell(summary(run), possible=bool(run.given))

    def _show(self, run: BatesRun, gaps: Sequence[BatesGap]) -> None:
        ids = [*(one.exhibit_id for one in run.given), *run.kept, *run.withheld]
        names = self._names(ids)
        self.list.clear()
        for one in run.given:
            note = "" if one.per_page else "one number for the whole file"
            cells = [names[one.exhibit_id], str(one.range.begin), str(one.range.end), f"{one.range.pages:,}", note]
            self._add(cells)
        for ids_, note in (
            (run.kept, "keeps the numbers it has"),
            (run.withheld, "withheld: privileged or sequestered"),
        ):
            for one_id in ids_:
                self._add([names[one_id], "–", "–", "–", note])
        self.gaps.clear()
        for gap in gaps:
            self.gaps.addTopLevelItem(QTreeWidgetItem([str(gap.range), gap.reason]))
        self.gaps.setVisible(bool(gaps))
        self.gaps_title.setText(
            f"Gaps in the series ({len(gaps)})" if gaps else "No gaps in the series" if run.given else ""
        )

    def _add(self, cells: list[str]) -> None:
        item = QTreeWidgetItem(cells)
        item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, cells[0])
        self.list.addTopLevelItem(item)

    def _names(self, ids: Sequence[int]) -> dict[int, str]:
        sql = """SELECT id, coalesce(number || '  ', '') || title FROM exhibit
                 WHERE id IN (SELECT value FROM json_each(?))"""
        return dict(self._matter.read.tuples(sql, (json.dumps(list(ids)),)))

    def _tell(self, words: str, problem: bool = False, possible: bool = False) -> None:
        self.told.setText(words)
        theme.set_role(self.told, "problem" if problem else "")
        self.go.setEnabled(possible)

    @classmethod
    def ask(cls, parent: QWidget, matter: Matter, ids: Sequence[int]) -> BatesRun | None:
        """The run to record, exactly as it was shown; None when the user left."""
        dialog = cls(parent, matter, ids)
        return dialog.run if dialog.exec() else None


def summary(run: BatesRun) -> str:
    """What a run gives, in one sentence."""
    if not run.given:
        return "All of these exhibits have numbers already, or are withheld; nothing would be given."
    begin, end = run.given[0].range.begin, run.given[-1].range.end
    more = ", ".join(
        words for count, words in (
            (len(run.kept), f"{len(run.kept):,} keep theirs"), (len(run.withheld), f"{len(run.withheld):,} withheld"),
        ) if count
    )  # fmt: skip
    return f"{begin} to {end}: {run.pages:,} numbers for {len(run.given):,} exhibit{'s' * (len(run.given) != 1)}" + (
        f"; {more}." if more else "."
    )
