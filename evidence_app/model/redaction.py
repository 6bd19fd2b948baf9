"""What is to be redacted: boxes on pages, words wherever they stand; and finding those words however a page breaks them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence_app.model.errors import UserError
from evidence_app.model.pages import Word

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in hundredths of a point from the top left of the page as shown."""

_AROUND, _ABOVE = 60, 20
"""Hundredths of a point added beside and above a line of words, so that no edge of a letter stays in view."""
_BOX = re.compile(r"\s*(\d+)\s*:\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*(?::\s*(.*))?", re.DOTALL)
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\x02")
"""Characters that do not divide a word: soft hyphens, joiners, PDFium's mark of a hyphen at a line end."""


@dataclass(frozen=True)
class RedactionReason:
    """A reason code as it is printed in the box, and what it stands for."""

    code: str
    meaning: str = ""


SEED_REASONS = (
    RedactionReason("FRCP 5.2", "Social security, taxpayer and account numbers, birth dates, names of minors"),
    RedactionReason("Attorney-Client", "Communication with counsel for legal advice"),
    RedactionReason("Work Product", "Prepared for the litigation, FRCP 26(b)(3)"),
    RedactionReason("Privacy", "Private facts of persons who are not parties"),
    RedactionReason("Trade Secret", "Trade secret or confidential business information, FRCP 26(c)(1)(G)"),
)
"""The codes of a matter that has no list of its own."""


@dataclass(frozen=True)
class RedactionMark:
    """A place of an exhibit to be taken out of its copies. The columns of the table.

    ``box`` is ``x0,y0,x1,y1`` in hundredths of a point from the top left of the page as shown; it is empty for words of
    an exhibit that is text, which stand at ``start`` in the page's text. ``quote`` are the words the mark was made from,
    empty for a box drawn by hand. ``file_sha256`` is the file it was made on.
    """

    id: int
    exhibit_id: int
    page: int
    box: str
    quote: str
    start: int
    reason: str
    file_sha256: str

    @property
    def area(self) -> Box | None:
        """The box as numbers; None for words of a text."""
        return read_box(self.box) if self.box else None

    def words(self) -> str:
        """The mark in one line of a list, without its page."""
        quote = " ".join(self.quote.split())
        what = f"“{quote if len(quote) <= 60 else quote[:59].rstrip() + '…'}”" if quote else "box"
        return f"{self.reason}: {what}"


@dataclass(frozen=True)
class ListedMark(RedactionMark):
    """A mark with what can be said of it now: ``ok``, or ``needs a look`` when it was made on another file."""

    state: str

    @property
    def ready(self) -> bool:
        """Whether it may be applied."""
        return self.state == "ok"


@dataclass(frozen=True)
class MarkCount:
    """How many marks an exhibit has, on how many pages, and how many of them need a look."""

    exhibit_id: int
    marks: int
    pages: int
    look: int

    def words(self) -> str:
        """``3 redaction marks on 2 pages``."""
        return f"{self.marks} redaction mark{'s' * (self.marks != 1)} on {self.pages} page{'s' * (self.pages != 1)}"


def read_box(text: str) -> Box:
    """A stored box as numbers."""
    x0, y0, x1, y1 = (int(edge) for edge in text.split(","))
    return x0, y0, x1, y1


def write_box(box: Box) -> str:
    """A box as it is stored."""
    return ",".join(map(str, box))


def inside_page(box: Box, size: tuple[int, int]) -> Box:
    """A box cut to its page; raises UserError when nothing of any size is left."""
    x0, y0, x1, y1 = max(0, box[0]), max(0, box[1]), min(size[0], box[2]), min(size[1], box[3])
    if x1 - x0 < 50 or y1 - y0 < 50:
        raise UserError("The box is not on the page, or has no size.", "Draw it over what is to be taken out.")
    return x0, y0, x1, y1


@dataclass(frozen=True)
class MarkedLine:
    """The words of a character range that stand on one line: where they begin and end in the text, and their box."""

    start: int
    end: int
    box: Box


def marked_lines(words: Iterable[Word], start: int, end: int) -> list[MarkedLine]:
    """The lines of a character range with the room that a black box needs; a new column begins a new line."""
    lines: list[MarkedLine] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        box: Box = (word.x0, word.y0, word.x1, word.y1)
        if lines and _continues(lines[-1].box, box):
            last = lines[-1]
            lines[-1] = MarkedLine(min(last.start, word.start), max(last.end, word.end), _around(last.box, box))
        else:
            lines.append(MarkedLine(word.start, word.end, box))
    return [
        MarkedLine(one.start, one.end, (b[0] - _AROUND, b[1] - _ABOVE, b[2] + _AROUND, b[3] + _ABOVE))
        for one in lines
        for b in (one.box,)
    ]


def _continues(line: Box, word: Box) -> bool:
    """Overlapping heights, and following closely to the right."""
    least, most = sorted((line[3] - line[1], word[3] - word[1]))
    overlap, gap = min(line[3], word[3]) - max(line[1], word[1]), word[0] - line[2]
    return overlap > 0.5 * max(1, least) and -max(1, least) < gap < 2.5 * most


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def covers(box: Box, other: Box) -> bool:
    """Whether a box lies within another, so that marking it again would change nothing."""
    return box[0] <= other[0] and box[1] <= other[1] and box[2] >= other[2] and box[3] >= other[3]


def mask(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """A text without the (start, end, reason) spans; the length of what stood there cannot be seen.

    Spans that overlap become one, with the reason of the first.

    >>> mask("Call Ana Rivera now", [(5, 15, "Privacy")])
    'Call \u2588 Privacy \u2588 now'
    """
    return _without(text, _joined(spans), "\u2588 {} \u2588")


def bracketed(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """A quote without the (start, end, reason) spans, each printed as its reason in square brackets.

    Spans with nothing but blanks and punctuation between become one, so that the number of words cannot be counted.

    >>> bracketed("Call Ana Rivera now", [(5, 8, "Privacy"), (9, 15, "Privacy")])
    'Call [Privacy] now'
    """
    found: list[tuple[int, int, str]] = []
    for start, end, reason in _joined(spans):
        if found and found[-1][2] == reason and not squashed(text[found[-1][1] : start]):
            found[-1] = (found[-1][0], end, reason)
        else:
            found.append((start, end, reason))
    return _without(text, found, "[{}]")


def _without(text: str, spans: Iterable[tuple[int, int, str]], form: str) -> str:
    made, at = "", 0
    for start, end, reason in spans:
        made += text[at:start] + form.format(reason)
        at = end
    return made + text[at:]


def _joined(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, reason))
    return found


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

    def begun(self, text: str) -> list[tuple[int, int, str]]:
        """As :meth:`find`, for what a text that was cut off at its end has of one: four letters or more."""
        letters, starts, heads, _tails = _letters(text)
        found = []
        for wanted, word in self._wanted.items():
            for size in range(min(len(wanted) - 1, len(letters)), 3, -1):
                if heads[-size] and letters.endswith(wanted[:size]):
                    found.append((starts[-size], len(text), word))
                    break
        return found

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
