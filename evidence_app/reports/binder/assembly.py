"""Puts a volume together: front pages, dividers, stamped exhibits, bookmarks, page labels, working links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from evidence_app.model.errors import IntegrityProblem
from evidence_app.reports.binder.layout import Numbering, PageLabel, Placed, Volume, page_labels, printed_numbers
from evidence_app.reports.binder.links import check_links, make_links
from evidence_app.reports.layers import keep_layers
from evidence_app.reports.page_frame import Overlays
from evidence_app.reports.printable import Printable
from evidence_app.reports.sheets import Divider, set_sheets, set_stickers
from evidence_app.reports.stamp_designs import StampDesign
from evidence_app.reports.stamping import FootLine, Sticker, make_stickers, stamp
from evidence_app.turns import give_way


@dataclass(frozen=True)
class Marks:
    """What is stamped on an exhibit's pages: the sticker's design and values, designation, Bates number of each page."""

    design: StampDesign | None = None
    values: Mapping[str, str] | None = None
    designation: str = ""
    bates: tuple[str, ...] = ()

    def foot(self, index: int, number: str) -> FootLine:
        """The foot line of page ``index`` (from 0) of the exhibit, whose printed page number is ``number``."""
        bates = self.bates[index] if index < len(self.bates) else ""
        return FootLine(self.designation, number, bates)


class Stamper:
    """Stamps exhibits of one writer; all stickers are drawn at once."""

    def __init__(self, writer: PdfWriter, marks: Mapping[int, Marks]) -> None:
        self.writer = writer
        self.marks = marks
        self.overlays = Overlays(writer)
        self.stickers = self._draw(writer, marks)

    @staticmethod
    def _draw(writer: PdfWriter, marks: Mapping[int, Marks]) -> dict[int, Sticker]:
        wanted = [(one, m.design, m.values or {}) for one, m in marks.items() if m.design is not None]
        if not wanted:
            return {}
        drawn = set_stickers([design.art(values) for _one, design, values in wanted])
        made = make_stickers(writer, PdfReader(BytesIO(drawn.pdf)), [design for _one, design, _values in wanted])
        return {one: sticker for (one, _design, _values), sticker in zip(wanted, made, strict=True)}

    def stamp(self, pages: Sequence[PageObject], printable: Printable, numbers: Sequence[str]) -> None:
        """Stamp the pages of one exhibit; ``numbers`` are the printed page numbers, empty for none."""
        one = printable.exhibit.id
        marks = self.marks.get(one, Marks())
        for index, page in enumerate(pages):
            sticker = self.stickers.get(one) if index == 0 else None
            foot = marks.foot(index, numbers[index])
            stamp(self.overlays, page, sticker, foot, printable.ink.get(index), printable.words.get(index, ()))


class Sources:
    """Readers of the copies, opened once each."""

    def __init__(self) -> None:
        self._readers: dict[Path, PdfReader] = {}

    def append(self, writer: PdfWriter, printable: Printable) -> None:
        """Add an exhibit's pages to a writer, with its hidden layers still hidden."""
        if printable.path not in self._readers:
            self._readers[printable.path] = PdfReader(printable.path)
        reader = self._readers[printable.path]
        span = (printable.first, printable.first + printable.count)
        writer.append(reader, pages=span, import_outline=False)
        keep_layers(writer, reader)


def assemble(
    volume: Volume, front: bytes, numbering: Numbering | None, marks: Mapping[int, Marks], title: str, sources: Sources,
    path: Path, paper: str = "us-letter",
) -> None:  # fmt: skip
    """Write one volume to ``path`` and prove its links. Raises IntegrityProblem when a link goes wrong."""
    writer = PdfWriter()
    if front:
        writer.append(PdfReader(BytesIO(front)), import_outline=False)
    tabs = _dividers(volume, paper)
    for one in volume.placed:
        give_way()
        if one.tab is not None and tabs is not None:
            writer.append(tabs[0], pages=(tabs[1][one.tab], tabs[1][one.tab] + 1), import_outline=False)
        if one.entry.printable is not None:
            sources.append(writer, one.entry.printable)
    pages = list(writer.pages)
    _stamp(writer, pages, volume, numbering, marks)
    targets = {str(p.entry.row.exhibit.id): p.first for p in volume.placed if p.entry.pages}
    make_links(writer, volume.cover + volume.index, targets)
    _bookmarks(writer, volume)
    _describe(writer, title, page_labels(volume, numbering) if numbering else [])
    writer.write(path)
    _prove(path, volume, targets)


