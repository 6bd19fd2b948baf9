"""Named views of the exhibit list: which columns in which order, what stands still, how it is sorted and filtered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from evidence_app.gui.window_state import WindowState
from evidence_app.services.exhibits import SORTS, ExhibitFilter, SortOrder


@dataclass(frozen=True)
class ListView:
    """One view. ``columns`` are keys with widths at 100 % text size, from the left; ``frozen`` counts from there."""

    name: str
    columns: tuple[tuple[str, int], ...] = ()
    frozen: int = 0
    order: SortOrder = (("number", False),)
    chosen: ExhibitFilter = field(default_factory=ExhibitFilter)


def to_text(views: Mapping[str, ListView]) -> str:
    """Views as kept with the window's state."""
    return json.dumps([asdict(view) for view in views.values()], ensure_ascii=False)


def from_text(text: str) -> dict[str, ListView]:
    """From :func:`to_text`; a view this version cannot read is left out, what it does not know of a view as well."""
    try:
        stored = json.loads(text) if text else []
    except ValueError:
        return {}
    found: dict[str, ListView] = {}
    for one in stored if isinstance(stored, list) else []:
        try:
            view = _view(one)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        found[view.name] = view
    return found


def _view(one: dict[str, Any]) -> ListView:
    known = {one_field.name for one_field in fields(ExhibitFilter)}
    chosen: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in one["chosen"].items() if key in known
    }
    order = tuple((str(key), bool(down)) for key, down in one["order"] if key in SORTS)
    columns = tuple((str(key), int(width)) for key, width in one["columns"])
    return ListView(
        str(one["name"]), columns, int(one["frozen"]), order or (("number", False),), ExhibitFilter(**chosen)
    )


class KeptViews:
    """The views of one matter, by name, kept in the window's own state on this computer."""

    def __init__(self, state: WindowState, uid: str) -> None:
        self._state, self._key = state, f"views/{uid}"
        self.views = from_text(state.text(self._key))

    def save(self, name: str, view: ListView) -> None:
        """Keep a view under a name; one of the same name is replaced."""
        self.views[name] = replace(view, name=name)
        self._write()

    def remove(self, name: str) -> None:
        """Forget a view."""
        self.views.pop(name, None)
        self._write()

    def _write(self) -> None:
        self.views = dict(sorted(self.views.items(), key=lambda pair: pair[0].casefold()))
        self._state.keep(self._key, to_text(self.views))
        self._state.sync()
