"""Reading in a second window, alone or side by side: which exhibit goes where, and what it asks of the main window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from evidence_app.gui.actions import ACTIONS, keys_of
from evidence_app.gui.frame import Frame
from evidence_app.gui.viewer.reading_window import COMMANDS, ReadingWindow

GEOMETRY = "reading/geometry"


class SecondScreen:
    """Opens the reading window when it is first needed; there is one for each matter."""

    def __init__(self, window: Frame, begin_link: Callable[[int, Any], None], add_fact: Callable[[int, Any], None],
                 more_like: Callable[[str], None], show_link: Callable[[int], None],
                 redacted_copy: Callable[[int], None]) -> None:  # fmt: skip
        self._window = window
        self._asked = begin_link, add_fact, more_like, show_link, redacted_copy
        self._reading: ReadingWindow | None = None

    @property
    def reading(self) -> ReadingWindow:
        """The reading window, made when it is first asked for."""
        if self._reading is None:
            self._reading = self._make()
        return self._reading

    def _make(self) -> ReadingWindow:
        window = self._window
        made = ReadingWindow(window.matter, window.runner, window.viewer.renderer, window)
        requests = (
            made.link_requested, made.fact_requested, made.similar_requested, made.link_chosen, made.redacted_copy_wanted,
        )  # fmt: skip
        for request, answer in zip(requests, self._asked, strict=True):
            request.connect(lambda *asked, run=answer: self._in_front(run, *asked))
        made.messages.undo_asked.connect(window.actions_["undo"].trigger)
        made.messages.last_change = window.messages.last_change
        window.runner.changed.connect(lambda _changes: made.messages.changed())
        made.restoreGeometry(window.state.bytes(GEOMETRY))
        return made

    def _in_front(self, run: Callable[..., None], *args: Any) -> None:
        """The main window answers, so it comes to the front."""
        self._window.raise_()
        self._window.activateWindow()
        run(*args)

    def _show(self, then: Callable[[ReadingWindow], object]) -> None:
        """Bring the window to the front, then do this with it; a window made just now is shown in the next turn."""
        made = self._reading is None
        reading = self.reading
        settings = self._window.settings
        reading.set_keys({spec.id: keys_of(spec, settings) for spec in ACTIONS if spec.id in COMMANDS})

        def show() -> None:
            reading.show()
            reading.raise_()
            reading.activateWindow()
            then(reading)

        if made:
            QTimer.singleShot(0, reading, show)
        else:
            show()

    def _chosen(self) -> list[tuple[int, int, str]]:
        """The exhibits meant: two or more that are selected, else the one being read.

        With each the page to begin at, and for a hit of the search the words that are marked.
        """
        viewer, selected = self._window.viewer, self._window.exhibits_page.selected
        if self._window.page == "exhibits" and len(selected) > 1:
            return [(one, 1, "") for one in selected]
        hit = self._window.search_page.list.hit if self._window.page == "search" else None
        if hit is not None:
            return [(hit.exhibit_id, hit.page, self._window.search_page.marks)]
        if viewer.exhibit_id:
            return [(viewer.exhibit_id, max(1, viewer.current_page), "")]
        return [(one, 1, "") for one in selected]

    def open_window(self) -> None:
        """The exhibit being read also in a window of its own; of several selected ones the first."""
        chosen = self._chosen()
        if chosen:
            self._show(lambda reading: reading.open_exhibit(*chosen[0]))

    def open_beside(self) -> None:
        """Two exhibits side by side: the two selected, or this one beside the one already in the second window."""
        chosen = self._chosen()
        if chosen:
            self._show(lambda reading: self._beside(reading, chosen))

    def _beside(self, reading: ReadingWindow, chosen: list[tuple[int, int, str]]) -> None:
        if len(chosen) > 1:
            reading.open_exhibit(*chosen[0])
            QTimer.singleShot(0, reading, lambda: reading.open_beside(*chosen[1]))  # a second viewer takes its time
        elif reading.left.exhibit_id:
            reading.open_beside(*chosen[0])
        else:
            reading.open_exhibit(*chosen[0])
            self._window.messages.toast("Now choose another exhibit and open it beside this one.")

    def keep_state(self) -> None:
        """Remember where the window stood, and close it."""
        if self._reading is not None:
            self._window.state.keep(GEOMETRY, self._reading.state())
            self._reading.close()
