"""``import``: files and folders into the matter, with progress, resume and retry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import json_option, note, plural, say, show, show_json
from evidence_app.cli.progress import counted, duration, progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column
from evidence_app.model.errors import Cancelled, FileProblem, UserError

if TYPE_CHECKING:
    from evidence_app.services.import_writing import ImportItem
    from evidence_app.services.importing import ImportSummary
    from evidence_app.services.matter import Matter

STATUS_WORDS: dict[str, str] = {
    "queued": "waiting",
    "stored": "stored, not read yet",
    "imported": "imported",
    "partial": "partly read",
    "unsearchable": "not searchable",
    "duplicate": "duplicate",
    "failed": "failed",
}
"""Where a file of an import stands, in words."""

ITEM_COLUMNS = (
    Column("id", "Item", lambda i: str(i.id), align="right"),
    Column("status", "Result", lambda i: STATUS_WORDS.get(i.status, i.status)),
    Column("shown_name", "File", lambda i: i.shown_name),
    Column("reason", "Reason", lambda i: i.reason),
)


@click.command("import")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--custodian", default=None, help="Where the files came from.")
@click.option("--tag", "tags", multiple=True, help="Tag every file; may be repeated.")
@click.option("--password", default="", prompt=True, prompt_required=False, hide_input=True,
              help="Password to try on encrypted files; asked for when no value follows.")  # fmt: skip
@click.option("--ocr/--no-ocr", default=None, help="Read scanned pages by OCR (default: yes).")
@click.option("--resume", is_flag=True, help="Go on with imports that were stopped or killed.")
@click.option("--retry", is_flag=True, help="Read files with problems again (with --item only those).")
@click.option(
    "--item", "only", multiple=True, type=int, metavar="ITEM", help="With --retry: the item's number in the table."
)
@click.option("--list", "listing", is_flag=True, help="List every file of earlier imports with its result.")
@in_matter
@json_option
@pass_session
def import_(
    session: Session,
    paths: tuple[Path, ...],
    custodian: str | None,
    tags: tuple[str, ...],
    password: str,
    ocr: bool | None,
    resume: bool,
    retry: bool,
    only: tuple[int, ...],
    listing: bool,
    as_json: bool,
) -> None:
    """Import files and folders.

    Originals are copied into the matter and never changed. A file that cannot be read is kept and named with its
    reason; the others arrive. The exit code is 0 when every file was taken in, 3 when at least one failed.
    """
    _check(paths, resume, retry, listing)
    with session.open() as matter:
        if listing:
            _list(matter, as_json)
            return
        with stoppable() as cancel, progress_bar("Importing") as tell:
            if resume:
                summary = _resume(matter, tell, cancel)
            elif retry:
                summary = _retry(matter, only, password, tell, cancel)
            else:
                summary = _import(matter, paths, custodian, tags, password, ocr, tell, cancel)
        report_import(matter, summary, as_json)


def _check(paths: tuple[Path, ...], resume: bool, retry: bool, listing: bool) -> None:
    chosen = [bool(paths), resume, retry, listing]
    if sum(chosen) != 1:
        raise UserError(
            "Say what to import: files and folders, or --resume, or --retry.", "'evidence import --help' explains it."
        )


def _import(
    matter: Matter,
    paths: tuple[Path, ...],
    custodian: str | None,
    tags: tuple[str, ...],
    password: str,
    ocr: bool | None,
    tell: Any,
    cancel: Any,
) -> ImportSummary:
    from evidence_app.services import importing
    from evidence_app.services.received import holds_production
    from evidence_app.settings import load_settings

    for path in paths:
        if holds_production(path):
            note(f"Note: {path.name} holds a load file; 'evidence import-production' takes its Bates numbers over.")
    settings = load_settings()
    options = importing.ImportOptions(
        settings.custodian if custodian is None else custodian, tags, password, settings.ocr if ocr is None else ocr
    )
    return importing.import_paths(matter, paths, options, tell, cancel)


def _resume(matter: Matter, tell: Any, cancel: Any) -> ImportSummary:
    from evidence_app.services import importing
    from evidence_app.services.scans import waiting_scans

    if not importing.unfinished(matter) and not waiting_scans(matter):
        note("No import is unfinished.")
    return importing.resume(matter, tell, cancel)


def _retry(matter: Matter, only: tuple[int, ...], password: str, tell: Any, cancel: Any) -> ImportSummary:
    from evidence_app.services import importing

    problems = [item.id for item in importing.items(matter, only_problems=True) if item.status != "duplicate"]
    unknown = sorted(set(only) - set(problems))
    if unknown:
        raise UserError(f"Item {unknown[0]} has no problem to try again.", "'evidence import --list' shows the items.")
    chosen = list(only) or problems
    if not chosen:
        note("No file has a problem.")
    return importing.retry(matter, chosen, password=password, progress=tell, cancel=cancel)


def _list(matter: Matter, as_json: bool) -> None:
    from evidence_app.services import importing

    show(importing.items(matter), ITEM_COLUMNS, as_json, record=_item, empty="Nothing was imported yet.")


def _item(item: ImportItem) -> dict[str, Any]:
    keys = ("id", "batch_id", "shown_name", "status", "reason", "sha256", "bytes", "exhibit_id", "attempts")
    return {key: getattr(item, key) for key in keys}


def report_import(matter: Matter, summary: ImportSummary, as_json: bool) -> None:
    """Say what an import did, bring the search index up to date, and end with the exit code that tells it."""
    _report(matter, summary, as_json)
    _index(matter, summary)


def _report(matter: Matter, summary: ImportSummary, as_json: bool) -> None:
    from evidence_app.services import importing

    problems = importing.items(matter, summary.batch_id, only_problems=True) if summary.batch_id else []
    if as_json:
        show_json({"summary": summary, "problems": [_item(item) for item in problems]})
    else:
        if problems:
            show(problems, ITEM_COLUMNS, False)
            say("")
        say(f"{summary.words()} {_speed(summary)}")


def _index(matter: Matter, summary: ImportSummary) -> None:
    """Bring the proximity index up to date (searches are complete without), then say how the import ended."""
    from evidence_app.services.search_index import catch_up

    if not summary.cancelled:
        with stoppable() as cancel, progress_bar("Indexing") as tell:
            catch_up(matter, counted(tell), lambda: cancel.cancelled)
    if summary.cancelled:
        raise Cancelled(hint="'evidence import --resume' goes on from here.")
    if summary.failed:
        raise FileProblem(
            f"{plural(summary.failed, 'file')} failed.", "The table names the reasons; --retry reads them again."
        )


def _speed(summary: ImportSummary) -> str:
    rate = f", {summary.pages / summary.seconds:.0f} pages/s" if summary.pages and summary.seconds > 0 else ""
    return f"({duration(summary.seconds)}{rate})"
