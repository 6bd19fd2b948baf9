"""Documents made from a matter. Every report is written under a temporary name first, then recorded with its hash."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import EvidenceError, NotFound, StorageProblem, UserError
from evidence_app.reports import (
    audit_trail,
    binder,
    certificate,
    chronology,
    copies,
    custody,
    exhibit_list,
    hash_certificate,
    hearing,
    import_report,
    preflight_report,
    privilege_log,
    production,
    proof_chart,
    redaction,
    search_terms,
    served_lists,
    tag_report,
    timeline,
)
from evidence_app.reports.contract import ProgressCallback, Report, ReportResult, Written
from evidence_app.services import history
from evidence_app.services.matter import Matter
from evidence_app.settings import load_settings

BUILT_IN: tuple[Report, ...] = (
    exhibit_list.REPORT,
    proof_chart.REPORT,
    chronology.REPORT,
    timeline.REPORT,
    tag_report.REPORT,
    privilege_log.REPORT,
    search_terms.REPORT,
    served_lists.REPORT,
    served_lists.CHANGES_REPORT,
    hearing.REPORT,
    import_report.REPORT,
    audit_trail.REPORT,
    certificate.REPORT,
    hash_certificate.REPORT,
    custody.REPORT,
    preflight_report.REPORT,
    binder.REPORT,
    copies.STAMPED_COPIES,
    copies.BATES_SET,
    production.REPORT,
    redaction.REPORT,
)

CHECKED_REPORTS = {
    "exhibit-list": "exhibit list", "binder": "binder", "stamped-copies": "binder", "bates-set": "production",
    "production": "production",
}  # fmt: skip
"""Reports that leave the office -> the purpose of the check before (see ``services.preflight``)."""

__all__ = ["BUILT_IN", "CHECKED_REPORTS", "Report", "ReportResult", "Written", "every", "get", "write"]


def every() -> tuple[Report, ...]:
    """The built-in reports and, when the user's settings allow plug-ins, those of the entry-point group.

    Third-party code beside evidence is a decision, so nothing of it is loaded before. A plug-in that cannot be loaded is
    left out and logged; one cannot take the name of a built-in report.
    """
    return (*BUILT_IN, *_plugins()) if load_settings().plugins else BUILT_IN


@lru_cache(maxsize=1)
def _plugins() -> tuple[Report, ...]:
    taken = {report.name for report in BUILT_IN}
    found: list[Report] = []
    for point in entry_points(group="evidence_app.reports"):
        try:
            report: Report = point.load()
            fits = report.name not in taken and all(s.startswith(".") for s in report.suffixes)
        except Exception:
            logging.getLogger(__name__).warning("the report plug-in %s cannot be loaded", point.name, exc_info=True)
            continue
        if fits:
            found.append(report)
            taken.add(report.name)
    return tuple(found)


def get(name: str) -> Report:
    """The report of that name; raises NotFound."""
    known = every()
    for report in known:
        if report.name == name:
            return report
    raise NotFound(f"There is no report {name!r}.", f"Known: {', '.join(report.name for report in known)}.")


def write(
    matter: Matter,
    name: str,
    options: Any,
    path: Path,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> ReportResult:
    """Write a report to ``path`` and record the export with the file's SHA-256.

    ``options`` is an instance of the report's ``Options``, or None for the defaults. The matter is read in one
    consistent state. An existing file is replaced only by a complete one. Raises UserError for a wrong suffix or a
    place inside the matter, StorageProblem when the disk refuses, Cancelled when stopped; then nothing was written.
    """  # fmt: skip
    report = get(name)
    target = _target(matter, report, path)
    temporary = _temporary(target)
    try:
        with matter.snapshot():
            written = report.write(matter, options or report.Options(), temporary, progress, cancel)
        digest = _finish(temporary, target)
    except OSError as error:
        raise _disk(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    notes = (*written.notes, *_record(matter, report, target, digest, written))
    return ReportResult(target, digest, written.rows, written.pages, notes)


def _target(matter: Matter, report: Report, path: Path) -> Path:
    target = path.expanduser().absolute()
    if target.suffix.lower() not in report.suffixes:
        known = ", ".join(report.suffixes)
        raise UserError(f"{report.title} cannot be written as “{target.suffix or target.name}”.", f"End it in {known}.")
    if target.is_dir():
        raise UserError(f"{target} is a folder.", "Give the name of a file.")
    inside = (target.parent.resolve() / target.name).parents
    if matter.folder.root.resolve() in inside or any((one / matter.folder.database.name).exists() for one in inside):
        raise UserError("Exports do not go into the folder of a matter.", "Choose a folder outside it.")
    return target


def _temporary(target: Path) -> Path:
    """An empty file beside the target: on the same disk, so that the last step is one rename."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".evidence-", suffix=target.suffix.lower(), dir=target.parent)
    except OSError as error:
        raise _disk(target, error) from error
    os.close(handle)
    return Path(name)


def _finish(temporary: Path, target: Path) -> str:
    """Flush the finished file to the disk, give it its name, and return its SHA-256."""
    with temporary.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        temporary.chmod(0o644)  # temporary files are made for their owner only
    temporary.replace(target)
    return digest


def _disk(target: Path, error: OSError) -> StorageProblem:
    reason = error.strerror or str(error)
    return StorageProblem(f"{target.name} cannot be written: {reason}.", "Choose another folder; nothing was written.")


def _record(matter: Matter, report: Report, target: Path, digest: str, written: Written) -> tuple[str, ...]:
    if matter.read_only:
        return ("This matter is open for reading only, so the export was not recorded in its history.",)
    try:
        history.record(
            matter, "Export {report} to {file}", report=report.title, file=target.name, sha256=digest,
            rows=written.rows, pages=written.pages, **({"notes": list(written.notes)} if written.notes else {}),
        )  # fmt: skip
    except EvidenceError as error:
        return (f"The file is complete, but the export could not be recorded: {error}",)
    return ()
