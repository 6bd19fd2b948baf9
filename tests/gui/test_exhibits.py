import json

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QToolButton

from evidence_app.gui.exhibits import page as page_module
from evidence_app.gui.exhibits.details_panel import DetailsPanel
from evidence_app.gui.exhibits.grid import PIN_MIME, spans_of
from evidence_app.gui.exhibits.page import ExhibitsPage
from evidence_app.gui.item_history import ItemHistory
from evidence_app.gui.messages import Messages
from evidence_app.model.columns import EXHIBIT_COLUMNS
from evidence_app.model.exhibits import ExhibitRow
from evidence_app.services import exhibits, history, numbering, tags
from evidence_app.services.exhibits import ExhibitFilter

KEYS = [c.key for c in EXHIBIT_COLUMNS]


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = ExhibitsPage(matter, runner, messages)
    runner.failed.connect(messages.error)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


@pytest.fixture
def choose(monkeypatch):
    """Answer the next type-ahead."""

    def answer(value):
        monkeypatch.setattr(page_module.TypeAhead, "ask", classmethod(lambda cls, *a, **k: value))

    return answer


@pytest.fixture
def refusals(monkeypatch):
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(error.message))
    return told


def shown(page, key):
    return [page.grid.rows.index(row, KEYS.index(key)).data() for row in range(len(page.grid.rows.ids))]


def test_it_lists_and_selects_the_first(page):
    assert shown(page, "title") == ["Privacy policy", "Letter 0", "Letter 1", "Letter 2", "Letter 3"]
    assert page.selected == [1] and page.filter_bar.count.text() == "5 exhibits"
    assert (
        shown(page, "text")[-1] == "1 without text"
        and shown(page, "tags")[0] == "hot"
        and shown(page, "links")[0] == "1"
    )


def test_typing_filters_and_the_pill_takes_it_off(page, qtbot):
    qtbot.keyClicks(page.filter_bar.words, "letter 2")
    qtbot.waitUntil(lambda: shown(page, "title") == ["Letter 2"], timeout=2000)
    assert page.filter_bar.count.text() == "1 of 5"
    page.filter_bar.clear()
    page.filter_bar.toggle("tags", "hot")
    assert shown(page, "title") == ["Privacy policy"]
    pill = next(
        b for b in page.filter_bar.findChildren(QToolButton) if b.accessibleName() == "Take off the filter Tag: hot"
    )
    pill.click()
    assert len(page.grid.rows.ids) == 5


def test_filter_menus_have_counts(page):
    words = [a.text() for a in page.filter_bar._menus["kinds"].actions()]
    assert words == ["PDF\t5"]


def test_filters_that_do_not_fit_move_into_a_menu(page, qtbot):
    page.resize(480, 400)
    assert page.filter_bar.more.isVisible() and not page.filter_bar._buttons["attention"].isVisible()
    hidden = [a.text() for a in page.filter_bar._menus["more"].actions() if a.isVisible()]
    assert "Needs" in hidden
    page.resize(1300, 400)
    assert not page.filter_bar.more.isVisible() and page.filter_bar._buttons["attention"].isVisible()


def test_nothing_matches_says_what_to_do(page):
    page.set_filter(ExhibitFilter(words="nowhere"))
    assert page._stack.currentIndex() == 2
    page.findChild(QLabel)
    page.select(3)
    assert page._stack.currentIndex() == 0 and page.selected == [3]


def test_an_empty_matter_says_what_to_do(empty_matter, messages, qtbot):
    from evidence_app.gui.runner import SerialRunner

    page = ExhibitsPage(empty_matter, SerialRunner(empty_matter), messages)
    qtbot.addWidget(page)
    assert page._stack.currentIndex() == 1
    with qtbot.waitSignal(page.import_asked) as asked:
        page.findChild(object, "empty_folder").click()
    assert asked.args == [True]


def test_sorting_by_heading(page):
    page.grid.horizontalHeader().setSortIndicator(KEYS.index("title"), Qt.SortOrder.DescendingOrder)
    page.grid.horizontalHeader().sectionClicked.emit(KEYS.index("title"))
    assert shown(page, "title")[0] == "Privacy policy"
    assert shown(page, "title")[1:] == ["Letter 3", "Letter 2", "Letter 1", "Letter 0"]


def test_tagging_many_is_one_step_with_undo_offered(page, choose, messages, matter):
    page.grid.selectAll()
    choose("urgent")
    page.ask_tag()
    assert {t.name: t.exhibits for t in tags.tags(matter)}["urgent"] == 5
    assert messages.shown_toast == "Tagged 5 exhibits as “urgent”."
    assert page.selected == [1, 2, 3, 4, 5]
    history.undo(matter)
    assert "urgent" not in {t.name for t in tags.tags(matter)}


def test_next_numbers_in_the_order_shown(page, messages):
    page.grid.selectAll()
    page.give_numbers()
    assert shown(page, "number") == ["PX1", "PX2", "PX3", "PX4", "PX5"]
    assert messages.shown_toast == "Numbered 5 exhibits."
    page.give_numbers()
    assert messages.shown_toast == "These exhibits have numbers already."


