"""Personal identifiers are found in the forms people write them in; numbers of other kinds raise no alarm."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.bates import BatesNumber
from evidence_app.model.identifiers import find_identifiers, initials, luhn

DIGITS = "0123456789"


def kinds(text, names=()):
    return [one.kind for one in find_identifiers(text, names)]


def with_check(body):
    return next(body + d for d in DIGITS if luhn(body + d))


areas = st.integers(1, 899).filter(lambda n: n != 666)
groups, serials = st.integers(1, 99), st.integers(1, 9999)


@given(areas, groups, serials, st.sampled_from(["-", "\u2013", "\u2011"]), st.sampled_from(["", "SSN: ", "(", "No "]))
def test_a_dashed_social_security_number_is_found_whole(area, group, serial, dash, lead):
    text = f"{lead}{area:03}{dash}{group:02}{dash}{serial:04}, he said."
    found = find_identifiers(text)
    assert [one.kind for one in found] == ["social-security number"]
    assert text[found[0].start : found[0].end] == f"{area:03}{dash}{group:02}{dash}{serial:04}"
    assert found[0].shown == f"ends in {serial:04}"


@given(areas, groups, serials, st.sampled_from(["", " "]))
def test_without_dashes_it_takes_the_word(area, group, serial, gap):
    number = f"{area:03}{gap}{group:02}{gap}{serial:04}"
    assert kinds(f"Social Security Number: {number}") == ["social-security number"]
    assert kinds(f"we counted {number} of them") == []


@pytest.mark.parametrize("never", ["000-12-3456", "666-12-3456", "123-00-4567", "123-45-0000", "900-12-3456"])
def test_numbers_nobody_has_are_none(never):
    assert kinds(f"SSN {never}") == []


def test_taxpayer_numbers():
    assert kinds("ITIN 912-70-1234") == ["taxpayer number"]
    assert kinds("Employer Identification No. 94-1234567") == ["taxpayer number"]
    assert kinds("our part 94-1234567 is sold out") == []


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_-", min_size=1, max_size=6), st.integers(0, 10**9), st.integers(4, 12))
def test_bates_numbers_raise_no_alarm(prefix, number, width):
    bates = str(BatesNumber(prefix, number, width))
    for text in (bates, f"See {bates}.", f"{bates}-{bates}", f"{bates} to {bates}", f"{prefix} {bates[-4:]}"):
        assert kinds(text) == []


@given(st.integers(0, 9), st.integers(0, 99), st.sampled_from(["cv", "cr", "md", "mc"]), st.integers(0, 99999))
def test_docket_numbers_raise_no_alarm(division, year, kind, number):
    for text in (
        f"No. {division}:{year:02}-{kind}-{number:05}",
        f"Case {year:02}-{number:05}",
        f"Dkt. {number}-{year}",
    ):
        assert kinds(text) == []


@given(st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999))
def test_phone_numbers_raise_no_alarm(area, exchange, line):
    for text in (
        f"({area}) {exchange}-{line:04}", f"{area}-{exchange}-{line:04}", f"{area}.{exchange}.{line:04}",
        f"+1 {area} {exchange} {line:04}", f"1-{area}-{exchange}-{line:04}", f"+1{area}{exchange}{line:04}",
        f"Questions about your account: {area}-{exchange}-{line:04}",
    ):  # fmt: skip
        assert kinds(text) == []


@given(st.sampled_from(["978", "979"]), st.integers(0, 10**9 - 1))
def test_isbns_raise_no_alarm(prefix, body):
    digits = f"{prefix}{body:09}"
    check = -sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10
    isbn = f"{digits}{check}"
    ten = f"{isbn[3]}-{isbn[4:7]}-{isbn[7:12]}-{check}"
    for text in (isbn, f"ISBN {isbn}", f"{isbn[:3]}-{isbn[3]}-{isbn[4:6]}-{isbn[6:12]}-{check}", f"ISBN {ten}"):
        assert kinds(text) == []


@given(st.sampled_from(["4", "51", "55", "2221", "6011", "65"]), st.text(DIGITS, min_size=15, max_size=15))
def test_payment_cards_are_found_by_their_check_digit(start, rest):
    number = with_check((start + rest)[:15])
    for text in (
        number,
        " ".join(number[i : i + 4] for i in range(0, 16, 4)),
        f"card {number[:4]}-{number[4:8]}-{number[8:12]}-{number[12:]}",
    ):
        assert kinds(text) == ["account number"], text
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert kinds(f"order {wrong}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Account No. 00123456789", 1), ("acct #: 123-456-789", 1), ("Checking account number is 12345678", 1),
        ("account ending in 1234", 0), ("Account 2024-09-18", 0), ("Account: xxxx-1234", 0), ("account 123456", 0),
        ("IBAN DE89 3704 0044 0532 0130 00", 1), ("DE88370400440532013000", 0), ("3782 822463 10005", 1),
        ("the account settings of 500000 members", 0),
    ],
)  # fmt: skip
def test_account_numbers(text, expected):
    assert kinds(text) == ["account number"] * expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Date of Birth: 03/04/1990", "year 1990"), ("DOB 4-5-88", "a full date"), ("D.O.B. 1990-03-04", "year 1990"),
        ("She was born in Fresno on March 3rd, 1990.", "year 1990"), ("born 3 Mar. 1990", "year 1990"),
        ("Name   Birth date\nAna    03/04/1990", "year 1990"),
    ],
)  # fmt: skip
def test_full_birth_dates(text, shown):
    assert [(one.kind, one.shown) for one in find_identifiers(text)] == [("birth date", shown)]


@pytest.mark.parametrize("text", ["born in 1990", "DOB: 1990", "born. On 3 March 1990 the firm", "dated March 3, 1990"])
def test_a_year_alone_or_another_date_is_no_birth_date(text):
    assert kinds(text) == []


def test_protected_names_are_found_whole_over_line_breaks_and_never_repeated():
    text = "Then Ana\nLuz Rivera said. ANA LUZ RIVERA; Ana Luz Riverano."
    found = find_identifiers(text, ["Ana Luz Rivera"])
    assert [one.kind for one in found] == ["protected name"] * 2 and found[0].shown == "A.L.R."
    assert initials("Jean-Luc O'Neil") == "J.L.O.N."


@given(st.text(max_size=300))
def test_any_text_is_read_and_places_do_not_overlap(text):
    found = find_identifiers(text, ["Ana"])
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "xxx-xx-9999", "Case No. 5:25-cv-00709", "filed on 03/14/1975", "phone 555-123-4567", "2024-09-18T16:05:00Z",
        "4111 1111 1111 1112", "DLT000012345", "123-45-67890", "219 09 9999 pieces", "Acct. x1234",
    ],
)  # fmt: skip
def test_numbers_of_other_kinds_raise_no_alarm(text):
    assert find_identifiers(text) == []
