"""Hearing mode: choose an exhibit by its number, press one key for what happens to it; every entry gets court time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.actions import takes_text
from evidence_app.gui.hearing.keys import ENTRY_WORDS, KEYS, HearingKey, KeyPad, why_not
from evidence_app.gui.hearing.ledger_view import Entry, LedgerView
from evidence_app.gui.hearing.number_match import certain, matching
from evidence_app.gui.hearing.objection_dialog import ObjectionDialog
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.scrolled_page import scrolled_column
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.model.changes import Changes
from evidence_app.model.chronology import show_date
from evidence_app.model.errors import EvidenceError
from evidence_app.model.exhibits import STATUSES, Exhibit
from evidence_app.model.register import HearingEvent, NumberedExhibit
from evidence_app.services import exhibits, history, parties, register
from evidence_app.services.matter import Matter

RULINGS = ("Sustained", "Overruled", "Reserved", "Taken under submission", "Sustained in part, overruled in part")
SHOWN = 5
_BY_LETTER = {key.letter: key for key in KEYS}
Read = tuple[list[NumberedExhibit], list[Entry], list[str]]


def read_hearing(matter: Matter, day: str) -> Read:
    """Numbered exhibits in order, the ledger of a day (empty = all), and the days there are."""
    with matter.snapshot():
        return register.numbered(matter), register.ledger(matter, day), register.hearing_days(matter)


class Desk(QFrame):
    """The exhibit in hand and the keys: side by side, or below one another where the window is narrow."""

    def __init__(self, chooser: QLayout, acts: QLayout) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(*[theme.px(14)] * 4)
        self._row.setSpacing(theme.px(18))
        self._row.addLayout(chooser, 2)
        self._row.addLayout(acts, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= theme.px(860)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)


class HearingPage(QWidget):
    """``export_asked(name)`` opens the export dialog, ``undo_asked`` takes the last change back, ``exhibit_asked(id)`` shows one."""

    export_asked = Signal(str)
    undo_asked = Signal()
    exhibit_asked = Signal(int)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hearing_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._exhibits: list[NumberedExhibit] = []
        self._current = 0
        self._objecting = ""
        self._stale = True
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        column = scrolled_column(self, "hearing_scroll")
        column.setSpacing(theme.px(10))
        column.addLayout(self._top())
        column.addWidget(self._desk())
        column.addLayout(self._ledger_bar())
        column.addWidget(self._ledger(), 1)
        runner.changed.connect(self.refresh)
        self._tick()
        self.refresh(Changes())
        self._show_current()

    # -- parts -----------------------------------------------------------------------------------------------------

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(theme.label("Hearing", "title"))
        self.clock = theme.label("", "muted", wrap=True, name="hearing_clock")
        self.clock.setToolTip("Every entry gets this time. The court's time zone stands on the matter page.")
        row.addWidget(self.clock, 1)
        self.witness = QLineEdit()
        self.witness.setObjectName("hearing_witness")
        self.witness.setAccessibleName("Witness on the stand, written to every entry")
        self.witness.setPlaceholderText("Witness on the stand")
        self.witness.setClearButtonEnabled(True)
        self.witness.setFixedWidth(theme.px(210))
        self.witness.returnPressed.connect(self.number_setfocus)
        row.addWidget(self.witness)
        return row

    def _desk(self) -> QFrame:
        return Desk(self._chooser(), self._acts())

    def _chooser(self) -> QVBoxLayout:
        self.number = QLineEdit()
        self.number.setObjectName("hearing_number")
        self.number.setAccessibleName("Exhibit number; Enter chooses it")
        self.number.setPlaceholderText("Exhibit number, then Enter")
        font = self.number.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self.number.setFont(font)
        self.number.setMinimumHeight(theme.px(42))
        self.number.textEdited.connect(lambda _text: self._narrow())
        self.number.returnPressed.connect(self._take)
        self.number.installEventFilter(self)
        self.found = QListWidget()
        self.found.setObjectName("hearing_found")
        self.found.setAccessibleName("Exhibits with this number")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(lambda _item: self._take())
        self.card = QWidget()
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(3))
        self.title = theme.label("", "heading", wrap=True, name="hearing_exhibit")
        self.state = theme.label("", wrap=True, name="hearing_state")
        self.remarks = theme.label("", "muted", wrap=True, name="hearing_remarks")
        for label in (self.title, self.state, self.remarks):
            inner.addWidget(label)
        inner.addStretch(1)
        self.below = QStackedWidget()
        self.below.addWidget(self.card)
        self.below.addWidget(self.found)
        self.below.setFixedHeight(theme.px(112))
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        column.addWidget(self.number)
        column.addWidget(self.below)
        return column

    def _acts(self) -> QVBoxLayout:
        self.pad = KeyPad()
        self.pad.pressed.connect(self.press)
        self.told = theme.label("", wrap=True, name="hearing_told")
        self.told.setAccessibleName("What was entered last")
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        column.addWidget(self.pad)
        words = "Type a number and Enter, then one letter. A digit begins the next exhibit; Ctrl+Z takes the last entry back."
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addStretch(1)
        column.addWidget(self.told)
        return column

    def _ledger_bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(theme.label("Ledger", "heading"))
        self.day = QComboBox()
        self.day.setObjectName("hearing_day")
        self.day.setAccessibleName("Day of the ledger")
        self.day.addItem("All days", "")
        self.day.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.day.activated.connect(lambda _i: self.reload())
        row.addWidget(self.day)
        row.addStretch(1)
        self.undo = self._button("Undo", "hearing_undo", self.undo_asked.emit, "undo")
        self.clerk = self._button(
            "Clerk's list…", "hearing_clerk", lambda: self.export_asked.emit("hearing-ledger"), "export"
        )
        row.addWidget(self.undo)
        row.addWidget(self.clerk)
        return row

    def _button(self, words: str, name: str, run: Callable[[], object], icon: str) -> QPushButton:
        button = QPushButton(theme.icon(icon), words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda: run())
        return button

    def _ledger(self) -> QStackedWidget:
        self.ledger = LedgerView()
        self.ledger.exhibit_chosen.connect(self.choose)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(theme.px(170))
        self.stack.addWidget(self.ledger)
        self.stack.addWidget(
            theme.empty_state(
                "hearing", "The ledger is empty",
                "Type an exhibit's number, press Enter, then O when it is offered. Each entry is stamped with court time "
                "and moves the exhibit in the register. Exhibits need numbers first (key N in the exhibit list).",
            )
        )  # fmt: skip
        return self.stack

    # -- content ---------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read exhibits and ledger again; a page that is not on show waits until it is."""
        self._stale = False
        self._runner.query("hearing", read_hearing, str(self.day.currentData() or ""), done=self._show)

    def refresh(self, changes: Changes) -> None:
        """Follow changes of the register, also those undone."""
        if changes.touches("exhibit", "hearing_event", "matter", "party"):
            self._stale = True
            if self.isVisible():
                self.reload()
        what = history.undo_state(self._matter).undo
        self.undo.setEnabled(bool(what) and not self._matter.read_only)
        text = f"Undo {what}" if what else "Undo"
        self.undo.setText(self.undo.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, theme.px(340)))
        self.undo.setToolTip(f"{text} (Ctrl+Z)")

    def _show(self, found: Read) -> None:
        self._exhibits, entries, days = found
        self.ledger.show_entries(entries)
        self.stack.setCurrentIndex(0 if entries else 1)
        chosen = self.day.currentData()
        self.day.clear()
        self.day.addItem("All days", "")
        for day in days:
            self.day.addItem(show_date(day), day)
        self.day.setCurrentIndex(max(0, self.day.findData(chosen)))
        self._show_current()

    def exhibit(self) -> Exhibit | None:
        """The exhibit in hand."""
        found = exhibits.records(self._matter, [self._current]).get(self._current)
        return found if found is not None and found.number and not found.sequestered else None

    def _show_current(self) -> None:
        one = self.exhibit()
        if one is None:
            count = len(self._exhibits)
            self.title.setText("No exhibit in hand" if count else "No exhibit has a number yet")
            self.state.setText(
                f"{count:,} numbered exhibits can be called."
                if count
                else "Number exhibits first: key N in the exhibit list."
            )
            self.remarks.setText("")
        else:
            self.title.setText(f"{one.label}   {one.description or one.title}"[:160])
            self.state.setText(
                f"Now: {STATUSES[one.status]}" + ("  ·  Privileged: not on the clerk's list" if one.privilege else "")
            )
            self.remarks.setText(_remarks(one))
            self.remarks.setToolTip(_remarks(one))
        self.pad.show_exhibit(one, self._matter.read_only)

    def _tick(self) -> None:
        at = register.court_time(self._matter)
        zone = self._matter.record.court_zone or "this computer's time; set the court's zone on the matter page"
        self.clock.setText(f"{show_date(at[:10])}, {at[11:19]} ({zone})")

    def showEvent(self, event: QShowEvent) -> None:
        self._clock.start()
        self._tick()
        if self._stale:
            self.reload()
        QTimer.singleShot(0, self, self.pad_setfocus if self._current else self.number_setfocus)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    # -- choosing an exhibit ---------------------------------------------------------------------------------------

    def number_setfocus(self) -> None:
        """The keyboard goes to the number."""
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.number.selectAll()

    def _narrow(self) -> None:
        typed = self.number.text()
        self.found.clear()
        fitting = matching(typed, self._exhibits)
        for one in fitting[:SHOWN]:
            item = QListWidgetItem(f"{one.number}   {one.description or one.title}   ({STATUSES[one.status]})")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.found.addItem(item)
        sure = certain(typed, fitting)
        ids = [self.found.item(i).data(Qt.ItemDataRole.UserRole) for i in range(self.found.count())]
        if ids:
            self.found.setCurrentRow(ids.index(sure.id) if sure and sure.id in ids else -1)
        elif typed.strip():
            item = QListWidgetItem(f"No numbered exhibit fits “{typed.strip()}”.")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.found.addItem(item)
        choosing = bool(typed.strip())
        self.below.setCurrentIndex(1 if choosing else 0)
        self.pad.show_exhibit(None if choosing else self.exhibit(), self._matter.read_only)

    def _take(self) -> None:
        """Enter: the marked exhibit is in hand, and letters are keys from now on."""
        if self.below.currentIndex() == 0:
            self._narrow()
        item = self.found.currentItem()
        if self.number.text().strip() and item is None and self.found.count() > 1:
            self._tell("Several exhibits fit. Choose one with the arrow keys, or type its prefix.", refused=True)
        if not self.number.text().strip() or item is None or not item.data(Qt.ItemDataRole.UserRole):
            return
        self.choose(int(item.data(Qt.ItemDataRole.UserRole)))

    def choose(self, exhibit_id: int) -> None:
        """Take an exhibit in hand; the letters act on it."""
        self._current = exhibit_id
        one = self.exhibit()
        self.number.setText(one.number or "" if one else "")
        self.below.setCurrentIndex(0)
        self._show_current()
        self._tell("")
        self.pad_setfocus()

    def pad_setfocus(self) -> None:
        """The keyboard is free for letters: no field has it."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- keys ------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Single letters belong to this page before they are commands of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        if takes_text(self.focusWidget()) and self.focusWidget().hasFocus():
            return False
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        return plain and len(event.text()) == 1 and event.text().isprintable() and event.text() not in " ?"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._own_key(event):
            super().keyPressEvent(event)
            return
        letter = event.text().upper()
        if letter in _BY_LETTER:
            if not event.isAutoRepeat():
                self.press(_BY_LETTER[letter])
        elif letter.isdigit() or letter == "/":
            self.number.setFocus()
            self.number.setText(letter if letter != "/" else "")
            self._narrow()
        else:
            self._tell(f"{letter} is not a key of hearing mode.", refused=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the number field: arrows walk the exhibits found, Escape goes back to the one in hand."""
        if watched is self.number and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.found.count():
                self.found.setCurrentRow(max(0, min(self.found.count() - 1, self.found.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape and self._current:
                self.choose(self._current)
                return True
        return False

    def press(self, key: HearingKey) -> None:
        """Make an entry for the exhibit in hand; what needs words asks for them. The time is that of the key."""
        one = self.exhibit() if self.below.currentIndex() == 0 else None
        why = "This matter is open for reading only." if self._matter.read_only else why_not(key, one)
        if why or one is None:
            self._tell(why, refused=True)
            return
        at = register.court_time(self._matter)
        words = self._words(key, one)
        if words is None:
            self._tell("Nothing was entered.")
            self.pad_setfocus()
            return
        self._runner.change(
            register.note, one.id, key.action, words, witness=self.witness.text().strip(), at=at,
            done=lambda event: self._entered(one, event), on_error=self._refused,
        )  # fmt: skip

    def _words(self, key: HearingKey, one: Exhibit) -> str | None:
        """The words an entry needs; None when the user left."""
        if key.action == "objection":
            sides = [p.name for p in parties.parties(self._matter)]
            asked = ObjectionDialog.ask(self, f"Objection to {one.label}", sides, self._objecting)
            if asked is not None:
                self._objecting = asked[1]
            return asked[0] if asked else None
        if key.action == "ruling":
            known = [Choice(words, words) for words in RULINGS]
            return TypeAhead.ask(
                self, f"Ruling on {one.label}", known, new="“{}”", hint="Type it, or a part of one below"
            )
        if key.action in ("limited", "response"):
            title = "For what purpose is it admitted?" if key.action == "limited" else f"Response for {one.label}"
            known = [Choice(words, words) for words in _suggested(key, one)]
            return TypeAhead.ask(self, title, known, new="“{}”", hint="Type it in words")
        return ""

    def _entered(self, one: Exhibit, event: HearingEvent) -> None:
        words = ENTRY_WORDS.get(event.action, event.action)  # type: ignore[call-overload]
        self._tell(" · ".join(filter(None, (f"{event.at[11:19]}  {one.label}: {words}", event.words))))
        self.pad_setfocus()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, EvidenceError):
            self._tell(f"{error.message} {error.hint}".strip(), refused=True)
        else:
            self._messages.error(error)

    def _tell(self, words: str, refused: bool = False) -> None:
        self.told.setText(
            f"Not entered: {words}" if refused and words else f"✓ {words}" if words and words[0].isdigit() else words
        )
        theme.set_role(self.told, "problem" if refused else "")


def _remarks(one: Exhibit) -> str:
    parts = (
        ("Objections", one.objections), ("Response", one.objection_response), ("Ruling", one.ruling),
        ("Limited to", one.limited_purpose), ("Sponsor", one.sponsor),
    )  # fmt: skip
    return "\n".join(f"{name}: {words}" for name, words in parts if words)


def _suggested(key: HearingKey, one: Exhibit) -> list[str]:
    known: tuple[Any, ...] = (
        (one.limited_purpose, "Not for the truth of the matter", "Notice only", "State of mind", "Impeachment only")
        if key.action == "limited"
        else (one.objection_response, "Not offered for the truth", "Business record, FRE 803(6)", "Statement of an opposing party, FRE 801(d)(2)")
    )  # fmt: skip
    return [words for words in dict.fromkeys(known) if words]
