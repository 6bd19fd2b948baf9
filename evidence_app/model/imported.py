"""What an importer hands back for one file: data only, so that it can cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evidence_app.model.pages import ImportedPage

DocumentKind = Literal["pdf", "image", "email", "web", "word", "spreadsheet", "slides", "text", "load file", "other"]
ReadStatus = Literal["ok", "partial", "password", "damaged", "timeout", "crashed", "too big", "unsupported"]
DateBasis = Literal["", "file name", "metadata", "header", "page text", "user"]


@dataclass(frozen=True)
class ImportedAttachment:
    """A file found inside another (e-mail attachment, PDF attachment, message of an mbox).

    ``path`` lies in the reading process's temporary folder; the parent copies it into the originals store.
    ``file_name`` is the name as stated inside the container and may be hostile: never use it as a path.
    """

    file_name: str
    path: str
    media_type: str = ""


@dataclass(frozen=True)
class ImportedExhibit:
    """One file as read. Title, date and number are guesses until a person confirms them.

    ``date`` is EDTF (``2024-09-18``, ``2024-09``, ``2024``); ``date_as_stated`` is the text it came from, verbatim.
    ``status`` other than ``ok`` comes with a ``reason`` that is one sentence for the user.
    """

    kind: DocumentKind
    media_type: str = ""
    title: str = ""
    date: str = ""
    date_basis: DateBasis = ""
    date_as_stated: str = ""
    number_guess: str = ""
    author: str = ""
    recipients: str = ""
    subject: str = ""
    pages: tuple[ImportedPage, ...] = ()
    attachments: tuple[ImportedAttachment, ...] = ()
    status: ReadStatus = "ok"
    reason: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
