"""The pre-flight check on paper: what was looked for, what was found and where, and what somebody decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from evidence_app.jobs import CancelToken
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.preflight import PURPOSES, SEVERITY_WORDS, PreflightFinding, Purpose, looked_for, outcome
from evidence_app.model.preflight_groups import THE_LIST, FindingGroup, grouped, listed
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import ProgressCallback, option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import exhibits, preflight
from evidence_app.services.matter import Matter
from evidence_app.services.preflight import Override

TITLE = "Pre-flight check"
COLUMNS = (
    ListColumn("severity", "Severity", 0.9, strong=True),
    ListColumn("exhibit", "Exhibit", 1.1),
    ListColumn("page", "Page", 0.55),
    ListColumn("where", "Place", 1.6),
    ListColumn("words", "Finding", 4.4),
    ListColumn("code", "Code", 1.4),
)
NAMED_AT_ONCE = 200
"""Exhibits named in one row, which must fit on a page."""
MEANING = (
    "A finding is a reason to look. What is not listed was not found by these checks, which is no statement that it is "
    "not there: identifiers in pictures, in handwriting or misread by OCR, names not on the list of protected names, and "
    "files that could not be read are not seen. Whether a rule or an order is met is for a person to decide."
)


@dataclass(frozen=True)
class PreflightOptions:
    """What is about to leave, and where to."""

    purpose: str = option("exhibit list", "What leaves the office.", tuple(PURPOSES), "Purpose")
    exhibits: tuple[str, ...] = option(
        (), "Only these exhibit numbers; empty = every numbered exhibit.", (), "Exhibits"
    )
    limit_mb: int = option(0, "Size limit of the portal in megabytes for each file; 0 = none.", (), "Size limit (MB)")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


@dataclass(frozen=True)
class PreflightReport(ListReport):
    """Runs the check first; looking into files takes a while and can be stopped."""

    def made(self, matter: Matter, options: Any, progress: ProgressCallback, cancel: CancelToken) -> ListDocument:
        """Check, then lay out."""
        return document(matter, options, found(matter, options, progress, cancel))


def found(
    matter: Matter,
    options: PreflightOptions,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> list[PreflightFinding]:
    """The findings these options ask for."""
    ids = [exhibits.find(matter, number).id for number in options.exhibits] or None
    purpose = cast(Purpose, options.purpose)
    return preflight.check(matter, ids, purpose, options.limit_mb or None, progress=progress, cancel=cancel)


def build(matter: Matter, options: PreflightOptions) -> ListDocument:
    """Check, then lay out."""
    return document(matter, options, found(matter, options))


def document(matter: Matter, options: PreflightOptions, findings: list[PreflightFinding]) -> ListDocument:
    """The findings as a document, gravest first and each kind together, then the overrides recorded."""
    known: dict[int, Exhibit] = {one.id: one for one in matter.read.rows(Exhibit, "SELECT * FROM exhibit")}
    labels = dict(matter.read.tuples("SELECT exhibit_id || '/' || number, label FROM page WHERE label != ''"))
    purpose = cast(Purpose, options.purpose)
    rows = (row for group in grouped(findings) for row in _rows(group, known, labels))
    groups = [ListGroup("Findings", tuple(rows), empty=outcome([]))]
    decided = [_override_row(one, known) for one in preflight.overrides(matter) if one.purpose in ("", options.purpose)]
    if decided:
        groups.append(ListGroup("Overrides recorded", tuple(decided)))
    return ListDocument(
        title=TITLE,
        columns=COLUMNS,
        groups=tuple(groups),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=(*matter_facts(matter), ("Purpose", PURPOSES[purpose]), ("Outcome", outcome(findings))),
        lead=(f"Looked for: {'; '.join(looked_for(purpose, options.limit_mb or None))}.", MEANING),
        footer=footer(matter, TITLE),
        text_size=10,
        group_label="Part",
    )


def _rows(group: FindingGroup, known: dict[int, Exhibit], labels: dict[str, str]) -> Iterator[ListRow]:
    """A row for each place; what is said of whole exhibits in the same words is one row that names them."""
    together: dict[str, list[PreflightFinding]] = {}
    for one in group.findings:
        if one.exhibit_id is None or one.page or one.where:
            yield _row(one, known, labels)
        else:
            together.setdefault(one.words, []).append(one)
    for words, same in together.items():
        for first in range(0, len(same), NAMED_AT_ONCE):
            part = same[first : first + NAMED_AT_ONCE]
            row = _row(part[0], known, labels)
            if len(part) > 1:
                named = listed([name(known[one.exhibit_id]) for one in part if one.exhibit_id is not None])
                cells = (row.cells[0], f"{len(part)} exhibits", "", "", f"{words} In: {named}.", group.code)
                row = ListRow(cells)
            yield row


def _row(one: PreflightFinding, known: dict[int, Exhibit], labels: dict[str, str]) -> ListRow:
    page = labels.get(f"{one.exhibit_id}/{one.page}", str(one.page)) if one.page else ""
    exhibit = name(known[one.exhibit_id]) if one.exhibit_id is not None else THE_LIST
    return ListRow((SEVERITY_WORDS[one.severity], exhibit, page, one.where, one.words, one.code))


def name(one: Exhibit) -> str:
    """An exhibit's number, or its title where that may be read, or its id."""
    return one.number or (one.title if one.outward else f"#{one.id}")


def _override_row(one: Override, known: dict[int, Exhibit]) -> ListRow:
    named = ", ".join(name(known[exhibit]) for exhibit in one.exhibit_ids if exhibit in known)
    words = f"{one.by}: {one.reason} (log entry {one.entry})"
    return ListRow(("Override", named, "", f"{one.at.replace('T', ' ')[:16]} UTC", words, ", ".join(one.codes)))


REPORT = PreflightReport(
    "pre-flight", "Pre-flight check", PreflightOptions, build,
    about="What to look at before a set leaves the office. It clears nothing.",
)  # fmt: skip
