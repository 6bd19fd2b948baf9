"""Exhibit numbers sort as courts order them."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.exhibits import number_sort_key


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
