"""Whether a window can be used without a mouse: walks it with Tab and names what cannot be reached, seen or told."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDateTimeEdit,
    QDialogButtonBox,
    QLabel,
    QMainWindow,
    QPushButton,
    QSplitter,
    QToolButton,
    QWidget,
)

from tests.gui.room import name, shown

MOST = 400
"""More Tab presses than any window has controls."""
PARTS_OF_A_DATE = 3


def controls(top: QWidget) -> list[QWidget]:
    """The enabled controls on show that the Tab key is meant to reach."""
    tab = Qt.FocusPolicy.TabFocus.value
    return [w for w in shown(top) if w.isEnabled() and w.focusPolicy().value & tab and w.focusProxy() is None]


@dataclass
class Walk:
    """The controls in the order in which Tab reached them, and the steps that go up."""

    reached: list[QWidget] = field(default_factory=list)
    upward: list[str] = field(default_factory=list)


def walk(top: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> Walk:
    """Go once round with Tab (or back, with Shift+Tab), from where the keyboard is."""
    made, back = Walk(), key == Qt.Key.Key_Backtab
    modifier = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    at = QApplication.focusWidget()
    for _ in range(MOST):
        if at is None or at in made.reached:
            break
        made.reached.append(at)
        for _part in range(PARTS_OF_A_DATE if isinstance(at, QDateTimeEdit) else 1):
            if QApplication.focusWidget() is at:
                QTest.keyClick(at, key, modifier)
                QApplication.processEvents()
        after = QApplication.focusWidget()
        if not back and after is not None and _goes_up(top, at, after) and after not in made.reached:
            made.upward.append(f"Tab goes up from {name(at)} to {name(after)}")
        at = after
    return made


def backward(top: QWidget, forward: list[QWidget]) -> list[str]:
    """Where Shift+Tab does not lead back the way Tab came."""
    if not forward:
        return []
    forward[0].setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    reached = walk(top, Qt.Key.Key_Backtab).reached
    wanted = [forward[0], *reversed(forward[1:])]
    found = [f"Shift+Tab does not reach {name(one)}" for one in wanted if one not in reached]
    found += [f"Shift+Tab alone reaches {name(one)}" for one in reached if one not in wanted]
    for before, one, other in zip(reached, reached[1:], wanted[1:], strict=False):
        if not found and one is not other:
            found.append(f"Shift+Tab leads from {name(before)} to {name(one)}, not to {name(other)}")
    return found


def _goes_up(top: QWidget, before: QWidget, after: QWidget) -> bool:
    """Up, and not into a column further right or another part of the window; the end of a dialog leads to its begin."""
    if isinstance(before.parentWidget(), QDialogButtonBox) or _part(before) is not _part(after):
        return False
    one, other = before.mapTo(top, QPoint()), after.mapTo(top, QPoint())
    return other.y() + after.height() <= one.y() and other.x() <= one.x()


def _part(widget: QWidget) -> QWidget:
    """The part of the window a control stands in: a panel, the page, the page view, the tool bar, the status line."""
    at = widget
    while not at.isWindow() and not isinstance(at.parentWidget(), QSplitter | QMainWindow):
        at = at.parentWidget()
    return at


def unreached(top: QWidget, reached: Iterable[QWidget]) -> list[str]:
    """Controls that Tab does not come to."""
    seen = set(reached)
    return [f"Tab does not reach {name(one)}" for one in controls(top) if one not in seen]


def _marked(words: str) -> str:
    """The letter that words underline."""
    found = re.search(r"(?<!&)&([^&\s])", words)
    return found.group(1).lower() if found else ""


def deaf_letters(top: QWidget) -> list[str]:
    """Underlined letters of a window that do nothing, or belong to two of its parts."""
    labels = [label for label in top.findChildren(QLabel) if label.isVisible() and label.buddy() is not None]
    buttons = [one for one in shown(top) if isinstance(one, QAbstractButton) and one.isEnabled()]
    letters = [letter for one in (*labels, *buttons) if (letter := _marked(one.text()))]
    found = [f"Alt+{letter} is there twice" for letter in letters if letters.count(letter) > 1]
    for label in labels:
        if letter := _marked(label.text()):
            wanted = label.buddy().focusProxy() or label.buddy()
            next(one for one in controls(top) if one is not wanted).setFocus()
            QTest.keyClick(QApplication.focusWidget(), letter, Qt.KeyboardModifier.AltModifier)
            if QApplication.focusWidget() is not wanted:
                found.append(f"Alt+{letter} does not lead to the field of {name(label)}")
    for button in buttons:
        if letter := _marked(button.text()):
            button.blockSignals(True)  # seen to go down, not asked to do its work
            QTest.keyClick(QApplication.focusWidget() or top, letter, Qt.KeyboardModifier.AltModifier)
            if not button.isDown():
                found.append(f"Alt+{letter} does not press {name(button)}")
            button.setDown(False)
            button.blockSignals(False)
    return found


def begins_badly(top: QWidget) -> list[str]:
    """The keyboard is in a dialog when it opens: on a field or list, on a button only when there is nothing else."""
    at = QApplication.focusWidget()
    if at is None or at.window() is not top:
        return ["the keyboard is not in it when it opens"]
    end = isinstance(at, QPushButton) and isinstance(at.parentWidget(), QDialogButtonBox)
    more = [one for one in controls(top) if not isinstance(one, QPushButton)]
    return [f"it opens on {name(at)}, not on {name(more[0])}"] if end and more else []


def nameless(top: QWidget) -> list[str]:
    """Controls without a name for a screen reader, and buttons with an icon alone and no tool tip."""
    named = {label.buddy() for label in top.findChildren(QLabel) if label.buddy() is not None}
    found = []
    for one in controls(top) + [b for b in shown(top) if isinstance(b, QToolButton)]:
        words = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
        if not words and one not in named:
            found.append(f"{name(one)} has no accessible name")
        if isinstance(one, QAbstractButton) and not (one.text() or one.toolTip() or one.layout()):
            found.append(f"{name(one)} has an icon alone and no tool tip")
    return list(dict.fromkeys(found))


def unseen(top: QWidget, reached: Iterable[QWidget], rest: Callable[[], object]) -> list[str]:
    """Controls that look the same with and without the keyboard; ``rest`` takes it away from them."""
    found = []
    for one in reached:
        if not one.isVisible():
            continue
        one.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        with_focus = _picture(one)
        rest()
        QApplication.processEvents()
        if with_focus == _picture(one):
            found.append(f"the keyboard cannot be seen on {name(one)}")
    return found


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
