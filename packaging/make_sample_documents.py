"""Draw the made-up documents of the sample matter: ``python packaging/make_sample_documents.py [FOLDER]``.

The sources are in ``packaging/sample_sources``; the results go to ``resources/sample`` (or FOLDER). Files that are
themselves plain text (press summary, web capture, timeline, sample.json) are written by hand there and not touched.

Running it again gives the same bytes: dates in metadata are fixed, the scanner noise has a fixed seed, and only fonts
that travel with typst and Pillow are used, never those of the machine.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import typst
from docx.shared import Pt, RGBColor
from openpyxl.styles import Alignment, Font, PatternFill
from PIL import Image, ImageFilter, ImageFont
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "packaging" / "sample_sources"
SAMPLE = ROOT / "resources" / "sample"
MADE_AT = datetime(2025, 2, 3, 12, 0, 0, tzinfo=UTC)
BANNER = "SYNTHETIC - NOT A REAL DOCUMENT"

PDFS = {
    "complaint-summary.pdf": ("complaint", {}),
    "2024-08-12 privacy-policy-before.pdf": ("policy", {"edition": "before"}),
    "2024-09-18 privacy-policy-after.pdf": ("policy", {"edition": "after"}),
    "subscription-agreement-excerpt.pdf": ("agreement", {}),
    "subscription-receipts.pdf": ("receipt", {}),
    "2025-01-30 notice-of-dismissal-summary.pdf": ("notice", {}),
    "regulator-statements-summary.pdf": ("regulator", {}),
    "placeholder-see-flashdrive.pdf": ("flashdrive", {}),
}
SCREENSHOTS = {"faq-generative-ai-screenshot.png": "faq", "setting-generative-ai-screenshot.png": "setting"}


def main() -> None:
    """Draw everything and say what was written."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    for path in draw_all(folder):
        print(f"{path.stat().st_size:>9,}  {path.name}")


