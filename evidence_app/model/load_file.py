"""Concordance load files (DAT, also as CSV): rows of named values, written and read without losing or moving one.

A DAT keeps values apart by 0x14, encloses each in þ (U+00FE) and writes a line break inside a value as ® (U+00AE). It
has no way to write a real þ or ®: :func:`write` refuses such a value, replaces the sign, or the whole file uses
:data:`CONTROL`, whose delimiters no printed text can hold; what reads the file must then be told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FIELD = "\x14"
LINE_END = "\r\n"


@dataclass(frozen=True)
class Dialect:
    """The signs of a load file: between values, around each value, and for a line break inside one ("" = as it is)."""

    field: str = FIELD
    quote: str = "\N{LATIN SMALL LETTER THORN}"
    newline: str = "\N{REGISTERED SIGN}"

    @property
    def signs(self) -> str:
        """Characters no value can hold."""
        return self.field + self.quote + self.newline


CONCORDANCE = Dialect()
CONTROL = Dialect(FIELD, "\x11", "\x12")
"""Control characters only: any text a person can read survives."""
REPLACED = {"\N{LATIN SMALL LETTER THORN}": "th", "\N{REGISTERED SIGN}": "(R)"}
"""What stands for the signs of :data:`CONCORDANCE` when they are replaced."""


class OddValue(ValueError):
    """A value that cannot be written: ``row`` counts from 0, ``field`` is its heading, ``sign`` what is in the way."""

    def __init__(self, row: int, field: str, sign: str) -> None:
        super().__init__(f"row {row + 1}, {field}: {sign!r}")
        self.row, self.field, self.sign = row, field, sign


@dataclass(frozen=True)
class LoadRow:
    """One record: the line it begins on (from 1), its values by column, and why it cannot be used (empty = it can)."""

    line: int
    values: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class LoadTable:
    """A load file as read: headings, records, and what was unusual about the file itself."""

    headings: tuple[str, ...]
    rows: tuple[LoadRow, ...]
    dialect: Dialect
    warnings: tuple[str, ...] = ()


# --- writing ----------------------------------------------------------------------------------------------------------


def write(headings: Sequence[str], rows: Sequence[Sequence[str]], dialect: Dialect = CONCORDANCE) -> Iterator[str]:
    """The lines of a DAT with their ends, the headings first. Raises OddValue for a value with one of its signs."""
    yield _line(headings, dialect)
    for number, row in enumerate(rows):
        yield _line(
            [_written(number, name, value, dialect) for name, value in zip(headings, row, strict=True)], dialect
        )


def _line(values: Sequence[str], dialect: Dialect) -> str:
    quote = dialect.quote
    return f"{quote}{f'{quote}{dialect.field}{quote}'.join(values)}{quote}{LINE_END}"


def _written(row: int, field: str, value: str, dialect: Dialect) -> str:
    for sign in dialect.signs:
        if sign in value:
            raise OddValue(row, field, sign)
    return unified(value).replace("\n", dialect.newline)


def unified(value: str) -> str:
    """Every kind of line end as a newline."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def replaced(value: str) -> str:
    """A value without þ and ®, see :data:`REPLACED`."""
    for sign, words in REPLACED.items():
        value = value.replace(sign, words)
    return value


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str) -> LoadTable:
    """A DAT or a delimited table in any of the dialects that occur. A record with too many or too few values keeps its
    place and says so; nothing is moved into another column. Never raises; without headings there are no rows.
    """  # fmt: skip
    plain = text.lstrip("\ufeff")
    plain = plain if "\n" in plain else plain.replace("\r", "\n")
    first = plain[:1]
    if first in (CONCORDANCE.quote, CONTROL.quote):
        dialect, warnings = _quoted_dialect(plain, first)
        records = _quoted(plain, dialect)
    elif FIELD in plain.split("\n", 1)[0]:
        dialect, warnings = Dialect(FIELD, CONCORDANCE.quote), ()
        records = _quoted(plain, dialect)
    else:
        dialect, warnings = Dialect(_separator(plain), '"', ""), ()
        records = _table(plain, dialect.field)
    return _checked(list(records), dialect, warnings)


