"""PDF: text layer with word boxes, comments, form values, attachments; pages that need OCR are marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_app.importers.contract import BY_NAME, NO, SURE, Emit, Heartbeat, ReadContext, named
from evidence_app.importers.guesses import guessed
from evidence_app.model.imported import ImportedExhibit
from evidence_app.model.pages import ImportedPage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

    from evidence_app.importers.pdf_extras import AttachmentStore

_HOPELESS = 50
"""After so many pages in a row that cannot be loaded, the page count is taken for a lie."""


class PdfImporter:
    """Born-digital, scanned, mixed, damaged and encrypted PDF files."""

    name = "pdf"
    suffixes = (".pdf",)

    def score(self, file_name: str, head: bytes) -> int:
        """``%PDF-`` within the first kilobyte, as readers accept it."""
        if b"%PDF-" in head[:1024]:
            return SURE
        return BY_NAME if named(file_name, self.suffixes) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Every page; raises Encrypted or Unreadable when the document cannot be opened at all."""
        from evidence_app.importers.pdf_document import facts, open_pdf, stated_day
        from evidence_app.importers.pdf_extras import AttachmentStore, document_files

        with open_pdf(path, context) as (document, note):
            store = AttachmentStore(context)
            pages, reason = _pages(document, context, store, emit)
            for stated_name, data in document_files(document):
                store.add(stated_name, data)
            store.fill_empty(path)
            metadata = facts(document)
        created = metadata.get("creationdate", "")
        day = stated_day(created)
        if note:
            metadata["opened"] = note
        exhibit = ImportedExhibit(
            "pdf",
            "application/pdf",
            date=day,
            date_basis="metadata" if day else "",
            date_as_stated=created if day else "",
            author=metadata.get("author", ""),
            subject=metadata.get("subject", ""),
            pages=pages,
            attachments=tuple(store.attachments),
            status="partial" if reason else "ok",
            reason=reason,
            metadata=metadata,
        )
        return guessed(exhibit, context.file_name)


def _pages(
    document: PdfDocument, context: ReadContext, store: AttachmentStore, emit: Emit
) -> tuple[tuple[ImportedPage, ...], str]:
    """The pages, and a sentence when some could not be read."""
    stated = len(document)
    beat = Heartbeat(emit)
    pages: list[ImportedPage] = []
    failed = 0
    for number in range(1, min(stated, context.max_pages) + 1):
        page = _page(document, number, store)
        pages.append(page or ImportedPage(number, note="The page is damaged and could not be read."))
        failed = 0 if page else failed + 1
        beat(number, stated)
        if failed >= _HOPELESS:
            del pages[-failed:]
            return tuple(pages), f"The file claims {stated:,} pages; only {len(pages):,} are there."
    return tuple(pages), _reason(pages, stated)


def _page(document: PdfDocument, number: int, store: AttachmentStore) -> ImportedPage | None:
    from pypdfium2 import PdfiumError

    from evidence_app.importers.pdf_page import imported, read_page

    try:
        page = read_page(document, number - 1)
    except PdfiumError:
        return None
    for stated_name, data in page.extras.files:
        store.add(stated_name, data)
    return imported(number, page)


def _reason(pages: list[ImportedPage], stated: int) -> str:
    return " ".join(_sentences(pages, stated))


def _sentences(pages: list[ImportedPage], stated: int) -> Iterator[str]:
    damaged = [str(page.number) for page in pages if page.note.startswith("The page is damaged")]
    if damaged:
        shown = ", ".join(damaged[:10]) + (" ..." if len(damaged) > 10 else "")
        yield f"Page{'s' if len(damaged) > 1 else ''} {shown} could not be read."
    if stated > len(pages):
        yield f"The file has {stated:,} pages; only the first {len(pages):,} were read."
