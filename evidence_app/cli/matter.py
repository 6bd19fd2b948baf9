"""``new``, ``demo``, ``open`` and ``info``: the matter itself."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import examples, json_option, note, plural, say, say_done, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.errors import NotFound, StorageProblem, UserError
from evidence_app.paths import documents_folder

if TYPE_CHECKING:
    from evidence_app.services.matter import Matter

SIDES = ("plaintiff", "defendant", "joint", "other")
DEMO_NAME = "De La Torre v LinkedIn (sample)"


@click.command(
    "new",
    epilog=examples(
        'evidence new "Rivera v. Example Corp." rivera.matter --docket 3:26-cv-01234',
        '    --court "United States District Court, Northern District of California"',
        '    --party "plaintiff:Ana Rivera:PX" --claim ca_contract_breach   (all on one line)',
    ),
)
@click.argument("name")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--court", default="", help="Court, as printed in the caption.")
@click.option("--division", default="", help="Division of the court.")
@click.option("--docket", default="", help="Docket number.")
@click.option("--judge", default="", help="Judge.")
@click.option(
    "--claim", "claims", multiple=True, metavar="TEMPLATE_ID", help="Claim from the library; see 'claims templates'."
)
@click.option(
    "--party", "parties", multiple=True, metavar="SIDE:NAME[:PREFIX]", help='For example "plaintiff:Ana Rivera:PX".'
)
def new(
    name: str,
    folder: Path,
    court: str,
    division: str,
    docket: str,
    judge: str,
    claims: tuple[str, ...],
    parties: tuple[str, ...],
) -> None:
    """Make a new matter in an empty folder."""
    from evidence_app.services.matter import create_matter
    from evidence_app.services.parties import add_party
    from evidence_app.services.proof import add_claim_from_template, template

    wanted = [template(claim) for claim in claims]
    sides = [read_party(party) for party in parties]
    facts = {"court": court, "division": division, "docket_number": docket, "judge": judge}
    with create_matter(folder, name, **facts) as matter:
        for side, party, prefix in sides:
            add_party(matter, party, side, prefix=prefix)
        for one in wanted:
            add_claim_from_template(matter, one.id)
    say(f"Made the matter “{name}” in {folder}.")
    note(f"Next: evidence -m {_quoted(folder)} import PATH...")


def read_party(text: str) -> tuple[str, str, str]:
    """``plaintiff:Ana Rivera:PX`` as side, name and exhibit prefix; the prefix may be missing. Raises UserError."""
    side, colon, rest = text.partition(":")
    name, _, prefix = rest.partition(":")
    if not colon or side.strip().lower() not in SIDES or not name.strip():
        raise UserError(f"{text!r} is not a party.", f"Write SIDE:NAME or SIDE:NAME:PREFIX; sides: {', '.join(SIDES)}.")
    return side.strip().lower(), name.strip(), prefix.strip()


def _quoted(folder: Path) -> str:
    return f'"{folder}"' if " " in str(folder) else str(folder)


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--no-window", is_flag=True, help="Only build it; print where it is.")
@click.option("--fresh", is_flag=True, help="Build another one beside the first, with a number.")
@pass_session
def demo(session: Session, folder: Path | None, no_window: bool, fresh: bool) -> int:
    """Build the sample matter and open it in the window.

    A sample matter that is already there is opened as it is; --fresh builds a new one in a numbered folder.
    """
    place = (folder or documents_folder() / DEMO_NAME).expanduser().absolute()
    if fresh and place.exists():
        place = next_free(place)
    if (place / "matter.sqlite").is_file():
        note("The sample matter is there already; opening it. --fresh builds a new one.")
    else:
        _build(place)
    say(str(place))
    return 0 if no_window else session.open_window(place)


def next_free(place: Path) -> Path:
    """The first of ``NAME 2``, ``NAME 3`` ... that does not exist."""
    return next(free for n in range(2, 10_000) if not (free := place.with_name(f"{place.name} {n}")).exists())


def _build(place: Path) -> None:
    """Build beside the final place and move it there when it is whole, so that a stopped build leaves no half matter."""
    from evidence_app.services.demo import build_demo

    if place.exists() and any(place.iterdir()):
        raise StorageProblem(f"The folder {place} is not empty.", "Choose a new or an empty folder.")
    place.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".evidence-demo-", dir=place.parent))
    try:
        with progress_bar("Building the sample matter") as tell:
            build_demo(workshop / "matter", tell)
        if place.exists():
            place.rmdir()
        (workshop / "matter").rename(place)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@click.command("open")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@in_matter
@pass_session
def open_(session: Session, folder: Path | None) -> int:
    """Open a matter in the window."""
    place = folder or session.matter_folder()
    if not (place / "matter.sqlite").is_file():
        raise NotFound(f"There is no matter in {place}.", "Choose the folder that contains matter.sqlite.")
    return session.open_window(place)


@click.command("caption", epilog=examples('evidence caption docket_number=3:26-cv-01234 judge="Hon. A. Bell"'))
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE...]")
@click.option("--party", "parties", multiple=True, metavar="SIDE:NAME[:PREFIX]", help="Add a party; may be repeated.")
@in_matter
@pass_session
def caption(session: Session, fields: tuple[str, ...], parties: tuple[str, ...]) -> None:
    """Change the caption, add parties.

    Fields: name, court, division, docket_number, judge, status_note, status_source, court_zone, notes.
    """
    from evidence_app.cli.editing import split_assignments
    from evidence_app.services import parties as service

    if not fields and not parties:
        raise UserError("Say what to change: field=value, or --party.", "'evidence info' shows the caption.")
    sides = [read_party(party) for party in parties]
    named, values = split_assignments(fields) if fields else ([], {})
    if named:
        raise UserError(f"{named[0]!r} is not field=value.")
    with session.open() as matter:
        if values:
            say_done(service.describe_matter(matter, **values))
        for side, name, prefix in sides:
            service.add_party(matter, name, side, prefix=prefix)
            say(f"Added {side} {name}.")


@click.command("info")
@in_matter
@json_option
@pass_session
def info(session: Session, as_json: bool) -> None:
    """Show the caption, the parties and what the matter holds."""
    with session.open() as matter:
        facts = _facts(matter)
    if as_json:
        show_json(facts)
        return
    for label, value in facts["matter"].items():
        if value:
            say(f"{label.replace('_', ' ').capitalize():<14} {value}")
    for party in facts["parties"]:
        series = f", exhibits {party['prefix']}{party['first_number']}..." if party["prefix"] else ""
        say(f"{party['side'].capitalize():<14} {party['name']}{series}")
    say(_holds(facts["counts"]))


def _facts(matter: Matter) -> dict[str, Any]:
    from evidence_app.services import chronology, evidence_links, exhibits, importing, parties, proof, scans

    record = asdict(matter.record)
    shown = ("name", "court", "division", "docket_number", "judge", "status_note", "status_source", "created_at")
    rows = exhibits.list_rows(matter)
    claims = proof.tree(matter)
    return {
        "matter": {"folder": str(matter.folder.root), **{key: record[key] for key in shown}},
        "parties": [asdict(party) for party in parties.parties(matter)],
        "counts": {
            "exhibits": len(rows),
            "pages": sum(row.page_count for row in rows),
            "pages_without_text": sum(row.silent_pages for row in rows),
            "pages_waiting_for_ocr": scans.waiting_scans(matter),
            "claims": len(claims),
            "elements_proved": sum(claim.proved for claim in claims),
            "elements_needed": sum(claim.needed for claim in claims),
            "links": len(evidence_links.links(matter)),
            "events": len(chronology.list_events(matter)),
            "unfinished_imports": len(importing.unfinished(matter)),
        },
    }


def _holds(counts: dict[str, int]) -> str:
    text = (
        f"{'Holds':<14} {plural(counts['exhibits'], 'exhibit')}, {plural(counts['pages'], 'page')} "
        f"({counts['pages_without_text']:,} without text), {plural(counts['claims'], 'claim')}, "
        f"{counts['elements_proved']} of {counts['elements_needed']} elements proved on paper, "
        f"{plural(counts['links'], 'link')}, {plural(counts['events'], 'event')}"
    )
    if counts["unfinished_imports"]:
        text += f"\n{'Attention':<14} an import is unfinished; 'evidence import --resume' goes on with it"
    return text
