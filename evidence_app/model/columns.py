"""The columns of tables, declared once for the window, the command line's ``--columns`` and CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import DESIGNATIONS, STATUSES, ExhibitRow

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Column:
    """One column. ``value`` gives the text of a row.

    ``sort`` names the service's order ("" = not sortable). ``editable`` columns can be typed in; ``choices`` limits
    what may be entered (stored value -> words). ``width`` is the first width in pixels at 100 % text size; ``tip``
    explains the heading. ``field`` is the service's name for the value when it differs from ``key``.
    """

    key: str
    label: str
    value: Callable[[Any], str]
    align: Align = "left"
    editable: bool = False
    width: int = 120
    kind: str = "text"
    sort: str = ""
    tip: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    shown: bool = True


def _title(row: ExhibitRow) -> str:
    return row.title


KIND_WORDS = {
    "pdf": "PDF",
    "image": "Image",
    "email": "E-mail",
    "web": "Web page",
    "word": "Word",
    "spreadsheet": "Spreadsheet",
    "slides": "Slides",
    "text": "Text",
    "load file": "Load file",
    "other": "Other",
}
"""What kind of file an exhibit came from, as people read it."""


def _date(row: ExhibitRow) -> str:
    return f"{row.doc_date} ?" if guessed_date(row) else row.doc_date


def guessed_date(row: ExhibitRow) -> bool:
    """Whether the date was taken from the file and nobody confirmed it; lists mark it with a question mark."""
    return bool(row.doc_date) and row.doc_date_basis not in ("", "user")


def _pages(row: ExhibitRow) -> str:
    return str(row.page_count) if row.page_count else "–"


def _bates(row: ExhibitRow) -> str:
    if row.bates_end and row.bates_end != row.bates_begin:
        return f"{row.bates_begin} – {row.bates_end}"
    return row.bates_begin


def text_state(row: ExhibitRow) -> str:
    """Whether an exhibit's pages can be searched, in words; empty = all of them."""
    if row.read_status not in ("ok", "partial") and row.read_reason:
        return "not readable"
    if row.silent_pages:
        return "no text" if row.silent_pages >= row.page_count else f"{row.silent_pages} without text"
    return "" if row.page_count else "no pages"


def _protection(row: ExhibitRow) -> str:
    words = ["Privileged" if row.privilege else "", "Sequestered" if row.sequestered else ""]
    return ", ".join(filter(None, words))


EXHIBIT_COLUMNS: tuple[Column, ...] = (
    Column("number", "Ex.", lambda r: r.number or "", editable=True, width=74, sort="number", tip="Exhibit number"),
    Column("title", "Title", _title, editable=True, width=320, sort="title", tip="What the exhibit is"),
    Column("doc_date", "Date", _date, editable=True, width=124, sort="date", tip="Date of the document; ? = guessed from the file"),
    Column("kind", "Kind", lambda r: KIND_WORDS.get(r.kind, r.kind), width=122, sort="kind", tip="What kind of file it came from"),
    Column("pages", "Pages", _pages, align="right", width=64, sort="pages", tip="Number of pages"),
    Column("text", "Text", text_state, width=112, tip="Pages that have no text cannot be searched"),
    Column("links", "Links", lambda r: str(r.links) if r.links else "–", align="right", width=62, sort="links",
           tip="Evidence links to claim elements"),
    Column("tags", "Tags", lambda r: r.tags, width=150, tip="Tags; press T to add one"),
    Column("sponsor", "Sponsor", lambda r: r.sponsor, editable=True, width=130, sort="sponsor", tip="Sponsoring witness"),
    Column("custodian", "Custodian", lambda r: r.custodian, editable=True, width=130, sort="custodian",
           tip="Where the document came from"),
    Column("designation", "Designation", lambda r: r.designation, editable=True, width=118, sort="designation",
           tip="Confidentiality under the protective order", kind="choice",
           choices=tuple((key, words if key else "None") for key, words in DESIGNATIONS.items())),
    Column("protection", "Protected", _protection, width=110, tip="Privileged or sequestered: never leaves the office"),
    Column("status", "Status", lambda r: STATUSES.get(r.status, r.status), editable=True, width=96, sort="status",
           tip="Where the exhibit stands at trial", kind="choice", choices=tuple(STATUSES.items())),
    Column("bates", "Bates", _bates, width=170, sort="bates", tip="Bates range"),
    Column("party", "Party", lambda r: r.party, width=120, shown=False, tip="Whose exhibit series"),
    Column("file_name", "File", lambda r: r.file_name, width=220, shown=False, tip="File it was imported from"),
    Column("id", "ID", lambda r: f"#{r.id}", align="right", width=60, sort="imported", shown=False, tip="Order of import"),
)  # fmt: skip
"""Every column an exhibit list can show; those with ``shown`` are shown at first."""


def choose_columns(columns: Sequence[Column], keys: Iterable[str]) -> tuple[Column, ...]:
    """Columns by key, in the order asked for; no keys = those shown at first. Raises UserError for an unknown key."""
    known = {column.key: column for column in columns}
    wanted = [key.strip() for key in keys if key.strip()]
    for key in wanted:
        if key not in known:
            raise UserError(f"There is no column {key!r}.", f"Known: {', '.join(known)}.")
    return tuple(known[key] for key in wanted) or tuple(c for c in columns if c.shown)
