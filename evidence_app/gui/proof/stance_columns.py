"""Supports beside undermines beside neutral; below one another when the page is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.emptying import discard
from evidence_app.gui.in_pieces import InPieces
from evidence_app.gui.proof.evidence_card import EvidenceCard
from evidence_app.services.evidence_links import LinkRow

COLUMN_WIDTH = 250
"""Narrower than this a column cannot be read."""
SHOWN = 60
"""Cards drawn for each stance; the heading says how many there are."""
FEW = 3
"""Up to so many new cards are made before the window is painted ..."""
AT_ONCE = 1
"""... of more this many for each stance; the others come bit by bit after that."""
EMPTY = {
    "supports": "Nothing supports it yet. Select a passage in the viewer and press L.",
    "undermines": "Nothing found that undermines it.",
}


class StanceColumns(QWidget):
    """The cards of one element. Signals are those of the cards."""

    opened = Signal(object)
    changed = Signal(int, str, object)
    moved = Signal(int, int)
    unlinked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stance_columns")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))
        self._columns: list[QWidget] = []
        self._kept: dict[int, EvidenceCard] = {}
        self._waiting: list[tuple[QVBoxLayout, LinkRow, bool]] = []
        self._making = InPieces(self)
        self.rows: list[LinkRow] = []

    def show_links(self, rows: Sequence[LinkRow], *, read_only: bool = False) -> None:
        """Show these links, in their order; neutral has a column only when something is in it.

        Cards of links that did not change are used again; of new ones only the first are made at once.
        """
        self.rows = list(rows)
        self._waiting.clear()
        self._keep_cards({row.link.id: row for row in rows}, read_only)
        few = sum(row.link.id not in self._kept for row in rows) <= FEW
        for column in self._columns:
            self._row.removeWidget(column)
            discard(column)
        stances = [s for s in theme.STANCE_ICONS if s != "neutral" or any(row.link.stance == s for row in rows)]
        self._columns = [
            self._column(stance, [row for row in rows if row.link.stance == stance], read_only, FEW if few else AT_ONCE)
            for stance in stances
        ]
        for column in self._columns:
            self._row.addWidget(column, 1)
        self._arrange()
        if self._waiting:
            for column in self._columns:
                for one in (column, *column.findChildren(EvidenceCard)):
                    one.show()
            self._lay_out()
            self._making.start(self._made_one_by_one(), at_once=False)
        else:
            self._drop_kept()

    def _keep_cards(self, rows: Mapping[int, LinkRow], read_only: bool) -> None:
        cards = [card for column in self._columns for card in column.findChildren(EvidenceCard)]
        for card in (*cards, *self._kept.values()):
            if rows.get(card.row.link.id) == card.row and card.read_only == read_only:
                card.setParent(self)
                self._kept[card.row.link.id] = card
        for link in [link for link, card in self._kept.items() if rows.get(link) != card.row]:
            discard(self._kept.pop(link))

    def _made_one_by_one(self) -> Iterator[None]:
        while self._waiting:
            column, row, read_only = self._waiting.pop(0)
            card = self._card(row, read_only)
            column.insertWidget(column.count() - (2 if column.property("more") else 1), card)
            card.show()
            self._lay_out()
            yield
        self._drop_kept()

    @staticmethod
    def _lay_out() -> None:
        """Make room before anything is painted: a field is as high as its text only once it is in its place."""
        for _ in range(4):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def _drop_kept(self) -> None:
        while self._kept:
            discard(self._kept.popitem()[1])

    def _column(self, stance: str, rows: Sequence[LinkRow], read_only: bool, at_once: int) -> QWidget:
        made = QWidget()
        made.setObjectName(f"column_{stance}")
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(_heading(stance, len(rows), len({row.link.exhibit_id for row in rows})))
        first = self._now(rows[:SHOWN], at_once)
        for row in rows[:first]:
            column.addWidget(self._card(row, read_only))
        self._waiting += [(column, row, read_only) for row in rows[first:SHOWN]]
        if len(rows) > SHOWN:
            column.setProperty("more", True)
            column.addWidget(
                theme.label(f"{len(rows) - SHOWN} more are in the element panel and in reports.", "muted", wrap=True)
            )
        if not rows:
            column.addWidget(theme.label(EMPTY.get(stance, ""), "muted", wrap=True))
        column.addStretch(1)
        return made

    def _now(self, rows: Sequence[LinkRow], at_once: int) -> int:
        """How many cards of a column are made or used again at once."""
        new = 0
        for place, row in enumerate(rows):
            new += row.link.id not in self._kept
            if new > at_once:
                return place
        return len(rows)

    def _card(self, row: LinkRow, read_only: bool) -> EvidenceCard:
        kept = self._kept.pop(row.link.id, None)
        if kept is not None:
            return kept
        card = EvidenceCard(row, read_only=read_only)
        card.opened.connect(self.opened)
        card.changed.connect(self.changed)
        card.moved.connect(self.moved)
        card.unlinked.connect(self.unlinked)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme.px(COLUMN_WIDTH) * max(1, len(self._columns))
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)


def _heading(stance: str, links: int, exhibits: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(6))
    icon = QLabel()
    side = theme.px(16)
    icon.setPixmap(theme.stance_icon(stance).pixmap(side, side))
    counts = f"{links} link{'s' * (links != 1)} from {exhibits} exhibit{'s' * (exhibits != 1)}" if links else ""
    row.addWidget(icon)
    row.addWidget(theme.label(theme.STANCE_ICONS[stance][2], "heading"))
    shown = ElidedLabel(counts)
    shown.setProperty("role", "muted")
    row.addWidget(shown, 1)
    return row
