"""Every page and every dialog without a mouse: reached with Tab, seen, named, and left with Esc."""

import pytest
from every_dialog import every_dialog
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout

from evidence_app.gui import theme
from evidence_app.gui.window_state import WindowState
from tests.gui.conftest import add_exhibit
from tests.gui.hands import Hands, press
from tests.gui.keyboard import backward, begins_badly, deaf_letters, nameless, unreached, unseen, walk
from tests.gui.room import name
from tests.gui.test_room import every_view, sample_folder, sample_window, settle  # noqa: F401

SIZE = (1366, 768)
IN_LIGHT = pytest.mark.parametrize("opened", ["light"], indirect=True)
"""What does not depend on colours is looked at once."""


@pytest.fixture(params=["light", "dark"])
def opened(request, sample_window, qapp):  # noqa: F811
    from PySide6.QtCore import QSize

    window = sample_window(100, QSize(*SIZE))
    theme.apply(qapp, request.param, 100)
    add_exhibit(window.matter, "Damaged file", pages=())
    window.open_exhibit(window.exhibits_page.grid.rows.ids[0])
    window.activateWindow()
    settle(qapp)
    return window


def test_every_page_is_worked_by_keyboard(opened, qapp):
    found, looked_at = {}, set()
    for view in every_view(opened):
        settle(qapp)
        opened.navigation.list.setFocus()
        settle(qapp)
        seen = walk(opened)
        faults = seen.upward + unreached(opened, seen.reached) + nameless(opened) + backward(opened, seen.reached)
        new = [one for one in seen.reached if one not in looked_at]
        looked_at.update(new)
        for fault in faults + unseen(opened, new, opened.menuBar().setFocus):
            found.setdefault(fault, view)
    assert not found, "\n".join(f"[{view}] {fault}" for fault, view in found.items())


def test_every_dialog_is_worked_by_keyboard(opened, qapp):
    state, found = WindowState(), []
    for each, make in every_dialog(opened, opened.settings, state).items():
        dialog = make()
        dialog.show()
        dialog.activateWindow()
        settle(qapp)
        faults = begins_badly(dialog)
        seen = walk(dialog)
        faults += seen.upward + unreached(dialog, seen.reached) + nameless(dialog) + backward(dialog, seen.reached)
        faults += unseen(
            dialog, seen.reached, lambda: QApplication.focusWidget() and QApplication.focusWidget().clearFocus()
        )
        faults += deaf_letters(dialog)
        faults += left_with_escape(opened.matter, dialog, seen.reached) if isinstance(dialog, QDialog) else []
        found += [f"[{each}] {fault}" for fault in faults]
        dialog.close()
        dialog.deleteLater()
        qapp.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert not found, "\n".join(found)


def left_with_escape(matter, dialog, reached):
    """From every control in it, and nothing is changed by that."""
    entries, found = matter.read.value("SELECT count(*) FROM audit_entry"), []
    for one in reached or [dialog]:
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        one.setFocus()
        QTest.keyClick(one, Qt.Key.Key_Escape)
        found += [f"Esc on {name(one)} does not close it"] if dialog.isVisible() else []
        found += [f"Esc on {name(one)} says yes"] if dialog.result() else []
    return found + (
        ["Esc changes the matter"] if matter.read.value("SELECT count(*) FROM audit_entry") != entries else []
    )


@IN_LIGHT
def test_single_letters_sleep_in_every_text_field(opened, qapp):
    letters = [a for _s, a in opened.actions_ if any(len(k.toString()) == 1 for k in a.shortcuts())]
    assert letters
    for field in (
        opened.search_bar.field,
        opened.exhibits_page.filter_bar.words,
        opened.element_panel.findChild(object, "element_field"),
    ):
        field.setFocus()
        settle(qapp)
        assert not [a.text() for a in letters if any(len(k.toString()) == 1 for k in a.shortcuts())], field.objectName()
        opened.navigation.list.setFocus()
        settle(qapp)
        assert all(any(len(k.toString()) == 1 for k in a.shortcuts()) for a in letters)


@IN_LIGHT
def test_every_menu_has_a_letter_of_its_own(opened, qapp):
    titles = [action.text() for action in opened.menuBar().actions()]
    letters = [title[title.index("&") + 1].lower() for title in titles]
    assert len(set(letters)) == len(letters) == 7, titles
    steps = []
    for letter in letters:
        shows = lambda menu, mark=letter: f"&{mark}" in menu.title().lower() or pytest.fail(menu.title())  # noqa: E731
        steps += [("MainWindow", press(f"Alt+{letter}")), ("QMenu", shows), ("QMenu", press("Esc"))]
        steps += [("MainWindow", lambda window: window.exhibits_page.grid.setFocus())]
    hands = Hands(opened, steps)
    hands.work()
    assert not hands.fault, hands.fault


def test_the_walk_tells_of_a_trap(qtbot, themed):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    trap, after = QPlainTextEdit(), QPlainTextEdit()
    column.addWidget(trap)
    column.addWidget(after)
    dialog.show()
    dialog.activateWindow()
    trap.setFocus()
    QApplication.processEvents()
    assert any("does not reach" in fault for fault in unreached(dialog, walk(dialog).reached))
    assert nameless(dialog)


@IN_LIGHT
def test_windows_for_reading_and_redaction_mode_are_worked_by_keyboard(opened, qapp):
    opened.actions_["second_window"].trigger()
    second = opened.second.reading
    settle(qapp)
    second.open_beside(opened.exhibits_page.grid.rows.ids[1])
    opened.actions_["redact"].trigger()
    found = []
    for top in (second, opened):
        top.activateWindow()
        settle(qapp)
        (top.left if top is second else opened.viewer).setFocus()
        settle(qapp)
        seen = walk(top)
        faults = seen.upward + unreached(top, seen.reached) + nameless(top) + backward(top, seen.reached)
        found += [f"[{top.objectName()}] {fault}" for fault in faults]
    assert not found, "\n".join(found)
