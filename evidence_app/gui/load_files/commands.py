"""The commands for load files: recognising a received production, importing it, and overlays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from evidence_app.gui.load_files.overlay_dialog import OverlayDialog
from evidence_app.gui.load_files.production_dialog import ProductionDialog
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.model.load_fields import DateOrder
from evidence_app.services import overlay, received
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import Matter
from evidence_app.services.received import Received
from evidence_app.settings import Settings

StartProduction = Callable[[Received, ImportOptions, DateOrder], object]


class LoadFiles:
    """``start(received, options, order)`` imports; ``settings()`` are the user's present ones."""

    def __init__(
        self, window: QWidget, matter: Matter, runner: AnyRunner, messages: Messages, settings: Callable[[], Settings],
        start: StartProduction,
    ) -> None:  # fmt: skip
        self._window, self._matter, self._runner, self._messages = window, matter, runner, messages
        self._settings, self._start = settings, start

    def offer(self, paths: Sequence[Path], otherwise: Callable[[], object]) -> None:
        """Ask about a folder or a .zip that holds a load file; anything else goes on as it would have."""
        if len(paths) != 1 or not (paths[0].is_dir() or received.is_zip(paths[0])):
            otherwise()
            return
        path = paths[0]

        def recognised(found: bool) -> None:
            if found:
                self.look(path, otherwise)
            else:
                otherwise()

        self._runner.query("load file", _holds_production, path, done=recognised)

    def look(self, path: Path, plain: Callable[[], object]) -> None:
        """Read the load files, then show what would come in; ``plain`` imports the files without them."""

        def show(got: Received) -> None:
            wish = ProductionDialog.ask(self._window, got.preview, self._settings())
            if wish is not None and not wish.plain:
                self._start(got, wish.options, wish.order)
                return
            self._runner.job("Clearing up", _leave, got, quiet=True)
            if wish is not None:
                plain()

        doing = "Unpacking" if received.is_zip(path) else "Reading the load file of"
        self._runner.job(f"{doing} {path.name}", received.receive, path, done=show)

    def overlay(self) -> None:
        """Choose a table, look at before and after, update."""
        kinds = "Tables (*.dat *.csv *.txt *.tsv);;All files (*)"
        chosen, _filter = QFileDialog.getOpenFileName(self._window, "Update exhibits from a table", "", kinds)
        if chosen:
            self.overlay_from(Path(chosen))

    def overlay_from(self, path: Path) -> None:
        """Look at what a table would change, then do exactly that."""
        plan = OverlayDialog(self._window, self._runner, path).answer()
        if plan is not None:
            self._runner.change(overlay.apply, plan, done=self._updated)

    def _updated(self, changes: Changes) -> None:
        self._messages.toast(changes.label, undo=True)


def _holds_production(_matter: Matter, path: Path) -> bool:
    return received.holds_production(path)


def _leave(_matter: Matter, got: Received, **_watch: object) -> None:
    got.leave()
