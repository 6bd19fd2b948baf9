"""Suggestions by similarity, offline and without a model: pages like a passage, pages for a question in plain words.

BM25 over the pages by the rarer words of the text; what comes back are real quotes. It suggests; it never links, and it
is no search: nothing is said about completeness beyond the pages that have text.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence_app.model.errors import UserError
from evidence_app.model.normalise import words_of
from evidence_app.model.porter import stem
from evidence_app.model.search import Query, Stem, Word, either, format_query
from evidence_app.model.search_results import SearchFilters, SearchHit
from evidence_app.services import search
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import page_map
from evidence_app.services.search_answer import Answer
from evidence_app.services.search_facts import Facts
from evidence_app.services.search_pages import SECONDS
from evidence_app.storage import fts_query, page_text

MOST_WORDS = 16
"""The rarest words of a passage that are used; more add time and no better pages."""
_COMMON_SHARE = 0.3
"""Words on more than this share of the pages say nothing about what a passage is about."""
_QUESTION_WORDS = frozenset(
    words_of(
        "a an and any are as at be been by can did do does for from had has have how i if in is it its me my of on or our "
        "shall should so than that the their them then there these they this to us was we were what when where which who "
        "whom whose why will with would you your"
    )
)
MOST_RECORDED = 200
"""Characters of a question or passage that the audit log keeps."""
MOST_ALIKE = 0.8
"""Share of three-word sequences in common from which on two pages are called nearly the same."""


@dataclass(frozen=True)
class Suggestions:
    """Pages that may be worth a look, the best first. ``query`` marks their words; ``others``: pages ranked below them."""

    hits: tuple[SearchHit, ...]
    query: str = ""
    others: int = 0


def more_like(
    matter: Matter, passage: str, filters: SearchFilters = search.NO_FILTERS, *, limit: int = 10
) -> list[SearchHit]:
    """Pages with the telling words of a passage, the most similar first. Raises UserError when it has no such words."""
    return list(suggest_like(matter, passage, filters, limit=limit).hits)


def suggest_like(
    matter: Matter, passage: str, filters: SearchFilters = search.NO_FILTERS, *, limit: int = 10
) -> Suggestions:
    """The same, with the query that marks the words on a page."""
    return _similar(matter, [Word(word) for word in _telling(matter, words_of(passage))], filters, limit)


def ask(
    matter: Matter, question: str, filters: SearchFilters = search.NO_FILTERS, *, limit: int = 10
) -> list[SearchHit]:
    """Pages for a question in plain words, also with other forms of its words. Raises UserError when nothing is left."""
    return list(suggest_for(matter, question, filters, limit=limit).hits)


def suggest_for(
    matter: Matter, question: str, filters: SearchFilters = search.NO_FILTERS, *, limit: int = 10
) -> Suggestions:
    """The same, with the query that marks the words on a page."""
    words = [word for word in words_of(question) if word not in _QUESTION_WORDS]
    parts: list[Query] = [Stem(word) if stem(word) != word or len(word) > 4 else Word(word) for word in words]
    return _similar(matter, parts[:MOST_WORDS], filters, limit)


def record(matter: Matter, text: str, found: Suggestions) -> None:
    """Write to the audit log that suggestions were asked for; nothing when the matter is read-only."""
    if matter.read_only:
        return
    words = text if len(text) <= MOST_RECORDED else text[: MOST_RECORDED - 1] + "…"
    with matter.operation(
        "Suggestions for “{text}”: {pages} pages shown",
        undoable=False,
        always=True,
        text=words,
        pages=len(found.hits),
        others=found.others,
        words=found.query,
    ):
        pass


def _telling(matter: Matter, words: Sequence[str]) -> list[str]:
    """The rarest words of the passage that other pages have too."""
    pages = max(1, len(page_map(matter).ids))
    counts: dict[str, int] = {}
    for word in dict.fromkeys(words):
        if len(word) > 1:
            counts[word] = int(matter.read.value("SELECT doc FROM page_vocabulary WHERE term = ?", (word,)) or 0)
    known = sorted((count, word) for word, count in counts.items() if count)
    rare = [word for count, word in known if count <= max(2, pages * _COMMON_SHARE)]
    return (rare or [word for _, word in known])[:MOST_WORDS]


def _similar(matter: Matter, words: Sequence[Query], filters: SearchFilters, limit: int) -> Suggestions:
    if not words:
        raise UserError("There are no words to go by.", "Choose a longer passage or use other words.")
    query = either(*words)
    expression = fts_query.any_of(list(words))
    assert expression is not None
    with matter.snapshot():
        pages = page_map(matter)
        facts = Facts(matter, pages)
        allowed = facts.allowed_pages(replace(filters, sort="relevance"))
        ranks = page_text.ranked(matter.read, expression, time.monotonic() + SECONDS)
        best = sorted((page for page in ranks if page in allowed), key=lambda page: (-ranks[page], page))
        counted = Answer(
            query, pages, facts, set(best), allowed, Counter(pages.exhibit(page) for page in best), "SQLite FTS5",
            frozenset(),
        )  # fmt: skip
        hits = search.page_hits(matter, counted, best[:limit], ranks, filters)
    return Suggestions(tuple(hits), format_query(query), max(0, len(best) - limit))


def folded(matter: Matter, hits: Sequence[SearchHit]) -> list[list[SearchHit]]:
    """The hits in their order, those whose pages are the same or nearly so put together; none is left out."""
    groups: list[tuple[frozenset[str], list[SearchHit]]] = []
    for hit, shingles in zip(hits, _shingles(matter, hits), strict=True):
        for known, group in groups:
            if _alike(known, shingles):
                group.append(hit)
                break
        else:
            groups.append((shingles, [hit]))
    return [group for _, group in groups]


def with_folds(matter: Matter, hits: Sequence[SearchHit]) -> tuple[SearchHit, ...]:
    """The hits with those of (nearly) the same text directly after the first of them, and marked so; none is left out."""
    found: list[SearchHit] = []
    for first, *others in folded(matter, hits):
        found += [replace(first, folds=len(others)), *(replace(hit, folded=True) for hit in others)]
    return tuple(found)


def _shingles(matter: Matter, hits: Sequence[SearchHit]) -> list[frozenset[str]]:
    """Three-word sequences of each hit's page."""
    found = []
    for hit in hits:
        sql = "SELECT s.body FROM page p JOIN page_search s ON s.page_id = p.id WHERE p.exhibit_id = ? AND p.number = ?"
        words = str(matter.read.value(sql, (hit.exhibit_id, hit.page)) or "").split()
        found.append(frozenset(" ".join(words[n : n + 3]) for n in range(max(min(1, len(words)), len(words) - 2))))
    return found


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two pages share most of their sequences; pages without words are like no other."""
    if not a or not b:
        return False
    smaller, larger = sorted((len(a), len(b)))
    return smaller >= larger * MOST_ALIKE and len(a & b) >= MOST_ALIKE * len(a | b)
