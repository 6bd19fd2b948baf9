"""The search-term report: for each term the exhibits it hits, with family, alone; totals as set unions, never sums.

Rules after the reports people know from document review: a row is one query of its own; family members count only
inside the searched set; "unique" is what no other term of the report finds; terms that fail or find nothing are rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evidence_app.model.errors import BadQuery
from evidence_app.model.normalise import DESCRIPTION
from evidence_app.model.search import format_query
from evidence_app.model.search_results import Completeness, IndexState, SearchFilters
from evidence_app.model.search_syntax import parse
from evidence_app.services import search
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import page_map
from evidence_app.services.search_answer import answer
from evidence_app.services.search_elements import terms_of
from evidence_app.services.search_facts import Facts
from evidence_app.turns import give_way

DIALECT = (
    "w/n and pre/n with neighbours 1 apart, both sides different places, never beyond the next page or the exhibit; "
    "AND, OR, NOT over the whole exhibit; * letters, ? one letter, = one digit, word~ Porter stem, % fuzzy; "
    "words side by side without operator are joined by AND"
)
STEMMING = "none, except for words written with ~ (Porter)"
NOISE_WORDS = "none: every word is indexed"
SECONDS_PER_TERM = 10.0


@dataclass(frozen=True)
class TermRow:
    """One term. Numbers count exhibits (``pages`` pages) inside the searched set; ``error`` is empty when it was run.

    ``group``: the element the term belongs to, or "". ``with_family``: the exhibits with hits and all members of their
    families. ``unique``: exhibits that no other term finds. ``unique_with_family``: of the exhibits with family, those
    that are in no other term's.
    """

    number: int
    group: str
    term: str
    run_as: str
    pages: int = 0
    exhibits: int = 0
    with_family: int = 0
    unique: int = 0
    unique_with_family: int = 0
    error: str = ""


@dataclass(frozen=True)
class SearchTermReport:
    """The whole report as data. Totals are unions: an exhibit that five terms find counts once."""

    matter: str
    run_at: str
    scope: str
    set_exhibits: int
    completeness: Completeness
    exhibits_without_text: int
    index_state: IndexState
    rows: tuple[TermRow, ...]
    total_pages: int
    total_exhibits: int
    total_with_family: int
    dialect: str = DIALECT
    normalisation: str = DESCRIPTION
    stemming: str = STEMMING
    noise_words: str = NOISE_WORDS

    @property
    def without_hits(self) -> tuple[TermRow, ...]:
        """Terms that were run and found nothing."""
        return tuple(row for row in self.rows if not row.error and not row.exhibits)

    @property
    def failed(self) -> tuple[TermRow, ...]:
        """Terms that could not be run."""
        return tuple(row for row in self.rows if row.error)

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Headings and rows as text, for CSV and for a page; the last row is the union."""
        rows = [
            (
                str(r.number), r.group, r.term, r.run_as, *(("",) * 5 if r.error else _numbers(r)), r.error,
            )
            for r in self.rows
        ]  # fmt: skip
        total = (
            "", "", "All terms together, each exhibit once", "", str(self.total_pages), str(self.total_exhibits),
            str(self.total_with_family), "", "", "",
        )  # fmt: skip
        return HEADINGS, [*rows, total]

    def statements(self) -> list[tuple[str, str]]:
        """What the reader must know to judge the numbers: (name, statement)."""
        return [
            ("Matter", self.matter),
            ("Run at", self.run_at),
            ("Searched set", f"{self.scope}: {self.set_exhibits:,} exhibits, {self.completeness.total_pages:,} pages"),
            ("Completeness", self.completeness.sentence()),
            ("Exhibits without any text", f"{self.exhibits_without_text:,}"),
            ("Sequestered exhibits", f"{self.completeness.sequestered_exhibits:,}, not in any number here"),
            ("Privileged exhibits", "in the searched set"),
            ("Language", self.dialect),
            ("Text", self.normalisation),
            ("Stemming", self.stemming),
            ("Noise words", self.noise_words),
            ("Index", _index_words(self.index_state)),
        ]


HEADINGS = (
    "No.", "Element", "Term as given", "Term as run", "Pages with hits", "Exhibits with hits", "Including family",
    "Unique", "Unique including family", "Error",
)  # fmt: skip


def _numbers(row: TermRow) -> tuple[str, ...]:
    return tuple(map(str, (row.pages, row.exhibits, row.with_family, row.unique, row.unique_with_family)))


def _index_words(state: IndexState) -> str:
    return {
        "ready": "up to date",
        "catching up": f"{state.waiting:,} pages not yet in the index were read one by one",
        "rebuilding": "being built; the pages themselves were read",
        "none": "not used; the pages themselves were read",
    }[state.state]


def term_report(
    matter: Matter, terms: Iterable[str], filters: SearchFilters = search.NO_FILTERS, *, record: bool = True
) -> SearchTermReport:
    """Run each term over whole exhibits. A term that cannot be read or run is a row with its error."""
    return _report(matter, [("", term) for term in terms if term.strip()], filters, record)


