"""Stamped copies and Bates sets: complete, safe names, one number per page, nothing privileged, nothing half done."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.reports.copies import (
    BATES_SET,
    STAMPED_COPIES,
    BatesSetOptions,
    StampedCopiesOptions,
    safe_name,
)
from evidence_app.services import bates, history
from evidence_app.services.exhibits import describe
from evidence_app.services.importing import import_paths


@pytest.fixture
def exhibits(add_exhibit) -> list[int]:
    """Three numbered text exhibits of two pages; the third is an attachment of the second."""
    common = {"kind": "text", "status": "numbered"}
    first = add_exhibit("One / slash", "e1p1", "e1p2", number="P-1", number_sort=number_sort_key("P-1"), **common)
    second = add_exhibit("Two", "e2p1", "e2p2", number="P-2", number_sort=number_sort_key("P-2"), **common)
    third = add_exhibit("Inner", "e3p1", "e3p2", kind="text", parent_id=second, family_position=1)
    return [first, second, third]


def pages_of(archive: zipfile.ZipFile, name: str) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(archive.read(name))).pages]


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_one_stamped_pdf_per_exhibit(matter, exhibits, tmp_path):
    written = STAMPED_COPIES.write(matter, StampedCopiesOptions(), tmp_path / "c.zip")
    assert (written.rows, written.pages) == (3, 6)
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert archive.namelist() == ["P-1 One slash.pdf", "P-2 Two.pdf", "Inner.pdf"]
        first = pages_of(archive, "P-1 One slash.pdf")
    assert "e1p1" in first[0] and "EXHIBIT" in first[0] and "P-1 at 1" in first[0]
    assert "EXHIBIT" not in first[1] and "P-1 at 2" in first[1]


def test_one_pdf_with_a_bookmark_per_exhibit(matter, exhibits, tmp_path):
    STAMPED_COPIES.write(matter, StampedCopiesOptions(exhibits=("P-2",)), tmp_path / "c.pdf")
    reader = PdfReader(tmp_path / "c.pdf")
    assert [one.title for one in reader.outline] == ["Ex. P-2  Two", "Inner  Inner"]
    assert len(reader.pages) == 4


def test_a_set_gives_numbers_stamps_them_and_records_them_in_one_step(matter, exhibits, tmp_path):
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.namelist()[:3] == ["PDF/DLT000001.pdf", "PDF/DLT000003.pdf", "PDF/DLT000005.pdf"]
        assert "DLT000004" in pages_of(archive, "PDF/DLT000003.pdf")[1]
        rows = table(archive, "index.csv")
    assert [(r["BEGBATES"], r["ENDBATES"], r["BEGATTACH"], r["ENDATTACH"]) for r in rows] == [
        ("DLT000001", "DLT000002", "", ""),
        ("DLT000003", "DLT000004", "DLT000003", "DLT000006"),
        ("DLT000005", "DLT000006", "DLT000003", "DLT000006"),
    ]
    assert matter.read.column("SELECT bates FROM page WHERE exhibit_id = 3 ORDER BY number") == [
        "DLT000005",
        "DLT000006",
    ]
    history.undo(matter)
    assert bates.ranges(matter) == {}
    with pytest.raises(UserError, match="already sent out"):
        bates.assign(matter, [exhibits[1]], "DLT", start=1)


def test_writing_the_set_again_keeps_the_numbers(matter, exhibits, tmp_path):
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    before = bates.ranges(matter)
    BATES_SET.write(matter, BatesSetOptions(), tmp_path / "again.zip")
    assert bates.ranges(matter) == before
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        assert len(table(archive, "index.csv")) == 3


def test_a_stopped_run_leaves_neither_numbers_nor_set(matter, exhibits, tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip", cancel=token)
    assert bates.ranges(matter) == {}
    assert not (tmp_path / "b.zip").exists()


def test_privileged_members_of_a_family_are_not_in_the_set(matter, exhibits, tmp_path):
    describe(matter, [exhibits[2]], privilege="Work Product")
    written = BATES_SET.write(matter, BatesSetOptions(exhibits=("P-2",), prefix="DLT"), tmp_path / "b.zip")
    assert written.rows == 1
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert b"Inner" not in archive.read("index.csv")
    with pytest.raises(UserError, match="privileged"):
        BATES_SET.write(matter, BatesSetOptions(exhibits=(f"#{exhibits[2]}",), prefix="DLT"), tmp_path / "c.zip")


def test_a_native_gets_one_number_a_slip_sheet_and_its_file(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "=cmd()"
    book.save(folder / "Daten.xlsx")
    import_paths(matter, [folder])
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        row = table(archive, "index.csv")[0]
        assert (row["BEGBATES"], row["ENDBATES"], row["NATIVE"]) == ("DLT000001", "DLT000001", "NATIVE/DLT000001.xlsx")
        native = archive.read(row["NATIVE"])
        slip = pages_of(archive, "PDF/DLT000001.pdf")
    assert native == (folder / "Daten.xlsx").read_bytes()
    assert hashlib.sha256(native).hexdigest() == row["SHA256"]
    assert len(slip) == 1 and "Daten.xlsx" in slip[0] and row["SHA256"][:32] in slip[0]


def test_an_unreadable_file_gets_one_number_and_a_slip_sheet(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    import_paths(matter, [folder])
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert table(archive, "index.csv")[0]["NOTE"]
        assert len(pages_of(archive, "PDF/DLT000001.pdf")) == 1


def test_gaps_are_in_the_set(matter, exhibits, tmp_path):
    bates.assign(matter, exhibits[:1], "DLT")
    BATES_SET.write(matter, BatesSetOptions(exhibits=("P-2",), prefix="DLT", start=10), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert table(archive, "gaps.csv") == [{"Numbers": "DLT000003–DLT000009", "Reason": "Never given."}]


def test_attachments_print_the_highest_designation_of_their_family(matter, exhibits, tmp_path):
    describe(matter, [exhibits[2]], designation="AEO")
    describe(matter, [exhibits[0]], designation="CONFIDENTIAL")
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert "ATTORNEYS' EYES ONLY" in pages_of(archive, "PDF/DLT000003.pdf")[1]
        assert "ATTORNEYS" not in pages_of(archive, "PDF/DLT000001.pdf")[0]


def test_a_deep_family_has_one_range_and_one_designation(matter, exhibits, add_exhibit, tmp_path):
    deep = add_exhibit("Deep", "x", kind="text", parent_id=exhibits[2], family_position=1, designation="AEO")
    BATES_SET.write(matter, BatesSetOptions(exhibits=(f"#{deep}",), prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        rows = table(archive, "index.csv")
        assert "ATTORNEYS' EYES ONLY" in pages_of(archive, "PDF/DLT000001.pdf")[0]
    assert {(row["BEGATTACH"], row["ENDATTACH"]) for row in rows} == {("DLT000001", "DLT000005")} and len(rows) == 3


def test_numbers_missing_without_a_prefix_is_said(matter, exhibits, tmp_path):
    with pytest.raises(UserError, match="no Bates numbers"):
        BATES_SET.write(matter, BatesSetOptions(exhibits=("P-1",)), tmp_path / "b.zip")
    with pytest.raises(UserError, match="No exhibit has"):
        BATES_SET.write(matter, BatesSetOptions(), tmp_path / "b.zip")


def test_a_csv_cell_that_looks_like_a_formula_is_guarded(matter, add_exhibit, tmp_path):
    add_exhibit("=HYPERLINK(1)", "x", kind="text")
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert table(archive, "index.csv")[0]["TITLE"] == "'=HYPERLINK(1)"


def test_bates_and_designation_on_the_real_pages_of_a_pdf(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    with pikepdf.new() as pdf:
        for turn in (0, 90, 270):
            pdf.add_blank_page(page_size=(612, 792)).obj["/Rotate"] = turn
        pdf.save(folder / "a.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    import_paths(matter, [folder])
    describe(matter, [1], designation="CONFIDENTIAL")
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        for number, text in enumerate(pages_of(archive, "PDF/DLT000001.pdf"), 1):
            assert f"DLT00000{number}" in text and "CONFIDENTIAL" in text


@given(st.text(max_size=200))
def test_file_names_are_safe_everywhere(text):
    name = safe_name(text)
    assert name and len(name) <= 101
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
    assert not name.startswith(".") and not name.endswith((".", " "))
    assert Path(name).name == name


@pytest.mark.parametrize("text", ["CON", "nul.txt", "..", "", "com1"])
def test_reserved_names_are_changed(text):
    assert safe_name(text).startswith("_")


def test_the_gaps_never_name_what_is_withheld(matter, exhibits, tmp_path):
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "b.zip")
    history.undo(matter)
    describe(matter, [exhibits[0]], privilege="Work Product", title="One / slash")
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), tmp_path / "again.zip")
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        gaps = table(archive, "gaps.csv")
    assert {row["Reason"] for row in gaps if "DLT000001" in row["Numbers"]} == {
        "Sent out, then taken back; not given again."
    }
    assert not any("slash" in row["Reason"] for row in gaps)
