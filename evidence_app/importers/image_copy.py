"""Pictures as PDF pages: unchanged pixels on a sheet of paper, with the words OCR read as invisible text.

Runs in a child process, because the file is untrusted. A JPEG is put in as it is; other formats without loss.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.image import frame, frame_count, on_white_paper, open_image, page_size
from evidence_app.importers.invisible_text import PlacedWord, add_invisible_text
from evidence_app.importers.pdf_copy import PdfCopy, inked
from evidence_app.model.errors import Unreadable
from evidence_app.model.pages import UNITS_PER_POINT

_LETTER = (612.0, 792.0)
_SIDE, _TOP, _BOTTOM = 36.0, 36.0, 60.0
_LEAST_SCALE = 0.6
"""A picture that would get smaller than this on one sheet gets a longer sheet."""
_TALLEST = 14_000.0


@dataclass(frozen=True)
class PictureTask:
    """Which picture to put where. ``words`` has the OCR words of each frame, boxes in hundredths of a point.

    ``paper`` False makes pages of exactly the picture's size, on which boxes are the same as on screen.
    """

    source: str
    target: str
    file_name: str
    words: tuple[tuple[tuple[str, int, int, int, int], ...], ...] = field(default=())
    paper: bool = True


@dataclass(frozen=True)
class _Fit:
    """Page size, scale of the picture and its lower left corner, in points."""

    page: tuple[float, float]
    scale: float
    x: float
    y: float


def picture_to_pdf(task: PictureTask, emit: Any = None) -> PdfCopy:
    """One page per frame; a damaged frame becomes an empty page and a note. Raises TooBig or Unreadable."""
    import pikepdf

    notes: list[str] = []
    context = ReadContext(task.file_name, str(Path(task.target).parent))
    with open_image(Path(task.source), context) as image, pikepdf.new() as pdf:
        count = min(frame_count(image), context.max_pages)
        for number in range(1, count + 1):
            try:
                _add_page(pdf, image, number, task)
            except MemoryError:
                raise
            except Exception:  # Pillow's decoders raise almost anything on damaged data
                pdf.add_blank_page(page_size=_LETTER)
                notes.append(f"Picture {number} of the file is damaged; its page is empty.")
            if emit is not None:
                emit("progress", number, count)
        if len(notes) == count:
            raise Unreadable("The picture is damaged and cannot be printed.", "Ask for an undamaged copy.")
        pdf.save(task.target)
    return PdfCopy(task.target, count, dict(inked(Path(task.target), tuple(range(count)))), tuple(notes))


def _add_page(pdf: Any, image: Any, number: int, task: PictureTask) -> None:
    import pikepdf

    shown = frame(image, number)
    width, height = (side / UNITS_PER_POINT for side in page_size(shown))
    fit = _fit(width, height) if task.paper else _Fit((width, height), 1.0, 0.0, 0.0)
    page = pdf.add_blank_page(page_size=fit.page)
    picture = _embedded(pdf, shown, Path(task.source) if number == 1 and frame_count(image) == 1 else None, image)
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
    drawing = f"q {width * fit.scale:.3f} 0 0 {height * fit.scale:.3f} {fit.x:.3f} {fit.y:.3f} cm /Picture Do Q"
    page.obj["/Contents"] = pdf.make_stream(drawing.encode())
    words = task.words[number - 1] if number <= len(task.words) else ()
    top = fit.page[1] - fit.y - height * fit.scale
    add_invisible_text(pdf, page, [_placed(word, fit, top) for word in words], fit.page[1])


def _placed(word: tuple[str, int, int, int, int], fit: _Fit, top: float) -> PlacedWord:
    text, x0, y0, x1, y1 = word
    by = fit.scale / UNITS_PER_POINT
    return PlacedWord(text, fit.x + x0 * by, top + y0 * by, fit.x + x1 * by, top + y1 * by)


def on_paper(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A box of a picture of this size on the sheet it is printed on; both in hundredths of a point from the top left."""
    width, height = (side / UNITS_PER_POINT for side in size)
    fit = _fit(width, height)
    left, top = fit.x, fit.page[1] - fit.y - height * fit.scale
    x0, y0, x1, y1 = (edge * fit.scale for edge in box)
    return (
        math.floor(x0 + left * UNITS_PER_POINT), math.floor(y0 + top * UNITS_PER_POINT),
        math.ceil(x1 + left * UNITS_PER_POINT), math.ceil(y1 + top * UNITS_PER_POINT),
    )  # fmt: skip


def _fit(width: float, height: float) -> _Fit:
    """A letter sheet, turned for wide pictures; never enlarged; a long screenshot gets a longer sheet."""
    page = _LETTER if height >= width * 0.9 else (_LETTER[1], _LETTER[0])
    room = page[0] - 2 * _SIDE, page[1] - _TOP - _BOTTOM
    scale = min(1.0, room[0] / width, room[1] / height)
    across = min(1.0, room[0] / width)
    if scale < _LEAST_SCALE * across and height * across + _TOP + _BOTTOM <= _TALLEST:
        scale = across
        page = (page[0], height * across + _TOP + _BOTTOM)
    return _Fit(page, scale, (page[0] - width * scale) / 2, page[1] - _TOP - height * scale)


def _embedded(pdf: Any, shown: Any, source: Path | None, image: Any) -> Any:
    """The picture as a PDF image: the JPEG file itself where it can be shown unturned, else its pixels without loss."""
    import pikepdf

    untouched = (
        source is not None and image.format == "JPEG" and image.mode in ("L", "RGB") and shown.size == image.size
    )
    if untouched and source is not None and image.getexif().get(0x0112, 1) == 1:
        data, filter_, colours, mode = source.read_bytes(), pikepdf.Name.DCTDecode, None, image.mode
    else:
        plain = on_white_paper(shown)
        data, filter_, colours, mode = zlib.compress(plain.tobytes(), 6), pikepdf.Name.FlateDecode, plain, plain.mode
    stream = pikepdf.Stream(pdf, data)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = (colours or image).size
    stream.BitsPerComponent = 1 if mode == "1" else 8
    stream.ColorSpace = pikepdf.Name.DeviceRGB if mode == "RGB" else pikepdf.Name.DeviceGray
    stream.Filter = filter_
    return stream
