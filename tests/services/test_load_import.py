"""A received production: numbers, families and dates kept, nothing outside the folder, a bad row costs only itself."""

from __future__ import annotations

import codecs
import contextlib
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.model.load_file import CONCORDANCE, write
from evidence_app.reports.production import REPORT, ProductionOptions
from evidence_app.services import bates, exhibits, importing, load_import
from evidence_app.services.importing import ImportOptions
from evidence_app.services.load_import import ambiguous_dates, import_production, is_production, look
from evidence_app.services.matter import Matter, create_matter
from tests.journeys import office

HEADINGS = ("BEGBATES", "ENDBATES", "BEGATTACH", "CUSTODIAN", "TITLE", "DOCDATE", "CONFIDENTIALITY", "TEXTPATH", "NATIVEPATH", "PDFPATH")  # fmt: skip


def put(folder: Path, rows, headings=HEADINGS, name: str = "DATA/V1.dat") -> Path:
    """Write a DAT below the folder; rows may leave later values out."""
    full = [(*row, *[""] * (len(headings) - len(row))) for row in rows]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(codecs.BOM_UTF8 + "".join(write(headings, full, CONCORDANCE)).encode())
    return path


@pytest.fixture
def volume(tmp_path) -> Path:
    folder = tmp_path / "V1"
    for name in ("IMAGES", "TEXT", "NATIVES"):
        (folder / name).mkdir(parents=True)
    return folder


def rows(matter: Matter) -> dict[str, object]:
    return {
        one.bates_begin: one for one in (exhibits.get(matter, i) for i in exhibits.list_ids(matter)) if one.bates_begin
    }


