"""Citations in free text after a renumbering: what is sure follows in one pass, what is not is told and untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model import mentions
from evidence_app.model.mentions import follow
from evidence_app.model.query_mentions import PATTERN, follow_query
from evidence_app.model.renumbering import RANGE, Renumbering

BEFORE = {1: "P-1", 2: "P-2", 3: "P-3", 4: "P-4", 5: "P-5", 12: "P-12", 20: "7", 21: "8", 22: "9", 31: "D-B", 40: "A"}
AFTER = {**BEFORE, 1: "P-2", 2: "P-1", 12: "P-14", 20: "8", 21: "7", 31: "D-C", 40: "B"}
MOVED = Renumbering(BEFORE, AFTER)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("see P-1 and P-2, not P-3", "see P-2 and P-1, not P-3"),
        ("Ex. P-12 at 3", "Ex. P-14 at 3"),
        ("Exhibit p-12; Ex. P 12; Ex. P012", "Exhibit P-14; Ex. P-14; Ex. P-14"),
        ("(P-12) P-12. P-12's P-12:4 P‑12", "(P-14) P-14. P-14's P-14:4 P-14"),
        ("Exs. P-3 and P-12", "Exs. P-3 and P-14"),
        ("Ex.7, Exh. 7, Ex. No. 7, Trial Exhibit 7", "Ex.8, Exh. 8, Ex. No. 8, Trial Exhibit 8"),
        ("Exhibits 7, 8, and 9. 7 of them", "Exhibits 8, 7, and 9. 7 of them"),
        ("Ex. A and D-B", "Ex. B and D-C"),
        ("7 pages, 8 more; Section A", "7 pages, 8 more; Section A"),
        ("they exhibit A pattern", "they exhibit A pattern"),
        ("XP-12 P-123 P-12-A P-12a P-12.pdf p-12 P-12x", "XP-12 P-123 P-12-A P-12a P-12.pdf p-12 P-12x"),
        ("P-1 to be admitted", "P-2 to be admitted"),
        ("called “P-1” below", "called “P-2” below"),
        ("ex-wife of A. Rivera", "ex-wife of A. Rivera"),
    ],
)
def test_what_is_sure_follows(text, after):
    found = follow(text, MOVED)
    assert found.after == after and not found.left


@pytest.mark.parametrize(
    ("text", "mention", "reason"),
    [
        ("P-1 to P-5", None, None),
        ("P-2 through P-5", "P-2 through P-5", RANGE),
        ("P-1–P-2", "P-1–P-2", RANGE),
        ("between P-2 and P-5", "P-2 and P-5", RANGE),
        ("Exs. 8-9", "8-9", RANGE),
        ("P-5-12", "P-5-12", mentions.SHORT),
        ("P-4 to P-20", None, None),
        ("Exhibit 7 to the complaint", "7", mentions.OTHER_PAPER),
        ("Smith Decl. Ex. 7", "7", mentions.OTHER_PAPER),
        ("Ex. 12", "12", mentions.SHORT),
        ("Ex. 9 and 8", "8", mentions.SHORT),
        ("Exs. 9 at 3, 8 at 2", "8", mentions.SHORT),
        ("Exs. P-3, 12", "12", mentions.SHORT),
        ("he wrote “see P-1 for this”", "P-1", mentions.IN_QUOTES),
        ("scans/P-1/2.png", "P-1", mentions.IN_NAME),
        ("scan_P-1_final", "P-1", mentions.IN_NAME),
        ("P-3, 12 and 4", "12", mentions.SHORT),
        ("Exs. P-3, -12", "12", mentions.SHORT),
        ("P-3, 12 May 2024", None, None),
        ("Plaintiff's Exhibit 7", "7", mentions.OTHER_PAPER),
        ("P12", "P12", mentions.UNUSUAL),
        ("will be P-14", "P-14", mentions.WAS_FREE),
    ],
)
def test_what_could_mean_something_else_is_told_and_left(text, mention, reason):
    found = follow(text, MOVED)
    assert found.after == text
    assert [(text[one.start : one.end], one.reason) for one in found.left] == ([(mention, reason)] if mention else [])


def test_a_range_follows_when_all_of_it_moves_together():
    before = {i: f"P-{i}" for i in range(1, 6)}
    block = Renumbering(before, {i: f"P-{i + 10}" for i in before})
    assert follow("P-1 to P-5, Exs. P-2–P-4", block).after == "P-11 to P-15, Exs. P-12–P-14"
    assert follow_query("number:P-1..P-5", block).after == "number:P-11..P-15"
    entered = Renumbering(before | {9: "P-9"}, {1: "P-1", 2: "P-2", 4: "P-4", 5: "P-5", 9: "P-3", 3: "P-9"})
    assert [one.reason for one in follow("P-1 to P-5", entered).left] == [RANGE]


def test_the_same_number_in_two_series_is_left():
    shared = Renumbering({1: "12", 2: "P-12"}, {1: "13", 2: "P-12"})
    assert [one.reason for one in follow("Ex. 12", shared).left] == [mentions.SHARED]
    assert follow("Ex. P-12", shared) == follow("Ex. P-12", Renumbering({2: "P-12"}, {2: "P-12"}))


def test_a_number_taken_away_and_a_bates_prefix():
    assert [one.reason for one in follow("P-1", Renumbering({1: "P-1"}, {1: None})).left] == [mentions.NO_NUMBER]
    assert [one.reason for one in follow("LI12", Renumbering({1: "LI12"}, {1: "LI13"}, ["LI"])).left] == [
        mentions.BATES_LIKE
    ]
    assert follow("Ex. LI12", Renumbering({1: "LI12"}, {1: "LI13"}, ["LI"])).after == "Ex. LI13"


def test_an_exhibit_named_by_its_side_follows_when_it_is_that_sides():
    theirs = Renumbering({1: "7", 2: "1007"}, {1: "9", 2: "1009"}, (), {1: "plaintiff", 2: "defendant"})
    text = "Plaintiff's Exhibit 7, Pl. Ex. 7, Def.’s Trial Ex. 1007; Defendants' Ex. 7"
    found = follow(text, theirs)
    assert found.after == "Plaintiff's Exhibit 9, Pl. Ex. 9, Def.’s Trial Ex. 1009; Defendants' Ex. 7"
    assert [one.reason for one in found.left] == [mentions.OTHER_PAPER]


def test_a_number_with_a_space_follows_in_a_list_too():
    spaced = Renumbering({1: "PX 1", 2: "PX 2"}, {1: "PX 2", 2: "PX 1"})
    assert (
        follow("Ex. PX 1 at 3; PX 1's page, Exs. PX 2, PX 1", spaced).after
        == "Ex. PX 2 at 3; PX 2's page, Exs. PX 1, PX 2"
    )


def test_a_bare_new_number_stays_a_citation():
    assert follow("see P-1, Ex. P-2", Renumbering({1: "P-1", 2: "P-2"}, {1: "5", 2: "6"})).after == "see Ex. 5, Ex. 6"


@pytest.mark.parametrize(
    ("query", "after", "reasons"),
    [
        ("number:P-1 AND P-1", "number:P-2 AND P-1", []),
        ('privacy number:(P-1 OR P-12) no:"7"', "privacy number:(P-2 OR P-14) no:8", []),
        ("number:P-1..P-2", "number:P-1..P-2", [RANGE]),
        ("number:P-3..P-12", "number:P-3..P-14", []),
        ("number:P-2..P-5", "number:P-2..P-5", [RANGE]),
        ("number:P-1*", "number:P-1*", [PATTERN]),
        ("number:P-* AND tag:P-1", "number:P-* AND tag:P-1", []),
        ("number:P-14", "number:P-14", [mentions.WAS_FREE]),
        ('an "unclosed', 'an "unclosed', []),
    ],
)
def test_in_a_search_only_the_field_number_follows(query, after, reasons):
    found = follow_query(query, MOVED)
    assert found.after == after and [one.reason for one in found.left] == reasons


def test_excerpts_show_whole_words_around():
    found = follow(
        "The letter of May, which the witness identified, is P-12 and nobody has ever objected to it.", MOVED
    )
    before, after = found.excerpts(12)
    assert before == "…identified, is P-12 and nobody has…" and after == before.replace("P-12", "P-14")
    left = follow("Much was said before: see Ex. 12", MOVED)
    assert left.excerpt(left.left[0], 8) == "…see Ex. 12"


SERIES = ["P-{}", "DX{}", "PX {}", "J-0{}", "{}"]
FORMS = ["see {}.", "Ex. {} at 3", "({}; objection)", "Trial Exhibit {}", "“{}”", "{}'s second page", "Exhibit {}: yes"]


@st.composite
def permuted(draw):
    series = draw(st.sampled_from(SERIES))
    count = draw(st.integers(1, 25))
    places = draw(st.lists(st.integers(1, 60), min_size=count, max_size=count, unique=True))
    before = {i: series.format(i + 1) for i in range(count)}
    return before, {i: series.format(place) for i, place in enumerate(places)}


@given(permuted(), st.lists(st.tuples(st.integers(0, 24), st.sampled_from(FORMS)), max_size=8))
def test_every_citation_points_to_the_same_exhibit_afterwards(numbers, cited):
    before, after = numbers
    bare = not before[0][0].isalpha()
    forms = [(e % len(before), "Ex. {} at 2" if bare and "Ex" not in form else form) for e, form in cited]
    text = "; ".join(form.format(before[e]) for e, form in forms)
    found = follow(text, Renumbering(before, after))
    assert found.after == "; ".join(form.format(after[e]) for e, form in forms) and not found.left
    back = follow(found.after, Renumbering(after, before))
    assert back.after == text


@given(permuted(), st.text(st.sampled_from("P-12 DX.,;“”\"'Ex 0179to/_()\n"), max_size=60))
def test_any_text_can_be_read_and_nothing_outside_the_edits_changes(numbers, text):
    found = follow(text, Renumbering(*numbers))
    at = 0
    for edit in found.edits:
        assert at <= edit.start < edit.end <= len(text)
        at = edit.end
    found.excerpts()
    assert all(found.excerpt(one) for one in found.left)
    same = follow(text, Renumbering(numbers[0], numbers[0]))
    assert same.after == text and not same.left
