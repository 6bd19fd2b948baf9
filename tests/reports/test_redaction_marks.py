"""Marks of an exhibit are taken out of every copy of it: nothing of them is left in the files, and the rest is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

from evidence_app.importers.image_copy import on_paper
from evidence_app.jobs import SerialPool
from evidence_app.model.errors import IntegrityProblem, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.redaction import BoxMark
from evidence_app.reports import portable
from evidence_app.reports.binder.report import REPORT as BINDER
from evidence_app.reports.binder.report import BinderOptions
from evidence_app.reports.copies import BATES_SET, STAMPED_COPIES, BatesSetOptions, StampedCopiesOptions
from evidence_app.reports.redaction import REPORT, RedactionOptions
from evidence_app.services import bates, exhibits, history, preflight, redactions, replacing
from evidence_app.services.exhibits import describe
from evidence_app.services.importing import ImportOptions, import_paths
from tests.reports.test_redaction import PAGE_ONE, PAGE_TWO, SECRET, assert_gone, everything, pdf_with, text


@pytest.fixture
def add(matter, tmp_path):
    """Import a file and number it P-1, P-2 ...; returns the exhibit's id."""

    def bring(name: str, data: bytes, ocr: bool = False) -> int:
        folder = tmp_path / f"in-{name}"
        folder.mkdir()
        (folder / name).write_bytes(data)
        import_paths(matter, [folder], ImportOptions(ocr=ocr))
        one = matter.read.value("SELECT max(id) FROM exhibit")
        number = f"P-{one}"
        with matter.operation("Number") as tx:
            tx.update("exhibit", one, {"number": number, "number_sort": number_sort_key(number), "status": "numbered"})
        return one

    return bring


def saved(pdf: pikepdf.Pdf, **how) -> bytes:
    made = io.BytesIO()
    pdf.save(made, **how)
    return made.getvalue()


@pytest.fixture
def letter(matter, add):
    one = add("letter.pdf", saved(pdf_with(PAGE_ONE, PAGE_TWO)))
    redactions.add_words(matter, one, [SECRET], "Privacy")
    return one


def redacted(matter, tmp_path, exhibit=1, **options):
    path = tmp_path / "r.pdf"
    return path, REPORT.write(matter, RedactionOptions(exhibit=f"#{exhibit}", **options), path)


# --- the redacted copy ------------------------------------------------------------------------------------------------


def test_the_redacted_copy_takes_the_marks_by_itself(matter, letter, tmp_path):
    path, written = redacted(matter, tmp_path)
    assert (written.rows, written.pages) == (1, 2) and "Applied: 1 redaction mark on 1 page." in written.notes
    assert_gone(path)
    first, second = (page.extract_text() for page in PdfReader(path).pages)
    assert "Before the name" in first and "in May" in first
    assert "second page stays as it is" in second and "/Font" in PdfReader(path).pages[1]["/Resources"]


def test_words_and_boxes_of_the_form_come_on_top_and_marks_can_be_left_out(matter, letter, tmp_path):
    path, written = redacted(matter, tmp_path, words=("second page",), boxes=("1:7200,7000,20000,8600",))
    assert written.rows == 2
    found = everything(path)
    assert_gone(path)
    assert "second page" not in found and "Before the name" not in found and "after the name" in found
    path, _written = redacted(matter, tmp_path, words=("second page",), marks=False)
    assert "Marigold" in everything(path)


def test_the_form_says_what_will_happen(matter, letter, add):
    told = REPORT.preview(matter, RedactionOptions(exhibit="#1"))
    assert told[0] == "Ex. P-1 has 1 redaction mark on 1 page."
    assert told[1:3] == ("Page 1 becomes a picture.", "The other page keeps its text.")
    assert "original stays as it is" in told[-1]
    assert "Pages 1–2 become pictures." in REPORT.preview(matter, RedactionOptions("#1", words=("second page",)))
    assert "NOT applied" in REPORT.preview(matter, RedactionOptions("#1", marks=False))[0]
    assert REPORT.preview(matter, RedactionOptions()) == ("Choose an exhibit.",)
    assert "not a box" in REPORT.preview(matter, RedactionOptions("#1", boxes=("x",)))[0]
    other = add("other.pdf", saved(pdf_with(PAGE_TWO)))
    assert "has no redaction marks" in REPORT.preview(matter, RedactionOptions(f"#{other}"))[0]


