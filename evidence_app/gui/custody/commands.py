"""The custody commands of the window: the chain of the chosen exhibits, and a capture record for the one on show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from evidence_app.gui.custody.record_dialog import CustodyDialog
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.services.matter import Matter


class CustodyCommands:
    """``chosen()`` gives the exhibits meant: the selected ones, else the one being read."""

    def __init__(
        self, window: QWidget, matter: Matter, runner: AnyRunner, messages: Messages, state: WindowState,
        chosen: Callable[[], Sequence[int]],
    ) -> None:  # fmt: skip
        self._window, self._matter, self._runner, self._messages = window, matter, runner, messages
        self._state, self._chosen = state, chosen

    def record(self) -> None:
        """Show the chain of custody, where events are added, corrected and exported."""
        dialog = self._dialog()
        if dialog is not None:
            dialog.exec()

    def record_of(self, exhibit_id: int) -> None:
        """Show the chain of one exhibit, whatever is selected."""
        if exhibit_id:
            CustodyDialog(self._window, self._matter, self._runner, self._state, [exhibit_id]).exec()

    def capture(self) -> None:
        """Record how the page on one exhibit was captured; its chain stays open behind the form."""
        if len(self._chosen()) > 1:
            self._messages.toast("Choose one exhibit: every capture has its own record.")
            return
        dialog = self._dialog()
        if dialog is not None:
            dialog.begin_capture()
            dialog.exec()

    def _dialog(self) -> CustodyDialog | None:
        ids = list(self._chosen())
        if not ids:
            self._messages.toast("Choose an exhibit in the list first.")
            return None
        return CustodyDialog(self._window, self._matter, self._runner, self._state, ids)
