from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_app.model.pinpoint import Pinpoint


def test_hits_are_highlighted_and_stepped_through(viewer, letter, qtbot):
    viewer.open_exhibit(letter, 1, "promise*")
    assert viewer.hits.count == 2
    assert viewer.header.hits.text() == "Hit 1 of 2"
    assert viewer.hits.next() and viewer.current_page == 2
    assert viewer.header.hits.text() == "Hit 2 of 2"
    with qtbot.waitSignal(viewer.hits.exhausted) as told:
        assert not viewer.hits.next()
    assert told.args == [1]
    assert viewer.hits.previous() and viewer.view.current_hit[0] == 1


def test_opening_with_a_query_goes_to_the_hit_on_the_page_asked_for(viewer, letter):
    viewer.open_exhibit(letter, 2, "promise*")
    assert viewer.view.current_hit[0] == 2
    viewer.open_exhibit(letter, 1, "")
    assert viewer.hits.count == 0 and viewer.current_page == 1


def test_find_in_the_exhibit_crosses_line_breaks(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.view.setFocus()
    QTest.keyClick(viewer.view, Qt.Key.Key_Slash)
    assert viewer.find_bar.isVisible()
    QTest.keyClicks(viewer.find_bar.field, "promises to ask")
    QTest.keyClick(viewer.find_bar.field, Qt.Key.Key_Return)
    assert viewer.hits.count == 1 and viewer.find_bar.count.text() == "1 of 1"
    QTest.keyClick(viewer.find_bar.field, Qt.Key.Key_Escape)
    assert viewer.hits.count == 0 and not viewer.find_bar.isVisible()


def test_the_sentence_of_the_hit_in_view_is_linked_until_it_is_out_of_view(viewer, letter, qtbot):
    with qtbot.waitSignal(viewer.hits.shown) as shown:
        viewer.open_exhibit(letter, 1, "private")
    assert shown.args[:2] == [letter, 1]
    with qtbot.waitSignal(viewer.passages.link_requested) as told:
        viewer.passages.link()
    assert "private" in told.args[1].quote and told.args[1].page == 1
    assert len(told.args[1].quote) > len("private")
    viewer.view.go_to(viewer.view.count)
    with qtbot.waitSignal(viewer.passages.link_requested) as told:
        viewer.passages.link()
    assert told.args[1] == Pinpoint(viewer.view.count)


def test_leaving_the_find_bar_brings_the_hits_of_the_search_back_where_the_reader_is(viewer, letter, qtbot):
    viewer.open_exhibit(letter, 1, "promise*")
    assert viewer.hits.looked_for == "promise*" and viewer.hits.pages == {1, 2}
    viewer.hits.show_find()
    viewer.find_bar.field.setText("Third page")
    viewer.find_bar.wanted.emit("Third page")
    assert viewer.hits.looked_for == '"Third page"' and viewer.hits.pages == {3} and viewer.current_page == 3
    assert viewer.hits.next() and viewer.find_bar.count.text() == "1 of 1", "finding here goes round"
    with qtbot.assertNotEmitted(viewer.hits.shown):
        viewer.find_bar.close_bar()
    assert (viewer.hits.looked_for, viewer.hits.count, viewer.current_page) == ("promise*", 2, 3)


def test_another_exhibit_is_looked_through_for_nothing_until_it_is_asked_for(viewer, letter, mail):
    viewer.open_exhibit(letter, 1, "promise*")
    viewer.open_exhibit(mail)
    assert (viewer.hits.query, viewer.hits.count, viewer.hits.pinpoint()) == ("", 0, None)
    assert not viewer.header.hits.isVisible()
