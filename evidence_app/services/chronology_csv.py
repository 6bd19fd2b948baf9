"""A chronology kept in a spreadsheet, or a docket sheet, brought in as events; what is unclear is reported, not guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence_app.model.chronology import EVENT_KINDS, EVENT_STATUSES, read_date
from evidence_app.model.errors import Unreadable, UserError
from evidence_app.services.event_rows import Source, add_source, checked_values
from evidence_app.services.matter import Matter, Operation


@dataclass(frozen=True)
class CsvImport:
    """What a CSV brought: events added, sources added to them, rows left out, and rows to look at again.

    ``problems`` are rows that were left out, ``unsure`` rows that came in but whose date can be read two ways; both are
    (line number in the file, sentence).
    """

    events: int
    sources: int
    problems: tuple[tuple[int, str], ...]
    unsure: tuple[tuple[int, str], ...] = ()


_HEADINGS = {
    "date": ("date", "event date", "date_filed", "date filed", "datetime"),
    "date_stated": ("date_as_stated", "date as stated", "as stated"),
    "text": ("text", "fact", "event", "description", "docket text"),
    "kind": ("kind", "type"),
    "status": ("status",),
    "citation": ("source", "citation", "sources", "document_number", "document number"),
    "states_date": ("source_states_date", "source date", "states_date"),
    "quote": ("quote", "source quote", "source_quote"),
    "note": ("note", "notes", "source_note"),
    "people": ("people", "persons"),
}
_UNDATED = frozenset({"date not known", "unknown", "undated", "n.d."})
"""How sheets, our own among them, say that an event has no date."""
_FILED = ("date_filed", "date filed")
_DOCKET = ("document_number", "document number")


def import_csv(matter: Matter, path: Path, *, exhibit_id: int | None = None) -> CsvImport:
    """Add the rows of a CSV as events, in one undo step; rows with the same date and text are one event.

    Headings are recognised by name (date, text/fact/description, source, ...); a docket sheet's "date filed" and
    "document number" give the date kind "filed" and the citation "Dkt. 12". A row that cannot be read is reported with
    its line number, never guessed. Raises Unreadable when the file cannot be read or has no usable headings.
    """
    rows = _rows(path)
    columns = _columns(next(rows, (1, []))[1])
    if "text" not in columns:
        raise Unreadable(f"{path.name} has no column for the event's text.", "Name one column 'text' and one 'date'.")
    with matter.operation("Import a chronology from {file}", file=path.name) as tx:
        sheet = _Sheet(tx, columns, exhibit_id)
        try:
            for line, cells in rows:
                sheet.add(line, cells)
        except csv.Error as error:
            sheet.problems.append((sheet.last_line + 1, f"The rest of the file cannot be read: {error}."))
        tx.describe(events=len(sheet.events))
    return CsvImport(len(sheet.events), sheet.sources, tuple(sheet.problems), tuple(sheet.unsure))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the number of its first line."""
    text = _csv_text(path)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _csv_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"{path.name} cannot be opened: {error.strerror}.", "Check the name and your access."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _columns(headings: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Our field -> the column that holds it and its heading; a better-known name wins over a later synonym."""
    places = {heading.strip().casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    found: dict[str, tuple[int, str]] = {}
    for name, known in _HEADINGS.items():
        match = next((heading for heading in known if heading in places), None)
        if match is not None:
            found[name] = (places[match], match)
    return found


@dataclass
class _Sheet:
    """One import while it runs: ``events`` maps (date, text) as written to the event made of it and its sources so far."""

    tx: Operation
    columns: Mapping[str, tuple[int, str]]
    exhibit_id: int | None
    events: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    sources: int = 0
    last_line: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)
    unsure: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Add one row, or say why not."""
        self.last_line = line
        values = {name: cells[at].strip() if at < len(cells) else "" for name, (at, _heading) in self.columns.items()}
        if values.get("date", "").casefold() in _UNDATED:
            values["date"] = ""
        if not values.get("kind"):
            values |= _kind_and_text(values["text"])
        key = (values.get("date", ""), values["text"])
        try:
            if key not in self.events:
                self.events[key] = [self.tx.insert("event", self._event(values)), 0]
                self._doubt(line, key[0])
            self._cite(self.events[key], values)
        except UserError as error:
            self.problems.append((line, str(error)))

    def _event(self, values: Mapping[str, str]) -> dict[str, object]:
        filed = self._heading("date") in _FILED
        fields = {name: values[name] for name in ("date_stated", "people") if values.get(name)}
        fields["kind"] = _known(EVENT_KINDS, values.get("kind", "")) or ("reported" if filed else "allegation")
        fields["status"] = _known(EVENT_STATUSES, values.get("status", "")) or "unsure"
        fields["date_kind"] = "filed" if filed else "event"
        return checked_values({"text": values["text"], **fields}, values.get("date", ""))

    def _cite(self, event: list[int], values: Mapping[str, str]) -> None:
        citation = values.get("citation", "")
        if citation and self._heading("citation") in _DOCKET:
            citation = f"Dkt. {citation}"
        if not (citation or values.get("quote") or self.exhibit_id):
            return
        event[1] += 1
        words = (values.get("quote", ""), citation, values.get("states_date", ""), values.get("note", ""))
        add_source(self.tx, event[0], event[1], Source(self.exhibit_id, None, *words))
        self.sources += 1

    def _heading(self, name: str) -> str:
        return self.columns[name][1] if name in self.columns else ""

    def _doubt(self, line: int, typed: str) -> None:
        found = read_date(typed)
        if found and found.ambiguous:
            other = f"; it may be {found.other.show()}" if found.other else ""
            self.unsure.append((line, f"“{typed}” was read as {found.date.show()}{other}. Please confirm."))


def _kind_and_text(text: str) -> dict[str, str]:
    """The kind that our own chronology prints before an event's words ("Alleged: ..."), taken off again."""
    label, mark, rest = text.partition(": ")
    kind = next((name for name, known in EVENT_KINDS.items() if known == label), "") if mark else ""
    return {"kind": kind, "text": rest} if kind and rest.strip() else {}


def _known(labels: Mapping[str, str], text: str) -> str:
    """The stored name of a kind or status given by its name or its label; other words come back for the check to refuse."""
    plain = " ".join(text.split()).casefold()
    return next((name for name, label in labels.items() if plain in (name, label.casefold())), text)
