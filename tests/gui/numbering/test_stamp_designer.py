import io

import pytest
from pypdf import PdfReader, PdfWriter

from evidence_app.gui.drawing.rendering import Renderer
from evidence_app.gui.numbering.stamp_designer import StampDesigner, exhibit_to_show
from evidence_app.gui.numbering.stamp_preview import first_page, stamped
from evidence_app.reports.stamp_designs import DESIGNS, design, designs
from evidence_app.services import numbering


@pytest.fixture
def matter(matter, tmp_path):
    """Exhibit 1 is PX1, a PDF of two pages."""
    source = tmp_path / "policy.pdf"
    writer = PdfWriter()
    for _page in range(2):
        writer.add_blank_page(612, 792)
    writer.write(source)
    kept = matter.originals.add(source)
    with matter.operation("Seed") as tx:
        tx.update("exhibit", 1, {"original_sha256": kept.sha256, "original_bytes": kept.size})
    numbering.number_next(matter, [1], 1)
    return matter


@pytest.fixture
def designer(matter, runner, qtbot):
    renderer = Renderer()
    made = StampDesigner(None, matter, runner, renderer, exhibit_to_show(matter, []))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    renderer.close()


def test_the_first_page_is_stamped_as_an_export_would(matter, tmp_path):
    before = matter.originals.hash_of(
        matter.originals.existing(matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = 1"))
    )
    page = first_page(matter, 1)
    made = stamped(page, design("plaintiff"), tmp_path)
    read = PdfReader(io.BytesIO(made.original.path.read_bytes()))
    assert len(read.pages) == 1 and "PX1" in read.pages[0].extract_text() and made.size == (612.0, 792.0)
    after = matter.originals.hash_of(
        matter.originals.existing(matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = 1"))
    )
    assert before == after


def test_the_page_is_drawn_and_follows_the_fields(designer, qtbot):
    qtbot.waitUntil(
        lambda: designer.view.key is not None and designer.view.key in designer.view._renderer.cache, timeout=8000
    )
    first = designer.view.key
    designer.corner.setCurrentIndex(designer.corner.findData("upper left"))
    qtbot.waitUntil(
        lambda: designer.view.key != first and designer.view.key in designer.view._renderer.cache, timeout=8000
    )
    image = designer.view._renderer.cache.get(designer.view.key)
    corner = {image.pixelColor(x, y).name() for x in range(image.width() // 4) for y in range(image.height() // 8)}
    assert design("plaintiff").fill in corner, "the yellow of the sticker is in the upper left"


def test_what_is_not_right_is_said_and_not_kept(designer):
    designer.fill.field.setText("yellow")
    assert not designer.go.isEnabled() and "not a colour" in designer.told.text()
    designer.fill.field.setText("#ffee88")
    designer.lines[0][0].setText("{docket}")
    assert "not a placeholder" in designer.told.text()
    designer.lines[0][0].setText("{side} EXHIBIT")
    designer.name.setText("")
    assert "needs a name" in designer.told.text() and not designer.go.isEnabled()


def test_a_design_is_kept_under_its_own_name(designer):
    designer.name.setText("Our firm, yellow")
    designer.wide.setValue(140)
    designer.go.click()
    kept = designs()["our-firm-yellow"]
    assert kept.width == 140 and kept.name == "Our firm, yellow" and kept.sides == ("plaintiff",)
    assert designer.design.currentData() == "our-firm-yellow" and "our-firm-yellow" in designer.told.text()
    assert designs()["plaintiff"].width == 112, "ours stays as it was"


def test_which_exhibit_is_shown(matter, empty_matter):
    assert exhibit_to_show(matter, [4, 2]) == 4 and exhibit_to_show(matter, []) == 1


def test_a_design_that_cannot_be_written_says_so(designer):
    DESIGNS.own_path.mkdir(parents=True)
    designer.name.setText("Our firm, yellow")
    designer.go.click()
    assert "could not be kept" in designer.told.text() and designer.go.isEnabled()
