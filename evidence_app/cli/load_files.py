"""``import-production`` and ``overlay``: what load files say, into the matter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence_app.cli.importing import report_import
from evidence_app.cli.output import examples, json_option, note, plural, say, say_done, show, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError

if TYPE_CHECKING:
    from evidence_app.importers.load_documents import LoadFolder
    from evidence_app.model.load_fields import DateOrder
    from evidence_app.services.overlay import MatchBy

LISTED = 30
"""Rows that cannot be taken in, listed before an import; the import itself keeps every one."""
ORDERS = click.Choice(["month first", "day first"])
HEADING_COLUMNS = (
    Column("heading", "Column", lambda c: c[0]),
    Column("meaning", "Taken for", lambda c: c[1] or "kept with the exhibit"),
)
PROBLEM_COLUMNS = (
    Column("place", "Where", lambda d: d.place),
    Column("begin", "Number", lambda d: d.begin),
    Column("problem", "Reason", lambda d: d.problem),
)
VALUE_COLUMNS = (
    Column("name", "Exhibit", lambda v: v.name),
    Column("field", "Field", lambda v: v.field),
    Column("old", "Before", lambda v: v.old),
    Column("new", "After", lambda v: v.new),
    Column("problem", "Remark", lambda v: v.problem or v.remark),
)


@click.command(
    "import-production",
    epilog=examples(
        "evidence import-production VOL001 --look                 what is recognised; nothing is imported",
        'evidence import-production VOL001 --dates "month first"  4/9/2018 is 9 April',
        "evidence import-production VOL001.zip                    as it came; it is only read",
    ),
)
@click.argument("source", metavar="FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--look", "looking", is_flag=True, help="Only show what is recognised.")
@click.option(
    "--dates", type=ORDERS, default=None, help="What comes first in 4/9/2018; without it such dates stay open."
)
@click.option("--custodian", default="", help="For documents whose row names none.")
@click.option("--tag", "tags", multiple=True, help="Tag every document; may be repeated.")
@click.option("--password", default="", prompt=True, prompt_required=False, hide_input=True,
              help="Password to try on encrypted files; asked for when no value follows.")  # fmt: skip
@click.option("--ocr/--no-ocr", default=True, show_default=True, help="Read scanned pages by OCR.")
@in_matter
@json_option
@pass_session
def import_production(
    session: Session, source: Path, looking: bool, dates: DateOrder | None, custodian: str, tags: tuple[str, ...],
    password: str, ocr: bool, as_json: bool,
) -> None:  # fmt: skip
    """Import a received production by its load files.

    FOLDER, or a .zip of it, holds a DAT or CSV, or an OPT or LFP, with the pages, texts and native files they name. Every
    document becomes an exhibit with the Bates numbers it has. A row that cannot be taken in is listed with its reason; exit
    code 3 then. A .zip is unpacked inside the matter while it is worked on, and never changed.
    """
    from evidence_app.services import received as service
    from evidence_app.services.importing import ImportOptions

    if looking and source.is_dir():
        from evidence_app.services.load_import import look

        _show_looked(look(source), dates, as_json)
        return
    if not source.is_dir() and not service.is_zip(source):
        raise UserError(f"{source.name} is neither a folder nor a .zip.", "Give the folder or the .zip as it came.")
    with session.open() as matter:
        with stoppable() as cancel, progress_bar("Unpacking") as tell:
            received = service.receive(matter, source, tell, cancel)
        with received:
            _show_looked(received.loaded, dates, as_json and looking)
            if looking:
                return
            options = ImportOptions(custodian, tags, password, ocr)
            with stoppable() as cancel, progress_bar("Importing") as tell:
                summary = service.import_received(matter, received, options, dates or "", tell, cancel)
        report_import(matter, summary, as_json)


def _show_looked(loaded: LoadFolder, dates: DateOrder | None, as_json: bool) -> None:
    from evidence_app.services.load_import import ambiguous_dates

    if as_json:
        show_json({"files": loaded.files, "columns": loaded.columns, "warnings": loaded.warnings,
                   "documents": len(loaded.sound), "problems": [one for one in loaded.documents if one.problem]})  # fmt: skip
    else:
        _tell(loaded, ambiguous_dates(loaded) if not dates else [])


def _tell(loaded: LoadFolder, ambiguous: list[str]) -> None:
    """What was recognised, before anything is done."""
    problems = [one for one in loaded.documents if one.problem]
    note(f"Load files: {', '.join(loaded.files)}.")
    if loaded.columns:
        show(loaded.columns, HEADING_COLUMNS, False)
    for warning in loaded.warnings:
        note(f"Note: {warning}")
    if ambiguous:
        note(f"Note: {plural(len(ambiguous), 'date')} can be read two ways, such as {ambiguous[0]}; --dates decides.")
    if problems:
        show(problems[:LISTED], PROBLEM_COLUMNS, False)
    if len(problems) > LISTED:
        note(f"Note: {len(problems) - LISTED} more cannot be taken in; --look --json lists them all.")
    kinds = Counter("native file" if one.files == (one.native,) else "pages" if one.pictures else "text" for one in loaded.sound)  # fmt: skip
    told = ", ".join(f"{count} as {kind}" for kind, count in kinds.items())
    say(
        f"{plural(len(loaded.sound), 'document')} can be taken in{f' ({told})' if told else ''}, {len(problems)} cannot."
    )


@click.command(
    "overlay",
    epilog=examples(
        "evidence overlay coding.dat                                   what would change",
        "evidence overlay coding.csv --column designation --apply",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "columns", multiple=True, help="Only this field; may be repeated. None = all the table has.")
@click.option("--match", type=click.Choice(["bates", "sha256"]), default=None, help="What a row is matched by.")
@click.option("--clear-blanks", is_flag=True, help="A blank cell empties the value (a title is never emptied).")
@click.option(
    "--dates", type=ORDERS, default=None, help="What comes first in 4/9/2018; without it such dates are left out."
)
@click.option("--apply", "do_it", is_flag=True, help="Do it, as one step that can be undone.")
@in_matter
@json_option
@pass_session
def overlay(
    session: Session, file: Path, columns: tuple[str, ...], match: MatchBy | None, clear_blanks: bool,
    dates: DateOrder | None, do_it: bool, as_json: bool,
) -> None:  # fmt: skip
    """Update exhibits from a table, matched by Bates number or SHA-256.

    FILE is a DAT or a CSV. Without --apply it is only shown what would change, before beside after. Only named columns
    are touched; a blank cell leaves the value as it is.
    """
    from evidence_app.services import overlay as service

    with session.open() as matter:
        plan = service.plan(matter, file, columns, match or "", ignore_blanks=not clear_blanks, order=dates or "")
        if as_json and not do_it:
            show_json({"plan": plan, "words": plan.words()})
            return
        for warning in plan.warnings:
            note(f"Note: {warning}")
        for line, why in plan.refused:
            note(f"Line {line}: {why}")
        if do_it:
            say_done(service.apply(matter, plan))
        else:
            show(plan.lines, VALUE_COLUMNS, False, empty="Nothing would change.")
            say(plan.words())
