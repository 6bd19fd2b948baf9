from __future__ import annotations

import csv
import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from openpyxl import load_workbook
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.errors import UserError
from evidence_app.reports import exhibit_list
from evidence_app.reports.exhibit_list import ExhibitListOptions
from evidence_app.reports.presets import presets, save_own_preset
from evidence_app.services import register
from evidence_app.services.exhibits import find
from evidence_app.services.matter import Matter

from .conftest import SECRETS
from .pdf_tables import read_tables

FORMATS = (".pdf", ".docx", ".xlsx", ".csv")


def numbers(matter: Matter, **options: object) -> list[str]:
    return [row.values["number"] for row in exhibit_list.rows(matter, ExhibitListOptions(**options))]


def text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_natural_order_and_what_is_left_out(case: Matter) -> None:
    assert numbers(case) == ["PX2", "", "PX5", "PX9", "PX10", "PX20", "DX1", "DX2", "DX10"]
    assert numbers(case, party="plaintiff") == numbers(case, party="PX") == numbers(case, party="Ana Rivera")
    assert numbers(case, party="PX", impeachment=True)[-1] == "PX30"
    assert numbers(case, party="PX", unnumbered=True)[-1] == ""
    with pytest.raises(UserError, match="no party"):
        numbers(case, party="Nobody")


def test_parties_come_in_the_order_of_the_caption_and_bare_numbers_count_through(case: Matter, add) -> None:
    add("Nobody's", "Z9", status="numbered")
    add("Ours", "2", party_id=2)
    add("Theirs", "1", party_id=1)
    add("Ours too", "10", party_id=1)
    listed = numbers(case)
    assert listed[:3] == ["1", "2", "10"] and listed[3] == "PX2" and listed[-1] == "Z9"
    served = [row.number for row in register.serve(case, "All").lines()]
    assert [n for n in served if n in listed] == [n for n in listed if n], "a served list has the same order"


def test_partial_dates_are_not_filled_in(case: Matter) -> None:
    dates = {row.values["number"]: row.values["date"] for row in exhibit_list.rows(case, ExhibitListOptions())}
    assert (dates["PX10"], dates["PX2"], dates["PX9"]) == ("Aug 2024", "about Aug 2024", "18 Sep 2024")


def test_withdrawn_keeps_its_number_and_says_so(case: Matter) -> None:
    by_number = {row.values["number"]: row.values for row in exhibit_list.rows(case, ExhibitListOptions())}
    assert by_number["PX5"]["description"] == "WITHDRAWN"
    assert by_number["PX5"]["objections"] == ""
    kept = exhibit_list.rows(case, ExhibitListOptions(withdrawn="keep description"))
    assert "WITHDRAWN: Old draft" in [row.values["description"] for row in kept]


def test_attachments_stand_under_the_parent_or_their_omission_is_stated(case: Matter) -> None:
    rows = exhibit_list.rows(case, ExhibitListOptions(party="PX"))
    assert [(row.indent, row.values["description"].split(" [")[0]) for row in rows[:2]] == [
        (0, "E-mail with sheet"),
        (1, "Attachment 1: Numbers sheet"),
    ]
    document = exhibit_list.build(case, ExhibitListOptions(attachments="leave out"))
    assert "Numbers sheet" not in " ".join(document.texts())
    assert "PX2: 1" in document.closing[0]


def test_a_family_is_listed_and_designated_whole_however_deep_it_goes(case: Matter, add: Callable[..., int]) -> None:
    mail = case.read.value("SELECT id FROM exhibit WHERE number = 'PX2'")
    inner = add("Inner mail", None, parent_id=mail, family_position=2)
    add("Deep sheet", None, parent_id=inner, family_position=1, designation="SOURCE CODE")
    found = {row.exhibit.title: row for row in exhibit_list.rows(case, ExhibitListOptions(party="PX"))}
    assert found["Inner mail"].values["description"].startswith("Attachment 2: ")
    assert found["Deep sheet"].values["description"].startswith("Attachment 2.1: ")
    assert found["Deep sheet"].under == mail
    assert "SOURCE CODE" in found["E-mail with sheet"].values["designation"]


