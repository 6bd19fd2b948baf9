"""What came in: every file with its outcome, its reason and its hash, and how much of it can be searched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evidence_app.model.errors import NotFound
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import exhibits, importing
from evidence_app.services.import_writing import ImportItem
from evidence_app.services.matter import Matter

STATUS_WORDS = {
    "queued": "Waiting",
    "stored": "Stored, not read yet",
    "imported": "Imported",
    "partial": "Imported in part",
    "unsearchable": "Kept, not searchable",
    "duplicate": "Duplicate, not imported again",
    "failed": "Failed",
}
COLUMNS = (
    ListColumn("position", "#", 0.5, strong=True),
    ListColumn("file", "File", 3.0),
    ListColumn("status", "Status", 1.2),
    ListColumn("exhibit", "Exhibit", 0.8),
    ListColumn("reason", "Reason", 2.2),
    ListColumn("bytes", "Bytes", 0.9),
    ListColumn("sha256", "SHA-256", 2.7, mono=True),
)
WITHHELD = "[privileged, name withheld]"


@dataclass(frozen=True)
class ImportReportOptions:
    """Which files."""

    batch: int = option(0, "Only this import (its number); 0 = all.", (), "Import")
    only_problems: bool = option(False, "Only files that did not fully arrive.", (), "Problems only")
    include_privileged: bool = option(False, "Print the names of privileged files.", (), "Names of privileged files")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


def rows(matter: Matter, options: ImportReportOptions) -> list[ImportItem]:
    """The files in the order of their imports. Raises NotFound for an unknown import."""
    if options.batch and options.batch not in {one.id for one in importing.batches(matter)}:
        raise NotFound(f"There is no import {options.batch}.", "Run 'evidence imports' to see them.")
    return importing.items(matter, options.batch or None, only_problems=options.only_problems)


def build(matter: Matter, options: ImportReportOptions) -> ListDocument:
    """The report as a document, one table for each import. Where files came from on the computer is not printed."""
    batches = {one.id: one for one in importing.batches(matter)}
    numbers = dict(matter.read.tuples("SELECT id, coalesce(number, '#' || id) FROM exhibit"))
    hidden = exhibits.kept_back(matter, privileged=not options.include_privileged)
    found = rows(matter, options)
    groups = []
    for batch_id in dict.fromkeys(one.batch_id for one in found):
        own = tuple(_row(one, numbers, hidden) for one in found if one.batch_id == batch_id)
        started = batches[batch_id].started_at.replace("T", " ")[:19]
        groups.append(ListGroup(f"Import {batch_id} of {started} UTC", own))
    return ListDocument(
        title="Import report",
        columns=COLUMNS,
        groups=tuple(groups) or (ListGroup(empty="No files are listed."),),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=matter_facts(matter),
        lead=completeness(matter, found),
        footer=footer(matter, "Import report"),
        text_size=9,
        group_label="Import",
    )


def completeness(matter: Matter, found: list[ImportItem]) -> tuple[str, ...]:
    """How many files were taken in and how each ended, and how many pages can be searched: no file is passed over."""
    counts = Counter(one.status for one in found)
    parts = ", ".join(f"{counts[status]} {words.lower()}" for status, words in STATUS_WORDS.items() if counts[status])
    files = f"{len(found)} files: {parts}." if found else "No files were imported."
    pages = int(matter.read.value("SELECT count(*) FROM page"))
    silent = int(matter.read.value("SELECT count(*) FROM page WHERE source = 'none'"))
    return (files, f"The matter has {pages} pages; {pages - silent} have text and can be searched, {silent} have none.")


def _row(one: ImportItem, numbers: dict[int, str], hidden: set[int]) -> ListRow:
    secret = one.exhibit_id in hidden or one.parent_exhibit_id in hidden
    exhibit = numbers.get(one.exhibit_id, "") if one.exhibit_id is not None else ""
    cells = (
        str(one.position), WITHHELD if secret else one.shown_name, STATUS_WORDS.get(one.status, one.status),
        "" if secret else exhibit, "" if secret else one.reason, str(one.bytes or ""), one.sha256,
    )  # fmt: skip
    return ListRow(cells)


REPORT = ListReport(
    "import-report", "Import report", ImportReportOptions, build,
    about="Every file that was brought in, with the reason where one could not be read.",
)  # fmt: skip
