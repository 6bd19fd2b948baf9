"""``layouts``: the layouts of exhibit lists, copied and changed as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from evidence_app.cli.output import examples, json_option, say, show
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError

_COLUMNS = (
    Column("id", "Id", lambda row: row["id"]),
    Column("name", "Name", lambda row: row["name"]),
    Column("yours", "Yours", lambda row: row["yours"]),
    Column("source", "Where its rule comes from", lambda row: row["source"]),
)


@click.command(
    "layouts",
    epilog=examples(
        "evidence layouts --show nd-cal-joint > ours.json    copy a layout; change its id, name and columns",
        "evidence layouts --save ours.json",
    ),
)
@click.option("--show", "shown", metavar="ID", help="Print one layout as JSON, to copy and change.")
@click.option("--save", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help="Keep the layout in this JSON file as yours.")  # fmt: skip
@click.option("--remove", metavar="ID", help="Forget a layout of yours; one that replaced ours brings ours back.")
@json_option
def layouts(shown: str | None, file: Path | None, remove: str | None, as_json: bool) -> None:
    """List the layouts of exhibit lists; show, keep or remove one.

    Yours are kept for you, not in a matter, and are used as 'evidence report exhibit-list OUT --preset ID'. Check your
    judge's order.
    """
    from evidence_app.reports import presets

    if sum(map(bool, (shown, file, remove))) > 1:
        raise UserError("Show, save or remove, one at a time.")
    if shown:
        say(json.dumps(presets.entry_of(presets.preset(shown)), ensure_ascii=False, indent=1))
    elif file:
        made = presets.save_own_preset(_entry(file))
        say(f"Kept the layout “{made.name}”: use it with --preset {made.id}.")
    elif remove:
        presets.remove_own_preset(remove)
        say(f"Removed your layout {remove}.")
    else:
        own = presets.own_ids()
        rows = [
            {"id": one.id, "name": one.name, "yours": "yes" if one.id in own else "", "source": one.source}
            for one in presets.presets().values()
        ]
        show(rows, _COLUMNS, as_json, record=dict)


def _entry(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"{file.name} cannot be read: {error}.", "Begin with 'evidence layouts --show plain'."
        ) from error
    if not isinstance(found, dict):
        raise UserError(f"{file.name} does not hold one layout.", "Begin with 'evidence layouts --show plain'.")
    return found
