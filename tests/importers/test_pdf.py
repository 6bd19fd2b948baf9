import io

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import DecodedStreamObject, NameObject, NumberObject, RectangleObject

from evidence_app.importers.pdf_words import PageFrame, readable
from evidence_app.model.pages import unpack_words
from tests.importers.conftest import PROSE, edited, encoded, pdf, picture_of

THREE = "First line of the text here.\n\nSecond line of the text follows.\n\nThird line ends it."


def words_of(page):
    return {page.text[w.start : w.end]: w for w in unpack_words(page.words)}


def in_order(text):
    return text.index("First line") < text.index("Second line") < text.index("Third line")


def assert_boxes_hold_the_ink(data, page, left_over=0.02):
    """The page drawn as a reader sees it has its ink inside the word boxes."""
    shown = picture_of(data, dpi=72)
    assert (shown.width * 100, shown.height * 100) == pytest.approx((page.width, page.height), abs=100)
    ink = shown.point([255 if shade < 128 else 0 for shade in range(256)])
    total = ink.histogram()[255]
    for w in unpack_words(page.words):
        ink.paste(0, (w.x0 // 100 - 1, w.y0 // 100 - 1, w.x1 // 100 + 2, w.y1 // 100 + 2))
    assert total > 0 and ink.histogram()[255] <= left_over * total


def test_text_words_and_size(desk):
    data = pdf(THREE)
    exhibit = desk.read("Doc.No.10-2024-09-12-OrderReassigningCase.pdf", data)
    (page,) = exhibit.pages
    assert (exhibit.kind, exhibit.status, exhibit.media_type) == ("pdf", "ok", "application/pdf")
    assert (exhibit.title, exhibit.date, exhibit.date_basis) == ("Order Reassigning Case", "2024-09-12", "file name")
    assert page.text == THREE.replace("\n\n", "\n") and page.source == "layer" and not page.needs_ocr
    assert (page.width, page.height, page.number) == (40000, 30000, 1)
    assert [page.text[w.start : w.end] for w in unpack_words(page.words)] == page.text.split()
    assert_boxes_hold_the_ink(data, page)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_shown_turned_read_in_order_with_boxes_as_shown(desk, turn):
    data = edited(pdf(THREE), lambda w: w.pages[0].rotate(turn))
    (page,) = desk.read("a.pdf", data).pages
    assert page.rotation == turn and in_order(page.text)
    assert_boxes_hold_the_ink(data, page)


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("upright", [True, False])
def test_text_turned_inside_the_page(desk, turn, upright):
    def change(writer):
        page = writer.pages[0]
        page.rotate(turn)
        page.transfer_rotation_to_content()
        if upright:
            page.rotate(-turn)

    data = edited(pdf(THREE), change)
    (page,) = desk.read("a.pdf", data).pages
    assert in_order(page.text)
    assert_boxes_hold_the_ink(data, page)


def test_crop_box_keeps_text_outside_and_says_so(desk):
    data = edited(pdf(THREE), lambda w: setattr(w.pages[0], "cropbox", RectangleObject((0, 0, 400, 240))))
    (page,) = desk.read("a.pdf", data).pages
    assert "First line" in page.text and "Third line" in page.text
    assert "lie outside the visible page" in page.note
    assert (page.width, page.height) == (40000, 24000)
    inside = [w for w in unpack_words(page.words) if w.y0 >= 0]
    assert inside and all(w.y1 <= 24000 for w in inside)


def test_a_hyphen_at_a_line_end_stays_as_two_words_with_two_boxes(desk):
    body = '#set par(justify: true)\n#set text(hyphenate: true, lang: "en")\n#box(width: 120pt)[' + PROSE + "]"
    (page,) = desk.read("a.pdf", pdf(body)).pages
    assert "\x02" not in page.text
    words = words_of(page)
    broken = [word for word in words if word.endswith("-")]
    assert broken
    assert_boxes_hold_the_ink(pdf(body), page)


def test_readable_unifies_line_ends():
    assert readable("con\x02stitute\r\nthe\rcourt ") == "con-\nstitute\nthe\ncourt"


@pytest.mark.parametrize(("turn", "box"), [
    (0, (1000, 27000, 2000, 28000)), (90, (2000, 1000, 3000, 2000)),
    (180, (38000, 2000, 39000, 3000)), (270, (27000, 38000, 28000, 39000)),
])  # fmt: skip
def test_frame_maps_user_space_to_the_page_as_shown(turn, box):
    assert PageFrame(0, 0, 400, 300, turn).box(10, 20, 20, 30) == box
    assert PageFrame(0, 0, 400, 300, turn).size == ((40000, 30000) if turn % 180 == 0 else (30000, 40000))


def test_comments_form_values_and_attachments(desk):
    def change(writer):
        note = Text(text="Ask the witness about this.", rect=(50, 50, 70, 70))
        writer.add_annotation(0, note)
        writer.add_annotation(0, FreeText(text="Left as is", rect=(100, 100, 200, 120)))
        writer.add_attachment("../../evil\nname.txt", b"attached words")

    exhibit = desk.read("a.pdf", edited(pdf(THREE), change))
    page = exhibit.pages[0]
    assert "[Annotation] Ask the witness about this." in page.text and "Left as is" in page.text
    assert "Annotation" not in page.layer_text
    assert words_of(page)["witness"][2:6] == (5000, 23000, 7000, 25000)
    (attachment,) = exhibit.attachments
    assert attachment.file_name.startswith("../../evil")
    stored = desk.temp / attachment.path.rpartition("/")[2]
    assert str(stored) == attachment.path and stored.read_bytes() == b"attached words"


def test_form_values(desk):
    document = pikepdf.open(io.BytesIO(pdf(THREE)))
    field = document.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="Name of witness", V="Dana Doe",
        Rect=[50, 50, 150, 70]))  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    out = io.BytesIO()
    document.save(out)
    (page,) = desk.read("a.pdf", out.getvalue()).pages
    assert page.text.endswith("[Form field] Name of witness: Dana Doe")


