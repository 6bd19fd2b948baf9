"""E-mail: single messages (.eml) and mailboxes (.mbox). Headers open the first page; attachments become family members."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from pathlib import Path
from typing import IO

from evidence_app.importers.contract import (
    BY_NAME,
    LIKELY,
    NO,
    SURE,
    Emit,
    Heartbeat,
    ReadContext,
    named,
    temporary_file,
)
from evidence_app.importers.guesses import guessed
from evidence_app.importers.mail_parts import (
    attachment_name,
    body_text,
    header,
    headers,
    is_attachment,
    own_parts,
    payload,
    stated_date,
)
from evidence_app.importers.text_pages import pages_of_text
from evidence_app.model.errors import TooBig, Unreadable
from evidence_app.model.imported import ImportedAttachment, ImportedExhibit

_KNOWN = re.compile(
    rb"^(from|to|cc|bcc|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|content-type|"
    rb"sender|x-[a-z-]+|dkim-signature|in-reply-to|references):",
    re.I | re.M,
)
_ADDRESSING = {b"from", b"to", b"received", b"return-path", b"message-id", b"delivered-to", b"date"}
_SHOWN = ("From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject")
_MBOX_START = re.compile(rb"^From \S+.*\d{4}", re.M)
_ENVELOPE = re.compile(rb"From \S+ .*\d\d?:\d\d.* (?:19|20)\d\d")
_MAX_MESSAGES = 50_000


class MailImporter:
    """One message."""

    name = "mail"
    suffixes = (".eml",)

    def score(self, file_name: str, head: bytes) -> int:
        """Starts with headers a mail program writes."""
        if b"\0" in head:
            return NO
        if head.startswith(
            b"From "
        ):  # a mailbox, unless the name says that one message was saved with its envelope line
            return SURE + 1 if named(file_name, self.suffixes) else NO
        top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
        found = {name.lower() for name in _KNOWN.findall(top)}
        starts_so = re.match(rb"[A-Za-z][A-Za-z0-9-]*:", head) is not None
        if starts_so and len(found) >= 3 and found & _ADDRESSING:
            return LIKELY + 30
        return LIKELY + 5 if named(file_name, self.suffixes) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Headers and body as pages, attachments as files in the temporary folder."""
        with path.open("rb") as file:
            message = email.message_from_binary_file(file, EmailMessage, policy=email.policy.default)
        return read_message(message, context)


class MailboxImporter:
    """A file of many messages: the messages are its family."""

    name = "mailbox"
    suffixes = (".mbox", ".mbx")

    def score(self, file_name: str, head: bytes) -> int:
        """Starts with the ``From `` line of a mailbox."""
        if _MBOX_START.match(head):
            return SURE
        is_named = named(file_name, self.suffixes) and b"\0" not in head
        return LIKELY + 6 if is_named and head.startswith(b"From ") else BY_NAME if is_named else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """A table of contents as text, and each message as an attachment ``message 1.eml``, byte for byte."""
        attachments, lines = [], []
        beat = Heartbeat(emit)
        with path.open("rb") as file:
            for number, data in enumerate(split_mailbox(file), 1):
                if number > _MAX_MESSAGES:
                    raise TooBig(
                        f"The mailbox holds more than {_MAX_MESSAGES:,} messages.", "Split it and import the parts."
                    )
                stored = _store(context, data, ".eml")
                attachments.append(ImportedAttachment(f"message {number}.eml", stored, "message/rfc822"))
                lines.append(_contents_line(number, data))
                beat(number, 0)
        if not attachments:
            raise Unreadable("This mailbox holds no message.")
        heading = f"Mailbox with {len(attachments):,} message{'s' if len(attachments) > 1 else ''}"
        pages, _ = pages_of_text("\n".join([heading, *lines]), context.max_pages)
        exhibit = ImportedExhibit("email", "application/mbox", pages=pages, attachments=tuple(attachments))
        return guessed(exhibit, context.file_name)


def read_message(message: Message, context: ReadContext) -> ImportedExhibit:
    """A parsed message as an exhibit; the date keeps the sender's own offset."""
    shown = [(name, headers(message, name)) for name in _SHOWN]
    values = dict(shown)
    body = body_text(message)
    if not body.strip() and not any(value for _, value in shown):
        raise Unreadable("This is not a readable e-mail message: it has neither headers nor text.")
    attachments = tuple(_attachments(message, context))
    lines = [f"{name}: {value}" for name, value in shown if value]
    if attachments:
        lines.append("Attachments: " + "; ".join(attachment.file_name for attachment in attachments))
    pages, reason = pages_of_text("\n".join(lines) + "\n\n" + body, context.max_pages)
    day, moment = stated_date(values["Date"])
    exhibit = ImportedExhibit(
        "email",
        "message/rfc822",
        title=values["Subject"],
        date=day,
        date_basis="header" if day else "",
        date_as_stated=values["Date"],
        author=values["From"],
        recipients=", ".join(values[name] for name in ("To", "Cc", "Bcc") if values[name]),
        subject=values["Subject"],
        pages=pages,
        attachments=attachments,
        status="partial" if reason else "ok",
        reason=reason,
        metadata=_facts(message, moment),
    )
    return guessed(exhibit, context.file_name)


def _facts(message: Message, moment: str) -> dict[str, str]:
    facts = {key: header(message, name) for key, name in
             (("message id", "Message-ID"), ("in reply to", "In-Reply-To"), ("references", "References"))}  # fmt: skip
    addressed = {name.casefold(): headers(message, name) for name in ("To", "Cc", "Bcc")}
    return {key: value for key, value in {**facts, "sent": moment, **addressed}.items() if value}


def _attachments(message: Message, context: ReadContext) -> Iterator[ImportedAttachment]:
    """Attached files of this message, not those inside an attached message."""
    room = context.max_unpacked_bytes
    for part in own_parts(message):
        if not is_attachment(part):
            continue
        data = _attached_bytes(part)
        room -= len(data)
        if room < 0:
            raise TooBig(
                "The attachments together are too big to unpack.", "Save them from the mail program and import them."
            )
        stated = attachment_name(part) or _made_up_name(part)
        yield ImportedAttachment(stated, _store(context, data), part.get_content_type())


def _attached_bytes(part: Message) -> bytes:
    inner = part.get_payload() if part.get_content_type() == "message/rfc822" else None
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        try:
            return inner[0].as_bytes()
        except Exception:  # a malformed inner message cannot always be written out again
            return str(inner[0].get_payload()).encode("utf-8", "replace")
    return payload(part)


def _made_up_name(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        return "attached message.eml"
    return f"attachment.{part.get_content_subtype()}"


def _store(context: ReadContext, data: bytes, suffix: str = "") -> str:
    path = temporary_file(context, suffix)
    path.write_bytes(data)
    return str(path)


def split_mailbox(file: IO[bytes]) -> Iterator[bytes]:
    """The messages of a mailbox, without their ``From `` lines; a ``From `` inside a paragraph does not split."""
    lines: list[bytes] = []
    after_blank, inside = True, False
    for line in file:
        if after_blank and line.startswith(b"From ") and (_ENVELOPE.match(line) or not inside):
            if inside and lines:
                yield b"".join(lines)
            lines, inside = [], True
        elif inside:
            lines.append(line)
        after_blank = not line.strip()
    if inside and lines:
        yield b"".join(lines)


def _contents_line(number: int, data: bytes) -> str:
    message = email.message_from_bytes(data[:20_000], EmailMessage, policy=email.policy.default)
    return f"{number}. {header(message, 'Date')} | {header(message, 'From')} | {header(message, 'Subject')}"
