import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from evidence_app.gui.hearing import page as page_module
from evidence_app.gui.hearing.keys import KEYS, why_not
from evidence_app.gui.hearing.number_match import certain, matching
from evidence_app.gui.hearing.objection_dialog import CodesDialog, ObjectionDialog
from evidence_app.gui.hearing.page import HearingPage
from evidence_app.services import exhibits, history, numbering, parties, register


@pytest.fixture
def matter(matter):
    """PX1 to PX3 and DX2 are numbered; one letter is not."""
    defendant = parties.add_party(matter, "Example Corp.", "defendant", prefix="DX", first_number=2)
    numbering.number_next(matter, [1, 2, 3], 1)
    numbering.number_next(matter, [4], defendant)
    return matter


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = HearingPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(1150, 650)
    made.show()
    made.activateWindow()
    return made


def numbered(matter):
    return register.numbered(matter)


def test_a_number_is_found_with_and_without_its_prefix(matter):
    known = numbered(matter)
    assert [e.number for e in matching("3", known)] == ["PX3"]
    assert {e.number for e in matching("2", known)} == {"PX2", "DX2"}
    assert certain("2", known) is None
    assert certain("px2", known).number == "PX2" and certain("1", matching("1", known)).number == "PX1"
    assert [e.number for e in matching("policy", known)] == ["PX1"]
    assert matching("", known) == [] and matching("99", known) == []


def type_number(qtbot, page, text):
    page.number.setFocus()
    page.number.clear()
    qtbot.keyClicks(page.number, text)
    qtbot.keyClick(page.number, Qt.Key.Key_Return)


def test_offered_and_admitted_by_keyboard_with_court_time(page, matter, qtbot):
    page.witness.setText("Dr. Ortiz")
    type_number(qtbot, page, "1")
    assert page.exhibit().number == "PX1"
    qtbot.keyClick(page, Qt.Key.Key_O)
    qtbot.keyClick(page, Qt.Key.Key_A)
    entries = register.ledger(matter)
    assert [(e.action, x.number, e.witness) for e, x in entries] == [
        ("offered", "PX1", "Dr. Ortiz"), ("admitted", "PX1", "Dr. Ortiz"),
    ]  # fmt: skip
    assert entries[0][0].at[:10] == register.court_time(matter)[:10] and len(entries[0][0].at) >= 25
    assert exhibits.get(matter, 1).status == "admitted"
    day = page.ledger.topLevelItem(0)
    assert day.childCount() == 2 and day.child(1).text(2) == "Admitted" and "Admitted" in page.told.text()


def test_undo_takes_the_entry_and_the_state_back(page, matter, qtbot):
    type_number(qtbot, page, "1")
    qtbot.keyClick(page, Qt.Key.Key_O)
    assert page.undo.isEnabled()
    history.undo(matter)
    assert register.ledger(matter) == [] and exhibits.get(matter, 1).status == "numbered"
    assert page.stack.currentIndex() == 1


def test_what_the_register_forbids_is_said_and_not_entered(page, matter, qtbot):
    type_number(qtbot, page, "1")
    assert not page.pad.buttons["admitted"].isEnabled() and "numbered" in page.pad.buttons["admitted"].toolTip()
    qtbot.keyClick(page, Qt.Key.Key_A)
    assert page.told.text().startswith("Not entered:") and register.ledger(matter) == []


def test_without_an_exhibit_a_key_says_what_to_do(page, qtbot):
    page.pad_setfocus()
    qtbot.keyClick(page, Qt.Key.Key_O)
    assert "Choose an exhibit first" in page.told.text()


def test_an_ambiguous_number_is_chosen_with_the_arrows(page, qtbot):
    page.number.setFocus()
    qtbot.keyClicks(page.number, "2")
    assert page.found.count() == 2
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    assert page.exhibit() is None and "Several exhibits fit" in page.told.text()
    qtbot.keyClick(page.number, Qt.Key.Key_Down)
    qtbot.keyClick(page.number, Qt.Key.Key_Down)
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    assert page.exhibit().number == "PX2"
    qtbot.keyClicks(page.number, "77")
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    assert page.exhibit().number == "PX2", "an unknown number chooses nothing"


def test_a_digit_begins_the_next_exhibit(page, qtbot):
    type_number(qtbot, page, "1")
    qtbot.keyClicks(page, "3")
    assert page.number.text() == "3"
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    assert page.exhibit().number == "PX3"


