"""Evidence linked to elements: page and quote checked when a link is made, found again when texts change, never dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.pinpoint import PAGE_BREAK, Pinpoint, cite, find_passage, locate, pinpoint_at, quotable
from evidence_app.model.proof import EvidenceLink, LinkId
from evidence_app.services.matter import Matter
from evidence_app.services.proof import check_fields, element, next_position, shortened
from evidence_app.storage.journal import utc_now

LINK_FIELDS = frozenset({"stance", "strength", "note", "objection", "state"})
MOVED_NOTE = "The quote now stands on page"
"""How the line begins that the program adds to the note of a link in doubt."""


def link_evidence(
    matter: Matter,
    element_id: int,
    exhibit_id: int,
    pin: Pinpoint | None = None,
    stance: str = "supports",
    strength: int = 2,
    note: str = "",
) -> LinkId:
    """Tie an element to an exhibit, page and quote. The same quote on the same element is not linked twice.

    A quote is checked against the page's text; one that is not there is refused (never corrected silently).
    """
    pin = pin or Pinpoint()
    at = _checked(matter, exhibit_id, pin)
    words: dict[str, Any] = {
        "exhibit": exhibit_words(matter, exhibit_id),
        "element": shortened(element(matter, element_id).text),
    }
    words["page"] = f" p. {at.page}" if at.page else ""
    with matter.operation("Link {exhibit}{page} to element “{element}”", **words) as tx:
        same = tx.value(
            "SELECT id FROM evidence_link WHERE element_id = ? AND exhibit_id = ? AND page IS ? AND quote = ? "
            "AND start = ? AND box = ?",
            (element_id, exhibit_id, at.page, at.quote, at.start, at.box),
        )
        if same is not None:
            raise UserError("That passage is already linked to this element.", "Change its stance or strength instead.")
        row = {
            "element_id": element_id, "exhibit_id": exhibit_id, "page": at.page, "page_end": at.page_end,
            "quote": at.quote, "before": at.before, "after": at.after, "start": at.start, "box": at.box,
            "stance": stance, "strength": strength, "note": note, "text_sha256": page_text_hash(matter, exhibit_id, at.page),
            "position": next_position(tx, "evidence_link", "element_id = ?", (element_id,)), "created_at": utc_now(),
        }  # fmt: skip
        return LinkId(tx.insert("evidence_link", row))


def _checked(matter: Matter, exhibit_id: int, pin: Pinpoint) -> Pinpoint:
    count = matter.read.value("SELECT page_count FROM exhibit WHERE id = ?", (exhibit_id,))
    if count is None:
        raise NotFound("There is no such exhibit.", "Run 'evidence exhibits' to see them.")
    if pin.page is not None and not 1 <= pin.page <= max(1, count):
        raise UserError(f"The exhibit has {count} pages, not a page {pin.page}.", "Use the PDF page index, from 1.")
    if not pin.quote:
        return pin
    if pin.page is None:
        raise UserError("A quote needs the page it stands on.", "Add the page number.")
    if pin.page_end:
        return _checked_across(matter, exhibit_id, pin)
    text = page_texts(matter, exhibit_id)(pin.page)
    span = locate(text, pin)
    if span is None:
        raise UserError(
            f"Those words are not on page {pin.page}.", "Copy the quote from the page's own text, or link the page."
        )
    found = pinpoint_at(text, pin.page, *span)
    return Pinpoint(pin.page, found.quote, found.before, found.after, found.start, None, pin.box)


def _checked_across(matter: Matter, exhibit_id: int, pin: Pinpoint) -> Pinpoint:
    """A quote over a page break stands on every page from its first to its last, or is refused."""
    assert pin.page is not None and pin.page_end is not None
    found = find_passage(page_texts(matter, exhibit_id), pin)
    if set(found) != set(range(pin.page, pin.page_end + 1)):
        raise UserError(
            f"Those words do not run from page {pin.page} to page {pin.page_end}.",
            "Copy the quote from the pages' own text, or link the page.",
        )
    return replace(pin, start=found[pin.page][0])


def page_texts(matter: Matter, exhibit_id: int) -> Callable[[int], str]:
    """Gives the text of a page of an exhibit by its number; empty for a page that is not there."""
    sql = "SELECT text FROM page WHERE exhibit_id = ? AND number = ?"
    return lambda number: str(matter.read.value(sql, (exhibit_id, number)) or "")


def page_text_hash(matter: Matter, exhibit_id: int, page: int | None) -> str:
    """SHA-256 of the page text a quote was taken from, so that a later change is noticed; empty without a page."""
    if page is None:
        return ""
    return hashlib.sha256(page_texts(matter, exhibit_id)(page).encode("utf-8", "surrogatepass")).hexdigest()


def edit_link(matter: Matter, link_id: int, **fields: Any) -> Changes:
    """Change a link's stance, strength (1 weak, 2 fair, 3 strong), note, expected objection or state."""
    check_fields(fields, LINK_FIELDS, "link")
    found = link(matter, link_id)
    words = ", ".join(f"{name} {value}" for name, value in fields.items())
    if fields.get("state") == "ok":
        fields = fields | {"text_sha256": passage_hash(found, page_texts(matter, found.exhibit_id))}
    with matter.operation(
        "Change a link of {exhibit}: {fields}", exhibit=exhibit_words(matter, found.exhibit_id), fields=words
    ) as tx:
        tx.update("evidence_link", link_id, fields)
    return tx.changes


