"""Real files as an office has them, and everything a reader could get out of an exported file."""

from __future__ import annotations

import email.message
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pikepdf
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

from tests.services.test_importing import make_pdf

__all__ = ["everything_in", "fingerprints", "make_mail", "make_pdf", "make_scan", "make_sheet", "make_word"]


def make_scan(path: Path, *pages: str) -> Path:
    """A scanned PDF (pictures of words, no text layer), or one picture."""
    pictures = []
    for words in pages:
        picture = Image.new("RGB", (1000, 300), "white")
        ImageDraw.Draw(picture).text((40, 100), words, fill="black", font=ImageFont.load_default(size=44))
        pictures.append(picture)
    if path.suffix == ".pdf":
        pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=150)
    else:
        pictures[0].save(path)
    return path


def make_mail(path: Path, subject: str, body: str, *attached: tuple[str, bytes], **headers: str) -> Path:
    """A message; ``attached`` are (name, bytes)."""
    message = email.message.EmailMessage()
    message["From"] = headers.get("sender", "Ana Rivera <ana@example.com>")
    message["To"] = headers.get("to", "desk@example.com")
    message["Subject"] = subject
    message["Date"] = headers.get("date", "Thu, 19 Sep 2024 09:30:00 -0700")
    message.set_content(body)
    for name, data in attached:
        if name.endswith(".eml"):
            message.add_attachment(email.message_from_bytes(data), filename=name)
        else:
            kind = ("text", "plain") if name.endswith(".txt") else ("application", "octet-stream")
            message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    path.write_bytes(message.as_bytes())
    return path


def make_word(path: Path, text: str, **core: str) -> Path:
    """A .docx with one paragraph and these core properties."""
    document = docx.Document()
    document.add_paragraph(text)
    for name, value in core.items():
        setattr(document.core_properties, name, value)
    document.save(str(path))
    return path


def make_sheet(path: Path, *cells: str) -> Path:
    """An .xlsx with one column."""
    book = openpyxl.Workbook()
    for row, value in enumerate(cells, 1):
        book.active.cell(row, 1).value = value
    book.save(path)
    return path


def fingerprints(folder: Path) -> dict[str, tuple[str, int, int]]:
    """SHA-256, time of last writing and permissions of every file below a folder."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, path.stat().st_mode & 0o777,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }  # fmt: skip


def everything_in(path: Path) -> str:
    """All a curious reader finds in an exported file: bytes, unpacked streams, members, text, bookmarks, metadata."""
    return "\n".join(_said(path.suffix.lower(), path.read_bytes())).casefold()


def _said(suffix: str, data: bytes) -> Iterator[str]:
    yield data.decode("latin-1")
    yield data.decode("utf-8", "replace")
    if suffix == ".pdf":
        yield from _said_by_pdf(data)
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist():
                yield part.filename + part.comment.decode("latin-1")
                yield from _said(Path(part.filename).suffix.lower(), parts.read(part))


def _said_by_pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(data))
    yield "\n".join(page.extract_text() for page in reader.pages)
    yield f"{reader.metadata} {_titles(reader.outline)} {dict(reader.attachments)} {reader.get_fields()}"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    yield one.read_bytes().decode("utf-8", "replace")
                except pikepdf.PdfError:  # a picture in a format of its own
                    continue
            else:
                yield " ".join(_strings(one))


def _strings(value: object) -> Iterator[str]:
    """Texts of one PDF object and what stands directly in it; references are objects of their own."""
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Dictionary):
        for key in value.keys():  # noqa: SIM118 - no mapping
            if not _elsewhere(value[key]):
                yield from _strings(value[key])
    elif isinstance(value, pikepdf.Array):
        for one in value:
            if not _elsewhere(one):
                yield from _strings(one)


def _elsewhere(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and bool(value.is_indirect)


def _titles(outline: object) -> list[str]:
    if isinstance(outline, list):
        return [title for one in outline for title in _titles(one)]
    return [str(getattr(outline, "title", outline))]
