"""The strip of small pages beside the big ones."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from evidence_app.gui import theme
from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.drawing.rendering import THUMBNAIL, Renderer, Wish
from evidence_app.gui.viewer.reading import PageFacts, PageReader

WIDTH = 92
MAX_HEIGHT = 150

Index = QModelIndex | QPersistentModelIndex


class ThumbnailModel(QAbstractListModel):
    """One row per page; the text says the number, the printed label, and what is on the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages: tuple[PageFacts, ...] = ()
        self._linked: set[int] = set()
        self._hits: set[int] = set()

    def set_pages(self, pages: tuple[PageFacts, ...]) -> None:
        """Show these pages."""
        self.beginResetModel()
        self._pages, self._linked, self._hits = pages, set(), set()
        self.endResetModel()

    def set_signs(self, linked: set[int], hits: set[int]) -> None:
        """Say which pages have linked passages or hits."""
        self._linked, self._hits = linked, hits
        if self._pages:
            self.dataChanged.emit(self.index(0), self.index(len(self._pages) - 1))

    def facts(self, row: int) -> PageFacts:
        """The page of a row."""
        return self._pages[row]

    def signs(self, row: int) -> tuple[bool, bool]:
        """Whether the page has linked passages, and hits."""
        number = row + 1
        return number in self._linked, number in self._hits

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(index.row())
        return None

    def _words(self, row: int) -> str:
        facts = self._pages[row]
        linked, hits = self.signs(row)
        parts = [f"PDF page {facts.number}"]
        parts += [f"printed {facts.label}"] if facts.label else []
        parts += [f"Bates {facts.bates}"] if facts.bates else []
        parts += ["linked passages"] if linked else []
        parts += ["hits"] if hits else []
        parts += ["no text"] if facts.source == "none" else []
        return ", ".join(parts)


class _Delegate(QStyledItemDelegate):
    """Draws the small page, its number, and signs for links, hits and missing text."""

    def __init__(self, strip: ThumbnailStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        _across, down = self._strip.thumbnail_size(index.row())
        return QSize(WIDTH + 20, down + option.fontMetrics.height() + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(option.rect, theme.colour("selection"))
        across, down = self._strip.thumbnail_size(index.row())
        place = QRect(option.rect.center().x() - across // 2, option.rect.top() + 6, across, down)
        painter.fillRect(place, theme.colour("page_paper"))
        self._strip.draw(painter, index.row(), place)
        edge = theme.colour("accent") if selected else theme.colour("border_strong")
        painter.setPen(QPen(edge, 2 if selected else 1))
        painter.drawRect(place)
        painter.setPen(theme.colour("selection_text" if selected else "muted"))
        below = QRect(option.rect.left(), place.bottom() + 3, option.rect.width(), option.fontMetrics.height() + 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        self._signs(painter, index.row(), below)
        painter.restore()

    def _signs(self, painter: QPainter, row: int, below: QRect) -> None:
        model = self._strip.model_
        linked, hits = model.signs(row)
        names = [name for name, shown in (("link", linked), ("search", hits)) if shown]
        names += ["no-text"] if model.facts(row).source == "none" else []
        side = below.height() - 3
        left = below.right() - (side + 2) * len(names) - 4
        for i, name in enumerate(names):
            theme.icon(name, "muted").paint(painter, left + i * (side + 2), below.top() + 1, side, side)


class ThumbnailStrip(QListView):
    """All pages small; the one being read is selected. ``page_chosen`` gives a page number."""

    page_chosen = Signal(int)

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thumbnails")
        self.setAccessibleName("Pages, small")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(False)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH + 20 + 14)
        self._renderer = renderer
        self._reader: PageReader | None = None
        self._wishes: dict[DrawingKey, Wish] = {}
        self.model_ = ThumbnailModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(self))
        renderer.drawn.connect(self._drawn, Qt.ConnectionType.QueuedConnection)
        self.selectionModel().currentChanged.connect(self._chosen)
        self.clicked.connect(lambda index: self.page_chosen.emit(index.row() + 1))
        self._following = False

    def show_exhibit(self, reader: PageReader | None) -> None:
        """Show another exhibit's pages."""
        self._reader = reader
        self._following = True
        self.model_.set_pages(reader.opened.pages if reader else ())
        self._following = False

    def follow(self, number: int) -> None:
        """Select the page being read, without asking for it again."""
        index = self.model_.index(number - 1)
        if index.isValid() and index != self.currentIndex():
            self._following = True
            self.setCurrentIndex(index)
            self._following = False

    def _chosen(self, current: QModelIndex) -> None:
        if current.isValid() and not self._following:
            self.page_chosen.emit(current.row() + 1)

    def thumbnail_size(self, row: int) -> tuple[int, int]:
        """Width and height of a small page in pixels."""
        width, height = self.model_.facts(row).size
        scale = min(WIDTH / max(1, width), MAX_HEIGHT / max(1, height))
        return max(8, round(width * scale)), max(8, round(height * scale))

    def draw(self, painter: QPainter, row: int, place: QRect) -> None:
        """Draw the small page, or ask for it."""
        if self._reader is None:
            return
        original = self._reader.original(row + 1)
        if original is None:
            self._draw_sheet(painter, row, place)
            return
        ratio = self.devicePixelRatioF()
        key = DrawingKey(original.sha256, row + 1, round(place.width() * ratio), round(place.height() * ratio))
        image = self._renderer.cache.get(key)
        if image is not None:
            painter.drawImage(place, image)
        elif self._renderer.failure(key) is None:
            self._wishes[key] = Wish(THUMBNAIL, original, key)

    def _draw_sheet(self, painter: QPainter, row: int, place: QRect) -> None:
        """A page set from text: painted small itself; high sheets are cut at the bottom."""
        assert self._reader is not None
        sheet = self._reader.sheet(row + 1)
        if sheet is None:
            return
        painter.save()
        painter.setClipRect(place)
        painter.translate(place.topLeft())
        painter.scale(place.width() / sheet.size[0], place.width() / sheet.size[0])
        sheet.paint(painter)
        painter.restore()

    def paintEvent(self, event: Any) -> None:
        self._wishes = {}
        super().paintEvent(event)
        self._renderer.want(self, list(self._wishes.values()))

    def hideEvent(self, event: Any) -> None:
        self._renderer.want(self, [])
        super().hideEvent(event)

    def _drawn(self, key: DrawingKey) -> None:
        if key.width <= WIDTH * 4:
            self.viewport().update()
