"""What the right mouse button offers is there for the keyboard: Shift+F10 (and with it the Menu key) opens it at the row."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMenu

from evidence_app.gui.chronology.event_dialog import EventDialog
from evidence_app.gui.matter_chooser import MatterChooser
from evidence_app.gui.window_state import WindowState
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


def test_the_menu_opens_by_keyboard_at_the_row(opened, qapp, qtbot):
    faults = {place: fault for place in PLACES if (fault := menu_fault(opened, qapp, qtbot, *PLACES[place]))}
    assert not faults, "\n".join(f"[{place}] {fault}" for place, fault in faults.items())


def menu_fault(opened, qapp, qtbot, page, view_of, words):
    """What is wrong with the menu of one list; nothing when all is well."""
    opened.activateWindow()
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
    if not hands.fault and not any(one.startswith(words) for one in seen):
        return f"the menu has {seen}"
    return hands.fault or ("" if QApplication.focusWidget() is view else "the keyboard did not come back")


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


def test_the_first_page_takes_a_matter_off_its_list_by_keyboard(qtbot, themed, tmp_path):
    chooser, forgotten = MatterChooser(), []
    qtbot.addWidget(chooser)
    chooser.forget_asked.connect(forgotten.append)
    state = WindowState()
    state.opened(tmp_path, "Rivera v. Example Corp.", "2026-11-20T09:14:00")
    chooser.show_recent(state.recent())
    chooser.show()
    chooser.activateWindow()
    chooser.list.setFocus()
    steps = [
        ("MatterChooser", press("Shift+F10")),
        ("QMenu", in_menu("Take off this list")),
        ("MatterChooser", lambda _w: None),
    ]
    hands = Hands(chooser, steps)
    hands.work()
    assert not hands.fault and forgotten == [str(tmp_path)]


def test_the_second_window_has_the_menu_of_its_page(opened, qapp):
    opened.open_exhibit(opened.exhibits_page.grid.rows.ids[0])
    opened.actions_["second_window"].trigger()
    second, seen = opened.second.reading, []
    settle(qapp)
    second.activateWindow()
    second.left.view.setFocus()
    look = lambda menu: seen.extend(action.text() for action in menu.actions())  # noqa: E731
    steps = [("ReadingWindow", press("Shift+F10")), ("QMenu", look), ("QMenu", press("Esc"))]
    hands = Hands(second, [*steps, ("ReadingWindow", lambda _w: None)])
    hands.work()
    assert not hands.fault and any(words.startswith("Link this page") for words in seen)


def test_a_field_of_a_dialog_has_its_menu(opened, qtbot):
    dialog, seen = EventDialog(opened), []
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    dialog.people.setFocus()
    look = lambda menu: seen.extend(action.text() for action in menu.actions())  # noqa: E731
    steps = [
        ("EventDialog", press("Shift+F10")),
        ("QMenu", look),
        ("QMenu", press("Esc")),
        ("EventDialog", lambda _d: None),
    ]
    hands = Hands(dialog, steps)
    hands.work()
    assert not hands.fault and any("Paste" in words for words in seen), (hands.fault, seen)
