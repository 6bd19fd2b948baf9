"""Working copies of PDFs and pictures: sound, complete, harmless, and the original is only read."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from evidence_app.importers.image_copy import PictureTask, picture_to_pdf
from evidence_app.importers.pdf_copy import CopyTask, copy_pdf
from evidence_app.model.errors import Encrypted, Unreadable
from tests.conftest import SAMPLES


def copied(source: Path, **more) -> tuple[pikepdf.Pdf, object]:
    target = source.with_name("copy.pdf")
    result = copy_pdf(CopyTask(str(source), str(target), **more))
    return pikepdf.open(target), result


def save(path: Path, prepare=None, **options) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 400))
        page.obj["/Resources"] = pikepdf.Dictionary()
        if prepare:
            prepare(pdf, page)
        pdf.save(path, **options)
    return path


def test_form_values_become_part_of_the_page(tmp_path):
    def prepare(pdf, page):
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="Marigold",
                Rect=[20, 100, 200, 130], DA="/Helv 12 Tf 0 g", F=4,
            )
        )  # fmt: skip
        page.obj["/Annots"] = pikepdf.Array([field])
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), DR=resources, NeedAppearances=True)

    pdf, result = copied(save(tmp_path / "a.pdf", prepare))
    assert "/AcroForm" not in pdf.Root and not len(pdf.pages[0].obj.get("/Annots", []))
    assert "Marigold" in PdfReader(tmp_path / "copy.pdf").pages[0].extract_text()
    assert any("Form fields" in note for note in result.notes)


def test_nothing_in_a_copy_runs_or_carries_files(tmp_path):
    def prepare(pdf, page):
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", script])))
        pdf.attachments["a.exe"] = b"MZ"
        page.obj["/AA"] = pikepdf.Dictionary(O=script)
        links = [
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
            for action in (pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"), pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.com"))
        ]  # fmt: skip
        page.obj["/Annots"] = pikepdf.Array([pdf.make_indirect(one) for one in links])

    pdf, _result = copied(save(tmp_path / "a.pdf", prepare))
    whole = (tmp_path / "copy.pdf").read_bytes()
    assert (
        "/OpenAction" not in pdf.Root and not pdf.attachments and b"JavaScript" not in whole and b"Launch" not in whole
    )
    assert pdf.pages[0].obj["/Annots"][1]["/A"]["/URI"] == "https://example.com"


def test_locked_and_damaged_files_say_so(tmp_path):
    save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    with pytest.raises(Encrypted):
        copied(tmp_path / "locked.pdf")
    assert copied(tmp_path / "locked.pdf", password="u")[1].pages == 1
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 no")
    with pytest.raises(Unreadable):
        copied(tmp_path / "broken.pdf")


def test_ink_is_where_the_page_shows_something(tmp_path):
    def prepare(pdf, page):
        page.obj["/Contents"] = pdf.make_stream(b"0 g 200 300 80 80 re f")
        page.obj["/Rotate"] = 90

    _pdf, result = copied(save(tmp_path / "a.pdf", prepare))
    ink = result.ink[0]
    assert not ink.free(0.8, 0.7, 0.9, 0.9)  # upper right of the page, turned clockwise: lower right
    assert ink.free(0.05, 0.05, 0.5, 0.5)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.pdf")), ids=lambda path: path.name[:40])
def test_real_files_keep_all_their_pages_and_words(path, tmp_path):
    target = tmp_path / "copy.pdf"
    result = copy_pdf(CopyTask(str(path), str(target)))
    before, after = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument(target)
    assert result.pages == len(before) == len(after)
    assert before[0].get_size() == after[0].get_size()
    words = [set(one[0].get_textpage().get_text_range().split()) for one in (before, after)]
    assert words[0] <= words[1]  # form values are words of the copy only
    PdfReader(target).pages[0].extract_text()


# --- pictures ---------------------------------------------------------------------------------------------------------


def shown(tmp_path: Path, name: str, **more) -> tuple[pikepdf.Pdf, object]:
    result = picture_to_pdf(PictureTask(str(tmp_path / name), str(tmp_path / "out.pdf"), name, **more))
    return pikepdf.open(tmp_path / "out.pdf"), result


def test_a_jpeg_goes_in_as_it_is(tmp_path):
    Image.effect_noise((200, 100), 50).convert("RGB").save(tmp_path / "a.jpg", quality=70)
    pdf, _result = shown(tmp_path, "a.jpg")
    assert pdf.pages[0].obj["/Resources"]["/XObject"]["/Picture"].read_raw_bytes() == (tmp_path / "a.jpg").read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "LA", "CMYK", "I;16"])
def test_pixels_of_every_mode_are_kept(tmp_path, mode):
    picture = Image.effect_noise((60, 40), 80).convert("L")
    made = picture.convert(mode) if mode != "I;16" else Image.new("I;16", (60, 40), 40_000)
    name = "a.tif" if mode in ("CMYK", "I;16") else "a.png"
    made.save(tmp_path / name)
    pdf, result = shown(tmp_path, name)
    assert result.pages == 1
    stored = pikepdf.PdfImage(pdf.pages[0].obj["/Resources"]["/XObject"]["/Picture"]).as_pil_image()
    assert stored.size == (60, 40)
    if mode in ("1", "L", "RGB"):
        assert stored.convert("RGB").tobytes() == made.convert("RGB").tobytes()


def test_every_frame_of_a_tiff_is_a_page_and_a_long_screenshot_a_long_page(tmp_path):
    frames = [Image.new("L", (100, 100), 90 * n) for n in range(3)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert shown(tmp_path, "a.tif")[1].pages == 3
    Image.new("RGB", (900, 9000), "white").save(tmp_path / "long.png")
    pdf, _result = shown(tmp_path, "long.png")
    assert float(pdf.pages[0].mediabox[3]) > 3 * 792
    Image.new("RGB", (1800, 900), "white").save(tmp_path / "wide.png")
    pdf, _result = shown(tmp_path, "wide.png")
    assert [float(edge) for edge in pdf.pages[0].mediabox] == [0, 0, 792, 612]


def test_ocr_words_are_there_as_invisible_text_at_their_place(tmp_path):
    Image.new("RGB", (816, 1056), "white").save(tmp_path / "a.png")
    words = ((("Marigold", 7200, 7200, 14400, 8400), ("漢字", 7200, 9000, 9600, 10200)),)
    shown(tmp_path, "a.png", words=words, paper=False)
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    page = document[0]
    from evidence_app.importers.pdf_words import read_layer

    layer = read_layer(document, 0, page)
    assert layer.text.split() == ["Marigold", "漢字"]
    assert layer.words[0][2:6] == (7200, 7200, 14400, 8400)


def test_a_damaged_picture_is_refused(tmp_path):
    Image.effect_noise((300, 300), 50).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(Unreadable):
        shown(tmp_path, "a.png")
