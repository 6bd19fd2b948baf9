"""Real files made on the spot: PDFs by typst and pypdf, pictures by Pillow."""

import io

import pypdfium2
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.worker import OcrTask, ReadTask, ocr_pages, read_file

PROSE = (
    "The member agreement states that no private message is used to train any model. "
    "Plaintiff alleges that notice was given only after the change took effect. "
    "The court finds that the policy in force at the time governs the dispute between the parties."
)


def silent(*_data):
    """An emit that nobody listens to."""


class Desk:
    """Writes a file under a store-like name and reads it back as the worker would."""

    def __init__(self, folder):
        self.folder = folder
        self.temp = folder / "temp"
        self._number = 0

    def put(self, data):
        self._number += 1
        path = self.folder / f"{self._number:064x}"
        path.write_bytes(data)
        return path

    def context(self, name, **options):
        return ReadContext(name, str(self.temp), **options)

    def read(self, name, data, **options):
        self.path = self.put(data)
        return read_file(ReadTask(str(self.path), self.context(name, **options)), silent)

    def ocr(self, name, data, *numbers, **options):
        path = self.put(data)
        return ocr_pages(OcrTask(str(path), self.context(name, **options), numbers), silent)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def pdf(body, width=400, height=300):
    """A PDF of typst markup."""
    return typst.compile(f"#set page(width: {width}pt, height: {height}pt, margin: 40pt)\n{body}".encode())


def edited(data, change):
    """The PDF after ``change(writer)``."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture_of(data, dpi=200, page=0):
    """A page of a PDF as a grey picture."""
    return pypdfium2.PdfDocument(data)[page].render(scale=dpi / 72, grayscale=True).to_pil()


def encoded(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def screenshot(lines, size=(800, 300), ground="white", ink="black", points=16):
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((20, 20 + row * points * 2), line, fill=ink, font=ImageFont.load_default(points))
    return image
