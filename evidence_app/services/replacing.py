"""A new file for an exhibit: looked at first, then put in its place; the old file, its pages and every link are kept.

:func:`prepare` reads the new file and says what would change; nothing is written. :func:`replace` does it as one undo
step. The old original stays in the store and its page texts in the database (see ``storage.migrations``, step 6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.worker import ReadTask, read_file
from evidence_app.jobs import CancelToken, Outcome, Pool, Progress, WorkerPool
from evidence_app.model.changes import Changes
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.imported import ImportedExhibit
from evidence_app.model.page_alignment import Alignment, align_pages
from evidence_app.model.pages import ImportedPage, unpack_words
from evidence_app.model.pinpoint import locate
from evidence_app.model.proof import EvidenceLink
from evidence_app.model.versions import ExhibitVersion, LinkFate
from evidence_app.services import exhibits, import_writing, redactions
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.journal import utc_now

READABLE = frozenset({"ok", "partial"})
SAME_PLACE = 200
"""Hundredths of a point by which the box of a word may differ and the word still stands in the same place."""


@dataclass(frozen=True)
class Replacement:
    """A new file that was read but not yet taken, with everything the user should see before deciding.

    ``old_texts`` and ``new_texts`` are page texts in order; ``notes`` are sentences to show.
    """

    exhibit: Exhibit
    path: Path
    sha256: str
    size: int
    read: ImportedExhibit
    old_texts: tuple[str, ...]
    alignment: Alignment
    fates: tuple[LinkFate, ...]
    notes: tuple[str, ...]

    @property
    def new_texts(self) -> tuple[str, ...]:
        """Page texts of the new file."""
        return tuple(page.text for page in self.read.pages)

    def words(self) -> str:
        """What becomes of pages and links, in two sentences."""
        fates = [fate.outcome for fate in self.fates]
        told = [
            f"{fates.count(key)} {one if fates.count(key) == 1 else many}"
            for key, one, many in (
                ("stays", "stays", "stay"),
                ("follows", "follows its page", "follow their page"),
                ("needs a look", "needs a look", "need a look"),
            )
            if key in fates
        ]
        return f"{self.alignment.words()} Links: {', '.join(told) or 'none'}."


def prepare(
    matter: Matter,
    exhibit_id: int,
    path: Path,
    *,
    password: str = "",
    progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
    pool: Pool | None = None,
) -> Replacement:
    """Read a file that shall become the exhibit's, and compare it page by page; nothing is changed.

    Raises UserError when it is the same file or cannot be read, FileProblem when it cannot be opened.
    """
    exhibit = exhibits.get(matter, exhibit_id)
    given = matter.originals.hash_of(path)
    if given.sha256 == exhibit.original_sha256:
        raise UserError("This is exactly the file the exhibit has.", "Choose the new version.")
    if progress:
        progress(Progress(0, 2, f"Reading {path.name}"))
    read = _read(matter, path, password, cancel or CancelToken(), pool)
    if read.status not in READABLE:
        raise UserError(
            f"The new file cannot be read: {read.reason or read.status}.", "The exhibit keeps the file it has."
        )
    if progress:
        progress(Progress(1, 2, "Comparing the pages"))
    old = tuple(matter.read.column("SELECT text FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,)))
    texts = [page.text for page in read.pages]
    alignment = align_pages(old, texts)
    alike = lambda before, after: _same_look(matter, exhibit_id, before, read.pages[after - 1])  # noqa: E731
    fates = tuple(_fate(link, element, alignment, texts, alike) for link, element in _links(matter, exhibit_id))
    notes = tuple(_notes(matter, exhibit, given.sha256, read, old))
    return Replacement(exhibit, path, given.sha256, given.size, read, old, alignment, fates, notes)


def _read(matter: Matter, path: Path, password: str, cancel: CancelToken, pool: Pool | None) -> ImportedExhibit:
    folder = matter.folder.derived / "replacing"
    folder.mkdir(parents=True, exist_ok=True)
    task = ReadTask(str(path), ReadContext(import_writing.shown(path.name), str(folder), password=password))
    own = pool or WorkerPool(1)
    try:
        for _task, outcome in own.run(iter([task]), read_file, cancel):
            return _result(outcome)
        raise Cancelled("Stopped; the exhibit keeps the file it has.")
    finally:
        if pool is None:
            own.close()
        import_writing.clear_folder(folder)


def _result(outcome: Outcome) -> ImportedExhibit:
    if outcome.status == "cancelled":
        raise Cancelled("Stopped; the exhibit keeps the file it has.")
    if outcome.status != "ok":
        raise UserError(f"The new file cannot be read: {outcome.message}", "The exhibit keeps the file it has.")
    read: ImportedExhibit = outcome.value
    return read


def _notes(matter: Matter, exhibit: Exhibit, sha256: str, read: ImportedExhibit, old: tuple[str, ...]) -> list[str]:
    notes = [read.reason] if read.reason else []
    for label in matter.read.column(
        "SELECT coalesce('Ex. ' || number, title) FROM exhibit WHERE original_sha256 = ?", (sha256,)
    ):
        notes.append(f"The same file is already in the matter as {label}.")
    if read.attachments:
        notes.append(f"Its {len(read.attachments)} attachments are not taken; import them on their own if they matter.")
    waiting = sum(page.needs_ocr for page in read.pages)
    if waiting:
        notes.append(f"{waiting} pages have no words until OCR has read them.")
    if len(read.pages) > len(old):
        longer = len(read.pages) - len(old)
        notes.append(f"The exhibit becomes {longer} page{'s' * (longer != 1)} longer.")
    last = matter.read.tuples("SELECT first, last, per_page FROM bates_range WHERE exhibit_id = ?", (exhibit.id,))
    if last and last[0][2] and len(read.pages) != last[0][1] - last[0][0] + 1:
        notes.append("Its Bates numbers no longer fit its pages; number them again.")
    if exhibit.status not in ("draft", "numbered", "withdrawn"):
        notes.append(f"This exhibit has been {exhibit.status}: the other side has the old file.")
    marked = redactions.counts(matter, [exhibit.id]).get(exhibit.id)
    if marked:
        notes.append(f"Its {marked.words()} need a look on the new file before they are applied to a copy.")
    return notes


def _links(matter: Matter, exhibit_id: int) -> list[tuple[EvidenceLink, str]]:
    found = matter.read.rows(
        EvidenceLink, "SELECT * FROM evidence_link WHERE exhibit_id = ? ORDER BY page, start, id", (exhibit_id,)
    )
    names = dict(matter.read.tuples("SELECT id, text FROM element"))
    return [(one, str(names.get(one.element_id, ""))) for one in found]


def _same_look(matter: Matter, exhibit_id: int, number: int, new: ImportedPage) -> bool:
    """Whether the words of a page stand where they stood: then a region of it shows what it showed."""
    page_id = matter.read.value("SELECT id FROM page WHERE exhibit_id = ? AND number = ?", (exhibit_id, number))
    left, right = (list(unpack_words(packed)) for packed in (exhibits.page_words(matter, page_id), new.words))
    corners = (
        (a, b) for one, other in zip(left, right, strict=False) for a, b in zip(one[2:6], other[2:6], strict=True)
    )
    return bool(left) and len(left) == len(right) and all(abs(a - b) <= SAME_PLACE for a, b in corners)


def _fate(
    link: EvidenceLink, element: str, pages: Alignment, new: list[str], alike: Callable[[int, int], bool]
) -> LinkFate:
    """What becomes of one link. Equal words prove no equal look, so a region stays only where they stand alike too."""

    def fate(outcome: Any, page: int | None) -> LinkFate:
        return LinkFate(link.id, outcome, link.page, page, link.quote, element)

    if link.page is None:
        return fate("stays", None)
    equal = pages.equal_page(link.page)
    if link.page_end:
        end = pages.equal_page(link.page_end)
        whole = equal is not None and end is not None and end - equal == link.page_end - link.page
        return fate("follows" if equal != link.page else "stays", equal) if whole else fate("needs a look", link.page)
    if equal is not None:
        seen = not link.box or alike(link.page, equal)
        return fate("stays" if equal == link.page else "follows", equal) if seen else fate("needs a look", link.page)
    page = pages.page_in_place(link.page)
    if link.quote and link.start >= 0 and page is not None and _found(new[page - 1], link) is not None:
        return fate("stays" if page == link.page else "follows", page)
    return fate("needs a look", link.page)


def _found(text: str, link: EvidenceLink) -> tuple[int, int] | None:
    return locate(text, link.pin)


def replace(matter: Matter, prepared: Replacement, reason: str = "", *, ocr: bool = True) -> Changes:
    """Put the new file in the exhibit's place, as one undo step; number, tags, notes and links stay.

    Raises UserError when the file or the exhibit changed since :func:`prepare`.
    """
    stored = matter.originals.add(prepared.path)
    exhibit_id = prepared.exhibit.id
    if stored.sha256 != prepared.sha256:
        raise UserError("The new file was changed while you looked at it.", "Choose it again.")
    detail: dict[str, Any] = {
        "exhibit": prepared.exhibit.label, "file": import_writing.shown(prepared.path.name),
        "old_sha256": prepared.exhibit.original_sha256, "sha256": stored.sha256, "pages": len(prepared.read.pages),
        "reason": reason,
    }  # fmt: skip
    with matter.operation("Replace the document of {exhibit} by “{file}”", **detail) as tx:
        now = tx.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (exhibit_id,))
        if now != prepared.exhibit.original_sha256:
            raise UserError("The exhibit got another file meanwhile.", "Look at the new version again.")
        _keep_old(tx, prepared.exhibit, reason)
        tx.execute("DELETE FROM version_page WHERE exhibit_id = ? AND sha256 = ?", (exhibit_id, stored.sha256))
        pages = prepared.read.pages or (ImportedPage(1, note=prepared.read.reason),)
        tx.update("exhibit", exhibit_id, _values(prepared, len(pages)))
        import_writing.write_pages(tx, exhibit_id, pages, ocr=ocr)
        _move_links(tx, exhibit_id, prepared.fates)
        _move_pages(tx, exhibit_id, prepared.alignment)
    return tx.changes


def _keep_old(tx: Operation, old: Exhibit, reason: str) -> None:
    count = int(tx.value("SELECT coalesce(max(version), 0) FROM exhibit_version WHERE exhibit_id = ?", (old.id,)))
    row = {
        "exhibit_id": old.id, "version": count + 1, "file_name": old.file_name, "kind": old.kind,
        "media_type": old.media_type, "original_sha256": old.original_sha256, "original_bytes": old.original_bytes,
        "page_count": old.page_count, "imported_at": old.imported_at, "replaced_at": utc_now(), "reason": reason,
    }  # fmt: skip
    tx.insert("exhibit_version", row)


def _values(prepared: Replacement, page_count: int) -> dict[str, Any]:
    """What belongs to the file; title, date, author and everything a person said about the exhibit stay."""
    read = prepared.read
    return {
        "kind": read.kind, "media_type": read.media_type, "file_name": import_writing.shown(prepared.path.name),
        "original_sha256": prepared.sha256, "original_bytes": prepared.size, "page_count": page_count,
        "read_status": read.status, "read_reason": read.reason, "imported_at": utc_now(),
        "metadata": json.dumps(read.metadata, ensure_ascii=False),
    }  # fmt: skip


def _move_links(tx: Operation, exhibit_id: int, fates: tuple[LinkFate, ...]) -> None:
    """Apply the fates as previewed; a link made since is looked at like one nobody can place."""
    known = {fate.link_id: fate for fate in fates}
    texts = dict(tx.tuples("SELECT number, text FROM page WHERE exhibit_id = ?", (exhibit_id,)))
    for link in tx.rows(EvidenceLink, "SELECT * FROM evidence_link WHERE exhibit_id = ?", (exhibit_id,)):
        if link.page is None:
            continue
        fate = known.get(link.id)
        page = fate.new_page if fate else link.page
        if fate is None or fate.outcome == "needs a look" or page is None or fate.old_page != link.page:
            tx.update("evidence_link", link.id, {"state": "needs a look"})
            continue
        tx.update("evidence_link", link.id, _placed(link, page, str(texts.get(page, ""))))


def _placed(link: EvidenceLink, page: int, text: str) -> dict[str, Any]:
    assert link.page is not None
    values: dict[str, Any] = {"page": page, "text_sha256": _hash(text)}
    if link.page_end:
        values["page_end"] = link.page_end + page - link.page
    elif link.quote:
        span = _found(text, link)
        if span is None:
            return {"state": "needs a look"}
        values |= {"start": span[0], "quote": text[span[0] : span[1]]}
    return values


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _move_pages(tx: Operation, exhibit_id: int, pages: Alignment) -> None:
    """Chronology sources and decisions on hits follow equal pages; a decision about a page that changed is asked again.

    Redaction marks go to the page that took the place of theirs, but equal words prove no equal look: none is applied
    to the new file before somebody has looked (see ``services.redactions``).
    """
    sql = "SELECT id, page, page_end FROM event_source WHERE exhibit_id = ? AND page IS NOT NULL"
    for source, page, end in tx.tuples(sql, (exhibit_id,)):
        moved = pages.page_in_place(page) or page
        tx.update("event_source", source, {"page": moved, "page_end": end and end + moved - page})
    for mark, page in tx.tuples("SELECT id, page FROM redaction_mark WHERE exhibit_id = ?", (exhibit_id,)):
        tx.update("redaction_mark", mark, {"page": pages.page_in_place(page) or page})
    decisions = tx.tuples("SELECT element_id, page, decision FROM hit_decision WHERE exhibit_id = ?", (exhibit_id,))
    tx.execute("DELETE FROM hit_decision WHERE exhibit_id = ?", (exhibit_id,))
    tx.executemany(
        "INSERT INTO hit_decision (element_id, exhibit_id, page, decision) VALUES (?, ?, ?, ?)",
        [(e, exhibit_id, new, what) for e, page, what in decisions if (new := pages.equal_page(page)) is not None],
    )


def versions(matter: Matter, exhibit_id: int) -> list[ExhibitVersion]:
    """The files the exhibit had before, the first one first; empty when its document was never replaced."""
    sql = "SELECT * FROM exhibit_version WHERE exhibit_id = ? ORDER BY version"
    return matter.read.rows(ExhibitVersion, sql, (exhibit_id,))


def version_texts(matter: Matter, version: ExhibitVersion) -> list[str]:
    """The page texts an earlier file had, in order."""
    now = matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (version.exhibit_id,))
    if now == version.original_sha256:
        return matter.read.column("SELECT text FROM page WHERE exhibit_id = ? ORDER BY number", (version.exhibit_id,))
    sql = "SELECT text FROM version_page WHERE exhibit_id = ? AND sha256 = ? ORDER BY number"
    return matter.read.column(sql, (version.exhibit_id, version.original_sha256))


def kept_originals(matter: Matter) -> dict[str, tuple[int, str]]:
    """Files that belong to an exhibit without being its present one: SHA-256 -> exhibit and what to call it.

    Besides earlier versions, these are files whose replacement was undone and can be redone.
    """
    sql = """SELECT v.original_sha256, e.id, e.title || ' (version ' || v.version || ')' FROM exhibit_version v
             JOIN exhibit e ON e.id = v.exhibit_id
             UNION ALL SELECT DISTINCT p.sha256, e.id, e.title || ' (another version)' FROM version_page p
             JOIN exhibit e ON e.id = p.exhibit_id"""
    found: dict[str, tuple[int, str]] = {}
    for sha256, exhibit_id, words in matter.read.tuples(sql):
        found.setdefault(sha256, (exhibit_id, words))
    return found