def test_editing_in_the_grid_with_refusal(page, qtbot, refusals, matter):
    page.grid.setCurrentIndex(page.grid.rows.index(1, KEYS.index("title")))
    page.grid.edit_current()
    editor = page.grid.findChild(QLineEdit, "cell_title")
    editor.selectAll()
    qtbot.keyClicks(editor, "Letter of Ms. Ortiz")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(page, "title")[1] == "Letter of Ms. Ortiz", timeout=2000)
    page.set_value([1], "number", "PX7")
    page.set_value([2], "number", "px7")
    page.set_value([2], "doc_date", "yesterday")
    page.set_value([2], "doc_date", "4/9/2024")
    assert len(refusals) == 3 and "9 Apr 2024 or 4 Sep 2024" in refusals[2] and "PX7" in refusals[0].upper()
    assert exhibits.get(matter, 2).number is None


def test_a_date_is_typed_in_the_grid_as_people_write_it(page, qtbot, matter):
    page.grid.setCurrentIndex(page.grid.rows.index(1, KEYS.index("doc_date")))
    page.grid.edit_current()
    editor = page.grid.findChild(QLineEdit, "cell_doc_date")
    editor.selectAll()
    qtbot.keyClicks(editor, "Sept. 12, 2024")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(page, "doc_date")[1] == "2024-09-12", timeout=2000)


