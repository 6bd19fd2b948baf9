"""Events and sources as their rows are kept: what was typed is checked first, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, read_date, sort_key
from evidence_app.model.errors import UserError
from evidence_app.services.matter import Operation

EVENT_FIELDS = frozenset(
    {
        "text",
        "date",
        "date_stated",
        "zone",
        "zone_basis",
        "date_kind",
        "status",
        "kind",
        "material",
        "people",
        "notes",
        "position",
    }
)


@dataclass(frozen=True)
class Source:
    """A source to attach to an event: an exhibit's page and quote, or a citation of something outside the matter.

    ``page_end``: the last page of a quote that runs over a page break; of no use without a page before it.
    """

    exhibit_id: int | None = None
    page: int | None = None
    quote: str = ""
    citation: str = ""
    states_date: str = ""
    note: str = ""
    page_end: int | None = None


def checked_values(fields: Mapping[str, Any], date: str | None) -> dict[str, Any]:
    """An event's columns from what was typed; ``date`` None leaves the date alone. Raises UserError, changes nothing."""
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


def add_source(tx: Operation, event_id: int, position: int, source: Source) -> int:
    """Attach a source inside a running operation; returns its id."""
    return tx.insert("event_source", {"event_id": event_id, "position": position, **source_values(source)})


def source_values(source: Source) -> dict[str, Any]:
    """A source as its row is kept; a date that cannot be read stays as the source words it."""
    states = read_date(source.states_date)
    return {
        "exhibit_id": source.exhibit_id,
        "page": source.page,
        "page_end": source.page_end if source.page and (source.page_end or 0) > source.page else None,
        "quote": source.quote,
        "citation": source.citation,
        "states_date": states.date.edtf if states else source.states_date.strip(),
        "note": source.note,
    }
