"""Hits as a list that grows while it is scrolled: a heading for each exhibit, then its pages in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from evidence_app.model.search_results import SearchHit

Index = QModelIndex | QPersistentModelIndex
PIN_MIME = "application/x-evidence-pin"
HitRole = Qt.ItemDataRole.UserRole + 1
HeadingRole = Qt.ItemDataRole.UserRole + 2
FoldRole = Qt.ItemDataRole.UserRole + 3
MOST_NAMED = 3
"""Folded hits that the line which folds them names."""


def page_words(hit: SearchHit) -> str:
    """Which page, by its printed label where that differs from its place, and its Bates number."""
    words = f"page {hit.page}" if hit.label in ("", str(hit.page)) else f"page {hit.label} (no. {hit.page} in the file)"
    return f"{words}, {hit.bates}" if hit.bates else words


def state_words(hit: SearchHit, for_element: bool) -> str:
    """Whether the page is linked, what was decided about it, and that a match runs over a page break."""
    linked = ("Linked to this element" if for_element else "Linked") if hit.linked else ""
    decided = {"later": "For later", "not relevant": "Not relevant"}.get(hit.decision, "")
    same = "Nearly the same text" if hit.folded else ""
    return " · ".join(filter(None, (same, linked, decided, "runs on to the next page" if hit.runs_on else "")))


def _leader(hits: Sequence[SearchHit], place: int) -> int:
    """The place of the hit under which the one at ``place`` is folded, or its own; -1 before the first."""
    while place >= 0 and hits[place].folded:
        place -= 1
    return place


@dataclass(frozen=True)
class Line:
    """One line of the list: a heading, a hit, or the line that folds what has the same text. ``place`` among the hits."""

    kind: Literal["heading", "hit", "fold"]
    place: int


class HitsModel(QAbstractListModel):
    """Hits and headings. ``more_wanted(offset)`` asks for the hits after those that are here.

    Hits with (nearly) the same text as the one before them stand folded below it until the fold is opened.
    """

    more_wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: list[SearchHit] = []
        self.total = 0
        self.grouped = True
        self.for_element = False
        self._lines: list[Line] = []
        self._lines_of_hits: list[int] = []
        self._open: set[int] = set()
        self._told_open: set[int] = set()
        self._waiting = False

    def set_hits(
        self, hits: Sequence[SearchHit], total: int, grouped: bool, for_element: bool, query: str = ""
    ) -> None:
        """Show an answer's first hits; ``total`` is how many there are in all, ``query`` what marks their words."""
        self.beginResetModel()
        self.hits, self._lines, self._lines_of_hits = [], [], []
        self._open, self._told_open = set(), set()
        self.total, self.grouped, self.for_element, self._waiting = total, grouped, for_element, False
        self.query = query
        self._take(hits)
        self.endResetModel()

    def append(self, hits: Sequence[SearchHit]) -> None:
        """Add the hits that follow."""
        self._waiting = False
        if not hits:
            self.total = len(self.hits)
            return
        first = len(self._lines)
        lines, _places = self._lines_for([*self.hits, *hits], len(self.hits))
        self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
        self._take(hits)
        self.endInsertRows()

    @property
    def unread(self) -> bool:
        """Whether there are hits that are not here yet."""
        return len(self.hits) < self.total

    def give_up(self) -> None:
        """The hits asked for will not come; they may be asked for again."""
        self._waiting = False

    def _take(self, hits: Sequence[SearchHit]) -> None:
        first = len(self.hits)
        self.hits.extend(hits)
        lines, places = self._lines_for(self.hits, first)
        self._lines += lines
        self._lines_of_hits += places

    def _lines_for(self, hits: Sequence[SearchHit], first: int) -> tuple[list[Line], list[int]]:
        """The lines of the hits from ``first`` on, and the line of each; a folded hit has that of its fold."""
        lines: list[Line] = []
        places: list[int] = []
        leader = _leader(hits, first - 1)
        for place in range(first, len(hits)):
            if hits[place].folded:
                places.append(len(self._lines) + len(lines) - (leader not in self._open))
                lines += [Line("hit", place)] if leader in self._open else []
                continue
            if self.grouped and (leader < 0 or hits[leader].exhibit_id != hits[place].exhibit_id):
                lines.append(Line("heading", place))
            places.append(len(self._lines) + len(lines))
            lines.append(Line("hit", place))
            lines += [Line("fold", place)] if hits[place].folds else []
            leader = place
        return lines, places

    # -- folds ---------------------------------------------------------------------------------------------------

    def is_shown(self, place: int) -> bool:
        """Whether the hit at a place has a line of its own."""
        return not self.hits[place].folded or _leader(self.hits, place) in self._open

    def next_shown(self, place: int, step: int) -> int:
        """The place of the next hit (``step`` 1) or the one before (-1) that is not folded away; may be past the ends."""
        place += step
        while 0 <= place < len(self.hits) and not self.is_shown(place):
            place += step
        return place

    def show_place(self, place: int) -> None:
        """Open the fold in which the hit stands."""
        if 0 <= place < len(self.hits) and not self.is_shown(place):
            self._switch(_leader(self.hits, place))

    def switch_fold(self, index: Index) -> bool:
        """Open or close the fold on this line; False when the line is none."""
        if not index.isValid() or self._lines[index.row()].kind != "fold":
            return False
        self._switch(self._lines[index.row()].place)
        return True

    def _switch(self, leader: int) -> None:
        """What is folded stands directly below the line that folds it."""
        row, count = self._lines_of_hits[leader] + 1, self.hits[leader].folds
        opening = leader not in self._open
        (self.beginInsertRows if opening else self.beginRemoveRows)(QModelIndex(), row + 1, row + count)
        self._open ^= {leader}
        self._lines, self._lines_of_hits = [], []
        self._lines, self._lines_of_hits = self._lines_for(self.hits, 0)
        (self.endInsertRows if opening else self.endRemoveRows)()
        self._told_open = set(self._open)  # only now may the words on the line itself change
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    # -- places --------------------------------------------------------------------------------------------------

    def line_of(self, place: int) -> QModelIndex:
        """The line of the hit at a place among the hits (of its fold, while it is folded away)."""
        return self.index(self._lines_of_hits[place], 0) if 0 <= place < len(self.hits) else QModelIndex()

    def place_of(self, index: Index) -> int:
        """The place among the hits of a line; -1 for a heading or a fold."""
        if not index.isValid() or self._lines[index.row()].kind != "hit":
            return -1
        return self._lines[index.row()].place

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
        hit = self.hits[line.place]
        if line.kind == "heading":
            return self._heading(hit, role)
        if line.kind == "fold":
            return self._fold(line.place, role)
        if role == HitRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = (hit.name, page_words(hit), hit.snippet.text, state_words(hit, self.for_element))
            return ". ".join(part for part in words if part)
        return hit.title if role == Qt.ItemDataRole.ToolTipRole else None

    def _fold(self, place: int, role: int) -> Any:
        if role not in (
            FoldRole,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        count = self.hits[place].folds
        if place in self._told_open:
            return f"▾ {count:,} more with the same or nearly the same text"
        others = self.hits[place + 1 : place + 1 + count]
        named = ", ".join(f"{hit.name} p. {hit.label or hit.page}" for hit in others[:MOST_NAMED])
        return f"▸ and {count:,} more with the same or nearly the same text: {named}" + (
            " …" if count > MOST_NAMED else ""
        )

    @staticmethod
    def _heading(hit: SearchHit, role: int) -> Any:
        if role == HeadingRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            title = f"{hit.name}: {hit.title}" if hit.exhibit_number else hit.title
            return f"{title}, {hit.exhibit_hits:,} matching page{'s' * (hit.exhibit_hits != 1)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].kind == "heading":
            return Qt.ItemFlag.NoItemFlags
        if self._lines[index.row()].kind == "fold":
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [PIN_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The first hit as a pin: its exhibit, page and what was looked for, so that its passage can be linked."""
        data = QMimeData()
        hit = next((i.data(HitRole) for i in indexes if i.data(HitRole)), None)
        if hit is not None:
            pin = json.dumps({"exhibit_id": hit.exhibit_id, "page": hit.page, "query": self.query})
            data.setData(PIN_MIME, pin.encode())
            data.setText(f"{hit.name}, {page_words(hit)}")
        return data
