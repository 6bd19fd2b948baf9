"""State what happened to an item: who gave it to whom, when, where, why and how; or correct what was stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.custody.two_forms import TwoForms
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Field
from evidence_app.model.custody import CUSTODY_EVENTS, STATED, CustodyEvent, show_moment
from evidence_app.model.errors import EvidenceError
from evidence_app.services import custody
from evidence_app.services.matter import Matter

ZONES = ("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "UTC")
"""Offered while a zone is typed, after the court's own; any other can be typed."""

_WHAT, _FROM, _TO, _MORE = "What happened", "From", "To", "Anything else"
_HOW, _ITEM, _PROOF = "Why and how", "The item", "Who vouches for it"
LEFT = (
    Field("event", "Event", "choice", tuple(CUSTODY_EVENTS.items()), section=_WHAT),
    Field("at", "When", section=_WHAT, tip="2024-09-18, or 2024-09-18 14:05"),
    Field("zone", "Time zone", section=_WHAT, tip="For a time of day"),
    Field("released_by", "Released by", section=_FROM, tip="Who gave it away"),
    Field("from_place", "Place", section=_FROM),
    Field("received_by", "Received by", section=_TO, tip="Who took it"),
    Field("to_place", "Place", section=_TO),
    Field("note", "Note", "lines", section=_MORE),
)
RIGHT = (
    Field("purpose", "Purpose", section=_HOW),
    Field("method", "Method", section=_HOW, tip="How it was collected or copied"),
    Field("condition", "Seal and condition", section=_HOW),
    Field("description", "Item", section=_ITEM, tip="Device, volume, paper"),
    Field("serial", "Serial no.", section=_ITEM),
    Field("hash_before", "Hash before", section=_ITEM, tip="As stated, for example SHA-256"),
    Field("hash_after", "Hash after", section=_ITEM, tip="As stated, for example SHA-256"),
    Field("signature_ref", "Signature kept at", section=_PROOF),
    Field("witness", "Witness", section=_PROOF),
)
HASHES = ("hash_before", "hash_after")
WORDS = "Kept as it is stated here, with your name and the time of entry. It can be corrected later, never changed."
CORRECTING = (
    "Entry {entry} stays as it is and is shown as corrected; the corrected statement is added with its own entry."
)


class CustodyEventDialog(Dialog):
    """The fields of one event for one or several exhibits. ``known`` is the event being corrected.

    ``stored`` are the SHA-256 values of the exhibit's files; hash fields are left out for several exhibits.
    """

    def __init__(
        self, parent: QWidget | None, matter: Matter, title: str, *, stored: Mapping[str, str] | None = None,
        known: CustodyEvent | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("custody_event_dialog")
        self._matter, self._stored = matter, stored
        hidden = () if stored is not None else HASHES
        self.forms = TwoForms(LEFT, [field for field in RIGHT if field.key not in hidden])
        self._build(title, known)
        self._show(known)
        for field in self.forms.fields:
            self._watch(self.forms.input(field.key))
        self._offer()
        self._tell()
        self.forms.input("at").setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, title: str, known: CustodyEvent | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(title, "heading", wrap=True))
        column.addWidget(theme.label(CORRECTING.format(entry=known.entry) if known else WORDS, "muted", wrap=True))
        column.addWidget(self.forms, 1)
        self.told = theme.label("", wrap=True, name="custody_event_told")
        self.told.setMinimumHeight(theme.px(38))
        column.addWidget(self.told)
        buttons, self.go = self.end_buttons("Enter", "custody_event_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        theme.fit(self, 900, 660)

    def _show(self, known: CustodyEvent | None) -> None:
        plain = {"event": "received", "zone": self._matter.record.court_zone}
        values = {name: getattr(known, name) for name in STATED} if known else plain
        self.forms.set_values(values)

    def _watch(self, made: QWidget) -> None:
        if isinstance(made, QLineEdit):
            made.textChanged.connect(lambda _text: self._tell())
        elif isinstance(made, QComboBox):
            made.currentIndexChanged.connect(lambda _i: self._tell())

    def _offer(self) -> None:
        """People and places entered before are offered while typing."""
        before, court = self._matter, self._matter.record.court_zone
        people = [*custody.stated_before(before, "received_by", "released_by", "witness"), before.actor]
        places = custody.stated_before(before, "to_place", "from_place")
        for names, known in (
            (("released_by", "received_by", "witness"), people), (("from_place", "to_place"), places),
            (("zone",), [court, *ZONES]),
        ):  # fmt: skip
            for name in names:
                complete(self.forms.input(name), known)

    # -- what is entered -------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """The fields as entered; a zone without a time of day is left out."""
        found = self.forms.values()
        return found if ":" in found["at"] else found | {"zone": ""}

    def _checked(self) -> tuple[dict[str, str], str]:
        """The values as they will be kept, or why they cannot be."""
        values = self.values()
        try:
            return custody.check_event(values.pop("event"), values.pop("at"), values), ""
        except EvidenceError as error:
            return {}, f"{error.message} {error.hint}".strip()

    def _tell(self) -> None:
        """What the program understands: the moment with its offset, and how hash values stand to the stored ones."""
        if not self.values()["at"]:
            self.told.setText("When did it happen? A date of any precision will do: 2024-09-18, 2024-09 or 2024.")
            return
        kept, problem = self._checked()
        if problem:
            self.told.setText(problem)
            return
        told = [f"When: {show_moment(kept['at'], kept.get('zone', ''))}."]
        for name, words in (("hash_before", "Hash before"), ("hash_after", "Hash after")):
            compared = custody.hash_words(kept[name], self._stored or {})
            told += [f"{words}: {compared}"] if compared else []
            if kept[name] and not compared:
                told.append(f"{words}: cannot be compared; only SHA-256 values are computed here.")
        self.told.setText("\n".join(told))

    def accept(self) -> None:
        """Enter what can be right; otherwise say what is wrong and stay."""
        _kept, problem = self._checked()
        if problem:
            self.told.setText(problem)
            self.forms.input("at" if not self.values()["at"] else "event").setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().accept()

    @classmethod
    def ask(cls, parent: QWidget | None, matter: Matter, title: str, **given: Any) -> dict[str, Any] | None:
        """The event's fields; None when the user left."""
        dialog = cls(parent, matter, title, **given)
        return dialog.values() if dialog.exec() else None


def complete(line: QWidget, known: Sequence[str]) -> None:
    """Offer known values while something is typed into a line."""
    if isinstance(line, QLineEdit):
        completer = QCompleter(list(dict.fromkeys(filter(None, known))), line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)
