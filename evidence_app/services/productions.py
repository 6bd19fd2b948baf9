"""What was produced to other sides: a record per production that never changes, and where an exhibit was produced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from evidence_app.model.errors import NotFound, UserError
from evidence_app.services import bates
from evidence_app.services.bates import BatesRun
from evidence_app.services.matter import Matter
from evidence_app.storage.journal import utc_now


@dataclass(frozen=True)
class ProducedDocument:
    """One document as it went out. ``sha256`` is the original's; ``how`` is "pages", "native" or "slip-sheet"."""

    exhibit_id: int
    begin: str
    end: str
    pages: int
    designation: str
    how: str
    redacted: bool
    sha256: str


@dataclass(frozen=True)
class Production:
    """One production, as its row is stored. ``rows`` is the JSON of its documents; ``produced_at`` is UTC."""

    id: int
    volume: str
    sent_to: str
    produced_at: str
    bates_begin: str
    bates_end: str
    documents: int
    pages: int
    dat_sha256: str
    rows: str
    rows_sha256: str

    def lines(self) -> list[ProducedDocument]:
        """The documents, in the order of their numbers."""
        return [ProducedDocument(**row) for row in json.loads(self.rows)]


def record(
    matter: Matter, volume: str, sent_to: str, documents: Sequence[ProducedDocument], dat_sha256: str, run: BatesRun
) -> None:
    """Record a production that is written, with the numbers it gave out; one step that cannot be undone.

    From then on its numbers count as sent out and are never given to another exhibit. Raises UserError when a number or
    an exhibit of ``run`` was taken in the meantime; then nothing is recorded.
    """
    if not documents:
        raise UserError("A production needs at least one document.")
    text = json.dumps([asdict(one) for one in documents], ensure_ascii=False)
    begin, end = documents[0].begin, documents[-1].end
    values = {
        "volume": volume, "sent_to": sent_to, "produced_at": utc_now(), "bates_begin": begin, "bates_end": end,
        "documents": len(documents), "pages": sum(one.pages for one in documents), "dat_sha256": dat_sha256,
        "rows": text, "rows_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    words = "Produce {volume}: {begin} to {end}, {count} documents" + (" to {to}" if sent_to else "")
    with matter.operation(words, undoable=False, volume=volume, to=sent_to, dat_sha256=dat_sha256) as tx:
        if run.given:
            bates.record(matter, run)
        bates.issue(matter, [one.exhibit_id for one in documents])
        tx.insert("production", values)
        tx.describe(begin=begin, end=end, count=len(documents))


@dataclass(frozen=True)
class SentOut:
    """How an exhibit last left the office, and under which numbers.

    ``how`` is "in full", "redacted", "slip-sheet" (none of its content), or "sent" when only its numbers are recorded
    as sent out. ``once_whole`` = some production had it in full.
    """

    begin: str
    end: str
    how: str
    once_whole: bool = False


def sent_out(matter: Matter) -> dict[int, SentOut]:
    """What the records say of exhibits that left the office, by exhibit id."""
    sql = """SELECT exhibit_id, printf('%s%0*d', prefix, width, first), printf('%s%0*d', prefix, width, last)
             FROM bates_issue ORDER BY id"""
    found = {exhibit: SentOut(begin, end, "sent") for exhibit, begin, end in matter.read.tuples(sql)}
    for one in reversed(productions(matter)):
        for line in one.lines():
            how = "redacted" if line.redacted else "slip-sheet" if line.how == "slip-sheet" else "in full"
            before = found.get(line.exhibit_id)
            whole = how == "in full" or bool(before and before.once_whole)
            found[line.exhibit_id] = SentOut(line.begin, line.end, how, whole)
    return found


def productions(matter: Matter) -> list[Production]:
    """Every production, newest first."""
    return matter.read.rows(Production, "SELECT * FROM production ORDER BY id DESC")


def production(matter: Matter, volume: str) -> Production:
    """The newest production of that volume name, in any case; raises NotFound."""
    sql = "SELECT * FROM production WHERE volume = ? ORDER BY id DESC LIMIT 1"
    found = matter.read.row(Production, sql, (volume.strip(),))
    if found is None:
        raise NotFound(f"Nothing was produced as {volume!r}.", "'evidence productions' lists them.")
    return found


def next_volume(matter: Matter) -> str:
    """The first of VOL001, VOL002 ... that was never used."""
    used = {str(name).upper() for name in matter.read.column("SELECT volume FROM production")}
    return next(name for name in (f"VOL{n:03d}" for n in range(1, len(used) + 2)) if name not in used)
