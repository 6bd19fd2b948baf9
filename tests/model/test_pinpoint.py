"""A quote is found again after line breaks, hyphens and context changed, and never mistaken for another place."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.pinpoint import Pinpoint, cite, find_passage, find_quote, locate, pinpoint_at

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
    assert cite("Ex. P-12", "iv", "v") == "Ex. P-12 at iv–v"
    assert cite("Ex. P-12", "iv", "iv") == "Ex. P-12 at iv"


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


PLEADING = "\n".join(f"{n} line {n} of the order says that word{n}" for n in range(1, 29))


def test_margin_numbers_of_pleading_paper_are_no_part_of_a_quote():
    start = PLEADING.index("word3")
    pin = pinpoint_at(PLEADING, 1, start, PLEADING.index("word5") + 5)
    assert pin.quote.split()[:4] == ["word3", "line", "4", "of"], "the number in the margin is gone"
    assert pin.start == start and len(pin.quote) == PLEADING.index("word5") + 5 - start
    assert locate(PLEADING, pin) == (start, start + len(pin.quote))
    assert locate("A heading\n" + PLEADING, pin) == (start + 10, start + 10 + len(pin.quote)), "found again elsewhere"
    typed = Pinpoint(1, "word3 line 4 of the order")
    assert locate(PLEADING, typed) is not None, "as a person types it"


def test_a_quote_kept_with_its_margin_numbers_is_still_at_its_place():
    start, end = PLEADING.index("word3"), PLEADING.index("word5")
    assert locate(PLEADING, Pinpoint(1, PLEADING[start:end], start=start)) == (start, end)
    assert locate("Moved.\n" + PLEADING, Pinpoint(1, PLEADING[start:end].rstrip(), start=start)) is not None
    assert find_passage(lambda _page: PLEADING, Pinpoint(1, PLEADING[start:end], start=start)) == {1: (start, end)}


def test_margin_numbers_are_left_out_on_both_sides_of_a_page_break():
    start = PLEADING.index("word28")
    pin = Pinpoint(1, "word28\n  line 1 of the order", start=start, page_end=2)
    assert set(find_passage(lambda _page: PLEADING, pin)) == {1, 2}
