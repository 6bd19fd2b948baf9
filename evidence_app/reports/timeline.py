"""The timeline as a picture: one sheet for the wall, or pages; PDF or SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evidence_app.jobs import CancelToken
from evidence_app.model.chronology import EVENT_STATUSES, PartialDate
from evidence_app.paths import resource
from evidence_app.reports.caption import WORK_PRODUCT, footer, marked, matter_facts
from evidence_app.reports.chronology import EMPTY, ChronologyOptions, ChronologyRow, dated_rows
from evidence_app.reports.contract import ProgressCallback, Written, option
from evidence_app.reports.document import printable
from evidence_app.reports.pdf import SERIF, codes_for_missing, page_count, typeset
from evidence_app.reports.quotes import Quotes
from evidence_app.services.matter import Matter

UNDATED = "Date not known"


@dataclass(frozen=True)
class TimelineOptions:
    """Which events, and on what."""

    sheet: str = option("wall", "One sheet 17 inches wide, or letter pages.", ("wall", "pages"), "Sheet")
    status: str = option("", "Only events with this status.", ("", *EVENT_STATUSES), "Status")
    material_only: bool = option(False, "Only events marked material.", (), "Material only")
    element: str = option("", "Only events that bear on this element: its number, for example 2.3.", (), "Element")
    sources: bool = option(True, "Print the sources.", (), "Sources")
    include_privileged: bool = option(False, "Also use privileged sources.", (), "Privileged sources")
    work_product: bool = option(True, "Mark it ATTORNEY WORK PRODUCT.", (), "Work-product marking")


@dataclass(frozen=True)
class TimelineReport:
    """A :class:`~evidence_app.reports.contract.Report` that draws."""

    name: str = "timeline"
    title: str = "Timeline picture"
    about: str = "The events drawn along one line, for a slide or an exhibit."
    Options: type[Any] = TimelineOptions
    suffixes: tuple[str, ...] = (".pdf", ".svg")

    def write(
        self,
        matter: Matter,
        options: Any,
        path: Path,
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Written:
        """Draw the timeline; an SVG is always one sheet."""
        (cancel or CancelToken()).raise_if_cancelled()
        quotes = Quotes(matter)
        found, hidden = dated_rows(matter, _chosen(options), quotes)
        wall = options.sheet == "wall" or path.suffix == ".svg"
        data, notes = codes_for_missing(drawing(matter, found, options, wall))
        made = typeset((str(resource("reports/timeline.typ")), data), format="svg" if path.suffix == ".svg" else "pdf")
        path.write_bytes(made)
        pages = page_count(made) if path.suffix == ".pdf" else 1
        told = (
            (f"Not drawn: events that rest only on privileged or sequestered exhibits ({hidden}).",) if hidden else ()
        )
        return Written(len(found), pages, (*told, *quotes.notes, *notes))


def _chosen(options: TimelineOptions) -> ChronologyOptions:
    return ChronologyOptions(
        status=options.status, material_only=options.material_only, element=options.element, quotes=False,
        include_privileged=options.include_privileged,
    )  # fmt: skip


def drawing(
    matter: Matter, found: Sequence[tuple[ChronologyRow, str]], options: TimelineOptions, wall: bool
) -> dict[str, Any]:
    """What the template draws: events under their years, each with the room above it in points."""
    years: dict[str, list[dict[str, Any]]] = {}
    before: date | None = None
    for row, edtf in found:
        start = PartialDate.parse(edtf).earliest or PartialDate.parse(edtf).latest if edtf else None
        label = str(start.year) if start else UNDATED
        years.setdefault(label, []).append(_event(row, edtf, gap(before, start), options))
        before = start
    return {
        "title": f"Timeline: {printable(matter.record.name)}",
        "facts": [[label, printable(value)] for label, value in matter_facts(matter)[1:]],
        "marking": marked(matter, WORK_PRODUCT if options.work_product else ""),
        "footer": [printable(text) for text in footer(matter, "Timeline")],
        "wall": wall,
        "fonts": list(SERIF),
        "empty": EMPTY,
        "years": [{"label": label, "events": events} for label, events in years.items()],
    }


def gap(before: date | None, start: date | None) -> float:
    """Room above an event in points: none on the same day, growing with the logarithm of the days between."""
    if before is None or start is None:
        return 0.0
    return min(60.0, 7.0 * math.log2(1 + abs((start - before).days)))


def _event(row: ChronologyRow, edtf: str, room: float, options: TimelineOptions) -> dict[str, Any]:
    return {
        "date": printable(row.date.split("\n")[0]),
        "stated": printable("\n".join(row.date.split("\n")[1:])),
        "text": printable(row.event),
        "status": printable(row.status),
        "sources": printable(row.sources) if options.sources else "",
        "conflict": printable(row.conflict),
        "gap": round(room, 1),
        "mark": shape(edtf),
    }


def shape(edtf: str) -> str:
    """The mark of a date: "day", "span" (a month, a year, an interval) or "unsure" (about, uncertain, none)."""
    if not edtf or edtf[-1] in "~?%" or "X" in edtf:
        return "unsure"
    return "day" if PartialDate.parse(edtf).precision >= 3 else "span"


REPORT = TimelineReport()