def test_a_number_typed_over_takes_texts_along_and_offers_one_undo(page, matter, messages, qtbot):
    numbering.set_number(matter, 1, "PX1")
    exhibits.describe(matter, [2], notes="See Ex. PX1 at 2.")
    page.grid.setCurrentIndex(page.grid.rows.index(0, KEYS.index("number")))
    page.grid.edit_current()
    editor = page.grid.frozen.findChild(QLineEdit, "cell_number") or page.grid.findChild(QLineEdit, "cell_number")
    editor.selectAll()
    qtbot.keyClicks(editor, "PX9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: exhibits.get(matter, 2).notes == "See Ex. PX9 at 2.", timeout=2000)
    assert "1 text that mentions it follows." in messages.shown_toast
    history.undo(matter)
    assert (exhibits.get(matter, 1).number, exhibits.get(matter, 2).notes) == ("PX1", "See Ex. PX1 at 2.")


def test_f2_on_a_column_that_cannot_be_edited_edits_the_title(page):
    page.grid.setCurrentIndex(page.grid.rows.index(0, KEYS.index("pages")))
    page.grid.edit_current()
    assert page.grid.findChild(QLineEdit, "cell_title") is not None


def test_choices_are_edited_in_a_box(page, matter):
    numbering.set_number(matter, 1, "PX1")
    page.grid.setColumnHidden(KEYS.index("status"), False)
    page.grid.setCurrentIndex(page.grid.rows.index(0, KEYS.index("status")))
    page.grid.edit_current()
    box = page.grid.findChild(QComboBox, "cell_status")
    box.setCurrentIndex(box.findData("served"))
    page.grid.commitData(box)
    assert exhibits.get(matter, 1).status == "served"


def test_bulk_fields(page, choose, matter):
    page.grid.selectAll()
    choose("HR department")
    page.ask_custodian()
    choose("Ana Ruiz")
    page.ask_sponsor()
    choose("=CONFIDENTIAL")
    page.ask_designation()
    choose("=attorney-client")
    page.ask_privilege()
    page.withdraw()
    row = exhibits.read_rows(matter, [4])[4]
    assert (row.custodian, row.sponsor, row.designation, row.privilege, row.status) == (
        "HR department", "Ana Ruiz", "CONFIDENTIAL", "attorney-client", "withdrawn",
    )  # fmt: skip
    choose("=")
    page.ask_privilege()
    assert exhibits.get(matter, 4).privilege == ""


def test_a_tag_is_taken_off(page, choose, matter):
    choose("hot")
    page.ask_remove_tag()
    assert exhibits.read_rows(matter, [1])[1].tags == ""


def test_copy_as_table_has_headings_and_what_is_shown(page, messages):
    page.grid.select_ids([1, 3])
    page.copy_rows()
    assert messages.shown_toast == "Copied 2 rows as a table."
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("Ex.\tTitle\tDate") and lines[2].split("\t")[1] == "Letter 1"


def test_dragging_carries_the_ids(page):
    page.grid.select_ids([2, 4])
    data = page.grid.rows.mimeData(page.grid.selectionModel().selectedIndexes())
    assert json.loads(bytes(data.data(PIN_MIME))) == [{"exhibit_id": 2, "page": None}, {"exhibit_id": 4, "page": None}]


def test_selection_survives_a_change(page, matter):
    page.grid.select_ids([4])
    tags.add_tag(matter, [1, 2], "later")
    assert page.selected == [4] and shown(page, "tags")[1] == "later"


def test_steps_through_the_list_stop_at_its_ends(page):
    page.grid.step(-1)
    assert page.selected == [1]
    for _ in range(9):
        page.grid.step(1)
    assert page.selected == [5]


def test_columns_are_remembered(page, tmp_path):
    from evidence_app.gui.window_state import WindowState

    state = WindowState(tmp_path / "w.ini")
    page.grid.setColumnHidden(KEYS.index("bates"), True)
    page.grid.keep(state)
    page.grid.setColumnHidden(KEYS.index("bates"), False)
    page.grid.restore(state)
    assert page.grid.isColumnHidden(KEYS.index("bates"))


def test_grid_columns_are_fields_of_the_row():
    fields = set(ExhibitRow.__dataclass_fields__)
    assert {c.key for c in EXHIBIT_COLUMNS if c.editable} <= fields
    assert {c.sort for c in EXHIBIT_COLUMNS if c.sort} <= set(exhibits.SORTS)


# -- details and notes -------------------------------------------------------------------------------------------------


@pytest.fixture
def details(matter, runner, messages, qtbot):
    made = DetailsPanel(matter, runner, messages)
    qtbot.addWidget(made)
    made.show()
    return made


def test_details_edit_one_exhibit(details, matter, qtbot):
    details.show_ids([1])
    title = details.form.input("title")
    title.setText("Privacy policy, 12 August 2024")
    title.editingFinished.emit()
    assert exhibits.get(matter, 1).title == "Privacy policy, 12 August 2024"
    purpose = details.form.input("purpose")
    assert isinstance(purpose, QPlainTextEdit)
    purpose.setPlainText("Shows what was promised.")
    purpose.setFocus()
    purpose.clearFocus()
    details.form._commit("purpose")
    assert exhibits.get(matter, 1).purpose == "Shows what was promised."


def test_stipulations_are_ticked_apart_and_limited_purpose_is_typed(details, matter):
    details.show_ids([1])
    for what in ("authenticity", "foundation"):
        details.form.input(f"stip_{what}").click()
    assert exhibits.get(matter, 1).stipulations == "authenticity, foundation"
    details.form.input("stip_authenticity").click()
    assert exhibits.get(matter, 1).stipulations == "foundation"
    assert details.form.value("stipulations") == "foundation"
    exhibits.describe(matter, [1], stipulations="no authenticity")
    assert details.form.value("stip_authenticity") is False
    details.form.input("limited_purpose").setText("Notice only")
    details.form._commit("limited_purpose")
    assert exhibits.get(matter, 1).limited_purpose == "Notice only"


def test_a_refused_value_is_put_back(details, matter, refusals):
    numbering.set_number(matter, 2, "7")
    details.show_ids([1])
    details.form.input("number").setText("7")
    details.form._commit("number")
    assert refusals and details.form.value("number") == ""


def test_details_follow_undo(details, matter):
    details.show_ids([1])
    exhibits.describe(matter, [1], sponsor="Ana Ruiz")
    assert details.form.value("sponsor") == "Ana Ruiz"
    history.undo(matter)
    assert details.form.value("sponsor") == ""


def test_many_selected_offer_what_can_be_done(details, qtbot):
    details.show_ids([1, 2, 3])
    assert details.findChild(QLabel, "many_title").text() == "3 exhibits selected"
    with qtbot.waitSignal(details.bulk_asked) as asked:
        details.findChild(object, "bulk_set_custodian").click()
    assert asked.args == ["set_custodian"]
    details.show_ids([])
    assert details._stack.currentIndex() == 0


def test_notes_and_history_of_one_exhibit(matter, runner, messages, qtbot):
    panel = ItemHistory(matter, runner, messages)
    qtbot.addWidget(panel)
    panel.show()
    exhibits.describe(matter, [1], sponsor="Ana Ruiz")
    panel.show_exhibit(1)
    top = panel.list.topLevelItem(0)
    assert "Ana Ruiz" in top.text(0) and "sponsor: (empty) → Ana Ruiz" in top.child(0).text(0)
    panel.notes.setPlainText("Ask the client.")
    panel.notes.setFocus()
    panel.list.setFocus()
    if exhibits.get(matter, 1).notes == "":  # without a window manager no focus event arrives
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QFocusEvent

        panel.eventFilter(panel.notes, QFocusEvent(QEvent.Type.FocusOut))
    assert exhibits.get(matter, 1).notes == "Ask the client."


def test_selecting_everything_is_quick_enough(page):
    page.grid.selectionModel().select(page.grid.rows.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert page.grid.horizontalHeader().selectionModel() is not page.grid.selectionModel()


def test_neighbours_are_selected_as_one_span(page):
    assert spans_of([5, 1, 2, 9, 3, 3]) == [(1, 3), (5, 5), (9, 9)] and spans_of([]) == []
    page.grid.select_ids([5, 4, 3, 1])
    assert len(page.grid.selectionModel().selection().toList()) == 2 and sorted(page.grid.selected_ids()) == [
        1,
        3,
        4,
        5,
    ]
    assert page.grid.current_id() == 5
