"""A list to tick works by keyboard and keeps ticks of lines that are not on show."""

import pytest
from PySide6.QtCore import Qt

from evidence_app.gui.tick_list import TickList

ROWS = [(7, "PX1  Policy"), (3, "PX2  Letter"), (9, "PX3  Policy of 2024")]


@pytest.fixture
def ticks(qtbot, themed):
    made = TickList("ticks", "Things to tick")
    qtbot.addWidget(made)
    made.set_rows(ROWS, [9, 100])
    made.show()
    return made


def test_ticks_are_told_in_order_and_only_of_what_is_there(ticks, qtbot):
    assert ticks.ticked() == (9,)
    ticks.setCurrentIndex(ticks.model().index(0, 0))
    with qtbot.waitSignal(ticks.changed):
        qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert ticks.ticked() == (7, 9)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert ticks.ticked() == (9,)


def test_a_tick_out_of_sight_stays(ticks):
    ticks.narrow("LETTER px2")
    assert [ticks.model().index(i, 0).data() for i in range(ticks.model().rowCount())] == ["PX2  Letter"]
    assert ticks.ticked() == (9,)
    ticks.narrow("")
    assert ticks.model().rowCount() == 3
