"""What the dialogs of layouts and of stickers share: fields that make one thing, checked, shown and kept."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from evidence_app.gui.checked_fields import CheckedFields
from evidence_app.model.errors import UserError


@pytest.fixture
def name(themed, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    field = QLineEdit(holder)
    field.told, field.go, field.shown, field.checked = QLabel(holder), QPushButton(holder), [], 0

    def make():
        field.checked += 1
        if not field.text():
            raise UserError("It needs a name.")
        return field.text()

    field.fields = CheckedFields("design", make, field.shown.append, field.told, field.go, 1)
    field.textChanged.connect(field.fields.changed)
    yield field


def test_what_is_wrong_is_told_and_what_is_right_is_shown_after_a_pause(name, qtbot):
    name.setText("Blue")
    name.setText("Yellow")
    assert name.go.isEnabled() and name.shown == []
    qtbot.waitUntil(lambda: name.shown == ["Yellow"])
    name.setText("")
    assert not name.go.isEnabled() and name.told.text() == "It needs a name."
    assert name.told.property("role") == "problem"
    name.setText("Green")
    assert name.told.text() == "" and name.told.property("role") == ""


def test_fields_filled_by_the_program_are_checked_once(name):
    with name.fields.filling():
        name.setText("Blue")
        name.setText("Yellow")
    assert name.checked == 1 and name.go.isEnabled()


def test_what_is_not_right_or_cannot_be_written_is_not_kept(name):
    def full():
        raise OSError("The disk is full")

    assert name.fields.keep(lambda: "never") is None and name.told.text() == "It needs a name."
    name.setText("Blue")
    assert name.fields.keep(full) is None
    assert name.told.text() == "The design could not be kept: The disk is full"
    assert name.fields.keep(name.text) == "Blue"
