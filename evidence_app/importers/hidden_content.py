"""What a file carries besides what it shows: authors, earlier versions, comments, scripts, hidden parts, places.

Runs in a child process, because the file is untrusted. XML is searched as bytes and never parsed, so that nothing in it
can be resolved or executed. What is found is named by kind and count; the hidden words themselves are not repeated.
"""

from __future__ import annotations

import contextlib
import mmap
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import HEAD_BYTES, ReadContext
from evidence_app.importers.image import open_image
from evidence_app.importers.pdf_copy import open_with_qpdf
from evidence_app.importers.redaction_check import HiddenText, HiddenTextTask, find_hidden_text
from evidence_app.importers.rtf_text import RTF, read_rtf
from evidence_app.importers.zip_safety import open_archive
from evidence_app.model.pages import UNITS_PER_POINT

_INFO = ("/Title", "/Author", "/Subject", "/Keywords")
_OFFICE_FACTS = (b"dc:creator", b"cp:lastModifiedBy", b"dc:title", b"dc:subject", b"cp:keywords", b"dc:description",
                 b"Company", b"Manager")  # fmt: skip
_SHOWN_ANNOTATIONS = frozenset({"/Link", "/Popup", "/Widget", "/PrinterMark", "/TrapNet"})
_MAX_ANNOTATIONS = 20_000
_EXIF_FACTS = {0x013B: "an artist", 0x8298: "a copyright line", 0x9C9D: "an author", 0x9C9C: "a comment",
               0xA430: "the camera's owner", 0xA431: "the camera's serial number"}  # fmt: skip
_GPS, _EXIF = 0x8825, 0x8769


@dataclass(frozen=True)
class HiddenTask:
    """Which file to look into; ``kind`` is the exhibit's kind."""

    path: str
    file_name: str
    kind: str
    password: str = ""


@dataclass(frozen=True)
class HiddenItem:
    """One thing found: a code of the pre-flight check, words for the user, page (from 1) and place where there are any."""

    code: str
    words: str
    page: int | None = None
    where: str = ""


def inspect_file(task: HiddenTask, emit: Any = None) -> list[HiddenItem]:
    """Everything hidden that is known to look for in this kind of file. Raises Encrypted, Unreadable or TooBig."""
    match task.kind:
        case "pdf":
            return list(_pdf(task, emit))
        case "image":
            return list(_image(task))
        case "word" if RTF.match(_head(task)):
            return list(_rich_text(task))
        case "word" | "spreadsheet" | "slides":
            return list(_office(task))
    return []


# --- PDF --------------------------------------------------------------------------------------------------------------


def _pdf(task: HiddenTask, emit: Any) -> Iterator[HiddenItem]:
    with open_with_qpdf(Path(task.path), task.password) as pdf:
        if pdf.is_encrypted:
            yield HiddenItem(
                "encrypted", "The stored PDF is encrypted, though it opens; filing portals refuse such files."
            )
        yield from _facts(pdf)
        yield from _parts(pdf)
        yield from _annotations(pdf)
    earlier = earlier_versions(Path(task.path))
    if earlier:
        yield HiddenItem("hidden-revisions", f"The PDF was saved {_many(earlier, 'more time')} by adding to it; what earlier versions showed may still be in it.")  # fmt: skip
    yield from _hidden_text(task, emit)


def _facts(pdf: Any) -> Iterator[HiddenItem]:
    named = [key[1:].lower() for key in _INFO if str(pdf.docinfo.get(key, "")).strip()]
    if "/Metadata" in pdf.Root:
        named.append("a block of XMP metadata")
    if named:
        yield HiddenItem("hidden-metadata", f"The PDF's properties state: {', '.join(named)}.")


def _parts(pdf: Any) -> Iterator[HiddenItem]:
    if len(pdf.attachments):
        yield HiddenItem("hidden-attachments", f"{_many(len(pdf.attachments), 'file')} attached inside the PDF.")
    names = pdf.Root.get("/Names")
    scripts = bool(names is not None and "/JavaScript" in names) or _is_script(pdf.Root.get("/OpenAction"))
    if scripts or "/AA" in pdf.Root:
        yield HiddenItem("hidden-script", "The PDF holds scripts or actions that run when it is opened.")
    layers = pdf.Root.get("/OCProperties")
    off = layers.get("/D", {}).get("/OFF") if layers is not None else None
    if off is not None and len(off):
        yield HiddenItem("hidden-text", f"{_many(len(off), 'layer')} switched off: what they hold is in the file but not shown.")  # fmt: skip
    form = pdf.Root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        yield HiddenItem("hidden-metadata", "The PDF holds a second, XML version of its form (XFA).")


