"""The next exhibit that has hits of what is looked for, in the order of the exhibit list; for a query thread."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_app.gui.viewer.marks import hits_of_exhibit
from evidence_app.model.errors import BadQuery
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import Matter
from evidence_app.services.search import NO_FILTERS
from evidence_app.services.search_answer import answer


def exhibit_with_hits(
    matter: Matter, query: str, listed: Sequence[int], exhibit_id: int, step: int
) -> tuple[int, int] | None:
    """The exhibit after (+1) or before (-1) this one that has hits, and the page to begin at; None past the end.

    ``listed`` are the exhibits in the order the user sees them; one that is not among them begins at the edge.
    """
    try:
        with matter.snapshot():
            found = answer(matter, parse(query), NO_FILTERS).per_exhibit
    except BadQuery:
        return None
    order = listed if step > 0 else list(reversed(listed))
    here = order.index(exhibit_id) if exhibit_id in order else -1
    other = next((one for one in order[here + 1 :] if one in found), None)
    if other is None:
        return None
    pages = hits_of_exhibit(matter, other, query)
    return other, (min(pages) if step > 0 else max(pages)) if pages else 1
