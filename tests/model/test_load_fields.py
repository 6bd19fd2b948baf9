"""Headings, dates, zones and designations of load files: known by many names, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.load_fields import columns_of, designation_of, load_date, sent_moment, zone_offset


def test_headings_of_several_vendors():
    assert columns_of(["BegDoc#", "EndDoc#", "Beg Attach", "Custodian", "Sent Date/Time"]) == {
        "begin": 0, "end": 1, "family_begin": 2, "custodian": 3, "sent_date": 4,
    }  # fmt: skip
    assert columns_of(["DOCID", "Document Title", "TITLE"]) == {"doc_id": 0, "begin": 0, "title": 2}
    assert columns_of(["DOCID", "BEGINBATES"])["begin"] == 1
    assert columns_of(["colour", ""]) == {}


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("20240918", "", "2024-09-18"), ("09/18/2024", "", "2024-09-18"), ("2024-09", "", "2024-09"),
        ("18/09/2024", "", "2024-09-18"), ("4/9/2018", "", ""), ("4/9/2018", "month first", "2018-04-09"),
        ("4/9/2018", "day first", "2018-09-04"), ("00/00/0000", "", ""), ("", "", ""), ("14:05", "", ""),
        ("2024-09-18T14:05:00-07:00", "", "2024-09-18T14:05:00-07:00"), ("18 Sep 2024", "", "2024-09-18"),
        ("10/04/2019 5:06 PM", "day first", "2019-04-10T17:06"), ("20241399", "", ""), ("2024-08~", "", "2024-08~"),
        ("4/4/2018", "", "2018-04-04"),
    ],
)  # fmt: skip
def test_dates_are_taken_as_they_are_written(text, order, edtf):
    assert load_date(text, order).edtf == edtf


def test_what_is_not_taken_is_said():
    assert load_date("4/9/2018").ambiguous and "two ways" in load_date("4/9/2018").remark
    assert "not a date" in load_date("14:05").remark and not load_date("0").remark


@given(st.text(max_size=30))
def test_any_text_as_a_date(text):
    found = load_date(text)
    assert not (found.edtf and found.remark)


@pytest.mark.parametrize(
    ("date", "clock", "zone", "moment"),
    [
        ("2024-09-18", "09:30:00", "UTC-07:00", "2024-09-18T09:30:00-07:00"),
        ("2024-09-18", "9:30 PM", "+0530", "2024-09-18T21:30:00+05:30"),
        ("2024-09-18T10:00", "", "-4", "2024-09-18T10:00-04:00"),
        ("2024-09-18T10:00:00Z", "11:00", "-4", "2024-09-18T10:00:00Z"),
        ("2024-09-18", "", "-4", ""), ("2024-09", "09:30", "", ""), ("", "09:30", "", ""),
        ("2024-09-18", "25:00", "", ""), ("2024-09-18", "09:30", "Pacific", "2024-09-18T09:30:00"),
    ],
)  # fmt: skip
def test_a_time_keeps_the_offset_it_was_stated_with(date, clock, zone, moment):
    assert sent_moment(date, clock, zone)[0] == moment


def test_a_zone_by_name_is_not_turned_into_an_offset():
    assert zone_offset("Eastern Standard Time")[0] == "" and "no offset" in zone_offset("Eastern Standard Time")[1]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("CONFIDENTIAL", "CONFIDENTIAL"), ("Highly Confidential - Attorneys' Eyes Only", "AEO"), ("AEO", "AEO"),
        ("HIGHLY CONFIDENTIAL - SOURCE CODE", "SOURCE CODE"), ("", ""), ("No", ""), ("Yes", "CONFIDENTIAL"),
        ("Protected Level 3", "CONFIDENTIAL"), ("Confidential - Subject to Protective Order", "CONFIDENTIAL"),
    ],
)  # fmt: skip
def test_a_designation_is_never_lowered(text, stored):
    assert designation_of(text)[0] == stored


def test_an_unknown_designation_is_said():
    assert "not known" in designation_of("Protected Level 3")[1]
