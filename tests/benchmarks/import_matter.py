"""The whole import of born-digital PDFs: hash, copy, text, boxes, rows, search words; with the memory of this process.

    python -m tests.benchmarks.import_matter [--pages 2000]

Bars: 120 pages/s or more on 2 cores, parent process under 400 MB.
"""

import argparse
import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from evidence_app.services import importing
from evidence_app.services.matter import create_matter
from tests.benchmarks.import_speed import make_pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = folder / "files"
        files.mkdir()
        # in another process, so that the memory of the PDF maker is not counted as the program's
        with ProcessPoolExecutor(1, get_context("spawn")) as maker:
            wanted = [
                (files, f"brief-{i:05d}.pdf", min(100, options.pages - i), i) for i in range(0, options.pages, 100)
            ]
            list(maker.map(make_pdf, *zip(*wanted, strict=True)))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with create_matter(folder / "matter", "Benchmark") as matter:
            summary = importing.import_paths(matter, [files])
            size = matter.folder.database.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{summary.pages} pages in {summary.seconds:.1f} s = {summary.pages / summary.seconds:.0f} pages/s (bar: 120)"
    )
    print(f"parent memory {peak / 1024:.0f} MB, of which {before / 1024:.0f} MB before (bar: 400 MB)")
    print(f"database {size / max(1, summary.pages) / 1024:.1f} KB a page")


if __name__ == "__main__":
    main()
