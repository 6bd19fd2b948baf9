"""Help while typing, saved and recent searches."""

from __future__ import annotations

import pytest

from evidence_app.model.errors import BadQuery, NotFound
from evidence_app.services import history
from evidence_app.services.search import find
from evidence_app.services.search_help import did_you_mean, suggest
from evidence_app.services.search_saved import forget_search, recent_searches, save_search, saved_search, saved_searches
from tests.services.search_corpus import add_exhibit


@pytest.fixture
def filled(matter):
    """Some words, a tag, a custodian, an element and a sequestered exhibit with a word of its own."""
    add_exhibit(matter, "One", ["contract contracts contractor", "contract"], number="P-1", kind="email")
    add_exhibit(matter, "Clawed back", ["contraband contractor"], sequestered=1, number="P-2")
    with matter.operation("Facts") as tx:
        tx.insert("tag", {"name": "very hot"})
        tx.insert("custodian", {"name": "Dana Ortiz"})
        claim = tx.insert("claim", {"name": "Contract"})
        tx.insert("element", {"claim_id": claim, "text": "the contract was formed", "position": 1})
    return matter


def texts(matter, typed):
    return [one.text for one in suggest(matter, typed)]


def test_fields_values_elements_and_words(filled):
    assert texts(filled, "cust") == ["custodian:"]
    assert texts(filled, "tag:ho") == ['"very hot"']
    assert texts(filled, "breach custodian:or") == ['"Dana Ortiz"']
    assert texts(filled, "element:form") == ["1.1"]
    assert texts(filled, "element:1") == ["1.1"]
    assert texts(filled, "linked:") == ["yes", "no"]
    assert texts(filled, "kind:e") == ["email"]
    assert texts(filled, "number:p") == ["P-1"]
    assert texts(filled, "breach AND contra") == ["contract", "contractor", "contracts"]
    assert texts(filled, "(") == []
    assert texts(filled, "") == []


def test_a_suggestion_says_what_it_replaces(filled):
    one = suggest(filled, "breach AND contra OR x", cursor=17)[0]
    assert ("breach AND contra OR x"[one.start : one.end], one.note) == ("contra", "on 2 pages")


def test_words_of_sequestered_exhibits_are_not_given_away(filled):
    assert "contraband" not in texts(filled, "contra")
    assert suggest(filled, "contractor")[0:1] == []
    assert [one.note for one in suggest(filled, "contracto")] == ["on 1 page"]
    assert did_you_mean(filled, "contrabant") == []


def test_did_you_mean(filled):
    assert did_you_mean(filled, "contarct")[0] == "contract"
    assert did_you_mean(filled, "contrct w/5 contract")[0] == "contract w/5 contract"
    assert did_you_mean(filled, "tag:hot AND cntract")[0] == "tag:hot AND contract"
    assert did_you_mean(filled, "contract") == []
    assert did_you_mean(filled, "xyzxyz") == []
    assert did_you_mean(filled, "a OR b AND c") == []


def test_saved_searches(filled):
    saved = save_search(filled, "Formation", "contract w/5 (formed OR signed)")
    assert saved_searches(filled) == [saved]
    save_search(filled, "FORMATION", "contract")
    assert [one.query for one in saved_searches(filled)] == ["contract"]
    history.undo(filled)
    assert saved_search(filled, "formation").query == saved.query
    with pytest.raises(BadQuery):
        save_search(filled, "Bad", "a OR b AND c")
    forget_search(filled, "formation")
    with pytest.raises(NotFound):
        saved_search(filled, "formation")


def test_recent_searches_newest_first_each_once(filled):
    for query in ("contract", "contractor", "contract"):
        find(filled, query)
    assert [(one.query, one.pages, one.exhibits) for one in recent_searches(filled)] == [
        ("contract", 2, 1), ("contractor", 1, 1),
    ]  # fmt: skip
