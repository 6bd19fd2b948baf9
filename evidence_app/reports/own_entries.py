"""Data files of the program that a user can add to and change: list layouts, exhibit stickers.

Each is a JSON list of objects with an ``id``. The user's own list stands in the settings folder under the same name and
in the same form; its entries come after the program's and replace those of the same id.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from evidence_app.model.errors import UserError
from evidence_app.paths import resource, settings_folder, write_whole

Entry = dict[str, Any]


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Made = TypeVar("Made", bound=_HasId)


@dataclass(frozen=True)
class EntryFile(Generic[Made]):
    """``what`` names its entries in a message; ``make`` makes one, raising UserError that says what is wrong with it."""

    name: str
    what: str
    make: Callable[[Entry], Made]

    @property
    def own_path(self) -> Path:
        """Where the user's own entries are kept."""
        return settings_folder() / self.name

    def shipped(self) -> dict[str, Made]:
        """The program's entries by id."""
        return self._read(resource(self.name))

    def own(self) -> dict[str, Made]:
        """The user's own by id; none without a file. Raises UserError for a file that is not right."""
        return self._read(self.own_path) if self.own_path.is_file() else {}

    def keep(self, entry: Entry) -> Made:
        """Keep a new or changed entry for this user. Raises UserError for an entry or a file that is not right."""
        made = self.make(entry)
        self._write([*(one for one in self._own_entries() if one.get("id") != made.id), entry])
        return made

    def forget(self, entry_id: str) -> bool:
        """Take a user's own entry away; False when there is none of that id."""
        known = self._own_entries()
        kept = [one for one in known if one.get("id") != entry_id]
        if len(kept) < len(known):
            self._write(kept)
        return len(kept) < len(known)

    def _own_entries(self) -> list[Entry]:
        if not self.own():  # raises: a file that is broken is not written over
            return []
        return json.loads(self.own_path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def _write(self, entries: list[Entry]) -> None:
        write_whole(self.own_path, json.dumps(entries, ensure_ascii=False, indent=1))

    def _read(self, path: Path) -> dict[str, Made]:
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            hint = "Correct it or move it away."
            raise UserError(f"The {self.what} in {path} cannot be read: {error}.", hint) from error
        return {made.id: made for made in map(self.make, entries)}
