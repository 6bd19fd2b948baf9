"""Enter presses the button that has the keyboard, and never another one."""

import pytest
from every_dialog import every_dialog
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton, QTreeWidgetItem, QVBoxLayout

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.matter_chooser import MatterChooser
from evidence_app.gui.outgoing.preflight_dialog import PreflightDialog
from evidence_app.gui.window_state import WindowState
from tests.gui.test_room import sample_folder, sample_window, settle  # noqa: F401

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


class Asking(Dialog):
    """A field, a list, text, and the buttons of a dialog that does something."""

    def __init__(self):
        super().__init__()
        column = QVBoxLayout(self)
        self.field, self.list = QLineEdit(), QListWidget()
        self.list.addItems(["one", "two"])
        self.list.setCurrentRow(0)
        self.other = QPushButton("Look")
        buttons, self.go = self.end_buttons("Serve", "serve_go")
        self.cancel = buttons.button(buttons.StandardButton.Cancel)
        for part in (self.field, self.list, self.other, buttons):
            column.addWidget(part)
        theme.default_button(self, self.go)


@pytest.fixture
def asking(qtbot, themed):
    made = Asking()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def enter(part, modifiers=Qt.KeyboardModifier.NoModifier):
    part.setFocus()
    QTest.keyClick(part, ENTER, modifiers)


def test_enter_in_a_field_does_what_the_dialog_is_for(asking):
    enter(asking.field)
    assert asking.result() == 1 and not asking.isVisible()


def test_enter_on_cancel_cancels(asking):
    enter(asking.cancel)
    assert asking.result() == 0 and not asking.isVisible()


def test_enter_on_another_button_presses_that_one_alone(asking):
    pressed = []
    asking.other.clicked.connect(lambda: pressed.append("look"))
    enter(asking.other)
    assert pressed == ["look"] and asking.isVisible()


def test_enter_on_a_row_that_opens_something_does_not_also_end_the_dialog(asking):
    enter(asking.list)
    assert asking.result() == 1, "a row that does nothing leaves Enter to the dialog"
    asking.setResult(0)
    asking.show()
    opened = []
    asking.list.itemActivated.connect(lambda item: opened.append(item.text()))
    enter(asking.list)
    assert opened == ["one"] and asking.isVisible() and asking.result() == 0


def test_a_key_held_down_answers_no_dialog(asking):
    for part in (asking.field, asking.cancel, asking.other):
        part.setFocus()
        held = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(part, held)
        assert asking.isVisible()


def test_ctrl_enter_ends_a_dialog_from_text_of_several_lines(window, qtbot):
    from evidence_app.gui.chronology.event_dialog import EventDialog

    dialog = EventDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    enter(dialog.text, CTRL)
    assert dialog.isVisible(), "nothing was typed"
    dialog.text.setPlainText("Notice sent")
    enter(dialog.text)
    assert dialog.isVisible() and "\n" in dialog.text.toPlainText()
    enter(dialog.text, CTRL)
    assert dialog.result() == 1


def test_enter_on_cancel_or_close_of_every_dialog_only_leaves_it(sample_window, qapp):  # noqa: F811
    window, found = sample_window(100, QSize(1366, 768)), []
    entries = lambda: window.matter.read.value("SELECT count(*) FROM audit_entry")  # noqa: E731
    for name, make in every_dialog(window, window.settings, WindowState()).items():
        dialog, before, pressed = make(), entries(), []
        dialog.show()
        dialog.activateWindow()
        settle(qapp)
        buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
        leaves = [one for one in buttons if one.text().replace("&", "") in ("Cancel", "Close")]
        if not leaves and name not in (
            "first-page",
            "commands",
        ):  # the program's own window; Esc alone leaves the other
            found.append(f"[{name}] has no button that leaves it")
        for one in buttons:
            one.clicked.connect(lambda _checked=False, b=one, told=pressed: told.append(b))
        for one in leaves[-1:]:
            enter(one)
            if pressed != [one] or dialog.isVisible() or dialog.result() or entries() != before:
                found.append(f"[{name}] Enter on {one.text()} pressed {[b.text() for b in pressed]}")
        dialog.close()
        dialog.deleteLater()
        qapp.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert not found, "\n".join(found)


