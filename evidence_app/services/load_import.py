"""A received production into the matter: every document an exhibit that keeps its Bates numbers, family and dates.

First one step writes the exhibits as the load file announces them, with what it says of each; then their files are read
like those of any import, so that a kill loses nothing and 'resume' goes on. A row that cannot be taken in is listed with
its reason; the others arrive.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from evidence_app.importers.load_documents import LoadDocument, LoadFolder
from evidence_app.importers.load_folder import is_production, look
from evidence_app.importers.page_files import JoinTask, join_pages
from evidence_app.importers.text_pages import clean, decode
from evidence_app.jobs import CancelToken, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.bates import BatesRange, parse
from evidence_app.model.chronology import sort_key
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.model.load_fields import DateOrder, LoadDate, designation_of, load_date, sent_moment
from evidence_app.services import exhibits, importing, tags
from evidence_app.services.import_writing import LOAD_FILE, shown
from evidence_app.services.importing import ImportOptions, ImportSummary, worker_count
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.journal import utc_now
from evidence_app.storage.page_text import index_page

__all__ = [
    "LoadDocument",
    "LoadFolder",
    "LoadPreview",
    "ambiguous_dates",
    "import_production",
    "is_production",
    "look",
    "preview",
]

_DATES = ("date_exact", "date", "sent_date")
_JOINED = "joined pages"
_LONGEST_TITLE = 300


def ambiguous_dates(loaded: LoadFolder) -> list[str]:
    """Dates that can be read two ways, as they are written; a person must say which comes first."""
    found = (one.values.get(name, "") for one in loaded.sound for name in _DATES)
    return list(dict.fromkeys(text for text in found if text and load_date(text).ambiguous))


@dataclass(frozen=True)
class LoadPreview:
    """What importing a folder would do: its documents, those that are there already with their reason, and dates that
    can be read two ways, as they are written.
    """  # fmt: skip

    loaded: LoadFolder
    ambiguous: tuple[str, ...]

    @property
    def natives(self) -> int:
        """Documents that come in as their native file."""
        return sum(one.files == (one.native,) for one in self.loaded.sound)

    @property
    def problems(self) -> list[LoadDocument]:
        """Documents that cannot be taken in."""
        return [one for one in self.loaded.documents if one.problem]


def preview(
    matter: Matter, folder: Path, archive: Path | None = None, refused: Mapping[str, str] | None = None
) -> LoadPreview:
    """Look at a received production; nothing is changed. Raises UserError when the folder holds no load file.

    ``archive`` is the .zip the folder was unpacked from; ``refused`` is what could not be unpacked, and why.
    """
    loaded = look(folder, archive, refused)
    loaded = replace(loaded, documents=tuple(_without_known(matter, loaded.documents)))
    return LoadPreview(loaded, tuple(ambiguous_dates(loaded)))


def import_production(
    matter: Matter,
    loaded: LoadFolder,
    options: ImportOptions | None = None,
    order: DateOrder = "",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> ImportSummary:
    """Take the documents of a received production in. ``order`` decides dates that can be read two ways; without it
    they stay open and are told. Raises UserError when no document is left to be taken in.
    """  # fmt: skip
    chosen = options or ImportOptions()
    documents = _without_known(matter, loaded.documents)
    if not any(not one.problem for one in documents):
        reason = next((one.problem for one in documents), "It lists no documents.")
        raise UserError(f"No document of {loaded.root.name} can be taken in: {reason}", "Look at the load file.")
    files, documents = _joined(matter, documents, progress, cancel or CancelToken())
    batch = _announce(matter, loaded, documents, files, chosen, order)
    summary = importing.run_and_scan(matter, batch, progress, cancel, chosen.password)
    if not summary.cancelled:
        _finish(matter, batch, documents)
        _clear(matter)
    failed = sum(bool(one.problem) for one in documents)
    return replace(summary, failed=summary.failed + failed)


# --- what is there already --------------------------------------------------------------------------------------------


def _without_known(matter: Matter, documents: Sequence[LoadDocument]) -> list[LoadDocument]:
    """Documents whose numbers an exhibit has already, or that were sent out, are not taken in again."""
    taken = _Taken(matter)
    return [
        replace(one, problem=f"{one.begin} is in the matter already.") if not one.problem and taken.has(one) else one
        for one in documents
    ]


class _Taken:
    """The Bates numbers in use, by prefix, for quick questions."""

    def __init__(self, matter: Matter) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}
        sql = """SELECT bates_begin, bates_end FROM exhibit WHERE bates_begin <> ''
                 UNION SELECT printf('%s%0*d', prefix, width, first), printf('%s%0*d', prefix, width, last) FROM bates_issue"""
        for begin, end in matter.read.tuples(sql):
            with contextlib.suppress(UserError):
                used = BatesRange(parse(begin), parse(end or begin))
                self._spans.setdefault(_series(used), []).append((used.begin.number, used.end.number))
        for spans in self._spans.values():
            spans.sort()

    def has(self, one: LoadDocument) -> bool:
        own = BatesRange(parse(one.begin), parse(one.end))
        spans = self._spans.get(_series(own), [])
        place = bisect_right(spans, (own.end.number, 1 << 63))
        return any(last >= own.begin.number for _first, last in spans[max(0, place - 1) : place])


def _series(one: BatesRange) -> str:
    """Prefix and suffix: a page put in later (ABC000001A) is another number than ABC000001."""
    return f"{one.begin.key[0]}/{one.begin.key[2]}"


# --- pages that are files of their own --------------------------------------------------------------------------------


def _joined(
    matter: Matter, documents: Sequence[LoadDocument], progress: ProgressCallback | None, cancel: CancelToken,
    pool: Pool | None = None,
) -> tuple[dict[str, Path], list[LoadDocument]]:  # fmt: skip
    """The file of each document by its first number; pages in several files are put together first, and turned."""
    files = {one.begin: one.files[0] for one in documents if not one.problem}
    several = [one for one in documents if not one.problem and one.put_together]
    if not several:
        return files, list(documents)
    folder = matter.folder.derived / _JOINED
    folder.mkdir(parents=True, exist_ok=True)
    tasks = {str(folder / _plain(one.begin)): one for one in several}
    meter = ProgressMeter(progress, len(several))
    problems: dict[str, str] = {}
    own = pool or WorkerPool(min(worker_count(), len(several)))
    try:
        work = [_join_task(one, target) for target, one in tasks.items()]
        for done, (task, outcome) in enumerate(own.run(work, join_pages, cancel), 1):
            if outcome.status == "cancelled":
                raise Cancelled
            begin = tasks[task.target].begin
            if outcome.status == "ok":
                files[begin] = Path(outcome.value)
            else:
                problems[begin] = outcome.message.partition(": ")[2] or outcome.message
            meter.tell(done, begin)
    finally:
        if pool is None:
            own.close()
    cancel.raise_if_cancelled()
    return files, [replace(one, problem=problems[one.begin]) if one.begin in problems else one for one in documents]


def _join_task(one: LoadDocument, target: str) -> JoinTask:
    turns = {(str(path), page): turn for path, page, turn in one.turns}
    return JoinTask(tuple(map(str, one.files)), target, turns)


def _plain(number: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "_", number)


def _clear(matter: Matter) -> None:
    """Joined pages are in the store now."""
    with contextlib.suppress(OSError):
        for path in (matter.folder.derived / _JOINED).iterdir():
            path.unlink()


# --- the exhibits as they are announced -------------------------------------------------------------------------------


def _announce(
    matter: Matter, loaded: LoadFolder, documents: Sequence[LoadDocument], files: Mapping[str, Path],
    options: ImportOptions, order: DateOrder,
) -> int:  # fmt: skip
    """Write batch, exhibits and items in one step; returns the batch's id."""
    sound = [one for one in documents if not one.problem]
    words = "Read the load file {file}: {count} documents, {begin} to {end}"
    with matter.operation(
        words, undoable=False, file=", ".join(loaded.files), count=len(sound), begin=sound[0].begin, end=sound[-1].end
    ) as tx:  # fmt: skip
        batch = tx.insert(
            "import_batch",
            {"started_at": utc_now(), "sources": json.dumps([loaded.root.name]), "options": options.stored()},
        )
        ids: dict[str, int] = {}
        for position, one in enumerate(documents, 1):
            if one.problem:
                _refused(tx, batch, position, one)
                continue
            values, remarks = stated(one, order)
            ids[one.begin] = _exhibit(tx, one, values, files[one.begin], remarks, options)
            _item(tx, batch, position, loaded, files[one.begin], ids[one.begin], remarks)
        _connect(tx, sound, ids)
    return batch


