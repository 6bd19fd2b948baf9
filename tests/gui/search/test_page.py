"""The search screen: hits in order, what was not searched, problems with a way out, and work on the hits by key."""

import itertools
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QPushButton, QWidget

from evidence_app.gui.search.date_range import DateRangeDialog
from evidence_app.gui.search.hit_delegate import laid_out
from evidence_app.gui.search.hits_model import PIN_MIME, HeadingRole
from evidence_app.gui.search.silent_dialog import SilentDialog
from evidence_app.gui.search.statement import pointed
from evidence_app.gui.type_ahead import TypeAhead
from evidence_app.model.search_results import Snippet
from evidence_app.services import evidence_links, history, search_saved, tags


def places(page):
    return [(hit.title, hit.page) for hit in page.list.hits.hits]


def said(page, name):
    found = page.findChild(QWidget, name)
    return found.text() if found is not None and not found.isHidden() else ""


def headings(page):
    model = page.list.hits
    lines = [model.index(row, 0) for row in range(model.rowCount())]
    return [line.data(HeadingRole).title for line in lines if line.data(HeadingRole) is not None]


def test_hits_stand_by_exhibit_in_page_order_with_the_statement_above(page):
    page.search("messages")
    assert sorted(places(page)) == [("Letter", 1), ("Privacy policy", 1), ("Privacy policy", 3)]
    assert [p for t, p in places(page) if t == "Privacy policy"] == [1, 3]
    assert sorted(headings(page)) == ["Letter", "Privacy policy"]
    assert said(page, "search_count") == "3 pages in 2 exhibits"
    assert page.statement.sentence == "Searched 4 of 5 pages; 1 has no text."
    assert said(page, "search_parsed_brief").startswith("Read as:  messages · SQLite FTS5, ")
    page.resize(420, 700)
    assert said(page, "search_parsed").startswith("Read as:  messages"), "a narrow page gives it a line of its own"
    page.search("(messages OR training) AND NOT nothing AND NOT whatever")
    assert said(page, "search_parsed").startswith("Read as:  (messages OR training) AND NOT nothing")


def test_the_statement_is_there_before_and_without_a_search(page):
    assert page.statement.sentence.startswith("A search goes through 4 of 5 pages")


def test_pages_without_text_are_listed_and_open(page, qtbot):
    page.search("messages")
    assert "href" in page.statement.searched.text()
    page.statement.searched.linkActivated.emit("list")
    dialog = page.findChild(SilentDialog)
    assert [(one.title, one.page) for one in dialog.model.pages] == [("Letter", 2)]
    with qtbot.waitSignal(page.hit_opened) as opened:
        dialog.table.activated.emit(dialog.model.index(0, 0))
    assert opened.args[1:] == [2, ""]


def test_a_query_that_cannot_be_read_points_at_the_place_and_offers_fixes(page, qtbot):
    page.search("messages AND training OR models")
    assert said(page, "search_count") == "Not searched"
    assert "↑" in said(page, "search_problem_place")
    fixes = [button for button in page.findChildren(QPushButton) if button.objectName().startswith("search_fix_")]
    assert len(fixes) == 2
    wanted = fixes[0].toolTip()
    qtbot.mouseClick(fixes[0], Qt.MouseButton.LeftButton)
    assert page.query.text() == wanted
    assert said(page, "search_problem_message") == "" or page.statement.problem.isHidden()
    assert page.list.hits.hits


@pytest.mark.parametrize(
    ("query", "position", "column"), [("ab(", 2, 2), ("x" * 200, 150, 61), ("", 0, 0), ("a\nb", 9, 3)]
)
def test_the_arrow_stands_under_the_character(query, position, column):
    text, arrow = pointed(query, position).split("\n")
    assert arrow.index("↑") == column
    assert "\n" not in text


def test_words_nobody_wrote_get_suggestions(page, qtbot):
    page.search("mesages")
    assert page.list.hits.hits == []
    button = page.findChild(QPushButton, "search_other_0")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert places(page)


