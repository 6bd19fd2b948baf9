import json

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from evidence_app.gui.proof.tree_model import PIN_MIME
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import chronology, evidence_links, history, proof

QUOTE = Pinpoint(1, "share your data", start=7)


def links(matter):
    return matter.read.tuples("SELECT element_id, exhibit_id, page, quote, stance FROM evidence_link ORDER BY id")


def test_select_l_digits_enter_links_without_a_dialog(panel, matter, ids, messages, qtbot):
    panel.begin_link(ids["PX1"], QUOTE)
    assert panel.card.isVisible() and "Ex. PX1 at 1: “share your data”" in panel.card.what.text()
    QTest.keyClicks(panel.field, "1.1")
    assert panel.card.target.text() == "to 1.1  A contract was made"
    with qtbot.waitSignal(panel.linked):
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert links(matter) == [(ids["1.1"], ids["PX1"], 1, "share your data", "supports")]
    assert messages.shown_toast == "Linked Ex. PX1 at 1 to 1.1 (supports)"
    assert not panel.linking and not panel.card.isVisible()
    history.undo(matter)
    assert links(matter) == []


def test_a_passage_over_a_page_break_is_cited_by_the_labels_of_both_pages(panel, matter, ids, messages, qtbot):
    """Never the printed label of the first page with the place in the file of the last."""
    with matter.operation("Seed") as tx:
        for number, label, text in ((1, "iv", "We may share"), (2, "v", "your data.")):
            tx.execute(
                "UPDATE page SET label = ?, text = ? WHERE exhibit_id = ? AND number = ?",
                (label, text, ids["PX1"], number),
            )
    panel.begin_link(ids["PX1"], Pinpoint(1, "share\nyour data", start=7, page_end=2))
    assert "Ex. PX1 at iv–v: " in panel.card.what.text()
    QTest.keyClicks(panel.field, "1.1")
    with qtbot.waitSignal(panel.linked):
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert messages.shown_toast == "Linked Ex. PX1 at iv–v to 1.1 (supports)"
    assert panel.links.item(0).text().startswith("Ex. PX1 at iv–v: ")
    panel.begin_link(ids["PX1"], Pinpoint(1, "share\nyour data", start=7, page_end=2))
    QTest.keyClicks(panel.field, "1.2")
    QTest.keyClick(panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert list(chronology.cites(matter).values()) == ["Ex. PX1 at iv–v"], "and so is the fact made of it"


def test_shift_enter_links_and_makes_a_fact_with_the_date_in_the_quote(panel, matter, ids, messages, qtbot):
    quote = Pinpoint(1, "share your data on September 18, 2024 or 4/9/2024", start=7)
    with matter.operation("Seed") as tx:
        tx.execute(
            "UPDATE page SET text = ? WHERE exhibit_id = ? AND number = 1", (f"We may {quote.quote}.", ids["PX1"])
        )
    panel.begin_link(ids["PX1"], quote)
    offered = [panel.card.fact_date.itemText(i) for i in range(panel.card.fact_date.count())]
    assert offered == ["September 18, 2024", "4/9/2024 (two readings: stays undated)", "undated"]
    QTest.keyClicks(panel.field, "1.1")
    with qtbot.waitSignal(panel.linked):
        QTest.keyClick(panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    (row,) = chronology.list_events(matter)
    assert (row.event.date, row.event.date_stated) == ("2024-09-18", "September 18, 2024")
    assert [(s.exhibit_id, s.page, s.quote) for s in row.sources] == [(ids["PX1"], 1, quote.quote)]
    assert list(row.elements) == [ids["1.1"]] and len(links(matter)) == 1
    assert messages.shown_toast.endswith("and added to the chronology")
    history.undo(matter)
    assert links(matter) == [] and chronology.list_events(matter) == [], "one gesture, one undo"
    panel.begin_link(ids["PX1"], quote)
    panel.card.fact_date.setCurrentIndex(1)
    panel.card.fact_date.activated.emit(1)
    QTest.keyClicks(panel.field, "1.1")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    (row,) = chronology.list_events(matter)
    assert (row.event.date, row.event.date_stated) == ("", "4/9/2024"), "nothing is guessed"


def test_a_page_or_region_makes_no_fact(panel, matter, ids):
    panel.begin_link(ids["PX1"], Pinpoint(1))
    assert not panel.card.fact.isVisible()
    QTest.keyClicks(panel.field, "1.1")
    QTest.keyClick(panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert len(links(matter)) == 1 and chronology.list_events(matter) == []


@pytest.mark.parametrize(
    ("keys", "stance"), [("+", "supports"), ("-", "undermines"), ("0", "neutral"), ("-+", "supports")]
)
def test_one_key_sets_the_stance(panel, matter, ids, keys, stance):
    panel.begin_link(ids["PX1"], QUOTE)
    QTest.keyClicks(panel.field, "1.1" + keys)
    assert panel.field.text() == "1.1"
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert links(matter)[0][4] == stance


def test_zero_and_hyphen_are_typed_where_they_mean_something(panel, matter, ids):
    claim = proof.tree(matter)[0].claim.id
    for i in range(6):
        proof.add_element(matter, claim, f"More {i}")
    panel.begin_link(ids["PX1"], QUOTE)
    QTest.keyClicks(panel.field, "1.10")
    assert panel.field.text() == "1.10" and panel.card.stance == "supports"
    panel.field.clear()
    QTest.keyClicks(panel.field, "opt-out")
    assert panel.field.text() == "opt-out" and panel.card.stance == "supports"
    assert panel.card.target.text().startswith("to 1.3")


def test_words_find_and_arrows_move(panel, ids):
    QTest.keyClicks(panel.field, "harmed plaintiff")
    assert panel.element_id == ids["1.3"]
    assert panel.view.filter.rowCount(panel.view.filter.index(0, 0)) == 1
    panel.field.clear()
    QTest.keyClicks(panel.field, "1.2")
    assert panel.element_id == ids["1.2"]
    QTest.keyClick(panel.field, Qt.Key.Key_Down)
    assert panel.element_id == ids["1.2.1"]
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert panel.field.text() == ""


def test_a_claim_s_number_means_its_first_element_and_is_shown_before_enter(panel, ids):
    panel.begin_link(ids["PX1"], QUOTE)
    QTest.keyClicks(panel.field, "1")
    assert panel.card.target.text().startswith("to 1.1 ")
    QTest.keyClicks(panel.field, "9")
    assert panel.element_id == ids["1.1"] or panel.view.current_element() is None


def test_nothing_found_links_nothing(panel, matter, ids, messages):
    panel.begin_link(ids["PX1"], QUOTE)
    QTest.keyClicks(panel.field, "zebra")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert links(matter) == [] and panel.linking
    assert "Choose an element" in messages.shown_toast


def test_escape_leaves_and_gives_the_focus_back(panel, ids, qtbot, matter):
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    panel.begin_link(ids["PX1"], Pinpoint(2))
    with qtbot.waitSignal(panel.linking_ended):
        QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.linking and links(matter) == []


def test_a_page_and_a_region_are_named_for_what_they_are(panel, ids, matter):
    panel.begin_link(ids["PX1"], Pinpoint(2))
    assert panel.card.what.text() == "Link Ex. PX1 at 2"
    panel.begin_link(ids["Letter"], Pinpoint(2, box="0,0,900,900"))
    assert panel.card.what.text() == "Link Letter at 2, a region"
    QTest.keyClicks(panel.field, "1.3")
    panel.card.done.emit()
    assert links(matter) == [(ids["1.3"], ids["Letter"], 2, "", "supports")]


def test_the_same_passage_twice_is_refused_with_a_sentence(panel, matter, ids, runner):
    failures = []
    runner.failed.connect(failures.append)
    for _ in range(2):
        panel.begin_link(ids["PX1"], QUOTE)
        QTest.keyClicks(panel.field, "1.1")
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert len(links(matter)) == 1
    assert len(failures) == 1 and isinstance(failures[0], UserError)


def test_an_exhibit_dragged_onto_an_element_is_linked(panel, matter, ids):
    data = QMimeData()
    data.setData(PIN_MIME, json.dumps({"exhibit_id": ids["Letter"], "page": None}).encode())
    model = panel.view.model()
    index = model.mapFromSource(panel.view.tree.index_of(("element", ids["1.2.2"])))
    assert model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, index)
    assert model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, index)
    assert links(matter) == [(ids["1.2.2"], ids["Letter"], None, "", "supports")]


def test_the_list_below_opens_a_link(panel, matter, ids, qtbot):
    link = evidence_links.link_evidence(matter, ids["1.1"], ids["PX1"], QUOTE, "undermines")
    panel.choose_element(ids["1.1"])
    assert panel.links.count() == 1
    item = panel.links.item(0)
    assert item.text() == "Ex. PX1 at 1: “share your data”"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Undermines: ")
    with qtbot.waitSignal(panel.link_opened) as told:
        panel.links.itemActivated.emit(item)
    assert told.args == [link]


def test_counts_follow_a_change_and_the_place_is_kept(panel, matter, ids):
    panel.choose_element(ids["1.3"])
    evidence_links.link_evidence(matter, ids["1.3"], ids["Letter"], Pinpoint(1))
    node = panel.view.current_element()
    assert node.number == "1.3" and node.coverage.state == "proved" and node.coverage.supports == 1


def test_choosing_tells_which_element(panel, ids, qtbot):
    with qtbot.waitSignal(panel.element_chosen) as told:
        panel.choose_element(ids["1.2.1"])
    assert told.args == [ids["1.2.1"]]


def test_a_closed_branch_stays_closed(panel, matter, ids):
    view = panel.view
    view.collapse(view.model().mapFromSource(view.tree.index_of(("element", ids["1.2"]))))
    proof.add_element(matter, proof.tree(matter)[0].claim.id, "One more")
    assert not view.isExpanded(view.model().mapFromSource(view.tree.index_of(("element", ids["1.2"]))))
