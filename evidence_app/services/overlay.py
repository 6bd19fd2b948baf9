"""Overlay: a table updates named columns of exhibits that are there, matched by Bates number or SHA-256.

Looked at first, before beside after; then one undo step. A blank cell leaves a value as it is unless a person says
otherwise; a row that matches nothing, or several exhibits, is told and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evidence_app.importers.load_folder import read_table
from evidence_app.model.bates import parse
from evidence_app.model.changes import Changes
from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.model.load_fields import DateOrder, columns_of, designation_of, load_date, squeezed
from evidence_app.model.load_file import LoadTable
from evidence_app.model.preflight import more_restrictive
from evidence_app.services import exhibits
from evidence_app.services.import_writing import LOAD_FILE
from evidence_app.services.matter import Matter

MatchBy = Literal["", "bates", "sha256"]

FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "title": ("Title", ("title",)),
    "doc_date": ("Date", ("date_exact", "date", "sent_date")),
    "author": ("Author", ("from", "author")),
    "recipients": ("Recipients", ("to", "cc", "bcc")),
    "subject": ("Subject", ("subject",)),
    "custodian": ("Custodian", ("custodian",)),
    "designation": ("Designation", ("designation",)),
}
"""Fields of an exhibit a load file's columns can update: words, and the meanings they are taken from."""
OWN = {
    "description": ("Description", ("DESCRIPTION",)),
    "sponsor": ("Sponsoring witness", ("SPONSOR", "SPONSORINGWITNESS", "WITNESS")),
    "purpose": ("Purpose", ("PURPOSE",)),
    "privilege": ("Privilege", ("PRIVILEGE", "PRIVILEGEBASIS", "PRIVILEGETYPE")),
    "privilege_note": ("Privilege description", ("PRIVILEGENOTE", "PRIVILEGEDESCRIPTION")),
    "objections": ("Objections", ("OBJECTIONS",)),
    "notes": ("Notes", ("NOTES", "COMMENTS")),
}
"""Fields of the office's own work, by the headings they go by."""


@dataclass(frozen=True)
class OverlayValue:
    """One value of the preview: the exhibit, the field, before and after. ``problem`` = it cannot be taken, and why;
    ``remark`` = take a second look.
    """  # fmt: skip

    exhibit_id: int
    name: str
    field: str
    old: str
    new: str
    problem: str = ""
    remark: str = ""

    @property
    def changes(self) -> bool:
        """Whether it would be written."""
        return not self.problem and self.old != self.new


@dataclass(frozen=True)
class OverlayPlan:
    """What an overlay would do. ``lines`` differ or have a problem; ``refused`` are rows (line, why) that match nothing."""

    file: str
    match: MatchBy
    fields: tuple[str, ...]
    rows: int
    matched: int
    lines: tuple[OverlayValue, ...]
    refused: tuple[tuple[int, str], ...]
    blanks: int
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> list[OverlayValue]:
        """The values that would be written."""
        return [line for line in self.lines if line.changes]

    def words(self) -> str:
        """The plan as one sentence."""
        touched = len({line.exhibit_id for line in self.changed})
        problems = sum(bool(line.problem) for line in self.lines)
        parts = [f"{self.matched:,} of {_count(self.rows, 'row')} match an exhibit"]
        parts += [f"{_count(len(self.changed), 'value')} of {_count(touched, 'exhibit')} would change"]
        parts += [f"{_count(problems, 'value')} cannot be taken"] if problems else []
        parts += [f"{_count(self.blanks, 'blank cell')} change nothing"] if self.blanks else []
        return "; ".join(parts) + "."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def label_of(field: str) -> str:
    """A field in words."""
    return (FIELDS.get(field) or OWN[field])[0]


def fields_of(table: LoadTable) -> list[str]:
    """The fields a table's columns can update."""
    meanings = set(columns_of(table.headings))
    found = [name for name, (_words, sources) in FIELDS.items() if meanings & set(sources)]
    return [*found, *_own_columns(table)]


def _own_columns(table: LoadTable) -> dict[str, int]:
    headings = [squeezed(heading) for heading in table.headings]
    known = {name: [one for one in names if one in headings] for name, (_words, names) in OWN.items()}
    return {name: headings.index(found[0]) for name, found in known.items() if found}


def plan(
    matter: Matter, path: Path, fields: Collection[str] = (), match: MatchBy = "", *, ignore_blanks: bool = True,
    order: DateOrder = "",
) -> OverlayPlan:  # fmt: skip
    """What the table at ``path`` would do to these fields (empty = all it has). Nothing is changed.

    Raises UserError when it has no column to match by or none to take, FileProblem when it cannot be read.
    """
    table = read_table(path)
    known = fields_of(table)
    unknown = sorted(set(fields) - set(known))
    if unknown or not known:
        told = ", ".join(known) or "none"
        raise UserError(f"{path.name} has no column for {unknown[0] if unknown else 'any field'}.", f"It has: {told}.")
    work = _Planning(matter, table, tuple(name for name in known if not fields or name in fields), match, order, ignore_blanks)  # fmt: skip
    return work.plan(path.name)


