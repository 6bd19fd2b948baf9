"""Whether a PDF page must be OCRed. "Has a text layer" is no reason not to: half of all court scans carry only a stamp.

Pages whose text layer is plainly enough cost nothing here. Doubtful ones are drawn small, and the ink that no word box
covers is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw
from pypdfium2 import PdfPage

from evidence_app.importers.pdf_words import PageFrame, PageLayer, frame_of
from evidence_app.importers.text_quality import is_garbage
from evidence_app.model.pages import UNITS_PER_POINT, Word

Verdict = Literal["text", "blank", "no text", "little text", "garbage", "picture with text"]
"""``text`` and ``blank`` need no OCR."""

_DPI = 48
_CONTRAST = 50
_ENOUGH_WORDS = 12
_BLANK_INK = 0.0004
_UNCOVERED = 0.5
_PICTURE_AREA = 0.04
_PICTURE_INK = 0.008
_MAX_OBJECTS = 20_000
_FULL_PAGE = 0.9
_MAX_PIXELS = 4_000_000


@dataclass(frozen=True)
class _Content:
    """What a page shows besides text: picture boxes in hundredths of a point, and whether lines or shapes are drawn."""

    pictures: list[tuple[int, int, int, int]]
    drawings: bool


def judge(page: PdfPage, layer: PageLayer) -> Verdict:
    """What the text layer of ``page`` is worth."""
    if is_garbage(layer.text):
        return "garbage"
    content = _content(page, frame_of(page))
    if not content.pictures and (len(layer.words) >= _ENOUGH_WORDS or not content.drawings):
        return "text" if layer.words else "blank"
    return _judge_ink(_draw(page), layer, content)


def _content(page: PdfPage, frame: PageFrame) -> _Content:
    """Pictures larger than a logo, and whether anything is drawn; looks into form objects."""
    pictures: list[tuple[int, int, int, int]] = []
    drawings = False
    least = _PICTURE_AREA * frame.size[0] * frame.size[1]
    for number, item in enumerate(page.get_objects(max_depth=4)):
        if number > _MAX_OBJECTS:
            break
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = frame.box(*item.get_bounds())
            if (box[2] - box[0]) * (box[3] - box[1]) >= least:
                pictures.append(box)
            else:
                drawings = True
        elif item.type in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING):
            drawings = True
    return _Content(pictures, drawings or pdfium_c.FPDFPage_GetAnnotCount(page.raw) > 0)


def _draw(page: PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _judge_ink(picture: Image.Image, layer: PageLayer, content: _Content) -> Verdict:
    ink = _ink(picture)
    total = _count(ink)
    if total < _BLANK_INK * picture.width * picture.height and not layer.words:
        return "blank"
    _erase(ink, layer.words, picture.width / max(1, layer.width))
    left = _count(ink)
    if left > _UNCOVERED * total and left > _BLANK_INK * picture.width * picture.height:
        return "little text" if layer.words else "no text"
    scale = picture.width / max(1, layer.width)
    page_area = layer.width * layer.height
    partial = [box for box in content.pictures if (box[2] - box[0]) * (box[3] - box[1]) < _FULL_PAGE * page_area]
    return "picture with text" if any(_has_ink(ink, box, scale) for box in partial) else "text"


def _ink(picture: Image.Image) -> Image.Image:
    """White where the page differs clearly from its most common shade; so dark pages work like light ones."""
    histogram = picture.histogram()
    ground = histogram.index(max(histogram))
    return picture.point([255 if abs(shade - ground) > _CONTRAST else 0 for shade in range(256)])


def _count(ink: Image.Image) -> int:
    return ink.histogram()[255]


def _erase(ink: Image.Image, words: list[Word], scale: float) -> None:
    """Take away what the word boxes cover, with a margin of a point and a half."""
    draw = ImageDraw.Draw(ink)
    margin = 1.5 * UNITS_PER_POINT
    for word in words:
        x0, y0, x1, y1 = word.x0 - margin, word.y0 - margin, word.x1 + margin, word.y1 + margin
        draw.rectangle((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill=0)


def _has_ink(ink: Image.Image, box: tuple[int, int, int, int], scale: float) -> bool:
    x0, y0, x1, y1 = (round(value * scale) for value in box)
    region = ink.crop((max(0, x0), max(0, y0), min(ink.width, x1), min(ink.height, y1)))
    return region.width > 0 and region.height > 0 and _count(region) > _PICTURE_INK * region.width * region.height
