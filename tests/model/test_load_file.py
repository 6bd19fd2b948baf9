"""Load files: what is written is read back equal, and no dialect moves a value into another column."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence_app.model.load_file import CONCORDANCE, CONTROL, OddValue, read, replaced, unified, write
from evidence_app.model.load_images import opticon, read_ipro, read_opticon

HEADINGS = ("BEGBATES", "TITLE", "SUBJECT")
any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
printed = any_text.filter(lambda text: not set(text) & set(CONTROL.signs))
plain = any_text.filter(lambda text: not set(text) & set(CONCORDANCE.signs))


def rows_of(values):
    return st.lists(st.tuples(values, values, values), max_size=6)


def back(rows, dialect):
    table = read("".join(write(HEADINGS, rows, dialect)))
    assert table.headings == HEADINGS and not any(row.problem for row in table.rows)
    return [row.values for row in table.rows]


def as_read(rows):
    return [tuple(unified(value) for value in row) for row in rows]


@given(rows_of(plain))
@example([("DLT000001", 'the "FAQ"\nsecond line', "契約 😀 Þór")])
@example([("", "", "")])
def test_what_is_written_is_read_back(rows):
    assert back(rows, CONCORDANCE) == as_read(rows)


@given(rows_of(printed))
@example([("DLT000001", "Microsoft® Word þ\r\nnext", '"quoted", ¶ 内容 😀')])
def test_control_characters_as_delimiters_keep_every_text(rows):
    assert back(rows, CONTROL) == as_read(rows)


@pytest.mark.parametrize("sign", ["þ", "®", "\x14"])
def test_a_sign_of_the_format_inside_a_value_is_refused_with_its_row_and_column(sign):
    with pytest.raises(OddValue) as caught:
        list(write(HEADINGS, [("1", "a", "b"), ("2", f"x{sign}y", "b")]))
    assert (caught.value.row, caught.value.field, caught.value.sign) == (1, "TITLE", sign)


def test_replacing_the_signs_makes_a_value_writable():
    assert back([("1", replaced("Word® and þ"), "")], CONCORDANCE) == [("1", "Word(R) and th", "")]


@given(any_text)
def test_reading_never_fails(text):
    table = read(text)
    assert all(len(row.values) == len(table.headings) or row.problem for row in table.rows)


@pytest.mark.parametrize("sign", ["\N{PILCROW SIGN}", ",", "|"])
def test_a_wrong_separator_is_read_with_a_warning(sign):
    table = read(f"þAþ{sign}þBþ\r\nþ1, 2þ{sign}þ3|4þ\r\n")
    assert [row.values for row in table.rows] == [("1, 2", "3|4")]
    assert f"U+{ord(sign):04X}" in table.warnings[0]


def test_ragged_rows_are_named_by_line_and_never_shifted():
    table = read("þAþ\x14þBþ\r\nþ1þ\r\nþ1þ\x14þ2þ\x14þ3þ\r\nþ1þ\x14þ2þ\r\n")
    assert [(row.line, bool(row.problem)) for row in table.rows] == [(2, True), (3, True), (4, False)]
    assert table.rows[0].problem == "The row has 1 values, the heading line 2."


def test_a_raw_line_break_inside_a_value_stays_inside():
    table = read("þAþ\x14þBþ\r\nþ1þ\x14þtwo\r\nlinesþ\r\nþ3þ\x14þ4\nþ\r\n")
    assert [(row.line, row.values) for row in table.rows] == [(2, ("1", "two\nlines")), (4, ("3", "4\n"))]


def test_a_value_that_is_never_closed_costs_its_own_row_only():
    table = read("þAþ\x14þBþ\r\nþ1þ\x14þopen\r\nþ3þ\x14þ4þ\r\n")
    assert table.rows[0].problem and table.rows[1].values == ("3", "4")


def test_values_without_quotes_and_without_a_last_line_end():
    assert [row.values for row in read("A\x14B\r\n1\x14two words\r\n3\x14").rows] == [("1", "two words"), ("3", "")]
    assert [row.values for row in read("þAþ\x14þBþ\nþ1þ\x142").rows] == [("1", "2")]


def test_csv_tables_of_several_kinds():
    assert read('A,B\r\n1,"x, ""y"""\r\n').rows[0].values == ("1", 'x, "y"')
    assert read("A;B\n1;2\n").rows[0].values == ("1", "2")
    assert read("A\tB\tC\n1\t2\n").rows[0].problem


