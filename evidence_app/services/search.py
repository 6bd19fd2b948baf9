"""Searching the pages of a matter, with proof of what was and was not searched.

``find`` is the one way in for the window, the command line and reports. Results never show sequestered exhibits.
"""

from __future__ import annotations

import heapq
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from evidence_app.model.pinpoint import quotable
from evidence_app.model.search import Query, format_query
from evidence_app.model.search_results import (
    Completeness,
    FacetValue,
    IndexState,
    SearchFilters,
    SearchHit,
    SearchResult,
    SilentPage,
    Snippet,
)
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import page_map
from evidence_app.services.search_answer import MOST_RANKED, Answer, answer, scores
from evidence_app.services.search_facts import Facts
from evidence_app.services.search_snippets import marked_ranges, snippet
from evidence_app.storage import page_text

NO_FILTERS = SearchFilters()
RECORDED = "Search for “{query}”: {pages} pages in {exhibits} exhibits"
"""The audit entry of a search that was run."""


def find(
    matter: Matter,
    query: str,
    filters: SearchFilters = NO_FILTERS,
    *,
    limit: int = 50,
    offset: int = 0,
    record: bool = True,
) -> SearchResult:
    """Search. Raises BadQuery (with the place and fixes) for a query that cannot be read or takes too long.

    ``record`` writes query, time and counts to the audit log (first page of results only, and not when the matter is
    read-only). Not for the window's own thread.
    """
    began = time.monotonic()
    with matter.snapshot():
        parsed = parse(query)
        found = answer(matter, parsed, filters)
        order, ranks = _ordered(matter, found, filters, offset + limit)
        hits = page_hits(matter, found, order[offset:], ranks, filters)
        result = SearchResult(
            query=query,
            parsed=format_query(parsed),
            hits=tuple(hits),
            total_pages=len(found.pages),
            total_exhibits=len(found.per_exhibit),
            completeness=_completeness(matter, found.facts, found.allowed, filters),
            engine=found.engine,
            index_state=index_state(matter),
            notes=_notes(found, filters),
            milliseconds=round((time.monotonic() - began) * 1000),
            filters=filters,
        )
    if record and offset == 0:
        record_run(matter, result)
    return result


def record_run(matter: Matter, result: SearchResult) -> None:
    """Write a search that was run to the audit log: query as typed and as read, time, counts."""
    if matter.read_only:
        return
    with matter.operation(
        RECORDED,
        undoable=False,
        always=True,
        query=result.query,
        parsed=result.parsed,
        pages=result.total_pages,
        exhibits=result.total_exhibits,
        searched=result.completeness.searched_pages,
        of=result.completeness.total_pages,
        milliseconds=result.milliseconds,
    ):
        pass


def index_state(matter: Matter) -> IndexState:
    """Whether the Whoosh index is up to date, and how many pages it still has to take in."""
    waiting = matter.read.value(
        "SELECT coalesce(sum(page_count), 0) FROM exhibit WHERE id IN (SELECT exhibit_id FROM reindex)"
    )
    return matter.page_index.state(int(waiting))


def _notes(found: Answer, filters: SearchFilters) -> tuple[str, ...]:
    notes = []
    if found.engine == "page by page":
        notes.append("The Whoosh index is not ready; the pages themselves were read.")
    if filters.scope == "exhibit":
        notes.append("AND, OR and NOT were decided over whole exhibits.")
    if len(found.pages) > MOST_RANKED and filters.sort in ("relevance", "grouped"):
        notes.append("Too many hits to rank; they are in exhibit order.")
    crossing = len(found.running_on)
    if crossing:
        notes.append(f"{crossing:,} match{'es run' if crossing > 1 else ' runs'} over a page break.")
    return tuple(notes)


# -- order and hits --------------------------------------------------------------------------------------------------


def _ordered(matter: Matter, found: Answer, filters: SearchFilters, count: int) -> tuple[list[int], dict[int, float]]:
    """The first ``count`` page ids in the order asked for, and their scores (only where the order needs them)."""
    if filters.sort in ("number", "date"):
        return _by_exhibit(matter, found, filters.sort, count), {}
    ranks = scores(matter, found, found.pages)
    if not ranks:
        return _by_exhibit(matter, found, "number", count), {}
    place = found.map.place
    if filters.sort == "relevance":
        return heapq.nsmallest(count, found.pages, key=lambda page: (-ranks[page], place[page])), ranks
    best: dict[int, float] = {}
    for page in found.pages:
        exhibit = found.map.exhibit(page)
        best[exhibit] = max(best.get(exhibit, 0.0), ranks[page])
    return _in_turn(found, sorted(best, key=lambda exhibit: (-best[exhibit], exhibit)), count), ranks


def _by_exhibit(matter: Matter, found: Answer, sort: str, count: int) -> list[int]:
    by = "doc_date_sort = '', doc_date_sort, number_sort, id" if sort == "date" else "number_sort, id"
    return _in_turn(found, matter.read.column(f"SELECT id FROM exhibit ORDER BY {by}"), count)


