from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from evidence_app.gui.viewer.passage import (
    ReadPage,
    Spot,
    find_passage,
    format_box,
    line_boxes,
    nearest_word,
    parse_box,
    pinpoint_of,
    quote_of,
    spans,
    word_under,
)
from evidence_app.gui.viewer.selecting import Selection, line_step, stepped
from evidence_app.model.pages import Word
from evidence_app.model.pinpoint import Pinpoint


def page(number, text, per_line=4):
    words, at = [], 0
    for i, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        left, top = 1000 + (i % per_line) * 3000, 1000 + (i // per_line) * 1500
        words.append(Word(start, at, left, top, left + 2700, top + 1000))
    return ReadPage(number, text, tuple(words))


BOOK = {
    1: page(1, "We may share your data with partners when they"),
    2: page(2, ""),
    3: page(3, "ask us to do so at any time"),
}


def pages(number):
    return BOOK[number]


def test_words_on_one_page_become_a_pinpoint_with_context():
    pin = pinpoint_of(pages, spans(pages, Spot(1, 2), Spot(1, 4)))
    assert (pin.page, pin.quote, pin.start, pin.page_end) == (1, "share your data", 7, None)
    assert pin.before == "We may " and pin.after.startswith(" with")


def test_the_selection_reads_the_same_backwards():
    assert spans(pages, Spot(3, 1), Spot(1, 6)) == spans(pages, Spot(1, 6), Spot(3, 1))


def test_a_passage_over_a_page_break_says_where_it_ends_and_is_found_again():
    chosen = spans(pages, Spot(1, 7), Spot(3, 2))
    pin = pinpoint_of(pages, chosen)
    assert pin.quote == "when they\nask us to"
    assert (pin.page, pin.page_end) == (1, 3)
    assert find_passage(pages, pin) == chosen


def test_a_quote_that_is_gone_is_not_found():
    assert find_passage(pages, Pinpoint(1, "never sell", start=0)) == {}
    assert find_passage(pages, Pinpoint(1)) == {}


@given(st.integers(0, 7), st.integers(0, 7))
def test_every_passage_of_a_page_is_found_where_it_was_taken(one, other):
    words = BOOK[1].words
    chosen = spans(pages, Spot(1, min(one, len(words) - 1)), Spot(1, min(other, len(words) - 1)))
    assert find_passage(pages, pinpoint_of(pages, chosen)) == chosen
    assert quote_of(pages, chosen) == BOOK[1].text[slice(*chosen[1])]


def test_lines_are_joined_and_kept_apart():
    words = BOOK[1].words
    boxes = line_boxes(words, words[1].start, words[5].end)
    assert [round(box.top()) for box in boxes] == [1000, 2500]
    assert boxes[0].left() == words[1].x0 and boxes[0].right() == words[3].x1


def test_the_word_under_the_pointer():
    words = BOOK[1].words
    assert word_under(words, QPointF(words[2].x0 + 10, words[2].y0 + 10)) == 2
    assert word_under(words, QPointF(60000, 60000)) is None
    assert nearest_word(words, QPointF(60000, words[0].y0 + 500)) == 3
    assert nearest_word((), QPointF(0, 0)) is None


def test_boxes_are_stored_whole_and_inside_the_page():
    text = format_box(QRectF(QPointF(-50, 100), QPointF(900, 70000)), (500, 60000))
    assert text == "0,100,500,60000"
    assert parse_box(text) == QRectF(0, 100, 500, 59900)
    assert parse_box("") is None and parse_box("1,2,x,4") is None


def test_a_small_drag_is_no_region():
    selection = Selection()
    selection.start_region(1, QPointF(100, 100))
    selection.region_to = QPointF(200, 200)
    assert selection.pinpoint(pages) is None
    selection.region_to = QPointF(3000, 2000)
    assert selection.pinpoint(pages) == Pinpoint(1, box="100,100,3000,2000")


def test_the_keyboard_steps_over_empty_pages():
    last = Spot(1, len(BOOK[1].words) - 1)
    assert stepped(pages, 3, last, 1) == Spot(3, 0)
    assert stepped(pages, 3, Spot(3, 0), -1) == last
    assert stepped(pages, 3, Spot(1, 0), -1) == Spot(1, 0)
    assert line_step(pages, 3, Spot(1, 1), 1) == Spot(1, 5)
    assert line_step(pages, 3, Spot(1, 5), -1) == Spot(1, 1)