def _refused(tx: Operation, batch: int, position: int, one: LoadDocument) -> None:
    name = shown(f"{one.place}: {one.begin}" if one.begin else one.place)
    row = {"batch_id": batch, "position": position, "path": "", "shown_name": name, "status": "failed"}
    tx.insert("import_item", {**row, "reason": one.problem, "attempts": 1})


def _item(
    tx: Operation, batch: int, position: int, loaded: LoadFolder, path: Path, exhibit_id: int, remarks: Sequence[str]
) -> None:
    inside = path.is_relative_to(loaded.root)
    name = shown(str(path.relative_to(loaded.root.parent)) if inside else path.name)
    row = {
        "batch_id": batch, "position": position, "path": quote_from_bytes(os.fsencode(loaded.origin(path))), "shown_name": name,
        "exhibit_id": exhibit_id, "reason": " ".join(remarks),
    }  # fmt: skip
    tx.insert("import_item", row)


def stated(one: LoadDocument, order: DateOrder) -> tuple[dict[str, Any], list[str]]:
    """What a load file says of a document as the columns of an exhibit (``custodian`` by name), and what to look at."""
    values = one.values
    remarks = list(one.remarks)
    designation, remark = designation_of(values.get("designation", ""))
    remarks += [remark] if remark else []
    dates, told = _stated_dates(values, order)
    title = next((values[name] for name in ("title", "subject", "file_name") if values.get(name)), one.begin)
    kept = {f"{LOAD_FILE} {name}": value for name, value in {**_kept(values), **one.others}.items()}
    sent = dates.pop("sent")
    metadata = {LOAD_FILE: one.place, **kept, **({"sent": sent} if sent else {})}
    return {
        "title": shown(title)[:_LONGEST_TITLE], "author": values.get("from") or values.get("author", ""),
        "recipients": ", ".join(filter(None, (values.get(name, "") for name in ("to", "cc", "bcc")))),
        "subject": values.get("subject", ""), "designation": designation, "custodian": values.get("custodian", ""),
        "bates_begin": one.begin, "bates_end": one.end, "metadata": json.dumps(metadata, ensure_ascii=False), **dates,
    }, remarks + told  # fmt: skip


