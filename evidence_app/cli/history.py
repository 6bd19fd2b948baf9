"""``history``, ``undo`` and ``redo``: the audit log, which is also the undo list."""

from __future__ import annotations

import click

from evidence_app.cli.output import json_option, note, say, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column

ENTRY_COLUMNS = (
    Column("id", "Entry", lambda e: str(e.id), align="right"),
    Column("at", "When (UTC)", lambda e: e.at[:19].replace("T", " ")),
    Column("actor", "Who", lambda e: e.actor),
    Column("words", "What", lambda e: e.words),
    Column("rows", "Rows", lambda e: str(e.rows), align="right"),
    Column("undone", "", lambda e: "undone" if e.undone else ""),
)
FIELD_COLUMNS = (
    Column("entry", "Entry", lambda c: str(c.entry), align="right"),
    Column("at", "When (UTC)", lambda c: c.at[:19].replace("T", " ")),
    Column("actor", "Who", lambda c: c.actor),
    Column("words", "What", lambda c: c.words),
    Column("field", "Field", lambda c: c.field),
    Column("before", "Before", lambda c: c.before),
    Column("after", "After", lambda c: c.after),
)
ROW_COLUMNS = (
    Column("table", "Table", lambda r: r["table"]),
    Column("field", "Field", lambda r: r["field"]),
    Column("before", "Before", lambda r: r["before"]),
    Column("after", "After", lambda r: r["after"]),
)


@click.command("history")
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="How many entries, newest first.")
@click.option("--exhibit", default=None, help="Everything that happened to one exhibit, field by field.")
@click.option("--entry", type=int, default=None, help="What one entry changed.")
@in_matter
@json_option
@pass_session
def history(session: Session, limit: int, exhibit: str | None, entry: int | None, as_json: bool) -> None:
    """Show who changed what, and when.

    The log is append-only and each entry holds the hash of the one before; 'evidence verify' checks the chain.
    """
    from evidence_app.services import exhibits
    from evidence_app.services import history as service

    with session.open() as matter:
        if entry is not None:
            names = ("table", "field", "before", "after")
            rows = [dict(zip(names, row, strict=True)) for row in service.changed_rows(matter, entry)]
            show(rows, ROW_COLUMNS, as_json, record=dict, empty="This entry changed no row that is kept in the log.")
        elif exhibit is not None:
            found = exhibits.find(matter, exhibit)
            show(service.row_history(matter, "exhibit", found.id)[:limit], FIELD_COLUMNS, as_json)
        else:
            show(service.entries(matter, limit), ENTRY_COLUMNS, as_json)
            if not as_json:
                note(f"Head of the log: entry {service.head(matter)[0]}, {service.head(matter)[1]}")


@click.command("undo")
@click.option("--dry-run", is_flag=True, help="Only say what would be undone.")
@in_matter
@pass_session
def undo(session: Session, dry_run: bool) -> None:
    """Undo the last change.

    Taken from the log, so it also reaches changes of earlier runs and of the window, one after another. Imports are
    not undone (withdraw exhibits instead). A row changed since is never overwritten: then nothing is changed.
    """
    from evidence_app.services import history as service

    with session.open() as matter:
        service.recall(matter)
        if dry_run or not matter.undo_stack:
            say(service.undo_state(matter).undo or "There is nothing to undo.")
        else:
            say_done(service.undo(matter))


@click.command("redo")
@click.option("--dry-run", is_flag=True, help="Only say what would be redone.")
@in_matter
@pass_session
def redo(session: Session, dry_run: bool) -> None:
    """Redo what was undone last."""
    from evidence_app.services import history as service

    with session.open() as matter:
        service.recall(matter)
        if dry_run or not matter.redo_stack:
            say(service.undo_state(matter).redo or "There is nothing to redo.")
        else:
            say_done(service.redo(matter))
