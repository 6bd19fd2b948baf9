"""What the right mouse button offers is there for the keyboard: Shift+F10 (and with it the Menu key) opens it at the row."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.hands import Hands, in_menu, press
from tests.gui.test_room import sample_folder, sample_window, settle  # noqa: F401

PLACES = {
    "exhibit list": ("exhibits", lambda w: w.exhibits_page.grid, "Chain of custody"),
    "element tree beside it": ("exhibits", lambda w: w.element_panel.view, "Open it with its evidence"),
    "page view": ("exhibits", lambda w: w.viewer.view, "Link this page to an element"),
    "element tree": ("elements", lambda w: w.proof_page.overview.view, "Edit"),
    "hits": ("search", lambda w: w.search_page.list, "More like this passage"),
    "chronology": ("chronology", lambda w: w.chronology_page.table, "Add source"),
    "imports": ("imports", lambda w: w.imports_page.items, "Open the exhibit"),
    "history": ("history", lambda w: w.history_page.table, "Undo"),
}
"""Where there is a menu -> its page, what has the keyboard there, and a line of the menu."""


@pytest.fixture
def opened(sample_window, qapp):  # noqa: F811
    window = sample_window(100, QSize(1366, 768))
    window.activateWindow()
    settle(qapp)
    return window


@pytest.mark.parametrize("place", PLACES)
def test_the_menu_opens_by_keyboard_at_the_row(opened, qapp, qtbot, place):
    page, view_of, words = PLACES[place]
    opened.go(page)
    if page == "search":
        opened.search("AI", None)
    if page == "exhibits":
        opened.open_exhibit(opened.exhibits_page.grid.rows.ids[0])
        qtbot.waitUntil(lambda: opened.viewer.view.reader is not None)
    settle(qapp)
    view = view_of(opened)
    view.setFocus()
    seen = []

    def look(menu):
        assert isinstance(menu, QMenu)
        seen.extend(action.text().replace("&", "") for action in menu.actions())
        at, room = view.mapFromGlobal(menu.pos()), menu.screen().availableGeometry()
        if room.adjusted(0, 0, -2, -2).contains(menu.geometry()):  # else the screen pushed it aside
            assert view.rect().contains(at), f"it opens at {at}"

    steps = [("MainWindow", press("Down")),
             ("MainWindow", press("Shift+F10")), ("QMenu", look), ("QMenu", press("Esc"))]  # fmt: skip
    hands = Hands(opened, [*steps, ("MainWindow", lambda _w: None)])
    hands.work()
    assert not hands.fault, hands.fault
    assert any(one.startswith(words) for one in seen), seen
    assert QApplication.focusWidget() is view


def test_a_line_of_the_menu_does_what_its_button_does(opened, qapp):
    opened.go("elements")
    settle(qapp)
    tree, asked = opened.proof_page.overview.view, []
    opened.proof_page.detail.commanded.connect(asked.append)
    opened.proof_page.detail.commanded.disconnect(opened.proof_page._command)
    tree.setFocus()
    steps = [("MainWindow", press("Shift+F10")), ("QMenu", in_menu("Move down")), ("MainWindow", lambda _w: None)]
    Hands(opened, steps).work()
    assert asked == ["down"]
