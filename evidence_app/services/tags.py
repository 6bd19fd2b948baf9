"""Tags on exhibits: add, remove, rename, merge, also on thousands of rows in one undo step."""

from __future__ import annotations

from collections.abc import Collection

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import Tag
from evidence_app.services.matter import Matter, Operation


def tags(matter: Matter) -> list[Tag]:
    """Every tag with how many exhibits carry it, by name."""
    sql = """SELECT t.id, t.name, count(x.exhibit_id) AS exhibits FROM tag t
             LEFT JOIN exhibit_tag x ON x.tag_id = t.id GROUP BY t.id ORDER BY t.name COLLATE NOCASE"""
    return matter.read.rows(Tag, sql)


def add_tag(matter: Matter, exhibit_ids: Collection[int], name: str) -> Changes:
    """Tag exhibits; those already tagged stay as they are, and a new tag is made when needed."""
    with matter.operation("Tag {count} exhibits as “{tag}”", count=len(exhibit_ids), tag=_clean(name)) as tx:
        tag = find_or_add(tx, name)
        tx.executemany(
            "INSERT INTO exhibit_tag (exhibit_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(exhibit_id, tag) for exhibit_id in exhibit_ids],
        )
    return tx.changes


def remove_tag(matter: Matter, exhibit_ids: Collection[int], name: str) -> Changes:
    """Take a tag off exhibits; the tag itself stays."""
    with matter.operation("Remove tag “{tag}” from {count} exhibits", count=len(exhibit_ids), tag=_clean(name)) as tx:
        tag = _existing(tx, name)
        tx.executemany("DELETE FROM exhibit_tag WHERE exhibit_id = ? AND tag_id = ?", [(e, tag) for e in exhibit_ids])
    return tx.changes


def rename_tag(matter: Matter, old: str, new: str) -> Changes:
    """Rename a tag everywhere; when the new name exists the two are merged."""
    with matter.operation("Rename tag “{old}” to “{new}”", old=_clean(old), new=_clean(new)) as tx:
        source = _existing(tx, old)
        target = tx.value("SELECT id FROM tag WHERE name = ? AND id != ?", (_clean(new), source))
        if target is None:
            tx.update("tag", source, {"name": _clean(new)})
        else:
            tx.execute(
                "INSERT INTO exhibit_tag (exhibit_id, tag_id) SELECT exhibit_id, ? FROM exhibit_tag WHERE tag_id = ? "
                "ON CONFLICT DO NOTHING",
                (target, source),
            )
            tx.execute("DELETE FROM tag WHERE id = ?", (source,))
    return tx.changes


def delete_tag(matter: Matter, name: str) -> Changes:
    """Remove a tag and take it off every exhibit."""
    with matter.operation("Delete tag “{tag}”", tag=_clean(name)) as tx:
        tx.execute("DELETE FROM tag WHERE id = ?", (_existing(tx, name),))
    return tx.changes


def find_or_add(tx: Operation, name: str) -> int:
    """The tag's id inside a running operation, added when new."""
    plain = _clean(name)
    found = tx.value("SELECT id FROM tag WHERE name = ?", (plain,))
    return int(found) if found is not None else tx.insert("tag", {"name": plain})


def _existing(tx: Operation, name: str) -> int:
    found = tx.value("SELECT id FROM tag WHERE name = ?", (_clean(name),))
    if found is None:
        raise NotFound(f"There is no tag “{_clean(name)}”.", "Run 'evidence tags' to see them.")
    return int(found)


def _clean(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise UserError("A tag needs a name.")
    if "," in plain:
        raise UserError("A tag cannot contain a comma.", "Commas separate tags in lists; use a dash instead.")
    return plain
