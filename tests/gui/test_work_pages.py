import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel

from evidence_app import reports
from evidence_app.gui.history.page import HistoryPage
from evidence_app.gui.importing.page import ImportsPage
from evidence_app.gui.matter_page import page as matter_module
from evidence_app.gui.matter_page.page import MatterPage
from evidence_app.gui.reporting.dialog import ReportDialog
from evidence_app.gui.reporting.page import ReportsPage
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.status import completeness_words, duration, progress_words
from evidence_app.gui.window_state import WindowState
from evidence_app.jobs import Progress
from evidence_app.model.redaction import BoxMark
from evidence_app.model.search_results import Completeness
from evidence_app.services import exhibits, history, parties, redactions, tags
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import open_matter


def texts(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


# -- imports -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def imports(matter, runner, messages, qtbot):
    page = ImportsPage(matter, runner, messages)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    return page


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    (made / "good.txt").write_text("Good words.", encoding="utf-8")
    (made / "twin.txt").write_text("Good words.", encoding="utf-8")
    (made / "empty.pdf").write_bytes(b"")
    return made


def test_an_import_shows_every_file_with_its_reason(imports, folder, matter):
    imports.start([folder], ImportOptions())
    rows = imports._rows
    cells = [[rows.index(r, c).data() for c in range(3)] for r in range(rows.rowCount())]
    results = {name.split("/")[-1]: (result, reason) for name, result, reason in cells}
    assert results["good.txt"][0] == "Imported" and results["twin.txt"][0] == "Duplicate, not imported"
    assert results["empty.pdf"][0] in ("Failed", "Kept, not searchable") and results["empty.pdf"][1]
    assert "need a look" in imports.batches.item(0).text()
    imports.only_problems.setChecked(True)
    assert rows.rowCount() == 2
    assert imports.retry_button.isEnabled() and imports.retry_button.text() == "Retry 1 file"


def test_a_mended_file_comes_in_on_retry(imports, folder, matter):
    imports.start([folder], ImportOptions(tags=("new",)))
    before = matter.read.value("SELECT attempts FROM import_item WHERE shown_name LIKE '%empty%'")
    imports.retry()
    assert matter.read.value("SELECT attempts FROM import_item WHERE shown_name LIKE '%empty%'") == before + 1
    assert "tags" and exhibits.list_rows(matter, exhibits.ExhibitFilter(words="good"))[0].tags == "new"


def test_a_password_is_asked_for_only_where_it_helps(imports, matter):
    with matter.operation("Seed") as tx:
        batch = tx.insert("import_batch", {"started_at": "2026-01-01T00:00:00+00:00", "sources": '["/x"]'})
        row = {"batch_id": batch, "position": 1, "path": "x", "shown_name": "x.pdf", "status": "unsearchable"}
        item = tx.insert("import_item", {**row, "reason": "The file needs a password."})
    imports.reload()
    assert not imports.password.isHidden()
    with matter.operation("Seed") as tx:
        tx.execute("UPDATE import_item SET reason = 'Damaged.' WHERE id = ?", (item,))
    imports.reload()
    assert imports.password.isHidden()


def test_nothing_imported_yet_says_what_to_do(imports):
    assert "Drop files" in imports.summary.text()


# -- history -----------------------------------------------------------------------------------------------------------


def test_history_shows_entries_and_rows(matter, runner, messages, qtbot):
    page = HistoryPage(matter, runner, messages)
    qtbot.addWidget(page)
    exhibits.describe(matter, [1], sponsor="Ana Ruiz")
    assert page._rows.index(0, 3).data() == "Set sponsor to “Ana Ruiz”"
    page.table.selectRow(0)
    cells = [page.changes.topLevelItem(0).text(i) for i in range(4)]
    assert cells == ["exhibit", "sponsor", "(empty)", "Ana Ruiz"]
    history.undo(matter)
    assert page._rows.index(1, 5).data() == "undone"
    page.words.setText("ana undo")
    assert page._rows.rowCount() == 1
    page.show_undo("Tag 2 exhibits", "")
    assert page.undo.text() == "Undo Tag 2 exhibits" and not page.redo.isEnabled()


# -- matter page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def matter_page(matter, runner, messages, qtbot):
    page = MatterPage(matter, runner, messages)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_matter_page_shows_where_the_case_stands(matter_page, matter):
    assert matter_page.findChild(object, "status_note") is None
    parties.describe_matter(matter, status_note="Dismissed without prejudice.", status_source="the docket")
    shown = texts(matter_page)
    assert "Dismissed without prejudice." in shown and "Source: the docket" in shown
    assert "Alma Rivera" in shown and "exhibits PX1, …" in shown and "proved on paper" in shown


def test_tiles_lead_to_their_pages(matter_page, qtbot):
    with qtbot.waitSignal(matter_page.page_asked) as asked:
        matter_page.findChild(object, "tile_evidence_links").click()
    assert asked.args == ["elements"]


def test_facts_and_parties_can_be_edited(matter_page, matter, monkeypatch):
    answers = iter(
        [
            {"name": "New name", "court": "N.D. Cal."},
            {"name": "Example Corp.", "side": "defendant", "prefix": "DX"},
            {"prefix": "P-"},
        ]
    )
    monkeypatch.setattr(matter_module.FormDialog, "ask", classmethod(lambda cls, *_a: next(answers)))
    matter_page.findChild(object, "edit_matter").click()
    assert matter.record.name == "New name"
    matter_page.findChild(object, "add_party").click()
    assert [p.prefix for p in parties.parties(matter)] == ["PX", "DX"]
    matter_page.findChild(object, "edit_party_1").click()
    assert parties.party(matter, 1).prefix == "P-"


def test_who_holds_the_matter_is_said(matter, messages, qtbot, themed):
    other = open_matter(matter.folder.root)
    page = MatterPage(other, SerialRunner(other), messages)
    qtbot.addWidget(page)
    assert "Open for reading only" in texts(page) and " since 20" in texts(page)
    assert not page.findChild(object, "edit_matter").isEnabled()
    other.close()


# -- reports -----------------------------------------------------------------------------------------------------------


def test_every_report_has_a_form_that_makes_its_options(matter, themed, qtbot, tmp_path):
    dialog = ReportDialog(None, matter, WindowState(tmp_path / "w.ini"))
    qtbot.addWidget(dialog)
    for row, report in enumerate(reports.BUILT_IN):
        dialog.list.setCurrentRow(row)
        chosen, options, path = dialog.chosen()
        assert chosen is report and isinstance(options, report.Options) and path.suffix == report.suffixes[0]
        assert options == report.Options()


def test_choices_of_a_report_are_remembered(matter, themed, qtbot, tmp_path):
    state = WindowState(tmp_path / "w.ini")
    dialog = ReportDialog(None, matter, state, "exhibit-list")
    qtbot.addWidget(dialog)
    dialog.forms[dialog.list.currentRow()].set_values({"unnumbered": True, "party": "Alma Rivera"})
    dialog.format.setCurrentIndex(dialog.format.findData(".csv"))
    assert dialog.file.text().endswith(".csv")
    dialog.accept()
    again = ReportDialog(None, matter, WindowState(tmp_path / "w.ini"))
    qtbot.addWidget(again)
    report, options, path = again.chosen()
    assert (report.name, options.unnumbered, options.party, path.suffix) == (
        "exhibit-list",
        True,
        "Alma Rivera",
        ".csv",
    )


def test_exports_are_listed_with_their_hash(matter, runner, messages, qtbot, tmp_path):
    page = ReportsPage(matter, runner, messages)
    qtbot.addWidget(page)
    result = reports.write(matter, "exhibit-list", None, tmp_path / "list.csv")
    item = page.past.topLevelItem(0)
    assert item.text(3) == "list.csv" and item.text(5) == result.sha256
    with qtbot.waitSignal(page.export_asked) as asked:
        page.findChild(object, "export_exhibit-list").click()
    assert asked.args == ["exhibit-list"]


# -- words of the status line ------------------------------------------------------------------------------------------


def test_words_of_completeness():
    assert completeness_words(Completeness()) == "Nothing to search yet"
    whole = Completeness(searched_pages=1200, total_pages=1200, total_exhibits=3)
    assert completeness_words(whole) == "1,200 of 1,200 pages searchable"
    parts = Completeness(412, 418, 6, 2, 3, 1, 4, 90)
    assert completeness_words(parts) == (
        "412 of 418 pages searchable; 6 without text; 5 waiting for OCR; 1 exhibit not readable; 4 sequestered"
    )


def test_words_of_progress():
    assert progress_words(Progress(0, 0, "Looking")) == "Looking"
    assert progress_words(Progress(50, 200, "x", 5.0)) == "50 of 200, 10 a second, about 15 s left"
    assert progress_words(Progress(200, 200, "x", 20.0)) == "200 of 200, 10 a second"
    assert [duration(s) for s in (0.2, 59, 90, 3000, 7200)] == ["1 s", "59 s", "2 min", "50 min", "2.0 h"]


def test_a_change_elsewhere_reaches_the_pages(matter, runner, messages, qtbot):
    page = MatterPage(matter, runner, messages)
    qtbot.addWidget(page)
    tags.add_tag(matter, [1], "quiet")
    assert page._overview is not None and page._overview.counts[0] == ("exhibits", 5)
    assert Qt.AlignmentFlag.AlignLeft is not None


def test_the_form_of_the_redacted_copy_says_what_it_will_do(qtbot, matter, runner, tmp_path):
    redactions.add_boxes(matter, 1, [BoxMark(2, (100, 100, 5000, 5000))])
    state = WindowState(tmp_path / "w.ini")
    state.keep("report/redacted-copy/exhibit", "#1")
    dialog = ReportDialog(None, matter, state, "redacted-copy", runner)
    qtbot.addWidget(dialog)
    told = dialog.findChild(QLabel, "preview_redacted-copy")
    assert dialog.file.text().endswith("Redacted copy 1.pdf"), "copies of two exhibits are two files"
    assert "has 1 redaction mark on 1 page." in told.text() and "Page 2 becomes a picture." in told.text()
    form = dialog.forms[dialog.list.currentRow()]
    form.findChild(QCheckBox, "field_marks").click()
    assert "NOT applied" in told.text()
