"""Whether everything of a window can be seen: walks its widgets and names what is cut off, covered or out of reach.

What a person sees as a fault, and how it is told here:

* larger than the screen: its size, and the smallest size it can have;
* covered: two parts of one layout (or splitter) whose rectangles meet;
* cut off: a button, check box, label, combo box or tab smaller than its words need. Words that end in "…" are allowed
  when a tool tip has them all;
* out of reach: a part that lies outside its parent and cannot be scrolled to.
"""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QScrollBar,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from evidence_app.gui.elided import ElidedCombo, ElidedLabel

SLACK = 2
"""Pixels that rounding may cost."""
OWN_PARTS = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, QMenuBar)
"""Widgets whose inner parts Qt itself places."""

PRESSED = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QScrollBar, QTabBar, QMenuBar)
"""What a person presses or types in, with the list of pages. Rows of other lists can be scrolled away from under what covers them."""


def faults(top: QWidget, screen: QSize) -> list[str]:
    """What cannot be seen of a window that is on show; nothing when all is well."""
    found = []
    if top.width() > screen.width() or top.height() > screen.height():
        found.append(f"{name(top)} is {size(top.size())}, the screen {size(screen)}")
    for widget in shown(top):
        found += covered(widget)
        found += cut_off(widget)
        found += out_of_reach(widget)
    return found


def shown(top: QWidget) -> Iterator[QWidget]:
    """The window and every part of it on show, without what Qt's own controls are made of."""
    yield top
    if isinstance(top, OWN_PARTS):
        return
    for child in top.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield from shown(child)


def parts(layout: QLayout) -> Iterator[QWidget]:
    """The widgets a layout places, also through the layouts in it."""
    for i in range(layout.count()):
        item = layout.itemAt(i)
        if item.widget() is not None:
            yield item.widget()
        elif item.layout() is not None:
            yield from parts(item.layout())


def covered(widget: QWidget) -> list[str]:
    """Neighbours that lie on one another."""
    if isinstance(widget, QSplitter):
        placed = [widget.widget(i) for i in range(widget.count())]
    elif widget.layout() is not None and not isinstance(widget, QMainWindow):
        placed = list(parts(widget.layout()))
    else:
        return []
    placed = [one for one in placed if one.isVisible() and not one.size().isEmpty()]
    found = []
    for i, one in enumerate(placed):
        for other in placed[i + 1 :]:
            both = one.geometry() & other.geometry()
            if both.width() > SLACK and both.height() > SLACK:
                found.append(f"{name(one)} and {name(other)} cover one another by {size(both.size())}")
    return found


def cut_off(widget: QWidget) -> list[str]:
    """Words that do not fit into their control."""
    if isinstance(widget, QLabel):
        needed = _label_needs(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        needed = widget.sizeHint()
        if widget.layout() is not None:
            return []
    elif isinstance(widget, QComboBox) and not widget.isEditable():
        return _combo(widget)
    elif isinstance(widget, QTabBar):
        return _tabs(widget)
    elif isinstance(widget, QLineEdit):
        needed = QSize(0, widget.fontMetrics().height())
    else:
        return []
    if needed.width() > widget.width() + SLACK or needed.height() > widget.height() + SLACK:
        return [f"{name(widget)} is {size(widget.size())}, its words need {size(needed)}"]
    return []


def _label_needs(label: QLabel) -> QSize:
    if not label.text() or not label.pixmap().isNull():
        return QSize()
    if label.wordWrap():
        return QSize(0, label.heightForWidth(label.width()) - 2 * SLACK)
    told = isinstance(label, ElidedLabel)
    return QSize(0 if told else label.sizeHint().width(), label.fontMetrics().height())


def _combo(box: QComboBox) -> list[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    place = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    needed = box.fontMetrics().horizontalAdvance(box.currentText())
    if place.height() + SLACK < box.fontMetrics().height():
        return [f"{name(box)} is {size(box.size())}: too low for its words"]
    if needed > place.width() + SLACK and not isinstance(box, ElidedCombo):
        return [f"{name(box)} has {place.width()} px for “{box.currentText()}”, which needs {needed}"]
    return []


def _tabs(bar: QTabBar) -> list[str]:
    found = []
    for i in range(bar.count()):
        if not bar.isTabVisible(i):
            continue
        place = bar.tabRect(i)
        if place.right() > bar.width() + SLACK or place.left() < -SLACK:
            found.append(f"tab “{bar.tabText(i)}” of {name(bar)} is at {place.left()}–{place.right()} of {bar.width()}")
        elif place.width() < bar.fontMetrics().horizontalAdvance(bar.tabText(i)) and not bar.tabToolTip(i):
            found.append(f"tab “{bar.tabText(i)}” of {name(bar)} is cut off and has no tool tip")
    return found


def out_of_reach(widget: QWidget) -> list[str]:
    """A part outside its parent, where no scrolling leads to it."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or widget.size().isEmpty() or isinstance(parent, QAbstractScrollArea):
        return []
    area = parent.parentWidget()
    place = widget.geometry()
    if isinstance(area, QAbstractScrollArea) and parent is area.viewport():
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        across = place.width() > parent.width() + SLACK and area.horizontalScrollBarPolicy() == off
        down = place.height() > parent.height() + SLACK and area.verticalScrollBarPolicy() == off
        return (
            [f"{name(widget)} is {size(widget.size())} and cannot be scrolled in {name(area)}"]
            if across or down
            else []
        )
    room = QRect(QPoint(0, 0), parent.size()).adjusted(-SLACK, -SLACK, SLACK, SLACK)
    if not room.contains(place):
        return [f"{name(widget)} at {_place(place)} lies outside {name(parent)} of {size(parent.size())}"]
    return []


def under(top: QWidget, cover: QWidget) -> list[str]:
    """What can be pressed or typed in and lies under something that stands over the window."""
    found = []
    for widget in shown(top):
        pressed = isinstance(widget, PRESSED) or widget.objectName() == "navigation_list"
        if not pressed or cover.isAncestorOf(widget) or not widget.isEnabled():
            continue
        place, around = QRect(widget.mapTo(top, QPoint()), widget.size()), widget.parentWidget()
        while around is not None and around is not top.parentWidget():
            place &= QRect(around.mapTo(top, QPoint()), around.size())
            around = around.parentWidget() if around is not top else None
        if place.intersects(cover.geometry()):
            found.append(f"{name(widget)} at {_place(place)} lies under {name(cover)} at {_place(cover.geometry())}")
    return found


def name(widget: QWidget) -> str:
    """A widget's own name with the names of those around it, and its words."""
    words = next((str(widget.property(p)) for p in ("text", "accessibleName") if widget.property(p)), "")
    path = []
    at: QWidget | None = widget
    while at is not None and len(path) < 4:
        path.append(at.objectName() or type(at).__name__)
        at = None if at.isWindow() else at.parentWidget()
    return " < ".join(path) + (f" “{words[:40]}”" if words else "")


def size(of: QSize) -> str:
    """A size as people write it."""
    return f"{of.width()}x{of.height()}"


def _place(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()}x{rect.height()}"
