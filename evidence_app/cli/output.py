"""What the command line prints: tables for people, JSON for programs, sentences for changes.

Results go to standard output, notes and errors to standard error, so that a pipe gets results only. Text from evidence
is printed without control characters: a file name must not be able to drive the terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from evidence_app.model.changes import Changes
from evidence_app.model.columns import Column

F = TypeVar("F", bound=Callable[..., Any])


def examples(*lines: str) -> str:
    """The end of a command's help: example lines, kept as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def json_option(command: F) -> F:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(command)


def show(
    rows: Iterable[Any],
    columns: Sequence[Column],
    as_json: bool,
    *,
    record: Callable[[Any], Any] = asdict,
    empty: str = "Nothing to show.",
) -> None:
    """Print rows as a table of ``columns``, or as a JSON array of ``record(row)``; ``empty`` goes to standard error."""
    listed = list(rows)
    if as_json:
        show_json([record(row) for row in listed])
    elif listed:
        _table(listed, columns)
    else:
        note(empty)


def show_json(value: Any) -> None:
    """Print one JSON document; dataclasses become objects and paths texts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value) if isinstance(value, Path) else repr(value)


FOLDED_ROWS = 500
"""On a terminal a table of up to so many rows folds long cells; a longer one, and every one in a pipe, keeps one line a row."""


def _table(rows: Sequence[Any], columns: Sequence[Column]) -> None:
    cells = [[_cell(column.value(row)) for column in columns] for row in rows]
    folded = sys.stdout.isatty() and len(rows) <= FOLDED_ROWS
    lines = _folded_lines(cells, columns) if folded else _plain_lines(cells, columns)
    click.echo("\n".join(line.rstrip() for line in lines))


def _plain_lines(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> Iterator[str]:
    from rich.cells import cell_len

    heading = [column.label for column in columns]
    widths = [max(map(cell_len, column)) for column in zip(heading, *cells, strict=True)]
    for row in (heading, *cells):
        padded = []
        for text, width, column in zip(row, widths, columns, strict=True):
            room = " " * (width - cell_len(text))
            padded.append(room + text if column.align == "right" else text + room)
        yield "  ".join(padded)


def _folded_lines(cells: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[str]:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column.label, justify=column.align, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get().splitlines()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)).replace("\n", " ")


_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F}


def safe(text: str) -> str:
    """Text without characters that drive a terminal or reorder a line; line ends and tabs stay."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() and ord(c) not in _BIDI) or c == "\xa0" else "\ufffd" for c in text
    )


def say(text: str) -> None:
    """Print a sentence or a text to standard output."""
    click.echo(safe(text))


def note(text: str) -> None:
    """Print a note to standard error."""
    click.echo(safe(text), err=True)


def say_done(changes: Changes) -> None:
    """Say what a change did, in the words of the history."""
    say(f"{changes.label.removesuffix('.')}." if changes.entry else "Nothing changed.")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 page``, ``2 pages``, ``10,000 pages``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
