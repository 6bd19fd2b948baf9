"""Links whose quote is no longer where it was: where it stands now, and what a person decides about it.

A link "needs a look" after its document was replaced or its text changed and nothing proves where it belongs. It is
never moved by itself: somebody keeps it where it is, moves it to a place found, or withdraws it; each is an undo step.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.errors import UserError
from evidence_app.model.page_alignment import align_pages
from evidence_app.model.pinpoint import CONTEXT, PAGE_BREAK, find_passage, quotable
from evidence_app.model.proof import EvidenceLink, walk
from evidence_app.model.versions import ExhibitVersion
from evidence_app.services import evidence_links, proof, replacing
from evidence_app.services.evidence_links import LinkRow
from evidence_app.services.matter import Matter

MOST_PLACES = 12
AROUND = 70
"""Characters of text shown on either side of a place."""
_NO_LETTER = re.compile(r"[\W_]+")
_TURKISH = str.maketrans("ıİ", "ii")
_WAITING = """FROM evidence_link l JOIN exhibit e ON e.id = l.exhibit_id WHERE l.state != 'ok' AND e.sequestered = 0"""


@dataclass(frozen=True)
class Place:
    """Where a link could point now: ``page``, with ``page_end`` when the words run on to it.

    ``start`` is -1 for a page as a whole; ``before``, ``words`` and ``after`` show the place.
    """

    page: int
    label: str
    page_end: int | None = None
    start: int = -1
    before: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True)
class LinkInDoubt:
    """A link that needs a look: its element, the places found, and the earlier version it was made on (None = not known)."""

    row: LinkRow
    number: str
    element: str
    places: tuple[Place, ...]
    version: ExhibitVersion | None

    @property
    def why(self) -> str:
        """What is known about it, in words."""
        link = self.row.link
        where = f"page {link.page}" if link.page else "the exhibit"
        if self.version is not None:
            return (
                f"It was made on {where} of version {self.version.version} ({self.version.file_name}), which was "
                f"replaced on {self.version.replaced_at[:10]}."
            )
        return f"The text of {where} is not the one it was linked on."


def waiting(matter: Matter, exhibit_id: int | None = None) -> int:
    """How many links need a look, in the matter or in one exhibit; those of sequestered exhibits are not shown."""
    only, params = ("", ()) if exhibit_id is None else (" AND e.id = ?", (exhibit_id,))
    return int(matter.read.value(f"SELECT count(*) {_WAITING}{only}", params))


def waiting_words(count: int) -> str:
    """``3 links need a look``."""
    return f"{count:,} link{'s' * (count != 1)} need{'s' * (count == 1)} a look"


def in_doubt(matter: Matter, exhibit_id: int | None = None) -> list[LinkInDoubt]:
    """Every link that needs a look, by exhibit and page, with where its words stand now."""
    wanted = set(matter.read.column(f"SELECT l.id {_WAITING}"))
    rows = [row for row in evidence_links.links(matter, exhibit_id=exhibit_id) if row.link.id in wanted]
    elements = {node.element.id: node for claim in proof.tree(matter) for node in walk(claim.elements)}
    found = []
    for one in dict.fromkeys(row.link.exhibit_id for row in rows):
        known = _Exhibit.read(matter, one)
        for row in sorted((r for r in rows if r.link.exhibit_id == one), key=lambda r: (r.link.page or 0, r.link.id)):
            node = elements[row.link.element_id]
            version = known.version_of(row.link)
            places = known.places(row.link, version)
            found.append(LinkInDoubt(row, node.number, node.element.text, places, version))
    return found


@dataclass(frozen=True)
class _Letters:
    """The letters of all pages in a row, so that one search tells on which pages, or over which breaks, a quote may be."""

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, texts: Mapping[int, str]) -> _Letters:
        numbers = tuple(sorted(texts))
        parts = [letters(texts[number]) for number in numbers]
        return cls("".join(parts), tuple(itertools.accumulate((len(part) for part in parts), initial=0)), numbers)

    def pages_with(self, wanted: str) -> Iterator[int]:
        """Pages on which these letters begin; without them in a row the quote cannot be there."""
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            yield self.numbers[min(place, len(self.numbers) - 1)]
            at = self.text.find(wanted, self.starts[place + 1])


@dataclass(frozen=True)
class _Exhibit:
    """The page texts an exhibit has and had."""

    texts: Mapping[int, str]
    labels: Mapping[int, str]
    letters: tuple[_Letters, _Letters]
    earlier: Sequence[tuple[ExhibitVersion, list[str]]]

    @classmethod
    def read(cls, matter: Matter, exhibit_id: int) -> _Exhibit:
        sql = "SELECT number, text, label FROM page WHERE exhibit_id = ? ORDER BY number"
        pages = matter.read.tuples(sql, (exhibit_id,))
        earlier = [(one, replacing.version_texts(matter, one)) for one in replacing.versions(matter, exhibit_id)]
        texts = {number: text for number, text, _label in pages}
        plain = _Letters.of({n: quotable(text) for n, text in texts.items()}), _Letters.of(texts)
        return cls(texts, {number: label for number, _text, label in pages}, plain, earlier)

    def version_of(self, link: EvidenceLink) -> ExhibitVersion | None:
        """The newest earlier version on whose page the link was made, told by the hash of the page's text."""
        for version, texts in reversed(self.earlier):
            if link.page and link.page <= len(texts) and text_hash(texts[link.page - 1]) == link.text_sha256:
                return version
        return None

    def places(self, link: EvidenceLink, version: ExhibitVersion | None) -> tuple[Place, ...]:
        """Where the quote stands now, best first; for a link to a page, the page in its place."""
        if not link.quote:
            return self._page_in_place(link, version)
        wanted = letters(link.quote)
        possible = {n for one in self.letters for n in one.pages_with(wanted)} if wanted else set(self.texts)
        found = (self._place(link, n) for n in sorted(possible, key=lambda number: (number != link.page, number)))
        return tuple(itertools.islice(filter(None, found), MOST_PLACES))

    def _place(self, link: EvidenceLink, number: int) -> Place | None:
        """The quote on this page, or from it over the page break to the next."""
        for last in (number, number + 1):
            spans = spans_at(link, number, last, lambda n: self.texts.get(n, ""))
            if spans:
                start, end = spans[number][0], spans[last][1]
                shown_on = {n: quotable(self.texts[n]) for n in spans}
                words = " ".join(shown_on[n][a:b] for n, (a, b) in sorted(spans.items()))
                around = _before(shown_on[number], start), words, shown_on[last][end : end + AROUND]
                shown = tuple(" ".join(one.split()) for one in around)
                return Place(number, self.labels[number] or str(number), last if last > number else None, start, *shown)
        return None

    def _page_in_place(self, link: EvidenceLink, version: ExhibitVersion | None) -> tuple[Place, ...]:
        if version is None or link.page is None:
            return ()
        old = next(texts for known, texts in self.earlier if known is version)
        page = align_pages(old, list(self.texts.values())).page_in_place(link.page)
        if page is None:
            return ()
        words = " ".join(self.texts[page].split())[: 2 * AROUND]
        end = page + link.page_end - link.page if link.page_end else None
        return (Place(page, self.labels[page] or str(page), end, words=words),)


