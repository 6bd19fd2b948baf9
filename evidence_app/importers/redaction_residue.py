"""Reads a redacted copy back and names every place where something that should be gone is still there.

Two text engines, every decoded stream and string in single-byte and 16-bit text, notes, attachments, metadata, outlines,
and earlier revisions. One engine alone misses cases: text in subset fonts is not found in the streams, and hidden objects
are not found by text engines.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence_app.importers.pdfium_lock import alone_with_pdfium
from evidence_app.model.errors import MissingTool
from evidence_app.model.redaction import Box, Secrets

_IMAGES = ("/Image",)
_SHORT = 4
"""Secrets shorter than this are looked for by the text engines only: any stream holds such letters by chance."""
_PRINTABLE_RUN = re.compile(r"[^\x00-\x1f]{2,}")
_FORBIDDEN_ROOT = ("/Names", "/Outlines", "/AcroForm", "/Metadata", "/PieceInfo", "/StructTreeRoot", "/OpenAction", "/AA",
                   "/Dests", "/AF", "/Collection")  # fmt: skip
_DARK = 90


@dataclass(frozen=True)
class ResidueTask:
    """What must be gone from ``path``: words anywhere, and any text within the boxes of a page (from 1).

    ``pictures`` are the pages (from 1) whose picture is read again by OCR.
    """

    path: str
    words: tuple[str, ...] = ()
    boxes: dict[int, tuple[Box, ...]] = field(default_factory=dict)
    pictures: tuple[int, ...] = ()


@alone_with_pdfium
def find_residue(task: ResidueTask, emit: Any = None) -> list[str]:
    """Sentences naming what is left and where; empty when the copy is clean. The secrets themselves are not repeated."""
    secrets = Secrets(task.words)
    found = [*_by_pdfium(task, secrets, emit), *_by_pypdf(task, secrets, emit)]
    found += _by_ocr(task, secrets, emit)
    found += _in_structure(task, secrets)
    found += _revisions(Path(task.path))
    return list(dict.fromkeys(found))


def _by_pdfium(task: ResidueTask, secrets: Secrets, emit: Any) -> Iterator[str]:
    import pypdfium2

    from evidence_app.importers.pdf_words import read_layer

    with contextlib.closing(pypdfium2.PdfDocument(task.path)) as document:
        for index in range(len(document)):
            page = document[index]
            with contextlib.closing(page):
                layer = read_layer(document, index, page)
                boxes = task.boxes.get(index + 1, ())
                if secrets.inside(layer.text):
                    yield f"Page {index + 1}: a word to be redacted is still in the text."
                if any(_mostly(word[2:6], box) for word in layer.words for box in boxes):
                    yield f"Page {index + 1}: there is still text under a black box."
                if boxes and not _black(page, boxes):
                    yield f"Page {index + 1}: a box is not black."
            if emit is not None and index % 20 == 0:
                emit("progress", index, len(document))


def _by_ocr(task: ResidueTask, secrets: Secrets, emit: Any) -> Iterator[str]:
    """Read the pictures again: the text layer of a scan is not what the eye sees."""
    import pypdfium2

    from evidence_app.importers.pdf_redact import read_drawn

    if not secrets or not task.pictures:
        return
    with contextlib.closing(pypdfium2.PdfDocument(task.path)) as document:
        for done, number in enumerate(task.pictures, 1):
            with contextlib.suppress(MissingTool):
                if secrets.inside(" ".join(text for text, _box in read_drawn(document, number - 1))):
                    yield f"Page {number}: the picture still shows a word to be redacted."
            if emit is not None:
                emit("progress", done, len(task.pictures))


def _mostly(word: Box, box: Box) -> bool:
    """Whether the middle of a word lies in a box."""
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def _black(page: Any, boxes: tuple[Box, ...]) -> bool:
    """Whether the boxes are dark in the finished page, save for the reason code: most of each is black."""
    picture = page.render(scale=1).to_pil().convert("L")
    for box in boxes:
        x0, y0 = max(0, round(box[0] / 100)), max(0, round(box[1] / 100))
        x1, y1 = min(picture.width, round(box[2] / 100)), min(picture.height, round(box[3] / 100))
        if x1 - x0 < 2 or y1 - y0 < 2:
            continue
        cut = picture.crop((x0, y0, x1, y1))
        histogram = cut.histogram()
        if sum(histogram[:_DARK]) < 0.4 * cut.width * cut.height:
            return False
    return True


def _by_pypdf(task: ResidueTask, secrets: Secrets, emit: Any) -> Iterator[str]:
    from pypdf import PdfReader

    if not secrets:
        return
    reader = PdfReader(task.path)
    for number, page in enumerate(reader.pages, 1):
        try:
            text = page.extract_text()
        except Exception:  # pypdf raises almost anything on odd fonts; PDFium has read the page already
            continue
        if secrets.inside(text):
            yield f"Page {number}: a word to be redacted is still in the text (second reading)."
        if emit is not None and number % 20 == 0:
            emit("progress", number, len(reader.pages))


def _in_structure(task: ResidueTask, secrets: Secrets) -> Iterator[str]:
    import pikepdf

    with pikepdf.open(task.path) as pdf:
        for key in _FORBIDDEN_ROOT:
            if key in pdf.Root:
                yield f"The document still has {key.removeprefix('/')}."
        if any("/Annots" in page.obj for page in pdf.pages):
            yield "There are still notes, links or form fields on a page."
        info: Any = pdf.trailer.get("/Info", {})
        extra = {str(key) for key in info} - {"/Producer", "/Title"}
        if extra:
            yield f"The document still has properties: {', '.join(sorted(extra))}."
        for number, found in enumerate(pdf.objects):
            if PageObjects(found, follow=False).secret(secrets):
                yield f"Object {number + 1} of the file still holds a word to be redacted."
        if secrets.inside(" ".join(str(value) for value in info.values())):
            yield "The document's properties still hold a word to be redacted."


def _revisions(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    if data.count(b"startxref") != 1 or data.count(b"%%EOF") != 1:
        yield "The file still holds an earlier revision of itself."


class PageObjects:
    """Everything reachable from one object: its dictionaries, strings and decoded streams, pictures left out.

    ``follow`` False stays within the object itself, for going through a file object by object.
    """

    def __init__(self, top: Any, follow: bool = True) -> None:
        self._top = top
        self._follow = follow

    def secret(self, secrets: Secrets) -> str:
        """A secret found in a string or stream; empty when there is none."""
        long = Secrets([word for word in secrets.words if len(word) >= _SHORT])
        if not long:
            return ""
        for text in self._texts():
            found = long.inside(text)
            if found:
                return found
        return ""

    def dictionaries(self) -> Iterator[Any]:
        """Every dictionary and stream."""
        import pikepdf

        for one in self._walk():
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one

    def _texts(self) -> Iterator[str]:
        import pikepdf

        for one in self._walk():
            if isinstance(one, pikepdf.String):
                yield str(one)
            elif isinstance(one, pikepdf.Name):
                yield str(one)[1:]
            elif isinstance(one, pikepdf.Stream) and one.get("/Subtype") not in _IMAGES and "/Length1" not in one:
                with contextlib.suppress(pikepdf.PdfError, RuntimeError):
                    yield from readings(one.read_bytes())

    def _walk(self) -> Iterator[Any]:
        import pikepdf

        seen: set[tuple[int, int]] = set()
        waiting: list[tuple[Any, bool]] = [(self._top, True)]
        while waiting:
            one, top = waiting.pop()
            if isinstance(one, pikepdf.Object) and one.is_indirect:
                if (not self._follow and not top) or one.objgen in seen:
                    continue
                seen.add(one.objgen)
            yield one
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                waiting += [(value, False) for key, value in one.items() if key not in ("/Parent", "/P")]
            elif isinstance(one, pikepdf.Array):
                waiting += [(value, False) for value in one]


def readings(data: bytes) -> Iterator[str]:
    """Bytes as text in the ways text is stored: one byte a letter, two in either order, and pieces of strings joined."""
    single = data.decode("latin-1")
    yield single
    if b"(" in data or b"<" in data:
        yield "".join(_strings(single))
    if b"\0" in data:
        for encoding in ("utf-16-be", "utf-16-le"):
            for shift in (0, 1):
                yield " ".join(_PRINTABLE_RUN.findall(data[shift:].decode(encoding, "replace")))


_STRING = re.compile(r"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>|(T[*dDmJj]|'|\")", re.DOTALL)


def _strings(content: str) -> Iterator[str]:
    """The strings a content stream shows, in order; a new line or word where the text moves."""
    for match in _STRING.finditer(content):
        if match[1] is not None:
            yield re.sub(r"\\([()\\])", r"\1", match[1])
        elif match[2] is not None:
            digits = "".join(match[2].split())
            raw = bytes.fromhex(digits + "0" * (len(digits) % 2))
            yield raw.decode("utf-16-be", "replace") if len(raw) % 2 == 0 and 0 in raw[::2] else raw.decode("latin-1")
        elif match[3] not in ("TJ", "Tj"):
            yield " "