def test_enter_on_a_finding_opens_its_page_and_does_not_check_again(window, qtbot):
    dialog = PreflightDialog(window, window.matter, window.runner, list(window.exhibits_page.grid.rows.ids))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    QApplication.processEvents()
    started, asked = [], []
    dialog.run_button.clicked.connect(lambda: started.append(1))
    dialog.page_asked.connect(lambda *place: asked.append(place))
    dialog.tree.addTopLevelItem(QTreeWidgetItem(["Looks like a social security number"]))
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    dialog.tree.itemActivated.connect(lambda *_: asked.append("row"))
    enter(dialog.tree)
    assert "row" in asked and not started


def test_enter_presses_the_buttons_of_the_first_page(qtbot, themed):
    chooser, asked = MatterChooser(), []
    qtbot.addWidget(chooser)
    chooser.new_asked.connect(lambda: asked.append("new"))
    chooser.sample_asked.connect(lambda: asked.append("sample"))
    chooser.show()
    chooser.activateWindow()
    QApplication.processEvents()
    enter(chooser.new)
    enter(chooser.sample)
    assert asked == ["new", "sample"]


def test_enter_presses_the_buttons_of_pages_and_of_panels_that_float(window, qapp):
    asked = []
    window.imports_page.import_asked.disconnect()
    window.imports_page.import_asked.connect(asked.append)
    window.go("imports")
    window.activateWindow()
    settle(qapp)
    enter(window.imports_page.findChild(QPushButton, "import_a_folder"))
    assert asked == [True]
    window.go("exhibits")
    window.actions_["panel_float"].trigger()
    settle(qapp)
    button = QPushButton("Look", window.element_panel)
    button.show()
    button.clicked.connect(lambda: asked.append("floats"))
    button.window().activateWindow()
    settle(qapp)
    enter(button)
    assert asked[-1] == "floats"


def test_enter_on_an_imported_file_opens_its_exhibit(sample_window, qapp):  # noqa: F811
    window, asked = sample_window(100, QSize(1366, 768)), []
    window.go("imports")
    window.activateWindow()
    settle(qapp)
    page = window.imports_page
    page.exhibit_asked.connect(asked.append)
    row = next(i for i, one in enumerate(page._rows.ids) if page._items[one].exhibit_id)
    page.items.setCurrentIndex(page._rows.index(row, 0))
    enter(page.items)
    assert asked == [page._items[page._rows.ids[row]].exhibit_id] and window.page == "exhibits"


def test_enter_where_something_is_missing_stays_and_says_what(window, qtbot):
    from evidence_app.gui.chronology.event_dialog import EventDialog
    from evidence_app.gui.chronology.source_dialog import SourceDialog
    from evidence_app.gui.proof.dialogs import CLAIM_FORM, ELEMENT_FORM, RowDialog

    for dialog, field, words in (
        (EventDialog(window), "people", "what happened"),
        (SourceDialog(window, ()), "note", "an exhibit, a quote or a citation"),
        (RowDialog(window, "New claim", CLAIM_FORM, {}), "", "Claim"),
        (RowDialog(window, "New element", ELEMENT_FORM, {}), "", "What must be proved"),
    ):
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        enter(getattr(dialog, field) if field else dialog.form.input("authority"))
        assert dialog.isVisible() and dialog.needed.isVisible()
        assert words in dialog.needed.text() and dialog.needed.text().startswith("Still ")
    dialog.form.input("text").setPlainText("Harm")
    enter(dialog.form.input("text"), CTRL)
    assert dialog.result() == 1


def test_lines_of_a_form_are_put_in_order_by_keys(qtbot, themed):
    from evidence_app.gui.form import Field, Form

    form = Form((Field("columns", "Columns", "checks", (("a", "A"), ("b", "B"), ("c", "C"))),))
    qtbot.addWidget(form)
    form.set_values({"columns": ("a", "b", "c")})
    form.show()
    form.activateWindow()
    QApplication.processEvents()
    lines, told = form.input("columns"), []
    form.edited.connect(lambda key, value: told.append(value))
    lines.setFocus()
    lines.setCurrentRow(2)
    for _ in range(3):
        QTest.keyClick(lines, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert form.value("columns") == ("c", "a", "b") and told == [("a", "c", "b"), ("c", "a", "b")]
    QTest.keyClick(lines, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert form.value("columns") == ("a", "c", "b") and lines.currentRow() == 1
