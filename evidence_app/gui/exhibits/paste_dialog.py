"""Paste a column: the copied values beside the exhibits, old and new, before anything changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.services import pasting
from evidence_app.services.matter import Matter
from evidence_app.services.pasting import PastedValue


class PasteDialog(Dialog):
    """``lines`` is the preview for the column chosen; values are taken in the order of the list."""

    def __init__(self, parent: QWidget | None, matter: Matter, ids: Sequence[int], key: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste a column")
        self.setObjectName("paste_dialog")
        self._matter, self._ids, self._text = matter, list(ids), text
        self.lines: list[PastedValue] = []
        self.column = QComboBox()
        self.column.setObjectName("paste_column_choice")
        self.column.setAccessibleName("Column to fill")
        for column in pasting.PASTED:
            self.column.addItem(column.tip if len(column.label) < 4 else column.label, column.key)
        self.column.setCurrentIndex(max(0, self.column.findData(key)))
        self.list = QTreeWidget()
        self.list.setObjectName("paste_preview")
        self.list.setAccessibleName("Exhibits with their old and new value")
        self.list.setHeaderLabels(["Exhibit", "Now", "New"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.told = theme.label("", wrap=True, name="paste_told")
        buttons, self.go = self.end_buttons("Paste", "paste_go")
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(*[theme.px(16)] * 4)
        column_box.setSpacing(theme.px(8))
        column_box.addWidget(theme.label("Paste a column", "heading"))
        for widget in (self.column, self.list, self.told, buttons):
            column_box.addWidget(widget)
        theme.default_button(self, self.go)
        self.resize(theme.px(680), theme.px(460))
        self.column.currentIndexChanged.connect(lambda _i: self._preview())
        self._preview()
        for i, width in enumerate((240, 180)):
            self.list.setColumnWidth(i, theme.px(width))

    @property
    def key(self) -> str:
        """The column chosen."""
        return str(self.column.currentData())

    def _preview(self) -> None:
        values = pasting.values_of(self._text, pasting.column_of(self.key).label)
        self.lines = pasting.plan(self._matter, self._ids, self.key, values)
        self.list.clear()
        for line in self.lines:
            same = line.new == line.old
            item = QTreeWidgetItem(
                [line.name, line.old or "–", line.problem or ("unchanged" if same else line.new or "–")]
            )
            if line.problem:
                item.setIcon(2, theme.icon("warning", "warning"))
            item.setToolTip(2, f"{line.new}: {line.problem}" if line.problem else line.new)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.list.addTopLevelItem(item)
        self._tell(len(values))

    def _tell(self, copied: int) -> None:
        bad = sum(bool(line.problem) for line in self.lines)
        changed = sum(line.new != line.old for line in self.lines)
        words = f"{copied} copied, {len(self._ids)} exhibits: {changed} change."
        if copied != len(self._ids):
            words += " Their numbers differ; the first ones are used, from the top of the list."
        if bad:
            words += f" {bad} cannot be taken: correct them and copy the column again."
        self.told.setText(words)
        self.go.setEnabled(bool(changed) and not bad)

    def answer(self) -> tuple[str, list[PastedValue]] | None:
        """Column and lines when the user confirmed; None when they left."""
        return (self.key, self.lines) if self.exec() else None
