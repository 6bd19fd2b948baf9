"""Numbers are unique and frozen once served; many rows change in one step."""

import pytest

from evidence_app.model.chronology import sort_key
from evidence_app.model.errors import NotFound, UserError
from evidence_app.services import exhibits, history, numbering, parties
from evidence_app.services.exhibits import ExhibitFilter


def numbers(matter) -> list[str | None]:
    return [row.number for row in exhibits.list_rows(matter)]


def test_next_number_follows_the_series_of_the_party(matter, add_exhibit):
    party = parties.add_party(matter, "Rivera", prefix="PX", first_number=1, number_width=3)
    ids = [add_exhibit(f"E{i}") for i in range(3)]
    numbering.number_next(matter, ids, party)
    assert numbers(matter) == ["PX001", "PX002", "PX003"]
    assert numbering.next_number(matter, party) == "PX004"
    history.undo(matter)
    assert numbers(matter) == [None, None, None]


def test_a_duplicate_number_is_refused_however_it_is_written(matter, add_exhibit):
    a, b = add_exhibit("A"), add_exhibit("B")
    numbering.set_number(matter, a, "PX9")
    with pytest.raises(UserError, match="belongs to"):
        numbering.set_number(matter, b, "px 009")


def test_renumbering_swaps_in_one_step(matter, add_exhibit):
    a, b = add_exhibit("A"), add_exhibit("B")
    numbering.set_numbers(matter, {a: "1", b: "2"})
    numbering.set_numbers(matter, {a: "2", b: "1"})
    assert [row.title for row in exhibits.list_rows(matter)] == ["B", "A"]
    history.undo(matter)
    assert [row.title for row in exhibits.list_rows(matter)] == ["A", "B"]


def test_a_served_number_never_changes(matter, add_exhibit):
    a = add_exhibit("A")
    numbering.set_number(matter, a, "1")
    exhibits.describe(matter, [a], status="served")
    with pytest.raises(UserError, match="has been served"):
        numbering.set_number(matter, a, "2")
    exhibits.withdraw(matter, [a])
    with pytest.raises(UserError, match="has been withdrawn"):
        numbering.set_number(matter, a, None)


def test_bulk_edit_is_validated_and_one_step(matter, add_exhibit):
    ids = [add_exhibit(f"E{i}") for i in range(50)]
    exhibits.describe(matter, ids, designation="CONFIDENTIAL")
    assert len(exhibits.list_ids(matter, ExhibitFilter(designations=("CONFIDENTIAL",)))) == 50
    history.undo(matter)
    assert not exhibits.list_ids(matter, ExhibitFilter(designations=("CONFIDENTIAL",)))
    for fields in ({"designation": "SECRET"}, {"title": " "}, {"doc_date": "31 Sept"}, {"original_sha256": "0"}):
        with pytest.raises(UserError):
            exhibits.describe(matter, ids, **fields)


def test_a_month_stays_a_month(matter, add_exhibit):
    a = add_exhibit("A")
    exhibits.describe(matter, [a], doc_date="2024-08")
    assert exhibits.get(matter, a).doc_date == "2024-08"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Sept. 12, 2024", "2024-09-12"),
        ("12 September 2024 ", "2024-09-12"),
        ("9/18/2024", "2024-09-18"),
        ("before 2020", "../2019"),
        ("2024-08", "2024-08"),
        ("", ""),
    ],
)
def test_a_date_is_read_as_people_type_it_and_kept_as_stated_too(matter, add_exhibit, typed, kept):
    a = add_exhibit("A", doc_date="2020", doc_date_stated="2020", doc_date_basis="file name")
    changes = exhibits.describe(matter, [a], doc_date=typed)
    now = exhibits.get(matter, a)
    assert (now.doc_date, now.doc_date_stated, now.doc_date_basis) == (kept, typed.strip(), "user")
    assert now.doc_date_sort == sort_key(kept) and f"“{kept}”" in changes.label


def test_a_date_that_can_be_read_two_ways_is_refused_with_both(matter, add_exhibit):
    a = add_exhibit("A", doc_date="2020")
    with pytest.raises(UserError, match="“4/9/2024” can mean 9 Apr 2024 or 4 Sep 2024") as refused:
        exhibits.describe(matter, [a], doc_date="4/9/2024")
    assert "2024-04-09 or 2024-09-04" in refused.value.hint
    assert exhibits.get(matter, a).doc_date == "2020"


