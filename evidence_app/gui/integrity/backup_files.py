"""Back up and restore from the menu: which file, which folder, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.paths import documents_folder
from evidence_app.services import backup
from evidence_app.services.integrity import IntegrityReport
from evidence_app.services.matter import Matter

KINDS = f"Evidence backup (*{backup.SUFFIX});;All files (*)"
UNFINISHED = ("restore/archive", "restore/folder")
"""Where the window remembers a restore until it has ended."""


def plain_name(name: str) -> str:
    """A matter's name as a file name."""
    return " ".join("".join(c if c.isalnum() or c in " .-()" else " " for c in name).split())[:60] or "Matter"


class BackupFiles:
    """Asks for the files, starts the job through the runner, tells how it ended. ``open_asked`` leads to the first page."""

    def __init__(
        self,
        window: QWidget,
        matter: Matter,
        runner: AnyRunner,
        messages: Messages,
        state: WindowState,
        open_asked: Callable[[], object],
    ) -> None:
        self._window, self._matter, self._runner = window, matter, runner
        self._messages, self._state, self._open_asked = messages, state, open_asked

    def ask_backup(self) -> None:
        """File > Back up: choose where to, then write and read it back."""
        folder = Path(self._state.text("backup/folder") or documents_folder().parent)
        name = f"{plain_name(self._matter.record.name)} {datetime.now():%Y-%m-%d %H%M}{backup.SUFFIX}"
        start = str((folder if folder.is_dir() else Path.home()) / name)
        chosen, _kind = QFileDialog.getSaveFileName(self._window, "Back up the matter to one file", start, KINDS)
        if chosen:
            self.back_up(Path(chosen))

    def back_up(self, target: Path) -> None:
        """Write the backup now."""
        self._state.keep("backup/folder", str(target.parent))
        self._runner.job("Backing up", backup.backup, target, done=lambda _content: self._backed_up(target))

    def _backed_up(self, target: Path) -> None:
        self._messages.toast(
            f"{backup.target_named(target).name} is written and was read back: every file in it is whole."
        )

    def ask_restore(self) -> None:
        """File > Restore: choose the backup, then the new folder; the present matter is not touched."""
        folder = self._state.text("backup/folder") or str(documents_folder())
        chosen, _kind = QFileDialog.getOpenFileName(self._window, "Restore which backup?", folder, KINDS)
        if not chosen:
            return
        archive = Path(chosen)
        if self._goes_on(archive):
            return
        start = str(documents_folder() / f"{archive.stem} (restored)")
        target, _kind = QFileDialog.getSaveFileName(self._window, "Restore into a new folder", start)
        if target:
            self.restore(archive, Path(target))

    def _goes_on(self, archive: Path) -> bool:
        """Whether the last restore of this backup was stopped and the user goes on with it."""
        before, folder = (self._state.text(key) for key in UNFINISHED)
        if before != str(archive) or not backup.is_unfinished(Path(folder)):
            return False
        words = f"A restore of this backup into {folder} was not finished."
        going_on = self._messages.ask("Go on with it?", words, yes="Go on", no="Choose a new folder")
        if going_on:
            self.restore(archive, Path(folder))
        return going_on

    def restore(self, archive: Path, target: Path) -> None:
        """Unpack and verify a backup in a folder of its own."""
        for key, path in zip(UNFINISHED, (archive, target), strict=True):
            self._state.keep(key, str(path))
        self._runner.job("Restoring", _restore, archive, target, done=lambda report: self._restored(target, report))

    def _restored(self, target: Path, report: IntegrityReport) -> None:
        self._state.opened(target, target.name, datetime.now().isoformat(timespec="seconds"))
        if report.problems:
            words = "\n".join(f"• {f.words}" for f in report.problems[:8])
            self._messages.notice(f"Restored, but {len(report.problems)} problems were found.", words)
            return
        words = f"{report.originals:,} originals were hashed again in {target}. The matter open here was not changed."
        if self._messages.ask("The backup is restored and verified.", words, yes="Show all matters", no="Stay here"):
            self._open_asked()


def _restore(_matter: Matter, archive: Path, target: Path, **watch: Any) -> IntegrityReport:
    """Restoring concerns another folder; the open matter is left alone."""
    return backup.restore(archive, target, **watch)
