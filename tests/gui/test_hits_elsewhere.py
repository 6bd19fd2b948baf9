"""F3 goes on into other exhibits, also when no search is open."""

import pytest

from evidence_app.gui.viewer.hits_elsewhere import exhibit_with_hits

from .conftest import add_exhibit


@pytest.fixture
def window(window, matter):
    add_exhibit(matter, "Memo", ("Nothing.", "Dear reader."))
    window.go("exhibits")
    return window


def test_the_next_exhibit_of_the_list_in_either_direction(matter, window):
    listed = list(window.exhibits_page.grid.rows.ids)
    assert exhibit_with_hits(matter, "dear", listed, 1, 1) == (2, 1)
    assert exhibit_with_hits(matter, "dear", listed, 5, 1) == (6, 2)
    assert exhibit_with_hits(matter, "dear", listed, 6, 1) is None
    assert exhibit_with_hits(matter, "dear", listed, 6, -1) == (5, 1)
    assert exhibit_with_hits(matter, "dear", [6, 2], 1, 1) == (6, 2)
    assert exhibit_with_hits(matter, "(dear", listed, 1, 1) is None


def test_f3_crosses_exhibits_with_no_search_open(window):
    window.viewer.open_exhibit(2, 1, "dear")
    window.actions_["next_hit"].trigger()
    assert window.viewer.exhibit_id == 3 and window.viewer.hits.count == 1
    for _ in range(3):
        window.actions_["next_hit"].trigger()
    assert window.viewer.exhibit_id == 6 and window.viewer.view.current_hit[0] == 2
    window.actions_["next_hit"].trigger()
    assert "No further exhibit" in window.messages.shown_toast
    window.actions_["previous_hit"].trigger()
    assert window.viewer.exhibit_id == 5


def test_words_of_the_find_bar_that_are_not_here_are_found_in_the_next_exhibit(window, qtbot):
    window.viewer.open_exhibit(1)
    window.viewer.hits.show_find()
    window.viewer.find_bar.field.setText("Dear reader")
    window.viewer.hits.next()
    assert (window.viewer.exhibit_id, window.viewer.current_page) == (6, 2)


def test_with_nothing_to_look_for_it_says_so(window):
    window.viewer.open_exhibit(1)
    window.actions_["next_hit"].trigger()
    assert "Nothing is looked for" in window.messages.shown_toast
