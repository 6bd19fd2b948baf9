"""Words of a PDF page outside its content: comments, form values; and the files attached to it.

PDFium's own interface is used for all of it, so that no second library has to parse the file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfDocument, PdfPage

from evidence_app.importers.contract import ReadContext, temporary_file
from evidence_app.importers.pdf_words import PageFrame, frame_of
from evidence_app.model.errors import TooBig
from evidence_app.model.imported import ImportedAttachment

_MAX_ANNOTATIONS = 5_000
_MAX_CHARACTERS = 200_000
_SILENT = {pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP}


@dataclass(frozen=True)
class ExtraText:
    """A line of text from outside the page content, and where its sign sits on the page as shown."""

    text: str
    box: tuple[int, int, int, int]


@dataclass
class PageExtras:
    """Comments and form values of a page, and files attached to its comments as ``(name, bytes)``."""

    lines: list[ExtraText]
    files: list[tuple[str, bytes]]


def read_extras(document: PdfDocument, page: PdfPage) -> PageExtras:
    """Everything a page's annotations say. Cheap for pages without any."""
    extras = PageExtras([], [])
    count = min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)
    if count <= 0:
        return extras
    frame = frame_of(page)
    for index in range(count):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            _read_annotation(document, annotation, frame, extras)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return extras


def _read_annotation(document: PdfDocument, annotation: object, frame: PageFrame, extras: PageExtras) -> None:
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if kind in _SILENT:
        return
    line = _form_value(document, annotation) if kind == pdfium_c.FPDF_ANNOT_WIDGET else _comment(annotation)
    if line:
        rect = pdfium_c.FS_RECTF()
        pdfium_c.FPDFAnnot_GetRect(annotation, rect)
        extras.lines.append(ExtraText(line, frame.box(rect.left, rect.bottom, rect.right, rect.top)))
    if kind == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
        attached = pdfium_c.FPDFAnnot_GetFileAttachment(annotation)
        if attached:
            extras.files.append((_attachment_name(attached), _attachment_bytes(attached)))


def _comment(annotation: object) -> str:
    contents = _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    if not contents:
        return ""
    author = _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"T", buffer, size))
    return f"[Annotation] {author}: {contents}" if author else f"[Annotation] {contents}"


def _form_value(document: PdfDocument, annotation: object) -> str:
    if document.formenv is None:
        return ""
    form = document.formenv.raw
    value = _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
    if not value or value == "Off":
        return ""
    name = _string(lambda buffer, size: pdfium_c.FPDFAnnot_GetFormFieldName(form, annotation, buffer, size))
    return f"[Form field] {name}: {value}" if name else f"[Form field] {value}"


def _string(fetch: Callable[[object, int], int]) -> str:
    """A string from PDFium's two-step interface: ask for the size in bytes, then for the UTF-16 text."""
    size = min(fetch(None, 0), 2 * _MAX_CHARACTERS)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    fetch(buffer, size)
    text = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _attachment_name(attached: object) -> str:
    return _string(lambda buffer, size: pdfium_c.FPDFAttachment_GetName(attached, buffer, size))


def _attachment_bytes(attached: object) -> bytes:
    size = ctypes.c_ulong()
    if not pdfium_c.FPDFAttachment_GetFile(attached, None, 0, size) or not size.value:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium_c.FPDFAttachment_GetFile(attached, buffer, size.value, size)
    return buffer.raw[: size.value]


def document_files(document: PdfDocument) -> Iterator[tuple[str, bytes]]:
    """Files attached to the document as a whole, as ``(stated name, bytes)``."""
    for index in range(document.count_attachments()):
        attached = pdfium_c.FPDFDoc_GetAttachment(document.raw, index)
        if attached:
            yield _attachment_name(attached), _attachment_bytes(attached)


class AttachmentStore:
    """Writes attached files into the reader's temporary folder; identical ones once."""

    def __init__(self, context: ReadContext) -> None:
        self._context = context
        self._room = context.max_unpacked_bytes
        self._known: set[tuple[str, bytes]] = set()
        self.attachments: list[ImportedAttachment] = []

    def add(self, stated_name: str, data: bytes) -> None:
        """Keep one attached file; raises TooBig when all together pass the limit."""
        if (stated_name, data) in self._known:
            return
        self._known.add((stated_name, data))
        self._room -= len(data)
        if self._room < 0:
            raise TooBig("The attached files together are too big to unpack.", "Save them from a PDF reader.")
        path = temporary_file(self._context)
        path.write_bytes(data)
        name = stated_name or f"attachment {len(self.attachments) + 1}"
        self.attachments.append(ImportedAttachment(name, str(path)))

    def fill_empty(self, source: Path) -> None:
        """Ask pypdf for the files PDFium gave no bytes for; one that is truly empty stays so."""
        empty = [one for one in self.attachments if not Path(one.path).stat().st_size]
        if not empty:
            return
        from evidence_app.importers.pdf_attachments import attached_files

        found = attached_files(source, self._context.password)
        for one in empty:
            contents = found.get(one.file_name) or []
            if contents and len(contents[0]) <= self._room:
                self._room -= len(contents[0])
                Path(one.path).write_bytes(contents.pop(0))
