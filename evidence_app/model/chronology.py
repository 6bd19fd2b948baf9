"""The chronology: events with their sources, what kind of statement each is, and where its sources disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NewType

from evidence_app.model.dates import UNDATED_SORT, PartialDate, show_date, sort_key
from evidence_app.model.typed_dates import ReadDate, find_dates, read_date

__all__ = [
    "EVENT_KINDS",
    "EVENT_STATUSES",
    "UNDATED_SORT",
    "Event",
    "EventId",
    "EventRow",
    "EventSource",
    "PartialDate",
    "ReadDate",
    "date_conflict",
    "find_dates",
    "read_date",
    "show_date",
    "sort_key",
]

EventId = NewType("EventId", int)

EVENT_KINDS = {
    "allegation": "Alleged",
    "reported": "Reported",
    "fact": "Fact",
    "contention": "Contention",
    "inference": "Inference",
}
EVENT_STATUSES = {
    "undisputed": "Undisputed",
    "disputed by them": "Disputed by opposition",
    "disputed by us": "Disputed by us",
    "prospective": "Prospective",
    "unsure": "Unsure",
}


@dataclass(frozen=True)
class Event:
    """A fact for the chronology: one sentence, one event, what kind of statement it is and who disputes it."""

    id: EventId
    text: str
    date: str
    date_stated: str
    date_sort: str
    zone: str
    zone_basis: str
    date_kind: str
    status: str
    kind: str
    material: int
    people: str
    notes: str
    position: int


@dataclass(frozen=True)
class EventSource:
    """Where an event is stated: an exhibit's page and quote, or an outside citation; and the date THAT source gives.

    ``page_end``: the last page of a quote that runs over a page break.
    """

    id: int
    event_id: EventId
    exhibit_id: int | None
    page: int | None
    quote: str
    citation: str
    states_date: str
    note: str
    position: int
    page_end: int | None = None


@dataclass(frozen=True)
class EventRow:
    """An event with its sources and what they disagree about."""

    event: Event
    sources: tuple[EventSource, ...] = ()
    elements: tuple[int, ...] = ()
    conflict: str = ""


def date_conflict(edtf: str, sources: Iterable[EventSource]) -> str:
    """What the sources disagree about, in words, or empty. Nothing is picked silently: every date is named."""
    stated: dict[str, None] = dict.fromkeys([edtf] if edtf else [])
    stated.update(dict.fromkeys(source.states_date for source in sources if source.states_date))
    dates = [found for found in map(_try, stated) if found]
    begins = [found.earliest for found in dates if found.earliest]
    ends = [found.latest for found in dates if found.latest]
    if not begins or not ends or max(begins) <= min(ends):  # spans of days all overlap when the last start is in time
        return ""
    return "The dates differ: " + " / ".join(d.show() for d in dates)


def _try(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.parse(edtf)
    except ValueError:
        return None
