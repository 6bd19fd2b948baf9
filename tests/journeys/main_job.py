"""The main job as a program of its own: import, tag, link, search, export, verify. Used with sockets forbidden."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

from evidence_app import reports
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import (
    evidence_links,
    exhibits,
    importing,
    integrity,
    numbering,
    parties,
    proof,
    search,
    tags,
)
from evidence_app.services.matter import create_matter
from tests.services.test_importing import make_pdf


def screenshot(path: Path) -> Path:
    """A picture with words, so that OCR runs."""
    image = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(image).text((40, 60), "Data for generative improvement", fill="black", font_size=40)
    image.save(path)
    return path


def main(folder: Path) -> None:
    """Everything a paralegal does in the main job, on real files."""
    files = folder / "files"
    files.mkdir(parents=True)
    make_pdf(files / "PX9 - 2024-09-18 Policy.pdf", "We may share messages with partners")
    screenshot(files / "setting.png")
    with create_matter(folder / "matter", "Rivera v. Example Corp.", court="N.D. Cal.") as matter:
        party = parties.add_party(matter, "Ana Rivera", "plaintiff", prefix="PX")
        summary = importing.import_paths(matter, [files])
        assert summary.imported == 2, summary
        ids = exhibits.list_ids(matter)
        tags.add_tag(matter, ids, "policy")
        numbering.number_next(matter, ids, party)
        claim = proof.add_claim_from_template(matter, "us_sca_2702")
        assert claim
        element = proof.find_element(matter, "1.2").element.id
        page = matter.read.tuples("SELECT exhibit_id FROM page WHERE text LIKE '%partners%'")[0][0]
        evidence_links.link_evidence(matter, element, page, Pinpoint(1, "share messages with partners"))
        assert search.find(matter, "share w/3 partners").hits
        assert search.find(matter, "generative").hits, "OCR text is found"
        result = reports.write(matter, "exhibit-list", None, folder / "list.pdf")
        assert result.rows == 2, result
        assert integrity.verify(matter).clean
    print("main job done")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
