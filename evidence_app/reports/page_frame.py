"""How a PDF page lies on the reader's screen, and the drawing added to it so that it stands upright there.

The page as shown has its origin at the lower left and is measured in points (1/72 inch). /Rotate may be negative, over
360 or inherited; the CropBox, not the MediaBox, is what is seen; /UserUnit makes a unit larger than a point.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from pypdf import PageObject, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    RectangleObject,
)

_LETTER = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True)
class PageFrame:
    """The visible box in user space, the turn in degrees clockwise (0, 90, 180, 270), and points per user unit."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0
    unit: float = 1.0

    @property
    def width(self) -> float:
        """Width as shown, in points."""
        return self.unit * (self.top - self.bottom if self.turn in (90, 270) else self.right - self.left)

    @property
    def height(self) -> float:
        """Height as shown, in points."""
        return self.unit * (self.right - self.left if self.turn in (90, 270) else self.top - self.bottom)

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """From the page as shown (points, origin lower left) to user space, as the operands of ``cm``."""
        one = 1 / self.unit
        match self.turn:
            case 90:
                return 0, one, -one, 0, self.right, self.bottom
            case 180:
                return -one, 0, 0, -one, self.right, self.top
            case 270:
                return 0, -one, one, 0, self.left, self.top
        return one, 0, 0, one, self.left, self.bottom

    def grown(self, edge: str, points: float) -> PageFrame:
        """The frame with more paper at the "bottom" or "top" as shown."""
        more = points / self.unit
        side = ("left", "bottom", "right", "top")
        at = {("bottom", 0): 1, ("bottom", 90): 2, ("bottom", 180): 3, ("bottom", 270): 0}
        at |= {("top", 0): 3, ("top", 90): 0, ("top", 180): 1, ("top", 270): 2}
        values = [self.left, self.bottom, self.right, self.top]
        index = at[(edge, self.turn)]
        values[index] += -more if side[index] in ("left", "bottom") else more
        left, bottom, right, top = values
        return PageFrame(left, bottom, right, top, self.turn, self.unit)


def frame_of(page: PageObject) -> PageFrame:
    """The frame of a page; nonsense boxes become letter paper."""
    left, bottom, right, top = _visible(page)
    turn = 0
    with contextlib.suppress(TypeError, ValueError, PyPdfError):
        turn = round(float(page.rotation or 0) / 90) * 90 % 360
    unit = 1.0
    with contextlib.suppress(TypeError, ValueError, PyPdfError):
        unit = float(page.get("/UserUnit", 1))
    return PageFrame(left, bottom, right, top, turn, unit if 0.001 < unit < 100_000 else 1.0)


def _visible(page: PageObject) -> tuple[float, float, float, float]:
    """The CropBox within the MediaBox."""
    media = _box(page, "mediabox") or _LETTER
    crop = _box(page, "cropbox") or media
    cut = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return cut if cut[2] - cut[0] > 1 and cut[3] - cut[1] > 1 else media


def _box(page: PageObject, name: str) -> tuple[float, float, float, float] | None:
    try:
        box = getattr(page, name)
        x0, y0, x1, y1 = (float(value) for value in box)
    except (TypeError, ValueError, AttributeError, KeyError, PyPdfError):
        return None
    ordered = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return ordered if ordered[2] - ordered[0] > 1 and ordered[3] - ordered[1] > 1 else None


