"""A pinpoint: the exact page and quote, with enough context to find the quote again after the text changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evidence_app.model.normalise import blank_line_numbers

CONTEXT = 60
"""Characters of text kept before and after a quote."""
PAGE_BREAK = "\n"
"""What stands between the texts of two pages in a quote that crosses the page break."""


@dataclass(frozen=True)
class Pinpoint:
    """Where a piece of evidence stands. ``page`` is the PDF page index from 1 (None = the whole exhibit).

    ``start`` is the offset of ``quote`` in the page text, -1 when the pinpoint is a page or a region. ``box`` is
    ``x0,y0,x1,y1`` in hundredths of a point from the top left of the page as shown.
    """

    page: int | None = None
    quote: str = ""
    before: str = ""
    after: str = ""
    start: int = -1
    page_end: int | None = None
    box: str = ""


def quotable(text: str) -> str:
    """A page's text as it is quoted: the margin numbers of pleading paper are blanks, all else stands where it stood.

    The numbers are no words of the document; a quote over several lines would be a misquote with them.
    """
    return blank_line_numbers(text)


def pinpoint_at(text: str, page: int, start: int, end: int) -> Pinpoint:
    """The pinpoint of ``text[start:end]`` on a page, with its context, as it is quoted."""
    text = quotable(text)
    return Pinpoint(page, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def find_quote(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place a quote occurs, ignoring line breaks, hyphens at line ends, case and the shape of quotation marks."""
    joined = re.sub(r"(?<=\w)[-\x02\xad]\s*\n\s*(?=\w)|[\x02\xad]", "", _plain(quote))
    words = re.findall(r"\w+|[^\w\s]", joined)
    if not words:
        return []
    pattern = r"[\s\x02\xad]*".join(_word(word) for word in words)
    for base in dict.fromkeys((quotable(text), text)):  # a quote kept with margin numbers is found with them
        found = [match.span() for match in re.finditer(pattern, _plain(base), re.IGNORECASE)]
        if found:
            return found
    return []


def locate(text: str, pin: Pinpoint) -> tuple[int, int] | None:
    """Where the quote stands now: at its old place, else the occurrence whose surroundings fit best; None = not found."""
    if not pin.quote:
        return None
    end = pin.start + len(pin.quote)
    if pin.start >= 0 and pin.quote in (text[pin.start : end], quotable(text)[pin.start : end]):
        return pin.start, end
    places = find_quote(text, pin.quote)
    if not places:
        return None
    return max(places, key=lambda span: (_context_fit(text, span, pin), -abs(span[0] - pin.start)))


def find_passage(text_of: Callable[[int], str], pin: Pinpoint) -> dict[int, tuple[int, int]]:
    """Where a quote stands now, as [start, end) per page, also over page breaks; empty when it is nowhere on its pages.

    ``text_of`` gives the text of a page. A pinpoint without a quote (a page, a region) has no place in a text.
    """
    if not pin.quote or pin.page is None:
        return {}
    numbers = range(pin.page, (pin.page_end or pin.page) + 1)
    texts = [text_of(number) for number in numbers]
    # page by page without margin numbers; a quote kept with them is found with them
    span = locate(PAGE_BREAK.join(map(quotable, texts)), pin) or locate(PAGE_BREAK.join(texts), pin)
    found: dict[int, tuple[int, int]] = {}
    offset = 0
    for number, text in zip(numbers, texts, strict=True):
        low, high = (max(span[0], offset), min(span[1], offset + len(text))) if span else (0, 0)
        if low < high:
            found[number] = (low - offset, high - offset)
        offset += len(text) + len(PAGE_BREAK)
    return found


def cite(label: str, page_label: str, end_label: str = "") -> str:
    """A short citation: ``Ex. P-12 at 3``, or ``at 3–4`` for a passage that runs on to another page."""
    pages = f"{page_label}–{end_label}" if end_label and end_label != page_label else page_label
    return f"{label} at {pages}" if pages else label


_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"})


def _plain(text: str) -> str:
    """Typographic variants replaced one for one, so that offsets stay the same."""
    return text.translate(_SAME)


def _word(word: str) -> str:
    """A word that may be broken by a hyphen at a line end."""
    if not word.isalnum():
        return re.escape(word)
    return r"(?:[-\x02\xad]\s*)?".join(re.escape(letter) for letter in word)


def _context_fit(text: str, span: tuple[int, int], pin: Pinpoint) -> int:
    """How many characters around the place equal the remembered context, counted outwards from the quote."""
    before, after = text[: span[0]], text[span[1] :]
    return _same_run(reversed(before[-CONTEXT:]), reversed(pin.before)) + _same_run(after[:CONTEXT], pin.after)


def _same_run(left: object, right: object) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):  # type: ignore[call-overload]
        if a != b:
            break
        count += 1
    return count
