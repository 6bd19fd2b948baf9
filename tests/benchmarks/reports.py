"""Times the exhibit list in every format: ``python -m tests.benchmarks.reports [rows ...]`` (default 500 and 5000)."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from evidence_app import reports
from evidence_app.model.exhibits import number_sort_key
from evidence_app.services.matter import Matter, create_matter

WORDS = "Letter of the records desk about the change of the policy and the notice that was given to members"


def fill(matter: Matter, count: int) -> None:
    """Insert ``count`` numbered exhibits with titles of usual length."""
    with matter.operation("Fill") as tx:
        party = tx.insert("party", {"name": "Ana Rivera", "side": "plaintiff", "prefix": "PX"})
        tx.insert("party", {"name": "Example Corp.", "side": "defendant", "prefix": "DX"})
        for i in range(1, count + 1):
            number = f"PX{i}"
            row = {
                "title": f"{WORDS[: 30 + i % 70]} ({i})", "number": number, "number_sort": number_sort_key(number),
                "party_id": party, "doc_date": f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}", "sponsor": "A. Rivera",
                "bates_begin": f"EX{i * 10:07d}", "bates_end": f"EX{i * 10 + 9:07d}", "objections": "802; 901",
            }  # fmt: skip
            tx.insert("exhibit", row)


def measure(count: int) -> None:
    """Print seconds, pages and size for each format."""
    with tempfile.TemporaryDirectory() as folder, create_matter(Path(folder) / "m", "Bench") as matter:
        fill(matter, count)
        for suffix in reports.get("exhibit-list").suffixes:
            path = Path(folder) / f"list{suffix}"
            started = time.perf_counter()
            result = reports.write(matter, "exhibit-list", None, path)
            seconds = time.perf_counter() - started
            size = path.stat().st_size / 1024
            print(f"{count:6,} rows  {suffix:6} {seconds:6.2f} s  {result.pages:4} pages  {size:7,.0f} KB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process so far: {peak:.0f} MB")


if __name__ == "__main__":
    for number in [int(text) for text in sys.argv[1:]] or [500, 5000]:
        measure(number)
