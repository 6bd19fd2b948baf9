"""Verify: what is recorded still equals what is there. Findings are named; nothing is repaired silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from evidence_app.jobs import CancelToken, Progress
from evidence_app.model.pinpoint import find_passage
from evidence_app.model.proof import EvidenceLink
from evidence_app.services import history, replacing
from evidence_app.services.evidence_links import kept_as_is, page_texts
from evidence_app.services.matter import Matter
from evidence_app.storage import journal
from evidence_app.storage.journal import utc_now
from evidence_app.storage.migrations import JOURNALED

Severity = Literal["problem", "notice"]


@dataclass(frozen=True)
class Finding:
    """One thing verification found. ``problem`` = something differs from the record; ``notice`` = worth knowing."""

    severity: Severity
    area: str
    words: str
    exhibit_id: int | None = None


@dataclass(frozen=True)
class IntegrityReport:
    """The result of one verification; ``clean`` when there is no problem (notices are allowed)."""

    started_at: str
    finished_at: str
    findings: tuple[Finding, ...]
    originals: int
    bytes_hashed: int
    entries: int
    links: int
    head: str
    checks: tuple[str, ...] = field(
        default=("database", "originals", "audit log", "rows against the log", "quotes", "search index")
    )

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that are problems."""
        return tuple(f for f in self.findings if f.severity == "problem")

    @property
    def clean(self) -> bool:
        """No problem was found."""
        return not self.problems


def verify(
    matter: Matter, progress: Callable[[Progress], None] | None = None, cancel: CancelToken | None = None
) -> IntegrityReport:
    """Check the database, re-hash every original, the audit chain, every quote and the index; record the outcome."""
    started = utc_now()
    originals = _Originals(matter, progress or (lambda _progress: None), cancel or CancelToken())
    findings = [
        *_database(matter),
        *originals.check(),
        *_audit_log(matter),
        *_quotes(matter),
        *_index(matter),
    ]
    entry, head = history.head(matter)
    links = int(matter.read.value("SELECT count(*) FROM evidence_link"))
    report = IntegrityReport(started, utc_now(), tuple(findings), originals.count, originals.size, entry, links, head)
    if not matter.read_only:
        history.record(
            matter, "Verify the matter: {problems} problems, {originals} originals re-hashed",
            problems=len(report.problems), originals=originals.count, findings=[f.words for f in report.problems][:50],
        )  # fmt: skip
    return report


def _database(matter: Matter) -> Iterator[Finding]:
    for (words,) in matter.read.tuples("PRAGMA integrity_check(20)"):
        if words != "ok":
            yield Finding("problem", "database", f"SQLite reports: {words}")
    for table, *_rest in matter.read.tuples("PRAGMA foreign_key_check"):
        yield Finding("problem", "database", f"A row of {table} points to something that is not there.")


class _Originals:
    """Re-hashes the store and compares it with the exhibits, both ways."""

    def __init__(self, matter: Matter, progress: Callable[[Progress], None], cancel: CancelToken) -> None:
        self.matter, self.progress, self.cancel = matter, progress, cancel
        self.count = self.size = 0

    def check(self) -> Iterator[Finding]:
        sql = "SELECT original_sha256, min(id), max(original_bytes), min(title) FROM exhibit WHERE original_sha256 != '' GROUP BY 1"
        known = self.matter.read.tuples(sql)
        present = {row[0] for row in known}
        for sha256, (exhibit_id, title) in replacing.kept_originals(self.matter).items():
            if sha256 not in present:
                known.append((sha256, exhibit_id, self._size(sha256), title))
        for i, (sha256, exhibit_id, size, title) in enumerate(known):
            self.cancel.raise_if_cancelled()
            self.progress(Progress(i, len(known), f"Re-hashing {title}"))
            state = self.matter.originals.verify(sha256)
            self.count += 1
            self.size += size
            if state is None:
                yield Finding("problem", "originals", f"The original of “{title}” is missing.", exhibit_id)
            elif not state:
                yield Finding(
                    "problem", "originals", f"The original of “{title}” was altered since import.", exhibit_id
                )
        yield from self._strangers({row[0] for row in known})

    def _size(self, sha256: str) -> int:
        path = self.matter.originals.path(sha256)
        return path.stat().st_size if path.is_file() else 0

    def _strangers(self, known: set[str]) -> Iterator[Finding]:
        waiting = set(self.matter.read.column("SELECT sha256 FROM import_item WHERE status IN ('queued', 'stored')"))
        for sha256 in self.matter.originals.stored():
            if sha256 in waiting - known:
                yield Finding("notice", "originals", f"File {sha256[:12]} waits for its import to be resumed.")
            elif sha256 not in known:
                yield Finding("notice", "originals", f"File {sha256[:12]} in originals/ belongs to no exhibit.")


def _audit_log(matter: Matter) -> Iterator[Finding]:
    broken = journal.first_broken_entry(matter.read)
    if broken is not None:
        yield Finding("problem", "audit log", f"The audit log was altered at entry {broken}.")
        return
    for table in JOURNALED:
        for key in journal.rows_not_in_log(matter.read, table)[:20]:
            yield Finding("problem", "rows against the log", f"Row {key} of {table} was changed outside the program.")


def _quotes(matter: Matter) -> Iterator[Finding]:
    for link in matter.read.rows(EvidenceLink, "SELECT * FROM evidence_link WHERE quote != ''"):
        text_of = page_texts(matter, link.exhibit_id)
        if not find_passage(text_of, link.pin):
            kept = kept_as_is(link, text_of)
            told = "is not in the text of" if kept else "is no longer on"
            words = f"A linked quote {told} page {link.page}: “{link.quote[:60]}”" + " (kept by a person)" * kept
            severity: Severity = "notice" if kept or link.state == "needs a look" else "problem"
            yield Finding(severity, "quotes", words, link.exhibit_id)


def _index(matter: Matter) -> Iterator[Finding]:
    sql = "SELECT count(*) FROM page WHERE text != '' AND id NOT IN (SELECT page_id FROM page_search)"
    missing = int(matter.read.value(sql))
    if missing:
        yield Finding("problem", "search index", f"{missing} pages with text are not in the search tables.")
    waiting = int(matter.read.value("SELECT count(DISTINCT exhibit_id) FROM reindex"))
    if waiting:
        yield Finding("notice", "search index", f"{waiting} exhibits wait for the proximity index.")
    unread = int(matter.read.value("SELECT count(*) FROM page WHERE source = 'none'"))
    if unread:
        yield Finding("notice", "search index", f"{unread} pages have no text and cannot be searched.")
