"""What may be written down about handling, and how it reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.custody import CustodyEvent, check_hash, check_moment, check_utc, hash_name, moment_key
from evidence_app.model.errors import UserError

SHA = "ab" * 32


def test_words_say_only_what_was_stated():
    event = CustodyEvent(1, "transferred", "2024-09-18", released_by="A. Rivera", to_place="Oakland", hash_after=SHA)
    assert event.words == f"Transferred from A. Rivera at Oakland. SHA-256 after: {SHA}."
    assert CustodyEvent(1, "disposed", "2024").words == "Disposed of."


@pytest.mark.parametrize("typed", ["yesterday", "", "2024-13-01", "2024-09-18T25:00+00:00"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(UserError):
        check_moment(typed, "")


def test_a_time_of_day_gets_its_offset_and_is_never_guessed():
    assert check_moment("2024-09-18 14:05", "America/Los_Angeles") == "2024-09-18T14:05:00-07:00"
    assert check_moment("2024-09", "") == "2024-09"
    with pytest.raises(UserError, match="needs its zone"):
        check_moment("2024-09-18T14:05", "")
    with pytest.raises(UserError, match="twice or never"):
        check_moment("2024-11-03T01:30", "America/Los_Angeles")
    with pytest.raises(UserError, match="not a time zone"):
        check_moment("2024-11-03T01:30", "Mars/Olympus")
    with pytest.raises(UserError, match="offset"):
        check_utc("2024-09-18T14:05:00")
    assert check_utc("2024-09-18T14:05:00-07:00") == "2024-09-18T21:05:00Z"


def test_moments_sort_as_utc():
    assert sorted(["2024-09-18T14:05:00-07:00", "2024-09-18T20:00:00Z", "2024-09"], key=moment_key) == [
        "2024-09", "2024-09-18T20:00:00Z", "2024-09-18T14:05:00-07:00"
    ]  # fmt: skip


@given(st.binary(min_size=32, max_size=32))
def test_hashes_are_read_however_they_are_spaced(data):
    spaced = " ".join(data.hex().upper()[i : i + 8] for i in range(0, 64, 8))
    assert check_hash(spaced) == data.hex() and hash_name(data.hex()) == "SHA-256"


def test_what_is_no_hash_is_refused():
    assert check_hash("") == ""
    with pytest.raises(UserError, match="64 digits"):
        check_hash("ab" * 31)
