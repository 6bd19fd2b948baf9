"""An export in the window: two keys write it, nothing has to be confirmed, and what it had to say is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton

from evidence_app.gui import messages as messages_module
from evidence_app.gui.export_place import tell_written
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.reports import exhibit_list
from evidence_app.services import history, numbering


@pytest.fixture
def opened(monkeypatch):
    """What was handed to the desktop to open, as paths."""
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toLocalFile()) or True)
    return found


@pytest.fixture
def window(window, matter, qtbot, tmp_path):
    numbering.number_next(matter, [1, 2, 3, 4, 5], 1)
    window.state.keep("report/folder", str(tmp_path))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.exhibits_page.grid.setFocus()
    return window


@pytest.fixture
def press(window, qtbot, monkeypatch):
    """Ctrl+E, then keys in the dialog that opens; gives the number of keys pressed in all."""

    def go(*keys):
        pressed = [Qt.Key.Key_E]

        def answer(dialog):
            dialog.show()
            qtbot.waitUntil(dialog.isActiveWindow)
            for key in keys:
                pressed.append(key)
                qtbot.keyClick(QApplication.focusWidget() or dialog, key)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            return dialog.result()

        monkeypatch.setattr(ReportDialog, "exec", answer)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        return len(pressed)

    return go


def test_the_list_is_written_with_two_keys_and_the_preset_is_remembered(window, press, tmp_path):
    window.state.keep("report/exhibit-list/preset", "cd-cal")
    before = QApplication.focusWidget()
    assert press(Qt.Key.Key_Return) == 2
    written = list(tmp_path.glob("*Exhibit list.pdf"))
    assert len(written) == 1
    assert window.messages.shown_toast.startswith(f"Wrote {written[0].name}: 5 rows")
    assert QApplication.activeModalWidget() is None and QApplication.focusWidget() is before
    assert window.state.text("report/exhibit-list/preset") == "cd-cal"


def test_the_toast_is_reached_with_f6_and_opens_with_the_desktop(window, press, qtbot, tmp_path, opened):
    before = QApplication.focusWidget()
    press(Qt.Key.Key_Return)
    qtbot.keyClick(before, Qt.Key.Key_F6)
    assert QApplication.focusWidget().objectName() == "toast_open"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [one.endswith("Exhibit list.pdf") for one in opened] == [True]
    assert window.messages.shown_toast == "" and QApplication.focusWidget() is before
    press(Qt.Key.Key_Return)
    qtbot.keyClick(before, Qt.Key.Key_F6)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert opened[-1] == str(tmp_path)


def test_a_note_is_shown_without_a_key_and_stays_in_the_list(window, press, qtbot, monkeypatch):
    write = exhibit_list.REPORT.write

    def with_notes(*given):
        made = write(*given)
        return type(made)(made.rows, made.pages, (*made.notes, "P-3 has no date.", "P-4 has no sponsor."))

    monkeypatch.setattr(type(exhibit_list.REPORT), "write", lambda _self, *given: with_notes(*given))
    grid = QApplication.focusWidget()
    press(Qt.Key.Key_Return)
    assert "Please note: " in window.messages.shown_toast and "more)" in window.messages.shown_toast
    qtbot.keyClick(grid, Qt.Key.Key_F6)
    button = window.messages._toast.findChild(QPushButton, "toast_notes")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    past = window.reports_page.past
    newest = past.topLevelItem(0)
    notes = [newest.child(i).text(0) for i in range(newest.childCount())]
    assert window.page == "reports" and QApplication.focusWidget() is past and newest.isExpanded()
    assert notes[-2:] == ["P-3 has no date.", "P-4 has no sponsor."]
    assert f"{len(notes)} notes" in newest.text(2)


def test_a_toast_goes_by_itself_but_not_under_the_keyboard(window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(messages_module, "LONG_TOAST_MS", 40)
    tell_written(window.messages, "Wrote x.pdf.", tmp_path)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
    qtbot.wait(120)
    assert window.messages.shown_toast == "Wrote x.pdf."
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.messages.shown_toast == ""
    tell_written(window.messages, "Wrote x.pdf.", tmp_path)
    qtbot.waitUntil(lambda: window.messages.shown_toast == "", timeout=2000)


def test_a_document_that_cannot_be_opened_is_said(window, monkeypatch, tmp_path):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    (tmp_path / "x.pdf").write_bytes(b"")
    tell_written(window.messages, "Wrote x.pdf.", tmp_path / "x.pdf")
    window.messages._toast.findChild(QPushButton, "toast_open").click()
    assert "no program set for x.pdf" in window.messages.shown_toast
    tell_written(window.messages, "Wrote x.pdf.", tmp_path / "gone.pdf")
    window.messages._toast.findChild(QPushButton, "toast_open").click()
    assert window.messages.shown_toast == "gone.pdf is no longer there."


def test_a_portable_case_is_in_the_list_of_exports(window, matter):
    history.record(
        matter, "Export a portable case to {folder}: {exhibits} exhibits", folder="out", exhibits=3, notes=["A note."]
    )
    newest = window.reports_page.past.topLevelItem(0)
    assert newest.text(3) == "out" and newest.child(0).text(0) == "A note."
