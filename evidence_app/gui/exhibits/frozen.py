"""The first columns of the exhibit list, standing still while the others scroll sideways."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from evidence_app.gui import theme


class FrozenColumns(QTableView):
    """A second look at the same rows and selection, laid over the left edge of ``grid``; ``count`` columns of it."""

    def __init__(self, grid: QTableView) -> None:
        super().__init__(grid)
        self.grid, self.count = grid, 0
        self.setObjectName("exhibit_grid_frozen")
        self.setAccessibleName("Exhibits, columns that stand still")
        self.setModel(grid.model())
        self.setSelectionModel(grid.selectionModel())
        self.setSelectionBehavior(grid.selectionBehavior())
        self.setSelectionMode(grid.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(grid.verticalScrollMode())
        self._dress_headers()
        self._connect()
        self.hide()

    def _dress_headers(self) -> None:
        vertical, header = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(self.grid.verticalHeader().defaultSectionSize())
        header.setObjectName("frozen_headings")
        header.setSelectionModel(QItemSelectionModel(self.grid.model(), header))
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        grid, header = self.grid, self.grid.horizontalHeader()
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        header.sectionMoved.connect(lambda *_: self.follow())
        header.sectionResized.connect(lambda *_: self.follow())
        header.geometriesChanged.connect(self.place)
        header.sortIndicatorChanged.connect(lambda at, way: self.horizontalHeader().setSortIndicator(at, way))
        self.horizontalHeader().sectionResized.connect(self._resized)

    def _resized(self, section: int, _old: int, new: int) -> None:
        if new and not self.isColumnHidden(section) and self.grid.columnWidth(section) != new:
            self.grid.setColumnWidth(section, new)

    def freeze(self, count: int) -> None:
        """Let the first ``count`` columns on show stand still; 0 lets all scroll."""
        self.count = max(0, count)
        self.setVisible(self.count > 0)
        self.follow()

    def columns(self) -> list[int]:
        """The sections that stand still, from the left."""
        header = self.grid.horizontalHeader()
        order = (header.logicalIndex(i) for i in range(header.count()))
        return [section for section in order if not self.grid.isColumnHidden(section)][: self.count]

    def follow(self) -> None:
        """Take over order, widths and choice of columns from the grid."""
        if not self.count:
            return
        own, kept = self.horizontalHeader(), set(self.columns())
        own.blockSignals(True)
        own.restoreState(self.grid.horizontalHeader().saveState())
        for section in range(own.count()):
            self.setColumnHidden(section, section not in kept)
        own.blockSignals(False)
        self.place()

    def place(self) -> None:
        """Lie exactly over the columns of the grid."""
        if not self.count:
            return
        grid, frame = self.grid, self.grid.frameWidth()
        width = min(sum(grid.columnWidth(section) for section in self.columns()), grid.viewport().width())
        self.horizontalHeader().setFixedHeight(grid.horizontalHeader().height())
        self.setGeometry(frame, frame, width, grid.viewport().height() + grid.horizontalHeader().height())
        self.verticalScrollBar().setValue(grid.verticalScrollBar().value())
        self.raise_()

    @property
    def covered(self) -> int:
        """How many pixels of the grid's left edge are covered."""
        return self.width() if self.count else 0

    def stands_still(self, index: QModelIndex) -> bool:
        """Whether a cell is in one of these columns."""
        return self.count > 0 and not self.isColumnHidden(index.column())

    def paintEvent(self, event: QPaintEvent) -> None:
        """With a line where the scrolling columns begin."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(theme.colour("border_strong"))
        right = self.viewport().width() - 1
        painter.drawLine(right, 0, right, self.viewport().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.grid.wheelEvent(event)