def _dividers(volume: Volume, paper: str) -> tuple[PdfReader, dict[int, int]] | None:
    """The divider pages of a volume, and which of them stands at which page index."""
    tabbed = [p for p in volume.placed if p.tab is not None]
    if not tabbed:
        return None
    sheets = [Divider(p.entry.name, p.entry.row.values["description"], _facts(p), paper) for p in tabbed]
    reader = PdfReader(BytesIO(set_sheets(sheets).pdf))
    return reader, {p.tab: number for number, p in enumerate(tabbed) if p.tab is not None}


def _facts(placed: Placed) -> tuple[str, ...]:
    values = placed.entry.row.values
    return tuple(filter(None, (values["date"], values["bates"])))


def _stamp(
    writer: PdfWriter,
    pages: Sequence[PageObject],
    volume: Volume,
    numbering: Numbering | None,
    marks: Mapping[int, Marks],
) -> None:
    numbers = printed_numbers(volume, numbering) if numbering else [""] * volume.pages
    here = {p.entry.row.exhibit.id for p in volume.placed}
    stamper = Stamper(writer, {one: m for one, m in marks.items() if one in here})
    own = {index for p in volume.placed for index in range(p.first, p.end)}
    for index, page in enumerate(pages):
        if index not in own and numbers[index]:
            stamp(stamper.overlays, page, foot=FootLine(center=numbers[index]))
    for placed in volume.placed:
        if placed.entry.printable is not None:
            span = slice(placed.first, placed.end)
            stamper.stamp(pages[span], placed.entry.printable, numbers[span])


def _bookmarks(writer: PdfWriter, volume: Volume) -> None:
    """One bookmark per exhibit with its description and page, attachments below their parent."""
    if volume.cover:
        writer.add_outline_item(title="Cover", page_number=0)
    if volume.index:
        writer.add_outline_item(title="Index", page_number=volume.cover)
    parent: Any = None
    for placed in volume.placed:
        if not placed.entry.pages:
            continue
        row = placed.entry.row
        words = " ".join(row.values["description"].split())
        title = words if row.indent else f"{placed.entry.name}  {words}"
        made = writer.add_outline_item(
            title=f"{title} (p. {placed.first + 1})", page_number=placed.first, parent=parent if row.indent else None
        )
        parent = parent if row.indent else made


def _describe(writer: PdfWriter, title: str, labels: Sequence[PageLabel]) -> None:
    """Title, page labels, and how the file opens: bookmarks shown, at 100 percent."""
    root = writer.root_object
    writer.metadata = None
    writer.add_metadata({"/Title": title})
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/Lang")] = TextStringObject("en")
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = shown
    first = writer.pages[0].indirect_reference
    if first is not None:
        whole = [first, NameObject("/XYZ"), NullObject(), NullObject(), FloatObject(1)]
        root[NameObject("/OpenAction")] = ArrayObject(whole)
    if labels:
        numbers = ArrayObject()
        for label in labels:
            entry = DictionaryObject()
            if label.style:
                entry[NameObject("/S")] = NameObject(f"/{label.style}")
            if label.prefix:
                entry[NameObject("/P")] = TextStringObject(label.prefix)
            numbers += [NumberObject(label.start), entry]
        root[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})


def _prove(path: Path, volume: Volume, targets: Mapping[str, int]) -> None:
    """Follow every link of the index in the written file."""
    found = check_links(path)
    wrong = [link for link in found if targets.get(link.key) != link.target]
    missing = set(targets) - {link.key for link in found} if volume.index else set()
    if wrong or missing:
        raise IntegrityProblem(
            f"{len(wrong) + len(missing)} entries of the index do not lead to their exhibit.", "Nothing was written."
        )
