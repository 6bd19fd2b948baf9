"""Rows become dataclasses whatever order their columns have, and a long read lets others come to their turn."""

import sqlite3
import time
from dataclasses import dataclass

import pytest

from evidence_app.storage.database import Rows

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


def test_a_long_read_pauses_now_and_then_and_is_still_whole(connection):
    paused = []
    rows = Rows(connection, lambda: paused.append(1))
    assert len(rows.column(COUNTING, (20_000,))) == 20_000
    assert len(paused) > 20


def test_a_read_is_stopped_at_its_deadline_with_and_without_pauses(connection):
    for pause in (None, lambda: "never a reason to stop"):
        rows = Rows(connection, pause)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"), rows.until(time.monotonic() + 0.02):
            rows.column(COUNTING, (50_000_000,))
        assert len(rows.column(COUNTING, (5_000,))) == 5_000, "the deadline is gone with its block"
