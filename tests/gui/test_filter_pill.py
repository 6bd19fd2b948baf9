"""A filter in force looks the same and comes off the same way in the list of exhibits and in search."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from evidence_app.gui.exhibits.filter_bar import FilterBar
from evidence_app.gui.filter_pill import FilterPill
from evidence_app.gui.search.filters import SearchFilterBar


@pytest.mark.parametrize("kind", [FilterBar, SearchFilterBar])
def test_one_pill_for_the_list_and_for_search(kind, qtbot, themed):
    bar = kind()
    qtbot.addWidget(bar)
    bar.toggle("tags", "hot")
    pill = bar.findChild(FilterPill)
    assert pill.property("role") == "pill" and pill.findChild(QLabel).text() == "Tag: hot"
    button = pill.findChild(QToolButton)
    assert button.accessibleName() == "Take off the filter Tag: hot" and button.objectName()
    with qtbot.waitSignal(bar.changed):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert (bar.filter if kind is FilterBar else bar.filters).tags == ()
