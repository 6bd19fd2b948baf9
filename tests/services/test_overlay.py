"""Overlay: only named columns, blanks leave values, before and after shown first, one undo."""

import hashlib

import pytest

from evidence_app.model.errors import UserError
from evidence_app.services import exhibits, history, overlay


@pytest.fixture
def two(add_exhibit) -> list[int]:
    common = {"kind": "text", "author": "Old author", "subject": "Old subject"}
    digest = hashlib.sha256(b"x").hexdigest()
    return [
        add_exhibit("First", "x", bates_begin="DLT000001", bates_end="DLT000001", original_sha256=digest, **common),
        add_exhibit("Second", "x", bates_begin="DLT000002", bates_end="DLT000002", designation="AEO", **common),
    ]


def table(tmp_path, text: str):
    path = tmp_path / "overlay.csv"
    path.write_text(text, "utf-8-sig")
    return path


def test_only_the_named_columns_change_and_one_undo_takes_it_back(matter, two, tmp_path):
    path = table(tmp_path, "BEGBATES,TITLE,AUTHOR,CUSTODIAN\nDLT000001,New title,New author,Ana\n")
    plan = overlay.plan(matter, path, ["title", "custodian"])
    assert [(one.name, one.field, one.old, one.new) for one in plan.lines] == [
        ("DLT000001", "title", "First", "New title"), ("DLT000001", "custodian", "", "Ana"),
    ]  # fmt: skip
    overlay.apply(matter, plan)
    one = exhibits.get(matter, two[0])
    assert (one.title, one.author) == ("New title", "Old author") and one.custodian_id
    history.undo(matter)
    one = exhibits.get(matter, two[0])
    assert (one.title, one.custodian_id) == ("First", None)


def test_blanks_leave_what_is_there_unless_they_are_to_clear(matter, two, tmp_path):
    path = table(tmp_path, "BEGBATES,TITLE,AUTHOR\nDLT000001,,\n")
    plan = overlay.plan(matter, path)
    assert plan.lines == () and plan.blanks == 2 and "2 blank cells change nothing" in plan.words()
    with pytest.raises(UserError, match="changes nothing"):
        overlay.apply(matter, plan)
    overlay.apply(matter, overlay.plan(matter, path, ignore_blanks=False))
    one = exhibits.get(matter, two[0])
    assert (one.title, one.author) == ("First", ""), "a title is never cleared"


def test_rows_that_match_nothing_or_twice_are_told(matter, two, tmp_path):
    path = table(tmp_path, "BegDoc,Subject\nDLT9,a\n,b\ndlt000001,c\nDLT000001,d\nDLT000002,e,f\n")
    plan = overlay.plan(matter, path)
    assert [line for line, _why in plan.refused] == [2, 3, 5, 6]
    assert [why.split()[0] for _line, why in plan.refused] == ["No", "The", "An", "The"]
    assert [(one.old, one.new) for one in plan.lines] == [("Old subject", "c")]


def test_matching_by_hash(matter, two, add_exhibit, tmp_path):
    digest = hashlib.sha256(b"x").hexdigest().upper()
    path = table(tmp_path, f"SHA256HASH,Subject\n{digest},new\n")
    assert [one.exhibit_id for one in overlay.plan(matter, path).lines] == [two[0]]
    add_exhibit("Twin", "x", original_sha256=digest.lower())
    assert "2 exhibits have" in overlay.plan(matter, path).refused[0][1]
    with pytest.raises(UserError, match="no column of Bates numbers"):
        overlay.plan(matter, path, match="bates")


def test_dates_are_not_guessed_and_a_lower_designation_is_said(matter, two, tmp_path):
    path = table(tmp_path, "BEGBATES,DOCDATE,CONFIDENTIALITY\nDLT000001,4/9/2018,\nDLT000002,2018-04,CONFIDENTIAL\n")
    plan = overlay.plan(matter, path)
    first, date, designation = plan.lines
    assert "two ways" in first.problem and (date.new, date.problem) == ("2018-04", "")
    assert "Lower than HIGHLY CONFIDENTIAL" in designation.remark
    assert overlay.plan(matter, path, order="day first").lines[0].new == "2018-09-04"
    overlay.apply(matter, plan)
    assert exhibits.get(matter, two[0]).doc_date == "" and exhibits.get(matter, two[1]).doc_date == "2018-04"


def test_what_changed_since_the_preview_is_not_overwritten(matter, two, tmp_path):
    plan = overlay.plan(matter, table(tmp_path, "BEGBATES,TITLE\nDLT000001,New\nDLT000002,Other\n"))
    exhibits.describe(matter, [two[1]], title="Typed meanwhile")
    with pytest.raises(UserError, match="in the meantime"):
        overlay.apply(matter, plan)
    assert exhibits.get(matter, two[0]).title == "First"


def test_a_column_the_table_lacks_is_told(matter, two, tmp_path):
    path = table(tmp_path, "BEGBATES,COLOUR\nDLT000001,blue\n")
    with pytest.raises(UserError, match="no column for any field"):
        overlay.plan(matter, path)
    path = table(tmp_path, "BEGBATES,NOTES,PRIVILEGE BASIS\nDLT000001,look,Work Product\n")
    with pytest.raises(UserError, match="no column for title"):
        overlay.plan(matter, path, ["title"])
    assert {one.field for one in overlay.plan(matter, path).lines} == {"notes", "privilege"}
