"""From a search hit to the passage that is linked: the sentence the words stand in, not the page around it."""

from __future__ import annotations

from evidence_app.model.errors import BadQuery
from evidence_app.model.pinpoint import Pinpoint, pinpoint_at
from evidence_app.model.proof import LinkId
from evidence_app.model.sentences import fullest_sentence
from evidence_app.services import proof, search
from evidence_app.services.matter import Matter

Span = tuple[int, int]


def passage_of_hit(matter: Matter, exhibit_id: int, page: int | None, query: str, span: Span | None = None) -> Pinpoint:
    """The sentence that holds most of the query's words on a page, or the one around ``span`` of its text.

    The page (or the exhibit) as a whole when nothing is marked there, as for a query of fields only. A query that cannot
    be read marks nothing.
    """
    if page is None or not query:
        return Pinpoint(page)
    try:
        marks = [span] if span else search.hit_words(matter, exhibit_id, page, query)
    except BadQuery:
        marks = []
    text = matter.read.value("SELECT text FROM page WHERE exhibit_id = ? AND number = ?", (exhibit_id, page)) or ""
    found = fullest_sentence(text, marks)
    return pinpoint_at(text, page, *found) if found else Pinpoint(page)


def link_hit(
    matter: Matter, element_id: int, exhibit_id: int, page: int | None, query: str, span: Span | None = None
) -> LinkId:
    """Link the passage of a hit to an element, as supporting it; one undo step. Errors as ``proof.link_evidence``."""
    return proof.link_evidence(matter, element_id, exhibit_id, passage_of_hit(matter, exhibit_id, page, query, span))
