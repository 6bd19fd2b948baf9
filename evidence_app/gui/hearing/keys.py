"""The keys of hearing mode and the buttons that show them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from evidence_app.gui import theme
from evidence_app.model.exhibits import STATUSES, Exhibit
from evidence_app.model.register import FOLLOWS, HearingAction

STATE_OF: dict[str, str] = {
    "marked": "marked", "offered": "offered", "admitted": "admitted", "limited": "limited",
    "refused": "refused", "withdrawn": "withdrawn",
}  # fmt: skip
"""Entries that bring an exhibit into a state; the others only add words."""


@dataclass(frozen=True)
class HearingKey:
    """One key: the letter, the entry it makes, its words, and what the user is told."""

    letter: str
    action: HearingAction
    words: str
    tip: str


KEYS = (
    HearingKey("O", "offered", "Offered", "Offered in evidence"),
    HearingKey("B", "objection", "Objection…", "An objection: codes and words"),
    HearingKey("R", "ruling", "Ruling…", "The court's ruling on the objection"),
    HearingKey("A", "admitted", "Admitted", "Admitted in evidence"),
    HearingKey("L", "limited", "Limited…", "Admitted for a limited purpose"),
    HearingKey("M", "marked", "Marked", "Marked for identification"),
    HearingKey("I", "identified", "Identified", "Identified by the witness"),
    HearingKey("P", "response", "Response…", "The response to the objection"),
    HearingKey("X", "refused", "Refused", "Refused: not admitted"),
    HearingKey("W", "withdrawn", "Withdrawn", "Withdrawn by the party that offered it"),
)
ENTRY_WORDS = {key.action: key.words.rstrip("…") for key in KEYS}


def why_not(key: HearingKey, exhibit: Exhibit | None) -> str:
    """Why a key cannot be used now, by the register's rules; empty when it can."""
    if exhibit is None:
        return "Choose an exhibit first: type its number."
    wanted = STATE_OF.get(key.action)
    if wanted is None:
        return ""
    if wanted == exhibit.status:
        return f"{exhibit.label} is {STATUSES[wanted].lower()} already."
    if wanted not in FOLLOWS[exhibit.status]:
        return (
            f"{exhibit.label} is {STATUSES[exhibit.status].lower()}; it cannot become {STATUSES[wanted].lower()} now."
        )
    return ""


class KeyPad(QWidget):
    """The keys as large buttons, letter first. ``pressed(key)`` also for one that is greyed, so that it can say why."""

    pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hearing_keys")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(8))
        self._across = 0
        self.buttons: dict[str, QPushButton] = {}
        for key in KEYS:
            self._button(key)
        self._arrange(5)

    def _arrange(self, across: int) -> None:
        """Put the keys into so many columns."""
        if across == self._across:
            return
        self._across = across
        for i, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, i // across, i % across)
        for i in range(5):
            self._grid.setColumnStretch(i, int(i < across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(max(2, min(5, event.size().width() // theme.px(126))))
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two columns; the height is that of the present arrangement."""
        return QSize(theme.px(250), super().minimumSizeHint().height())

    def _button(self, key: HearingKey) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"hearing_{key.action}")
        button.setAccessibleName(f"{key.words.rstrip('…')}, key {key.letter}")
        button.setMinimumHeight(theme.px(46))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(button)
        row.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        row.setSpacing(theme.px(8))
        for label in (theme.label(key.letter, "key"), theme.label(key.words)):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setStyleSheet("background: transparent")
            row.addWidget(label)
        row.addStretch(1)
        button.setMinimumWidth(theme.px(118))
        button.clicked.connect(lambda: self.pressed.emit(key))
        self.buttons[key.action] = button
        return button

    def show_exhibit(self, exhibit: Exhibit | None, read_only: bool) -> None:
        """Grey what the register does not allow now, and say why in the tool tip."""
        for key in KEYS:
            why = "This matter is open for reading only." if read_only else why_not(key, exhibit)
            button = self.buttons[key.action]
            button.setEnabled(not why)
            button.setToolTip(why or f"{key.tip} (key {key.letter})")
            button.setAccessibleDescription(why)
            for label, role in zip(button.findChildren(QLabel), ("key", ""), strict=True):
                theme.set_role(label, role if not why else "off")
