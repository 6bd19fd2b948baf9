"""Names that may leave the office as initials only, such as minors' (FRCP 5.2(a)(3)); a list of each matter."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.identifiers import initials
from evidence_app.services.matter import Matter


@dataclass(frozen=True)
class ProtectedName:
    """A name to look for, what may stand instead of it, and why."""

    id: int
    name: str
    initials: str
    reason: str


def protected_names(matter: Matter) -> list[ProtectedName]:
    """The matter's list, by name."""
    return matter.read.rows(ProtectedName, "SELECT * FROM protected_name ORDER BY name COLLATE NOCASE")


def protect_name(matter: Matter, name: str, reason: str = "minor", shown: str = "") -> int:
    """Put a name on the list; returns its id. Raises UserError when it is empty or already there."""
    plain = " ".join(name.split())
    if sum(character.isalpha() for character in plain) < 3:
        raise UserError("A protected name needs at least three letters.", "Give first and last name.")
    if matter.read.value("SELECT id FROM protected_name WHERE name = ?", (plain,)) is not None:
        raise UserError("That name is already on the list.")
    with matter.operation("Protect a name ({initials})", initials=shown or initials(plain)) as tx:
        values = {"name": plain, "initials": shown or initials(plain), "reason": reason.strip()}
        return tx.insert("protected_name", values)


def release_name(matter: Matter, name_id: int) -> Changes:
    """Take a name off the list (undo brings it back)."""
    found = matter.read.value("SELECT initials FROM protected_name WHERE id = ?", (name_id,))
    if found is None:
        raise NotFound("There is no such protected name.")
    with matter.operation("No longer protect a name ({initials})", initials=found) as tx:
        tx.execute("DELETE FROM protected_name WHERE id = ?", (name_id,))
    return tx.changes
