"""Stamped copies of exhibits, and a Bates-stamped production set: files to hand over, never the originals themselves."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from evidence_app.jobs import CancelToken, ProgressMeter
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.model.preflight import pages_in_words
from evidence_app.reports.binder.assembly import Marks, Sources, Stamper
from evidence_app.reports.binder.report import marks_for
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.exhibit_rows import Choices, select
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.stamp_designs import CORNERS, our_names
from evidence_app.reports.writers import guard
from evidence_app.services import bates, families
from evidence_app.services.bates import BatesAssignment
from evidence_app.services.exhibits import find
from evidence_app.services.matter import Matter
from evidence_app.services.preflight import refuse_unredacted

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST_NAME = 100
_ORDER = list(DESIGNATIONS)


@dataclass(frozen=True)
class StampedCopiesOptions:
    """Which exhibits, and what is stamped on their copies."""

    exhibits: tuple[str, ...] = option(
        (), "Only these, by number, #id or title; empty = all numbered exhibits.", (), "Exhibits"
    )
    party: str = option("", "Only this party's exhibits: name, prefix, plaintiff, defendant or joint.", (), "Party")
    stickers: bool = option(True, "An exhibit sticker on the first page.", (), "Stickers")
    design: str = option("auto", "Sticker design; auto = by party. Name one of yours or: " + our_names(), (), "Design")
    corner: str = option("", "Corner of the sticker; empty = the design's.", ("", *CORNERS), "Corner")
    numbers: bool = option(True, "Print exhibit and page (P-12 at 3) at the foot of each page.", (), "Page numbers")
    bates: bool = option(
        True, "Print the Bates number at the lower right of each page that has one.", (), "Bates numbers"
    )
    designation: bool = option(True, "Print the confidentiality designation at the lower left.", (), "Designation")
    attachments: str = option(
        "under parent", "Attachments without a number of their own.", ("under parent", "leave out"), "Attachments"
    )
    redactions: bool = option(
        True, "Take out what is marked for redaction; off needs a recorded decision.", (), "Apply redaction marks"
    )
    password: str = option("", "Password for encrypted PDFs.", (), "Password")


class StampedCopiesReport:
    """A .zip with one PDF per exhibit, or one PDF with a bookmark per exhibit."""

    name = "stamped-copies"
    title = "Stamped copies"
    about = "Copies with exhibit stickers; the originals stay as they are."
    Options = StampedCopiesOptions
    suffixes = (".zip", ".pdf")

    def write(
        self, matter: Matter, options: StampedCopiesOptions, path: Path,
        progress: ProgressCallback | None = None, cancel: CancelToken | None = None,
    ) -> Written:  # fmt: skip
        """Write the copies. Raises UserError when nothing is chosen."""
        rows = _chosen(matter, options.exhibits, options.party, options.attachments)
        words = {row.id: highest for row, highest in rows}
        if not options.redactions:
            refuse_unredacted(matter, [row for row, _words in rows], "binder")
        choices = PrintChoices(password=options.password, ink_everywhere=True, redact=options.redactions)
        with printed(matter, [row for row, _words in rows], choices, progress, cancel) as pages:
            marks = marks_for(
                matter, [(p.exhibit, words[p.exhibit.id]) for p in pages], stickers=options.stickers,
                design=options.design, corner=options.corner, bates=options.bates, designation=options.designation,
            )  # fmt: skip
            names = file_names([p.exhibit for p in pages])
            numbers: dict[int, list[str]] = {
                p.exhibit.id: _numbers(p) if options.numbers else [""] * p.count for p in pages
            }
            made = StampedSet(
                pages, marks, numbers, names, cancel or CancelToken(), ProgressMeter(progress, len(pages))
            )
            if path.suffix.lower() == ".pdf":
                made.one_pdf(path)
            else:
                with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
                    made.into(archive, "")
            return Written(len(pages), sum(p.count for p in pages), _notes(pages))


def _chosen(matter: Matter, names: Sequence[str], party: str, attachments: str) -> list[tuple[Exhibit, str]]:
    """(exhibit, designation in printed words) in list order; only what may leave the office and is not withdrawn."""
    named = [find(matter, text) for text in names]
    for one in named:
        if not one.outward:
            raise UserError(f"{one.label} is privileged or sequestered and cannot be handed over.", "Leave it out.")
    found = select(matter, Choices(party, unnumbered=bool(named), attachments=attachments)).rows
    ids = {one.id for one in named}
    rows = [
        (row.exhibit, row.values["designation"])
        for row in found
        if row.exhibit.status != "withdrawn" and (not ids or row.exhibit.id in ids or row.under in ids)
    ]
    if not rows:
        raise UserError("No exhibits are chosen.", "Number exhibits first, or choose some.")
    return rows


def _numbers(printable: Printable) -> list[str]:
    name = printable.exhibit.number or ""
    return [f"{name} at {n}" if name else str(n) for n in range(1, printable.count + 1)]


class StampedSet:
    """The stamped exhibits of one export."""

    def __init__(
        self, pages: Sequence[Printable], marks: dict[int, Marks], numbers: dict[int, list[str]], names: dict[int, str],
        cancel: CancelToken, meter: ProgressMeter, bookmark: Callable[[Exhibit], str] | None = None,
    ) -> None:  # fmt: skip
        self.pages = pages
        self.marks = marks
        self.numbers = numbers
        self.names = names
        self.cancel = cancel
        self.meter = meter
        self.bookmark = bookmark or (lambda one: f"{one.label}  {one.title}")
        self.sources = Sources()

    def one_pdf(self, path: Path) -> None:
        """All exhibits in one file, one bookmark each."""
        writer = PdfWriter()
        stamper = Stamper(writer, self.marks)
        for done, one in enumerate(self.pages):
            self._add(writer, stamper, one)
            self.meter.tell(done + 1, one.exhibit.label)
        writer.write(path)

    def into(self, archive: zipfile.ZipFile, folder: str) -> None:
        """One PDF per exhibit into a .zip."""
        for done, one in enumerate(self.pages):
            writer = PdfWriter()
            stamper = Stamper(writer, {one.exhibit.id: self.marks.get(one.exhibit.id, Marks())})
            self._add(writer, stamper, one)
            made = io.BytesIO()
            writer.write(made)
            archive.writestr(f"{folder}{self.names[one.exhibit.id]}.pdf", made.getvalue())
            self.meter.tell(done + 1, one.exhibit.label)

    def _add(self, writer: PdfWriter, stamper: Stamper, one: Printable) -> None:
        self.cancel.raise_if_cancelled()
        first = len(writer.pages)
        self.sources.append(writer, one)
        stamper.stamp(list(writer.pages)[first:], one, self.numbers[one.exhibit.id])
        writer.add_outline_item(title=self.bookmark(one.exhibit)[:300], page_number=first)


def file_names(exhibits: Sequence[Exhibit], name_of: Callable[[Exhibit], str] | None = None) -> dict[int, str]:
    """A file name without suffix for each exhibit, safe on every system and each used once."""
    used: set[str] = set()
    found: dict[int, str] = {}
    for one in exhibits:
        plain = safe_name(name_of(one) if name_of else f"{one.number or ''} {one.title}".strip())
        name, again = plain, 2
        while name.casefold() in used:
            name, again = f"{plain} ({again})", again + 1
        used.add(name.casefold())
        found[one.id] = name
    return found


def safe_name(text: str) -> str:
    """A text as a file name on Windows, macOS and Linux: no separators, no device names, not hidden, not too long."""
    plain = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one)[0] != "C")
    plain = " ".join(_UNSAFE.sub(" ", plain).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"_{plain}" if not plain or _RESERVED.match(plain) else plain


def _notes(pages: Sequence[Printable]) -> tuple[str, ...]:
    notes = [f"{p.exhibit.label} has a slip-sheet: {p.slip}" for p in pages if p.slip and not p.native]
    return (*notes, *(f"{p.exhibit.label}: {note}" for p in pages for note in p.notes))


# --- the Bates set ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatesSetOptions:
    """Which exhibits are produced, and under which numbers."""

    exhibits: tuple[str, ...] = option(
        (), "These, by number, #id or title; empty = all with Bates numbers given here.", (), "Exhibits"
    )
    prefix: str = option(
        "", "Give exhibits without numbers the next ones of this series, e.g. DLT; empty = give none.", (), "Prefix"
    )
    width: int = option(0, "Digits of a new series; 0 = as the series has, or 6.", (), "Digits")
    start: int = option(0, "First number to give; 0 = after the highest ever used.", (), "First number")
    natives: bool = option(True, "Add spreadsheets and load files as files behind a slip-sheet.", (), "Native files")
    designation: bool = option(True, "Print the confidentiality designation at the lower left.", (), "Designation")
    redactions: bool = option(
        True, "Take out what is marked for redaction; off needs a recorded decision.", (), "Apply redaction marks"
    )
    password: str = option("", "Password for encrypted PDFs.", (), "Password")


class BatesSetReport:
    """A .zip with one PDF per document named by its first number, natives, an index and a gap report."""

    name = "bates-set"
    title = "Bates-stamped set"
    about = "Copies for production, stamped with the Bates numbers given, with an index and the gaps."
    Options = BatesSetOptions
    suffixes = (".zip",)

    def write(
        self, matter: Matter, options: BatesSetOptions, path: Path,
        progress: ProgressCallback | None = None, cancel: CancelToken | None = None,
    ) -> Written:  # fmt: skip
        """Write the set, then record the new numbers in one step. Any failure before leaves neither set nor numbers.

        Raises UserError when nothing is chosen, a number is taken, or the matter cannot be written.
        """
        run = planned(matter, options.exhibits, options.prefix, options.width, options.start)
        given = {one.exhibit_id: one for one in run.given}
        held = bates.ranges(matter, run.kept) if options.exhibits else bates.ranges(matter)
        every = sorted({**held, **given}.values(), key=lambda one: one.range.begin.key)
        exhibits = outward(matter, [one.exhibit_id for one in every])
        if not exhibits:
            raise UserError("No exhibit has Bates numbers yet.", "Choose exhibits and a prefix to give them numbers.")
        ranges = {one.exhibit_id: one for one in every}
        if not options.redactions:
            refuse_unredacted(matter, exhibits, "production")
        choices = PrintChoices(natives=True, ink_everywhere=True, password=options.password, redact=options.redactions)
        with printed(matter, exhibits, choices, progress, cancel) as pages:
            self._refuse_other_lengths(pages, ranges)
            self._write(
                matter, options, path, pages, ranges, ProgressMeter(progress, len(pages)), cancel or CancelToken()
            )
            if run.given:
                bates.record(matter, run)
            if not matter.read_only:
                bates.issue(matter, [p.exhibit.id for p in pages])
            others = len(set(run.kept) - held.keys())
            total = sum(ranges[p.exhibit.id].range.pages for p in pages)
            return Written(len(pages), total, _set_notes(run, pages, others))

    @staticmethod
    def _refuse_other_lengths(pages: Sequence[Printable], ranges: dict[int, BatesAssignment]) -> None:
        """Every printed page has exactly one number; a file that prints otherwise than it was read must be looked at."""
        for p in pages:
            numbers = ranges[p.exhibit.id].range.pages
            if p.count != numbers and not p.slip:
                raise UserError(
                    f"{p.exhibit.label} prints on {p.count} pages, but has {numbers} numbers.", "Import it again first."
                )

    @staticmethod
    def _write(
        matter: Matter, options: BatesSetOptions, path: Path, pages: Sequence[Printable],
        ranges: dict[int, BatesAssignment], meter: ProgressMeter, cancel: CancelToken,
    ) -> None:  # fmt: skip
        words = designations(matter, [p.exhibit for p in pages]) if options.designation else {}
        marks: dict[int, Marks] = {
            p.exhibit.id: Marks(designation=words.get(p.exhibit.id, ""), bates=page_numbers(ranges[p.exhibit.id], p))
            for p in pages
        }
        names: dict[int, str] = {p.exhibit.id: safe_name(str(ranges[p.exhibit.id].range.begin)) for p in pages}
        made = StampedSet(pages, marks, {p.exhibit.id: [""] * p.count for p in pages}, names, cancel, meter)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            made.into(archive, "PDF/")
            natives: dict[int, str] = {
                p.exhibit.id: _native(matter, archive, p, names) for p in pages if p.native and options.natives
            }
            archive.writestr(
                "index.csv", _csv(_INDEX, _index_rows(pages, ranges, natives, words, families.tops(matter.read)))
            )
            archive.writestr("gaps.csv", _csv(("Numbers", "Reason"), _gap_rows(matter, ranges)))


def planned(matter: Matter, names: Sequence[str], prefix: str, width: int, start: int) -> bates.BatesRun:
    """The numbers a set needs, not yet given; ``names`` empty = every exhibit that has some, or gets some by the prefix.

    Raises UserError when a number is taken or missing, an exhibit must not leave, or the matter cannot be written.
    """
    if names and not prefix:
        ids = bates.with_families(matter, chosen_ids(matter, names))
        numbered = bates.ranges(matter, ids)
        missing = [one for one in ids if one not in numbered]
        if missing:
            raise UserError(f"{len(missing)} of the exhibits have no Bates numbers.", "Give a prefix for new numbers.")
        return bates.BatesRun(kept=tuple(ids))
    if not prefix:
        return bates.BatesRun()
    if matter.read_only:
        raise UserError("This matter is open for reading only, so no numbers can be given.", "Close it elsewhere.")
    return bates.plan(matter, chosen_ids(matter, names), prefix, width, start or None)


def chosen_ids(matter: Matter, names: Sequence[str]) -> list[int]:
    """The exhibits to be numbered: those named, or every outward exhibit in exhibit order."""
    if names:
        named = [find(matter, text) for text in names]
        for one in named:
            if not one.outward:
                raise UserError(f"{one.label} is privileged or sequestered and cannot be produced.", "Leave it out.")
        return [one.id for one in named]
    sql = "SELECT id FROM exhibit WHERE privilege = '' AND sequestered = 0 ORDER BY number_sort, id"
    return matter.read.column(sql)


def outward(matter: Matter, ids: Sequence[int]) -> list[Exhibit]:
    """The exhibits with these ids, in order, without privileged and sequestered ones."""
    found = []
    for one in ids:
        sql = "SELECT * FROM exhibit WHERE id = ? AND privilege = '' AND sequestered = 0"
        row = matter.read.row(Exhibit, sql, (one,))
        if row is not None:
            found.append(row)
    return found


def designations(matter: Matter, exhibits: Sequence[Exhibit]) -> dict[int, str]:
    """Printed designations: every member of a family bears the highest in it."""
    tops = families.tops(matter.read)
    highest: dict[int, str] = {}
    for one, designation in matter.read.tuples("SELECT id, designation FROM exhibit WHERE designation <> ''"):
        top = tops.get(one, one)
        highest[top] = max(highest.get(top, ""), designation, key=_ORDER.index)
    words = ((one.id, highest.get(tops.get(one.id, one.id), "")) for one in exhibits)
    return {one: DESIGNATIONS[designation] for one, designation in words if designation}


def page_numbers(one: BatesAssignment, printable: Printable) -> tuple[str, ...]:
    """What is stamped on each page: its number; on a slip-sheet all numbers it stands for."""
    if not one.per_page or printable.slip:
        return (str(one.range.begin if one.range.pages == 1 else one.range),)
    return tuple(str(one.range.begin.plus(index)) for index in range(printable.count))


def _native(matter: Matter, archive: zipfile.ZipFile, printable: Printable, names: dict[int, str]) -> str:
    """Copy the original beside the slip-sheet under its Bates number; returns its path in the set ("" without a file)."""
    one = printable.exhibit
    if not one.original_sha256:
        return ""
    suffix = re.sub(r"[^a-z0-9.]", "", Path(one.file_name).suffix.lower())[:10]
    target = f"NATIVE/{names[one.id]}{suffix}"
    archive.write(matter.originals.existing(one.original_sha256), target, zipfile.ZIP_DEFLATED)
    return target


_INDEX = ("BEGBATES", "ENDBATES", "BEGATTACH", "ENDATTACH", "TITLE", "FILENAME", "DOCDATE", "PAGES", "CONFIDENTIALITY",
          "SHA256", "NATIVE", "NOTE")  # fmt: skip


def _index_rows(
    pages: Sequence[Printable], ranges: dict[int, BatesAssignment], natives: dict[int, str], words: dict[int, str],
    tops: dict[int, int],
) -> list[list[str]]:  # fmt: skip
    groups: dict[int, list[BatesAssignment]] = {}
    for p in pages:
        groups.setdefault(tops.get(p.exhibit.id, p.exhibit.id), []).append(ranges[p.exhibit.id])
    rows = []
    for p in pages:
        one, own = p.exhibit, ranges[p.exhibit.id].range
        family = groups[tops.get(one.id, one.id)]
        ends = (str(family[0].range.begin), str(family[-1].range.end)) if len(family) > 1 else ("", "")
        rows.append(
            [
                str(own.begin), str(own.end), *ends, one.title, one.file_name, one.doc_date, str(own.pages),
                words.get(one.id, ""), one.original_sha256, natives.get(one.id, ""), p.slip or _redacted(p),
            ]
        )  # fmt: skip
    return rows


def _redacted(printable: Printable) -> str:
    return f"Redacted on {pages_in_words(printable.redacted)}" if printable.redacted else ""


def _gap_rows(matter: Matter, ranges: dict[int, BatesAssignment]) -> list[list[str]]:
    """Gaps of the series that are produced, also counting the numbers this run gives."""
    series = {one.range.begin.key[0] for one in ranges.values()}
    fresh = [one.range for one in ranges.values()]
    found = [gap for gap in bates.gaps(matter, fresh) if gap.range.begin.key[0] in series]
    secret = matter.read.column("SELECT title FROM exhibit WHERE privilege <> '' OR sequestered <> 0")
    hidden = ["Sent out, then taken back; not given again." if _names_any(gap, secret) else gap.reason for gap in found]
    return [[str(gap.range), reason] for gap, reason in zip(found, hidden, strict=True)]


def _names_any(gap: bates.BatesGap, titles: Sequence[str]) -> bool:
    return any(title and title in gap.reason for title in titles)


def _csv(headings: Sequence[str], rows: Collection[Sequence[str]]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(headings)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _set_notes(run: bates.BatesRun, pages: Sequence[Printable], others: int) -> tuple[str, ...]:
    told: list[Any] = [
        (others, "{} exhibits bear numbers another side gave them and are not in the set."),
        (len(run.withheld), "{} privileged or sequestered exhibits of these families are not in the set."),
        (sum(p.native for p in pages), "{} exhibits are produced as files behind a slip-sheet."),
        (len(run.given), "{} exhibits got new Bates numbers."),
    ]
    return (*(words.format(count) for count, words in told if count), *_notes(pages))


STAMPED_COPIES = StampedCopiesReport()
BATES_SET = BatesSetReport()
