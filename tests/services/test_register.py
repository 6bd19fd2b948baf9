"""Served lists never change, numbers stay, and the ledger allows nothing out of order."""

import sqlite3

import pytest

from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import STATUSES
from evidence_app.model.register import FOLLOWS
from evidence_app.services import exhibits, history, numbering, register


@pytest.fixture
def numbered(matter, add_exhibit):
    ids = [add_exhibit(f"Exhibit {i}") for i in range(3)]
    numbering.number_next(matter, ids, None)
    return ids


def test_every_state_is_known_and_reachable():
    assert set(FOLLOWS) == set(STATUSES)
    assert set().union(*FOLLOWS.values()) == set(STATUSES)


def test_a_served_list_is_frozen_and_its_numbers_stay(matter, numbered):
    first = register.serve(matter, "Plaintiff's exhibit list")
    snapshot = first.rows
    exhibits.withdraw(matter, [numbered[1]])
    with pytest.raises(UserError, match="cannot change"):
        numbering.set_number(matter, numbered[2], "9")
    assert register.served_list(matter, first.id).rows == snapshot
    with pytest.raises(sqlite3.IntegrityError, match="never changes"), matter.operation("Forge") as tx:
        tx.update("served_list", first.id, {"title": "x"})
    assert [row.number for row in exhibits.list_rows(matter)] == ["1", "2", "3"]


def test_numbered_exhibits_and_lines_are_counted_without_being_built(matter, numbered, add_exhibit):
    add_exhibit("kept away.pdf")
    made = register.serve(matter, "Exhibit list")
    assert register.line_counts(matter) == {made.id: len(made.lines())}
    known = register.numbered(matter)
    assert [one.number for one in known] == [line.number for line in made.lines()]
    assert {one.status for one in known} == {"served"}
    assert register.states(matter) == ([one.id for one in known], {"served": 3})


def test_the_second_list_is_amended_with_a_change_report(matter, numbered, add_exhibit):
    register.serve(matter, "Exhibit list")
    exhibits.withdraw(matter, [numbered[0]])
    exhibits.describe(matter, [numbered[1]], sponsor="Ana Rivera")
    numbering.number_next(matter, [add_exhibit("Late exhibit")], None)
    assert [(c.number, c.change) for c in register.changes_since_service(matter)] == [
        ("1", "withdrawn"), ("2", "changed"), ("4", "added"),
    ]  # fmt: skip
    second = register.serve(matter, "Exhibit list")
    assert (second.title, second.amends) == ("Amended Exhibit list", 1)
    assert not register.changes_since_service(matter)


def test_privileged_and_impeachment_exhibits_are_not_served(matter, numbered):
    exhibits.describe(matter, [numbered[0]], privilege="Work Product")
    exhibits.describe(matter, [numbered[1]], offer_class="impeachment_only")
    served = register.serve(matter, "List")
    assert [row.exhibit_id for row in served.lines()] == [numbered[2]]
    assert "Exhibit 0" not in served.rows


def test_hearing_day(matter, numbered):
    exhibit = numbered[0]
    with pytest.raises(UserError, match="cannot become admitted"):
        register.note(matter, exhibit, "admitted")
    register.note(matter, exhibit, "offered", at="2026-11-23T10:00:00-08:00", witness="Ana Rivera")
    register.note(matter, exhibit, "objection", "802 hearsay", at="2026-11-23T10:01:00-08:00")
    register.note(matter, exhibit, "ruling", "overruled", at="2026-11-23T10:02:00-08:00")
    register.note(matter, exhibit, "admitted", at="2026-11-23T10:02:30-08:00")
    row = exhibits.get(matter, exhibit)
    assert (row.status, row.objections, row.ruling) == ("admitted", "802 hearsay", "overruled")
    assert (row.offered_on, row.admitted_on) == ("2026-11-23", "2026-11-23")
    assert [e.action for e, _ in register.ledger(matter, "2026-11-23")] == [
        "offered",
        "objection",
        "ruling",
        "admitted",
    ]
    history.undo(matter)
    assert exhibits.get(matter, exhibit).status == "offered"
    assert len(register.ledger(matter)) == 3


def test_an_unnumbered_exhibit_cannot_be_offered(matter, add_exhibit):
    with pytest.raises(UserError, match="cannot become offered"):
        register.note(matter, add_exhibit("A"), "offered")