def _is_script(action: Any) -> bool:
    with contextlib.suppress(TypeError, ValueError, AttributeError):
        return str(action.get("/S", "")) == "/JavaScript"
    return False


def _annotations(pdf: Any) -> Iterator[HiddenItem]:
    seen, scripted = 0, 0
    for number, page in enumerate(pdf.pages, 1):
        kinds: Counter[str] = Counter()
        for one in page.obj.get("/Annots") or ():
            seen += 1
            if seen > _MAX_ANNOTATIONS:
                return
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                kinds[str(one.get("/Subtype", ""))] += 1
                scripted += _is_script(one.get("/A"))
        yield from _on_page(number, kinds)
    if scripted:
        yield HiddenItem("hidden-script", f"{_many(scripted, 'button or note')} that runs a script.")


def _on_page(number: int, kinds: Counter[str]) -> Iterator[HiddenItem]:
    waiting = kinds.pop("/Redact", 0)
    if waiting:
        yield HiddenItem("covered-text", f"{_many(waiting, 'passage')} marked for redaction, but the redaction was never applied.", number)  # fmt: skip
    files = kinds.pop("/FileAttachment", 0)
    if files:
        yield HiddenItem("hidden-attachments", f"{_many(files, 'file')} attached to notes on the page.", number)
    notes = sum(count for kind, count in kinds.items() if kind not in _SHOWN_ANNOTATIONS)
    if notes:
        yield HiddenItem("hidden-comments", f"{_many(notes, 'comment or mark')} laid over the page.", number)


def earlier_versions(path: Path) -> int:
    """How often a PDF was saved by adding a new part at its end; the linearized form's own second part does not count."""
    if not path.stat().st_size:
        return 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        ends = sum(1 for _match in re.finditer(rb"startxref\s+\d+\s+%%EOF", data))
        linearized = b"/Linearized" in data[:2048]
    return max(0, ends - 1 - linearized)


def _hidden_text(task: HiddenTask, emit: Any) -> Iterator[HiddenItem]:
    """Text nobody sees, by page and kind, with the place of the first."""
    from pypdfium2 import PdfiumError

    try:
        found = find_hidden_text(HiddenTextTask(task.path, task.password), emit)
    except PdfiumError:
        yield HiddenItem("unreadable", "The PDF could not be drawn, so text under boxes was not looked for.")
        return
    together: dict[tuple[int, str], list[HiddenText]] = {}
    for one in found:
        together.setdefault((one.page, one.how), []).append(one)
    for (page, how), own in sorted(together.items()):
        words = sum(len(one.text.split()) for one in own)
        code = "covered-text" if how == "covered" else "hidden-text"
        yield HiddenItem(code, _HOW[how].format(words=_many(words, "word")), page, _place(own[0].box))


_HOW = {
    "covered": "{words} that can be copied out of the file under a box, a picture or other text.",
    "not visible": "{words} in the colour of the paper.",
    "outside the page": "{words} beside the visible page.",
}


def _place(box: tuple[int, int, int, int]) -> str:
    across, down = (max(0, value) / UNITS_PER_POINT / 72 for value in box[:2])
    return f"{across:.1f} in from the left, {down:.1f} in from the top"


# --- Office and pictures ----------------------------------------------------------------------------------------------


