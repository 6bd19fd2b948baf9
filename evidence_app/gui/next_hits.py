"""F3 past the last hit of an exhibit: on to the next exhibit of the search, or of the list when no search is open."""

from __future__ import annotations

from collections.abc import Callable

from evidence_app.gui.frame import Frame
from evidence_app.gui.viewer.hits_elsewhere import exhibit_with_hits


class NextHits:
    """``open_hit(exhibit, page, query)`` shows a hit in the page view."""

    def __init__(self, window: Frame, open_hit: Callable[[int, int, str], object]) -> None:
        self._window, self._open_hit = window, open_hit

    def go_on(self, step: int) -> None:
        """The next (+1) or previous (-1) exhibit with hits; a toast says when there is none, or nothing to look for."""
        viewer, search = self._window.viewer, self._window.search_page
        words, searched = viewer.hits.looked_for, bool(search.list.hits.hits)
        if words and (viewer.find_bar.isVisible() or not searched):
            self._look_through_list(words, step)
        elif not searched:
            self._window.messages.toast("Nothing is looked for: search with Ctrl+F, or find in this exhibit with /.")
        elif step > 0:
            search.steps.next_exhibit()
        else:
            search.steps.previous_exhibit()

    def _look_through_list(self, words: str, step: int) -> None:
        listed, here = list(self._window.exhibits_page.grid.rows.ids), self._window.viewer.exhibit_id
        self._window.runner.query(
            "hit elsewhere", exhibit_with_hits, words, listed, here, step, done=lambda found: self._found(found, words)
        )

    def _found(self, found: tuple[int, int] | None, words: str) -> None:
        if found is None:
            self._window.messages.toast("No further exhibit of the list has hits.")
        else:
            self._open_hit(*found, words)
