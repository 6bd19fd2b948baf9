"""A redacted copy of one exhibit, read back before it may be handed over.

It takes out what is marked in the exhibit, and words and boxes given for this copy alone.

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
from evidence_app.jobs import CancelToken, Pool, WorkerPool
from evidence_app.model.errors import EvidenceError, FileProblem, IntegrityProblem, UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.model.identifiers import find_identifiers
from evidence_app.model.preflight import pages_in_words
from evidence_app.model.redaction import BoxMark, ListedMark, MarkCount, Secrets, check_words, parse_box
from evidence_app.reports.binder.assembly import Marks, Stamper
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.redacting import READING_BACK, WORKING, boxes_of, in_child, ocr_words
from evidence_app.services import redactions
from evidence_app.services.exhibits import find
from evidence_app.services.matter import Matter

_MEMORY = 2 << 30


@dataclass(frozen=True)
class RedactionOptions:
    """Which exhibit, and what to take out of it."""

    exhibit: str = option("", "The exhibit: its number, # and its id, or its exact title.", (), "Exhibit")
    marks: bool = option(True, "Take out what is marked in the exhibit.", (), "Apply the redaction marks")
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
        marks = redactions.applicable(matter, exhibit) if options.marks else []
        words = (*check_words(options.words), *_identifiers(matter, exhibit, options))
        if not words and not boxes and not marks:
            raise UserError("There is nothing to redact.", "Mark something in the exhibit, or give words or boxes.")
        wanted = _Wanted(marks, (*boxes_of(marks), *boxes), tuple(dict.fromkeys(words)))
        return _Run(matter, exhibit, options, wanted, progress, cancel or CancelToken()).write(path)

    def preview(self, matter: Matter, options: RedactionOptions) -> tuple[str, ...]:
        """Sentences for the form: how many marks on how many pages, and which pages become pictures."""
        try:
            exhibit, boxes = _checked(matter, options)
            words = (*check_words(options.words), *_identifiers(matter, exhibit, options))
        except EvidenceError as error:
            return (str(error.message),) if options.exhibit else ("Choose an exhibit.",)
        return (*_told_marks(matter, exhibit, options), *_told_pages(matter, exhibit, options, boxes, words))


def _told_marks(matter: Matter, exhibit: Exhibit, options: RedactionOptions) -> tuple[str, ...]:
    count = redactions.counts(matter, [exhibit.id]).get(exhibit.id)
    if count is None:
        return (f"{exhibit.label} has no redaction marks.",)
    told = f"{exhibit.label} has {count.words()}."
    if not options.marks:
        return (f"{told} They are NOT applied to this copy.",)
    if count.look:
        return (told, f"{count.look} need{'s' * (count.look == 1)} a look first: made on another file.")
    return (told,)


def _told_pages(
    matter: Matter, exhibit: Exhibit, options: RedactionOptions, boxes: Sequence[BoxMark], words: Sequence[str]
) -> tuple[str, ...]:
    marks = redactions.marks(matter, exhibit.id) if options.marks else []
    pictures = {one.page for one in (*boxes_of(marks), *boxes)} | set(preview_words(matter, exhibit.id, words))
    texts = {one.page for one in marks if not one.box} - pictures
    told = []
    if pictures:
        rest = exhibit.page_count - len(pictures)
        told.append(
            f"{pages_in_words(sorted(pictures)).capitalize()} become{'s a picture' if len(pictures) == 1 else ' pictures'}."
        )
        told += ["The other page keeps its text." if rest == 1 else f"The other {rest} pages keep their text."] * (
            rest > 0
        )
    if texts:
        told.append(f"On {pages_in_words(sorted(texts))} the marked words are replaced by their reason code.")
    if not pictures and not texts:
        told.append("Nothing is taken out yet: mark something in the exhibit, or give words or boxes.")
    return (*told, "The original stays as it is; everything is applied to the copy.")


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


@dataclass(frozen=True)
class _Wanted:
    """What is taken out: the exhibit's marks, all boxes (those of the marks among them), and words."""

    marks: Sequence[ListedMark]
    boxes: tuple[BoxMark, ...]
    words: tuple[str, ...]


class _Run:
    """One redaction: copy, redact, stamp, read back."""

    def __init__(
        self, matter: Matter, exhibit: Exhibit, options: RedactionOptions, wanted: _Wanted,
        progress: ProgressCallback | None, cancel: CancelToken,
    ) -> None:  # fmt: skip
        self.matter = matter
        self.exhibit = exhibit
        self.options = options
        self.marks, self.boxes, self.words = wanted.marks, wanted.boxes, wanted.words
        self.progress = progress
        self.cancel = cancel

    def write(self, path: Path) -> Written:
        """Write the finished copy to ``path`` (a temporary name)."""
        with WorkerPool(1, 120.0, _MEMORY) as pool, self.matter.folder.workshop() as folder:
            # marked words of a text are left out when its sheets are set; boxes are blackened here
            masked = self.options.marks and self.exhibit.kind not in redactions.BOXED_KINDS
            choices = PrintChoices(password=self.options.password, redact=masked)
            with printed(self.matter, [self.exhibit], choices, None, self.cancel, pool) as made:
                source = self._source(made[0], pool, Path(folder))
                task = RedactTask(
                    str(source), str(Path(folder) / "redacted.pdf"), self.boxes, self.words,
                    self.options.reason.strip(), ocr_words(self.matter, self.exhibit.id),
                )  # fmt: skip
                redacted: Redacted = self._do(pool, redact_pdf, task, WORKING)
            self._refuse_misses(redacted)
            stamped = Path(folder) / "stamped.pdf"
            self._stamp(redacted, stamped)
            left = self._do(pool, find_residue, self._residue_task(stamped, redacted), READING_BACK)
            if left:
                raise IntegrityProblem(
                    f"The redacted copy was not kept, because something is left in it: {' '.join(left[:5])}",
                    "Draw boxes over the places named, or redact other spellings too.",
                )
            path.write_bytes(stamped.read_bytes())
        texts = {one.page for one in self.marks if not one.box} - {one.page for one in redacted.made}
        return Written(len(redacted.made) + len(texts), redacted.pages, self._notes(redacted))

    def _source(self, printable: Printable, pool: Pool, folder: Path) -> Path:
        """The pages to redact as a PDF of their own, with pictures at the size they have on screen."""
        if printable.slip:
            raise FileProblem(
                f"{self.exhibit.label} has no pages to redact: {printable.slip}", "Import a readable copy."
            )
        if self.exhibit.kind == "image":
            original = str(self.matter.originals.existing(self.exhibit.original_sha256))
            task = PictureTask(original, str(folder / "picture.pdf"), self.exhibit.file_name, paper=False)
            return Path(self._do(pool, picture_to_pdf, task, WORKING).path)
        if printable.first == 0 and printable.path.stem == str(self.exhibit.id):
            return printable.path
        writer = PdfWriter()
        span = (printable.first, printable.first + printable.count)
        writer.append(PdfReader(printable.path), pages=span, import_outline=False)
        target = folder / "text.pdf"
        writer.write(target)
        return target

    def _do(self, pool: Pool, function: Callable[..., Any], task: Any, words: str) -> Any:
        return in_child(pool, function, task, self.exhibit.label, self.cancel, self.progress, words)

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
        marked = MarkCount(self.exhibit.id, len(self.marks), len({one.page for one in self.marks}), 0)
        notes = [f"Applied: {marked.words()}."] if self.marks else []
        notes += [
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
