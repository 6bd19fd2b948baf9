"""Pictures: screenshots, photos, scans in TIFF. Each frame is a page that needs OCR."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_app.importers.contract import BY_NAME, NO, SURE, Emit, Heartbeat, ReadContext, named
from evidence_app.importers.guesses import guessed
from evidence_app.model.errors import TooBig, Unreadable
from evidence_app.model.imported import ImportedExhibit
from evidence_app.model.pages import UNITS_PER_POINT, ImportedPage

if TYPE_CHECKING:
    from PIL.Image import Image

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF8", b"BM")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_SCREEN_DPI = 96.0
_PAPER_POINTS = (300.0, 2400.0)
_TAKEN, _CHANGED, _OFFSET = 0x9003, 0x0132, 0x9011
_SMALLER = "Save it smaller and import that too."
_UNDAMAGED = "Ask for an undamaged copy; the file is kept."
_EXIF_FOLDER = 0x8769


class ImageImporter:
    """PNG, JPEG, TIFF (every frame), WebP, HEIC, GIF, BMP."""

    name = "image"
    suffixes = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".gif", ".bmp")

    def score(self, file_name: str, head: bytes) -> int:
        """The signature of an image format."""
        is_webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
        is_heif = head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS
        if is_webp or is_heif or (head.startswith(_MAGIC) and not head.startswith(b"BM")):
            return SURE
        if head.startswith(b"BM") and b"\0" in head[:16]:
            return SURE
        return BY_NAME if named(file_name, self.suffixes) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """A page per frame, each decoded once so that damage is known now; raises TooBig or Unreadable."""
        beat = Heartbeat(emit)
        with open_image(path, context) as image:
            media_type = _media_type(image)
            count = min(frame_count(image), context.max_pages)
            pages = []
            for number in range(1, count + 1):
                pages.append(_page(image, number))
                beat(number, count)
            stated = frame_count(image)
            taken = _taken(image)  # after decoding: reading EXIF of a PNG swallows its damage
        broken = sum(not page.needs_ocr for page in pages)
        if broken == len(pages):
            raise Unreadable("The picture is damaged and cannot be shown.", _UNDAMAGED)
        exhibit = ImportedExhibit(
            "image",
            media_type,
            date=_day(taken),
            date_basis="metadata" if _day(taken) else "",
            date_as_stated=taken if _day(taken) else "",
            pages=tuple(pages),
            status="partial" if broken or stated > count else "ok",
            reason=_reason(broken, count, stated),
            metadata={"taken": taken} if taken else {},
        )
        return guessed(exhibit, context.file_name)


@contextlib.contextmanager
def open_image(path: Path, context: ReadContext) -> Iterator[Image]:
    """The image, header read only; raises TooBig for a decompression bomb and Unreadable for what is no picture."""
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    _register_heif(path)
    with _pixel_limit(context.max_pixels):
        try:
            image = Pillow.open(path)
        except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
            raise TooBig("The picture has too many pixels; it is not opened.", _SMALLER) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError) as error:
            raise Unreadable("The file is not a picture that can be opened.", _UNDAMAGED) from error
        with image:
            if image.width * image.height > context.max_pixels:
                raise TooBig("The picture has too many pixels; it is not opened.", _SMALLER)
            yield image


@contextlib.contextmanager
def _pixel_limit(max_pixels: int) -> Iterator[None]:
    """Pillow's guard against decompression bombs, set for one file: frames after the first are checked by it too."""
    from PIL import Image as Pillow

    before = Pillow.MAX_IMAGE_PIXELS
    Pillow.MAX_IMAGE_PIXELS = max_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            yield
    finally:
        Pillow.MAX_IMAGE_PIXELS = before


def _register_heif(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(12)[4:8] == b"ftyp":
            import pi_heif

            pi_heif.register_heif_opener()


def frame_count(image: Image) -> int:
    """Number of frames; 1 when the file cannot say."""
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # damaged chains of frames raise all kinds of errors
        return 1


def frame(image: Image, number: int) -> Image:
    """Frame ``number`` (from 1), turned as its EXIF orientation says; raises on damage."""
    from PIL import ImageOps

    if number > 1 or frame_count(image) > 1:
        image.seek(number - 1)
    image.load()
    return ImageOps.exif_transpose(image) or image


def on_white_paper(image: Image) -> Image:
    """A frame as it looks on paper, in black and white, grey or RGB: what is see-through is white, deep grey keeps its range.

    The one rule for the screen, for copies, for pages with redactions and for OCR, so that all of them are the same.
    """
    from PIL import Image as Pillow

    if image.mode == "I" or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Pillow.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return image if image.mode in ("1", "L", "RGB") else image.convert("RGB")


def page_size(image: Image) -> tuple[int, int]:
    """Width and height in hundredths of a point: by the stated resolution when it gives a paper size, else at 96 dpi."""
    for dpi in (_stated_dpi(image), _SCREEN_DPI):
        width, height = image.width / dpi * 72, image.height / dpi * 72
        if dpi == _SCREEN_DPI or _PAPER_POINTS[0] <= max(width, height) <= _PAPER_POINTS[1]:
            break
    return round(width * UNITS_PER_POINT), round(height * UNITS_PER_POINT)


def _stated_dpi(image: Image) -> float:
    try:
        value = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        value = 0.0
    return value if 100 <= value <= 2400 else _SCREEN_DPI  # cameras write 72 without meaning it


def _page(image: Image, number: int) -> ImportedPage:
    try:
        shown = frame(image, number)
        width, height = page_size(shown)
    except MemoryError:
        raise
    except Exception:  # Pillow's decoders raise almost anything on damaged data
        return ImportedPage(number, note="This picture is damaged and could not be read.")
    return ImportedPage(number, width=width, height=height, needs_ocr=True, note="A picture without text.")


def _media_type(image: Image) -> str:
    from PIL import Image as Pillow

    return Pillow.MIME.get(image.format or "", "image/unknown")


def _taken(image: Image) -> str:
    """When the camera says the picture was taken, verbatim, with its offset where stated."""
    try:
        exif = image.getexif()
        details = exif.get_ifd(_EXIF_FOLDER)
        moment = str(details.get(_TAKEN) or exif.get(_CHANGED) or "").strip("\0 ")
        offset = str(details.get(_OFFSET) or "").strip("\0 ")
    except Exception:  # EXIF is often broken, and never worth losing the picture for
        return ""
    return f"{moment} {offset}".strip()


def _day(taken: str) -> str:
    day = taken[:10].replace(":", "-")
    parts = day.split("-")
    sensible = len(parts) == 3 and all(part.isdigit() for part in parts) and "1970" <= parts[0] <= "2100"
    return day if sensible and 1 <= int(parts[1]) <= 12 and 1 <= int(parts[2]) <= 31 else ""


def _reason(broken: int, count: int, stated: int) -> str:
    if broken:
        return f"{broken} of {count} pictures in the file are damaged."
    return f"The file has {stated:,} pictures; only the first {count:,} were read." if stated > count else ""