def test_designation_is_the_highest_of_the_family_and_can_be_kept_off(case: Matter) -> None:
    marked = exhibit_list.rows(case, ExhibitListOptions(party="PX"))
    assert marked[0].values["designation"] == marked[1].values["designation"]
    assert "ATTORNEYS' EYES ONLY" in marked[0].values["description"]
    words = " ".join(exhibit_list.build(case, ExhibitListOptions(designated="placeholder")).texts())
    assert "Numbers sheet" not in words and "Description withheld" in words
    gone = exhibit_list.build(case, ExhibitListOptions(designated="leave out"))
    assert "Numbers sheet" not in " ".join(gone.texts())
    assert any("protective order" in note for note in gone.notes)


def test_illustrative_aids_have_a_schedule_of_their_own(case: Matter) -> None:
    groups = exhibit_list.build(case, ExhibitListOptions()).groups
    assert groups[-1].heading == exhibit_list.AIDS
    assert [row.cells[0] for row in groups[-1].rows] == ["PX20"]
    assert "PX20" not in [row.cells[0] for row in groups[0].rows]


@pytest.mark.parametrize("group", ["none", "party", "kind", "custodian", "offer class", "claim"])
def test_every_grouping_keeps_every_row(case: Matter, group: str) -> None:
    document = exhibit_list.build(case, ExhibitListOptions(group=group))
    cells = sorted(row.cells for part in document.groups for row in part.rows)
    assert cells == sorted(
        row.cells for part in exhibit_list.build(case, ExhibitListOptions()).groups for row in part.rows
    )


def test_titles_of_the_paper(case: Matter) -> None:
    def title(**options: object) -> str:
        return exhibit_list.build(case, ExhibitListOptions(**options)).title

    assert title(party="plaintiff") == "PLAINTIFF'S EXHIBIT LIST"
    assert title(party="DX") == "DEFENDANT'S EXHIBIT LIST"
    assert title() == "EXHIBIT LIST"
    assert title(title="AMENDED EXHIBIT LIST") == "AMENDED EXHIBIT LIST"
    with case.operation("Seed") as tx:
        tx.insert("party", {"name": "Bo Example", "side": "plaintiff"})
    assert title(party="plaintiff") == "PLAINTIFFS' EXHIBIT LIST"


def test_a_joint_layout_for_one_side_is_not_called_joint(case: Matter) -> None:
    def title(**options: object) -> str:
        return exhibit_list.build(case, ExhibitListOptions(**options)).title

    assert title(preset="nd-cal-joint") == "JOINT EXHIBIT LIST"
    assert title(preset="nd-cal-joint", party="PX") == "PLAINTIFF'S EXHIBIT LIST"
    assert title(preset="ao-187", party="PX") == "PLAINTIFF'S EXHIBIT AND WITNESS LIST"
    assert title(preset="england-wales", party="PX") == "INDEX TO THE BUNDLE"


