"""One piece of evidence of an element: the quote in full, where it stands, how strong it is, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.proof.growing_text import GrowingText
from evidence_app.model.proof import STRENGTHS, EvidenceLink
from evidence_app.services.evidence_links import LinkRow


class QuietCombo(QComboBox):
    """A choice that the wheel does not change while the page is scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class EvidenceCard(QFrame):
    """Says what was asked for by signals: ``changed`` carries field and value for ``services.proof.edit_link``."""

    opened = Signal(object)
    changed = Signal(int, str, object)
    moved = Signal(int, int)
    unlinked = Signal(int)

    def __init__(self, row: LinkRow, *, read_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self.read_only = row, read_only
        self._id = int(row.link.id)
        self.setObjectName(f"link_{self._id}")
        self.setProperty("role", "card")
        self.setAccessibleName(f"{theme.STANCE_ICONS[row.link.stance][2]}: {row.cite}")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(6), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(5))
        column.addLayout(self._top(read_only))
        if row.link.state != "ok":
            column.addWidget(self._look(read_only))
        column.addWidget(self._quote())
        column.addLayout(self._judgement(read_only))
        column.addWidget(self._line("note", "Note", row.link.note, read_only))
        column.addWidget(self._line("objection", "Expected objection", row.link.objection, read_only))

    def _top(self, read_only: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        cite = QPushButton(self.row.cite)
        cite.setObjectName(f"cite_{self._id}")
        cite.setProperty("role", "flat")
        cite.setAccessibleName(f"Open {self.row.cite}")
        cite.setToolTip(f"{self.row.exhibit_title}\nOpen at this place")
        cite.clicked.connect(lambda: self.opened.emit(self.row))
        row.addWidget(cite)
        row.addWidget(theme.label(restrictions(self.row), "warning"))
        row.addStretch(1)
        row.addWidget(self._button("up", "Move up", lambda: self.moved.emit(self._id, -1), read_only))
        row.addWidget(self._button("down", "Move down", lambda: self.moved.emit(self._id, 1), read_only))
        row.addWidget(self._button("unlink", "Unlink", lambda: self.unlinked.emit(self._id), read_only))
        return row

    def _button(self, icon: str, name: str, pressed: object, read_only: bool) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name.lower().replace(' ', '_')}_{self._id}")
        if icon in ("up", "down"):
            button.setArrowType(Qt.ArrowType.UpArrow if icon == "up" else Qt.ArrowType.DownArrow)
        else:
            button.setIcon(theme.icon(icon))
        button.setAccessibleName(f"{name}: {self.row.cite}")
        button.setToolTip(name)
        button.setEnabled(not read_only)
        button.clicked.connect(pressed)
        return button

    def _look(self, read_only: bool) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "banner")
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(4), theme.px(4))
        words = "Needs a look: the quote was not found at its place."
        row.addWidget(theme.label(words, wrap=True, name=f"look_{self._id}"), 1)
        right = QPushButton("It is right")
        right.setObjectName(f"look_done_{self._id}")
        right.setAccessibleName(f"The quote of {self.row.cite} is right")
        right.setProperty("role", "flat")
        right.setEnabled(not read_only)
        right.clicked.connect(lambda: self.changed.emit(self._id, "state", "ok"))
        row.addWidget(right)
        return frame

    def _quote(self) -> QWidget:
        link = self.row.link
        quote = " ".join(link.quote.split())
        text = f"“{quote}”" if quote else "A region of the page." if link.box else whole_words(link)
        made = theme.label(text, "" if quote else "muted", wrap=True, name=f"quote_{self._id}")
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setAccessibleName(text)
        return made

    def _judgement(self, read_only: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        stances = {stance: words[2] for stance, words in theme.STANCE_ICONS.items()}
        row.addWidget(self._combo("stance", "Stance", stances, self.row.link.stance, read_only))
        strengths = {value: word.capitalize() for value, word in STRENGTHS.items()}
        row.addWidget(self._combo("strength", "Strength", strengths, self.row.link.strength, read_only))
        row.addStretch(1)
        return row

    def _combo(self, field: str, name: str, choices: dict, value: object, read_only: bool) -> QuietCombo:
        box = QuietCombo()
        box.setObjectName(f"{field}_{self._id}")
        box.setAccessibleName(f"{name} of {self.row.cite}")
        box.setToolTip(name)
        for stored, words in choices.items():
            box.addItem(theme.stance_icon(stored) if field == "stance" else theme.icon(""), words, stored)
        box.setCurrentIndex(box.findData(value))
        box.setEnabled(not read_only)
        box.activated.connect(lambda _i: self.changed.emit(self._id, field, box.currentData()))
        return box

    def _line(self, field: str, name: str, value: str, read_only: bool) -> GrowingText:
        line = GrowingText(value)
        line.setObjectName(f"{field}_{self._id}")
        line.setAccessibleName(f"{name} on {self.row.cite}")
        line.setPlaceholderText(name)
        line.setToolTip(name)
        line.setReadOnly(read_only)
        line.finished.connect(lambda text: self.changed.emit(self._id, field, text))
        return line


def whole_words(link: EvidenceLink) -> str:
    """What a link without quote and region points to."""
    return "The page as a whole." if link.page else "The exhibit as a whole."


def restrictions(row: LinkRow) -> str:
    """Why a link is not used outside, or does not count: in capitals, as printed."""
    words = [] if row.outward else ["WITHHELD"]
    return " · ".join(words + (["WITHDRAWN"] if row.withdrawn else []))
