"""``backup`` and ``restore``: the whole matter in one verified file."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_app.cli.output import json_option, plural, say, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.errors import IntegrityProblem


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@in_matter
@json_option
@pass_session
def backup(session: Session, file: Path, as_json: bool) -> None:
    """Write the matter into one file and read it back.

    The file is the one named; without an ending it gets .evidence-backup. It appears only when it is whole and checked;
    an existing one is never overwritten. A backup that was stopped goes on where it was when it is started again.
    """
    from evidence_app.services import backup as service

    with session.open() as matter, stoppable() as cancel, progress_bar("Backing up") as tell:
        content = service.backup(matter, file, tell, cancel)
    target = service.target_named(file)
    if as_json:
        show_json(
            {
                "file": str(target.absolute()),
                "name": content.name,
                "made_at": content.made_at,
                "members": len(content.members),
            }
        )
    else:
        say(f"Backed up “{content.name}” to {target} ({plural(len(content.members), 'file')}, checked).")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def restore(file: Path, folder: Path) -> None:
    """Unpack a backup into a new folder and verify it.

    A restore that was stopped goes on when it is started again with the same file and folder.
    """
    from evidence_app.services import backup as service

    with stoppable() as cancel, progress_bar("Restoring") as tell:
        report = service.restore(file, folder, tell, cancel)
    say(
        f"Restored to {folder}: {plural(report.originals, 'original')} hashed again, {plural(len(report.problems), 'problem')}."
    )
    if not report.clean:
        raise IntegrityProblem("The restored matter differs from its record.", f"evidence verify -m {folder}")
