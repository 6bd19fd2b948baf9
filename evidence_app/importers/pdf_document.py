"""Opens a PDF by every honest means: PDFium, the empty password, the user's password, and a qpdf repair of a copy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

from evidence_app.importers.contract import ReadContext, temporary_file
from evidence_app.importers.pdfium_lock import PDFIUM
from evidence_app.model.errors import Encrypted, Unreadable

_WAY_OUT = "Ask the sender for an undamaged copy; the file is kept as it is."


@contextlib.contextmanager
def open_pdf(path: Path, context: ReadContext) -> Iterator[tuple[PdfDocument, str]]:
    """The document and a note on how it was opened (empty: normally). Raises Encrypted or Unreadable.

    The file itself is never written; a repaired copy lies in the temporary folder while the document is open. No other
    thread of this process is inside PDFium as long.
    """
    with PDFIUM:
        yield from _opened(path, context)


def _opened(path: Path, context: ReadContext) -> Iterator[tuple[PdfDocument, str]]:
    copy: Path | None = None
    document, note = _try(path, ("", context.password)), ""
    if document is None:
        copy, note = _rewritten(path, context)
        document = _try(copy, ("",))
    if document is None:
        raise Unreadable("The file is not a PDF that can be opened, even after a repair.", _WAY_OUT)
    try:
        with contextlib.suppress(PdfiumError):
            document.init_forms()
        yield document, note
    finally:
        document.close()
        if copy is not None:
            copy.unlink(missing_ok=True)


def _try(path: Path, passwords: tuple[str, ...]) -> PdfDocument | None:
    """The opened document; None when PDFium cannot open it, for whatever reason."""
    for password in dict.fromkeys(passwords):
        try:
            document = PdfDocument(path, password=password or None)
        except PdfiumError:
            continue
        if len(document) > 0:
            return document
        document.close()
    return None


def _rewritten(path: Path, context: ReadContext) -> tuple[Path, str]:
    """A copy written anew by qpdf, which mends broken cross-references and accepts an empty owner password."""
    import pikepdf

    for password in dict.fromkeys(("", context.password)):
        try:
            with pikepdf.open(path, password=password, suppress_warnings=True) as pdf:
                if not len(pdf.pages):
                    raise Unreadable("The PDF has no pages.", _WAY_OUT)
                note = "Opened with the empty owner password." if pdf.is_encrypted else "Read from a repaired copy."
                copy = temporary_file(context, ".pdf")
                pdf.save(copy)
                return copy, note
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
            raise Unreadable(
                "The file is damaged: it is not a PDF that can be opened or repaired.", _WAY_OUT
            ) from error
    wrong = "is not right" if context.password else "is needed"
    raise Encrypted(
        f"The PDF is encrypted and a password {wrong}.", "Retry with its password; until then it is not searchable."
    )


def facts(document: PdfDocument) -> dict[str, str]:
    """Title, author, dates ... as the file states them; empty ones left out."""
    with contextlib.suppress(PdfiumError):
        found = document.get_metadata_dict(skip_empty=True)
        return {key.lower(): value.replace("\0", "").strip() for key, value in found.items() if value.strip("\0 ")}
    return {}


def stated_day(value: str) -> str:
    """ISO day of a PDF date ``D:20240912...``; empty when it is not one."""
    digits = value.removeprefix("D:")[:8]
    if len(digits) == 8 and digits.isdigit() and "1970" <= digits[:4] <= "2100" and "01" <= digits[4:6] <= "12":
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if "01" <= digits[6:] <= "31" else ""
    return ""
