"""What is to be redacted: boxes on pages, words wherever they stand; and finding those words however a page breaks them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence_app.model.errors import UserError

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in hundredths of a point from the top left of the page as shown."""

_BOX = re.compile(r"\s*(\d+)\s*:\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*(?::\s*(.*))?", re.DOTALL)
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\x02")
"""Characters that do not divide a word: soft hyphens, joiners, PDFium's mark of a hyphen at a line end."""


@dataclass(frozen=True)
class BoxMark:
    """A box to black out on page ``page`` (from 1), with the reason code printed in it."""

    page: int
    box: Box
    reason: str = ""


def parse_box(text: str) -> BoxMark:
    """Read ``page:x0,y0,x1,y1`` or ``page:x0,y0,x1,y1:reason``; raises UserError.

    >>> parse_box("2:7200,7200,14400,8400:FRCP 5.2")
    BoxMark(page=2, box=(7200, 7200, 14400, 8400), reason='FRCP 5.2')
    """
    found = _BOX.fullmatch(text)
    if found is None:
        raise UserError(f"{text!r} is not a box.", "Write page:x0,y0,x1,y1 in hundredths of a point from the top left.")
    page, x0, y0, x1, y1 = (int(found[n]) for n in range(1, 6))
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if page < 1 or box[2] - box[0] < 50 or box[3] - box[1] < 50:
        raise UserError(f"The box {text!r} is empty or on no page.", "Pages count from 1; a box has some size.")
    return BoxMark(page, box, " ".join((found[6] or "").split()))


def squashed(text: str) -> str:
    """Only the letters and digits of a text, without case, accents and widths: what two spellings have in common."""
    return "".join(_folded(one) for one in text)


@lru_cache(maxsize=10_000)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(one for one in plain if one.isalnum())


def check_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words to redact as given; raises UserError for one without letters or digits."""
    kept = []
    for one in words:
        if not one.strip():
            continue
        if not squashed(one):
            raise UserError(f"{one!r} has no letters or digits to look for.", "Draw a box instead.")
        kept.append(" ".join(one.split()))
    return tuple(kept)


class Secrets:
    """Finds words and phrases in a text: whole words, whatever case, accents, blanks, hyphens and line breaks between."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._wanted = {squashed(one): one for one in words}

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, word as given) of each occurrence, in order; offsets into ``text``."""
        if not self._wanted:
            return []
        letters, starts, heads, tails = _letters(text)
        found = []
        for wanted, word in self._wanted.items():
            at = letters.find(wanted)
            while at >= 0:
                last = at + len(wanted) - 1
                if heads[at] and tails[last]:
                    found.append((starts[at], starts[last] + 1, word))
                at = letters.find(wanted, at + 1)
        return sorted(found)

    def inside(self, text: str) -> str:
        """A word that occurs in ``text``; empty when none does."""
        found = self.find(text)
        return found[0][2] if found else ""


def _letters(text: str) -> tuple[str, list[int], list[bool], list[bool]]:
    """Letters and digits of a text, the offset of each, and whether a word begins or ends with it."""
    letters: list[str] = []
    offsets: list[int] = []
    heads: list[bool] = []
    tails: list[bool] = []
    inside = False
    for offset, character in enumerate(text):
        folded = _folded(character)
        if not folded:
            joins = character in _NOTHING or unicodedata.combining(character)
            if inside and not joins:
                tails[-1] = True
                inside = False
            continue
        for one in folded:
            letters.append(one)
            offsets.append(offset)
            heads.append(not inside)
            tails.append(False)
            inside = True
    if tails:
        tails[-1] = True
    return "".join(letters), offsets, heads, tails
