"""The left of the proof page: every claim with "n of m proved on paper", the rule in words, and what can be added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.proof.element_view import ElementView
from evidence_app.model.proof import ClaimNode, CoverageRule
from evidence_app.services.link_review import waiting_words

ADDITIONS = {
    "library": "Claim from the library…",
    "claim": "Claim by hand…",
    "element": "Element of this claim…",
    "part": "Part of this element…",
}


class Overview(QWidget):
    """The tree with its summary. ``add_wanted`` carries a key of :data:`ADDITIONS`."""

    add_wanted = Signal(str)
    gap_wanted = Signal()
    gaps_search_wanted = Signal()
    rule_wanted = Signal()
    look_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coverage_overview")
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(10), theme.px(6), theme.px(8))
        column.setSpacing(theme.px(6))
        self.total = theme.label("", "heading", wrap=True, name="coverage_total")
        self.view = ElementView()
        self.rule = theme.label("", "muted", wrap=True, name="coverage_rule")
        self.rest = theme.label("", "muted", wrap=True, name="coverage_rest")
        column.addWidget(self.total)
        column.addWidget(self.rest)
        column.addLayout(self._buttons())
        column.addWidget(self._look_button())
        column.addWidget(self.view, 1)
        column.addLayout(self._rule_row())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.gap = QPushButton(theme.icon("gap", "gap"), "Next gap")
        self.gap.setObjectName("next_gap_button")
        self.gap.setAccessibleName("Go to the next gap")
        self.gap.setToolTip("Go to the next gap and show pages that may close it (G)")
        self.gap.clicked.connect(self.gap_wanted.emit)
        self.add = QToolButton()
        self.add.setObjectName("add_proof")
        self.add.setText("Add")
        self.add.setIcon(theme.icon("add"))
        self.add.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.add.setProperty("role", "filter")
        self.add.setAccessibleName("Add a claim or an element")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self.add)
        self.actions_ = {
            name: menu.addAction(words, lambda n=name: self.add_wanted.emit(n)) for name, words in ADDITIONS.items()
        }
        self.add.setMenu(menu)
        self.search_gaps = QPushButton("Search all gaps")
        self.search_gaps.setObjectName("search_gaps_button")
        self.search_gaps.setAccessibleName("Search for evidence of every gap, one after another")
        self.search_gaps.setToolTip("Run the search terms of every element without evidence, one element after another")
        self.search_gaps.clicked.connect(lambda: self.gaps_search_wanted.emit())
        row.addWidget(self.gap)
        row.addWidget(self.search_gaps)
        row.addWidget(self.add)
        row.addStretch(1)
        return row

    def _look_button(self) -> QPushButton:
        self.look = QPushButton(theme.icon("warning", "warning"), "")
        self.look.setObjectName("look_button")
        self.look.setProperty("role", "flat")
        self.look.setStyleSheet("text-align: left;")
        self.look.setToolTip("Links whose words are no longer where they were: keep, move or withdraw them")
        self.look.clicked.connect(lambda: self.look_wanted.emit())
        self.look.hide()
        return self.look

    def show_look(self, count: int) -> None:
        """Say how many links need a look; the line leads to them."""
        words = waiting_words(count)
        self.look.setText(words)
        self.look.setAccessibleName(f"{words}: show them")
        self.look.setVisible(count > 0)

    def _rule_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        change = QPushButton("Change…")
        change.setObjectName("change_rule")
        change.setProperty("role", "flat")
        change.setAccessibleName("Change the coverage rule")
        change.clicked.connect(self.rule_wanted.emit)
        self.change_rule = change
        row.addWidget(self.rule, 1)
        row.addWidget(change)
        return row

    def show_claims(self, claims: Sequence[ClaimNode], rule: CoverageRule, *, read_only: bool = False) -> None:
        """Show how every claim stands, by this rule."""
        self.view.show_tree(tuple(claims))
        total, *rest = total_words(claims).split(" · ", 1)
        self.total.setText(total)
        self.rest.setText(" ".join(rest))
        self.rule.setText(rule.words().capitalize() + ".")
        for button in (self.gap, self.search_gaps):
            button.setEnabled(any(claim.gaps for claim in claims))
        self.add.setEnabled(not read_only)
        self.change_rule.setEnabled(not read_only)
        self.offer()

    def offer(self) -> None:
        """Only offer to add an element where there is a claim, and a part where there is an element."""
        row = self.view.current_row()
        self.actions_["element"].setEnabled(row is not None)
        self.actions_["part"].setEnabled(row is not None and bool(row.element_id))


def total_words(claims: Sequence[ClaimNode]) -> str:
    """``12 of 16 elements proved on paper · 3 contested · 4 gaps``."""
    if not claims:
        return "No claims yet"
    proved, needed = sum(c.proved for c in claims), sum(c.needed for c in claims)
    contested, gaps = sum(c.contested for c in claims), sum(c.gaps for c in claims)
    parts = [f"{proved} of {needed} elements proved on paper"]
    parts += [f"{contested} contested"] if contested else []
    parts += [f"{gaps} gap{'s' * (gaps != 1)}"] if gaps else ["no gaps"]
    return " · ".join(parts)
