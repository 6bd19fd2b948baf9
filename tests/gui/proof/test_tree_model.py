import json

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from evidence_app.gui.proof.tree_model import PIN_MIME, ElementFilter, ElementTree, parse_pins
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, proof


def test_the_model_passes_qt_s_own_test(matter, qtmodeltester):
    model = ElementTree()
    model.set_tree(proof.tree(matter))
    qtmodeltester.check(model)
    filtered = ElementFilter()
    filtered.setSourceModel(model)
    qtmodeltester.check(filtered)


def test_a_tree_that_changes_while_it_is_watched(matter, ids):
    model = ElementTree()
    watcher = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_tree(proof.tree(matter))
    index = model.index_of(("element", ids["1.1"]))
    evidence_links.link_evidence(matter, ids["1.1"], ids["PX1"], Pinpoint(1))
    model.set_tree(proof.tree(matter))
    assert model.row_at(index).node.coverage.supports == 1
    proof.remove_element(matter, ids["1.2"])
    model.set_tree(proof.tree(matter))
    assert [node.number for node in model.elements()] == ["1.1", "1.2", "1.3"]
    assert watcher.model() is model


def test_an_index_from_before_the_rows_became_others_leads_nowhere(matter, ids):
    model = ElementTree()
    model.set_tree(proof.tree(matter))
    old, claim = model.index_of(("element", ids["1.1"])), model.index(0, 0)
    proof.remove_element(matter, ids["1.2"])
    model.set_tree(proof.tree(matter))
    assert model.row_at(old) is None and old.data() is None and not model.parent(old).isValid()
    assert model.rowCount(claim) == 0 and not model.index(0, 0, claim).isValid()


def test_rows_say_everything_in_words(matter, ids):
    model = ElementTree()
    model.set_tree(proof.tree(matter))
    claim = model.index(0, 0)
    assert model.data(claim, Qt.ItemDataRole.AccessibleTextRole).endswith("0 of 3 proved on paper · 3 gaps")
    words = model.data(model.index_of(("element", ids["1.1"])), Qt.ItemDataRole.ToolTipRole)
    assert "Gap (needs 1 more supporting link" in words


def test_evidence_is_dropped_on_elements_only(matter, ids, qtbot):
    model = ElementTree()
    model.set_tree(proof.tree(matter))
    data = QMimeData()
    data.setData(PIN_MIME, json.dumps({"exhibit_id": 7, "page": 2, "query": "breach"}).encode())
    element = model.index_of(("element", ids["1.1"]))
    with qtbot.waitSignal(model.evidence_dropped) as told:
        assert model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, element)
    assert told.args == [ids["1.1"], [(7, 2, "breach")]]
    assert not model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, model.index(0, 0))
    assert not model.dropMimeData(QMimeData(), Qt.DropAction.CopyAction, -1, -1, element)
    assert not model.flags(QModelIndex()) & Qt.ItemFlag.ItemIsDropEnabled


def test_a_link_is_told_of_its_element_of_what_is_above_and_of_what_is_named_by_it(matter, ids):
    model, told = ElementTree(), set()
    model.set_tree(proof.tree(matter))

    def tell(first, last):
        rows = range(first.row(), last.row() + 1)
        told.update(model.row_at(model.index(row, 0, first.parent())).node.number for row in rows)

    model.dataChanged.connect(tell)
    evidence_links.link_evidence(matter, ids["1.2.1"], ids["PX1"], Pinpoint(1))
    model.set_tree(proof.tree(matter))
    assert told == {"1", "1.2", "1.2.1", "1.2.2"}, "1.2.2 is an alternative now; 1.1 stands as before"


def test_what_cannot_be_read_is_not_dropped():
    assert parse_pins(b'[{"exhibit_id": 1}, {"exhibit_id": "2", "page": 3}]') == [(1, None, ""), (2, 3, "")]
    for broken in (b"", b"nonsense", b'{"page": 1}', b'[{"exhibit_id": "x"}]', b"[3]"):
        assert parse_pins(broken) == []


def test_the_way_that_was_not_needed_is_no_missing_element(matter, ids):
    model = ElementTree()
    model.set_tree(proof.tree(matter))
    kind = lambda number: model.row_at(model.index_of(("element", ids[number]))).kind  # noqa: E731
    assert [kind("1.2.1"), kind("1.2.2"), kind("1.4")] == ["", "", "relief"]
    evidence_links.link_evidence(matter, ids["1.2.1"], ids["PX1"], Pinpoint(1))
    model.set_tree(proof.tree(matter))
    assert [kind("1.2.1"), kind("1.2.2"), kind("1.3")] == ["", "alternative", ""]
    words = model.data(model.index_of(("element", ids["1.2.2"])), Qt.ItemDataRole.ToolTipRole)
    assert "[alternative; another way is proved]" in words
