"""``chronology`` and ``timeline``: events with partial dates, their sources, and where sources disagree."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.claims import element_numbers
from evidence_app.cli.output import json_option, note, plural, say, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, show_date
from evidence_app.model.columns import Column
from evidence_app.model.pinpoint import cite as cited

if TYPE_CHECKING:
    from evidence_app.services.chronology import Source
    from evidence_app.services.matter import Matter

EVENT_COLUMNS = (
    Column("id", "Event", lambda r: str(r["id"]), align="right"),
    Column("date", "Date", lambda r: r["date_shown"]),
    Column("text", "What happened", lambda r: r["text"]),
    Column("kind", "Kind", lambda r: EVENT_KINDS.get(r["kind"], r["kind"])),
    Column("status", "Status", lambda r: EVENT_STATUSES.get(r["status"], r["status"])),
    Column("sources", "Sources", lambda r: "; ".join(s["cite"] for s in r["sources"])),
    Column("elements", "Elements", lambda r: ", ".join(r["elements"])),
    Column("conflict", "Conflict", lambda r: r["conflict"]),
)


@click.group("chronology", invoke_without_command=True)
@in_matter
@json_option
@click.pass_context
def chronology(ctx: click.Context, as_json: bool) -> None:
    """List, add, import, cite and remove events."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session), as_json, None, None)


def _filters(command: Any) -> Any:
    for option in (
        click.option("--exhibit", default=None, help="Only events with this exhibit as a source."),
        click.option("--element", default=None, metavar="2.3", help="Only events that bear on this element."),
    ):
        command = option(command)
    return command


@chronology.command("list")
@_filters
@in_matter
@json_option
@pass_session
def list_(session: Session, element: str | None, exhibit: str | None, as_json: bool) -> None:
    """List the events in date order, undated ones last."""
    _list(session, as_json, element, exhibit)


@click.command("timeline")
@_filters
@in_matter
@json_option
@pass_session
def timeline(session: Session, element: str | None, exhibit: str | None, as_json: bool) -> None:
    """List the events in date order.

    The same as 'chronology list'. A date is shown as precisely as it is known; a missing day is never filled in, and
    sources that disagree are all named.
    """
    _list(session, as_json, element, exhibit)


def _list(session: Session, as_json: bool, element: str | None, exhibit: str | None) -> None:
    from evidence_app.services import chronology as service
    from evidence_app.services import exhibits, proof

    with session.open() as matter:
        element_id = proof.find_element(matter, element).element.id if element else None
        exhibit_id = exhibits.find(matter, exhibit).id if exhibit else None
        rows = service.list_events(matter, element_id=element_id, exhibit_id=exhibit_id)
        numbers = element_numbers(matter)
        labels = {int(row.id): f"Ex. {row.number}" if row.number else row.title for row in exhibits.list_rows(matter)}
    records = [_record(row, numbers, labels) for row in rows]
    show(records, EVENT_COLUMNS, as_json, record=dict, empty="No event yet.")


def _record(row: Any, numbers: dict[int, str], labels: dict[int, str]) -> dict[str, Any]:
    sources = [{**asdict(source), "cite": _cite(source, labels)} for source in row.sources]
    event = asdict(row.event)
    shown = show_date(event["date"], "undated")
    elements = [numbers[element] for element in row.elements if element in numbers]
    return {**event, "date_shown": shown, "sources": sources, "elements": elements, "conflict": row.conflict}


def _cite(source: Any, labels: dict[int, str]) -> str:
    if source.exhibit_id is None:
        return str(source.citation)
    label = labels.get(source.exhibit_id, "")
    return cited(label, str(source.page or ""), str(source.page_end or ""))


def _source_options(command: Any) -> Any:
    for option in (
        click.option("--source-note", default="", help="A remark on the source."),
        click.option("--states-date", default="", help="The date this source gives."),
        click.option("--citation", default="", help="A source outside the matter, as you would cite it."),
        click.option("--quote", default="", help="The source's words."),
        click.option("--to-page", type=click.IntRange(1), default=None, help="Its last page, when the quote runs on."),
        click.option("--page", type=click.IntRange(1), default=None, help="The source's page (PDF index, from 1)."),
        click.option("--exhibit", default=None, help="The exhibit that says so."),
    ):
        command = option(command)
    return command


