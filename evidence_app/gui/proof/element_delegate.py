"""Draws a claim or an element: number, wrapped text, and below it coverage as icon and word with the counts."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from evidence_app.gui import theme
from evidence_app.gui.proof.tree_model import NODE_ROLE, TreeRow, claim_words, coverage_word
from evidence_app.model.proof import ClaimNode, ElementNode

MOST_LINES = 3
KEPT = 6000
"""Broken texts remembered: a tree asks for all of them again whenever a count in it changes."""

Index = QModelIndex | QPersistentModelIndex


class _Type(NamedTuple):
    """Font and line spacing of elements and of claims, and the height of the small line below."""

    element: tuple[QFont, int]
    claim: tuple[QFont, int]
    small: int


class ElementDelegate(QStyledItemDelegate):
    """Rows as high as their text needs, at the width the tree has."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree, self._viewport = tree, tree.viewport()
        self._types: dict[str, _Type] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: TreeRow | None = index.data(NODE_ROLE)
        if row is None:
            return QSize()
        width = max(80, self._viewport.width() - row.depth * self._tree.indentation() - theme.px(10))
        type_ = self._type_of(option.font)
        font, spacing = type_.claim if isinstance(row.node, ClaimNode) else type_.element
        lines = _count_lines(f"{row.node.number}  {row.text}", font, width)
        return QSize(width, lines * spacing + type_.small + 2 + 2 * theme.px(5))

    def _type_of(self, font: QFont) -> _Type:
        """Fonts and heights for a font of the tree, asked for by every row."""
        key = font.key()
        if key not in self._types:
            element, claim = _font(font, claim=False), _font(font, claim=True)
            spacings = (QFontMetrics(element).lineSpacing(), QFontMetrics(claim).lineSpacing())
            small = QFontMetrics(_small(font)).height()
            self._types[key] = _Type((element, spacings[0]), (claim, spacings[1]), small)
        return self._types[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: TreeRow | None = index.data(NODE_ROLE)
        if row is None:
            return
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style() if option.widget else None
        if style:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        place = option.rect.adjusted(theme.px(2), theme.px(5), -theme.px(8), -theme.px(5))
        below = self._text(painter, option, row, place, selected)
        foot = QRect(place.left(), below, place.width(), place.bottom() - below + 1)
        painter.setFont(_small(option.font))
        if isinstance(row.node, ClaimNode):
            painter.setPen(theme.colour("selection_text" if selected else "muted"))
            words = claim_words(row.node)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, foot.width())
            painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        else:
            _state(painter, foot, row, row.node, selected)
        painter.restore()

    def _text(self, painter: QPainter, option: QStyleOptionViewItem, row: TreeRow, place: QRect, selected: bool) -> int:
        font = _font(option.font, claim=isinstance(row.node, ClaimNode))
        painter.setFont(font)
        painter.setPen(theme.colour("selection_text" if selected else "text"))
        spacing = QFontMetrics(font).lineSpacing()
        top = place.top()
        for line in _lines(f"{row.node.number}  {row.text}", font, place.width()):
            painter.drawText(QRect(place.left(), top, place.width(), spacing), Qt.AlignmentFlag.AlignVCenter, line)
            top += spacing
        return top


def _font(font: QFont, *, claim: bool) -> QFont:
    made = QFont(font)
    if claim:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPointSizeF(max(7.0, font.pointSizeF() * 0.88))
    return made


_advances: dict[tuple[str, str], int] = {}
SURE = 0.8
"""A line broken at words is at least so full; the rest of it is the word that did not fit."""


def _count_lines(text: str, font: QFont, width: int) -> int:
    """How many lines :func:`_break` makes, from the length of the text alone where that is sure: a tree asks for all rows."""
    key = (text, font.key())
    advance = _advances.get(key)
    if advance is None:
        if len(_advances) >= KEPT:
            _advances.clear()
        advance = _advances[key] = QFontMetrics(font).horizontalAdvance(text)
    if advance < width - 1:
        return 1
    fewest = min(MOST_LINES, max(2, math.ceil(advance / width)))
    return fewest if fewest == MOST_LINES or advance < SURE * width * fewest else len(_lines(text, font, width))


_broken: dict[tuple[str, str, int], list[str]] = {}


def _lines(text: str, font: QFont, width: int) -> list[str]:
    """As :func:`_break`, remembered."""
    key = (text, font.key(), width)
    found = _broken.get(key)
    if found is None:
        if len(_broken) >= KEPT:
            _broken.clear()
        found = _broken[key] = _break(text, font, width)
    return found


def _break(text: str, font: QFont, width: int) -> list[str]:
    """The text broken at words into at most :data:`MOST_LINES` lines, the last one with dots when there is more."""
    if QFontMetrics(font).horizontalAdvance(text) < width - 1:
        return [text.strip()]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        if len(lines) == MOST_LINES - 1:
            rest = text[line.textStart() :]
            lines.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return lines


def _state(painter: QPainter, place: QRect, row: TreeRow, node: ElementNode, selected: bool) -> None:
    """Coverage at the left, counts with their signs at the right."""
    side = max(12, painter.fontMetrics().height() - 2)
    icon = theme.coverage_icon(node.coverage.state)
    _icon(painter, icon, place.left(), place, side)
    role = theme.COVERAGE_ICONS.get(node.coverage.state, ("", "gap", ""))[1]
    painter.setPen(theme.colour("selection_text" if selected else role))
    words = place.adjusted(side + 5, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, _state_words(row, node))
    painter.setPen(theme.colour("selection_text" if selected else "muted"))
    right = place.right()
    for stance in ("neutral", "undermines", "supports"):
        count = getattr(node.coverage, stance)
        if count:
            text = str(count)
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(
                QRect(right - width, place.top(), width + 1, place.height()), Qt.AlignmentFlag.AlignVCenter, text
            )
            _icon(painter, theme.stance_icon(stance), right - width - side - 3, place, side)
            right -= width + side + 12


def _state_words(row: TreeRow, node: ElementNode) -> str:
    word = coverage_word(node)
    return f"{word} · {row.kind}" if row.kind else word


def _icon(painter: QPainter, icon: QIcon, left: int, place: QRect, side: int) -> None:
    icon.paint(painter, left, place.top() + (place.height() - side) // 2, side, side)
