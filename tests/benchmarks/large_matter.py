"""A large matter made in seconds: exhibits and pages, claims with links, a chronology, a long history, served lists."""

from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence_app.model.changes import AuditEntry
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.register import ServedRow
from evidence_app.services import parties
from evidence_app.services.matter import Matter, Operation, create_matter
from evidence_app.storage import journal
from evidence_app.storage.page_text import index_page
from tests.services.test_importing import make_pdf

TEXT = """agreement privacy policy disclosure consent plaintiff defendant subscriber contract breach damages notice
training data message premium member account setting default access storage the of and to in that is for it not shall"""
WORDS = TEXT.split()


@dataclass(frozen=True)
class Size:
    """How many of everything. ``book_pages`` is how long the one long PDF is."""

    exhibits: int = 10_000
    pages: int = 100_000
    words: int = 120
    claims: int = 30
    links: int = 3_000
    events: int = 3_000
    entries: int = 50_000
    imported: int = 10_000
    served: int = 5_000
    book_pages: int = 400


def seed(folder: Path, size: Size) -> Path:
    """A matter of this size; every exhibit shows a stored PDF, the last one a long one."""
    chance = random.Random(1)
    each = max(1, size.pages // size.exhibits)
    lines = size.words // 12
    texts = ["\n".join(" ".join(chance.choices(WORDS, k=12)) for _ in range(lines)) for _ in range(500)]
    pdf = make_pdf(folder.parent / f"{folder.name}-original.pdf", *texts[:each])
    book = make_pdf(folder.parent / f"{folder.name}-book.pdf", *(texts * 9)[: size.book_pages])
    with create_matter(folder, "Benchmark v. Clock") as matter:
        party = parties.add_party(matter, "Ana Rivera", prefix="PX")
        with matter.operation("Custodians", undoable=False) as tx:
            people = [tx.insert("custodian", {"name": f"Custodian {n}"}) for n in range(12)]
        original = matter.originals.add(pdf)
        for start in range(0, size.exhibits, 250):
            with matter.operation("Import a batch", undoable=False) as tx:
                for n in range(start, min(start + 250, size.exhibits)):
                    _exhibit(tx, n, original, [texts[(n * each + p) % 500] for p in range(each)], party, people)
        with matter.operation("Import a book", undoable=False) as tx:
            stored = matter.originals.add(book)
            _exhibit(tx, size.exhibits, stored, (texts * 9)[: size.book_pages], party, people)
        _proof(matter, size, chance)
        _chronology(matter, size, chance)
        _imports(matter, size)
        _served(matter, size, party)
        _history(matter, size)
    return folder


def _exhibit(tx: Operation, n: int, original: object, texts: list[str], party: int, people: list[int]) -> None:
    date, title = f"20{15 + n % 10}-{1 + n % 12:02d}-{1 + n % 28:02d}", " ".join(texts[0].split()[:2])
    exhibit = tx.insert("exhibit", {
        "title": f"{title} of {date}", "file_name": f"{n:05}.pdf", "number": f"PX{n + 1}",
        "number_sort": number_sort_key(f"PX{n + 1}"), "status": "numbered", "kind": "pdf", "page_count": len(texts),
        "doc_date": date, "doc_date_sort": date, "party_id": party, "custodian_id": people[n % len(people)],
        "original_sha256": original.sha256, "original_bytes": original.size,  # type: ignore[attr-defined]
    })  # fmt: skip
    for number, text in enumerate(texts, 1):
        values = {"exhibit_id": exhibit, "number": number, "text": text, "source": "layer"}
        index_page(tx, tx.insert("page", values), text)


def _proof(matter: Matter, size: Size, chance: random.Random) -> None:
    """Claims of ten elements each; the second element of the first claim has a fifteenth of all links."""
    with matter.operation("Claims", undoable=False) as tx:
        elements = []
        for c in range(size.claims):
            claim = tx.insert("claim", {"name": f"Claim {c} for {chance.choice(WORDS)}", "position": c})
            for e in range(10):
                words = " ".join(chance.choices(WORDS, k=14))
                element = {"claim_id": claim, "position": e, "text": words, "search_terms": "privacy"}
                elements.append(tx.insert("element", element))
        for n in range(size.links):
            element = elements[1] if n % 15 == 0 else elements[n % len(elements)]
            quote = " ".join(chance.choices(WORDS, k=12))
            stance = "undermines" if n % 5 == 0 else "supports"
            link = {"element_id": element, "exhibit_id": 1 + n % size.exhibits, "page": 1, "quote": quote}
            tx.insert("evidence_link", {**link, "stance": stance, "position": n})


def _chronology(matter: Matter, size: Size, chance: random.Random) -> None:
    with matter.operation("Chronology", undoable=False) as tx:
        for n in range(size.events):
            day = f"20{10 + n % 15}-{1 + n % 12:02d}-{1 + n % 28:02d}"
            values = {"date": day, "date_sort": day, "position": n, "kind": "reported"} if n % 50 else {"position": n}
            event = tx.insert("event", {"text": " ".join(chance.choices(WORDS, k=10)), **values})
            tx.insert("event_source", {"event_id": event, "exhibit_id": 1 + n % size.exhibits, "page": 1})


def _imports(matter: Matter, size: Size) -> None:
    sql = """INSERT INTO import_item (batch_id, position, path, shown_name, status, reason, bytes, exhibit_id, attempts)
             VALUES (?, ?, ?, ?, ?, ?, 4096, ?, 1)"""
    with matter.operation("Imports", undoable=False) as tx:
        at = {"started_at": journal.utc_now(), "finished_at": journal.utc_now(), "sources": '["/papers"]'}
        batch = tx.insert("import_batch", at)
        rows = [
            (batch, n, f"/papers/{n:05}.pdf", f"{n:05}.pdf", *(("failed", "damaged") if n % 40 == 0 else ("imported", "")),
             1 + n % size.exhibits)
            for n in range(size.imported)
        ]  # fmt: skip
        tx.executemany(sql, rows)


def _served(matter: Matter, size: Size, party: int) -> None:
    """Two lists as served; the exhibits stay numbered, so that they can be renumbered."""
    sql = "SELECT id, number, title, doc_date FROM exhibit ORDER BY id LIMIT ?"
    rows = [ServedRow(i, n, t, d, "", "", "numbered") for i, n, t, d in matter.read.tuples(sql, (size.served,))]
    with matter.operation("Lists", undoable=False) as tx:
        for title, count in (("First list", len(rows) - 200), ("Amended list", len(rows))):
            text = json.dumps([asdict(row) for row in rows[: max(1, count)]])
            tx.insert("served_list", {
                "title": title, "party_id": party, "served_on": "2026-01-15", "rows": text,
                "rows_sha256": hashlib.sha256(text.encode()).hexdigest(), "created_at": journal.utc_now(),
            })  # fmt: skip


def _history(matter: Matter, size: Size) -> None:
    """Entries of searches up to the wanted number, with a whole chain of hashes."""
    known, previous = matter.read.tuples("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1")[0]
    rows = []
    for entry in range(known + 1, size.entries + 1):
        detail = json.dumps({"query": WORDS[entry % len(WORDS)], "undoable": False})
        row = AuditEntry(entry, journal.utc_now(), matter.actor, "Search “{query}”", detail, None, previous, "")
        previous = journal.entry_hash(row, ())
        rows.append((entry, row.at, row.actor, row.action, detail, None, row.prev_hash, previous))
    writer = matter.database.writer
    assert writer is not None
    writer.execute("BEGIN")
    writer.executemany("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    writer.execute("COMMIT")


def files_to_import(folder: Path, count: int) -> Path:
    """PDFs that are imported while the window is watched."""
    folder.mkdir()
    for n in range(count):
        make_pdf(folder / f"fresh {n}.pdf", *(f"fresh page {p} of {n} agreement {time.time_ns()}" for p in range(5)))
    return folder
