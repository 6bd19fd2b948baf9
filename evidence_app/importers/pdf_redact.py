"""A redacted copy of a PDF: every page that is hit becomes a picture with the words that stay as invisible text.

Drawing a box over text leaves the text in the file; the only way that proved safe is to take the page's picture, blacken
it, and build a new page from that. Pages without a hit are copied with nothing but their content. Runs in a child
process. Measured: 20 to 50 ms a page, 110 to 500 KB a page.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence_app.importers.invisible_text import PlacedWord, add_invisible_text
from evidence_app.importers.pdf_copy import Ink, flatten_annotations, inked, open_with_qpdf
from evidence_app.importers.pdf_words import read_layer
from evidence_app.importers.pdfium_lock import alone_with_pdfium
from evidence_app.importers.redaction_residue import PageObjects
from evidence_app.model.errors import MissingTool
from evidence_app.model.pages import UNITS_PER_POINT
from evidence_app.model.redaction import Box, BoxMark, Secrets

DPI = 200
_MAX_PIXELS = 50_000_000
_QUALITY = 85
_USUAL_WIDTH = 612
"""Points: on a wider page, such as a photograph's, the reason code is printed larger in proportion."""
_LEAST_PICTURE = 40_000
"""Pixels: smaller pictures are logos and lines."""
_ROUND = 60
"""Hundredths of a point added round every word, so that no edge of a letter stays."""
_TOUCHED_HEIGHT, _TOUCHED_WIDTH = 0.2, 60
"""A word goes when a box covers a fifth of its height over 0.6 points of its width."""
_KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group")
_DROPPED = (
    "/Metadata",
    "/PieceInfo",
    "/Alternates",
    "/LastModified",
    "/Thumb",
    "/OPI",
    "/AF",
    "/StructParent",
    "/StructParents",
)