def test_out_and_in_again_is_the_same(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    office.make_mail(folder / "mail.eml", "契約 😀 “FAQ”", "See.", ("a.txt", b"first"), ("sheet.csv", b"x,y\n1,2\n"))
    office.make_pdf(folder / "z letter.pdf", "alone", "second page")
    importing.import_paths(matter, [folder])
    ids = exhibits.list_ids(matter)
    exhibits.set_custodian(matter, ids, "Rivera, Ana")
    letter = exhibits.find(matter, "z letter.pdf").id
    exhibits.describe(matter, [letter], designation="AEO", doc_date="2024-09", title="Þór’s ®-letter\twith þ")
    options = ProductionOptions(prefix="DLT", signs="other delimiters")
    REPORT.write(matter, options, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        archive.extractall(tmp_path / "out")
    sent = rows(matter)
    with create_matter(tmp_path / "second", "Second") as second:
        loaded = look(tmp_path / "out")
        assert not [one for one in loaded.documents if one.problem] and not loaded.warnings
        summary = import_production(second, loaded, ImportOptions(ocr=False))
        assert (summary.imported, summary.failed) == (4, 0)
        got = rows(second)
        assert got.keys() == sent.keys()
        tops = {one.id: one.bates_begin for one in got.values()}
        for begin, one in got.items():
            was = sent[begin]
            for name in (
                "title",
                "subject",
                "author",
                "recipients",
                "designation",
                "bates_end",
                "doc_date",
                "family_position",
            ):
                if not (name == "designation" and was.parent_id):
                    assert getattr(one, name).__str__().split() == str(getattr(was, name)).split(), (begin, name)
            parent = exhibits.get(matter, was.parent_id).bates_begin if was.parent_id else None
            assert tops.get(one.parent_id) == parent
            assert json.loads(one.metadata).get("sent") == json.loads(was.metadata).get("sent")
        assert second.read.column("SELECT name FROM custodian") == ["Rivera, Ana"]
        letter_pages = [
            page.bates
            for page in exhibits.pages(second, got[sent[f"{exhibits.get(matter, letter).bates_begin}"].bates_begin].id)
        ]
        assert letter_pages == ["DLT000001", "DLT000002"] or (len(letter_pages) == 2 and all(letter_pages))
        assert bates.ranges(second) == {}, "theirs are never ours to produce"
        with pytest.raises(UserError, match="belongs to"):
            bates.assign(second, [one.id for one in got.values()][:0] or [add_text(second)], "DLT", start=1)
        again = import_production_error(second, loaded)
        assert "in the matter already" in again


def add_text(matter: Matter) -> int:
    with matter.operation("Seed") as tx:
        return tx.insert("exhibit", {"title": "New", "number_sort": "~", "page_count": 1, "kind": "text"})


def import_production_error(matter: Matter, loaded) -> str:
    with pytest.raises(UserError) as caught:
        import_production(matter, loaded)
    return str(caught.value)


def test_pictures_of_pages_become_one_exhibit_with_a_number_on_each_page(matter, volume):
    for n, mode in ((1, "1"), (2, "RGB"), (3, "L")):
        Image.new(mode, (200, 100), "white").save(volume / "IMAGES" / f"ab{n}.tif", dpi=(100, 100))
    (volume / "V1.opt").write_text(
        "AB001,V1,IMAGES\\AB1.TIF,Y,,,2\nAB002,V1,.\\images\\ab2.tif,,,,\nAB003,V1,\\V1\\IMAGES\\ab3.tif,Y,,,1\n"
    )
    (volume / "TEXT" / "AB001.txt").write_text("first page\fsecond page", "utf-8")
    put(volume, [("AB001", "AB002", "", "", "", "", "", "TEXT\\AB001.txt"), ("AB003", "AB003")])
    loaded = look(volume)
    assert [one.problem for one in loaded.documents] == ["", ""]
    import_production(matter, loaded, ImportOptions(ocr=False))
    got = rows(matter)
    first = [(page.bates, page.text, page.source) for page in exhibits.pages(matter, got["AB001"].id)]
    assert first == [("AB001", "first page", "file"), ("AB002", "second page", "file")]
    assert [page.bates for page in exhibits.pages(matter, got["AB003"].id)] == ["AB003"]
    assert not list((matter.folder.derived / "joined pages").iterdir())


def test_an_lfp_alone_is_enough(matter, volume):
    office.make_pdf(volume / "IMAGES" / "a.pdf", "one", "two")
    office.make_pdf(volume / "IMAGES" / "b.pdf", "three")
    (volume / "v.lfp").write_text(
        "IM,X1,D,1,@V1;IMAGES;a.pdf;6,0\nIM,X2,,2,@V1;IMAGES;a.pdf;6,0\nIM,X3,C,1,@V1;IMAGES;b.pdf;6,0\n"
    )
    assert is_production(volume)
    import_production(matter, look(volume), ImportOptions(ocr=False))
    got = rows(matter)
    assert (got["X1"].bates_end, got["X3"].parent_id) == ("X2", got["X1"].id)
    assert [page.bates for page in exhibits.pages(matter, got["X1"].id)] == ["X1", "X2"]


@pytest.mark.parametrize(
    ("rotation", "upright"),
    [
        ("0", (0, 0)),
        ("1", (39, 0)),
        ("2", (59, 39)),
        ("3", (0, 59)),
        ("90", (39, 0)),
        ("180", (59, 39)),
        ("270", (0, 59)),
    ],
)
def test_a_page_is_turned_as_the_lfp_says(matter, volume, rotation, upright):
    picture = Image.new("L", (60, 40), 255)
    picture.putpixel((0, 0), 0)
    picture.save(volume / "IMAGES" / "a.tif")
    (volume / "v.lfp").write_text(f"IM,X1,D,0,@V1;IMAGES;a.tif;2,{rotation}\n")
    import_production(matter, look(volume), ImportOptions(ocr=False))
    (one,) = rows(matter).values()
    with Image.open(matter.originals.existing(one.original_sha256)) as stored:
        assert stored.getpixel(upright) == 0
    assert ("Turned clockwise as the load file says: X1 by" in one.notes) == (rotation != "0")
    with Image.open(volume / "IMAGES" / "a.tif") as received:
        assert (received.size, received.getpixel((0, 0))) == ((60, 40), 0), "what was received stays as it is"


def test_a_rotation_that_is_not_known_is_listed_and_not_guessed(matter, volume):
    for n in (1, 2, 3):
        Image.new("1", (60, 40), 1).save(volume / "IMAGES" / f"{n}.tif")
    (volume / "v.lfp").write_text(
        "IM,X1,D,0,@V1;IMAGES;1.tif;2,45\nIM,X2,,0,@V1;IMAGES;2.tif;2,1\nIM,X3,D,0,@V1;IMAGES;3.tif;2,0\n"
    )
    loaded = look(volume)
    assert [one.remarks for one in loaded.documents] == [
        (
            "Turned clockwise as the load file says: X2 by 90°.",
            "X1: its rotation “45” is not known, and the page was not turned.",
        ),
        (),
    ]
    import_production(matter, loaded, ImportOptions(ocr=False))
    got = rows(matter)
    sizes = [(page.width > page.height) for page in exhibits.pages(matter, got["X1"].id)]
    assert sizes == [True, False] and "rotation “45” is not known" in got["X1"].notes
    assert "rotation “45”" in importing.items(matter)[0].reason


def test_two_rotations_for_one_page_turn_nothing(volume):
    office.make_pdf(volume / "IMAGES" / "a.pdf", "one", "two")
    (volume / "v.lfp").write_text("IM,X1,D,0,@V1;IMAGES;a.pdf;6,1\nIM,X2,,0,@V1;IMAGES;a.pdf;6,0\n")
    (one,) = look(volume).documents
    assert one.turns == () and "several rotations" in one.remarks[0] and not one.put_together


def test_an_lfp_counts_before_an_opt_for_the_same_pages(volume):
    Image.new("1", (60, 40), 1).save(volume / "IMAGES" / "a.tif")
    (volume / "a.opt").write_text("X1,V1,IMAGES\\a.tif,Y,,,1\n")
    (volume / "z.lfp").write_text("IM,X1,D,0,@V1;IMAGES;a.tif;2,3\n")
    (one,) = look(volume).documents
    assert [turn for *_place, turn in one.turns] == [270]


def test_a_native_behind_a_slip_sheet_is_the_exhibit(matter, volume):
    office.make_pdf(volume / "IMAGES" / "AB1.pdf", "Produced natively")
    office.make_sheet(volume / "NATIVES" / "AB1.xlsx", "cell")
    put(volume, [("AB1", "AB1", "", "", "Sheet", "", "", "", "NATIVES\\AB1.xlsx", "IMAGES\\AB1.pdf")])
    import_production(matter, look(volume))
    (one,) = rows(matter).values()
    assert (one.kind, one.file_name, one.title) == ("spreadsheet", "AB1.xlsx", "Sheet")


def test_attachments_listed_in_the_load_file_are_not_taken_out_of_the_message_again(matter, volume):
    office.make_mail(volume / "NATIVES" / "AB1.eml", "Hello", "See.", ("a.txt", b"first"))
    (volume / "NATIVES" / "AB2.txt").write_bytes(b"first")
    put(
        volume,
        [
            ("AB1", "AB1", "AB1", "", "", "", "", "", "NATIVES\\AB1.eml"),
            ("AB2", "AB2", "AB1", "", "", "", "", "", "NATIVES\\AB2.txt"),
        ],
    )
    import_production(matter, look(volume))
    assert matter.read.value("SELECT count(*) FROM exhibit") == 2
    assert [row.bates_begin for row in exhibits.family(matter, rows(matter)["AB1"].id)] == ["AB1", "AB2"]


def test_the_same_bytes_under_two_numbers_are_two_exhibits(matter, volume):
    for name in ("AB1.txt", "AB2.txt"):
        (volume / "NATIVES" / name).write_bytes(b"same")
    put(volume, [(name, name, "", "", "", "", "", "", f"NATIVES\\{name}.txt") for name in ("AB1", "AB2")])
    assert import_production(matter, look(volume)).imported == 2
    assert len(rows(matter)) == 2


@pytest.mark.parametrize(
    "path", ["..\\..\\secret.txt", "C:\\secret.txt", "\\\\host\\share\\secret.txt", "TEXT\\..\\..\\secret.txt"]
)
def test_no_path_leads_outside_the_folder(matter, volume, path):
    (volume.parent / "secret.txt").write_text("secret")
    put(volume, [("AB1", "AB1", "", "", "", "", "", path), ("AB2", "AB2")])
    assert "outside the folder" in look(volume).documents[0].problem


def test_a_link_to_a_file_outside_is_not_followed(volume):
    (volume.parent / "secret.txt").write_text("secret")
    (volume / "TEXT" / "AB1.txt").symlink_to(volume.parent / "secret.txt")
    put(volume, [("AB1", "AB1", "", "", "", "", "", "TEXT\\AB1.txt")])
    assert "is not there" in look(volume).documents[0].problem


def test_a_bad_row_is_listed_with_its_reason_and_the_others_arrive(matter, volume):
    (volume / "TEXT" / "a.txt").write_text("words")
    path = put(volume, [("AB1", "AB1", "", "", "", "", "", "TEXT\\a.txt"), ("AB2", "AB2", "", "", "", "", "", "TEXT\\no.txt"),
                        ("", "", "", "", "", "", "", "TEXT\\a.txt"), ("AB1", "AB1", "", "", "", "", "", "TEXT\\a.txt")])  # fmt: skip
    path.write_bytes(path.read_bytes() + "þAB9þ\x14þAB9þ\r\n".encode())
    summary = import_production(matter, look(volume))
    assert (summary.imported, summary.failed) == (1, 4)
    reasons = {item.shown_name: item.reason for item in importing.items(matter, only_problems=True)}
    assert reasons["DATA/V1.dat line 3: AB2"] == "TEXT\\no.txt is not there."
    assert reasons["DATA/V1.dat line 4"] == "It has no Bates number."
    assert reasons["DATA/V1.dat line 5: AB1"] == "AB1 is there twice."
    assert "The row has 2 values" in reasons["DATA/V1.dat line 6: AB9"]
    importing.retry(matter, [item.id for item in importing.items(matter)])
    assert {item.shown_name: item.reason for item in importing.items(matter, only_problems=True)} == reasons


def test_dates_are_flagged_not_guessed(matter, volume):
    (volume / "TEXT" / "a.txt").write_text("words")
    put(
        volume,
        [
            (f"AB{n}", f"AB{n}", "", "", "", date, "", "TEXT\\a.txt")
            for n, date in enumerate(("4/9/2018", "20240918", "14:05"), 1)
        ],
    )
    loaded = look(volume)
    assert ambiguous_dates(loaded) == ["4/9/2018"]
    import_production(matter, loaded)
    got = rows(matter)
    assert [(one.doc_date, one.doc_date_stated) for one in got.values()] == [
        ("", "4/9/2018"),
        ("2024-09-18", "20240918"),
        ("", "14:05"),
    ]
    assert "two ways" in got["AB1"].notes and "not a date" in got["AB3"].notes and got["AB2"].notes == ""
    with create_matter(volume.parent / "second", "Second") as second:
        import_production(second, loaded, order="day first")
        assert rows(second)["AB1"].doc_date == "2018-09-04"


def test_an_unknown_designation_is_not_lowered_and_a_wrong_hash_is_told(matter, volume):
    (volume / "NATIVES" / "a.txt").write_bytes(b"words")
    headings = ("BegDoc#", "EndDoc#", "NativeLink", "Confidentiality", "MD5 Hash", "Colour")
    put(volume, [("AB1", "AB1", "NATIVES\\a.txt", "Level 3", "0" * 32, "blue")], headings)
    import_production(matter, look(volume))
    (one,) = rows(matter).values()
    assert (
        one.designation == "CONFIDENTIAL"
        and "“Level 3” is not known" in one.notes
        and "hash is not the one" in one.notes
    )
    assert json.loads(one.metadata)["load file Colour"] == "blue"


def test_a_stopped_import_goes_on_with_resume(matter, volume):
    for name in ("a", "b", "c"):
        (volume / "TEXT" / f"{name}.txt").write_text(name)
    put(volume, [(f"AB{n}", f"AB{n}", "", "Ana", "", "", "", f"TEXT\\{x}.txt") for n, x in enumerate("abc", 1)])
    documents = look(volume)
    files = {one.begin: one.files[0] for one in documents.documents}
    load_import._announce(matter, documents, documents.documents, files, ImportOptions(), "")
    assert importing.resume(matter).imported == 3
    assert [one.page_count for one in rows(matter).values()] == [1, 1, 1]
    assert {one.title for one in rows(matter).values()} == {"AB1", "AB2", "AB3"}


def test_reading_again_keeps_what_the_load_file_says(matter, volume):
    office.make_pdf(volume / "IMAGES" / "a.pdf", "words", password="sesame")
    put(volume, [("AB1", "AB1", "", "Ana", "Stated title", "20240918", "AEO", "", "", "IMAGES\\a.pdf")])
    import_production(matter, look(volume))
    (item,) = importing.items(matter)
    importing.retry(matter, [item.id], password="sesame")
    (one,) = rows(matter).values()
    assert (one.title, one.doc_date, one.doc_date_basis, one.designation) == (
        "Stated title",
        "2024-09-18",
        "load file",
        "AEO",
    )
    assert (
        exhibits.pages(matter, one.id)[0].text.strip() == "words" and exhibits.pages(matter, one.id)[0].bates == "AB1"
    )


def test_a_folder_without_a_load_file_is_none(tmp_path):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    (tmp_path / "x.dat").write_bytes(b"\x00\x01\x02")
    (tmp_path / "settings.opt").write_text("speed=fast\n")
    (tmp_path / "light.lfp").write_bytes(bytes(range(256)))
    assert not is_production(tmp_path)
    with pytest.raises(UserError, match="no load file"):
        look(tmp_path)


def test_a_csv_load_file_and_several_encodings(volume):
    (volume / "TEXT" / "a.txt").write_text("words")
    line = '"Beg Bates","End Bates","Text Path","Title"\r\n"AB1","AB1","TEXT/a.txt","Über"\r\n'
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (volume / "load.csv").write_bytes(line.encode(encoding))
        assert is_production(volume)
        loaded = look(volume)
        assert (loaded.documents[0].problem, loaded.documents[0].values["title"]) == ("", "Über"), encoding
    assert dict(loaded.columns)["Text Path"] == "Text file"


def test_characters_saved_twice_are_mended(volume):
    path = put(volume, [("AB1", "AB1", "", "", "Über")], name="V1.dat")
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("utf-8").decode("cp1252", "replace").encode("utf-8"))
    loaded = look(volume)
    assert loaded.documents[0].values["title"] == "Über" and "mended" in loaded.warnings[0]


@given(st.binary(max_size=200), st.sampled_from(["x.dat", "x.opt", "x.lfp", "x.csv"]))
@example("þBEGBATESþ\x14þENDBATESþ\r\nþA1þ\x14þA999999999999999999999999þ\r\n".encode(), "x.dat")
@example(b"BEGBATES,PAGECOUNT,TEXTPATH\nA1,99999999999999999999,x.dat\nA1,-1,\n", "x.csv")
@settings(max_examples=60, deadline=None)
def test_no_load_file_breaks_the_look(data, name):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        is_production(Path(folder))
        with contextlib.suppress(EvidenceError):
            look(Path(folder))
