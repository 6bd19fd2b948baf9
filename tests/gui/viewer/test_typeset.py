import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_app.gui.viewer.typeset import WIDTH, SheetStyle, TextSheet

MAIL = "From: A <a@example.org>\nAttachments: a.pdf; b.png\n\nBody of the mail."


def test_every_word_has_a_box_in_reading_order(qapp):
    sheet = TextSheet(MAIL + " word" * 400, SheetStyle.of("email", 1))
    words = sheet.words()
    assert [sheet.text[w.start : w.end] for w in words] == sheet.text.split()
    width, height = sheet.size
    assert width == WIDTH * 100
    assert all(0 <= w.x0 < w.x1 <= width and 0 <= w.y0 < w.y1 <= height for w in words)
    tops = [w.y0 for w in words]
    assert tops == sorted(tops)


def test_header_values_stand_in_one_column(qapp):
    sheet = TextSheet(MAIL, SheetStyle.of("email", 1))
    boxes = {sheet.text[w.start : w.end]: w for w in sheet.words()}
    assert boxes["A"].x0 == boxes["a.pdf;"].x0 > boxes["Attachments:"].x1


def test_a_long_text_makes_a_higher_sheet(qapp):
    assert TextSheet("line\n" * 300).size[1] > TextSheet("line").size[1]


@pytest.mark.usefixtures("qapp")
@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_set_and_offsets_hold(text):
    sheet = TextSheet(text, SheetStyle.of("email", 1))
    for word in sheet.words():
        assert 0 <= word.start < word.end <= len(text)
        assert not text[word.start : word.end].isspace()


def test_characters_outside_the_basic_plane_shift_nothing(qapp):
    plain, wide = TextSheet("aa bb cc"), TextSheet("\N{GRINNING FACE}\N{GRINNING FACE} bb cc")
    assert [(w.start, w.end) for w in wide.words()] == [(w.start, w.end) for w in plain.words()]
