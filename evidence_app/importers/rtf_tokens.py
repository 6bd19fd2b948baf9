"""Rich Text cut into its tokens: groups, control words, escaped bytes and text. It only cuts; what they mean is elsewhere.

By the Rich Text Format specification 1.9.1, "RTF Syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

OPENS, CLOSES, WORD, SYMBOL, BYTE, TEXT, BINARY = range(7)
"""Kinds of tokens: ``{``, ``}``, a control word, ``\\~`` and its like, ``\\'e9``, plain text, binary data passed over."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d{1,12})? ?"  # 1 and 2: a word, its number, and the one blank that belongs to it
    rb"|\\'([0-9a-fA-F]{2})"  # 3
    rb"|\\([^a-zA-Z])"  # 4
    rb"|([{}])"  # 5
    rb"|([^\\{}]+)",  # 6
    re.DOTALL,
)
_WORD, _NUMBERED, _BYTE, _SYMBOL, _BRACE = 1, 2, 3, 4, 5


class Token(NamedTuple):
    """``value``: the name of a word, or the bytes; ``number``: what stands behind a word, None when nothing does."""

    kind: int
    value: bytes
    number: int | None
    end: int


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens from the first byte to the last, however broken; binary data is one token and not looked into."""
    at = 0
    while at < len(data):
        for match in _TOKEN.finditer(data, at):
            end = match.end()
            kind = match.lastindex
            if kind in (_WORD, _NUMBERED):
                word, number = match[1], int(match[2]) if kind == _NUMBERED else None
                if word == b"bin":
                    at = end + max(0, number or 0)
                    yield Token(BINARY, b"", number, at)
                    break
                yield Token(WORD, word, number, end)
            elif kind == _BRACE:
                yield Token(OPENS if match[5] == b"{" else CLOSES, b"", None, end)
            elif kind == _BYTE:
                yield Token(BYTE, bytes.fromhex(match[3].decode()), None, end)
            elif kind == _SYMBOL:
                yield Token(SYMBOL, match[4], None, end)
            else:
                yield Token(TEXT, match[6], None, end)
        else:
            return
