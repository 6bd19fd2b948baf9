"""The record of productions on the Reports page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from evidence_app.gui.reporting.page import ReportsPage
from evidence_app.services import productions
from evidence_app.services.bates import BatesRun
from evidence_app.services.productions import ProducedDocument

HASH = "ab" * 32


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = ReportsPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.show()
    made.lists.setCurrentWidget(made.productions)
    return made


def produce(matter, volume, *numbers):
    documents = [ProducedDocument(i, n, n, 1, "", "pages", False, HASH) for i, n in enumerate(numbers, 1)]
    productions.record(matter, volume, "Example LLP", documents, HASH, BatesRun())


def cells(row):
    return [row.text(i) for i in range(7)]


def test_productions_stand_newest_first_with_numbers_counts_and_hash(page, matter):
    listed = page.productions
    assert "Nothing was produced yet" in listed.topLevelItem(0).text(0) and page.lists.tabText(1) == "Productions"
    produce(matter, "VOL001", "DLT000001", "DLT000002")
    produce(matter, "VOL002", "DLT000003")
    assert page.lists.tabText(1) == "Productions (2)" and listed.topLevelItemCount() == 2
    newest, first = (cells(listed.topLevelItem(i)) for i in range(2))
    assert newest[:2] == ["VOL002", "Example LLP"] and newest[3:] == ["DLT000003", "1", "1", HASH]
    assert first[0] == "VOL001" and first[3:6] == ["DLT000001 to DLT000002", "2", "2"] and len(first[2]) == 16
    assert listed.accessibleName() and listed.topLevelItem(0).toolTip(6) == HASH


def test_the_keyboard_moves_in_the_list_and_copies_a_row(page, matter, qtbot):
    for volume in ("VOL001", "VOL002"):
        produce(matter, volume, "DLT000001")
    listed = page.productions
    listed.setFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied == cells(listed.topLevelItem(1)) and copied[0] == "VOL001" and copied[-1] == HASH


def test_notes_of_an_export_lead_to_the_exports(page):
    page.show_notes()
    assert page.lists.currentWidget() is page.past
