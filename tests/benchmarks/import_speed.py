"""How fast documents become pages, against the bare libraries doing the same work.

    python tests/benchmarks/import_speed.py [--pages 300] [--scans 12]

Bars: our read path needs at most 2.5 times the CPU time of pypdfium2 alone for the same words and boxes; 120 pages/s or
more through the pool on 2 cores; OCR through the pool at most 1.3 times the raw engine. CPU seconds are compared,
because they do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import pickle
import random
import tempfile
import time
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c
import typst
from PIL import Image

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.ocr import model_folder
from evidence_app.importers.worker import OcrTask, ReadTask, ocr_pages, read_file
from evidence_app.jobs import WorkerPool

WORDS = (
    "the agreement between member and company states that no private message shall be used to train any "
    "model without notice and consent plaintiff alleges defendant breached section 4 of the contract on or about "
    "18 September 2024 court order motion exhibit deposition testimony damages injunction relief statute privacy policy update "
)
STOCK = WORDS.split()


def make_pdf(folder: Path, name: str, pages: int, seed: int) -> Path:
    """A born-digital brief of about 450 words a page."""
    rng = random.Random(seed)
    body = "\n#pagebreak()\n".join(
        "\n\n".join(" ".join(rng.choices(STOCK, k=75)).capitalize() + "." for _ in range(6)) for _ in range(pages)
    )
    path = folder / name
    path.write_bytes(typst.compile(f'#set page(numbering: "1")\n#set text(size: 11pt)\n{body}'.encode()))
    return path


def make_scan(folder: Path, source: Path, pages: int) -> Path:
    """The first pages of ``source`` as pictures at 200 dpi, without a text layer."""
    document = pypdfium2.PdfDocument(source)
    pictures = [document[i].render(scale=200 / 72, grayscale=True).to_pil() for i in range(pages)]
    path = folder / "scan.pdf"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=200)
    return path


def bare_words(path: Path) -> int:
    """The plainest use of pypdfium2: the text, and each word's box as the union of its character boxes."""
    count = 0
    document = pypdfium2.PdfDocument(path)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for page in document:
        text_page = page.get_textpage()
        words, box = [], None
        for i in range(text_page.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(text_page, i)
            if code <= 32:
                if box:
                    words.append(box)
                box = None
                continue
            pdfium_c.FPDFText_GetCharBox(text_page, i, left, right, bottom, top)
            now = (left.value, bottom.value, right.value, top.value)
            box = (
                now
                if box is None
                else (min(box[0], now[0]), min(box[1], now[1]), max(box[2], now[2]), max(box[3], now[3]))
            )
        text_page.get_text_range()
        count += len(words) + (box is not None)
        text_page.close()
        page.close()
    document.close()
    return count


def cpu(work) -> tuple[float, object]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def text_speed(folder: Path, pages: int) -> None:
    files = [make_pdf(folder, f"brief{i}.pdf", pages // 6, i) for i in range(6)]
    context = ReadContext("brief.pdf", str(folder))
    read_file(ReadTask(str(files[0]), context), print)  # imports
    best_bare = min(cpu(lambda: sum(map(bare_words, files)))[0] for _ in range(3))
    best_ours, exhibits = min(
        (cpu(lambda: [read_file(ReadTask(str(f), context), lambda *_: None) for f in files]) for _ in range(3)),
        key=lambda pair: pair[0],
    )
    total = sum(len(exhibit.pages) for exhibit in exhibits)
    size = len(pickle.dumps(exhibits))
    print(f"{total} pages: bare pypdfium2 {best_bare:.2f} s CPU, read_file {best_ours:.2f} s CPU, "
          f"ratio {best_ours / best_bare:.2f} (bar 2.5); {size / total:,.0f} bytes a page over the pipe")  # fmt: skip
    with WorkerPool(2) as pool:
        list(pool.run([ReadTask(str(files[0]), context)] * 2, read_file))  # warm children
        started = time.perf_counter()
        got = [outcome.value for _, outcome in pool.run((ReadTask(str(f), context) for f in files * 4), read_file)]
        wall = time.perf_counter() - started
    done = sum(len(exhibit.pages) for exhibit in got)
    print(f"pool of 2: {done} pages in {wall:.2f} s wall = {done / wall:,.0f} pages/s (bar 120)")


def bare_ocr(path: Path) -> float:
    """CPU seconds of the raw engine for the words of every page, drawing included."""
    import tesserocr

    os.environ["OMP_THREAD_LIMIT"] = "1"
    engine = tesserocr.PyTessBaseAPI(path=str(model_folder()), lang="eng", psm=tesserocr.PSM.AUTO)
    document = pypdfium2.PdfDocument(path)

    def read() -> None:
        for page in document:
            picture: Image.Image = page.render(scale=200 / 72, grayscale=True).to_pil()
            engine.SetImage(picture)
            engine.GetTSVText(0)

    return min(cpu(read)[0] for _ in range(2))


def ocr_speed(folder: Path, count: int) -> None:
    scan = make_scan(folder, make_pdf(folder, "source.pdf", count, 99), count)
    context = ReadContext("scan.pdf", str(folder))
    numbers = tuple(range(1, count + 1))
    bare = bare_ocr(scan)
    ocr_pages(OcrTask(str(scan), context, (1,)), lambda *_: None)
    ours = min(cpu(lambda: ocr_pages(OcrTask(str(scan), context, numbers), lambda *_: None))[0] for _ in range(2))
    print(
        f"{count} scanned pages: raw engine {bare:.2f} s CPU, ocr_pages {ours:.2f} s CPU, ratio {ours / bare:.2f} (bar 1.3)"
    )
    with WorkerPool(2) as pool:
        chunks = [OcrTask(str(scan), context, numbers[i : i + 2]) for i in range(0, count, 2)]
        list(pool.run(chunks[:2], ocr_pages))
        started = time.perf_counter()
        list(pool.run(chunks, ocr_pages))
        wall = time.perf_counter() - started
    print(
        f"pool of 2: {count} pages in {wall:.2f} s wall; raw engine on one core {bare:.2f} s, on two {bare / 2:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--scans", type=int, default=12)
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        text_speed(Path(folder), options.pages)
        ocr_speed(Path(folder), options.scans)


if __name__ == "__main__":
    main()
