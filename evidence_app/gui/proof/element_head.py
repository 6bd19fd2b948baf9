"""The head of an element or claim: its wording, how it stands, and the law it rests on, with its date and "verify"."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.proof.growing_text import GrowingText
from evidence_app.gui.proof.tree_model import claim_words, coverage_word
from evidence_app.model.proof import Claim, ClaimNode, Element, ElementNode


def law_words(row: Claim | Element) -> str:
    """``Authority: 18 U.S.C. 2702(a) · as of 2024-09 · burden: plaintiff · standard: preponderance``."""
    parts = [f"Authority: {row.authority or 'not stated'}"]
    parts += [f"as of {row.as_of}"] if row.as_of else ["no as-of date"]
    parts += [f"burden: {row.burden}"] if row.burden else []
    parts += [f"standard: {row.standard}"] if row.standard else []
    return " · ".join(parts)


class VerifyNote(QFrame):
    """Says that a lawyer has yet to verify the law, and lets one say that it was done."""

    verified = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verify_note")
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(4), theme.px(6), theme.px(4))
        icon = QLabel()
        side = theme.px(15)
        icon.setPixmap(theme.icon("warning", "warning").pixmap(side, side))
        row.addWidget(icon)
        row.addWidget(theme.label("To be verified by a lawyer before it is relied on.", wrap=True), 1)
        self.button = QPushButton("Verified")
        self.button.setObjectName("verified")
        self.button.setProperty("role", "flat")
        self.button.setAccessibleName("Mark wording and authority as verified")
        self.button.clicked.connect(self.verified.emit)
        row.addWidget(self.button)


class ElementHead(QWidget):
    """Above the evidence of an element. ``edited`` carries field and value for ``services.proof.edit_element``."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("element_head")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.title = theme.label("", "heading", wrap=True, name="element_title")
        self.state = theme.label("", name="element_state", wrap=True)
        self._icon = QLabel()
        self.law = theme.label("", "muted", wrap=True, name="element_law")
        self.verify = VerifyNote()
        column.addWidget(self.title)
        column.addLayout(self._state_row())
        column.addWidget(self.law)
        column.addWidget(self.verify)
        self.gap_reason = self._line("gap_reason", "Why there is a gap, and what would close it")
        self.objection = self._line("expected_objection", "Objection expected from the other side")
        column.addLayout(_named("Gap reason", self.gap_reason))
        column.addLayout(_named("Expected objection", self.objection))
        self.verify.verified.connect(lambda: self.edited.emit("verify", 0))

    def _state_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.undisputed = QCheckBox("Not in dispute")
        self.undisputed.setObjectName("not_in_dispute")
        self.undisputed.setAccessibleName("This element is not in dispute")
        self.undisputed.clicked.connect(lambda on: self.edited.emit("not_in_dispute", int(on)))
        row.addWidget(self._icon)
        row.addWidget(self.state, 1)
        row.addWidget(self.undisputed)
        return row

    def _line(self, field: str, hint: str) -> GrowingText:
        line = GrowingText()
        line.setObjectName(field)
        line.setAccessibleName(hint)
        line.setPlaceholderText(hint)
        line.finished.connect(lambda text: self.edited.emit(field, text))
        return line

    def show_element(self, node: ElementNode, *, read_only: bool = False) -> None:
        """Show how an element stands."""
        element, cover = node.element, node.coverage
        self.title.setText(f"{node.number}  {element.text}")
        side = theme.px(18)
        self._icon.setPixmap(theme.coverage_icon(cover.state).pixmap(side, side))
        self.state.setText(state_words(node))
        self.undisputed.setChecked(bool(element.not_in_dispute))
        self.law.setText(law_words(element) + (f"\n{element.notes}" if element.notes else ""))
        self.verify.setVisible(bool(element.verify))
        self.verify.button.setEnabled(not read_only)
        self.undisputed.setEnabled(not read_only)
        for line, value in ((self.gap_reason, element.gap_reason), (self.objection, element.expected_objection)):
            line.setReadOnly(read_only)
            line.set_text(value)


def state_words(node: ElementNode) -> str:
    """``Gap: needs 1 more supporting link. 0 support, 1 undermines; from 0 exhibits``."""
    cover = node.coverage
    missing = f": {cover.missing}" if cover.missing else ""
    group = ""
    if node.children:
        group = " Any one of its parts is enough." if node.element.group_rule == "any" else " All its parts are needed."
    exhibits = f"{cover.exhibits} exhibit{'s' * (cover.exhibits != 1)}"
    counts = f"{cover.supports} support, {cover.undermines} undermine, {cover.neutral} neutral"
    if not (cover.supports or cover.undermines or cover.neutral):
        return f"{coverage_word(node)}{missing}. Nothing is linked yet.{group}"
    own = "" if node.children else f" (counted support from {exhibits})"
    return f"{coverage_word(node)}{missing}. {counts}{own}.{group}"


class ClaimHead(QWidget):
    """Above a claim's elements."""

    verified = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("claim_head")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.title = theme.label("", "heading", wrap=True, name="claim_title")
        self.state = theme.label("", wrap=True, name="claim_state")
        self.law = theme.label("", "muted", wrap=True, name="claim_law")
        self.law.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.verify = VerifyNote()
        self.verify.verified.connect(self.verified)
        for widget in (self.title, self.state, self.law, self.verify):
            column.addWidget(widget)

    def show_claim(self, node: ClaimNode, *, read_only: bool = False) -> None:
        """Show a claim and the law it rests on."""
        claim = node.claim
        self.title.setText(f"{node.number}  {claim.name}")
        self.state.setText(claim_words(node) + ".")
        more = [("Limitation", claim.limitation), ("Relief", claim.relief), ("Notes", claim.notes)]
        self.law.setText("\n".join([law_words(claim), *(f"{name}: {text}" for name, text in more if text)]))
        self.verify.setVisible(bool(claim.verify))
        self.verify.button.setEnabled(not read_only)


def _named(name: str, line: GrowingText) -> QHBoxLayout:
    row = QHBoxLayout()
    label = theme.label(name, "muted")
    label.setMinimumWidth(theme.px(128))
    label.setContentsMargins(0, theme.px(6), 0, 0)
    label.setBuddy(line)
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(line, 1)
    return row
