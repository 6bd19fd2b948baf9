"""The chronology: events with partial dates, several sources each, and their conflicts shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.chronology import (
    EVENT_KINDS,
    EVENT_STATUSES,
    Event,
    EventId,
    EventRow,
    EventSource,
    date_conflict,
    read_date,
    sort_key,
)
from evidence_app.model.errors import NotFound, Unreadable, UserError
from evidence_app.services.matter import Matter, Operation

EVENT_FIELDS = frozenset(
    {"text", "date", "date_stated", "zone", "zone_basis", "date_kind", "status", "kind", "material", "people", "notes", "position"}
)


@dataclass(frozen=True)
class Source:
    """A source to attach to an event: an exhibit's page and quote, or a citation of something outside the matter."""

    exhibit_id: int | None = None
    page: int | None = None
    quote: str = ""
    citation: str = ""
    states_date: str = ""
    note: str = ""


def list_events(matter: Matter, *, element_id: int | None = None, exhibit_id: int | None = None) -> list[EventRow]:
    """Events in date order (undated last) with their sources and conflicts."""
    where, params = ["1"], []
    if element_id is not None:
        where.append("id IN (SELECT event_id FROM event_element WHERE element_id = ?)")
        params.append(element_id)
    if exhibit_id is not None:
        where.append("id IN (SELECT event_id FROM event_source WHERE exhibit_id = ?)")
        params.append(exhibit_id)
    read = matter.read
    events = read.rows(Event, f"SELECT * FROM event WHERE {' AND '.join(where)} ORDER BY date_sort, position, id", params)
    sources: dict[int, list[EventSource]] = {}
    for source in read.rows(EventSource, "SELECT * FROM event_source ORDER BY event_id, position, id"):
        sources.setdefault(source.event_id, []).append(source)
    elements: dict[int, list[int]] = {}
    for event_id, element in read.tuples("SELECT event_id, element_id FROM event_element ORDER BY 1, 2"):
        elements.setdefault(event_id, []).append(element)
    return [_row(event, sources.get(event.id, ()), elements.get(event.id, ())) for event in events]


def _row(event: Event, sources: Sequence[EventSource], elements: Sequence[int]) -> EventRow:
    return EventRow(event, tuple(sources), tuple(elements), date_conflict(event.date, sources))


def event(matter: Matter, event_id: int) -> EventRow:
    """One event with its sources; raises NotFound."""
    for row in list_events(matter):
        if row.event.id == event_id:
            return row
    raise NotFound("There is no such event.", "Run 'evidence chronology' to see them.")


def add_event(
    matter: Matter, text: str, date: str = "", *, sources: Iterable[Source] = (), elements: Collection[int] = (), **fields: Any
) -> EventId:
    """Add an event. ``date`` may be typed any way :func:`read_date` understands; the typed text is kept as stated.

    Raises UserError when the text is empty or the date cannot be read (nothing is guessed).
    """
    values = _checked({"text": text, **fields}, date)
    with matter.operation("Add “{text}” to the chronology", text=_short(text)) as tx:
        event_id = tx.insert("event", values)
        for i, source in enumerate(sources, 1):
            _add_source(tx, event_id, i, source)
        _set_elements(tx, event_id, elements)
    return EventId(event_id)


def _checked(fields: Mapping[str, Any], date: str | None) -> dict[str, Any]:
    values = dict(fields)
    unknown = sorted(set(values) - EVENT_FIELDS)
    if unknown:
        raise UserError(f"An event has no field {unknown[0]!r}.", f"Known: {', '.join(sorted(EVENT_FIELDS))}.")
    if "text" in values and not str(values["text"]).strip():
        raise UserError("An event needs a text.", "One sentence, one event.")
    if values.get("kind", "fact") not in EVENT_KINDS:
        raise UserError(f"{values['kind']!r} is no kind of event.", f"Known: {', '.join(EVENT_KINDS)}.")
    if values.get("status", "unsure") not in EVENT_STATUSES:
        raise UserError(f"{values['status']!r} is no status.", f"Known: {', '.join(EVENT_STATUSES)}.")
    return values if date is None else values | _dates(date, values.get("date_stated"))


def _dates(typed: str, stated: str | None) -> dict[str, str]:
    if not typed.strip():
        return {"date": "", "date_sort": sort_key(""), "date_stated": stated or ""}
    found = read_date(typed)
    if found is None:
        raise UserError(f"{typed!r} is not a date.", "For example 2024-09-18, Sept 2024, 06/??/2004 or 'before 2020'.")
    return {"date": found.date.edtf, "date_sort": found.date.sort_key, "date_stated": stated or typed.strip()}


def edit_event(matter: Matter, event_id: int, *, date: str | None = None, **fields: Any) -> Changes:
    """Change an event's fields; ``date`` is read as in :func:`add_event`."""
    values = _checked(fields, date)
    with matter.operation("Edit “{text}” in the chronology", text=_short(event(matter, event_id).event.text)) as tx:
        tx.update("event", event_id, values)
    return tx.changes


