"""Bates numbers are read, compared and counted as courts and productions use them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.bates import BatesNumber, BatesRange, check_prefix, gaps, overlaps, parse, parse_range
from evidence_app.model.errors import UserError


@pytest.mark.parametrize(
    ("text", "prefix", "number", "width", "suffix"),
    [
        ("DLT000012", "DLT", 12, 6, ""),
        ("ABC-0000001A", "ABC-", 1, 7, "A"),
        ("ABC-0000001.001", "ABC-", 1, 7, ".001"),
        ("ABC0000001-R1", "ABC", 1, 7, "-R1"),
        ("ABC.001.0001", "ABC.001.", 1, 4, ""),
        ("2024-DLT-7", "2024-DLT-", 7, 1, ""),
        ("42", "", 42, 2, ""),
    ],
)
def test_split_at_the_last_digits(text, prefix, number, width, suffix):
    assert parse(text) == BatesNumber(prefix, number, width, suffix)
    assert str(parse(text)) == text


@pytest.mark.parametrize("text", ["", "ABC", "A1-", "9" * 19, "x" * 70 + "1", "A²", "A٣"])
def test_what_is_no_bates_number(text):
    with pytest.raises(UserError):
        parse(text)


@given(st.from_regex(r"[A-Z][A-Z.&-]{0,8}[A-Z_-]", fullmatch=True), st.integers(0, 10**12), st.integers(0, 12))
def test_format_and_parse_are_inverse(prefix, number, width):
    made = BatesNumber(prefix, number, width)
    assert parse(str(made)).key == made.key
    assert str(parse(str(made))) == str(made)


def test_compared_as_numbers_not_as_text():
    assert parse("DLT9").key < parse("DLT10").key
    assert parse("dlt000009").key == parse("DLT9").key
    assert parse("DLT0012").key < parse("DLT0012A").key


@pytest.mark.parametrize(
    "text", ["ABC000009-12", "ABC000009 - ABC000012", "ABC000009\u2013ABC000012", "ABC000009 to ABC000012"]
)
def test_ranges_as_people_cite_them(text):
    found = parse_range(text)
    assert (found.begin.number, found.end.number, found.pages) == (9, 12, 4)
    assert str(found.end) == "ABC000012"


def test_a_single_number_with_a_dash_in_its_prefix_is_one_number():
    assert parse_range("ABC-0000012").pages == 1


def test_short_end_keeps_the_leading_digits():
    assert str(parse_range("ABC001998-2003").end) == "ABC002003"


def test_backward_and_mixed_ranges_are_refused():
    for text in ("ABC000012 - ABC000009", "ABC000001 - XYZ000002"):
        with pytest.raises(UserError):
            parse_range(text)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 10)), min_size=1, max_size=12))
def test_gaps_are_exactly_the_numbers_nobody_uses(pieces):
    ranges = [BatesRange(BatesNumber("A", n, 6), BatesNumber("A", n + more, 6)) for n, more in pieces]
    used = {n for r in ranges for n in range(r.begin.number, r.end.number + 1)}
    missing = {n for g in gaps(ranges) for n in range(g.begin.number, g.end.number + 1)}
    assert missing == set(range(min(used), max(used) + 1)) - used


def test_overlaps_name_both_ranges_and_other_prefixes_do_not_meet():
    first, second = parse_range("A0001-5"), parse_range("A0005-9")
    assert overlaps([second, first, parse_range("B0001-9")]) == [(first, second)]


@pytest.mark.parametrize("prefix", ["", "A B", "Ä", "ABC1", "-A", "A" * 31])
def test_prefixes_that_are_refused(prefix):
    with pytest.raises(UserError):
        check_prefix(prefix)


def test_a_prefix_is_kept_as_typed():
    assert check_prefix(" Acme_".replace("_", "-")) == "Acme-"
