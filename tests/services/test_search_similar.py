"""Pages like a passage, pages for a question, and nearly equal pages folded together."""

from __future__ import annotations

import pytest

from evidence_app.model.errors import UserError
from evidence_app.services.search import find
from evidence_app.services.search_similar import ask, folded, more_like, suggest_for, suggest_like, with_folds
from tests.services.search_corpus import add_exhibit


@pytest.fixture
def filled(matter):
    """A few pages about different things, one of them sequestered."""
    add_exhibit(matter, "Terms", ["The member agrees that the service may store messages on its servers."])
    add_exhibit(matter, "Policy", ["Private messages are disclosed to third parties for training of models."])
    add_exhibit(matter, "Letter", ["The parking garage is closed on Sunday."])
    add_exhibit(matter, "Clawed back", ["Private messages disclosed for training, privileged."], sequestered=1)
    return matter


def test_pages_like_a_passage(filled):
    hits = more_like(filled, "disclosed private messages to other third parties and trained its models")
    assert [hit.title for hit in hits] == ["Policy", "Terms"]
    marked = {hits[0].snippet.text[a:b] for a, b in hits[0].snippet.marks}
    assert {"Private", "third"} <= marked


def test_a_question_in_plain_words_finds_other_forms(filled):
    assert ask(filled, "Who discloses the message of members for model training?")[0].title == "Policy"
    assert ask(filled, "When does the garage close?")[0].title == "Letter"


def test_nothing_to_go_by(filled):
    for text in ("", "...", "who is it"):
        with pytest.raises(UserError):
            ask(filled, text)
    with pytest.raises(UserError):
        more_like(filled, "zzzz")


def test_nearly_equal_pages_are_folded_and_none_is_hidden(matter):
    text = " ".join(f"word{n}" for n in range(60))
    add_exhibit(matter, "One", [text])
    add_exhibit(matter, "Two", ["word0 and something quite different"])
    add_exhibit(matter, "Three", [text + " stamp"])
    hits = find(matter, "word0").hits
    groups = folded(matter, hits)
    assert sorted(sorted(hit.title for hit in group) for group in groups) == [["One", "Three"], ["Two"]]


def test_folds_follow_the_first_of_their_text_and_say_how_many(matter):
    text = " ".join(f"word{n}" for n in range(60))
    for title in ("One", "Other", "Three"):
        add_exhibit(matter, title, [text if title != "Other" else "word0 and something quite different"])
    add_exhibit(matter, "Blank one", [""])
    add_exhibit(matter, "Blank two", [""])
    hits = find(matter, "word0").hits
    shown = with_folds(matter, hits)
    assert len(shown) == len(hits) == 3
    leader = next(place for place, hit in enumerate(shown) if hit.folds)
    assert (shown[leader].folds, shown[leader].folded, shown[leader + 1].folded) == (1, False, True)
    blanks = with_folds(matter, find(matter, "has:notext").hits)
    assert [hit.folds for hit in blanks] == [0, 0], "pages without words are like no other"


def test_suggestions_bring_the_words_that_mark_them_and_how_many_are_left(filled):
    found = suggest_for(filled, "messages stored on servers", limit=1)
    assert found.query == "messages~ OR stored~ OR servers~" and (len(found.hits), found.others) == (1, 1)
    assert find(filled, found.query).total_pages == 2, "the query is one that can be read"
    assert suggest_like(filled, "garage").query == "garage"
