"""A pasted column: seen first, all or none, one undo."""

import pytest

from evidence_app.model.errors import UserError
from evidence_app.services import exhibits, history, pasting


@pytest.fixture
def three(matter, add_exhibit):
    return [add_exhibit(f"E{i}", "text") for i in range(3)]


def column(matter, ids, key):
    rows = exhibits.read_rows(matter, ids)
    return [getattr(rows[one], key) or "" for one in ids]


def test_cells_as_spreadsheets_copy_them():
    assert pasting.values_of("Title\tOther\r\nA  b\tx\r\n\r\nC\r\n", "Title") == ["A b", "", "C"]
    assert pasting.values_of("one", "Title") == ["one"]
    assert pasting.values_of("\nA\n\n", "Title") == ["", "A", ""]


def test_a_cell_with_line_breaks_stays_one_value():
    """Read line by line it would push every later value to the next exhibit."""
    copied = 'A\r\n"Two\r\nlines, ""quoted"""\t"x\ty"\r\n"Typed" quotes\r\n"B"\r\n'
    assert pasting.values_of(copied, "Title") == ["A", 'Two lines, "quoted"', '"Typed" quotes', '"B"']


@pytest.mark.parametrize(
    ("key", "values", "stored"),
    [
        ("title", ["A", "B", "C"], ["A", "B", "C"]),
        ("number", ["3", "1", "2"], ["3", "1", "2"]),
        ("custodian", ["Rivera", "Lee", ""], ["Rivera", "Lee", ""]),
        ("doc_date", ["2024-09", "2024-09-18", ""], ["2024-09", "2024-09-18", ""]),
        ("doc_date", ["Sept. 12, 2024", "12 September 2024", "2024"], ["2024-09-12", "2024-09-12", "2024"]),
        ("designation", ["confidential", "AEO", "none"], ["CONFIDENTIAL", "AEO", ""]),
    ],
)
def test_every_kind_of_column_in_one_undo_step(matter, three, key, values, stored):
    before, steps = column(matter, three, key), len(matter.undo_stack)
    pasting.apply(matter, key, pasting.plan(matter, three, key, values))
    assert column(matter, three, key) == stored
    assert len(matter.undo_stack) == steps + 1
    history.undo(matter)
    assert column(matter, three, key) == before


def test_a_wrong_value_is_named_and_nothing_is_taken(matter, three):
    lines = pasting.plan(matter, three, "doc_date", ["2024", "yesterday", "2023"])
    assert [bool(line.problem) for line in lines] == [False, True, False]
    with pytest.raises(UserError, match="not a date"):
        pasting.apply(matter, "doc_date", lines)
    assert column(matter, three, "doc_date") == ["", "", ""]
    with pytest.raises(UserError, match="given twice"):
        pasting.apply(matter, "number", pasting.plan(matter, three, "number", ["1", "1", "2"]))
    with pytest.raises(UserError, match="Nothing can be pasted"):
        pasting.plan(matter, three, "links", ["1"])


def test_pasted_dates_are_compared_as_stored_and_kept_as_stated(matter, three):
    exhibits.describe(matter, three[:1], doc_date="2024-09-12")
    lines = pasting.plan(matter, three, "doc_date", ["Sept. 12, 2024", "Sept 2024", "4/9/2024"])
    assert (lines[0].new, lines[1].new) == (lines[0].old, "2024-09")
    assert "can mean 9 Apr 2024 or 4 Sep 2024" in lines[2].problem
    pasting.apply(matter, "doc_date", lines[:2])
    assert exhibits.get(matter, three[1]).doc_date_stated == "Sept 2024"


def test_fewer_values_than_exhibits_fill_from_the_top(matter, three):
    assert [line.exhibit_id for line in pasting.plan(matter, three, "sponsor", ["A"])] == three[:1]
    assert len(pasting.plan(matter, three, "sponsor", ["A"] * 9)) == 3
