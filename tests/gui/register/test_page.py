import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication

from evidence_app.gui.messages import Messages
from evidence_app.gui.register import page as page_module
from evidence_app.gui.register import status_move
from evidence_app.gui.register.page import RegisterPage
from evidence_app.gui.register.reading import read_list
from evidence_app.gui.register.serve_dialog import ServeDialog, Serving
from evidence_app.gui.register.status_move import reachable
from evidence_app.gui.type_ahead import TypeAhead
from evidence_app.model.exhibits import STATUSES
from evidence_app.services import exhibits, history, numbering, register


@pytest.fixture
def matter(matter):
    numbering.number_next(matter, [1, 2, 3], 1)
    return matter


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = RegisterPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(1150, 650)
    made.show()
    return made


def column_of(view, column):
    """What a list of lines shows in one column."""
    model = view.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def serve(page, monkeypatch, title="Exhibit list"):
    monkeypatch.setattr(page_module.ServeDialog, "ask", lambda *a: Serving(title, None, "2026-11-23"))
    page.serve.click()


def test_before_service_it_says_what_to_do(page):
    assert page.stack.currentIndex() == 1 and page.changes_stack.currentIndex() == 1
    assert "Nothing served" in page.changes_empty.title.text()
    assert page.counts.text() == "Numbered 3" and not page.export.isEnabled()


def test_serving_freezes_the_list_and_undo_takes_it_back(page, matter, monkeypatch):
    serve(page, monkeypatch)
    made = register.served_lists(matter)[0]
    item = page.lists.topLevelItem(0)
    assert [item.text(i) for i in (0, 1, 2, 3, 4, 5, 6)] == [
        "1", "Exhibit list", "All parties", "2026-11-23", "3", "–", made.rows_sha256,
    ]  # fmt: skip
    assert page.rows.model().rowCount() == 3 and "rows match the hash" in page.list_facts.text()
    assert page.counts.text() == "Served 3" and "No change since" in page.changes_empty.title.text()
    history.undo(matter)
    assert page.stack.currentIndex() == 1 and page.counts.text() == "Numbered 3"


def test_changes_since_service_and_the_amended_list(page, matter, monkeypatch):
    serve(page, monkeypatch)
    register.move(matter, [2], "withdrawn")
    exhibits.describe(matter, [1], description="Privacy policy of 2024")
    numbering.number_next(matter, [4], 1)
    found = set(column_of(page.changes, 1))
    assert found == {"Withdrawn", "Changed", "Added"} and "3 changes" in page.compared.text()
    serve(page, monkeypatch)
    newest = page.lists.topLevelItem(0)
    assert newest.text(1) == "Amended Exhibit list" and newest.text(5) == "list 1"
    page.lists.setCurrentItem(newest)
    assert column_of(page.rows, 1)[1] == "WITHDRAWN"


def test_a_changed_list_is_told_apart_in_words(page, matter, monkeypatch):
    serve(page, monkeypatch)
    made = register.served_lists(matter)[0]
    assert read_list(made, 3).hash_words == "rows match the hash"
    object.__setattr__(made, "rows", made.rows + " ")
    assert read_list(made, 3).hash_words == "ROWS DO NOT MATCH THE HASH"


def test_the_dialog_says_what_serving_does(matter, qtbot, themed):
    exhibits.describe(matter, [3], privilege="attorney-client")
    dialog = ServeDialog(None, matter)
    qtbot.addWidget(dialog)
    assert "2 exhibits on the list; 2 become served" in dialog.told.text()
    assert "1 numbered exhibits stay off" in dialog.told.text() and dialog.go.isEnabled()
    dialog.date.setDate(QDate(2026, 11, 20))
    assert dialog.chosen() == Serving("Exhibit list", None, "2026-11-20")


def test_nothing_to_serve(empty_matter, qtbot, themed):
    dialog = ServeDialog(None, empty_matter)
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled() and "Number exhibits first" in dialog.told.text()


def test_exports_name_the_list(page, monkeypatch, qtbot):
    serve(page, monkeypatch)
    with qtbot.waitSignal(page.export_asked) as told:
        page.export.click()
    assert told.args == ["served-list", 1]
    page._copy_hash()
    assert len(QGuiApplication.clipboard().text()) == 64


def test_only_states_all_can_reach_are_offered(page, matter, monkeypatch):
    assert reachable(matter, [1]) == ["draft", "served", "marked", "offered", "withdrawn"]
    assert reachable(matter, [1, 4]) == ["withdrawn"], "exhibit 4 has no number"
    offered = []
    monkeypatch.setattr(
        TypeAhead, "ask", lambda _p, title, choices: offered.extend(c.words for c in choices) or "marked"
    )
    page.table.selectRow(0)
    page.move_button.click()
    assert "Marked" in offered and exhibits.get(matter, 1).status == "marked"
    assert page.counts.text() == "Numbered 2  ·  Marked 1"


def test_no_common_state_is_said(page, matter, monkeypatch, runner, messages):
    told = []
    monkeypatch.setattr(Messages, "notice", lambda _self, *words: told.append(words))
    register.move(matter, [1], "offered")
    register.move(matter, [1], "admitted")
    status_move.ask_status(page, matter, runner, messages, [1, 2])
    assert told and STATUSES["admitted"].lower() in told[0][0]


def test_reading_only_serves_nothing(matter, runner, messages, qtbot, monkeypatch):
    monkeypatch.setattr(type(matter), "read_only", property(lambda _self: True))
    page = RegisterPage(matter, runner, messages)
    qtbot.addWidget(page)
    page.ask_serve()
    page.table.selectRow(0)
    assert not page.serve.isEnabled() and not page.move_button.isEnabled() and register.served_lists(matter) == []
