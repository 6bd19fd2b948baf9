"""The numbering commands of the window: renumber, Bates numbers, series, stickers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.messages import Messages
from evidence_app.gui.numbering.bates_dialog import BatesDialog, summary
from evidence_app.gui.numbering.renumber_dialog import RenumberDialog
from evidence_app.gui.numbering.series_dialog import SeriesDialog, save_series
from evidence_app.gui.numbering.stamp_designer import StampDesigner, exhibit_to_show
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.services import bates, numbering
from evidence_app.services.matter import Matter


class NumberingCommands:
    """Each asks in a dialog that shows what will happen, then does it as one undo step. ``selected()`` gives the exhibits."""

    def __init__(
        self,
        window: QWidget,
        matter: Matter,
        runner: AnyRunner,
        messages: Messages,
        selected: Callable[[], Sequence[int]],
    ) -> None:
        self._window, self._matter, self._runner, self._messages = window, matter, runner, messages
        self._selected = selected

    def _writable(self) -> bool:
        if self._matter.read_only:
            self._messages.toast("This matter is open for reading only.")
        return not self._matter.read_only

    def _chosen(self) -> list[int]:
        ids = list(self._selected())
        if not ids:
            self._messages.toast("Select exhibits in the list first.")
        return ids

    def renumber(self) -> None:
        """New numbers for the selection, in the order shown."""
        ids = self._chosen() if self._writable() else []
        answer = RenumberDialog.ask(self._window, self._matter, self._runner, ids) if ids else None
        if answer:
            self._runner.change(
                numbering.renumber, answer.lines, follow=answer.follow, leave=answer.leave, done=self._renumbered
            )

    def _renumbered(self, changes: Changes) -> None:
        told = numbering.followed(self._matter, changes).words()
        words = f"{changes.label}; the history keeps the old-to-new table. {told}".strip()
        self._messages.toast(words.replace("Renumber ", "Renumbered ", 1), undo=True)

    def give_bates(self) -> None:
        """Bates numbers for the selection and its families."""
        ids = self._chosen() if self._writable() else []
        run = BatesDialog.ask(self._window, self._matter, ids) if ids else None
        if run is not None and run.given:
            words = f"Gave {summary(run)}"
            self._runner.change(bates.record, run, done=lambda _c: self._messages.toast(words, undo=True))

    def edit_series(self) -> None:
        """Prefixes, blocks and letters of the parties."""
        changed = SeriesDialog.ask(self._window, self._matter) if self._writable() else None
        if changed:
            self._runner.change(
                save_series, changed, done=lambda _n: self._messages.toast("Saved the exhibit series.", undo=True)
            )

    def design_stickers(self, renderer: Renderer, ids: Sequence[int] = ()) -> None:
        """The sticker designer on a page of one of these exhibits, else of any; it changes nothing in the matter."""
        shown = exhibit_to_show(self._matter, list(ids))
        if shown:
            StampDesigner(self._window, self._matter, self._runner, renderer, shown).exec()
        else:
            self._messages.toast("Import an exhibit first: stickers are designed on one of its pages.")
