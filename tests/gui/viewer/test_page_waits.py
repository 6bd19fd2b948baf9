"""A page whose picture is long in coming says so; a quick one never does."""

import threading

import pytest

from evidence_app.gui import theme
from evidence_app.gui.drawing.originals_drawn import OpenOriginals
from evidence_app.gui.viewer import page_canvas, page_painter, page_waits
from evidence_app.services import exhibits


@pytest.fixture
def held(monkeypatch):
    """Drawing stops at a gate, as it does for very large pictures; set it to let pages be drawn."""
    gate, draw = threading.Event(), OpenOriginals.draw

    def slowly(*args):
        assert gate.wait(20)
        return draw(*args)

    monkeypatch.setattr(OpenOriginals, "draw", slowly)
    yield gate
    gate.set()


@pytest.fixture
def painted(monkeypatch):
    """What the pages said at every painting: (page, whether it said that it is being drawn)."""
    seen, paint = [], page_canvas.paint_page

    def noting(painter, place, content):
        seen.append((content.page.number, content.awaited is not None))
        paint(painter, place, content)

    monkeypatch.setattr(page_canvas, "paint_page", noting)
    return seen


def test_a_page_long_in_coming_says_so_until_it_is_there(viewer, letter, held, painted, qtbot):
    view = viewer.view
    viewer.open_exhibit(letter)
    qtbot.waitUntil(lambda: bool(painted))
    assert not any(said for _page, said in painted) and view.accessibleDescription() == ""
    qtbot.waitUntil(lambda: (1, True) in painted, timeout=3000)
    assert "Page 1 is being drawn." in view.accessibleDescription()
    assert ink(view) == page_painter._on_paper(theme.colour("muted")).rgb()
    held.set()
    qtbot.waitUntil(lambda: view.accessibleDescription() == "", timeout=5000)
    assert not dict(painted)[1]


def ink(view):
    """The darkest colour in the middle of the first page."""
    middle = view._place(1).rect.toRect() & view.viewport().rect()
    shot = view.viewport().grab(middle.adjusted(30, 30, -30, -30)).toImage()
    colours = {shot.pixelColor(x, y).rgb() for x in range(shot.width()) for y in range(shot.height())}
    return min(colours)


def test_a_quick_page_says_nothing(viewer, letter, painted, qtbot, monkeypatch):
    monkeypatch.setattr(page_waits, "WAIT_S", 5.0)
    viewer.open_exhibit(letter)
    drawings = viewer.view.drawings()
    key = drawings.key(1, viewer._opened.original.sha256)
    qtbot.waitUntil(lambda: key in viewer.renderer.cache, timeout=5000)
    qtbot.waitUntil(lambda: viewer.view._waits.painted() == [], timeout=1000)
    assert painted and not any(said for _page, said in painted)


def test_another_exhibit_is_waited_for_anew(viewer, letter, blank, held, qtbot):
    viewer.open_exhibit(letter)
    qtbot.waitUntil(lambda: viewer.view.accessibleDescription() != "", timeout=3000)
    viewer.open_exhibit(blank)
    qtbot.waitUntil(lambda: viewer.view.accessibleDescription() == "", timeout=250)


def test_pages_set_from_text_and_pages_that_cannot_be_drawn_are_not_waited_for(
    viewer, mail, letter, matter, held, qtbot
):
    path = matter.originals.existing(exhibits.get(matter, letter).original_sha256)
    path.rename(path.with_suffix(".away"))
    for one in (mail, letter):
        viewer.open_exhibit(one)
        qtbot.wait(400)
        assert viewer.view.accessibleDescription() == ""
