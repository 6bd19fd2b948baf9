import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.importers.guesses import find_date, guess, guessed
from evidence_app.model.imported import ImportedExhibit


@pytest.mark.parametrize(
    ("name", "title", "date", "number"),
    [
        ("Doc.No.10-2024-09-12-OrderReassigningCase.pdf", "Order Reassigning Case", "2024-09-12", ""),
        ("Doc.No.16-2024-12-12-SecondMotionforLeavetoAppearinProHacVice.pdf",
         "Second Motion for Leave to Appear in Pro Hac Vice", "2024-12-12", ""),
        ("Facebook_Privacy_Policy__2024-06-02T123533Z__contrib.md", "Facebook Privacy Policy contrib", "2024-06-02", ""),
        ("PTX.55 - Smith Depo.pdf", "Smith Depo", "", "PTX 55"),
        ("PX9 Letter.pdf", "Letter", "", "PX 9"),
        ("P-12.pdf", "P-12", "", "P-12"),
        ("Ex. A.5.pdf", "Ex. A.5", "", "Ex. A.5"),
        ("Exhibit 12 - Email chain 18 Sept 2024.eml", "Email chain", "2024-09-18", "Ex. 12"),
        ("Plaintiff's Exhibit 3B.pdf", "Plaintiff's Exhibit 3B", "", "Plaintiff's Ex. 3B"),
        ("Screenshot 2024-09-18 at 10.15.33.png", "Screenshot at 10.15.33", "2024-09-18", ""),
        ("IMG_20240918_101533.jpg", "IMG", "2024-09-18", ""),
        ("letter 03-04-2024.pdf", "letter 03-04-2024", "", ""),
        ("letter 09-18-2024.pdf", "letter", "2024-09-18", ""),
        ("letter 18.09.2024.pdf", "letter", "2024-09-18", ""),
        ("Notice March 2021.docx", "Notice", "2021-03", ""),
        ("Minutes 2021-03.docx", "Minutes", "2021-03", ""),
        ("gov.uscourts.cacd.579818.150.3.pdf", "Docket entry 150, attachment 3 (cacd 579818)", "", ""),
        ("../../etc/pass\nwd", "pass wd", "", ""),
        ("Exhibits to motion.pdf", "Exhibits to motion", "", ""),
        ("2024-02-31 not a day.txt", "2024-02-31 not a day", "", ""),
        ("LI00012345678.tif", "LI00012345678", "", ""),
    ],
)  # fmt: skip
def test_names_people_give_files(name, title, date, number):
    found = guess(name)
    assert (found.title, found.date, found.number) == (title, date, number)


def test_docket_entry_is_kept_apart_from_the_exhibit_number():
    assert guess("Doc.No.10-2024-09-12-OrderReassigningCase.pdf").docket_entry == "10"
    assert guess("gov.uscourts.cacd.579818.150.3.pdf").docket_entry == "150-3"


def test_a_date_in_the_name_goes_before_metadata_but_not_before_a_mail_header():
    by_metadata = ImportedExhibit("pdf", date="2020-01-01", date_basis="metadata", date_as_stated="D:20200101")
    assert guessed(by_metadata, "a 2024-09-18.pdf").date_basis == "file name"
    by_header = ImportedExhibit("email", date="2020-01-01", date_basis="header", date_as_stated="Wed, 1 Jan 2020")
    assert guessed(by_header, "a 2024-09-18.eml").date == "2020-01-01"


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_written_out_date_is_found(day):
    for shape in ("%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%B %d, %Y", "%d %b %Y"):
        words = day.strftime(shape)
        assert find_date(f"Letter {words} final") == (words, day.isoformat())


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1900, 2099))
def test_day_and_month_that_could_be_swapped_are_not_guessed(first, second, year):
    found = find_date(f"memo {first:02}-{second:02}-{year}")[1]
    assert found == (f"{year}-{first:02}-{second:02}" if first == second else "")


@given(st.text())
def test_any_name_gives_a_one_line_title(name):
    found = guess(name)
    assert "\n" not in found.title and "\r" not in found.title and "/" not in found.title
