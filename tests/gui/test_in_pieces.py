"""Work bit by bit: begun at once, gone on with in later turns, finished when somebody needs it."""

import time

from PySide6.QtCore import QObject

from evidence_app.gui.in_pieces import InPieces


def slow(done, count):
    """So many steps of a millisecond."""
    for n in range(count):
        time.sleep(0.001)
        done.append(n)
        yield


def test_a_first_piece_is_done_at_once_and_the_rest_in_later_turns(qtbot):
    parent, done = QObject(), []
    InPieces(parent).start(slow(done, 60))
    assert 0 < len(done) < 60
    qtbot.waitUntil(lambda: len(done) == 60)


def test_who_needs_the_rest_gets_it_now_and_what_comes_next_takes_its_place(qtbot):
    parent, first, second = QObject(), [], []
    pieces = InPieces(parent)
    pieces.start(slow(first, 60))
    pieces.finish()
    assert len(first) == 60
    pieces.start(slow(first, 60))
    left = len(first)
    pieces.start(slow(second, 3))
    qtbot.waitUntil(lambda: len(second) == 3)
    qtbot.wait(20)
    assert len(first) == left
