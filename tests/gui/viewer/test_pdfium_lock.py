"""PDFium is never inside two threads at once: the viewer draws while a report copies and draws pages in this process."""

import threading

import pytest
from pypdf import PdfReader

from evidence_app.gui.drawing.originals_drawn import OpenOriginals, Original
from evidence_app.importers.pdf_copy import inked
from evidence_app.importers.pdfium_lock import PDFIUM, alone_with_pdfium
from evidence_app.jobs import SerialPool
from evidence_app.reports import printable
from evidence_app.reports.binder import REPORT, BinderOptions
from evidence_app.services import exhibits


def drawn_until(stop: threading.Event, original: Original, found: list[int]) -> None:
    """What the render thread does: pages of the same file, again and again, from a file opened anew now and then."""
    while not stop.is_set():
        files = OpenOriginals()
        for number in (1, 2, 3):
            found.append(files.draw(original, number, 400, 300, None).width())
        files.close()


def test_the_viewer_draws_while_a_binder_is_written_in_another_thread(matter, letter, tmp_path, monkeypatch):
    """The binder's copying runs in this process (a serial pool), so that both really meet in PDFium."""
    monkeypatch.setattr(printable, "WorkerPool", lambda *_: SerialPool())
    one = exhibits.get(matter, letter)
    original = Original(one.original_sha256, matter.originals.existing(one.original_sha256), "pdf")
    stop, found = threading.Event(), []
    thread = threading.Thread(target=drawn_until, args=(stop, original, found))
    thread.start()
    try:
        for i in range(3):
            REPORT.write(matter, BinderOptions(), tmp_path / f"binder{i}.pdf")
            assert len(list(inked(original.path, (0, 1, 2)))) == 3
    finally:
        stop.set()
        thread.join(30)
    assert found and set(found) == {400}
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "binder2.pdf").pages)
    assert "private messages" in text


def test_no_second_thread_gets_in_and_the_same_thread_may_go_deeper():
    order = []

    @alone_with_pdfium
    def reading(depth: int) -> int:
        order.append(("in", depth))
        return reading(depth - 1) if depth else 0

    with PDFIUM:
        thread = threading.Thread(target=reading, args=(2,))
        thread.start()
        thread.join(0.2)
        assert thread.is_alive() and order == []
    thread.join(5)
    assert order == [("in", 2), ("in", 1), ("in", 0)]


def test_pages_can_be_drawn_between_two_pages_of_a_copy(matter, letter):
    """The viewer waits for one page of a report at most, not for a whole document."""
    one = exhibits.get(matter, letter)
    path = matter.originals.existing(one.original_sha256)
    drawing = inked(path, (0, 1, 2))
    next(drawing)
    got = []
    thread = threading.Thread(target=lambda: got.append(PDFIUM.acquire(timeout=5)) or PDFIUM.release())
    thread.start()
    thread.join(6)
    assert got == [True]
    assert [index for index, _ink in drawing] == [1, 2]


@pytest.mark.parametrize("module", ["pdf_copy", "pdf_document", "pdf_redact", "redaction_check", "redaction_residue"])
def test_every_entry_point_uses_the_one_lock(module):
    import importlib

    found = vars(importlib.import_module(f"evidence_app.importers.{module}"))
    assert found.get("PDFIUM") is PDFIUM or found.get("alone_with_pdfium") is alone_with_pdfium
