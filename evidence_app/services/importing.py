"""Bringing files into a matter: plan, store, read in child processes, write; resumable after a kill, one file at a time.

Order of writes: the original is copied and flushed to disk, then one transaction writes the exhibit, its pages, its
search words and the item's status. A kill leaves at most a file without a row; the batch is taken up again where it
stood. Nothing is dropped: what cannot be read becomes an exhibit whose page is not searchable, with the reason.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.received_zip import ReceivedZip, inside_zip
from evidence_app.importers.worker import ReadTask, read_file
from evidence_app.jobs import CancelToken, Outcome, Pool, Progress, ProgressMeter, WorkerPool
from evidence_app.model.errors import EvidenceError, NotFound, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.imported import ImportedExhibit
from evidence_app.services import import_writing
from evidence_app.services.import_writing import ImportItem
from evidence_app.services.matter import Matter
from evidence_app.services.scans import accurate_engine, read_scans, waiting_scans
from evidence_app.storage.journal import utc_now
from evidence_app.storage.originals import StoredOriginal

SYSTEM_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""Files operating systems leave in folders; they are nobody's evidence and are not imported."""

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class ImportOptions:
    """What every file of an import gets. The password is tried on encrypted files and never stored."""

    custodian: str = ""
    tags: tuple[str, ...] = ()
    password: str = ""
    ocr: bool = True
    party_id: int | None = None

    def stored(self) -> str:
        """As kept with the batch for a later resume: everything but the password."""
        return json.dumps({key: value for key, value in asdict(self).items() if key != "password"})

    @classmethod
    def restored(cls, text: str) -> ImportOptions:
        """From :meth:`stored`."""
        known = json.loads(text)
        return cls(
            known.get("custodian", ""), tuple(known.get("tags", ())), "", known.get("ocr", True), known.get("party_id")
        )


@dataclass(frozen=True)
class ImportBatch:
    """One import as planned. ``open`` counts the files that still wait; ``finished_at`` is empty while there are any."""

    id: int
    started_at: str
    finished_at: str
    sources: str
    options: str
    total: int
    open: int
    problems: int


@dataclass(frozen=True)
class ImportSummary:
    """What an import did, in counts; ``seconds`` is its working time."""

    imported: int = 0
    duplicates: int = 0
    unsearchable: int = 0
    failed: int = 0
    pages: int = 0
    waiting_for_ocr: int = 0
    cancelled: bool = False
    seconds: float = 0.0
    batch_id: int = 0

    def words(self) -> str:
        """The summary as one sentence."""
        parts = [f"{self.imported} imported ({self.pages} page{'s' * (self.pages != 1)})"]
        for count, word in (
            (self.duplicates, "duplicate" if self.duplicates == 1 else "duplicates"),
            (self.unsearchable, "kept but not searchable"),
            (self.failed, "failed"),
        ):
            if count:
                parts.append(f"{count} {word}")
        if self.waiting_for_ocr:
            parts.append(f"{self.waiting_for_ocr} pages still wait for OCR")
        return ", ".join(parts) + ("; stopped at your request." if self.cancelled else ".")


def worker_count() -> int:
    """How many reading processes work side by side."""
    return max(1, min(4, os.cpu_count() or 1))


