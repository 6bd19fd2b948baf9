"""Which page of a binder is what: the order of its parts, their first pages, and the label every page bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evidence_app.reports.exhibit_rows import ExhibitListRow
from evidence_app.reports.printable import Printable
from evidence_app.reports.stamping import can_print

Numbering = Literal["exhibit", "bundle"]
"""exhibit: "P-12 at 3", front pages in Roman numerals; bundle: 1, 2, 3 from the first page of the file."""


@dataclass(frozen=True)
class Entry:
    """One row of the index. ``printable`` is None for an exhibit whose pages are not in the binder (withdrawn)."""

    row: ExhibitListRow
    name: str
    printable: Printable | None

    @property
    def pages(self) -> int:
        """How many pages of the exhibit itself are in the binder."""
        return self.printable.count if self.printable else 0


@dataclass(frozen=True)
class Placed:
    """An entry in a volume. ``tab`` is the divider's page index or None; ``first`` the exhibit's; both count from 0."""

    entry: Entry
    volume: int
    tab: int | None
    first: int

    @property
    def end(self) -> int:
        """Index of the page after its last."""
        return self.first + self.entry.pages


@dataclass(frozen=True)
class PageLabel:
    """Pages from index ``start`` on are called ``prefix`` + a number in ``style`` ("D", "r", "" = prefix only) from 1."""

    start: int
    prefix: str = ""
    style: str = "D"


@dataclass(frozen=True)
class Volume:
    """One file of the binder: its entries with their pages, and how many pages its cover and index have."""

    number: int
    cover: int
    index: int
    placed: tuple[Placed, ...]

    @property
    def pages(self) -> int:
        """Pages in the file."""
        ends = [p.end if p.entry.pages else p.first for p in self.placed]
        return max(ends, default=self.cover + self.index)


def entry_name(row: ExhibitListRow, position: int, parent: str = "", attachment: int = 0) -> str:
    """How pages of an exhibit are called: its number, "P-12 att. 1" for an attachment, else "Tab 7"."""
    number = row.exhibit.number or (f"{parent} att. {attachment}" if parent and attachment else "")
    return number if number and can_print(number) else f"Tab {position}"


def lay_out(volumes: Sequence[Sequence[Entry]], cover: int, index: int, dividers: bool) -> list[Volume]:
    """Place every entry, given how many pages cover and index have."""
    made = []
    for number, entries in enumerate(volumes, 1):
        at = cover + index
        placed = []
        for entry in entries:
            tab = at if dividers and entry.pages and not entry.row.indent else None
            first = at + (tab is not None)
            placed.append(Placed(entry, number, tab, first))
            at = first + entry.pages
        made.append(Volume(number, cover, index, tuple(placed)))
    return made


def page_labels(volume: Volume, numbering: Numbering) -> list[PageLabel]:
    """The labels a reader shows, equal to what is printed at the foot."""
    if numbering == "bundle":
        return [PageLabel(0)]
    found = [PageLabel(0, "Cover", "")] if volume.cover else []
    if volume.index:
        found.append(PageLabel(volume.cover, style="r"))
    for one in volume.placed:
        if not one.entry.pages:
            continue
        if one.tab is not None:
            found.append(PageLabel(one.tab, one.entry.name, ""))
        found.append(PageLabel(one.first, f"{one.entry.name} at "))
    return found or [PageLabel(0)]


def printed_numbers(volume: Volume, numbering: Numbering) -> list[str]:
    """What stands at the foot of each page; empty = nothing (the cover)."""
    if numbering == "bundle":
        return [str(number) for number in range(1, volume.pages + 1)]
    labels = page_labels(volume, numbering)
    starts = [label.start for label in labels] + [volume.pages]
    found: list[str] = []
    for label, end in zip(labels, starts[1:], strict=True):
        found += [_label(label, number) for number in range(1, end - label.start + 1)]
    return [""] * volume.cover + found[volume.cover :]


def _label(label: PageLabel, number: int) -> str:
    if not label.style:
        return label.prefix
    return label.prefix + (roman(number) if label.style == "r" else str(number))


def roman(number: int) -> str:
    """Lower-case Roman numerals, as PDF page labels write them."""
    found = ""
    pairs = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
    for value, sign in (*pairs, (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            found += sign
            number -= value
    return found


def split(entries: Sequence[Entry], sizes: Sequence[int], limit: int) -> list[list[Entry]]:
    """Entries in volumes of at most ``limit`` bytes by their ``sizes``; attachments stay with their parent if they fit.

    An entry larger than the limit gets a volume of its own. ``limit`` 0 = one volume.
    """
    if not limit:
        return [list(entries)]
    groups: list[tuple[list[Entry], int]] = []
    for entry, size in zip(entries, sizes, strict=True):
        if entry.row.indent and groups and groups[-1][1] + size <= limit:
            groups[-1] = ([*groups[-1][0], entry], groups[-1][1] + size)
        else:
            groups.append(([entry], size))
    volumes: list[list[Entry]] = []
    filled = 0
    for group, size in groups:
        if not volumes or filled + size > limit:
            volumes.append([])
            filled = 0
        volumes[-1] += group
        filled += size
    return volumes or [[]]


def without_pages(entry: Entry) -> Entry:
    """The entry listed, but not in the binder."""
    return replace(entry, printable=None)
