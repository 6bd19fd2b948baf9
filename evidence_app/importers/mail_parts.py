"""The pieces of a MIME message, read so that no broken header or body raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from evidence_app.importers.html_text import read_html
from evidence_app.importers.text_pages import decode


def header(message: Message, name: str) -> str:
    """A header as one line of readable text; empty when absent, and never raises on malformed ones."""
    try:
        value = message.get(name, "")
        text = str(value)
    except Exception:  # the standard library's parsers raise many kinds on hostile headers
        text = raw_header(message, name)
    return re.sub(r"\s+", " ", text.encode("utf-8", "replace").decode("utf-8")).strip()


def raw_header(message: Message, name: str) -> str:
    """A header as it is written, encoded words decoded, without being read as an address or a date."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        return str(make_header(decode_header(str(raw))))
    except Exception:
        return str(raw)


def headers(message: Message, name: str) -> str:
    """All headers of one name (To may occur twice), joined by commas."""
    values = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    return header(message, name) if len(values) < 2 else ", ".join(re.sub(r"\s+", " ", value) for value in values)


def stated_date(value: str) -> tuple[str, str]:
    """``(day, moment)`` of a Date header: ISO day and ISO time, both in the offset the sender stated; empty if unreadable."""
    try:
        moment = parsedate_to_datetime(value)
    except Exception:
        return "", ""
    if not 1970 <= moment.year <= 2100:
        return "", ""
    return moment.date().isoformat(), moment.isoformat()


def payload(part: Message) -> bytes:
    """The bytes of a part with its transfer encoding undone; undecodable ones as they stand in the message."""
    try:
        data = part.get_payload(decode=True)
    except Exception:
        data = None
    raw = part.get_payload()
    claims_base64 = any(type(defect).__name__.startswith("InvalidBase64Char") for defect in part.defects)
    if isinstance(data, bytes) and not claims_base64:
        return data
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def part_text(part: Message) -> str:
    """The characters of a text part, in its stated or else guessed encoding."""
    try:
        charset = part.get_content_charset() or ""
    except Exception:
        charset = ""
    return decode(payload(part), charset)[0]


def body_text(message: Message) -> str:
    """What the reader of the message sees: plain text where it says something, else the words of the HTML."""
    plain: list[str] = []
    html: list[str] = []
    for part in own_parts(message):
        if is_attachment(part):
            continue
        if part.get_content_type() == "text/html":
            html.append(part_text(part))
        else:
            plain.append(part_text(part).strip())
    written = "\n\n".join(text for text in plain if text)
    shown = "\n\n".join(read_html(text).text for text in html)
    return written if len(written) * 10 >= len(shown) else shown


def own_parts(message: Message) -> Iterator[Message]:
    """The leaves of a message and its attachments, without looking into an attached message.

    A message that claims parts but has none is a leaf itself: its words are not lost.
    """
    children = message.get_payload() if message.is_multipart() else None
    if not isinstance(children, list):
        yield message
        return
    for part in children:
        if isinstance(part, Message):
            yield from (part,) if is_attachment(part) else own_parts(part)


def is_attachment(part: Message) -> bool:
    """A file carried along: named, marked as attachment, or not text at all."""
    if part.get_content_type() == "message/rfc822":
        return True
    if part.is_multipart():
        return False
    if attachment_name(part) or "attachment" in header(part, "Content-Disposition").lower():
        return True
    return part.get_content_type() not in ("text/plain", "text/html") and part.get_content_maintype() != "multipart"


def attachment_name(part: Message) -> str:
    """The file name as stated, which may be hostile; empty when none is."""
    try:
        return part.get_filename() or ""
    except Exception:
        return ""
