"""A column out of a spreadsheet into the exhibit list: looked at first, old beside new, then one undo step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence_app.model.changes import Changes
from evidence_app.model.columns import EXHIBIT_COLUMNS, Column
from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.model.typed_dates import certain_date
from evidence_app.services import exhibits, numbering
from evidence_app.services.matter import Matter

PASTED = tuple(column for column in EXHIBIT_COLUMNS if column.editable)
"""Columns that can be pasted into."""

_CELL = r'"(?:[^"]|"")*"(?=[\t\n]|\Z)|[^\t\n]*'
_ROW = re.compile(rf"({_CELL})(?:\t(?:{_CELL}))*(?:\n|\Z)")
"""A row of copied cells: spreadsheets put a cell that has line breaks, tabs or quotes itself between quotes."""


@dataclass(frozen=True)
class PastedValue:
    """One line of the preview. ``problem`` says why the value cannot be taken; empty = it can.

    ``typed`` is the cell as it was copied, ``new`` what is stored of it.
    """

    exhibit_id: int
    name: str
    old: str
    new: str
    problem: str = ""
    typed: str = ""


def column_of(key: str) -> Column:
    """A column by its key; raises UserError when nothing can be pasted into it."""
    for column in PASTED:
        if column.key == key:
            return column
    known = ", ".join(column.label for column in PASTED)
    raise UserError("Nothing can be pasted into this column.", f"Columns that can be filled: {known}.")


def values_of(text: str, label: str) -> list[str]:
    """The first column of copied cells, one value a row; a first row that is the column's own heading is left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    cells: list[str] = []
    at = 0
    while at <= len(plain):
        found = _ROW.match(plain, at)
        assert found is not None  # an empty row matches everywhere
        cells.append(" ".join(_bare(found[1]).split()))
        at = max(found.end(), at) + (not found[0].endswith("\n"))
    return cells[1:] if cells and cells[0].casefold() == label.casefold() else cells


def copied(matter: Matter, exhibit_ids: Sequence[int], columns: Sequence[Column]) -> str:
    """These exhibits as a spreadsheet takes them from the clipboard: headings, then a line each, in the order given."""
    rows = exhibits.read_rows(matter, exhibit_ids)
    lines = ["\t".join(column.label for column in columns)]
    for row in filter(None, map(rows.get, exhibit_ids)):
        cells = (column.value(row) for column in columns)
        lines.append("\t".join(" ".join(cell.split()) for cell in cells))
    return "\n".join(lines)


def _bare(cell: str) -> str:
    """A cell without the quotes a spreadsheet put around it; quotes that were typed stay."""
    inner = cell[1:-1]
    wrapped = len(cell) > 1 and cell[0] == cell[-1] == '"' and any(mark in inner for mark in ("\n", "\t", '""'))
    return inner.replace('""', '"') if wrapped else cell


def plan(
    matter: Matter, exhibit_ids: Sequence[int], key: str, values: Sequence[str], *, clear: bool = False
) -> list[PastedValue]:
    """What pasting these values beside these exhibits would do; the shorter of the two ends it. Nothing is changed.

    A blank value leaves what is there; with ``clear`` it takes it away.
    """
    column = column_of(key)
    ids = list(exhibit_ids)[: len(values)]
    rows = exhibits.read_rows(matter, ids)
    pairs = [(rows[one], str(getattr(rows[one], key) or ""), value) for one, value in zip(ids, values, strict=False) if one in rows]  # fmt: skip
    return [
        _line(column, row.id, row.number or row.title, old, value if value or clear else old)
        for row, old, value in pairs
    ]


def _line(column: Column, exhibit_id: int, name: str, old: str, typed: str) -> PastedValue:
    try:
        new = _stored(column, typed)
        if column.key not in ("number", "custodian"):
            exhibits.check({column.key: new})
    except EvidenceError as error:
        return PastedValue(exhibit_id, name, old, typed, error.message)
    return PastedValue(exhibit_id, name, old, new, typed=typed)


def _stored(column: Column, typed: str) -> str:
    """The stored value of what a person reads: "Confidential" as well as "CONFIDENTIAL", "Sept 2024" as 2024-09."""
    if column.key == "doc_date":
        return certain_date(typed)
    known = {words.casefold(): value for value, words in column.choices}
    known |= {value.casefold(): value for value, _words in column.choices}
    return known.get(typed.casefold(), typed)


def apply(matter: Matter, key: str, lines: Sequence[PastedValue]) -> Changes:
    """Take the values that differ, all or none, as one undo step. Raises UserError when one cannot be taken."""
    column = column_of(key)
    changed = [line for line in lines if line.new != line.old]
    for line in changed:
        if line.problem:
            raise UserError(f"{line.name}: {line.problem}", "Correct it in the spreadsheet and copy the column again.")
    with matter.operation("Paste {column} into {count} exhibits", column=column.label, count=len(changed)) as tx:
        if key == "number":
            numbering.set_numbers(matter, {line.exhibit_id: line.new or None for line in changed})
        for line in changed if key != "number" else ():
            if key == "custodian":
                exhibits.set_custodian(matter, [line.exhibit_id], line.new)
            else:
                exhibits.describe(matter, [line.exhibit_id], **{key: line.typed if key == "doc_date" else line.new})
    return tx.changes