def test_the_form_for_clerks_has_its_boxes_its_witnesses_and_every_number(case: Matter, add, tmp_path: Path) -> None:
    with case.operation("Seed") as tx:
        tx.update("party", 1, {"counsel": "Jo Example (SBN 000000)\nExample LLP"})
        tx.update("matter", 1, {"judge": "Hon. A. Bell"})
        joint = tx.insert("party", {"name": "Joint", "side": "joint", "prefix": "JX", "position": 3})
    add("Agreed facts", "JX1", party_id=joint, status="numbered")
    add("Secret", "PX31", party_id=1, sponsor="Hidden Witness", privilege="Work Product")
    register.note(case, find(case, "PX9").id, "offered", witness="Bo Witness", at="2025-06-02T09:30:00-07:00")
    document = exhibit_list.build(case, ExhibitListOptions(preset="ao-187"))
    numbers = {row.cells[5]: row.cells[:2] for row in document.groups[0].rows}
    assert numbers["Agreed facts"] == ("JX1", "JX1"), "a joint exhibit stands in both columns"
    assert numbers["Notice"] == ("PX10", "")
    assert document.boxes[0] == ("Presiding judge", "Hon. A. Bell")
    assert dict(document.boxes)["Plaintiff's attorney"] == "Jo Example (SBN 000000)"
    assert dict(document.boxes)["Trial date(s)"] == "2 Jun 2025" and dict(document.boxes)["Court reporter"] == ""
    witnesses = [row.cells for row in document.groups[-1].rows]
    assert [(cells[5], cells[2]) for cells in witnesses] == [
        ("A. Rivera (witness)", ""), ("Bo Witness (witness)", "2 Jun 2025")
    ]  # fmt: skip
    for suffix in FORMATS:
        reports.write(case, "exhibit-list", ExhibitListOptions(preset="ao-187"), tmp_path / f"list{suffix}")
    assert "Courtroom deputy" in text(tmp_path / "list.pdf")
    assert Document(str(tmp_path / "list.docx")).tables[1].rows[0].cells[0].text == "Presiding judge\nHon. A. Bell"


def test_the_bundle_index_names_claimant_and_claim_number(case: Matter) -> None:
    document = exhibit_list.build(case, ExhibitListOptions(preset="england-wales"))
    assert document.caption is not None
    assert "\t\tClaimant," in document.caption.left and "\t- and -" in document.caption.left
    assert document.caption.right == ("Claim No. 5:25-cv-00001",) and "Claim No." in document.footer[0]


def test_the_same_rows_are_read_back_from_all_four_formats(case: Matter, tmp_path: Path) -> None:
    options = ExhibitListOptions(group="party")
    paths = {suffix: tmp_path / f"list{suffix}" for suffix in FORMATS}
    for path in paths.values():
        reports.write(case, "exhibit-list", options, path)
    document = exhibit_list.build(case, options)
    expected = [[heading, *row.cells] for part in document.groups for heading in [part.heading] for row in part.rows]
    with paths[".csv"].open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table == [list(document.headings()), *expected]
    sheet = load_workbook(paths[".xlsx"])["List"]
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == table
    flat = [row[1:] for row in expected]
    word = [[cell.text for cell in row.cells] for one in Document(str(paths[".docx"])).tables[1:] for row in one.rows]
    assert [row for row in word if row != list(document.headings()[1:])] == flat
    pdf = [row for one in read_tables(paths[".pdf"]) for row in one[1:]]
    assert [_letters(row) for row in pdf] == [_letters(row) for row in flat]


def _letters(row: list[str]) -> list[str]:
    """White space is layout. A line with Arabic comes back in the order it stands on the page: compare its letters."""
    plain = ["".join(cell.split()) for cell in row]
    arabic = any("\u0600" <= one <= "\u06ff" for cell in plain for one in cell)
    return ["".join(sorted(cell)) for cell in plain] if arabic else plain


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("group", ["none", "custodian"])
def test_nothing_privileged_or_sequestered_reaches_the_file(
    case: Matter, tmp_path: Path, suffix: str, group: str
) -> None:
    path = tmp_path / f"list{suffix}"
    columns = tuple(exhibit_list.COLUMN_LABELS)
    reports.write(case, "exhibit-list", ExhibitListOptions(group=group, columns=columns, unnumbered=True), path)
    if suffix == ".pdf":
        reader = PdfReader(path)
        streams = [
            bytes(obj.get_data())
            for obj in map(reader.get_object, range(1, len(reader.xref[0]) + 1))
            if hasattr(obj, "get_data")
        ]
        found = (
            path.read_bytes() + b"".join(streams) + (text(path) + str(reader.outline) + str(reader.metadata)).encode()
        )
    elif suffix == ".csv":
        found = path.read_bytes()
    else:
        with zipfile.ZipFile(path) as parts:
            found = b"".join(parts.read(name) for name in parts.namelist())
    assert b"PX9" in found
    for secret in SECRETS:
        assert secret.lower().encode() not in found.lower(), secret


