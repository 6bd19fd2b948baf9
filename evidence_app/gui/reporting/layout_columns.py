"""The columns of a list layout: which are printed, in which order, under which heading, how wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.reports.exhibit_rows import COLUMN_LABELS
from evidence_app.reports.presets import PresetColumn

_KEY = Qt.ItemDataRole.UserRole
_WHAT, _HEADING, _WIDTH = range(3)


class LayoutColumns(QWidget):
    """Every column a list can have: the printed ones first, checked, in their order. ``changed`` follows each change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("layout_columns")
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Columns of the list")
        self.table.setHorizontalHeaderLabels(["Shows", "Heading", "Width"])
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_HEADING, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(_WIDTH, theme.px(64))
        self.table.itemChanged.connect(lambda _item: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.up = self._mover("Move up", "layout_up", "Alt+Up", -1)
        self.down = self._mover("Move down", "layout_down", "Alt+Down", 1)
        row.addWidget(self.up)
        row.addWidget(self.down)
        row.addStretch(1)
        column.addLayout(row)

    def _mover(self, words: str, name: str, keys: str, step: int) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(f"{words}: the chosen column")
        button.setToolTip(f"{words} ({keys})")
        button.clicked.connect(lambda: self.move_by(step))
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.move_by(step))
        return button

    def load(self, columns: Sequence[PresetColumn]) -> None:
        """Show these as printed, and below them every other column there is."""
        self.table.blockSignals(True)
        printed = {one.key for one in columns}
        rest = [PresetColumn(key, words, 1.1) for key, words in COLUMN_LABELS.items() if key not in printed]
        self.table.setRowCount(len(columns) + len(rest))
        for i, one in enumerate((*columns, *rest)):
            what = QTableWidgetItem(COLUMN_LABELS.get(one.key, one.key))
            what.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            what.setCheckState(Qt.CheckState.Checked if one.key in printed else Qt.CheckState.Unchecked)
            what.setData(_KEY, one.key)
            for place, item in enumerate((what, QTableWidgetItem(one.label), QTableWidgetItem(f"{one.width:g}"))):
                self.table.setItem(i, place, item)
        self.table.blockSignals(False)
        self.table.selectRow(0)

    def entries(self) -> list[dict[str, object]]:
        """The printed columns in the form of the presets' file; a width that is no number is left for the check to refuse."""
        return [
            {"key": self._text(i, _WHAT, _KEY), "label": self._text(i, _HEADING).strip(), "width": _number(self._text(i, _WIDTH))}
            for i in range(self.table.rowCount())
            if self._value(i, _WHAT, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        ]  # fmt: skip

    def _value(self, row: int, column: int, role: Qt.ItemDataRole) -> Any:
        value = self.table.model().data(self.table.model().index(row, column), role)
        return value.value if isinstance(value, Qt.CheckState) else value

    def _text(self, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(self._value(row, column, role) or "")

    def move_by(self, step: int) -> None:
        """The chosen column one place up or down."""
        row = self.table.currentRow()
        to = row + step
        if row < 0 or not 0 <= to < self.table.rowCount():
            return
        self.table.blockSignals(True)
        for column in range(3):
            here, there = self.table.takeItem(row, column), self.table.takeItem(to, column)
            self.table.setItem(row, column, there)
            self.table.setItem(to, column, here)
        self.table.blockSignals(False)
        self.table.setCurrentCell(
            to, _WHAT, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.changed.emit()


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
