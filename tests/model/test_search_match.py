"""The letters that every word of a wildcard, stem or fuzzy word begins with: an index is asked for those only."""

from hypothesis import example, given
from hypothesis import strategies as st

from evidence_app.model.search import Fuzzy, Stem, Wild, Word
from evidence_app.model.search_match import word_start, word_test

ENDINGS = (
    "", "s", "es", "ies", "y", "ed", "ing", "e", "er", "ation", "ational", "ization", "ability", "biliti", "fulness",
    "ousness", "iveness", "logi", "ical", "ate", "ive", "ement", "ly", "ently", "able", "ible", "al", "ous", "li", "eed",
)  # fmt: skip
beginnings, endings = st.text("abcdeioptsxyz", min_size=1, max_size=6), st.sampled_from(ENDINGS)
words = st.builds(str.__add__, beginnings, endings)


@given(beginnings, endings, endings)
@example("happ", "y", "ily")
@example("sk", "y", "ies")
@example("hop", "e", "ing")
def test_words_with_the_same_stem_begin_as_the_stem_does(beginning, ending, other):
    leaf, word = Stem(beginning + ending), beginning + other
    assert leaf.text.startswith(word_start(leaf))
    if word_test(leaf)(word):
        assert word.startswith(word_start(leaf))


@given(
    st.text("abx*?=", min_size=1, max_size=5).filter(lambda text: set(text) & set("*?=")), st.text("abx1", max_size=6)
)
def test_words_of_a_wildcard_begin_as_it_does(pattern, word):
    if word_test(Wild(pattern))(word):
        assert word.startswith(word_start(Wild(pattern)))


@given(words, st.integers(0, 2), st.integers(0, 3), words)
def test_words_near_a_fuzzy_one_begin_as_it_does(text, distance, prefix, word):
    leaf = Fuzzy(text, distance, prefix)
    if word_test(leaf)(word):
        assert word.startswith(word_start(leaf))


def test_a_plain_word_fixes_nothing_here():
    assert word_start(Word("notice")) == "" and word_start(Wild("*ing")) == "" and word_start(Wild("no*")) == "no"
