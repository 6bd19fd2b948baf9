"""Renumbering: preview first, one step, nothing outside the selection touched."""

import pytest

from evidence_app.model.errors import UserError
from evidence_app.services import exhibits, history, numbering, parties


def test_preview_then_apply_then_undo(matter, add_exhibit):
    party = parties.add_party(matter, "Rivera", prefix="PX", number_width=2)
    ids = [add_exhibit(f"E{i}") for i in range(4)]
    numbering.number_next(matter, ids, party)
    order = [ids[2], ids[0], ids[1]]
    lines = numbering.renumbering(matter, order, party)
    assert [(line.old, line.new) for line in lines] == [("PX03", "PX01"), ("PX01", "PX02"), ("PX02", "PX03")]
    numbering.renumber(matter, lines)
    assert [row.title for row in exhibits.list_rows(matter)] == ["E2", "E0", "E1", "E3"]
    assert history.undo_state(matter).undo == "Renumber 3 exhibits"
    history.undo(matter)
    assert [row.title for row in exhibits.list_rows(matter)] == ["E0", "E1", "E2", "E3"]


def test_numbers_outside_the_selection_are_skipped(matter, add_exhibit):
    a, b = add_exhibit("A"), add_exhibit("B")
    numbering.set_number(matter, a, "1")
    assert numbering.renumbering(matter, [b], None)[0].new == "2"


def test_blocks_of_two_parties_do_not_run_into_each_other(matter, add_exhibit):
    plaintiff = parties.add_party(matter, "Rivera", first_number=1, last_number=2)
    defendant = parties.add_party(matter, "Example", "defendant", first_number=3)
    numbering.number_next(matter, [add_exhibit("A"), add_exhibit("B")], plaintiff)
    numbering.number_next(matter, [add_exhibit("C")], defendant)
    assert numbering.next_number(matter, defendant) == "4"
    with pytest.raises(UserError, match="is full"):
        numbering.number_next(matter, [add_exhibit("D")], plaintiff)
    assert matter.read.value("SELECT count(*) FROM exhibit WHERE number IS NULL") == 1


def test_a_served_exhibit_is_never_renumbered(matter, add_exhibit):
    a = add_exhibit("A")
    numbering.set_number(matter, a, "7")
    exhibits.describe(matter, [a], status="served")
    with pytest.raises(UserError, match="has been served"):
        numbering.renumber(matter, numbering.renumbering(matter, [a], None))


@pytest.mark.parametrize(
    "facts", [{"name": " "}, {"side": "judge"}, {"lettering": "AZ"}, {"first_number": 5, "last_number": 4}, {"id": 7}]
)
def test_a_series_that_cannot_be_is_refused(matter, facts):
    party = parties.add_party(matter, "Rivera")
    with pytest.raises(UserError):
        parties.edit_party(matter, party, **facts)
    assert parties.party(matter, party).name == "Rivera"
