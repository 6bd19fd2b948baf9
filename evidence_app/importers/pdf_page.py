"""One page of a PDF as an :class:`ImportedPage`: text layer, then comments and form values, then the verdict on OCR."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from pypdfium2 import PdfDocument

from evidence_app.importers.pdf_coverage import Verdict, judge
from evidence_app.importers.pdf_extras import ExtraText, PageExtras, read_extras
from evidence_app.importers.pdf_words import PageLayer, read_layer
from evidence_app.model.pages import ImportedPage, Word, pack_words

_NOT_SPACE = re.compile(r"\S+")
NOTES: dict[Verdict, str] = {
    "text": "",
    "blank": "The page is blank.",
    "no text": "The page is a picture without a text layer.",
    "little text": "The text layer covers little of what the page shows.",
    "garbage": "The text layer is not readable words.",
    "picture with text": "A picture on the page may hold words that the text layer lacks.",
}


@dataclass(frozen=True)
class PdfPageText:
    """Everything a PDF page says without OCR."""

    layer: PageLayer
    extras: PageExtras
    verdict: Verdict
    label: str


def read_page(document: PdfDocument, index: int) -> PdfPageText:
    """Read page ``index`` (from 0); raises PdfiumError when it cannot be loaded."""
    with contextlib.closing(document[index]) as page:
        layer = read_layer(document, index, page)
        return PdfPageText(layer, read_extras(document, page), judge(page, layer), document.get_page_label(index))


def imported(number: int, page: PdfPageText) -> ImportedPage:
    """The page as read so far; ``number`` from 1. Even a garbage layer stays the text until OCR has a better one."""
    layer = page.layer
    text, words = with_extras(layer.text, layer.words, page.extras.lines)
    return ImportedPage(
        number,
        text,
        "layer" if text.strip() else "none",
        page.label,
        layer.width,
        layer.height,
        layer.rotation,
        layer_text=layer.text,
        words=pack_words(words),
        needs_ocr=page.verdict not in ("text", "blank"),
        note=note(page),
    )


def note(page: PdfPageText) -> str:
    """Why the page needs OCR, and that text lies outside what a reader sees."""
    outside = page.layer.outside
    hidden = (
        f"{outside} word{'s' if outside != 1 else ''} of the text layer lie outside the visible page."
        if outside
        else ""
    )
    return " ".join(filter(None, (NOTES[page.verdict], hidden)))


def with_extras(text: str, words: list[Word], lines: list[ExtraText]) -> tuple[str, list[Word]]:
    """The text with comments and form values as lines of their own below; their words get the box of their sign."""
    text = text.rstrip()
    words = list(words)
    for line in lines:
        text = f"{text}\n" if text else text
        words += [Word(len(text) + m.start(), len(text) + m.end(), *line.box) for m in _NOT_SPACE.finditer(line.text)]
        text += line.text
    return text, words
