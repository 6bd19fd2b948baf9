"""A list as it was served, and what an amended list changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence_app.model.chronology import show_date
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import DESIGNATIONS, EXHIBIT_KINDS, OFFER_CLASSES
from evidence_app.model.register import ListChange, ServedList, ServedRow, compare
from evidence_app.reports.caption import CAPTION_PARTIES, CAPTION_WORDS, footer, make_caption
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.exhibit_rows import AIDS, WITHDRAWN, agreed_word, legend, starred
from evidence_app.reports.form_head import head_boxes
from evidence_app.reports.lists import ListReport
from evidence_app.reports.presets import ADVICE, Preset, preset, presets
from evidence_app.services import exhibits, register
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
    preset: str = option(
        "",
        "The court's layout; empty = number, description, date, Bates, witness. " + ADVICE,
        ("", *presets()),
        "Layout",
    )
    caption: str = option("auto", "Parties in the caption; none = no caption.", (*CAPTION_PARTIES, "none"), "Caption")


def _chosen(matter: Matter, served: int) -> ServedList | None:
    if served:
        return register.served_list(matter, served)
    return next(iter(register.served_lists(matter)), None)


def build(matter: Matter, options: ServedListOptions) -> ListDocument:
    """The rows exactly as served; the hash covers them. A row that was withheld since prints its number only."""
    chosen = _chosen(matter, options.served)
    title = chosen.title if chosen else "Served exhibit list"
    secret = exhibits.kept_back(matter)  # today, even when it stood on the list once
    lines = chosen.lines() if chosen else []
    layout = preset(options.preset) if options.preset else None
    columns = (
        tuple(ListColumn(c.key, c.label, c.width, c.key.startswith("number")) for c in layout.columns)
        if layout
        else COLUMNS
    )
    words = layout.words if layout else {}
    return ListDocument(
        title=title.upper(),
        columns=columns,
        groups=_groups(lines, columns, secret, layout),
        caption=make_caption(matter, options.caption, words) if options.caption != "none" else None,
        boxes=head_boxes(matter, layout.head) if layout else (),
        closing=(*_told(lines, layout), *(_closing(chosen) if chosen else ())),
        footer=footer(matter, title.upper(), words.get("case", CAPTION_WORDS["case"])),
        landscape=layout.landscape if layout else True,
        paper=layout.paper if layout else "us-letter",
        group_label="Section",
        notes=_notes(lines, secret, layout),
    )


def _groups(
    lines: Sequence[ServedRow], columns: tuple[ListColumn, ...], secret: set[int], layout: Preset | None
) -> tuple[ListGroup, ...]:
    """The exhibits, by offer class where the layout parts them, and the illustrative aids on a schedule of their own."""
    parts: dict[str, list[ListRow]] = {}
    for one in lines:
        apart = layout is not None and layout.group == "offer class" and one.offer_class
        heading = AIDS if one.exhibit_kind == "illustrative_107" else OFFER_CLASSES[one.offer_class] if apart else ""  # type: ignore[index]
        shown = values(one, secret, layout.stars if layout else "")
        parts.setdefault(heading, []).append(ListRow(tuple(shown.get(c.key, "") for c in columns)))
    order = ["", *OFFER_CLASSES.values(), AIDS]
    made = [ListGroup(heading, tuple(parts[heading])) for heading in sorted(parts, key=order.index)]
    return tuple(made) or (ListGroup("", (), empty=NONE_SERVED),)


def values(one: ServedRow, secret: set[int], stars: str = "") -> dict[str, str]:
    """What each column of a layout prints of a frozen line; what happened after service is not on it."""
    number = starred(one.number, one.offer_class or "", one.stipulations or "", stars)
    sides = {
        f"number_{side}": "" if one.side == other else number
        for side, other in (("plaintiff", "defendant"), ("defendant", "plaintiff"))
    }
    known = {"number": number, **sides}
    if one.exhibit_id in secret or one.status == "withdrawn":
        return known | {"description": HIDDEN if one.exhibit_id in secret else WITHDRAWN}
    mark = DESIGNATIONS.get(one.designation, one.designation) if one.designation else ""
    return known | {
        "description": f"{one.description} [{mark}]" if mark else one.description,
        "date": one.date,
        "bates": one.bates.replace(" - ", "\u2013"),
        "sponsor": one.sponsor,
        "objections": one.objections or "",
        "response": one.objection_response or "",
        "stipulations": one.stipulations or "",
        **{
            f"stip_{word}": agreed_word(one.stipulations or "", word)
            for word in ("authenticity", "foundation", "admissibility")
        },
        "offer_class": OFFER_CLASSES.get(one.offer_class or "", ""),
        "kind": EXHIBIT_KINDS.get(one.exhibit_kind or "", ""),
        "designation": mark,
    }


def _told(lines: Sequence[ServedRow], layout: Preset | None) -> tuple[str, ...]:
    left_out = {one.number: one.attachments for one in lines if one.attachments and one.status != "withdrawn"}
    named = "; ".join(f"{number}: {count}" for number, count in left_out.items())
    made = [f"Attachments not listed separately (exhibit: how many): {named}."] if named else []
    made += [legend(layout.stars, any(one.offer_class == "may" for one in lines))] if layout and layout.stars else []
    return tuple(filter(None, made))


def _closing(chosen: ServedList) -> tuple[str, ...]:
    amends = f" It amends served list {chosen.amends}." if chosen.amends else ""
    return (
        f"Served {show_date(chosen.served_on)} as list {chosen.id}.{amends} SHA-256 of its rows: {chosen.rows_sha256}.",
    )


def _notes(lines: Sequence[ServedRow], secret: set[int], layout: Preset | None) -> tuple[str, ...]:
    withheld = sum(one.exhibit_id in secret for one in lines)
    told = [f"Descriptions withheld, because privileged or sequestered since service ({withheld})."] if withheld else []
    if layout:
        told.append(f"Layout “{layout.name}”: {layout.source} {ADVICE}")
        if any(one.offer_class is None for one in lines):
            told.append("This list was served by an earlier version, which did not freeze objections and stipulations.")
    return tuple(told)


@dataclass(frozen=True)
class ListChangesOptions:
    """Which two lists are compared."""

    served: int = option(
        0, "A served list against the one it amends; 0 = the present list against the last.", (), "List"
    )
    party: str = option(
        "", "With 0 above: the party's name or prefix; empty = whose list was served last.", (), "Party"
    )


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
        return register.changes_since_service(matter, _whose(matter, options.party))
    later = register.served_list(matter, options.served)
    if later.amends is None:
        raise UserError(f"Served list {later.id} amends no earlier list.", "Choose a later list, or 0.")
    return compare(register.served_list(matter, later.amends).lines(), later.lines())


def _whose(matter: Matter, wanted: str) -> int | None:
    """The party meant; when none is named, that of the list served last, for there is nothing else to compare with."""
    last = next(iter(register.served_lists(matter)), None)
    return _party_id(matter, wanted) if wanted.strip() or last is None else last.party_id


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
    title = "CHANGES TO THE EXHIBIT LIST"
    made = tuple(ListRow((one.number, one.change.capitalize(), one.words)) for one in changes(matter, options))
    return ListDocument(
        title=title,
        columns=CHANGE_COLUMNS,
        groups=(ListGroup("", made, empty="Nothing has changed."),),
        caption=make_caption(matter),
        subtitle=_between(matter, options),
        footer=footer(matter, title),
    )


def _between(matter: Matter, options: ListChangesOptions) -> str:
    """Which list is compared with which."""
    if options.served:
        later = register.served_list(matter, options.served)
        earlier = register.served_list(matter, later.amends) if later.amends else None
        now = _named(later)
    else:
        earlier, now = register.latest_served(matter, _whose(matter, options.party)), "The present list"
    return f"{now} compared with {_named(earlier)}" if earlier else "No list has been served yet: every exhibit is new."


def _named(one: ServedList) -> str:
    return f"“{one.title}” (list {one.id}, served {show_date(one.served_on)})"


REPORT = ListReport(
    "served-list", "Served exhibit list", ServedListOptions, build,
    about="A list as it was frozen when it was served.",
)  # fmt: skip
CHANGES_REPORT = ListReport(
    "list-changes", "Changes to the exhibit list", ListChangesOptions, build_changes,
    about="What was added, withdrawn, renumbered or reworded since a list was served.",
)  # fmt: skip
