"""Claims > elements as a tree for views: number, text, counts and coverage, and a place to drop evidence on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from evidence_app.gui import theme
from evidence_app.model.proof import ClaimNode, ElementNode

PIN_MIME = "application/x-evidence-pin"
"""A dragged exhibit or hit: JSON ``{"exhibit_id": 3, "page": 2}`` (page null = the whole exhibit), or a list of them."""

NODE_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False)
class TreeRow:
    """One row: a claim or an element, its parent and its children. ``number`` is never that of another row."""

    node: ClaimNode | ElementNode
    parent: TreeRow | None
    place: int
    children: list[TreeRow] = field(default_factory=list)
    number: int = field(default_factory=count(1).__next__)

    @property
    def depth(self) -> int:
        """1 for a claim, 2 for its elements, and so on."""
        return 1 + (self.parent.depth if self.parent is not None else 0)

    @property
    def key(self) -> tuple[str, int]:
        """What the row stands for, also after the tree was read again."""
        if isinstance(self.node, ClaimNode):
            return ("claim", self.node.claim.id)
        return ("element", self.node.element.id)

    @property
    def text(self) -> str:
        """The claim's name, or the element's wording."""
        return self.node.claim.name if isinstance(self.node, ClaimNode) else self.node.element.text

    @property
    def element_id(self) -> int:
        """The element's id; 0 for a claim."""
        return 0 if isinstance(self.node, ClaimNode) else int(self.node.element.id)

    @property
    def kind(self) -> str:
        """What the row is besides an element to be proved: exception, relief ..., or the way that was not needed."""
        if isinstance(self.node, ClaimNode) or self.node.element.kind != "element":
            return "" if isinstance(self.node, ClaimNode) else str(self.node.element.kind)
        return "alternative" if self.node.coverage.state == "gap" and self._covered_above() else ""

    def _covered_above(self) -> bool:
        above = self.parent
        while above is not None and isinstance(above.node, ElementNode):
            if above.node.coverage.state in ("proved", "contested"):
                return True
            above = above.parent
        return False


def claim_words(node: ClaimNode) -> str:
    """``6 of 8 proved on paper · 1 contested · 2 gaps``."""
    parts = [f"{node.proved} of {node.needed} proved on paper"]
    parts += [f"{node.contested} contested"] if node.contested else []
    parts += [f"{node.gaps} gap{'s' * (node.gaps != 1)}"] if node.gaps else []
    return " · ".join(parts)


def coverage_word(node: ElementNode) -> str:
    """``Proved``, ``Contested``, ``Gap`` or ``Not in dispute``."""
    return theme.COVERAGE_ICONS.get(node.coverage.state, ("", "", node.coverage.state))[2]


def element_words(node: ElementNode, kind: str = "") -> str:
    """Everything a row shows, in words: for tool tips and screen readers."""
    state = node.coverage
    counts = f"{state.supports} support, {state.undermines} undermine, {state.neutral} neutral"
    missing = f" ({state.missing})" if state.missing else ""
    known = {"": "", "alternative": " [alternative; another way is proved]"}.get(kind, f" [{kind}]")
    return f"{node.number} {node.element.text}{known}\n{coverage_word(node)}{missing}; {counts}"