class Overlays:
    """Adds drawings to pages of one :class:`pypdf.PdfWriter`, in coordinates of the page as shown.

    The page's own content is never parsed or rewritten: a stream before it saves the drawing state, one after it
    restores it and draws. ``/Resources`` are copied first, because pages often share them.
    """

    def __init__(self, writer: PdfWriter) -> None:
        self.writer = writer
        self._shared: dict[bytes, IndirectObject] = {}
        self._fonts: dict[str, IndirectObject] = {}

    def font(self, name: str) -> IndirectObject:
        """One of the fonts every reader has (Helvetica, Helvetica-Bold), shared by all pages."""
        if name not in self._fonts:
            values = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": f"/{name}", "/Encoding": "/WinAnsiEncoding"}
            font = DictionaryObject({NameObject(key): NameObject(value) for key, value in values.items()})
            self._fonts[name] = self.writer._add_object(font)
        return self._fonts[name]

    def stream(self, data: bytes, shared: bool = False) -> IndirectObject:
        """A new content stream; ``shared`` ones with equal bytes are stored once."""
        if shared and data in self._shared:
            return self._shared[data]
        made = DecodedStreamObject()
        made.set_data(data)
        reference = self.writer._add_object(made)
        if shared:
            self._shared[data] = reference
        return reference

    def draw(
        self, page: PageObject, frame: PageFrame, commands: bytes, resources: dict[str, dict[str, IndirectObject]]
    ) -> None:
        """Draw ``commands`` (points, origin lower left of the page as shown) over a page.

        ``frame`` may be larger than the page's own: the page grows, and its content stays cut to the old box, so that
        nothing that was cropped away comes into view. ``resources`` are e.g. ``{"/Font": {"/F0": reference}}``.
        """
        own = frame_of(page)
        clip = b""
        if own != frame:
            clip = b"%.4f %.4f %.4f %.4f re W n\n" % (own.left, own.bottom, own.right - own.left, own.top - own.bottom)
            box = RectangleObject((frame.left, frame.bottom, frame.right, frame.top))
            page.mediabox = page.cropbox = box
            for name in ("/TrimBox", "/BleedBox", "/ArtBox"):
                page.pop(NameObject(name), None)
        names = self._give(page, resources)
        for placeholder, name in names.items():
            commands = commands.replace(placeholder.encode(), name.encode())
        matrix = b"%.6f %.6f %.6f %.6f %.4f %.4f cm" % frame.matrix
        after = b"\nQ\n/Artifact BMC q %s\n%s\nQ EMC\n" % (matrix, commands)
        streams = ArrayObject([self.stream(b"q\n" + clip, shared=True), *_contents(page), self.stream(after)])
        page[NameObject("/Contents")] = streams

    def _give(self, page: PageObject, resources: dict[str, dict[str, IndirectObject]]) -> dict[str, str]:
        """Add resources to a private copy of the page's own; returns placeholder -> the name that was free."""
        own = page.get("/Resources")
        copy = DictionaryObject(_dictionary(own))
        names: dict[str, str] = {}
        for kind, wanted in resources.items():
            inner = DictionaryObject(_dictionary(copy.get(kind)))
            for placeholder, reference in wanted.items():
                name = f"{placeholder}x{len(inner)}"
                while NameObject(name) in inner:
                    name += "x"
                inner[NameObject(name)] = reference
                names[placeholder] = name
            copy[NameObject(kind)] = inner
        page[NameObject("/Resources")] = copy
        return names


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _contents(page: PageObject) -> list[PdfObject]:
    found = page.get("/Contents")
    if found is None:
        return []
    raw = page.raw_get("/Contents")
    inner = found.get_object() if isinstance(found, IndirectObject) else found
    if isinstance(inner, ArrayObject):
        return list(inner)
    return [raw] if isinstance(raw, IndirectObject) else []


def as_form(page: PageObject, writer: PdfWriter) -> IndirectObject:
    """A small page of another document as a drawing that can be put on many pages, at its own size."""
    form = DecodedStreamObject()
    content = page.get_contents()
    form.set_data(content.get_data() if content is not None else b"")
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/FormType")] = NumberObject(1)
    form[NameObject("/BBox")] = ArrayObject([FloatObject(value) for value in (0, 0, width, height)])
    form[NameObject("/Resources")] = _dictionary(page.get("/Resources")).clone(writer)
    return writer._add_object(form)