def element_report(
    matter: Matter,
    claim_id: int | None = None,
    filters: SearchFilters = search.NO_FILTERS,
    *,
    record: bool = True,
) -> SearchTermReport:
    """The same for the search terms of all elements (of one claim), each row under its element."""
    rows = matter.read.tuples(
        "SELECT e.id, e.text, e.search_terms FROM element e JOIN claim c ON c.id = e.claim_id "
        "WHERE ? IS NULL OR c.id = ?",
        (claim_id, claim_id),
    )
    numbers = Facts(matter, page_map(matter)).element_numbers()
    rows.sort(key=lambda row: [int(part) for part in numbers[row[0]].split(".")])
    terms = [(f"{numbers[i]} {text}", term) for i, text, listed in rows for term in terms_of(listed)]
    return _report(matter, terms, filters, record)


def _report(matter: Matter, terms: Sequence[tuple[str, str]], filters: SearchFilters, record: bool) -> SearchTermReport:
    filters = replace(filters, scope="exhibit")
    with matter.snapshot():
        everything = answer(matter, parse("has:text OR has:notext"), filters)
        base = set(everything.per_exhibit)
        family = _families(matter, base)
        rows, hits, pages = [], [], set[int]()
        for number, (group, term) in enumerate(terms, 1):
            row, exhibits, found = _run(matter, number, group, term.strip(), filters)
            rows.append(row)
            hits.append(exhibits & base)
            pages |= found
        families = [_whole(some, family) for some in hits]
        alone, alone_family = _alone(hits), _alone(families)
        report = SearchTermReport(
            matter=str(matter.read.value("SELECT name FROM matter") or ""),
            run_at=datetime.now().astimezone().isoformat(timespec="seconds"),
            scope=_scope(filters),
            set_exhibits=len(base),
            completeness=search.completeness(matter, filters),
            exhibits_without_text=len(
                base - {everything.map.exhibit(p) for p in everything.pages - everything.map.silent}
            ),
            index_state=search.index_state(matter),
            rows=tuple(
                _counted(row, some, whole, alone, alone_family)
                for row, some, whole in zip(rows, hits, families, strict=True)
            ),
            total_pages=len(pages),
            total_exhibits=len(_together(hits)),
            total_with_family=len(_together(families)),
        )
    if record and not matter.read_only:
        _record(matter, report)
    return report


def _run(
    matter: Matter, number: int, group: str, term: str, filters: SearchFilters
) -> tuple[TermRow, set[int], set[int]]:
    try:
        query = parse(term)
        found = answer(matter, query, filters, SECONDS_PER_TERM)
    except BadQuery as error:
        return TermRow(number, group, term, "", error=str(error)), set(), set()
    row = TermRow(number, group, term, format_query(query), pages=len(found.pages))
    return row, set(found.per_exhibit), set(found.pages)


def _counted(row: TermRow, exhibits: set[int], family: set[int], alone: set[int], alone_family: set[int]) -> TermRow:
    return replace(
        row,
        exhibits=len(exhibits),
        with_family=len(family),
        unique=len(exhibits & alone),
        unique_with_family=len(family & alone_family),
    )


def _alone(sets: Sequence[set[int]]) -> set[int]:
    """What is in one of the sets and in no other."""
    once, more = set[int](), set[int]()
    for one in sets:
        give_way()
        more |= once & one
        once = (once | one) - more
    return once


def _together(sets: Iterable[set[int]]) -> set[int]:
    found = set[int]()
    for one in sets:
        give_way()
        found |= one
    return found


def _whole(exhibits: set[int], family: dict[int, set[int]]) -> set[int]:
    give_way()
    return set().union(*(family[exhibit] for exhibit in exhibits))


def _families(matter: Matter, base: set[int]) -> dict[int, set[int]]:
    """Exhibit -> itself and all members of its family (parents, attachments, their attachments) within ``base``."""
    parents = dict(matter.read.tuples("SELECT id, parent_id FROM exhibit WHERE parent_id IS NOT NULL"))
    members: dict[int, set[int]] = {}
    for exhibit in base:
        members.setdefault(_root(exhibit, parents), set()).add(exhibit)
    return {exhibit: members[_root(exhibit, parents)] for exhibit in base}


def _root(exhibit: int, parents: dict[int, int]) -> int:
    seen = {exhibit}
    while exhibit in parents and parents[exhibit] not in seen:
        exhibit = parents[exhibit]
        seen.add(exhibit)
    return exhibit


def _scope(filters: SearchFilters) -> str:
    limits = []
    for name, values in (("tag", filters.tags), ("custodian", filters.custodians), ("kind", filters.kinds)):
        if values:
            limits.append(f"{name} {' or '.join(values)}")
    if filters.date_from or filters.date_to:
        limits.append(f"dated {filters.date_from or '…'} to {filters.date_to or '…'}")
    if filters.exhibit_ids:
        limits.append("chosen exhibits")
    if filters.linked:
        limits.append(f"pages {filters.linked}" + (" to the element" if filters.element_id else ""))
    return "Exhibits with " + ", ".join(limits) if limits else "All exhibits with pages"


def _record(matter: Matter, report: SearchTermReport) -> None:
    with matter.operation(
        "Search-term report: {terms} terms, {exhibits} exhibits",
        undoable=False,
        always=True,
        terms=len(report.rows),
        exhibits=report.total_exhibits,
        with_family=report.total_with_family,
        failed=[row.term for row in report.failed],
        searched=report.completeness.searched_pages,
        of=report.completeness.total_pages,
    ):
        pass