def _in_turn(found: Answer, exhibits: Iterable[int], count: int) -> list[int]:
    """The matching pages exhibit by exhibit, until there are enough."""
    order: list[int] = []
    for exhibit in exhibits:
        if found.per_exhibit[exhibit]:
            start, end = found.map.ranges[exhibit]
            order += [page for page in found.map.ids[start:end] if page in found.pages]
            if len(order) >= count:
                break
    return order[:count]


def page_hits(
    matter: Matter, found: Answer, page_ids: Sequence[int], ranks: dict[int, float], filters: SearchFilters
) -> list[SearchHit]:
    """These pages of an answer with their exhibits, snippets and links, in the order given."""
    marks = ", ".join("?" * len(page_ids))
    rows = matter.read.tuples(
        "SELECT p.id, p.text, p.source, p.label, p.bates, p.number, x.id, x.number, x.title, x.kind, x.doc_date "
        f"FROM page p JOIN exhibit x ON x.id = p.exhibit_id WHERE p.id IN ({marks})",
        page_ids,
    )
    elements = None if filters.element_id is None else found.facts.with_children([filters.element_id])
    linked = _linked(matter, [row[6] for row in rows], elements)
    decisions = _decisions(matter, filters.element_id)
    around = _around(matter, found, page_ids)
    hits = {}
    for page_id, text, source, label, bates, number, exhibit, exhibit_number, title, kind, date in rows:
        before, after = around.get(page_id, ([], []))
        ranges = marked_ranges(found.query, text, source == "ocr", before, after)
        hits[page_id] = SearchHit(
            exhibit_id=exhibit,
            exhibit_number=exhibit_number or "",
            title=title,
            page=number,
            label=label,
            bates=bates,
            snippet=snippet(quotable(text), ranges),
            score=ranks.get(page_id, 0.0),
            linked=any(first <= number <= last for first, last in linked.get(exhibit, ())),
            runs_on=page_id in found.running_on,
            exhibit_hits=found.per_exhibit[exhibit],
            decision=decisions.get((exhibit, number), ""),
            kind=kind,
            doc_date=date,
            source=source,
            text_id=zlib.crc32(" ".join(text.split()).casefold().encode()),
        )
    return [hits[page_id] for page_id in page_ids if page_id in hits]


