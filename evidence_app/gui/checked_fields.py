"""Fields that make one thing a user keeps, such as a layout: checked at every change, shown after a pause, kept if right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton

from evidence_app.gui import theme
from evidence_app.model.errors import UserError

Made = TypeVar("Made")


class CheckedFields(Generic[Made]):
    """Tells in ``told`` what is wrong with the fields; ``go``, which keeps what they make, works while nothing is.

    ``what`` names it ("layout"). ``make()`` reads the fields and raises UserError while they are not right; ``show()``
    gets what they make ``wait_ms`` after the last change. Connect every field to :meth:`changed`.
    """

    def __init__(
        self,
        what: str,
        make: Callable[[], Made],
        show: Callable[[Made], object],
        told: QLabel,
        go: QPushButton,
        wait_ms: int,
    ) -> None:
        self._what, self._make, self._show = what, make, show
        self._told, self._go = told, go
        self._filling = False
        self._wait = QTimer(told, interval=wait_ms, singleShot=True)
        self._wait.timeout.connect(self.show)

    def made(self) -> Made | None:
        """What the fields make; None, with the reason told, while they are not right."""
        try:
            return self._make()
        except UserError as error:
            self.tell(str(error), problem=True)
            return None

    def changed(self, *_value: object) -> None:
        """A field was changed."""
        if self._filling:
            return
        right = self.made() is not None
        self._go.setEnabled(right)
        if right:
            self.tell("")
            self._wait.start()

    @contextmanager
    def filling(self) -> Iterator[None]:
        """The program fills the fields: they are checked once, when all are filled."""
        self._filling = True
        try:
            yield
        finally:
            self._filling = False
        self.changed()

    def show(self) -> None:
        """Show what the fields make without waiting."""
        made = self.made()
        if made is not None:
            self._show(made)

    def stop(self) -> None:
        """Show nothing any more: the dialog is closing."""
        self._wait.stop()

    def keep(self, save: Callable[[], Made]) -> Made | None:
        """Save what the fields make; None, with the reason told, when it is not right or cannot be written."""
        if self.made() is None:
            return None
        try:
            return save()
        except (UserError, OSError) as error:
            self.tell(f"The {self._what} could not be kept: {error}", problem=True)
            return None

    def tell(self, words: str, problem: bool = False) -> None:
        """Say something of the fields, or nothing."""
        self._told.setText(words)
        theme.set_role(self._told, "problem" if problem else "")
