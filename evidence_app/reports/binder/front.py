"""The cover and the index of a binder, set until their own length no longer changes the page numbers they print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter

from evidence_app.model.errors import StorageProblem
from evidence_app.reports.binder.layout import Entry, Volume, lay_out
from evidence_app.reports.document import Caption
from evidence_app.reports.sheets import compile_template

MAX_ROUNDS = 6
_SIZES = {"us-letter": (612.0, 792.0), "a4": (595.28, 841.89)}


@dataclass(frozen=True)
class FrontMatter:
    """What stands before the exhibits. ``bundle`` = the index has England and Wales' columns."""

    title: str
    caption: Caption
    cover: bool
    index: bool
    bundle: bool
    paper: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Front:
    """A volume's finished front pages."""

    pdf: bytes
    pages: int
    notes: tuple[str, ...] = ()


def settle(
    matter_of: FrontMatter, volumes: Sequence[Sequence[Entry]], dividers: bool
) -> tuple[list[Volume], list[Front]]:
    """The volumes with every page in its final place, and their fronts.

    An index that grows over its page moves every exhibit, which may change the index again; this is repeated until
    nothing moves. Where page numbers and index length chase one another, the longer index wins and gets an empty page.
    """
    index, longest = int(matter_of.index), 0
    for _round in range(MAX_ROUNDS):
        placed = lay_out(volumes, int(matter_of.cover), index, dividers)
        fronts = [_set(matter_of, volume, placed) for volume in placed]
        needed = max(front.pages for front in fronts) - int(matter_of.cover)
        if needed == index:
            return placed, [_padded(front, index + int(matter_of.cover), matter_of.paper) for front in fronts]
        if needed < index == longest:
            return placed, [_padded(front, index + int(matter_of.cover), matter_of.paper) for front in fronts]
        longest = max(longest, index, needed)
        index = needed if needed > index else longest
    raise StorageProblem("The binder's index could not be settled.", "Leave out the index or make it a shorter list.")


def _padded(front: Front, pages: int, paper: str) -> Front:
    """The front with empty pages at its end, so that all volumes agree."""
    if front.pages == pages:
        return front
    writer = PdfWriter(clone_from=BytesIO(front.pdf)) if front.pages else PdfWriter()
    for _ in range(pages - front.pages):
        writer.add_blank_page(*_SIZES[paper])
    made = BytesIO()
    writer.write(made)
    return Front(made.getvalue(), pages, front.notes)


def _set(matter_of: FrontMatter, volume: Volume, every: Sequence[Volume]) -> Front:
    if not matter_of.cover and not matter_of.index:
        return Front(b"", 0)
    data = {
        "title": matter_of.title,
        "paper": matter_of.paper,
        "cover": _cover(matter_of, volume, len(every)) if matter_of.cover else None,
        "index": _index(matter_of, volume, every) if matter_of.index else None,
    }
    made = compile_template("binder-front.typ", data)
    return Front(made.pdf, len(PdfReader(BytesIO(made.pdf)).pages), made.notes)


def _cover(matter_of: FrontMatter, volume: Volume, count: int) -> dict[str, Any]:
    caption = matter_of.caption
    left = [{"text": line.lstrip("\t"), "indent": len(line) - len(line.lstrip("\t"))} for line in caption.left]
    lines = [*matter_of.lines]
    if count > 1:
        names = [p.entry.name for p in volume.placed if not p.entry.row.indent]
        lines.insert(0, f"Volume {volume.number} of {count}")
        if names:
            lines.insert(1, names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}")
    return {"court": caption.court, "left": left, "right": caption.right, "lines": lines}


_COLUMNS: dict[bool, tuple[tuple[str, float, Callable[[Entry], str]], ...]] = {
    False: (
        ("Exhibit", 1.1, lambda e: e.row.values["number"] or ("" if e.row.indent else e.name)),
        ("Description", 4.6, lambda e: e.row.values["description"]),
        ("Date", 1.3, lambda e: e.row.values["date"]),
    ),
    True: (
        ("Tab", 0.9, lambda e: e.row.values["number"] or ("" if e.row.indent else e.name.removeprefix("Tab "))),
        ("Document", 4.8, lambda e: e.row.values["description"]),
        ("Date", 1.3, lambda e: e.row.values["date"]),
    ),
}


def _index(matter_of: FrontMatter, volume: Volume, every: Sequence[Volume]) -> dict[str, Any]:
    columns = _COLUMNS[matter_of.bundle]
    several = len(every) > 1
    rows = []
    for placed in (one for each in every for one in each.placed):
        cells = [make(placed.entry) for _label, _width, make in columns]
        if several:
            cells.append(str(placed.volume))
        cells.append(page_span(placed.first, placed.end))
        here = placed.volume == volume.number and placed.entry.pages > 0
        key = str(placed.entry.row.exhibit.id) if here else ""
        rows.append({"cells": cells, "key": key, "indent": placed.entry.row.indent})
    labels = [label for label, _width, _make in columns] + (["Vol."] if several else [])
    widths = [width for _label, width, _make in columns] + ([0.6] if several else [])
    note = f"Volume {volume.number} of {len(every)}" if several else ""
    page = "Page" if matter_of.bundle else "PDF page"
    return {"title": "INDEX", "note": note, "columns": [*labels, page], "widths": [*widths, 1.1], "rows": rows}


def page_span(first: int, end: int) -> str:
    """Pages as an index prints them, from the index of the first (from 0) to that after the last: ``7``, ``7–12``."""
    if end <= first:
        return ""
    return str(first + 1) if end == first + 1 else f"{first + 1}\u2013{end}"
