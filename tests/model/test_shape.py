"""Marks of shape go in and out without touching the text."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.shape import KINDS, Span, marks, pack_shape, take_shape, tidy, unmarked, unpack_shape, within

PIECES = st.lists(st.tuples(st.sampled_from(KINDS), st.text(max_size=8).filter(lambda t: t == unmarked(t))), max_size=8)


@given(PIECES)
def test_what_was_marked_is_found_and_the_text_is_as_without(pieces):
    marked = "".join(f"{marks(kind)[0]}{text}{marks(kind)[1]} " for kind, text in pieces)
    plain, spans = take_shape(marked)
    assert plain == "".join(f"{text} " for _kind, text in pieces) == unmarked(marked)
    assert [(span.kind, plain[span.start : span.end]) for span in spans] == [(k, t) for k, t in pieces if t]
    assert unpack_shape(pack_shape(spans)) == spans


@given(st.text(alphabet="ab \n" + "".join("".join(marks(kind)) for kind in KINDS)))
def test_marks_in_any_disorder_never_leave_the_text(text):
    plain, spans = take_shape(tidy(text))
    assert sorted(plain) == sorted(unmarked(text))
    assert all(0 <= span.start < span.end <= len(plain) for span in spans)


def test_blanks_move_out_of_marks():
    opening, closing = marks("b")
    assert tidy(f"a{opening} b {closing}c") == f"a {opening}b{closing} c"


def test_spans_of_a_page_count_from_its_start():
    spans = [Span(0, 5, "h1"), Span(8, 20, "b")]
    assert within(spans, 4, 10) == [Span(0, 1, "h1"), Span(4, 6, "b")]
    assert within(spans, 5, 8) == []


def test_what_cannot_be_read_says_nothing():
    assert unpack_shape("") == unpack_shape("x 1 2;h1 a 3;h1;b 4") == []
