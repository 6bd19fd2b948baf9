"""Writing what an importer read: one transaction per file with its exhibit, pages, search words and item status."""

from __future__ import annotations

import contextlib
import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from evidence_app.model.bates import BatesRange, parse
from evidence_app.model.chronology import sort_key
from evidence_app.model.errors import UserError
from evidence_app.model.imported import ImportedAttachment, ImportedExhibit
from evidence_app.model.pages import ImportedPage
from evidence_app.services import evidence_links, exhibits, tags
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.journal import utc_now
from evidence_app.storage.originals import StoredOriginal
from evidence_app.storage.page_text import index_page

KEPT_UNREAD = frozenset({"password", "damaged", "timeout", "crashed", "too big", "unsupported"})


@dataclass(frozen=True)
class ImportItem:
    """One file of an import. ``path`` is where it came from, percent-encoded because file
    names may hold any bytes; it stays inside the matter and is never printed outwards.
    """

    id: int
    batch_id: int
    position: int
    path: str
    shown_name: str
    status: str
    reason: str
    sha256: str
    bytes: int
    exhibit_id: int | None
    parent_exhibit_id: int | None
    family_position: int
    attempts: int

    @property
    def file_name(self) -> str:
        """The file's own name, without folders and without what would break a line."""
        return self.shown_name.rsplit(SEPARATOR, 1)[-1].rsplit("/", 1)[-1].rsplit("\\", 1)[-1]


LOAD_FILE = "load file"
"""The basis of a date a load file states, and the beginning of the names under which its other values are kept."""
SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between a container's name and the name of a file inside it."""


