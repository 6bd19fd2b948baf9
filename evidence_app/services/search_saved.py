"""Saved searches (in our own syntax, never an engine's) and the searches that were run lately."""

from __future__ import annotations

import json

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.search import format_query
from evidence_app.model.search_results import PastSearch, SavedSearch
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import Matter
from evidence_app.services.search import RECORDED

_LOOK_BACK = 20_000
"""Audit entries looked through for recent searches."""


def saved_searches(matter: Matter) -> list[SavedSearch]:
    """All of them by name."""
    return matter.read.rows(SavedSearch, "SELECT * FROM saved_search ORDER BY name")


def saved_search(matter: Matter, name: str) -> SavedSearch:
    """One by its name (capitals do not matter); raises NotFound."""
    found = matter.read.row(SavedSearch, "SELECT * FROM saved_search WHERE name = ?", (name.strip(),))
    if found is None:
        raise NotFound(f"There is no saved search “{name}”.", "Look at the list of saved searches.")
    return found


def save_search(matter: Matter, name: str, query: str, element_id: int | None = None) -> SavedSearch:
    """Keep a search under a name; one with the same name is replaced. Raises BadQuery for a query that cannot be read."""
    name = name.strip()
    if not name:
        raise UserError("A saved search needs a name.", "Type one.")
    format_query(parse(query))
    with matter.operation("Save the search “{name}”", name=name, query=query) as tx:
        row = tx.value("SELECT id FROM saved_search WHERE name = ?", (name,))
        values = {"name": name, "query": query, "element_id": element_id}
        if row is None:
            tx.insert("saved_search", values)
        else:
            tx.update("saved_search", row, values)
    return saved_search(matter, name)


def forget_search(matter: Matter, name: str) -> Changes:
    """Remove a saved search; raises NotFound. One undo step."""
    found = saved_search(matter, name)
    with matter.operation("Remove the saved search “{name}”", name=found.name) as tx:
        tx.execute("DELETE FROM saved_search WHERE id = ?", (found.id,))
    return tx.changes


def recent_searches(matter: Matter, limit: int = 20) -> list[PastSearch]:
    """What was searched for lately, the newest first, each query once."""
    newest = matter.read.value("SELECT max(id) FROM audit_entry") or 0
    rows = matter.read.tuples(
        "SELECT at, detail FROM audit_entry WHERE id > ? AND action = ? ORDER BY id DESC LIMIT ?",
        (newest - _LOOK_BACK, RECORDED, limit * 10),
    )
    found: dict[str, PastSearch] = {}
    for at, text in rows:
        detail = json.loads(text)
        past = PastSearch(detail["query"], at, int(detail["pages"]), int(detail["exhibits"]))
        found.setdefault(past.query, past)
    return list(found.values())[:limit]