def test_marks_that_need_a_look_stop_every_copy(matter, letter, tmp_path):
    new = tmp_path / "v2.pdf"
    new.write_bytes(saved(pdf_with(PAGE_ONE, PAGE_TWO, text("one more page"))))
    replacing.replace(matter, replacing.prepare(matter, letter, new, pool=SerialPool()))
    with pytest.raises(UserError, match="needs a look"):
        redacted(matter, tmp_path)
    for report, options, name in (
        (BINDER, BinderOptions(), "b.pdf"), (STAMPED_COPIES, StampedCopiesOptions(), "s.zip"),
        (BATES_SET, BatesSetOptions(exhibits=("P-1",), prefix="DLT"), "p.zip"),
    ):  # fmt: skip
        with pytest.raises(UserError, match="needs a look"):
            report.write(matter, options, tmp_path / name)
    assert "needs a look first" in REPORT.preview(matter, RedactionOptions(exhibit="#1"))[1]
    redactions.confirm(matter, [redactions.marks(matter, letter)[0].id])
    path, _written = redacted(matter, tmp_path)
    assert_gone(path)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_mark_on_a_turned_page_takes_the_words_it_was_made_from(matter, add, tmp_path, turn):
    def prepare(pdf):
        pdf.pages[0].obj["/Rotate"] = turn
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([20, 30, 600, 780])

    one = add("turned.pdf", saved(pdf_with(PAGE_ONE, prepare=prepare)))
    redactions.add_words(matter, one, [SECRET], "Privacy")
    path, _written = redacted(matter, tmp_path)
    assert_gone(path)
    assert "signed" in everything(path) and "May" in everything(path)


def test_pages_that_share_their_pictures_do_not_bring_back_what_was_blackened(matter, add, tmp_path):
    """A scan whose pages have one dictionary of pictures in common: page 2 must not carry the picture of page 1."""

    def prepare(pdf):
        pictures = pikepdf.Dictionary()
        for name, shade in (("/A", 40), ("/B", 200)):
            stream = pikepdf.Stream(pdf, bytes([shade]) * 120 * 90)
            stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            stream.Width, stream.Height, stream.BitsPerComponent = 120, 90, 8
            stream.ColorSpace = pikepdf.Name.DeviceGray
            pictures[name] = pdf.make_indirect(stream)
        shared = pdf.make_indirect(pikepdf.Dictionary(XObject=pictures))
        for page in pdf.pages:
            page.obj["/Resources"] = shared

    draw = b"q 500 0 0 700 50 40 cm /%s Do Q"
    one = add("scan.pdf", saved(pdf_with(draw % b"A", draw % b"B", prepare=prepare)))
    redactions.add_boxes(matter, one, [BoxMark(1, (10_000, 10_000, 40_000, 40_000), "Privacy")])
    path, _written = redacted(matter, tmp_path)
    shades = set()
    with pikepdf.open(path) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image" and found.Width == 120:
                shades.add(found.read_bytes()[0])
    assert shades == {200}


def test_marked_words_of_a_text_are_replaced_by_their_reason(matter, add_exhibit, tmp_path):
    note = add_exhibit("Note", f"Dear {SECRET},\nall is well.", f"and {SECRET} again", kind="text", number="P-1",
                       number_sort=number_sort_key("P-1"), file_name=f"{SECRET}.txt")  # fmt: skip
    redactions.add_words(matter, note, [SECRET], "Privacy")
    path, written = redacted(matter, tmp_path)
    assert (written.rows, written.pages) == (2, 2)
    assert_gone(path)
    first = PdfReader(path).pages[0].extract_text()
    assert "Dear" in first and "Privacy" in first and "all is well." in first
    told = REPORT.preview(matter, RedactionOptions(exhibit="P-1"))
    assert "On pages 1–2 the marked words are replaced by their reason code." in told


def test_a_whole_page_can_be_taken_out_and_still_has_its_numbers(matter, add, tmp_path):
    one = add("letter.pdf", saved(pdf_with(PAGE_ONE, PAGE_TWO)))
    bates.assign(matter, [one], "DLT")
    redactions.add_boxes(matter, one, [BoxMark(1, (0, 0, 61_200, 79_200), "Work Product")])
    path, _written = redacted(matter, tmp_path)
    assert_gone(path)
    first = PdfReader(path).pages[0].extract_text()
    assert "DLT000001" in first and "name" not in first


# --- every other copy -------------------------------------------------------------------------------------------------


def test_a_binder_holds_the_redacted_pages_and_the_others_as_they_are(matter, letter, add, tmp_path):
    add("plain.pdf", saved(pdf_with(text("another exhibit"))))
    path = tmp_path / "binder.pdf"
    written = BINDER.write(matter, BinderOptions(), path)
    assert_gone(path)
    found = everything(path)
    assert "second page stays as it is" in found and "another exhibit" in found and "Before the name" in found
    assert any("Redacted on page 1" in note for note in written.notes)