def unlink(matter: Matter, link_id: int) -> Changes:
    """Remove one link (undo brings it back)."""
    found = link(matter, link_id)
    words: dict[str, Any] = {
        "exhibit": exhibit_words(matter, found.exhibit_id),
        "element": shortened(element(matter, found.element_id).text),
    }
    with matter.operation("Unlink {exhibit} from element “{element}”", **words) as tx:
        tx.execute("DELETE FROM evidence_link WHERE id = ?", (link_id,))
    return tx.changes


def move_link(matter: Matter, link_id: int, step: int) -> Changes:
    """Reorder a link within its element by hand."""
    found = link(matter, link_id)
    with matter.operation(
        "Reorder the evidence of “{element}”", element=shortened(element(matter, found.element_id).text)
    ) as tx:
        order = tx.column(
            "SELECT id FROM evidence_link WHERE element_id = ? ORDER BY position, id", (found.element_id,)
        )
        order.insert(max(0, min(len(order) - 1, order.index(link_id) + step)), order.pop(order.index(link_id)))
        tx.executemany("UPDATE evidence_link SET position = ? WHERE id = ?", list(enumerate(order, 1)))
    return tx.changes


def link(matter: Matter, link_id: int) -> EvidenceLink:
    """One link; raises NotFound."""
    found = matter.read.row(EvidenceLink, "SELECT * FROM evidence_link WHERE id = ?", (link_id,))
    if found is None:
        raise NotFound("There is no such link.", "Open the element and choose one of its links.")
    return found


@dataclass(frozen=True)
class LinkRow:
    """A link with the exhibit and element it joins, for lists and reports."""

    link: EvidenceLink
    exhibit_number: str | None
    exhibit_title: str
    page_label: str
    end_label: str
    outward: bool
    withdrawn: bool

    @property
    def exhibit_label(self) -> str:
        """``Ex. P-12``, or the title while the exhibit has no number."""
        return f"Ex. {self.exhibit_number}" if self.exhibit_number else self.exhibit_title

    @property
    def cite(self) -> str:
        """``Ex. P-12 at 3``, or ``at 3–4``: the printed page labels where there are any, else the PDF pages."""
        first = self.page_label or str(self.link.page or "")
        return cite(self.exhibit_label, first, self.end_label or str(self.link.page_end or ""))


