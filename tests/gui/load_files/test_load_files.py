"""Received productions and overlays in the window: looked at first, then exactly what was shown."""

from __future__ import annotations

import zipfile

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog

from evidence_app.gui.load_files.overlay_dialog import OverlayDialog
from evidence_app.gui.load_files.production_dialog import PLAIN, ProductionDialog
from evidence_app.services import exhibits, history, load_import
from evidence_app.settings import Settings


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "VOL001"
    made.mkdir()
    for name in ("a", "b"):
        (made / f"{name}.txt").write_text(f"words {name}", "utf-8")
    rows = ["BEGBATES,BEGATTACH,TITLE,DOCDATE,TEXTPATH,COLOUR", "AB1,AB1,Letter,4/9/2018,a.txt,blue",
            "AB2,AB1,Enclosure,,b.txt,", "AB3,,Lost,,c.txt,"]  # fmt: skip
    (made / "load.csv").write_text("\r\n".join(rows) + "\r\n", "utf-8-sig")
    return made


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPoint(5, 5), actions, data, buttons, keys))


def cells(tree):
    return [
        [tree.topLevelItem(i).text(c).strip() for c in range(tree.columnCount())]
        for i in range(tree.topLevelItemCount())
    ]


def test_the_preview_says_what_comes_in_and_what_columns_mean(matter, folder, qtbot, themed):
    dialog = ProductionDialog(None, load_import.preview(matter, folder), Settings())
    qtbot.addWidget(dialog)
    assert (
        dialog.told()
        == "2 documents can be taken in, AB1 to AB2 (1 with attachments). 1 cannot; what cannot is listed first."
    )
    assert cells(dialog.documents) == [
        ["AB3", "c.txt is not there.", "Lost", "–"], ["AB1", "", "Letter", "a.txt"],
        ["AB2", "attached to AB1", "Enclosure", "b.txt"],
    ]  # fmt: skip
    assert ["COLOUR", "kept with the exhibit as it is"] in cells(dialog.columns)
    assert dialog.order.isVisibleTo(dialog) and dialog.go.text() == "Import 2 documents"
    dialog.order.setCurrentIndex(2)
    assert dialog.wish().order == "day first"


def test_a_dropped_production_is_asked_about_and_taken_in(window, folder, monkeypatch):
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    drop(window, folder)
    got = {one.bates_begin: one for one in exhibits.list_rows(window.matter) if one.bates_begin}
    assert got["AB2"].parent_id == got["AB1"].id and window.page == "imports"
    assert exhibits.get(window.matter, got["AB1"].id).notes.startswith(
        "From load.csv line 2: “4/9/2018” can be read two ways"
    )


def test_a_production_can_come_in_as_plain_files(window, folder, monkeypatch):
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: PLAIN)
    drop(window, folder)
    assert not [one for one in exhibits.list_rows(window.matter) if one.bates_begin]
    assert "load.csv" in {one.file_name for one in exhibits.list_rows(window.matter)}


def test_leaving_the_question_imports_nothing(window, folder, monkeypatch):
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: QDialog.DialogCode.Rejected)
    before = len(exhibits.list_ids(window.matter))
    drop(window, folder)
    assert len(exhibits.list_ids(window.matter)) == before


def test_a_plain_folder_is_imported_at_once(window, tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "note.txt").write_text("words")
    drop(window, plain)
    assert "note.txt" in {one.file_name for one in exhibits.list_rows(window.matter)}


@pytest.fixture
def packed(folder, tmp_path):
    path = tmp_path / "VOL001.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"VOL001/{file.name}")
        archive.writestr("../up.txt", "outside")
    return path


def left_unpacked(window):
    return list(window.matter.folder.derived.glob("work-*"))


