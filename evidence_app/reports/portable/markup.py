"""Text as HTML: everything from the matter is escaped here, once; quotes are marked by stance, in words as well as colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from string import Template

from evidence_app.paths import resource

STANCE_WORDS = {"supports": "Supports", "undermines": "Undermines", "neutral": "Neutral on"}
WITHHELD = "file name not included"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Passage:
    """A linked quote in a page's text: offsets, stance, the element's number and where the element stands."""

    start: int
    end: int
    stance: str
    number: str
    href: str


def text_of(value: object) -> str:
    """Any stored text, fit to stand in HTML; control characters and direction overrides become U+FFFD."""
    return escape(_CONTROL.sub("\ufffd", str(value)), quote=True)


def one_line(value: object) -> str:
    """A stored text on one line."""
    return text_of(" ".join(str(value).split()))


def link(href: str, words: object) -> str:
    """A link to a place in the folder; ``href`` is made by the program and never holds stored text."""
    return f'<a href="{href}">{one_line(words)}</a>'


def tag(stance: str, number: str, href: str) -> str:
    """``Supports 1.2`` as a small label that leads to the element."""
    return f'<a class="tag {stance}" href="{href}">{STANCE_WORDS[stance]} {text_of(number)}</a>'


@lru_cache(maxsize=1)
def _shell() -> tuple[Template, str]:
    folder = resource("portable")
    style = (folder / "style.css").read_text(encoding="utf-8").strip()
    return Template((folder / "page.html").read_text(encoding="utf-8")), style


def page(title: str, body: Iterable[str], nav: Sequence[str], footer: str, marking: str) -> str:
    """A whole page. ``body``, ``nav`` are HTML; ``title``, ``footer`` and ``marking`` are stored text."""
    template, style = _shell()
    shown = f'<div class="marking" role="note">{one_line(marking)}</div>' if marking else ""
    return template.substitute(
        title=one_line(title),
        style=f"{style}\n{_printed_marking(marking)}",
        body="\n".join(body),
        nav="\n".join(nav),
        footer=one_line(footer),
        marking=shown,
    )


def _printed_marking(marking: str) -> str:
    """The marking in the margin of every printed page, for browsers that can; each character as its CSS escape."""
    words = "".join(f"\\{ord(character):06X}" for character in " ".join(marking.split()) if character.isprintable())
    return f'@page {{ margin: 20mm 16mm; @top-center {{ content: "{words}"; font: 600 8pt sans-serif; }} }}'


def marked(text: str, passages: Sequence[Passage], hidden: Iterable[str]) -> str:
    """A page's text with its passages marked, and file names that are not to be told replaced by a note."""
    masks = _masks(text, hidden)
    edges = sorted(
        {0, len(text), *(at for one in passages for at in (one.start, one.end)), *(at for m in masks for at in m)}
    )
    parts: list[str] = []
    for start, end in pairwise(edges):
        parts.append(_segment(text, start, end, passages, masks))
        parts += [tag(one.stance, one.number, one.href) for one in passages if one.end == end]
    return "".join(parts)


def _segment(text: str, start: int, end: int, passages: Sequence[Passage], masks: Sequence[tuple[int, int]]) -> str:
    over = next((mask for mask in masks if mask[0] <= start < mask[1]), None)
    if over:
        return f'<span class="withheld">{WITHHELD}</span>' if over[0] == start else ""
    inner = text_of(text[start:end])
    stances = sorted({one.stance for one in passages if one.start <= start and end <= one.end})
    for stance in stances:
        inner = f'<mark class="{stance}">{inner}</mark>'
    return inner


def _masks(text: str, hidden: Iterable[str]) -> list[tuple[int, int]]:
    """Where hidden names stand, longest first, none inside another."""
    found: list[tuple[int, int]] = []
    for name in sorted(hidden, key=len, reverse=True):
        for match in name_pattern(name).finditer(text):
            if all(match.end() <= a or b <= match.start() for a, b in found):
                found.append(match.span())
    return sorted(found)


def name_pattern(name: str) -> re.Pattern[str]:
    """Finds a file name in any case, also broken over lines."""
    return re.compile(r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)


def masked(text: str, hidden: Iterable[str]) -> str:
    """A stored text on one line with hidden names replaced, escaped."""
    return marked(" ".join(text.split()), (), hidden)
