"""Suggestions on the search page, folded texts, and the walk through all gaps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from evidence_app.gui.search.hits_model import FoldRole
from evidence_app.services import history, proof
from tests.gui.search.test_page import places, said


def test_a_question_in_words_gets_suggestions_that_say_so(page, matter):
    page.ask("Who trained models with my messages?")
    assert places(page)[0] == ("Privacy policy", 3)
    assert said(page, "search_count").endswith("suggested in 2 exhibits")
    assert "not a complete search" in said(page, "search_notes")
    assert page.statement.sentence.startswith("Compared with 4 of 5 pages")
    marked = page.list.hits.hits[0].snippet
    assert "messages" in {marked.text[a:b] for a, b in marked.marks}, "the quote is the page's own"
    assert matter.read.value("SELECT count(*) FROM evidence_link") == 0
    assert not page.filters.sort.isEnabled()
    told = [e.words for e in history.entries(matter) if e.words.startswith("Suggestions for")]
    assert told == [f"Suggestions for “Who trained models with my messages?”: {len(places(page))} pages shown"]


def test_pages_like_the_passage_of_a_hit(page, qtbot):
    page.search("training")
    with qtbot.waitSignal(page.hit_offered) as shown:
        page._do("like")
    assert page.mode.currentData() == "like"
    assert page.query.text().startswith("Your messages were used")
    assert shown.args[2].split(" OR ")[0] in "your messages were used for training"
    page.search("training")
    assert page.mode.currentData() == "search" and said(page, "search_count") == "1 page in 1 exhibit"


def test_a_mode_chosen_by_hand_runs_what_is_typed(page, qtbot):
    page.query.setText("which messages train models")
    page.mode.setCurrentIndex(page.mode.findData("ask"))
    page.mode.activated.emit(page.mode.currentIndex())
    assert page._found.suggested and places(page)
    assert not page.query.helping and not page.query.offered


def test_nothing_to_go_by_is_said_on_the_page(page):
    page.ask("who is it")
    assert "no words to go by" in said(page, "search_problem_message")


def test_the_same_text_twice_is_folded_and_unfolds(page, seed):
    words = " ".join(f"word{n}" for n in range(40))
    for name in ("One", "Two", "Three"):
        seed(name, f"{words} {name}")
    seed("Other", "word0 and something different")
    page.search("word0")
    assert said(page, "search_count") == "4 pages in 4 exhibits"
    assert len(places(page)) == 4 and page.list.hits.rowCount() == 2 + 2 + 1
    seen = [page.list.hit.title]
    page.steps.next()
    seen.append(page.list.hit.title)
    page.steps.next()
    assert sorted(seen) == ["One", "Other"] and page.list.hit.title == seen[1], "folded hits are passed over"
    fold = next(
        i for r in range(page.list.hits.rowCount()) if (i := page.list.hits.index(r, 0)).data(FoldRole) is not None
    )
    page.list.setCurrentIndex(fold)
    assert page.list.hit is None
    page.list.hits.switch_fold(fold)
    assert page.list.hits.rowCount() == 7
    page.list.choose(0)
    seen = {page.list.hit.title}
    for _ in range(3):
        page.steps.next()
        seen.add(page.list.hit.title)
    assert seen == {"One", "Two", "Three", "Other"}, "unfolded ones are walked through"


def test_pages_without_words_are_not_the_same_text(page, seed):
    seed("Blank", "", "")
    page.search("has:notext")
    assert len(places(page)) == 3 and not any(hit.folds for hit in page.list.hits.hits)


def test_the_walk_through_all_gaps(page, matter, element, qtbot, messages):
    claim = matter.read.value("SELECT id FROM claim")
    second = proof.add_element(matter, claim, "Training", search_terms="training")
    proof.add_element(matter, claim, "Nothing", search_terms="zzz")
    page.work_gaps()
    assert page.gaps.isVisible() and [g.element_id for g in page.gaps.gaps] == [element, second]
    assert page.gaps.words.text() == "Gap 1 of 2:  1.1 Breach  (3 pages to look at; 1 more gap without a page)"
    assert page.filters.filters.element_id == element and page.list.place == 0
    page.desk.link()
    qtbot.mouseClick(page.gaps.next, Qt.MouseButton.LeftButton)
    assert page.filters.filters.element_id == second and places(page) == [("Letter", 1)]
    assert not page.gaps.next.isEnabled() and page.gaps.previous.isEnabled()
    page.desk.decide("not relevant")
    page.gaps.end.click()
    assert not page.gaps.isVisible()
    page.work_gaps()
    assert not page.gaps.isVisible() and "find no page" in messages.shown_toast
    assert any(e.words.startswith("Search for all gaps") for e in history.entries(matter))


@pytest.mark.parametrize("mode", ["ask", "like"])
def test_every_button_of_the_modes_has_a_name(page, mode):
    page._suggest(mode, "messages")
    for button in page.findChildren(QPushButton):
        assert button.accessibleName() or button.text()
