"""A list as it was served, and what an amended list changes."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.chronology import show_date
from evidence_app.model.errors import UserError
from evidence_app.model.register import ListChange, ServedList, ServedRow, compare
from evidence_app.reports.caption import CAPTION_PARTIES, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.exhibit_rows import WITHDRAWN
from evidence_app.reports.lists import ListReport
from evidence_app.services import register
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties

COLUMNS = (
    ListColumn("number", "No.", 0.9, strong=True),
    ListColumn("description", "Description", 4.2),
    ListColumn("date", "Date", 1.2),
    ListColumn("bates", "Bates", 1.6),
    ListColumn("sponsor", "Sponsoring witness", 1.5),
)
CHANGE_COLUMNS = (
    ListColumn("number", "No.", 0.9, strong=True),
    ListColumn("change", "Change", 1.2),
    ListColumn("words", "In words", 6.0),
)
NONE_SERVED = "No exhibit list has been served yet."
HIDDEN = "[Withheld: privileged or sequestered since it was served]"


@dataclass(frozen=True)
class ServedListOptions:
    """Which served list."""

    served: int = option(0, "The number of the served list; 0 = the one served last.", (), "Served list")
    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")


def _chosen(matter: Matter, served: int) -> ServedList | None:
    if served:
        return register.served_list(matter, served)
    return next(iter(register.served_lists(matter)), None)


def _secret(matter: Matter) -> set[int]:
    """What may not go out today, even when it stood on a list once."""
    return set(matter.read.column("SELECT id FROM exhibit WHERE privilege != '' OR sequestered != 0"))


def build(matter: Matter, options: ServedListOptions) -> ListDocument:
    """The rows exactly as served; the hash covers them. A row that was withheld since prints its number only."""
    chosen = _chosen(matter, options.served)
    title = chosen.title if chosen else "Served exhibit list"
    secret = _secret(matter)
    lines = chosen.lines() if chosen else []
    told = [one for one in lines if one.exhibit_id in secret]
    return ListDocument(
        title=title.upper(),
        columns=COLUMNS,
        groups=(ListGroup("", tuple(_row(one, secret) for one in lines), empty=NONE_SERVED),),
        caption=make_caption(matter, options.caption) if options.caption != "none" else None,
        closing=_closing(chosen) if chosen else (),
        footer=footer(matter, title.upper()),
        notes=(f"Descriptions withheld, because privileged or sequestered since service ({len(told)}).",)
        if told
        else (),
    )


def _closing(chosen: ServedList) -> tuple[str, ...]:
    amends = f" It amends served list {chosen.amends}." if chosen.amends else ""
    return (
        f"Served {show_date(chosen.served_on)} as list {chosen.id}.{amends} SHA-256 of its rows: {chosen.rows_sha256}.",
    )


def _row(one: ServedRow, secret: set[int]) -> ListRow:
    if one.exhibit_id in secret:
        return ListRow((one.number, HIDDEN, "", "", ""))
    if one.status == "withdrawn":
        return ListRow((one.number, WITHDRAWN, "", "", ""))
    return ListRow((one.number, one.description, one.date, one.bates, one.sponsor))


@dataclass(frozen=True)
class ListChangesOptions:
    """Which two lists are compared."""

    served: int = option(
        0, "A served list against the one it amends; 0 = the present list against the last.", (), "List"
    )
    party: str = option("", "With 0 above: the party's name or prefix; empty = the list of all parties.", (), "Party")


def changes(matter: Matter, options: ListChangesOptions) -> list[ListChange]:
    """The differences, by exhibit; words about what may not go out are withheld."""
    secret = {
        number for (number,) in matter.read.tuples(
            "SELECT number FROM exhibit WHERE number IS NOT NULL AND (privilege != '' OR sequestered != 0)"
        )
    }  # fmt: skip
    found = _compared(matter, options)
    return [ListChange(one.number, one.change, HIDDEN) if one.number in secret else one for one in found]


def _compared(matter: Matter, options: ListChangesOptions) -> list[ListChange]:
    if not options.served:
        return register.changes_since_service(matter, _party_id(matter, options.party))
    later = register.served_list(matter, options.served)
    if later.amends is None:
        raise UserError(f"Served list {later.id} amends no earlier list.", "Choose a later list, or 0.")
    return compare(register.served_list(matter, later.amends).lines(), later.lines())


def _party_id(matter: Matter, wanted: str) -> int | None:
    plain = wanted.strip().casefold()
    of = parties(matter)
    if not plain:
        return None
    for one in of:
        if plain in (one.name.casefold(), one.prefix.casefold()):
            return one.id
    for one in of:
        if plain == one.side:
            return one.id
    names = ", ".join(one.name for one in of[:6]) or "none yet"
    raise UserError(f"The matter has no party {wanted!r}.", f"Known: {names}.")


def build_changes(matter: Matter, options: ListChangesOptions) -> ListDocument:
    """The change report as a document."""
    title = "Changes to the exhibit list"
    made = tuple(ListRow((one.number, one.change.capitalize(), one.words)) for one in changes(matter, options))
    return ListDocument(
        title=title,
        columns=CHANGE_COLUMNS,
        groups=(ListGroup("", made, empty="Nothing has changed."),),
        caption=make_caption(matter),
        footer=footer(matter, title),
    )


REPORT = ListReport(
    "served-list", "Served exhibit list", ServedListOptions, build,
    about="A list as it was frozen when it was served.",
)  # fmt: skip
CHANGES_REPORT = ListReport(
    "list-changes", "Changes to the exhibit list", ListChangesOptions, build_changes,
    about="What was added, withdrawn, renumbered or reworded since a list was served.",
)  # fmt: skip
