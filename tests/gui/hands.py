"""Keys pressed one after another, also in the dialogs and menus that the keys before have opened."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

PATIENCE_S = 4.0
"""How long a step waits for its window."""

Step = Callable[[QWidget], object]


def on_top() -> QWidget | None:
    """The menu, dialog or window that keys go to now."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()


class Hands:
    """Does ``steps`` one by one, each as soon as the window it is for (``Kind.__name__``) is on top.

    A step may open a dialog that waits for an answer: the next step runs inside it. Whatever goes wrong is kept in
    ``fault``, and everything that still waits for an answer is closed.
    """

    def __init__(self, window: QWidget, steps: Sequence[tuple[str, Step]]) -> None:
        self._window, self._steps = window, list(steps)
        self.fault, self.over = "", False
        self._since = time.monotonic()

    def work(self) -> None:
        """Do all steps; returns when the last one is done."""
        QTimer.singleShot(0, self._next)
        end = time.monotonic() + PATIENCE_S * (2 + len(self._steps))
        while not self.over and time.monotonic() < end:
            QApplication.processEvents()

    def _next(self) -> None:
        top = on_top()
        if self.over or not self._steps:
            self.over = True
            return
        wanted, step = self._steps[0]
        if top is None or not self._is_it(top, wanted) or not _has_keyboard(top):
            if not isinstance(top, QMenu):
                self._bring(wanted)
            if time.monotonic() - self._since > PATIENCE_S:
                self._give_up(f"{wanted} did not open; on top is {type(top).__name__}")
            else:
                QTimer.singleShot(5, self._next)
            return
        del self._steps[0]
        self._since = time.monotonic()
        QTimer.singleShot(0, self._next)
        try:
            step(top)
        except Exception as error:  # a slot must not throw through Qt
            self._give_up(f"{type(error).__name__}: {error}")

    def _is_it(self, top: QWidget, wanted: str) -> bool:
        """Whether a window is the one wanted, not one of the same kind that another test left."""
        return type(top).__name__ == wanted and (top is self._window or type(self._window).__name__ != wanted)

    def _bring(self, wanted: str) -> None:
        """What a window manager does: the window just opened, or the one left over, comes to the front."""
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and self._is_it(one, wanted)]
        (shown or [self._window])[-1].activateWindow()

    def _give_up(self, fault: str) -> None:
        self.fault, self.over = self.fault or fault, True
        for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if one is not None:
                one.close()
        if QApplication.activeModalWidget() is not None:
            QTimer.singleShot(0, lambda: self._give_up(fault))


def _has_keyboard(top: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return isinstance(top, QMenu) or (focus is not None and focus.window() is top)


def press(keys: str) -> Step:
    """A shortcut or key, as text."""

    def step(top: QWidget) -> None:
        QTest.keySequence(top if isinstance(top, QMenu) else QApplication.focusWidget() or top, QKeySequence(keys))

    return step


def type_in(words: str) -> Step:
    """Letters into what has the keyboard."""
    return lambda top: QTest.keyClicks(QApplication.focusWidget() or top, words)


def on_button(name: str, key: Qt.Key = Qt.Key.Key_Return) -> Step:
    """The keyboard goes to a button that Tab reaches, and presses it."""

    def step(top: QWidget) -> None:
        found = [one for one in top.findChildren(QAbstractButton, name) if one.isVisible()]
        assert found, f"{name} is not on show"
        assert found[0].isEnabled(), f"{name} is off"
        assert found[0].focusPolicy() & Qt.FocusPolicy.TabFocus, f"Tab passes {name}"
        found[0].setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(found[0], key)

    return step


def in_menu(words: str) -> Step:
    """Down to the line of a menu that begins so, and Enter."""

    def step(menu: QWidget) -> None:
        assert isinstance(menu, QMenu)
        for _ in menu.actions():
            QTest.keyClick(menu, Qt.Key.Key_Down)
            at = menu.activeAction()
            if at is not None and at.text().replace("&", "").startswith(words):
                QTest.keyClick(menu, Qt.Key.Key_Return)
                return
        raise AssertionError(f"no line “{words}” among {[a.text() for a in menu.actions()]}")

    return step
