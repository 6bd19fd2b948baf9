"""Serve the present exhibit list: whose, under which title and date, and exactly what will be frozen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.model.errors import NotFound
from evidence_app.services import parties, register
from evidence_app.services.matter import Matter


@dataclass(frozen=True)
class Serving:
    """What the user decided."""

    title: str
    party_id: int | None
    served_on: str


@dataclass(frozen=True)
class Outlook:
    """What serving a party's list now would do."""

    rows: int
    fresh: int
    undescribed: int
    unsponsored: int
    withheld: int
    amends: str

    def lines(self) -> list[str]:
        """In words: what goes on the list, what stays off, what is still missing."""
        first = f"{self.rows:,} exhibit{'s' * (self.rows != 1)} on the list; {self.fresh:,} become served, and their numbers never change again."
        told = (
            (self.amends, f"It amends “{self.amends}”, so it is called Amended."),
            (self.withheld, f"{self.withheld:,} numbered exhibits stay off: privileged, sequestered or for impeachment only."),
            (self.undescribed, f"{self.undescribed:,} have no description of their own; their title is printed."),
            (self.unsponsored, f"{self.unsponsored:,} have no sponsoring witness."),
        )  # fmt: skip
        return [first, *(words for there, words in told if there)]


def outlook(matter: Matter, party_id: int | None) -> Outlook:
    """Count what serving would do; changes nothing."""
    outward = "number IS NOT NULL AND privilege = '' AND sequestered = 0 AND offer_class != 'impeachment_only' AND exhibit_kind != 'impeachment'"
    party = "" if party_id is None else f"AND party_id = {int(party_id)}"
    read = matter.read

    def count(where: str) -> int:
        return int(read.value(f"SELECT count(*) FROM exhibit WHERE {where} {party}"))

    earlier = register.latest_served(matter, party_id)
    return Outlook(
        count(outward), count(f"{outward} AND status = 'numbered'"), count(f"{outward} AND description = ''"),
        count(f"{outward} AND sponsor = ''"), count(f"number IS NOT NULL AND NOT ({outward})"),
        earlier.title if earlier else "",
    )  # fmt: skip


class ServeDialog(Dialog):
    """Title, party and date, with what will happen below them."""

    def __init__(self, parent: QWidget, matter: Matter, party_id: int | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Serve the exhibit list")
        self.setObjectName("serve_dialog")
        self._matter = matter
        self.title = QLineEdit("Exhibit list")
        self.title.setObjectName("serve_title")
        self.title.setAccessibleName("Title of the list")
        self.party = QComboBox()
        self.party.setObjectName("serve_party")
        self.party.setAccessibleName("Whose list")
        fill_parties(self.party, matter)
        self.party.setCurrentIndex(max(0, self.party.findData(party_id)))
        today = register.court_time(matter)[:10]
        self.date = QDateEdit(QDate.fromString(today, "yyyy-MM-dd"))
        self.date.setObjectName("serve_date")
        self.date.setAccessibleName("Date of service")
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setCalendarPopup(True)
        self.told = theme.label("", wrap=True, name="serve_outlook")
        self._build()
        self.party.currentIndexChanged.connect(lambda _i: self._tell())
        self._tell()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label("Serve the exhibit list", "heading"))
        words = "The list is kept as it is now, with the hash of its rows. Later lists are amended ones; withdrawn exhibits stay on them as WITHDRAWN."
        column.addWidget(theme.label(words, "muted", wrap=True))
        rows = field_rows()
        add_field(rows, "Title", self.title)
        add_field(rows, "Whose list", self.party)
        add_field(rows, "Served on", self.date)
        column.addLayout(rows)
        column.addWidget(theme.label("What happens", "section"))
        column.addWidget(self.told)
        column.addStretch(1)
        buttons, self.go = self.end_buttons("Serve and freeze", "serve_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.setMinimumWidth(theme.px(520))
        self.resize(theme.px(560), theme.px(430))

    def _tell(self) -> None:
        found = outlook(self._matter, self.party.currentData())
        if found.rows:
            self.told.setText("\n".join(f"• {line}" for line in found.lines()))
        else:
            self.told.setText(
                "There is no numbered exhibit to serve. Number exhibits first (key N in the exhibit list)."
            )
        self.go.setEnabled(found.rows > 0)

    def chosen(self) -> Serving:
        """What the user decided."""
        on = self.date.date().toString("yyyy-MM-dd")
        return Serving(self.title.text().strip(), self.party.currentData(), on)

    @classmethod
    def ask(cls, parent: QWidget, matter: Matter, party_id: int | None = None) -> Serving | None:
        """Let the user decide; None when they left."""
        dialog = cls(parent, matter, party_id)
        return dialog.chosen() if dialog.exec() else None


def fill_parties(box: QComboBox, matter: Matter) -> None:
    """All parties, then each one; the data is the party's id or None."""
    box.clear()
    box.addItem("All parties", None)
    for one in parties.parties(matter):
        box.addItem(one.name, one.id)


def party_name(matter: Matter, party_id: int | None) -> str:
    """A party's name as a list shows it."""
    if party_id is None:
        return "All parties"
    try:
        return parties.party(matter, party_id).name
    except NotFound:
        return "A party since removed"