class _Planning:
    """One plan being made."""

    def __init__(
        self, matter: Matter, table: LoadTable, fields: tuple[str, ...], match: MatchBy, order: DateOrder, ignore_blanks: bool
    ) -> None:  # fmt: skip
        self.matter, self.table, self.fields, self.order = matter, table, fields, order
        self.ignore_blanks = ignore_blanks
        self.columns, self.own = columns_of(table.headings), _own_columns(table)
        self.match = self._match_by(match)
        self.known = self._exhibits()
        self.custodians = dict(matter.read.tuples("SELECT id, name FROM custodian"))
        self.blanks = 0

    def _match_by(self, match: MatchBy) -> MatchBy:
        by: MatchBy = match or ("bates" if "begin" in self.columns else "sha256")
        if ("begin" if by == "bates" else "sha256") not in self.columns:
            what = "Bates numbers" if by == "bates" else "SHA-256 values"
            raise UserError(
                f"The table has no column of {what} to match by.", "Add one, such as BEGBATES or SHA256HASH."
            )
        return by

    def _exhibits(self) -> dict[Any, list[Exhibit]]:
        """Exhibits by what they are matched by; a hash may be that of several, also one a load file stated."""
        found: dict[Any, list[Exhibit]] = {}
        for one in self.matter.read.rows(Exhibit, "SELECT * FROM exhibit ORDER BY id"):
            keys = (
                {self._number(one.bates_begin)} if self.match == "bates" else {one.original_sha256, _stated_hash(one)}
            )
            for key in keys - {None, ""}:
                found.setdefault(key, []).append(one)
        return found

    @staticmethod
    def _number(text: str) -> Any:
        try:
            return parse(text).key if text.strip() else None
        except UserError:
            return None

    def plan(self, file: str) -> OverlayPlan:
        lines: list[OverlayValue] = []
        refused: list[tuple[int, str]] = []
        seen: set[int] = set()
        for row in self.table.rows:
            found, why = ([], row.problem) if row.problem else self._matching(row.values)
            if not why and found[0].id in seen:
                why = "An earlier row is about the same exhibit."
            if why:
                refused.append((row.line, why))
                continue
            seen.add(found[0].id)
            lines += [line for name in self.fields for line in self._line(found[0], name, row.values)]
        return OverlayPlan(
            file, self.match, self.fields, len(self.table.rows), len(seen), tuple(lines), tuple(refused), self.blanks,
            self.table.warnings,
        )  # fmt: skip

    def _matching(self, values: Sequence[str]) -> tuple[list[Exhibit], str]:
        text = values[self.columns["begin" if self.match == "bates" else "sha256"]].strip()
        key = self._number(text) if self.match == "bates" else text.lower()
        found = self.known.get(key, []) if key else []
        if len(found) == 1:
            return found, ""
        if found:
            return found, f"{len(found)} exhibits have {text[:64]}."
        return [], f"No exhibit has {text[:64]}." if text else "The cell to match by is empty."

    def _line(self, one: Exhibit, field: str, values: Sequence[str]) -> list[OverlayValue]:
        """The field's value when it differs or cannot be taken."""
        old = self.custodians.get(one.custodian_id, "") if field == "custodian" else str(getattr(one, field))
        typed = self._cell(field, values)
        if not typed and (self.ignore_blanks or field == "title"):
            self.blanks += 1
            return []
        new, problem, remark = self._stored(field, typed, old)
        if not problem and field != "custodian":
            try:
                exhibits.check({field: new})
            except EvidenceError as error:
                problem = error.message
        line = OverlayValue(int(one.id), one.bates_begin or one.label, field, old, new, problem, remark)
        return [line] if line.changes or problem else []

    def _cell(self, field: str, values: Sequence[str]) -> str:
        if field in self.own:
            return values[self.own[field]].strip()
        cells = [values[self.columns[name]].strip() for name in FIELDS[field][1] if name in self.columns]
        return ", ".join(filter(None, cells)) if field == "recipients" else next(filter(None, cells), "")

    def _stored(self, field: str, typed: str, old: str) -> tuple[str, str, str]:
        """(value as stored, problem, remark)."""
        if field == "designation":
            new, remark = designation_of(typed)
            lower = f"Lower than {DESIGNATIONS[old]}." if more_restrictive(old, new) else ""
            return new, "", " ".join(filter(None, (remark, lower)))
        if field == "doc_date":
            found = load_date(typed, self.order)
            precise = "date_exact" in self.columns and typed
            return (found.edtf if precise else found.edtf.partition("T")[0]) or typed, found.remark, ""
        return (" ".join(typed.split()) if field in ("title", "custodian") else typed), "", ""


def _stated_hash(one: Exhibit) -> str:
    stated = json.loads(one.metadata or "{}").get(f"{LOAD_FILE} SHA256HASH", "")
    return str(stated).lower()


def apply(matter: Matter, chosen: OverlayPlan) -> Changes:
    """Write the values that differ, as one undo step; values with a problem and unmatched rows are left out.

    Raises UserError, and changes nothing, when a value is no longer what the preview showed.
    """
    by_exhibit: dict[int, dict[str, str]] = {}
    for line in chosen.changed:
        by_exhibit.setdefault(line.exhibit_id, {})[line.field] = line.new
    if not by_exhibit:
        raise UserError("The overlay changes nothing.", "Look at the preview: which rows match, and what differs.")
    words = "Overlay {file}: {values} values of {count} exhibits"
    with matter.operation(words, file=chosen.file, values=len(chosen.changed), count=len(by_exhibit)) as tx:
        for line in chosen.changed:
            if _now(tx, line) != line.old:
                raise UserError(f"{line.name} was changed in the meantime.", "Open the overlay again.")
        for exhibit_id, values in by_exhibit.items():
            custodian = values.pop("custodian", None)
            if custodian is not None:
                exhibits.set_custodian(matter, [exhibit_id], custodian)
            if values:
                exhibits.describe(matter, [exhibit_id], **values)
    return tx.changes


def _now(tx: Any, line: OverlayValue) -> str:
    if line.field == "custodian":
        sql = "SELECT c.name FROM exhibit e LEFT JOIN custodian c ON c.id = e.custodian_id WHERE e.id = ?"
        return tx.value(sql, (line.exhibit_id,)) or ""
    return str(tx.value(f"SELECT {line.field} FROM exhibit WHERE id = ?", (line.exhibit_id,)))
