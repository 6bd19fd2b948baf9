"""A production as a .zip comes in as its folder would: the same documents, places, families, numbers and hashes."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, TooBig, UserError
from evidence_app.reports.production import REPORT, ProductionOptions
from evidence_app.services import exhibits, importing, load_import
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import Matter, create_matter, open_matter
from evidence_app.services.received import holds_production, import_received, receive
from tests.journeys import office

HASH = "SELECT bates_begin, original_sha256 FROM exhibit WHERE bates_begin <> ''"
NO_OCR = ImportOptions(ocr=False)


def taken(matter: Matter) -> list[tuple[object, ...]]:
    """All that should be equal, however a production came."""
    sql = """SELECT e.bates_begin, e.bates_end, coalesce(p.bates_begin, ''), e.family_position, e.title, e.kind, e.doc_date,
             e.designation, e.author, e.recipients, e.subject, e.original_sha256, e.page_count, e.metadata, e.notes,
             (SELECT group_concat(text, '|') FROM page WHERE exhibit_id = e.id)
             FROM exhibit e LEFT JOIN exhibit p ON p.id = e.parent_id ORDER BY e.bates_begin"""
    return list(matter.read.tuples(sql))


def zip_of(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


@pytest.fixture
def volume(tmp_path) -> Path:
    """Pages as pictures, a text, a native file; one text that is named and not there."""
    folder = tmp_path / "V1"
    for name in ("IMAGES", "TEXT"):
        (folder / name).mkdir(parents=True)
    for n in (1, 2):
        Image.new("1", (200, 100), 1).save(folder / "IMAGES" / f"AB{n}.tif", dpi=(100, 100))
    (folder / "TEXT" / "AB1.txt").write_text("first page\fsecond page", "utf-8")
    (folder / "TEXT" / "AB3.txt").write_text("a note", "utf-8")
    (folder / "V1.opt").write_text("AB1,V1,IMAGES\\AB1.tif,Y,,,2\nAB2,V1,IMAGES\\AB2.tif,,,,\n")
    rows = ["BEGBATES,ENDBATES,BEGATTACH,TITLE,TEXTPATH", "AB1,AB2,AB1,Letter,TEXT\\AB1.txt", "AB3,AB3,AB1,Note,TEXT\\AB3.txt",
            "AB4,AB4,,Lost,TEXT\\AB4.txt"]  # fmt: skip
    (folder / "load.csv").write_text("\n".join(rows) + "\n", "utf-8-sig")
    return folder


@pytest.fixture
def packed(volume, tmp_path) -> Path:
    return zip_of(volume, tmp_path / "VOL.zip")


def rooms(matter: Matter) -> list[Path]:
    return list(matter.folder.derived.glob("work-*"))


def test_what_was_produced_is_taken_in_again_from_its_zip(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    office.make_mail(folder / "mail.eml", "契約 😀 “FAQ”", "See.", ("a.txt", b"first"), ("sheet.csv", b"x,y\n1,2\n"))
    office.make_pdf(folder / "z letter.pdf", "alone", "second page")
    importing.import_paths(matter, [folder])
    exhibits.describe(matter, [exhibits.find(matter, "z letter.pdf").id], designation="AEO", doc_date="2024-09")
    out = tmp_path / "vol001.zip"
    REPORT.write(matter, ProductionOptions(prefix="DLT", signs="other delimiters"), out)
    assert holds_production(out)
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "unpacked")
        files = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    with create_matter(tmp_path / "first", "First") as first, create_matter(tmp_path / "second", "Second") as second:
        load_import.import_production(first, load_import.look(tmp_path / "unpacked"), NO_OCR)
        received = receive(second, out)
        assert not received.preview.problems and not received.loaded.warnings
        assert import_received(second, received, NO_OCR).imported == 4
        assert taken(second) == taken(first) and len(taken(first)) == 4
        assert rooms(second) == []
        sent = {one.begin: one for one in load_import.look(tmp_path / "unpacked").documents}
        for begin, digest in second.read.tuples(HASH):
            assert digest in files.values()
            native = sent[begin].native
            if native is not None and sent[begin].files == (native,):
                assert digest == hashlib.sha256(native.read_bytes()).hexdigest()
        ours = {one.bates_begin: one for one in exhibits.list_rows(matter)}
        for one in exhibits.list_rows(second):
            assert one.bates_end == ours[one.bates_begin].bates_end
            assert bool(one.parent_id) == bool(ours[one.bates_begin].parent_id)


def test_it_is_the_same_as_the_folder_and_every_exhibit_says_where_it_came_from(matter, volume, packed, tmp_path):
    before = (packed.read_bytes(), packed.stat().st_mtime_ns)
    packed.chmod(stat.S_IRUSR)
    received = receive(matter, packed)
    assert [one.problem for one in received.preview.problems] == ["TEXT\\AB4.txt is not there."]
    summary = import_received(matter, received, NO_OCR)
    assert (summary.imported, summary.failed) == (2, 1) and rooms(matter) == []
    with create_matter(tmp_path / "second", "Second") as second:
        load_import.import_production(second, load_import.look(volume), NO_OCR)
        assert taken(second) == taken(matter)
    names = [item.shown_name for item in importing.items(matter)]
    assert names == ["AB1.tif", "VOL.zip/TEXT/AB3.txt", "load.csv line 4: AB4"]
    (item,) = (item for item in importing.items(matter) if "AB3" in item.shown_name)
    assert item.path.endswith("VOL.zip/TEXT/AB3.txt")
    assert matter.read.value("SELECT sources FROM import_batch") == '["VOL.zip"]'
    assert (packed.read_bytes(), packed.stat().st_mtime_ns) == before


def test_a_damaged_file_is_a_row_with_its_reason_and_the_others_arrive(matter, packed):
    with zipfile.ZipFile(packed) as archive:
        at = archive.getinfo("TEXT/AB3.txt").header_offset
    data = bytearray(packed.read_bytes())
    at += 30 + len("TEXT/AB3.txt")
    data[at : at + 4] = b"\xff\xff\xff\xff"
    packed.write_bytes(data)
    summary = import_received(matter, receive(matter, packed), NO_OCR)
    assert summary.imported == 1
    reasons = {item.shown_name: item.reason for item in importing.items(matter, only_problems=True)}
    assert reasons["VOL.zip/TEXT/AB3.txt"] == "It is damaged in the .zip."
    assert reasons["load.csv line 3: AB3"] == "TEXT\\AB3.txt: It is damaged in the .zip."


def test_a_stopped_or_killed_import_goes_on_from_the_zip(matter, packed):
    with receive(matter, packed) as received:
        loaded = received.loaded
        files, documents = load_import._joined(matter, loaded.documents, None, CancelToken())
        load_import._announce(matter, loaded, documents, files, NO_OCR, "")
        assert len(rooms(matter)) == 1
    assert rooms(matter) == []
    assert importing.resume(matter).imported == 2
    digest = dict(matter.read.tuples(HASH))["AB3"]
    assert matter.originals.existing(digest).read_bytes() == b"a note"


def test_a_zip_that_is_gone_or_changed_meanwhile_is_said_and_can_be_tried_again(matter, packed):
    with receive(matter, packed) as received:
        loaded = received.loaded
        files, documents = load_import._joined(matter, loaded.documents, None, CancelToken())
        load_import._announce(matter, loaded, documents, files, NO_OCR, "")
    whole = packed.read_bytes()
    packed.write_bytes(whole[:200])
    assert importing.resume(matter).failed == 1
    (item,) = (item for item in importing.items(matter) if "AB3" in item.shown_name)
    assert "not a complete .zip" in item.reason
    packed.write_bytes(whole)
    assert importing.retry(matter, [item.id]).imported == 1


def test_what_a_crash_left_unpacked_goes_when_the_matter_is_opened(tmp_path, packed):
    with create_matter(tmp_path / "crashed", "M") as matter:
        received = receive(matter, packed)
        (room,) = rooms(matter)
        number = 1 << 30
        while Path(f"/proc/{number}").exists():
            number += 1
        room.rename(room.with_name(room.name.replace(f"-{os.getpid()}-", f"-{number}-")))
        received.leave()
    with open_matter(tmp_path / "crashed") as matter:
        assert rooms(matter) == []


def test_stop_while_unpacking_leaves_nothing(matter, packed):
    token, told = CancelToken(), []

    def tell(progress) -> None:
        told.append(progress)
        token.cancel()

    with pytest.raises(Cancelled):
        receive(matter, packed, tell, token)
    assert told[0].total == 6 and rooms(matter) == []
    assert matter.read.value("SELECT count(*) FROM import_batch") == 0


def test_a_refused_zip_leaves_nothing(matter, packed, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1000})())
    with pytest.raises(TooBig, match="free disk space"):
        receive(matter, packed)
    monkeypatch.undo()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "note.txt").write_text("words")
    plain = zip_of(tmp_path / "plain", tmp_path / "plain.zip")
    assert not holds_production(plain)
    with pytest.raises(UserError, match="no load file") as none:
        receive(matter, plain)
    assert "Unpack it" in none.value.hint and rooms(matter) == []


def test_a_zip_without_load_files_is_kept_as_one_exhibit_as_before(matter, tmp_path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "note.txt").write_text("words")
    importing.import_paths(matter, [zip_of(tmp_path / "plain", tmp_path / "plain.zip")])
    (one,) = exhibits.list_rows(matter)
    assert (one.file_name, one.read_status) == ("plain.zip", "unsupported")
