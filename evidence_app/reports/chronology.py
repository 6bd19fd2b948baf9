"""The chronology: dates as the sources give them, who says it, who disputes it, and where sources disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evidence_app.model.chronology import (
    EVENT_KINDS,
    EVENT_STATUSES,
    Event,
    EventRow,
    EventSource,
    date_conflict,
    read_date,
    show_date,
)
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.reports.quotes import Quotes
from evidence_app.services import chronology, exhibits, proof
from evidence_app.services.matter import Matter
from evidence_app.turns import give_way

COLUMNS = (
    ListColumn("date", "Date", 1.15),
    ListColumn("event", "Event", 3.0),
    ListColumn("status", "Status", 1.0),
    ListColumn("sources", "Sources", 3.2),
    ListColumn("conflict", "Sources disagree", 1.4),
)
UNDATED = "Date not known"
EMPTY = "No events are listed."


@dataclass(frozen=True)
class ChronologyOptions:
    """Which events, and how much of each."""

    status: str = option("", "Only events with this status.", ("", *EVENT_STATUSES), "Status")
    material_only: bool = option(False, "Only events marked material.", (), "Material only")
    element: str = option("", "Only events that bear on this element: its number, for example 2.3.", (), "Element")
    quotes: bool = option(True, "Print the words of the sources.", (), "Quotes")
    notes: bool = option(False, "Print attorney notes.", (), "Notes")
    include_privileged: bool = option(False, "Also use privileged sources.", (), "Privileged sources")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


@dataclass(frozen=True)
class ChronologyRow:
    """One event as text; the date is never more exact than its source."""

    date: str
    event: str
    status: str
    sources: str
    conflict: str

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the columns."""
        return (self.date, self.event, self.status, self.sources, self.conflict)


def rows(matter: Matter, options: ChronologyOptions) -> list[ChronologyRow]:
    """Events in date order, undated last. An event whose only sources may not be shown is left out."""
    return [row for row, _edtf in dated_rows(matter, options, Quotes(matter))[0]]


def dated_rows(
    matter: Matter, options: ChronologyOptions, quotes: Quotes
) -> tuple[list[tuple[ChronologyRow, str]], int]:
    """The rows with their dates as stored (EDTF), and how many events were left out for their sources.

    ``quotes`` prints the words of exhibits and counts what is marked in them.
    """
    element = proof.find_element(matter, options.element).element.id if options.element.strip() else None
    barred = exhibits.kept_back(matter, privileged=not options.include_privileged)
    cites = chronology.cites(matter)
    found: list[tuple[ChronologyRow, str]] = []
    hidden = 0
    for one in chronology.list_events(matter, element_id=element):
        give_way()
        if (options.status and one.event.status != options.status) or (
            options.material_only and not one.event.material
        ):
            continue
        sources = [source for source in one.sources if source.exhibit_id not in barred]
        if one.sources and not sources:
            hidden += 1
            continue
        found.append((_row(one, sources, cites, options, quotes), one.event.date))
    return found, hidden


def _row(
    one: EventRow, sources: list[EventSource], cites: Mapping[int, str], options: ChronologyOptions,
    quotes: Quotes,
) -> ChronologyRow:  # fmt: skip
    event = one.event
    cited = [source.exhibit_id for source in one.sources]
    date, conflict = _date_words(event), date_conflict(event.date, sources)
    if _date_marked(one, quotes):  # not the day it was said to be, in no column; its place in the list stays
        date, conflict = quotes.typed(cited, event.date_stated), conflict and "The dates differ."
        sources = [replace(source, states_date="") for source in sources]
    people = f"\nPeople: {quotes.typed(cited, event.people)}" if event.people else ""
    note = f"\nNote: {event.notes}" if options.notes and event.notes else ""
    return ChronologyRow(
        date=date,
        event=f"{EVENT_KINDS.get(event.kind, event.kind)}: {quotes.typed(cited, event.text)}{people}{note}",
        status=EVENT_STATUSES.get(event.status, event.status),
        sources="\n".join(_source(source, cites, options, quotes) for source in sources),
        conflict=conflict,
    )


def _date_marked(one: EventRow, quotes: Quotes) -> bool:
    """Whether the words of the date are marked for redaction in a quote it was taken from."""
    stated = one.event.date_stated
    return bool(stated) and any(quotes.hides(s.exhibit_id, s.quote, s.page, stated, s.page_end) for s in one.sources)


def _date_words(event: Event) -> str:
    stated = f"\nas stated: {event.date_stated}" if _adds(event.date_stated, event.date) else ""
    zone = f"\n{event.zone} ({event.zone_basis or 'basis not known'})" if event.zone and "T" in event.date else ""
    return f"{show_date(event.date, UNDATED)}{stated}{zone}"


def _adds(stated: str, edtf: str) -> bool:
    """Whether the words of a date say anything the printed date does not."""
    read = read_date(stated)
    return bool(stated) and (read is None or read.ambiguous or read.date.edtf != edtf)


def _source(source: EventSource, cites: Mapping[int, str], options: ChronologyOptions, quotes: Quotes) -> str:
    cited = cites.get(source.id, "") if source.exhibit_id is not None else ""
    named = "; ".join(filter(None, (cited, source.citation))) or "Source not named"
    says = f", says {show_date(source.states_date)}" if source.states_date else ""
    printed = quotes.printed(source.exhibit_id, source.quote, source.page, source.page_end) if options.quotes else ""
    quote = f": “{printed}”" if printed else ""
    note = f" Note: {source.note}" if options.notes and source.note else ""
    return f"• {named}{says}{quote}{note}"


def build(matter: Matter, options: ChronologyOptions) -> ListDocument:
    """The chronology as a document, undated events in a section of their own."""
    quotes = Quotes(matter)
    found, hidden = dated_rows(matter, options, quotes)
    told = (f"Not listed: events that rest only on privileged or sequestered exhibits ({hidden}).",) if hidden else ()
    dated = tuple(ListRow(row.cells) for row, edtf in found if edtf)
    undated = tuple(ListRow(row.cells) for row, edtf in found if not edtf)
    groups = [ListGroup("", dated, empty="" if undated else EMPTY)]
    groups += [ListGroup("Events without a date", undated)] if undated else []
    return ListDocument(
        title="Chronology",
        columns=COLUMNS,
        groups=tuple(groups),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=matter_facts(matter),
        lead=("Each entry says whether it is alleged, reported or a fact; dates are as exact as their sources.",),
        footer=footer(matter, "Chronology"),
        text_size=10,
        group_label="Section",
        notes=(*told, *quotes.notes),
    )


REPORT = ListReport(
    "chronology", "Chronology", ChronologyOptions, build,
    about="The events in date order, each with its sources.",
)  # fmt: skip
