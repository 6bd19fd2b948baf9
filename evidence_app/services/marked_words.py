"""Which words of an exhibit's page texts its redaction marks take out, for whatever quotes them.

A mark that needs a look counts: nobody has said yet that its words may be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from evidence_app.importers.pdf_redact import touched
from evidence_app.model.pages import Word, unpack_words
from evidence_app.model.redaction import ListedMark, Secrets, squashed
from evidence_app.services import redactions
from evidence_app.services.matter import Matter

Span = tuple[int, int, str]
"""Start, end and reason code."""
NO_REASON = "Redacted"


@dataclass(frozen=True)
class MarkedPage:
    """A page of an exhibit that has marks: ``spans`` of its text are marked.

    ``unplaced`` are the reasons of marks that are somewhere on it, nobody knows on which words.
    """

    number: int
    text: str
    spans: tuple[Span, ...]
    unplaced: tuple[str, ...]


def marked_pages(matter: Matter, exhibit_id: int) -> list[MarkedPage]:
    """Every page of an exhibit with its marked words; empty when the exhibit has no marks."""
    marks = redactions.marks(matter, exhibit_id)
    if not marks:
        return []
    sql = """SELECT p.number, p.text,
               CASE WHEN p.number IN (SELECT page FROM redaction_mark WHERE exhibit_id = p.exhibit_id) THEN w.boxes END
             FROM page p LEFT JOIN page_words w ON w.page_id = p.id WHERE p.exhibit_id = ? ORDER BY p.number"""
    found = matter.read.tuples(sql, (exhibit_id,))
    numbers = {number for number, _text, _boxes in found}
    return [_page(number, text, list(unpack_words(boxes or b"")), marks, numbers) for number, text, boxes in found]


def _page(
    number: int, text: str, words: Sequence[Word], marks: Sequence[ListedMark], numbers: Collection[int]
) -> MarkedPage:
    spans: list[Span] = []
    unplaced: list[str] = []
    for mark in marks:
        own = mark.page == number
        found = list(_in_place(mark, text, words)) if own else []
        again = []
        if not mark.ready or (own and not found):
            again = [(start, end) for start, end, _word in _secrets(mark).find(text)]
        reason = mark.reason or NO_REASON
        spans += [(start, end, reason) for start, end in (*found, *again)]
        here = own or (not mark.ready and mark.page not in numbers)
        if here and not again and (not mark.ready or (not found and not words)):
            unplaced.append(reason)
    return MarkedPage(number, text, tuple(sorted(spans)), tuple(dict.fromkeys(unplaced)))


def _in_place(mark: ListedMark, text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The words under a box as its copy loses them, or the marked words of a text if they still stand there."""
    area = mark.area
    if area is not None:
        yield from ((word.start, word.end) for word in words if touched((word.x0, word.y0, word.x1, word.y1), area))
    elif mark.quote and text[mark.start : mark.start + len(mark.quote)] == mark.quote:
        yield mark.start, mark.start + len(mark.quote)


def _secrets(mark: ListedMark) -> Secrets:
    return Secrets([mark.quote] if squashed(mark.quote) else [])
