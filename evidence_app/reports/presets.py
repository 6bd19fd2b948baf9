"""Exhibit-list presets: which columns a court's practice asks for, as data that a firm can copy and change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from evidence_app.model.errors import UserError
from evidence_app.paths import resource, settings_folder

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


def own_presets_file() -> Path:
    """Where a user's own and changed presets are kept; same form as the file that comes with the program."""
    return settings_folder() / "report-presets.json"


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Preset]:
    return _read(resource("report-presets.json"))


def _own() -> tuple[dict[str, Preset], str]:
    """The user's own presets, and what is wrong with their file (a bad file must not keep the program from starting)."""
    path = own_presets_file()
    try:
        return (_read(path) if path.is_file() else {}), ""
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


def save_own_preset(entry: dict[str, Any]) -> Preset:
    """Keep a new or changed preset for this user. Raises UserError when a key is missing or unknown."""
    made = _preset(entry)
    path = own_presets_file()
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [one for one in known if one.get("id") != made.id]
    path.write_text(json.dumps([*kept, entry], ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def _read(path: Path) -> dict[str, Preset]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"The preset file {path} cannot be read: {error}.", "Correct it or move it away.") from error
    return {made.id: made for made in map(_preset, entries)}


def _preset(entry: dict[str, Any]) -> Preset:
    fields = dict(entry)
    try:
        columns = tuple(PresetColumn(c["key"], c["label"], float(c.get("width", 1))) for c in fields.pop("columns"))
        fields["head"] = tuple(fields.get("head", ()))
        return Preset(columns=columns, **fields)
    except (KeyError, TypeError, ValueError) as error:
        name = entry.get("id", "without an id") if isinstance(entry, dict) else "without an id"
        raise UserError(
            f"The preset {name} is not complete: {error}.", "Copy one that comes with the program."
        ) from error
