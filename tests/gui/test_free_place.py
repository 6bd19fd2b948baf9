"""A place over a window is free of its controls, the nearest one there is, and found whenever there is one."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLineEdit, QListView, QPlainTextEdit, QPushButton, QTextBrowser, QWidget

from evidence_app.gui.free_place import GAP, away, controls_in, free_place

ROOM = QRect(0, 0, 60, 40)
rects = st.builds(QRect, st.integers(0, 55), st.integers(0, 35), st.integers(1, 30), st.integers(1, 20))
sizes = st.builds(QSize, st.integers(1, 60), st.integers(1, 40))
points = st.builds(QPoint, st.integers(0, 59), st.integers(0, 39))


def places(size, taken):
    """Every free place, tried one by one."""
    wide = [rect.adjusted(-GAP, -GAP, GAP, GAP) for rect in taken]
    for x in range(ROOM.width() - size.width() + 1):
        for y in range(ROOM.height() - size.height() + 1):
            if not any(QRect(QPoint(x, y), size).intersects(rect) for rect in wide):
                yield QPoint(x, y)


@settings(max_examples=60, deadline=None)
@given(sizes, st.lists(rects, max_size=5), points)
def test_the_place_found_is_the_nearest_free_one(size, taken, wish):
    found, known = free_place(size, ROOM, taken, wish), list(places(size, taken))
    assert (found is None) == (not known)
    if found is not None:
        assert found in known and away(found, wish) == min(away(one, wish) for one in known)


def test_controls_are_what_is_pressed_or_typed_in_as_far_as_they_are_in_sight(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 300)
    frame, over = QWidget(window), QWidget(window)
    frame.setGeometry(10, 10, 100, 50)
    over.setGeometry(0, 250, 100, 50)
    hidden = QPushButton(window)
    places = {"half": (frame, 30), "out": (frame, 80), "of the toast": (over, 0), "whole": (window, 70)}
    for words, (parent, top) in places.items():
        QPushButton(words, parent).setGeometry(0, top, 40, 40)
    for kind, top in ((QLineEdit, 120), (QPlainTextEdit, 150), (QTextBrowser, 180), (QListView, 210)):
        kind(window).setGeometry(0, top, 100, 20)
    window.show()
    hidden.hide()
    found = {rect.topLeft().toTuple(): rect for rect in controls_in(window, over) if rect.left() in (0, 10)}
    assert set(found) == {(10, 40), (0, 70), (0, 120), (0, 150)} and found[10, 40].height() == 20
