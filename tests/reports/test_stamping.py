"""Stamps stand upright at their corner on every page, cover nothing, and leave the text selectable."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter

from evidence_app.importers.pdf_copy import CopyTask, copy_pdf
from evidence_app.model.errors import UserError
from evidence_app.reports import stamp_designs, stamping
from evidence_app.reports.page_frame import Overlays, PageFrame, frame_of
from evidence_app.reports.sheets import StickerArt, StickerLine, set_stickers, sticker_png
from evidence_app.reports.stamping import FootLine, Sticker, make_stickers, stamp, text_width

MAGENTA = "#ff00ff"
TURNS = (0, 90, 180, 270, -90, 450)
BOXES = {"whole": None, "cropped": (50, 40, 450, 640), "shifted": None}
UNITS = (1, 2)


def one_page(content: bytes = b"", turn: int = 0, crop=None, unit: float = 1, origin=(0, 0), inherited=False) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(500, 700))
    x, y = origin
    page.obj["/MediaBox"] = pikepdf.Array([x, y, x + 500, y + 700])
    if crop:
        page.obj["/CropBox"] = pikepdf.Array([x + crop[0], y + crop[1], x + crop[2], y + crop[3]])
    holder = pdf.Root.Pages if inherited else page.obj
    if turn:
        holder["/Rotate"] = turn
    if unit != 1:
        page.obj["/UserUnit"] = unit
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj["/Contents"] = pdf.make_stream(content)
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def stamped(source: bytes, corner: str = "lower right", foot: FootLine = FootLine(), ink=None, words=()):  # noqa: B008
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(source)), import_outline=False)
    art = StickerArt(112, 64, (StickerLine("EXHIBIT", 8), StickerLine("P-12", 18, True)), MAGENTA)
    drawn = PdfReader(io.BytesIO(set_stickers([art]).pdf))
    sticker = Sticker(make_stickers(writer, drawn, [stamp_designs.design("plain")])[0].form, 112, 64, corner)
    result = stamp(Overlays(writer), writer.pages[0], sticker, foot, ink, words)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), result


def picture(pdf: bytes):
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=1).to_pil().convert("RGB"), page.get_size()


def coloured_box(image) -> tuple[int, int, int, int]:
    """The box of magenta pixels."""
    found = [(x, y) for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) == (255, 0, 255)]
    assert found
    return (min(x for x, _ in found), min(y for _, y in found), max(x for x, _ in found), max(y for _, y in found))


@pytest.mark.parametrize(("turn", "kind", "unit"), list(itertools.product(TURNS, BOXES, UNITS)))
def test_right_on_every_kind_of_page(turn, kind, unit):
    origin = (-200, 100) if kind == "shifted" else (0, 0)
    source = one_page(b"BT /F1 12 Tf 200 400 Td (under) Tj ET", turn, BOXES[kind], unit, origin)
    pdf, result = stamped(source)
    image, (width, height) = picture(pdf)
    frame = frame_of(PdfReader(io.BytesIO(pdf)).pages[0])
    assert result.grown == ()
    assert result.sticker is not None
    shown = image.width / frame.width
    x0, y0, x1, y1 = coloured_box(image)
    expected = [edge * shown for edge in result.sticker]
    assert [x0, y0, x1, y1] == pytest.approx(expected, abs=3)
    assert image.width - x1 == pytest.approx(14 * shown, abs=3)
    assert image.height - y1 == pytest.approx(14 * shown, abs=3)
    assert (width > height) == (frame.width > frame.height)


@pytest.mark.parametrize("turn", TURNS)
def test_text_of_the_stamp_stands_upright_and_text_under_it_stays(turn):
    source = one_page(b"BT /F1 12 Tf 200 400 Td (under) Tj ET", turn)
    pdf, _result = stamped(source, foot=FootLine("CONFIDENTIAL", "7", "DLT000007"))
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    for word in ("EXHIBIT", "P-12", "CONFIDENTIAL", "DLT000007"):
        assert word in text
    assert "under" in text or "rednu" in text
    from evidence_app.importers.pdf_words import read_layer

    page = document[0]
    layer = read_layer(document, 0, page)
    words = {layer.text[w.start : w.end]: w for w in layer.words}
    left, right = words["CONFIDENTIAL"], words["DLT000007"]
    width, height = (side * 100 for side in page.get_size())
    assert left.x0 < width * 0.1 and right.x1 > width * 0.9
    assert min(left.y0, right.y0) > height * 0.9
    assert left.x1 - left.x0 > left.y1 - left.y0  # lies flat


def test_rotation_inherited_from_the_page_tree_counts():
    pdf, result = stamped(one_page(turn=90, inherited=True))
    image, (width, height) = picture(pdf)
    assert (width, height) == (700, 500)
    assert coloured_box(image)[2] == pytest.approx(result.sticker[2], abs=3)


@pytest.mark.parametrize("corner", stamp_designs.CORNERS)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_full_page_gets_new_paper_and_nothing_is_covered(tmp_path, corner, turn):
    path = tmp_path / "full.pdf"
    path.write_bytes(one_page(b"0.9 0.1 0.1 rg 0 0 500 700 re f 0 0 1 rg 5 5 30 30 re f 465 665 30 30 re f", turn))
    copy = copy_pdf(CopyTask(str(path), str(tmp_path / "copy.pdf")))
    before, (width, height) = picture(path.read_bytes())
    pdf, result = stamped((tmp_path / "copy.pdf").read_bytes(), corner, FootLine(right="A1"), copy.ink[0])
    after, (new_width, new_height) = picture(pdf)
    edge = "bottom" if corner.startswith("lower") else "top"
    assert result.grown == ("bottom", edge)
    assert new_width == width
    top = round(new_height - height) - 24 if edge == "top" else 0
    same = after.crop((0, top, before.width, top + before.height))
    assert same.tobytes() == before.tobytes()
    assert coloured_box(after)


def test_what_was_cropped_away_stays_away_when_the_page_grows(tmp_path):
    path = tmp_path / "cropped.pdf"
    path.write_bytes(one_page(b"0 1 0 rg 0 0 500 700 re f", crop=(50, 200, 450, 640)))
    copy = copy_pdf(CopyTask(str(path), str(tmp_path / "copy.pdf")))
    pdf, result = stamped((tmp_path / "copy.pdf").read_bytes(), ink=copy.ink[0])
    image, _size = picture(pdf)
    assert result.grown == ("bottom",)
    assert image.getpixel((10, image.height - 20)) == (255, 255, 255)


def test_moves_beside_words_instead_of_covering_them():
    words = [(400.0, 600.0, 500.0, 700.0)]
    _pdf, result = stamped(one_page(), words=words)
    assert result.grown == ()
    assert result.sticker[2] <= 400


def test_shared_resources_are_not_touched_on_other_pages():
    pdf = pikepdf.new()
    shared = pdf.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary()))
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(500, 700))
        page.obj["/Resources"] = shared
    made = io.BytesIO()
    pdf.save(made)
    out, _result = stamped(made.getvalue(), foot=FootLine(right="X1"))
    second = PdfReader(io.BytesIO(out)).pages[1]
    assert second["/Resources"].get("/XObject") is None
    assert "X1" not in second.extract_text()


@pytest.mark.parametrize("content", [b"q 2 0 0 2 100 100 cm", b"Q Q 1 0 0 1 90 90 cm", b"q q Q", b"(q q q) pop"])
def test_drawing_states_left_open_do_not_move_the_stamp(tmp_path, content):
    path = tmp_path / "open.pdf"
    path.write_bytes(one_page(content))
    copy_pdf(CopyTask(str(path), str(tmp_path / "copy.pdf")))
    pdf, result = stamped((tmp_path / "copy.pdf").read_bytes())
    image, _size = picture(pdf)
    assert coloured_box(image) == pytest.approx(result.sticker, abs=3)


@pytest.mark.parametrize("size", [(100, 120), (2400, 3400)])
def test_small_and_huge_pages(size):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=size)
    made = io.BytesIO()
    pdf.save(made)
    out, result = stamped(
        made.getvalue(), foot=FootLine("HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY", "12", "DLT0000012")
    )
    x0, y0, x1, y1 = result.sticker
    frame = frame_of(PdfReader(io.BytesIO(out)).pages[0])
    assert 0 <= x0 < x1 <= frame.width
    assert 0 <= y0 < y1 <= frame.height


@given(
    st.sampled_from([0, 90, 180, 270]), st.floats(-500, 500), st.floats(-500, 500), st.floats(10, 2000),
    st.floats(10, 2000), st.sampled_from([0.5, 1.0, 3.0]),
)  # fmt: skip
@settings(max_examples=60)
def test_the_matrix_leads_from_the_page_as_shown_to_its_corners(turn, left, bottom, width, height, unit):
    frame = PageFrame(left, bottom, left + width, bottom + height, turn, unit)
    a, b, c, d, e, f = frame.matrix
    corners = {
        (round(a * x + c * y + e, 3), round(b * x + d * y + f, 3)) for x in (0, frame.width) for y in (0, frame.height)
    }
    own = {(round(x, 3), round(y, 3)) for x in (frame.left, frame.right) for y in (frame.bottom, frame.top)}
    assert all(min(abs(p[0] - q[0]) + abs(p[1] - q[1]) for q in own) < 0.01 for p in corners)
    grown = frame.grown("bottom", 30)
    assert grown.height == pytest.approx(frame.height + 30)
    assert grown.width == pytest.approx(frame.width)


def test_designs_that_come_with_the_program_are_right():
    found = stamp_designs.designs()
    assert {"plaintiff", "defendant", "joint", "plain"} <= set(found)
    assert all(one.source for one in found.values())
    assert stamp_designs.design_for("plaintiff").fill != stamp_designs.design_for("defendant").fill


@pytest.mark.parametrize(
    "change",
    [{"corner": "middle"}, {"fill": "yellow"}, {"width": 5000}, {"lines": []}, {"lines": [{"text": "{nonsense}", "size": 9}]},
     {"unknown": 1}],
)  # fmt: skip
def test_a_wrong_design_is_refused_with_a_reason(change):
    entry = {"id": "mine", "name": "Mine", "lines": [{"text": "{number}", "size": 12}]}
    stamp_designs.read_design(entry)
    with pytest.raises(UserError, match="mine"):
        stamp_designs.read_design(entry | change)


def test_an_own_design_replaces_ours_for_its_side():
    entry = {"id": "mine", "name": "Mine", "sides": ["plaintiff"], "lines": [{"text": "{number}", "size": 12}]}
    stamp_designs.save_own_design(entry)
    assert stamp_designs.design_for("plaintiff").id == "mine"
    assert stamp_designs.design_for("defendant").id == "defendant"


def test_lines_without_a_value_are_left_out():
    made = stamp_designs.design("case-party").art(
        {"number": "P-1", "side": "", "case": "", "judge": "", "title": "A v. B"}
    )
    assert [line.text for line in made.lines] == ["A v. B", "EXHIBIT", "P-1"]


def test_width_table_fits_the_font():
    assert text_width("0123456789", 10) == pytest.approx(55.6)
    assert text_width("DLT", 10) == pytest.approx(19.44, abs=0.01)


def test_the_preview_is_a_picture_of_the_sticker():
    from PIL import Image

    made = stamp_designs.design("plaintiff").art({"number": "P-1", "side": "PLAINTIFF'S", "case": "Case No. 1"})
    picture = Image.open(io.BytesIO(sticker_png(made, 144)))
    assert picture.size == (224, 128)
    assert picture.convert("RGB").getpixel((112, 8)) == (0xFF, 0xF2, 0x9A)


def test_on_a_page_too_narrow_for_one_line_the_texts_stand_one_above_another():
    frame = frame_of(PageObject.create_blank_page(width=60, height=60))
    boxes = stamping._foot_boxes(frame, FootLine("CONFIDENTIAL", "DX2 at 1", "EX000022"))
    assert [text for text, *_place in boxes] == ["EX000022", "DX2 at 1", "CONFIDENTIAL"]
    for text, x, _up, size in boxes:
        assert x >= 0 and x + text_width(text, size) <= 60
    assert all(b[2] - a[2] >= a[3] for a, b in itertools.pairwise(boxes))