def encrypted(user, owner):
    return edited(pdf(THREE), lambda w: w.encrypt(user, owner, algorithm="AES-256"))


def test_encrypted_with_the_empty_password_opens(desk):
    assert "First line" in desk.read("a.pdf", encrypted("", "owner")).pages[0].text


def test_encrypted_with_a_password_is_kept_and_asks(desk):
    data = encrypted("secret", "owner")
    closed = desk.read("PTX.55 - Smith Depo.pdf", data)
    assert (closed.status, closed.pages, closed.title, closed.kind) == ("password", (), "Smith Depo", "pdf")
    assert "password is needed" in closed.reason
    assert "is not right" in desk.read("a.pdf", data, password="wrong").reason
    assert "First line" in desk.read("a.pdf", data, password="secret").pages[0].text
    assert "First line" in desk.read("a.pdf", data, password="owner").pages[0].text


def test_empty_owner_password(desk):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(THREE))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="secret", owner="", R=6))
    exhibit = desk.read("a.pdf", out.getvalue())
    assert exhibit.status in ("ok", "password")
    if exhibit.status == "ok":
        assert "First line" in exhibit.pages[0].text


def test_broken_cross_references_are_repaired_on_a_copy(desk):
    data = pdf(THREE)
    broken = data[: data.rindex(b"startxref")] + b"startxref\n99\n%%EOF"
    exhibit = desk.read("a.pdf", broken)
    assert exhibit.status == "ok" and "First line" in exhibit.pages[0].text
    assert list(desk.temp.glob("*")) == []


def test_damaged_and_not_a_pdf(desk):
    exhibit = desk.read("brief.pdf", b"%PDF-1.7\nnothing here that helps" * 20)
    assert (exhibit.status, exhibit.kind, exhibit.pages) == ("damaged", "pdf", ())
    assert exhibit.reason.count(".") >= 1 and "damaged" in exhibit.reason


def test_a_page_count_that_lies(desk):
    def lie(writer):
        writer.root_object["/Pages"][NameObject("/Count")] = NumberObject(20_000)

    exhibit = desk.read("a.pdf", edited(pdf(THREE), lie))
    assert "First line" in exhibit.pages[0].text and len(exhibit.pages) < 60
    if len(exhibit.pages) == 1 and exhibit.status != "ok":
        assert "20,000" in exhibit.reason


def test_page_cap(desk):
    exhibit = desk.read("a.pdf", pdf("#pagebreak()".join(["Words on a page."] * 5)), max_pages=3)
    assert len(exhibit.pages) == 3 and exhibit.status == "partial"
    assert exhibit.reason == "The file has 5 pages; only the first 3 were read."


def scan_pdf(data, stamp=""):
    """A page as a picture only; optionally with a court's stamp as its only text."""
    picture = picture_of(data)
    out = encoded(picture, "PDF", resolution=200)
    if not stamp:
        return out
    over = PdfReader(io.BytesIO(pdf(f"#place(top, dy: -25pt)[{stamp}]")))
    return edited(out, lambda w: w.pages[0].merge_page(over.pages[0]))


def test_a_scan_needs_ocr(desk):
    (page,) = desk.read("a.pdf", scan_pdf(pdf(PROSE))).pages
    assert page.needs_ocr and page.text == "" and page.source == "none"


def test_a_stamp_alone_is_no_reason_to_skip_ocr(desk):
    stamp = "Case 3:25-cv-00709 Document 1 Filed 01/21/25 Page 1 of 5"
    data = scan_pdf(pdf(PROSE), stamp)
    (page,) = desk.read("a.pdf", data).pages
    assert page.needs_ocr and page.text == stamp
    (read,) = desk.ocr("a.pdf", data, 1)
    assert read.source == "ocr" and not read.needs_ocr and read.layer_text == stamp
    assert read.text.startswith(stamp + "\n") and "train any model" in read.text.replace("\n", " ")
    assert read.text.count("3:25-cv-00709") == 1
    assert read.ocr_confidence > 80
    assert_boxes_hold_the_ink(data, read, left_over=0.05)
    assert all(read.text[w.start : w.end].split() for w in unpack_words(read.words))


