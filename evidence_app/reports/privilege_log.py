"""The privilege log: what is withheld and why, described without revealing it (FRCP 26(b)(5)(A))."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from evidence_app.model.chronology import show_date
from evidence_app.model.columns import KIND_WORDS
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.redaction import squashed
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import redactions
from evidence_app.services.matter import Matter
from evidence_app.services.productions import SentOut, sent_out

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
WITHHELD, REDACTED, PRODUCED = "Withheld in full", "Redacted", "Produced"
BASIS = {
    "attorney-client": "Attorney-Client", "work product": "Work Product", "common interest": "Common Interest",
    "other": "Other",
}  # fmt: skip
"""Bases as the log prints them; another one stands as typed."""
_CLAIMS = frozenset(
    {"attorneyclient", "attorneyclientprivilege", "workproduct", "attorneyworkproduct", "commoninterest"}
)
"""Reason codes of redactions, letters only, that claim a privilege: what is redacted for one has to be logged."""
EMPTY = "No documents are withheld."


@dataclass(frozen=True)
class PrivilegeLogOptions:
    """How the log looks."""

    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")
    title: str = option("PRIVILEGE LOG", "Title of the paper.", (), "Title")


def rows(matter: Matter) -> list[tuple[str, ...]]:
    """One row per exhibit that is privileged or redacted for a privilege. Title, subject and file name are never read:
    they may reveal what is withheld.

    Sequestered exhibits are not ours to log.
    """
    found = _logged(matter)
    claimed = _claimed(matter)
    marked = redactions.counts(matter)
    sent = sent_out(matter)
    custodians = dict(matter.read.tuples("SELECT id, name FROM custodian"))
    families = _families(matter, found)
    return [
        (
            str(i), control(one.id), *bates_of(one, sent.get(one.id)), show_date(one.listed_date),
            KIND_WORDS.get(one.kind, one.kind), one.author, *addressed(one),
            BASIS.get(one.privilege.casefold(), one.privilege) or claimed[one.id],
            treatment(one, one.id in marked, sent.get(one.id)), one.privilege_note,
            families.get(one.id, control(one.id)), custodians.get(one.custodian_id, ""),
        )
        for i, one in enumerate(found, 1)
    ]  # fmt: skip


def _logged(matter: Matter) -> list[Exhibit]:
    claimed = _claimed(matter)
    every = matter.read.rows(Exhibit, "SELECT * FROM exhibit WHERE sequestered = 0 ORDER BY doc_date_sort, id")
    return [one for one in every if one.privilege or one.id in claimed]


def _claimed(matter: Matter) -> dict[int, str]:
    """The privileges that redaction marks claim, by exhibit id."""
    found: dict[int, str] = {}
    sql = "SELECT DISTINCT exhibit_id, reason FROM redaction_mark ORDER BY exhibit_id, reason"
    for exhibit, reason in matter.read.tuples(sql):
        if squashed(reason) in _CLAIMS:
            found[exhibit] = f"{found[exhibit]}; {reason}" if exhibit in found else reason
    return found


def bates_of(one: Exhibit, sent: SentOut | None) -> tuple[str, str]:
    """The numbers it left the office under, else those it has."""
    return (sent.begin, sent.end) if sent else (one.bates_begin, one.bates_end or one.bates_begin)


def _undated(matter: Matter) -> int:
    return sum(bool(one.doc_date) and not one.listed_date for one in _logged(matter))


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


def treatment(one: Exhibit, redacted: bool, sent: SentOut | None = None) -> str:
    """What became of it, as far as the records say; empty where only a person can state it.

    Produced is what left in full; what left as a slip-sheet is withheld. Marks made after it left in full change nothing
    of what the other side has, and a number without a record of leaving says nothing at all.
    """
    if sent and sent.how == "in full":
        return "" if redacted else PRODUCED
    if redacted or (sent and sent.how == "redacted"):
        return REDACTED
    if sent:
        return WITHHELD if sent.how == "slip-sheet" else PRODUCED
    return "" if one.bates_begin else WITHHELD


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
    marked, sent = redactions.counts(matter), sent_out(matter)
    gone = [(one, sent.get(one.id)) for one in _logged(matter)]
    late = sum(bool(out and out.how == "in full" and one.id in marked) for one, out in gone)
    open_treatment = sum(not row[11] for row in made) - late
    left = sum(row[11] == PRODUCED for row in made)
    earlier = sum(bool(out and out.how != "in full" and out.once_whole) for _one, out in gone)
    sequestered = int(matter.read.value("SELECT count(*) FROM exhibit WHERE sequestered != 0"))
    told = (
        (without, "Write a description that reveals nothing: entries without one ({})."),
        (
            open_treatment,
            "State what became of them: entries with Bates numbers that nothing here records as sent out ({}).",
        ),
        (
            left,
            "Privileged, but produced without redactions ({}): claim them back (FRCP 26(b)(5)(B), FRE 502) or take the "
            "privilege off.",
        ),
        (
            late,
            "Treatment left blank: marked for redaction only after they were produced in full ({}); produce them again "
            "with the marks, and claim back what was sent.",
        ),
        (earlier, "An earlier production had them in full ({}): claim that copy back (FRCP 26(b)(5)(B), FRE 502)."),
        (
            sum(not one.privilege for one, _out in gone),
            "Logged because marks on them claim a privilege, though they are not marked as privileged ({}).",
        ),
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
