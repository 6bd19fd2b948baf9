import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_app.gui.viewer.typeset import WIDTH, SheetStyle, TextSheet
from evidence_app.model.shape import KINDS, Span, pack_shape

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


def test_shape_guides_the_eye_and_moves_no_character(qapp):
    text = "Heading\nplain 😀 bold link\nitem"
    shape = pack_shape([Span(0, 7, "h1"), Span(16, 20, "b"), Span(21, 25, "a"), Span(26, 30, "li")])
    plain, shaped = TextSheet(text), TextSheet(text, shape=shape)
    assert (
        [text[w.start : w.end] for w in shaped.words()]
        == [text[w.start : w.end] for w in plain.words()]
        == text.split()
    )
    heading, first = shaped.words()[0], plain.words()[0]
    assert heading.y1 - heading.y0 > 1.4 * (first.y1 - first.y0)
    bold, was = shaped.words()[3], plain.words()[3]
    assert bold.x1 - bold.x0 > was.x1 - was.x0
    assert shaped.words()[-1].x0 > plain.words()[-1].x0, "an item stands further in, beside its bullet"


@pytest.mark.usefixtures("qapp")
@settings(deadline=None, max_examples=40)
@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(KINDS)), max_size=6),
)
def test_any_shape_can_be_shown_on_any_text(text, spans):
    sheet = TextSheet(text, shape=pack_shape([Span(*span) for span in spans]))
    covered = [{i for w in one.words() for i in range(w.start, w.end)} for one in (sheet, TextSheet(text))]
    assert covered[0] == covered[1]
    assert sheet.size[1] > 0
