"""The custody record of each exhibit: its import, what people stated about its handling, changes, its hash then and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from evidence_app.model.custody import SAMENESS, moment_key
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.versions import ExhibitVersion
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import custody, exhibits, history
from evidence_app.services.custody import CustodyStep
from evidence_app.services.history import FieldChange
from evidence_app.services.matter import Matter
from evidence_app.services.replacing import versions

TITLE = "CUSTODY RECORD"
COLUMNS = (
    ListColumn("at", "When (UTC, or as stated)", 1.4),
    ListColumn("actor", "Entered by", 1.1),
    ListColumn("event", "Event", 4.2),
    ListColumn("entry", "Log entry", 0.7),
    ListColumn("hash", "Entry hash (first 16)", 1.6, mono=True),
)
SHOWN_VALUES = frozenset({"number", "status", "designation", "bates_begin", "bates_end", "sequestered", "marked_on"})
"""Fields whose values are printed; of others only that they changed, because notes and titles are not custody."""
LIMITS = (
    "This record holds what the program did or was told since import. Lines marked “As stated” are the words of the "
    "person named in the line, entered by the person in the second column; the program did not see those events. Who "
    "collected, held or passed on an item before import, and on what device, must be stated by the persons who did."
)


@dataclass(frozen=True)
class CustodyOptions:
    """Which exhibits."""

    exhibits: tuple[str, ...] = option(
        (), "Only these exhibit numbers; empty = every numbered exhibit.", (), "Exhibits"
    )
    register_changes: bool = option(
        True, "Also list changes of number, status, designation and Bates numbers.", (), "Changes in the register"
    )
    caption: str = option("none", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")


def build(matter: Matter, options: CustodyOptions) -> ListDocument:
    """The record as a document, one table for each exhibit; the stored copies are hashed again for it."""
    hashes = dict(matter.read.tuples("SELECT id, hash FROM audit_entry"))
    listed = chosen(matter, options.exhibits)
    chains = custody.chains(matter, [one.id for one in listed])
    groups = tuple(_group(matter, one, chains[one.id], hashes, options) for one in listed)
    return ListDocument(
        title=TITLE,
        columns=COLUMNS,
        groups=groups or (ListGroup(empty="No numbered exhibits."),),
        caption=make_caption(matter, options.caption) if options.caption != "none" else None,
        lead=(LIMITS, SAMENESS),
        footer=footer(matter, TITLE),
        text_size=11,
        group_label="Exhibit",
    )


def chosen(matter: Matter, numbers: tuple[str, ...]) -> list[Exhibit]:
    """The exhibits asked for, or every numbered one; a privileged or sequestered one is refused by its number only."""
    if not numbers:
        sql = """SELECT * FROM exhibit WHERE number IS NOT NULL AND privilege = '' AND sequestered = 0
                 ORDER BY number_sort, id"""
        return matter.read.rows(Exhibit, sql)
    found = [exhibits.find(matter, number) for number in numbers]
    for number, one in zip(numbers, found, strict=True):
        if not one.outward:
            raise UserError(f"{number} is privileged or sequestered.", "Leave it out.")
    return found


def _group(
    matter: Matter, one: Exhibit, steps: list[CustodyStep], hashes: dict[int, str], options: CustodyOptions
) -> ListGroup:
    timed = [(moment_key(step.at), step.entry, _step_row(step)) for step in steps]
    if options.register_changes:
        known = {step.entry for step in steps}
        changes = sorted(history.row_history(matter, "exhibit", one.id), key=lambda change: change.entry)
        for entry, own in groupby(changes, key=lambda change: change.entry):
            if entry not in known:
                fields = list(own)
                timed.append((moment_key(fields[0].at), entry, _row(fields, hashes)))
    rows = tuple(row for _at, _entry, row in sorted(timed, key=lambda line: line[:2]))
    return ListGroup(f"{one.label}: {one.description or one.title}", rows, _facts(matter, one))


def _step_row(step: CustodyStep) -> ListRow:
    words = step.words if step.kind in ("import", "replaced") else f"As stated: {step.words}"
    if step.corrected_by:
        words += f" [Corrected by entry {step.corrected_by}.]"
    entry = str(step.entry) if step.entry else ""
    return ListRow((step.shown_at.removesuffix(" UTC"), step.by, words, entry, step.entry_hash[:16]))


def _facts(matter: Matter, one: Exhibit) -> str:
    if not one.original_sha256:
        return "No file is stored for this exhibit."
    earlier = versions(matter, one.id)
    told = [f"Earlier version {old.version}: {_file_facts(matter, old)}" for old in earlier]
    return "\n".join([*told, ("The file now: " if earlier else "") + _file_facts(matter, one)])


def _file_facts(matter: Matter, one: Exhibit | ExhibitVersion) -> str:
    """A stored file, hashed again now."""
    state = matter.originals.verify(one.original_sha256)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    words = {True: "identical", False: "DIFFERENT", None: "FILE MISSING"}[state]
    return (
        f"File {one.file_name}, {one.original_bytes:,} bytes, imported {one.imported_at.replace('T', ' ')[:19]} UTC.\n"
        f"SHA-256 at import: {one.original_sha256}\nHashed again {now} UTC: {words}."
    )


def _row(own: list[FieldChange], hashes: dict[int, str]) -> ListRow:
    first = own[0]
    return ListRow(
        (
            first.at.replace("T", " ")[:19],
            first.actor,
            event_words(own),
            str(first.entry),
            hashes.get(first.entry, "")[:16],
        )
    )


def event_words(own: list[FieldChange]) -> str:
    """One entry in words: which fields changed and, where they are about custody, from what to what."""
    told = [
        f"{one.field.replace('_', ' ')}: {one.before or '(none)'} to {one.after or '(none)'}"
        for one in own
        if one.field in SHOWN_VALUES
    ]
    other = sorted(
        {change.field.replace("_", " ").removesuffix(" id") for change in own if change.field not in SHOWN_VALUES}
    )
    return "; ".join([*told, *([f"changed: {', '.join(other)}"] if other else [])])


REPORT = ListReport(
    "custody-record", "Custody record", CustodyOptions, build,
    about="For each exhibit: where it came from, its hash at import, and what happened to it since.",
)  # fmt: skip
