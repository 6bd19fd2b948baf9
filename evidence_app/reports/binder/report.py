"""The binder as a report: what goes in, how it is numbered, one file or volumes."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidence_app.jobs import CancelToken, ProgressMeter
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.reports.binder.assembly import Marks, Sources, assemble
from evidence_app.reports.binder.front import FrontMatter, page_span, settle
from evidence_app.reports.binder.layout import Entry, Numbering, entry_name, split
from evidence_app.reports.caption import make_caption
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.exhibit_rows import Choices, ExhibitListRow, Selection, select
from evidence_app.reports.presets import preset
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.stamp_designs import CORNERS, design_for, our_names, values_of
from evidence_app.reports.stamping import with_corner
from evidence_app.services.exhibits import find
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties
from evidence_app.services.preflight import refuse_unredacted

MEGABYTE = 1_000_000
"""Portals state their limits in millions of bytes, or in units a little larger: the smaller reading is always safe."""
_OVERHEAD = 0.93
_SPLIT_ROUNDS = 5


@dataclass(frozen=True)
class BinderOptions:
    """What goes into the binder and how it looks."""

    style: str = option(
        "us",
        "us: pages are called P-12 at 3, front pages i, ii. uk: one number from the first page on, equal to the PDF page.",
        ("us", "uk"),
        "Page numbers",
    )
    exhibits: tuple[str, ...] = option(
        (), "Only these, by number, #id or title; empty = all numbered exhibits.", (), "Exhibits"
    )
    party: str = option("", "Only this party's exhibits: name, prefix, plaintiff, defendant or joint.", (), "Party")
    title: str = option("", "Title on the cover; empty = EXHIBITS or TRIAL BUNDLE.", (), "Title")
    cover: bool = option(True, "Begin with a cover page with the caption.", (), "Cover")
    index: bool = option(True, "An index whose entries lead to the exhibits.", (), "Index")
    dividers: bool = option(True, "A tab page before each exhibit.", (), "Dividers")
    stickers: bool = option(True, "An exhibit sticker on the first page of each numbered exhibit.", (), "Stickers")
    design: str = option("auto", "Sticker design; auto = by party. Name one of yours or: " + our_names(), (), "Design")
    corner: str = option("", "Corner of the sticker; empty = the design's.", ("", *CORNERS), "Corner")
    bates: bool = option(
        True, "Print the Bates number at the lower right of each page that has one.", (), "Bates numbers"
    )
    designation: bool = option(True, "Print the confidentiality designation at the lower left.", (), "Designation")
    designated: str = option(
        "include", "Exhibits under a protective order.", ("include", "placeholder", "leave out"), "Designated exhibits"
    )
    attachments: str = option(
        "under parent", "Attachments without a number of their own.", ("under parent", "leave out"), "Attachments"
    )
    unnumbered: bool = option(False, "Also exhibits that have no number yet.", (), "Unnumbered exhibits")
    max_megabytes: int = option(
        0, "Largest size of a file; larger binders become volumes in a .zip. 0 = no limit.", (), "Volume size"
    )
    paper: str = option(
        "",
        "Paper of cover, index and dividers; empty = A4 in the uk style, else US letter.",
        ("", "us-letter", "a4"),
        "Paper",
    )
    redactions: bool = option(
        True, "Take out what is marked for redaction; off needs a recorded decision.", (), "Apply redaction marks"
    )
    password: str = option("", "Password for encrypted PDFs.", (), "Password")


class BinderReport:
    """One PDF, or a .zip of volumes."""

    name = "binder"
    title = "Exhibit binder"
    about = "One PDF with index, covers, bookmarks and page labels that match the printed numbers."
    Options = BinderOptions
    suffixes = (".pdf", ".zip")

    def write(
        self, matter: Matter, options: BinderOptions, path: Path,
        progress: ProgressCallback | None = None, cancel: CancelToken | None = None,
    ) -> Written:  # fmt: skip
        """Write the binder. Raises UserError when nothing is chosen, or when one file would pass the size limit."""
        chosen = chosen_rows(matter, options)
        rows = _without_hidden(chosen.rows, options)
        if not rows:
            raise UserError("No exhibits are chosen for the binder.", "Number exhibits first, or choose some.")
        wanted = [row.exhibit for row in rows if _has_pages(row, options)]
        if not options.redactions:
            refuse_unredacted(matter, wanted, "binder")
        choices = PrintChoices(password=options.password, ink_everywhere=True, redact=options.redactions)
        with printed(matter, wanted, choices, progress, cancel) as pages, matter.folder.workshop() as folder:
            entries = _entries(rows, {p.exhibit.id: p for p in pages})
            work = _Work(matter, options, entries, Path(folder), progress, cancel)
            files, notes = work.volumes(path)
            _deliver(files, path)
            count = sum(entry.pages for entry in entries)
            return Written(len(rows), count, (*_notes(chosen, entries), *notes))


def front_of(matter: Matter, options: BinderOptions) -> FrontMatter:
    """What stands before the exhibits, as the options have it."""
    bundle = options.style == "uk"
    paper = options.paper or ("a4" if bundle else "us-letter")
    caption = make_caption(matter, words=preset("england-wales").words if bundle else None)
    return FrontMatter(title_of(options), caption, options.cover, options.index, bundle, paper)


def title_of(options: BinderOptions) -> str:
    """The title on the cover."""
    return options.title or ("TRIAL BUNDLE" if options.style == "uk" else "EXHIBITS")


def bundle_pages(
    matter: Matter, options: BinderOptions, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> tuple[dict[int, str], tuple[str, ...]]:
    """The pages of each exhibit (by id) in a binder of one file made with these options, and what to know about them.

    Found as the binder finds them: every exhibit is made into pages, then cover and index are set until nothing moves.
    """
    rows = _without_hidden(chosen_rows(matter, options).rows, options)
    wanted = [row.exhibit for row in rows if _has_pages(row, options)]
    if not rows:
        return {}, ()
    choices = PrintChoices(password=options.password, redact=False)  # only counted, and redacting keeps the count
    with printed(matter, wanted, choices, progress, cancel) as pages:
        entries = _entries(rows, {p.exhibit.id: p for p in pages})
        volumes, _fronts = settle(front_of(matter, options), [entries], options.dividers)
    slips = [f"{e.name} counts as one page: {e.printable.slip}" for e in entries if e.printable and e.printable.slip]
    return {p.entry.row.exhibit.id: page_span(p.first, p.end) for p in volumes[0].placed}, tuple(slips)


def chosen_rows(matter: Matter, options: BinderOptions) -> Selection:
    """The exhibits of the binder in their order; privileged and sequestered ones are never among them."""
    named = _named(matter, options.exhibits)
    unnumbered = options.unnumbered or any(one.number is None for one in named)
    designated = {"include": "mark", "placeholder": "placeholder", "leave out": "leave out"}[options.designated]
    found = select(
        matter,
        Choices(options.party, unnumbered=unnumbered, attachments=options.attachments, designated=designated),
    )
    if named:
        ids = {one.id for one in named}
        found.rows = [row for row in found.rows if row.exhibit.id in ids or row.under in ids]
        found.unnumbered = 0
    return found


def _named(matter: Matter, wanted: Sequence[str]) -> list[Exhibit]:
    found = [find(matter, text) for text in wanted]
    for one in found:
        if not one.outward:
            raise UserError(f"{one.label} is privileged or sequestered and cannot go into a binder.", "Leave it out.")
    return found


def _without_hidden(rows: Sequence[ExhibitListRow], options: BinderOptions) -> list[ExhibitListRow]:
    """Rows to list; the designation mark in the description is for lists, pages carry it at their foot."""
    if options.designated != "include":
        return list(rows)
    plain = []
    for row in rows:
        mark = f" [{row.values['designation']}]"
        values = dict(row.values)
        if row.values["designation"]:
            values["description"] = values["description"].replace(mark, "")
        plain.append(replace(row, values=values))
    return plain


def _has_pages(row: ExhibitListRow, options: BinderOptions) -> bool:
    held_back = options.designated == "placeholder" and row.values["designation"]
    return row.exhibit.status != "withdrawn" and not held_back


def _entries(rows: Sequence[ExhibitListRow], printables: dict[int, Printable]) -> list[Entry]:
    found: list[Entry] = []
    tab, parent, attachment = 0, "", 0
    for row in rows:
        if row.indent:
            attachment += 1
        else:
            tab, attachment, parent = tab + 1, 0, row.exhibit.number or f"Tab {tab + 1}"
        name = entry_name(row, tab, parent, attachment)
        found.append(Entry(row, name, printables.get(row.exhibit.id)))
    return found


class _Work:
    """One binder being made."""

    def __init__(
        self, matter: Matter, options: BinderOptions, entries: list[Entry], folder: Path,
        progress: ProgressCallback | None, cancel: CancelToken | None,
    ) -> None:  # fmt: skip
        self.matter = matter
        self.options = options
        self.entries = entries
        self.folder = folder
        self.meter_to = progress
        self.cancel = cancel or CancelToken()
        self.numbering: Numbering = "bundle" if options.style == "uk" else "exhibit"
        self.title = title_of(options)

    def volumes(self, path: Path) -> tuple[list[Path], tuple[str, ...]]:
        """The finished volumes. Splits again, smaller, while a volume is over the limit."""
        limit = self.options.max_megabytes * MEGABYTE
        sizes = [self._size(entry) for entry in self.entries]
        goal = int(limit * _OVERHEAD)
        for _round in range(_SPLIT_ROUNDS):
            parts = split(self.entries, sizes, goal)
            if len(parts) > 1 and path.suffix.lower() == ".pdf":
                raise UserError(
                    f"The binder needs {len(parts)} volumes of {self.options.max_megabytes} MB.",
                    "End its name in .zip.",
                )
            files, notes = self._make(parts)
            over = [
                f
                for f, part in zip(files, parts, strict=True)
                if limit and f.stat().st_size > limit and _divisible(part)
            ]
            if not over:
                return files, (*notes, *self._too_big(files, limit))
            goal = int(goal * 0.9 * limit / max(f.stat().st_size for f in over))
        return files, (*notes, *self._too_big(files, limit))

    @staticmethod
    def _size(entry: Entry) -> int:
        printable = entry.printable
        if printable is None:
            return 0
        whole = printable.path.stat().st_size
        return whole if printable.path.stem == str(printable.exhibit.id) else 8_000 * printable.count

    @staticmethod
    def _too_big(files: Sequence[Path], limit: int) -> tuple[str, ...]:
        over = [f.name for f in files if limit and f.stat().st_size > limit]
        return (f"{', '.join(over)}: a single exhibit is larger than the limit.",) if over else ()

    def _make(self, parts: Sequence[Sequence[Entry]]) -> tuple[list[Path], tuple[str, ...]]:
        front = front_of(self.matter, self.options)
        volumes, fronts = settle(front, parts, self.options.dividers)
        marks, sources = self._marks(), Sources()
        meter = ProgressMeter(self.meter_to, len(volumes))
        files = []
        for volume, made in zip(volumes, fronts, strict=True):
            self.cancel.raise_if_cancelled()
            target = self.folder / (f"Volume {volume.number}.pdf" if len(volumes) > 1 else "Binder.pdf")
            heading = f"{self.matter.record.name}: {self.title}"
            assemble(volume, made.pdf, self.numbering, marks, heading, sources, target, front.paper)
            files.append(target)
            meter.tell(len(files), target.name)
        return files, tuple(dict.fromkeys(note for made in fronts for note in made.notes))

    def _marks(self) -> dict[int, Marks]:
        return marks_for(
            self.matter, [(entry.row.exhibit, entry.row.values["designation"]) for entry in self.entries],
            stickers=self.options.stickers, design=self.options.design, corner=self.options.corner,
            bates=self.options.bates, designation=self.options.designation,
        )  # fmt: skip


def marks_for(
    matter: Matter, exhibits: Sequence[tuple[Exhibit, str]], *, stickers: bool, design: str, corner: str, bates: bool,
    designation: bool,
) -> dict[int, Marks]:  # fmt: skip
    """What is stamped on each exhibit (given with its designation in printed words), by exhibit id."""
    every = parties(matter)
    by_id = {one.id: one for one in every}
    sides = {side: sum(p.side == side for p in every) for side in ("plaintiff", "defendant")}
    record = matter.record
    found: dict[int, Marks] = {}
    for exhibit, words in exhibits:
        party = by_id.get(exhibit.party_id) if exhibit.party_id is not None else None  # type: ignore[call-overload]
        chosen = (
            with_corner(design_for(party.side if party else "", design), corner)
            if stickers and exhibit.number
            else None
        )
        numbers = tuple(
            matter.read.column("SELECT bates FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit.id,))
        )
        values = values_of(record, exhibit, party, sides) if chosen else None
        found[exhibit.id] = Marks(chosen, values, words if designation else "", numbers if bates else ())
    return found


def designation_words(exhibit: Exhibit) -> str:
    """The designation as printed, from the stored one; empty when there is none."""
    return DESIGNATIONS.get(exhibit.designation, exhibit.designation) if exhibit.designation else ""


def _divisible(part: Sequence[Entry]) -> bool:
    return sum(1 for entry in part if entry.pages) > 1


def _deliver(files: Sequence[Path], path: Path) -> None:
    if path.suffix.lower() == ".pdf":
        if len(files) != 1:
            raise NotFound("The binder has several volumes.", "End its name in .zip.")
        shutil.copyfile(files[0], path)
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.write(file, file.name)


def _notes(chosen: Selection, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What the person who exports should know; none of it is printed."""
    slips = [entry for entry in entries if entry.printable and entry.printable.slip]
    told = [
        (chosen.withheld, "{} privileged or sequestered exhibits are not in the binder."),
        (chosen.unnumbered, "{} exhibits without a number are not in the binder."),
        (chosen.impeachment, "{} exhibits for impeachment only are not in the binder."),
        (chosen.designated, "{} exhibits under a protective order are not in the binder."),
        (chosen.orphans, "{} exhibits are attachments of a privileged or sequestered exhibit; check them."),
        (sum(chosen.attachments.values()), "{} attachments are not in the binder."),
        (sum(1 for entry in entries if entry.printable is None), "{} listed exhibits have no pages here."),
    ]
    notes = [words.format(count) for count, words in told if count]
    notes += [f"{entry.name} has a slip-sheet: {entry.printable.slip}" for entry in slips if entry.printable]
    for entry in entries:
        notes += [f"{entry.name}: {note}" for note in (entry.printable.notes if entry.printable else ())]
    return tuple(notes)


REPORT = BinderReport()
