"""Bates numbers in a matter: one step, no reuse, families together, gaps told."""

from __future__ import annotations

import pytest

from evidence_app.model.errors import UserError
from evidence_app.services import bates, history
from evidence_app.services.exhibits import describe


def shown(matter) -> dict[int, tuple[str, str]]:
    rows = matter.read.tuples("SELECT id, bates_begin, bates_end FROM exhibit ORDER BY id")
    return {one: (begin, end) for one, begin, end in rows}


def page_numbers(matter, exhibit_id: int) -> list[str]:
    return matter.read.column("SELECT bates FROM page WHERE exhibit_id = ? ORDER BY number", (exhibit_id,))


@pytest.fixture
def three(add_exhibit) -> list[int]:
    return [add_exhibit("One", "a", "b", "c"), add_exhibit("Two", "d"), add_exhibit("Three", "e", "f")]


def test_numbers_follow_each_other_page_by_page(matter, three):
    run = bates.assign(matter, three, "DLT", 6)
    assert run.pages == 6
    assert shown(matter) == {
        1: ("DLT000001", "DLT000003"),
        2: ("DLT000004", "DLT000004"),
        3: ("DLT000005", "DLT000006"),
    }
    assert page_numbers(matter, 3) == ["DLT000005", "DLT000006"]


def test_one_undo_takes_everything_back_and_redo_gives_it_again(matter, three):
    bates.assign(matter, three, "DLT")
    before = shown(matter), page_numbers(matter, 1)
    history.undo(matter)
    assert set(shown(matter).values()) == {("", "")}
    assert page_numbers(matter, 1) == ["", "", ""]
    history.redo(matter)
    assert (shown(matter), page_numbers(matter, 1)) == before


def test_a_second_run_continues_and_keeps_what_is_numbered(matter, three):
    bates.assign(matter, three[:1], "DLT")
    run = bates.assign(matter, three, "DLT")
    assert run.kept == (1,)
    assert shown(matter)[2][0] == "DLT000004"


def test_a_taken_start_changes_nothing(matter, three):
    bates.assign(matter, three[:1], "DLT", start=10)
    before = shown(matter)
    with pytest.raises(UserError, match="DLT000010 belongs to “One”"):
        bates.assign(matter, three[1:], "DLT", start=9)
    assert shown(matter) == before
    assert bates.assign(matter, three[1:2], "DLT", start=9).pages == 1


def test_the_database_itself_refuses_a_number_used_twice(matter, three):
    bates.assign(matter, three[:1], "DLT")
    with pytest.raises(Exception, match=r"used twice|stored|constraint"), matter.operation("Force") as tx:
        tx.execute("INSERT INTO bates_range VALUES (2, 'dlt', 6, 3, 3, 1)")
    assert bates.ranges(matter).keys() == {1}


def test_each_producer_has_its_own_series_and_width(matter, three):
    bates.assign(matter, three[:1], "DLT", 6)
    bates.assign(matter, three[1:2], "LNKD-", 8)
    assert shown(matter)[2] == ("LNKD-00000001", "LNKD-00000001")
    with pytest.raises(UserError, match="has 6 digits, not 7"):
        bates.assign(matter, three[2:], "dlt", 7)


def test_a_series_does_not_grow_a_digit(matter, three):
    with pytest.raises(UserError, match="runs out"):
        bates.assign(matter, three, "A", 1, start=8)
    assert set(shown(matter).values()) == {("", "")}


def test_a_family_stays_together_parent_first_even_when_only_the_attachment_was_chosen(matter, add_exhibit):
    parent = add_exhibit("Message", "m", kind="email")
    other = add_exhibit("Other", "o")
    child = add_exhibit("Sheet", "s", "t", kind="spreadsheet", parent_id=parent, family_position=1)
    run = bates.assign(matter, [other, child], "DLT")
    assert [one.exhibit_id for one in run.given] == [other, parent, child]
    assert shown(matter)[child] == ("DLT000003", "DLT000003")
    assert run.natives == 1
    assert page_numbers(matter, child) == ["DLT000003", "DLT000003"]


def test_privileged_and_sequestered_exhibits_get_no_number(matter, three):
    describe(matter, [1], privilege="Attorney-Client")
    describe(matter, [2], sequestered=1)
    run = bates.assign(matter, three, "DLT")
    assert run.withheld == (1, 2)
    assert shown(matter)[1] == ("", "")


def test_numbers_another_side_put_on_its_documents_are_respected(matter, three):
    describe(matter, [3], bates_begin="DLT000007", bates_end="DLT000008")
    with pytest.raises(UserError, match="DLT000007 belongs to “Three”"):
        bates.assign(matter, [1], "DLT", start=5)
    bates.assign(matter, [1], "DLT")
    assert shown(matter)[1] == ("DLT000009", "DLT000011")


def test_numbers_that_have_left_are_never_given_again(matter, three):
    bates.assign(matter, three[:1], "DLT")
    bates.issue(matter, three[:1])
    bates.issue(matter, three[:1])
    with pytest.raises(UserError, match="sent out"):
        bates.take_back(matter, three[:1])
    assert history.undo_state(matter).undo.startswith("Give Bates numbers")
    history.undo(matter)
    assert shown(matter)[1] == ("", "")
    with pytest.raises(UserError, match="already sent out for “One”"):
        bates.assign(matter, three[1:2], "DLT", start=1)
    assert bates.assign(matter, three[1:2], "DLT").given[0].range.begin.number == 4
    assert [(str(g.range), "taken back" in g.reason) for g in bates.gaps(matter)] == [("DLT000001–DLT000003", True)]


def test_gaps_are_told(matter, three):
    bates.assign(matter, three[:1], "DLT")
    bates.assign(matter, three[1:2], "DLT", start=10)
    assert [(str(g.range), g.reason) for g in bates.gaps(matter)] == [("DLT000004–DLT000009", "Never given.")]


def test_numbers_come_back_when_pages_are_read_again(matter, three):
    bates.assign(matter, three[:1], "DLT")
    with matter.operation("Read again") as tx:
        tx.execute("DELETE FROM page WHERE exhibit_id = 1")
        for number in (1, 2, 3):
            tx.insert("page", {"exhibit_id": 1, "number": number, "text": "x", "source": "layer"})
    assert page_numbers(matter, 1) == ["DLT000001", "DLT000002", "DLT000003"]


def test_plan_shows_the_run_without_making_it(matter, three):
    assert bates.plan(matter, three, "DLT").pages == 6
    assert bates.ranges(matter) == {}


def test_take_back_frees_numbers_that_stayed_in_the_office(matter, three):
    bates.assign(matter, three, "DLT")
    bates.take_back(matter, three[2:])
    assert shown(matter)[3] == ("", "")
    assert bates.assign(matter, three[2:], "DLT").given[0].range.begin.number == 5


def test_a_family_is_numbered_whole_however_deep_it_goes(matter, add_exhibit):
    mail = add_exhibit("Mail", "a")
    other = add_exhibit("Other", "b")
    second = add_exhibit("Second", "c", parent_id=mail, family_position=2)
    inner = add_exhibit("Inner mail", "d", parent_id=mail, family_position=1)
    deep = add_exhibit("Deep", "e", parent_id=inner, family_position=1)
    run = bates.assign(matter, [deep, other], "DLT")
    assert [one.exhibit_id for one in run.given] == [mail, inner, deep, second, other]
