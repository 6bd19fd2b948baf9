"""Reports that cannot guess what is wanted: what they are asked for where every report is tried."""

from pathlib import Path
from typing import Any

from evidence_app import reports
from evidence_app.model.errors import UserError
from evidence_app.services.matter import Matter

NEEDS_EXHIBITS = {"bates-set", "production", "binder", "stamped-copies", "redacted-copy", "portable-case"}
"""Refuse an empty matter, because there is nothing to print."""


def options_for(report: reports.Report, matter: Matter) -> Any:
    """Options a person would have to give; None where the defaults do."""
    if report.name in ("bates-set", "production"):
        return report.Options(prefix="T")
    if report.name == "redacted-copy":
        found = matter.read.tuples(
            "SELECT e.id, p.text FROM exhibit e JOIN page p ON p.exhibit_id = e.id "
            "WHERE e.privilege = '' AND e.sequestered = 0 AND p.text != '' ORDER BY e.id LIMIT 1"
        )
        return report.Options(exhibit=f"#{found[0][0]}", words=found[0][1].split()[0]) if found else None
    return None


def write(matter: Matter, report: reports.Report, path: Path) -> reports.ReportResult | None:
    """Write a report, or None when it refuses with a sentence because the matter holds nothing for it."""
    try:
        return reports.write(matter, report.name, options_for(report, matter), path)
    except UserError as error:
        assert report.name in NEEDS_EXHIBITS, report.name
        assert str(error)
        assert not path.exists()
        return None