def _office(task: HiddenTask) -> Iterator[HiddenItem]:
    context = ReadContext(task.file_name, str(Path(task.path).parent))
    with open_archive(Path(task.path), context) as archive:
        names = archive.namelist()
        yield from _office_facts(b"".join(_member(archive, n) for n in names if n.startswith("docProps/")))
        yield from _office_parts(names)
        if task.kind == "word":
            yield from _word(b"".join(_member(archive, n) for n in names if re.fullmatch(r"word/[\w]+\.xml", n)))
        elif task.kind == "spreadsheet":
            yield from _workbook(b"".join(_member(archive, n) for n in names if n == "xl/workbook.xml"))
        else:
            shown = [_member(archive, n) for n in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
            hidden = sum(b'show="0"' in slide[:2000] for slide in shown)
            if hidden:
                yield HiddenItem("hidden-text", f"{_many(hidden, 'slide')} hidden.")


def _member(archive: Any, name: str) -> bytes:
    with contextlib.suppress(OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        data: bytes = archive.read(name)
        return data
    return b""


def _office_facts(data: bytes) -> Iterator[HiddenItem]:
    found = [
        re.search(rb"<(?:\w+:)?" + name.split(b":")[-1] + rb"(?:\s[^>]*)?>([^<]+)<", data) for name in _OFFICE_FACTS
    ]
    named = [
        name.split(b":")[-1].decode()
        for name, match in zip(_OFFICE_FACTS, found, strict=True)
        if match and match[1].strip()
    ]
    if named:
        yield HiddenItem("hidden-metadata", f"The file's properties state: {', '.join(map(_plain, named))}.")


def _plain(name: str) -> str:
    """``lastModifiedBy`` -> "last modified by"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _office_parts(names: list[str]) -> Iterator[HiddenItem]:
    kinds = {
        "hidden-comments": ("comments", "Comments are in the file."),
        "hidden-attachments": ("embeddings/", "Other files are embedded in the file."),
        "hidden-script": ("vbaproject", "The file holds macros."),
    }
    for code, (part, words) in kinds.items():
        if any(part in name.lower() for name in names):
            yield HiddenItem(code, words)
    if any("notesslides/" in name.lower() for name in names):
        yield HiddenItem("hidden-comments", "The slides have speaker's notes.")


def _word(data: bytes) -> Iterator[HiddenItem]:
    changes = len(re.findall(rb"<w:(?:ins|del|moveFrom|moveTo)\s", data))
    if changes:
        yield HiddenItem(
            "hidden-revisions", f"{_many(changes, 'tracked change')}: deleted words are still in the file."
        )
    hidden = len(re.findall(rb"<w:(?:vanish|webHidden)(?:\s*/>|\s+w:val=\"(?:1|true|on)\")", data))
    if hidden:
        yield HiddenItem("hidden-text", f"{_many(hidden, 'run')} of text set as hidden.")


def _workbook(data: bytes) -> Iterator[HiddenItem]:
    hidden = len(re.findall(rb'<(?:\w+:)?sheet\s[^>]*state="(?:hidden|veryHidden)"', data))
    if hidden:
        yield HiddenItem("hidden-text", f"{_many(hidden, 'sheet')} hidden.")


def _head(task: HiddenTask) -> bytes:
    with Path(task.path).open("rb") as file:
        return file.read(HEAD_BYTES)


def _rich_text(task: HiddenTask) -> Iterator[HiddenItem]:
    """Rich Text (.rtf) is one file, and what is hidden in it stands between the words."""
    found = read_rtf(Path(task.path).read_bytes())
    counts = found.counts
    facts = [name for name in found.facts if name not in ("created", "modified")]
    if facts:
        yield HiddenItem("hidden-metadata", f"The file's properties state: {', '.join(facts)}.")
    if counts["comments"]:
        yield HiddenItem("hidden-comments", "Comments are in the file.")
    if counts["objects"]:
        yield HiddenItem("hidden-attachments", "Other files are embedded in the file.")
    changes = counts["deleted"] + counts["inserted"]
    if changes:
        yield HiddenItem(
            "hidden-revisions", f"{_many(changes, 'tracked change')}: deleted words are still in the file."
        )
    if counts["hidden"]:
        yield HiddenItem("hidden-text", f"{_many(counts['hidden'], 'run')} of text set as hidden.")
    if counts["trailing"]:
        yield HiddenItem("hidden-text", f"{_many(counts['trailing'], 'character')} behind the end of the document.")


def _image(task: HiddenTask) -> Iterator[HiddenItem]:
    context = ReadContext(task.file_name, str(Path(task.path).parent))
    with open_image(Path(task.path), context) as image:
        try:
            exif = image.getexif()
            named = [words for tag, words in _EXIF_FACTS.items() if exif.get(tag) or exif.get_ifd(_EXIF).get(tag)]
            if exif.get_ifd(_GPS):
                named.insert(0, "the place where it was taken (GPS)")
        except Exception:  # EXIF is often broken
            named = ["data about the camera that cannot be read"]
        named += ["text notes"] if getattr(image, "text", None) or image.info.get("comment") else []
        if named:
            yield HiddenItem("hidden-metadata", f"The picture file states: {', '.join(named)}.")


def _many(count: int, word: str) -> str:
    """``1 comment or mark``, ``3 comments or marks``: the number in front, plural where it needs one."""
    if count == 1:
        return f"{count} {word}"
    return f"{count} " + " or ".join(f"{part}s" for part in word.split(" or "))
