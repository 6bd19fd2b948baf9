"""Exhibit-list presets: which columns a court's practice asks for, as data that a firm can copy and change."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from evidence_app.model.errors import NotFound, UserError
from evidence_app.reports.caption import CAPTION_WORDS
from evidence_app.reports.exhibit_rows import COLUMN_LABELS, GROUPS
from evidence_app.reports.own_entries import Entry, EntryFile

ADVICE = "Check your judge's order."
HEAD = {
    "judge": "Presiding judge",
    "plaintiff_attorney": "Plaintiff's attorney",
    "defendant_attorney": "Defendant's attorney",
    "trial_dates": "Trial date(s)",
    "court_reporter": "Court reporter",
    "courtroom_deputy": "Courtroom deputy",
}
"""Boxes a form can have above its list, in the order of form AO 187."""
STARS = {
    "": "no stars",
    "may": "* may be offered if the need arises",
    "stipulated": "* authenticity not disputed, ** no objection",
}
PAPERS = {"us-letter": "US letter", "us-legal": "US legal", "a4": "A4"}


@dataclass(frozen=True)
class PresetColumn:
    """A column of a preset: the key of what it shows, its heading, its share of the width."""

    key: str
    label: str
    width: float


@dataclass(frozen=True)
class Preset:
    """One list layout. ``source`` says where the rule comes from, ``as_of`` when it was looked at.

    ``stars`` is "" or "may" (an asterisk marks what a party may offer) or "stipulated" (one star: authenticity not
    disputed; two: no objection). ``head`` are boxes of a form above the list (keys of :data:`HEAD`); ``witnesses`` adds
    the witnesses below the exhibits; ``words`` replaces words of the caption (:data:`~.caption.CAPTION_WORDS`).
    """

    id: str
    name: str
    columns: tuple[PresetColumn, ...]
    source: str
    as_of: str = ""
    title: str = ""
    group: str = "none"
    stars: str = ""
    landscape: bool = True
    paper: str = "us-letter"
    caption: bool = True
    head: tuple[str, ...] = ()
    witnesses: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Preset]:
    return PRESETS.shipped()


def _own() -> tuple[dict[str, Preset], str]:
    """The user's own presets, and what is wrong with their file (a bad file must not keep the program from starting)."""
    try:
        return PRESETS.own(), ""
    except UserError as error:
        return {}, str(error)


def presets() -> dict[str, Preset]:
    """Every preset by id; the user's own come after ours and replace one with the same id."""
    return _shipped() | _own()[0]


def preset(preset_id: str) -> Preset:
    """One preset; raises UserError when there is none of that name."""
    found = presets().get(preset_id)
    if found is None:
        hint = _own()[1] or f"Known: {', '.join(presets())}."
        raise UserError(f"There is no list preset {preset_id!r}.", hint)
    return found


def save_own_preset(entry: Entry) -> Preset:
    """Keep a new or changed preset for this user. Raises UserError when a key is missing, unknown or impossible."""
    return PRESETS.keep(entry)


def remove_own_preset(preset_id: str) -> None:
    """Forget a user's own preset; one that had replaced ours brings ours back. Raises NotFound when it is not their own."""
    if not PRESETS.forget(preset_id):
        raise NotFound(f"No layout of your own is called {preset_id!r}.", "Those that come with the program stay.")


def own_ids() -> frozenset[str]:
    """The ids of the user's own presets, also of those that replace one of ours."""
    return frozenset(_own()[0])


def entry_of(one: Preset) -> Entry:
    """A preset in the form of the presets' file, for changing and keeping."""
    return json.loads(json.dumps(asdict(one)))  # type: ignore[no-any-return]


def read_preset(entry: Entry) -> Preset:
    """A preset from its JSON object; raises UserError naming what is wrong."""
    try:
        fields = dict(entry)
        columns = tuple(PresetColumn(c["key"], c["label"], float(c.get("width", 1))) for c in fields.pop("columns"))
        fields["head"] = tuple(fields.get("head", ()))
        made = Preset(columns=columns, **fields)
        _check(made)
        return made
    except (KeyError, TypeError, ValueError) as error:
        name = entry.get("id", "without an id") if isinstance(entry, dict) else "without an id"
        raise UserError(
            f"The layout {name} is not complete: {error}.", "Copy one that comes with the program."
        ) from error


def _check(made: Preset) -> None:
    known: list[tuple[str, Iterable[str], Container[str]]] = [
        ("column", (c.key for c in made.columns), COLUMN_LABELS),
        ("grouping", [made.group], GROUPS),
        ("meaning of stars", [made.stars], STARS),
        ("paper", [made.paper], PAPERS),
        ("box", made.head, HEAD),
        ("word of the caption", made.words, CAPTION_WORDS),
    ]
    for what, values, allowed in known:
        wrong = next((value for value in values if value not in allowed), None)
        if wrong is not None:
            raise ValueError(f"there is no {what} {wrong!r}")
    if not made.id or not made.name or not made.columns:
        raise ValueError("it needs an id, a name and at least one column")
    if not all(0.2 <= c.width <= 20 for c in made.columns):
        raise ValueError("a column's share of the width is 0.2 to 20")


PRESETS = EntryFile("report-presets.json", "list layouts", read_preset)
"""The layouts that come with the program, and the user's own."""