def _kept(values: Mapping[str, str]) -> dict[str, str]:
    """Mapped values that no column of an exhibit holds; the people of a message as they were parted."""
    names = {"file_name": "FILENAME", "md5": "MD5HASH", "sha256": "SHA256HASH", "redacted": "REDACTED", "to": "TO",
             "cc": "CC", "bcc": "BCC", "doc_id": "DOCID", "pages": "PAGECOUNT"}  # fmt: skip
    return {heading: values[name] for name, heading in names.items() if values.get(name)}


def _stated_dates(values: Mapping[str, str], order: DateOrder) -> tuple[dict[str, str], list[str]]:
    """The date columns of an exhibit, and "sent" with the time of sending; what cannot be read is kept as it is stated."""
    read = {name: load_date(values.get(name, ""), order) for name in _DATES}
    sent, remark = sent_moment(read["sent_date"].edtf, values.get("sent_time", ""), values.get("zone", ""))
    best = next((name for name in _DATES if read[name].edtf), "")
    given = next((values[name] for name in _DATES if values.get(name)), "")
    date = read[best].edtf if best else ""
    date = date.partition("T")[0] if best != "date_exact" else date
    columns = {
        "doc_date": date, "doc_date_basis": LOAD_FILE if given else "", "doc_date_sort": sort_key(date),
        "doc_date_stated": values[best] if best else given, "sent": sent,
    }  # fmt: skip
    settled = best == "date_exact"
    unread: list[LoadDate] = [one for one in read.values() if one.remark and not (settled and one.ambiguous)]
    return columns, [*dict.fromkeys(one.remark for one in unread), *([remark] if remark else [])]


