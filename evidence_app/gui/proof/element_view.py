"""The tree of claims and elements as a widget, with its filter: used by the panel and by the page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from evidence_app.gui import theme
from evidence_app.gui.proof.element_delegate import ElementDelegate
from evidence_app.gui.proof.tree_model import NODE_ROLE, ElementFilter, ElementTree, Index, TreeRow, matches
from evidence_app.model.proof import ClaimNode, ElementNode


class ElementView(QTreeView):
    """Claims > elements. ``chosen`` comes when another row becomes the current one."""

    chosen = Signal(str, int)
    activated_element = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("element_tree")
        self.setAccessibleName("Claims and elements")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setUniformRowHeights(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(True)
        self.tree = ElementTree(self)
        self.filter = ElementFilter(self)
        self.filter.setSourceModel(self.tree)
        self.setModel(self.filter)
        self._delegate = ElementDelegate(self)
        self.setItemDelegate(self._delegate)
        self._resized = QTimer(self, interval=30, singleShot=True)
        self._resized.timeout.connect(self._lay_out)
        self._closed: set[tuple[str, int]] = set()
        self._quiet = False
        self._sought = False
        self.collapsed.connect(lambda index: self._closed.add(index.data(NODE_ROLE).key))
        self.expanded.connect(lambda index: self._closed.discard(index.data(NODE_ROLE).key))
        self.activated.connect(self._activated)

    def show_tree(self, claims: tuple[ClaimNode, ...]) -> None:
        """Show the tree; what was open, closed and chosen stays so."""
        row = self.current_row()
        self._quiet = True
        if self.tree.set_tree(claims) or self.filter.typed:
            self._open_all_but_closed()
        if row is not None:
            self.set_current(*row.key, tell=False)
        self._quiet = False

    def _open_all_but_closed(self) -> None:
        closed = set(self._closed)
        self.blockSignals(True)  # what opens here was opened by nobody
        self.expandAll()
        self.blockSignals(False)
        for key in closed:
            self.collapse(self.filter.mapFromSource(self.tree.index_of(key)))
        self._closed = closed

    def set_typed(self, typed: str) -> ElementNode | None:
        """Narrow the tree; the best match becomes the current row and is returned."""
        self._quiet = True
        self.filter.set_typed(typed)
        self.expandAll()
        self._quiet = False
        best = self.best_match(typed)
        if best is not None:
            self.set_current("element", best.element.id)
        return best

    def best_match(self, typed: str) -> ElementNode | None:
        """The element a typed number or text means: the exact number, else the first match that can be proved itself."""
        typed = typed.strip()
        if not typed:
            return self.current_element()
        shown = [node for node in self.tree.elements() if self._accepts(node, typed)]
        exact = [node for node in shown if node.number == typed.rstrip(".")]
        leaves = [node for node in shown if not node.children]
        return next(iter(exact or leaves or shown), None)

    def _accepts(self, node: ElementNode, typed: str) -> bool:
        index = self.tree.index_of(("element", node.element.id))
        row = self.tree.row_at(index)
        return row is not None and matches(row, typed)

    def current_row(self) -> TreeRow | None:
        """The row that is current, or None."""
        index = self.currentIndex()
        return index.data(NODE_ROLE) if index.isValid() else None

    def current_element(self) -> ElementNode | None:
        """The current element; None on a claim."""
        row = self.current_row()
        return row.node if row is not None and isinstance(row.node, ElementNode) else None

    def set_current(self, kind: str, row_id: int, *, tell: bool = True) -> bool:
        """Make a claim or an element the current row and bring it into view; False when it is not there."""
        index = self.filter.mapFromSource(self.tree.index_of((kind, row_id)))
        if not index.isValid():
            return False
        quiet, self._quiet = self._quiet, not tell or self._quiet
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._sought = True
        self._quiet = quiet
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            row: TreeRow = current.data(NODE_ROLE)
            self.chosen.emit(*row.key)

    def _activated(self, index: QModelIndex) -> None:
        row: TreeRow = index.data(NODE_ROLE)
        if row.element_id:
            self.activated_element.emit(row.element_id)

    def _lay_out(self) -> None:
        """Break the words for the new width; rows grow by that, so a row just gone to is brought into view again."""
        self.doItemsLayout()
        if self._sought:
            self._sought = False
            self.scrollTo(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()
