"""Partial dates never gain a day, sort as people expect, and conflicts between sources are named."""

from __future__ import annotations

import calendar
import random
import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.chronology import (
    UNDATED_SORT,
    EventSource,
    PartialDate,
    date_conflict,
    find_dates,
    read_date,
    show_date,
    sort_key,
)
from evidence_app.model.errors import UserError
from evidence_app.model.typed_dates import certain_date

days = st.dates(date(1000, 1, 1), date(9998, 12, 31))
qualifiers = st.sampled_from(["", "~", "?", "%"])


@st.composite
def plain(draw: st.DrawFn) -> str:
    """A year, month, day or unspecified digit, with an optional sign of doubt."""
    day = draw(days).isoformat()
    cut = draw(st.sampled_from([4, 7, 10]))
    text = draw(
        st.sampled_from([day[:cut], day[:3] + "X", day[:2] + "XX", day[:8] + "XX", day[:5] + "XX", day[:9] + "X"])
    )
    return text + draw(qualifiers)


@st.composite
def edtf(draw: st.DrawFn) -> str:
    """Any date the program keeps: plain, or an interval, open or closed."""
    first, second = draw(plain()), draw(plain())
    text = draw(st.sampled_from([first, f"../{first}", f"{first}/..", f"{first}/", f"/{first}", f"{first}/{second}"]))
    try:
        PartialDate.parse(text)
    except ValueError:
        return first
    return text


@given(edtf())
def test_first_possible_day_is_not_after_the_last(text: str) -> None:
    found = PartialDate.parse(text)
    assert found.edtf == text
    assert found.earliest or found.latest
    if found.earliest and found.latest:
        assert found.earliest <= found.latest


@given(days, st.sampled_from([4, 7, 10]))
def test_a_part_spans_exactly_its_days(day: date, cut: int) -> None:
    found = PartialDate.parse(day.isoformat()[:cut])
    month_end = calendar.monthrange(day.year, day.month)[1]
    first = {4: date(day.year, 1, 1), 7: day.replace(day=1), 10: day}[cut]
    last = {4: date(day.year, 12, 31), 7: day.replace(day=month_end), 10: day}[cut]
    assert (found.earliest, found.latest) == (first, last)
    assert found.is_one_day == (cut == 10)


@given(days, st.sampled_from([4, 7, 10]), qualifiers, st.sampled_from(["{}", "../{}", "{}/.."]))
def test_what_is_shown_can_be_typed_back(day: date, cut: int, sign: str, way: str) -> None:
    found = PartialDate.parse(way.format(day.isoformat()[:cut] + sign))
    again = read_date(found.show())
    assert again is not None and again.date == found and not again.ambiguous


@given(plain())
def test_digits_that_are_not_known_can_be_typed_back_as_shown(text: str) -> None:
    again = read_date(PartialDate.parse(text).show())
    assert again is not None and again.date.edtf == text and not again.ambiguous


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_time_with_its_zone_can_be_typed_back_as_shown(moment: datetime, minutes: int) -> None:
    stated = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    again = read_date(PartialDate.parse(stated.isoformat()).show())
    assert again is not None
    kept = datetime.fromisoformat(again.date.edtf)
    assert (kept, kept.utcoffset()) == (stated, stated.utcoffset())


@given(days, days, st.sampled_from([4, 7, 10]))
def test_an_interval_is_shown_with_both_ends_and_read_back(one: date, other: date, cut: int) -> None:
    first, last = sorted((one.isoformat()[:cut], other.isoformat()[:cut]))
    found = PartialDate.parse(f"{first}/{last}")
    again = read_date(found.show())
    assert again is not None and again.date == found


@given(plain())
def test_a_day_that_is_not_known_is_never_shown(text: str) -> None:
    known = text.rstrip("~?%").split("-")
    shown = PartialDate.parse(text).show()
    if len(known) < 3 and "X" not in text:
        assert re.findall(r"\d+", shown) == [known[0]]
    if "X" in text:
        assert "?" in shown and shown.count("?") >= text.count("X")


