"""The files an exhibit has and had: when, by whom and why one was replaced, how two differ, and the pages each had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from evidence_app.model.exhibits import Exhibit, PageOutline
from evidence_app.model.page_alignment import Alignment, align_pages
from evidence_app.model.versions import ExhibitVersion, VersionRow
from evidence_app.services import exhibits, history
from evidence_app.services.matter import Matter
from evidence_app.services.replacing import version_texts, versions


def version_rows(matter: Matter, exhibit_id: int) -> list[VersionRow]:
    """Every file of an exhibit, the first one first and the present one last."""
    one, earlier = exhibits.get(matter, exhibit_id), versions(matter, exhibit_id)
    rows = []
    for old in earlier:
        made = history.made_by(matter, "exhibit_version", old.id)
        rows.append(
            VersionRow(
                old.version, old.file_name, old.original_sha256, old.original_bytes, old.page_count, old.imported_at,
                old.replaced_at, made[2] if made else "", old.reason, old,
            )
        )  # fmt: skip
    number = earlier[-1].version + 1 if earlier else 1
    now = (one.file_name, one.original_sha256, one.original_bytes, one.page_count, one.imported_at)
    return [*rows, VersionRow(number, *now)]


def compare(
    matter: Matter, exhibit_id: int, old: VersionRow, new: VersionRow
) -> tuple[Alignment, list[str], list[str]]:
    """Two files of an exhibit page by page, with the texts of both."""
    texts = [_texts_of(matter, exhibit_id, one) for one in (old, new)]
    return align_pages(*texts), texts[0], texts[1]


def _texts_of(matter: Matter, exhibit_id: int, row: VersionRow) -> list[str]:
    if row.kept is not None:
        return version_texts(matter, row.kept)
    return matter.read.column("SELECT text FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,))


def exhibit_as_it_was(matter: Matter, version: ExhibitVersion) -> Exhibit:
    """The exhibit with the file of an earlier version, for looking at that file; nothing else of the past is restored."""
    now = exhibits.get(matter, version.exhibit_id)
    made = history.made_by(matter, "exhibit_version", version.id)
    status = history.value_before(matter, made[0], "exhibit", now.id, "read_status") if made else None
    file = {
        name: getattr(version, name)
        for name in (
            "file_name",
            "kind",
            "media_type",
            "original_sha256",
            "original_bytes",
            "page_count",
            "imported_at",
        )
    }
    return replace(now, **file, read_status=status or now.read_status)


def version_outline(matter: Matter, version: ExhibitVersion) -> list[PageOutline]:
    """The pages an earlier file had, without their texts; Bates numbers belong to the present document only."""
    table, where, values = _pages_of(matter, version)
    sql = f"""SELECT id, number, label, '' AS bates, source, ocr_state, ocr_reason, ocr_confidence, width, height, note,
                layer_text <> '' AS has_layer, ocr_text <> '' AS has_ocr, length(text) AS characters,
                length(text) - length(replace(text, char(10), '')) + 1 AS lines
              FROM {table} WHERE {where} ORDER BY number"""
    return matter.read.rows(PageOutline, sql, values)


def version_page(matter: Matter, version: ExhibitVersion, number: int) -> tuple[str, bytes]:
    """Text and packed word boxes of a page of an earlier file; empty outside."""
    table, where, values = _pages_of(matter, version)
    boxes = "boxes" if table == "version_page" else "(SELECT boxes FROM page_words w WHERE w.page_id = page.id)"
    sql = f"SELECT text, {boxes} FROM {table} WHERE {where} AND number = ?"
    found = matter.read.tuples(sql, (*values, number))
    return (str(found[0][0]), found[0][1] or b"") if found else ("", b"")


def _pages_of(matter: Matter, version: ExhibitVersion) -> tuple[str, str, tuple[Any, ...]]:
    """Where the pages of an earlier file are: put aside, or in use again when the same file came back."""
    now = matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (version.exhibit_id,))
    if now == version.original_sha256:
        return "page", "exhibit_id = ?", (version.exhibit_id,)
    return "version_page", "exhibit_id = ? AND sha256 = ?", (version.exhibit_id, version.original_sha256)
