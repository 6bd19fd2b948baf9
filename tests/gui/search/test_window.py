"""Search in the whole window: the first hit is shown, F3 goes on in the next exhibit, suggestions from the page."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.search.hit_list import PAUSE_MS
from evidence_app.services import proof
from tests.gui.conftest import add_exhibit


@pytest.fixture
def searched(window, matter):
    add_exhibit(matter, "Notice", ("Share nothing. We share less.", "No word."))
    window.search("share", None)
    return window


def test_the_first_hit_is_shown_and_f3_crosses_exhibits(searched, qtbot):
    window, hits = searched, searched.search_page.list.hits.hits
    assert len({hit.exhibit_id for hit in hits}) == 2
    qtbot.waitUntil(lambda: window.viewer.exhibit_id == hits[0].exhibit_id and window.viewer.hits.count > 0)
    for _ in range(4):
        if window.viewer.exhibit_id != hits[0].exhibit_id:
            break
        window.actions_["next_hit"].trigger()
    assert window.viewer.exhibit_id == hits[1].exhibit_id and window.search_page.list.place == 1
    for _ in range(4):
        window.actions_["previous_hit"].trigger()
    assert window.viewer.exhibit_id == hits[0].exhibit_id and window.page == "search"


def test_a_page_view_that_was_closed_stays_closed(window, matter):
    window.go("search")
    window.toggle_viewer()
    window.search("share", None)
    assert window.search_page.list.place == 0 and not window.viewer.isVisible()


def test_a_change_made_on_another_page_does_not_bring_the_search_up(searched, matter):
    searched.go("history")
    proof.add_claim(matter, "Another")
    searched.actions_["undo"].trigger()
    assert searched.page == "history"


def test_the_selected_passage_leads_to_pages_like_it(window):
    window.viewer.passages.similar_requested.emit("Dear Sir, we may share your data")
    assert window.page == "search" and window.search_page.mode.currentData() == "like"
    assert window.search_page.list.hits.hits


def test_the_elements_page_starts_the_walk_through_the_gaps(window, matter):
    claim = matter.read.value("SELECT id FROM claim")
    gap = proof.add_element(matter, claim, "Open", search_terms="share")
    window.proof_page.overview.search_gaps.click()
    assert window.page == "search" and gap in [one.element_id for one in window.search_page.gaps.gaps]


def test_after_enter_in_the_tool_bar_the_letters_belong_to_the_hits(searched):
    searched.search("messages", None)
    assert searched.focusWidget() is searched.search_page.list


def test_what_f3_shows_is_what_l_links(window, matter, qtbot):
    exhibit = add_exhibit(matter, "Long notice", ("Share nothing. We share less.", "No word.", "They share all of it."))
    window.search("share", None)
    page = window.search_page
    page.list.choose(next(i for i, hit in enumerate(page.list.hits.hits) if hit.exhibit_id == exhibit))
    qtbot.waitUntil(lambda: window.viewer.exhibit_id == exhibit and window.viewer.hits.count == 3)
    while window.viewer.current_page != 3:
        window.actions_["next_hit"].trigger()
    assert page.list.hit.page == 3
    page.desk.link()
    waiting = window.element_panel._waiting
    assert waiting[0] == exhibit and (waiting[1].page, waiting[1].quote) == (3, "They share all of it.")


def test_leaving_the_hits_quickly_is_not_undone_by_the_hit_rested_on(searched, qtbot):
    window = searched
    hits = window.search_page.list
    qtbot.keyClick(hits, Qt.Key.Key_Down)
    window.go("history")
    qtbot.wait(PAUSE_MS + 60)
    assert window.page == "history"