def _exhibit(
    tx: Operation,
    one: LoadDocument,
    values: Mapping[str, Any],
    path: Path,
    remarks: Sequence[str],
    options: ImportOptions,
) -> int:
    custodian = exhibits.find_or_add_custodian(tx, str(values["custodian"]) or options.custodian)
    row = {name: value for name, value in values.items() if name != "custodian"} | {
        "title_guessed": 1, "number_sort": "~", "custodian_id": custodian, "party_id": options.party_id,
        "file_name": shown(path.name), "read_status": "partial", "read_reason": "Its file was not read yet.",
        "notes": f"From {one.place}: {' '.join(remarks)}" if remarks else "", "imported_at": utc_now(),
    }  # fmt: skip
    made = tx.insert("exhibit", row)
    for name in options.tags:
        tx.insert("exhibit_tag", {"exhibit_id": made, "tag_id": tags.find_or_add(tx, name)})
    return made


def _connect(tx: Operation, documents: Iterable[LoadDocument], ids: Mapping[str, int]) -> None:
    places: dict[str, int] = {}
    for one in documents:
        if one.parent in ids:
            places[one.parent] = places.get(one.parent, 0) + 1
            tx.update("exhibit", ids[one.begin], {"parent_id": ids[one.parent], "family_position": places[one.parent]})


# --- after reading ----------------------------------------------------------------------------------------------------


def _finish(matter: Matter, batch: int, documents: Sequence[LoadDocument]) -> None:
    """Texts for pages without one, and what differs from the load file: numbers of pages, hashes."""
    by_begin = {one.begin: one for one in documents if not one.problem}
    sql = """SELECT e.id, e.bates_begin, e.page_count, e.original_sha256, e.kind, i.id FROM import_item i
             JOIN exhibit e ON e.id = i.exhibit_id
             WHERE i.batch_id = ? AND i.parent_exhibit_id IS NULL AND i.status IN ('imported', 'partial', 'unsearchable')"""
    for exhibit_id, begin, pages, digest, _kind, item in matter.read.tuples(sql, (batch,)):
        one = by_begin.get(begin)
        if one is None:
            continue
        native = one.files == (one.native,)
        found = [] if native or one.numbers == pages else [f"It has {one.numbers} numbers, but {pages} pages."]
        if native and not _same_hash(matter, one, digest):
            found.append("Its hash is not the one the load file states.")
        filled = _texts(matter, exhibit_id, pages, one.text) if one.text and one.text not in one.files else {}
        if found or filled:
            _write_found(matter, exhibit_id, item, one, found, filled)


def _same_hash(matter: Matter, one: LoadDocument, digest: str) -> bool:
    wanted = one.values.get("sha256", "").lower()
    if wanted:
        return wanted == digest
    wanted = one.values.get("md5", "").lower()
    if len(wanted) != 32:
        return True
    with matter.originals.existing(digest).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() == wanted


def _texts(matter: Matter, exhibit_id: int, pages: int, path: Path) -> dict[int, str]:
    """Text by page number for pages that have none; nothing when the file's pages cannot be told apart."""
    silent = set(matter.read.column("SELECT number FROM page WHERE exhibit_id = ? AND source = 'none'", (exhibit_id,)))
    if not silent:
        return {}
    try:
        text = clean(decode(path.read_bytes())[0].lstrip("\ufeff"))
    except OSError:
        return {}
    parts = text.split("\f")
    if len(parts) == pages + 1 and not parts[-1].strip():
        parts = parts[:-1]
    parts = ["\n".join(parts)] if pages == 1 else parts
    return {n: part for n, part in enumerate(parts, 1) if n in silent and part.strip()} if len(parts) == pages else {}


def _write_found(
    matter: Matter, exhibit_id: int, item: int, one: LoadDocument, found: Sequence[str], filled: Mapping[int, str]
) -> None:
    words = "Complete {begin} from its load file: {pages} pages of text"
    with matter.operation(words, undoable=False, begin=one.begin, pages=len(filled), said=" ".join(found)) as tx:
        for number, text in filled.items():
            page = tx.value("SELECT id FROM page WHERE exhibit_id = ? AND number = ?", (exhibit_id, number))
            sql = "UPDATE page SET text = ?, source = 'file', ocr_state = '', ocr_reason = '' WHERE id = ?"
            tx.execute(sql, (text, page))
            index_page(tx, page, text)
        for remark in found:
            tx.execute("UPDATE import_item SET reason = trim(reason || ' ' || ?) WHERE id = ?", (remark, item))
            sql = "UPDATE exhibit SET notes = trim(notes || char(10) || ?) WHERE id = ?"
            tx.execute(sql, (f"From {one.place}: {remark}", exhibit_id))
