"""Where something can stand over a window without covering what can be pressed or typed in there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (
    QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QHeaderView, QLineEdit, QMenuBar, QPlainTextEdit,
    QTabBar, QTextEdit,
)  # fmt: skip
"""What is pressed or typed in; scroll bars are sliders. Lists and pages are not: they scroll away from under a thing,
but for the one that leads from page to page."""
GAP = 4
"""Pixels kept free around a control."""


def controls_in(window: QWidget, without: QWidget) -> list[QRect]:
    """The parts in sight of the controls of a window, in its coordinates; ``without`` and what is in it left out.

    What stands in something out of sight is not looked at: a window has ten times more of that than of the rest.
    """
    found: list[QRect] = []

    def walk(parent: QWidget, corner: QPoint, room: QRect) -> None:
        for one in parent.children():
            if not isinstance(one, QWidget) or one is without or one.isHidden() or one.isWindow():
                continue
            at = corner + one.pos()
            seen = QRect(at, one.size()) & room
            if not seen.isEmpty():
                if _is_control(one):
                    found.append(seen)
                walk(one, at, seen)

    walk(window, QPoint(), window.rect())
    return found


def _is_control(one: QWidget) -> bool:
    if isinstance(one, (QPlainTextEdit, QTextEdit)):
        return not one.isReadOnly()
    return isinstance(one, CONTROLS) or (isinstance(one, QAbstractItemView) and one.property("role") == "navigation")


def free_place(size: QSize, room: QRect, taken: Sequence[QRect], wish: QPoint) -> QPoint | None:
    """The place nearest to ``wish`` for the top left corner of something of this size, clear of ``taken``.

    None when there is none in the room.
    """
    best: tuple[int, QPoint] | None = None
    span = (room.top(), room.bottom() + 1 - size.height())
    edges = [(rect.top() - GAP, rect.bottom() + 1 + GAP) for rect in taken]
    for top in _nearest_first(wish.y(), size.height(), edges, span):
        if best is not None and away(QPoint(wish.x(), top), wish) >= best[0]:
            break
        beside = [
            (rect.left() - GAP, rect.right() + 1 + GAP)
            for rect, (above, below) in zip(taken, edges, strict=True)
            if above < top + size.height() and below > top
        ]
        left = _free_left(wish.x(), size.width(), beside, (room.left(), room.right() + 1 - size.width()))
        if left is not None:
            place = QPoint(left, top)
            best = min(filter(None, (best, (away(place, wish), place))), key=lambda one: one[0])
    return best[1] if best else None


def away(place: QPoint, wish: QPoint) -> int:
    """How far a place is from the wished one; up and down counts twice, for people look along the edge first."""
    return abs(place.x() - wish.x()) + 2 * abs(place.y() - wish.y())


def _free_left(wish: int, width: int, beside: Sequence[tuple[int, int]], span: tuple[int, int]) -> int | None:
    """The nearest start of a stretch of this width that meets none of the stretches beside it."""
    starts = _nearest_first(wish, width, beside, span)
    return next((at for at in starts if all(end <= at or start >= at + width for start, end in beside)), None)


def _nearest_first(wish: int, length: int, edges: Iterable[tuple[int, int]], span: tuple[int, int]) -> list[int]:
    """Starts worth trying: the wish, and flush with either side of everything in the way, inside the span."""
    starts = {min(max(wish, span[0]), span[1]), span[0], span[1]}
    for start, end in edges:
        starts |= {start - length, end}
    return sorted((at for at in starts if span[0] <= at <= span[1]), key=lambda at: (abs(at - wish), at))
