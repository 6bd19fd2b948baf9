"""Pre-flight: what should be looked at before exhibits leave the office, named with its place.

The check states what was looked for and what was found. It never says that a filing is in order; that is for a person.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from evidence_app.jobs import CancelToken, Pool, ProgressCallback
from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.preflight import (
    CHECKS,
    PURPOSES,
    WITH_FILES,
    PreflightFinding,
    Purpose,
    in_order,
)
from evidence_app.services import history, redactions
from evidence_app.services.matter import Matter
from evidence_app.services.preflight_files import file_findings
from evidence_app.services.preflight_rules import Selection, rule_findings

__all__ = [
    "CHECKS", "PURPOSES", "Override", "PreflightFinding", "check", "decide", "override", "overrides",
    "refuse_unredacted", "standing",
]  # fmt: skip

OVERRIDE = "Override pre-flight findings ({codes}): {reason}"


@dataclass(frozen=True)
class Override:
    """A person's decision to go on in spite of findings. ``entry`` is its log entry, ``at`` is UTC."""

    entry: int
    at: str
    by: str
    codes: tuple[str, ...]
    reason: str
    purpose: str
    exhibit_ids: tuple[int, ...] = field(default=())


def check(
    matter: Matter,
    exhibit_ids: Collection[int] | None = None,
    purpose: Purpose = "exhibit list",
    limit_mb: float | None = None,
    *,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    pool: Pool | None = None,
) -> list[PreflightFinding]:
    """Everything found, gravest first. ``exhibit_ids`` None = every numbered exhibit that may leave the office.

    ``limit_mb`` is the size limit of a portal in megabytes (1 MB = 1,000,000 bytes). Files are read in child processes.
    Raises UserError for an unknown purpose, NotFound for an unknown exhibit, Cancelled when stopped.
    """
    if purpose not in PURPOSES:
        raise UserError(f"{purpose!r} is no purpose of a pre-flight check.", f"Known: {', '.join(PURPOSES)}.")
    with matter.snapshot():
        selection = selected(matter, exhibit_ids, purpose, limit_mb)
        found = list(rule_findings(matter, selection, cancel or CancelToken()))
        if purpose in WITH_FILES:
            found += file_findings(matter, selection, progress, cancel or CancelToken(), pool)
    return in_order(found, [one.id for one in selection.exhibits])


def selected(
    matter: Matter, exhibit_ids: Collection[int] | None, purpose: Purpose, limit_mb: float | None
) -> Selection:
    """The exhibits to look at, in the order of their numbers; raises NotFound for an unknown one."""
    sql = "SELECT * FROM exhibit ORDER BY number_sort, family_position, id"
    every = matter.read.rows(Exhibit, sql)
    if exhibit_ids is None:
        chosen = [one for one in every if one.number and one.outward]
    else:
        wanted = set(exhibit_ids)
        if wanted - {one.id for one in every}:
            raise NotFound("One of the chosen exhibits does not exist.", "Choose them again in the exhibit list.")
        chosen = [one for one in every if one.id in wanted]
    return Selection(chosen, every, purpose, limit_mb, explicit=exhibit_ids is not None)


def override(
    matter: Matter, codes: Collection[str], reason: str, *, purpose: str = "", exhibit_ids: Collection[int] = ()
) -> Changes:
    """Record that somebody decided to go on in spite of findings, and why; the findings themselves stay findings.

    Raises UserError for an unknown code or without a reason.
    """
    unknown = sorted(set(codes) - set(CHECKS))
    if unknown or not codes:
        raise UserError(
            f"{(unknown or ['nothing'])[0]!r} is no pre-flight finding.", "Name the codes printed by the check."
        )
    if len(reason.strip()) < 3:
        raise UserError("An override needs a reason.", "Say in one sentence why it may go out as it is.")
    return history.record(
        matter, OVERRIDE, codes=", ".join(sorted(set(codes))), reason=reason.strip(), purpose=purpose,
        exhibit_ids=sorted(set(exhibit_ids)),
    )  # fmt: skip


def overrides(matter: Matter) -> list[Override]:
    """Every override recorded, newest first."""
    sql = "SELECT id, at, actor, detail FROM audit_entry WHERE action = ? ORDER BY id DESC"
    found = []
    for entry, at, actor, text in matter.read.tuples(sql, (OVERRIDE,)):
        detail = json.loads(text)
        codes, ids = tuple(detail["codes"].split(", ")), tuple(detail["exhibit_ids"])
        found.append(Override(entry, at, actor, codes, detail["reason"], detail["purpose"], ids))
    return found


def standing(
    findings: Iterable[PreflightFinding], decided: Collection[Override], purpose: str
) -> list[PreflightFinding]:
    """The findings nobody has decided about yet, in the same order.

    A decision holds for its purpose, its codes and the exhibits it names, never for an exhibit that came later; what
    concerns the list as a whole is settled by any decision about that code.
    """
    settled = {
        (code, exhibit)
        for one in decided
        if one.purpose in ("", purpose)
        for code in one.codes
        for exhibit in (None, *one.exhibit_ids)
    }
    return [one for one in findings if (one.code, one.exhibit_id) not in settled]


def decide(matter: Matter, findings: Collection[PreflightFinding], reason: str, purpose: Purpose) -> list[Changes]:
    """Record one decision per kind of finding, each for exactly the exhibits these findings are about.

    Raises UserError without findings or without a reason.
    """
    by_code: dict[str, set[int]] = {}
    for one in findings:
        by_code.setdefault(one.code, set()).update({one.exhibit_id} - {None})  # type: ignore[arg-type]
    if not by_code:
        raise UserError("No finding is chosen.", "Select the findings that were looked at.")
    return [override(matter, [code], reason, purpose=purpose, exhibit_ids=ids) for code, ids in by_code.items()]


def refuse_unredacted(matter: Matter, exhibits: Collection[Exhibit], purpose: Purpose) -> None:
    """Stop an export that would hold what redaction marks take out, unless somebody has decided so for that purpose.

    Raises UserError naming the exhibits and the way out.
    """
    marked = redactions.counts(matter, [one.id for one in exhibits])
    decided = {
        exhibit
        for one in overrides(matter)
        if one.purpose in ("", purpose) and "redaction-marks" in one.codes
        for exhibit in one.exhibit_ids
    }
    names = [one.label for one in exhibits if one.id in marked and one.id not in decided]
    if names:
        told = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        raise UserError(
            f"{told} would leave without the redactions marked.",
            f"Leave it out, or record why in the check before it leaves ({purpose}, redaction-marks).",
        )
