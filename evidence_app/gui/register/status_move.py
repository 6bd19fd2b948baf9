"""Bring selected exhibits into another state of the register; only states that all of them can reach are offered."""

from __future__ import annotations

import json
from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.model.exhibits import STATUSES
from evidence_app.model.register import FOLLOWS
from evidence_app.services import register
from evidence_app.services.matter import Matter

_AMONG = "id IN (SELECT value FROM json_each(?))"


def reachable(matter: Matter, ids: Collection[int]) -> list[str]:
    """States every one of these exhibits may take next, in the order of the register; empty when there is none."""
    sql = f"SELECT DISTINCT status, number IS NULL FROM exhibit WHERE {_AMONG}"
    found = matter.read.tuples(sql, (json.dumps(list(ids)),))
    possible = set(STATUSES)
    for status, unnumbered in found:
        possible &= FOLLOWS[status] - (set(STATUSES) - {"draft", "withdrawn"} if unnumbered else set())
    return [status for status in STATUSES if status in possible]


def state_words(matter: Matter, ids: Collection[int]) -> str:
    """Where these exhibits stand now: ``3 numbered, 1 served``."""
    sql = f"SELECT status, count(*) FROM exhibit WHERE {_AMONG} GROUP BY 1 ORDER BY 2 DESC"
    found = matter.read.tuples(sql, (json.dumps(list(ids)),))
    return ", ".join(f"{count} {STATUSES[status].lower()}" for status, count in found)


def ask_status(window: QWidget, matter: Matter, runner: AnyRunner, messages: Messages, ids: Collection[int]) -> None:
    """Let the user choose the next state of the exhibits, and set it as one undo step."""
    if not ids:
        return
    known = reachable(matter, ids)
    what = "this exhibit" if len(ids) == 1 else f"{len(ids):,} exhibits"
    if not known:
        messages.notice(
            f"There is no state that {what} could take together ({state_words(matter, ids)}).",
            "Choose exhibits that stand alike; exhibits without a number must be numbered first (key N).",
        )
        return
    title = f"Next state of {what} (now: {state_words(matter, ids)})"
    chosen = TypeAhead.ask(window, title, [Choice(status, STATUSES[status]) for status in known])
    if chosen:
        words = f"Set {what} to {STATUSES[chosen].lower()}."
        runner.change(register.move, list(ids), chosen, done=lambda _changes: messages.toast(words, undo=True))
