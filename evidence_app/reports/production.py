"""A production to another side: stamped PDFs, texts, native files, and the load files (DAT, OPT) that describe them.

Everything is written into one .zip with a folder named by the volume, read back, and recorded; see ``production_check``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_app.jobs import CancelToken, Pool
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.copies import designations, outward, planned
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.production_files import (
    ENCODINGS,
    OTHER,
    REPLACE,
    STOP,
    DatForm,
    ProductionFiles,
    encoded,
    page_texts,
    plain,
)
from evidence_app.reports.production_rows import DATE_FORMATS, Document, documents_of
from evidence_app.services import bates, families, preflight, productions, redactions
from evidence_app.services.bates import BatesRun
from evidence_app.services.exhibits import kept_back
from evidence_app.services.matter import Matter

_VOLUME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_SHORTEST_NAME = 5


@dataclass(frozen=True)
class ProductionOptions:
    """What is produced, to whom, under which numbers, and in which dialect."""

    exhibits: tuple[str, ...] = option(
        (), "These with their families, by number, #id or title; empty = all with Bates numbers given here.", (), "Exhibits"
    )  # fmt: skip
    sent_to: str = option("", "Who receives it; kept in the record, not written into the files.", (), "Sent to")
    volume: str = option("", "Name of the volume and its folder; empty = the next of VOL001, VOL002, ...", (), "Volume")
    prefix: str = option(
        "", "Give exhibits without numbers the next ones of this series, e.g. DLT; empty = give none.", (), "Prefix"
    )
    width: int = option(0, "Digits of a new series; 0 = as the series has, or 6.", (), "Digits")
    start: int = option(0, "First number to give; 0 = after the highest ever used.", (), "First number")
    encoding: str = option(
        "UTF-8", "Characters of the DAT; Windows-1252 stops at a row it cannot write.", tuple(ENCODINGS), "Encoding"
    )
    signs: str = option(
        STOP,
        "A þ or ® in a value means something else in a DAT: stop and name the row, replace it (th, (R)), or use "
        "control characters as delimiters, which who loads the file must be told.",
        (STOP, REPLACE, OTHER),
        "þ or ® in a value",
    )
    dates: str = option("YYYYMMDD", "How dates are written.", tuple(DATE_FORMATS), "Dates")
    password: str = option("", "Password for encrypted PDFs.", (), "Password")


class ProductionReport:
    """A .zip with the folders IMAGES, TEXT and NATIVES, and the load files beside them."""

    name = "production"
    title = "Production with load files"
    about = "For another side's review software: stamped PDFs, texts, native files, a DAT and an OPT."
    Options = ProductionOptions
    suffixes = (".zip",)

    def write(
        self, matter: Matter, options: ProductionOptions, path: Path,
        progress: ProgressCallback | None = None, cancel: CancelToken | None = None, pool: Pool | None = None,
    ) -> Written:  # fmt: skip
        """Write the production, read it back, then record it with its numbers; any failure before leaves neither.

        Raises UserError when nothing is chosen, a number is taken, a value cannot be written (with its row), or a page
        names what is withheld; IntegrityProblem when what was written is not what was meant.
        """
        volume = _volume(matter, options)
        run = planned(matter, options.exhibits, options.prefix, options.width, options.start)
        ranges = _ranges(matter, options, run)
        found = outward(matter, list(ranges))
        exhibits = [one for one in found if one.status != "withdrawn"]
        if not exhibits:
            raise UserError("No exhibit has Bates numbers yet.", "Choose exhibits and a prefix to give them numbers.")
        words = designations(matter, exhibits)
        documents = documents_of(matter, exhibits, ranges, words, volume, options.dates)
        naming = _Naming(matter, exhibits)
        marked = redactions.counts(matter, [one.id for one in exhibits])
        for one in exhibits:
            if one.id not in marked:  # what stays of the others is only known when they are printed
                naming.check(one, page_texts(matter, one))
        form = DatForm(options.encoding, options.signs)
        encoded(documents, form)  # a value that cannot be written is told before the long work
        before = sum(one.volume.upper() == volume.upper() for one in productions.productions(matter))
        choices = PrintChoices(natives=True, ink_everywhere=True, password=options.password)
        with printed(matter, exhibits, choices, progress, cancel, pool) as pages:
            _refuse_other_lengths(pages, ranges)
            _refuse_unredacted(marked, pages)
            work = ProductionFiles(
                matter, form, volume, documents, words, pages, path, progress, cancel or CancelToken(), pool
            )
            made = work.build()
            for one, texts in work.redacted:
                naming.check(one, texts)
            digest = hashlib.sha256(work.dat).hexdigest()
            productions.record(matter, volume, options.sent_to.strip(), made, digest, run)
            theirs = len(set(run.kept) - ranges.keys())
            counted = (len(found) - len(exhibits), len(run.given), before, theirs)
            notes = (*_notes(matter, work.documents, pages, counted), *naming.notes, *work.notes)
            return Written(len(documents), sum(p.count for p in pages), notes)


def _volume(matter: Matter, options: ProductionOptions) -> str:
    if matter.read_only:
        raise UserError(
            "This matter is open for reading only, so a production could not be recorded.", "Close it elsewhere."
        )
    if options.signs == OTHER and options.encoding == "Windows-1252":
        raise UserError("Other delimiters need UTF-8 or UTF-16.", "Choose another encoding, or replace the signs.")
    name = options.volume.strip() or productions.next_volume(matter)
    if not _VOLUME.fullmatch(name):
        raise UserError(f"{name!r} cannot be the name of a volume.", "Letters, digits, - and _, such as VOL001.")
    return name


def _ranges(matter: Matter, options: ProductionOptions, run: BatesRun) -> dict[int, bates.BatesAssignment]:
    """The numbers of everything produced, by exhibit id, in the order of the numbers."""
    held = bates.ranges(matter, run.kept) if options.exhibits else bates.ranges(matter)
    every = {**held, **{one.exhibit_id: one for one in run.given}}
    return {one.exhibit_id: one for one in sorted(every.values(), key=lambda one: one.range.begin.key)}


def _refuse_other_lengths(pages: Sequence[Printable], ranges: Mapping[int, bates.BatesAssignment]) -> None:
    """Every page has exactly one number, also where only a slip-sheet stands for pages that were numbered."""
    for p in pages:
        numbers = ranges[p.exhibit.id].range
        if p.count != numbers.pages:
            said = f"{p.exhibit.label} has {numbers.pages} numbers ({numbers}), but prints on {p.count} pages."
            raise UserError(f"{said} {p.slip}".strip(), "Give its password, or import it again; then produce it.")


def _refuse_unredacted(marked: Collection[int], pages: Sequence[Printable]) -> None:
    """What is marked for redaction is out of the pages, or nothing is written."""
    for p in pages:
        if p.exhibit.id in marked and not p.redacted:
            raise UserError(
                f"{p.exhibit.label} has redaction marks that are not applied to its pages.", "Leave it out for now."
            )


# --- what must not be told --------------------------------------------------------------------------------------------


class _Naming:
    """Refuses documents that name a withheld file, unless somebody has decided so in the check before it leaves.

    ``notes`` say which were decided.
    """

    def __init__(self, matter: Matter, exhibits: Sequence[Exhibit]) -> None:
        self.names = _withheld_names(matter, exhibits)
        self.decided = {
            exhibit for one in preflight.overrides(matter)
            if "privileged-family" in one.codes and one.purpose in ("", "production") for exhibit in one.exhibit_ids
        }  # fmt: skip
        self.notes: list[str] = []

    def check(self, one: Exhibit, texts: Iterable[tuple[int, str]]) -> None:
        """Look at (page number, text) of what goes out of an exhibit."""
        if not self.names:
            return
        number = next((n for n, text in texts if any(name in plain(text) for name in self.names)), None)
        if number is None:
            return
        if one.id not in self.decided:
            raise UserError(
                f"Page {number} of {one.label} names a file that is privileged or sequestered.",
                "Redact it, leave the exhibit out, or decide about it in the check before it leaves (purpose: production).",
            )
        self.notes.append(f"{one.label} names a withheld file on page {number}; this was decided in the check before.")


def _withheld_names(matter: Matter, exhibits: Sequence[Exhibit]) -> list[str]:
    """File names of what is withheld; one that a produced document has too gives nothing away."""
    shown = {one.file_name.casefold() for one in exhibits}
    sql = "SELECT DISTINCT file_name FROM exhibit WHERE privilege <> '' OR sequestered <> 0"
    found = (str(name) for name in matter.read.column(sql))
    return [plain(name) for name in found if len(name) >= _SHORTEST_NAME and name.casefold() not in shown]


def _notes(
    matter: Matter, documents: Sequence[Document], pages: Sequence[Printable], counted: tuple[int, int, int, int]
) -> tuple[str, ...]:
    """What the person who produces should know; none of it is in the files."""
    withdrawn, given, before, theirs = counted
    produced = {one.exhibit.id for one in documents}
    kin = {member for one in produced for member in families.members(matter.read, one)} - produced
    secret = kept_back(matter)
    volume = documents[0].values["PRODVOL"]
    told = (
        (given, "{} exhibits got new Bates numbers."),
        (theirs, "{} exhibits bear numbers another side gave them and are not in it."),
        (withdrawn, "{} withdrawn exhibits are not in it."),
        (len(kin & secret), "{} privileged or sequestered members of produced families are not in it."),
        (len(kin - secret), "{} other members of produced families are not in it."),
        (sum(p.native for p in pages), "{} documents are produced as files behind a slip-sheet."),
        (sum(not one.values.get("TEXTPATH") for one in documents), "{} documents have no text."),
        (before, f"{volume} was written {{}} time(s) before; the record keeps each."),
    )
    slips = (f"{p.exhibit.label} has a slip-sheet: {p.slip}" for p in pages if p.slip and not p.native)
    return (
        *(words.format(count) for count, words in told if count), *slips,
        *(f"{p.exhibit.label}: {note}" for p in pages for note in p.notes),
    )  # fmt: skip


REPORT = ProductionReport()
