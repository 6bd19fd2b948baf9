"""Pages are read again by OCR: beside the file's own text or in its place, and links are looked for again."""

from pathlib import Path

import pytest

from evidence_app.jobs import SerialPool
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, importing, proof, scans
from evidence_app.services.matter import create_matter
from tests.importers.conftest import pdf

BODY = "#text(fill: white)[secret layer words] \n #text(size: 30pt)[Visible large words]"


@pytest.fixture
def matter(tmp_path: Path):
    (tmp_path / "page.pdf").write_bytes(pdf(BODY))
    (tmp_path / "note.txt").write_text("Just text.")
    with create_matter(tmp_path / "m", "A v. B") as made:
        importing.import_paths(made, [tmp_path / "page.pdf", tmp_path / "note.txt"])
        yield made


def one(matter, title):
    return matter.read.value("SELECT id FROM exhibit WHERE title = ?", (title,))


def read(matter):
    return scans.read_scans(matter, pool=SerialPool())


def test_in_place_of_the_files_own_text_and_back(matter):
    exhibit = one(matter, "page")
    assert "secret" in exhibits.page(matter, exhibit, 1).text
    assert scans.ask_again(matter, [exhibit], instead=True) == 1
    assert "secret" in exhibits.page(matter, exhibit, 1).text, "searchable until it is read"
    assert read(matter) == 1
    page = exhibits.page(matter, exhibit, 1)
    assert (page.source, page.text.split()) == ("ocr", ["Visible", "large", "words"])
    assert "secret layer words" in page.layer_text, "both texts are kept"
    assert matter.read.value("SELECT ocr_state FROM page WHERE id = ?", (page.id,)) == "done"
    scans.ask_again(matter, [exhibit], [1])
    read(matter)
    assert exhibits.page(matter, exhibit, 1).text.startswith("secret layer words")


def test_links_into_pages_read_again_need_a_look_or_are_found(matter):
    exhibit = one(matter, "page")
    element = proof.add_element(matter, proof.add_claim(matter, "Contract"), "Breach")
    hidden = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "secret layer"))
    kept = evidence_links.link_evidence(matter, element, exhibit, Pinpoint(1, "large words"))
    scans.ask_again(matter, [exhibit], instead=True)
    read(matter)
    assert (evidence_links.link(matter, hidden).state, evidence_links.link(matter, kept).state) == (
        "needs a look",
        "ok",
    )
    assert evidence_links.link(matter, hidden).quote == "secret layer", "never dropped, never changed"


def test_what_has_no_pages_for_ocr_is_refused(matter):
    for ids, pages in (([one(matter, "note")], ()), ([one(matter, "page")], [7]), ([99], ())):
        with pytest.raises(UserError, match="no page that OCR could read"):
            scans.ask_again(matter, ids, pages)
    with matter.operation("Claw back") as tx:
        tx.update("exhibit", one(matter, "page"), {"sequestered": 1})
    with pytest.raises(UserError):
        scans.ask_again(matter, [one(matter, "page")])