def test_a_column_that_occurs_twice_is_told():
    assert "occurs twice" in read("A,B,a\n1,2,3\n").warnings[0]


def test_an_opt_is_read_back_and_a_comma_is_refused():
    text = opticon([("DLT000001", "VOL001", "IMAGES\\001\\DLT000001.pdf", 3)])
    assert text == "DLT000001,VOL001,IMAGES\\001\\DLT000001.pdf,Y,,,3\r\n"
    (line,) = read_opticon(text)
    assert (line.key, line.path, line.starts, line.pages) == ("DLT000001", "IMAGES\\001\\DLT000001.pdf", True, 3)
    with pytest.raises(ValueError, match="comma"):
        opticon([("A", "V", "a,b.pdf", 1)])


def test_opt_dialects():
    lines = read_opticon("A1,,IMG\\a,b.tif,,,,\r\nA2,V,IMG\\2.tif,y,,,2\nA3,V\n")
    assert [(one.key, one.path, one.starts, one.pages) for one in lines[:2]] == [
        ("A1", "IMG\\a,b.tif", True, 0), ("A2", "IMG\\2.tif", True, 2),
    ]  # fmt: skip
    assert lines[2].problem


def test_lfp_lines():
    text = (
        "IM,D1,D,0,@V1;IMG\\001;1.tif;2,0\nIM,D2,,0,@V1;IMG\\001;2.tif;2\nOF,D1,x\nIM,D3,C,1,@V1;IMG;3.pdf;6,0\nIM,D4\n"
    )
    lines = read_ipro(text)
    assert [(one.key, one.path, one.starts, one.child) for one in lines[:3]] == [
        ("D1", "IMG\\001\\1.tif", True, False), ("D2", "IMG\\001\\2.tif", False, False), ("D3", "IMG\\3.pdf", True, True),
    ]  # fmt: skip
    assert lines[3].problem


@pytest.mark.parametrize(
    ("name", "columns", "rows"), [("loadfile.dat", 96, 2), ("loadfile_1578501742527.dat", 101, 498)]
)
def test_real_load_files_are_read_without_a_shifted_column(sample, name, columns, rows):
    from evidence_app.importers.text_pages import decode

    table = read(decode(sample(f"loadfiles/{name}").read_bytes())[0])
    assert (len(table.headings), len(table.rows)) == (columns, rows)
    assert not [row for row in table.rows if row.problem]
    md5 = table.headings.index("MD5 Hash")
    assert all(len(row.values[md5]) in (0, 32) for row in table.rows)
    begin, end = table.headings.index("BEGINBATES"), table.headings.index("ENDBATES")
    assert all(row.values[begin] and row.values[end] for row in table.rows)


@pytest.mark.parametrize(
    ("written", "turn"),
    [
        ("", 0),
        (",", 0),
        (",0", 0),
        (",1", 90),
        (",2", 180),
        (",3", 270),
        (",90", 90),
        (",180", 180),
        (",270", 270),
        (",4", None),
        (",45", None),
        (",-1", None),
        (",left", None),
    ],
)
def test_the_rotation_of_an_lfp_line(written, turn):
    (line,) = read_ipro(f"IM,X1,D,0,@V1;IMAGES;a.tif;2{written}\n")
    assert (line.turn, line.problem, line.path) == (turn, "", "IMAGES\\a.tif")


def test_numbers_no_file_has_are_no_numbers():
    assert read_ipro(f"IM,X1,D,{'9' * 5000},@V1;;a.tif;2,0")[0].page == 0
    assert read_opticon(f"X1,V1,a.tif,Y,,,{'9' * 5000}")[0].pages == 0
