"""What the register page reads, on a query thread: lists, states, the lines of a list, and what changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from evidence_app.gui.register.serve_dialog import party_name
from evidence_app.model.register import ListChange, ServedList, ServedRow
from evidence_app.services import register
from evidence_app.services.matter import Matter


@dataclass(frozen=True)
class ReadList:
    """A served list, how many lines it has, and whether the stored rows still have the hash they were served with."""

    served: ServedList
    count: int
    same: bool

    @property
    def hash_words(self) -> str:
        """What the hash says, in words."""
        return "rows match the hash" if self.same else "ROWS DO NOT MATCH THE HASH"


class Read(NamedTuple):
    """Served lists newest first, numbered exhibits in order, how many are in each state, the parties' names by id."""

    lists: list[ReadList]
    exhibits: list[int]
    states: dict[str, int]
    parties: dict[int, str]


def read_list(one: ServedList, count: int) -> ReadList:
    """A list with what its hash says."""
    return ReadList(one, count, hashlib.sha256(one.rows.encode()).hexdigest() == one.rows_sha256)


def read_register(matter: Matter) -> Read:
    """Everything but lines and changes, which are read by themselves."""
    with matter.snapshot() as read:
        names = {one: party_name(matter, one) for (one,) in read.tuples("SELECT id FROM party")}
        counts = register.line_counts(matter)
        lists = [read_list(one, counts[one.id]) for one in register.served_lists(matter)]
        return Read(lists, *register.states(matter), names)


def read_lines(matter: Matter, list_id: int) -> list[ServedRow]:
    """The lines of a list exactly as served."""
    return register.served_list(matter, list_id).lines()


def read_changes(matter: Matter, party_id: int | None) -> tuple[ServedList | None, list[ListChange]]:
    """The list of a party (or of all) served last, and what the present one changes."""
    return register.latest_served(matter, party_id), register.changes_since_service(matter, party_id)
