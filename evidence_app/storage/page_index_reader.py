"""Searching the Whoosh index by the positions of words; runs in the searching child only."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from evidence_app.model.normalise import OCR_AI
from evidence_app.model.search import Fuzzy, Near, Or, Phrase, Query, Stem, Wild, Word, format_query
from evidence_app.model.search_match import Positions, find_spans, leaves, word_start, word_test

MOST_WORDS = 1_000
"""Words that one wildcard, stem or fuzzy word may stand for."""
MOST_KEPT = 60_000
"""Postings kept in memory for each segment; about 10 MB."""


class TooBroad(Exception):
    """A wildcard, stem or fuzzy word stands for more words than allowed."""


class TooSlow(Exception):
    """The search ran past its time."""


class Searcher:
    """Finds pages by the positions of their words; follows the index as it grows."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.segments: dict[str, Segment] = {}
        self.generation = -1

    def pages(self, query: Query, deadline: float) -> bytes:
        """Page ids (64-bit integers) on which a match of a positional query begins."""
        self.refresh()
        words = self.expanded(query)
        found = array("q")
        for segment in self.segments.values():
            found.extend(segment.pages(query, words, deadline))
        return found.tobytes()

    def refresh(self) -> None:
        """Open what was committed since; a writer may be replacing files at this very moment, so try again."""
        for attempt in range(10):
            try:
                found = FileStorage(self.folder).open_index()
                if found.latest_generation() == self.generation:
                    return
                reader = found.reader()
                leaves_ = [leaf for leaf, _ in reader.leaf_readers()]
                self.segments = {key: self.segments.get(key) or Segment(leaf) for key, leaf in map(_keyed, leaves_)}
                self.generation = found.latest_generation()
                return
            except (OSError, index.EmptyIndexError):
                if attempt == 9:
                    raise
                time.sleep(0.05)

    def prepare(self) -> bool:
        """Read the word list of one more segment; whether there was one to read."""
        for segment in self.segments.values():
            if not segment.lexicon:
                segment.read_lexicon()
                return True
        return False

    def expanded(self, query: Query) -> dict[Query, list[bytes]]:
        """The words of this index that each leaf stands for. Raises TooBroad past a thousand."""
        words: dict[Query, list[bytes]] = {}
        for leaf in {*leaves([query]), *leaves([_both_sides(query)])}:
            found: set[bytes] = set()
            for segment in self.segments.values():
                found.update(segment.words(leaf, MOST_WORDS + 1))
                if len(found) > MOST_WORDS:
                    raise TooBroad(format_query(leaf))
            words[leaf] = sorted(found)
        return words


def _both_sides(query: Query) -> Query:
    """The same query with NOT distances made plain, so that both sides' words are collected."""
    match query:
        case Near(left, right, distance):
            return Near(_both_sides(left), _both_sides(right), distance)
        case Or(items):
            return Or(tuple(_both_sides(item) for item in items))
    return query


def _keyed(leaf: Any) -> tuple[str, Any]:
    deleted = len(leaf.deleted_docs_set) if hasattr(leaf, "deleted_docs_set") else 0
    return f"{leaf.segment().segment_id() if leaf.segment() else id(leaf)}:{deleted}", leaf


