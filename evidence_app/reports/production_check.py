"""Reads a finished production back: stamped pages, load files and paths must say the same, or nothing goes out."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evidence_app.importers.stamped_pages import StampedTask, read_stamped
from evidence_app.jobs import CancelToken, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.bates import parse
from evidence_app.model.errors import Cancelled, IntegrityProblem
from evidence_app.model.load_file import read, unified
from evidence_app.model.load_images import read_opticon
from evidence_app.reports.production_rows import FIELDS

Texts = Mapping[str, Sequence[str]]
"""What stands on each page of a document, by the document's first number."""

AT_ONCE = 20
_SLOTS = max(1, min(4, (os.cpu_count() or 2)))
_CHILD_MEMORY = 2 << 30
_PATHS = ("PDFPATH", "TEXTPATH", "NATIVEPATH")


def read_pages(
    path: Path, pdfs: Mapping[str, tuple[str, tuple[str, ...]]], progress: ProgressCallback | None, cancel: CancelToken,
    pool: Pool | None,
) -> Texts:  # fmt: skip
    """Read every PDF of the archive in child processes; ``pdfs`` are (name in the archive, number of each page).

    Raises IntegrityProblem when a document has another number of pages or a page does not bear its number.
    """
    begins = {member: begin for begin, (member, _numbers) in pdfs.items()}
    members = list(begins)
    tasks = [StampedTask(str(path), tuple(members[at : at + AT_ONCE])) for at in range(0, len(members), AT_ONCE)]
    meter = ProgressMeter(progress, len(members))
    found: dict[str, Sequence[str]] = {}
    own = pool or WorkerPool(min(_SLOTS, len(tasks)), 120.0, _CHILD_MEMORY)
    try:
        for _task, outcome in own.run(tasks, read_stamped, cancel):
            if outcome.status == "cancelled":
                raise Cancelled
            if outcome.status != "ok":
                raise _wrong(f"the stamped pages cannot be read ({outcome.message})")
            for member, pages in outcome.value:
                _compare(begins[member], pages, pdfs[begins[member]][1])
                found[begins[member]] = pages
            meter.tell(len(found), "Reading the pages back")
    finally:
        if pool is None:
            own.close()
    cancel.raise_if_cancelled()
    if len(found) != len(members):
        raise _wrong("not every document could be read back")
    return found


def _compare(begin: str, pages: Sequence[str], numbers: Sequence[str]) -> None:
    if len(pages) != len(numbers):
        raise _wrong(f"{begin} has {len(pages)} pages and {len(numbers)} numbers")
    for text, number in zip(pages, numbers, strict=True):
        if number not in "".join(text.split()):
            raise _wrong(f"a page does not bear its number {number}")


def _wrong(what: str) -> IntegrityProblem:
    return IntegrityProblem(f"The production was not written: {what}.", "Nothing was recorded; try again.")


def read_tables(path: Path, volume: str, rows: Sequence[Sequence[str]], texts: Texts, codec: str) -> None:
    """Read DAT and OPT as who receives them would; raises IntegrityProblem at the first thing that does not agree."""
    with zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        dat, opt = f"{volume}/{volume}.dat", f"{volume}/{volume}.opt"
        table = read(archive.read(dat).decode(codec))
        lines = read_opticon(archive.read(opt).decode("ascii"))
    if len(members) != len(set(members)):
        raise _wrong("two of its files have the same name")
    if table.headings != FIELDS or table.warnings:
        raise _wrong("the headings of the DAT are not read back")
    if [row.values for row in table.rows] != [tuple(unified(value) for value in row) for row in rows]:
        raise _wrong("the rows of the DAT are not read back as they were meant")
    records = [dict(zip(FIELDS, row.values, strict=True)) for row in table.rows]
    for record in records:
        _numbers_agree(record, texts)
    named = {dat, opt, *_named(records, volume)}
    if named != set(members):
        raise _wrong("the load file and the files beside it do not name the same")
    listed = [(line.key, line.path, line.starts, line.pages) for line in lines]
    if listed != [(r["BEGBATES"], r["PDFPATH"], True, int(r["PAGECOUNT"])) for r in records]:
        raise _wrong("DAT and OPT do not agree")


def _numbers_agree(record: Mapping[str, str], texts: Texts) -> None:
    begin, end = parse(record["BEGBATES"]), parse(record["ENDBATES"])
    pages = len(texts[record["BEGBATES"]])
    if end.number - begin.number + 1 != pages or record["PAGECOUNT"] != str(pages):
        raise _wrong(f"{begin} to {end} is said of {pages} pages")


def _named(records: Sequence[Mapping[str, str]], volume: str) -> Iterator[str]:
    for record in records:
        yield from (f"{volume}/{record[name]}".replace("\\", "/") for name in _PATHS if record[name])
