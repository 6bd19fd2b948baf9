"""Reading in a second window: alone, side by side, with keys of its own, and closed with the matter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import redactions, tags

from .conftest import add_exhibit


@pytest.fixture
def reading(window, qtbot):
    window.go("exhibits")
    made = window.second.reading
    yield made
    made.close()


def select_page(viewer):
    viewer.show_pages_as("text")
    viewer.view.select_page_text()


def test_it_opens_what_is_being_read(window, reading):
    window.exhibits_page.select(2)
    window.actions_["second_window"].trigger()
    assert reading.isVisible() and reading.left.exhibit_id == 2 and reading.right.isHidden()
    assert "Letter 0" in reading.windowTitle()
    assert reading.left.renderer is window.viewer.renderer


def test_two_selected_exhibits_stand_side_by_side(window, reading, qtbot):
    window.exhibits_page.grid.select_ids([1, 3])
    window.actions_["open_beside"].trigger()
    qtbot.waitUntil(lambda: reading.right.exhibit_id != 0)
    assert (reading.left.exhibit_id, reading.right.exhibit_id) == (1, 3)
    assert reading.right.isVisible() and reading.width() >= reading.screen().availableSize().width() - 20


def test_one_after_the_other(window, reading):
    window.exhibits_page.select(1)
    window.actions_["open_beside"].trigger()
    assert reading.left.exhibit_id == 1 and reading.right.isHidden()
    assert "choose another exhibit" in window.messages.shown_toast
    window.exhibits_page.select(4)
    window.actions_["open_beside"].trigger()
    assert (reading.left.exhibit_id, reading.right.exhibit_id) == (1, 4)


def test_keys_work_on_the_side_that_has_the_keyboard(window, reading, qtbot):
    window.exhibits_page.grid.select_ids([1, 3])
    window.actions_["open_beside"].trigger()
    with qtbot.waitSignal(reading.link_requested) as told:
        reading.findChild(object, "reading_link_page").trigger()
    assert told.args == [reading.current.exhibit_id, Pinpoint(1)]
    assert window.page == "exhibits" and window.element_panel.isVisible()


def test_closing_lets_go_and_it_opens_again_at_its_place(window, reading, qtbot):
    window.exhibits_page.select(1)
    window.actions_["second_window"].trigger()
    qtbot.waitUntil(reading.isActiveWindow)
    QTest.keyClick(reading.left.view, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not reading.isVisible() and reading.left.exhibit_id == 0
    window.actions_["second_window"].trigger()
    assert window.second.reading is reading and reading.left.exhibit_id == 1
    window.second.keep_state()
    assert not window.state.bytes("reading/geometry").isEmpty() and not reading.isVisible()


def test_a_hit_of_a_search_opens_at_its_page(window, reading):
    window.search("Nothing else", None)
    window.actions_["second_window"].trigger()
    assert (reading.left.exhibit_id, reading.left.current_page) == (1, 2)
    named = [a.text() for a in window.search_page.work.actions()]
    assert named == ["Open in a second window", "Open beside"]


def test_hits_of_a_search_come_along_and_f3_says_where_they_end(window, reading):
    window.search("sir", None)
    window.actions_["second_window"].trigger()
    assert reading.left.hits.count == 1
    reading.findChild(object, "reading_next_hit").trigger()
    assert reading.messages.shown_toast == "This was the last hit in this exhibit."
    reading.findChild(object, "reading_previous_hit").trigger()
    assert reading.messages.shown_toast == "This was the first hit in this exhibit."
    assert not window.messages.shown_toast


def test_f3_says_when_there_are_no_hits(window, reading):
    window.exhibits_page.select(1)
    window.actions_["second_window"].trigger()
    reading.findChild(object, "reading_next_hit").trigger()
    assert "Nothing is looked for" in reading.messages.shown_toast
    reading.left.open_exhibit(1, 1, "sir")
    reading.findChild(object, "reading_next_hit").trigger()
    assert reading.messages.shown_toast == "There are no hits in this exhibit."


def test_more_like_a_passage_is_searched_in_the_main_window(window, reading, qtbot):
    window.exhibits_page.grid.select_ids([1, 2])
    window.actions_["open_beside"].trigger()
    qtbot.waitUntil(lambda: reading.right.exhibit_id == 2 and reading.isActiveWindow())
    select_page(reading.right)
    reading.right.passages.find_similar()
    assert window.page == "search" and window.search_page.mode.currentData() == "like"
    assert window.search_page.query.text() == "Dear Sir."
    qtbot.waitUntil(window.isActiveWindow)


def test_a_fact_is_asked_for_by_its_key_in_the_main_window(window, reading, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr("evidence_app.gui.tasks.ask_fact", lambda _window, quote: asked.append(quote))
    window.exhibits_page.select(2)
    window.actions_["second_window"].trigger()
    qtbot.waitUntil(reading.isActiveWindow)
    select_page(reading.left)
    reading.findChild(object, "reading_fact").trigger()
    assert asked == ["Dear Sir."]
    qtbot.waitUntil(window.isActiveWindow)


def test_what_was_done_there_is_said_there_and_undone_from_there(window, reading, matter, qtbot):
    note = add_exhibit(matter, "Note", ("To the reader.",), kind="text")
    window.search("reader", None)
    window.actions_["second_window"].trigger()
    reading.findChild(object, "reading_redact_hits").trigger()
    assert reading.messages.shown_toast == "Marked 1 place for redaction." and not window.messages.shown_toast
    qtbot.waitUntil(reading.isActiveWindow)
    reading.findChild(object, "reading_next_pane").trigger()
    QTest.keyClick(reading.focusWidget(), Qt.Key.Key_Return)
    assert redactions.marks(matter, note) == []
    reading.findChild(object, "reading_redact_hits").trigger()
    window.runner.change(tags.add_tag, [note], "hot")
    assert not reading.messages.shown_toast, "its Undo would take back the tag"


def test_it_lets_the_main_window_come_to_the_front(window, reading):
    window.exhibits_page.select(1)
    window.actions_["second_window"].trigger()
    assert reading.windowHandle().transientParent() is None


def test_the_commands_stand_in_the_context_menu_of_the_list(window):
    named = [a.text() for a in window.exhibits_page.actions_menu.actions()]
    assert {"Open in a second window", "Open beside", "Replace document…"} <= set(named)
