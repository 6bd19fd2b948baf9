"""The promise of the child: a status and a sentence for everything, and nothing written outside its folder."""

import io
import pickle
import subprocess
import sys
import zlib

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence_app.importers import BUILT_IN, OTHER, accepted_suffixes, choose
from evidence_app.importers.contract import ReadContext
from evidence_app.importers.worker import OcrTask, ReadTask, ocr_pages, read_file
from evidence_app.jobs import WorkerPool
from tests.importers.conftest import PROSE, encoded, pdf, picture_of, screenshot, silent

HOSTILE = "../../../etc/../we\nird\r\x00na\u202eme.pdf"


def test_an_empty_file_is_kept_with_a_reason(desk):
    exhibit = desk.read("PTX.55 - Smith Depo.pdf", b"")
    assert (exhibit.status, exhibit.reason) == ("damaged", "The file is empty (0 bytes).")
    assert (exhibit.title, exhibit.number_guess) == ("Smith Depo", "PTX 55")


@pytest.mark.parametrize(
    "data",
    [pdf("Words"), b"", b"%PDF-broken", b"plain", encoded(screenshot(["a"])), b"From: a@b\nTo: c\nDate: x\n\nhi"],
)
def test_a_hostile_name_names_nothing_on_disk(desk, data):
    exhibit = desk.read(HOSTILE, data)
    assert exhibit.reason or exhibit.pages
    assert "\n" not in exhibit.title and "/" not in exhibit.title
    assert sorted(desk.folder.iterdir()) in ([desk.path], sorted([desk.path, desk.temp]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=400), start=st.sampled_from([b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"II*\0",
       b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"From a@b Mon Jan 1 10:00:00 2024\n", b"MIME-Version: 1.0\n"]),
       name=st.sampled_from(["a.pdf", "a.png", "a.docx", "a.msg", "a.eml", "a.mbox", "a.html", "a.txt", "a"]))  # fmt: skip
def test_any_bytes_under_any_name_give_an_exhibit(desk, data, start, name):
    exhibit = desk.read(name, start + data)
    assert exhibit.status == "ok" or exhibit.reason
    assert all(page.number == i for i, page in enumerate(exhibit.pages, 1))
    pickle.loads(pickle.dumps(exhibit))


def test_a_missing_file_does_not_raise(desk):
    exhibit = read_file(ReadTask(str(desk.folder / "gone"), desk.context("a.pdf")), silent)
    assert exhibit.status == "damaged" and exhibit.reason


def test_choose_by_bytes_then_name():
    assert choose("a.txt", b"%PDF-1.7").name == "pdf"
    assert choose("a.pdf", b"\x89PNG\r\n\x1a\n").name == "image"
    assert choose("a.xyz", b"\x00\x01\x02\x03" * 9) is OTHER
    assert choose("clip.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(50)) is OTHER
    assert {".pdf", ".eml", ".docx", ".png", ".html", ".csv", ".msg", ".heic"} <= set(accepted_suffixes())
    assert len({importer.name for importer in BUILT_IN}) == len(BUILT_IN)


def test_video_is_kept_with_advice(desk):
    exhibit = desk.read("clip.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(50))
    assert (exhibit.kind, exhibit.status) == ("other", "unsupported") and "transcript" in exhibit.reason


def test_heartbeats_on_long_files(desk, monkeypatch):
    heard = []
    monkeypatch.setattr("evidence_app.importers.contract.Heartbeat.__init__.__defaults__", (0.0,))
    path = desk.put(pdf("#pagebreak()".join(["Words"] * 4)))
    read_file(ReadTask(str(path), desk.context("a.pdf")), lambda *data: heard.append(data))
    assert heard == [("progress", i, 4) for i in range(1, 5)]
    heard.clear()
    ocr_pages(OcrTask(str(path), desk.context("a.pdf"), (2, 1)), lambda *data: heard.append(data))
    assert heard == [("progress", 1, 2), ("progress", 2, 2)]


def flate_bomb(size):
    """A PDF of a few kilobytes whose page content unpacks to ``size`` bytes."""
    squeeze = zlib.compressobj(1)
    once = b"".join(squeeze.compress(b"\0" * (1 << 20)) for _ in range(size >> 20)) + squeeze.flush()
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, b"")
    stream.write(zlib.compress(once, 9), filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
    document.pages[0].Contents = document.make_indirect(stream)
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def test_bombs_cost_one_file_each_in_the_pool(desk):
    good = pdf("Good words")
    files = {
        "bomb.pdf": flate_bomb(900 << 20),
        "bomb.png": encoded(Image.new("1", (30_000, 30_000))),
        "empty.pdf": b"",
        "good1.pdf": good,
        "good2.pdf": good,
    }
    context = {name: ReadContext(name, str(desk.temp)) for name in files}
    tasks = [ReadTask(str(desk.put(data)), context[name]) for name, data in files.items()]
    with WorkerPool(1, silence_limit_s=30, memory_limit_bytes=600 << 20) as pool:
        got = {task.context.file_name: outcome for task, outcome in pool.run(tasks, read_file)}
    assert got["good1.pdf"].value.pages[0].text == got["good2.pdf"].value.pages[0].text == "Good words"
    assert got["bomb.png"].value.status == "too big"
    bomb = got["bomb.pdf"]
    assert bomb.status in ("crashed", "error") or bomb.value.reason or not bomb.value.pages[0].text
    assert sorted(path for path in desk.folder.iterdir() if path != desk.temp) == sorted(
        desk.folder / task.path.rpartition("/")[2] for task in tasks
    )


def test_scans_read_through_the_pool_in_chunks(desk):
    sheets = [picture_of(pdf(f"{PROSE} Sheet number {word}."), dpi=150) for word in ("one", "two", "three")]
    data = encoded(sheets[0], "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    path, context, pages = str(desk.put(data)), desk.context("scan.pdf"), {}
    with WorkerPool(2) as pool:
        for task, outcome in pool.run([ReadTask(path, context)], read_file):
            assert outcome.status == "ok", outcome
            if isinstance(task, ReadTask):
                for page in outcome.value.pages:
                    assert page.needs_ocr
                    pool.submit(OcrTask(path, context, (page.number,)), ocr_pages)
            else:
                pages |= {page.number: page for page in outcome.value}
    assert {n: page.text.split()[-1] for n, page in pages.items()} == {1: "one.", 2: "two.", 3: "three."}


def test_naming_the_importers_loads_no_reading_library():
    """The window asks for suffixes at start; PDFium belongs into the children."""
    heavy = "pypdfium2,tesserocr,openpyxl,pikepdf,PIL,selectolax,pptx,oxmsg"
    code = f"import sys, evidence_app.importers.worker; print([m for m in '{heavy}'.split(',') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
