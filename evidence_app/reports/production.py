"""A production to another side: stamped PDFs, texts, native files, and the load files (DAT, OPT) that describe them.

Everything is written into one .zip with a folder named by the volume, read back, and recorded; see ``production_check``.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from evidence_app.jobs import CancelToken, Pool, ProgressMeter
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.load_file import CONCORDANCE, CONTROL, Dialect, OddValue, replaced, write
from evidence_app.model.load_images import opticon
from evidence_app.reports.binder.assembly import Marks
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.copies import StampedSet, designations, outward, page_numbers, planned, safe_name
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.production_check import Texts, read_pages, read_tables
from evidence_app.reports.production_rows import (
    DATE_FORMATS,
    FIELDS,
    HASHED,
    TOLD,
    Document,
    documents_of,
    with_md5,
)
from evidence_app.services import bates, families, preflight, productions, redactions
from evidence_app.services.bates import BatesRun
from evidence_app.services.matter import Matter
from evidence_app.services.productions import ProducedDocument

ENCODINGS = {"UTF-8": (codecs.BOM_UTF8, "utf-8"), "UTF-16": (codecs.BOM_UTF16_LE, "utf-16-le"), "Windows-1252": (b"", "cp1252")}  # fmt: skip
"""Name -> the mark at the beginning of the file, and Python's codec. Who loads a file without mark must be told."""
STOP, REPLACE, OTHER = "stop", "replace", "other delimiters"
A_FOLDER = 1000
"""Documents in one folder."""
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
        naming = _naming(matter, exhibits)
        _encoded(documents, options)  # a value that cannot be written is told before the long work
        before = sum(one.volume.upper() == volume.upper() for one in productions.productions(matter))
        choices = PrintChoices(natives=True, ink_everywhere=True, password=options.password)
        with printed(matter, exhibits, choices, progress, cancel, pool) as pages:
            _refuse_other_lengths(pages, ranges)
            _refuse_unredacted(matter, pages)
            work = _Work(
                matter, options, volume, documents, words, pages, path, progress, cancel or CancelToken(), pool
            )
            made = work.build()
            digest = hashlib.sha256(work.dat).hexdigest()
            productions.record(matter, volume, options.sent_to.strip(), made, digest, run)
            counted = (len(found) - len(exhibits), len(run.given), before)
            notes = (*_notes(matter, work.documents, pages, counted), *naming, *work.notes)
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


def _refuse_unredacted(matter: Matter, pages: Sequence[Printable]) -> None:
    """What is marked for redaction is out of the pages, or nothing is written."""
    marked = redactions.counts(matter, [p.exhibit.id for p in pages])
    for p in pages:
        if p.exhibit.id in marked and not p.redacted:
            raise UserError(
                f"{p.exhibit.label} has redaction marks that are not applied to its pages.", "Leave it out for now."
            )


# --- what must not be told --------------------------------------------------------------------------------------------


