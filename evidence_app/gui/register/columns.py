"""What the tables of the register page show, and how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from evidence_app.gui import theme
from evidence_app.model.columns import Column
from evidence_app.model.exhibits import STATUSES, Exhibit
from evidence_app.model.register import ListChange, ServedRow

CHANGE_ICONS = {
    "added": ("add", "ok"), "withdrawn": ("close", "danger"), "changed": ("edit", "warning"), "removed": ("delete", "danger"),
}  # fmt: skip
"""Kind of change -> icon and colour; the word stands beside it."""


def _ruled(one: Exhibit) -> str:
    return " ".join(filter(None, (one.ruling, f"({one.ruled_on})" if one.ruled_on else "")))


REGISTER_COLUMNS = (
    Column("number", "Ex.", lambda e: e.number or "", width=80),
    Column("description", "Description", lambda e: e.description or e.title, width=300),
    Column("status", "State", lambda e: STATUSES[e.status], width=170, tip="Where it stands in the register"),
    Column("marked_on", "Marked", lambda e: e.marked_on, width=100),
    Column("offered_on", "Offered", lambda e: e.offered_on, width=100),
    Column("admitted_on", "Admitted", lambda e: e.admitted_on, width=100),
    Column("objections", "Objections", lambda e: e.objections, width=200),
    Column("ruling", "Ruling", _ruled, width=180),
    Column("limited_purpose", "Limited to", lambda e: e.limited_purpose, width=160),
)
SERVED_COLUMNS = (
    Column("number", "Ex.", lambda r: r.number, width=90),
    Column(
        "description", "Description", lambda r: "WITHDRAWN" if r.status == "withdrawn" else r.description, width=390
    ),
    Column("date", "Date", lambda r: r.date, width=120),
    Column("bates", "Bates", lambda r: r.bates, width=150),
    Column("sponsor", "Sponsoring witness", lambda r: r.sponsor, width=170),
    Column("status", "State when served", lambda r: STATUSES.get(r.status, r.status), width=150),
)
CHANGE_COLUMNS = (
    Column("number", "Ex.", lambda c: c.number, width=100),
    Column("change", "Change", lambda c: c.change.capitalize(), width=150),
    Column("words", "In words", lambda c: c.words, width=400),
)


def dress_state(row: Exhibit, column: Column, role: int) -> Any:
    """Withdrawn exhibits are muted; a tip says in full what a narrow column cuts."""
    if role == Qt.ItemDataRole.ForegroundRole and row.status == "withdrawn":
        return theme.colour("muted")
    return column.value(row) if role == Qt.ItemDataRole.ToolTipRole else None


def dress_line(row: ServedRow, column: Column, role: int) -> Any:
    """The whole description as a tip."""
    return row.description if role == Qt.ItemDataRole.ToolTipRole and column.key == "description" else None


def dress_change(row: ListChange, column: Column, role: int) -> Any:
    """An icon beside the word for the kind of change; the whole words as a tip."""
    if role == Qt.ItemDataRole.DecorationRole and column.key == "change":
        return theme.icon(*CHANGE_ICONS[row.change])
    return row.words if role == Qt.ItemDataRole.ToolTipRole and column.key == "words" else None
