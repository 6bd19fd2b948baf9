"""Who goes first: one window at a time, and nobody where there is none."""

from evidence_app.turns import give_way, let_go_first, no_longer, somebody_waits


def test_a_window_that_took_the_place_of_another_still_goes_first():
    asked = []

    def first():
        asked.append("first")

    def second():
        asked.append("second")

    let_go_first(first)
    let_go_first(second)
    no_longer(first)
    give_way()
    assert asked == ["second"] and somebody_waits()
    no_longer(second)
    give_way()
    assert asked == ["second"] and not somebody_waits()
