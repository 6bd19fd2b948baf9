"""Importers: one module per kind of file. A new kind is one module and one name in :data:`BUILT_IN`."""

from __future__ import annotations

from evidence_app.importers.contract import HEAD_BYTES, Emit, Importer, ReadContext
from evidence_app.importers.image import ImageImporter
from evidence_app.importers.mail import MailboxImporter, MailImporter
from evidence_app.importers.office import OfficeImporter
from evidence_app.importers.other import OtherImporter
from evidence_app.importers.outlook import OutlookImporter
from evidence_app.importers.pdf import PdfImporter
from evidence_app.importers.rtf import RtfImporter
from evidence_app.importers.text import TextImporter
from evidence_app.importers.web import WebImporter

BUILT_IN: tuple[Importer, ...] = (
    PdfImporter(),
    ImageImporter(),
    OfficeImporter(),
    RtfImporter(),
    OutlookImporter(),
    MailImporter(),
    MailboxImporter(),
    WebImporter(),
    TextImporter(),
)
OTHER: Importer = OtherImporter()

__all__ = ["BUILT_IN", "HEAD_BYTES", "OTHER", "Emit", "Importer", "ReadContext", "accepted_suffixes", "choose"]


def choose(file_name: str, head: bytes, importers: tuple[Importer, ...] = BUILT_IN) -> Importer:
    """The importer for a file, by its first :data:`HEAD_BYTES` bytes, then by its name; never None."""
    best = max(importers, key=lambda importer: importer.score(file_name, head))
    return best if best.score(file_name, head) > 0 else OTHER


def accepted_suffixes() -> tuple[str, ...]:
    """Suffixes with their dot, sorted, for file dialogs. Other files are imported too, as not searchable."""
    return tuple(sorted({suffix for importer in BUILT_IN for suffix in importer.suffixes}))
