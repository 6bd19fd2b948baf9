"""Every exhibit as PDF pages: PDFs as sound copies, pictures and texts as pages, files that cannot be printed as a slip-sheet.

Redaction marks are applied to the pages unless the choices say otherwise, and the result is read back.

Originals are only read, in child processes; the copies lie inside the matter folder until the export is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evidence_app.importers.image_copy import PictureTask, picture_to_pdf
from evidence_app.importers.pdf_copy import CopyTask, Ink, PdfCopy, copy_pdf
from evidence_app.jobs import CancelToken, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.errors import Cancelled, EvidenceError, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.pages import UNITS_PER_POINT, unpack_words
from evidence_app.model.preflight import pages_in_words
from evidence_app.model.redaction import ListedMark
from evidence_app.reports.redacting import prove_masked, redact_pages
from evidence_app.reports.sheets import SlipSheet, TextSheet, set_sheets, text_runs
from evidence_app.services import redactions
from evidence_app.services.bates import NATIVE_KINDS
from evidence_app.services.matter import Matter

_TEXT_KINDS = frozenset({"email", "web", "word", "slides", "text", "spreadsheet", "load file"})
_PDF_KIND, _PICTURE_KIND = "pdf", "image"
_SLOTS = max(1, min(4, (os.cpu_count() or 2)))
_CHILD_MEMORY = 2 << 30
"""Pictures and large PDFs unpack to several times their size."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Printable:
    """An exhibit's pages: ``count`` pages of the PDF at ``path``, from index ``first``.

    ``slip`` is why only a slip-sheet stands for it (empty otherwise); ``ink`` is known for some pages (index from 0
    within the exhibit); ``words`` are the boxes of each page's words in points from the top left as shown;
    ``redacted`` are the pages (from 1) from which something was taken out.
    """

    exhibit: Exhibit
    path: Path
    first: int
    count: int
    slip: str = ""
    native: bool = False
    ink: dict[int, Ink] = field(default_factory=dict)
    words: dict[int, tuple[Box, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    redacted: tuple[int, ...] = ()


@dataclass(frozen=True)
class PrintChoices:
    """How exhibits are made into pages.

    ``natives`` = spreadsheets and load files get a slip-sheet, the file goes beside it; ``ink_everywhere`` = look for
    free space on every page, needed when something is stamped on each; ``password`` opens encrypted PDFs;
    ``redact`` = apply the redaction marks.
    """

    natives: bool = False
    ink_everywhere: bool = False
    password: str = ""
    redact: bool = True


@contextmanager
def printed(
    matter: Matter,
    exhibits: Sequence[Exhibit],
    choices: PrintChoices = PrintChoices(),
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    pool: Pool | None = None,
) -> Iterator[list[Printable]]:
    """The exhibits as pages, in the order given; the files are gone when the block ends.

    A file that cannot be read becomes a slip-sheet that says why: bad input never stops the others. Raises Cancelled,
    UserError while redaction marks need a look or a file would leave with what is marked in it, FileProblem and
    IntegrityProblem when marks could not be applied.
    """
    with matter.folder.workshop() as folder:
        yield _Printer(matter, choices, folder, progress, cancel).run(exhibits, pool)


class _Printer:
    """One run; ``found`` collects the pages by exhibit id."""

    def __init__(
        self, matter: Matter, choices: PrintChoices, folder: Path, progress: ProgressCallback | None,
        cancel: CancelToken | None,
    ) -> None:  # fmt: skip
        self.matter = matter
        self.choices = choices
        self.folder = folder
        self.progress = progress
        self.cancel = cancel or CancelToken()
        self.found: dict[int, Printable] = {}
        self.slips: dict[int, tuple[Exhibit, str, bool]] = {}
        self.marks: dict[int, list[ListedMark]] = {}

    def run(self, exhibits: Sequence[Exhibit], pool: Pool | None) -> list[Printable]:
        meter = ProgressMeter(self.progress, len(exhibits))
        if self.choices.redact:
            known = redactions.counts(self.matter, [one.id for one in exhibits])
            self.marks = {one.id: redactions.applicable(self.matter, one) for one in exhibits if one.id in known}
        tasks = self._file_tasks(exhibits)
        if tasks:
            own = pool or WorkerPool(min(_SLOTS, len(tasks)), 120.0, _CHILD_MEMORY)
            try:
                self._copy(own, tasks, meter)
                self._redact(own, meter)
            finally:
                if pool is None:
                    own.close()
        self.cancel.raise_if_cancelled()
        self._set([one for one in exhibits if one.id not in self.found])
        meter.tell(len(exhibits), "Pages are ready")
        return [self.found[one.id] for one in exhibits]

    def _file_tasks(self, exhibits: Sequence[Exhibit]) -> dict[str, tuple[Exhibit, Any, Callable[..., PdfCopy]]]:
        """Tasks for exhibits whose original becomes pages itself, by the target file's name."""
        tasks: dict[str, tuple[Exhibit, Any, Callable[..., PdfCopy]]] = {}
        for one in exhibits:
            self.cancel.raise_if_cancelled()
            if one.kind not in (_PDF_KIND, _PICTURE_KIND):
                continue
            target = str(self.folder / f"{one.id}.pdf")
            try:
                source = str(self.matter.originals.existing(one.original_sha256))
            except (EvidenceError, ValueError):
                self.slips[one.id] = (one, "The original file is missing from the matter.", False)
                continue
            if one.kind == _PDF_KIND:
                task: Any = CopyTask(source, target, self.choices.password, self._ink_pages(one))
                tasks[target] = (one, task, copy_pdf)
            else:
                tasks[target] = (one, PictureTask(source, target, one.file_name, self._words(one)), picture_to_pdf)
        return tasks

    def _ink_pages(self, one: Exhibit) -> tuple[int, ...]:
        """The pages that will be stamped: lines and pictures count as well as words, so the page is drawn."""
        return tuple(range(one.page_count)) if self.choices.ink_everywhere else (0,)

    def _words(self, one: Exhibit) -> tuple[tuple[tuple[str, int, int, int, int], ...], ...]:
        return tuple(
            tuple((text[w.start : w.end], w.x0, w.y0, w.x1, w.y1) for w in unpack_words(boxes or b""))
            for text, boxes in self._page_rows(one.id)
        )

    def _page_rows(self, exhibit_id: int) -> list[tuple[str, bytes]]:
        sql = """SELECT p.text, w.boxes FROM page p LEFT JOIN page_words w ON w.page_id = p.id
                 WHERE p.exhibit_id = ? ORDER BY p.number"""
        return self.matter.read.tuples(sql, (exhibit_id,))  # type: ignore[return-value]

    def _copy(
        self, pool: Pool, tasks: dict[str, tuple[Exhibit, Any, Callable[..., PdfCopy]]], meter: ProgressMeter
    ) -> None:
        jobs = {(target, function) for target, (_one, _task, function) in tasks.items()}
        done = 0
        for function in (copy_pdf, picture_to_pdf):
            own = [tasks[target][1] for target, used in jobs if used is function]
            for task, outcome in pool.run(sorted(own, key=lambda t: t.target), function, self.cancel):
                one = tasks[task.target][0]
                if outcome.status == "cancelled":
                    raise Cancelled
                if outcome.status == "ok":
                    self.found[one.id] = self._copied(one, outcome.value)
                else:
                    self.slips[one.id] = (one, _sentence(outcome.message), False)
                done += 1
                meter.tell(done, one.label)

    def _redact(self, pool: Pool, meter: ProgressMeter) -> None:
        """Take out what is marked on pages that are copies of their file."""
        for one in [self.found[key] for key in self.marks if key in self.found]:
            self.cancel.raise_if_cancelled()
            meter.tell(len(self.found), f"Redacting {one.exhibit.label}")
            made = redact_pages(self.matter, one.exhibit, one.path, self.marks[one.exhibit.id], pool, self.cancel)
            pages = tuple(page.page for page in made.made)
            notes = (*one.notes, _redacted_words(pages))
            self.found[one.exhibit.id] = replace(one, ink=made.ink, words={}, notes=notes, redacted=pages)

    def _copied(self, one: Exhibit, copy: PdfCopy) -> Printable:
        words: dict[int, tuple[Box, ...]] = {}
        if self.choices.ink_everywhere and one.kind == _PDF_KIND and len(copy.ink) < copy.pages:
            for index, (_text, boxes) in enumerate(self._page_rows(one.id)):
                if index not in copy.ink:
                    words[index] = tuple(_points(w[2:6]) for w in unpack_words(boxes or b""))
        return Printable(one, Path(copy.path), 0, copy.pages, ink=copy.ink, words=words, notes=copy.notes)

    def _set(self, exhibits: Sequence[Exhibit]) -> None:
        """Set the exhibits that are text, and the slip-sheets, in one PDF."""
        sheets: list[Any] = []
        placed: list[Printable] = []
        path = self.folder / "sheets.pdf"
        for one in exhibits:
            self.cancel.raise_if_cancelled()
            made, reason, native = self._sheets_of(one)
            placed.append(Printable(one, path, len(sheets), len(made), reason, native))
            sheets += made
        if not sheets:
            return
        typeset = set_sheets(sheets)
        path.write_bytes(typeset.pdf)
        for printable in placed:
            self.found[printable.exhibit.id] = self._proved(replace(printable, notes=typeset.notes))

    def _proved(self, one: Printable) -> Printable:
        """Sheets set from a text, after a look whether what is marked in it is really not there."""
        marks = self.marks.get(one.exhibit.id)
        if not marks or one.slip:
            return one
        masked = redactions.masked_texts(self.matter, one.exhibit.id, marks)
        prove_masked(one.path, one.first, one.exhibit, marks, masked)
        pages = tuple(sorted(masked))
        return replace(one, notes=(*one.notes, _redacted_words(pages)), redacted=pages)

    def _sheets_of(self, one: Exhibit) -> tuple[list[TextSheet] | list[SlipSheet], str, bool]:
        """The sheets, the reason for a slip-sheet (empty = the text itself), and whether the file goes beside it."""
        if one.id in self.slips:
            _one, reason, native = self.slips[one.id]
            return [slip_sheet(one, reason)], reason, native
        marks = self.marks.get(one.id, [])
        if self.choices.natives and one.kind in NATIVE_KINDS:
            if marks:
                raise UserError(
                    f"{one.label} is produced as its file, which holds what is marked for redaction.",
                    "Leave it out, and send a redacted copy of its pages instead.",
                )
            reason = "This document is produced as a file in its native format."
            return [slip_sheet(one, reason)], reason, True
        sql = "SELECT text, shape FROM page WHERE exhibit_id = ? ORDER BY number"
        texts = self.matter.read.tuples(sql, (one.id,)) if one.kind in _TEXT_KINDS else []
        if not any(text.strip() for text, _shape in texts):
            reason = one.read_reason or "No page could be made from this file."
            return [slip_sheet(one, reason)], reason, self.choices.natives
        fixed = one.kind in NATIVE_KINDS
        masked = redactions.masked_texts(self.matter, one.id, marks)
        head = "Redacted text" if masked else f"Text of {one.file_name or one.title}"  # a name may tell what is marked
        return (
            [
                TextSheet(
                    masked.get(n, text),
                    f"{head}, page {n} of {len(texts)}",
                    fixed,
                    () if n in masked else text_runs(text, shape),
                )
                for n, (text, shape) in enumerate(texts, 1)
            ],
            "",
            False,
        )


def _points(box: Collection[int]) -> Box:
    x0, y0, x1, y1 = (edge / UNITS_PER_POINT for edge in box)
    return x0, y0, x1, y1


def _sentence(message: str) -> str:
    """What a child reported, without the name of the Python error in front."""
    head, _colon, rest = message.partition(": ")
    return rest if rest and head.isidentifier() else message


def _redacted_words(pages: Sequence[int]) -> str:
    return f"Redacted on {pages_in_words(pages)}; the original is as it was."


def slip_sheet(one: Exhibit, reason: str) -> SlipSheet:
    """The page that stands for a file which is not printed: its name, size and SHA-256, and why."""
    facts = [("File", one.file_name or one.title)]
    if one.original_bytes:
        facts.append(("Size", f"{one.original_bytes:,} bytes"))
    if one.original_sha256:
        digest = one.original_sha256
        facts.append(("SHA-256", f"{digest[:32]}\n{digest[32:]}"))
    if one.bates_begin:
        facts.append(("Bates", one.bates_begin))
    return SlipSheet(one.label, reason, tuple(facts))
