"""Draws pages of stored originals: PDFs by PDFium, pictures by Pillow. Everything here runs on the render thread only.

PDFium is not safe to call from two threads: these objects are made, used and closed by one thread, and every call waits
for the lock that reports share (``importers.pdfium_lock``). Files are only ever opened for reading, and nothing a page
refers to is fetched.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pi_heif
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageOps
from PySide6.QtGui import QImage

from evidence_app.importers.image import on_white_paper
from evidence_app.importers.pdfium_lock import PDFIUM
from evidence_app.model.errors import Encrypted, EvidenceError, TooBig, Unreadable

MAX_PIXELS = 50_000_000
"""No drawing is bigger than this, whatever size a hostile page claims."""
MAX_PICTURE_PIXELS = 178_000_000
"""A picture with more is not unpacked: it may be a decompression bomb (Pillow's own limit)."""
OPEN_AT_ONCE = 4

Part = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the page drawn at full size."""


@dataclass(frozen=True)
class Original:
    """The stored file a page is drawn from. ``kind`` is "pdf" or "image"."""

    sha256: str
    path: Path
    kind: str
    password: str = ""


class Drawn(Protocol):
    """An open file whose pages can be drawn."""

    def draw(self, number: int, width: int, height: int, part: Part) -> QImage:
        """The part of page ``number`` (from 1) when the whole page is ``width`` by ``height`` pixels."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


class DrawnPdf:
    """A PDF opened read-only."""

    def __init__(self, original: Original) -> None:
        with PDFIUM:
            try:
                self._document = pdfium.PdfDocument(original.path, password=original.password or None)
            except pdfium.PdfiumError as error:
                raise _pdf_error(error) from None
            # a form that cannot be set up is drawn without the contents of its fields
            with contextlib.suppress(pdfium.PdfiumError):
                self._document.init_forms()

    def draw(self, number: int, width: int, height: int, part: Part) -> QImage:
        """The part, with annotations and form fields as a reader sees them."""
        left, top, part_width, part_height = part
        image = QImage(part_width, part_height, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        with PDFIUM:
            page = self._page(number)
            try:
                place = (-left, -top, width, height, 0, raw.FPDF_ANNOT)
                _draw_into(image, page, self._document.formenv, place)
            finally:
                page.close()
        return image

    def _page(self, number: int) -> Any:
        try:
            return self._document[number - 1]
        except (pdfium.PdfiumError, IndexError):
            raise Unreadable(f"Page {number} of the original cannot be drawn.", "Open the original outside.") from None

    def close(self) -> None:
        """Close the file."""
        with PDFIUM:
            self._document.close()


def _draw_into(image: QImage, page: Any, form: Any, place: tuple[int, ...]) -> None:
    """Let PDFium paint into the picture's own memory, so that nothing is copied."""
    memory = (ctypes.c_ubyte * image.sizeInBytes()).from_buffer(image.bits())
    bitmap = raw.FPDFBitmap_CreateEx(image.width(), image.height(), raw.FPDFBitmap_BGRx, memory, image.bytesPerLine())
    if not bitmap:
        raise TooBig("This page is too big to be drawn.")
    try:
        raw.FPDF_RenderPageBitmap(bitmap, page, *place)
        if form:
            raw.FPDF_FFLDraw(form, bitmap, page, *place)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _pdf_error(error: pdfium.PdfiumError) -> EvidenceError:
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
        return Encrypted("This file needs its password to be shown.", "Type it to see the pages.")
    return Unreadable(
        "The original cannot be drawn: the file is damaged.", "Its text, where there is any, is still here."
    )


class DrawnPicture:
    """A picture file; each frame of a multi-page TIFF is a page. The frame drawn last stays unpacked."""

    def __init__(self, original: Original) -> None:
        pi_heif.register_heif_opener()
        try:
            self._image = Image.open(original.path)
        except Image.DecompressionBombError:
            raise TooBig("This picture is too big to be shown.", "Open the original outside.") from None
        except (OSError, ValueError, SyntaxError):
            raise Unreadable("The picture cannot be shown: the file is damaged.") from None
        self._frame: tuple[int, Image.Image] | None = None

    def draw(self, number: int, width: int, height: int, part: Part) -> QImage:
        """The part of a frame, upright as the camera meant it."""
        frame = self._unpacked(number)
        left, top, part_width, part_height = part
        across, down = frame.width / width, frame.height / height
        box = (left * across, top * down, (left + part_width) * across, (top + part_height) * down)
        size = (part_width, part_height)
        piece = frame.resize(size, Image.Resampling.BILINEAR, box=_inside(box, frame), reducing_gap=2.0)
        flat = QImage(piece.tobytes(), part_width, part_height, 3 * part_width, QImage.Format.Format_RGB888)
        return flat.convertToFormat(QImage.Format.Format_RGB32)  # with whole alpha: highlights are multiplied onto it

    def _unpacked(self, number: int) -> Image.Image:
        if self._frame is None or self._frame[0] != number:
            self._frame = (number, self._read(number))
        return self._frame[1]

    def _read(self, number: int) -> Image.Image:
        try:
            self._image.seek(number - 1)
            if self._image.width * self._image.height > MAX_PICTURE_PIXELS:
                raise TooBig("This picture is too big to be shown.", "Open the original outside.")
            return on_white_paper(ImageOps.exif_transpose(self._image) or self._image).convert("RGB")
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Unreadable(f"Picture {number} of the file cannot be shown: it is damaged.") from None

    def close(self) -> None:
        """Close the file and forget the unpacked frame."""
        self._frame = None
        self._image.close()


def _inside(box: tuple[float, float, float, float], frame: Image.Image) -> tuple[float, float, float, float]:
    """The box without what rounding put outside the picture."""
    return max(0.0, box[0]), max(0.0, box[1]), min(box[2], float(frame.width)), min(box[3], float(frame.height))


OPENERS: dict[str, Callable[[Original], Drawn]] = {"pdf": DrawnPdf, "image": DrawnPicture}


class OpenOriginals:
    """The few files drawn from last, kept open so that turning a page does not read the file again."""

    def __init__(self, most: int = OPEN_AT_ONCE) -> None:
        self._open: OrderedDict[Original, Drawn] = OrderedDict()
        self._most = most

    def draw(self, original: Original, number: int, width: int, height: int, part: Part | None) -> QImage:
        """Draw a page, or part of it. Raises FileProblem kinds with a sentence to show in place of the page."""
        if part is None:
            part = (0, 0, width, height)
        if part[2] * part[3] > MAX_PIXELS:
            raise TooBig("This page is too big to be drawn at this size.", "Zoom out.")
        return self._opened(original).draw(number, width, height, part)

    def _opened(self, original: Original) -> Drawn:
        if original not in self._open:
            self._open[original] = OPENERS[original.kind](original)
        self._open.move_to_end(original)
        while len(self._open) > self._most:
            self._open.popitem(last=False)[1].close()
        return self._open[original]

    def close(self) -> None:
        """Close every file."""
        while self._open:
            self._open.popitem()[1].close()
