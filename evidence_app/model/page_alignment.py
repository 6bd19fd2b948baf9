"""Which page of a new version of a document is which page of the old one, and what changed on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

PageFate = Literal["same", "changed", "moved", "added", "removed"]
Piece = tuple[Literal["same", "old", "new"], str]
"""A run of words and which version has it."""

MOST_WORDS = 4_000
"""Words of a page that are compared one by one; a longer page is shown as replaced whole."""


@dataclass(frozen=True)
class PageChange:
    """One page of the two versions. ``old`` and ``new`` count from 1; None = the version has no such page.

    "same": equal words (the number may differ where pages were inserted before it). "moved": equal words in another
    order. "changed": another text in the same place. Pages without words are never "same": nothing shows that they are.
    """

    old: int | None
    new: int | None
    fate: PageFate


@dataclass(frozen=True)
class Alignment:
    """Every page of both versions, in the new document's order with removed pages where they stood."""

    pages: tuple[PageChange, ...]

    def equal_page(self, old: int) -> int | None:
        """The new number of a page whose words are unchanged; None when they changed or the page is gone."""
        return self._equal.get(old)

    def page_in_place(self, old: int) -> int | None:
        """The new page in the old one's place, with equal words or not; None when the page is gone."""
        return self._places.get(old)

    @cached_property
    def _equal(self) -> dict[int, int]:
        return {c.old: c.new for c in self.pages if c.old and c.new and c.fate in ("same", "moved")}

    @cached_property
    def _places(self) -> dict[int, int]:
        return {c.old: c.new for c in self.pages if c.old and c.new}

    def counts(self) -> Counter[PageFate]:
        """How many pages have each fate."""
        return Counter(change.fate for change in self.pages)

    def words(self) -> str:
        """The counts as one sentence."""
        counts = self.counts()
        texts: dict[PageFate, str] = {
            "same": "unchanged", "changed": "changed", "moved": "moved", "added": "new", "removed": "gone"
        }  # fmt: skip
        parts = [f"{counts[fate]:,} {word}" for fate, word in texts.items() if counts[fate]]
        return "Pages: " + (", ".join(parts) or "none") + "."


def align_pages(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Compare two versions by the words of their pages. Every page of either version appears exactly once."""
    left, right = _keys(old, "old"), _keys(new, "new")
    changes = [
        change
        for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        for change in _block(tag, range(i + 1, j + 1), range(k + 1, m + 1))
    ]
    return Alignment(tuple(_with_moves(changes, left, right)))


def _keys(pages: Sequence[str], version: str) -> list[str]:
    """The words of a page; a page without words equals no other page."""
    return [" ".join(text.split()) or f"\0{version} {i}" for i, text in enumerate(pages)]


def _block(tag: str, left: range, right: range) -> Iterator[PageChange]:
    paired = min(len(left), len(right))
    for i, j in zip(left, right, strict=False):
        yield PageChange(i, j, "same" if tag == "equal" else "changed")
    for i in left[paired:]:
        yield PageChange(i, None, "removed")
    for j in right[paired:]:
        yield PageChange(None, j, "added")


def _with_moves(changes: Sequence[PageChange], left: Sequence[str], right: Sequence[str]) -> Iterator[PageChange]:
    """Pages whose words turn up elsewhere are moved; a page that stands several times is not guessed at."""
    loose_old = [c.old for c in changes if c.old and c.fate != "same"]
    loose_new = [c.new for c in changes if c.new and c.fate != "same"]
    by_words: dict[str, list[int]] = defaultdict(list)
    for number in loose_new:
        by_words[right[number - 1]].append(number)
    often = Counter(left[number - 1] for number in loose_old)
    moved = {
        number: by_words[key][0] for number in loose_old if often[key := left[number - 1]] == 1 == len(by_words[key])
    }
    arrived = {new: old for old, new in moved.items()}
    for change in changes:
        if change.fate == "same":
            yield change
            continue
        if change.new in arrived:
            yield PageChange(arrived[change.new], change.new, "moved")
        elif change.new and change.old not in moved:
            yield PageChange(change.old, change.new, "changed" if change.old else "added")
        elif change.new:
            yield PageChange(None, change.new, "added")
        if change.old and change.old not in moved and (change.new is None or change.new in arrived):
            yield PageChange(change.old, None, "removed")


def word_pieces(old: str, new: str) -> list[Piece]:
    """What a page's text lost and gained, word by word, in reading order."""
    left, right = old.split(), new.split()
    if left == right:
        return [("same", " ".join(left))] if left else []
    if max(len(left), len(right)) > MOST_WORDS:
        return [(version, " ".join(words)) for version, words in (("old", left), ("new", right)) if words]  # type: ignore[misc]
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", " ".join(left[i:j])))
            continue
        if j > i:
            pieces.append(("old", " ".join(left[i:j])))
        if m > k:
            pieces.append(("new", " ".join(right[k:m])))
    return pieces