def test_next_hit_crosses_exhibits_and_tells_the_window(page, qtbot):
    opened = []
    page.hit_opened.connect(lambda *args: opened.append(args))
    offered = []
    page.hit_offered.connect(lambda *args: offered.append(args))
    page.search("messages")
    for _ in range(4):
        page.steps.next()
    page.steps.previous()
    seen = [(hit.exhibit_id, hit.page, "messages") for hit in page.list.hits.hits]
    assert offered == [seen[0]], "the first hit is shown at once"
    assert opened == [*seen[1:], seen[1]]


def test_the_first_hit_leaves_the_keyboard_in_the_query(page, qtbot):
    page.query.setFocus()
    qtbot.keyClicks(page.query, "messages")
    qtbot.keyClick(page.query, Qt.Key.Key_Return)
    qtbot.keyClicks(page.query, " share")
    assert page.list.place == 0 and page.query.text() == "messages share"


def test_an_answer_that_comes_while_another_page_is_shown_brings_nothing_up(page, matter):
    page.search("messages")
    told = []
    page.hit_opened.connect(lambda *args: told.append(args))
    page.hit_offered.connect(lambda *args: told.append(args))
    page.hide()
    page.list.mark(2)
    tags.add_tag(matter, [1], "urgent")
    assert page.list.place == 2, "the choice is kept all the same"
    page.search("training")
    assert told == []


def test_a_reader_who_saw_all_of_an_exhibit_goes_on_to_the_next(page):
    page.search("messages")
    page.list.choose(0)
    first = page.list.hit.exhibit_id
    page.steps.next_exhibit()
    assert page.list.hit.exhibit_id != first
    assert page.list.hits.hits[page.list.place - 1].exhibit_id == first
    page.steps.previous_exhibit()
    assert page.list.hit.exhibit_id == first and page.list.hits.hits[page.list.place + 1].exhibit_id != first
    page.steps.previous_exhibit()
    assert page.list.hit.exhibit_id == first, "there is none before"


def test_arrow_keys_skip_headings(page, qtbot):
    page.search("messages")
    page.list.choose(0)
    for _ in range(2):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.place == 2
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    assert page.list.place == 1


def test_down_from_the_query_goes_to_the_hits(page, qtbot):
    page.search("messages")
    qtbot.keyClick(page.query, Qt.Key.Key_Down)
    assert page.list.place == 0


def test_enter_runs_what_was_typed(page, qtbot):
    qtbot.keyClicks(page.query, "training")
    qtbot.keyClick(page.query, Qt.Key.Key_Return)
    assert places(page) == [("Letter", 1)]


def test_suggestions_replace_what_was_typed(page, qtbot):
    page.query.setText("messages tag:h")
    page.query.suggest()
    assert [one.text for one in page.query.offered] == ["hot"]
    page.query.take(0)
    assert page.query.text() == "messages tag:hot"


def test_an_elements_own_terms_run_and_leave_out_what_is_done(page, element, matter):
    page.search_element(element)
    assert page.list.place == 0 and len(places(page)) == 3
    read = said(page, "search_parsed") or said(page, "search_parsed_brief")
    assert read == "Read as:  messages  (3 pages)   or   training  (1 page)"
    page.list.choose(0)
    first = page.list.hit
    page.desk.link()
    links = evidence_links.links(matter, element_id=element)
    assert [(row.link.exhibit_id, row.link.page) for row in links] == [(first.exhibit_id, first.page)]
    assert (first.title, first.page) not in places(page)
    assert page.list.place == 0, "the hit that took its place is chosen"
    assert "1 page already linked" in said(page, "search_notes")
    page.desk.decide("not relevant")
    assert len(places(page)) == 1
    history.undo(matter)
    assert len(places(page)) == 2


def test_later_is_remembered_and_taken_back(page, element, matter):
    page.search_element(element)
    page.list.choose(0)
    page.desk.decide("later")
    assert page.list.hit.decision == "later"
    assert "For later" in page.list.currentIndex().data()
    page.desk.decide("later")
    assert page.list.hit.decision == ""


def test_keys_work_on_the_chosen_hit(page, element, matter, qtbot):
    page.search_element(element)
    page.list.choose(0)
    qtbot.keyClick(page.list, Qt.Key.Key_L)
    assert len(evidence_links.links(matter, element_id=element)) == 1
    qtbot.keyClick(page.list, Qt.Key.Key_D)
    assert page.list.hit.decision == "later"
    qtbot.keyClick(page.list, Qt.Key.Key_X)
    assert matter.read.column("SELECT decision FROM hit_decision") == ["not relevant"]