def links(
    matter: Matter, *, element_id: int | None = None, exhibit_id: int | None = None, page: int | None = None
) -> list[LinkRow]:
    """Links of an element, an exhibit or a page (or all), in the order set by hand."""
    where, params = ["1"], []
    for column, value in (("l.element_id", element_id), ("l.exhibit_id", exhibit_id), ("l.page", page)):
        if value is not None:
            where.append(f"{column} = ?")
            params.append(value)
    ids = matter.read.rows(
        EvidenceLink,
        f"SELECT l.* FROM evidence_link l WHERE {' AND '.join(where)} ORDER BY l.element_id, l.position, l.id",
        params,
    )
    facts = {
        row[0]: row[1:]
        for row in matter.read.tuples(
            f"SELECT l.id, e.number, e.title, coalesce(p.label, ''), coalesce(z.label, ''), "
            f"e.privilege = '' AND e.sequestered = 0, e.status = 'withdrawn' "
            f"FROM evidence_link l JOIN exhibit e ON e.id = l.exhibit_id "
            f"LEFT JOIN page p ON p.exhibit_id = l.exhibit_id AND p.number = l.page "
            f"LEFT JOIN page z ON z.exhibit_id = l.exhibit_id AND z.number = l.page_end WHERE {' AND '.join(where)}",
            params,
        )
    }
    return [LinkRow(one, *facts[one.id][:4], *map(bool, facts[one.id][4:])) for one in ids]


def recheck_links(matter: Matter, exhibit_id: int) -> Changes:
    """Find every quote of an exhibit again after its text changed; what cannot be found "needs a look", nothing is dropped.

    A quote that stands elsewhere on its page is re-anchored; one that moved to another page is not moved silently: it
    "needs a look" with a note naming the page.
    """
    with matter.operation(
        "Check the links of {exhibit} after its text changed", undoable=False, exhibit=exhibit_words(matter, exhibit_id)
    ) as tx:
        texts = dict(tx.tuples("SELECT number, text FROM page WHERE exhibit_id = ?", (exhibit_id,)))
        for one in tx.rows(
            EvidenceLink, "SELECT * FROM evidence_link WHERE exhibit_id = ? AND quote != ''", (exhibit_id,)
        ):
            tx.update("evidence_link", one.id, _reanchored(one, texts))  # type: ignore[arg-type]
    return tx.changes


def _reanchored(one: EvidenceLink, texts: dict[int, str]) -> dict[str, Any]:
    assert one.page is not None
    text_of = lambda number: texts.get(number, "")  # noqa: E731
    found = find_passage(text_of, one.pin)
    if set(found) != set(range(one.page, (one.page_end or one.page) + 1)):
        if kept_as_is(one, text_of):
            return {"state": "ok"}
        return {"state": "needs a look", "note": _moved_note(one, texts)}
    digest = hashlib.sha256(texts[one.page].encode("utf-8", "surrogatepass")).hexdigest()
    quote = PAGE_BREAK.join(quotable(texts[number])[start:end] for number, (start, end) in sorted(found.items()))
    return {"state": "ok", "start": found[one.page][0], "text_sha256": digest, "quote": quote}


def kept_as_is(one: EvidenceLink, text_of: Callable[[int], str]) -> bool:
    """Whether somebody looked at these very page texts and kept the link, though its quote is not in them."""
    return one.state == "ok" and one.text_sha256 == passage_hash(one, text_of)


def passage_hash(one: EvidenceLink, text_of: Callable[[int], str]) -> str:
    """SHA-256 of the text of the pages a link points to; of one page, what :func:`page_text_hash` gives."""
    numbers = range(one.page or 1, (one.page_end or one.page or 0) + 1)
    joined = PAGE_BREAK.join(map(text_of, numbers))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest() if one.page else ""


def _moved_note(one: EvidenceLink, texts: dict[int, str]) -> str:
    """The link's note, with the other pages its quote stands on now: a person decides, nothing moves by itself."""
    pin = Pinpoint(None, one.quote, one.before, one.after)
    found = [number for number, text in sorted(texts.items()) if number != one.page and locate(text, pin)]
    if not found:
        return one.note
    where = f"{MOVED_NOTE} {', '.join(map(str, found[:5]))}."
    return one.note if where in one.note else "\n".join(filter(None, (one.note, where)))


def exhibit_words(matter: Matter, exhibit_id: int) -> str:
    """An exhibit as the history names it: ``Ex. P-12``, else its title, shortened."""
    row = matter.read.tuples("SELECT number, title FROM exhibit WHERE id = ?", (exhibit_id,))
    return (f"Ex. {row[0][0]}" if row[0][0] else shortened(row[0][1])) if row else "an exhibit"
