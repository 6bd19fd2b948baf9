"""Exhibits that are text (e-mail, web captures, office files) set as pages: static, nothing is run or fetched.

The text is set character for character, so an offset in the page text is a place on the sheet; header lines of an
e-mail become a small table by replacing the blank after the colon with a tab, which keeps every offset.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
    QTextOption,
)

from evidence_app.gui.viewer.text_shape import show_shape
from evidence_app.model.pages import UNITS_PER_POINT, Word
from evidence_app.model.shape import unpack_shape

WIDTH = 612
MIN_HEIGHT = 792
MARGIN = 54
TYPE_SIZE = 11
HEADER_INDENT = 96
PARAGRAPH_GAP = 4
INK = QColor(Qt.GlobalColor.black)
QUIET_INK = QColor(Qt.GlobalColor.darkGray).darker(140)
HEADER_GROUND = QColor(Qt.GlobalColor.white).darker(104)
"""Paper is white and ink is dark in the dark theme too: a page is shown as it would be printed."""

_HEADER = re.compile(r"(From|Sender|To|Cc|Bcc|Reply-To|Date|Sent|Subject|Attachments): ")
_WORD = re.compile(r"\S+")
FIXED_KINDS = frozenset({"spreadsheet", "load file"})


@dataclass(frozen=True)
class SheetStyle:
    """How the text of one kind of exhibit is set."""

    fixed_width: bool = False
    mail_headers: bool = False

    @classmethod
    def of(cls, kind: str, number: int) -> SheetStyle:
        """By exhibit kind; only the first page of an e-mail opens with headers."""
        return cls(kind in FIXED_KINDS, kind == "email" and number == 1)


class TextSheet:
    """One page text as a sheet of paper, :data:`WIDTH` points wide and as high as the text needs."""

    def __init__(self, text: str, style: SheetStyle = SheetStyle(), shape: str = "") -> None:
        self.text = text
        self._shifts = _wide_characters(text)
        self._document = _document(style)
        self._document.setPlainText(_settable(text))
        _space_paragraphs(self._document)
        if style.mail_headers:
            _set_headers(self._document, text)
        for span in unpack_shape(shape):
            show_shape(self._document, self._position(span.start), self._position(span.end), span.kind)
        self._document.setTextWidth(WIDTH - 2 * MARGIN)
        self._height = self._document.size().height()  # asking for it lays the lines out

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in hundredths of a point."""
        height = max(MIN_HEIGHT, math.ceil(self._height) + 2 * MARGIN)
        return WIDTH * UNITS_PER_POINT, height * UNITS_PER_POINT

    def paint(self, painter: QPainter) -> None:
        """Paint in page space (the painter's unit is a hundredth of a point)."""
        painter.save()
        painter.scale(UNITS_PER_POINT, UNITS_PER_POINT)
        painter.translate(MARGIN, MARGIN)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, INK)
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def words(self) -> tuple[Word, ...]:
        """Every word with its box; a word broken over lines gives one box per line."""
        found: list[Word] = []
        for match in _WORD.finditer(self.text):
            found += self._boxes(*match.span())
        return tuple(found)

    def _boxes(self, start: int, end: int) -> list[Word]:
        block = self._document.findBlock(self._position(start))
        first, last = (self._position(offset) - block.position() for offset in (start, end))
        found = []
        at = first
        while at < last:
            line = block.layout().lineForTextPosition(at)
            if not line.isValid():
                break
            stop = min(last, line.textStart() + line.textLength())
            box = self._box(block, line.rect(), _x_at(line, at), _x_at(line, stop))
            found.append(Word(start + at - first, end if stop == last else start + stop - first, *box))
            at = max(stop, at + 1)
        return found

    def _box(self, block: QTextBlock, line: QRectF, left: float, right: float) -> tuple[int, int, int, int]:
        place = self._document.documentLayout().blockBoundingRect(block).topLeft()
        top = MARGIN + place.y() + line.y()
        edges = (MARGIN + place.x() + left, top, MARGIN + place.x() + right, top + line.height())
        x0, y0, x1, y1 = (round(edge * UNITS_PER_POINT) for edge in edges)
        return min(x0, x1), y0, max(x0, x1), y1

    def _position(self, offset: int) -> int:
        """Qt counts characters outside the basic plane twice."""
        return offset + sum(1 for place in self._shifts if place < offset)


def _x_at(line: QTextLine, position: int) -> float:
    """How far right a character of the line begins."""
    place: Any = line.cursorToX(position)  # a pair of place and position, whatever the type hints say
    return float(place[0])


def estimated_size(characters: int, lines: int) -> tuple[int, int]:
    """The size a sheet will about have, before its text is set: from its length only."""
    rows = max(lines, characters / 85 + lines / 2)
    return WIDTH * UNITS_PER_POINT, max(MIN_HEIGHT, round(rows * TYPE_SIZE * 1.5) + 2 * MARGIN) * UNITS_PER_POINT


def _document(style: SheetStyle) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if style.fixed_width else QFont()
    font.setPixelSize(TYPE_SIZE - 1 if style.fixed_width else TYPE_SIZE)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(HEADER_INDENT if style.mail_headers else 48)
    document.setDefaultTextOption(option)
    return document


def _settable(text: str) -> str:
    """The text one for one: what Qt would swallow or turn into a new paragraph becomes a blank."""
    return re.sub("[\r\f\v\x00\x1c-\x1e\x85\u2028\u2029\ufdd0\ufdd1]", " ", text)


def _space_paragraphs(document: QTextDocument) -> None:
    """A little air after each paragraph."""
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    air = QTextBlockFormat()
    air.setBottomMargin(PARAGRAPH_GAP)
    cursor.mergeBlockFormat(air)


def _set_headers(document: QTextDocument, text: str) -> None:
    """The lines before the first empty one: bold names, values in a column, a quiet ground."""
    ground = QTextBlockFormat()
    ground.setBackground(HEADER_GROUND)
    ground.setLeftMargin(HEADER_INDENT)
    ground.setTextIndent(-HEADER_INDENT)
    name_format = QTextCharFormat()
    name_format.setFontWeight(QFont.Weight.DemiBold)
    name_format.setForeground(QUIET_INK)
    block = document.begin()
    while block.isValid() and block.text():
        name = _HEADER.match(block.text())
        cursor = QTextCursor(block)
        cursor.setBlockFormat(ground)
        if name:
            cursor.setPosition(block.position() + name.end() - 1)
            cursor.deleteChar()
            cursor.insertText("\t")
            cursor.setPosition(block.position())
            cursor.setPosition(block.position() + name.end(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(name_format)
        block = block.next()


def _wide_characters(text: str) -> list[int]:
    """Offsets of characters that Qt counts as two."""
    return [i for i, letter in enumerate(text) if ord(letter) > 0xFFFF] if not text.isascii() else []
