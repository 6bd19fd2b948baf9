"""Where a sentence begins and ends in a page's text, which was typed, set in columns, or read by OCR.

The text of a page has line breaks inside sentences, so a line break ends one only where the next line is a new paragraph,
a list item, or follows a short line such as a heading. Legal writing is full of points that end nothing ("No. 5", "v.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 300
"""Characters kept on either side of the words asked for, where no end of a sentence is nearer."""

_POINTS = frozenset(
    [
        "al",
        "app",
        "apr",
        "art",
        "arts",
        "aug",
        "ave",
        "bd",
        "c",
        "c.d",
        "ca",
        "cal",
        "capt",
        "cf",
        "ch",
        "cir",
        "cl",
        "civ",
        "co",
        "corp",
        "cpl",
        "ct",
        "d",
        "dec",
        "decl",
        "dep",
        "dept",
        "dist",
        "div",
        "dkt",
        "dr",
        "e.d",
        "e.g",
        "ed",
        "esp",
        "esq",
        "et",
        "etc",
        "evid",
        "ex",
        "exh",
        "exs",
        "f",
        "feb",
        "fed",
        "fig",
        "fl",
        "fn",
        "gen",
        "gov",
        "hon",
        "i.e",
        "id",
        "inc",
        "inst",
        "jan",
        "jr",
        "jul",
        "jun",
        "l",
        "ll",
        "lt",
        "ltd",
        "mar",
        "messrs",
        "mr",
        "mrs",
        "ms",
        "mt",
        "n",
        "n.d",
        "n.y",
        "nn",
        "no",
        "nos",
        "nov",
        "oct",
        "op",
        "p",
        "para",
        "paras",
        "pg",
        "pp",
        "pt",
        "pub",
        "r",
        "rep",
        "rev",
        "rptr",
        "s",
        "s.d",
        "sec",
        "sen",
        "sep",
        "sept",
        "ser",
        "sess",
        "sgt",
        "sr",
        "st",
        "stat",
        "subd",
        "supp",
        "tit",
        "u.k",
        "u.n",
        "u.s",
        "v",
        "viz",
        "vol",
        "vs",
        "w",
        "w.d",
    ]
)
"""Words after which a point does not end a sentence."""

_STOP = re.compile(r"[.!?]+[\"”’')\]]*(?=\s)|\n[^\S\n]*\n")
_NEW_LINE = re.compile(r"(?:[•·▪◦‣*–—-]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|§)")
_LAST_WORD = re.compile(r"([\w.]+)\.$")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The [start, end) of the sentence, or the sentences, that hold ``text[start:end]``.

    At most :data:`LONGEST` characters more on either side, cut between words. Blanks at the ends are left out.

    >>> text = "No. 5 was served. Acme Inc. shall not share messages. It did."
    >>> text[slice(*sentence_around(text, 40, 45))]
    'Acme Inc. shall not share messages.'
    """
    low, high = max(0, start - LONGEST), min(len(text), end + LONGEST)
    ends = _ends(text, low, high)
    first = max((one for one in ends if one <= start), default=_between_words(text, low, 1) if low else 0)
    after = (one for one in ends if one >= end)
    last = next(after, _between_words(text, high, -1) if high < len(text) else len(text))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def fullest_sentence(text: str, marks: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The sentence that holds most of the marked ranges, the first of equals; None without marks."""
    found = [sentence_around(text, start, end) for start, end in marks]
    held = {one: len({text[a:b].casefold() for a, b in marks if one[0] <= a and b <= one[1]}) for one in found}
    return max(found, key=lambda one: (held[one], -one[0])) if found else None


def _ends(text: str, low: int, high: int) -> list[int]:
    """Offsets just behind the ends of sentences between two places, in order."""
    stops = [m.end() for m in _STOP.finditer(text, low, high) if not _abbreviated(text, m)]
    return sorted({*stops, *_line_ends(text, low, high)})


def _abbreviated(text: str, stop: re.Match[str]) -> bool:
    """Whether a point belongs to the word before it, or the words after it go on in small letters."""
    if stop[0] != ".":
        return False
    following = text[stop.end() : stop.end() + 40].lstrip()
    if following[:1].islower():
        return True
    word = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start() + 1)
    return word is not None and (word[1].casefold() in _POINTS or (len(word[1]) == 1 and word[1].isalpha()))


def _line_ends(text: str, low: int, high: int) -> list[int]:
    """Ends of lines that are no line breaks inside a sentence: before a list item, and after a heading."""
    found = []
    at = text.find("\n", low, high)
    while at >= 0:
        line_start = text.rfind("\n", 0, at) + 1
        line, rest = text[line_start:at].strip(), text[at + 1 : at + 121].lstrip(" \t")
        following = rest.split("\n", 1)[0]
        heading = len(line) < 0.6 * len(following) and not line.endswith(",") and following[:1].isupper()
        if line and (heading or _NEW_LINE.match(rest)):
            found.append(at)
        at = text.find("\n", at + 1, high)
    return found


def _between_words(text: str, at: int, step: int) -> int:
    """The nearest place between two words, going by ``step``."""
    while 0 < at < len(text) and not text[at if step < 0 else at - 1].isspace():
        at += step
    return at
