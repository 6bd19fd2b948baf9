from PySide6.QtGui import QGuiApplication

from evidence_app.gui.viewer.passage import Spot
from evidence_app.gui.viewer.viewer_commands import viewer_menu
from evidence_app.model.pinpoint import Pinpoint


def test_copy_with_citation_uses_the_printed_label(viewer, letter):
    viewer.open_exhibit(letter)
    viewer.view.select_spot(Spot(1, 0))
    viewer.view.select_spot(Spot(1, 1), extend=True)
    viewer.passages.copy_with_citation()
    assert QGuiApplication.clipboard().text() == "“The member” (Ex. P-12 at i)"
    viewer.passages.copy()
    assert QGuiApplication.clipboard().text() == "The member"
    viewer.view.clear_selection()
    viewer.passages.copy_with_citation()
    assert QGuiApplication.clipboard().text() == "Ex. P-12 at i"


def test_link_and_fact_are_asked_for_with_the_selection_or_the_page(viewer, letter, qtbot):
    viewer.open_exhibit(letter, 2)
    with qtbot.waitSignal(viewer.passages.link_requested) as told:
        viewer.passages.link()
    assert told.args == [letter, Pinpoint(2)]
    viewer.view.select_spot(Spot(2, 0))
    with qtbot.waitSignal(viewer.passages.link_requested) as told:
        viewer.header.link.click()
    assert told.args[1].quote == "Second"
    with qtbot.waitSignal(viewer.passages.link_requested) as told:
        viewer.passages.link_page()
    assert told.args[1] == Pinpoint(2)
    with qtbot.waitSignal(viewer.passages.fact_requested):
        viewer.passages.bar.fact_wanted.emit()


def test_pages_like_the_selected_words_are_asked_for_from_the_menu(viewer, letter, qtbot):
    viewer.open_exhibit(letter)
    viewer.view.select_spot(Spot(1, 0))
    viewer.view.select_spot(Spot(1, 1), extend=True)
    similar = next(one for one in viewer_menu(viewer).actions() if one.text() == "More like this passage")
    with qtbot.waitSignal(viewer.passages.similar_requested) as told:
        similar.trigger()
    assert told.args == ["The member"]


def test_without_an_exhibit_nothing_is_asked_for(viewer, letter, qtbot):
    viewer.open_exhibit(letter)
    viewer.clear()
    with qtbot.assertNotEmitted(viewer.passages.link_requested):
        viewer.passages.link()
        viewer.passages.link_page()
    assert viewer.passages.meant() is None and viewer.passages.citation() == ""
