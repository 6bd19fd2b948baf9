"""From a query to the set of pages it matches: FTS5 where it can, Whoosh where it must, and by hand around page breaks.

Both engines look at one page at a time. Matches that run over a page break, and pages that Whoosh has not indexed yet,
are decided by :mod:`evidence_app.model.search_match` on the words themselves, so the answer is always complete; a
search that cannot be answered in time is refused, never cut short.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from evidence_app.model.normalise import OCR_AI, readings
from evidence_app.model.search import (
    LEAVES,
    And,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Word,
    children,
    either,
    is_positional,
    walk,
)
from evidence_app.model.search_match import ExhibitWords
from evidence_app.model.search_results import Engine
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import PageMap
from evidence_app.storage import fts_query, page_text
from evidence_app.turns import give_way

SECONDS = 2.0
"""The soft limit of one search."""
_CHUNK = 500


class TextSearch:
    """One search over the words of the pages; remembers which engines answered and which matches run on."""

    def __init__(self, matter: Matter, pages: PageMap, seconds: float = SECONDS) -> None:
        self.matter = matter
        self.read = matter.read
        self.map = pages
        self.deadline = time.monotonic() + seconds
        self.engines: set[Engine] = set()
        self.running_on: set[int] = set()
        self._breaks: dict[Query, set[int]] = {}

    def pages(self, query: Query) -> set[int]:
        """Ids of the pages that match; the query has no fields. Raises BadQuery when it takes too long."""
        if not any(self.over_breaks(part) for part in _positional(query)):
            found = self.by_fts(fts_query.exact(query))
            if found is not None:
                return found
        match query:
            case Not(item):
                return self.universe() - self.pages(item)
            case And(items):
                return self.all_of(items)
            case Or(items) if not is_positional(query):
                return set().union(*(self.pages(item) for item in items))
        return self.positional(query)

    def universe(self) -> set[int]:
        """Every page with words; of a page without any, nobody can say what it does not contain."""
        return self.map.place.keys() - self.map.silent

    def all_of(self, items: Iterable[Query]) -> set[int]:
        """Pages that match every item; exclusions last, so that they work on a small set."""
        found: set[int] | None = None
        for item in sorted(items, key=lambda part: isinstance(part, Not)):
            if found is not None and isinstance(item, Not):
                found -= self.pages(item.item)
            else:
                more = self.pages(item)
                found = more if found is None else found & more
        return found or set()

    # -- words, phrases, distances -----------------------------------------------------------------------------------

    def positional(self, query: Query) -> set[int]:
        """Pages on which a match of a word, phrase or distance begins."""
        found = self.by_fts(fts_query.exact(query))
        if found is None:
            found = self.by_whoosh(query)
        if found is None:
            found = self.by_hand(query)
        return self.settled(query, found)

    def by_fts(self, expression: str | None) -> set[int] | None:
        """What FTS5 finds, or ``None`` when it cannot say this."""
        if expression is None:
            return None
        found = page_text.matching(self.read, expression, self.deadline)
        if found is not None:
            self.engines.add("SQLite FTS5")
        return None if found is None else self.map.known(found)

    def by_whoosh(self, query: Query) -> set[int] | None:
        """What Whoosh finds, with pages it has not indexed yet decided by hand; ``None`` when there is no index."""
        waiting = set(self.read.column("SELECT DISTINCT exhibit_id FROM reindex"))
        found = self.matter.page_index.search(query, self.deadline)
        if found is None:
            return None
        self.engines.add("Whoosh")
        indexed = self.map.known(found)
        if waiting:
            exhibits, place = self.map.exhibits, self.map.place
            indexed = {page for page in indexed if exhibits[place[page]] not in waiting}
            late = {page for page in self.candidates(query) if exhibits[place[page]] in waiting}
            indexed |= self.checked(query, late)
        return indexed

    def by_hand(self, query: Query) -> set[int]:
        """Every page that could match is read and checked."""
        self.engines.add("page by page")
        return self.checked(query, self.candidates(query))

    def candidates(self, query: Query) -> set[int]:
        """A net of pages that holds every match within one page."""
        expression = fts_query.loose(query)
        found = None if expression is None else page_text.matching(self.read, expression, self.deadline)
        return self.universe() if found is None else self.map.known(found)

    # -- by hand -----------------------------------------------------------------------------------------------------

    def checked(self, query: Query, candidates: Iterable[int]) -> set[int]:
        """Those of the pages on which a match begins, by reading their words and their neighbours'."""
        radius = _reach_in_pages(query)
        found: set[int] = set()
        wanted = sorted(candidates, key=self.map.place.__getitem__)
        for at in range(0, len(wanted), _CHUNK):
            self.check_time()
            some = wanted[at : at + _CHUNK]
            around = {n for page in some for s in range(-radius, radius + 1) if (n := self.map.neighbour(page, s))}
            words = page_text.words_of_pages(self.read, list(around))
            for i, page in enumerate(some):
                if i % 20 == 0:
                    self.check_time()
                pages = self.window(page, radius)
                reading = ExhibitWords([words.get(n, []) for n in pages])
                spans = reading.spans(query, pages.index(page))
                if spans:
                    found.add(page)
                    if max(end for _, end in spans) > len(words.get(page, [])):
                        self.running_on.add(page)
        return found

    def window(self, page: int, radius: int) -> list[int]:
        """The page with its neighbours in the exhibit, in order, without a gap."""
        pages = [page]
        for step in range(1, radius + 1):
            before, after = self.map.neighbour(page, -step), self.map.neighbour(page, step)
            if before is not None and len(pages) > 0 and self.map.number(pages[0]) == self.map.number(before) + 1:
                pages.insert(0, before)
            if after is not None and self.map.number(pages[-1]) == self.map.number(after) - 1:
                pages.append(after)
        return pages

    def check_time(self) -> None:
        """Let others come to their turn; raises BadQuery when the time is up."""
        give_way()
        if time.monotonic() > self.deadline:
            raise page_text.too_slow()

    # -- page breaks -------------------------------------------------------------------------------------------------

    def settled(self, query: Query, found: set[int]) -> set[int]:
        """The engine's answer, with the pages decided anew where words run over a page break."""
        affected = self.over_breaks(query)
        if not affected:
            return found
        if _settled_by_breaks(query):
            self.running_on |= affected
            return found | affected
        return (found - affected) | self.checked(query, affected)

    def over_breaks(self, query: Query) -> set[int]:
        """Pages whose answer may depend on a neighbouring page."""
        if query not in self._breaks:
            self._breaks[query] = self._over_breaks(query)
        return self._breaks[query]

    def _over_breaks(self, query: Query) -> set[int]:
        affected: set[int] = set()
        spread = _reach_in_pages(query)
        for node in walk(query):
            if isinstance(node, (Phrase, Near)):
                crossing = self.crossing(_unnegated(node))
                negation = isinstance(node, Near) and (node.negated or node is not query)
                steps = range(-spread, spread + 1) if negation or node is not query else range(1)
                affected.update(n for page in crossing for s in steps if (n := self.map.neighbour(page, s)))
        return affected

    def crossing(self, node: Phrase | Near) -> set[int]:
        """Pages on which a match of this phrase or distance (as a wider net) begins and runs on to the next page."""
        if _reach_in_words(node) > page_text.BREAK_WORDS:
            return self.facing(node)
        expression = fts_query.over_break(node)
        pages = None
        if expression is not None:
            pages = page_text.matching(self.read, expression, self.deadline, "page_break_fts")
        return self.crossing_among(node, self.map.ids if pages is None else pages)

    def crossing_among(self, node: Query, pages: list[int]) -> set[int]:
        """Those of the pages on whose break the words themselves say so."""
        found: set[int] = set()
        plain = _two_plain_words(node)
        for at in range(0, len(pages), _CHUNK):
            for i, (page, (tail, head)) in enumerate(page_text.breaks(self.read, pages[at : at + _CHUNK]).items()):
                if i % 20 == 0:
                    self.check_time()
                if _faces(plain, tail, head) if plain else _runs_on(node, tail, head):
                    found.add(page)
        return self.map.known(found)

    def facing(self, node: Query) -> set[int]:
        """For long distances: pages that hold one side while the next page holds the other."""
        sides = [self.candidates(part) for part in children(node)] if isinstance(node, Near) else []
        if not sides:
            sides = [self.candidates(either(*children(node)))] * 2
        left, right = sides[0], sides[1]
        found: set[int] = set()
        for a, b in ((left, right), (right, left)):
            found.update(page for page in a if self.map.neighbour(page, 1) in b)
        return found


