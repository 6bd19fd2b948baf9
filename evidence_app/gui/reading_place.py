"""Where the reader stood when a matter was closed: how the list was sorted and filtered, which exhibit, which page."""

from __future__ import annotations

import json

from evidence_app.gui.exhibits.views import ListView, from_text, to_text
from evidence_app.gui.frame import Frame
from evidence_app.services import exhibits


class ReadingPlace:
    """Kept per matter with the window's own state on this computer; the matter itself says nothing of it."""

    def __init__(self, window: Frame) -> None:
        self._window = window
        self._key = f"place/{window.matter.uid}"

    def keep(self) -> None:
        """Remember where the reader stands."""
        window = self._window
        place = {"exhibit": window.viewer.exhibit_id, "page": window.viewer.current_page}
        window.state.keep(f"{self._key}/reading", json.dumps(place))
        window.state.keep(f"{self._key}/list", to_text({"": window.exhibits_page.present_view()}))

    def restore(self) -> None:
        """Stand there again, as far as it is still there."""
        state, page = self._window.state, self._window.exhibits_page
        view = from_text(state.text(f"{self._key}/list")).get("", ListView(""))
        exhibit, number = self._reading()
        if exhibit and exhibits.read_rows(self._window.matter, [exhibit]):
            self._window.viewer.open_exhibit(exhibit, number)
            page.begin_at(exhibit)
        if (view.order, view.chosen) != (page.grid.order, page.filter_bar.filter):
            page.grid.set_order(view.order)
            page.filter_bar.set_filter(view.chosen)

    def _reading(self) -> tuple[int, int]:
        try:
            place = json.loads(self._window.state.text(f"{self._key}/reading") or "{}")
            return int(place.get("exhibit", 0)), int(place.get("page", 1))
        except (ValueError, TypeError, AttributeError):
            return 0, 1
