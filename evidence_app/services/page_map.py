"""Which page belongs to which exhibit, in order, kept in memory: 100,000 pages are found and counted without the disk."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evidence_app.services.matter import Matter
from evidence_app.turns import give_way


@dataclass(frozen=True)
class PageMap:
    """All pages of a matter in exhibit and page order. Lists run in parallel; ``place`` leads from a page id into them.

    ``silent`` holds the ids of pages without any searchable word, ``with_pages`` the exhibits that have pages, ``ranges`` the
    stretch [from, to) of each in the lists, ``every`` all page ids; sequestered exhibits are included here and taken out
    by the search.
    """

    version: tuple[int, int]
    ids: list[int]
    exhibits: list[int]
    numbers: list[int]
    place: dict[int, int]
    silent: frozenset[int]
    with_pages: frozenset[int]
    every: frozenset[int]
    ranges: dict[int, tuple[int, int]]

    def exhibit(self, page_id: int) -> int:
        """The exhibit a page belongs to."""
        return self.exhibits[self.place[page_id]]

    def number(self, page_id: int) -> int:
        """The page's number in its exhibit, from 1."""
        return self.numbers[self.place[page_id]]

    def neighbour(self, page_id: int, step: int) -> int | None:
        """The page ``step`` pages further in the same exhibit, or ``None``."""
        here = self.place[page_id]
        there = here + step
        if not 0 <= there < len(self.ids) or self.exhibits[there] != self.exhibits[here]:
            return None
        return self.ids[there] if self.numbers[there] == self.numbers[here] + step else None

    def per_exhibit(self, page_ids: Iterable[int]) -> Counter[int]:
        """How many of the pages each exhibit has."""
        found, pages = Counter[int](), list(page_ids)
        for at in range(0, len(pages), SLICE):
            give_way()
            places = map(self.place.__getitem__, pages[at : at + SLICE])
            found.update(map(self.exhibits.__getitem__, places))
        return found

    def known(self, page_ids: Iterable[int]) -> set[int]:
        """Those of the ids that are pages of this map."""
        return self.place.keys() & set(page_ids)


_maps: weakref.WeakKeyDictionary[Matter, PageMap] = weakref.WeakKeyDictionary()
_lock = threading.Lock()
SLICE = 5_000
"""Pages taken into the map in one go."""


def page_map(matter: Matter) -> PageMap:
    """The map of the matter as this thread reads it; made anew only when page texts changed."""
    read = matter.read
    sequence = read.value("SELECT seq FROM sqlite_sequence WHERE name = 'reindex'") or 0
    version = (sequence, read.value("SELECT max(id) FROM page") or 0)
    with _lock:
        found = _maps.get(matter)
        if found is None or found.version != version:
            found = _maps[matter] = _load(matter, version)
        return found


def _load(matter: Matter, version: tuple[int, int]) -> PageMap:
    rows = matter.read.tuples("SELECT id, exhibit_id, number FROM page ORDER BY exhibit_id, number")
    ids, exhibits, numbers, place = list[int](), list[int](), list[int](), dict[int, int]()
    for at in range(0, len(rows), SLICE):
        give_way()
        some = rows[at : at + SLICE]
        ids += [row[0] for row in some]
        exhibits += [row[1] for row in some]
        numbers += [row[2] for row in some]
        place.update(zip(ids[at:], range(at, at + len(some)), strict=True))
    searchable = matter.read.value("SELECT count(*) FROM page_search WHERE body <> ''") if ids else 0
    silent: frozenset[int] = frozenset()
    if searchable != len(ids):
        sql = "SELECT p.id FROM page p LEFT JOIN page_search s ON s.page_id = p.id WHERE coalesce(s.body, '') = ''"
        silent = frozenset(matter.read.column(sql))
    give_way()
    ranges = _ranges(exhibits)
    give_way()
    return PageMap(version, ids, exhibits, numbers, place, silent, frozenset(ranges), frozenset(ids), ranges)


def _ranges(exhibits: list[int]) -> dict[int, tuple[int, int]]:
    """The stretch [from, to) of each exhibit: its pages stand together."""
    ends = [n for n in range(1, len(exhibits)) if exhibits[n] != exhibits[n - 1]]
    bounds = [0, *ends, len(exhibits)] if exhibits else []
    return {exhibits[first]: (first, last) for first, last in itertools.pairwise(bounds)}
