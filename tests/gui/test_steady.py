"""Garbage is collected for a window in small looks, and reads in the background stand still while the window is at work."""

import gc
import threading
import time
import weakref

import pytest
from PySide6.QtCore import QObject, Qt

from evidence_app.gui import steady


class Thing:
    """Something that can be part of a circle."""


@pytest.fixture
def window(qapp):
    made = QObject()
    yield made
    steady.look_through_all()


def circle():
    one = Thing()
    one.itself = one
    return weakref.ref(one)


def test_a_look_finds_new_garbage_while_the_collector_is_off(window):
    steady.Tending(window)
    assert not gc.isenabled() and gc.get_freeze_count() > 10_000
    lost = circle()
    assert lost() is not None
    steady.Tending.tidy()
    assert lost() is None


def test_what_became_garbage_meanwhile_goes_with_the_window(window):
    kept = Thing()
    kept.itself, lost = kept, weakref.ref(kept)
    tending = steady.Tending(window)
    del kept
    tending.tidy()
    assert lost() is not None, "it was in use at the last look"
    tending._turned(Qt.ApplicationState.ApplicationInactive)
    assert lost() is None, "the user has turned to another program"
    assert not gc.isenabled() and gc.get_freeze_count() > 10_000


def test_the_end_of_the_window_brings_the_collector_back(qapp, qtbot):
    window = QObject()
    steady.Tending(window)
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    assert gc.isenabled() and gc.get_freeze_count() == 0


def longest_wait(turns, seconds):
    """What a thread waits at most in one call while it asks for its turn over and over."""
    longest, end = 0.0, time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        turns.give_way()
        longest = max(longest, time.perf_counter() - began)
    return longest


def test_a_read_stands_still_while_the_window_does_not_answer(qapp):
    turns, told = steady.Turns(), []
    reading = threading.Thread(target=lambda: told.append(longest_wait(turns, 0.1)))
    reading.start()
    reading.join()  # the window is at work: it does not look at its messages
    assert told[0] > 0.09


def test_a_window_that_never_answers_is_waited_for_once(qapp):
    turns, told = steady.Turns(), []
    reading = threading.Thread(target=lambda: told.append(longest_wait(turns, 0.4)))
    reading.start()
    reading.join(20)
    assert told[0] > 0.2, "it waited"
    assert not turns._answered.is_set() and not turns._patient, "and goes on from then on"


def test_after_an_answer_it_is_waited_for_again(qapp, qtbot):
    turns = steady.Turns()
    turns._patient = False
    reading = threading.Thread(target=lambda: longest_wait(turns, 0.05))
    reading.start()
    qtbot.waitUntil(lambda: turns._patient and turns._answered.is_set())
    reading.join()


def test_nobody_waits_for_a_window_that_waits_itself(qapp):
    turns, told = steady.Turns(), []
    turns.end()
    reading = threading.Thread(target=lambda: told.append([turns.give_way() for _ in range(1000)]))
    reading.start()
    reading.join(20)
    assert told and turns._answered.is_set()


def test_the_window_never_waits_for_itself(qapp):
    turns = steady.Turns()
    turns.give_way()
    assert turns._answered.is_set()
