"""Reads finished PDFs in a .zip back: what a reader finds on each page. Runs in a child process, as all reading does."""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import dataclass
from typing import Any

from evidence_app.importers.pdfium_lock import alone_with_pdfium


@dataclass(frozen=True)
class StampedTask:
    """PDFs to read, by their names in the archive at ``path``."""

    path: str
    names: tuple[str, ...]


@alone_with_pdfium
def read_stamped(task: StampedTask, emit: Any = None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, text of each page) of every PDF of the task; a page that cannot be read has no text.

    Raises for a PDF that cannot be opened at all: then something is wrong with the archive.
    """
    from pypdfium2 import PdfDocument

    found = []
    with zipfile.ZipFile(task.path) as archive:
        for done, name in enumerate(task.names, 1):
            with contextlib.closing(PdfDocument(archive.read(name))) as document:
                found.append((name, tuple(_text(document, index) for index in range(len(document)))))
            if emit is not None:
                emit("progress", done, len(task.names))
    return tuple(found)


def _text(document: Any, index: int) -> str:
    from pypdfium2 import PdfiumError

    try:
        with contextlib.closing(document[index]) as page, contextlib.closing(page.get_textpage()) as text:
            return str(text.get_text_range()).replace("\r\n", "\n").replace("\x02", "-")
    except PdfiumError:
        return ""
