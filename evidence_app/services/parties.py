"""The case itself: its caption, its parties and their exhibit series."""

from __future__ import annotations

from collections.abc import Sequence

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.matter import MatterRecord, Party, PartyId
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
    if not name.strip():
        raise UserError("A party needs a name.")
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
    """Change a party's name, side, role, prefix, first_number, number_width or counsel."""
    found = party(matter, party_id)
    with matter.operation("Edit party “{name}”", name=found.name) as tx:
        tx.update("party", party_id, dict(facts))
    return tx.changes


def caption_title(record: MatterRecord, of: Sequence[Party]) -> str:
    """The title of the action for a caption: plaintiffs v. defendants, or the matter's name while parties are missing."""
    sides = {side: [p.name for p in of if p.side == side] for side in ("plaintiff", "defendant")}
    if not sides["plaintiff"] or not sides["defendant"]:
        return record.name
    return f"{', '.join(sides['plaintiff'])} v. {', '.join(sides['defendant'])}"