def _naming(matter: Matter, exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """Refuse a document whose text names a withheld file, unless somebody has decided so in the check before it leaves.

    Returns what to say about those that were decided.
    """
    names = _withheld_names(matter, exhibits)
    decided = {
        exhibit for one in preflight.overrides(matter)
        if "privileged-family" in one.codes and one.purpose in ("", "production") for exhibit in one.exhibit_ids
    }  # fmt: skip
    notes = []
    for one in exhibits if names else ():
        number = next((n for n, text in _texts(matter, one) if any(name in _plain(text) for name in names)), None)
        if number is None:
            continue
        if one.id not in decided:
            raise UserError(
                f"Page {number} of {one.label} names a file that is privileged or sequestered.",
                "Redact it, leave the exhibit out, or decide about it in the check before it leaves (purpose: production).",
            )
        notes.append(f"{one.label} names a withheld file on page {number}; this was decided in the check before.")
    return tuple(notes)


def _withheld_names(matter: Matter, exhibits: Sequence[Exhibit]) -> list[str]:
    """File names of what is withheld; one that a produced document has too gives nothing away."""
    shown = {one.file_name.casefold() for one in exhibits}
    sql = "SELECT DISTINCT file_name FROM exhibit WHERE privilege <> '' OR sequestered <> 0"
    found = (str(name) for name in matter.read.column(sql))
    return [_plain(name) for name in found if len(name) >= _SHORTEST_NAME and name.casefold() not in shown]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _texts(matter: Matter, one: Exhibit) -> list[tuple[int, str]]:
    sql = "SELECT number, text FROM page WHERE exhibit_id = ? ORDER BY number"
    return matter.read.tuples(sql, (one.id,))  # type: ignore[return-value]


# --- the files --------------------------------------------------------------------------------------------------------


def _encoded(documents: Sequence[Document], options: ProductionOptions) -> bytes:
    """The DAT. Raises UserError with the row and the column of a value that cannot be written."""
    dialect: Dialect = CONTROL if options.signs == OTHER else CONCORDANCE
    mark, codec = ENCODINGS[options.encoding]
    rows = [_row(one, options) for one in documents]
    parts = [mark]
    try:
        parts += (line.encode(codec) for line in write(FIELDS, rows, dialect))
    except OddValue as error:
        raise UserError(
            f"{documents[error.row].begin}: its {error.field} holds {_sign(error.sign)}, which a DAT cannot hold.",
            "Change the value, replace such signs, or use other delimiters.",
        ) from error
    except UnicodeEncodeError as error:
        number = len(parts) - 2  # after the mark and the headings
        raise UserError(
            f"{documents[number].begin}: {_field_of(rows[number], codec)} holds {_sign(error.object[error.start])}, which "
            f"{options.encoding} does not have.", "Produce it in UTF-8, or change the value.",
        ) from error  # fmt: skip
    return b"".join(parts)


def _row(one: Document, options: ProductionOptions) -> tuple[str, ...]:
    return tuple(replaced(value) for value in one.row()) if options.signs == REPLACE else one.row()


def _field_of(row: Sequence[str], codec: str) -> str:
    for name, value in zip(FIELDS, row, strict=True):
        try:
            value.encode(codec)
        except UnicodeEncodeError:
            return f"its {name}"
    return "a value"


def _sign(sign: str) -> str:
    return f"“{sign}” (U+{ord(sign):04X})" if sign.isprintable() else f"the character U+{ord(sign):04X}"


class _Work:
    """One production being written. ``dat`` is the DAT as written; ``notes`` are for the person who produces."""

    def __init__(
        self, matter: Matter, options: ProductionOptions, volume: str, documents: Sequence[Document],
        designations: Mapping[int, str], pages: Sequence[Printable], path: Path, progress: ProgressCallback | None,
        cancel: CancelToken, pool: Pool | None,
    ) -> None:  # fmt: skip
        self.matter, self.options, self.volume = matter, options, volume
        self.documents, self.designations = list(documents), designations
        self.pages, self.path = pages, path
        self.progress, self.cancel, self.pool = progress, cancel, pool
        self.notes: list[str] = []
        self.dat = b""

    def build(self) -> list[ProducedDocument]:
        """Write everything, read it back, and say what went out."""
        numbers: dict[int, tuple[str, ...]] = {p.exhibit.id: page_numbers(one.numbers, p) for one, p in self._pairs()}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_STORED) as archive:
            self._pdfs(archive, numbers)
            self._natives(archive)
            self._finish_rows(archive)
        pdfs = {one.begin: (self._member(one.values["PDFPATH"]), numbers[one.exhibit.id]) for one in self.documents}
        texts = read_pages(self.path, pdfs, self.progress, self.cancel, self.pool)
        with zipfile.ZipFile(self.path, "a", zipfile.ZIP_DEFLATED) as archive:
            self._redacted(archive, texts)
            self._tables(archive)
        read_tables(self.path, self.volume, [_row(one, self.options) for one in self.documents], texts,
                    ENCODINGS[self.options.encoding][1])  # fmt: skip
        return [self._sent(one, p) for one, p in self._pairs()]

    def _pairs(self) -> list[tuple[Document, Printable]]:
        return list(zip(self.documents, self.pages, strict=True))

    def _member(self, path: str) -> str:
        """The name in the archive of a path as the load files write it."""
        return f"{self.volume}/{path}".replace("\\", "/")

    def _pdfs(self, archive: zipfile.ZipFile, numbers: Mapping[int, tuple[str, ...]]) -> None:
        begins = {one.exhibit.id: one.begin for one in self.documents}
        marks: dict[int, Marks] = {
            p.exhibit.id: Marks(designation=self.designations.get(p.exhibit.id, ""), bates=numbers[p.exhibit.id])
            for p in self.pages
        }
        names: dict[int, str] = {
            one.exhibit.id: f"{place // A_FOLDER + 1:03d}/{safe_name(one.begin)}" for place, one in enumerate(self.documents)
        }  # fmt: skip
        made = StampedSet(
            self.pages, marks, {p.exhibit.id: [""] * p.count for p in self.pages}, names, self.cancel,
            ProgressMeter(self.progress, len(self.pages)), bookmark=lambda one: begins[one.id],
        )  # fmt: skip
        made.into(archive, f"{self.volume}/IMAGES/")
        self.documents = [
            one.saying(PDFPATH=str(PureWindowsPath("IMAGES", f"{names[one.exhibit.id]}.pdf")), PAGECOUNT=str(p.count))
            for one, p in self._pairs()
        ]

    def _beside(self, one: Document, folder: str, suffix: str) -> str:
        """A path in another folder with the name and number of the document's PDF, as the load files write it."""
        pdf = PureWindowsPath(one.values["PDFPATH"])
        return str(PureWindowsPath(folder, pdf.parent.name, pdf.stem + suffix))

    def _natives(self, archive: zipfile.ZipFile) -> None:
        """The files behind slip-sheets, byte for byte, unless one holds what is withheld or something was removed."""
        for place, (one, p) in enumerate(self._pairs()):
            if not p.native or p.redacted or not one.exhibit.original_sha256:
                continue
            self.cancel.raise_if_cancelled()
            if _holds_withheld(self.matter, one.exhibit.id):
                self.notes.append(f"{one.exhibit.label} is not there as a file: it holds what is withheld.")
                continue
            suffix = re.sub(r"[^a-z0-9.]", "", PureWindowsPath(one.exhibit.file_name).suffix.lower())[:10]
            path = self._beside(one, "NATIVES", suffix)
            original = self.matter.originals.existing(one.exhibit.original_sha256)
            archive.write(original, self._member(path), zipfile.ZIP_DEFLATED)
            self.documents[place] = one.saying(NATIVEPATH=path)

    def _finish_rows(self, archive: zipfile.ZipFile) -> None:
        """Hashes and texts; nothing of the stored text or the file where something was removed from the pages."""
        for place, (one, p) in enumerate(self._pairs()):
            self.cancel.raise_if_cancelled()
            if p.redacted:
                self.documents[place] = one.saying(REDACTED="Yes", **dict.fromkeys(HASHED, ""))
                continue
            one = with_md5(self.matter, one)
            self.documents[place] = self._with_text(
                archive, one, [text for _n, text in _texts(self.matter, one.exhibit)]
            )

    def _with_text(self, archive: zipfile.ZipFile, one: Document, pages: Sequence[str]) -> Document:
        """Write a document's text, pages apart by form feeds, in UTF-8 with a mark; none where there is no text."""
        if not any(text.strip() for text in pages):
            return one
        path = self._beside(one, "TEXT", ".txt")
        text = "\f".join(pages).replace("\n", "\r\n")
        archive.writestr(self._member(path), codecs.BOM_UTF8 + text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)
        return one.saying(TEXTPATH=path)

    def _redacted(self, archive: zipfile.ZipFile, texts: Texts) -> None:
        """Texts of redacted pages are read off what goes out; the DAT says of such a document only what stands there."""
        for place, (one, p) in enumerate(self._pairs()):
            if not p.redacted:
                continue
            stored = dict(_texts(self.matter, one.exhibit))
            found = enumerate(texts[one.begin], 1)
            pages = [text if number in p.redacted else stored.get(number, text) for number, text in found]
            shown = _plain(" ".join(pages))
            hidden = {name: "" for name in TOLD if _plain(one.values.get(name, "")) not in shown}
            left = sum(bool(one.values.get(name)) for name in hidden)
            if left:
                self.notes.append(
                    f"{one.exhibit.label} is redacted: {left} values that do not stand on its pages are left out of the DAT."
                )
            self.documents[place] = self._with_text(archive, one.saying(**hidden), pages)

    def _tables(self, archive: zipfile.ZipFile) -> None:
        self.dat = _encoded(self.documents, self.options)
        archive.writestr(f"{self.volume}/{self.volume}.dat", self.dat)
        lines = opticon(
            (one.begin, self.volume, one.values["PDFPATH"], p.count) for one, p in self._pairs()
        )  # fmt: skip
        archive.writestr(f"{self.volume}/{self.volume}.opt", lines.encode("ascii"))

    def _sent(self, one: Document, p: Printable) -> ProducedDocument:
        how = "native" if one.values.get("NATIVEPATH") else "slip-sheet" if p.slip else "pages"
        return ProducedDocument(
            int(one.exhibit.id), one.begin, one.values["ENDBATES"], p.count, one.values["CONFIDENTIALITY"], how,
            bool(p.redacted), one.exhibit.original_sha256,
        )  # fmt: skip


def _holds_withheld(matter: Matter, exhibit_id: int) -> bool:
    inner = families.inside(matter.read, exhibit_id)
    marks = ", ".join("?" * len(inner))
    sql = f"SELECT count(*) FROM exhibit WHERE id IN ({marks}) AND (privilege <> '' OR sequestered <> 0)"
    return bool(inner and matter.read.value(sql, inner))


def _notes(
    matter: Matter, documents: Sequence[Document], pages: Sequence[Printable], counted: tuple[int, int, int]
) -> tuple[str, ...]:
    """What the person who produces should know; none of it is in the files."""
    withdrawn, given, before = counted
    produced = {one.exhibit.id for one in documents}
    kin = {member for one in produced for member in families.members(matter.read, one)} - produced
    secret = set(matter.read.column("SELECT id FROM exhibit WHERE privilege <> '' OR sequestered <> 0"))
    volume = documents[0].values["PRODVOL"]
    told = (
        (given, "{} exhibits got new Bates numbers."),
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
