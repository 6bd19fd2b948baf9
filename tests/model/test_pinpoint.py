"""A quote is found again after line breaks, hyphens and context changed, and never mistaken for another place."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.pinpoint import Pinpoint, cite, find_quote, locate, pinpoint_at

TEXT = "We never disclose private messages. Later: we never disclose private mes-\nsages to “partners”."


def test_a_quote_is_found_at_its_old_place():
    pin = pinpoint_at(TEXT, 1, 3, 34)
    assert pin.quote == "never disclose private messages"
    assert locate(TEXT, pin) == (3, 34)


def test_a_quote_is_found_over_a_hyphen_at_a_line_end():
    places = find_quote(TEXT, "never disclose private messages")
    assert len(places) == 2
    assert TEXT[slice(*places[1])] == "never disclose private mes-\nsages"


def test_typographic_quotation_marks_do_not_matter():
    assert find_quote(TEXT, 'to "partners"')


def test_when_the_text_moved_the_context_decides():
    pin = pinpoint_at(TEXT, 1, *find_quote(TEXT, "never disclose private messages")[1])
    moved = "A new first line.\n" + TEXT.replace("mes-\nsages", "messages")
    start, end = locate(moved, pin)
    assert moved[start:end] == "never disclose private messages"
    assert start > moved.index("Later")


def test_a_lost_quote_is_not_invented():
    assert locate("nothing of the kind", pinpoint_at(TEXT, 1, 3, 34)) is None
    assert locate(TEXT, Pinpoint(1)) is None


def test_citation():
    assert cite("Ex. P-12", "iv") == "Ex. P-12 at iv"
    assert cite("Ex. P-12", "") == "Ex. P-12"


@given(st.text(max_size=200), st.data())
def test_any_quote_of_a_text_is_found_in_that_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pin = pinpoint_at(text, 1, start, end)
    if pin.quote:
        assert locate(text, pin) == (start, end)


@given(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=3, max_size=30), st.data())
def test_a_quote_survives_other_line_breaks(words, data):
    first = data.draw(st.integers(0, len(words) - 2))
    last = data.draw(st.integers(first + 1, len(words)))
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n", "  ", "\r\n"]), min_size=len(words), max_size=len(words)))
    broken = "".join(w + b for w, b in zip(words, breaks, strict=True))
    found = find_quote(broken, " ".join(words[first:last]))
    assert any(broken[s:e].split() == words[first:last] for s, e in found)