def _around(matter: Matter, found: Answer, page_ids: Iterable[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Words of the neighbouring pages, only for hits that run over a page break."""
    wanted = [page for page in page_ids if page in found.running_on]
    sides = {page: (found.map.neighbour(page, -1), found.map.neighbour(page, 1)) for page in wanted}
    words = page_text.words_of_pages(matter.read, [side for pair in sides.values() for side in pair if side])
    return {page: (words.get(a or 0, []), words.get(b or 0, [])) for page, (a, b) in sides.items()}


def _linked(
    matter: Matter, exhibits: Sequence[int], elements: Sequence[int] | None
) -> dict[int, list[tuple[int, int]]]:
    marks = ", ".join("?" * len(exhibits))
    sql = f"SELECT exhibit_id, page, page_end FROM evidence_link WHERE exhibit_id IN ({marks})"
    if elements is not None:
        sql += f" AND element_id IN ({', '.join('?' * len(elements))})"
    found: dict[int, list[tuple[int, int]]] = {}
    for exhibit, page, end in matter.read.tuples(sql, [*exhibits, *(elements or ())]):
        found.setdefault(exhibit, []).append((page or 0, max(end or 0, page) if page else 1 << 30))
    return found


def _decisions(matter: Matter, element_id: int | None) -> dict[tuple[int, int], str]:
    if element_id is None:
        return {}
    sql = "SELECT exhibit_id, page, decision FROM hit_decision WHERE element_id = ?"
    return {(exhibit, page): decision for exhibit, page, decision in matter.read.tuples(sql, (element_id,))}


def hit_words(matter: Matter, exhibit_id: int, page: int, query: str) -> list[tuple[int, int]]:
    """[start, end) offsets in the page's text of everything the query matches there, for the marks on the page.

    Matches that came over from the page before, or run on to the next, are marked up to the page's edge. Raises BadQuery.
    """
    rows = matter.read.tuples(
        "SELECT p.number, p.text, p.source, coalesce(s.body, '') FROM page p JOIN exhibit x ON x.id = p.exhibit_id "
        "LEFT JOIN page_search s ON s.page_id = p.id "
        "WHERE p.exhibit_id = ? AND p.number BETWEEN ? AND ? AND x.sequestered = 0",
        (exhibit_id, page - 1, page + 1),
    )
    by_number = {row[0]: row for row in rows}
    if page not in by_number:
        return []
    before, after = (by_number[n][3].split() if n in by_number else [] for n in (page - 1, page + 1))
    _, text, source, _ = by_number[page]
    return marked_ranges(parse(query), text, source == "ocr", before, after)


def mark_text(query: str, text: str) -> Snippet:
    """A text with the query's matches marked, whole; for previews outside the page view."""
    return Snippet(text, tuple(marked_ranges(parse(query), text, False)))


# -- completeness ----------------------------------------------------------------------------------------------------


def completeness(matter: Matter, filters: SearchFilters = NO_FILTERS) -> Completeness:
    """How many pages a search with these filters goes through, and how many it cannot see."""
    with matter.snapshot():
        facts = Facts(matter, page_map(matter))
        return _completeness(matter, facts, facts.allowed_pages(filters), filters)


def _completeness(matter: Matter, facts: Facts, pages: Set[int], filters: SearchFilters) -> Completeness:
    silent = facts.map.silent & pages
    wanted = set(matter.read.column("SELECT id FROM page WHERE ocr_state = 'wanted'")) & pages
    return Completeness(
        searched_pages=len(pages) - len(silent),
        total_pages=len(pages),
        silent_pages=len(silent),
        silent_waiting=len(silent & wanted),
        waiting_ocr=len(wanted - silent),
        unread_exhibits=len(_unread(matter, facts, filters)),
        sequestered_exhibits=len(facts.sequestered()),
    )


def _unread(matter: Matter, facts: Facts, filters: SearchFilters) -> list[int]:
    """Exhibits without any page, in exhibit order, that the filters would let through."""
    if filters.linked == "linked":
        return []
    without = set(matter.read.column("SELECT id FROM exhibit")) - facts.map.with_pages
    return [exhibit for exhibit in facts.allowed_exhibits(filters) if exhibit in without] if without else []


def silent_pages(matter: Matter, filters: SearchFilters = NO_FILTERS) -> list[SilentPage]:
    """Every page (and every exhibit without pages) that a search cannot see, with the reason, in exhibit order."""
    with matter.snapshot():
        pages = page_map(matter)
        facts = Facts(matter, pages)
        silent = sorted(pages.silent & facts.allowed_pages(filters))
        found = [(row[0], SilentPage(*row[1:])) for row in _silent_rows(matter, silent)]
        for exhibit in _unread(matter, facts, filters):
            row = matter.read.tuples(_UNREAD, (exhibit,))[0]
            found.append((row[0], SilentPage(exhibit, row[1] or "", row[2], 0, row[3] or "it has no pages")))
    return [page for _, page in sorted(found, key=lambda pair: (pair[0], pair[1].exhibit_id, pair[1].page))]


_UNREAD = "SELECT number_sort, number, title, read_reason FROM exhibit WHERE id = ?"
_SILENT = """
SELECT x.number_sort, x.id, coalesce(x.number, ''), x.title, p.number,
  CASE WHEN p.ocr_state = 'wanted' THEN 'still to be read by OCR'
       WHEN p.ocr_state = 'failed' THEN coalesce(nullif(p.ocr_reason, ''), 'OCR failed')
       WHEN p.ocr_state = 'done' THEN 'OCR found no words'
       WHEN x.read_reason <> '' THEN x.read_reason
       ELSE 'no words on the page' END
FROM page p JOIN exhibit x ON x.id = p.exhibit_id WHERE p.id IN ({})
"""


def _silent_rows(matter: Matter, page_ids: Sequence[int]) -> list[tuple]:
    rows: list[tuple] = []
    for at in range(0, len(page_ids), 500):
        some = page_ids[at : at + 500]
        rows += matter.read.tuples(_SILENT.format(", ".join("?" * len(some))), some)
    return rows


# -- facets ----------------------------------------------------------------------------------------------------------


def facets(matter: Matter, query: str, filters: SearchFilters = NO_FILTERS) -> dict[str, list[FacetValue]]:
    """Exact counts of the hits by custodian, kind, tag, year and designation, the most frequent first."""
    with matter.snapshot():
        found = answer(matter, parse(query), filters)
        rows = matter.read.tuples(
            "SELECT x.id, coalesce(c.name, '(none)'), x.kind, coalesce(nullif(substr(x.doc_date, 1, 4), ''), '(undated)'), "
            "coalesce(nullif(x.designation, ''), '(none)') FROM exhibit x LEFT JOIN custodian c ON c.id = x.custodian_id"
        )
        tags = matter.read.tuples("SELECT exhibit_id, name FROM exhibit_tag JOIN tag ON tag.id = tag_id")
    counted = [(found.per_exhibit[row[0]], row) for row in rows if row[0] in found.per_exhibit]
    result = {
        name: _facet((row[i], pages) for pages, row in counted)
        for i, name in enumerate(("custodian", "kind", "year", "designation"), 1)
    }
    result["tag"] = _facet((name, found.per_exhibit[i]) for i, name in tags if i in found.per_exhibit)
    return result


def _facet(values: Iterable[tuple[str, int]]) -> list[FacetValue]:
    exhibits: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for value, count in values:
        exhibits[value] += 1
        pages[value] += count
    return [
        FacetValue(value, number, pages[value])
        for value, number in sorted(exhibits.items(), key=lambda v: (-v[1], v[0]))
    ]


def check(query: str) -> Query:
    """Only read a query, for help while typing. Raises BadQuery."""
    return parse(query)
