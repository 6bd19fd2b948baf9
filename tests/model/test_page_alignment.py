"""Versions of a document, page by page: nothing is counted twice or forgotten, whatever was inserted or moved."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.page_alignment import PageChange, align_pages, word_pieces

PAGES = st.lists(st.sampled_from(["alpha", "beta two", "gamma", "delta", "", "epsilon words", "zeta"]), max_size=9)


def fates(old, new):
    return [(c.old, c.new, c.fate) for c in align_pages(old, new).pages]


def test_inserted_removed_changed():
    assert fates(["a", "b", "c"], ["a", "x", "b", "c"]) == [
        (1, 1, "same"), (None, 2, "added"), (2, 3, "same"), (3, 4, "same"),
    ]  # fmt: skip
    assert fates(["a", "b", "c"], ["a", "c"]) == [(1, 1, "same"), (2, None, "removed"), (3, 2, "same")]
    assert fates(["a", "b"], ["a", "bb"]) == [(1, 1, "same"), (2, 2, "changed")]


def test_moved_pages_and_spaces_do_not_count():
    found = align_pages(["a", "b", "c", "d"], ["d", "a", "b  \n", "c"])
    assert found.equal_page(4) == 1 and found.equal_page(2) == 3
    assert found.words() == "Pages: 3 unchanged, 1 moved."


def test_pages_without_words_are_never_called_equal():
    assert fates(["", "a"], ["", "a"]) == [(1, 1, "changed"), (2, 2, "same")]


def test_a_page_that_stands_twice_is_not_guessed_at():
    found = align_pages(["x", "a", "b", "x2", "y", "y"], ["y", "y", "a", "b"])
    assert found.equal_page(5) is None and found.equal_page(2) == 3


@given(PAGES, PAGES)
def test_every_page_appears_exactly_once(old, new):
    found = align_pages(old, new)
    assert sorted(c.old for c in found.pages if c.old) == list(range(1, len(old) + 1))
    assert sorted(c.new for c in found.pages if c.new) == list(range(1, len(new) + 1))
    assert sum(found.counts().values()) == len(found.pages)
    for change in found.pages:
        if change.fate in ("same", "moved"):
            assert old[change.old - 1].split() == new[change.new - 1].split() != []
        assert (change.fate == "added") == (change.old is None) and (change.fate == "removed") == (change.new is None)


@given(PAGES)
def test_the_same_document_has_no_change(pages):
    for change in align_pages(pages, pages).pages:
        assert change == PageChange(change.old, change.old, "same" if pages[change.old - 1] else "changed")


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e"])), st.lists(st.sampled_from(["a", "b", "c", "d", "e"])))
def test_pieces_make_up_both_texts(old, new):
    pieces = word_pieces(" ".join(old), " ".join(new))
    words = lambda *kinds: " ".join(text for kind, text in pieces if kind in kinds).split()  # noqa: E731
    assert words("same", "old") == old and words("same", "new") == new
