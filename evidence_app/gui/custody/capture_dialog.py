"""How a web page was captured: a form for the person who captured it, with what the file itself says offered beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.custody.event_dialog import ZONES, complete
from evidence_app.gui.custody.two_forms import TwoForms
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.elided import ElidedLabel
from evidence_app.gui.emptying import empty
from evidence_app.gui.form import Field
from evidence_app.model.custody import CaptureRecord, WebCapture
from evidence_app.model.errors import EvidenceError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.web_capture import Offer, archive_stamp
from evidence_app.services import web_capture
from evidence_app.services.matter import Matter

NEEDED = ("requested_url", "captured_at", "zone", "operator", "tool", "browser")
_PAGE, _WITH, _SITE, _COPY, _WHY = (
    "The page",
    "Who and with what",
    "What the site was told",
    "Archived copy",
    "Why and how",
)
LEFT = (
    Field("requested_url", "Address asked for *", section=_PAGE, tip="https://…"),
    Field("final_url", "Address at the end", section=_PAGE, tip="After redirects"),
    Field("captured_at", "Captured at *", section=_PAGE, tip="2024-09-18 14:05, or with -07:00"),
    Field("zone", "Local time zone *", section=_PAGE, tip="America/Los_Angeles"),
    Field("finished_at", "Finished at", section=_PAGE, tip="2024-09-18 14:07"),
    Field("clock_source", "Clock set by", section=_PAGE, tip="For example a time server"),
    Field("archive_url", "Address of the copy", section=_COPY, tip="https://web.archive.org/web/…"),
    Field("archive_at", "The archive's stamp", section=_COPY, tip="14 digits, UTC"),
    Field("reason", "Reason", section=_WHY, tip="Why it was captured"),
    Field("interaction", "Notes", "lines", section=_WHY, tip="What was scrolled, clicked, opened or dismissed"),
)
RIGHT = (
    Field("operator", "Captured by *", section=_WITH, tip="The person"),
    Field("tool", "Tool and version *", section=_WITH, tip="For example Print to PDF"),
    Field("browser", "Browser and version *", section=_WITH, tip="For example Firefox 130"),
    Field("system", "Operating system", section=_WITH),
    Field("viewport", "Size of the window", section=_WITH, tip="For example 1366 x 768"),
    Field("user_agent", "User agent", section=_WITH),
    Field("account", "Signed in?", section=_SITE, tip="No, or as whom"),
    Field("locale", "Language and region", section=_SITE, tip="For example en-US"),
    Field("http_status", "HTTP status", section=_SITE, tip="For example 200"),
    Field("response_headers", "Response headers", "lines", section=_SITE),
)
LABELS = {field.key: field.label.removesuffix(" *") for field in (*LEFT, *RIGHT)}
WORDS = (
    "Kept as you state it, with the SHA-256 of each file as it is now. Fields with * are needed. Nothing is fetched."
)
CORRECTING = "Entry {entry} stays as it is and is shown as corrected; this record is added with its own entry."


class CaptureDialog(Dialog):
    """One capture record of an exhibit. ``known`` is the record being corrected."""

    def __init__(
        self, parent: QWidget | None, matter: Matter, exhibit: Exhibit, offered: Sequence[Offer],
        known: CaptureRecord | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        title = f"Correct entry {known.entry}" if known else f"Web capture of {exhibit.label}"
        self.setWindowTitle(title)
        self.setObjectName("capture_dialog")
        self._exhibit, self._offered, self.files = exhibit, list(offered), list[Path]()
        self.offers = self._offer_box()
        self.forms = TwoForms(LEFT, RIGHT, self.offers)
        self._build(title, CORRECTING.format(entry=known.entry) if known else WORDS)
        self.forms.set_values(asdict(known.capture) if known else {})
        complete(self.input("zone"), [matter.record.court_zone, *ZONES])
        complete(self.input("operator"), [*_operators(matter), matter.actor])
        self.forms.edited.connect(lambda key, value: self._archive_named(str(value)) if key == "archive_url" else None)
        self._show_offers()
        self._show_files()
        self.input("requested_url").setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, title: str, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(theme.label(title, "heading", wrap=True))
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addWidget(self.forms, 1)
        column.addLayout(self._file_row())
        self.told = theme.label("", "warning", wrap=True, name="capture_told")
        column.addWidget(self.told)
        buttons, self.go = self.end_buttons("Record", "capture_go")
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        theme.fit(self, 940, 700)

    def _offer_box(self) -> QFrame:
        box = QFrame()
        box.setObjectName("capture_offers")
        box.setProperty("role", "notice")
        self._offer_rows = QVBoxLayout(box)
        self._offer_rows.setContentsMargins(theme.px(10), theme.px(6), theme.px(8), theme.px(6))
        self._offer_rows.setSpacing(theme.px(2))
        return box

    def _file_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.file_words = theme.label("", wrap=True, name="capture_files")
        add = QPushButton("Add a file…")
        add.setObjectName("capture_add_file")
        add.setAccessibleName("Add a file of the capture, to be hashed")
        add.setToolTip("For example the page as HTML beside its picture; it is hashed, not imported")
        add.clicked.connect(lambda: self._add_files())
        row.addWidget(self.file_words, 1)
        row.addWidget(add)
        return row

    def input(self, name: str) -> QLineEdit:
        """The line of a field."""
        made = self.forms.input(name)
        assert isinstance(made, QLineEdit)
        return made

    # -- what the file says ----------------------------------------------------------------------------------------

    def _show_offers(self) -> None:
        empty(self._offer_rows)
        self.offers.setVisible(bool(self._offered))
        if self._offered:
            self._offer_rows.addWidget(self._offer_head())
        for i, one in enumerate(self._offered):
            words = f"{LABELS[one.field]}: {one.value}  ({one.source})"
            self._offer_rows.addWidget(self._offer_row(words, f"capture_use_{i}", "Use", [one]))

    def _offer_head(self) -> QWidget:
        words = "The file itself says this. Take over what you know to be right; files can be edited."
        return self._offer_row(words, "capture_use_all", "Use all", list(self._offered))

    def _offer_row(self, words: str, name: str, button_words: str, taken: Sequence[Offer]) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        label = ElidedLabel(words)
        label.setToolTip(words)
        use = QPushButton(button_words)
        use.setObjectName(name)
        use.setAccessibleName(f"{button_words}: {words}")
        use.setProperty("role", "flat")
        use.setAutoDefault(False)
        use.clicked.connect(lambda: self._use(taken))
        row.addWidget(label, 1)
        row.addWidget(use)
        return made

    def _use(self, taken: Sequence[Offer]) -> None:
        """Put offered values into their fields; with several for one field the first stands."""
        for one in reversed(taken):
            self.input(one.field).setText(one.value)

    def _archive_named(self, address: str) -> None:
        """The stamp in an archive's address is offered for its field."""
        offer = Offer("archive_at", archive_stamp(address), "the archive's address")
        self._offered = [one for one in self._offered if one.source != offer.source]
        if offer.value and self.input("archive_at").text() != offer.value:
            self._offered.append(offer)
        self._show_offers()

    # -- files and answer ------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        own = self._exhibit.file_name or "no file is stored"
        names = ", ".join(path.name for path in self.files)
        self.file_words.setText(f"Files hashed: {names}." if names else f"File hashed: the exhibit's own, {own}.")

    def _add_files(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(self, "Files of the capture")
        self.files += [Path(one) for one in chosen]
        self._show_files()

    def capture(self) -> WebCapture:
        """The record as entered."""
        return WebCapture(**(self.forms.values()))

    def accept(self) -> None:
        """Record what is complete; otherwise say what is missing and go there."""
        missing = [name for name in NEEDED if not self.input(name).text().strip()]
        if missing:
            self.told.setText(f"Still needed: {', '.join(LABELS[name].lower() for name in missing)}.")
            self.input(missing[0]).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            web_capture.check_capture(self.capture())
        except EvidenceError as error:
            self.told.setText(f"{error.message} {error.hint}".strip())
            return
        super().accept()

    @classmethod
    def ask(
        cls, parent: QWidget | None, matter: Matter, exhibit: Exhibit, offered: Sequence[Offer],
        known: CaptureRecord | None = None,
    ) -> tuple[WebCapture, list[Path]] | None:  # fmt: skip
        """The record and its files; None when the user left."""
        dialog = cls(parent, matter, exhibit, offered, known)
        return (dialog.capture(), dialog.files) if dialog.exec() else None


def _operators(matter: Matter) -> list[str]:
    return [one.capture.operator for one in reversed(web_capture.captures(matter))]
