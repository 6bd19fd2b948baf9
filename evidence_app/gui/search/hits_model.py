"""Hits as a list that grows while it is scrolled: a heading for each exhibit, then its pages in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from evidence_app.model.search_results import SearchHit

Index = QModelIndex | QPersistentModelIndex
PIN_MIME = "application/x-evidence-pin"
HitRole = Qt.ItemDataRole.UserRole + 1
HeadingRole = Qt.ItemDataRole.UserRole + 2


def page_words(hit: SearchHit) -> str:
    """Which page, by its printed label where that differs from its place, and its Bates number."""
    words = f"page {hit.page}" if hit.label in ("", str(hit.page)) else f"page {hit.label} (no. {hit.page} in the file)"
    return f"{words}, {hit.bates}" if hit.bates else words


def state_words(hit: SearchHit, for_element: bool) -> str:
    """Whether the page is linked, what was decided about it, and that a match runs over a page break."""
    linked = ("Linked to this element" if for_element else "Linked") if hit.linked else ""
    decided = {"later": "For later", "not relevant": "Not relevant"}.get(hit.decision, "")
    return " · ".join(filter(None, (linked, decided, "runs on to the next page" if hit.runs_on else "")))


class HitsModel(QAbstractListModel):
    """Hits and headings. ``more_wanted(offset)`` asks for the hits after those that are here."""

    more_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: list[SearchHit] = []
        self.total = 0
        self.grouped = True
        self.for_element = False
        self._lines: list[SearchHit | int] = []
        self._lines_of_hits: list[int] = []
        self._waiting = False

    def set_hits(self, hits: Sequence[SearchHit], total: int, grouped: bool, for_element: bool) -> None:
        """Show an answer's first hits; ``total`` is how many there are in all."""
        self.beginResetModel()
        self.hits, self._lines, self._lines_of_hits = [], [], []
        self.total, self.grouped, self.for_element, self._waiting = total, grouped, for_element, False
        self._take(hits)
        self.endResetModel()

    def append(self, hits: Sequence[SearchHit]) -> None:
        """Add the hits that follow."""
        self._waiting = False
        if not hits:
            self.total = len(self.hits)
            return
        new = len(hits) + (sum(self._starts_group(h, p) for p, h in zip([*self.hits[-1:], *hits], hits, strict=False)))
        self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + new - 1)
        self._take(hits)
        self.endInsertRows()

    @property
    def unread(self) -> bool:
        """Whether there are hits that are not here yet."""
        return len(self.hits) < self.total

    def give_up(self) -> None:
        """The hits asked for will not come; they may be asked for again."""
        self._waiting = False

    def _starts_group(self, hit: SearchHit, before: SearchHit | None) -> bool:
        return self.grouped and (before is None or before.exhibit_id != hit.exhibit_id)

    def _take(self, hits: Sequence[SearchHit]) -> None:
        """Headings stand for the hit below them: its place among the hits."""
        for hit in hits:
            if self._starts_group(hit, self.hits[-1] if self.hits else None):
                self._lines.append(len(self.hits))
            self._lines_of_hits.append(len(self._lines))
            self._lines.append(hit)
            self.hits.append(hit)

    def line_of(self, place: int) -> QModelIndex:
        """The line of the hit at a place among the hits."""
        return self.index(self._lines_of_hits[place], 0) if 0 <= place < len(self.hits) else QModelIndex()

    def place_of(self, index: Index) -> int:
        """The place among the hits of a line; -1 for a heading."""
        if not index.isValid() or isinstance(self._lines[index.row()], int):
            return -1
        low, high = 0, len(self._lines_of_hits)
        while low < high:
            middle = (low + high) // 2
            if self._lines_of_hits[middle] < index.row():
                low = middle + 1
            else:
                high = middle
        return low

    # -- Qt ------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._waiting and len(self.hits) < self.total

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.more_wanted.emit(len(self.hits))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, int):
            return self._heading(self.hits[line], role)
        if role == HitRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = (line.name, page_words(line), line.snippet.text, state_words(line, self.for_element))
            return ". ".join(part for part in words if part)
        return line.title if role == Qt.ItemDataRole.ToolTipRole else None

    @staticmethod
    def _heading(hit: SearchHit, role: int) -> Any:
        if role == HeadingRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            title = f"{hit.name}: {hit.title}" if hit.exhibit_number else hit.title
            return f"{title}, {hit.exhibit_hits:,} matching page{'s' * (hit.exhibit_hits != 1)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], int):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [PIN_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The first hit as a pin: its exhibit and page."""
        data = QMimeData()
        hit = next((i.data(HitRole) for i in indexes if i.data(HitRole)), None)
        if hit is not None:
            pin = json.dumps({"exhibit_id": hit.exhibit_id, "page": hit.page})
            data.setData(PIN_MIME, pin.encode())
            data.setText(f"{hit.name}, {page_words(hit)}")
        return data