@given(st.lists(edtf(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_entry(texts: list[str], shuffle: random.Random) -> None:
    mixed = list(texts)
    shuffle.shuffle(mixed)
    assert sorted(texts, key=sort_key) == sorted(mixed, key=sort_key)
    keys = [PartialDate.parse(text) for text in sorted(texts, key=sort_key)]
    firsts = [k.earliest or k.latest for k in keys]
    assert firsts == sorted(firsts)  # type: ignore[type-var]


def test_a_month_comes_before_its_days_and_undated_last() -> None:
    order = ["2023-12-31", "2024", "2024-01", "2024-01-01", "2024-01-01T09:30", "2024-01-02", "2024-02", ""]
    assert sorted(set(order), key=sort_key) == order
    assert sort_key("") == sort_key("the day after") == UNDATED_SORT


@given(edtf(), edtf())
def test_overlap_is_the_same_from_both_sides(one: str, other: str) -> None:
    a, b = PartialDate.parse(one), PartialDate.parse(other)
    assert a.overlaps(b) == b.overlaps(a)
    assert a.overlaps(a)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_date(text)
    if found:
        assert PartialDate.parse(found.date.edtf) == found.date


@given(days)
def test_numeric_dates_say_when_they_can_be_swapped(day: date) -> None:
    found = read_date(f"{day.month}/{day.day}/{day.year}")
    assert found is not None and found.date.edtf == day.isoformat()
    assert found.ambiguous == (day.day <= 12 and day.day != day.month)
    if found.ambiguous:
        assert found.other is not None and found.other.edtf == f"{day.year:04d}-{day.day:02d}-{day.month:02d}"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("March 2021", "2021-03", "Mar 2021"),
        ("9/18/2024", "2024-09-18", "18 Sep 2024"),
        ("18/9/2024", "2024-09-18", "18 Sep 2024"),
        ("06/??/2004", "2004-06", "Jun 2004"),
        ("??/??/2004", "2004", "2004"),
        ("early Jan 2024", "2024-01~", "about Jan 2024"),
        ("before 2020", "../2019", "2019 or earlier"),
        ("before 1 March 2024", "../2024-02-29", "29 Feb 2024 or earlier"),
        ("by Aug 2024", "../2024-08", "Aug 2024 or earlier"),
        ("after 31 Dec 2023", "2024-01-01/..", "1 Jan 2024 or later"),
        ("since 2021", "2021/..", "2021 or later"),
        ("8/99", "1999-08", "Aug 1999"),
        ("<06/15/97", "../1997-06-14", "14 Jun 1997 or earlier"),
        ("Wed, Sep 18, 2024", "2024-09-18", "18 Sep 2024"),
        ("2024-9-8", "2024-09-08", "8 Sep 2024"),
        ("between Jan 2024 and Mar 2024", "2024-01/2024-03", "Jan 2024 to Mar 2024"),
        ("2021-2024", "2021/2024", "2021 to 2024"),
        ("2024-08/..", "2024-08/..", "Aug 2024 or later"),
        ("Aug 2024 to unknown", "2024-08/", "Aug 2024 to unknown"),
        ("Sept. 18, 2024 at 5:30 pm", "2024-09-18T17:30", "18 Sep 2024 17:30"),
        ("2024-09-18T17:30-07:00", "2024-09-18T17:30-07:00", "18 Sep 2024 17:30 (UTC-07:00)"),
    ],
)
def test_typed_dates(typed: str, kept: str, shown: str) -> None:
    found = read_date(typed)
    assert found is not None and not found.ambiguous
    assert (found.date.edtf, found.date.show()) == (kept, shown)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "99",
        "Winter 2004",
        "13/13/2024",
        "Feb 30, 2024",
        "00/00/2024",
        "0000",
        "٢٠٢٤",
        "2025 to 2024",
        "about " * 900 + "2020",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert read_date(typed) is None


def test_a_two_digit_year_that_may_be_a_day_is_ambiguous() -> None:
    found = read_date("9/18")
    assert found is not None and found.date.edtf == "2018-09" and found.ambiguous and found.other is None


def _source(states: str) -> EventSource:
    return EventSource(1, 1, None, None, "", "Docket", states, "", 1)


def test_conflicting_sources_are_all_named() -> None:
    words = date_conflict("2025-01-21", [_source("2025-01-21"), _source("2025-01-22"), _source("2024-01-21")])
    assert all(shown in words for shown in ("21 Jan 2025", "22 Jan 2025", "21 Jan 2024"))


def test_a_month_does_not_contradict_its_day() -> None:
    assert (
        date_conflict("2024-09-18", [_source("2024-09"), _source("2024"), _source("the next day"), _source("")]) == ""
    )


@given(st.lists(edtf(), min_size=1, max_size=5))
def test_a_conflict_is_reported_exactly_when_two_dates_cannot_be_the_same_day(texts: list[str]) -> None:
    dates = [PartialDate.parse(text) for text in texts]
    apart = any(not a.overlaps(b) for a in dates for b in dates)
    assert bool(date_conflict(texts[0], [_source(text) for text in texts[1:]])) == apart


def test_dates_in_a_passage() -> None:
    text = "On Sept. 18, 2024 and again 9/20/2024 (not 99/99/2024), filed 2025-01-21."
    assert list(find_dates(text)) == ["Sept. 18, 2024", "9/20/2024", "2025-01-21"]


def test_a_stored_text_that_is_no_date_is_shown_as_it_is() -> None:
    assert show_date("the day after") == "the day after"
    assert show_date("", "Undated") == "Undated"


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("4/9/2024", "9 Apr"),
        ("by 4/9/2024", "4 Sep 2024 or earlier"),
        ("4/9/2024 to 5/9/2024", "9 Apr 2024 to 9 May 2024 or 4 Sep 2024 to 5 Sep 2024"),
        ("9/18", "Sep 2018 or a date whose year is not said"),
        ("soon", "is not a date"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_readings(typed, readings):
    with pytest.raises(UserError, match=readings):
        certain_date(typed)
