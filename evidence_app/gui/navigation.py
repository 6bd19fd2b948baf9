"""The left side: the pages of the window with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.actions import ACTIONS
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services import proof
from evidence_app.services.matter import Matter

PAGES = (
    ("matter", "Matter", "matter"),
    ("exhibits", "Exhibits", "exhibits"),
    ("elements", "Elements", "elements"),
    ("search", "Search", "search"),
    ("chronology", "Chronology", "quote"),
    ("timeline", "Timeline", "timeline"),
    ("imports", "Imports", "import"),
    ("history", "History", "history"),
    ("reports", "Reports", "print"),
    ("register", "Served lists", "register"),
    ("hearing", "Hearing", "hearing"),
    ("integrity", "Verify", "verify"),
)
"""Page id, words, icon; in the order of Ctrl+1 to Ctrl+9 and Ctrl+0."""
_KEYS = {spec.id: spec.keys[0] for spec in ACTIONS if spec.keys}

CountRole = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Counts:
    """What stands beside the pages: numbers, and whether something there needs a look."""

    exhibits: int = 0
    proved: int = 0
    needed: int = 0
    gaps: int = 0
    events: int = 0
    problems: int = 0
    entries: int = 0

    def words(self) -> dict[str, str]:
        """Count per page; "!" says in a character, not by colour, that something needs a look."""
        return {
            "exhibits": f"{self.exhibits:,}" if self.exhibits else "",
            "elements": f"{self.proved}/{self.needed}" + (" !" if self.gaps else "") if self.needed else "",
            "chronology": f"{self.events:,}" if self.events else "",
            "imports": f"{self.problems:,} !" if self.problems else "",
            "history": f"{self.entries:,}" if self.entries else "",
        }

    def tips(self) -> dict[str, str]:
        """What a count means."""
        return {
            "elements": f"{self.proved} of {self.needed} elements proved on paper, {self.gaps} gaps"
            if self.needed
            else "",
            "imports": f"{self.problems} files need a look" if self.problems else "",
        }


def read_counts(matter: Matter) -> Counts:
    """Count what stands beside the pages."""
    with matter.snapshot() as read:
        claims = proof.tree(matter)
        bad = "status IN ('failed', 'unsearchable', 'partial')"
        return Counts(
            int(read.value("SELECT count(*) FROM exhibit")),
            sum(c.proved for c in claims),
            sum(c.needed for c in claims),
            sum(c.gaps for c in claims),
            int(read.value("SELECT count(*) FROM event")),
            int(read.value(f"SELECT count(*) FROM import_item WHERE {bad}")),
            int(read.value("SELECT count(*) FROM audit_entry")),
        )


class _Pages(QAbstractListModel):
    """The pages with their counts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts = Counts()
        self.rail = False

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(PAGES)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        name, words, icon = PAGES[index.row()]
        count = self.counts.words().get(name, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if self.rail else words
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(icon, "muted")
        if role == CountRole:
            return count
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.counts.tips().get(name) or words} ({_KEYS[f'go_{name}']})"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words} {self.counts.tips().get(name) or count}".strip()
        return None

    def show(self, counts: Counts) -> None:
        """Take over new counts."""
        if counts != self.counts:
            self.counts = counts
            self.dataChanged.emit(self.index(0), self.index(len(PAGES) - 1))


class _CountDelegate(QStyledItemDelegate):
    """The words at the left, the count at the right; on a rail "!" alone, where a look is needed."""

    rail = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        super().paint(painter, option, index)
        count = index.data(CountRole)
        words = index.data(Qt.ItemDataRole.DisplayRole)
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        room = option.rect.width() - theme.px(60) - metrics.horizontalAdvance(words)  # type: ignore[attr-defined]
        if count and metrics.horizontalAdvance(count) > room:
            count = "!" if count.endswith("!") else ""
        if count:
            painter.save()
            painter.setPen(theme.colour("muted"))
            area = QRect(option.rect).adjusted(0, 0, -theme.px(8 if self.rail else 20), 0)  # type: ignore[attr-defined]
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
            painter.restore()


class Navigation(QWidget):
    """``page_asked(id)`` when the user goes to a page."""

    page_asked = Signal(str)

    def __init__(self, matter: Matter, runner: AnyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._matter, self._runner = matter, runner
        self.list = QListView()
        self.list.setObjectName("navigation_list")
        self.list.setAccessibleName("Pages")
        self.list.setProperty("role", "navigation")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Pages(self)
        self.list.setModel(self._model)
        self._delegate = _CountDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(lambda index, _old: self._chosen(index.row()))
        self._name = theme.label(matter.record.name, "heading", wrap=True, name="navigation_matter")
        self._name.setContentsMargins(theme.px(18), theme.px(14), theme.px(12), theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self.list, 1)
        self.set_rail(False)
        runner.changed.connect(self.refresh)
        self.reload()

    def set_rail(self, on: bool) -> None:
        """Show icons only, so that the pages have the room; the words are in the tool tips."""
        self.rail = self._delegate.rail = self._model.rail = on
        self._name.setVisible(not on)
        self.list.setProperty("rail", on)
        self.list.style().polish(self.list)
        self.setMinimumWidth(theme.px(48 if on else 140))
        self.setMaximumWidth(theme.px(48) if on else 16_777_215)  # Qt's own "no limit"
        self.list.scheduleDelayedItemsLayout()

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.page_asked.emit(PAGES[row][0])

    def mark(self, page: str) -> None:
        """Show which page is open."""
        row = [name for name, *_rest in PAGES].index(page)
        if self.list.currentIndex().row() != row:
            self.list.selectionModel().blockSignals(True)
            self.list.setCurrentIndex(self._model.index(row))
            self.list.selectionModel().blockSignals(False)
            self.list.viewport().update()

    def refresh(self, changes: Changes) -> None:
        """Count again; the name may have changed too."""
        if changes.touches("matter"):
            self._name.setText(self._matter.record.name)
        if changes.entry:
            self.reload()

    def reload(self) -> None:
        """Count again."""
        self._runner.query("navigation", read_counts, done=self._model.show)
