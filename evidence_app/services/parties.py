"""The case itself: its caption, its parties and their exhibit series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import takewhile
from typing import Any, get_args

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.matter import MatterRecord, Party, PartyId, Side
from evidence_app.model.numbering import LETTERINGS
from evidence_app.services.matter import Matter

EDITABLE_FACTS = (
    "name",
    "court",
    "division",
    "docket_number",
    "judge",
    "status_note",
    "status_source",
    "court_zone",
    "notes",
    "banner",
)


def describe_matter(matter: Matter, **facts: str) -> Changes:
    """Change facts about the case (``EDITABLE_FACTS``)."""
    unknown = set(facts) - set(EDITABLE_FACTS)
    if unknown:
        raise UserError(f"A matter has no field {sorted(unknown)[0]!r}.", f"Known: {', '.join(EDITABLE_FACTS)}.")
    if not facts.get("name", "x").strip():
        raise UserError("A matter needs a name.")
    with matter.operation("Edit the matter's {fields}", fields=", ".join(facts)) as tx:
        tx.update("matter", 1, dict(facts))
    return tx.changes


def parties(matter: Matter) -> list[Party]:
    """The parties, in caption order."""
    return matter.read.rows(Party, "SELECT * FROM party ORDER BY position, id")


def series_place(of: Sequence[Party]) -> Callable[[str | None], int]:
    """Where the series of a number stands on a list of all parties: in caption order, so that PX comes before DX.

    It goes by the letters in front of the number; numbers without letters are one series, whoever has them, because a
    joint list counts them through. Letters that are no party's stand last.
    """
    places: dict[str, int] = {}
    for i, one in enumerate(of):
        places.setdefault(_letters(one.prefix), i)
    places.setdefault("", -1)

    def place(number: str | None) -> int:
        return places.get(_letters(number or ""), len(of))

    return place


def _letters(text: str) -> str:
    """The letters a number begins with, small: ``px`` of ``PX-12.1``."""
    return "".join(takewhile(lambda c: not c.isdigit(), text)).casefold().strip(" -._#")


def party(matter: Matter, party_id: int) -> Party:
    """One party; raises NotFound."""
    found = matter.read.row(Party, "SELECT * FROM party WHERE id = ?", (party_id,))
    if found is None:
        raise NotFound("There is no such party.", "Open the matter page and choose one of its parties.")
    return found


def add_party(
    matter: Matter,
    name: str,
    side: str = "plaintiff",
    *,
    role: str = "",
    prefix: str = "",
    first_number: int = 1,
    last_number: int = 0,
    number_width: int = 0,
    lettering: str = "",
    counsel: str = "",
) -> PartyId:
    """Add a party with its exhibit series (see :class:`evidence_app.model.matter.Party`)."""
    given = {
        "name": name, "side": side, "first_number": first_number, "last_number": last_number,
        "number_width": number_width, "lettering": lettering,
    }  # fmt: skip
    _check_party(given)
    with matter.operation("Add party “{name}”", name=name.strip()) as tx:
        values = {
            "name": name.strip(),
            "side": side,
            "role": role,
            "prefix": prefix,
            "first_number": first_number,
            "last_number": last_number,
            "number_width": number_width,
            "lettering": lettering,
            "counsel": counsel,
            "position": int(tx.value("SELECT coalesce(max(position), 0) + 1 FROM party")),
        }
        return PartyId(tx.insert("party", values))


def edit_party(matter: Matter, party_id: int, **facts: str | int) -> Changes:
    """Change a party's name, side, role, counsel or exhibit series. Raises UserError for what cannot be."""
    found = party(matter, party_id)
    unknown = set(facts) - set(Party.__dataclass_fields__) | {"id"} & set(facts)
    if unknown:
        raise UserError(f"A party has no field {sorted(unknown)[0]!r}.")
    _check_party(asdict(found) | facts)
    with matter.operation("Edit party “{name}”", name=found.name) as tx:
        tx.update("party", party_id, dict(facts))
    return tx.changes


def _check_party(facts: Mapping[str, Any]) -> None:
    if not str(facts["name"]).strip():
        raise UserError("A party needs a name.")
    if facts["side"] not in get_args(Side):
        raise UserError(f"{facts['side']!r} is no side.", f"Known: {', '.join(get_args(Side))}.")
    if facts["lettering"] not in LETTERINGS:
        raise UserError(
            f"{facts['lettering']!r} is no way of lettering.", f"Known: {', '.join(filter(None, LETTERINGS))}."
        )
    if int(facts["first_number"]) < 1 or not 0 <= int(facts["number_width"]) <= 12:
        raise UserError("A series begins at 1 or later and has at most 12 digits.", "Correct the series.")
    if 0 < int(facts["last_number"]) < int(facts["first_number"]):
        raise UserError("The series would end before it begins.", "Give a later last number, or 0 for no end.")


def caption_title(record: MatterRecord, of: Sequence[Party]) -> str:
    """The title of the action for a caption: plaintiffs v. defendants, or the matter's name while parties are missing."""
    sides = {side: [p.name for p in of if p.side == side] for side in ("plaintiff", "defendant")}
    if not sides["plaintiff"] or not sides["defendant"]:
        return record.name
    return f"{', '.join(sides['plaintiff'])} v. {', '.join(sides['defendant'])}"