def test_linking_a_linked_page_again_is_only_said(page, element, matter, messages):
    page.search("training", element)
    page.list.choose(0)
    page.desk.link()
    page.desk.link()
    assert len(evidence_links.links(matter, element_id=element)) == 1
    assert "already" in messages.shown_toast


def test_without_an_element_the_window_is_asked_to_link(page, qtbot):
    page.search("training")
    page.list.choose(0)
    with qtbot.waitSignal(page.desk.link_requested) as asked:
        page.desk.link()
    assert asked.args[0] == page.list.hit.exhibit_id and asked.args[1].page == 1
    assert asked.args[1].quote == "Your messages were used for training.", "the sentence, not the page"


def test_the_hit_the_reader_went_to_is_the_one_a_key_links(page, matter, element, seed, qtbot):
    long = seed("Terms", "Messages are kept. We delete messages late.", "No messages leave.")
    page.search("messages")
    page.list.choose(next(i for i, hit in enumerate(page.list.hits.hits) if hit.exhibit_id == long))
    page.desk.follow(long, 1, (29, 37))
    with qtbot.waitSignal(page.desk.link_requested) as asked:
        qtbot.keyClick(page.list, Qt.Key.Key_L)
    assert asked.args[1].quote == "We delete messages late.", "the second hit of the page is being read"
    page.desk.follow(long, 2, (3, 11))
    assert (page.list.hit.exhibit_id, page.list.hit.page) == (long, 2), "the list stands where the reader stands"
    with qtbot.waitSignal(page.desk.link_requested) as asked:
        qtbot.keyClick(page.list, Qt.Key.Key_L)
    assert (asked.args[1].page, asked.args[1].quote) == (2, "No messages leave.")


def test_where_the_reader_stood_says_nothing_of_the_next_search(page, seed, qtbot):
    long = seed("Terms", "Messages are kept. Pages are deleted.")
    page.search("messages")
    page.desk.follow(long, 1, (0, 8))
    page.search("deleted")
    page.list.choose(next(i for i, hit in enumerate(page.list.hits.hits) if hit.exhibit_id == long))
    with qtbot.waitSignal(page.desk.link_requested) as asked:
        page.desk.link()
    assert asked.args[1].quote == "Pages are deleted."


def test_an_element_without_terms_says_what_to_do(page, matter):
    harm = matter.read.value("SELECT id FROM element WHERE text = 'Harm'")
    page.search_element(harm)
    assert "no search terms" in said(page, "search_problem_message")
    assert said(page, "search_problem_hint")


def test_linked_and_not_linked_pages(page, element, matter):
    page.search_element(element)
    page.list.choose(0)
    linked = (page.list.hit.title, page.list.hit.page)
    page.desk.link()
    page.search("messages", element, "unlinked")
    assert linked not in places(page) and len(places(page)) == 2
    page.search("messages", element, "linked")
    assert places(page) == [linked]
    assert "Linked to this element" in page.list.hits.index(1, 0).data()


def test_filters_are_pills_with_counts(page, monkeypatch):
    page.search("messages")
    menu = page.filters._menus["tag"]
    assert [action.text() for action in menu.actions()] == ["hot\t2"]
    menu.actions()[0].trigger()
    assert {title for title, _page in places(page)} == {"Privacy policy"}
    pills = [label.text() for label in page.filters._pills.findChildren(QLabel)]
    assert pills == ["Tag: hot"]
    page.filters.toggle("tags", "hot")
    monkeypatch.setattr(DateRangeDialog, "ask", classmethod(lambda *_: ("2024-09", "")))
    page.filters._choose_dates()
    assert {title for title, _page in places(page)} == {"Privacy policy"}


def test_kinds_are_named_as_in_the_list_of_exhibits(page):
    page.search("messages")
    kind = page.filters._menus["kind"].actions()[0]
    assert kind.text() == "E-mail\t1"
    kind.trigger()
    assert page.filters.filters.kinds == ("email",)
    assert [label.text() for label in page.filters._pills.findChildren(QLabel)] == ["Kind: E-mail"]


