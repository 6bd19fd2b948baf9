"""The search-term report on screen: counts, failures, totals, its searches and its export."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from evidence_app.gui.search.terms_dialog import TermsDialog
from evidence_app.gui.search.terms_table import COLUMNS
from evidence_app.services import search_saved
from tests.gui.search.test_page import places


@pytest.fixture
def dialog(page):
    page.open_terms()
    return page.findChild(TermsDialog)


def cells(dialog):
    model = dialog.model
    return [
        {COLUMNS[c]: model.index(r, c).data() for c in range(len(COLUMNS))} for r in range(model.rowCount())
    ]  # fmt: skip


def test_each_term_is_counted_and_totals_are_unions(dialog):
    dialog.set_terms(["messages", "training", "zebra", "messages AND training OR x"])
    rows = cells(dialog)
    assert [(r["Term"], r["Exhibits"], r["Unique"], r["Pages"]) for r in rows[:3]] == [
        ("messages", "2", "1", "3"), ("training", "1", "0", "1"), ("zebra", "0", "0", "0"),
    ]  # fmt: skip
    assert rows[2]["State"] == "No hits" and rows[3]["State"].startswith("Not run: AND and OR")
    assert (rows[4]["Exhibits"], rows[4]["Pages"]) == ("2", "3"), "each exhibit once, never a sum"
    assert dialog.summary.text() == "4 terms: 2 of 2 exhibits, 2 with family. 1 without hits. 1 not run."
    assert "Searched 4 of 5 pages; 1 has no text." in dialog.facts.text()
    dialog.table.selectRow(3)
    assert dialog.chosen.text().startswith("Not run: AND and OR")
    dialog.table.selectRow(4)
    assert not dialog.open_button.isEnabled() and dialog.chosen.isHidden()


def test_terms_come_from_elements_and_saved_searches(page, matter, qtbot):
    search_saved.save_search(matter, "Trained", "train*")
    page.open_terms()
    dialog = page.findChildren(TermsDialog)[-1]
    actions = {action.text(): action for action in dialog.menu_.actions()}
    actions["1.1  Breach"].trigger()
    assert dialog.terms.toPlainText() == "messages\ntraining"
    assert [row["Term"] for row in cells(dialog)[:2]] == ["messages", "training"]
    actions["Saved searches"].trigger()
    assert [row["Term"] for row in cells(dialog)[:1]] == ["train*"]
    actions["All elements (leave the list empty)"].trigger()
    assert cells(dialog)[0]["Element"] == "1.1 Breach"


def test_a_row_opens_its_search_over_whole_exhibits(page, dialog, qtbot):
    dialog.set_terms(["nothing AND train*"])
    assert cells(dialog)[0]["Exhibits"] == "1"
    dialog.table.activated.emit(dialog.model.index(0, 1))
    assert page.query.text() == "nothing AND train*"
    assert {title for title, _page in places(page)} == {"Privacy policy"}, "as it was counted"
    assert page.filters.filters.scope == "exhibit"


def test_the_table_is_exported_with_the_same_terms(dialog, tmp_path, monkeypatch, messages):
    dialog.set_terms(['"private messages, train"', "training"])
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(tmp_path / "terms"), "CSV (*.csv)"))
    )
    dialog.ask_export()
    with (tmp_path / "terms.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert any('"private messages, train"' in row for row in rows), "a comma does not split a term"
    assert "terms.csv" in messages.shown_toast


def test_nothing_is_exported_before_a_run(dialog):
    assert not dialog.export_button.isEnabled()
    assert dialog.table.accessibleName() and dialog.terms.accessibleName()
    assert dialog.model.headerData(2, Qt.Orientation.Horizontal) == "Exhibits"