def test_stamped_copies_and_a_bates_set_hold_the_redacted_pages(matter, letter, tmp_path):
    describe(matter, [letter], designation="CONFIDENTIAL")
    for report, options, name in (
        (STAMPED_COPIES, StampedCopiesOptions(), "s.zip"), (BATES_SET, BatesSetOptions(("P-1",), "DLT"), "p.zip"),
    ):  # fmt: skip
        report.write(matter, options, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extractall(tmp_path / report.name)
        (made,) = (tmp_path / report.name).rglob("*.pdf")
        assert_gone(made)
        first, second = (page.extract_text() for page in PdfReader(made).pages)
        assert "CONFIDENTIAL" in first and "second page stays" in second
    assert "DLT000001" in first and "DLT000002" in second
    index = (tmp_path / "bates-set" / "index.csv").read_text("utf-8-sig")
    assert "Redacted on page 1" in index


def test_a_picture_is_redacted_on_its_sheet(matter, add, tmp_path):
    picture = Image.new("RGB", (900, 500), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((300, 200, 500, 300), fill=(200, 30, 30))
    draw.text((60, 60), "The letter", fill="black", font=ImageFont.load_default(36))
    made = io.BytesIO()
    picture.save(made, "PNG", dpi=(72, 72))
    one = add("photo.png", made.getvalue())
    size = matter.read.tuples("SELECT width, height FROM page WHERE exhibit_id = ?", (one,))[0]
    box = tuple(round(edge * size[0] / 900) for edge in (290, 190, 510, 310))
    redactions.add_boxes(matter, one, [BoxMark(1, box, "Privacy")])
    for report, options, name in (
        (REPORT, RedactionOptions(exhibit=f"#{one}"), "r.pdf"), (BINDER, BinderOptions(cover=False, index=False,
        dividers=False, stickers=False), "b.pdf"),
    ):  # fmt: skip
        report.write(matter, options, tmp_path / name)
        shown = pypdfium2.PdfDocument(tmp_path / name)[0].render(scale=2).to_pil().convert("RGB")
        assert not any(r > 120 and g < 100 for _count, (r, g, _b) in shown.getcolors(1 << 24)), name
        assert sum(count for count, one_ in shown.getcolors(1 << 24) if max(one_) < 40) > 2_000, name
    assert on_paper((0, 0, *size), size)[2] <= 79_200


def test_a_text_in_a_binder_is_set_without_the_marked_words(matter, add_exhibit, tmp_path):
    note = add_exhibit("Note", f"Dear {SECRET},\nall is well.", kind="email", number="P-1",
                       number_sort=number_sort_key("P-1"), status="numbered")  # fmt: skip
    redactions.add_words(matter, note, [SECRET], "Privacy")
    BINDER.write(matter, BinderOptions(), tmp_path / "b.pdf")
    assert_gone(tmp_path / "b.pdf")
    assert "all is well" in everything(tmp_path / "b.pdf")


def test_switched_off_needs_a_recorded_decision(matter, letter, tmp_path):
    off = BinderOptions(redactions=False)
    with pytest.raises(UserError, match="would leave without the redactions"):
        BINDER.write(matter, off, tmp_path / "b.pdf")
    preflight.override(matter, ["redaction-marks"], "ordered by the court", purpose="binder", exhibit_ids=[letter])
    BINDER.write(matter, off, tmp_path / "b.pdf")
    assert "Marigold" in everything(tmp_path / "b.pdf")
    with pytest.raises(UserError, match="would leave without the redactions"):
        BATES_SET.write(matter, BatesSetOptions(("P-1",), "DLT", redactions=False), tmp_path / "p.zip")
    assert not (tmp_path / "p.zip").exists()


def test_a_portable_case_and_a_produced_spreadsheet_are_stopped(matter, letter, add_exhibit, tmp_path):
    with pytest.raises(UserError, match="would leave without the redactions"):
        portable.export(matter, portable.PortableOptions(exhibits=(letter,)), tmp_path / "case")
    assert not (tmp_path / "case").exists()
    sheet = add_exhibit("Sheet", f"name,{SECRET}", kind="spreadsheet", number="P-9", number_sort=number_sort_key("P-9"))
    redactions.add_words(matter, sheet, [SECRET], "Privacy")
    with pytest.raises(UserError, match="produced as its file"):
        BATES_SET.write(matter, BatesSetOptions(("P-9",), "DLT"), tmp_path / "p.zip")


def test_nothing_is_written_when_something_is_left(matter, letter, tmp_path, monkeypatch):
    from evidence_app.reports import redacting

    monkeypatch.setattr(redacting, "redact_pdf", careless_pages)
    with pytest.raises(IntegrityProblem, match="under a black box"):
        BINDER.write(matter, BinderOptions(), tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()


def careless_pages(task, emit=None):
    """A redaction that says it blackened and did not."""
    from evidence_app.importers.pdf_redact import Redacted, RedactedPage

    Path(task.target).write_bytes(Path(task.source).read_bytes())
    made = tuple(RedactedPage(one.page, (one.box,), ()) for one in task.boxes)
    return Redacted(task.target, 2, made, {}, {})


def test_the_original_is_as_it_was(matter, letter, tmp_path):
    one = exhibits.get(matter, letter)
    path = matter.originals.path(one.original_sha256)
    before, stat = path.read_bytes(), path.stat()
    redacted(matter, tmp_path)
    BINDER.write(matter, BinderOptions(), tmp_path / "b.pdf")
    assert path.read_bytes() == before and path.stat().st_mtime_ns == stat.st_mtime_ns
    assert matter.originals.verify(one.original_sha256)
    history.undo(matter)
    assert redactions.marks(matter, letter) == []
