"""What is being linked, to which element, with which stance: shown above the tree while a passage waits for its element."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.typed_dates import find_dates, read_date

LONGEST_QUOTE = 160


def pin_words(cite: str, pin: Pinpoint) -> str:
    """``Ex. P-2 at 1: “…”``, ``Ex. P-5 at 1, a region``, or the page or exhibit alone."""
    if pin.quote:
        quote = " ".join(pin.quote.split())
        shown = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1].rstrip() + "…"
        return f"{cite}: “{shown}”"
    return f"{cite}, a region" if pin.box else cite


def _date_words(stated: str) -> str:
    """The date as stated; one that can be read two ways says that it will wait for a person."""
    found = read_date(stated)
    return f"{stated} (two readings: stays undated)" if found and found.ambiguous else stated


class LinkCard(QFrame):
    """The waiting passage. ``stance`` is what the link will say; ``done`` and ``cancelled`` end it by pointer."""

    stance_chosen = Signal(str)
    done = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link_card")
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8))
        column.setSpacing(theme.px(6))
        self.what = theme.label("", wrap=True, name="link_what")
        self.target = theme.label("", "heading", wrap=True, name="link_target")
        column.addWidget(self.what)
        column.addLayout(self._stances())
        column.addWidget(self.target)
        column.addWidget(self._fact_row())
        column.addLayout(self._ends())
        self._keys = theme.label("", "muted", wrap=True, name="link_keys")
        column.addWidget(self._keys)
        self.set_stance("supports")
        self.offer_fact("")
        self.hide()

    def _stances(self) -> QBoxLayout:
        row = self._stance_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for stance, key in (("supports", "+"), ("undermines", "−"), ("neutral", "0")):
            word = theme.STANCE_ICONS[stance][2]
            button = QToolButton()
            button.setIcon(theme.stance_icon(stance))
            button.setText(word)
            button.setToolTip(f"{word} (key {key})")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setIconSize(QSize(theme.px(15), theme.px(15)))
            button.setStyleSheet(f"padding: {theme.px(4)}px {theme.px(4)}px;")
            button.setObjectName(f"stance_{stance}")
            button.setAccessibleName(f"{word}, key {key}")
            button.clicked.connect(lambda _checked=False, s=stance: self._choose(s))
            self._group.addButton(button)
            self._buttons[stance] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() for button in self._buttons.values()) + theme.px(22)
        narrow = self.width() < needed
        self._stance_row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _ends(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._link = QPushButton("Link")
        self._link.setObjectName("link_done")
        self._link.setAccessibleName("Link to the element shown")
        self._link.setToolTip("Link to the element shown (Enter)")
        self._link.setProperty("role", "primary")
        cancel = QPushButton("Leave")
        cancel.setObjectName("link_cancel")
        cancel.setAccessibleName("Leave without linking")
        cancel.setToolTip("Leave without linking (Esc)")
        cancel.setProperty("role", "flat")
        self._link.clicked.connect(self.done.emit)
        cancel.clicked.connect(self.cancelled.emit)
        row.addWidget(self._link)
        row.addWidget(cancel)
        row.addStretch(1)
        return row

    def _fact_row(self) -> QWidget:
        """Link and fact in one gesture: the dates that stand in the quote are offered."""
        self._fact_holder = QWidget()
        row = QHBoxLayout(self._fact_holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        self.fact = QCheckBox("Also a fact:")
        self.fact.setObjectName("link_fact")
        self.fact.setAccessibleName("Also add the passage to the chronology")
        self.fact.setToolTip("Also add the passage to the chronology (Shift+Enter)")
        self.fact_date = QComboBox()
        self.fact_date.setObjectName("link_fact_date")
        self.fact_date.setAccessibleName("Date of the fact, as the passage states it")
        self.fact_date.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.fact_date.activated.connect(lambda _row: self.fact.setChecked(True))
        row.addWidget(self.fact)
        row.addWidget(self.fact_date, 1)
        return self._fact_holder

    def offer_fact(self, quote: str) -> None:
        """Offer the dates in the quote, the first one chosen; without a quote there is no fact to make."""
        self.fact.setChecked(False)
        self.fact_date.clear()
        for stated in dict.fromkeys(find_dates(quote)):
            self.fact_date.addItem(_date_words(stated), stated)
        self.fact_date.addItem("undated", "")
        self._fact_holder.setVisible(bool(quote))
        also = " · Shift+Enter also makes the fact" if quote else ""
        self._keys.setText(f"Enter links{also} · Esc leaves · + − 0 set the stance")

    def _choose(self, stance: str) -> None:
        self.set_stance(stance)
        self.stance_chosen.emit(stance)

    def set_stance(self, stance: str) -> None:
        """Say what the link will say."""
        self.stance = stance
        self._buttons[stance].setChecked(True)

    def show_target(self, number: str, text: str) -> None:
        """Show which element Enter will take; none yet with an empty number."""
        short = text if len(text) <= 90 else text[:89].rstrip() + "…"
        self.target.setText(f"to {number}  {short}" if number else "Type an element's number or a word of it.")
        self._link.setEnabled(bool(number))
