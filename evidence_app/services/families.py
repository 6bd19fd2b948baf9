"""Families of exhibits: a message, its attachments, and what is attached to those, however deep."""

from __future__ import annotations

from evidence_app.storage.database import Rows

_MEMBERS = """
WITH RECURSIVE
 above(id, parent_id) AS (
  SELECT id, parent_id FROM exhibit WHERE id = ?
  UNION SELECT e.id, e.parent_id FROM exhibit e JOIN above ON e.id = above.parent_id),
 below(id, path) AS (
  SELECT id, '' FROM above WHERE parent_id IS NULL
  UNION ALL SELECT e.id, below.path || printf('%08d.%010d/', e.family_position, e.id)
  FROM exhibit e JOIN below ON e.parent_id = below.id)
SELECT id FROM below ORDER BY path
"""


def members(rows: Rows, exhibit_id: int) -> list[int]:
    """An exhibit's whole family, each parent before its attachments; only itself when it has none."""
    found: list[int] = rows.column(_MEMBERS, (exhibit_id,))
    return found


def inside(rows: Rows, exhibit_id: int) -> list[int]:
    """What came inside an exhibit, and inside that, however deep; without the exhibit itself."""
    sql = """WITH RECURSIVE below(id) AS (SELECT id FROM exhibit WHERE parent_id = ?
             UNION SELECT e.id FROM exhibit e JOIN below ON e.parent_id = below.id) SELECT id FROM below"""
    found: list[int] = rows.column(sql, (exhibit_id,))
    return found


def tops(rows: Rows) -> dict[int, int]:
    """For every exhibit that came inside another: the exhibit at the top of its family."""
    parents: dict[int, int] = dict(rows.tuples("SELECT id, parent_id FROM exhibit WHERE parent_id IS NOT NULL"))  # type: ignore[arg-type]
    return {one: _top(one, parents) for one in parents}


def _top(one: int, parents: dict[int, int]) -> int:
    while one in parents:
        one = parents[one]
    return one
