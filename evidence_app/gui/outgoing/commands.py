"""The commands for what leaves the office: the check before it goes, and portable cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from evidence_app.gui.export_place import plain_name, start_folder, tell_written
from evidence_app.gui.messages import Messages
from evidence_app.gui.outgoing.names_dialog import NamesDialog
from evidence_app.gui.outgoing.portable_dialog import PortableDialog
from evidence_app.gui.outgoing.preflight_dialog import PreflightDialog
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.model.errors import EvidenceError
from evidence_app.reports import CHECKED_REPORTS, portable
from evidence_app.reports.portable import PortableResult
from evidence_app.services import exhibits
from evidence_app.services.matter import Matter


class Outgoing:
    """``open_page(exhibit, page)`` shows a page in the window, ``export(report)`` opens the export dialog.

    ``look()`` shows the notes of what was written last.
    """

    def __init__(
        self,
        window: QWidget,
        matter: Matter,
        runner: AnyRunner,
        messages: Messages,
        state: WindowState,
        open_page: Callable[[int, int], object],
        export: Callable[[str], object],
        look: Callable[[], object] | None = None,
    ) -> None:
        self._window, self._matter, self._runner = window, matter, runner
        self._messages, self._state = messages, state
        self._open_page, self._export, self._look = open_page, export, look
        self.dialog: PreflightDialog | None = None

    def check(self, ids: Sequence[int] = ()) -> PreflightDialog:
        """Open the check; ``ids`` are the exhibits selected in the window."""
        return self._show(PreflightDialog(self._window, self._matter, self._runner, ids))

    def check_export(self, report: str, names: Sequence[str] = ()) -> PreflightDialog:
        """Open the check for an export that is being prepared; ``names`` are the exhibits named in its options."""
        ids = self._named(names)
        purpose = CHECKED_REPORTS.get(report, "")
        return self._show(PreflightDialog(self._window, self._matter, self._runner, ids, purpose, report))

    def _named(self, names: Sequence[str]) -> list[int]:
        """The exhibits of these names; a wrong one is told and left out."""
        ids: list[int] = []
        for name in names:
            try:
                ids.append(exhibits.find(self._matter, name).id)
            except EvidenceError as error:
                self._messages.error(error)
        return ids

    def _show(self, dialog: PreflightDialog) -> PreflightDialog:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.page_asked.connect(self._open_page)
        dialog.report_asked.connect(self._report)
        dialog.export_asked.connect(self._export)
        dialog.show()
        return dialog

    def _report(self, purpose: str, ids: Sequence[int] | None, limit: int) -> None:
        """The export dialog opens with the choices of the check."""
        keep = self._state.keep
        keep("report/pre-flight/purpose", purpose)
        keep("report/pre-flight/exhibits", "\n".join(f"#{one}" for one in ids or ()))
        keep("report/pre-flight/limit_mb", str(limit))
        self._export("pre-flight")

    def protected_names(self) -> None:
        """Show and edit the names that may leave as initials only."""
        NamesDialog(self._window, self._matter, self._runner).exec()

    def portable_case(self, ids: Sequence[int] = ()) -> None:
        """Choose what goes into a portable case, and write it."""
        folder = start_folder(self._state, self._matter, "portable/folder")
        name = f"{plain_name(self._matter.record.name) or 'Matter'} portable"
        chosen = PortableDialog.ask(self._window, self._runner, folder, name, ids)
        if chosen is not None:
            self.write_portable(*chosen)

    def write_portable(self, options: Any, target: Path) -> None:
        """Write the folder in the background."""
        self._state.keep("portable/folder", str(target.parent))
        self._runner.job("Writing the portable case", portable.export, options, target, done=self._written)

    def _written(self, made: PortableResult) -> None:
        words = f"{made.path.name} is written: {made.exhibits} exhibits, {made.pages} pages, {made.files} files."
        tell_written(self._messages, words, made.path / "index.html", made.notes, self._look)