def remove_event(matter: Matter, event_id: int) -> Changes:
    """Take an event off the chronology with its sources (undo brings it back)."""
    with matter.operation("Remove “{text}” from the chronology", text=_short(event(matter, event_id).event.text)) as tx:
        tx.execute("DELETE FROM event WHERE id = ?", (event_id,))
    return tx.changes


def cite_source(matter: Matter, event_id: int, source: Source) -> int:
    """Add a source to an event; returns the source's id."""
    with matter.operation("Add a source to “{text}”", text=_short(event(matter, event_id).event.text)) as tx:
        position = int(tx.value("SELECT coalesce(max(position), 0) + 1 FROM event_source WHERE event_id = ?", (event_id,)))
        return _add_source(tx, event_id, position, source)


def remove_source(matter: Matter, source_id: int) -> Changes:
    """Take one source off its event."""
    with matter.operation("Remove a source from the chronology") as tx:
        tx.execute("DELETE FROM event_source WHERE id = ?", (source_id,))
    return tx.changes


def set_elements(matter: Matter, event_id: int, elements: Collection[int]) -> Changes:
    """Say which elements an event bears on."""
    with matter.operation("Set the elements of “{text}”", text=_short(event(matter, event_id).event.text)) as tx:
        _set_elements(tx, event_id, elements)
    return tx.changes


def _set_elements(tx: Operation, event_id: int, elements: Collection[int]) -> None:
    wanted = set(elements)
    for element_id in tx.column("SELECT element_id FROM event_element WHERE event_id = ?", (event_id,)):
        if element_id not in wanted:
            tx.execute("DELETE FROM event_element WHERE event_id = ? AND element_id = ?", (event_id, element_id))
    sql = "INSERT INTO event_element (event_id, element_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
    tx.executemany(sql, [(event_id, element_id) for element_id in sorted(wanted)])


def _add_source(tx: Operation, event_id: int, position: int, source: Source) -> int:
    states = read_date(source.states_date)
    row = {
        "event_id": event_id, "exhibit_id": source.exhibit_id, "page": source.page, "quote": source.quote,
        "citation": source.citation, "states_date": states.date.edtf if states else source.states_date,
        "note": source.note, "position": position,
    }  # fmt: skip
    return tx.insert("event_source", row)


@dataclass(frozen=True)
class CsvImport:
    """What a CSV brought: events added, sources added to them, rows left out with the reason and line number."""

    events: int
    sources: int
    problems: tuple[tuple[int, str], ...]


_HEADINGS = {
    "date": ("date", "date_filed", "event date", "datetime"),
    "date_stated": ("date_as_stated", "date as stated", "as stated"),
    "text": ("text", "fact", "event", "description"),
    "kind": ("kind", "type"),
    "status": ("status",),
    "citation": ("source", "citation", "document_number", "sources"),
    "states_date": ("source_states_date", "source date", "states_date"),
    "quote": ("quote", "source quote", "source_quote"),
    "note": ("note", "notes", "source_note"),
    "people": ("people", "persons"),
}


def import_csv(matter: Matter, path: Path, *, exhibit_id: int | None = None) -> CsvImport:
    """Add the rows of a CSV as events; rows with the same date and text become one event with several sources.

    Headings are recognised by name (date, text/fact/description, source, ...). A row that cannot be read is reported
    with its line number, never guessed. Raises Unreadable when the file has no usable headings.
    """
    reader = csv.DictReader(io.StringIO(_csv_text(path)))
    columns = _columns(reader.fieldnames or ())
    if "text" not in columns:
        raise Unreadable(f"{path.name} has no column for the event's text.", "Name one column 'text' and one 'date'.")
    events: dict[tuple[str, str], EventId] = {}
    sources, problems = 0, []
    with matter.operation("Import a chronology from {file}", file=path.name):
        for row in reader:
            values = {name: (row.get(column) or "").strip() for name, column in columns.items()}
            try:
                sources += _import_row(matter, values, events, exhibit_id)
            except UserError as error:
                problems.append((reader.line_num, str(error)))
    return CsvImport(len(events), sources, tuple(problems))


def _csv_text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _columns(headings: Sequence[str]) -> dict[str, str]:
    """Our field -> the heading that holds it; a better-known name wins over a later synonym."""
    by_name = {heading.strip().casefold(): heading for heading in headings if heading}
    found: dict[str, str] = {}
    for field, names in _HEADINGS.items():
        match = next((by_name[name] for name in names if name in by_name), None)
        if match is not None:
            found[field] = match
    return found


def _import_row(matter: Matter, values: dict[str, str], events: dict[tuple[str, str], EventId], exhibit_id: int | None) -> int:
    key = (values.get("date", ""), values.get("text", ""))
    source = Source(
        exhibit_id, None, values.get("quote", ""), values.get("citation", ""), values.get("states_date", ""), values.get("note", "")
    )
    if key in events:
        cite_source(matter, events[key], source)
        return 1
    fields = {name: values[name] for name in ("date_stated", "people") if values.get(name)}
    fields["kind"] = values.get("kind") or "allegation"
    fields["status"] = values.get("status") or "unsure"
    cited = [source] if source.citation or source.quote or exhibit_id else []
    events[key] = add_event(matter, key[1], key[0], sources=cited, **fields)
    return len(cited)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
