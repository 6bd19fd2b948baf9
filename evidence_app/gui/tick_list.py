"""A list of things to tick, however many there are: only the lines on show are drawn, none is an object of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget

Index = QModelIndex | QPersistentModelIndex


class _Ticks(QAbstractListModel):
    """``rows`` are (key, words); ``shown`` are the places of those on show."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[tuple[int, str]] = []
        self.shown: list[int] = []
        self.ticked: set[int] = set()

    def show_rows(self, rows: list[tuple[int, str]], words: Sequence[str]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.shown = [i for i, (_key, text) in enumerate(rows) if all(word in text.casefold() for word in words)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key, words = self.rows[self.shown[index.row()]]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if key in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        key = self.rows[self.shown[index.row()]][0]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.ticked.add(key)
        else:
            self.ticked.discard(key)
        self.dataChanged.emit(index, index, [role])
        self.changed.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class TickList(QListView):
    """``changed`` comes when a tick was set or taken away."""

    changed = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setUniformItemSizes(True)
        self._ticks = _Ticks(self)
        self._ticks.changed.connect(self.changed)
        self.setModel(self._ticks)

    def set_rows(self, rows: Sequence[tuple[int, str]], ticked: Collection[int] = ()) -> None:
        """Show these keys with their words, some of them ticked."""
        self._ticks.ticked = {key for key, _words in rows} & set(ticked)
        self._ticks.show_rows(list(rows), ())

    def narrow(self, text: str) -> None:
        """Show only lines with these words; ticks of the others stay."""
        self._ticks.show_rows(self._ticks.rows, text.casefold().split())

    def ticked(self) -> tuple[int, ...]:
        """The keys that are ticked, in order, whether they are on show or not."""
        return tuple(key for key, _words in self._ticks.rows if key in self._ticks.ticked)