def _runs_on(node: Query, tail: list[str], head: list[str]) -> bool:
    """Whether a match begins in the last words of a page and ends in the first words of the next."""
    return any(end > len(tail) for _, end in ExhibitWords([tail, head]).spans(node))


def _two_plain_words(node: Query) -> Near | None:
    """The distance when it stands between two plain words: then looking for the nearest ones on either side is enough."""
    if isinstance(node, Near) and isinstance(node.left, Word) and isinstance(node.right, Word) and not node.negated:
        return None if {node.left.text, node.right.text} & set(readings(OCR_AI)) else node
    return None


def _faces(node: Near, tail: list[str], head: list[str]) -> bool:
    """The same as :func:`_runs_on` for two plain words, many times faster for words that are on nearly every page."""
    pairs = [(node.left, node.right)] if node.ordered else [(node.left, node.right), (node.right, node.left)]
    for first, second in pairs:
        if isinstance(first, Word) and isinstance(second, Word) and first.text in tail and second.text in head:
            behind = tail[::-1].index(first.text) + 1
            if behind + head.index(second.text) <= node.distance:
                return True
    return False


def _settled_by_breaks(query: Query) -> bool:
    """Whether the words kept at the breaks decide alone: a phrase of words, or a distance between words, within reach."""
    if isinstance(query, Phrase):
        return len(query.parts) <= page_text.BREAK_WORDS
    if not isinstance(query, Near) or query.negated or _reach_in_words(query) > page_text.BREAK_WORDS:
        return False
    return all(isinstance(side, LEAVES) for side in (query.left, query.right))


