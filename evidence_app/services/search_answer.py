"""The pages that answer a query within its filters: text, facts and scope put together."""

from __future__ import annotations

import threading
import time
import weakref
from collections import Counter, OrderedDict
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from evidence_app.model.search import And, Field, Not, Or, Query, both, children, has_fields, is_positional
from evidence_app.model.search_match import leaves, positive_parts
from evidence_app.model.search_results import Engine, SearchFilters
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import PageMap, page_map
from evidence_app.services.search_facts import Facts
from evidence_app.services.search_pages import SECONDS, TextSearch
from evidence_app.storage import fts_query, page_text

MOST_RANKED = 15_000
"""With more hits than this the rank says little and costs much: they are listed in exhibit order instead."""


@dataclass(frozen=True)
class Answer:
    """All pages that match. ``per_exhibit``: exhibit id -> number of matching pages."""

    query: Query
    map: PageMap
    facts: Facts
    pages: Set[int]
    allowed: Set[int]
    per_exhibit: Counter[int]
    engine: Engine
    running_on: frozenset[int]


_kept: weakref.WeakKeyDictionary[Matter, OrderedDict[tuple[object, ...], Answer]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()
_MOST_KEPT = 6


def answer(matter: Matter, query: Query, filters: SearchFilters, seconds: float = SECONDS) -> Answer:
    """Evaluate a query; the last few answers are kept until anything in the matter changes."""
    with matter.snapshot():
        read = matter.read
        state = (id(read.connection), read.value("PRAGMA data_version"))
        key = (*state, query, replace(filters, sort="relevance"))
        with _lock:
            kept = _kept.setdefault(matter, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        found = _Evaluation(matter, filters, seconds).run(query)
        if found.engine == "page by page":
            return found
        with _lock:
            kept[key] = found
            while len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return found


class _Evaluation:
    def __init__(self, matter: Matter, filters: SearchFilters, seconds: float) -> None:
        self.matter = matter
        self.filters = filters
        self.map = page_map(matter)
        self.facts = Facts(matter, self.map)
        self.text = TextSearch(matter, self.map, seconds)

    def run(self, query: Query) -> Answer:
        allowed = self.facts.allowed_pages(self.filters)
        pages = self.by_exhibit(query) if self.filters.scope == "exhibit" else self.pages(query)
        if allowed is not self.map.every:
            pages &= allowed
        per_exhibit = self.map.per_exhibit(pages)
        running_on = frozenset(self.text.running_on & pages)
        return Answer(query, self.map, self.facts, pages, allowed, per_exhibit, self.engine(), running_on)

    def engine(self) -> Engine:
        order: tuple[Engine, ...] = ("page by page", "Whoosh", "SQLite FTS5")
        return next((engine for engine in order if engine in self.text.engines), "facts only")

    def pages(self, query: Query) -> set[int]:
        """Pages that match when AND, OR and NOT are decided page by page."""
        if not has_fields(query):
            return self.text.pages(query)
        match query:
            case Field():
                return self.facts.pages(query)
            case Not(item):
                return set(self.map.ids) - self.pages(item)
            case Or(items):
                return set().union(*(self.pages(item) for item in items))
            case And(items):
                return self.all_of(items)
        raise TypeError(f"not a query: {query!r}")

    def all_of(self, items: tuple[Query, ...]) -> set[int]:
        words = [item for item in items if not has_fields(item)]
        others = sorted((item for item in items if has_fields(item)), key=lambda item: isinstance(item, Not))
        found = self.text.pages(both(*words)) if words else None
        for item in others:
            if found is not None and isinstance(item, Not) and has_fields(item.item):
                found -= self.pages(item.item)
            else:
                more = self.pages(item)
                found = more if found is None else found & more
        return found or set()

    def by_exhibit(self, query: Query) -> set[int]:
        """Pages to show of the exhibits that match as a whole: those with a word of the query, or all of them."""
        matched = self.exhibits(query)
        shown: set[int] = set()
        for part in positive_parts(query):
            shown |= self.text.pages(part)
        inside = {page for page in shown if self.map.exhibit(page) in matched}
        silent = matched - {self.map.exhibit(page) for page in inside}
        return inside | self.facts.of_exhibits(silent)

    def exhibits(self, query: Query) -> set[int]:
        """Exhibits that match when AND, OR and NOT are decided over the whole exhibit."""
        if is_positional(query) or isinstance(query, Field):
            pages = self.facts.pages(query) if isinstance(query, Field) else self.text.pages(query)
            return {self.map.exhibit(page) for page in pages}
        below = [self.exhibits(child) for child in children(query)]
        if isinstance(query, And):
            return set.intersection(*below)
        if isinstance(query, Or):
            return set().union(*below)
        everything = self.map.ids if has_fields(query) else self.text.universe()
        return {self.map.exhibit(page) for page in everything} - below[0]


def scores(matter: Matter, found: Answer, pages: Iterable[int]) -> dict[int, float]:
    """BM25 of the pages by the words of the query; empty when there is nothing to rank by, or too many hits."""
    if len(found.pages) > MOST_RANKED:
        return {}
    expression = None
    if not has_fields(found.query):
        expression = fts_query.exact(found.query) or fts_query.loose(found.query)
    expression = expression or fts_query.any_of(leaves(positive_parts(found.query)))
    if expression is None:
        return {}
    ranked = page_text.ranked(matter.read, expression, time.monotonic() + SECONDS)
    return {page: ranked.get(page, 0.0) for page in pages}
