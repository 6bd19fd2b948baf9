"""Every tag with its exhibits."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.chronology import show_date
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import ExhibitRow
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services.exhibits import ExhibitFilter, list_rows
from evidence_app.services.matter import Matter
from evidence_app.services.tags import tags

COLUMNS = (
    ListColumn("number", "No.", 0.8, strong=True),
    ListColumn("title", "Exhibit", 3.4),
    ListColumn("date", "Date", 1.0),
    ListColumn("bates", "Bates", 1.3),
    ListColumn("custodian", "Custodian", 1.3),
    ListColumn("pages", "Pages", 0.6),
    ListColumn("links", "Links", 0.6),
    ListColumn("status", "Status", 0.9),
)


@dataclass(frozen=True)
class TagReportOptions:
    """Which tags."""

    tag: str = option("", "Only this tag.", (), "Tag")
    untagged: bool = option(False, "Also list exhibits without a tag.", (), "Untagged exhibits")
    include_privileged: bool = option(False, "Also list privileged exhibits.", (), "Privileged exhibits")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


def build(matter: Matter, options: TagReportOptions) -> ListDocument:
    """The report as a document, one table for each tag. Raises UserError for an unknown tag."""
    names = [tag.name for tag in tags(matter)]
    if options.tag:
        names = [name for name in names if name.casefold() == options.tag.strip().casefold()]
        if not names:
            raise UserError(f"The matter has no tag “{options.tag}”.", "Run 'evidence tags' to see them.")
    shown = ExhibitFilter(outward=not options.include_privileged, include_sequestered=False)
    every = list_rows(matter, shown)
    groups = [ListGroup(f"{name} ({len(own)})", own) for name in names for own in [_tagged(every, name)]]
    if options.untagged:
        bare = tuple(_row(row) for row in every if not row.tags)
        groups.append(ListGroup(f"Without a tag ({len(bare)})", bare))
    return ListDocument(
        title="Tag report",
        columns=COLUMNS,
        groups=tuple(groups) or (ListGroup(empty="The matter has no tags yet."),),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=matter_facts(matter),
        footer=footer(matter, "Tag report"),
        text_size=11,
        group_label="Tag",
    )


def _tagged(every: list[ExhibitRow], name: str) -> tuple[ListRow, ...]:
    """Tag names hold no comma, so that the joined text can be taken apart again."""
    return tuple(_row(row) for row in every if name in row.tags.split(", "))


def _row(row: ExhibitRow) -> ListRow:
    bates = row.bates_begin if row.bates_end in ("", row.bates_begin) else f"{row.bates_begin}\u2013{row.bates_end}"
    date = show_date(row.doc_date)
    cells = (row.number or "", row.title, date, bates, row.custodian, str(row.page_count), str(row.links), row.status)
    return ListRow(cells)


REPORT = ListReport(
    "tag-report", "Tag report", TagReportOptions, build,
    about="The exhibits under each tag.",
)  # fmt: skip