class Segment:
    """One unchanging part of the index."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.deleted: frozenset[int] = frozenset(reader.deleted_docs_set) if reader.doc_count_all() else frozenset()
        self.page_of: Sequence[int] = (
            reader.column_reader("page", translate=False).load() if reader.doc_count_all() else []
        )
        self.kept: dict[bytes, dict[int, bytes]] = {}
        self.size = 0
        self.lexicon = ""

    def pages(self, query: Query, words: dict[Query, list[bytes]], deadline: float) -> list[int]:
        """Page ids of the documents in which the query has a place."""
        found = []
        for n, document in enumerate(sorted(self.candidates(query, words) - self.deleted)):
            if n % 50 == 0 and time.monotonic() > deadline:
                raise TooSlow
            if _single(query) or find_spans(query, self.positions_in(document, words)):
                found.append(self.page_of[document])
        return found

    def candidates(self, query: Query, words: dict[Query, list[bytes]]) -> set[int]:
        """Documents that hold the words at all."""
        match query:
            case Phrase(parts):
                return _common([self.candidates(part, words) for part in parts])
            case Or(items):
                return set().union(*(self.candidates(item, words) for item in items))
            case Near(left, right, _, _, negated):
                first = self.candidates(left, words)
                return first if negated or not first else first & self.candidates(right, words)
        return set(self.together(words[query]))

    def positions_in(self, document: int, words: dict[Query, list[bytes]]) -> Positions:
        """Positions of leaves in one document."""
        return lambda leaf: sorted(array("I", self.together(words[leaf]).get(document, b"")))

    def together(self, words: Sequence[bytes]) -> dict[int, bytes]:
        """Document number -> packed positions of any of the words (of several words: not sorted)."""
        key = b" ".join(words)
        if key not in self.kept:
            if self.size > MOST_KEPT:
                self.kept.clear()
                self.size = 0
            found: dict[int, bytes] = {}
            for word in words:
                if found:
                    for document, packed in self.read_postings(word):
                        found[document] = found.get(document, b"") + packed
                else:
                    found = dict(self.read_postings(word))
            self.kept[key] = found
            self.size += len(found)
        return self.kept[key]

    def read_postings(self, word: bytes) -> Iterator[tuple[int, bytes]]:
        """Whole blocks at a time: reading posting by posting is ten times slower."""
        try:
            matcher = self.reader.postings("words", word)
        except TermNotFound:
            return
        matcher = getattr(matcher, "child", matcher)
        while matcher.is_active():
            if not hasattr(matcher, "_read_values"):
                yield matcher.id(), matcher.value()
                matcher.next()
                continue
            matcher.id()
            matcher.value()
            yield from zip(matcher._ids, matcher._values, strict=True)
            matcher._next_block()

    def words(self, leaf: Query, limit: int) -> list[bytes]:
        """Up to ``limit`` words of this segment that the leaf accepts."""
        if isinstance(leaf, Word):
            texts = [leaf.text, *([OCR_AI] if leaf.text in ("ai", "al") else [])]
            return [text.encode() for text in texts if ("words", text.encode()) in self.reader]
        test = word_test(leaf)
        found = [OCR_AI.encode()] if test(OCR_AI) and ("words", OCR_AI.encode()) in self.reader else []
        for word in self.beginning_as(leaf):
            if test(word.decode()):
                found.append(word)
                if len(found) > limit:
                    break
        return list(dict.fromkeys(found))

    def read_lexicon(self) -> None:
        """The segment's words, one a line, for patterns that may begin with anything."""
        if not self.lexicon:
            self.lexicon = "\n".join(word.decode() for word in self.reader.lexicon("words")) or "\n"

    def beginning_as(self, leaf: Query) -> Iterator[bytes]:
        """Words that begin with the letters the leaf fixes; with none fixed, a pattern over the whole word list."""
        start = word_start(leaf)
        if start:
            yield from self.reader.expand_prefix("words", start.encode())
        elif isinstance(leaf, Wild):
            self.read_lexicon()
            yield from self.holding(max(re.split("[*?=]", leaf.pattern), key=len))

    def holding(self, letters: str) -> Iterator[bytes]:
        """Words with these letters anywhere (all words, when there are none)."""
        at = self.lexicon.find(letters)
        while 0 <= at < len(self.lexicon):
            start = self.lexicon.rfind("\n", 0, at) + 1
            end = self.lexicon.find("\n", at)
            end = len(self.lexicon) if end < 0 else end
            if end > start:
                yield self.lexicon[start:end].encode()
            at = self.lexicon.find(letters, end + 1)


def _single(query: Query) -> bool:
    """Holding the word is enough: no positions to compare."""
    return isinstance(query, (Word, Wild, Stem, Fuzzy)) or (
        isinstance(query, Or) and all(_single(item) for item in query.items)
    )


def _common(sets: Sequence[set[int]]) -> set[int]:
    return set.intersection(*sets) if sets else set()
