"""What is done with the chosen hit of an answer: linked to the element searched for, or set aside for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.search.filters import SearchFilterBar
from evidence_app.gui.search.hit_list import HitList
from evidence_app.model.errors import UserError
from evidence_app.services import passages, search_elements
from evidence_app.services.matter import Matter


class HitDesk(QObject):
    """``link_requested(exhibit, passage)`` comes when no element is chosen, ``followed`` when the chosen hit became another
    one because the reader went there; ``marks`` tells the query of the answer.
    """

    link_requested = Signal(int, object)
    followed = Signal()

    def __init__(
        self, matter: Matter, runner: AnyRunner, messages: Messages, list: HitList, filters: SearchFilterBar,
        marks: Callable[[], str], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._matter, self._runner, self._messages = matter, runner, messages
        self._list, self._filters, self._marks = list, filters, marks
        self._read: tuple[int, int, tuple[int, int]] | None = None

    def link(self) -> None:
        """Link the passage of the chosen hit to the chosen element; without one, ask the window for an element."""
        hit, element = self._list.hit, self._filters.filters.element_id
        if hit is None or self._matter.read_only:
            return
        span = self._read[2] if self._read and self._read[:2] == (hit.exhibit_id, hit.page) else None
        passage = (hit.exhibit_id, hit.page, self._marks(), span)
        if element is None:
            ask = self.link_requested.emit
            self._runner.query(
                "search.passage", passages.passage_of_hit, *passage, done=lambda pin: ask(hit.exhibit_id, pin)
            )
            return
        said = f"Linked {hit.name}, page {hit.page}"
        self._runner.change(
            passages.link_hit, element, *passage,
            done=lambda _id: self._messages.toast(said, undo=True), on_error=self._not_linked,
        )  # fmt: skip

    def follow(self, exhibit_id: int, page: int, span: tuple[int, int]) -> None:
        """The reader went to a hit on the pages: it is the chosen one here too, so that a key never links another."""
        self._read = (exhibit_id, page, span)
        hit = self._list.hit
        if hit is None or (hit.exhibit_id, hit.page) == (exhibit_id, page):
            return
        hits = enumerate(self._list.hits.hits)
        place = next((i for i, one in hits if (one.exhibit_id, one.page) == (exhibit_id, page)), None)
        if place is not None:
            self._list.mark(place)
            self._list.scrollTo(self._list.currentIndex())
            self.followed.emit()

    def forget(self) -> None:
        """A place found by other words is no hit of these."""
        self._read = None

    def _not_linked(self, error: Exception) -> None:
        """A passage that is linked already needs a word, not a box to click away; anything else is told in full."""
        if isinstance(error, UserError):
            self._messages.toast(error.message)
        else:
            self._messages.error(error)

    def decide(self, decision: str) -> None:
        """Remember "not relevant" or "later" for the chosen hit and element; the same again takes it back."""
        hit, element = self._list.hit, self._filters.filters.element_id
        if hit is None or self._matter.read_only:
            return
        if element is None:
            self._messages.toast("Choose an element first; a page is relevant or not to one of them.")
            return
        kept = "" if hit.decision == decision else decision
        self._runner.change(search_elements.decide, element, hit.exhibit_id, hit.page, cast(Any, kept))
