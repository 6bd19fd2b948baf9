"""From hit to hit of an answer: the next, the next exhibit's, and back; hits that were not read yet are read on the way."""

from __future__ import annotations

from collections.abc import Callable

from evidence_app.gui.messages import Messages
from evidence_app.gui.search.hit_list import HitList


class HitSteps:
    """Chooses another hit in ``list``; folded ones are passed over."""

    def __init__(self, list: HitList, messages: Messages) -> None:
        self._list, self._messages = list, messages
        self._wanted: Callable[[], None] | None = None

    def next(self) -> None:
        """Go to the next hit, also in the next exhibit, and show it; what is folded away is passed over."""
        self._forward(self._list.hits.next_shown(self._list.place, 1), self.next)

    def next_exhibit(self) -> None:
        """Go to the first hit after those of this exhibit: for a reader who saw all of its hits on the page."""
        hits, here = self._list.hits.hits, self._list.hit
        after = (i for i in range(self._list.place + 1, len(hits)) if self._list.hits.is_shown(i))
        place = next((i for i in after if here is None or hits[i].exhibit_id != here.exhibit_id), len(hits))
        self._forward(place, self.next_exhibit)

    def _forward(self, place: int, again: Callable[[], None]) -> None:
        if self._list.choose(place):
            return
        if self._list.hits.unread:  # also when the list has asked for them already
            self._wanted = again
            self._list.hits.fetchMore(self._list.rootIndex())
        elif self._list.hits.hits:
            self._messages.toast("This was the last hit.")

    def previous(self) -> None:
        """Go to the hit before, also in the exhibit before, and show it."""
        place = self._list.hits.next_shown(self._list.place, -1)
        if place >= 0:
            self._list.choose(place)
        elif self._list.hits.hits:
            self._messages.toast("This was the first hit.")

    def previous_exhibit(self) -> None:
        """Go to the last hit before those of this exhibit."""
        hits, here = self._list.hits.hits, self._list.hit
        before = (i for i in range(self._list.place - 1, -1, -1) if self._list.hits.is_shown(i))
        place = next((i for i in before if here is None or hits[i].exhibit_id != here.exhibit_id), -1)
        if not self._list.choose(place) and hits:
            self._messages.toast("This was the first exhibit with hits.")

    def into_list(self) -> None:
        """Down from the query goes to the hits."""
        if self._list.hits.hits:
            self._list.setFocus()
            if self._list.place < 0:
                self._list.choose(0)

    def arrived(self) -> None:
        """More hits were read: take the step that waited for them."""
        step, self._wanted = self._wanted, None
        if step is not None:
            step()

    def forget(self) -> None:
        """No step waits any more: other hits were asked for, or these could not be read."""
        self._wanted = None
