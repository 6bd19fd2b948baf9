"""A draft certification under Fed. R. Evid. 902(14): hash values at import and now, for a qualified person to complete.

The program states only what it did itself (hashing at import and now). Collection is the declarant's to describe, and
the oath is the declarant's to sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from evidence_app import __version__
from evidence_app.jobs import CancelToken
from evidence_app.model.errors import IntegrityProblem, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import ProgressCallback, option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import exhibits, integrity
from evidence_app.services.integrity import IntegrityReport
from evidence_app.services.matter import Matter

TITLE = "CERTIFICATION OF COPIED DATA UNDER FED. R. EVID. 902(14)"
DRAFT = "DRAFT FOR REVIEW AND SIGNATURE BY A QUALIFIED PERSON"
BLANK = "____________________"
COLUMNS = (
    ListColumn("number", "Exhibit", 0.8, strong=True),
    ListColumn("file", "File", 2.2),
    ListColumn("bytes", "Bytes", 0.9),
    ListColumn("imported", "Hashed at import (UTC)", 1.2),
    ListColumn("before", "SHA-256 recorded at import", 2.1, mono=True),
    ListColumn("verified", "Hashed again (UTC)", 1.2),
    ListColumn("after", "SHA-256 of the stored copy", 2.1, mono=True),
)
BASES = frozenset({"originals", "database", "audit log", "rows against the log"})
"""Areas whose problems make a certification impossible."""


@dataclass(frozen=True)
class HashCertificateOptions:
    """Who certifies what. What is left empty is printed as a blank to fill in."""

    exhibits: tuple[str, ...] = option(
        (), "Only these exhibit numbers; empty = every numbered exhibit.", (), "Exhibits"
    )
    declarant: str = option("", "Name of the person who will sign.", (), "Declarant")
    position: str = option("", "Title and employer of that person.", (), "Position")
    qualification: str = option("", "Training and experience with copying and hashing data.", (), "Qualification")
    source: str = option("", "What was copied: device, medium or account, serial number, size.", (), "Source")
    method: str = option("", "How it was copied, by whom, when and where.", (), "Copying")
    place: str = option("", "Where the declaration is signed.", (), "Place")
    file_names: bool = option(False, "Print file names instead of exhibit titles.", (), "File names")
    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")


@dataclass(frozen=True)
class HashCertificateReport(ListReport):
    """Re-hashes everything first and refuses while anything differs."""

    def made(self, matter: Matter, options: Any, progress: ProgressCallback, cancel: CancelToken) -> ListDocument:
        """Verify, refuse or build."""
        return document(matter, options, integrity.verify(matter, progress, cancel))


def build(matter: Matter, options: HashCertificateOptions) -> ListDocument:
    """Verify the matter and draft the certification. Raises IntegrityProblem while anything differs."""
    return document(matter, options, integrity.verify(matter))


def document(matter: Matter, options: HashCertificateOptions, report: IntegrityReport) -> ListDocument:
    """The draft from one verification."""
    refuse(report)
    chosen = _chosen(matter, options)
    return ListDocument(
        title=TITLE,
        columns=COLUMNS,
        groups=(ListGroup("Schedule of hash values", _rows(matter, chosen, options), empty="No exhibits are listed."),),
        caption=make_caption(matter, options.caption) if options.caption != "none" else None,
        marking=DRAFT,
        lead=_statements(options, report, len(chosen)),
        closing=(_oath(options),),
        lines=("Signature", f"{options.declarant or 'Name'}", "Date"),
        footer=footer(matter, TITLE),
        text_size=12,
        notes=(
            "Give reasonable written notice and make the record and the certificate available (FRE 902(11), 902(14)).",
            "The certificate is about authenticity only, not about hearsay or relevance.",
        ),
    )


def refuse(report: IntegrityReport) -> None:
    """Raise IntegrityProblem while the files, the database or the log differ from what was recorded."""
    failed = [one for one in report.problems if one.area in BASES]
    if failed:
        raise IntegrityProblem(
            f"No certification can be drafted: {len(failed)} checks failed, the first in the area “{failed[0].area}”.",
            "Run Verify, restore what differs, and try again.",
        )


def _chosen(matter: Matter, options: HashCertificateOptions) -> list[Exhibit]:
    """Outward exhibits with an original, in the order of their numbers; one that may not go out is refused unnamed."""
    if options.exhibits:
        found = [exhibits.find(matter, number) for number in options.exhibits]
        barred = [number for number, one in zip(options.exhibits, found, strict=True) if not one.outward]
        if barred:
            raise UserError(f"{barred[0]} is privileged or sequestered.", "Leave it out of the certification.")
        return [one for one in found if one.original_sha256]
    sql = """SELECT * FROM exhibit WHERE number IS NOT NULL AND original_sha256 != '' AND privilege = ''
             AND sequestered = 0 ORDER BY number_sort, id"""
    return matter.read.rows(Exhibit, sql)


def _rows(matter: Matter, chosen: list[Exhibit], options: HashCertificateOptions) -> tuple[ListRow, ...]:
    return tuple(_row(matter, one, options) for one in chosen)


def _row(matter: Matter, one: Exhibit, options: HashCertificateOptions) -> ListRow:
    """Hash the stored copy once more, so that the printed value is a measured one and not a copy of the record."""
    now = matter.originals.hash_of(matter.originals.existing(one.original_sha256))
    if now.sha256 != one.original_sha256:
        raise IntegrityProblem("A stored copy changed while it was being certified.", "Run Verify and try again.")
    words = one.file_name if options.file_names else one.description or one.title
    moment = datetime.now(UTC).isoformat()
    imported = _moment(one.imported_at)
    number = one.number or f"#{one.id}"
    return ListRow((number, words, f"{now.size:,}", imported, one.original_sha256, _moment(moment), now.sha256))


def _statements(options: HashCertificateOptions, report: IntegrityReport, count: int) -> tuple[str, ...]:
    return (
        f"I, {options.declarant or BLANK}, state:",
        f"1. Position. I am {options.position or BLANK}.",
        f"2. Qualification. {options.qualification or BLANK}",
        f"3. Data copied. {options.source or BLANK}",
        f"4. Copying. {options.method or BLANK} [To be stated by the declarant; the program did not take part.]",
        f"5. Identification. When each file in the schedule was imported, Evidence (now version {__version__}) computed "
        "its SHA-256 value from the bytes received, before any text recognition, stamping or conversion.",
        f"6. Comparison. From {_moment(report.started_at)} UTC on, the SHA-256 values of the stored copies were computed "
        f"again, at the times given in the schedule. For each of the {count} files in the schedule the two values are "
        "identical: the stored copy is unchanged since import.",
        "7. I compared the values in the schedule with those of the proffered items: "
        f"{BLANK} [To be completed by the declarant.]",
    )


def _oath(options: HashCertificateOptions) -> str:
    """The wording of 28 U.S.C. 1746(2), for use within the United States; unsigned."""
    place = f" at {options.place}" if options.place else ""
    return (
        "I declare under penalty of perjury that the foregoing is true and correct. "
        f"Executed on {BLANK}{place}. [28 U.S.C. 1746; to be signed by the declarant]"
    )


def _moment(at: str) -> str:
    return at.replace("T", " ")[:19]


REPORT = HashCertificateReport(
    "certificate-902-14", "FRE 902(14) certificate draft", HashCertificateOptions, build,
    about="A draft of the FRE 902(14) certification for a qualified person to check and sign.",
)  # fmt: skip