class GivenToAll(Protocol):
    """What every exhibit of an import gets."""

    @property
    def custodian(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def ocr(self) -> bool: ...
    @property
    def party_id(self) -> int | None: ...


@dataclass(frozen=True)
class Written:
    """What was written for one file: its exhibit, the item's new status, and its attachments as items to read next."""

    exhibit_id: int
    title: str
    status: str
    attachments: tuple[ImportItem, ...]


def shown(name: str) -> str:
    """A file name or relative path fit for one line of a list: control characters become spaces, surrogates "?"."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in name)
    return plain.encode("utf-8", "replace").decode("utf-8").strip() or "unnamed file"


def open_items(matter: Matter, batch_id: int) -> list[ImportItem]:
    """The batch's files that still wait, in order."""
    sql = "SELECT * FROM import_item WHERE batch_id = ? AND status IN ('queued', 'stored') ORDER BY position, id"
    return matter.read.rows(ImportItem, sql, (batch_id,))


def mark_stored(matter: Matter, item_id: int, original: StoredOriginal) -> None:
    """Note that the original is safe in the store, before anything is read from it."""
    with matter.operation("Store an original") as tx:
        sql = "UPDATE import_item SET status = 'stored', sha256 = ?, bytes = ? WHERE id = ?"
        tx.execute(sql, (original.sha256, original.size, item_id))


def close_item(matter: Matter, item_id: int, status: str, *, reason: str = "", exhibit_id: int | None = None) -> None:
    """Set how an item ended."""
    with matter.operation("Close an import item") as tx:
        _close(tx, item_id, status, reason, exhibit_id)


def _close(tx: Operation, item_id: int, status: str, reason: str, exhibit_id: int | None) -> None:
    sql = "UPDATE import_item SET status = ?, reason = ?, exhibit_id = coalesce(?, exhibit_id), attempts = attempts + 1 WHERE id = ?"
    tx.execute(sql, (status, reason, exhibit_id, item_id))


def reopen(matter: Matter, item_ids: Collection[int]) -> None:
    """Put items back in the queue for a retry; those whose original is stored are read from the store."""
    with matter.operation("Retry import items") as tx:
        sql = "UPDATE import_item SET status = CASE WHEN sha256 = '' THEN 'queued' ELSE 'stored' END, reason = '' WHERE id = ?"
        tx.executemany(sql, [(item_id,) for item_id in item_ids])
        tx.execute(
            "UPDATE import_batch SET finished_at = '' WHERE id IN (SELECT batch_id FROM import_item WHERE status IN ('queued', 'stored'))"
        )


def write_exhibit(matter: Matter, item: ImportItem, read: ImportedExhibit, options: GivenToAll) -> Written:
    """Write one file's exhibit with its pages; a retried file keeps its exhibit and gets its pages anew.

    An exhibit that a load file announced gets its file and its pages, and keeps what the load file says of it.
    """
    attachments_of = () if _family_is_stated(matter, item) else read.attachments
    stored = [(a, _store_attachment(matter, a)) for a in attachments_of]
    status = "unsearchable" if read.status in KEPT_UNREAD else "partial" if read.status == "partial" else "imported"
    pages = read.pages or _placeholder(read)
    detail: dict[str, Any] = {
        "file": item.shown_name,
        "sha256": item.sha256,
        "pages": len(read.pages),
        "text_sha256": _text_hash(pages),
    }
    announced = item.exhibit_id is not None and not matter.read.value(
        "SELECT original_sha256 FROM exhibit WHERE id = ?", (item.exhibit_id,)
    )
    again = item.exhibit_id is not None and not announced
    words = "Read “{file}” again ({pages} pages)" if again else "Import “{file}” ({pages} pages)"
    with matter.operation(words, undoable=False, always=True, **detail) as tx:
        exhibit_id = item.exhibit_id if item.exhibit_id is not None else _insert(tx, item, read, options)
        if again or announced:
            _read_again(tx, exhibit_id, read)
        if announced:
            first = {"original_sha256": item.sha256, "original_bytes": item.bytes, "imported_at": utc_now()}
            tx.update("exhibit", exhibit_id, first)
        write_pages(tx, exhibit_id, pages, ocr=options.ocr)
        _close(tx, item.id, status, read.reason or (item.reason if announced else ""), exhibit_id)
        attachments = _queue_attachments(tx, item, exhibit_id, stored)
        title = str(tx.value("SELECT title FROM exhibit WHERE id = ?", (exhibit_id,)))
    if again:
        evidence_links.recheck_links(matter, exhibit_id)
    return Written(exhibit_id, title, status, attachments)


def _insert(tx: Operation, item: ImportItem, read: ImportedExhibit, options: GivenToAll) -> int:
    values = _from_reading(read) | {
        "title": shown(read.title) if read.title.strip() else item.file_name,
        "title_guessed": 1,
        "number_guess": read.number_guess,
        "number_sort": "~",
        "custodian_id": exhibits.find_or_add_custodian(tx, options.custodian)
        or _custodian_of(tx, item.parent_exhibit_id),
        "party_id": options.party_id,
        "parent_id": item.parent_exhibit_id,
        "family_position": item.family_position,
        "file_name": item.file_name,
        "original_sha256": item.sha256,
        "original_bytes": item.bytes,
        "imported_at": utc_now(),
    }
    exhibit_id = tx.insert("exhibit", values)
    for name in options.tags:
        tx.execute(
            "INSERT INTO exhibit_tag (exhibit_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (exhibit_id, tags.find_or_add(tx, name)),
        )
    return exhibit_id


def _custodian_of(tx: Operation, exhibit_id: int | None) -> int | None:
    return tx.value("SELECT custodian_id FROM exhibit WHERE id = ?", (exhibit_id,)) if exhibit_id else None  # type: ignore[no-any-return]


def _from_reading(read: ImportedExhibit) -> dict[str, Any]:
    return {
        "kind": read.kind,
        "media_type": read.media_type,
        "doc_date": read.date,
        "doc_date_basis": read.date_basis,
        "doc_date_stated": read.date_as_stated,
        "doc_date_sort": sort_key(read.date),
        "author": read.author,
        "recipients": read.recipients,
        "subject": read.subject,
        "page_count": len(read.pages or _placeholder(read)),
        "read_status": read.status,
        "read_reason": read.reason,
        "metadata": json.dumps(read.metadata, ensure_ascii=False),
    }


def _read_again(tx: Operation, exhibit_id: int, read: ImportedExhibit) -> None:
    """A retry replaces what reading gave, never what a person typed or a load file states."""
    basis, stated, *said = tx.tuples(
        "SELECT doc_date_basis, metadata, author, recipients, subject FROM exhibit WHERE id = ?", (exhibit_id,)
    )[0]
    # the same bytes give the same author again, so a value that is there is either equal or a person's own
    kept = {name for name, value in zip(("author", "recipients", "subject"), said, strict=True) if value}
    values = {name: value for name, value in _from_reading(read).items() if name not in kept}
    if basis in ("user", LOAD_FILE):
        values = {name: value for name, value in values.items() if not name.startswith("doc_date")}
    values["metadata"] = json.dumps(read.metadata | _from_load_file(stated), ensure_ascii=False)
    tx.update("exhibit", exhibit_id, values)
    tx.execute("DELETE FROM page WHERE exhibit_id = ?", (exhibit_id,))


def _from_load_file(metadata: str) -> dict[str, str]:
    """What a load file said of an exhibit; the time of sending it states counts before the file's own."""
    known: dict[str, str] = json.loads(metadata or "{}")
    stated = {key: value for key, value in known.items() if key.startswith(LOAD_FILE)}
    return stated | {key: known[key] for key in ("sent",) if stated and key in known}


def _family_is_stated(matter: Matter, item: ImportItem) -> bool:
    """Whether the attachments of an exhibit are exhibits of their own already, because a load file lists them."""
    sql = """SELECT EXISTS (SELECT 1 FROM exhibit WHERE parent_id = ?)
             AND NOT EXISTS (SELECT 1 FROM import_item WHERE parent_exhibit_id = ?)"""
    return item.exhibit_id is not None and bool(matter.read.value(sql, (item.exhibit_id, item.exhibit_id)))


def _placeholder(read: ImportedExhibit) -> tuple[ImportedPage, ...]:
    """A file that could not be read still has one page, so that every completeness statement counts it."""
    return () if read.status == "ok" and read.attachments else (ImportedPage(1, note=read.reason),)


def _text_hash(pages: Iterable[ImportedPage]) -> str:
    digest = hashlib.sha256()
    for page in pages:
        digest.update(page.text.encode("utf-8", "surrogatepass") + b"\x00")
    return digest.hexdigest()


def write_pages(tx: Operation, exhibit_id: int, pages: Iterable[ImportedPage], *, ocr: bool) -> None:
    """Insert the pages of an exhibit with their word boxes and search words."""
    for page in pages:
        page_id = tx.insert(
            "page",
            {"exhibit_id": exhibit_id, **page_values(page), "ocr_state": "wanted" if page.needs_ocr and ocr else ""},
        )
        if page.words:
            tx.execute("INSERT INTO page_words (page_id, boxes) VALUES (?, ?)", (page_id, page.words))
        index_page(tx, page_id, _storable(page.text))
    _number_pages(tx, exhibit_id)


def _number_pages(tx: Operation, exhibit_id: int) -> None:
    """Pages of an exhibit that bears another side's numbers get them, when there are exactly as many."""
    sql = """SELECT bates_begin, bates_end, (SELECT count(*) FROM page WHERE exhibit_id = e.id) FROM exhibit e
             WHERE id = ? AND bates_begin <> '' AND id NOT IN (SELECT exhibit_id FROM bates_range)"""
    for begin, end, pages in tx.tuples(sql, (exhibit_id,)):
        with contextlib.suppress(UserError):
            numbers = BatesRange(parse(begin), parse(end or begin))
            if numbers.pages == pages and not numbers.begin.suffix:
                given = [(str(numbers.begin.plus(i)), exhibit_id, i + 1) for i in range(pages)]
                tx.executemany("UPDATE page SET bates = ? WHERE exhibit_id = ? AND number = ?", given)


def page_values(page: ImportedPage) -> dict[str, Any]:
    """An imported page as the columns of its row."""
    return {
        "number": page.number,
        "label": page.label,
        "text": _storable(page.text),
        "source": page.source if page.text.strip() else "none",
        "layer_text": _storable(page.layer_text) if page.layer_text != page.text else "",
        "ocr_text": _storable(page.ocr_text) if page.ocr_text != page.text else "",
        "ocr_confidence": page.ocr_confidence,
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "note": page.note,
        "shape": page.shape,
    }


def _storable(text: str) -> str:
    """Text SQLite can hold: lone surrogates (from broken fonts) become U+FFFD, which keeps every offset."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _store_attachment(matter: Matter, attachment: ImportedAttachment) -> StoredOriginal:
    path = Path(attachment.path)
    stored = matter.originals.add(path)
    with contextlib.suppress(OSError):
        path.unlink()
    return stored


def _queue_attachments(
    tx: Operation, item: ImportItem, exhibit_id: int, stored: Iterable[tuple[ImportedAttachment, StoredOriginal]]
) -> tuple[ImportItem, ...]:
    """Queue files found inside a file, in the transaction of their parent: a kill never separates a family."""
    known = set(tx.column("SELECT family_position FROM import_item WHERE parent_exhibit_id = ?", (exhibit_id,)))
    found = []
    for i, (attachment, original) in enumerate(stored, 1):
        if i in known:
            continue
        row = {
            "batch_id": item.batch_id, "position": item.position, "path": "",
            "shown_name": f"{item.shown_name}{SEPARATOR}{shown(attachment.file_name)}", "status": "stored",
            "sha256": original.sha256, "bytes": original.size, "parent_exhibit_id": exhibit_id, "family_position": i,
        }  # fmt: skip
        own = tx.insert("import_item", row)
        found.append(
            replace(item, id=own, path="", shown_name=str(row["shown_name"]), status="stored", reason="", sha256=original.sha256,
                    bytes=original.size, exhibit_id=None, parent_exhibit_id=exhibit_id, family_position=i)
        )  # fmt: skip
    return tuple(found)


def clear_folder(folder: Path) -> None:
    """Remove what readers left in their temporary folder."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            path.unlink()
