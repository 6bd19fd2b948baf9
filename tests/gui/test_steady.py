"""Garbage is collected for a window in small looks, and Python's own ways come back when the window is gone."""

import gc
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
