import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from evidence_app.importers.ocr import OcrText, _turned_back, model_folder, parse_tsv
from evidence_app.importers.page_ocr import with_ocr
from evidence_app.importers.pdf_words import PageLayer
from evidence_app.model.errors import MissingTool
from evidence_app.model.pages import ImportedPage, Word, unpack_words
from tests.importers.conftest import encoded, screenshot

LINES = ["Your data may be used to train models", "Updated 18 September 2024", "Settings and privacy"]


@pytest.mark.parametrize(("ground", "ink"), [("white", "black"), ("#1b1f23", "#e6e6e6"), ("white", "#777777")])
def test_a_small_screenshot_in_light_dark_and_grey(desk, ground, ink):
    (page,) = desk.ocr("shot.png", encoded(screenshot(LINES, ground=ground, ink=ink, points=12)), 1)
    assert [line for line in page.text.split("\n") if line] == LINES
    assert page.source == "ocr" and page.ocr_text == page.text and page.ocr_confidence > 85 and not page.needs_ocr


def test_boxes_lie_on_the_words_in_hundredths_of_a_point(desk):
    (page,) = desk.ocr("shot.png", encoded(screenshot(["", "witness"], size=(800, 300))), 1)
    (word,) = unpack_words(page.words)
    assert (page.width, page.height) == (60000, 22500)
    assert page.text == "witness" and (word.start, word.end) == (0, 7)
    assert word.x0 == pytest.approx(20 * 75, abs=200) and word.y0 == pytest.approx(52 * 75, abs=700)
    assert 0 <= word.confidence <= 100


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_photos_of_pages_lying_on_their_side(desk, turn):
    lines = ["The witness signed the statement", "before the policy was changed", "and sent it by mail to counsel"] * 4
    image = screenshot(lines, size=(900, 560), points=20).rotate(turn, expand=True)
    (page,) = desk.ocr("photo.png", encoded(image), 1)
    assert "policy was changed" in page.text
    ink = image.convert("L").point([255 if shade < 128 else 0 for shade in range(256)])
    total = ink.histogram()[255]
    for w in unpack_words(page.words):
        ink.paste(0, tuple(round(v / 75) + d for v, d in zip(w[2:6], (-2, -2, 2, 2), strict=True)))
    assert ink.histogram()[255] < 0.05 * total


def test_a_picture_without_words_says_so(desk):
    (page,) = desk.ocr("photo.png", encoded(Image.new("L", (300, 300), 128)), 1)
    assert (page.text, page.source, page.needs_ocr) == ("", "none", False)
    assert page.note == "OCR found no words on this page."


def test_transparent_pictures_are_read_on_white(desk):
    image = screenshot(LINES).convert("RGBA")
    image.putalpha(image.convert("L").point([255 - shade for shade in range(256)]))
    (page,) = desk.ocr("shot.png", encoded(image), 1)
    assert "18 September 2024" in page.text


def test_an_unknown_language_is_named():
    with pytest.raises(MissingTool, match="xxx"):
        model_folder("eng+xxx")


def test_table_of_words_becomes_lines_and_paragraphs():
    rows = [(1, 1, 1, "two"), (1, 1, 1, "words"), (1, 1, 2, "line"), (2, 1, 1, "block")]
    table = "\n".join(f"5\t1\t{b}\t{p}\t{li}\t1\t10\t20\t30\t8\t91.6\t{word}" for b, p, li, word in rows)
    found = parse_tsv("4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n" + table)
    assert found.text == "two words\nline\n\nblock" and found.confidence == 92
    assert [found.text[w.start : w.end] for w in found.words] == ["two", "words", "line", "block"]
    assert found.words[0] == Word(0, 3, 10, 20, 40, 28, 92)


@given(st.integers(0, 99), st.integers(0, 49), st.integers(1, 30), st.integers(1, 20), st.sampled_from([90, 180, 270]))
def test_turning_a_box_forth_and_back(x, y, width, height, turn):
    """A pixel box, painted and turned like the picture, is found again by turning the box back."""
    box = (x, y, min(100, x + width), min(50, y + height))
    image = Image.new("L", (100, 50))
    image.paste(255, box)
    turned = image.rotate(-turn, expand=True).getbbox()
    assert _turned_back(Word(0, 1, *turned), 100, 50, turn)[2:6] == box


def test_layer_words_are_not_doubled_and_offsets_fit():
    layer = PageLayer("Filed 01/21/25", [Word(0, 5, 0, 0, 500, 100), Word(6, 14, 600, 0, 1400, 100)], 5000, 5000)
    words = (Word(0, 5, 0, 2, 510, 99, 88), Word(6, 14, 590, 0, 1400, 100, 70), Word(16, 19, 0, 900, 300, 1000, 95))
    page = with_ocr(ImportedPage(1), layer, [], OcrText("Flled 01/21/25\n\nThe", (*words,), 85))
    assert page.text == "Filed 01/21/25\nThe" and page.ocr_text == "Flled 01/21/25\n\nThe"
    assert [page.text[w.start : w.end] for w in unpack_words(page.words)] == ["Filed", "01/21/25", "The"]
    assert page.source == "layer" and page.ocr_confidence == 85
