"""A list as PDF, Word, Excel or CSV, chosen by the file's suffix; all four hold the same rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import UserError
from evidence_app.reports.contract import LIST_FORMATS, Written
from evidence_app.reports.document import ListDocument, clean

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet may run a cell that starts like this as a formula."""


def write_list(document: ListDocument, path: Path, cancel: CancelToken | None = None) -> Written:
    """Write the list in the format of the path's suffix. Raises UserError for a suffix that is none of the four."""
    tidy = clean(document)
    if tidy.pleading and path.suffix.lower() != ".pdf":
        tidy = replace(
            tidy, notes=(*tidy.notes, "Pleading paper is made as PDF only: this file has the list without it.")
        )
    match path.suffix.lower():
        case ".pdf":
            from evidence_app.reports.pdf import list_to_pdf

            pages, notes = list_to_pdf(tidy, path, cancel)
            return Written(tidy.row_count, pages, (*tidy.notes, *notes))
        case ".docx":
            from evidence_app.reports.word import list_to_docx

            list_to_docx(tidy, path, cancel)
            return Written(tidy.row_count, 0, tidy.notes)
        case ".xlsx":
            from evidence_app.reports.excel import list_to_xlsx

            list_to_xlsx(tidy, path, cancel)
            return Written(tidy.row_count, 0, tidy.notes)
        case ".csv":
            guarded = list_to_csv(tidy, path)
            return Written(tidy.row_count, 0, (*tidy.notes, *_guard_note(guarded)))
    raise UserError(f"A list cannot be written as “{path.suffix}”.", f"Choose one of {', '.join(LIST_FORMATS)}.")


def list_to_csv(document: ListDocument, path: Path) -> int:
    """RFC 4180 with CRLF, UTF-8 with a byte-order mark for Excel; returns how many cells were guarded."""
    guarded = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in (document.headings(), *document.table()):
            guarded += sum(cell.startswith(FORMULA_STARTS) for cell in row)
            writer.writerow([guard(cell) for cell in row])
    return guarded


def guard(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front, in the file only."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _guard_note(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count} cells start like a formula and have an apostrophe in front in the CSV; the matter is unchanged.",)
