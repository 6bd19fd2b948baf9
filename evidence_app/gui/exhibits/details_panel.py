"""The details of the selected exhibit as a form, or what can be done with many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.exhibits.page import PRIVILEGES
from evidence_app.gui.form import Field, Form
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.scrolled_page import RoomArea
from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound
from evidence_app.model.exhibits import (
    DESIGNATIONS,
    EXHIBIT_KINDS,
    OFFER_CLASSES,
    STATUSES,
    STIPULATIONS,
    Exhibit,
    stipulated,
    with_stipulation,
)
from evidence_app.services import exhibits, numbering
from evidence_app.services.matter import Matter

_WHAT, _FROM, _TRIAL, _LIMITS, _FILE = "What it is", "Where it comes from", "At trial", "Limits", "The file"


def _pairs(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())


FIELDS = (
    Field("number", "Exhibit number", section=_WHAT, tip="N gives the next one"),
    Field("title", "Title", section=_WHAT, tip="Kind, author, date"),
    Field("description", "Description for the exhibit list", "lines", section=_WHAT),
    Field("doc_date", "Date of the document", section=_WHAT, tip="2024-09-18, Sept. 18, 2024, Sept 2024 or 2024"),
    Field("tags", "Tags", "fixed", section=_WHAT),
    Field("custodian", "Custodian", section=_FROM),
    Field("author", "Author", section=_FROM),
    Field("recipients", "Recipients", section=_FROM),
    Field("subject", "Subject", section=_FROM),
    Field("bates_begin", "Bates, first page", section=_FROM),
    Field("bates_end", "Bates, last page", section=_FROM),
    Field("status", "Status", "choice", _pairs(STATUSES), section=_TRIAL),
    Field("sponsor", "Sponsoring witness", section=_TRIAL),
    Field("purpose", "Purpose", "lines", section=_TRIAL),
    Field("exhibit_kind", "Offered as", "choice", _pairs(EXHIBIT_KINDS), section=_TRIAL),
    Field("offer_class", "Will it be offered?", "choice", _pairs(OFFER_CLASSES), section=_TRIAL),
    *(Field(f"stip_{what}", f"{what.capitalize()} stipulated", "bool", section=_TRIAL) for what in STIPULATIONS),
    Field("stipulations", "Stipulations in words", section=_TRIAL, tip="authenticity, foundation"),
    Field("objections", "Objections", "lines", section=_TRIAL),
    Field("objection_response", "Response to objections", "lines", section=_TRIAL),
    Field("ruling", "Ruling", section=_TRIAL),
    Field("limited_purpose", "Limited purpose", section=_TRIAL, tip="Notice only"),
    Field("designation", "Designation", "choice", _pairs(DESIGNATIONS), section=_LIMITS),
    Field("privilege", "Privilege", "choice", _pairs(PRIVILEGES), section=_LIMITS),
    Field("privilege_note", "Privilege note", section=_LIMITS),
    Field("sequestered", "Sequestered (clawed back)", "bool", section=_LIMITS,
          tip="Hidden from search, reports and exports"),
    Field("sealed", "Filed under seal", "bool", section=_LIMITS),
    Field("file_name", "File name", "fixed", section=_FILE),
    Field("reading", "Reading", "fixed", section=_FILE),
    Field("size", "Size", "fixed", section=_FILE),
    Field("original_sha256", "SHA-256 of the original", "fixed", section=_FILE),
    Field("imported_at", "Imported", "fixed", section=_FILE),
)  # fmt: skip


class DetailsPanel(QWidget):
    """Follows the selection: one exhibit as a form, many as a list of things to do with all of them."""

    bulk_asked = Signal(str)

    def __init__(self, matter: Matter, runner: AnyRunner, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details_panel")
        self._matter, self._runner, self._messages = matter, runner, messages
        self._ids: list[int] = []
        self._shown = 0
        self.form = Form(FIELDS, stacked=True)
        self.form.edited.connect(self._edited)
        self.form.set_read_only(matter.read_only)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            theme.empty_state("exhibits", "No exhibit selected", "Select one in the list to see and edit its details.")
        )
        self._stack.addWidget(self._scrolled())
        self._stack.addWidget(self._many())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        runner.changed.connect(self.refresh)

    def _scrolled(self) -> RoomArea:
        inner = QWidget()
        inner.setProperty("role", "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.addWidget(self.form)
        column.addStretch(1)
        return RoomArea(inner, "details_scroll")

    def _many(self) -> RoomArea:
        page = QWidget()
        page.setProperty("role", "panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.setSpacing(theme.px(8))
        self._many_title = theme.label("", "heading", wrap=True, name="many_title")
        column.addWidget(self._many_title)
        column.addWidget(theme.label("Each of these is one step that Undo takes back.", "muted", wrap=True))
        for action, words in (
            ("tag", "Tag…"), ("remove_tag", "Take a tag off…"), ("number", "Give the next numbers"),
            ("set_custodian", "Set custodian…"), ("set_sponsor", "Set sponsoring witness…"),
            ("set_designation", "Set designation…"), ("set_privilege", "Mark as privileged…"), ("withdraw", "Withdraw…"),
        ):  # fmt: skip
            column.addWidget(self._bulk(action, words, writing=True))
        column.addSpacing(theme.px(8))
        column.addWidget(theme.label("Entered for the record: corrected, never undone.", "muted", wrap=True))
        column.addWidget(self._bulk("custody", "Chain of custody…", writing=False))
        column.addStretch(1)
        return RoomArea(page, "many_scroll")

    def _bulk(self, action: str, words: str, *, writing: bool) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"bulk_{action}")
        button.setAccessibleName(words)
        button.setEnabled(not (writing and self._matter.read_only))
        button.clicked.connect(lambda: self.bulk_asked.emit(action))
        return button

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show these exhibits."""
        self._ids = list(ids)
        if len(self._ids) > 1:
            self._many_title.setText(f"{len(self._ids):,} exhibits selected")
            self._stack.setCurrentIndex(2)
        elif self._ids:
            self._show_one(self._ids[0])
        else:
            self._shown = 0
            self._stack.setCurrentIndex(0)

    def _show_one(self, exhibit_id: int) -> None:
        try:
            found = exhibits.get(self._matter, exhibit_id)
        except NotFound:
            self.show_ids([])
            return
        self._shown = exhibit_id
        self.form.set_values(self._values(found))
        self._stack.setCurrentIndex(1)

    def _values(self, found: Exhibit) -> dict[str, Any]:
        row = exhibits.read_rows(self._matter, [found.id])[found.id]
        reading = found.read_reason or ("Read completely" if found.read_status == "ok" else found.read_status)
        return {
            **vars(found),
            **{f"stip_{what}": what in stipulated(found.stipulations) for what in STIPULATIONS},
            "tags": row.tags or "None; press T to add one",
            "custodian": row.custodian,
            "reading": f"{found.page_count} page{'s' * (found.page_count != 1)}. {reading}",
            "size": f"{found.original_bytes:,} bytes",
            "imported_at": found.imported_at.replace("T", " ")[:16],
            "original_sha256": " ".join(found.original_sha256[i : i + 8] for i in range(0, 64, 8)),
        }

    def refresh(self, changes: Changes) -> None:
        """Show new values when the exhibit on show changed."""
        keys = changes.keys.get("exhibit", frozenset()) | changes.keys.get("exhibit_tag", frozenset())
        if self._ids and (self._shown in keys or changes.touches("tag", "custodian", "party")):
            self.show_ids(self._ids)

    def _edited(self, key: str, value: Any) -> None:
        if not self._shown:
            return
        if key == "number":
            self._run(numbering.set_number, self._shown, value or None, done=self._tell_followed)
        elif key == "custodian":
            self._run(exhibits.set_custodian, [self._shown], value)
        elif key.startswith("stip_"):
            before = exhibits.get(self._matter, self._shown).stipulations
            agreed = with_stipulation(before, key.removeprefix("stip_"), bool(value))
            self._run(exhibits.describe, [self._shown], stipulations=agreed)
        else:
            stored = int(value) if isinstance(value, bool) else value
            self._run(exhibits.describe, [self._shown], **{key: stored})

    def _tell_followed(self, changes: Changes) -> None:
        told = numbering.followed(self._matter, changes).words()
        if told:
            self._messages.toast(f"{changes.label}. {told}", undo=True)

    def _run(self, fn: Any, *args: Any, **kw: Any) -> None:
        self._runner.change(fn, *args, on_error=self._refused, **kw)

    def _refused(self, error: Exception) -> None:
        """Put the stored value back, then say why."""
        self.show_ids(self._ids)
        self._messages.error(error)
