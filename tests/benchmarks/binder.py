"""How long a stamped binder of 1,000 pages takes: ``python -m tests.benchmarks.binder [pages]``.

Real court PDFs are used when the sample files are there, else made-up ones. Each file is taken several times with a byte
of difference, because a matter holds each original once. The bar is 8 seconds for 1,000 pages on two cores.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import pikepdf

from evidence_app.model.exhibits import number_sort_key
from evidence_app.reports.binder import REPORT, BinderOptions, check_links
from evidence_app.reports.copies import BATES_SET, BatesSetOptions
from evidence_app.services.importing import ImportOptions, import_paths
from evidence_app.services.matter import Matter, create_matter

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "court_pdfs"
BAR_S = 8.0


def made_up(folder: Path) -> list[Path]:
    """Forty plain PDFs of 25 pages."""
    paths = []
    for number in range(40):
        with pikepdf.new() as pdf:
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            for page_number in range(25):
                page = pdf.add_blank_page(page_size=(612, 792))
                page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
                lines = b"".join(b"(line %d of page %d) Tj T* " % (n, page_number) for n in range(40))
                page.obj["/Contents"] = pdf.make_stream(b"BT /F1 11 Tf 14 TL 72 720 Td " + lines + b"ET")
            pdf.save(folder / f"made {number}.pdf")
        paths.append(folder / f"made {number}.pdf")
    return paths


def gather(folder: Path, pages: int) -> int:
    """Write files with at least so many pages together; returns how many there are."""
    folder.mkdir()
    sources = sorted(SAMPLES.glob("*.pdf")) if SAMPLES.is_dir() else []
    if not sources:
        (folder.parent / "made").mkdir()
        sources = made_up(folder.parent / "made")
    count = turn = 0
    while count < pages:
        for source in sources:
            if count >= pages:
                break
            with pikepdf.open(source) as pdf:
                count += len(pdf.pages)
            (folder / f"{turn:02d} {source.name}").write_bytes(source.read_bytes() + b"\n%" + str(turn).encode())
        turn += 1
    return count


def number(matter: Matter) -> None:
    with matter.operation("Number") as tx:
        for n, one in enumerate(tx.column("SELECT id FROM exhibit ORDER BY id"), 1):
            tx.update(
                "exhibit", one, {"number": f"P-{n}", "number_sort": number_sort_key(f"P-{n}"), "status": "numbered"}
            )


def cpu_s() -> float:
    every = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in every)


def timed(what: str, action, bar_s: float = 0.0) -> bool:
    started, cpu = time.perf_counter(), cpu_s()
    written = action()
    wall = time.perf_counter() - started
    verdict = "" if not bar_s else f"  bar {bar_s:.0f} s: {'kept' if wall <= bar_s else 'MISSED'}"
    print(f"{what}: {written.pages} exhibit pages, {wall:.2f} s wall, {cpu_s() - cpu:.2f} s CPU{verdict}")
    return not bar_s or wall <= bar_s


def main() -> int:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["EVIDENCE_HOME"] = str(folder / "home")
        gather(folder / "in", pages)
        with create_matter(folder / "matter", "Benchmark") as matter:
            import_paths(matter, [folder / "in"], ImportOptions(ocr=False))
            number(matter)
            out = folder / "binder.pdf"
            good = timed("Binder, stickers and page numbers", lambda: REPORT.write(matter, BinderOptions(), out), BAR_S)
            links = check_links(out)
            print(f"  {out.stat().st_size / 1e6:.1f} MB, {len(links)} index links, all checked")
            timed("Binder again, UK style", lambda: REPORT.write(matter, BinderOptions(style="uk"), out))
            timed("Bates set", lambda: BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), folder / "set.zip"))
            print(f"  peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
