"""Times long lists in every format: ``python -m tests.benchmarks.reports [rows ...]`` (default 500 and 5000).

The exhibit list, the proof chart (twenty links an element) and the chronology, each with so many exhibits, links and
events. Processor seconds count what the work costs, child processes included; the clock also counts what else runs.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from evidence_app import reports
from evidence_app.model.exhibits import number_sort_key
from evidence_app.services.matter import Matter, create_matter

WORDS = "Letter of the records desk about the change of the policy and the notice that was given to members"
REPORTS = ("exhibit-list", "proof-chart", "chronology")
LINKS_EACH = 20


def fill(matter: Matter, count: int) -> None:
    """Insert ``count`` numbered exhibits with titles of usual length, as many links, and as many events."""
    with matter.operation("Fill") as tx:
        party = tx.insert("party", {"name": "Ana Rivera", "side": "plaintiff", "prefix": "PX"})
        tx.insert("party", {"name": "Example Corp.", "side": "defendant", "prefix": "DX"})
        claim = tx.insert("claim", {"name": "Breach of contract"})
        element = 0
        for i in range(1, count + 1):
            number = f"PX{i}"
            row = {
                "title": f"{WORDS[: 30 + i % 70]} ({i})", "number": number, "number_sort": number_sort_key(number),
                "party_id": party, "doc_date": f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}", "sponsor": "A. Rivera",
                "bates_begin": f"EX{i * 10:07d}", "bates_end": f"EX{i * 10 + 9:07d}", "objections": "802; 901",
            }  # fmt: skip
            exhibit = tx.insert("exhibit", row)
            if i % LINKS_EACH == 1:
                element = tx.insert("element", {"claim_id": claim, "position": i, "text": f"Element {i}: {WORDS}"})
            quote = {"page": 1 + i % 9, "quote": f"{WORDS[: 40 + i % 50]} ({i})"}
            tx.insert("evidence_link", {"element_id": element, "exhibit_id": exhibit, "position": i, **quote})
            day = f"20{15 + i % 10}-{1 + i % 12:02d}-{1 + i % 28:02d}"
            event = tx.insert("event", {"text": f"{WORDS} ({i})", "date": day, "date_sort": day, "position": i})
            tx.insert("event_source", {"event_id": event, "exhibit_id": exhibit, **quote})


def processor() -> float:
    """Processor seconds of this process and its ended children."""
    return sum(os.times()[:4])


def measure(count: int) -> None:
    """Print seconds, pages and size for each report in each format."""
    with tempfile.TemporaryDirectory() as folder, create_matter(Path(folder) / "m", "Bench") as matter:
        fill(matter, count)
        for name in REPORTS:
            for suffix in reports.get(name).suffixes:
                path = Path(folder) / f"{name}{suffix}"
                started, used = time.perf_counter(), processor()
                result = reports.write(matter, name, None, path)
                seconds, used = time.perf_counter() - started, processor() - used
                size = path.stat().st_size / 1024
                print(f"{name:12} {count:6,} rows  {suffix:5} {used:6.2f} s of processor {seconds:6.2f} s  "
                      f"{result.pages:4} pages  {size:7,.0f} KB")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process so far: {peak:.0f} MB")


if __name__ == "__main__":
    for number in [int(text) for text in sys.argv[1:]] or [500, 5000]:
        measure(number)
