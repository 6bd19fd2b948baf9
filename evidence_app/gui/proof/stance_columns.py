"""Supports beside undermines beside neutral; below one another when the page is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.proof.discard import discard
from evidence_app.gui.proof.evidence_card import EvidenceCard
from evidence_app.gui.viewer.elided import ElidedLabel
from evidence_app.services.proof import LinkRow

COLUMN_WIDTH = 250
"""Narrower than this a column cannot be read."""
SHOWN = 60
"""Cards drawn for each stance; the heading says how many there are."""
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
        self.rows: list[LinkRow] = []

    def show_links(self, rows: Sequence[LinkRow], *, read_only: bool = False) -> None:
        """Show these links, in their order; neutral has a column only when something is in it."""
        self.rows = list(rows)
        for column in self._columns:
            self._row.removeWidget(column)
            discard(column)
        stances = [s for s in theme.STANCE_ICONS if s != "neutral" or any(row.link.stance == s for row in rows)]
        self._columns = [
            self._column(stance, [row for row in rows if row.link.stance == stance], read_only) for stance in stances
        ]
        for column in self._columns:
            self._row.addWidget(column, 1)
        self._arrange()

    def _column(self, stance: str, rows: Sequence[LinkRow], read_only: bool) -> QWidget:
        made = QWidget()
        made.setObjectName(f"column_{stance}")
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(_heading(stance, len(rows), len({row.link.exhibit_id for row in rows})))
        for row in rows[:SHOWN]:
            column.addWidget(self._card(row, read_only))
        if len(rows) > SHOWN:
            column.addWidget(
                theme.label(f"{len(rows) - SHOWN} more are in the element panel and in reports.", "muted", wrap=True)
            )
        if not rows:
            column.addWidget(theme.label(EMPTY.get(stance, ""), "muted", wrap=True))
        column.addStretch(1)
        return made

    def _card(self, row: LinkRow, read_only: bool) -> EvidenceCard:
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
