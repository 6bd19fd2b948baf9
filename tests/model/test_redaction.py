"""Words to redact are found however a page breaks, spells or spaces them, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.errors import UserError
from evidence_app.model.redaction import BoxMark, Secrets, check_words, parse_box, squashed


@pytest.mark.parametrize(
    "text",
    ["Ana Rivera", "ANA  RIVERA", "ana\nrivera", "Ana Rive\u00adra", "Ána Rivéra", "Ａｎａ Rivera", "(Ana Rivera's)",
     "Ana Rive-\nra", "Ana Rive\x02ra"],
)  # fmt: skip
def test_found_in_every_spelling(text):
    assert Secrets(["Ana Rivera"]).inside(text) == "Ana Rivera"


@pytest.mark.parametrize("text", ["Anal Rivera", "Juliana Rivera", "Ana Riverandez", "Ana and Rivera", ""])
def test_other_words_are_left_alone(text):
    assert not Secrets(["Ana Rivera"]).find(text)


def test_numbers_with_and_without_their_dashes():
    secrets = Secrets(["123-45-6789"])
    for text in ("SSN 123-45-6789.", "123 45 6789", "123456789"):
        assert secrets.find(text)
    assert not secrets.find("0123456789")


def test_offsets_point_at_the_words():
    text = "by Ana  Rivera, and again ANA RIVERA"
    assert [text[a:b] for a, b, _word in Secrets(["ana rivera"]).find(text)] == ["Ana  Rivera", "ANA RIVERA"]


@given(
    st.text(max_size=40), st.text(max_size=40), st.from_regex(r"[A-Za-z0-9]{1,12}( [A-Za-z0-9]{1,8})?", fullmatch=True)
)
def test_a_word_between_blanks_is_always_found(before, after, secret):
    text = f"{before} {secret} {after}"
    assert any(squashed(text[a:b]) == squashed(secret) for a, b, _word in Secrets([secret]).find(text))


def test_boxes():
    assert parse_box("1:100,200,300,400") == BoxMark(1, (100, 200, 300, 400))
    assert parse_box(" 2 : 300,400,100,200 : a  b:c ") == BoxMark(2, (100, 200, 300, 400), "a b:c")
    for text in ("", "1:1,2,3", "0:0,0,500,500", "1:0,0,10,500", "x:0,0,500,500"):
        with pytest.raises(UserError):
            parse_box(text)


def test_words_without_letters_are_refused():
    assert check_words(["", " Ana  Rivera "]) == ("Ana Rivera",)
    with pytest.raises(UserError):
        check_words(["—"])
