"""Text to search tokens: the traps of real page texts, and offsets that lead back to the text as extracted."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.normalise import LONGEST_TOKEN, OCR_AI, blank_line_numbers, normalise, tokens_with_offsets

PLEADING = "\n".join(f"{n} {line}" for n, line in enumerate(["the parties shall", "not disclose any"] * 14, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Shall NOT be liable.", ["shall", "not", "be", "liable"]),
        ("word.Next", ["word", "next"]),
        ("the U.S. code", ["the", "u", "s", "code"]),
        ("termi-\nnation", ["termination"]),
        ("termi-\r\n   nation", ["termination"]),
        ("termi‐\nnation", ["termination"]),
        ("anti\x02\r\ntrust", ["antitrust"]),
        ("co\u00adoperate", ["cooperate"]),
        ("De La-\nTorre", ["de", "la", "torre"]),
        ("12-\n34", ["12", "34"]),
        ("well-known", ["well", "known"]),
        ("don’t don't", ["don", "t", "don", "t"]),
        ("“quoted” — text…", ["quoted", "text"]),
        ("Résumé re\u0301sume\u0301 CAFÉ", ["resume", "resume", "cafe"]),
        ("ﬁnal eﬀect Ｆｕｌｌ", ["final", "effect", "full"]),
        ("LinkedIn™ footnote² 3½", ["linkedin", "footnote", "2", "3", "1", "2"]),
        ("straße İstanbul", ["strasse", "istanbul"]),
        ("zero\u200bwidth", ["zerowidth"]),
        ("ПРИВЕТ мир 日本語", ["привет", "мир", "日本語"]),
        ("a_b __init__", ["a_b", "__init__"]),
        ("", []),
        ("\x00\x01 -- !!", []),
    ],
)
def test_words(text, words):
    assert normalise(text) == words


def test_stop_words_are_kept():
    assert normalise("is not liable") == ["is", "not", "liable"]


def test_margin_numbers_of_pleading_paper_do_not_break_a_phrase():
    assert "28" not in normalise(PLEADING)
    assert " ".join(normalise(PLEADING)).startswith("the parties shall not disclose any")
    alone = "\n".join(part for n in range(1, 29) for part in (str(n), "shall"))
    assert set(normalise(alone)) == {"shall"}


def test_other_numbers_at_line_starts_stay():
    short = "\n".join(f"{n} item" for n in range(1, 11))
    listed = "\n".join(f"{n}. item" for n in range(1, 29))
    rows = "\n".join(f"{n} item" for n in range(1, 60))
    assert all("7" in normalise(text) for text in (short, listed, rows))


def test_ocr_reading_of_ai():
    assert normalise("Al models and AI", ocr=True) == [OCR_AI, "models", "and", OCR_AI]
    assert normalise("Al models and AI") == ["al", "models", "and", "ai"]
    assert normalise("Also A1 al", ocr=True) == ["also", "a1", "al"]


texts = st.text(st.one_of(st.characters(), st.sampled_from("aAé-\n\x02\u00ad’²™ﬁI l1 ")), max_size=200)


@given(texts, st.booleans())
def test_fast_and_offset_ways_agree(text, ocr):
    tokens = tokens_with_offsets(text, ocr=ocr)
    assert [token.text for token in tokens] == normalise(text, ocr=ocr)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(0 < len(token.text) <= LONGEST_TOKEN for token in tokens)


@given(texts)
def test_normalised_words_stay_the_same_when_normalised_again(text):
    words = normalise(text)
    assert normalise(" ".join(words)) == words


@given(st.text(st.sampled_from("0123456789 \n.ab"), max_size=300))
def test_blanking_keeps_every_offset(text):
    assert len(blank_line_numbers(text)) == len(text)


def test_offsets_lead_to_the_text_as_extracted():
    text = "The “Résumé” was termi-\nnated²."
    found = {token.text: text[token.start : token.end] for token in tokens_with_offsets(text)}
    assert found == {"the": "The", "resume": "Résumé", "was": "was", "terminated": "termi-\nnated", "2": "²"}


def test_no_sign_that_is_a_number_stands_above_the_planes_looked_through():
    """Those planes are left out to save a tenth of a second at every start; a newer Unicode might put one there."""
    assert not [code for code in range(0x20000, sys.maxunicode + 1) if unicodedata.category(chr(code)) == "No"]
