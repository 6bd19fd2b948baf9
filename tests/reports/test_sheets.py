"""Texts printed with their looks: every word is there in its place, headings are larger, blanks between pieces stay."""

from io import BytesIO

import pypdfium2
from pypdf import PdfReader

from evidence_app.model.shape import Span, pack_shape
from evidence_app.reports.sheets import TextSheet, set_sheets, text_runs

TEXT = "Policy #1\nWe *may* share all data with partners.\nfirst item\nsecond _item_\n\nEnd [x] $5"
SHAPE = pack_shape([Span(0, 9, "h1"), Span(13, 18, "b"), Span(25, 33, "a"), Span(49, 59, "li"), Span(60, 73, "li")])


def words(pdf):
    return PdfReader(BytesIO(pdf)).pages[0].extract_text().split()


def test_runs_are_the_text_and_say_how_it_looks():
    runs = text_runs(TEXT, SHAPE)
    assert "".join(run.text for run in runs) == TEXT
    assert [run.text for run in runs if run.size > 1] == ["Policy #1"]
    assert [run.text for run in runs if run.link] == ["all data"]
    assert [run.text for run in runs if run.bullet] == ["first item", "second _item_"]
    assert text_runs(TEXT, "") == ()


def test_a_text_with_looks_prints_the_same_words():
    plain = set_sheets([TextSheet(TEXT, "head")]).pdf
    shaped = set_sheets([TextSheet(TEXT, "head", runs=text_runs(TEXT, SHAPE))]).pdf
    assert [word for word in words(shaped) if word != "•"] == words(plain) == ["head", *TEXT.split()]
    assert words(shaped).count("•") == 2
    page = pypdfium2.PdfDocument(shaped)[0].get_textpage()
    heights = {word: page.get_charbox(page.get_text_range().index(word)) for word in ("Policy", "We")}
    tall = {word: box[3] - box[1] for word, box in heights.items()}
    assert tall["Policy"] > 1.3 * tall["We"]


def test_a_long_text_with_looks_stays_one_sheet():
    text = "word " * 3000
    runs = text_runs(text, pack_shape([Span(0, 4000, "b"), Span(5000, 9000, "h2")]))
    assert len(PdfReader(BytesIO(set_sheets([TextSheet(text, runs=runs)]).pdf)).pages) == 1
