import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QVBoxLayout, QWidget

from evidence_app.gui.actions import ACTIONS, MENUS, NEEDS, Actions, keys_of
from evidence_app.settings import Settings


@pytest.fixture
def window(qtbot, themed):
    made = QMainWindow()
    inner = QWidget()
    column = QVBoxLayout(inner)
    made.field, made.button = QLineEdit(), QPushButton("x")
    column.addWidget(made.field)
    column.addWidget(made.button)
    made.setCentralWidget(inner)
    qtbot.addWidget(made)
    made.show()
    return made


def test_ids_and_keys_are_unique():
    assert len({s.id for s in ACTIONS}) == len(ACTIONS)
    keys = [QKeySequence(k).toString() for s in ACTIONS for k in s.keys]
    assert len(keys) == len(set(keys)) and "" not in keys
    assert {s.group for s in ACTIONS} == set(MENUS)
    assert set(itertools.chain(*(s.needs.split("+") for s in ACTIONS))) <= set(NEEDS)


def test_what_is_missing_greys_an_action(window):
    actions = Actions(window, Settings())
    actions.set_state(write=True)
    assert actions["import"].isEnabled() and not actions["tag"].isEnabled()
    actions.set_state(exhibit=True)
    assert actions["tag"].isEnabled()
    actions.set_state(write=False)
    assert not actions["tag"].isEnabled() and actions["copy_table"].isEnabled()


def test_single_letters_sleep_while_a_text_field_has_the_focus(window, qtbot):
    actions, seen = Actions(window, Settings()), []
    actions.set_state(exhibit=True, write=True)
    actions["tag"].triggered.connect(lambda: seen.append("tag"))
    window.button.setFocus()
    qtbot.keyClick(window.button, Qt.Key.Key_T)
    assert seen == ["tag"]
    window.field.setFocus()
    qtbot.keyClicks(window.field, "t?n")
    assert seen == ["tag"] and window.field.text() == "t?n"
    assert actions["tag"].shortcuts() == [] and actions["undo"].shortcuts()
    window.button.setFocus()
    assert actions["tag"].shortcuts()


def test_keys_can_be_changed_and_switched_off(window):
    own = Settings(shortcuts={"tag": "Ctrl+T", "number": ""}, single_keys=False)
    actions = Actions(window, own)
    assert [k.toString() for k in actions["tag"].shortcuts()] == ["Ctrl+T"]
    assert actions["number"].shortcuts() == [] and actions["link"].shortcuts() == []
    assert "Ctrl+T" in actions["tag"].toolTip()
    spec = next(s for s in ACTIONS if s.id == "shortcuts")
    assert keys_of(spec, own) == ("F1",)


def test_a_handler_for_an_unknown_id_is_refused(window):
    with pytest.raises(KeyError):
        Actions(window, Settings()).connect_all({"no_such_action": lambda: None})
