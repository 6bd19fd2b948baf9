"""Exhibit stickers as data: size, colour, corner and lines with placeholders, which a firm can copy and change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.matter import MatterRecord, Party
from evidence_app.reports.own_entries import Entry, EntryFile
from evidence_app.reports.sheets import StickerArt, StickerLine

CORNERS = ("lower right", "lower left", "upper right", "upper left")
PLACEHOLDERS = {
    "number": "exhibit number",
    "side": "PLAINTIFF'S, DEFENDANT'S, JOINT",
    "party": "party's name",
    "case": "case number",
    "judge": "judge",
    "title": "name of the matter",
    "bates": "Bates numbers",
    "pages": "number of pages",
    "date": "date of the document",
}
"""What may stand in braces in a line, and what it prints."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BRACES = re.compile(r"\{(\w*)\}")
_SIDES = {"plaintiff": "PLAINTIFF'S", "defendant": "DEFENDANT'S", "joint": "JOINT"}


@dataclass(frozen=True)
class StampDesign:
    """One sticker. Sizes in points, colours as #rrggbb. ``sides`` are the party sides it is meant for."""

    id: str
    name: str
    lines: tuple[StickerLine, ...]
    sides: tuple[str, ...] = ()
    corner: str = "lower right"
    width: float = 112.0
    height: float = 64.0
    fill: str = "#ffffff"
    ink: str = "#000000"
    border: float = 1.0
    radius: float = 3.0
    source: str = ""
    as_of: str = ""

    def art(self, values: Mapping[str, str]) -> StickerArt:
        """The sticker with its placeholders filled in; a line without letters or digits is left out."""
        lines = []
        for line in self.lines:
            text = " ".join(_BRACES.sub(lambda match: values.get(match[1], ""), line.text).split())
            if any(one.isalnum() for one in text):
                lines.append(StickerLine(text, line.size, line.bold))
        return StickerArt(self.width, self.height, tuple(lines), self.fill, self.ink, self.border, self.radius)


def designs() -> dict[str, StampDesign]:
    """Every design by id; the user's own come after ours and replace one with the same id."""
    return _ours() | DESIGNS.own()


def our_names() -> str:
    """The designs that come with the program, for help texts; a user's own broken file must not get in the way."""
    return ", ".join(_ours())


@lru_cache(maxsize=1)
def _ours() -> dict[str, StampDesign]:
    return DESIGNS.shipped()


def design(design_id: str) -> StampDesign:
    """One design; raises UserError when there is none of that name."""
    found = designs().get(design_id)
    if found is None:
        raise UserError(f"There is no stamp design {design_id!r}.", f"Known: {', '.join(designs())}.")
    return found


def design_for(side: str, wanted: str = "auto") -> StampDesign:
    """The design of that name, or with "auto" the first one made for a party's side (the user's own first)."""
    if wanted != "auto":
        return design(wanted)
    fitting = [one for one in designs().values() if side in one.sides]
    own = DESIGNS.own()
    return next((one for one in fitting if one.id in own), fitting[0] if fitting else design("plain"))


def save_own_design(entry: Entry) -> StampDesign:
    """Keep a new or changed design for this user. Raises UserError when a value is missing, unknown or impossible."""
    return DESIGNS.keep(entry)


def read_design(entry: Entry) -> StampDesign:
    """A design from its JSON object; raises UserError naming what is wrong."""
    name = entry.get("id", "without an id") if isinstance(entry, dict) else "without an id"
    try:
        fields = dict(entry)
        lines = tuple(StickerLine(str(o["text"]), float(o["size"]), bool(o.get("bold"))) for o in fields.pop("lines"))
        made = StampDesign(lines=lines, sides=tuple(fields.pop("sides", ())), **fields)
        _check(made)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"The stamp design {name} is not right: {error}.", "Copy one of the program's.") from error
    return made


def _check(made: StampDesign) -> None:
    if made.corner not in CORNERS:
        raise ValueError(f"the corner must be one of {', '.join(CORNERS)}")
    for colour in (made.fill, made.ink):
        if not _COLOUR.fullmatch(colour):
            raise ValueError(f"{colour!r} is not a colour such as #fff29a")
    if not (20 <= made.width <= 300 and 14 <= made.height <= 300):
        raise ValueError("a sticker is 20 to 300 points wide and 14 to 300 points high")
    if not made.lines or not all(2 <= line.size <= 72 for line in made.lines):
        raise ValueError("a sticker needs lines of 2 to 72 points")
    for line in made.lines:
        for name in _BRACES.findall(line.text):
            if name not in PLACEHOLDERS:
                raise ValueError(f"{{{name}}} is not a placeholder; known: {', '.join(PLACEHOLDERS)}")


DESIGNS = EntryFile("stamp-designs.json", "stamp designs", read_design)
"""The designs that come with the program, and the user's own."""


def values_of(record: MatterRecord, exhibit: Exhibit, party: Party | None, sides: Mapping[str, int]) -> dict[str, str]:
    """What the placeholders print for one exhibit. ``sides`` counts the parties of each side (PLAINTIFFS' for two)."""
    side = party.side if party else ""
    words = _SIDES.get(side, "")
    if sides.get(side, 0) > 1 and words.endswith("'S"):
        words = words[:-2] + "S'"
    ends = {exhibit.bates_begin, exhibit.bates_end} - {""}
    return {
        "number": exhibit.number or "",
        "side": words,
        "party": party.name if party else "",
        "case": f"Case No. {record.docket_number}" if record.docket_number else "",
        "judge": record.judge,
        "title": record.name,
        "bates": "\u2013".join(sorted(ends)),
        "pages": str(exhibit.page_count or ""),
        "date": exhibit.listed_date,
    }
