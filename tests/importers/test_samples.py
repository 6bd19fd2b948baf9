"""The real sample files, where they are at hand: each does what its manifest line expects."""

import csv
import json
from pathlib import Path

import pytest

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.worker import OcrTask, ReadTask, ocr_pages, read_file
from tests.importers.conftest import silent

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
MANIFEST = SAMPLES / "MANIFEST.tsv"
LINES = MANIFEST.read_text(encoding="utf-8").splitlines() if MANIFEST.exists() else []
ROWS = list(csv.DictReader(LINES, delimiter="\t"))
UNSTAMPED = {"gov.uscourts.cacd.649168.209.0.pdf"}
"""A transcript that bears no stamp, on paper or in its text layer, whatever the manifest says."""
NOT_READABLE = {".doc", ".wpd"}
pytestmark = pytest.mark.skipif(not ROWS, reason="the sample files are not here")


def read(name, tmp_path):
    context = ReadContext(Path(name).name, str(tmp_path))
    return read_file(ReadTask(str(SAMPLES / name), context), silent)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_manifest(row, tmp_path):
    exhibit = read(row["file"], tmp_path)
    if Path(row["file"]).suffix in NOT_READABLE:
        assert exhibit.status == "unsupported" and exhibit.reason
    elif row["expected"].startswith("Pillow refuses"):
        assert exhibit.status == "damaged" and exhibit.reason
    else:
        assert exhibit.status == "ok" and exhibit.pages, exhibit.reason
    if row["pages"]:
        assert len(exhibit.pages) == int(row["pages"])
    if row["expected"].startswith("document date"):
        assert exhibit.date == row["expected"].split(" = ")[1][:10] and exhibit.date_basis == "file name"
    if "ECF stamp line" in row["expected"] and Path(row["file"]).name not in UNSTAMPED:
        assert "Filed" in exhibit.pages[0].text or "FILED" in exhibit.pages[0].text
    if "attached file listed" in row["what it tests"] and "ttachment" in row["file"]:
        assert exhibit.attachments


@pytest.mark.parametrize("name", sorted(row["file"] for row in ROWS if row["file"].endswith(".eml")))
def test_court_notices_hold_case_and_entry(name, tmp_path):
    expected = SAMPLES / name.replace(".eml", ".expected.json")
    if not expected.exists():
        pytest.skip("no expected values beside it")
    exhibit = read(name, tmp_path)
    text = "\n".join(page.text for page in exhibit.pages)
    for docket in json.loads(expected.read_text())["dockets"]:
        assert docket["docket_number"].split("-cr-")[0].split("-cv-")[0][-4:] in text
        assert all(entry["document_number"] in text for entry in docket["docket_entries"])


def test_image_only_court_page_is_read(tmp_path):
    name = "court_pdfs/cl_opinion_pdf_image_based.pdf"
    (page,) = read(name, tmp_path).pages
    assert page.needs_ocr
    context = ReadContext("a.pdf", str(tmp_path))
    (page,) = ocr_pages(OcrTask(str(SAMPLES / name), context, (1,)), silent)
    assert page.source == "ocr" and len(page.text.split()) == 7 and page.ocr_confidence > 90


@pytest.mark.parametrize(
    ("name", "size"), [("nasty/pdfjs_attachment.pdf", 9), ("nasty/pdfjs_annotation-fileattachment.pdf", 15)]
)
def test_attached_files_that_pdfium_cannot_unpack_are_read_all_the_same(sample, tmp_path, name, size):
    context = ReadContext(Path(name).name, str(tmp_path))
    read = read_file(ReadTask(str(sample(name)), context), lambda *_: None)
    assert [Path(one.path).stat().st_size for one in read.attachments] == [size]
