"""Which exhibits a command of the window means: those selected in the exhibit list, or the one being read."""

from __future__ import annotations

from evidence_app.gui.frame import Frame


class MeantExhibits:
    """A selection counts only while the exhibit list is on show: nobody means what they do not see."""

    def __init__(self, window: Frame) -> None:
        self._window = window

    def _selected(self) -> list[int]:
        return list(self._window.exhibits_page.selected) if self._window.page == "exhibits" else []

    @property
    def _being_read(self) -> int:
        return self._window.viewer.exhibit_id

    def every(self) -> list[int]:
        """The selected ones, else the one being read; none without either."""
        return self._selected() or [one for one in (self._being_read,) if one]

    def in_sight(self) -> list[int]:
        """What a command may change at once: the selected ones, else the one on show, else the hit of the search.

        Without any nothing is changed, and the page on show stays (a key may slip in court): what nobody sees is not meant.
        """
        seen, hit = self._selected(), self._window.search_page.list.hit
        if not seen and self._window.viewer.isVisible() and self._being_read:
            seen = [self._being_read]
        elif not seen and self._window.page == "search" and hit is not None:
            seen = [hit.exhibit_id]
        if not seen:
            self._window.messages.toast("Select exhibits in the list first.")
        return seen

    def several(self) -> list[int]:
        """The selected ones when there are two or more; otherwise none: one row is selected by moving to it."""
        selected = self._selected()
        return selected if len(selected) > 1 else []

    def one(self) -> int:
        """The one selected alone, else the one being read; 0 without either."""
        selected = self._selected()
        return selected[0] if len(selected) == 1 else self._being_read