def test_a_dropped_zip_is_looked_at_and_taken_in_as_its_folder_would_be(window, packed, monkeypatch):
    seen = []

    def look(dialog):
        seen.append((dialog.told(), cells(dialog.documents), dialog.plain.text(), len(left_unpacked(window))))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ProductionDialog, "exec", look)
    drop(window, packed)
    ((told, rows, plain, rooms),) = seen
    assert told.startswith("2 documents can be taken in, AB1 to AB2 (1 with attachments). 2 cannot")
    assert rows == [
        ["AB3", "c.txt is not there.", "Lost", "–"],
        ["–", "Its path leads out of the folder, and it was left out.", "", "../up.txt"],
        ["AB1", "", "Letter", "VOL001/a.txt"], ["AB2", "attached to AB1", "Enclosure", "VOL001/b.txt"],
    ]  # fmt: skip
    assert (plain, rooms) == ("Keep the .zip as one exhibit", 1)
    got = {one.bates_begin: one for one in exhibits.list_rows(window.matter) if one.bates_begin}
    assert got["AB2"].parent_id == got["AB1"].id and window.page == "imports"
    assert not left_unpacked(window)


def test_a_zip_that_is_left_or_kept_whole_leaves_nothing_unpacked(window, packed, monkeypatch):
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: QDialog.DialogCode.Rejected)
    before = len(exhibits.list_ids(window.matter))
    drop(window, packed)
    assert len(exhibits.list_ids(window.matter)) == before and not left_unpacked(window)
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: PLAIN)
    drop(window, packed)
    assert len(exhibits.list_ids(window.matter)) == before + 1 and not left_unpacked(window)
    assert "VOL001.zip" in {one.file_name for one in exhibits.list_rows(window.matter)}


def test_a_zip_chosen_by_its_name_is_looked_at_too(window, packed, monkeypatch):
    monkeypatch.setattr("evidence_app.gui.tasks.ask_paths", lambda *_: [packed])
    monkeypatch.setattr(ProductionDialog, "exec", lambda _self: QDialog.DialogCode.Accepted)
    window.tasks.import_files(folder=False)
    assert {"AB1", "AB2"} <= {one.bates_begin for one in exhibits.list_rows(window.matter)}


@pytest.fixture
def table(matter, tmp_path):
    for one, number in zip(exhibits.list_ids(matter)[:2], ("DLT1", "DLT2"), strict=True):
        exhibits.describe(matter, [one], bates_begin=number)
    path = tmp_path / "coding.csv"
    path.write_text("BEGBATES,TITLE,CONFIDENTIALITY\nDLT1,New title,AEO\nDLT2,,\nDLT9,x,\n", "utf-8-sig")
    return path


def test_an_overlay_shows_before_and_after_and_does_what_it_shows(window, table, monkeypatch):
    seen = []

    def look(dialog):
        seen.append(cells(dialog.list))
        dialog.fields.item(0).setCheckState(Qt.CheckState.Unchecked)
        assert dialog.go.text() == "Update 1 value"
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(OverlayDialog, "exec", look)
    window.tasks.load_files.overlay_from(table)
    first = exhibits.list_ids(window.matter)[0]
    assert seen[0][0] == ["Line 4", "", "", "", "No exhibit has DLT9."]
    assert ["DLT1", "Designation", "None", "HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY", ""] in seen[0]
    one = exhibits.get(window.matter, first)
    assert (one.designation, one.title) == ("AEO", "Privacy policy")
    history.undo(window.matter)
    assert exhibits.get(window.matter, first).designation == ""


def test_nothing_ticked_or_nothing_to_change_cannot_be_done(matter, runner, table, qtbot, tmp_path):
    dialog = OverlayDialog(None, runner, table)
    qtbot.addWidget(dialog)
    assert dialog.go.isEnabled() and "2 blank cells change nothing" in dialog.told.text()
    for i in range(dialog.fields.count()):
        dialog.fields.item(i).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.go.isEnabled() and dialog.plan is None
    (tmp_path / "odd.csv").write_text("COLOUR\nblue\n")
    other = OverlayDialog(None, runner, tmp_path / "odd.csv")
    qtbot.addWidget(other)
    assert not other.go.isEnabled() and "no column" in other.told.text()
