"""What the child processes run. Everything is module level and picklable, so that it works with spawned processes.

Bad input never raises: the exhibit comes back with a status and a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evidence_app.importers import choose
from evidence_app.importers.contract import HEAD_BYTES, Emit, ReadContext
from evidence_app.importers.guesses import guessed
from evidence_app.importers.problems import problem
from evidence_app.model.imported import DocumentKind, ImportedExhibit
from evidence_app.model.pages import ImportedPage

_KINDS: dict[str, DocumentKind] = {
    "pdf": "pdf",
    "image": "image",
    "mail": "email",
    "mailbox": "email",
    "outlook": "email",
    "rtf": "word",
    "web": "web",
    "text": "text",
}


@dataclass(frozen=True)
class ReadTask:
    """Read one file: ``path`` on disk (any name), and what is known about it."""

    path: str
    context: ReadContext


@dataclass(frozen=True)
class OcrTask:
    """OCR some pages (from 1) of a PDF or of an image file, whose pages are its frames.

    ``instead``: what OCR reads takes the place of the file's own text; else a usable text layer stays and OCR adds to it.
    """

    path: str
    context: ReadContext
    pages: tuple[int, ...]
    instead: bool = False


def read_file(task: ReadTask, emit: Emit) -> ImportedExhibit:
    """Read one file. Never raises for bad input; pages that need OCR come back marked, without OCR."""
    path = Path(task.path)
    name = "other"
    try:
        head = _head(path)
        if not head:
            empty = ImportedExhibit("other", status="damaged", reason="The file is empty (0 bytes).")
            return guessed(empty, task.context.file_name)
        importer = choose(task.context.file_name, head)
        name = importer.name
        return importer.read(path, task.context, emit)
    except (Exception, RecursionError) as error:
        return _failed(task, name, error)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _failed(task: ReadTask, importer_name: str, error: Exception) -> ImportedExhibit:
    status, reason = problem(error)
    kind = _KINDS.get(importer_name, "other")
    return guessed(ImportedExhibit(kind, status=status, reason=reason), task.context.file_name)


def ocr_pages(task: OcrTask, emit: Emit) -> tuple[ImportedPage, ...]:
    """The given pages with OCR text, word boxes and confidence; both texts are kept. Raises MissingTool without OCR.

    A page that cannot be drawn comes back with its layer text and a note, still marked as needing OCR.
    """
    from evidence_app.importers.page_ocr import ocr_page_numbers

    pages = []
    for done, page in enumerate(ocr_page_numbers(Path(task.path), task.context, task.pages, task.instead), 1):
        pages.append(page)
        emit("progress", done, len(task.pages))
    return tuple(pages)
