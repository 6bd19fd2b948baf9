"""The page about the case: caption, where it stands, parties, claims with their coverage, and what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Field, Form
from evidence_app.gui.in_pieces import InPieces
from evidence_app.gui.kept_focus import kept_focus
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.when_shown import WhenShown
from evidence_app.model.changes import Changes
from evidence_app.model.matter import MatterRecord, Party
from evidence_app.model.proof import ClaimNode, CoverageRule
from evidence_app.services import parties, proof
from evidence_app.services.matter import Matter

TABLES = ("matter", "party", "claim", "element", "evidence_link", "exhibit", "event", "page")
SIDES = (("plaintiff", "Plaintiff"), ("defendant", "Defendant"), ("joint", "Joint"), ("other", "Other"))
MATTER_FIELDS = (
    Field("name", "Name of the matter"),
    Field("court", "Court"),
    Field("division", "Division"),
    Field("docket_number", "Docket number"),
    Field("judge", "Judge"),
    Field("status_note", "Where the case stands", "lines"),
    Field("status_source", "Source of that", "lines"),
    Field("court_zone", "Time zone of the court", tip="For example America/Los_Angeles"),
    Field("notes", "Notes", "lines"),
)
PARTY_FIELDS = (
    Field("name", "Name"),
    Field("side", "Side", "choice", SIDES),
    Field("role", "Role", tip="For example Plaintiff, Cross-defendant"),
    Field("prefix", "Exhibit prefix", tip="For example PX or P-"),
    Field("first_number", "First number", "int"),
    Field("number_width", "Digits (0 = no leading zeros)", "int"),
    Field("counsel", "Counsel"),
)


@dataclass(frozen=True)
class Overview:
    """Everything the page shows, read in one go."""

    record: MatterRecord
    parties: list[Party]
    claims: tuple[ClaimNode, ...]
    rule: CoverageRule
    counts: tuple[tuple[str, int], ...]


def read_overview(matter: Matter) -> Overview:
    """Read everything the page shows."""
    counts = (
        ("exhibits", "SELECT count(*) FROM exhibit"),
        ("pages", "SELECT count(*) FROM page"),
        ("evidence links", "SELECT count(*) FROM evidence_link"),
        ("events", "SELECT count(*) FROM event"),
    )
    with matter.snapshot() as read:
        return Overview(
            matter.record, parties.parties(matter), proof.tree(matter), proof.coverage_rule(matter),
            tuple((words, int(read.value(sql))) for words, sql in counts),
        )  # fmt: skip


class MatterPage(QWidget):
    """``page_asked(name)`` leads to another page of the window; ``import_asked`` starts an import."""

    page_asked = Signal(str)
    import_asked = Signal(bool)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matter_page")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._overview: Overview | None = None
        self._area = QScrollArea()
        self._area.setObjectName("matter_scroll")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self._claim_rows = InPieces(self)
        self._when_shown = WhenShown(self, self._read, self._show)
        runner.changed.connect(self.refresh)
        self.reload()

    def refresh(self, changes: Changes) -> None:
        """Read again when something on this page changed."""
        if changes.touches(*TABLES):
            self.reload()

    def reload(self) -> None:
        """Read the page again, now or when it is shown."""
        self._when_shown.read()

    def _read(self) -> None:
        self._runner.query("matter.overview", read_overview, done=self._when_shown.show)

    def _show(self, found: Overview) -> None:
        self._overview = found
        place = self._area.verticalScrollBar().value()
        page = QWidget()
        page.setProperty("role", "page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(theme.px(28), theme.px(22), theme.px(28), theme.px(28))
        column = QVBoxLayout()
        column.setSpacing(theme.px(16))
        column.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(column, 10)
        outer.addStretch(1)
        for part in self._parts(found):
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        column.addStretch(1)
        if place:  # what was scrolled to is there again at once
            self._claim_rows.finish()
        with kept_focus(self):
            self._area.setWidget(page)
        self._area.verticalScrollBar().setValue(place)

    def _parts(self, found: Overview) -> list[QWidget | QLayout]:
        parts: list[QWidget | QLayout] = []
        if self._matter.read_only:
            parts.append(self._banner())
        parts.append(self._heading(found))
        if found.record.status_note:
            parts.append(self._status(found.record))
        parts.append(self._counts(found))
        parts.append(self._claims(found))
        parts.append(self._parties(found))
        return parts

    def _banner(self) -> QFrame:
        words = f"Open for reading only: {self._matter.holder} has this matter open for writing. Close it there, then open it here again."
        return _note("locked", "warning", words, "banner", "read_only_banner")

    def _heading(self, found: Overview) -> QLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(theme.label(found.record.name, "title", wrap=True, name="matter_title"))
        record = found.record
        court = " · ".join(filter(None, (record.court, record.division)))
        docket = " · ".join(filter(None, (f"No. {record.docket_number}" if record.docket_number else "", record.judge)))
        for line in filter(None, (court, docket)):
            words.addWidget(theme.label(line, "muted", wrap=True))
        row.addLayout(words, 1)
        edit = self._button("Edit…", "edit_matter", self.edit_matter)
        row.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _status(self, record: MatterRecord) -> QFrame:
        source = f"Source: {record.status_source}" if record.status_source else ""
        return _note("warning", "warning", record.status_note, "banner", "status_note", source)

    def _counts(self, found: Overview) -> QLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        needed = sum(claim.needed for claim in found.claims)
        proved = sum(claim.proved for claim in found.claims)
        gaps = sum(claim.gaps for claim in found.claims)
        tiles = [
            (f"{number:,}", words, page)
            for (words, number), page in zip(
                found.counts, ("exhibits", "search", "elements", "chronology"), strict=True
            )
        ]
        tiles.insert(2, (f"{proved}/{needed}", f"elements proved on paper, {gaps} gap{'s' * (gaps != 1)}", "elements"))
        across = len(tiles) if theme.px(100) < 150 else 3
        for i, (number, words, page) in enumerate(tiles):
            grid.addWidget(self._tile(number, words, page), i // across, i % across)
        return grid

    def _tile(self, number: str, words: str, page: str) -> QPushButton:
        tile = Tile()
        tile.setObjectName(f"tile_{words.split(',')[0].replace(' ', '_')}")
        tile.setProperty("role", "tile")
        tile.setAccessibleName(f"{number} {words}: show")
        tile.setCursor(Qt.CursorShape.PointingHandCursor)
        tile.clicked.connect(lambda: self.page_asked.emit(page))
        column = QVBoxLayout(tile)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(2))
        for label in (theme.label(number, "number"), theme.label(words, "muted", wrap=True)):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        column.addStretch(1)
        return tile

    def _claims(self, found: Overview) -> QFrame:
        card, column = _card("Claims")
        column.addWidget(theme.label(f"By this matter's rule, {found.rule.words()}.", "muted", wrap=True))
        if not found.claims:
            column.addWidget(
                theme.label(
                    "No claims yet. Open Elements and coverage to add one from the template library.", wrap=True
                )
            )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        self._claim_rows.start(self._filled(grid, found.claims))
        column.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(
            self._button("Elements and coverage", "go_elements_button", lambda: self.page_asked.emit("elements"), True)
        )
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _filled(self, grid: QGridLayout, claims: Sequence[ClaimNode]) -> Iterator[None]:
        for i, claim in enumerate(claims):
            self._claim_row(grid, i, claim)
            yield

    @staticmethod
    def _claim_row(grid: QGridLayout, row: int, claim: ClaimNode) -> None:
        name = theme.label(f"{claim.number}. {claim.claim.name}", wrap=True)
        grid.addWidget(name, row, 0)
        grid.addWidget(theme.label(f"{claim.proved} of {claim.needed} proved on paper", "muted"), row, 1)
        for place, (count, word, state) in enumerate(
            ((claim.contested, "contested", "contested"), (claim.gaps, "gap" if claim.gaps == 1 else "gaps", "gap"))
        ):
            grid.addWidget(_badge(state, f"{count} {word}") if count else theme.label(""), row, 2 + place)
        if not claim.gaps and not claim.contested and claim.needed:
            grid.addWidget(_badge("proved", "no gap"), row, 3)

    def _parties(self, found: Overview) -> QFrame:
        card, column = _card("Parties and exhibit series")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        for row, party in enumerate(found.parties):
            counsel = f"\nCounsel: {party.counsel}" if party.counsel else ""
            grid.addWidget(theme.label(party.name + counsel, wrap=True), row, 0)
            grid.addWidget(theme.label(party.role or dict(SIDES)[party.side], "muted"), row, 1)
            series = f"{party.prefix}{party.first_number:0{party.number_width}d}, …"
            grid.addWidget(theme.label(f"exhibits {series}", "muted"), row, 2)
            edit = self._button("Edit…", f"edit_party_{party.id}", lambda p=party: self.edit_party(p), True)
            edit.setAccessibleName(f"Edit {party.name}")
            grid.addWidget(edit, row, 3)
        if not found.parties:
            column.addWidget(theme.label("No parties yet. Exhibit numbers and captions need them.", wrap=True))
        column.addLayout(grid)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.addWidget(self._button("Add a party…", "add_party", lambda: self.edit_party(None), True))
        row_of_buttons.addStretch(1)
        column.addLayout(row_of_buttons)
        return card

    def _button(self, words: str, name: str, run: Callable[[], object], flat: bool = False) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        if flat:
            button.setProperty("role", "flat")
        button.setEnabled(not self._matter.read_only or name == "go_elements_button")
        button.clicked.connect(lambda: run())
        return button

    # -- editing ---------------------------------------------------------------------------------------------------

    def edit_matter(self) -> None:
        """Edit the facts about the case."""
        record = self._matter.record
        values = FormDialog.ask(self, "About this matter", MATTER_FIELDS, vars(record))
        if values is not None:
            changed = {k: v for k, v in values.items() if v != getattr(record, k)}
            if changed:
                self._runner.change(parties.describe_matter, **changed)

    def edit_party(self, party: Party | None) -> None:
        """Edit a party and its exhibit series, or add one."""
        shown = vars(party) if party else {"side": "plaintiff", "first_number": 1}
        values = FormDialog.ask(self, "Edit party" if party else "Add a party", PARTY_FIELDS, shown)
        if values is None:
            return
        if party is None:
            self._runner.change(parties.add_party, values.pop("name"), values.pop("side"), **values)
        else:
            self._runner.change(parties.edit_party, party.id, **values)


class Tile(QPushButton):
    """A button as large as what is laid out in it."""

    def sizeHint(self) -> QSize:
        inner = self.layout()
        return inner.sizeHint() if inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        inner = self.layout()
        return inner.minimumSize() if inner is not None else super().minimumSizeHint()


class FormDialog(Dialog):
    """A form with Save and Cancel."""

    def __init__(self, parent: QWidget, title: str, form_fields: tuple[Field, ...], values: Mapping[str, Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("form_dialog")
        self.form = Form(form_fields)
        self.form.set_values(values)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(14))
        column.addWidget(theme.label(title, "heading"))
        column.addWidget(self.form)
        column.addWidget(buttons)
        self.setMinimumWidth(theme.px(520))

    @classmethod
    def ask(
        cls, parent: QWidget, title: str, form_fields: tuple[Field, ...], values: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Let the user edit; None when they left without saving."""
        dialog = cls(parent, title, form_fields, values)
        return dialog.form.values() if dialog.exec() else None


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
    column.setSpacing(theme.px(10))
    column.addWidget(theme.label(title, "heading"))
    return card, column


def _note(icon: str, role: str, words: str, look: str, name: str, quiet: str = "") -> QFrame:
    frame = QFrame()
    frame.setProperty("role", look)
    frame.setObjectName(name)
    row = QHBoxLayout(frame)
    row.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
    row.setSpacing(theme.px(12))
    picture = QLabel()
    picture.setPixmap(theme.icon(icon, role).pixmap(theme.px(20), theme.px(20)))
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(theme.px(4))
    column.addWidget(theme.label(words, wrap=True))
    if quiet:
        column.addWidget(theme.label(quiet, "muted", wrap=True))
    row.addLayout(column, 1)
    return frame


def _badge(state: str, words: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(5))
    picture = QLabel()
    picture.setPixmap(theme.coverage_icon(state).pixmap(theme.px(16), theme.px(16)))
    row.addWidget(picture)
    row.addWidget(theme.label(words))
    return holder
