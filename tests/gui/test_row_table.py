import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from evidence_app.gui.row_table import CHUNK, KEEP, IdRole, RowRole, RowTable, selected_rows, set_headings_apart
from evidence_app.model.columns import EXHIBIT_COLUMNS, Column, choose_columns
from evidence_app.model.errors import UserError


class Row:
    def __init__(self, number):
        self.number, self.name = number, f"row {number}"


COLUMNS = (
    Column("number", "No.", lambda r: str(r.number), align="right"),
    Column("name", "Name", lambda r: r.name, editable=True, tip="The name"),
)


def table(count, parent=None, gone=()):
    made = RowTable(COLUMNS, lambda ids: {i: Row(i) for i in ids if i not in gone}, parent)
    made.set_ids(range(1000, 1000 + count))
    return made


def test_it_is_a_sound_model(qtmodeltester, qapp):
    model = table(70)
    qtmodeltester.check(model, force_py=True)


def test_scrolling_reads_no_more_rows_than_it_paints_and_a_chunk(qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    model = table(10_000, view)
    view.setModel(model)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    painted = view.rowAt(view.viewport().height() - 1) + 1
    assert 0 < model.rows_read <= painted + 2 * CHUNK
    before = model.rows_read
    for jump in range(20):
        view.verticalScrollBar().setValue(jump * 450)
        view.grab()
    assert model.rows_read - before <= 20 * (painted + 2 * CHUNK)


def test_memory_is_bounded(qapp):
    model = table(10_000)
    for row in range(0, 10_000, CHUNK):
        model.row_data(row)
    assert len(model._chunks) == KEEP


def test_values_roles_and_headings(qapp):
    model = table(3)
    index = model.index(1, 1)
    assert index.data() == "row 1001" and index.data(IdRole) == 1001 and index.data(RowRole).number == 1001
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Name"
    assert model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "The name"
    assert model.row_of(1002) == 2 and model.row_of(5) == -1 and model.row_data(99) is None


def test_a_row_that_is_gone_shows_nothing(qapp):
    model = table(3, gone={1001})
    assert model.index(1, 1).data() is None and model.index(0, 1).data() == "row 1000"


def test_editing_asks_and_does_not_change_by_itself(qapp, qtbot):
    model = table(3)
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(model.edited) as caught:
        model.setData(model.index(2, 1), "new")
    assert caught.args == [1002, "name", "new"] and model.index(2, 1).data() == "row 1002"
    assert not model.setData(model.index(2, 1), "row 1002")


def test_refresh_reads_only_what_changed(qapp, qtbot):
    model = table(100)
    model.row_data(0), model.row_data(99)
    before = model.rows_read
    with qtbot.waitSignal(model.dataChanged):
        model.refresh([1000])
    model.row_data(0), model.row_data(99)
    assert model.rows_read - before == CHUNK


def test_columns_by_key():
    assert [c.key for c in choose_columns(EXHIBIT_COLUMNS, ["title", "number"])] == ["title", "number"]
    assert all(c.shown for c in choose_columns(EXHIBIT_COLUMNS, []))
    with pytest.raises(UserError, match="no column 'colour'"):
        choose_columns(EXHIBIT_COLUMNS, ["colour"])


def test_selected_rows_come_in_order_and_headings_do_not_ask_for_them(qtbot, monkeypatch):
    view = QTableView()
    qtbot.addWidget(view)
    model = table(5000, view)
    view.setModel(model)
    set_headings_apart(view)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    assert selected_rows(view) == []
    view.selectAll()
    assert selected_rows(view) == list(range(5000))
    asked = []
    monkeypatch.setattr(RowTable, "flags", lambda self, index: asked.append(index.row()) or Qt.ItemFlag.ItemIsEnabled)
    view.horizontalHeader().viewport().repaint()
    assert len(asked) < 100
    view.clearSelection()
    for row in (7, 3, 5):
        view.selectionModel().select(model.index(row, 1), view.selectionModel().SelectionFlag.Select)
    assert selected_rows(view) == [3, 5, 7]
