"""Taking marked places out of the pages of a copy, in a child process, and reading the result back.

Used for a redacted copy and for every copy of an exhibit that has redaction marks; originals are never among the files
given here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from evidence_app.importers.image_copy import on_paper
from evidence_app.importers.pdf_redact import Redacted, RedactTask, redact_pdf
from evidence_app.importers.redaction_residue import ResidueTask, find_residue
from evidence_app.jobs import CancelToken, Pool, Progress, ProgressCallback
from evidence_app.model.errors import Cancelled, FileProblem, IntegrityProblem
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.pages import unpack_words
from evidence_app.model.redaction import BoxMark, ListedMark, Secrets
from evidence_app.services.matter import Matter

OcrWords = dict[int, tuple[tuple[str, int, int, int, int], ...]]
WORKING, READING_BACK = "Redacting", "Reading the copy back"


def in_child(
    pool: Pool, function: Callable[..., Any], task: Any, label: str, cancel: CancelToken,
    progress: ProgressCallback | None = None, words: str = WORKING,
) -> Any:  # fmt: skip
    """Run one step on the file of exhibit ``label``; its failure becomes one sentence. Raises FileProblem, Cancelled."""

    def tell(_task: Any, data: tuple[Any, ...]) -> None:
        if progress is not None and len(data) == 3:
            progress(Progress(int(data[1]), int(data[2]), words))

    for _task, outcome in pool.run([task], function, cancel, tell):
        if outcome.status == "cancelled":
            raise Cancelled
        if outcome.status != "ok":
            raise FileProblem(f"{label} could not be redacted: {outcome.message}", "Nothing was written.")
        return outcome.value
    raise Cancelled


def ocr_words(matter: Matter, exhibit_id: int) -> OcrWords:
    """Words that OCR read on the pages of an exhibit, by page index from 0."""
    sql = """SELECT p.number - 1, p.text, w.boxes FROM page p JOIN page_words w ON w.page_id = p.id
             WHERE p.exhibit_id = ? AND p.source = 'ocr'"""
    return {
        index: tuple((text[w.start : w.end], w.x0, w.y0, w.x1, w.y1) for w in unpack_words(boxes))
        for index, text, boxes in matter.read.tuples(sql, (exhibit_id,))
    }


def boxes_of(marks: Iterable[ListedMark]) -> tuple[BoxMark, ...]:
    """The marks that are boxes, as they are blackened."""
    return tuple(BoxMark(one.page, area, one.reason) for one in marks if (area := one.area) is not None)


def redact_pages(
    matter: Matter, exhibit: Exhibit, path: Path, marks: Sequence[ListedMark], pool: Pool, cancel: CancelToken
) -> Redacted:
    """Redact the pages of a finished copy at ``path``, which is replaced only by one that was read back clean.

    Raises FileProblem when it cannot be done, IntegrityProblem when something is left.
    """
    boxes, words = boxes_of(marks), ocr_words(matter, exhibit.id)
    if exhibit.kind == "image":
        boxes, words = _on_paper(matter, exhibit, boxes), {}  # its words are in the copy already
    target = path.with_suffix(".redacted.pdf")
    made: Redacted = in_child(
        pool, redact_pdf, RedactTask(str(path), str(target), boxes, ocr_words=words), exhibit.label, cancel
    )
    residue = ResidueTask(str(target), boxes={one.page: one.boxes for one in made.made})
    left = in_child(pool, find_residue, residue, exhibit.label, cancel, words=READING_BACK)
    missing = {one.page for one in boxes} - {one.page for one in made.made}
    if left or missing:
        told = " ".join(left[:5]) or f"Page {min(missing)} is not there."
        raise IntegrityProblem(
            f"{exhibit.label} could not be redacted, so nothing was written: {told}", "Draw larger boxes there."
        )
    target.replace(path)
    return made


def _on_paper(matter: Matter, exhibit: Exhibit, boxes: Sequence[BoxMark]) -> tuple[BoxMark, ...]:
    """Boxes of a picture as it is shown, on the sheet it is printed on."""
    sql = "SELECT number, width, height FROM page WHERE exhibit_id = ?"
    sizes = {number: (width, height) for number, width, height in matter.read.tuples(sql, (exhibit.id,))}
    return tuple(BoxMark(one.page, on_paper(one.box, sizes[one.page]), one.reason) for one in boxes)


def prove_masked(
    path: Path, first: int, exhibit: Exhibit, marks: Sequence[ListedMark], masked: Mapping[int, str]
) -> None:
    """Read pages set from masked texts back: no marked words may stand there more often than in the masked text.

    Raises IntegrityProblem.
    """
    reader = PdfReader(path)
    for number, text in masked.items():
        printed = reader.pages[first + number - 1].extract_text()
        quotes = {one.quote for one in marks if one.page == number}
        secrets = Secrets([one for one in quotes if any(c.isalnum() for c in one)])
        if len(secrets.find(printed)) > len(secrets.find(text)):
            raise IntegrityProblem(
                f"Page {number} of {exhibit.label} still shows words marked for redaction, so nothing was written.",
                "Mark the words wherever they stand.",
            )