def test_objection_ruling_and_limited_purpose(page, matter, qtbot, monkeypatch):
    answers = {"Ruling": "Overruled", "For what": "Notice only"}
    monkeypatch.setattr(ObjectionDialog, "ask", lambda *a: ("Example Corp.: 403 prejudice", "Example Corp."))
    monkeypatch.setattr(
        page_module.TypeAhead,
        "ask",
        lambda _p, title, *a, **k: answers[" ".join(title.split()[: 1 if title.startswith("R") else 2])],
    )
    type_number(qtbot, page, "1")
    for key in (Qt.Key.Key_O, Qt.Key.Key_B, Qt.Key.Key_R, Qt.Key.Key_L):
        qtbot.keyClick(page, key)
    found = exhibits.get(matter, 1)
    assert (found.objections, found.ruling, found.limited_purpose, found.status) == (
        "Example Corp.: 403 prejudice", "Overruled", "Notice only", "limited",
    )  # fmt: skip
    assert "Overruled" in page.remarks.text()


def test_a_dialog_left_without_an_answer_enters_nothing(page, matter, qtbot, monkeypatch):
    monkeypatch.setattr(ObjectionDialog, "ask", lambda *a: None)
    type_number(qtbot, page, "1")
    qtbot.keyClick(page, Qt.Key.Key_B)
    assert register.ledger(matter) == [] and page.told.text() == "Nothing was entered."


def test_the_day_limits_the_ledger(page, matter):
    register.note(matter, 1, "offered", at="2026-11-20T10:00:00-08:00")
    register.note(matter, 2, "offered", at="2026-11-23T09:30:00-08:00")
    assert page.ledger.topLevelItemCount() == 2 and page.day.count() == 3
    page.day.setCurrentIndex(page.day.findData("2026-11-20"))
    page.day.activated.emit(page.day.currentIndex())
    assert page.ledger.topLevelItemCount() == 1 and page.ledger.topLevelItem(0).child(0).text(0) == "10:00:00"


def test_the_clerks_list_is_asked_for(page, qtbot):
    with qtbot.waitSignal(page.export_asked) as told:
        page.clerk.click()
    assert told.args == ["hearing-ledger"]


def test_typing_codes_ticks_them_and_keeps_free_words(qtbot, themed):
    dialog = ObjectionDialog(None, "Objection to Ex. PX1", ["Example Corp."], "Example Corp.")
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.typed, "403, 802 cumulative")
    assert dialog.words() == "Example Corp.: 403 prejudice; 801/802 hearsay; cumulative"
    dialog.typed.setText("cumulative")
    assert dialog.words() == "Example Corp.: cumulative"


def test_codes_are_the_users_own(qtbot, themed):
    dialog = CodesDialog(None, ())
    qtbot.addWidget(dialog)
    dialog.text.setPlainText("403 prejudice\nF foundation\n403 again")
    dialog.accept()
    assert "stands twice" in dialog.problem.text()
    dialog.text.setPlainText("403 prejudice\nF foundation")
    dialog.accept()
    again = ObjectionDialog(None, "Objection", [])
    qtbot.addWidget(again)
    qtbot.keyClicks(again.typed, "f")
    assert again.words() == "F foundation" and again.list.count() == 2


def test_reading_only_enters_nothing(page, matter, qtbot, monkeypatch):
    monkeypatch.setattr(type(matter), "read_only", property(lambda _self: True))
    page.reload()
    type_number(qtbot, page, "1")
    assert not any(b.isEnabled() for b in page.pad.buttons.values())
    qtbot.keyClick(page, Qt.Key.Key_O)
    assert "reading only" in page.told.text() and register.ledger(matter) == []


def test_every_key_has_its_own_letter_and_name(page):
    assert len({k.letter for k in KEYS}) == len(KEYS)
    assert why_not(KEYS[1], None)
    for widget in page.findChildren(QWidget):
        if widget.objectName().startswith("hearing_") and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget.objectName()


def test_while_another_number_is_typed_nothing_happens_to_the_exhibit_before(page, matter, qtbot):
    type_number(qtbot, page, "1")
    qtbot.keyClicks(page, "3")
    assert not page.pad.buttons["offered"].isEnabled()
    page.ledger.setFocus()
    page.press(KEYS[0])
    assert register.ledger(matter) == [] and "Choose an exhibit first" in page.told.text()
    qtbot.keyClick(page.number, Qt.Key.Key_Escape)
    assert page.exhibit().number == "PX1" and page.pad.buttons["offered"].isEnabled()
