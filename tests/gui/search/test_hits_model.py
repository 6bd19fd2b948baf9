"""Long answers: read in pieces, never blocking the window."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from evidence_app.gui.search.hit_list import HitList
from evidence_app.gui.search.hits_model import HitRole, HitsModel
from evidence_app.gui.search.running import CHUNK
from evidence_app.model.search_results import SearchHit, Snippet


def hits(first, count, per_exhibit=7):
    snippet = Snippet("we may share the messages of members with others " * 4, ((17, 25),))
    return [
        SearchHit(
            n // per_exhibit, f"PX{n // per_exhibit}", "Policy", n % per_exhibit + 1, "", "", snippet, 1.0, n % 3 == 0
        )
        for n in range(first, first + count)
    ]


def test_the_model_keeps_qts_rules(qtmodeltester):
    model = HitsModel()
    model.set_hits(hits(0, 30), 60, True, False)
    qtmodeltester.check(model)
    model.append(hits(30, 30))
    qtmodeltester.check(model)


def test_places_and_lines_agree_also_across_pieces():
    model = HitsModel()
    model.set_hits(hits(0, 10), 25, True, False)
    model.append(hits(10, 15))
    assert model.rowCount() == 25 + 4, "a heading for each exhibit, none repeated between pieces"
    for place in range(25):
        line = model.line_of(place)
        assert model.place_of(line) == place
        assert line.data(HitRole) is model.hits[place]


def folding(count, folds):
    """Hits of which each at a key of ``folds`` has so many of the same text behind it."""
    made = hits(0, count, per_exhibit=1)
    for place, behind in folds.items():
        made[place] = replace(made[place], folds=behind)
        for other in range(place + 1, place + 1 + behind):
            made[other] = replace(made[other], folded=True)
    return made


@pytest.mark.parametrize("grouped", [True, False])
def test_folded_hits_stand_below_the_first_and_none_is_lost(grouped, qtmodeltester):
    model = HitsModel()
    model.set_hits(folding(9, {1: 3, 6: 1}), 14, grouped, False)
    model.append(folding(5, {0: 2}))
    qtmodeltester.check(model)
    assert [p for p in range(14) if model.is_shown(p)] == [0, 1, 5, 6, 8, 9, 12, 13]
    assert [model.next_shown(p, 1) for p in (0, 1, 6, 13)] == [1, 5, 8, 14]
    fold = model.index(model.line_of(1).row() + 1, 0)
    assert fold.data().startswith("▸ and 3 more with the same or nearly the same text: Ex. PX2 p. 1, Ex. PX3")
    assert model.place_of(fold) == -1 and model.line_of(3) == fold
    before = model.rowCount()
    assert model.switch_fold(fold) and model.rowCount() == before + 3
    for place in range(9, 14):
        if model.is_shown(place):
            assert model.place_of(model.line_of(place)) == place
    assert model.line_of(3).data(HitRole) is model.hits[3] and "Nearly the same text" in model.line_of(3).data()
    model.show_place(10)
    assert model.place_of(model.line_of(10)) == 10 and model.place_of(model.line_of(3)) == 3
    assert model.switch_fold(model.index(model.line_of(1).row() + 1, 0))
    qtmodeltester.check(model)
    assert not model.is_shown(3) and model.is_shown(10)
    assert not model.switch_fold(model.line_of(0)), "a hit is no fold"


def test_an_answer_that_became_shorter_ends_the_list():
    model = HitsModel()
    model.set_hits(hits(0, 10), 25, False, False)
    asked = []
    model.more_wanted.connect(asked.append)
    model.fetchMore(model.index(-1, -1))
    assert asked == [10] and not model.canFetchMore(model.index(-1, -1)), "asked once until it is there"
    model.append(())
    assert not model.canFetchMore(model.index(-1, -1))


def test_ten_thousand_hits_never_hold_up_the_window(qtbot, themed):
    view = HitList()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    everything = hits(0, 10_000)
    view.hits.more_wanted.connect(lambda offset: view.hits.append(everything[offset : offset + CHUNK]))
    stalls = []

    def step(work):
        began = time.perf_counter()
        work()
        QApplication.processEvents()
        stalls.append(time.perf_counter() - began)

    step(lambda: view.hits.set_hits(everything[:CHUNK], len(everything), True, False))
    for _ in range(60):
        step(lambda: view.verticalScrollBar().setValue(view.verticalScrollBar().maximum()))
    assert len(view.hits.hits) > 2000
    view.hits.append(everything[len(view.hits.hits) : 9_900])
    for _ in range(200):
        QApplication.processEvents()
    step(lambda: qtbot.keyClick(view, Qt.Key.Key_End))
    step(lambda: view.choose(5000))
    assert sorted(stalls)[-3] < 0.05, f"worst {max(stalls) * 1000:.0f} ms"
