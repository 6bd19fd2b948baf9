"""OCR after the import: scanned pages wait in the matter and are read in chunks, so that every core is busy.

The import is finished and searchable before; until a page was read it counts as "no text" in every completeness
statement. A kill loses at most the chunks being read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.worker import OcrTask, ocr_pages
from evidence_app.jobs import CancelToken, Outcome, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.changes import Changes
from evidence_app.model.errors import UserError
from evidence_app.model.pages import ImportedPage
from evidence_app.services import evidence_links
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.page_text import index_page

INSTEAD = "OCR was asked for in place of the file's own text."
"""Kept as the reason of a waiting page, so that a run that was killed goes on as it was asked for."""
CHUNK = 4
"""Pages per task: small enough to keep all cores busy on one document, large enough to hide the hand-over."""


def waiting_scans(matter: Matter) -> int:
    """How many pages wait for OCR."""
    return int(matter.read.value("SELECT count(*) FROM page WHERE ocr_state = 'wanted'"))


def ask_again(
    matter: Matter, exhibit_ids: Collection[int], pages: Collection[int] = (), *, instead: bool = False
) -> int:
    """Let pages (of PDFs and pictures; all of them, or those named) wait for OCR again; returns how many wait now.

    ``instead``: for a text layer that is garbage. Without it a usable layer stays, and OCR adds the words it lacks.
    Until a page was read its present text stays searchable. Raises UserError when there is no such page.
    """
    wanted, only = json.dumps(sorted(set(exhibit_ids))), sorted(set(pages))
    among = "exhibit_id IN (SELECT value FROM json_each(?))"
    among += f" AND number IN ({', '.join('?' * len(only))})" if only else ""
    among += " AND exhibit_id IN (SELECT id FROM exhibit WHERE kind IN ('pdf', 'image') AND sequestered = 0)"
    count = int(matter.read.value(f"SELECT count(*) FROM page WHERE {among}", (wanted, *only)))
    if not count:
        raise UserError(
            "There is no page that OCR could read.", "OCR reads PDFs and pictures; other files have their text."
        )
    with matter.operation("Ask for OCR of {pages} pages", undoable=False, pages=count, instead=instead) as tx:
        reason = INSTEAD if instead else ""
        sql = f"UPDATE page SET ocr_state = 'wanted', ocr_reason = ? WHERE {among}"
        tx.execute(sql, (reason, wanted, *only))
    return count


def read_scans(
    matter: Matter,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    *,
    pool: Pool | None = None,
) -> int:
    """OCR every waiting page; returns how many were read. Links into pages whose text changed are checked again."""
    if pool is None:
        with _own_pool() as own:
            return read_scans(matter, progress, cancel, pool=own)
    meter = ProgressMeter(progress, waiting_scans(matter))
    done = 0
    touched: dict[int, int] = {}
    exhibits_by_task: dict[int, int] = {}
    for task, outcome in pool.run(_tasks(matter, exhibits_by_task), ocr_pages, cancel):
        exhibit_id = exhibits_by_task[id(task)]
        if outcome.status == "cancelled":
            continue
        done += _write_chunk(matter, exhibit_id, task, outcome)
        touched[exhibit_id] = touched.get(exhibit_id, 0) + len(task.pages)
        meter.tell(done, f"Reading scanned pages ({done} of {meter.total})")
    for exhibit_id, count in touched.items():
        _record(matter, exhibit_id, count)
    return done


def accurate_engine() -> bool:
    """Whether the optional accurate OCR engine is installed; it then reads the pages the first pass is unsure of."""
    return importlib.util.find_spec("rapidocr") is not None


def _own_pool() -> WorkerPool:
    slots = max(1, min(4, os.cpu_count() or 1))
    if accurate_engine():
        return WorkerPool(slots, silence_limit_s=180, memory_limit_bytes=4 << 30)
    return WorkerPool(slots)


def _tasks(matter: Matter, exhibits_by_task: dict[int, int]) -> Iterator[OcrTask]:
    sql = """SELECT p.exhibit_id, p.number, e.original_sha256, e.file_name, p.ocr_reason = ? FROM page p
             JOIN exhibit e ON e.id = p.exhibit_id WHERE p.ocr_state = 'wanted' ORDER BY p.exhibit_id, 5, p.number"""
    keep_alive = []
    rows = matter.read.tuples(sql, (INSTEAD,))
    one_file = itertools.groupby(rows, key=lambda row: (row[0], row[2], row[3], row[4]))
    for (exhibit_id, sha256, name, instead), pages in one_file:
        numbers = [row[1] for row in pages]
        context = ReadContext(name, str(matter.folder.derived), accurate_ocr=accurate_engine())
        path = str(matter.originals.path(sha256))
        for i in range(0, len(numbers), CHUNK):
            task = OcrTask(path, context, tuple(numbers[i : i + CHUNK]), bool(instead))
            exhibits_by_task[id(task)] = exhibit_id
            keep_alive.append(task)  # ids of collected objects are given out again
            yield task


def _write_chunk(matter: Matter, exhibit_id: int, task: OcrTask, outcome: Outcome) -> int:
    with matter.operation("Write pages read by OCR", undoable=False) as tx:
        if tx.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (exhibit_id,)) != Path(task.path).name:
            return 0  # the document was replaced meanwhile: these words belong to pages that are no longer there
        if outcome.status == "ok":
            read: tuple[ImportedPage, ...] = outcome.value
            for page in read:
                write_ocr_page(tx, exhibit_id, page)
            _fail(tx, exhibit_id, set(task.pages) - {page.number for page in read}, "The page could not be read.")
        else:
            _fail(tx, exhibit_id, set(task.pages), outcome.message)
    matter.announce(Changes(0, "", {"page": frozenset({exhibit_id})}))
    return len(task.pages)


def _fail(tx: Operation, exhibit_id: int, numbers: set[int], reason: str) -> None:
    sql = "UPDATE page SET ocr_state = 'failed', ocr_reason = ? WHERE exhibit_id = ? AND number = ?"
    tx.executemany(sql, [(reason, exhibit_id, number) for number in sorted(numbers)])


def write_ocr_page(tx: Operation, exhibit_id: int, page: ImportedPage) -> None:
    """Store what OCR read on one page: both texts, confidence, word boxes and search words."""
    page_id = tx.value("SELECT id FROM page WHERE exhibit_id = ? AND number = ?", (exhibit_id, page.number))
    if page_id is None:
        return
    source = page.source if page.text.strip() else "none"
    tx.execute(
        "UPDATE page SET text = ?, source = ?, layer_text = ?, ocr_text = ?, ocr_confidence = ?, ocr_state = 'done', "
        "ocr_reason = ?, rotation = ? WHERE id = ?",
        (
            page.text, source, page.layer_text if page.layer_text != page.text else "",
            page.ocr_text if page.ocr_text != page.text else "", page.ocr_confidence,
            "" if source != "none" else "OCR found no readable text on this page.", page.rotation, page_id,
        ),
    )  # fmt: skip
    tx.execute("DELETE FROM page_words WHERE page_id = ?", (page_id,))
    if page.words:
        tx.execute("INSERT INTO page_words (page_id, boxes) VALUES (?, ?)", (page_id, page.words))
    index_page(tx, page_id, page.text)


def _record(matter: Matter, exhibit_id: int, count: int) -> None:
    texts = matter.read.column("SELECT text FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,))
    digest = hashlib.sha256("\x00".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
    title = matter.read.value("SELECT title FROM exhibit WHERE id = ?", (exhibit_id,))
    words = "Read {pages} scanned pages of “{title}” by OCR"
    with matter.operation(words, undoable=False, always=True, pages=count, title=title, text_sha256=digest):
        pass
    if matter.read.value("SELECT 1 FROM evidence_link WHERE exhibit_id = ? AND quote != ''", (exhibit_id,)):
        evidence_links.recheck_links(matter, exhibit_id)
