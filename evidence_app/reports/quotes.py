"""Quotes of exhibits as reports print them: words marked for redaction become their reason code, ``[FRCP 5.2]``.

Every report that prints words of an exhibit asks here, so that no list says what the copy of the page no longer does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property

from evidence_app.model.pinpoint import PAGE_BREAK, find_quote, quotable
from evidence_app.model.redaction import Secrets, bracketed, squashed
from evidence_app.services import redactions
from evidence_app.services.marked_words import NO_REASON, MarkedPage, Span, marked_pages
from evidence_app.services.matter import Matter

_TELLING = 4
"""Letters: shorter marked words stand in many typed texts by chance."""
_YEAR = 4
"""Digits: a marked number of more is looked for by itself; one as short as a year stands everywhere."""
_CUT = re.compile(r"\.\.\.|…")
_NUMBER = re.compile(r"\S*\d\S*")


class Quotes:
    """Prints quotes for one report and counts what it leaves out."""

    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        self._marked = frozenset(redactions.counts(matter))
        self._known: dict[int, list[MarkedPage]] = {}
        self._words: dict[int, list[tuple[Secrets, str]]] = {}
        self._cut = self._lost = self._typed = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, for the person who exports."""
        told = (
            (self._cut, "quote holds words", "quotes hold words", "marked for redaction; these are left out."),
            (
                self._lost, "quote", "quotes",
                "of exhibits with redaction marks cannot be found word for word on the pages, or a mark there needs a "
                "look; left out as a whole.",
            ),
            (self._typed, "typed text says words", "typed texts say words", "marked for redaction; these are left out."),
        )  # fmt: skip
        return tuple(f"{count} {one if count == 1 else many} {rest}" for count, one, many, rest in told if count)

    def printed(self, exhibit_id: int | None, quote: str, page: int | None = None, page_end: int | None = None) -> str:
        """A quote on one line. One that cannot be found in an exhibit with marks is left out whole: it cannot be checked."""
        text, whole = self._printed(exhibit_id, quote, page, page_end)
        self._lost += whole
        self._cut += not whole and text != _one_line(quote)
        return text

    def hides(
        self, exhibit_id: int | None, quote: str, page: int | None, words: str, page_end: int | None = None
    ) -> bool:
        """Whether these words of a quote, such as its date, are not in it as printed."""
        text, _whole = self._printed(exhibit_id, quote, page, page_end)
        return bool(find_quote(quote, words)) and not find_quote(text, words)

    def _printed(self, exhibit_id: int | None, quote: str, page: int | None, page_end: int | None) -> tuple[str, bool]:
        """The quote as printed, and whether all of it is left out because it cannot be checked."""
        plain = _one_line(quote)
        if not plain or exhibit_id not in self._marked:
            return plain, False
        assert exhibit_id is not None
        pages = self._pages(exhibit_id)
        near = [one for one in pages if page is not None and page <= one.number <= (page_end or page)]
        shown = (_shown(near, quote) if near else None) or _shown(pages, quote)
        if shown is None or shown[1]:
            return f"[{', '.join(shown[1] if shown else _reasons(near) or _reasons(pages) or [NO_REASON])}]", True
        return _one_line(shown[0]) if shown[0] else plain, False

    def typed(self, exhibit_ids: Collection[int | None], text: str) -> str:
        """A typed text that rests on exhibits, such as an event: often it is a quote of one, and a mark holds for it too."""
        said = text
        for one in sorted(one for one in set(exhibit_ids) if one in self._marked and one is not None):
            shown = _shown(self._pages(one), said)
            if shown and shown[1]:
                said = f"[{', '.join(shown[1])}]"
            elif shown and shown[0]:
                said = _one_line(shown[0])
            spans = [(a, b, reason) for words, reason in self._secrets(one) for a, b, _word in words.find(said)]
            said = bracketed(said, spans)
        self._typed += said != text
        return said

    def anywhere(self, text: str) -> str:
        """A text of the log, which may repeat words of any exhibit, also cut off in the middle of them."""
        spans: list[Span] = []
        for words, reason in self._every:
            spans += [(a, b, reason) for a, b, _word in words.find(text)]
            for cut in _CUT.finditer(text):
                spans += [(a, b, reason) for a, b, _word in words.begun(text[: cut.start()])]
        self._typed += bool(spans)
        return bracketed(text, spans)

    @cached_property
    def _every(self) -> list[tuple[Secrets, str]]:
        """The marked words of all exhibits by reason."""
        runs: dict[str, set[str]] = {}
        for one in self._marked:
            for words, reason in self._secrets(one):
                runs.setdefault(reason, set()).update(words.words)
        return [(Secrets(sorted(found)), reason) for reason, found in runs.items()]

    @property
    def any_marks(self) -> bool:
        """Whether anything in the matter is marked."""
        return bool(self._marked)

    def _pages(self, exhibit_id: int) -> list[MarkedPage]:
        if exhibit_id not in self._known:
            self._known[exhibit_id] = marked_pages(self._matter, exhibit_id)
        return self._known[exhibit_id]

    def _secrets(self, exhibit_id: int) -> list[tuple[Secrets, str]]:
        """The marked words of an exhibit by reason: each marked run, and every number in one."""
        if exhibit_id not in self._words:
            runs: dict[str, set[str]] = {}
            for mark in redactions.marks(self._matter, exhibit_id):
                runs.setdefault(mark.reason or NO_REASON, set()).add(mark.quote)
            for page in self._pages(exhibit_id):
                for start, end, reason in _runs(page):
                    runs.setdefault(reason, set()).add(page.text[start:end])
            self._words[exhibit_id] = [(Secrets(_telling(found)), reason) for reason, found in runs.items()]
        return self._words[exhibit_id]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _telling(runs: Collection[str]) -> list[str]:
    numbers = {part for run in runs for part in _NUMBER.findall(run) if len(squashed(part)) > _YEAR}
    return sorted({*(run for run in runs if len(squashed(run)) >= _TELLING), *numbers})


