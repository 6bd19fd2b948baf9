"""Word, Excel and PowerPoint (.docx, .xlsx, .pptx): their words in reading order, with tracked changes and notes.

Word is read from its XML, because python-docx passes over tracked insertions, text boxes, footnotes and comments, and
each of those can be evidence. Word stores where its last print broke the pages; those breaks are ours too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from evidence_app.importers.contract import BY_NAME, LIKELY, NO, SURE, Emit, Heartbeat, ReadContext, named
from evidence_app.importers.guesses import guessed
from evidence_app.importers.other import advice, unsupported
from evidence_app.importers.text_pages import pages_of_text
from evidence_app.importers.zip_safety import open_archive
from evidence_app.model.imported import DocumentKind, ImportedExhibit
from evidence_app.model.shape import marks, unmarked

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PAGE_BREAK = "\f"
_NOTES = (
    ("footnotes", "Footnotes"),
    ("endnotes", "Endnotes"),
    ("comments", "Comments"),
    ("header", "Header"),
    ("footer", "Footer"),
)
_HEADINGS = {"title": "h1", "subtitle": "h2", "heading1": "h1", "heading2": "h2", "heading3": "h3"}
_TYPES: dict[str, tuple[DocumentKind, str]] = {
    "word/": ("word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}


class OfficeImporter:
    """Office files are ZIP archives; which kind, the folder inside says."""

    name = "office"
    suffixes = (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".pptm")

    def score(self, file_name: str, head: bytes) -> int:
        """A ZIP with Office parts, or a ZIP with an Office name."""
        if not head.startswith(b"PK\x03\x04"):
            return BY_NAME if named(file_name, self.suffixes) and b"\0" in head else NO
        if b"[Content_Types].xml" in head or b"word/" in head:
            return SURE
        return LIKELY if named(file_name, self.suffixes) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Text as pages; pictures inside are counted and named as not searchable."""
        with open_archive(path, context) as archive:
            names = archive.namelist()
            folder = next((folder for folder in _TYPES if any(name.startswith(folder) for name in names)), "")
            if not folder:
                return unsupported(context, advice(".zip"))
            text = _READERS[folder](path, archive, emit)
            metadata = _properties(archive)
            inside = Inside(
                *(sum(name.startswith(folder + kind) for name in names) for kind in ("media/", "embeddings/"))
            )
        return office_exhibit(*_TYPES[folder], text, metadata, inside, context)


class Inside(NamedTuple):
    """What an office file holds that is neither read nor shown."""

    pictures: int = 0
    files: int = 0

    def told(self) -> str:
        """One sentence for the reader; empty when there is nothing."""
        counted = ((self.pictures, "picture"), (self.files, "embedded file"))
        parts = [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counted if count]
        if not parts:
            return ""
        one = sum(self) == 1
        verb, them = ("is", "it") if one else ("are", "them")
        return f"{' and '.join(parts)} inside {verb} neither shown nor searched; open the original to see {them}."


