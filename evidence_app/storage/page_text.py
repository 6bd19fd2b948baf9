"""The words of every page in the matter's database: written with the page, findable when its transaction commits.

``page_search`` holds a page's normalised words, ``page_fts`` is FTS5 over them. ``page_break`` holds, for each page
that another page follows, its last words (``tail``, backwards) and the first words of the next page (``head``), both
counted from the break by a mark that stands first. So what runs over a page break is found without joining whole pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from evidence_app.model.errors import BadQuery
from evidence_app.model.normalise import normalise
from evidence_app.storage.database import Rows
from evidence_app.storage.fts_query import BREAK_MARK

BREAK_WORDS = 64
"""Words kept on either side of a page break; what is longer is looked for in whole pages."""


def index_page(tx: Any, page_id: int, text: str) -> None:
    """Write (or rewrite) the search words of a page whose row is already there. ``tx`` is a running transaction.

    Call it in the transaction that writes the page, in page order when a whole exhibit is written.
    """
    row = tx.execute("SELECT exhibit_id, number, source FROM page WHERE id = ?", (page_id,)).fetchone()
    if row is None:
        raise LookupError(f"page {page_id} has no row yet; insert it before indexing its text")
    words = normalise(text, ocr=row[2] == "ocr")
    tx.execute(
        "INSERT INTO page_search (page_id, body) VALUES (?, ?) "
        "ON CONFLICT (page_id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
        (page_id, " ".join(words)),
    )
    _write_breaks(tx, page_id, row[0], row[1], words)


def remove_page(tx: Any, page_id: int) -> None:
    """Take a page's words out of the search tables (deleting the page row does the same)."""
    tx.execute("DELETE FROM page_search WHERE page_id = ?", (page_id,))
    tx.execute("DELETE FROM page_break WHERE page_id = ?", (page_id,))


def _write_breaks(tx: Any, page_id: int, exhibit_id: int, number: int, words: list[str]) -> None:
    neighbours = tx.execute(
        "SELECT p.number, p.id, s.body FROM page p JOIN page_search s ON s.page_id = p.id "
        "WHERE p.exhibit_id = ? AND p.number IN (?, ?)",
        (exhibit_id, number - 1, number + 1),
    ).fetchall()
    for other_number, other_id, body in neighbours:
        if other_number < number:
            _write_break(tx, other_id, body.rsplit(" ", BREAK_WORDS)[-BREAK_WORDS:], words[:BREAK_WORDS])
        else:
            _write_break(tx, page_id, words[-BREAK_WORDS:], body.split(" ", BREAK_WORDS)[:BREAK_WORDS])


def _write_break(tx: Any, left_page: int, tail: list[str], head: list[str]) -> None:
    tail, head = [w for w in tail if w], [w for w in head if w]
    both = bool(tail and head)
    tx.execute(
        "INSERT INTO page_break (page_id, tail, head) VALUES (?, ?, ?) "
        "ON CONFLICT (page_id) DO UPDATE SET tail = excluded.tail, head = excluded.head",
        (
            left_page,
            " ".join([BREAK_MARK, *reversed(tail)]) if both else "",
            " ".join([BREAK_MARK, *head]) if both else "",
        ),
    )


def too_slow() -> BadQuery:
    """The refusal of a search that runs past its time."""
    return BadQuery(
        "This search takes too long, so it was stopped without an answer.",
        "Use rarer or longer words, a shorter distance, or narrow it to a tag, custodian or date.",
    )


@contextmanager
def time_limit(rows: Rows, deadline: float) -> Iterator[None]:
    """Stop SQLite when ``deadline`` (of ``time.monotonic``) has passed; raises BadQuery then."""
    try:
        with rows.until(deadline):
            yield
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise too_slow() from error
        raise


def matching(
    rows: Rows, expression: str, deadline: float, table: Literal["page_fts", "page_break_fts"] = "page_fts"
) -> list[int] | None:
    """Page ids that an FTS5 expression matches, or ``None`` when it is too deep for FTS5."""
    try:
        with time_limit(rows, deadline):
            return rows.column(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,))
    except sqlite3.OperationalError as error:
        if "fts5" in str(error) or "parser stack" in str(error):
            return None
        raise


def ranked(rows: Rows, expression: str, deadline: float) -> dict[int, float]:
    """Page id -> BM25 score (higher is better) of the pages that an FTS5 expression matches."""
    with time_limit(rows, deadline):
        found = rows.tuples("SELECT rowid, -bm25(page_fts) FROM page_fts WHERE page_fts MATCH ?", (expression,))
    return dict(found)


def words_of_pages(rows: Rows, page_ids: Sequence[int]) -> dict[int, list[str]]:
    """Page id -> its search words, for checking matches by hand."""
    found: dict[int, list[str]] = {}
    for at in range(0, len(page_ids), 500):
        some = page_ids[at : at + 500]
        marks = ",".join("?" * len(some))
        sql = f"SELECT page_id, body FROM page_search WHERE page_id IN ({marks})"
        found.update((page_id, body.split()) for page_id, body in rows.tuples(sql, some))
    return found


def breaks(rows: Rows, page_ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Page id -> the last words of the page and the first words of the next one."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    for at in range(0, len(page_ids), 500):
        some = page_ids[at : at + 500]
        marks = ",".join("?" * len(some))
        for page_id, tail, head in rows.tuples(
            f"SELECT page_id, tail, head FROM page_break WHERE page_id IN ({marks})", some
        ):
            found[page_id] = (tail.split()[:0:-1], head.split()[1:])
    return found


def vocabulary(rows: Rows, beginning: str, limit: int) -> list[tuple[str, int]]:
    """Words of this matter that begin so, with the number of pages each is on; the most frequent first."""
    sql = (
        "SELECT term, doc FROM page_vocabulary WHERE term >= ? AND term < ? || char(1114111) "
        "ORDER BY doc DESC, term LIMIT ?"
    )
    return rows.tuples(sql, (beginning, beginning, limit))