def _quoted_dialect(text: str, quote: str) -> tuple[Dialect, tuple[str, ...]]:
    """What stands between the first two values; vendors write U+00B6 or a comma, because 0x14 is drawn as that."""
    newline = CONTROL.newline if quote == CONTROL.quote else CONCORDANCE.newline
    end = text.find(quote, 1)
    found = text[end + 1 : end + 2] if end > 0 else ""
    if found in ("", "\r", "\n", FIELD):
        return Dialect(FIELD, quote, newline), ()
    name = f"“{found}” (U+{ord(found):04X})"
    return Dialect(found, quote, newline), (f"The values are kept apart by {name} instead of the character 0x14.",)


def _quoted(text: str, dialect: Dialect) -> Iterator[LoadRow]:
    """Records of a DAT. A value ends where its quote is followed by a separator or a line end, so a line break or a
    stray quote inside it stays inside; values without quotes are read as well.
    """  # fmt: skip
    at, line, size = 0, 1, len(text)
    while at < size:
        start, values, problem, first = at, [], "", line
        while True:
            value, at, closed = _value(text, at, dialect)
            problem = problem or ("" if closed else "A value is not closed.")
            values.append(value.replace(dialect.newline, "\n"))
            if at < size and text[at] == dialect.field:
                at += 1
                continue
            break
        at = _past_line_end(text, at)
        line += text.count("\n", start, at) or 1
        if values != [""]:
            yield LoadRow(first, tuple(values), problem)


def _value(text: str, at: int, dialect: Dialect) -> tuple[str, int, bool]:
    """The value at ``at``, where it ends (at a separator, a line end or the end), and whether its quote was closed."""
    quote = dialect.quote
    if text[at : at + 1] != quote:
        line_end = _find(text, "\n", at, len(text))
        end = _find(text, dialect.field, at, line_end)
        return text[at:end].removesuffix("\r"), _before_line_end(text, at, end), True
    close = at
    while (close := text.find(quote, close + 1)) >= 0:
        if text[close + 1 : close + 2] in ("", dialect.field, "\r", "\n"):
            break
    size = len(text) if close < 0 else close - 1
    lost = _find(text, f"\n{quote}", at + 1, size)  # a quote right after a line end opens the next record
    if close < 0 or lost < size:
        return unified(text[at + 1 : lost].rstrip("\r")), _before_line_end(text, at + 1, lost), False
    return unified(text[at + 1 : close]), close + 1, True


def _find(text: str, sign: str, at: int, end: int) -> int:
    found = text.find(sign, at, end)
    return found if found >= 0 else end


def _before_line_end(text: str, low: int, end: int) -> int:
    return end - 1 if end > low and text[end - 1 : end] == "\r" and text[end : end + 1] == "\n" else end


def _past_line_end(text: str, at: int) -> int:
    if text[at : at + 2] == LINE_END:
        return at + 2
    return at + 1


def _separator(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=heading.count)


def _table(text: str, separator: str) -> Iterator[LoadRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield LoadRow(line, (), f"The line cannot be read: {error}.")
            values = []
        if values:
            yield LoadRow(line, tuple(unified(value) for value in values))
        line = reader.line_num + 1


def _checked(records: list[LoadRow], dialect: Dialect, warnings: Sequence[str]) -> LoadTable:
    if not records:
        return LoadTable((), (), dialect, tuple(warnings))
    headings = tuple(" ".join(name.split()) for name in records[0].values)
    open_end = len(headings) > 1 and not headings[-1]  # a separator after the last value of every line
    headings = headings[:-1] if open_end else headings
    rows = [_fitted(one, len(headings), open_end) for one in records[1:]]
    twice = sorted({name for name in headings if name and _folded(headings).count(name.casefold()) > 1})
    told = [f"The column {name} occurs twice; the first is used." for name in twice]
    return LoadTable(headings, tuple(rows), dialect, (*warnings, *told))


def _folded(headings: Sequence[str]) -> list[str]:
    return [name.casefold() for name in headings]


def _fitted(row: LoadRow, wanted: int, open_end: bool) -> LoadRow:
    values = row.values[:-1] if open_end and len(row.values) == wanted + 1 and not row.values[-1] else row.values
    if row.problem or len(values) == wanted:
        return LoadRow(row.line, values, row.problem)
    return LoadRow(row.line, values, f"The row has {len(values)} values, the heading line {wanted}.")
