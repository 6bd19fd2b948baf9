"""The hearing ledger on paper: what happened to each exhibit, by court day, as a clerk's list."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.chronology import show_date
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.register import ACTION_WORDS, HearingEvent
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.services import register
from evidence_app.services.matter import Matter

COLUMNS = (
    ListColumn("time", "Time", 0.8),
    ListColumn("number", "Ex. No.", 0.9, strong=True),
    ListColumn("description", "Description", 3.2),
    ListColumn("entry", "Entry", 1.1),
    ListColumn("words", "Words", 2.6),
    ListColumn("witness", "Witness", 1.4),
)


@dataclass(frozen=True)
class HearingOptions:
    """Which days and entries."""

    day: str = option("", "Only this court day: 2026-11-23.", (), "Day")
    admitted_only: bool = option(False, "Only what was admitted, also for a limited purpose.", (), "Admitted only")
    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")


def rows(matter: Matter, options: HearingOptions) -> list[tuple[HearingEvent, Exhibit]]:
    """The ledger's entries in time order, without exhibits that may not go out."""
    wanted = ("admitted", "limited") if options.admitted_only else ()
    return [
        (event, exhibit) for event, exhibit in register.ledger(matter, options.day)
        if exhibit.outward and (not wanted or event.action in wanted)
    ]  # fmt: skip


def _witnesses(matter: Matter, day: str) -> dict[tuple[int, str], str]:
    """Through whom an exhibit came in on a day: the witness of its last entry that names one."""
    return {
        (event.exhibit_id, event.at[:10]): event.witness
        for event, _one in register.ledger(matter, day)
        if event.witness
    }


def build(matter: Matter, options: HearingOptions) -> ListDocument:
    """The ledger as a document, one table for each day; times are court time as entered."""
    days: dict[str, list[ListRow]] = {}
    witnesses = _witnesses(matter, options.day)
    for event, one in rows(matter, options):
        cells = (
            event.at[11:16],
            one.number or "",
            one.description or one.title,
            ACTION_WORDS.get(event.action, event.action).capitalize(),
            event.words,
            event.witness or witnesses.get((event.exhibit_id, event.at[:10]), "")
            if options.admitted_only
            else event.witness,
        )
        days.setdefault(show_date(event.at[:10]), []).append(ListRow(cells))
    title = "ADMITTED EXHIBITS" if options.admitted_only else "EXHIBIT LEDGER"
    groups = tuple(ListGroup(day, tuple(made)) for day, made in days.items())
    return ListDocument(
        title=title,
        columns=COLUMNS,
        groups=groups or (ListGroup(empty="The ledger has no entries."),),
        caption=make_caption(matter, options.caption) if options.caption != "none" else None,
        closing=(_zone_words(matter, options.day),) if days else (),
        footer=footer(matter, title),
        group_label="Day",
    )


def _zone_words(matter: Matter, day: str) -> str:
    offsets = dict.fromkeys(event.at[19:] for event, _one in register.ledger(matter, day))
    told = ", ".join(f"UTC{one.replace('Z', '+00:00')}" for one in offsets if one)
    return "Times are court time as entered" + (f" ({told})." if told else ".")


REPORT = ListReport(
    "hearing-ledger", "Hearing ledger", HearingOptions, build,
    about="What was offered, objected to and ruled on, by day.",
)  # fmt: skip
