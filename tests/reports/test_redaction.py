"""A redacted copy holds nothing of what was taken out, in no layer of the file, and everything else."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from evidence_app.importers.pdf_redact import touched
from evidence_app.importers.redaction_residue import ResidueTask, find_residue
from evidence_app.model.errors import FileProblem, IntegrityProblem, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.reports.redaction import REPORT, RedactionOptions, preview_words
from evidence_app.services import bates
from evidence_app.services.exhibits import describe
from evidence_app.services.importing import ImportOptions, import_paths

SECRET = "Marigold Quartz"


def pdf_with(*pages: bytes, prepare=None) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for content in pages:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj["/Contents"] = pdf.make_stream(content)
    if prepare:
        prepare(pdf)
    return pdf


def text(*lines: str) -> bytes:
    return b"BT /F1 14 Tf 72 700 Td 20 TL " + b" ".join(f"({line}) Tj T*".encode() for line in lines) + b" ET"


PAGE_ONE = text("Before the name", f"signed by {SECRET} in May", "after the name")
PAGE_TWO = text("second page stays as it is")


@pytest.fixture
def exhibit(matter, tmp_path):
    """Import a PDF made by ``pdf_with`` and give it number P-1; returns nothing, the exhibit is P-1."""

    def add(pdf: pikepdf.Pdf, **save) -> None:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        pdf.save(folder / "exhibit.pdf", **save)
        import_paths(matter, [folder], ImportOptions(ocr=False))
        number(matter)

    return add


def number(matter) -> None:
    with matter.operation("Number") as tx:
        tx.update("exhibit", 1, {"number": "P-1", "number_sort": number_sort_key("P-1"), "status": "numbered"})


def redact(matter, path: Path, **options):
    return REPORT.write(matter, RedactionOptions(exhibit="P-1", **options), path)


def everything(path: Path) -> str:
    """All text of a PDF by three ways, for searching."""
    found = [page.extract_text() for page in PdfReader(path).pages]
    document = pypdfium2.PdfDocument(path)
    found += [document[i].get_textpage().get_text_range() for i in range(len(document))]
    with pikepdf.open(path) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                found.append(one.read_bytes().decode("latin-1"))
            if isinstance(one, pikepdf.Dictionary):
                found += [str(value) for value in one.values() if isinstance(value, pikepdf.String)]
    return "\n".join(found)


def assert_gone(path: Path) -> None:
    found = everything(path)
    assert "Marigold" not in found and "Quartz" not in found
    assert b"Marigold" not in path.read_bytes()


def test_words_are_gone_and_the_rest_stays(matter, exhibit, tmp_path):
    exhibit(pdf_with(PAGE_ONE, PAGE_TWO))
    path = tmp_path / "r.pdf"
    written = redact(matter, path, words=(SECRET,), reason="PII")
    assert (written.rows, written.pages) == (1, 2)
    assert_gone(path)
    first, second = (page.extract_text() for page in PdfReader(path).pages)
    assert "Before the name" in first and "signed by" in first and "in May" in first
    assert "second page stays as it is" in second
    assert "/Font" in PdfReader(path).pages[1]["/Resources"]  # the second page is no picture


def test_boxes_blacken_and_take_their_text(matter, exhibit, tmp_path):
    exhibit(pdf_with(PAGE_ONE))
    path = tmp_path / "r.pdf"
    redact(matter, path, boxes=("1:13000,9800,26000,11800:FRCP 5.2",))
    assert "Marigold" not in everything(path)
    picture = pypdfium2.PdfDocument(path)[0].render(scale=1).to_pil().convert("L")
    assert picture.getpixel((132, 100)) < 60
    assert picture.getpixel((500, 300)) > 240


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_turned_and_cropped_pages_keep_their_size_and_words(matter, exhibit, tmp_path, turn):
    def prepare(pdf):
        pdf.pages[0].obj["/Rotate"] = turn
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([20, 30, 600, 780])

    exhibit(pdf_with(PAGE_ONE, prepare=prepare))
    path = tmp_path / "r.pdf"
    redact(matter, path, words=(SECRET,))
    assert_gone(path)
    page = pypdfium2.PdfDocument(path)[0]
    assert page.get_size() == ((580, 750) if turn % 180 == 0 else (750, 580))
    found = page.get_textpage().get_text_range()
    for word in ("Before", "signed", "May", "after"):
        assert word in found


def add_comment(pdf):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=f"call {SECRET}", T=SECRET
    )
    pdf.pages[1].obj["/Annots"] = pikepdf.Array([pdf.make_indirect(note)])


def add_form(pdf):
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V=SECRET,
            Rect=[72, 300, 400, 330], DA="/F1 12 Tf 0 g", F=4,
        )
    )  # fmt: skip
    pdf.pages[1].obj["/Annots"] = pikepdf.Array([field])
    fonts = pikepdf.Dictionary(Font=pdf.pages[0].obj["/Resources"]["/Font"])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), DR=fonts, NeedAppearances=True)


def add_attachment(pdf):
    pdf.attachments["secret.txt"] = SECRET.encode()


def add_metadata(pdf):
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as meta:
        meta["dc:title"] = SECRET


def add_outline(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))


def add_actual_text(pdf):
    stream = pdf.make_stream(f"/Span <</ActualText ({SECRET})>> BDC EMC".encode())
    pdf.pages[1].contents_add(stream)


def add_hidden_layer(pdf):
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    pdf.pages[1].obj["/Resources"]["/Properties"] = pikepdf.Dictionary(L0=layer)
    pdf.pages[1].contents_add(pdf.make_stream(b"/OC /L0 BDC q 1 0 0 1 0 -300 cm " + text(SECRET) + b" Q EMC"))
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    )


def add_off_page(pdf):
    pdf.pages[1].contents_add(pdf.make_stream(b"BT /F1 12 Tf 72 2000 Td (Marigold Quartz) Tj ET"))


def add_split_text(pdf):
    pdf.pages[1].contents_add(pdf.make_stream(b"BT /F1 12 Tf 72 500 Td [(Mari) -5 (gold Qu) 10 (artz)] TJ ET"))


def add_thumbnail_data(pdf):
    pdf.pages[1].obj["/PieceInfo"] = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=SECRET))
    pdf.pages[1].obj["/Metadata"] = pdf.make_stream(SECRET.encode("utf-16-be"))


@pytest.mark.parametrize(
    "hide",
    [add_comment, add_form, add_attachment, add_metadata, add_outline, add_actual_text, add_hidden_layer, add_off_page,
     add_split_text, add_thumbnail_data],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_gone_wherever_a_pdf_can_hide_it(matter, exhibit, tmp_path, hide):
    exhibit(pdf_with(PAGE_ONE, text("second page stays"), prepare=hide))
    path = tmp_path / "r.pdf"
    redact(matter, path, words=(SECRET,))
    assert_gone(path)
    assert "second page stays" in PdfReader(path).pages[1].extract_text()


def test_an_encrypted_pdf_and_an_earlier_revision(matter, exhibit, tmp_path):
    made = io.BytesIO()
    pdf_with(PAGE_ONE, PAGE_TWO).save(made)
    writer = PdfWriter(made, incremental=True)
    stream = DecodedStreamObject()
    stream.set_data(text("first page without the name", f"but {SECRET.split()[0]}"))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    revised = io.BytesIO()
    writer.write(revised)
    assert revised.getvalue().count(b"%%EOF") == 2
    exhibit(pikepdf.open(io.BytesIO(revised.getvalue())), encryption=pikepdf.Encryption(owner="x", user=""))
    path = tmp_path / "r.pdf"
    redact(matter, path, words=("Marigold",))
    assert_gone(path)
    assert path.read_bytes().count(b"%%EOF") == 1


def test_a_text_exhibit_by_words(matter, add_exhibit, tmp_path):
    add_exhibit(
        "Note",
        f"Dear {SECRET},\nall is well.",
        "second page",
        kind="text",
        number="P-1",
        number_sort=number_sort_key("P-1"),
    )
    path = tmp_path / "r.pdf"
    redact(matter, path, words=(SECRET,))
    assert_gone(path)
    assert "all is well" in everything(path)
    with pytest.raises(UserError, match="is text"):
        redact(matter, tmp_path / "b.pdf", boxes=("1:0,0,5000,5000",))


def test_a_picture_with_words_read_by_ocr(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    picture = Image.new("RGB", (900, 500), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(36)
    draw.text((60, 60), "The letter was signed by", fill="black", font=font)
    draw.text((60, 160), f"{SECRET} yesterday", fill="black", font=font)
    picture.save(folder / "scan.png")
    import_paths(matter, [folder])
    number(matter)
    path = tmp_path / "r.pdf"
    written = redact(matter, path, words=(SECRET,))
    assert_gone(path)
    assert "letter was signed" in PdfReader(path).pages[0].extract_text()
    assert any("read again by OCR" in note for note in written.notes)


def test_designation_and_bates_stay(matter, exhibit, tmp_path):
    exhibit(pdf_with(PAGE_ONE, PAGE_TWO))
    bates.assign(matter, [1], "DLT")
    describe(matter, [1], designation="CONFIDENTIAL")
    path = tmp_path / "r.pdf"
    redact(matter, path, words=(SECRET,))
    for number_, page in enumerate(PdfReader(path).pages, 1):
        assert f"DLT00000{number_}" in page.extract_text() and "CONFIDENTIAL" in page.extract_text()


def test_identifiers_are_taken_out(matter, exhibit, tmp_path):
    exhibit(pdf_with(text("SSN 219-09-9999 of a person", "born on 3/14/1975")))
    path = tmp_path / "r.pdf"
    redact(matter, path, identifiers=True, reason="FRCP 5.2")
    found = everything(path)
    assert "219-09" not in found and "3/14/1975" not in found and "of a person" in found


def test_a_word_that_is_nowhere_stops_the_export(matter, exhibit, tmp_path):
    exhibit(pdf_with(PAGE_ONE))
    with pytest.raises(UserError, match="Marygold"):
        redact(matter, tmp_path / "r.pdf", words=("Marygold",))
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [({}, "nothing to redact"), ({"boxes": ("9:0,0,500,500",)}, "no page 9"), ({"boxes": ("1:0",)}, "not a box"),
     ({"words": ("--",)}, "no letters")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(matter, exhibit, tmp_path, options, words):
    exhibit(pdf_with(PAGE_ONE))
    with pytest.raises(UserError, match=words):
        redact(matter, tmp_path / "r.pdf", **options)


def test_a_file_without_pages_cannot_be_redacted(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    import_paths(matter, [folder])
    number(matter)
    with pytest.raises(FileProblem, match="no pages"):
        redact(matter, tmp_path / "r.pdf", words=("x",))


def test_the_report_registry_writes_nothing_when_something_is_left(matter, exhibit, tmp_path, monkeypatch):
    """The export is refused as a whole when reading back finds something."""
    from evidence_app.reports import redaction

    exhibit(pdf_with(PAGE_ONE))
    monkeypatch.setattr(redaction, "redact_pdf", careless_copy)
    with pytest.raises(IntegrityProblem, match="still in the text"):
        redact(matter, tmp_path / "r.pdf", words=(SECRET,))
    assert not (tmp_path / "r.pdf").exists()


def careless_copy(task, emit=None):
    """A redaction that forgets everything: what the reading back is there to catch."""
    from evidence_app.importers.pdf_redact import Redacted

    Path(task.target).write_bytes(Path(task.source).read_bytes())
    return Redacted(task.target, 1, (), dict.fromkeys(task.words, 1), {})


def test_preview_counts_by_page(matter, exhibit):
    exhibit(pdf_with(PAGE_ONE, PAGE_TWO))
    assert preview_words(matter, 1, ["the name", "page"]) == {1: 2, 2: 1}


# --- the reading back itself ------------------------------------------------------------------------------------------


def residue(tmp_path: Path, *pages: bytes, prepare=None, **save) -> list[str]:
    path = tmp_path / "leaky.pdf"
    pdf_with(*pages, prepare=prepare).save(path, **save)
    return find_residue(ResidueTask(str(path), (SECRET,)))


def test_a_clean_file_has_no_residue(tmp_path):
    assert residue(tmp_path, PAGE_TWO) == []


@pytest.mark.parametrize(
    "hide",
    [add_comment, add_form, add_attachment, add_metadata, add_outline, add_actual_text, add_hidden_layer, add_off_page,
     add_split_text, add_thumbnail_data],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_every_hiding_place_is_named(tmp_path, hide):
    assert residue(tmp_path, text("clean"), PAGE_TWO, prepare=hide)


def test_a_black_box_drawn_over_text_is_named(tmp_path):
    assert residue(tmp_path, PAGE_ONE + b" 0 g 130 670 130 30 re f")


def test_an_earlier_revision_is_named(tmp_path):
    made = io.BytesIO()
    pdf_with(PAGE_TWO).save(made)
    writer = PdfWriter(made, incremental=True)
    writer.pages[0][NameObject("/Rotate")] = writer.pages[0].get("/Rotate", NameObject("/Zero"))
    out = io.BytesIO()
    writer.write(out)
    path = tmp_path / "two.pdf"
    path.write_bytes(out.getvalue())
    assert any("revision" in one for one in find_residue(ResidueTask(str(path), (SECRET,))))


def test_text_under_a_box_and_a_box_that_is_not_black_are_named(tmp_path):
    path = tmp_path / "a.pdf"
    pdf_with(PAGE_ONE).save(path)
    found = find_residue(ResidueTask(str(path), (), {1: ((13000, 9800, 26000, 11800),)}))
    assert any("under a black box" in one for one in found) and any("not black" in one for one in found)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-be", "utf-16-le"])
def test_streams_are_searched_in_every_encoding(tmp_path, encoding):
    def hide(pdf):
        pdf.Root.Extra = pdf.make_stream(b"\x01" + f"junk {SECRET} junk".encode(encoding))

    assert any("Object" in one for one in residue(tmp_path, PAGE_TWO, prepare=hide))


def test_neighbouring_lines_are_not_taken_along():
    word = (7200, 10000, 12000, 11400)
    assert touched(word, (7000, 9900, 13000, 11500))
    assert not touched(word, (7000, 11300, 13000, 12700))
    assert not touched(word, (12000, 10000, 15000, 11400))
