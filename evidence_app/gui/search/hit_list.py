"""The list of hits: arrows go from hit to hit, and single keys work on the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from evidence_app.gui.search.hit_delegate import HitDelegate
from evidence_app.gui.search.hits_model import HitsModel
from evidence_app.model.search_results import SearchHit

PAUSE_MS = 140
KEYS = {Qt.Key.Key_L: "link", Qt.Key.Key_X: "not relevant", Qt.Key.Key_D: "later"}

OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
"""Keys that open and close a fold."""


class HitList(QListView):
    """``hit_chosen(hit)`` a moment after the choice rests on a hit, ``hit_opened(hit)`` on Enter or a double click,
    ``key_pressed(what)`` for the keys of ``KEYS``.
    """

    hit_chosen = Signal(object)
    hit_opened = Signal(object)
    key_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_hits")
        self.setAccessibleName("Hits")
        self.hits = HitsModel(self)
        self.setModel(self.hits)
        self.setItemDelegate(HitDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(300)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self._rest = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._rest.timeout.connect(self._tell)
        self._told: SearchHit | None = None
        self.activated.connect(lambda _index: self._open())
        self.clicked.connect(self.hits.switch_fold)

    @property
    def place(self) -> int:
        """The place of the chosen hit among all; -1 when none is chosen."""
        return self.hits.place_of(self.currentIndex())

    @property
    def hit(self) -> SearchHit | None:
        """The chosen hit."""
        return self.hits.hits[self.place] if self.place >= 0 else None

    def choose(self, place: int) -> bool:
        """Choose the hit at a place and tell at once; False when there is none. A folded one is unfolded."""
        self.hits.show_place(place)
        index = self.hits.line_of(place)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._tell()
        return True

    def mark(self, place: int) -> SearchHit | None:
        """Choose the hit at a place without telling; returns it."""
        self.hits.show_place(place)
        index = self.hits.line_of(place)
        self.setCurrentIndex(index)
        self._rest.stop()
        self._told = self.hit
        return self.hit

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self.place >= 0:
            self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """A user who has left for another page is not called back by the hit rested on last."""
        self._rest.stop()
        super().hideEvent(event)

    def _tell(self) -> None:
        self._rest.stop()
        hit = self.hit
        if hit is not None and hit is not self._told:
            self._told = hit
            self.hit_chosen.emit(hit)

    def _open(self) -> None:
        self._rest.stop()
        self._told = self.hit
        if self.hit is not None:
            self.hit_opened.emit(self.hit)

    def event(self, event: QEvent) -> bool:
        """Single letters belong to this list while it has the keyboard, before any shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    @staticmethod
    def _own(event: QKeyEvent) -> bool:
        return event.modifiers() == Qt.KeyboardModifier.NoModifier and Qt.Key(event.key()) in KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._own(event):
            self.key_pressed.emit(KEYS[Qt.Key(event.key())])
            return
        if Qt.Key(event.key()) in OPENS and self.hits.switch_fold(self.currentIndex()):
            return
        super().keyPressEvent(event)