def _runs(page: MarkedPage) -> list[Span]:
    """Marked words that follow one another, as one span."""
    found: list[Span] = []
    for start, end, reason in page.spans:
        last = found[-1] if found else None
        if last and last[2] == reason and not squashed(page.text[last[1] : start]):
            found[-1] = (last[0], max(last[1], end), reason)
        else:
            found.append((start, end, reason))
    return found


def _reasons(pages: Sequence[MarkedPage]) -> list[str]:
    """Every reason on the pages, each once."""
    return list(dict.fromkeys(why for one in pages for why in (*(span[2] for span in one.spans), *one.unplaced)))


def _shown(pages: Sequence[MarkedPage], quote: str) -> tuple[str, list[str]] | None:
    """How a quote stands on the pages: its text without the marked words, empty when none of it is marked.

    Of several places the one with most marks counts. Second: the reasons why the whole quote must go. None = not found.
    """
    best: tuple[int, str, list[str]] | None = None
    for read in (quotable, str):  # as in ``find_quote``: a quote may have been kept with margin numbers
        texts = [read(one.text) for one in pages]
        whole = PAGE_BREAK.join(texts)
        for start, end in find_quote(whole, quote):
            spans, gone = _inside(pages, start, end)
            weight = (end - start + 1) if gone else sum(b - a for a, b, _reason in spans)
            if best is None or weight > best[0]:
                best = (weight, bracketed(whole[start:end], spans) if spans else "", gone)
    return (best[1], best[2]) if best else None


def _inside(pages: Sequence[MarkedPage], start: int, end: int) -> tuple[list[Span], list[str]]:
    """The marks within a stretch of the joined page texts, counted from its start, and the reasons of unplaced ones."""
    spans: list[Span] = []
    gone: list[str] = []
    offset = 0
    for one in pages:
        if start < offset + len(one.text) and end > offset:
            gone += one.unplaced
            for a, b, reason in one.spans:
                low, high = max(a + offset, start), min(b + offset, end)
                if low < high:
                    spans.append((low - start, high - start, reason))
        offset += len(one.text) + len(PAGE_BREAK)
    return spans, list(dict.fromkeys(gone))
