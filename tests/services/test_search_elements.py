"""Searching by element, decisions, and the run over all gaps."""

from __future__ import annotations

import pytest

from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.search_results import SearchFilters
from evidence_app.services import history
from evidence_app.services.search import completeness, find
from evidence_app.services.search_elements import decide, search_element, search_gaps
from tests.services.search_corpus import add_exhibit


@pytest.fixture
def case(matter):
    """A claim with three elements and two exhibits."""
    with matter.operation("Claim") as tx:
        claim = tx.insert("claim", {"name": "Stored Communications Act", "position": 1})
        divulged, knowing, bare = (
            tx.insert("element", {"claim_id": claim, "text": text, "position": n, "search_terms": terms})
            for n, (text, terms) in enumerate(
                [
                    ("divulged", "disclos*\ntraining w/5 data\n\ndisclos*\nbad /5 term"),
                    ("knowing", "knowing OR knew"),
                    ("bare", ""),
                ],
                1,
            )
        )
    one = add_exhibit(matter, "One", ["we disclosed training data", "disclosed again", "nothing"], number="P-1")
    two = add_exhibit(matter, "Two", ["they knew of training on data", "disclosure"], number="P-2")
    return {"claim": claim, "divulged": divulged, "knowing": knowing, "bare": bare, "one": one, "two": two}


def link(matter, element, exhibit, page):
    with matter.operation("Link") as tx:
        tx.insert("evidence_link", {"element_id": element, "exhibit_id": exhibit, "page": page})


def places(found):
    return [(hit.exhibit_number, hit.page) for hit in found.hits]


def test_pages_that_match_more_terms_come_first(matter, case):
    found = search_element(matter, case["divulged"])
    assert places(found)[0] == ("P-1", 1)
    assert set(places(found)) == {("P-1", 1), ("P-1", 2), ("P-2", 1), ("P-2", 2)}
    assert (found.number, found.text, found.total_pages) == ("1.1", "divulged", 4)
    assert dict(found.term_hits) == {"disclos*": 3, "training w/5 data": 2}
    assert [(term.term, "w/5" in term.reason) for term in found.failed] == [("bad /5 term", True)]
    assert "training data" in [found.hits[0].snippet.text[a:b] for a, b in found.hits[0].snippet.marks]


def test_linked_and_refused_pages_are_hidden_and_counted(matter, case):
    link(matter, case["divulged"], case["one"], 1)
    decide(matter, case["divulged"], case["two"], 2, "not relevant")
    decide(matter, case["divulged"], case["two"], 1, "later")
    found = search_element(matter, case["divulged"])
    assert set(places(found)) == {("P-1", 2), ("P-2", 1)}
    assert (found.hidden_linked, found.hidden_decided, found.total_pages) == (1, 1, 2)
    assert {hit.decision for hit in found.hits if hit.exhibit_number == "P-2"} == {"later"}
    assert set(places(search_element(matter, case["knowing"]))) == {("P-2", 1)}


def test_decisions_are_remembered_taken_back_and_undone(matter, case):
    place = (case["divulged"], case["two"], 2)
    decide(matter, *place, "not relevant")
    decide(matter, *place, "later")
    assert matter.read.column("SELECT decision FROM hit_decision") == ["later"]
    history.undo(matter)
    assert matter.read.column("SELECT decision FROM hit_decision") == ["not relevant"]
    decide(matter, *place, "")
    assert matter.read.column("SELECT decision FROM hit_decision") == []
    with pytest.raises(UserError):
        decide(matter, *place, "perhaps")


def test_a_link_to_the_whole_exhibit_hides_all_its_pages(matter, case):
    link(matter, case["divulged"], case["one"], None)
    assert set(places(search_element(matter, case["divulged"]))) == {("P-2", 1), ("P-2", 2)}


def test_filters_by_element(matter, case):
    link(matter, case["divulged"], case["one"], 1)
    linked = SearchFilters(element_id=case["divulged"], linked="linked")
    unlinked = SearchFilters(element_id=case["divulged"], linked="unlinked")
    assert places(find(matter, "disclos*", linked)) == [("P-1", 1)]
    assert set(places(find(matter, "disclos*", unlinked))) == {("P-1", 2), ("P-2", 2)}
    assert completeness(matter, unlinked).total_pages == 4
    assert [hit.linked for hit in find(matter, "disclosed", SearchFilters(sort="number")).hits] == [True, False]
    assert places(find(matter, "element:1.1")) == [("P-1", 1)]
    assert places(find(matter, "claim:stored disclosed")) == [("P-1", 1)]
    assert places(find(matter, "element:divulged NOT again")) == [("P-1", 1)]


def test_gaps_are_filled_in_one_run(matter, case):
    found = search_gaps(matter)
    assert [(one.number, one.total_pages) for one in found] == [("1.1", 4), ("1.2", 1)]
    link(matter, case["divulged"], case["one"], 1)
    assert [one.number for one in search_gaps(matter, case["claim"])] == ["1.2"]
    actions = matter.read.column("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert actions == ["Search for all gaps: {elements} elements"]


def test_elements_without_terms_or_unknown(matter, case):
    with pytest.raises(UserError, match="no search terms"):
        search_element(matter, case["bare"])
    with pytest.raises(NotFound):
        search_element(matter, 999)