def test_a_scan_with_its_ocr_layer_is_left_alone(desk):
    data = pdf(PROSE)
    picture = encoded(picture_of(data), "PDF", resolution=200)

    def lay_over(writer):
        page = writer.pages[0]
        page.merge_page(PdfReader(io.BytesIO(data)).pages[0])

    (page,) = desk.read("a.pdf", edited(picture, lay_over)).pages
    assert not page.needs_ocr


def with_text(text):
    """A PDF page whose text layer is ``text`` whatever it looks like."""
    return pdf(f'#set text(size: 7pt)\n#raw(sys.inputs.at("t", default: "{text}"))')


def test_a_garbage_layer_needs_ocr_and_gives_way(desk):
    """A font without a true character map: the page shows words, the layer holds shifted letters."""
    shifted = "".join(chr(ord(c) + 3) if c.isalpha() and c not in "xyzXYZ" else c for c in PROSE)
    picture = PdfReader(io.BytesIO(encoded(picture_of(pdf(PROSE)), "PDF", resolution=200)))
    data = edited(with_text(shifted.replace(". ", ".\\n")), lambda w: w.pages[0].merge_page(picture.pages[0]))
    (page,) = desk.read("a.pdf", data).pages
    assert page.needs_ocr and page.note == "The text layer is not readable words."
    (read,) = desk.ocr("a.pdf", data, 1)
    assert read.source == "ocr" and "train any model" in read.text.replace("\n", " ")
    assert read.layer_text == page.layer_text and "sulydwh" not in read.text


def test_letters_apart_are_garbage(desk):
    (page,) = desk.read("a.pdf", with_text("Th e Metropoli s Towe r i n Singapor e 13858 8 Unite d State s " * 3)).pages
    assert page.needs_ocr


@pytest.mark.parametrize("text", [
    "Настоящее соглашение заключено между сторонами и вступает в силу с момента подписания обеими сторонами. " * 3,
    "\n".join(f"{i} 2024-09-{i:02} 1,250.{i:02} 17.5% $4,300.00 (12)" for i in range(10, 24)),
    "Exhibit A B C D 12 13 14 PTX DTX JTX",
])  # fmt: skip
def test_other_scripts_numbers_and_names_are_not_garbage(desk, text):
    (page,) = desk.read("a.pdf", with_text(text.replace("\n", "\\n"))).pages
    assert not page.needs_ocr and page.text


def test_a_layer_of_rare_names_taken_for_garbage_stays_when_ocr_sees_the_same(desk):
    data = with_text("Kowalczyk Szczepanski Hrvatska Krk Wong Nguyen Ng\\n" * 4)
    (page,) = desk.read("a.pdf", data).pages
    (read,) = desk.ocr("a.pdf", data, 1)
    assert page.needs_ocr and read.source == "layer" and read.text == page.layer_text


def test_a_blank_page_needs_nothing(desk):
    (page,) = desk.read("a.pdf", pdf("")).pages
    assert not page.needs_ocr and page.note == "The page is blank."


def test_a_picture_of_text_inside_a_written_page_is_read_too(desk, tmp_path):
    import typst

    picture_of(pdf("#set text(size: 16pt)\nEmbedded caption seven\n\nwitness Ortega replied yesterday")).save(
        tmp_path / "p.png"
    )
    (tmp_path / "m.typ").write_text(
        f'#set page(width: 500pt, height: 600pt)\n{PROSE}\n\n#image("p.png", width: 300pt)\n\n{PROSE}'
    )
    data = typst.compile(str(tmp_path / "m.typ"))
    (page,) = desk.read("a.pdf", data).pages
    assert page.needs_ocr and page.source == "layer"
    (read,) = desk.ocr("a.pdf", data, 1)
    assert "witness Ortega replied" in read.text and read.text.count("Plaintiff alleges") == 2
    assert read.source == "layer" and words_of(read)["Ortega"].confidence > 50


def test_an_upside_down_scan_is_read_and_boxes_lie_where_the_words_are(desk):
    upside_down = picture_of(pdf(PROSE)).rotate(180)
    data = encoded(upside_down, "PDF", resolution=200)
    (read,) = desk.ocr("a.pdf", data, 1)
    assert "train any model" in read.text.replace("\n", " ")
    assert_boxes_hold_the_ink(data, read, left_over=0.05)


def test_a_flate_bomb_ends_as_a_reason(desk):
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(b"q Q " * 1_000_000)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    exhibit = desk.read("a.pdf", out.getvalue())
    assert exhibit.status == "ok" and len(exhibit.pages) == 1


def test_huge_page_is_drawn_within_the_pixel_limit(desk):
    picture = encoded(Image.new("L", (100, 100), 0), "PDF")
    data = edited(picture, lambda w: setattr(w.pages[0], "mediabox", RectangleObject((0, 0, 200_000, 200_000))))
    exhibit = desk.read("a.pdf", data)
    assert exhibit.status == "ok" and exhibit.pages[0].width == 20_000_000
