"""Sentences in page texts: points that end nothing, line breaks inside sentences, headings and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.sentences import LONGEST, fullest_sentence, sentence_around


def around(text, words):
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("First one. The second is here. Third.", "second", "The second is here."),
        ("See Smith v. Jones, No. 5, at 3. Later text.", "Jones", "See Smith v. Jones, No. 5, at 3."),
        ("In the U.S. District Court it fell. Next.", "District", "In the U.S. District Court it fell."),
        ("Signed by R. Ellery on Jan. 5, 2024. Next.", "Ellery", "Signed by R. Ellery on Jan. 5, 2024."),
        ("He said “no.” She left. Done.", "left", "She left."),
        ("We may use\nyour messages to train\nmodels. You may opt out.", "messages", "We may use\nyour messages to train\nmodels."),
        ("Appeals\nYou may appeal the decision within thirty days of it. Then it ends.", "appeal the", "You may appeal the decision within thirty days of it."),
        ("Terms\n\nYou agree. We agree.", "You", "You agree."),
        ("We collect:\n• messages you send\n• pages you view\nNothing else.", "messages", "messages you send"),
        ("Rules:\n(a) no messages are shared\n(b) no pages are shared", "messages", "(a) no messages are shared"),
        ("Is it true? Yes! It is.", "Yes", "Yes!"),
        ("no point at all", "point", "no point at all"),
    ],
)  # fmt: skip
def test_the_sentence_that_holds_the_words(text, words, sentence):
    assert around(text, words).removeprefix("• ") == sentence


def test_a_hit_over_two_sentences_takes_both():
    text = "One here. Two ends here. Three begins. Four."
    assert around(text, "ends here. Three") == "Two ends here. Three begins."


def test_a_text_without_ends_is_cut_between_words():
    text = "word " * 400
    first, last = sentence_around(text, 1000, 1004)
    assert last - first <= 2 * LONGEST + 4
    assert text[first - 1] == " " and text[last] == " "


def test_the_sentence_with_most_of_the_words_is_taken():
    text = "Messages are kept. We share messages with vendors. Vendors are many."
    marks = [(text.lower().index(w, at), text.lower().index(w, at) + len(w))
             for w, at in (("messages", 0), ("messages", 10), ("vendors", 0), ("vendors", 50))]  # fmt: skip
    found = fullest_sentence(text, marks)
    assert found is not None
    assert text[found[0] : found[1]] == "We share messages with vendors."
    assert fullest_sentence(text, []) is None


@given(st.text(alphabet="aB .\n•v1)”", max_size=200), st.data())
def test_always_holds_the_words_and_stays_inside(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
