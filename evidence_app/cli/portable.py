"""``portable``: a folder with chosen claims and exhibits that any browser can show."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from evidence_app.cli.claims import find_claim
from evidence_app.cli.output import examples, json_option, note, plural, say, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.reports import report_option
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.reports.portable.content import PortableOptions

FLAGS = tuple(field for field in fields(PortableOptions) if field.name not in ("claims", "exhibits"))


def _options(command: Any) -> Any:
    """The options every export has, from the export's own list of them."""
    for field in reversed(FLAGS):
        command = report_option(PortableOptions, field)(command)
    return command


@click.command(
    "portable",
    epilog=examples(
        "evidence portable ~/hand-over --claim 1 --claim 3", "evidence portable ~/hand-over --exhibit P-12 --pages both"
    ),
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--claim", "claims", multiple=True, metavar="N", help="A claim with its evidence. May be repeated.")
@click.option("--exhibit", "exhibits", multiple=True, help="An exhibit. May be repeated.")
@_options
@in_matter
@json_option
@pass_session
def portable(
    session: Session, /, out: Path, claims: tuple[str, ...], exhibits: tuple[str, ...], as_json: bool, **given: Any
) -> None:
    """Write a folder that shows chosen claims and exhibits in any browser.

    OUT is a new folder; open index.html in it. Nothing in it asks for a network. It holds only what was chosen and the
    evidence linked to it, never privileged, sequestered or withdrawn exhibits, and a SHA-256 for every file.
    """
    from evidence_app.reports import portable as service
    from evidence_app.services import exhibits as exhibit_service

    with session.open() as matter, stoppable() as cancel, progress_bar("Writing the portable case") as tell:
        options = PortableOptions(
            claims=tuple(dict.fromkeys(int(find_claim(matter, number).claim.id) for number in claims)),
            exhibits=tuple(dict.fromkeys(int(exhibit_service.find(matter, name).id) for name in exhibits)),
            **given,
        )
        made = service.export(matter, options, out, tell, cancel)
    for remark in made.notes:
        note(f"Note: {remark}")
    if as_json:
        show_json(made)
    else:
        say(
            f"{plural(made.claims, 'claim')}, {plural(made.exhibits, 'exhibit')}, {plural(made.pages, 'page')}: "
            f"{plural(made.files, 'file')} in {made.path}\nSHA-256 of SHA256SUMS {made.sha256}"
        )
