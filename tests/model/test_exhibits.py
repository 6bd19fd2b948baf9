"""Exhibit numbers sort as courts order them."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.exhibits import STIPULATIONS, number_sort_key, stipulated, with_stipulation


def in_order(*numbers: str) -> bool:
    shuffled = sorted(set(numbers), key=number_sort_key)
    return shuffled == list(numbers)


def test_numbers_sort_as_numbers():
    assert in_order("1", "2", "10", "100")
    assert in_order("PX9", "PX10", "PX100")
    assert in_order("A", "B", "Z", "AA", "AB")
    assert in_order("12", "12.1", "12.2", "12.10", "13")
    assert in_order("12", "12A", "13")


def test_leading_zeros_and_case_do_not_make_another_number():
    assert number_sort_key("PX0009") == number_sort_key("px9")
    assert number_sort_key("P-9") == number_sort_key("P9")


def test_unnumbered_come_last():
    assert number_sort_key(None) == number_sort_key(" ") > number_sort_key("ZZ99")


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["", "PX", "DX-", "TX "]))
def test_any_two_numbers_of_a_series_sort_by_value(a, b, prefix):
    assert (number_sort_key(f"{prefix}{a}") < number_sort_key(f"{prefix}{b}")) == (a < b)


def test_only_the_bare_words_stipulate():
    assert stipulated("Authenticity, foundation and admissibility") == set(STIPULATIONS)
    assert stipulated("authentic; admissible") == {"authenticity", "admissibility"}
    for text in ("", "no authenticity", "authenticity disputed", "foundation if redacted", "not admissible", "none"):
        assert not stipulated(text), text


def test_a_point_is_agreed_and_taken_back_and_other_words_stay():
    text = with_stipulation("subject to the order of 1 May", "foundation", True)
    assert text == "subject to the order of 1 May, foundation" and stipulated(text) == {"foundation"}
    assert with_stipulation(text, "foundation", True) == text
    assert with_stipulation(text, "foundation", False) == "subject to the order of 1 May"
    assert with_stipulation("", "authenticity", True) == "authenticity"


@given(st.sets(st.sampled_from(sorted(STIPULATIONS))), st.sampled_from(sorted(STIPULATIONS)), st.booleans())
def test_each_point_is_set_apart_from_the_others(before, what, agreed):
    text = ", ".join(sorted(before))
    after = stipulated(with_stipulation(text, what, agreed))
    assert after == (before | {what} if agreed else before - {what})
