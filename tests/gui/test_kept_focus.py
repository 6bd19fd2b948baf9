"""What a dialog or key changes does not take the keyboard away: it stays on the button it was on, or near it."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete

from evidence_app.gui.kept_focus import kept_focus
from tests.gui.hands import Hands, in_menu, press, type_in
from tests.gui.test_opened_by_keys import FIND, IN_HAND, WINDOW, button, chosen_event, key, palette
from tests.gui.test_room import sample_folder, sample_window, settle  # noqa: F401


def on(name):
    """The keyboard goes to a part of the window."""
    return [(WINDOW, lambda window: window.findChild(QWidget, name).setFocus(Qt.FocusReason.TabFocusReason))]


CHANGES = {
    "about the matter": ("matter", [*button("edit_matter"), ("FormDialog", type_in("x")), ("FormDialog", press("Return"))], "edit_matter"),
    "a party added": ("matter", [*button("add_party"), ("FormDialog", type_in("Zoe")), ("FormDialog", press("Return"))], "add_party"),
    "a party edited": ("matter", [*button("edit_party_1"), ("FormDialog", type_in("Zoe")), ("FormDialog", press("Return"))], "edit_party_1"),
    "undone from the matter page": ("matter", [*on("add_party"), *key("Ctrl+Z")], "add_party"),
    "an event added": ("chronology", [*button("chronology_add"), ("EventDialog", type_in("Sent")), ("EventDialog", press("Ctrl+Return"))], "chronology_add"),
    "an event edited": ("chronology", [*chosen_event(), *button("event_edit"), ("EventDialog", type_in("x")), ("EventDialog", press("Ctrl+Return"))], "event_edit"),
    "a source added": (
        "chronology",
        [*chosen_event(), *button("event_cite"), ("SourceDialog", lambda dialog: dialog.citation.setFocus()),
         ("SourceDialog", type_in("Dkt. 4")), ("SourceDialog", press("Return"))],
        "event_cite",
    ),
    "an event removed": ("chronology", [*chosen_event(), *button("event_remove")], "chronology_table"),
    "an element added": ("elements", [*button("add_proof"), ("QMenu", in_menu("Element of this claim")), ("RowDialog", type_in("Harm")), ("RowDialog", press("Ctrl+Return"))], "add_proof"),
    "an element edited": ("elements", [*button("proof_edit"), ("RowDialog", type_in("x")), ("RowDialog", press("Ctrl+Return"))], "proof_edit"),
    "an element moved": ("elements", button("proof_down"), "proof_down"),
    "the rule changed": ("elements", [*button("change_rule"), ("RuleDialog", press("Up")), ("RuleDialog", press("Return"))], "change_rule"),
    "a list served": ("register", [*button("register_serve"), ("ServeDialog", press("Return"))], "register_serve"),
    "an objection": ("hearing", [*IN_HAND, *key("B"), ("ObjectionDialog", type_in("403")), ("ObjectionDialog", press("Return"))], "hearing_page"),
    "a tag": ("exhibits", [*key("T"), (FIND, type_in("hot")), (FIND, press("Return"))], "exhibit_grid"),
    "withdrawn": ("exhibits", palette("withdraw"), "exhibit_grid"),
    "undone from the history": ("history", button("history_undo"), "history_undo"),
}  # fmt: skip
"""What is changed -> the page, the keys, and where the keyboard is afterwards."""


def test_the_keyboard_stays_where_a_change_was_asked_for(sample_window, qapp):  # noqa: F811
    window, found = sample_window(100, QSize(1366, 768)), []
    count = lambda: window.matter.read.value("SELECT count(*) FROM audit_entry")  # noqa: E731
    for each, (page, steps, wanted) in CHANGES.items():
        window.activateWindow()
        window.go(page)
        if page == "exhibits":
            window.exhibits_page.grid.select_ids(window.exhibits_page.grid.rows.ids[:1])
        elif page == "elements":
            window.open_element(window.matter.read.value("SELECT min(element_id) FROM evidence_link"))
        elif page == "hearing":
            window.hearing_page.number.setFocus(Qt.FocusReason.TabFocusReason)
        settle(qapp)
        before = count()
        hands = Hands(window, [*steps, (WINDOW, lambda _window: None)])
        hands.work()
        settle(qapp)
        at = QApplication.focusWidget()
        if hands.fault or count() == before:
            found.append(f"[{each}] {hands.fault or 'nothing was changed'}")
        elif at is None or at.objectName() != wanted:
            found.append(f"[{each}] the keyboard is on {at and at.objectName()}, not on {wanted}")
    assert not found, "\n".join(found)


@pytest.fixture
def area(qtbot, themed):
    window = QWidget()
    qtbot.addWidget(window)
    window.outside, window.inside = QPushButton("outside", window), QWidget(window)
    QVBoxLayout(window.inside)
    column = QVBoxLayout(window)
    column.addWidget(window.outside)
    column.addWidget(window.inside)
    fill(window.inside, "one", "two")
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window


def fill(inside, *names):
    for old in inside.findChildren(QPushButton):
        old.setParent(None)
    for name in names:
        made = QPushButton(name)
        made.setObjectName(name)
        inside.layout().addWidget(made)
        made.show()


def test_the_part_of_the_same_name_takes_over(area):
    area.findChild(QPushButton, "two").setFocus()
    with kept_focus(area.inside, area.outside):
        fill(area.inside, "two", "three")
    assert area.focusWidget().objectName() == "two"
    with kept_focus(area.inside, area.outside):
        fill(area.inside, "three")
    assert area.focusWidget() is area.outside


def test_a_keyboard_elsewhere_stays_there(area):
    area.outside.setFocus()
    with kept_focus(area.inside):
        fill(area.inside, "one")
    assert area.focusWidget() is area.outside


def test_the_page_takes_a_keyboard_that_nothing_has(window, qapp):
    window.activateWindow()
    lone = QPushButton("gone soon", window)
    lone.show()
    lone.setFocus()
    settle(qapp)
    assert QApplication.focusWidget() is lone
    delete(lone)
    settle(qapp)
    assert QApplication.focusWidget() is window.exhibits_page.grid
