"""The integrity certificate: the outcome of a verification, claiming no more than the hashes show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evidence_app import __version__
from evidence_app.jobs import CancelToken
from evidence_app.reports.caption import footer, matter_facts
from evidence_app.reports.contract import ProgressCallback, option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import exhibits, integrity
from evidence_app.services.integrity import Finding, IntegrityReport
from evidence_app.services.matter import Matter

COLUMNS = (
    ListColumn("severity", "Severity", 0.9, strong=True),
    ListColumn("area", "Area", 1.3),
    ListColumn("words", "Finding", 5.0),
)
MEANING = (
    "A matching SHA-256 value shows that a stored file is byte for byte the file that was imported: unchanged since "
    "import. It does not show who made the file, when it was made, what happened to it before import, or that its "
    "content is genuine."
)


@dataclass(frozen=True)
class CertificateOptions:
    """What the certificate lists."""

    notices: bool = option(True, "Also list notices, not only problems.", (), "Notices")
    include_privileged: bool = option(False, "Name privileged exhibits in findings.", (), "Privileged exhibits")


@dataclass(frozen=True)
class CertificateReport(ListReport):
    """Verifies the matter first, then prints the outcome."""

    def made(self, matter: Matter, options: Any, progress: ProgressCallback, cancel: CancelToken) -> ListDocument:
        """Verify, then build; the footer carries the log's head as it stood when verification began."""
        return document(matter, options, integrity.verify(matter, progress, cancel))


def build(matter: Matter, options: CertificateOptions) -> ListDocument:
    """Verify the matter and lay the outcome out."""
    return document(matter, options, integrity.verify(matter))


def document(matter: Matter, options: CertificateOptions, report: IntegrityReport) -> ListDocument:
    """The outcome of one verification as a document."""
    secret = exhibits.kept_back(matter, privileged=not options.include_privileged)
    findings = report.findings if options.notices else report.problems
    title = "Integrity certificate"
    return ListDocument(
        title=title,
        columns=COLUMNS,
        groups=(ListGroup("Findings", tuple(_row(one, secret) for one in findings), empty="No findings."),),
        facts=(*matter_facts(matter), *_outcome(report)),
        lead=(_verdict(report), MEANING),
        footer=footer(matter, title),
        landscape=False,
        text_size=11,
    )


def _outcome(report: IntegrityReport) -> tuple[tuple[str, str], ...]:
    return (
        ("Verified", f"{_moment(report.started_at)} to {_moment(report.finished_at)} UTC"),
        ("Program", f"Evidence {__version__}"),
        ("Checked", ", ".join(report.checks)),
        ("Originals", f"{report.originals} files re-hashed with SHA-256 ({report.bytes_hashed:,} bytes)"),
        ("Links", f"{report.links} evidence links"),
        ("Audit log", f"{report.entries} entries, hash of the last {report.head}"),
    )


def _verdict(report: IntegrityReport) -> str:
    notices = len(report.findings) - len(report.problems)
    told = f" Notices: {notices}." if notices else ""
    if report.clean:
        return f"No problem was found: every stored original is unchanged since import.{told}"
    return f"Problems found: {len(report.problems)}. What they name cannot be certified.{told}"


def _row(one: Finding, secret: set[int]) -> ListRow:
    words = one.words if one.exhibit_id not in secret else re.sub("“.*”", "[title withheld]", one.words)
    return ListRow((one.severity.capitalize(), one.area, words))


def _moment(at: str) -> str:
    return at.replace("T", " ")[:19]


REPORT = CertificateReport(
    "integrity-certificate", "Integrity certificate", CertificateOptions, build,
    about="Every original hashed again, the log checked, and the outcome in words.",
)  # fmt: skip
