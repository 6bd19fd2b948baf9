"""What no font here can print is written by its code, in lists and on sheets alike."""

import json

import pytest

from evidence_app.reports import glyphs, pdf, sheets

NOWHERE = "\U000f1234"


@pytest.mark.parametrize(
    ("one", "known"),
    [("é", True), ("Ж", True), ("ع", True), ("中", True), ("の", True), ("\u0301", True), (NOWHERE, False)],
)
def test_which_characters_can_be_printed(one, known):
    assert glyphs.missing({one}) == (set() if known else {one})


def test_one_that_is_missing_is_found_among_many_and_each_code_is_told_once():
    many = "".join(map(chr, range(0x4E00, 0x4E40)))
    assert glyphs.with_codes(f"{many}{NOWHERE}\u2019s{NOWHERE}") == (f"{many}[U+F1234]\u2019s[U+F1234]", ("[U+F1234]",))


def test_lists_and_sheets_write_the_same_codes():
    listed, notes = pdf.codes_for_missing({"text": f"x{NOWHERE}"})
    assert json.loads(listed) == {"text": "x[U+F1234]"} and notes[0].endswith("by their code: [U+F1234].")
    made = sheets.set_sheets([sheets.TextSheet(f"x{NOWHERE}")])
    assert made.notes == ("1 characters have no font on this computer and are printed by their code.",)
    assert not sheets.set_sheets([sheets.TextSheet("中")]).notes
