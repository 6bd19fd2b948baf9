"""A page that stands behind another one waits, and is whole when it comes to front."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from evidence_app.gui.when_shown import WhenShown


def test_a_page_behind_another_reads_once_when_it_is_shown(qtbot, themed):
    stack, front, back = QStackedWidget(), QWidget(), QWidget()
    stack.addWidget(front)
    stack.addWidget(back)
    qtbot.addWidget(stack)
    read: list[int] = []
    shown: list[int] = []

    def read_it():
        read.append(len(read))
        waiting.show(read[-1])

    waiting = WhenShown(back, read_it, shown.append)
    waiting.read()
    assert read == [0] and shown == [0], "a window that is not there yet does not hold its pages back"
    stack.show()
    waiting.read()
    waiting.read()
    waiting.show(99)  # the answer to an earlier question comes late
    assert read == [0] and shown == [0]
    stack.setCurrentWidget(back)
    assert read == [0, 1] and shown == [0, 99, 1]
    stack.setCurrentWidget(front)
    stack.setCurrentWidget(back)
    assert read == [0, 1]
    waiting.read()
    assert shown[-1] == 2


def test_a_change_builds_no_page_that_is_not_on_show(window, matter, monkeypatch):
    from evidence_app.services import chronology

    window.go("exhibits")
    built = []
    monkeypatch.setattr(window.chronology_page.model, "set_rows", lambda rows: built.append(len(rows)))
    for day in range(1, 4):
        chronology.add_event(matter, "Something happened", f"2024-01-0{day}")
    assert not built
    window.go("chronology")
    assert built == [3]
