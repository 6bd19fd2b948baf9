"""Which exhibits a command means."""


def test_a_selection_counts_while_the_list_is_on_show(window):
    window.go("exhibits")
    window.exhibits_page.grid.select_ids([1, 3])
    window.viewer.open_exhibit(2)
    assert sorted(window.meant.every()) == sorted(window.meant.several()) == [1, 3]
    assert window.meant.one() == 2, "of two selected ones neither; the one being read"
    window.go("search")
    assert (window.meant.every(), window.meant.several(), window.meant.one()) == ([2], [], 2)


def test_one_selected_row_is_meant_but_no_choice_of_several(window):
    window.go("exhibits")
    window.exhibits_page.grid.select_ids([3])
    assert (window.meant.every(), window.meant.several(), window.meant.one()) == ([3], [], 3)
    window.viewer.open_exhibit(2)
    assert (window.meant.every(), window.meant.several(), window.meant.one()) == ([2], [], 2), (
        "the row follows the reader"
    )


def test_nothing_is_meant_before_anything_is_opened(window):
    window.go("search")
    window.viewer.clear()
    assert (window.meant.every(), window.meant.several(), window.meant.one()) == ([], [], 0)
