"""What was typed about exhibits follows their numbers, in the same undo step; evidence and records never do."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.model.errors import UserError
from evidence_app.services import chronology, exhibits, history, numbering, parties, proof, register, search_saved, tags
from evidence_app.services.mentions import TYPED, TextPlace
from evidence_app.storage.migrations import JOURNALED

NOT_TYPED = {
    "matter": "redaction_reasons uid name court division docket_number judge status_source court_zone coverage_rule created_at",
    "party": "name side role prefix lettering counsel",
    "custodian": "name",
    "exhibit": """number number_sort number_guess kind exhibit_kind doc_date doc_date_basis doc_date_stated doc_date_sort
        author recipients subject sponsor designation privilege status offer_class marked_on offered_on admitted_on
        ruled_on bates_begin bates_end file_name media_type original_sha256 read_status read_reason metadata imported_at""",
    "claim": "template_id template_frozen as_of burden standard",
    "element": "group_rule kind burden standard as_of",
    "evidence_link": "quote before after box stance state text_sha256 created_at",
    "event": "date date_stated date_sort zone zone_basis date_kind status kind people",
    "event_source": "quote states_date",
    "hit_decision": "decision",
    "bates_range": "prefix",
    "bates_issue": "prefix title issued_at",
    "served_list": "title served_on rows rows_sha256 created_at",
    "hearing_event": "at action witness",
    "protected_name": "name initials reason",
    "production": "volume sent_to produced_at bates_begin bates_end dat_sha256 rows rows_sha256",
    "redaction_mark": "box quote reason file_sha256",
    "exhibit_version": "file_name kind media_type original_sha256 imported_at replaced_at reason",
}


@pytest.fixture
def numbered(matter, add_exhibit):
    """Four exhibits P-1 to P-4 of Rivera."""
    party = parties.add_party(matter, "Rivera", prefix="P-")
    ids = [add_exhibit(f"E{i}", "He said P-1.") for i in range(1, 5)]
    numbering.number_next(matter, ids, party)
    return ids


def everything(matter):
    """Every value of every journaled table."""
    return {table: matter.read.tuples(f"SELECT * FROM {table}") for table in JOURNALED}


def test_every_text_column_is_typed_or_known_not_to_be(matter):
    for table in JOURNALED:
        columns = {r[1] for r in matter.read.tuples(f"PRAGMA table_info({table})") if r[2] == "TEXT" and r[1] != "id"}
        typed = set(TYPED[table].columns) if table in TYPED else set()
        assert not typed & set(NOT_TYPED.get(table, "").split())
        undecided = columns ^ (typed | set(NOT_TYPED.get(table, "").split()))
        assert not undecided, f"{table}: put these in TYPED when a person writes about exhibits in them, else above"


def test_a_swap_is_followed_in_every_typed_text_and_one_undo_takes_it_back(matter, numbered):
    with matter.operation("Seed") as tx:
        claim = tx.insert("claim", {"name": "C"})
        element = tx.insert("element", {"claim_id": claim, "text": "E"})
        event = tx.insert("event", {"text": "F"})
        rows = {
            "matter": 1, "exhibit": numbered[2], "claim": claim, "element": element, "event": event,
            "event_source": tx.insert("event_source", {"event_id": event}),
            "evidence_link": tx.insert("evidence_link", {"element_id": element, "exhibit_id": numbered[0]}),
            "hearing_event": tx.insert("hearing_event", {"exhibit_id": numbered[3], "at": "2026-11-23", "action": "ruling"}),
            "saved_search": tx.insert("saved_search", {"name": "S", "query": "x"}),
        }  # fmt: skip
        for table, row in rows.items():
            kept = TYPED[table].kept or {}
            for column in set(TYPED[table].columns) - set(kept):
                query = column in TYPED[table].queries
                tx.update(table, row, {column: "number:P-1 OR number:P-2" if query else "Ex. P-1 and P-2"})
        tx.update("evidence_link", rows["evidence_link"], {"quote": "Ex. P-1 and P-2", "before": "P-1"})
        tx.update("event", event, {"date_stated": "see P-1"})
    before = everything(matter)
    changes = numbering.renumber(matter, numbering.renumbering(matter, [numbered[1], numbered[0]], 1))
    for table, row in rows.items():
        for column in TYPED[table].columns:
            value = matter.read.value(f"SELECT {column} FROM {table} WHERE id = ?", (row,))
            if column not in (TYPED[table].kept or {}):
                assert value in ("Ex. P-2 and P-1", "number:P-2 OR number:P-1"), (table, column)
    link = matter.read.tuples("SELECT quote, before FROM evidence_link")
    assert link == [("Ex. P-1 and P-2", "P-1")]
    assert matter.read.value("SELECT date_stated FROM event") == "see P-1"
    assert matter.read.value("SELECT text FROM page LIMIT 1") == "He said P-1."
    assert numbering.followed(matter, changes).texts == sum(len(TYPED[t].columns) for t in rows) - 1
    history.undo(matter)
    assert everything(matter) == before
    history.redo(matter)
    assert matter.read.value("SELECT notes FROM claim") == "Ex. P-2 and P-1"


def test_names_guessed_titles_and_doubts_are_told_and_left(matter, numbered):
    tags.add_tag(matter, numbered, "Cited in P-1")
    search_saved.save_search(matter, "P-1 mail", "number:P-1")
    exhibits.describe(matter, [numbered[3]], notes="P-2 to P-3; then P-1")
    with matter.operation("Seed") as tx:
        tx.update("exhibit", numbered[2], {"title": "Scan of P-1", "title_guessed": 1})
    lines = numbering.renumbering(matter, [numbered[0]], 1, 9)
    seen = numbering.texts_to_follow(matter, lines)
    assert [(one.where, one.text.after) for one in seen.changing] == [
        ("Ex. P-4, notes", "P-2 to P-3; then P-9"),
        ("Saved search P-1 mail, query", "number:P-9"),
    ]
    assert {one.where for one in seen.left} == {
        "Ex. P-3, title",
        "Saved search P-1 mail, name",
        "Tag Cited in P-1, name",
    }
    changes = numbering.renumber(matter, lines)
    told = numbering.followed(matter, changes)
    assert told.texts == 2 and len(told.left) == 3
    assert (
        told.words() == "2 texts that mention it follow. 3 mentions were left as written: look at them in the history."
    )
    assert tags.tags(matter)[0].name == "Cited in P-1"


def test_texts_stay_when_asked(matter, numbered):
    exhibits.describe(matter, numbered[2:], notes="see P-1")
    lines = numbering.renumbering(matter, [numbered[0]], 1, 9)
    one = TextPlace("exhibit", numbered[2], "notes")
    numbering.renumber(matter, lines, leave=[one])
    assert [exhibits.get(matter, e).notes for e in numbered[2:]] == ["see P-1", "see P-9"]
    history.undo(matter)
    changes = numbering.renumber(matter, lines, follow=False)
    assert [exhibits.get(matter, e).notes for e in numbered[2:]] == ["see P-1", "see P-1"]
    assert numbering.followed(matter, changes).words() == ""


def test_one_number_typed_over_is_followed_too(matter, numbered):
    proof.add_claim(matter, "Contract", notes="P-1 is the contract")
    chronology.add_event(matter, "Signed, see Ex. P-1 at 2", "2024-05-01")
    changes = numbering.set_number(matter, numbered[0], "P-9")
    assert matter.read.value("SELECT notes FROM claim") == "P-9 is the contract"
    assert matter.read.value("SELECT text FROM event") == "Signed, see Ex. P-9 at 2"
    assert changes.label == "Number an exhibit “P-9”" and changes.touches("claim", "event")
    history.undo(matter)
    assert matter.read.value("SELECT text FROM event") == "Signed, see Ex. P-1 at 2"
    numbering.set_number(matter, numbered[0], None)
    entry = history.entries(matter, 1)[0].id
    assert ("Claim Contract, notes", "P-1 is the contract", "the exhibit has no number any more") in [
        one[1:] for one in history.changed_rows(matter, entry)
    ]


def test_the_history_tells_a_swap_as_one_change_each(matter, numbered):
    changes = numbering.set_numbers(matter, {numbered[0]: "P-2", numbered[1]: "P-1"})
    assert history.changed_rows(matter, changes.entry) == [
        ("exhibit", "number", "P-1", "P-2"),
        ("exhibit", "number", "P-2", "P-1"),
    ]
    told = history.row_history(matter, "exhibit", numbered[0])
    assert [(one.field, one.before, one.after) for one in told[:1]] == [("number", "P-1", "P-2")]


def test_a_served_list_and_refused_numbers_leave_everything(matter, numbered):
    exhibits.describe(matter, [numbered[3]], description="see P-1 and P-4")
    register.serve(matter, "Exhibit list", None, "2026-11-01")
    listed = matter.read.tuples("SELECT rows, rows_sha256 FROM served_list")
    late = matter.read.value("SELECT count(*) FROM exhibit")
    with pytest.raises(UserError, match="has been served"):
        numbering.set_number(matter, numbered[0], "P-9")
    assert exhibits.get(matter, numbered[3]).description == "see P-1 and P-4"
    assert matter.read.tuples("SELECT rows, rows_sha256 FROM served_list") == listed and late == 4


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([0, 1, 2, 3]), st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_any_permutation_keeps_every_reference_and_undo_every_byte(matter, numbered, order, cited):
    form = "Foundation: Ex. {} at 2, "
    numbers = [exhibits.get(matter, e).number for e in numbered]
    exhibits.describe(matter, [numbered[3]], notes="".join(form.format(numbers[i]) for i in cited))
    before = everything(matter)
    lines = numbering.renumbering(matter, [numbered[i] for i in order], 1)
    changes = numbering.renumber(matter, lines)
    now = [exhibits.get(matter, e).number for e in numbered]
    assert exhibits.get(matter, numbered[3]).notes == "".join(form.format(now[i]) for i in cited)
    if changes.entry:
        history.undo(matter)
        assert everything(matter) == before
