"""Web captures: HTML files and MHTML archives. Parsed, never run; nothing is fetched."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from evidence_app.importers.contract import BY_NAME, NO, SURE, Emit, ReadContext, named
from evidence_app.importers.guesses import find_date, guessed
from evidence_app.importers.html_text import HtmlText, read_html
from evidence_app.importers.mail_parts import header, part_text, raw_header, stated_date
from evidence_app.importers.text_pages import decode, looks_like_text, pages_of_text
from evidence_app.model.errors import Unreadable
from evidence_app.model.imported import ImportedExhibit

_MHTML = re.compile(rb"^(?:snapshot-content-location:|content-type:\s*multipart/related)", re.I | re.M)
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)
_STATED_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.I)


class WebImporter:
    """Saved web pages: title, address it was saved from, and readable text."""

    name = "web"
    suffixes = (".html", ".htm", ".xhtml", ".mht", ".mhtml")

    def score(self, file_name: str, head: bytes) -> int:
        """HTML near the start, or the headers of an archive a browser saved."""
        if not looks_like_text(head):
            return NO
        if _is_archive(file_name, head) or _HTML.search(head[:1500].replace(b"\0", b"")):
            return SURE - 5
        return BY_NAME if named(file_name, self.suffixes) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Pages of readable text; a date only where the capture itself states one."""
        data = path.read_bytes()
        is_archive = _is_archive(context.file_name, data[:4096])
        page, date, stated = _read_archive(data) if is_archive else _read_page(data)
        pages, reason = pages_of_text(page.text, context.max_pages)
        if not pages:
            reason = "The web capture holds no text."
        exhibit = ImportedExhibit(
            "web",
            "multipart/related" if is_archive else "text/html",
            date=date,
            date_basis="metadata" if date else "",
            date_as_stated=stated if date else "",
            author=page.facts.get("author", ""),
            pages=pages,
            status="partial" if pages and reason else "ok",
            reason=reason,
            metadata={**page.facts, **({"title": page.title} if page.title else {})},
        )
        named_exhibit = guessed(exhibit, context.file_name)
        return named_exhibit


def _is_archive(file_name: str, head: bytes) -> bool:
    saved_by_browser = re.search(rb"^snapshot-content-location:", head, re.I | re.M) is not None
    return saved_by_browser or (named(file_name, (".mht", ".mhtml")) and _MHTML.search(head) is not None)


def _read_page(data: bytes) -> tuple[HtmlText, str, str]:
    charset = _STATED_CHARSET.search(data[:4096])
    text, _ = decode(data, charset[1].decode("ascii") if charset else "")
    page = read_html(text)
    stated, date = find_date(page.facts.get("saved", "") or page.facts.get("published", ""))
    return page, date, stated


def _read_archive(data: bytes) -> tuple[HtmlText, str, str]:
    message = email.message_from_bytes(data, EmailMessage, policy=email.policy.default)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        raise Unreadable("This web archive holds no page.", "Save the page again, as HTML or PDF.")
    page = read_html(part_text(part))
    address = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
    if address:
        page.facts["saved from"] = address
    stated = header(message, "Date")
    if stated:
        page.facts["saved"] = stated
    saved_by = raw_header(message, "From").strip()  # "<Saved by ...>" is no address
    if saved_by:
        page.facts["saved by"] = saved_by
    return HtmlText(page.text, page.title or header(message, "Subject"), page.facts), stated_date(stated)[0], stated