def _positional(query: Query) -> list[Query]:
    """The largest positional parts of a query."""
    if is_positional(query):
        return [query]
    return [part for child in children(query) for part in _positional(child)]


def _reach_in_pages(query: Query) -> int:
    """How many pages away a word can still decide a match."""
    if isinstance(query, Near):
        return 1 + max(_reach_in_pages(query.left), _reach_in_pages(query.right))
    below = [_reach_in_pages(child) for child in children(query)]
    return max([int(isinstance(query, Phrase)), *below], default=0)


def _reach_in_words(query: Query) -> int:
    """The longest match possible, in words."""
    match query:
        case Phrase(parts):
            return len(parts)
        case Or(items):
            return max(_reach_in_words(item) for item in items)
        case Near(left, right, distance):
            return _reach_in_words(left) + _reach_in_words(right) + distance
    return 1


def _unnegated(query: Phrase | Near) -> Phrase | Near:
    """A wider net: a NOT distance becomes its distance in any order, inner ones their left side."""
    match query:
        case Near(left, right, distance, ordered, negated):
            return Near(_loosened(left), _loosened(right), distance, ordered and not negated)
    return query


def _loosened(query: Query) -> Query:
    match query:
        case Near(left, _, _, _, True):
            return _loosened(left)
        case Near(left, right, distance, ordered):
            return Near(_loosened(left), _loosened(right), distance, ordered)
        case Or(items):
            return either(*(_loosened(item) for item in items))
    return query
