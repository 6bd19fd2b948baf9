"""Outlook messages (.msg), and what other OLE containers say about themselves: encrypted Office files, old binaries."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import BY_NAME, LIKELY, NO, SURE, Emit, ReadContext, named, temporary_file
from evidence_app.importers.guesses import guessed
from evidence_app.importers.html_text import read_html
from evidence_app.importers.mail_parts import stated_date
from evidence_app.importers.other import advice, unsupported
from evidence_app.importers.text_pages import decode, pages_of_text
from evidence_app.model.errors import Encrypted
from evidence_app.model.imported import ImportedAttachment, ImportedExhibit

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MESSAGE = "__properties_version1.0"
_OLD_OFFICE = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))


class OutlookImporter:
    """Every OLE container comes here, because only its inside tells a message from an encrypted Word file."""

    name = "outlook"
    suffixes = (".msg",)

    def score(self, file_name: str, head: bytes) -> int:
        """The OLE signature."""
        if head.startswith(OLE):
            return SURE if named(file_name, self.suffixes) else LIKELY + 30
        return BY_NAME if named(file_name, self.suffixes) and b"\0" in head else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """A message; else the reason why this container has no searchable text."""
        streams = _streams(path)
        if _MESSAGE in streams:
            return _read_message(path, context)
        if "EncryptedPackage" in streams:
            raise Encrypted(
                "This Office file is encrypted.", "Open it in Office, save it without the password, import that."
            )
        kind = next((suffix for stream, suffix in _OLD_OFFICE if stream in streams), context.suffix)
        return unsupported(context, advice(kind))


def _streams(path: Path) -> set[str]:
    """Names of the top-level streams of an OLE container."""
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(path) as container:
        return {entry[0] for entry in container.listdir()}


def _find_windows_codec(name: str) -> codecs.CodecInfo | None:
    """Outlook names code pages ``windows-950`` where Python says ``cp950``."""
    prefix, _, number = name.replace("-", "_").partition("_")
    return codecs.lookup(f"cp{number}") if prefix == "windows" and number.isdigit() else None


codecs.register(_find_windows_codec)


def _read_message(path: Path, context: ReadContext) -> ImportedExhibit:
    from oxmsg import Message

    message = Message.load(str(path))
    attachments, left_out = _attachments(message, context)
    sender, subject = _text(message.sender), _text(message.subject)
    recipients = ", ".join(filter(None, (_recipient(person) for person in message.recipients)))
    headers = {key.lower(): str(value) for key, value in (message.message_headers or {}).items()}
    stated = headers.get("date") or (message.sent_date.isoformat() if message.sent_date else "")
    day, moment = stated_date(stated) if headers.get("date") else (stated[:10], stated)
    shown = {"From": sender, "To": recipients, "Cc": headers.get("cc", ""), "Date": stated, "Subject": subject}
    shown["Attachments"] = "; ".join(attachment.file_name for attachment in attachments)
    top = "\n".join(f"{name}: {value}" for name, value in shown.items() if value)
    pages, reason = pages_of_text(f"{top}\n\n{_body(message)}", context.max_pages)
    exhibit = ImportedExhibit(
        "email",
        "application/vnd.ms-outlook",
        title=subject,
        date=day,
        date_basis="header" if day else "",
        date_as_stated=stated,
        author=sender,
        recipients=recipients,
        subject=subject,
        pages=pages,
        attachments=attachments,
        status="partial" if reason or left_out else "ok",
        reason=reason or left_out,
        metadata={
            key: value for key, value in (("sent", moment), ("message id", headers.get("message-id", ""))) if value
        },
    )
    return guessed(exhibit, context.file_name)


def _text(value: Any) -> str:
    """A property as readable text: encoded words decoded, zeros dropped."""
    plain = str(value or "").replace("\0", "").strip()
    if "=?" not in plain:
        return plain
    try:
        return str(make_header(decode_header(plain)))
    except (LookupError, ValueError):
        return plain


def _recipient(person: Any) -> str:
    name, address = _text(person.name), _text(person.email_address)
    return f"{name} <{address}>" if name and address and name != address else name or address


def _body(message: Any) -> str:
    plain = _text(message.body)
    html = message.html_body
    if plain or not html:
        return plain
    return read_html(decode(html)[0] if isinstance(html, bytes) else str(html)).text


def _attachments(message: Any, context: ReadContext) -> tuple[tuple[ImportedAttachment, ...], str]:
    """Attached files, and a sentence when some could not be taken out."""
    found, missing = [], 0
    for number, attachment in enumerate(message.attachments, 1):
        data = next(_bytes(attachment), None)
        if data is None:
            missing += 1
            continue
        path = temporary_file(context)
        path.write_bytes(data)
        name = _text(attachment.file_name) or f"attachment {number}"
        found.append(ImportedAttachment(name, str(path), attachment.mime_type or ""))
    return tuple(
        found
    ), f"{missing} attached item(s) could not be taken out; save them from Outlook." if missing else ""


def _bytes(attachment: Any) -> Iterator[bytes]:
    """The attachment's bytes, or nothing when it is a link, an embedded message, or damaged."""
    try:
        data = attachment.file_bytes
    except Exception:
        return
    if isinstance(data, bytes):
        yield data
