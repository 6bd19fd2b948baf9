"""A redacted copy of one exhibit, read back before it may be handed over.

The text under a black box is really gone: pages that are hit become pictures (see ``importers.pdf_redact``), the finished
file is read back by two engines and object by object, and the export fails when anything is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from evidence_app.importers.image_copy import PictureTask, picture_to_pdf
from evidence_app.importers.pdf_redact import Redacted, RedactTask, redact_pdf
from evidence_app.importers.redaction_residue import ResidueTask, find_residue
from evidence_app.jobs import CancelToken, Pool, Progress, WorkerPool
from evidence_app.model.errors import Cancelled, FileProblem, IntegrityProblem, UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.model.identifiers import find_identifiers
from evidence_app.model.pages import unpack_words
from evidence_app.model.redaction import BoxMark, Secrets, check_words, parse_box
from evidence_app.reports.binder.assembly import Marks, Stamper
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.services.exhibits import find
from evidence_app.services.matter import Matter

_MEMORY = 2 << 30
_WORKING, _READING_BACK = "Redacting", "Reading the copy back"


@dataclass(frozen=True)
class RedactionOptions:
    """Which exhibit, and what to take out of it."""

    exhibit: str = option("", "The exhibit: its number, # and its id, or its exact title.", (), "Exhibit")
    words: tuple[str, ...] = option(
        (), "Words or phrases to take out wherever they stand, in any spelling.", (), "Words"
    )
    boxes: tuple[str, ...] = option(
        (),
        "Boxes as page:x0,y0,x1,y1 or page:x0,y0,x1,y1:reason, hundredths of a point from the top left.",
        (),
        "Boxes",
    )
    identifiers: bool = option(
        False,
        "Also take out social security, taxpayer and account numbers and birth dates that are found.",
        (),
        "Identifiers",
    )
    reason: str = option("REDACTED", "Code printed in the boxes, such as REDACTED or FRCP 5.2.", (), "Reason code")
    bates: bool = option(
        True, "Print the Bates number at the lower right of each page that has one.", (), "Bates numbers"
    )
    designation: bool = option(True, "Print the confidentiality designation at the lower left.", (), "Designation")
    password: str = option("", "Password for an encrypted PDF.", (), "Password")


class RedactionReport:
    """One PDF. Nothing is written under the final name unless the copy was read back clean."""

    name = "redacted-copy"
    title = "Redacted copy"
    about = "One exhibit with the marked passages taken out, then read back to see that they are gone."
    Options = RedactionOptions
    suffixes = (".pdf",)

    def write(
        self, matter: Matter, options: RedactionOptions, path: Path,
        progress: ProgressCallback | None = None, cancel: CancelToken | None = None,
    ) -> Written:  # fmt: skip
        """Write the redacted copy.

        Raises UserError when there is nothing to redact or a word is not found, FileProblem when the exhibit has no
        pages to redact, IntegrityProblem when the copy still holds what should be gone.
        """
        exhibit, boxes = _checked(matter, options)
        words = (*check_words(options.words), *_identifiers(matter, exhibit, options))
        if not words and not boxes:
            raise UserError("There is nothing to redact.", "Give words or boxes.")
        run = _Run(matter, exhibit, options, tuple(dict.fromkeys(words)), boxes, progress, cancel or CancelToken())
        return run.write(path)


def _checked(matter: Matter, options: RedactionOptions) -> tuple[Exhibit, tuple[BoxMark, ...]]:
    if not options.exhibit:
        raise UserError("Which exhibit?", "Give its number, or # and its id.")
    exhibit = find(matter, options.exhibit)
    if exhibit.sequestered:
        raise UserError(f"{exhibit.label} is sequestered and must not be copied.", "Release it first.")
    boxes = tuple(parse_box(text) for text in options.boxes)
    if boxes and exhibit.kind not in ("pdf", "image"):
        raise UserError(
            f"{exhibit.label} is text; its pages are set anew for print.", "Redact by words instead of boxes."
        )
    beyond = [mark.page for mark in boxes if mark.page > max(1, exhibit.page_count)]
    if beyond:
        raise UserError(f"{exhibit.label} has no page {beyond[0]}.", f"It has {exhibit.page_count} pages.")
    return exhibit, boxes


def _identifiers(matter: Matter, exhibit: Exhibit, options: RedactionOptions) -> tuple[str, ...]:
    if not options.identifiers:
        return ()
    texts = matter.read.column("SELECT text FROM page WHERE exhibit_id = ?", (exhibit.id,))
    return tuple(text[one.start : one.end] for text in texts for one in find_identifiers(text))


class _Run:
    """One redaction: copy, redact, stamp, read back."""

    def __init__(
        self, matter: Matter, exhibit: Exhibit, options: RedactionOptions, words: tuple[str, ...],
        boxes: tuple[BoxMark, ...], progress: ProgressCallback | None, cancel: CancelToken,
    ) -> None:  # fmt: skip
        self.matter = matter
        self.exhibit = exhibit
        self.options = options
        self.words = words
        self.boxes = boxes
        self.progress = progress
        self.cancel = cancel

    def write(self, path: Path) -> Written:
        """Write the finished copy to ``path`` (a temporary name)."""
        with WorkerPool(1, 120.0, _MEMORY) as pool, self.matter.folder.workshop() as folder:
            with printed(
                self.matter, [self.exhibit], PrintChoices(password=self.options.password), None, self.cancel, pool
            ) as made:
                source = self._source(made[0], pool, Path(folder))
                task = RedactTask(
                    str(source), str(Path(folder) / "redacted.pdf"), self.boxes, self.words,
                    self.options.reason.strip(), self._ocr_words(),
                )  # fmt: skip
                redacted: Redacted = self._do(pool, redact_pdf, task, _WORKING)
            self._refuse_misses(redacted)
            stamped = Path(folder) / "stamped.pdf"
            self._stamp(redacted, stamped)
            left = self._do(pool, find_residue, self._residue_task(stamped, redacted), _READING_BACK)
            if left:
                raise IntegrityProblem(
                    f"The redacted copy was not kept, because something is left in it: {' '.join(left[:5])}",
                    "Draw boxes over the places named, or redact other spellings too.",
                )
            path.write_bytes(stamped.read_bytes())
        return Written(len(redacted.made), redacted.pages, self._notes(redacted))

    def _source(self, printable: Printable, pool: Pool, folder: Path) -> Path:
        """The pages to redact as a PDF of their own, with pictures at the size they have on screen."""
        if printable.slip:
            raise FileProblem(
                f"{self.exhibit.label} has no pages to redact: {printable.slip}", "Import a readable copy."
            )
        if self.exhibit.kind == "image":
            original = str(self.matter.originals.existing(self.exhibit.original_sha256))
            task = PictureTask(original, str(folder / "picture.pdf"), self.exhibit.file_name, paper=False)
            return Path(self._do(pool, picture_to_pdf, task, _WORKING).path)
        if printable.first == 0 and printable.path.stem == str(self.exhibit.id):
            return printable.path
        writer = PdfWriter()
        span = (printable.first, printable.first + printable.count)
        writer.append(PdfReader(printable.path), pages=span, import_outline=False)
        target = folder / "text.pdf"
        writer.write(target)
        return target

    def _ocr_words(self) -> dict[int, tuple[tuple[str, int, int, int, int], ...]]:
        """Words that OCR read, by page index from 0."""
        sql = """SELECT p.number - 1, p.text, w.boxes FROM page p JOIN page_words w ON w.page_id = p.id
                 WHERE p.exhibit_id = ? AND p.source = 'ocr'"""
        return {
            index: tuple((text[w.start : w.end], w.x0, w.y0, w.x1, w.y1) for w in unpack_words(boxes))
            for index, text, boxes in self.matter.read.tuples(sql, (self.exhibit.id,))
        }

    def _do(self, pool: Pool, function: Callable[..., Any], task: Any, text: str) -> Any:
        """Run one step in the child process; its failure becomes one sentence."""

        def tell(_task: Any, data: tuple[Any, ...]) -> None:
            if self.progress is not None and len(data) == 3:
                self.progress(Progress(int(data[1]), int(data[2]), text))

        for _task, outcome in pool.run([task], function, self.cancel, tell):
            if outcome.status == "cancelled":
                raise Cancelled
            if outcome.status != "ok":
                raise FileProblem(
                    f"{self.exhibit.label} could not be redacted: {outcome.message}", "Nothing was written."
                )
            return outcome.value
        raise Cancelled

    def _refuse_misses(self, redacted: Redacted) -> None:
        """A word that is nowhere found is a typing error, or stands in a picture nobody has read."""
        missed = [word for word in check_words(self.options.words) if not redacted.hits.get(word)]
        if missed:
            silent = self.matter.read.value(
                "SELECT count(*) FROM page WHERE exhibit_id = ? AND source = 'none'", (self.exhibit.id,)
            )
            words = ", ".join(f"“{word}”" for word in missed[:3])
            hint = (
                f"{silent} pages have no text: run OCR or draw boxes."
                if silent
                else "Check the spelling, or draw boxes."
            )
            raise UserError(f"{words} is not in {self.exhibit.label}.", hint)

    def _stamp(self, redacted: Redacted, target: Path) -> None:
        """Designation and Bates numbers go on the redacted copy as on any other."""
        writer = PdfWriter()
        writer.append(PdfReader(redacted.path), import_outline=False)
        one = self.exhibit
        numbers = self.matter.read.column("SELECT bates FROM page WHERE exhibit_id = ? ORDER BY number", (one.id,))
        designation = DESIGNATIONS[one.designation] if one.designation and self.options.designation else ""
        marks = Marks(designation=designation, bates=tuple(numbers) if self.options.bates else ())
        printable = Printable(one, Path(redacted.path), 0, redacted.pages, ink=redacted.ink)
        Stamper(writer, {one.id: marks}).stamp(list(writer.pages), printable, [""] * redacted.pages)
        writer.root_object.pop(NameObject("/Outlines"), None)
        writer.metadata = None
        writer.add_metadata({"/Title": f"{one.number or 'Exhibit'} (redacted)"})
        made = BytesIO()
        writer.write(made)
        with pikepdf.open(made) as pdf:  # written anew, so that nothing unused stays in the file
            pdf.save(target)

    def _residue_task(self, path: Path, redacted: Redacted) -> ResidueTask:
        boxes = {one.page: one.boxes for one in redacted.made if one.boxes}
        return ResidueTask(str(path), self.words, boxes, () if redacted.unread else redacted.pictures)

    def _notes(self, redacted: Redacted) -> tuple[str, ...]:
        """What was done, and where words under hand-drawn boxes also stand outside them."""
        notes = [
            f"“{word}”: {count} places."
            for word, count in redacted.hits.items()
            if count and word in self.options.words
        ]
        found = sum(count for word, count in redacted.hits.items() if word not in self.options.words)
        if found:
            notes.append(f"{found} identifiers taken out; look for others yourself, no search finds all of them.")
        hidden = [str(one.page) for one in redacted.made if one.hidden_only]
        if hidden:
            notes.append(f"Pages {', '.join(hidden)} held a word only in hidden data; they are pictures now.")
        if redacted.pictures and self.words:
            pages = ", ".join(map(str, redacted.pictures[:10]))
            how = f"could not be read again ({redacted.unread})" if redacted.unread else "were read again by OCR"
            notes.append(f"Pages with pictures ({pages}) {how}; look at them, a word that OCR misreads stays visible.")
        if self.exhibit.privilege:
            notes.append(
                f"The exhibit is marked privileged ({self.exhibit.privilege}); make sure that only that part is gone."
            )
        silent = self.matter.read.column(
            "SELECT number FROM page WHERE exhibit_id = ? AND source = 'none' ORDER BY number", (self.exhibit.id,)
        )
        if silent and self.words:
            pages = ", ".join(map(str, silent[:10]))
            notes.append(f"Pages {pages} have no text, so words on them were not looked for.")
        return (*notes, *self._elsewhere(redacted))

    def _elsewhere(self, redacted: Redacted) -> tuple[str, ...]:
        """Where the phrases under hand-drawn boxes stand on other pages."""
        phrases = [" ".join(one.gone) for one in redacted.made if any(mark.page == one.page for mark in self.boxes)]
        telling = [phrase for phrase in phrases if len(phrase) >= 6]
        if not telling:
            return ()
        hit = {mark.page for mark in self.boxes}
        secrets = Secrets(telling)
        rows = self.matter.read.tuples(
            "SELECT number, text FROM page WHERE exhibit_id = ? ORDER BY number", (self.exhibit.id,)
        )
        pages = [str(number) for number, text in rows if number not in hit and secrets.inside(text)]
        return (f"What stands under a box also stands on pages {', '.join(pages)}.",) if pages else ()


def preview_words(matter: Matter, exhibit_id: int, words: Sequence[str]) -> dict[int, int]:
    """On which pages (from 1) the words stand, and how often, in the text as it was read; for the redaction dialog."""
    secrets = Secrets(check_words(words))
    rows = matter.read.tuples("SELECT number, text FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,))
    counts = {number: len(secrets.find(text)) for number, text in rows}
    return {number: count for number, count in counts.items() if count}


REPORT = RedactionReport()
