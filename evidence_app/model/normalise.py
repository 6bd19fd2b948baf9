"""Page text to search tokens, once and for everything: both indexes, quotes, snippets and highlights.

NFKC, soft hyphens and zero-width characters removed, words broken at a line end joined, accents folded, case folded,
tokens are runs of letters, digits and underscores, no stop words. Curly and straight quotes are both separators, so they
are alike. Every token keeps its character offsets in the ORIGINAL text, which is stored as extracted and never changed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

ANALYSER = "words-1"
"""Name of these rules; written into an index and into reports. Change it when a rule changes: indexes are rebuilt."""

DESCRIPTION = (
    "NFKC; case and accents folded; soft hyphens removed; words broken at a line end joined; "
    "numbers in the margin of pleading paper left out; no stop words; stemming only where asked for with ~"
)
"""The rules in one line, for the search-term report."""

LONGEST_TOKEN = 120
OCR_AI = "ai_al"
"""Token of a word read by OCR as AI or Al (capital A and one stroke): it answers to both "ai" and "al"."""


class Token(NamedTuple):
    """One search token and where it came from: ``text[start:end]`` of the original page text."""

    text: str
    start: int
    end: int


_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_INVISIBLE = "\u200b-\u200d\u2060\ufeff"
_LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u03ac-\u03ce\u0430-\u045f"
_BROKEN = rf"(?:[\u00ad\x02]\s*(?=\w)|(?<=[^\W\d_])[-\u2010\u2011][ \t\xa0]*(?:\r\n|\r|\n|\u2028)\s*(?=[{_LOWER}]))"
_ASCII_BREAK = re.compile(r"(?<=\w)\x02\s*(?=\w)|(?<=[A-Za-z])-[ \t]*(?:\r\n|\r|\n)\s*(?=[a-z])", re.ASCII)
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_ASCII_TOKEN = re.compile(rf"\w+(?:(?:{_ASCII_BREAK.pattern})\w+)*", re.ASCII)
_PUNCTUATION = dict.fromkeys(
    map(ord, "\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\xa0\xa7\xa9\xae\xb6\xb7\u25cf\u2122"), " "
)
"""Common signs that are separators and no more: with them out of the way most pages are plain ASCII."""
_TOKEN = re.compile(rf"\w[\w{_MARKS}{_INVISIBLE}]*(?:{_BROKEN}\w[\w{_MARKS}{_INVISIBLE}]*)*")
_STRIP = re.compile(rf"[\W{_MARKS}{_INVISIBLE}]+")
_MARK = re.compile(rf"[{_MARKS}]+")
_WORD = re.compile(r"\w+")
_JOINT = re.compile(r"\W+")
_NUMERAL_SIGNS = "".join(
    re.escape(chr(code)) for code in range(0xA0, 0x20000) if unicodedata.category(chr(code)) == "No"
)
"""Signs that are numbers (½, ①). The planes above hold ideographs and no such sign, and looking through them all takes
a tenth of a second at every start."""
_SIGN = re.compile(rf"[{_NUMERAL_SIGNS}\u00aa\u00ba]")
"""Superscripts, fractions, circled digits: a token of their own, so that a footnote mark does not stick to its word."""
_NOT_IN_FTS = {code: f"_{code:x}_" for code in [*range(0x19B0, 0x19C1), *range(0x19C1, 0x19CA), 0x1CF2, 0x1CF3]}
"""Letters that SQLite's tokenizer takes for separators; written out so that both engines see the same word."""


def tokens_with_offsets(text: str, *, ocr: bool = False) -> list[Token]:
    """The search tokens of a page text with their offsets in it; ``ocr`` says the text was read from a picture."""
    text = blank_line_numbers(text)
    found = _ascii_tokens(text) if text.isascii() else _unicode_tokens(text)
    return [_ocr_reading(token, text) for token in found] if ocr else found


