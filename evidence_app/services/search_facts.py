"""Fields and filters of a search: facts about exhibits and pages, answered by SQL and never by a text index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import lru_cache

from evidence_app.model.chronology import PartialDate
from evidence_app.model.errors import BadQuery
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.normalise import words_of
from evidence_app.model.search import Field
from evidence_app.model.search_fields import date_range
from evidence_app.model.search_match import wild_regex
from evidence_app.model.search_results import SearchFilters
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import PageMap

_TEXT_COLUMNS = {
    "title": "title",
    "author": "author",
    "recipient": "recipients",
    "subject": "subject",
    "file": "file_name",
}
_KIND_WORDS = {"mail": "email", "e-mail": "email", "picture": "image", "photo": "image", "excel": "spreadsheet"}


class Facts:
    """Answers ``field:value`` and filters with sets of page ids."""

    def __init__(self, matter: Matter, pages: PageMap) -> None:
        self.matter = matter
        self.read = matter.read
        self.map = pages

    def pages(self, field: Field) -> set[int]:
        """Pages for which the field holds. Raises BadQuery when the value names nothing that can exist."""
        if field.name in _TEXT_COLUMNS:
            return self.of_exhibits(self.texts(_TEXT_COLUMNS[field.name], field.value))
        answer: Callable[[str], set[int]] = getattr(self, f"_{field.name}")
        return answer(field.value)

    def of_exhibits(self, exhibit_ids: Iterable[int]) -> set[int]:
        """All pages of the exhibits."""
        found: set[int] = set()
        for exhibit in exhibit_ids:
            start, end = self.map.ranges.get(exhibit, (0, 0))
            found.update(self.map.ids[start:end])
        return found

    def texts(self, column: str, value: str) -> list[int]:
        """Exhibits whose column holds these words side by side (``*`` and ``?`` allowed)."""
        test = _text_test(value)
        return [
            i for i, text in self.read.tuples(f"SELECT id, {column} FROM exhibit WHERE {column} <> ''") if test(text)
        ]

    def named(self, sql: str, value: str) -> list[int]:
        """Ids of (id, name) rows whose name holds these words."""
        test = _text_test(value)
        return [row_id for row_id, name in self.read.tuples(sql) if test(name)]

    # -- fields ------------------------------------------------------------------------------------------------------

    def _custodian(self, value: str) -> set[int]:
        people = self.named("SELECT id, name FROM custodian", value)
        return self.of_exhibits(self._where("custodian_id", people))

    def _tag(self, value: str) -> set[int]:
        compiled = re.compile(_whole(value))
        tags = [i for i, name in self.read.tuples("SELECT id, name FROM tag") if compiled.fullmatch(name.casefold())]
        sql = f"SELECT exhibit_id FROM exhibit_tag WHERE tag_id IN ({_marks(tags)})"
        return self.of_exhibits(self.read.column(sql, tags))

    def _kind(self, value: str) -> set[int]:
        wanted = re.compile(_whole(_KIND_WORDS.get(value, value)))
        rows = self.read.tuples("SELECT id, kind, exhibit_kind FROM exhibit")
        return self.of_exhibits(i for i, kind, court in rows if wanted.fullmatch(kind) or wanted.fullmatch(court))

    def _designation(self, value: str) -> set[int]:
        return self.of_exhibits(self._valued("designation", value))

    def _privilege(self, value: str) -> set[int]:
        return self.of_exhibits(self._valued("privilege", value))

    def _status(self, value: str) -> set[int]:
        return self.of_exhibits(self._valued("status", value))

    def _number(self, value: str) -> set[int]:
        rows = self.read.tuples("SELECT id, number FROM exhibit WHERE number IS NOT NULL")
        if ".." in value:
            low, high = (number_sort_key(part.strip()) for part in value.split("..", 1))
            return self.of_exhibits(
                i
                for i, number in rows
                if (low == "~" or low <= number_sort_key(number)) and number_sort_key(number) <= high
            )
        wanted = re.compile(_whole(_closed_up(value)))
        return self.of_exhibits(i for i, number in rows if wanted.fullmatch(_closed_up(number)))

    def _date(self, value: str) -> set[int]:
        if value.lower() == "none":
            return self.of_exhibits(self.read.column("SELECT id FROM exhibit WHERE doc_date = ''"))
        first, last = date_range(value)
        rows = self.read.tuples("SELECT id, doc_date FROM exhibit WHERE doc_date <> ''")
        return self.of_exhibits(i for i, edtf in rows if _may_lie_between(edtf, first, last))

    def _bates(self, value: str) -> set[int]:
        low, _, high = value.partition("..")
        first, last = _bates_key(low), _bates_key(high or low)
        if first is None or last is None or first[0] != last[0]:
            raise BadQuery(f"“{value}” is not a Bates number.", "Write bates:LI000123 or bates:LI000001..LI000200.")
        pages = self.read.tuples("SELECT id, bates FROM page WHERE bates <> ''")
        found = {page for page, bates in pages if _bates_within(bates, bates, first[0], first[1], last[1])}
        stamped = {self.map.exhibit(page) for page, _ in pages if page in self.map.place}
        rows = self.read.tuples("SELECT id, bates_begin, bates_end FROM exhibit WHERE bates_begin <> ''")
        whole = [
            i
            for i, begin, end in rows
            if i not in stamped and _bates_within(begin, end or begin, first[0], first[1], last[1])
        ]
        return found | self.of_exhibits(whole)

    def _linked(self, value: str) -> set[int]:
        linked = self.linked_pages()
        return linked if value == "yes" else set(self.map.ids) - linked

    def _element(self, value: str) -> set[int]:
        numbers = self.element_numbers()
        test = _text_test(value)
        rows = self.read.tuples("SELECT id, text FROM element")
        wanted = [i for i, text in rows if numbers.get(i) == value or (not value[0].isdigit() and test(text))]
        if not wanted:
            raise BadQuery(f"There is no element “{value}”.", "Use its number (element:2.3) or words from its text.")
        return self.linked_pages(self.with_children(wanted))

    def _claim(self, value: str) -> set[int]:
        claims = self.read.tuples("SELECT id, name FROM claim ORDER BY position, id")
        test = _text_test(value)
        wanted = [i for n, (i, name) in enumerate(claims, 1) if str(n) == value or (not value.isdigit() and test(name))]
        if not wanted:
            raise BadQuery(f"There is no claim “{value}”.", "Use its number (claim:2) or words from its name.")
        sql = f"SELECT id FROM element WHERE claim_id IN ({_marks(wanted)})"
        return self.linked_pages(self.read.column(sql, wanted))

    def _has(self, value: str) -> set[int]:
        if value in ("notext", "text"):
            return set(self.map.silent) if value == "notext" else set(self.map.ids) - self.map.silent
        if value == "ocr":
            return self.map.known(self.read.column("SELECT id FROM page WHERE source = 'ocr'"))
        sql = {
            "attachment": "SELECT DISTINCT parent_id FROM exhibit WHERE parent_id IS NOT NULL",
            "number": "SELECT id FROM exhibit WHERE number IS NOT NULL",
            "bates": "SELECT id FROM exhibit WHERE bates_begin <> ''",
            "date": "SELECT id FROM exhibit WHERE doc_date <> ''",
            "tag": "SELECT DISTINCT exhibit_id FROM exhibit_tag",
        }[value]
        return self.of_exhibits(self.read.column(sql))

    # -- links and elements --------------------------------------------------------------------------------------------

    def linked_pages(self, element_ids: Sequence[int] | None = None) -> set[int]:
        """Pages that an evidence link points to (of these elements, or of any); a link without a page means all pages."""
        where = "" if element_ids is None else f" WHERE element_id IN ({_marks(element_ids)})"
        rows = self.read.tuples(
            f"SELECT exhibit_id, page, page_end FROM evidence_link{where}", tuple(element_ids or ())
        )
        spans: dict[int, list[tuple[int, int]]] = {}
        for exhibit, page, end in rows:
            spans.setdefault(exhibit, []).append((page or 0, max(end or 0, page) if page else 1 << 30))
        return {
            page
            for page in self.of_exhibits(spans)
            if any(low <= self.map.number(page) <= high for low, high in spans[self.map.exhibit(page)])
        }

    def with_children(self, element_ids: Iterable[int]) -> list[int]:
        """The elements and everything nested below them."""
        below: dict[int, list[int]] = {}
        for child, parent in self.read.tuples("SELECT id, parent_id FROM element WHERE parent_id IS NOT NULL"):
            below.setdefault(parent, []).append(child)
        found = list(element_ids)
        for element in found:
            found.extend(child for child in below.get(element, ()) if child not in found)
        return found

    def element_numbers(self) -> dict[int, str]:
        """Element id -> its number as shown (claim.element.part)."""
        claims = self.read.column("SELECT id FROM claim ORDER BY position, id")
        rows = self.read.tuples("SELECT id, claim_id, parent_id FROM element ORDER BY position, id")
        numbers: dict[int, str] = {}

        def number(parent: int | None, claim: int, prefix: str) -> None:
            children = [i for i, c, p in rows if c == claim and p == parent]
            for n, child in enumerate(children, 1):
                numbers[child] = f"{prefix}.{n}"
                number(child, claim, numbers[child])

        for n, claim in enumerate(claims, 1):
            number(None, claim, str(n))
        return numbers

    # -- filters -------------------------------------------------------------------------------------------------------

    def sequestered(self) -> list[int]:
        """Exhibits that must not appear anywhere."""
        return self.read.column("SELECT id FROM exhibit WHERE sequestered <> 0")

    def allowed_exhibits(self, filters: SearchFilters) -> list[int]:
        """Exhibits that the filters let through, without sequestered ones, in exhibit-list order."""
        where, params = ["sequestered = 0"], list[object]()
        for values, sql in (
            (filters.exhibit_ids, "id IN ({})"),
            (filters.kinds, "kind IN ({})"),
            (filters.custodians, "custodian_id IN (SELECT id FROM custodian WHERE name IN ({}))"),
            (filters.tags, "id IN (SELECT exhibit_id FROM exhibit_tag JOIN tag ON tag.id = tag_id WHERE name IN ({}))"),
        ):
            if values:
                where.append(sql.format(_marks(values)))
                params.extend(values)
        sql = f"SELECT id, doc_date FROM exhibit WHERE {' AND '.join(where)} ORDER BY number_sort, id"
        rows = self.read.tuples(sql, params)
        if not (filters.date_from or filters.date_to):
            return [i for i, _ in rows]
        first = date_range(filters.date_from)[0] if filters.date_from else None
        last = date_range(filters.date_to)[1] if filters.date_to else None
        return [i for i, edtf in rows if edtf and _may_lie_between(edtf, first, last)]

    def allowed_pages(self, filters: SearchFilters) -> Set[int]:
        """Pages that all filters let through."""
        if replace(filters, sort="relevance", scope="page") == replace(_NO_FILTERS, element_id=filters.element_id):
            sequestered = self.sequestered()
            return self.map.every - self.of_exhibits(sequestered) if sequestered else self.map.every
        pages = self.of_exhibits(self.allowed_exhibits(filters))
        if filters.linked:
            ids = None if filters.element_id is None else self.with_children([filters.element_id])
            linked = self.linked_pages(ids)
            pages = pages & linked if filters.linked == "linked" else pages - linked
        if filters.hide_decided and filters.element_id is not None:
            pages -= self.decided(filters.element_id, "not relevant")
        return pages

    def decided(self, element_id: int, decision: str) -> set[int]:
        """Pages on which this decision was taken for the element."""
        sql = (
            "SELECT p.id FROM hit_decision d JOIN page p ON p.exhibit_id = d.exhibit_id AND p.number = d.page "
            "WHERE d.element_id = ? AND d.decision = ?"
        )
        return self.map.known(self.read.column(sql, (element_id, decision)))

    def _where(self, column: str, values: Sequence[object]) -> list[int]:
        return self.read.column(f"SELECT id FROM exhibit WHERE {column} IN ({_marks(values)})", values)

    def _valued(self, column: str, value: str) -> list[int]:
        """Exhibits by the whole value of a column; ``any`` and ``none`` mean that it has one or not."""
        rows = self.read.tuples(f"SELECT id, {column} FROM exhibit")
        if value.lower() in ("any", "none"):
            return [i for i, text in rows if bool(text) == (value.lower() == "any")]
        wanted = re.compile(_whole(value))
        return [i for i, text in rows if wanted.fullmatch(text.casefold())]


_NO_FILTERS = SearchFilters()


def _marks(values: Sequence[object] | tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))


def _whole(value: str) -> str:
    return re.escape(value.casefold()).replace(r"\*", ".*").replace(r"\?", ".")


def _closed_up(number: str) -> str:
    return re.sub(r"[\s.\-_]+", "", number.casefold())


@lru_cache(maxsize=50_000)
def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def _text_test(value: str) -> Callable[[str], bool]:
    """A test whether a short text holds the words of ``value`` side by side (``*`` and ``?`` as in a search)."""
    if not re.search(r"[*?]", value):
        wanted = _spaced(value)
        return lambda text: wanted in _spaced(text)
    words = [_wild_word(word) for word in value.split()]
    compiled = re.compile(f" {' '.join(words)} ")
    return lambda text: compiled.search(_spaced(text)) is not None


def _wild_word(word: str) -> str:
    return "".join(wild_regex(part if part in "*?" else " ".join(words_of(part))) for part in re.split(r"([*?])", word))


@lru_cache(maxsize=50_000)
def _dates(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.parse(edtf)
    except ValueError:
        return None


def _may_lie_between(edtf: str, first: date | None, last: date | None) -> bool:
    dates = _dates(edtf)
    if dates is None:
        return False
    starts_late = last is not None and dates.earliest is not None and dates.earliest > last
    ends_early = first is not None and dates.latest is not None and dates.latest < first
    return not (starts_late or ends_early)


_BATES = re.compile(r"\s*(.*?)[\s\-_.]*(\d+)\s*$")


def _bates_key(text: str) -> tuple[str, int] | None:
    match = _BATES.match(text)
    return (_closed_up(match.group(1)), int(match.group(2))) if match else None


def _bates_within(begin: str, end: str, prefix: str, low: int, high: int) -> bool:
    first, last = _bates_key(begin), _bates_key(end)
    return bool(first and last and first[0] == prefix and first[1] <= high and last[1] >= low)
