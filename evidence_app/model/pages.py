"""One page as read from a file: its text, where every word sits, and how much the text can be trusted."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

TextSource = Literal["layer", "ocr", "file", "none"]
"""layer: text stored in the document; ocr: read from the picture; file: the file is itself text; none: no text."""

UNITS_PER_POINT = 100
"""Boxes are whole hundredths of a point, so they survive storage exactly."""


class Word(NamedTuple):
    """A word of a page text and its box on the page as shown.

    ``start``/``end`` are character offsets into the page's text. The box is in hundredths of a point from the TOP LEFT
    of the page as a reader shows it (after /Rotate and CropBox). ``confidence`` is 0-100 for OCR and -1 otherwise.
    """

    start: int
    end: int
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: int = -1


def pack_words(words: Iterable[Word]) -> bytes:
    """Word boxes as compressed 32-bit integers, for storage and for the pipe from the reading process."""
    flat = array("i")
    for word in words:
        flat.extend(word)
    return zlib.compress(flat.tobytes(), 1) if flat else b""


def unpack_words(packed: bytes) -> Iterator[Word]:
    """The words that :func:`pack_words` packed, in reading order."""
    if not packed:
        return
    flat = array("i")
    flat.frombytes(zlib.decompress(packed))
    for i in range(0, len(flat), 7):
        yield Word(*flat[i : i + 7])


@dataclass(frozen=True)
class ImportedPage:
    """A page as an importer read it. Both texts are kept; ``text`` is the one that is searched and quoted.

    ``width``/``height`` are hundredths of a point of the page as shown. ``needs_ocr`` says that the text layer is
    missing, covers little of the page, or is mostly not words; the page is OCRed afterwards. ``shape`` says how the text
    looked (see ``model.shape``).
    """

    number: int
    text: str = ""
    source: TextSource = "none"
    label: str = ""
    width: int = 61200
    height: int = 79200
    rotation: int = 0
    layer_text: str = ""
    ocr_text: str = ""
    ocr_confidence: int = -1
    words: bytes = b""
    needs_ocr: bool = False
    note: str = ""
    shape: str = ""
