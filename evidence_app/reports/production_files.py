"""The files of a production: stamped PDFs, native files, texts, DAT and OPT, all in one .zip that is read back."""

from __future__ import annotations

import codecs
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
from evidence_app.reports.contract import ProgressCallback
from evidence_app.reports.copies import StampedSet, page_numbers, safe_name
from evidence_app.reports.printable import Printable
from evidence_app.reports.production_check import Texts, read_pages, read_tables
from evidence_app.reports.production_rows import FIELDS, HASHED, TOLD, Document, with_md5
from evidence_app.services import families
from evidence_app.services.matter import Matter
from evidence_app.services.productions import ProducedDocument

ENCODINGS = {"UTF-8": (codecs.BOM_UTF8, "utf-8"), "UTF-16": (codecs.BOM_UTF16_LE, "utf-16-le"), "Windows-1252": (b"", "cp1252")}  # fmt: skip
"""Name -> the mark at the beginning of the file, and Python's codec. Who loads a file without mark must be told."""
STOP, REPLACE, OTHER = "stop", "replace", "other delimiters"
A_FOLDER = 1000
"""Documents in one folder."""


@dataclass(frozen=True)
class DatForm:
    """How the DAT is written: one of ``ENCODINGS``, and what happens to a þ or ® in a value."""

    encoding: str
    signs: str


def plain(text: str) -> str:
    """A text as it is compared: on one line, whatever the case."""
    return " ".join(text.split()).casefold()


def page_texts(matter: Matter, one: Exhibit) -> list[tuple[int, str]]:
    """(page number, stored text) of an exhibit."""
    sql = "SELECT number, text FROM page WHERE exhibit_id = ? ORDER BY number"
    return matter.read.tuples(sql, (one.id,))  # type: ignore[return-value]


def encoded(documents: Sequence[Document], form: DatForm) -> bytes:
    """The DAT. Raises UserError with the row and the column of a value that cannot be written."""
    dialect: Dialect = CONTROL if form.signs == OTHER else CONCORDANCE
    mark, codec = ENCODINGS[form.encoding]
    rows = [_row(one, form) for one in documents]
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
            f"{form.encoding} does not have.", "Produce it in UTF-8, or change the value.",
        ) from error  # fmt: skip
    return b"".join(parts)


def _row(one: Document, form: DatForm) -> tuple[str, ...]:
    return tuple(replaced(value) for value in one.row()) if form.signs == REPLACE else one.row()


def _field_of(row: Sequence[str], codec: str) -> str:
    for name, value in zip(FIELDS, row, strict=True):
        try:
            value.encode(codec)
        except UnicodeEncodeError:
            return f"its {name}"
    return "a value"


def _sign(sign: str) -> str:
    return f"“{sign}” (U+{ord(sign):04X})" if sign.isprintable() else f"the character U+{ord(sign):04X}"


class ProductionFiles:
    """One production being written. ``dat`` is the DAT as written; ``notes`` are for the person who produces.

    ``redacted`` are (exhibit, its page texts as they go out) where something was taken out.
    """

    def __init__(
        self, matter: Matter, form: DatForm, volume: str, documents: Sequence[Document],
        designations: Mapping[int, str], pages: Sequence[Printable], path: Path, progress: ProgressCallback | None,
        cancel: CancelToken, pool: Pool | None,
    ) -> None:  # fmt: skip
        self.matter, self.form, self.volume = matter, form, volume
        self.documents, self.designations = list(documents), designations
        self.pages, self.path = pages, path
        self.progress, self.cancel, self.pool = progress, cancel, pool
        self.notes: list[str] = []
        self.redacted: list[tuple[Exhibit, list[tuple[int, str]]]] = []
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
        read_tables(self.path, self.volume, [_row(one, self.form) for one in self.documents], texts,
                    ENCODINGS[self.form.encoding][1])  # fmt: skip
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
                archive, one, [text for _n, text in page_texts(self.matter, one.exhibit)]
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
            stored = dict(page_texts(self.matter, one.exhibit))
            found = enumerate(texts[one.begin], 1)
            pages = [text if number in p.redacted else stored.get(number, text) for number, text in found]
            self.redacted.append((one.exhibit, list(enumerate(pages, 1))))
            shown = plain(" ".join(pages))
            hidden = {name: "" for name in TOLD if plain(one.values.get(name, "")) not in shown}
            left = sum(bool(one.values.get(name)) for name in hidden)
            if left:
                self.notes.append(
                    f"{one.exhibit.label} is redacted: {left} values that do not stand on its pages are left out of the DAT."
                )
            self.documents[place] = self._with_text(archive, one.saying(**hidden), pages)

    def _tables(self, archive: zipfile.ZipFile) -> None:
        self.dat = encoded(self.documents, self.form)
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