def import_paths(
    matter: Matter,
    paths: Iterable[Path],
    options: ImportOptions | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> ImportSummary:
    """Import files and folders: plan, read everything, then OCR the scanned pages. Returns what happened, in counts."""
    batch_id = plan(matter, paths, options or ImportOptions())
    return run_and_scan(matter, batch_id, progress, cancel, (options or ImportOptions()).password)


def run_and_scan(
    matter: Matter, batch_id: int, progress: ProgressCallback | None, cancel: CancelToken | None, password: str
) -> ImportSummary:
    """Read a batch's open files, then OCR the scanned pages."""
    with WorkerPool(worker_count()) as pool:
        summary = run(matter, batch_id, progress, cancel, password=password, pool=pool)
        if not summary.cancelled and waiting_scans(matter):
            started = time.monotonic()
            done = read_scans(matter, progress, cancel, pool=None if accurate_engine() else pool)
            stopped = bool(cancel and cancel.cancelled)
            spent = summary.seconds + time.monotonic() - started
            left = max(0, summary.waiting_for_ocr - done)
            summary = replace(summary, waiting_for_ocr=left, cancelled=stopped, seconds=spent)
    return summary


def plan(matter: Matter, paths: Iterable[Path], options: ImportOptions | None = None) -> int:
    """Write down which files will be imported, in natural order; returns the batch's id.

    Raises NotFound for a path that does not exist and UserError for one inside the matter folder.
    """
    sources = [Path(path).expanduser().absolute() for path in paths]
    found = [(file, shown) for source in sources for file, shown in _files(matter, source)]
    with matter.operation("Plan an import") as tx:
        batch = tx.insert(
            "import_batch",
            {
                "started_at": utc_now(),
                "sources": json.dumps([p.name for p in sources]),
                "options": (options or ImportOptions()).stored(),
            },
        )
        tx.executemany(
            "INSERT INTO import_item (batch_id, position, path, shown_name) VALUES (?, ?, ?, ?)",
            [(batch, i, quote_from_bytes(os.fsencode(file)), shown) for i, (file, shown) in enumerate(found, 1)],
        )
    return batch


def _files(matter: Matter, source: Path) -> Iterator[tuple[Path, str]]:
    if source.is_relative_to(matter.folder.root):
        raise UserError("Files inside the matter folder cannot be imported into it.", "Choose files from elsewhere.")
    if not source.exists() and not source.is_symlink():
        raise NotFound(f"There is no file or folder {source}.", "Check the path.")
    if not source.is_dir():
        yield source, import_writing.shown(source.name)
        return
    for folder, subfolders, names in os.walk(source):
        subfolders.sort(key=number_sort_key)
        here = Path(folder)
        if here.is_relative_to(matter.folder.root):
            subfolders.clear()
            continue
        for name in sorted(names, key=number_sort_key):
            if name.lower() not in SYSTEM_LITTER and not name.startswith("._"):
                yield here / name, import_writing.shown(str((here / name).relative_to(source.parent)))


@dataclass
class _Run:
    """One pass over a batch's open items: which task belongs to which item, and the counts so far."""

    matter: Matter
    options: ImportOptions
    meter: ProgressMeter
    cancel: CancelToken
    pool: Pool
    temp_folder: Path
    work: dict[int, ImportItem] = field(default_factory=dict)
    tasks: list[ReadTask] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    twins: dict[int, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    done: int = 0
    archive: ReceivedZip | None = None

    def count(self, status: str) -> None:
        self.counts[status] = self.counts.get(status, 0) + 1
        self.done += 1

    def source(self, items: Iterable[ImportItem]) -> Iterator[ReadTask]:
        """Store each original and hand its reading task to the pool; duplicates and missing files end here."""
        for item in items:
            if self.cancel.cancelled:
                return
            self.meter.tell(self.done, item.shown_name)
            task = self.stored_task(item)
            if task is not None:
                yield task

    def stored_task(self, item: ImportItem) -> ReadTask | None:
        try:
            original = self._store(item)
        except EvidenceError as error:
            import_writing.close_item(self.matter, item.id, "failed", reason=str(error))
            self.count("failed")
            return None
        kept = item.parent_exhibit_id is not None or item.exhibit_id is not None
        if not kept and self._is_duplicate(item, original):
            return None
        self.in_flight.setdefault(original.sha256, item.id)
        return self.task(replace(item, sha256=original.sha256, bytes=original.size))

    def _store(self, item: ImportItem) -> StoredOriginal:
        if item.sha256 and (item.status == "stored" or item.parent_exhibit_id is not None):
            self.matter.originals.existing(item.sha256)
            return StoredOriginal(item.sha256, item.bytes, new=False)
        path = Path(os.fsdecode(unquote_to_bytes(item.path)))
        if path.exists() and not path.is_file():
            raise UserError("This is not a regular file.", "Only files can be imported.")
        zipped = None if path.exists() else inside_zip(path)
        if zipped is None:
            original = self.matter.originals.add(path)
        else:
            original = self.matter.originals.add_blocks(self._opened(zipped[0]).blocks(zipped[1]))
        import_writing.mark_stored(self.matter, item.id, original)
        return original

    def _opened(self, path: Path) -> ReceivedZip:
        """The .zip of a received production, kept open while its files follow one another."""
        if self.archive is None or self.archive.path != path:
            self.close()
            self.archive = ReceivedZip(path)
        return self.archive

    def close(self) -> None:
        """Let go of the .zip that was read."""
        if self.archive is not None:
            self.archive.close()
            self.archive = None

    def _is_duplicate(self, item: ImportItem, original: StoredOriginal) -> bool:
        twin = self.matter.read.tuples(
            "SELECT id, coalesce(number, title) FROM exhibit WHERE original_sha256 = ? ORDER BY parent_id IS NOT NULL, id",
            (original.sha256,),
        )
        if twin:
            reason = f"Exactly the same bytes as {twin[0][1]}."
            import_writing.close_item(self.matter, item.id, "duplicate", reason=reason, exhibit_id=twin[0][0])
        elif original.sha256 in self.in_flight:
            self.twins.setdefault(self.in_flight[original.sha256], []).append(item.id)
            import_writing.close_item(
                self.matter, item.id, "duplicate", reason="Exactly the same bytes as another file of this import."
            )
        else:
            return False
        self.count("duplicate")
        return True

    def task(self, item: ImportItem) -> ReadTask:
        context = ReadContext(
            item.file_name, str(self.temp_folder), password=self.options.password, ocr=self.options.ocr
        )
        task = ReadTask(str(self.matter.originals.existing(item.sha256)), context)
        self.work[id(task)] = item
        self.tasks.append(task)  # keeps the object alive, so that its id stays its own
        return task

    def finish(self, task: ReadTask, outcome: Outcome) -> None:
        """Write one file's result; its attachments join the run."""
        item = self.work.pop(id(task))
        if outcome.status == "cancelled":
            return
        read = _result(outcome)
        written = import_writing.write_exhibit(self.matter, item, read, self.options)
        for twin in self.twins.pop(item.id, ()):
            import_writing.close_item(
                self.matter,
                twin,
                "duplicate",
                reason=f"Exactly the same bytes as {written.title}.",
                exhibit_id=written.exhibit_id,
            )
        self.in_flight.pop(item.sha256, None)
        self.count(written.status)
        self.pages += len(read.pages)
        self.meter.total += len(written.attachments)
        for attachment in written.attachments:
            self.pool.submit(self.task(attachment), read_file)
        self.meter.tell(self.done, item.shown_name)


def _result(outcome: Outcome) -> ImportedExhibit:
    """A child's answer as an exhibit; a crash, a hang or a memory limit becomes a kept file with its reason."""
    if outcome.status == "ok":
        result: ImportedExhibit = outcome.value
        return result
    status = "timeout" if outcome.status == "timeout" else "crashed"
    return ImportedExhibit(kind="other", status=status, reason=outcome.message)  # type: ignore[arg-type]


def run(
    matter: Matter,
    batch_id: int,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    *,
    password: str = "",
    pool: Pool | None = None,
) -> ImportSummary:
    """Read the batch's open files into the matter; stops between files when cancelled, keeping what is done."""
    if pool is None:
        with WorkerPool(worker_count()) as own:
            return run(matter, batch_id, progress, cancel, password=password, pool=own)
    batch = _batch(matter, batch_id)
    token = cancel or CancelToken()
    waiting = import_writing.open_items(matter, batch_id)
    started = time.monotonic()
    temp_folder = matter.folder.derived / "reading"
    temp_folder.mkdir(parents=True, exist_ok=True)
    state = _Run(
        matter, replace(ImportOptions.restored(batch.options), password=password),
        ProgressMeter(progress, len(waiting)), token, pool, temp_folder,
    )  # fmt: skip
    with contextlib.closing(state):
        for task, outcome in pool.run(state.source(waiting), read_file, token):
            state.finish(task, outcome)
    _finish_batch(matter, batch, state)
    import_writing.clear_folder(temp_folder)
    counts = state.counts
    return ImportSummary(
        counts.get("imported", 0) + counts.get("partial", 0), counts.get("duplicate", 0), counts.get("unsearchable", 0),
        counts.get("failed", 0), state.pages, waiting_scans(matter), token.cancelled, time.monotonic() - started, batch_id,
    )  # fmt: skip


def _finish_batch(matter: Matter, batch: ImportBatch, state: _Run) -> None:
    left = len(import_writing.open_items(matter, batch.id))
    words = "Import {files} files from {sources}" + ("; {left} still open" if left else "")
    with matter.operation(words, undoable=False, always=bool(state.done), files=state.done, left=left,
                          sources=", ".join(json.loads(batch.sources)), counts=state.counts) as tx:  # fmt: skip
        if not left:
            tx.execute("UPDATE import_batch SET finished_at = ? WHERE id = ?", (utc_now(), batch.id))


_BATCHES = """SELECT b.id, b.started_at, b.finished_at, b.sources, b.options, count(i.id) AS total,
 coalesce(sum(i.status IN ('queued', 'stored')), 0) AS open,
 coalesce(sum(i.status IN ('failed', 'unsearchable', 'partial')), 0) AS problems
 FROM import_batch b LEFT JOIN import_item i ON i.batch_id = b.id"""


def batches(matter: Matter) -> list[ImportBatch]:
    """Every import of the matter, newest first."""
    return matter.read.rows(ImportBatch, f"{_BATCHES} GROUP BY b.id ORDER BY b.id DESC")


def _batch(matter: Matter, batch_id: int) -> ImportBatch:
    found = matter.read.row(ImportBatch, f"{_BATCHES} WHERE b.id = ? GROUP BY b.id", (batch_id,))
    if found is None:
        raise NotFound("There is no such import.", "Open the imports page to see them.")
    return found


def unfinished(matter: Matter) -> list[ImportBatch]:
    """Imports that were stopped or killed and still have files waiting."""
    return [batch for batch in batches(matter) if batch.open]


def resume(
    matter: Matter, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> ImportSummary:
    """Go on with every unfinished import, then with the scanned pages that still wait."""
    total = ImportSummary()
    for batch in reversed(unfinished(matter)):
        total = _sum(total, run(matter, batch.id, progress, cancel))
    if not total.cancelled and waiting_scans(matter):
        read_scans(matter, progress, cancel)
    return replace(total, waiting_for_ocr=waiting_scans(matter), cancelled=bool(cancel and cancel.cancelled))


def _sum(a: ImportSummary, b: ImportSummary) -> ImportSummary:
    return ImportSummary(
        a.imported + b.imported, a.duplicates + b.duplicates, a.unsearchable + b.unsearchable, a.failed + b.failed,
        a.pages + b.pages, b.waiting_for_ocr, b.cancelled, a.seconds + b.seconds, b.batch_id,
    )  # fmt: skip


def items(matter: Matter, batch_id: int | None = None, *, only_problems: bool = False) -> list[ImportItem]:
    """Files of one import (or of all), in order; ``only_problems`` leaves out those that came in whole."""
    where = ["1"]
    params: list[int] = []
    if batch_id is not None:
        where.append("batch_id = ?")
        params.append(batch_id)
    if only_problems:
        where.append("status NOT IN ('imported', 'queued', 'stored')")
    sql = f"SELECT * FROM import_item WHERE {' AND '.join(where)} ORDER BY batch_id, position, id"
    return matter.read.rows(ImportItem, sql, params)


def retry(
    matter: Matter,
    item_ids: Collection[int],
    *,
    password: str = "",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> ImportSummary:
    """Read files again: with a password, after the file was mended, or once a missing component is installed.

    A file already kept as an exhibit keeps its id, number, tags and links; only its pages are read anew.
    """
    replaced = matter.read.column(
        "SELECT i.id FROM import_item i JOIN exhibit e ON e.id = i.exhibit_id "
        "WHERE i.sha256 <> '' AND i.status <> 'duplicate' AND i.sha256 <> e.original_sha256"
    )
    wanted = set(item_ids) - set(replaced)  # the exhibit has another file now; its pages are not this file's
    chosen = [  # a row of a load file that named nothing has no file to read
        item for item in items(matter)
        if item.id in wanted and item.status in ("failed", "unsearchable", "partial") and (item.path or item.sha256)
    ]  # fmt: skip
    total = ImportSummary()
    import_writing.reopen(matter, [item.id for item in chosen])
    for batch_id in dict.fromkeys(item.batch_id for item in chosen):
        total = _sum(total, run_and_scan(matter, batch_id, progress, cancel, password))
    return total
