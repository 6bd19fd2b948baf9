"""Search words in the database: written with the page, gone with the page, right around page breaks."""

from __future__ import annotations

import sqlite3

import pytest
import sqlite_utils

from evidence_app.storage.migrations import matter_migrations
from evidence_app.storage.page_text import BREAK_WORDS, index_page, remove_page


@pytest.fixture
def db():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    matter_migrations.apply(sqlite_utils.Database(connection))
    connection.execute("INSERT INTO exhibit (id, title) VALUES (1, 'One')")
    yield connection
    for table in ("page_fts", "page_break_fts"):
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
    connection.close()


def add(db, number, text, source="layer", exhibit=1):
    sql = "INSERT INTO page (exhibit_id, number, text, source) VALUES (?, ?, ?, ?)"
    page = db.execute(sql, (exhibit, number, text, source)).lastrowid
    index_page(db, page, text)
    return page


def matches(db, expression, table="page_fts"):
    return [row[0] for row in db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,))]


def test_words_are_findable_in_the_same_transaction(db):
    db.execute("BEGIN")
    page = add(db, 1, "Résumé of the Agree-\nment")
    assert matches(db, "resume") == [page]
    assert matches(db, '"of the agreement"') == [page]
    db.execute("ROLLBACK")
    assert matches(db, "resume") == []


def test_writing_again_replaces_and_equal_text_changes_nothing(db):
    page = add(db, 1, "first")
    index_page(db, page, "second")
    index_page(db, page, "second")
    assert (matches(db, "first"), matches(db, "second")) == ([], [page])


def test_a_page_without_words_is_silent(db):
    page = add(db, 1, " \n—", source="none")
    assert db.execute("SELECT body FROM page_search WHERE page_id = ?", (page,)).fetchone() == ("",)


def test_deleting_a_page_or_its_words_leaves_nothing(db):
    first, second = add(db, 1, "alpha beta"), add(db, 2, "gamma")
    remove_page(db, second)
    assert matches(db, "gamma") == []
    db.execute("DELETE FROM exhibit")
    assert matches(db, "alpha") == []
    assert matches(db, "alpha", "page_break_fts") == []
    assert first != second


def test_breaks_hold_both_sides_counted_from_the_break(db):
    first = add(db, 1, "one two three")
    assert db.execute("SELECT count(*) FROM page_break").fetchone() == (0,)
    second = add(db, 2, "four five")
    add(db, 3, "six")
    assert db.execute("SELECT * FROM page_break ORDER BY page_id").fetchall() == [
        (first, "_b_ three two one", "_b_ four five"),
        (second, "_b_ five four", "_b_ six"),
    ]


def test_breaks_follow_a_page_that_is_read_again(db):
    first = add(db, 1, "one")
    second = add(db, 2, "two")
    third = add(db, 3, "three")
    index_page(db, second, "changed")
    assert db.execute("SELECT tail, head FROM page_break ORDER BY page_id").fetchall() == [
        ("_b_ one", "_b_ changed"),
        ("_b_ changed", "_b_ three"),
    ]
    index_page(db, second, "")
    assert db.execute("SELECT page_id, tail, head FROM page_break").fetchall() == [(first, "", ""), (second, "", "")]
    assert third


def test_only_so_many_words_are_kept_beside_a_break(db):
    add(db, 1, " ".join(f"a{n}" for n in range(200)))
    add(db, 2, " ".join(f"b{n}" for n in range(200)))
    tail, head = db.execute("SELECT tail, head FROM page_break").fetchone()
    assert tail.split()[1:] == [f"a{n}" for n in range(199, 199 - BREAK_WORDS, -1)]
    assert head.split()[1:] == [f"b{n}" for n in range(BREAK_WORDS)]


def test_pages_written_out_of_order_and_other_exhibits(db):
    db.execute("INSERT INTO exhibit (id, title) VALUES (2, 'Two')")
    second, first = add(db, 2, "two"), add(db, 1, "one")
    add(db, 3, "elsewhere", exhibit=2)
    assert db.execute("SELECT page_id, tail, head FROM page_break").fetchall() == [(first, "_b_ one", "_b_ two")]
    assert second


def test_ocr_pages_are_normalised_as_ocr(db):
    page = add(db, 1, "Al models", source="ocr")
    assert matches(db, "ai_al") == [page]


def test_a_page_must_have_its_row_first(db):
    with pytest.raises(LookupError):
        index_page(db, 99, "text")


def test_every_letter_is_one_and_the_same_word_for_sqlite(db):
    """SQLite's own idea of letters and cases must not differ from ours."""
    from evidence_app.model.normalise import normalise

    letters = [chr(code) for code in range(0x80, 0x20000) if chr(code).isalnum()]
    text = " ".join(f"x{letter}x" for letter in letters)
    page = add(db, 1, text)
    known = {row[0] for row in db.execute("SELECT term FROM page_vocabulary")}
    missing = set(normalise(text)) - known
    assert missing == set()
    assert page
