"""The privilege log: what is withheld and why, described without revealing it (FRCP 26(b)(5)(A))."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from evidence_app.model.chronology import show_date
from evidence_app.model.columns import KIND_WORDS
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import redactions
from evidence_app.services.matter import Matter

COLUMNS = (
    ListColumn("LogNo", "Log No.", 0.6, strong=True, field="LogNo"),
    ListColumn("ControlNo", "Control No.", 1.05, field="ControlNo"),
    ListColumn("BegBates", "Begin Bates", 1.0, field="BegBates"),
    ListColumn("EndBates", "End Bates", 1.0, field="EndBates"),
    ListColumn("DocDate", "Date", 0.95, field="DocDate"),
    ListColumn("DocType", "Type", 0.7, field="DocType"),
    ListColumn("Author", "Author", 1.1, field="Author"),
    ListColumn("Recipients", "Recipients", 1.25, field="Recipients"),
    ListColumn("CC", "CC", 0.8, field="CC"),
    ListColumn("BCC", "BCC", 0.6, field="BCC"),
    ListColumn("PrivilegeBasis", "Privilege basis", 1.0, field="PrivilegeBasis"),
    ListColumn("Treatment", "Treatment", 1.0, field="Treatment"),
    ListColumn("Description", "Description", 2.3, field="Description"),
    ListColumn("FamilyID", "Family", 1.05, field="FamilyID"),
    ListColumn("Custodian", "Custodian", 1.0, field="Custodian"),
)
ELASTIC = ("Author", "Recipients", "CC", "BCC", "Description")
LEAST = 0.5
"""What a column of names or words has at least, of which "BCC" is the narrowest heading."""
EMPTY = "No documents are withheld."


@dataclass(frozen=True)
class PrivilegeLogOptions:
    """How the log looks."""

    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")
    title: str = option("PRIVILEGE LOG", "Title of the paper.", (), "Title")


def rows(matter: Matter) -> list[tuple[str, ...]]:
    """One row per privileged exhibit. Title, subject and file name are never read: they may reveal what is withheld.

    Sequestered exhibits are not ours to log.
    """
    found = _privileged(matter)
    marked = redactions.counts(matter)
    custodians = dict(matter.read.tuples("SELECT id, name FROM custodian"))
    families = _families(matter, found)
    return [
        (
            str(i), control(one.id), one.bates_begin, one.bates_end or one.bates_begin, show_date(one.listed_date),
            KIND_WORDS.get(one.kind, one.kind), one.author, *addressed(one), one.privilege, treatment(one, one.id in marked),
            one.privilege_note,
            families.get(one.id, control(one.id)), custodians.get(one.custodian_id, ""),
        )
        for i, one in enumerate(found, 1)
    ]  # fmt: skip


def _privileged(matter: Matter) -> list[Exhibit]:
    sql = "SELECT * FROM exhibit WHERE privilege != '' AND sequestered = 0 ORDER BY doc_date_sort, id"
    return matter.read.rows(Exhibit, sql)


def _undated(matter: Matter) -> int:
    return sum(bool(one.doc_date) and not one.listed_date for one in _privileged(matter))


def _families(matter: Matter, found: list[Exhibit]) -> dict[int, str]:
    """The family of an attachment: its parent's control number or, when the parent was produced, its Bates number."""
    parents = {one.id: one.parent_id for one in found if one.parent_id is not None}
    withheld = {one.id for one in found}
    produced = dict(
        matter.read.tuples("SELECT id, bates_begin FROM exhibit WHERE sequestered = 0 AND bates_begin != ''")
    )
    return {
        own: control(parent) if parent in withheld else produced.get(parent, control(parent))
        for own, parent in parents.items()
    }


def control(exhibit_id: int) -> str:
    """A number that stays the same from one log to the next: PRIV000012."""
    return f"PRIV{exhibit_id:06d}"


def addressed(one: Exhibit) -> tuple[str, str, str]:
    """To, CC and BCC. The message's own headers part them; a list of recipients that was edited since stands as typed."""
    try:
        known = json.loads(one.metadata or "{}")
    except ValueError:
        known = {}
    parts = tuple(str(known.get(key, "")) for key in ("to", "cc", "bcc"))
    return parts if ", ".join(filter(None, parts)) == one.recipients else (one.recipients, "", "")  # type: ignore[return-value]


def treatment(one: Exhibit, redacted: bool) -> str:
    """Redacted when it has redaction marks, else withheld in full.

    One with a Bates number and no marks left the office in some form, which a person states.
    """
    if redacted:
        return "Redacted"
    return "Withheld in full" if not one.bates_begin else ""


def fitted(made: list[tuple[str, ...]]) -> tuple[ListColumn, ...]:
    """The columns, those of names and words parting their room by what they hold: fifty recipients need more than none.

    Columns of numbers and dates keep their width, which their longest content needs.
    """
    wanted = {
        one.key: one.width
        * min(3.0, max(0.6, (max((len(row[i]) for row in made), default=0) / (60 * one.width)) ** 0.5))
        for i, one in enumerate(COLUMNS)
        if one.key in ELASTIC
    }
    room = sum(one.width for one in COLUMNS if one.key in ELASTIC) - LEAST * len(wanted)
    whole = sum(wanted.values())
    return tuple(
        replace(one, width=LEAST + room * wanted[one.key] / whole) if one.key in wanted else one for one in COLUMNS
    )


def build(matter: Matter, options: PrivilegeLogOptions) -> ListDocument:
    """The log as a document on legal paper, with notes on what a person still has to fill in."""
    made = rows(matter)
    without = sum(not row[12] for row in made)
    open_treatment = sum(not row[11] for row in made)
    sequestered = int(matter.read.value("SELECT count(*) FROM exhibit WHERE sequestered != 0"))
    told = (
        (without, "Write a description that reveals nothing: entries without one ({})."),
        (open_treatment, "State whether redacted or produced: entries with Bates numbers ({})."),
        (sequestered, "Not logged: sequestered exhibits ({})."),
        (_undated(matter), "Left blank: dates that only the file's metadata gives ({}); type them in to log them."),
        (
            sum(bool(row[7]) and not row[8] and not row[9] for row in made),
            "Recipients may hold To, CC and BCC together; part them if needed ({} entries).",
        ),
    )
    return ListDocument(
        title=options.title,
        columns=fitted(made),
        groups=(ListGroup("", tuple(map(ListRow, made)), empty=EMPTY),),
        caption=make_caption(matter, options.caption) if options.caption != "none" else None,
        closing=("An asterisk after a name marks an attorney.",)
        if any("*" in cell for row in made for cell in row)
        else (),
        footer=footer(matter, options.title),
        paper="us-legal",
        text_size=9,
        notes=tuple(words.format(count) for count, words in told if count),
    )


REPORT = ListReport(
    "privilege-log", "Privilege log", PrivilegeLogOptions, build,
    about="What is withheld as privileged, with date, author, recipients and basis.",
)  # fmt: skip
