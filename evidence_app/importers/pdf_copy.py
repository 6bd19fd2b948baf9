"""A sound working copy of an original PDF, for stamping, binding and redacting: the original is only ever read.

Runs in a child process, because the file is untrusted. qpdf mends the structure and takes off the encryption; form
fields become part of the page (two exhibits with equal field names would share their values otherwise); scripts, file
attachments and actions that reach outside the document are left out; drawing commands that would spoil what is drawn
after them are closed.
"""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_app.importers.pdfium_lock import PDFIUM
from evidence_app.model.errors import Encrypted, Unreadable

CELL = 4
"""Points: the grid on which free space is looked for."""
INK_BELOW = 215
"""Brightness (0-255) from which paper is no longer white; scanned paper is darker than white but lighter than this."""
_MAX_SIDE = 2_000
_SAFE_ACTIONS = ("/GoTo", "/URI", "/Named")
_STRINGS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\bBI\b.*?\bEI\b|%[^\r\n]*", re.DOTALL)
_SAVES = re.compile(rb"(?<![^\s\])>}])[qQ](?![^\s\[(</%])")


@dataclass(frozen=True)
class CopyTask:
    """What to copy where. ``ink_pages`` are page indexes from 0 whose ink is wanted."""

    source: str
    target: str
    password: str = ""
    ink_pages: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Ink:
    """Where a page as shown has ink: ``rows`` x ``columns`` cells of about :data:`CELL` points, one byte each, 1 = ink."""

    columns: int
    rows: int
    cells: bytes

    def free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a rectangle has no ink; its edges are shares (0-1) of width and height from the top left."""
        first, last = max(0, int(x0 * self.columns)), min(self.columns, int(x1 * self.columns) + 1)
        for row in range(max(0, int(y0 * self.rows)), min(self.rows, int(y1 * self.rows) + 1)):
            if 1 in self.cells[row * self.columns + first : row * self.columns + last]:
                return False
        return True


@dataclass(frozen=True)
class PdfCopy:
    """The copy that was written: its pages, the ink of the pages asked for, and notes on what was changed in it."""

    path: str
    pages: int
    ink: dict[int, Ink]
    notes: tuple[str, ...] = ()


def copy_pdf(task: CopyTask, emit: Any = None) -> PdfCopy:
    """Write the sound copy; raises Encrypted or Unreadable."""
    with open_with_qpdf(Path(task.source), task.password) as pdf:
        notes = _notes(pdf)
        pages = len(pdf.pages)
        flatten_forms(pdf)
        _drop_actions(pdf)
        _explicit_links(pdf)
        for number, page in enumerate(pdf.pages):
            _balance(pdf, page)
            if emit is not None and number % 200 == 0:
                emit("progress", number, pages)
        pdf.save(task.target, static_id=True, compress_streams=True)
    return PdfCopy(task.target, pages, dict(inked(Path(task.target), task.ink_pages)), notes)


@contextlib.contextmanager
def open_with_qpdf(path: Path, password: str = "") -> Iterator[Any]:
    """The document opened by qpdf, with the empty password first; raises Encrypted or Unreadable."""
    import pikepdf

    wrong = False
    for attempt in dict.fromkeys(("", password)):
        try:
            pdf = pikepdf.open(path, password=attempt, suppress_warnings=True)
        except pikepdf.PasswordError:
            wrong = True
            continue
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, OSError) as error:
            raise Unreadable("The PDF is damaged and cannot be repaired.", "Ask for an undamaged copy.") from error
        with pdf, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not len(pdf.pages):
                raise Unreadable("The PDF has no pages.", "Ask for an undamaged copy.")
            yield pdf
        return
    assert wrong
    raise Encrypted("The PDF is encrypted and needs a password.", "Give its password when exporting.")


def _notes(pdf: Any) -> tuple[str, ...]:
    found = []
    if pdf.is_encrypted:
        found.append("The original is encrypted; the copy is not.")
    form = pdf.Root.get("/AcroForm")
    if form is not None:
        fields = form.get("/Fields")
        if fields is not None and len(fields):
            found.append("Form fields are part of the page in the copy.")
        if form.get("/SigFlags") is not None:
            found.append("The original is signed; a stamped copy cannot keep the signature valid.")
        if form.get("/XFA") is not None:
            found.append("The original is an XFA form; only the pages stored in it are in the copy.")
    return tuple(found)


def flatten_annotations(pdf: Any) -> None:
    """Draw every note, stamp and form field into its page, then take all of them away, links too."""
    import pikepdf

    with contextlib.suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        if "/AcroForm" in pdf.Root:
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]


def flatten_forms(pdf: Any) -> None:
    """Draw form fields into the page and remove the form; a document without one is left alone."""
    import pikepdf

    if "/AcroForm" not in pdf.Root:
        return
    with contextlib.suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")
    for page in pdf.pages:
        _keep_annotations(page, lambda one: one.get("/Subtype") != "/Widget")
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]


def _keep_annotations(page: Any, wanted: Any) -> None:
    """Keep those annotations of a page for which ``wanted(annotation)``; broken entries go."""
    import pikepdf

    found = page.obj.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return
    kept = [one for one in found if isinstance(one, pikepdf.Dictionary) and wanted(one)]
    if len(kept) != len(found):
        page.obj["/Annots"] = pikepdf.Array(kept)


def _drop_actions(pdf: Any) -> None:
    """Nothing in a copy runs, opens a file or carries one."""
    import pikepdf

    for key in ("/OpenAction", "/AA"):
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]
    for page in pdf.pages:
        if "/AA" in page.obj:
            del page.obj["/AA"]
        _keep_annotations(
            page, lambda one: one.get("/Subtype") not in ("/FileAttachment", "/Screen", "/RichMedia", "/Movie")
        )
        for one in page.obj.get("/Annots", ()):
            _drop_action(one)


def _drop_action(annotation: Any) -> None:
    import pikepdf

    if "/AA" in annotation:
        del annotation["/AA"]
    action = annotation.get("/A")
    if action is None:
        return
    if not isinstance(action, pikepdf.Dictionary) or str(action.get("/S", "")) not in _SAFE_ACTIONS:
        del annotation["/A"]


def _explicit_links(pdf: Any) -> None:
    """Links by name become links to a page: bound together, two documents with the same names would mix them up."""
    named = _named_places(pdf)
    for page in pdf.pages:
        for one in page.obj.get("/Annots", ()):
            if one.get("/Subtype") != "/Link":
                continue
            if "/Dest" in one:
                _point(one, "/Dest", named)
            action = one.get("/A")
            if action is not None and action.get("/S") == "/GoTo" and not _point(action, "/D", named):
                del one["/A"]
    for holder in (pdf.Root, pdf.Root.get("/Names", {})):
        if "/Dests" in holder:
            del holder["/Dests"]


def _point(holder: Any, key: str, named: dict[str, Any]) -> bool:
    """Make a destination an array; removes it (False) when it leads nowhere."""
    import pikepdf

    place = holder.get(key)
    if isinstance(place, pikepdf.String | pikepdf.Name):
        place = named.get(str(place).removeprefix("/"))
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D")
    if isinstance(place, pikepdf.Array) and len(place) and isinstance(place[0], pikepdf.Dictionary):
        holder[key] = place
        return True
    if key in holder:
        del holder[key]
    return False


def _named_places(pdf: Any) -> dict[str, Any]:
    import pikepdf

    found: dict[str, Any] = {}
    with contextlib.suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError):
        old = pdf.Root.get("/Dests")
        if isinstance(old, pikepdf.Dictionary):
            found |= {str(key).removeprefix("/"): value for key, value in old.items()}
        names = pdf.Root.get("/Names")
        if isinstance(names, pikepdf.Dictionary) and "/Dests" in names:
            found |= dict(pikepdf.NameTree(names["/Dests"]).items())
    return found


def _balance(pdf: Any, page: Any) -> None:
    """Close every saved drawing state a page leaves open, and open those it closes too often."""
    import pikepdf

    try:
        data = _content(page)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return
    depth = lowest = 0
    for match in _SAVES.finditer(_STRINGS.sub(b" ", data)):
        depth += 1 if match[0] == b"q" else -1
        lowest = min(lowest, depth)
    if lowest < 0:
        page.contents_add(pdf.make_stream(b"q\n" * -lowest), prepend=True)
    if depth - lowest > 0:
        page.contents_add(pdf.make_stream(b"\n" + b"Q\n" * (depth - lowest)))


def _content(page: Any) -> bytes:
    import pikepdf

    found = page.obj.get("/Contents")
    if found is None:
        return b""
    parts = found if isinstance(found, pikepdf.Array) else [found]
    return b"\n".join(part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))


def inked(path: Path, indexes: tuple[int, ...]) -> Iterator[tuple[int, Ink]]:
    """Draw pages small and see which cells are not white; pages PDFium cannot draw are left out.

    Other threads may draw between two pages, so that the viewer does not wait for a whole document.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    if not indexes:
        return
    try:
        with PDFIUM:
            document = PdfDocument(path)
    except PdfiumError:
        return
    try:
        for index in indexes:
            with contextlib.suppress(PdfiumError, ValueError, MemoryError):
                with PDFIUM:
                    ink = _ink(document, index)
                yield index, ink
    finally:
        with PDFIUM:
            document.close()


def _ink(document: Any, index: int) -> Ink:
    from PIL import Image

    page = document[index]
    with contextlib.closing(page):
        width, height = page.get_size()
        scale = min(0.5, _MAX_SIDE / max(width, height, 1))
        picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    columns, rows = max(1, round(width / CELL)), max(1, round(height / CELL))
    dark = picture.point(lambda value: 255 if value < INK_BELOW else 0)
    # The box filter gives the share of dark pixels in a cell; any share above nothing is ink.
    cells = dark.resize((columns, rows), Image.Resampling.BOX).point(lambda value: 1 if value > 8 else 0)
    return Ink(columns, rows, cells.tobytes())
