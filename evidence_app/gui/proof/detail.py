"""The right of the proof page: one element with all its evidence, or one claim with its elements."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.emptying import empty
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.proof.element_head import ClaimHead, ElementHead
from evidence_app.gui.proof.gap_hits import GapHits
from evidence_app.gui.proof.stance_columns import StanceColumns
from evidence_app.gui.proof.tree_model import coverage_word
from evidence_app.model.proof import ClaimNode, ElementNode
from evidence_app.services.evidence_links import LinkRow

COMMANDS = {"edit": "Edit…", "up": "Move up", "down": "Move down", "remove": "Remove…"}


class Detail(QScrollArea):
    """Scrolls when there is much. ``commanded`` carries a key of :data:`COMMANDS`; the rest comes from its parts."""

    commanded = Signal(str)
    part_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proof_detail")
        self.setProperty("role", "reader")
        self.setAccessibleName("Evidence of the chosen element")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16))
        self._column.setSpacing(theme.px(10))
        self.element, self.claim = ElementHead(), ClaimHead()
        self.columns, self.hits = StanceColumns(), GapHits()
        self.parts = QWidget()
        self._parts = QVBoxLayout(self.parts)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(theme.px(2))
        self.empty = theme.label(
            "Choose an element on the left to see its evidence. Without claims, start with Add > Claim from the library.",
            "muted", wrap=True, name="proof_empty",
        )  # fmt: skip
        self._commands = self._command_row()
        for widget in (self.empty, self.claim, self.element, self._commands, self.parts, self.columns, self.hits):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setWidget(inner)
        self.show_nothing()

    def _command_row(self) -> QWidget:
        made = QWidget()
        row = FlowLayout(made, theme.px(4))
        self.buttons: dict[str, QPushButton] = {}
        for name, words in COMMANDS.items():
            button = QPushButton(words)
            button.setObjectName(f"proof_{name}")
            button.setProperty("role", "flat")
            button.setAccessibleName(words.rstrip("…"))
            button.clicked.connect(lambda _checked=False, n=name: self.commanded.emit(n))
            self.buttons[name] = button
            row.addWidget(button)
        return made

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._only(self.empty)

    def show_claim(self, node: ClaimNode, *, read_only: bool) -> None:
        """A claim with its elements as a list."""
        self.claim.show_claim(node, read_only=read_only)
        self._fill_parts(node.elements)
        self._only(self.claim, self._commands, self.parts)
        self._allow(read_only, moving=False)
        self.hits.clear()

    def show_element(self, node: ElementNode, rows: Sequence[LinkRow], *, read_only: bool) -> None:
        """An element with its evidence; its parts above, when it has some."""
        self.element.show_element(node, read_only=read_only)
        self._fill_parts(node.children)
        self.columns.show_links(rows, read_only=read_only)
        shown = [self.element, self._commands, self.columns]
        self._only(*shown, *([self.parts] if node.children else []))
        self._allow(read_only, moving=True)

    def _only(self, *shown: QWidget) -> None:
        for widget in (self.empty, self.claim, self.element, self._commands, self.parts, self.columns):
            widget.setVisible(widget in shown)
        if self.element not in shown:
            self.hits.clear()

    def _allow(self, read_only: bool, *, moving: bool) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(not read_only)
            button.setVisible(moving or name not in ("up", "down"))

    def _fill_parts(self, nodes: Sequence[ElementNode]) -> None:
        empty(self._parts)
        for node in nodes:
            self._parts.addWidget(self._part(node))

    def _part(self, node: ElementNode) -> QPushButton:
        words = f"{node.number}  {node.element.text}"
        button = QPushButton(theme.coverage_icon(node.coverage.state), f"{coverage_word(node)} · {_short(words)}")
        button.setObjectName(f"part_{node.element.id}")
        button.setProperty("role", "flat")
        button.setStyleSheet("text-align: left;")
        button.setAccessibleName(f"{coverage_word(node)}: {words}")
        button.setToolTip(words)
        button.clicked.connect(lambda: self.part_chosen.emit(int(node.element.id)))
        return button


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99].rstrip() + "…"