def draw_all(folder: Path) -> list[Path]:
    """Draw every document into ``folder``; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as fonts:
        (Path(fonts) / "Aileron.otf").write_bytes(ImageFont.load_default(20).font_bytes)
        made = {name: compile_typst(source, fonts, **inputs) for name, (source, inputs) in PDFS.items()}
        for name, screen in SCREENSHOTS.items():
            made[name] = plain_png(compile_typst("faq", fonts, "png", ppi=96, screen=screen))
        made["2024-09-24 letter-scan.pdf"] = scan(compile_typst("letter", fonts, "png", ppi=150))
        made["2024-09-19 email-two-captures.eml"] = email_with_attachment(compile_typst("capture-note", fonts))
    made["2024-09-23 email-member-note.eml"] = second_email()
    made["proof-memo.docx"] = memo()
    made["data-flow-inventory.xlsx"] = inventory()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


def compile_typst(source: str, fonts: str, kind: str = "pdf", ppi: float = 144.0, **inputs: str) -> bytes:
    """One typst source as PDF or PNG bytes."""
    made = typst.compile(
        str(SOURCES / f"{source}.typ"),
        root=str(SOURCES),
        font_paths=[fonts],
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs=inputs,
        timestamp=int(MADE_AT.timestamp()),
    )
    assert isinstance(made, bytes), f"{source} has to be one page to become a picture"
    return made


def plain_png(data: bytes) -> bytes:
    """A screenshot as a screen grabber saves it: RGB, 96 dots an inch, a title that says what it is."""
    info = PngInfo()
    info.add_text("Title", BANNER)
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").quantize(64).save(out, "PNG", pnginfo=info, dpi=(96, 96), optimize=True)
    return out.getvalue()


def scan(data: bytes) -> bytes:
    """A letter as an office scanner gives it: grey, a little skewed, soft, specked; a PDF with no text layer."""
    page = Image.open(io.BytesIO(data)).convert("L")
    page = page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=246).filter(ImageFilter.GaussianBlur(0.55))
    page = page.point(lambda value: 30 + value * 212 // 255)
    add_noise(page, random.Random(20240924))
    out = io.BytesIO()
    when = time.gmtime(MADE_AT.timestamp())
    page.save(out, "PDF", resolution=150, quality=62, title=BANNER, creationDate=when, modDate=when)
    return out.getvalue()


def add_noise(page: Image.Image, chance: random.Random) -> None:
    """Grain over the whole page and a few dozen specks of dust, drawn in place."""
    grain = Image.frombytes(
        "L", (page.width // 2, page.height // 2), chance.randbytes(page.width // 2 * (page.height // 2))
    )
    page.paste(Image.blend(page, grain.resize(page.size), 0.045))
    for _ in range(60):
        x, y, size = chance.randrange(page.width), chance.randrange(page.height), chance.choice((1, 1, 2, 3))
        page.paste(chance.randrange(60, 150), (x, y, x + size, y + size))


def email_with_attachment(note: bytes) -> bytes:
    """A fictional volunteer sends a fictional law office two captures, with a note attached."""
    message = EmailMessage()
    message["From"] = "Ana Rivera <ana.rivera@volunteers.example>"
    message["To"] = "Kim Lee <kim.lee@lawoffice.example>"
    message["Cc"] = "Records Desk <records@lawoffice.example>"
    message["Date"] = "Thu, 19 Sep 2024 09:12:00 -0700"
    message["Subject"] = f"[{BANNER}] Two captures of the policy page"
    message["Message-ID"] = "<syn-0001@volunteers.example>"
    message.set_content(read("email-two-captures.txt"))
    message.add_attachment(note, "application", "pdf", filename="capture-note.pdf")
    message.set_boundary("=_synthetic_0001")
    return message.as_bytes()


def second_email() -> bytes:
    """A fictional member answers the volunteer; plain text, no attachment."""
    message = EmailMessage()
    message["From"] = "Rowan Ellery <rowan.ellery@member.example>"
    message["To"] = "Ana Rivera <ana.rivera@volunteers.example>"
    message["Date"] = "Mon, 23 Sep 2024 18:47:30 -0700"
    message["Subject"] = f"[{BANNER}] Re: the switch in the account settings"
    message["Message-ID"] = "<syn-0002@member.example>"
    message["In-Reply-To"] = "<syn-0000@volunteers.example>"
    message.set_content(read("email-member-note.txt"))
    return message.as_bytes()


def read(name: str) -> str:
    """A plain-text source."""
    return (SOURCES / name).read_text(encoding="utf-8")


def memo() -> bytes:
    """The attorney memo: work product that must never appear on a list that leaves the office."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(11)
    for section in document.sections:
        for part in (section.header, section.footer):
            run = part.paragraphs[0].add_run(BANNER)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(9), RGBColor(0x6B, 0x55, 0x00)
    title, *paragraphs = read("proof-memo.txt").strip().split("\n\n")
    document.add_heading(title, level=1)
    for text in paragraphs:
        is_heading = text.startswith("## ")
        document.add_paragraph(text.removeprefix("## "), style="Heading 2" if is_heading else None)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        title,
        "Kim Lee (fictional)",
        "Kim Lee (fictional)",
    )
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return stable_zip(out.getvalue())


def inventory() -> bytes:
    """The data-flow sheet: what public statements say about each kind of data, row by row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data flow"
    rows = [line.split("\t") for line in read("data-flow-inventory.tsv").splitlines()]
    for row in rows:
        sheet.append(row)
    for column, width in zip("ABCDE", (8, 26, 34, 46, 40), strict=True):
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows(min_row=1):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(wrap_text=False)
    sheet["A2"].alignment = Alignment(wrap_text=False)
    sheet.freeze_panes = "A4"
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = BANNER
    book.properties.creator, book.properties.title = "Evidence sample matter", f"{BANNER}: data-flow inventory"
    book.properties.created = MADE_AT.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return stable_zip(out.getvalue())


def stable_zip(data: bytes) -> bytes:
    """The same package with fixed dates, so that drawing it twice gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                stamp = MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, (2025, 2, 3, 12, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
