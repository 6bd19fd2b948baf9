"""A second opinion on files attached to a PDF: PDFium gives no bytes for some that pypdf reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError


def attached_files(path: Path, password: str = "") -> dict[str, list[bytes]]:
    """Files of the document and of its comments by their stated name; empty when pypdf cannot read the file either."""
    found: dict[str, list[bytes]] = {}
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            reader.decrypt(password)
        for name, contents in reader.attachments.items():
            found.setdefault(name, []).extend(data for data in contents if data)
        for name, data in _comment_files(reader):
            found.setdefault(name, []).append(data)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return found  # whatever was read before the fault is still true
    return found


def _comment_files(reader: PdfReader) -> Iterator[tuple[str, bytes]]:
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            annotation: Any = reference.get_object()
            if annotation.get("/Subtype") != "/FileAttachment":
                continue
            file: Any = annotation["/FS"].get_object()
            embedded: Any = file["/EF"].get_object()
            stream = embedded.get("/UF") or embedded["/F"]
            yield str(file.get("/UF") or file.get("/F") or ""), stream.get_object().get_data()
