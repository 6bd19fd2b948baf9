"""Paste a column: the copied values beside the exhibits, old and new, before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.row_table import RowTable, table_of
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.columns import Column
from evidence_app.services import pasting
from evidence_app.services.pasting import PastedValue

COLUMNS = (
    Column("name", "Exhibit", lambda line: line.name, width=240),
    Column("old", "Now", lambda line: line.old or "–", width=180),
    Column("new", "New", lambda line: _new(line), width=200),
)


class PasteDialog(Dialog):
    """``lines`` is the preview for the column chosen; values are taken in the order of the list."""

    def __init__(self, parent: QWidget | None, runner: AnyRunner, ids: Sequence[int], key: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste a column")
        self.setObjectName("paste_dialog")
        self._runner, self._ids, self._text = runner, list(ids), text
        self.lines: list[PastedValue] = []
        self.column = QComboBox()
        self.column.setObjectName("paste_column_choice")
        self.column.setAccessibleName("Column to fill")
        for column in pasting.PASTED:
            self.column.addItem(column.tip if len(column.label) < 4 else column.label, column.key)
        self.column.setCurrentIndex(max(0, self.column.findData(key)))
        self._rows: RowTable[PastedValue] = RowTable(
            COLUMNS, lambda ids: {i: self.lines[i] for i in ids}, self, decorate=_dress, editable=False
        )
        self.list = table_of("paste_preview", "Exhibits with their old and new value", self._rows)
        self.clear = QCheckBox("Blank cells clear what is there")
        self.clear.setObjectName("paste_clear")
        self.clear.setAccessibleName(self.clear.text())
        self.told = theme.label("", wrap=True, name="paste_told")
        buttons, self.go = self.end_buttons("Paste", "paste_go")
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(*[theme.px(16)] * 4)
        column_box.setSpacing(theme.px(8))
        column_box.addWidget(theme.label("Paste a column", "heading"))
        for widget in (self.column, self.list, self.clear, self.told, buttons):
            column_box.addWidget(widget)
        theme.default_button(self, self.go)
        self.resize(theme.px(680), theme.px(460))
        self.column.currentIndexChanged.connect(lambda _i: self._preview())
        self.clear.toggled.connect(lambda _on: self._preview())
        self._preview()

    @property
    def key(self) -> str:
        """The column chosen."""
        return str(self.column.currentData())

    def _preview(self) -> None:
        values = pasting.values_of(self._text, pasting.column_of(self.key).label)
        self.go.setEnabled(False)
        self.clear.setVisible("" in values)
        self._runner.query(
            "paste.plan",
            pasting.plan,
            self._ids,
            self.key,
            values,
            clear=self.clear.isChecked(),
            done=lambda lines: self._show(lines, len(values)),
        )

    def _show(self, lines: list[PastedValue], copied: int) -> None:
        self.lines = lines
        self._rows.set_ids(range(len(lines)))
        self._tell(copied)

    def _tell(self, copied: int) -> None:
        bad = sum(bool(line.problem) for line in self.lines)
        changed = sum(line.new != line.old and not line.problem for line in self.lines)
        emptied = sum(bool(line.old) and not line.new and not line.problem for line in self.lines)
        words = f"{_counted(copied, 'value')} copied for {_counted(len(self._ids), 'exhibit')}: {changed:,} change"
        words += f", {emptied:,} of them to nothing." if emptied else "."
        if copied != len(self._ids):
            words += f" The counts differ: the first {len(self.lines):,} are used, from the top of the list."
        if bad:
            words += f" {bad:,} cannot be taken: correct them and copy the column again."
        self.told.setText(words)
        self.go.setEnabled(bool(changed) and not bad)

    def answer(self) -> tuple[str, list[PastedValue]] | None:
        """Column and lines when the user confirmed; None when they left."""
        return (self.key, self.lines) if self.exec() else None


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _new(line: PastedValue) -> str:
    return line.problem or ("unchanged" if line.new == line.old else line.new or "–")


def _dress(line: PastedValue, column: Column, role: int) -> Any:
    if column.key != "new":
        return None
    if role == Qt.ItemDataRole.DecorationRole and line.problem:
        return theme.icon("warning", "warning")
    words = f"{line.new}: {line.problem}" if line.problem else line.new
    return words if role == Qt.ItemDataRole.ToolTipRole else None
