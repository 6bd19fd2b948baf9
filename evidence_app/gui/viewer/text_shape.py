"""Headings, lists, bold and links on a sheet set from text: formats only, so that every character keeps its place."""

from __future__ import annotations

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
)

from evidence_app.model.shape import HEADINGS

LINK_INK = QColor.fromRgb(24, 62, 122)
"""Paper is white in either theme; a link is dark blue and underlined, and leads nowhere."""
HEADING_GAP, INDENT = 8, 24


def show_shape(document: QTextDocument, start: int, end: int, kind: str) -> None:
    """Show a piece of the document, [start, end) in its own positions, as one of ``model.shape.KINDS``."""
    cursor = QTextCursor(document)
    length = document.characterCount() - 1
    cursor.setPosition(min(start, length))
    cursor.setPosition(min(end, length), QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(_characters(document, kind))
    if kind in HEADINGS:
        _each_block(document, cursor, _heading_block())
    elif kind == "quote":
        indented = QTextBlockFormat()
        indented.setLeftMargin(INDENT)
        _each_block(document, cursor, indented)
    elif kind == "li":
        _list_item(document.findBlock(cursor.selectionStart()))


def _characters(document: QTextDocument, kind: str) -> QTextCharFormat:
    shown = QTextCharFormat()
    if kind in HEADINGS:
        shown.setFontWeight(QFont.Weight.Bold)
        size = round(document.defaultFont().pixelSize() * HEADINGS[kind])
        shown.setProperty(QTextFormat.Property.FontPixelSize, size)
    elif kind == "b":
        shown.setFontWeight(QFont.Weight.Bold)
    elif kind == "i":
        shown.setFontItalic(True)
    elif kind == "a":
        shown.setFontUnderline(True)
        shown.setForeground(LINK_INK)
    elif kind == "pre":
        shown.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
    return shown


def _heading_block() -> QTextBlockFormat:
    block = QTextBlockFormat()
    block.setTopMargin(HEADING_GAP)
    return block


def _each_block(document: QTextDocument, cursor: QTextCursor, shown: QTextBlockFormat) -> None:
    block = document.findBlock(cursor.selectionStart())
    while block.isValid() and block.position() < cursor.selectionEnd():
        QTextCursor(block).mergeBlockFormat(shown)
        block = block.next()


def _list_item(block: QTextBlock) -> None:
    """The first line of an item gets a bullet beside it; an item inside an item stands further in."""
    present = block.textList()
    listed = QTextListFormat()
    listed.setStyle(QTextListFormat.Style.ListDisc)
    listed.setIndent(present.format().indent() + 1 if present else 1)
    QTextCursor(block).createList(listed)
