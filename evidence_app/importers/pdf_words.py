"""The text layer of a PDF page with word boxes, straight from PDFium's C interface.

Speed matters here: one call fetches the text, then two calls per word (its first and last character) give the box.
PDFium's "loose" boxes are used: they span ascent to descent, so all words of a line are equally high and two
characters are enough for the box of a word.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfDocument, PdfPage

from evidence_app.model.pages import UNITS_PER_POINT, Word

_WORD = re.compile(r"[^\s\x02]+\x02?|\x02")
_NOT_SPACE = re.compile(r"\S+")
_LINE_END_HYPHEN = "\x02"
_UNREADABLE = re.compile(r"[\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\uffff]")
_FAR = 20_000_000
"""200,000 points: the largest page PDF knows, so boxes fit 32 bits."""


@dataclass(frozen=True)
class PageLayer:
    """The text layer of one page. ``width``/``height`` in hundredths of a point as shown; ``outside`` counts words off the page."""

    text: str
    words: list[Word]
    width: int
    height: int
    rotation: int = 0
    outside: int = 0


@dataclass(frozen=True)
class PageFrame:
    """Maps PDF user space (points, y up) to the page as shown (hundredths of a point, y down)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
        """A user-space rectangle (corners in any order) as x0, y0, x1, y1 from the top left."""
        ax, ay = self._shown(x0, y0)
        bx, by = self._shown(x1, y1)
        return _units(min(ax, bx)), _units(min(ay, by)), _units(max(ax, bx)), _units(max(ay, by))

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown, hundredths of a point."""
        width, height = self.right - self.left, self.top - self.bottom
        return (_units(height), _units(width)) if self.rotation in (90, 270) else (_units(width), _units(height))


def _units(points: float) -> int:
    if not math.isfinite(points):
        return 0
    return max(-_FAR, min(_FAR, round(points * UNITS_PER_POINT)))


def frame_of(page: PdfPage) -> PageFrame:
    """The frame of a page: CropBox within MediaBox as PDFium shows it, and /Rotate."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page.raw, box)
    return PageFrame(box.left, box.bottom, box.right, box.top, page.get_rotation())


def read_layer(document: PdfDocument, index: int, page: PdfPage) -> PageLayer:
    """Text and word boxes of ``page``, which is page ``index`` (from 0) of the document."""
    frame = frame_of(page)
    with _text_page(page) as text_page:
        turn = _text_turn(text_page)
        if turn in (None, frame.rotation):
            return _layer(text_page, frame)
    # PDFium orders the lines of sideways text backwards; turned so that the text stands upright it reads correctly.
    # The turn exists in memory only, takes effect when the page is loaded again, and must not stay.
    page.set_rotation(turn)
    try:
        with contextlib.closing(document[index]) as upright, _text_page(upright) as text_page:
            return _layer(text_page, frame)
    finally:
        page.set_rotation(frame.rotation)


@contextlib.contextmanager
def _text_page(page: PdfPage) -> Iterator[object]:
    text_page = pdfium_c.FPDFText_LoadPage(page.raw)
    try:
        yield text_page
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)


def _text_turn(text_page: object) -> int | None:
    """The page rotation under which most of the text stands upright; None when that cannot be said."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    if count <= 0:
        return None
    angles = Counter(angle for i in _sample(count) if (angle := _angle(text_page, i)) is not None)
    angle, votes = angles.most_common(1)[0] if angles else (0, 0)
    return angle if votes and votes * 10 >= 6 * sum(angles.values()) else None


def _sample(count: int, size: int = 12) -> range:
    return range(0, count, max(1, count // size))


def _angle(text_page: object, index: int) -> int | None:
    """Direction of a character in quarter turns as degrees; None for spaces PDFium made up."""
    if pdfium_c.FPDFText_GetUnicode(text_page, index) <= 32:
        return None
    radians = pdfium_c.FPDFText_GetCharAngle(text_page, index)
    return round(radians / (math.pi / 2)) * 90 % 360 if radians >= 0 else None


def _layer(text_page: object, frame: PageFrame) -> PageLayer:
    stored = _characters(text_page)
    boxes = _boxes(text_page, stored)
    text = readable(stored)
    width, height = frame.size
    words = [Word(*match.span(), *frame.box(*box)) for match, box in zip(_NOT_SPACE.finditer(text), boxes, strict=True)]
    outside = sum(w.x1 <= 0 or w.y1 <= 0 or w.x0 >= width or w.y0 >= height for w in words)
    return PageLayer(text, words, width, height, frame.rotation, outside)


def _characters(text_page: object) -> str:
    """One character per PDFium character index, so that match offsets are character indexes."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) != count:  # characters beyond the 16-bit range, or ones PDFium leaves out: fetch them one by one
        text = "".join(_character(pdfium_c.FPDFText_GetUnicode(text_page, i)) for i in range(count))
    text = text.replace("\ufffe", _LINE_END_HYPHEN)
    return _UNREADABLE.sub("\ufffd", text)


def _character(code: int) -> str:
    """Broken fonts map to numbers that are no characters at all."""
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def readable(stored: str) -> str:
    """The text as kept: newlines unified; a hyphen PDFium took out at a line end is put back, with its line break."""
    return stored.replace("\r\n", "\n").replace("\r", "\n").replace(_LINE_END_HYPHEN, "-\n").rstrip()


def _boxes(text_page: object, stored: str) -> list[tuple[float, float, float, float]]:
    """A user-space box for each word of ``stored``, in order."""
    loose = pdfium_c.FPDFText_GetLooseCharBox
    box = pdfium_c.FS_RECTF()
    here = ctypes.byref(box)
    boxes = []
    for match in _WORD.finditer(stored):
        first, past = match.span()
        loose(text_page, first, here)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if past - first > 1:
            last = past - 1 if stored[past - 1] != _LINE_END_HYPHEN else past - 2
            loose(text_page, last, here)
            left, bottom = min(left, box.left), min(bottom, box.bottom)
            right, top = max(right, box.right), max(top, box.top)
        boxes.append((left, bottom, right, top))
    return boxes
