"""Pages of a PDF or a picture file as plain pictures: only pixels, no metadata of the file they come from.

Runs in a child process, because the file is untrusted. Whichever of PNG and JPEG is smaller is written.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.image import frame, frame_count, on_white_paper, open_image
from evidence_app.importers.pdf_document import open_pdf

_DPI = 120.0
_MAX_PIXELS = 6_000_000
_MAX_SIDE = 8_000
_TINT = 5
"""Difference between two colours of a pixel (0-255) from which a page counts as coloured."""
_GREYS = 16
"""Shades of grey that are enough for text; a quarter of the bytes of 256."""


@dataclass(frozen=True)
class PagePicturesTask:
    """Which file to draw: pages named ``stem`` + "-0001" and so on in ``folder``; ``left_out`` are pages from 1."""

    path: str
    kind: str
    folder: str
    stem: str
    left_out: frozenset[int] = frozenset()
    password: str = ""


@dataclass(frozen=True)
class PagePicture:
    """A picture that was written: its page (from 1), file name, and size in pixels."""

    page: int
    name: str
    width: int
    height: int


def draw_pages(task: PagePicturesTask, emit: Any = None) -> list[PagePicture]:
    """Write every page that can be drawn; damaged ones are left out. Raises Encrypted, Unreadable or TooBig."""
    context = ReadContext(task.stem, task.folder, task.password)
    drawn: list[PagePicture] = []
    for number, picture in _pdf(task, context) if task.kind == "pdf" else _frames(task, context):
        data, suffix = _encoded(_bare(picture))
        name = f"{task.stem}-{number:04d}{suffix}"
        (Path(task.folder) / name).write_bytes(data)
        drawn.append(PagePicture(number, name, *picture.size))
        if emit is not None:
            emit("progress", number, 0)
    return drawn


def _pdf(task: PagePicturesTask, context: ReadContext) -> Iterator[tuple[int, Any]]:
    from pypdfium2 import PdfiumError

    with open_pdf(Path(task.path), context) as (document, _note):
        for index in range(len(document)):
            if index + 1 in task.left_out:
                continue
            with contextlib.suppress(PdfiumError, ValueError):
                with contextlib.closing(document[index]) as page:
                    width, height = page.get_size()
                    scale = min(
                        _DPI / 72, math.sqrt(_MAX_PIXELS / max(1.0, width * height)), _MAX_SIDE / max(width, height, 1)
                    )
                    picture = page.render(scale=scale).to_pil()
                yield index + 1, picture


def _frames(task: PagePicturesTask, context: ReadContext) -> Iterator[tuple[int, Any]]:
    with open_image(Path(task.path), context) as image:
        for number in range(1, frame_count(image) + 1):
            if number in task.left_out:
                continue
            try:
                shown = frame(image, number)
                factor = min(1.0, math.sqrt(_MAX_PIXELS / (shown.width * shown.height)), _MAX_SIDE / max(shown.size))
                size = max(1, round(shown.width * factor)), max(1, round(shown.height * factor))
                yield number, shown if factor == 1.0 else on_white_paper(shown).convert("RGB").resize(size)
            except MemoryError:
                raise
            except Exception:  # Pillow's decoders raise almost anything on damaged data
                continue


def _bare(picture: Any) -> Any:
    """The pixels alone: colour profiles, comments, EXIF and whatever else Pillow carries along stay behind."""
    from PIL import Image, ImageChops

    plain = on_white_paper(picture).convert("RGB")
    red, green, blue = plain.split()
    spread = [ImageChops.difference(one, green).convert("L").histogram() for one in (red, blue)]
    grey = not any(sum(counts[_TINT:]) for counts in spread)
    kept = red if grey else plain
    return Image.frombytes(kept.mode, kept.size, kept.tobytes())


def _encoded(picture: Any) -> tuple[bytes, str]:
    small = picture
    if picture.mode == "L":
        small = picture.point(lambda value: round(value / 255 * (_GREYS - 1)) * 255 // (_GREYS - 1)).quantize(_GREYS)
    found = []
    for one, kind, suffix, options in ((small, "PNG", ".png", {}), (picture, "JPEG", ".jpg", {"quality": 82})):
        out = io.BytesIO()
        one.save(out, kind, optimize=kind == "JPEG", **options)
        found.append((out.getvalue(), suffix))
    return min(found, key=lambda pair: len(pair[0]))
