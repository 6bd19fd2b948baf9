"""Redaction in the viewer: what pages, list and keys ask for becomes a change of the matter, and comes back as marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from evidence_app.gui.viewer.reading import DRAWN_KINDS
from evidence_app.gui.viewer.reasons_dialog import ReasonsDialog
from evidence_app.gui.viewer.redacting_view import RedactingView
from evidence_app.gui.viewer.redaction_marks import RedactionMarks
from evidence_app.gui.viewer.redaction_panel import RedactionPanel
from evidence_app.model.changes import Changes
from evidence_app.model.redaction import Box, BoxMark, ListedMark, RedactionReason
from evidence_app.services import redaction_reasons, redactions
from evidence_app.services.matter import Matter

Found = tuple[list[ListedMark], tuple[RedactionReason, ...]]


def marks_and_reasons(matter: Matter, exhibit_id: int) -> Found:
    """The marks of an exhibit and the reason codes of the matter; for a query thread."""
    return redactions.marks(matter, exhibit_id), redaction_reasons.reasons(matter)


class RedactionDesk(QObject):
    """Wires pages and list. ``turned(on)`` when the mode began or ended, ``export_wanted(exhibit)`` for a copy."""

    turned = Signal(bool)
    export_wanted = Signal(int)

    def __init__(
        self, view: RedactingView, panel: RedactionPanel, matter: Matter, runner: Any, messages: Any, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.view, self.panel = view, panel
        self._matter, self._runner, self._messages = matter, runner, messages
        self._exhibit_id = 0
        self._newest: set[int] = set()
        view.box_drawn.connect(self._add_box)
        view.box_changed.connect(lambda mark, box: self._change(redactions.move, mark, box, seen=self._seen))
        view.marks_chosen.connect(self._chosen_on_page)
        view.removal_wanted.connect(self.remove)
        view.selection_changed.connect(self.offer)
        panel.marks_chosen.connect(self._chosen_in_list)
        panel.reason_chosen.connect(self._set_reason)
        panel.remove_wanted.connect(self.remove)
        panel.confirm_wanted.connect(self._confirm)
        panel.selection_wanted.connect(self.mark_selection)
        panel.hits_wanted.connect(self.mark_hits)
        panel.export_wanted.connect(lambda: self.export_wanted.emit(self._exhibit_id))
        panel.reasons_wanted.connect(self.edit_reasons)
        panel.closed.connect(lambda: self.turn(False))

    # -- the mode ------------------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether the mode is on."""
        return self.view.redacting

    def turn(self, on: bool) -> None:
        """Begin or end redaction mode; the list of marks is shown while it is on."""
        if on and not self._exhibit_id:
            self._messages.toast("Open an exhibit to mark something in it.")
        on = on and bool(self._exhibit_id) and not self._matter.read_only
        self.view.set_redacting(on)
        self.panel.setVisible(on)
        self.offer()
        self.turned.emit(on)
        if on or self.panel.isAncestorOf(self.view.window().focusWidget() or self.view):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self) -> None:
        """The key: what is selected is marked; without a selection the mode begins or ends."""
        if self._selected():
            self.mark_selection()
        else:
            self.turn(not self.on)

    # -- showing -------------------------------------------------------------------------------------------------------

    def show_exhibit(self, exhibit_id: int) -> None:
        """Show the marks of this exhibit (0 = none)."""
        self.view.settle_moves()
        self._exhibit_id = exhibit_id
        self._newest = set()
        self.view.choose_marks(())
        self._arrived(exhibit_id, ([], ()))
        self.load()

    def load(self) -> None:
        """Read the marks again."""
        wanted = self._exhibit_id
        if wanted:
            self._runner.query(
                f"redactions {id(self)}", marks_and_reasons, wanted, done=lambda found: self._arrived(wanted, found)
            )

    def refresh(self, changes: Changes) -> None:
        """Follow a change of marks or reason codes."""
        if changes.touches("redaction_mark") or "matter" in changes.keys:
            self.load()

    def _arrived(self, exhibit_id: int, found: Found) -> None:
        if exhibit_id != self._exhibit_id:
            return
        marks, reasons = found
        self.view.set_redactions(RedactionMarks(marks))
        if reasons:
            self.panel.show_reasons(reasons)
        self.panel.show_marks(marks, self.view.chosen_marks, self._is_text())
        if self._newest & {mark.id for mark in marks}:
            self.view.choose_marks(self._newest)
            self._newest = set()
        self.offer()

    def _is_text(self) -> bool:
        reader = self.view.reader
        return reader is not None and reader.opened.exhibit.kind not in DRAWN_KINDS

    def offer(self) -> None:
        """Say in the list what can be marked now."""
        hits = sum(map(len, self.view.hits.values()))
        self.panel.offer(selection=self._selected(), hits=hits, write=not self._matter.read_only)

    def _chosen_on_page(self, ids: Sequence[int]) -> None:
        self.panel.choose(ids)
        reasons = {self.view.redactions.by_id[one].reason for one in ids}
        if len(reasons) == 1:
            self.panel.reason.setCurrentIndex(max(0, self.panel.reason.findData(reasons.pop())))

    def _chosen_in_list(self, ids: Sequence[int]) -> None:
        self.view.choose_marks(ids, reveal=True)

    # -- changing ------------------------------------------------------------------------------------------------------

    @property
    def _seen(self) -> str | None:
        """The file on show, so that a mark never lands on another one."""
        return self.view.reader.opened.exhibit.original_sha256 if self.view.reader else None

    def _change(self, fn: Any, *args: Any, done: Any = None, **kw: Any) -> None:
        self._runner.change(fn, *args, done=done, on_error=self._failed, **kw)

    def _failed(self, error: Exception) -> None:
        self.load()
        self._messages.error(error)

    def _add_box(self, page: int, box: Box) -> None:
        mark = BoxMark(page, box, self.panel.code)
        self._change(redactions.add_boxes, self._exhibit_id, [mark], done=self._added, seen=self._seen)

    def _added(self, ids: list[int]) -> None:
        """A new box is the chosen one, so that arrow keys, Delete and the reason box mean it."""
        if not ids:
            self._messages.toast("This place is marked already.")
            return
        known = set(ids) <= set(self.view.redactions.by_id)
        if known:
            self.view.choose_marks(ids)
        else:
            self._newest = set(ids)

    def _selected(self) -> bool:
        selection = self.view.selection
        return self.view.reader is not None and (selection.has_words or selection.region() is not None)

    def mark_selection(self) -> None:
        """Mark the selected words line by line, or the selected box."""
        view = self.view
        region = view.selection.region()
        if region is not None:
            self._add_box(view.selection.region_page, _whole(region))
        elif view.selection.has_words and self._is_quotable():
            self._mark(view.selection.spans(view.pages))
        else:
            return
        if not self.on:
            self.turn(True)
        view.clear_selection()

    def _is_quotable(self) -> bool:
        """Marks are kept by the text that is searched and quoted; another text of the page has other places."""
        fits = self.view.reader is not None and self.view.reader.shown == "used"
        if not fits:
            self._messages.toast("Show the page as it looks, or its searched text, to mark words.")
        return fits

    def mark_hits(self) -> None:
        """Mark every hit of the search, or of the find bar, in this exhibit."""
        if not self.view.hits:
            self._messages.toast("Nothing is found in this exhibit: search with Ctrl+F, or find here with /.")
            return
        if not self.on:
            self.turn(True)
        self._mark(self.view.hits)

    def mark_page(self) -> None:
        """Mark the page being read as a whole: everything that is seen on it, or its whole text."""
        view = self.view
        if not view.page:
            return
        if not self.on:
            self.turn(True)
        if self._is_text():
            self._mark({view.page: (0, len(view.pages(view.page).text))})
        else:
            self._add_box(view.page, (0, 0, 10**8, 10**8))  # cut to the page where it is stored

    def _mark(self, spans: Mapping[int, Any]) -> None:
        ranges = {page: [one] if isinstance(one, tuple) else list(one) for page, one in spans.items()}
        code = self.panel.code
        self._change(redactions.add_spans, self._exhibit_id, ranges, code, done=self._marked, seen=self._seen)

    def _marked(self, ids: list[int]) -> None:
        count = len(ids)
        words = f"Marked {count:,} place{'s' * (count != 1)} for redaction." if ids else "All of it is marked already."
        self._messages.toast(words, undo=bool(ids))

    def remove(self) -> None:
        """Take the chosen marks away."""
        if self.view.chosen_marks:
            self._change(redactions.remove, sorted(self.view.chosen_marks), done=self._told)

    def _confirm(self) -> None:
        if self.view.chosen_marks:
            self._change(redactions.confirm, sorted(self.view.chosen_marks), done=self._told)

    def _set_reason(self, code: str) -> None:
        if self.view.chosen_marks:
            self._change(redactions.set_reason, sorted(self.view.chosen_marks), code)

    def _told(self, changes: Changes) -> None:
        if changes.label:
            self._messages.toast(f"{changes.label}.", undo=True)

    def edit_reasons(self) -> None:
        """Let the user edit the reason codes of the matter."""
        dialog = ReasonsDialog(self.panel.window(), redaction_reasons.reasons(self._matter))
        if dialog.exec():
            self._change(redaction_reasons.set_reasons, dialog.reasons(), done=self._told)


def _whole(box: Any) -> Box:
    return round(box.left()), round(box.top()), round(box.right()), round(box.bottom())
