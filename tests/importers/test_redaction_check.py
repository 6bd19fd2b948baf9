"""Hidden text is found before a filing leaves; what is harmless is left alone."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from evidence_app.importers.redaction_check import HiddenTextTask, find_hidden_text


def make(path: Path, content: bytes, turn: int = 0, prepare=None) -> Path:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj["/Contents"] = pdf.make_stream(content)
        if turn:
            page.obj["/Rotate"] = turn
        if prepare:
            prepare(pdf, page)
        pdf.save(path)
    return path


def hidden(path: Path) -> list[tuple[str, str]]:
    return [(one.text, one.how) for one in find_hidden_text(HiddenTextTask(str(path)))]


VISIBLE = b"BT /F1 14 Tf 72 700 Td (All of this can be read) Tj ET "
NAME = b"BT /F1 14 Tf 72 600 Td (Marigold) Tj ET "
BOX = b"70 595 80 18 re f "


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("colour", [b"0 g ", b"1 g ", b"0.2 0.3 0.9 rg "])
def test_text_under_a_box_of_any_colour(tmp_path, turn, colour):
    found = hidden(make(tmp_path / "a.pdf", VISIBLE + NAME + colour + BOX, turn))
    assert [text for text, _how in found] == ["Marigold"]


def test_text_under_crossing_lines(tmp_path):
    lines = b"".join(f"{x} 595 m {x} 613 l S ".encode() for x in range(70, 152, 1))
    found = hidden(make(tmp_path / "a.pdf", VISIBLE + NAME + b"1.2 w 0 G " + lines))
    assert [text for text, _how in found] == ["Marigold"]


def test_text_under_a_picture(tmp_path):
    def prepare(pdf, page):
        noise = bytes((i * 37 + i // 7 * 91) % 256 for i in range(40 * 20))
        picture = pikepdf.Stream(pdf, noise)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 40, 20, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        page.obj["/Resources"]["/XObject"] = pikepdf.Dictionary(P=picture)

    found = hidden(make(tmp_path / "a.pdf", VISIBLE + NAME + b"q 90 0 0 24 70 592 cm /P Do Q", prepare=prepare))
    assert found == [("Marigold", "covered")]


def test_white_text_and_text_beside_the_page(tmp_path):
    found = hidden(make(tmp_path / "a.pdf", VISIBLE + b"1 g " + NAME + b"0 g BT /F1 12 Tf 900 100 Td (Outside) Tj ET"))
    assert found == [("Marigold", "not visible"), ("Outside", "outside the page")]


def test_text_under_other_text(tmp_path):
    over = b"1 g " + BOX + b"0 g BT /F1 14 Tf 72 600 Td (Replaced) Tj ET"
    found = hidden(make(tmp_path / "a.pdf", VISIBLE + NAME + over))
    assert [text for text, _how in found] == ["Marigold"]


def test_a_black_annotation_over_text(tmp_path):
    def prepare(pdf, page):
        form = pdf.make_stream(b"0 g 0 0 80 18 re f")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 80, 18])
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Square,
            Rect=[70, 595, 150, 613],
            F=4,
            AP=pikepdf.Dictionary(N=form),
        )
        page.obj["/Annots"] = pikepdf.Array([pdf.make_indirect(note)])

    assert hidden(make(tmp_path / "a.pdf", VISIBLE + NAME, prepare=prepare)) == [("Marigold", "covered")]


@pytest.mark.parametrize(
    "content",
    [
        VISIBLE + NAME,
        VISIBLE + b"0.93 g " + BOX + b"0 g " + NAME,  # on a tinted ground
        VISIBLE + b"0 g " + BOX + b"1 g " + NAME,  # white on black
        VISIBLE + b"1 1 0 rg " + BOX + b"0 g " + NAME,  # highlighted
        VISIBLE + b"0 g " + BOX,  # a box with nothing under it
        VISIBLE + b"BT /F1 14 Tf 72 600 Td (REDACTED) Tj ET 0 g " + BOX,
        VISIBLE + NAME + b"0.5 w 72 604 m 140 604 l S",  # struck through
        b"BT /F1 6 Tf 0.6 g 72 700 Td (small and grey) Tj ET",
    ],
)
def test_what_can_be_seen_is_not_reported(tmp_path, content):
    assert hidden(make(tmp_path / "a.pdf", content)) == []


def test_the_text_layer_of_a_scan_is_no_hidden_text_unless_the_scan_is_black_there(tmp_path):
    def prepare(pdf, page):
        row = bytes(255 if (x // 3) % 2 else 20 for x in range(200))
        rows = [bytes([10]) * 200 if 60 <= y < 80 else row for y in range(200)]
        picture = pikepdf.Stream(pdf, b"".join(rows))
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 200, 200, 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        page.obj["/Resources"]["/XObject"] = pikepdf.Dictionary(P=picture)

    content = b"q 612 0 0 792 0 0 cm /P Do Q 3 Tr BT /F1 14 Tf 72 700 Td (scanned words) Tj 0 -190 Td (Marigold) Tj ET"
    assert [text for text, _how in hidden(make(tmp_path / "a.pdf", content, prepare=prepare))] == ["Marigold"]


@pytest.mark.parametrize(
    ("name", "flagged"),
    [
        ("nasty/bad_cross_hatched_redactions.pdf", True),
        ("nasty/hidden_text_on_visible_text.pdf", True),
        ("nasty/corkami_OverlappedText.pdf", True),
        ("nasty/corkami_cropbox.pdf", True),
        ("nasty/multi_line_redaction_ok.pdf", False),
        ("nasty/pypdf_commented.pdf", False),
        ("nasty/pypdf_Seige_of_Vicksburg_Sample_OCR.pdf", False),
        ("court_pdfs/courtlistener_9thCircuit-07-55393.pdf", False),
        ("court_pdfs/gov.uscourts.cacd.579818.150.3.pdf", False),
    ],
)
def test_real_files(sample, name, flagged):
    assert bool(find_hidden_text(HiddenTextTask(str(sample(name))))) == flagged