def test_pdf_is_tagged_titled_bookmarked_and_numbered(case: Matter, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    result = reports.write(case, "exhibit-list", ExhibitListOptions(group="party"), path)
    reader = PdfReader(path)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.metadata.title == "EXHIBIT LIST"
    assert [item.title for item in reader.outline if not isinstance(item, list)] == ["EXHIBIT LIST"]
    assert [item.title for item in reader.outline[1]] == ["Ana Rivera", "Example Corp.", exhibit_list.AIDS]
    said = text(path)
    for words in ("NORTHERN DISTRICT OF CALIFORNIA", "SAN JOSE DIVISION", "ANA RIVERA,", "Case No. 5:25-cv-00001"):
        assert words in said
    assert result.pages == len(reader.pages)
    for i, page in enumerate(reader.pages, 1):
        assert f"Page {i} of {result.pages}" in page.extract_text()
    sizes = {size for page in reader.pages for size in _font_sizes(page)}
    assert min(sizes) >= 10 and 12 in sizes


def _font_sizes(page: object) -> set[float]:
    sizes: set[float] = set()
    page.extract_text(visitor_text=lambda words, _cm, _tm, _font, size: sizes.add(size) if words.strip() else None)
    return sizes


def test_headings_are_repeated_on_every_page(case: Matter, add: object, tmp_path: Path) -> None:
    for i in range(100, 180):
        add(f"Letter {i}", f"PX{i}", party_id=1, status="numbered")
    path = tmp_path / "list.pdf"
    result = reports.write(case, "exhibit-list", ExhibitListOptions(party="PX"), path)
    assert result.pages > 3
    for page in PdfReader(path).pages[:-1]:
        assert "Description" in page.extract_text()
    Path(tmp_path / "list.docx").unlink(missing_ok=True)
    reports.write(case, "exhibit-list", ExhibitListOptions(party="PX"), tmp_path / "list.docx")
    word = Document(str(tmp_path / "list.docx"))
    assert "w:tblHeader" in word.tables[1].rows[0]._tr.xml
    assert word.sections[0].page_width > word.sections[0].page_height


def test_odd_titles_are_printed_as_they_are(case: Matter, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    reports.write(case, "exhibit-list", None, path)
    said = text(path)
    assert "内容政策" in said
    assert "عقد" in said
    assert all(mark in said for mark in ("#let", "*b*", "_i_", "$m$", "@r", "<t>", "\\", "//", "`c`"))


def test_a_character_without_a_font_is_printed_by_its_code_and_reported(
    case: Matter, add: object, tmp_path: Path
) -> None:
    add("Odd \U000f1234 sign \x01\x07", "PX77", party_id=1, status="numbered")
    result = reports.write(case, "exhibit-list", None, tmp_path / "list.pdf")
    assert "[U+F1234]" in text(tmp_path / "list.pdf")
    assert any("U+F1234" in note for note in result.notes)
    for suffix in FORMATS[1:]:
        reports.write(case, "exhibit-list", None, tmp_path / f"list{suffix}")


def test_long_names_stay_inside_their_column(case: Matter, add: object, tmp_path: Path) -> None:
    name = "data_flow_inventory_" + "x" * 90 + ".xlsx"
    add(name, "PX78", party_id=1, bates_begin="LONGPREFIX0000000001", bates_end="LONGPREFIX0000000099")
    path = tmp_path / "list.pdf"
    reports.write(case, "exhibit-list", None, path)
    rows = [row for table in read_tables(path) for row in table]
    assert [name, "LONGPREFIX0000000001–LONGPREFIX0000000099"] in [[row[1], row[3]] for row in rows]
    right = []
    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=lambda words, _cm, tm, _font, _size: right.append((tm[4], words)))
    starts = [x for x, words in right if "xxxx" in words]
    assert len(starts) > 2, "the name is broken into several lines"


def test_three_hundred_parties_and_none(case: Matter, tmp_path: Path) -> None:
    with case.operation("Seed") as tx:
        for i in range(300):
            tx.insert("party", {"name": f"Person Number {i}", "side": "plaintiff", "position": i + 5})
    path = tmp_path / "list.pdf"
    reports.write(case, "exhibit-list", None, path)
    assert "et al." in text(path) and "Person Number 200".upper() not in text(path)
    reports.write(case, "exhibit-list", ExhibitListOptions(caption="all"), path)
    assert "PERSON NUMBER 299" in text(path)
    with case.operation("Seed") as tx:
        tx.execute("UPDATE exhibit SET party_id = NULL")
        tx.execute("DELETE FROM party")
    reports.write(case, "exhibit-list", None, path)
    assert "Rivera v. Example Corp." in text(path)


def test_empty_list_says_so(matter: Matter, tmp_path: Path) -> None:
    for suffix in FORMATS:
        assert reports.write(matter, "exhibit-list", None, tmp_path / f"list{suffix}").rows == 0
    assert exhibit_list.EMPTY in text(tmp_path / "list.pdf")


@pytest.mark.parametrize("preset", list(presets()))
def test_every_preset_makes_a_list_and_names_its_source(case: Matter, tmp_path: Path, preset: str) -> None:
    result = reports.write(case, "exhibit-list", ExhibitListOptions(preset=preset), tmp_path / "list.pdf")
    assert result.pages >= 1
    assert any(presets()[preset].source in note and "Check your judge's order" in note for note in result.notes)
    tables = read_tables(tmp_path / "list.pdf")
    assert tables[0][0] == ["".join(c.label.split()) for c in presets()[preset].columns]


def test_may_offer_is_starred_where_the_preset_says(case: Matter) -> None:
    document = exhibit_list.build(case, ExhibitListOptions(preset="cd-cal"))
    assert "*DX2" in [row.cells[0] for row in document.groups[0].rows]
    assert "* May be offered if the need arises." in document.closing


def test_what_is_not_stipulated_is_not_printed_as_if_it_were(case: Matter) -> None:
    with case.operation("Seed") as tx:
        tx.execute("UPDATE exhibit SET stipulations = 'no authenticity; foundation' WHERE number = 'PX9'")
    document = exhibit_list.build(case, ExhibitListOptions(preset="cd-cal"))
    keys = [column.key for column in document.columns]
    row = next(dict(zip(keys, r.cells, strict=True)) for r in document.groups[0].rows if r.cells[0] == "PX9")
    assert (row["stip_authenticity"], row["stip_foundation"]) == ("", "Yes")
    numbers_ = [r.cells[0] for r in exhibit_list.build(case, ExhibitListOptions(preset="sdny")).groups[0].rows]
    assert "PX9" in numbers_, "no star for an authenticity that is disputed"


def test_pleading_paper_asked_for_in_another_format_is_told(case: Matter, tmp_path: Path) -> None:
    result = reports.write(case, "exhibit-list", ExhibitListOptions(pleading=True), tmp_path / "list.docx")
    assert any("PDF only" in note for note in result.notes)


def test_own_preset_is_kept_and_a_bad_one_refused(case: Matter) -> None:
    columns = [{"key": "number", "label": "Nr."}, {"key": "description", "label": "What"}]
    save_own_preset({"id": "ours", "name": "Ours", "columns": columns, "source": "Our judge's order of 1 May 2025"})
    document = exhibit_list.build(case, ExhibitListOptions(preset="ours"))
    assert [c.label for c in document.columns] == ["Nr.", "What"]
    with pytest.raises(UserError, match="not complete"):
        save_own_preset({"id": "bad", "name": "Bad"})
    from evidence_app.reports.presets import PRESETS

    PRESETS.own_path.write_text(json.dumps([{"id": "broken"}]), encoding="utf-8")
    assert "plain" in presets()
    with pytest.raises(UserError, match="ours"):
        exhibit_list.build(case, ExhibitListOptions(preset="ours"))


def test_unknown_column_and_group_are_refused_by_name(case: Matter) -> None:
    with pytest.raises(UserError, match="colour"):
        exhibit_list.build(case, ExhibitListOptions(columns=("colour",)))
    with pytest.raises(UserError, match="moon"):
        exhibit_list.build(case, ExhibitListOptions(group="moon"))


def test_pleading_paper_has_28_numbered_lines_and_the_court_on_line_8(case: Matter, tmp_path: Path) -> None:
    with case.operation("Seed") as tx:
        tx.update("party", 1, {"counsel": "Jo Example (SBN 000000)\nExample LLP\n1 Sample Street"})
    path = tmp_path / "list.pdf"
    reports.write(case, "exhibit-list", ExhibitListOptions(party="PX", pleading=True), path)
    pages = PdfReader(path).pages
    heights: dict[str, float] = {}
    pages[0].extract_text(
        visitor_text=lambda words, cm, tm, _font, _size: heights.setdefault(words.strip(), cm[5] + cm[3] * tm[5])
    )
    numbered = [heights[str(i)] for i in range(1, 29)]
    steps = {round(abs(a - b)) for a, b in itertools.pairwise(numbered)}
    assert steps == {24}
    assert abs(heights["UNITED STATES DISTRICT COURT"] - numbered[7]) < 4
    for line in (
        "ANA RIVERA,",
        "Plaintiff,",
        "EXAMPLE CORP.,",
        "PLAINTIFF'S EXHIBIT LIST is attached as Attachment A.",
        "Dated",
        "Attorney for Ana Rivera",
    ):
        away = min(abs(heights[line] - one) for one in numbered)
        assert away < 2, f"{line} stands beside its number, {away:.1f} points off"
    assert "Audit log" not in "".join(page.extract_text() for page in pages), "a paper for filing bears no mark of ours"
    assert "Jo Example (SBN 000000)" in heights and "PLAINTIFF'S EXHIBIT LIST" in pages[0].extract_text()
    assert pages[0].mediabox.width < pages[0].mediabox.height and pages[1].mediabox.width > pages[1].mediabox.height
    assert "Attachment A" in pages[1].extract_text()
    document = exhibit_list.build(case, ExhibitListOptions(party="DX", pleading=True))
    assert any("no counsel block" in note for note in document.notes)


def test_a_date_that_only_metadata_gives_is_left_blank_and_said(matter, add_exhibit):
    columns = {"doc_date": "2019-05-04", "number": "1", "number_sort": "ad0011"}
    add_exhibit("Order", "text", doc_date_basis="metadata", **columns)
    add_exhibit("Letter", "text", doc_date_basis="file name", **columns | {"number": "2", "number_sort": "ad0012"})
    made = exhibit_list.build(matter, exhibit_list.ExhibitListOptions())
    dates = [row.values["date"] for row in exhibit_list.rows(matter, exhibit_list.ExhibitListOptions())]
    assert dates == ["", "4 May 2019"]
    assert any("metadata" in note for note in made.notes)


def test_the_word_file_has_the_pdfs_footer_and_a_boxed_caption(case: Matter, tmp_path: Path) -> None:
    reports.write(case, "exhibit-list", None, tmp_path / "list.docx")
    made = Document(str(tmp_path / "list.docx"))
    footer = made.sections[0].footer.paragraphs[0]
    first, second = footer.text.split("\n")
    assert first.startswith("EXHIBIT LIST\tPage ") and "\tPrinted " in first
    assert second.startswith("Case No. 5:25-cv-00001\t\tAudit log ")
    stops = [stop.alignment for stop in footer.paragraph_format.tab_stops]
    assert [s for s in stops if s != WD_TAB_ALIGNMENT.CLEAR] == [WD_TAB_ALIGNMENT.CENTER, WD_TAB_ALIGNMENT.RIGHT]
    assert "w:tcBorders" in made.tables[0].rows[0].cells[0]._tc.xml
