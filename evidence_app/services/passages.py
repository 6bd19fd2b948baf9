"""From a search hit to the passage that is linked, and from a passage to link and fact in one step."""

from __future__ import annotations

from evidence_app.model.errors import BadQuery
from evidence_app.model.pinpoint import Pinpoint, pinpoint_at, quotable
from evidence_app.model.proof import LinkId
from evidence_app.model.sentences import fullest_sentence
from evidence_app.model.typed_dates import read_date
from evidence_app.services import chronology, evidence_links, exhibits, search
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
    text = quotable(evidence_links.page_texts(matter, exhibit_id)(page))
    found = fullest_sentence(text, marks)
    return pinpoint_at(text, page, *found) if found else Pinpoint(page)


def link_hit(
    matter: Matter, element_id: int, exhibit_id: int, page: int | None, query: str, span: Span | None = None
) -> LinkId:
    """Link the passage of a hit to an element, as supporting it; one undo step. Errors as ``evidence_links.link_evidence``."""
    return evidence_links.link_evidence(
        matter, element_id, exhibit_id, passage_of_hit(matter, exhibit_id, page, query, span)
    )


def link_with_fact(
    matter: Matter, element_id: int, exhibit_id: int, pin: Pinpoint, stance: str = "supports", stated: str = ""
) -> LinkId:
    """Link a passage and add its words to the chronology, with the passage as source; one undo step.

    ``stated``: the date as the quote words it ("" = undated). One that can be read two ways is kept in these words and
    not guessed: the fact stands among the undated ones until a person says which it is. Errors as ``evidence_links.link_evidence``.
    """
    found = read_date(stated)
    date = stated if found and not found.ambiguous else ""
    label = exhibits.get(matter, exhibit_id).label
    with matter.operation("Link {exhibit} and add it to the chronology", exhibit=label):
        link = evidence_links.link_evidence(matter, element_id, exhibit_id, pin, stance)
        source = chronology.Source(exhibit_id, pin.page, pin.quote, states_date=date, page_end=pin.page_end)
        words = " ".join(pin.quote.split())
        chronology.add_event(matter, words, date, date_stated=stated, sources=[source], elements=[element_id])
    return link
