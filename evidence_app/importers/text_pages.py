"""Text files as pages: find the encoding, and cut long text at paragraph ends into pages one can cite."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from evidence_app.model.pages import ImportedPage
from evidence_app.model.shape import pack_shape, take_shape, unmarked, within

PAGE_CHARACTERS = 3_000
"""About what a printed page holds; a page cite into a web capture or an e-mail stays useful."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252")
"""Stated where UTF-8 is meant more often than not, and bytes that are UTF-8 by chance are next to impossible; else read as
browsers read them: as Windows-1252 (WHATWG Encoding Standard)."""
_CUTS = (re.compile(r"\n[ \t]*\n+"), re.compile(r"\n"), re.compile(r"[.!?;]\s+"), re.compile(r"\s"))
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, stated: str = "") -> tuple[str, str]:
    """Text and the encoding it was read with: byte-order mark, then what the container stated, UTF-8, UTF-16, cp1252.

    What is stated as Western European and is UTF-8 all the same is read as UTF-8.

    Never fails: bytes without a meaning, and noncharacters that could pass for marks of shape, become U+FFFD.
    """
    for encoding in _candidates(data, stated):
        try:
            return unmarked(data.decode(encoding), "\ufffd"), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace"), "cp1252"


def _candidates(data: bytes, stated: str) -> Iterator[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            yield encoding
    if stated:
        if stated.lower() in _WESTERN:
            yield "utf-8"
        yield _WESTERN.get(stated.lower(), stated)
    sixteen = _utf16_without_mark(data)
    if sixteen:
        yield sixteen
    yield "utf-8"


def _utf16_without_mark(data: bytes) -> str:
    """Western text in UTF-16 has a zero in every other byte."""
    sample = data[:1000]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.8 * half and sample[0::2].count(0) < 0.2 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.8 * half and sample[1::2].count(0) < 0.2 * half:
        return "utf-16-be"
    return ""


def looks_like_text(head: bytes) -> bool:
    """Whether a file's first bytes are text in some encoding; binary files hold zeros or control characters."""
    if any(head.startswith(mark) for mark, _ in _BOMS) or _utf16_without_mark(head[: len(head) // 2 * 2]):
        return True
    odd = sum(byte < 9 or 13 < byte < 20 or 20 < byte < 27 or 27 < byte < 32 for byte in head)
    return odd <= len(head) // 100


def cut(text: str, size: int = PAGE_CHARACTERS) -> list[str]:
    """Pieces of about ``size`` characters that together are exactly ``text``; form feeds always end a piece."""
    pieces: list[str] = []
    for sheet in re.split(r"(?<=\f)", text):
        start = 0
        while len(sheet) - start > size * 1.2:
            end = _cut_point(sheet, start, size)
            pieces.append(sheet[start:end])
            start = end
        if sheet[start:]:
            pieces.append(sheet[start:])
    return pieces


def _cut_point(text: str, start: int, size: int) -> int:
    """The last paragraph end near ``size`` characters on, else line end, sentence end, space, else exactly there."""
    low, high = start + size // 2, start + int(size * 1.1)
    for boundary in _CUTS:
        ends = [match.end() for match in boundary.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return start + size


def clean(text: str) -> str:
    """Line ends as newlines; characters that no page can show (zeros, lone surrogates) as spaces or U+FFFD."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub(lambda match: "\ufffd" if match[0] >= "\ud800" else " ", unified)


def pages_of_text(text: str, max_pages: int) -> tuple[tuple[ImportedPage, ...], str]:
    """Pages with source ``file``, and a sentence when text past ``max_pages`` was left out (else empty).

    Marks of ``model.shape`` in the text become the shape of the pages.
    """
    plain, spans = take_shape(clean(text))
    pieces: list[tuple[int, str]] = []
    at = 0
    for piece in cut(plain):
        kept = piece.strip("\f")
        if kept.strip():
            pieces.append((at + len(piece) - len(piece.lstrip("\f")), kept))
        at += len(piece)
    reason = ""
    if len(pieces) > max_pages:
        reason = f"The text fills {len(pieces):,} pages; only the first {max_pages:,} were read."
        pieces = pieces[:max_pages]
    return tuple(
        ImportedPage(i, piece, "file", shape=pack_shape(within(spans, start, start + len(piece))))
        for i, (start, piece) in enumerate(pieces, 1)
    ), reason
