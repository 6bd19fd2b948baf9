"""What one operation changed, and the audit entries it leaves behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Changes:
    """Tables and row keys one committed operation touched; a page of the window refreshes only if its tables are here.

    ``keys`` maps a table name to the values of the first primary-key column. ``entry`` is the audit entry's id, or 0
    when nothing was written. ``label`` is the operation in words.
    """

    entry: int = 0
    label: str = ""
    keys: dict[str, frozenset[int]] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Whether any of the named tables changed."""
        return any(table in self.keys for table in tables)


@dataclass(frozen=True)
class AuditEntry:
    """One line of the append-only, hash-chained log. ``at`` is UTC, ISO 8601."""

    id: int
    at: str
    actor: str
    action: str
    detail: str
    undoes: int | None
    prev_hash: str
    hash: str


@dataclass(frozen=True)
class RowChange:
    """One row before and after an operation; ``None`` before = created, ``None`` after = removed."""

    seq: int
    entry_id: int
    tbl: str
    row_key: str
    before: str | None
    after: str | None


_COUNTED = re.compile(r"\{(\w+)\} (?:exhibit|page|file|row|link|event|element|number|claim|original|problem)s\b")


def label(action: str, detail: dict[str, Any]) -> str:
    """An operation in words: the stored message with its parameters filled in; one of something is not many."""
    text = _COUNTED.sub(lambda m: m[0][:-1] if detail.get(m[1]) == 1 else m[0], action)
    for name, value in detail.items():
        text = text.replace("{" + name + "}", str(value))
    return text
