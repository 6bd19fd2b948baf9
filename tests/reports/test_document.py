from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow, clean, printable
from evidence_app.reports.writers import write_list

NO_DEADLINE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def one_cell(text: str) -> ListDocument:
    return ListDocument("Title", (ListColumn("a", "A"),), (ListGroup("", (ListRow((text,)),)),))


@given(st.text(st.characters(exclude_categories=())))
def test_printable_is_stable_and_encodable(text: str) -> None:
    plain = printable(text)
    assert printable(plain) == plain
    plain.encode("utf-8")


@NO_DEADLINE
@given(text=st.text(max_size=60))
def test_any_text_comes_back_from_the_spreadsheets(text: str, tmp_path: Path) -> None:
    document = one_cell(text)
    expected = clean(document).groups[0].rows[0].cells[0]
    write_list(document, tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        cell = list(csv.reader(file))[1][0] if expected else ""
    assert cell.removeprefix("'") == expected.removeprefix("'")
    write_list(document, tmp_path / "x.xlsx")
    assert (load_workbook(tmp_path / "x.xlsx")["List"]["A2"].value or "") == expected


@NO_DEADLINE
@given(text=st.text(max_size=40))
def test_any_text_makes_a_pdf_and_a_word_file(text: str, tmp_path: Path) -> None:
    assert write_list(one_cell(text), tmp_path / "x.pdf").pages == 1
    write_list(one_cell(text), tmp_path / "x.docx")


@pytest.mark.parametrize("text", ["name\u202efdp.exe", "a\x00b\x1fc", "x\r\ny", "\ufffe"])
def test_what_is_taken_out(text: str) -> None:
    plain = printable(text)
    assert not set(plain) & set("\u202e\x00\x1f\r\ufffe")
