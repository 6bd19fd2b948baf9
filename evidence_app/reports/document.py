"""A list as a document: caption, columns, grouped rows, notes. One model behind PDF, Word, Excel and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from evidence_app.turns import give_way


@dataclass(frozen=True)
class ListColumn:
    """A column: its key, its heading, its share of the page width, how its text is set.

    ``field`` is the heading in spreadsheets where a fixed name is expected (load files); ``mono`` is for hash values.
    """

    key: str
    label: str
    width: float = 1.0
    strong: bool = False
    mono: bool = False
    field: str = ""


@dataclass(frozen=True)
class ListRow:
    """One row: a text per column. ``indent`` is 1 for a row that belongs to the one above (an attachment)."""

    cells: tuple[str, ...]
    indent: int = 0


@dataclass(frozen=True)
class ListGroup:
    """Rows under one heading (empty = no heading). ``empty`` is printed instead of a table without rows."""

    heading: str = ""
    rows: tuple[ListRow, ...] = ()
    note: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Caption:
    """The caption block: court and division, the parties with their roles, and the lines beside them."""

    court: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pleading:
    """A first page on pleading paper (28 numbered lines); the list follows as Attachment A on pages of its own."""

    counsel: tuple[str, ...] = ()
    statement: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListDocument:
    """Everything a writer needs. Only what is in here can reach a file, so what must stay inside is left out before.

    ``lead`` and ``closing`` are paragraphs before and after the table; ``facts`` are label and value pairs below the
    title, ``boxes`` the same as ruled boxes of a form, three side by side, empty ones to be filled in by hand;
    ``marking`` is printed at the top of every page; ``footer`` are the left and right texts at its foot;
    ``lines`` are ruled lines to fill in by hand (signature, date). ``text_size`` is in points; ``indent_column`` is
    the column in which rows that belong to another are indented.
    """

    title: str
    columns: tuple[ListColumn, ...]
    groups: tuple[ListGroup, ...]
    caption: Caption | None = None
    pleading: Pleading | None = None
    subtitle: str = ""
    marking: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    boxes: tuple[tuple[str, str], ...] = ()
    lead: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    footer: tuple[str, str] = ("", "")
    landscape: bool = True
    paper: str = "us-letter"
    text_size: int = 12
    indent_column: int = 1
    group_label: str = "Group"
    notes: tuple[str, ...] = field(default=())
    """For the person who exports, never printed."""

    @property
    def row_count(self) -> int:
        """Rows in all groups."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def grouped(self) -> bool:
        """Whether a reader needs to be told which group a row stands in."""
        return any(group.heading for group in self.groups)

    def table(self) -> list[tuple[str, ...]]:
        """The rows as the spreadsheet formats hold them: the group first when there are groups."""
        if not self.grouped:
            return [row.cells for group in self.groups for row in group.rows]
        return [(group.heading, *row.cells) for group in self.groups for row in group.rows]

    def headings(self) -> tuple[str, ...]:
        """The column headings of :meth:`table`."""
        labels = tuple(column.field or column.label for column in self.columns)
        return (self.group_label, *labels) if self.grouped else labels

    def texts(self) -> Iterator[str]:
        """Every text that is printed, for checking which characters a font must have."""
        yield from (self.title, self.subtitle, self.marking, *self.lead, *self.closing, *self.lines, *self.footer)
        yield from (text for pair in (*self.facts, *self.boxes) for text in pair)
        yield from (column.label for column in self.columns)
        if self.pleading:
            yield from (*self.pleading.counsel, *self.pleading.statement, *self.pleading.signature)
        if self.caption:
            yield from (*self.caption.court, *self.caption.left, *self.caption.right)
        for group in self.groups:
            yield from (group.heading, group.note, group.empty)
            yield from (cell for row in group.rows for cell in row.cells)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """A stored text as it can be printed in every format, without blanks at its ends."""
    return legible(text).strip()


def legible(text: str) -> str:
    """A piece of a stored text with nothing in it that cannot be printed.

    Control characters and overrides of the writing direction go (a file name may use them to look like another one),
    halves of broken characters become U+FFFD. Stored data are not touched.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return _UNPRINTABLE.sub(_printed, plain)


def _printed(match: re.Match[str]) -> str:
    return "\ufffd" if match.group() >= "\ud800" else ""


def clean(document: ListDocument) -> ListDocument:
    """The document with every text printable; writers call it once, so that all formats hold the same rows."""
    return replace(
        document,
        title=printable(document.title),
        subtitle=printable(document.subtitle),
        marking=printable(document.marking),
        columns=tuple(replace(column, label=printable(column.label)) for column in document.columns),
        groups=tuple(map(_clean_group, document.groups)),
        caption=document.caption and _clean_caption(document.caption),
        pleading=document.pleading and _clean_pleading(document.pleading),
        facts=tuple((printable(a), printable(b)) for a, b in document.facts),
        boxes=tuple((printable(a), printable(b)) for a, b in document.boxes),
        lead=_all(document.lead),
        closing=_all(document.closing),
        lines=_all(document.lines),
        footer=(printable(document.footer[0]), printable(document.footer[1])),
    )


def _clean_group(group: ListGroup) -> ListGroup:
    rows = []
    for row in group.rows:
        give_way()
        rows.append(ListRow(_all(row.cells), row.indent))
    return ListGroup(printable(group.heading), tuple(rows), printable(group.note), printable(group.empty))


def _clean_caption(caption: Caption) -> Caption:
    left = tuple("\t" * (len(line) - len(line.lstrip("\t"))) + printable(line) for line in caption.left)  # tabs indent
    return Caption(_all(caption.court), left, _all(caption.right))


def _clean_pleading(pleading: Pleading) -> Pleading:
    return Pleading(_all(pleading.counsel), _all(pleading.statement), _all(pleading.signature))


def _all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)