def test_filters(matter, add_exhibit):
    a = add_exhibit("Privacy Policy", "text", kind="pdf")
    b = add_exhibit("Letter 100%", "", kind="image", privilege="Attorney-Client")
    assert exhibits.list_ids(matter, ExhibitFilter(words="100%")) == [b]
    assert exhibits.list_ids(matter, ExhibitFilter(words="priv poli")) == [a]
    assert exhibits.list_ids(matter, ExhibitFilter(kinds=("image",))) == [b]
    assert exhibits.list_ids(matter, ExhibitFilter(attention="no text")) == [b]
    assert exhibits.list_ids(matter, ExhibitFilter(outward=True)) == [a]


def test_find_by_number_id_or_title(matter, add_exhibit):
    a = add_exhibit("Policy")
    numbering.set_number(matter, a, "P-12")
    assert (
        exhibits.find(matter, "p-12").id == exhibits.find(matter, f"#{a}").id == exhibits.find(matter, "Policy").id == a
    )
    with pytest.raises(NotFound):
        exhibits.find(matter, "P-13")


def test_a_family_is_whole_however_deep_it_goes(matter, add_exhibit):
    mail = add_exhibit("Mail")
    inner = add_exhibit("Inner", parent_id=mail, family_position=1)
    deep = add_exhibit("Deep", parent_id=inner, family_position=1)
    assert [[row.id for row in exhibits.family(matter, one)] for one in (mail, inner, deep)] == [
        [mail, inner, deep]
    ] * 3


def test_several_sort_keys_with_their_own_direction(matter, add_exhibit):
    one = add_exhibit("B", kind="pdf", page_count=2)
    two = add_exhibit("a", kind="email", page_count=2)
    three = add_exhibit("C", kind="pdf", page_count=9)
    assert exhibits.list_ids(matter, sort=(("kind", False), ("pages", True))) == [two, three, one]
    assert exhibits.list_ids(matter, sort=(("pages", False), ("title", False))) == [two, one, three]
    assert exhibits.list_ids(matter, sort="imported", descending=True) == [three, two, one]
    with pytest.raises(UserError, match="cannot be sorted"):
        exhibits.list_ids(matter, sort=(("kind", False), ("colour", False)))


def test_page_facts_are_the_pages_without_their_texts(matter, add_exhibit):
    one = add_exhibit("Long", "line one\nline two", "", "x")
    facts = exhibits.page_facts(matter, one)
    pages = exhibits.pages(matter, one)
    assert [(f.id, f.number, f.source, f.characters, f.lines) for f in facts] == [
        (p.id, p.number, p.source, len(p.text), p.text.count("\n") + 1) for p in pages
    ]
    assert {(f.has_layer, f.has_ocr) for f in facts} == {(0, 0)}


def test_sequestering_a_message_takes_what_is_inside_along(matter, add_exhibit):
    mail = add_exhibit("Mail", "text")
    inner = add_exhibit("Attached message", "text", parent_id=mail)
    deep = add_exhibit("Attached to that", "text", parent_id=inner)
    other = add_exhibit("Other", "text")
    exhibits.describe(matter, [mail], sequestered=1)
    assert [exhibits.get(matter, e).sequestered for e in (mail, inner, deep, other)] == [1, 1, 1, 0]
    history.undo(matter)
    assert [exhibits.get(matter, e).sequestered for e in (mail, inner, deep)] == [0, 0, 0]


def test_no_paper_names_what_is_sequestered_and_the_privileged_only_when_wanted(matter, add_exhibit):
    plain, private, both, back = (add_exhibit(title) for title in "ABCD")
    exhibits.describe(matter, [private, both], privilege="attorney-client")
    exhibits.describe(matter, [both, back], sequestered=1)
    assert exhibits.kept_back(matter) == {private, both, back}
    assert exhibits.kept_back(matter, privileged=False) == {both, back}
    assert plain in {one.id for one in exhibits.list_rows(matter, ExhibitFilter(outward=True))}