def test_an_element_is_chosen_by_typing(page, element, monkeypatch):
    monkeypatch.setattr(TypeAhead, "ask", classmethod(lambda *_, **__: str(element)))
    page.filters._choose_element()
    assert page.filters.element.text().startswith("1.1")
    assert len(places(page)) == 3


def test_a_date_that_can_be_read_two_ways_is_refused(page, qtbot):
    dialog = DateRangeDialog(page, "2024-09", "")
    qtbot.addWidget(dialog)
    assert dialog.dates() == ("2024-09", "")
    dialog.last.setText("4/9/2024")
    assert dialog.dates() is None and not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()


def test_saved_searches_are_kept_run_and_removed(page, matter, element, monkeypatch):
    page.search("training", element)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Trained", True))
    page.save()
    page.search("nothing")
    actions = {action.text(): action for action in page.past.menu_.actions()}
    actions["Trained"].trigger()
    assert (page.query.text(), page.filters.filters.element_id) == ("training", element)
    assert any(action.text().startswith("nothing\t") for action in page.past.menu_.actions()), "recent searches"
    page.past._forget(search_saved.saved_search(matter, "Trained"))
    assert search_saved.saved_searches(matter) == []
    assert "Trained" not in [action.text() for action in page.past.menu_.actions()]


def test_each_search_is_in_the_audit_log_once(page, matter):
    page.search("messages")
    page.desk.decide("later")
    searches = [e for e in history.entries(matter) if e.words.startswith("Search for")]
    assert len(searches) == 1


def test_a_dragged_hit_is_a_pin(page):
    page.search("training")
    page.list.choose(0)
    data = page.list.hits.mimeData([page.list.currentIndex()])
    hit = page.list.hit
    pin = {"exhibit_id": hit.exhibit_id, "page": 1, "query": "training"}
    assert json.loads(bytes(data.data(PIN_MIME).data())) == pin
    assert not page.list.hits.flags(page.list.hits.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled, "a heading is no hit"


def test_found_words_are_bold_and_underlined(page):
    layout = laid_out(Snippet("We may share messages.", ((13, 21),)), page.font(), 400)
    found = layout.formats()
    assert [(one.start, one.length) for one in found] == [(13, 8)]
    assert found[0].format.fontUnderline() and found[0].format.fontWeight() >= 700


def test_every_control_has_a_name(page):
    page.search("messages")
    for kind in ("QPushButton", "QToolButton", "QComboBox", "QLineEdit", "QListView"):
        for widget in page.findChildren(QWidget):
            if widget.metaObject().className() == kind and widget.isVisible():
                assert widget.accessibleName() or widget.text(), (kind, widget.objectName())


def test_with_real_threads_a_long_answer_arrives_without_holding_up_the_window(
    empty_matter, seed, messages, qtbot, themed
):
    import time

    from PySide6.QtCore import QTimer

    from evidence_app.gui.runner import Runner
    from evidence_app.gui.search.page import SearchPage

    for number in range(12):
        seed(f"Exhibit {number}", *[f"Page {i} of the messages kept on file {number}." for i in range(25)])
    runner = Runner(empty_matter)
    page = SearchPage(empty_matter, runner, messages)
    qtbot.addWidget(page)
    page.show()
    beats = [time.perf_counter()]
    beat = QTimer(interval=5)
    beat.timeout.connect(lambda: beats.append(time.perf_counter()))
    beat.start()
    page.search("messages")
    page.search("kept messages")
    qtbot.waitUntil(lambda: said(page, "search_count") == "300 pages in 12 exhibits", timeout=8000)
    assert len(page.list.hits.hits) < 300, "only what is on show was read"
    for _ in range(299):
        before = page.list.place
        page.steps.next()
        qtbot.waitUntil(lambda before=before: page.list.place == before + 1, timeout=5000)
    assert page.list.place == 299
    runner.close()
    gaps = sorted(b - a for a, b in itertools.pairwise(beats))
    assert gaps[-3] < 0.2, f"{[f'{gap * 1000:.0f} ms' for gap in gaps[-3:]]}"


def test_a_narrow_page_wraps_its_controls(page, qtbot):
    page.search("messages")
    page.resize(560, 700)
    qtbot.waitUntil(lambda: page.width() <= 560)
    lines = {page.filters.element.y(), page.filters.sort.y()}
    assert len(lines) == 2 and page.filters.sort.geometry().right() <= page.filters.width()