def normalise(text: str, *, ocr: bool = False) -> list[str]:
    """Only the tokens' text, in order: what is written to the indexes. Equal to ``tokens_with_offsets``, but faster."""
    if not ocr:
        plain = text if text.isascii() else text.translate(_PUNCTUATION)
        if plain.isascii():
            found = _ASCII_WORD.findall(_ASCII_BREAK.sub("", blank_line_numbers(plain)).lower())
            return (
                [word[:LONGEST_TOKEN] for word in found]
                if len(max(found, key=len, default="")) > LONGEST_TOKEN
                else found
            )
    return [token.text for token in tokens_with_offsets(text, ocr=ocr)]


def words_of(query_text: str) -> list[str]:
    """The tokens of something a person typed or quoted: the same rules without the margin numbers."""
    found = _ascii_tokens(query_text) if query_text.isascii() else _unicode_tokens(query_text)
    return [token.text for token in found]


def readings(token: str) -> tuple[str, ...]:
    """What a token may stand for: itself, or both words when OCR cannot tell them apart."""
    return ("ai", "al") if token == OCR_AI else (token,)


def _joined(raw: str) -> str:
    return (raw if raw.isalnum() else _JOINT.sub("", raw))[:LONGEST_TOKEN]


def _ascii_tokens(text: str) -> list[Token]:
    return [Token(_joined(m.group().lower()), m.start(), m.end()) for m in _ASCII_TOKEN.finditer(text)]


def _unicode_tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        raw, start, end = match.group(), match.start(), match.end()
        if raw.isascii():
            found.append(Token(_joined(raw.lower()), start, end))
        elif _SIGN.search(raw):
            found.extend(_split_at_signs(raw, start))
        else:
            found.extend(Token(part, start, end) for part in fold(raw))
    return found


def _split_at_signs(raw: str, start: int) -> list[Token]:
    found: list[Token] = []
    for match in re.finditer(rf"{_SIGN.pattern}+|[^{_SIGN.pattern[1:-1]}]+", raw):
        found.extend(Token(part, start + match.start(), start + match.end()) for part in fold(match.group()))
    return found


@lru_cache(maxsize=50_000)
def fold(raw: str) -> tuple[str, ...]:
    """One raw word with case, accents and compatibility forms folded; rarely more than one token (fractions)."""
    plain = _MARK.sub("", unicodedata.normalize("NFKD", _STRIP.sub("", raw)))
    plain = _MARK.sub("", unicodedata.normalize("NFKD", plain.casefold()))
    plain = unicodedata.normalize("NFKC", plain).translate(_NOT_IN_FTS)
    return tuple(part[:LONGEST_TOKEN] for part in _WORD.findall(plain))


def _ocr_reading(token: Token, text: str) -> Token:
    if len(token.text) == 2 and text[token.start : token.end] in ("AI", "Al"):
        return Token(OCR_AI, token.start, token.end)
    return token


_MARGIN = re.compile(r"^([ \t]*)(\d{1,2})(?=[ \t]|\r?$)", re.MULTILINE)


def blank_line_numbers(text: str) -> str:
    """Replace the margin numbers of pleading paper (1 to 25, 28 or 32 at line starts) by spaces; same length.

    A page counts as pleading paper when at least 15 lines start with bare numbers that climb, nearly without a gap,
    from 1..3 to 20..32. A list with full stops or brackets after its numbers, or with fewer lines, is left alone.
    """
    if text.count("\n") < 15:
        return text
    run = _climbing(list(_MARGIN.finditer(text)))
    if len(run) < 15 or not 20 <= int(run[-1].group(2)) <= 32:
        return text
    parts, at = [], 0
    for match in run:
        parts += [text[at : match.start(2)], " " * len(match.group(2))]
        at = match.end(2)
    return "".join(parts) + text[at:]


def _climbing(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    run: list[re.Match[str]] = []
    last = 0
    for mark in marks:
        if last < int(mark.group(2)) <= last + 3:
            run.append(mark)
            last = int(mark.group(2))
    return run
