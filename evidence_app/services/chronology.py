"""The chronology: events with partial dates, several sources each, and their conflicts shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from evidence_app.model.changes import Changes
from evidence_app.model.chronology import (
    Event,
    EventId,
    EventRow,
    EventSource,
    date_conflict,
)
from evidence_app.model.errors import NotFound
from evidence_app.model.pinpoint import cite
from evidence_app.services.chronology_csv import CsvImport, import_csv
from evidence_app.services.event_rows import EVENT_FIELDS, Source, add_source, checked_values, source_values
from evidence_app.services.matter import Matter, Operation
from evidence_app.turns import give_way

__all__ = [
    "EVENT_FIELDS",
    "CsvImport",
    "Source",
    "add_event",
    "cite_source",
    "cites",
    "edit_event",
    "edit_source",
    "event",
    "exhibit_choices",
    "import_csv",
    "list_events",
    "remove_event",
    "remove_source",
    "set_elements",
]


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
    events = read.rows(
        Event, f"SELECT * FROM event WHERE {' AND '.join(where)} ORDER BY date_sort, position, id", params
    )
    sources: dict[int, list[EventSource]] = {}
    for source in read.rows(EventSource, "SELECT * FROM event_source ORDER BY event_id, position, id"):
        sources.setdefault(source.event_id, []).append(source)
    elements: dict[int, list[int]] = {}
    for event_id, element in read.tuples("SELECT event_id, element_id FROM event_element ORDER BY 1, 2"):
        elements.setdefault(event_id, []).append(element)
    found = []
    for event in events:
        give_way()
        found.append(_row(event, sources.get(event.id, ()), elements.get(event.id, ())))
    return found


def _row(event: Event, sources: Sequence[EventSource], elements: Sequence[int]) -> EventRow:
    return EventRow(event, tuple(sources), tuple(elements), date_conflict(event.date, sources))


def event(matter: Matter, event_id: int) -> EventRow:
    """One event with its sources; raises NotFound."""
    read = matter.read
    found = read.row(Event, "SELECT * FROM event WHERE id = ?", (event_id,))
    if found is None:
        raise NotFound("There is no such event.", "Run 'evidence chronology' to see them.")
    sources = read.rows(EventSource, "SELECT * FROM event_source WHERE event_id = ? ORDER BY position, id", (event_id,))
    return _row(
        found, sources, read.column("SELECT element_id FROM event_element WHERE event_id = ? ORDER BY 1", (event_id,))
    )


def add_event(
    matter: Matter,
    text: str,
    date: str = "",
    *,
    sources: Iterable[Source] = (),
    elements: Collection[int] = (),
    **fields: Any,
) -> EventId:
    """Add an event. ``date`` may be typed any way :func:`read_date` understands; the typed text is kept as stated.

    Raises UserError when the text is empty or the date cannot be read (nothing is guessed).
    """
    values = checked_values({"text": text, **fields}, date)
    with matter.operation("Add “{text}” to the chronology", text=_short(text)) as tx:
        event_id = tx.insert("event", values)
        for i, source in enumerate(sources, 1):
            add_source(tx, event_id, i, source)
        _set_elements(tx, event_id, elements)
    return EventId(event_id)


def edit_event(matter: Matter, event_id: int, *, date: str | None = None, **fields: Any) -> Changes:
    """Change an event's fields; ``date`` is read as in :func:`add_event`."""
    values = checked_values(fields, date)
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
        position = int(
            tx.value("SELECT coalesce(max(position), 0) + 1 FROM event_source WHERE event_id = ?", (event_id,))
        )
        return add_source(tx, event_id, position, source)


def edit_source(matter: Matter, source_id: int, source: Source) -> Changes:
    """Replace what one source says: its exhibit and page, quote, citation and the date it gives."""
    with matter.operation("Edit a source of the chronology") as tx:
        tx.update("event_source", source_id, source_values(source))
    return tx.changes


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


def cites(matter: Matter) -> dict[int, str]:
    """How the place of each source is written, by the source's id: ``Ex. P-12 at 3–4``, or the title while it has no number.

    A page is its printed label where it has one.
    """
    sql = """SELECT s.id, e.number, e.title, s.page, coalesce(p.label, ''), s.page_end, coalesce(z.label, '')
             FROM event_source s JOIN exhibit e ON e.id = s.exhibit_id
             LEFT JOIN page p ON p.exhibit_id = e.id AND p.number = s.page
             LEFT JOIN page z ON z.exhibit_id = e.id AND z.number = s.page_end"""
    return {
        source: cite(f"Ex. {number}" if number else title, label or str(page or ""), last or str(end or ""))
        for source, number, title, page, label, end, last in matter.read.tuples(sql)
    }


def _short(text: str) -> str:
    """An event's text cut to fit the name of an operation."""
    return text if len(text) <= 60 else text[:57].rstrip() + "..."


def exhibit_choices(matter: Matter) -> list[tuple[int, str, int]]:
    """Every exhibit a source can be: (id, number and title as one line, pages), in exhibit order, none sequestered."""
    sql = """SELECT id, coalesce('Ex. ' || number, ''), title, page_count FROM exhibit
             WHERE sequestered = 0 ORDER BY number_sort, id"""
    return [
        (exhibit, f"{number} · {title}" if number else title, pages)
        for exhibit, number, title, pages in matter.read.tuples(sql)
    ]