def office_exhibit(
    kind: DocumentKind,
    media_type: str,
    text: str,
    metadata: dict[str, str],
    inside: Inside,
    context: ReadContext,
    *troubles: str,
) -> ImportedExhibit:
    """The exhibit of a file from an office program; ``troubles`` say what could not be read of its text.

    What is in it besides text is counted in the metadata, and said on the first page.
    """
    pages, reason = pages_of_text(text, context.max_pages)
    reason = " ".join(filter(None, (reason, *troubles)))
    if inside.pictures:
        metadata["pictures inside"] = f"{inside.pictures}, not searchable"
    if inside.files:
        metadata.setdefault("embedded files", f"{inside.files}, not read")
    if pages:
        pages = (replace(pages[0], note=inside.told()), *pages[1:])
    else:
        reason = "The file holds no text" + (
            ", only pictures; print it to PDF to make them searchable." if inside.pictures else "."
        )
        reason = " ".join((reason, *troubles))
    written = metadata.get("created", "")
    exhibit = ImportedExhibit(
        kind,
        media_type,
        date=written[:10] if re.match(r"\d{4}-\d\d-\d\d", written) else "",
        date_basis="metadata" if written else "",
        date_as_stated=written,
        author=metadata.get("author", ""),
        pages=pages,
        status="partial" if pages and reason else "damaged" if troubles else "ok",
        reason=reason,
        metadata=metadata,
    )
    return guessed(exhibit, context.file_name)


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Title, author and times from the document properties."""
    wanted = {
        "title": "title",
        "creator": "author",
        "lastModifiedBy": "last modified by",
        "created": "created",
        "modified": "modified",
    }
    try:
        root = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except (KeyError, ElementTree.ParseError):
        return {}
    found = ((element.tag.rpartition("}")[2], (element.text or "").strip()) for element in root)
    return {wanted[tag]: value for tag, value in found if tag in wanted and value}


def _word(path: Path, archive: zipfile.ZipFile, emit: Emit) -> str:
    parts = {name: name.rpartition("/")[2] for name in archive.namelist() if re.fullmatch(r"word/[a-z]+\d*\.xml", name)}
    main = next((name for name, last in parts.items() if re.fullmatch(r"document\d*\.xml", last)), "word/document.xml")
    texts = ["".join(_words(ElementTree.fromstring(archive.read(main))))]
    for prefix, heading in _NOTES:
        found: list[str] = []
        for name in sorted(name for name, last in parts.items() if re.fullmatch(rf"{prefix}\d*\.xml", last)):
            text = "".join(_words(ElementTree.fromstring(archive.read(name)))).strip()
            if text and text not in found:
                found.append(text)
        texts += [f"\n[{heading}] {text}\n" for text in found]
    return "".join(texts)


def _words(element: ElementTree.Element) -> Iterator[str]:
    """The text below an element in document order; deleted words are marked, as a reader of the changes sees them."""
    tag = element.tag
    if tag == _FALLBACK:  # the same text box a second time, for old readers
        return
    shape = _shape(element) if tag in (f"{_WORD}p", f"{_WORD}r") else []
    yield "".join(marks(kind)[0] for kind in shape)
    if tag == f"{_WORD}t":
        yield unmarked(element.text or "", "\ufffd")
    elif tag == f"{_WORD}delText":
        yield f"[deleted: {element.text or ''}]"
    elif tag == f"{_WORD}tab":
        yield "\t"
    elif tag == f"{_WORD}lastRenderedPageBreak":
        yield _PAGE_BREAK
    elif tag in (f"{_WORD}br", f"{_WORD}cr"):
        yield "\n"
    for child in element:
        yield from _words(child)
    yield "".join(marks(kind)[1] for kind in reversed(shape))
    if tag == f"{_WORD}p":
        yield "\n"
    elif tag == f"{_WORD}tc":
        yield "\t"


def _shape(element: ElementTree.Element) -> list[str]:
    """What a paragraph or a run is, by its properties and the usual names of styles (as Word writes them in English)."""
    properties = element.find(f"{element.tag}Pr")
    if properties is None:
        return []
    if element.tag == f"{_WORD}r":
        return [kind for name, kind in (("b", "b"), ("i", "i")) if _is_on(properties.find(f"{_WORD}{name}"))]
    style = properties.find(f"{_WORD}pStyle")
    named_style = (style.get(f"{_WORD}val") or "").lower() if style is not None else ""
    heading = _HEADINGS.get(named_style) or ("h4" if re.fullmatch(r"heading[4-9]", named_style) else "")
    if heading:
        return [heading]
    listed = properties.find(f"{_WORD}numPr") is not None or named_style.startswith("list")
    return ["li"] if listed else ["quote"] if "quote" in named_style else []


def _is_on(switch: ElementTree.Element | None) -> bool:
    return switch is not None and switch.get(f"{_WORD}val", "1") not in ("0", "false", "off")


def _excel(path: Path, archive: zipfile.ZipFile, emit: Emit) -> str:
    """Sheets in order, a line per row, cells apart by tabs; shown values, not formulas."""
    import openpyxl

    # given as an open file, because openpyxl refuses a path without a known suffix and originals have none
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        beat = Heartbeat(emit)
        texts = [_sheet(sheet, beat) for sheet in book.worksheets]
        book.close()
    comments = [
        _comment_text(archive, name) for name in archive.namelist() if re.match(r"xl/(?:comments|threadedC)", name)
    ]
    texts += [f"[Comments] {text}" for text in comments if text]
    return _PAGE_BREAK.join(texts)


def _sheet(sheet: Any, beat: Heartbeat) -> str:
    hidden = "" if sheet.sheet_state == "visible" else " (hidden)"
    lines = [f"Sheet: {sheet.title}{hidden}"]
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        lines.append("\t".join("" if value is None else str(value) for value in row).rstrip())
        beat(number, 0)
    return "\n".join(line for line in lines if line)


def _powerpoint(path: Path, archive: zipfile.ZipFile, emit: Emit) -> str:
    """A page per slide in the order shown, then its speaker notes."""
    from pptx import Presentation

    slides = []
    for slide in Presentation(str(path)).slides:
        text = _paragraphs(slide.element)
        notes = _paragraphs(slide.notes_slide.element) if slide.has_notes_slide else ""
        slides.append(f"{text}\n[Speaker notes] {notes}" if notes else text)
    return _PAGE_BREAK.join(slides)


def _paragraphs(element: ElementTree.Element) -> str:
    """Drawing text below an element, a line per paragraph."""
    lines = [
        "".join(run.text or "" for run in paragraph.iter(f"{_DRAWING}t")) for paragraph in element.iter(f"{_DRAWING}p")
    ]
    return "\n".join(line for line in lines if line.strip())


def _comment_text(archive: zipfile.ZipFile, name: str) -> str:
    root = ElementTree.fromstring(archive.read(name))
    return " ".join(
        element.text or "" for element in root.iter() if element.tag.endswith(("}t", "}text")) and element.text
    )


_READERS = {"word/": _word, "xl/": _excel, "ppt/": _powerpoint}
