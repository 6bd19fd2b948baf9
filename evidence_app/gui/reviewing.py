"""Links that need a look and versions of a document: dialogs that stay open beside the window, one of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog

from evidence_app.gui.exhibits.versions_dialog import VersionsDialog
from evidence_app.gui.frame import Frame
from evidence_app.gui.proof.look_dialog import LookDialog
from evidence_app.gui.viewer.version_window import VersionWindow
from evidence_app.model.versions import ExhibitVersion


class Reviewing:
    """``open_pin(exhibit, pinpoint)`` and ``open_exhibit(id)`` show the present document, ``undo()`` takes a decision back."""

    def __init__(
        self, window: Frame, open_pin: Callable[[int, Any], object], open_exhibit: Callable[[int], object],
        undo: Callable[[], object],
    ) -> None:  # fmt: skip
        self._window, self._open_pin, self._open_exhibit, self._undo = window, open_pin, open_exhibit, undo
        self.dialog: QDialog | None = None
        self.reading: VersionWindow | None = None

    def look(self, exhibit_id: int = 0) -> LookDialog:
        """The links that need a look, of one exhibit or of all (0)."""
        made = LookDialog(self._window, self._window.matter, self._window.runner, exhibit_id)
        made.pin_asked.connect(self._open_pin)
        made.version_asked.connect(self.open_version)
        made.undo_asked.connect(self._undo)
        self._show(made)
        return made

    def versions(self, exhibit_id: int) -> VersionsDialog | None:
        """Every file an exhibit had."""
        if not exhibit_id:
            self._window.messages.toast("Choose an exhibit in the list first.")
            return None
        made = VersionsDialog(self._window, self._window.matter, self._window.runner, exhibit_id)
        made.version_asked.connect(self.open_version)
        made.exhibit_asked.connect(self._open_exhibit)
        made.look_asked.connect(self.look)
        self._show(made)
        return made

    def _show(self, made: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = made
        made.show()

    def open_version(self, version: ExhibitVersion, page: int = 1) -> None:
        """An earlier version in a window of its own, for reading only."""
        if self.reading is None:
            window = self._window
            self.reading = VersionWindow(window.matter, window.runner, window.viewer.renderer, window)
        self.reading.open_version(version, page)
        self.reading.show()
        self.reading.raise_()
        self.reading.activateWindow()

    def close(self) -> None:
        """Close what stands open beside the window: the matter is about to be closed."""
        for one in (self.dialog, self.reading):
            if one is not None:
                one.close()
