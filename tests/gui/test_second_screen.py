"""Reading in a second window: alone, side by side, with keys of its own, and closed with the matter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_app.model.pinpoint import Pinpoint


@pytest.fixture
def reading(window, qtbot):
    window.go("exhibits")
    made = window.second.reading
    yield made
    made.close()


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


def test_the_commands_stand_in_the_context_menu_of_the_list(window):
    named = [a.text() for a in window.exhibits_page.actions_menu.actions()]
    assert {"Open in a second window", "Open beside", "Replace document…"} <= set(named)
