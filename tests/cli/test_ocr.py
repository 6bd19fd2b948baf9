"""``ocr``: waiting pages, pages again, and what has none."""

import pytest

from tests.importers.conftest import pdf


@pytest.fixture
def matter_folder(run, tmp_path, monkeypatch):
    run("new", "OCR test", tmp_path / "matter")
    monkeypatch.setenv("EVIDENCE_MATTER", str(tmp_path / "matter"))
    (tmp_path / "page.pdf").write_bytes(pdf("#text(fill: white)[hidden] #text(size: 30pt)[Visible words]"))
    run("import", tmp_path / "page.pdf")
    return tmp_path / "matter"


def test_pages_are_read_again_in_place_of_their_own_text(run, matter_folder):
    assert "hidden" in run("show", "page", "--page", "1", "--text").stdout
    assert "0 pages read by OCR; 0 still wait." in run("ocr").stdout
    assert "1 page read by OCR; 0 still wait." in run("ocr", "page", "--instead").stdout
    text = run("show", "page", "--page", "1", "--text").stdout
    assert "Visible" in text and "hidden" not in text
    assert run("search", "hidden").stdout.count("#1") == 0, "the search index follows"


def test_what_to_read_must_be_named(run, matter_folder):
    assert run("ocr", "--instead", code=2).stderr.startswith("Error: Which exhibits?")
    assert "no page that OCR could read" in run("ocr", "page", "--page", "9", code=2).stderr
