"""Find any command by typing a part of its name."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from evidence_app.gui.actions import Actions, keys_of
from evidence_app.gui.type_ahead import Choice, TypeAhead
from evidence_app.settings import Settings


def choices(actions: Actions, settings: Settings) -> list[Choice]:
    """Every command that can be used now, with its menu and its keys."""
    return [
        Choice(
            spec.id,
            f"{spec.group}: {action.text().replace('&', '').rstrip('…')}",
            ", ".join(keys_of(spec, settings)),
            spec.icon,
        )
        for spec, action in actions
        if action.isEnabled() and spec.id != "palette"
    ]


def run_palette(parent: QWidget, actions: Actions, settings: Settings) -> None:
    """Let the user choose a command, and run it."""
    chosen = TypeAhead.ask(
        parent, "What do you want to do?", choices(actions, settings), hint="Type a part of a command"
    )
    if chosen:
        actions[chosen].trigger()