def _source(
    matter: Matter,
    exhibit: str | None,
    page: int | None,
    to_page: int | None,
    quote: str,
    citation: str,
    states_date: str,
    source_note: str,
) -> Source | None:
    from evidence_app.services import exhibits
    from evidence_app.services.chronology import Source

    if not (exhibit or citation):
        return None
    exhibit_id = exhibits.find(matter, exhibit).id if exhibit else None
    return Source(exhibit_id, page, quote, citation, states_date, source_note, to_page)


@chronology.command("add")
@click.argument("text")
@click.option("--date", default="", help='2024-09-18, "Sept 2024", "before 2020", 06/??/2004 ...; kept as stated too.')
@click.option(
    "--kind", type=click.Choice(list(EVENT_KINDS)), default="allegation", show_default=True, help="What it is."
)
@click.option(
    "--status", type=click.Choice(list(EVENT_STATUSES)), default="unsure", show_default=True, help="Who disputes it."
)
@click.option("--element", "elements", multiple=True, metavar="2.3", help="An element it bears on; may be repeated.")
@_source_options
@in_matter
@pass_session
def add(
    session: Session, /, text: str, date: str, kind: str, status: str, elements: tuple[str, ...], **source: Any
) -> None:
    """Add an event: one sentence, one event."""
    from evidence_app.services import chronology as service
    from evidence_app.services import proof

    with session.open() as matter:
        ids = [proof.find_element(matter, element).element.id for element in elements]
        found = _source(matter, **source)
        sources = [found] if found else []
        event_id = service.add_event(matter, text, date, sources=sources, elements=ids, kind=kind, status=status)
        row = service.event(matter, event_id).event
    say(f"Added event {event_id}, {show_date(row.date, 'undated')}.")


@chronology.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--exhibit", default=None, help="The exhibit this file is; it becomes the source of every row.")
@in_matter
@pass_session
def import_(session: Session, file: Path, exhibit: str | None) -> None:
    """Import a CSV: columns date, text, source and more, by their headings.

    Rows with the same date and text become one event with several sources. A row that cannot be read is named.
    """
    from evidence_app.services import exhibits
    from evidence_app.services.chronology_csv import import_csv

    with session.open() as matter:
        exhibit_id = exhibits.find(matter, exhibit).id if exhibit else None
        result = import_csv(matter, file, exhibit_id=exhibit_id)
    for line, reason in result.problems:
        note(f"Line {line}: {reason}")
    left_out = f"; {plural(len(result.problems), 'row')} left out" if result.problems else ""
    say(f"{plural(result.events, 'event')} and {plural(result.sources, 'source')} added{left_out}.")


@chronology.command("cite")
@click.argument("event_id", type=int, metavar="EVENT")
@_source_options
@in_matter
@pass_session
def cite(session: Session, /, event_id: int, **source: Any) -> None:
    """Add a source to an event: an exhibit and page, or a citation."""
    from evidence_app.model.errors import UserError
    from evidence_app.services import chronology as service

    with session.open() as matter:
        found = _source(matter, **source)
        if found is None:
            raise UserError("Say what the source is: --exhibit or --citation.")
        service.cite_source(matter, event_id, found)
        row = service.event(matter, event_id)
    say(f"Event {event_id} has {plural(len(row.sources), 'source')}." + (f" {row.conflict}." if row.conflict else ""))


@chronology.command("remove")
@click.argument("event_id", type=int, metavar="EVENT")
@in_matter
@pass_session
def remove(session: Session, event_id: int) -> None:
    """Remove an event with its sources; undo brings it back."""
    from evidence_app.services import chronology as service

    with session.open() as matter:
        say_done(service.remove_event(matter, event_id))