@dataclass(frozen=True)
class RedactTask:
    """What to redact where. ``ocr_words`` are the words of scanned pages by index: text and box as ``Word`` has them."""

    source: str
    target: str
    boxes: tuple[BoxMark, ...] = ()
    words: tuple[str, ...] = ()
    reason: str = "REDACTED"
    ocr_words: dict[int, tuple[tuple[str, int, int, int, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RedactedPage:
    """A page that was made new: the boxes on it, the words that went, and whether hidden data was the only reason."""

    page: int
    boxes: tuple[Box, ...]
    gone: tuple[str, ...]
    hidden_only: bool = False


@dataclass(frozen=True)
class Redacted:
    """The copy that was written: pages in all, the pages made new, how often each word was found, ink of every page.

    ``pictures`` are the pages (from 1) that show pictures large enough to hold words; their OCR is compared when words
    are redacted, because the text layer of a scan misreads some. ``unread`` is why that could not be done, or empty.
    """

    path: str
    pages: int
    made: tuple[RedactedPage, ...]
    hits: dict[str, int]
    ink: dict[int, Ink]
    pictures: tuple[int, ...] = ()
    unread: str = ""


@dataclass(frozen=True)
class _Placed:
    """A word of a page with its box in hundredths of a point."""

    text: str
    box: Box


@dataclass
class _Plan:
    """What happens to one page."""

    words: list[_Placed]
    boxes: list[tuple[Box, str]]
    hits: list[str]
    picture: bool = False
    unread: str = ""


@alone_with_pdfium
def redact_pdf(task: RedactTask, emit: Any = None) -> Redacted:
    """Write the redacted copy; raises Encrypted or Unreadable. Whoever calls this must read the result back."""
    import pikepdf
    import pypdfium2

    flat = Path(task.target).with_suffix(".flat.pdf")
    secrets = Secrets(task.words)
    with open_with_qpdf(Path(task.source)) as pdf:
        flatten_annotations(pdf)
        _own_attributes(pdf)
        pdf.save(flat)
    made: list[RedactedPage] = []
    pictures: list[int] = []
    unread = ""
    hits: dict[str, int] = dict.fromkeys(task.words, 0)
    with (
        contextlib.closing(pypdfium2.PdfDocument(flat)) as document,
        pikepdf.open(flat) as source,
        pikepdf.new() as out,
    ):
        for index in range(len(source.pages)):
            plan = _plan(document, index, task, secrets)
            for word in plan.hits:
                hits[word] += 1
            pictures += [index + 1] if plan.picture else []
            unread = unread or plan.unread
            hidden = not plan.boxes and bool(secrets) and bool(PageObjects(source.pages[index].obj).secret(secrets))
            if plan.boxes or hidden:
                made.append(_picture_page(out, document, index, plan, hidden))
            else:
                _copy_page(out, source, index)
            if emit is not None:
                emit("progress", index + 1, len(source.pages))
        out.remove_unreferenced_resources()
        out.save(task.target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        count = len(out.pages)
    flat.unlink()
    ink = dict(inked(Path(task.target), tuple(range(count))))
    return Redacted(task.target, count, tuple(made), hits, ink, tuple(pictures), unread)


def _plan(document: Any, index: int, task: RedactTask, secrets: Secrets) -> _Plan:
    """The words of a page, the boxes to blacken with their reasons, and the words that were found."""
    page = document[index]
    with contextlib.closing(page):
        layer = read_layer(document, index, page)
    words = [_Placed(layer.text[w.start : w.end], (w.x0, w.y0, w.x1, w.y1)) for w in layer.words]
    boxes = [(mark.box, mark.reason or task.reason) for mark in task.boxes if mark.page == index + 1]
    ocr = [_Placed(text, (x0, y0, x1, y1)) for text, x0, y0, x1, y1 in task.ocr_words.get(index, ())]
    picture = bool(secrets) and has_picture(document, index)
    seen, unread = _seen(document, index) if picture else ([], "")
    hits: list[str] = []
    for own in (words, ocr, seen):
        found = list(_hits(own, secrets))
        hits = max(hits, [word for word, _boxes in found], key=len)
        boxes += [(_wider(box), task.reason) for _word, lines in found for box in lines]
    return _Plan(ocr or words, _merged(boxes), hits, picture, unread)


def _merged(boxes: Sequence[tuple[Box, str]]) -> list[tuple[Box, str]]:
    """Boxes that mostly cover one another become one: a word is often found in the text layer and by OCR."""
    kept: list[tuple[Box, str]] = []
    for box, reason in boxes:
        for place, (other, code) in enumerate(kept):
            across, down = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
            least = min((box[2] - box[0]) * (box[3] - box[1]), (other[2] - other[0]) * (other[3] - other[1]))
            if code == reason and across > 0 and down > 0 and across * down > 0.5 * least:
                around = min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])
                kept[place] = (around, code)
                break
        else:
            kept.append((box, reason))
    return kept


def has_picture(document: Any, index: int) -> bool:
    """Whether a page shows a picture large enough to hold words."""
    import pypdfium2.raw as pdfium_c

    page = document[index]
    with contextlib.closing(page):
        for one in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            width, height = one.get_px_size()
            if width * height >= _LEAST_PICTURE:
                return True
    return False


def read_drawn(document: Any, index: int) -> list[tuple[str, Box]]:
    """The words OCR sees on a page as drawn, with their boxes. Raises MissingTool without an OCR engine."""
    from evidence_app.importers.ocr import recognise

    page = document[index]
    with contextlib.closing(page):
        width, height = page.get_size()
        scale = min(DPI / 72, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
        picture = page.render(scale=scale, grayscale=True, may_draw_forms=True).to_pil().convert("L")
    found = recognise(picture)
    found = found.scaled(UNITS_PER_POINT / scale, UNITS_PER_POINT / scale)
    return [(found.text[w.start : w.end], (w.x0, w.y0, w.x1, w.y1)) for w in found.words]


def _seen(document: Any, index: int) -> tuple[list[_Placed], str]:
    try:
        return [_Placed(text, box) for text, box in read_drawn(document, index)], ""
    except MissingTool as error:
        return [], error.message


def _hits(words: Sequence[_Placed], secrets: Secrets) -> Iterator[tuple[str, list[Box]]]:
    """Each occurrence of a secret as one box per line it stands on."""
    text, starts = "", []
    for word in words:
        starts.append(len(text))
        text += f"{word.text} "
    for start, end, secret in secrets.find(text):
        hit = [w.box for w, at in zip(words, starts, strict=True) if at < end and at + len(w.text) > start]
        yield secret, _lines(hit)


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that stand beside one another on a line become one."""
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if (
            last
            and min(last[3], box[3]) - max(last[1], box[1]) > 0.5 * min(last[3] - last[1], box[3] - box[1])
            and box[0] >= last[0]
        ):
            lines[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            lines.append(box)
    return lines


def _wider(box: Box) -> Box:
    return box[0] - _ROUND, box[1] - _ROUND // 3, box[2] + _ROUND, box[3] + _ROUND // 3


def touched(word: Box, box: Box) -> bool:
    """Whether a box takes so much of a word that its text must go."""
    down = min(word[3], box[3]) - max(word[1], box[1])
    across = min(word[2], box[2]) - max(word[0], box[0])
    least = min(_TOUCHED_WIDTH, (word[2] - word[0]) // 3)
    return down > _TOUCHED_HEIGHT * (word[3] - word[1]) and across > max(0, least)


# --- pages ------------------------------------------------------------------------------------------------------------


def _picture_page(out: Any, document: Any, index: int, plan: _Plan, hidden: bool) -> RedactedPage:
    """The page as a blackened picture with the surviving words, upright and of the size it was shown in."""
    import pikepdf

    page = document[index]
    with contextlib.closing(page):
        width, height = page.get_size()
        scale = min(DPI / 72, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    picture = _without_colour(picture)
    boxes = [box for box, _reason in plan.boxes]
    for box, reason in plan.boxes:
        _blacken(picture, box, reason, scale)
    made = out.add_blank_page(page_size=(width, height))
    made.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=_jpeg(out, picture)))
    made.obj["/Contents"] = out.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q".encode())
    stay = [word for word in plan.words if not any(touched(word.box, box) for box in boxes)]
    gone = [word.text for word in plan.words if any(touched(word.box, box) for box in boxes)]
    placed = [
        PlacedWord(word.text, *(edge / UNITS_PER_POINT for edge in word.box)) for word in stay if word.text.strip()
    ]
    add_invisible_text(out, made, [one for one in placed if _on_page(one, width, height)], height)
    return RedactedPage(index + 1, tuple(boxes), tuple(gone), hidden)


def _on_page(word: PlacedWord, width: float, height: float) -> bool:
    """Text beside the visible page is not carried over: a picture of the page does not show it."""
    return word.x1 > 0 and word.y1 > 0 and word.x0 < width and word.y0 < height


def _without_colour(picture: Any) -> Any:
    """The picture in grey when it has no colour to lose."""
    from PIL import ImageChops

    red, green, blue = picture.split()
    apart = [ImageChops.difference(red, one).getextrema() for one in (green, blue)]
    spread = max(int(highest) for _lowest, highest in apart)  # type: ignore[arg-type]
    return picture.convert("L") if spread <= 12 else picture


def _blacken(picture: Any, box: Box, reason: str, scale: float) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    black, white = (0, 255) if picture.mode == "L" else ((0, 0, 0), (255, 255, 255))
    x0, y0, x1, y1 = (edge / UNITS_PER_POINT * scale for edge in box)
    area = math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1)
    draw.rectangle(area, fill=black)
    if reason:
        _print_reason(draw, area, reason, white, scale)


def _print_reason(draw: Any, area: tuple[int, int, int, int], reason: str, white: Any, scale: float) -> None:
    """The reason code in the middle of the box, as large as it fits; a box too small for 4 points stays plain."""
    from PIL import ImageFont

    width, height = area[2] - area[0], area[3] - area[1]
    unit = max(scale, draw.im.size[0] / _USUAL_WIDTH)  # what is read on a page of the usual width
    size = min(9.0 * unit, height * 0.75)
    while size >= 4 * scale:
        font: Any = ImageFont.load_default(size)
        left, top, right, bottom = draw.textbbox((0, 0), reason, font=font)
        if right - left <= width - 2 * scale:
            place = (area[0] + (width - right - left) / 2, area[1] + (height - bottom - top) / 2)
            draw.text(place, reason, fill=white, font=font)
            return
        size *= 0.85


def _jpeg(out: Any, picture: Any) -> Any:
    import pikepdf

    data = io.BytesIO()
    picture.save(data, "JPEG", quality=_QUALITY)
    stream = pikepdf.Stream(out, data.getvalue())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB
    stream.Filter = pikepdf.Name.DCTDecode
    return stream


def _own_attributes(pdf: Any) -> None:
    """Give every page the boxes, turn and resources it inherits, so that it can stand alone and be searched whole."""
    for page in pdf.pages:
        for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
            holder, steps = page.obj, 0
            while key not in page.obj and "/Parent" in holder and steps < 50:
                holder, steps = holder["/Parent"], steps + 1
                if key in holder:
                    page.obj[key] = holder[key]


def _copy_page(out: Any, source: Any, index: int) -> None:
    """A page without a hit: its content and what draws it; no notes, links, thumbnails or metadata."""
    page = source.pages[index]
    for key in list(page.obj.keys()):
        if key not in (*_KEPT, "/Type", "/Parent"):
            del page.obj[key]
    for found in PageObjects(page.obj).dictionaries():
        for key in _DROPPED:
            if key in found:
                del found[key]
    out.pages.append(page)
