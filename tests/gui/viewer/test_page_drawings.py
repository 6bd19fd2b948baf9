from PySide6.QtCore import QRectF

from evidence_app.gui.viewer.page_painter import PageContent
from evidence_app.services import exhibits


def test_the_pages_after_those_in_sight_and_the_one_before_are_drawn_ahead(viewer, letter, mail):
    viewer.open_exhibit(letter)
    drawings = viewer.view.drawings()
    assert [wish.key.number for wish in drawings.ahead(range(2, 3))] == [3, 1]
    assert drawings.ahead(range(0)) == []
    viewer.open_exhibit(mail)
    assert viewer.view.drawings().ahead(range(1, 2)) == [], "pages set from text have no pictures"


def test_a_page_that_is_not_drawn_yet_is_asked_for_and_then_shown(viewer, letter, qtbot):
    viewer.open_exhibit(letter)
    view, key = viewer.view, viewer.view.drawings().key(1, viewer._opened.original.sha256)
    qtbot.waitUntil(lambda: key in viewer.renderer.cache, timeout=5000)
    place, sight = view._place(1), QRectF(view.viewport().rect())

    drawn, content = view.drawings(), PageContent(view.pages(1))
    drawn.fill(content, place, sight)
    assert content.image is not None and drawn.wishes == []
    view.set_zoom(3.0)
    asked, content = view.drawings(), PageContent(view.pages(1))
    asked.fill(content, view._place(1), sight)
    assert content.image is not None, "the page at the zoom before stands in"
    assert asked.wishes[0].key == asked.key(1, viewer._opened.original.sha256)


def test_a_missing_original_is_said_in_place_of_the_picture(viewer, letter, matter):
    path = matter.originals.existing(exhibits.get(matter, letter).original_sha256)
    path.rename(path.with_suffix(".away"))
    viewer.open_exhibit(letter)
    content = PageContent(viewer.view.pages(1))
    viewer.view.drawings().fill(content, viewer.view._place(1), QRectF(0, 0, 10, 10))
    assert "missing" in content.notice and content.image is None