def _before(text: str, start: int) -> str:
    """The words before a place, from a whole word on."""
    cut = max(0, start - AROUND)
    return text[cut:start].partition(" ")[2] if cut else text[:start]


def letters(text: str) -> str:
    """Letters and digits alone, in lower case: what stays of a quote when lines break and marks differ."""
    return _NO_LETTER.sub("", text.translate(_TURKISH).casefold())


def spans_at(
    link: EvidenceLink, first: int, last: int, text_of: Callable[[int], str], start: int = -1
) -> dict[int, tuple[int, int]]:
    """The quote on every page from the first to the last, as [start, end) per page; empty when it does not run so."""
    pin = replace(link.pin, page=first, page_end=last if last > first else None, start=start)
    found = find_passage(text_of, pin)
    return found if set(found) == set(range(first, last + 1)) else {}


def text_hash(text: str) -> str:
    """SHA-256 of a page's text, as links keep it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def keep(matter: Matter, link_id: int) -> Changes:
    """Somebody looked: the link is right where it points. It is in doubt again only when the page's text changes.

    Raises UserError when the document has no such page any more.
    """
    found = evidence_links.link(matter, link_id)
    pages = int(matter.read.value("SELECT count(*) FROM page WHERE exhibit_id = ?", (found.exhibit_id,)))
    if max(found.page or 0, found.page_end or 0) > pages:
        raise UserError(
            f"The document has no page {found.page_end or found.page} now.", "Move the link or withdraw it."
        )
    label = evidence_links.exhibit_words(matter, found.exhibit_id)
    with matter.operation("Keep a link of {exhibit} where it is", exhibit=label) as tx:
        digest = evidence_links.passage_hash(found, evidence_links.page_texts(matter, found.exhibit_id))
        tx.update("evidence_link", link_id, {"state": "ok", "text_sha256": digest, "note": _settled(found.note)})
    return tx.changes


def move(matter: Matter, link_id: int, place: Place) -> Changes:
    """Point the link at a place where its words stand now (or at a page). Raises UserError when they are not there."""
    found = evidence_links.link(matter, link_id)
    label = evidence_links.exhibit_words(matter, found.exhibit_id)
    with matter.operation("Move a link of {exhibit} to page {page}", exhibit=label, page=place.page) as tx:
        texts = dict(tx.tuples("SELECT number, text FROM page WHERE exhibit_id = ?", (found.exhibit_id,)))
        values = _placed(found, place, lambda number: texts.get(number, ""))
        if place.page not in texts or values is None:
            raise UserError("The linked words are not there any more.", "Look at the list again.")
        tx.update("evidence_link", link_id, values)
    return tx.changes


def _placed(link: EvidenceLink, place: Place, text_of: Callable[[int], str]) -> dict[str, Any] | None:
    """The link's columns at the place; None when its words are not there."""
    last = place.page_end or place.page
    values: dict[str, Any] = {"page": place.page, "page_end": place.page_end, "state": "ok"}
    values |= {"text_sha256": text_hash(text_of(place.page)), "note": _settled(link.note)}
    if not link.quote:
        return values
    spans = spans_at(link, place.page, last, text_of, place.start)
    if not spans or spans[place.page][0] != place.start:
        return None
    read = {n: quotable(text_of(n)) for n in spans}
    first, end = read[place.page], spans[last][1]
    quote = PAGE_BREAK.join(read[n][a:b] for n, (a, b) in sorted(spans.items()))
    around = {"before": first[max(0, place.start - CONTEXT) : place.start], "after": read[last][end : end + CONTEXT]}
    return values | around | {"quote": quote, "start": place.start}


def _settled(note: str) -> str:
    """The note without the lines the program added while the link was in doubt."""
    return "\n".join(line for line in note.split("\n") if not line.startswith(evidence_links.MOVED_NOTE))
