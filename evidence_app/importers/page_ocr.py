"""Pages with OCR: draw or decode the page, read it, and choose between layer text and OCR text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from evidence_app.importers.contract import HEAD_BYTES, ReadContext
from evidence_app.importers.image import ImageImporter, frame, on_white_paper, open_image, page_size
from evidence_app.importers.ocr import OcrText, read_picture
from evidence_app.importers.pdf_extras import ExtraText
from evidence_app.importers.pdf_page import PdfPageText, imported, note, read_page, with_extras
from evidence_app.importers.pdf_words import PageLayer
from evidence_app.model.errors import MissingTool
from evidence_app.model.pages import ImportedPage, Word, pack_words

SCAN_DPI = 200
_MAX_PIXELS = 25_000_000
_LONG_WORD = re.compile(r"\w{3,}")
_FAILED = "OCR failed on this page; it is not searchable."


def ocr_page_numbers(
    path: Path, context: ReadContext, numbers: tuple[int, ...], instead: bool = False
) -> Iterator[ImportedPage]:
    """The pages in the given order, each OCRed; a page that fails comes back with a note instead. Raises MissingTool.

    ``instead``: OCR text is used even where the file has a usable text layer, which is kept beside it.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    is_image = ImageImporter().score("", head) > 0
    yield from _image_pages(path, context, numbers) if is_image else _pdf_pages(path, context, numbers, instead)


def _image_pages(path: Path, context: ReadContext, numbers: tuple[int, ...]) -> Iterator[ImportedPage]:
    with open_image(path, context) as image:
        for number in numbers:
            try:
                yield _picture_page(number, frame(image, number), context)
            except (MissingTool, MemoryError):
                raise
            except Exception:  # a damaged frame must not cost its neighbours
                yield ImportedPage(number, needs_ocr=True, note=_FAILED)


def _picture_page(number: int, picture: Image.Image, context: ReadContext) -> ImportedPage:
    width, height = page_size(picture)
    shown = _flat(picture)
    found = read_picture(shown, context.languages, context.accurate_ocr)
    found = found.scaled(width / picture.width, height / picture.height)
    return with_ocr(ImportedPage(number, width=width, height=height), PageLayer("", [], width, height), [], found)


def _flat(picture: Image.Image) -> Image.Image:
    """Grey without transparency (on white), at most as large as the engine can take."""
    grey = on_white_paper(picture).convert("L")
    if grey.width * grey.height > _MAX_PIXELS:
        shrink = (_MAX_PIXELS / (grey.width * grey.height)) ** 0.5
        grey = grey.resize((max(1, round(grey.width * shrink)), max(1, round(grey.height * shrink))))
    return grey


def _pdf_pages(path: Path, context: ReadContext, numbers: tuple[int, ...], instead: bool) -> Iterator[ImportedPage]:
    from pypdfium2 import PdfDocument, PdfiumError

    from evidence_app.importers.pdf_document import open_pdf

    def one(document: PdfDocument, number: int) -> ImportedPage:
        page = read_page(document, number - 1)
        picture, factor = _drawn(document, number - 1)
        found = read_picture(picture, context.languages, context.accurate_ocr).scaled(factor, factor)
        garbage = page.verdict == "garbage" and not _agree(found.text, page.layer.text)
        is_better = found.words and (instead or garbage)
        layer = replace(page.layer, text="", words=[]) if is_better else page.layer
        return with_ocr(imported(number, page), layer, page.extras.lines, found, _without_verdict(page))

    with open_pdf(path, context) as (document, _):
        for number in numbers:
            try:
                yield one(document, number)
            except PdfiumError:
                yield ImportedPage(number, needs_ocr=True, note=_FAILED)


def _agree(ocr: str, layer: str) -> bool:
    """Whether the layer holds most words that OCR saw: then it is good after all (a list of rare names), and exact."""
    seen = {word.lower() for word in _LONG_WORD.findall(ocr)}
    stored = {word.lower() for word in _LONG_WORD.findall(layer)}
    return bool(seen) and 2 * len(seen & stored) >= len(seen)


def _without_verdict(page: PdfPageText) -> str:
    """What stays to be said once the page is OCRed; that a layer was garbage stays worth knowing."""
    return note(page) if page.verdict == "garbage" else note(replace(page, verdict="text"))


def _drawn(document, index: int) -> tuple[Image.Image, float]:  # type: ignore[no-untyped-def]
    """The page in grey at scan resolution, and hundredths of a point per pixel."""
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(SCAN_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True).to_pil()
    finally:
        page.close()
    return picture, width * 100 / picture.width


def with_ocr(
    page: ImportedPage, layer: PageLayer, extras: list[ExtraText], found: OcrText, remark: str = ""
) -> ImportedPage:
    """The page with the better text. A usable layer stays, and OCR adds what it lacks; else OCR text takes over."""
    added = _lacking(found, layer.words)
    text, words = (layer.text.rstrip(), layer.words) if layer.words else ("", [])
    if added.words:
        text, words = _joined(text, words, added)
    is_ocr = sum(w.end - w.start for w in added.words) > sum(w.end - w.start for w in layer.words)
    text, words = with_extras(text, words, extras)
    source = "ocr" if is_ocr else "layer" if text.strip() else "none"
    if source == "none":
        remark = f"{remark} OCR found no words on this page.".strip()
    return replace(
        page,
        text=text,
        source=source,  # type: ignore[arg-type]
        ocr_text=found.text,
        ocr_confidence=found.confidence,
        words=pack_words(words),
        needs_ocr=False,
        note=remark,
    )


def _lacking(found: OcrText, known: list[Word]) -> OcrText:
    """The OCR words that do not lie on words of the layer, their line breaks kept."""
    if not known:
        return found
    cells = _Cells(known)
    kept = [word for word in found.words if not cells.covers(word)]
    text, words, before = "", [], 0
    for word in kept:
        gap = (
            found.text[before : word.start] if not text else ("\n" if "\n" in found.text[before : word.start] else " ")
        )
        text += "" if not text else gap
        words.append(word._replace(start=len(text), end=len(text) + word.end - word.start))
        text += found.text[word.start : word.end]
        before = word.end
    return OcrText(text, tuple(words), found.confidence)


class _Cells:
    """Finds quickly whether a known word lies under a box: a grid of half-inch cells."""

    _SIZE = 3600

    def __init__(self, words: list[Word]) -> None:
        self._cells: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            for cell in self._of(word):
                self._cells.setdefault(cell, []).append(word)

    def _of(self, word: Word) -> Iterator[tuple[int, int]]:
        size = self._SIZE
        for x in range(word.x0 // size, min(word.x1 // size, word.x0 // size + 40) + 1):
            for y in range(word.y0 // size, min(word.y1 // size, word.y0 // size + 40) + 1):
                yield x, y

    def covers(self, word: Word) -> bool:
        """Whether known words cover at least a third of the box."""
        near = {other for cell in self._of(word) for other in self._cells.get(cell, ())}
        area = max(1, (word.x1 - word.x0) * (word.y1 - word.y0))
        return 3 * sum(_overlap(word, other) for other in near) >= area


def _overlap(a: Word, b: Word) -> int:
    return max(0, min(a.x1, b.x1) - max(a.x0, b.x0)) * max(0, min(a.y1, b.y1) - max(a.y0, b.y0))


def _joined(text: str, words: list[Word], added: OcrText) -> tuple[str, list[Word]]:
    start = len(text) + 1 if text else 0
    moved = [word._replace(start=word.start + start, end=word.end + start) for word in added.words]
    return (f"{text}\n{added.text}" if text else added.text), [*words, *moved]
