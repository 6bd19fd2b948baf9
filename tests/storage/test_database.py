"""Rows become dataclasses whatever order their columns have, and a long read lets others come to their turn."""

import sqlite3
import time
from dataclasses import dataclass

import pytest

from evidence_app.storage.database import Rows
from evidence_app.turns import let_go_first, no_longer

COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


@dataclass(frozen=True)
class Line:
    number: int
    words: str
    note: str = "none"


@pytest.fixture
def connection():
    made = sqlite3.connect(":memory:")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("SELECT 'a' AS words, 'b' AS note, 1 AS number", Line(1, "a", "b")),
        ("SELECT 1 AS number, 'a' AS words, 'b' AS note", Line(1, "a", "b")),
        ("SELECT 'a' AS words, 1 AS number", Line(1, "a")),
    ],
)
def test_columns_are_taken_by_their_names(connection, sql, line):
    assert Rows(connection).rows(Line, sql) == [line]


def test_a_column_without_a_field_is_told(connection):
    with pytest.raises(TypeError):
        Rows(connection).rows(Line, "SELECT 1 AS number, 'a' AS words, 'b' AS other")


@pytest.fixture
def paused():
    """Each time that work let somebody go first."""
    made = []

    def pause():
        made.append(1)

    let_go_first(pause)
    yield made
    no_longer(pause)


def test_a_long_read_pauses_now_and_then_and_is_still_whole(connection, paused):
    rows = Rows(connection)
    assert len(rows.column(COUNTING, (20_000,))) == 20_000
    assert len(paused) > 20


def test_many_short_reads_pause_too(connection, paused):
    rows = Rows(connection)
    assert [rows.value("SELECT ?", (n,)) for n in range(50)] == list(range(50))
    assert len(paused) >= 50


def test_a_read_is_stopped_at_its_deadline(connection):
    rows = Rows(connection)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"), rows.until(time.monotonic() + 0.02):
        rows.column(COUNTING, (50_000_000,))
    assert len(rows.column(COUNTING, (5_000,))) == 5_000, "the deadline is gone with its block"


def test_a_pause_is_no_reason_to_stop(connection, paused):
    rows = Rows(connection)
    with rows.until(time.monotonic() + 60):
        assert len(rows.column(COUNTING, (20_000,))) == 20_000
    assert paused