class ElementTree(QAbstractItemModel):
    """The tree of ``services.proof.tree``. ``evidence_dropped`` gives the element and what was dropped on it."""

    evidence_dropped = Signal(int, list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top: list[TreeRow] = []
        self._rows: dict[tuple[str, int], TreeRow] = {}
        self._numbered: dict[int, TreeRow] = {}
        self._claims: tuple[ClaimNode, ...] = ()

    def set_tree(self, claims: Sequence[ClaimNode]) -> bool:
        """Show this tree; when only counts and states changed, views keep their place. Whether the rows are others now."""
        if tuple(claims) == self._claims:
            return False  # an import touches exhibits at every file; laying all rows out again for nothing holds the window up
        self._claims = tuple(claims)
        top = [_claim_row(claim, i) for i, claim in enumerate(claims)]
        if _shape(top) == _shape(self._top):
            self._take(top)
            return False
        self.beginResetModel()
        self._top, self._rows = top, {row.key: row for row in _all(top)}
        self._numbered = {row.number: row for row in self._rows.values()}
        self.endResetModel()
        return True

    def _take(self, top: list[TreeRow]) -> None:
        """Keep the rows views point to; what is new in one is told of it and of the parts below, which may be named by it."""
        changed: dict[tuple[str, int], None] = {}
        for fresh in _all(top):
            row = self._rows[fresh.key]
            if row.node != fresh.node:
                row.node = fresh.node
                parts = () if isinstance(row.node, ClaimNode) else _all(row.children)
                changed |= dict.fromkeys(one.key for one in (row, *parts))
        runs: dict[int, list[QModelIndex]] = {}
        for index in map(self.index_of, changed):
            runs.setdefault(self.parent(index).internalId(), []).append(index)
        for run in runs.values():
            self.dataChanged.emit(min(run, key=QModelIndex.row), max(run, key=QModelIndex.row))

    # -- for views -----------------------------------------------------------------------------------------------------

    def row_at(self, index: Index) -> TreeRow | None:
        """The row behind an index; None for one kept from before the rows became others."""
        return self._numbered.get(index.internalId()) if index.isValid() else None

    def index_of(self, key: tuple[str, int]) -> QModelIndex:
        """Where a claim or element is: ``("element", 12)``; invalid when it is not there."""
        row = self._rows.get(key)
        return self.createIndex(row.place, 0, row.number) if row else QModelIndex()

    def elements(self) -> Iterator[ElementNode]:
        """Every element, from top to bottom."""
        return (row.node for row in _all(self._top) if isinstance(row.node, ElementNode))

    def claims(self) -> list[ClaimNode]:
        """Every claim."""
        return [row.node for row in self._top if isinstance(row.node, ClaimNode)]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        rows = self._below(parent)
        if column != 0 or not 0 <= row < len(rows) or (parent.isValid() and parent.column() != 0):
            return QModelIndex()
        return self.createIndex(row, 0, rows[row].number)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        row = self.row_at(index)
        if row is None or row.parent is None:
            return QModelIndex()
        return self.createIndex(row.parent.place, 0, row.parent.number)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.column() > 0:
            return 0
        return len(self._below(parent))

    def _below(self, parent: Index) -> list[TreeRow]:
        row = self.row_at(parent)
        return row.children if row is not None else [] if parent.isValid() else self._top

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        roles = Qt.ItemDataRole
        if role == NODE_ROLE:
            return row
        if role == roles.DisplayRole:
            return f"{row.node.number} {row.text}"
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            if isinstance(row.node, ClaimNode):
                return f"Claim {row.node.number}: {row.text}\n{claim_words(row.node)}"
            return element_words(row.node, row.kind)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return "Claims and elements"
        return None

    # -- dropping ------------------------------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDropEnabled if row.element_id else flags

    def mimeTypes(self) -> list[str]:
        return [PIN_MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.LinkAction

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        target = self.row_at(parent)
        return data.hasFormat(PIN_MIME) and target is not None and bool(target.element_id)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        target = self.row_at(parent)
        pins = parse_pins(bytes(data.data(PIN_MIME).data())) if data.hasFormat(PIN_MIME) else []
        if target is None or not target.element_id or not pins:
            return False
        self.evidence_dropped.emit(target.element_id, pins)
        return True


DraggedPin = tuple[int, int | None, str]
"""Exhibit, page or None, and the query whose passage on that page is meant ("" = the page or exhibit as a whole)."""


def parse_pins(payload: bytes) -> list[DraggedPin]:
    """What was dragged; empty when it cannot be read."""
    try:
        raw = json.loads(payload)
        found = raw if isinstance(raw, list) else [raw]
        return [
            (int(one["exhibit_id"]), int(one["page"]) if one.get("page") else None, str(one.get("query") or ""))
            for one in found
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _claim_row(claim: ClaimNode, place: int) -> TreeRow:
    row = TreeRow(claim, None, place)
    row.children = [_element_row(node, row, i) for i, node in enumerate(claim.elements)]
    return row


def _element_row(node: ElementNode, parent: TreeRow, place: int) -> TreeRow:
    row = TreeRow(node, parent, place)
    row.children = [_element_row(child, row, i) for i, child in enumerate(node.children)]
    return row


def _all(rows: Sequence[TreeRow]) -> Iterator[TreeRow]:
    for row in rows:
        yield row
        yield from _all(row.children)


def _shape(rows: Sequence[TreeRow]) -> list[Any]:
    return [(row.key, _shape(row.children)) for row in rows]


def matches(row: TreeRow, typed: str) -> bool:
    """Whether a row is meant by typed digits ("2.3" also finds 2.3.1) or words (all of them, in any order)."""
    typed = typed.strip().casefold()
    if not typed:
        return True
    if typed[0].isdigit():
        return row.node.number == typed.rstrip(".") or row.node.number.startswith(typed)
    return all(word in row.text.casefold() for word in typed.split())


class ElementFilter(QSortFilterProxyModel):
    """The tree narrowed to what was typed; parents of a match stay."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.typed = ""
        self.setRecursiveFilteringEnabled(True)

    def set_typed(self, typed: str) -> None:
        """Narrow to this."""
        self.typed = typed
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self.typed:
            return True
        model = self.sourceModel()
        row = model.row_at(model.index(source_row, 0, source_parent))  # type: ignore[attr-defined]
        return row is not None and matches(row, self.typed)
