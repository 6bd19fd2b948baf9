"""The words of every page in the matter's database: written with the page, findable when its transaction commits.

``page_search`` holds a page's normalised words, ``page_fts`` is FTS5 over them. ``page_break`` holds, for each page
that another page follows, the last words of the one and the first of the other, so that a phrase that runs over a page
break is found without joining whole pages.
"""

from __future__ import annotations

from typing import Any

from evidence_app.model.normalise import normalise

BREAK_WORDS = 32
"""Words kept on either side of a page break; proximity up to this distance is looked up there directly."""


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
    body = " ".join([*tail, *head]) if tail and head else ""
    tx.execute(
        "INSERT INTO page_break (page_id, tail, body) VALUES (?, ?, ?) "
        "ON CONFLICT (page_id) DO UPDATE SET tail = excluded.tail, body = excluded.body",
        (left_page, len(tail), body),
    )
