"""``verify``: does everything still equal what was recorded?"""

from __future__ import annotations

import click

from evidence_app.cli.output import json_option, plural, say, show, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column
from evidence_app.model.errors import IntegrityProblem

FINDING_COLUMNS = (
    Column("severity", "Finding", lambda f: f.severity),
    Column("area", "Area", lambda f: f.area),
    Column("words", "What", lambda f: f.words),
)


@click.command("verify")
@in_matter
@json_option
@pass_session
def verify(session: Session, as_json: bool) -> None:
    """Check that everything still equals what was recorded.

    The database, every original (hashed again), the audit log, the rows against the log, the quotes, the search tables.
    Nothing is repaired. Exit code 0 = no problem, 4 = a problem was found.
    """
    from evidence_app.services import integrity

    with session.open() as matter, stoppable() as cancel, progress_bar("Verifying") as tell:
        report = integrity.verify(matter, tell, cancel)
    if as_json:
        show_json({"clean": report.clean, **vars(report)})
    else:
        show(report.findings, FINDING_COLUMNS, False, empty="No finding.")
        say(
            f"{plural(report.originals, 'original')} ({report.bytes_hashed:,} bytes) hashed again, "
            f"{plural(report.entries, 'audit entry', 'audit entries')} and {plural(report.links, 'link')} checked."
        )
        say(f"Head of the audit log: {report.head}")
        say("No problem found." if report.clean else f"{plural(len(report.problems), 'problem')} found.")
    if not report.clean:
        raise IntegrityProblem(
            "The matter differs from its record.",
            "Restore the files named above from a backup; keep this matter as it is.",
        )
