"""A production: complete, in agreement with itself, nothing withheld, nothing half done, recorded for ever."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.jobs import CancelToken, SerialPool
from evidence_app.model.errors import Cancelled, IntegrityProblem, UserError
from evidence_app.model.load_file import read
from evidence_app.model.load_images import read_opticon
from evidence_app.reports import production, production_check, production_files
from evidence_app.reports.production import REPORT, ProductionOptions
from evidence_app.services import bates, exhibits, history, preflight, productions, redactions
from evidence_app.services.importing import import_paths
from evidence_app.services.matter import open_matter
from tests.journeys import office


@pytest.fixture
def mail(matter, tmp_path) -> list[int]:
    """A message with two attachments and a letter, imported; ids in family order."""
    folder = tmp_path / "in"
    folder.mkdir()
    office.make_mail(folder / "mail.eml", "契約 and FAQ", "See.", ("a.txt", b"first"), ("sheet.csv", b"x,y\n1,2\n"))
    office.make_pdf(folder / "z letter.pdf", "alone", "second page")
    for name in ("mail.eml", "z letter.pdf"):
        import_paths(matter, [folder / name])
    top, letter = (exhibits.find(matter, name).id for name in ("mail.eml", "z letter.pdf"))
    return [*(row.id for row in exhibits.family(matter, top)), letter]


def produce(matter, path: Path, **options):
    return REPORT.write(matter, ProductionOptions(**{"prefix": "DLT", **options}), path, pool=SerialPool())


def opened(path: Path, volume: str = "VOL001", codec: str = "utf-8-sig"):
    """(records of the DAT, lines of the OPT, members by name below the volume's folder)."""
    with zipfile.ZipFile(path) as archive:
        members = {name.removeprefix(f"{volume}/"): archive.read(name) for name in archive.namelist()}
    table = read(members[f"{volume}.dat"].decode(codec))
    records = [dict(zip(table.headings, row.values, strict=True)) for row in table.rows]
    return records, read_opticon(members[f"{volume}.opt"].decode("ascii")), members


def test_everything_is_there_under_its_number(matter, mail, tmp_path):
    exhibits.set_custodian(matter, mail, "Rivera, Ana")
    exhibits.describe(matter, [mail[1]], designation="CONFIDENTIAL")
    written = produce(matter, tmp_path / "p.zip", sent_to="Example LLP")
    records, lines, members = opened(tmp_path / "p.zip")
    assert [r["BEGBATES"] for r in records] == ["DLT000001", "DLT000002", "DLT000003", "DLT000004"]
    assert [(r["BEGATTACH"], r["ENDATTACH"]) for r in records] == [("DLT000001", "DLT000003")] * 3 + [("", "")]
    top, text, sheet, letter = records
    assert (top["FROM"], top["TO"], top["CC"], top["SUBJECT"]) == (
        "Ana Rivera <ana@example.com>", "desk@example.com", "", "契約 and FAQ",
    )  # fmt: skip
    assert (top["DATESENT"], top["TIMESENT"], top["TIMEZONE"]) == ("20240919", "09:30:00", "UTC-07:00")
    assert (top["ATTACHIDS"], text["PARENTID"], letter["GROUPID"]) == ("DLT000002;DLT000003", "DLT000001", "DLT000004")
    assert {r["CONFIDENTIALITY"] for r in records} == {"CONFIDENTIAL", ""} and letter["CONFIDENTIALITY"] == ""
    assert letter["ENDBATES"] == "DLT000005" and letter["PAGECOUNT"] == "2" and top["CUSTODIAN"] == "Rivera, Ana"
    assert [(one.key, one.path, one.pages) for one in lines] == [
        (r["BEGBATES"], r["PDFPATH"], int(r["PAGECOUNT"])) for r in records
    ]
    assert (
        sheet["NATIVEPATH"] == "NATIVES\\001\\DLT000003.csv" and members["NATIVES/001/DLT000003.csv"] == b"x,y\n1,2\n"
    )
    assert sheet["MD5HASH"] == hashlib.md5(b"x,y\n1,2\n").hexdigest()
    assert sheet["SHA256HASH"] == hashlib.sha256(b"x,y\n1,2\n").hexdigest()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(members["IMAGES/001/DLT000002.pdf"])).pages]
    assert "DLT000002" in pages[0] and "CONFIDENTIAL" in pages[0]
    said = members["TEXT/001/DLT000004.txt"].decode("utf-8-sig")
    assert "alone" in said.split("\f")[0] and "second page" in said.split("\f")[1]
    assert (written.rows, written.pages) == (4, 5)
    assert set(written.notes) == {
        "4 exhibits got new Bates numbers.",
        "1 documents are produced as files behind a slip-sheet.",
    }


def test_what_was_sent_is_recorded_and_its_numbers_are_gone(matter, mail, tmp_path):
    result = reports.write(
        matter, "production", ProductionOptions(prefix="DLT", sent_to="Example LLP"), tmp_path / "p.zip"
    )
    _records, _lines, members = opened(tmp_path / "p.zip")
    (made,) = productions.productions(matter)
    assert (made.volume, made.sent_to, made.bates_begin, made.bates_end) == (
        "VOL001",
        "Example LLP",
        "DLT000001",
        "DLT000005",
    )
    assert made.dat_sha256 == hashlib.sha256(members["VOL001.dat"]).hexdigest()
    assert [(one.begin, one.how) for one in made.lines()][2] == ("DLT000003", "native")
    assert result.sha256 == hashlib.sha256((tmp_path / "p.zip").read_bytes()).hexdigest()
    assert not history.undo_state(matter).undo or "Produce" not in history.undo_state(matter).undo
    with pytest.raises(UserError, match="have been sent out"):
        bates.take_back(matter, mail[:1])
    with pytest.raises(Exception, match="never changes"), matter.operation("Change it") as tx:
        tx.execute("UPDATE production SET sent_to = 'nobody'")
    again = reports.write(matter, "production", ProductionOptions(), tmp_path / "again.zip")
    assert productions.productions(matter)[0].volume == "VOL002" and again.rows == 4


def test_writing_the_same_volume_again_is_said(matter, mail, tmp_path):
    produce(matter, tmp_path / "p.zip", volume="VOL007")
    again = reports.write(matter, "production", ProductionOptions(volume="vol007"), tmp_path / "q.zip")
    assert any("written 1 time(s) before" in note for note in again.notes)
    assert len(productions.productions(matter)) == 2 and productions.production(matter, "VOL007").id == 2


@pytest.mark.parametrize("volume", ["a,b", "..", "VOL 1", "x/y", "þ"])
def test_a_volume_is_a_plain_name(matter, mail, tmp_path, volume):
    with pytest.raises(UserError, match="name of a volume"):
        produce(matter, tmp_path / "p.zip", volume=volume)


@pytest.mark.parametrize(("encoding", "codec"), [("UTF-16", "utf-16"), ("Windows-1252", "cp1252")])
def test_other_encodings(matter, add_exhibit, tmp_path, encoding, codec):
    add_exhibit("Über “FAQ”", "x", kind="text")
    produce(matter, tmp_path / "p.zip", encoding=encoding)
    records, _lines, members = opened(tmp_path / "p.zip", codec=codec)
    assert records[0]["TITLE"] == "Über “FAQ”"
    assert members["VOL001.dat"][:2] == (b"\xff\xfe" if encoding == "UTF-16" else b"\xfeB")


def test_a_character_the_encoding_lacks_stops_with_its_row_and_column(matter, mail, tmp_path):
    with pytest.raises(UserError, match=r"DLT000001: its SUBJECT holds “契” \(U\+5951\)"):
        produce(matter, tmp_path / "p.zip", encoding="Windows-1252")
    assert bates.ranges(matter) == {} and not productions.productions(matter)


def test_a_sign_of_the_format_stops_is_replaced_or_survives(matter, add_exhibit, tmp_path):
    one = add_exhibit("Microsoft® Word þ", "x", kind="text")
    with pytest.raises(UserError, match=r"DLT000001: its TITLE holds “þ” \(U\+00FE\)"):
        produce(matter, tmp_path / "p.zip")
    produce(matter, tmp_path / "r.zip", signs="replace")
    assert opened(tmp_path / "r.zip")[0][0]["TITLE"] == "Microsoft(R) Word th"
    produce(matter, tmp_path / "o.zip", signs="other delimiters", volume="B")
    assert opened(tmp_path / "o.zip", "B")[0][0]["TITLE"] == "Microsoft® Word þ"
    with pytest.raises(UserError, match="UTF-8 or UTF-16"):
        produce(matter, tmp_path / "x.zip", signs="other delimiters", encoding="Windows-1252")
    assert exhibits.get(matter, one).title == "Microsoft® Word þ"


def test_a_month_stays_a_month(matter, add_exhibit, tmp_path):
    add_exhibit("A", "x", kind="text", doc_date="2024-09", doc_date_basis="user")
    add_exhibit("B", "x", kind="text", doc_date="2024-09-18", doc_date_basis="user")
    add_exhibit("C", "x", kind="text", doc_date="2024-09-18", doc_date_basis="metadata")
    add_exhibit("D", "x", kind="text", doc_date="2024-09-18~", doc_date_basis="user")
    produce(matter, tmp_path / "p.zip", dates="MM/DD/YYYY")
    records = opened(tmp_path / "p.zip")[0]
    assert [(r["DOCDATE"], r["DOCDATETEXT"]) for r in records] == [
        ("", "2024-09"), ("09/18/2024", "2024-09-18"), ("", ""), ("", "2024-09-18~"),
    ]  # fmt: skip


def test_withheld_documents_and_their_names_stay_inside(matter, mail, tmp_path):
    exhibits.describe(matter, [mail[1]], privilege="Work Product", title="ZEBRAMEMO")
    with matter.operation("Seed") as tx:
        tx.update("exhibit", mail[1], {"file_name": "zebramemo.txt"})
        tx.execute("UPDATE page SET text = replace(text, 'a.txt', 'zebramemo.txt') WHERE exhibit_id = ?", (mail[0],))
    with pytest.raises(UserError, match="names a file that is privileged") as caught:
        produce(matter, tmp_path / "p.zip")
    assert "zebra" not in str(caught.value).casefold()
    preflight.override(
        matter, ["privileged-family"], "agreed with the other side", purpose="production", exhibit_ids=[mail[0]]
    )
    written = produce(matter, tmp_path / "p.zip")
    assert any("decided in the check" in note for note in written.notes)
    assert any("1 privileged or sequestered members" in note for note in written.notes)
    text = exhibits.pages(matter, mail[0])[0].text
    at = text.index("zebramemo.txt")
    redactions.add_spans(matter, mail[0], {1: [(at, at + 13)]})
    written = produce(matter, tmp_path / "q.zip")
    assert not any("decided" in note for note in written.notes), "the redacted page names nothing any more"
    assert "zebramemo" not in office.everything_in(tmp_path / "q.zip")


def test_a_native_that_holds_what_is_withheld_is_not_there_as_a_file(matter, mail, add_exhibit, tmp_path):
    add_exhibit("Inside", "x", kind="text", parent_id=mail[2], privilege="Attorney-Client", file_name="in.txt")
    written = produce(matter, tmp_path / "p.zip")
    records, _lines, members = opened(tmp_path / "p.zip")
    assert records[2]["NATIVEPATH"] == "" and not any(name.startswith("NATIVES") for name in members)
    assert any("holds what is withheld" in note for note in written.notes)


def test_no_text_of_the_original_goes_with_a_redacted_document(matter, add_exhibit, tmp_path, monkeypatch):
    add_exhibit(
        "Secret title", "the secret words", kind="text", author="Ana", file_name="secret.txt", original_sha256=""
    )
    add_exhibit("Open", "open words", kind="text")
    real = production.printed

    def removed(*args, **kwargs):
        return _Redacted(real(*args, **kwargs))

    class _Redacted:
        """Pages as if something had been removed from the first document: what is printed is not what is stored."""

        def __init__(self, inner):
            self.inner = inner

        def __enter__(self):
            first, second = self.inner.__enter__()
            return [dataclasses.replace(first, path=second.path, first=second.first, redacted=(1,)), second]

        def __exit__(self, *error):
            return self.inner.__exit__(*error)

    monkeypatch.setattr(production, "printed", removed)
    written = produce(matter, tmp_path / "p.zip")
    records, _lines, members = opened(tmp_path / "p.zip")
    assert (
        records[0]["REDACTED"] == "Yes"
        and records[0]["TITLE"] == records[0]["FILENAME"] == records[0]["SHA256HASH"] == ""
    )
    assert "open words" in members["TEXT/001/DLT000001.txt"].decode("utf-8-sig")
    assert "secret" not in office.everything_in(tmp_path / "p.zip")
    assert any("left out of the DAT" in note for note in written.notes)


def test_a_family_mixed_with_other_documents_is_refused(matter, mail, tmp_path):
    for one in (mail[0], mail[3], mail[1], mail[2]):
        with matter.operation("Seed") as tx:
            first = 1 + (tx.value("SELECT max(last) FROM bates_range") or 0)
            last = first + (1 if one == mail[3] else 0)
            row = {
                "exhibit_id": one,
                "prefix": "DLT",
                "width": 6,
                "first": first,
                "last": last,
                "per_page": int(one != mail[2]),
            }
            tx.insert("bates_range", row)
            tx.update("exhibit", one, {"bates_begin": f"DLT{first:06d}", "bates_end": f"DLT{last:06d}"})
    with pytest.raises(UserError, match="DLT000002 lies between the numbers of a family"):
        produce(matter, tmp_path / "p.zip", prefix="")
    produce(matter, tmp_path / "p.zip", prefix="", exhibits=(f"#{mail[1]}",))
    assert {r["BEGATTACH"] for r in opened(tmp_path / "p.zip")[0]} == {"DLT000001"}


def test_members_without_numbers_and_withdrawn_ones_are_said(matter, mail, tmp_path):
    bates.assign(matter, mail, "DLT")
    exhibits.withdraw(matter, [mail[1]])
    written = produce(matter, tmp_path / "p.zip", prefix="")
    assert written.rows == 3
    assert "1 withdrawn exhibits are not in it." in written.notes
    assert "1 other members of produced families are not in it." in written.notes


def test_pages_that_are_not_as_many_as_the_numbers_are_refused(matter, tmp_path):
    office.make_pdf(tmp_path / "a.pdf", "one", "two", password="sesame")
    import_paths(matter, [tmp_path / "a.pdf"])
    from evidence_app.services import importing

    importing.retry(matter, [importing.items(matter)[0].id], password="sesame")
    with pytest.raises(UserError, match="has 2 numbers"):
        produce(matter, tmp_path / "p.zip")
    assert bates.ranges(matter) == {}
    produce(matter, tmp_path / "p.zip", password="sesame")
    assert opened(tmp_path / "p.zip")[0][0]["ENDBATES"] == "DLT000002"


def test_a_stopped_production_leaves_nothing(matter, mail, tmp_path):
    token = CancelToken()

    def stop(progress):
        if progress.text == "Reading the pages back":
            token.cancel()

    with pytest.raises(Cancelled):
        reports.write(matter, "production", ProductionOptions(prefix="DLT"), tmp_path / "p.zip", stop, token)
    assert bates.ranges(matter) == {} and not productions.productions(matter)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".zip"] == []


def test_what_does_not_agree_is_not_written(matter, mail, tmp_path, monkeypatch):
    monkeypatch.setattr(production_files, "page_numbers", lambda one, p: ("DLT999999",) * p.count)
    real = production_check._compare
    monkeypatch.setattr(
        production_check, "_compare", lambda b, p, n: real(b, p, [f"DLT{int(b[3:]) + i:06d}" for i in range(len(n))])
    )
    with pytest.raises(IntegrityProblem, match="does not bear its number DLT000001"):
        reports.write(matter, "production", ProductionOptions(prefix="DLT"), tmp_path / "p.zip")
    assert not (tmp_path / "p.zip").exists() and bates.ranges(matter) == {}


def test_an_altered_original_is_not_produced(matter, mail, tmp_path):
    stored = matter.originals.path(exhibits.get(matter, mail[1]).original_sha256)
    stored.chmod(0o644)
    stored.write_bytes(b"altered")
    with pytest.raises(IntegrityProblem, match="differs from its record"):
        produce(matter, tmp_path / "p.zip")


def test_recipients_a_person_typed_are_not_parted(matter, mail):
    from evidence_app.reports.production_rows import people

    exhibits.describe(matter, [mail[0]], recipients="Somebody")
    assert people(matter, exhibits.get(matter, mail[0])) == {"FROM": "Ana Rivera <ana@example.com>", "TO": "Somebody"}
    assert people(matter, exhibits.get(matter, mail[3])) == {}


def test_a_record_is_json_of_its_documents(matter, mail, tmp_path):
    produce(matter, tmp_path / "p.zip")
    made = productions.productions(matter)[0]
    assert hashlib.sha256(made.rows.encode()).hexdigest() == made.rows_sha256
    assert json.loads(made.rows)[3] | {"sha256": ""} == {
        "exhibit_id": mail[3], "begin": "DLT000004", "end": "DLT000005", "pages": 2, "designation": "", "how": "pages",
        "redacted": False, "sha256": "",
    }  # fmt: skip


def test_what_is_marked_for_redaction_is_in_no_file_of_the_production(matter, mail, tmp_path):
    office.make_pdf(tmp_path / "pay.pdf", "salary of tapirwords monthly", "open second page")
    import_paths(matter, [tmp_path / "pay.pdf"])
    paper = exhibits.find(matter, "pay.pdf").id
    exhibits.describe(matter, [paper], title="About tapirwords", author="Tapirwords")
    for one, words in ((paper, "tapirwords"), (mail[0], "契約 and FAQ")):
        text = exhibits.pages(matter, one)[0].text
        spans = [(at, at + len(words)) for at in range(len(text)) if text.startswith(words, at)]
        redactions.add_spans(matter, one, {1: spans}, "Privacy")
    result = reports.write(matter, "production", ProductionOptions(prefix="DLT"), tmp_path / "p.zip")
    records, _lines, members = opened(tmp_path / "p.zip")
    by_type = {(r["DOCTYPE"], r["PAGECOUNT"]): r for r in records if r["REDACTED"]}
    assert len(by_type) == 2
    found = office.everything_in(tmp_path / "p.zip")
    assert "tapirwords" not in found and "契約" not in found
    pdf = by_type["pdf", "2"]
    said = members[pdf["TEXTPATH"].replace("\\", "/")].decode("utf-8-sig").split("\f")
    assert "salary" in said[0] and "open second page" in said[1]
    assert (pdf["TITLE"], pdf["AUTHOR"], pdf["SHA256HASH"], pdf["NATIVEPATH"]) == ("", "", "", "")
    assert by_type["email", "1"]["SUBJECT"] == "" and by_type["email", "1"]["TO"] == "desk@example.com"
    assert [one.redacted for one in productions.productions(matter)[0].lines()].count(True) == 2
    assert any("left out of the DAT" in note for note in result.notes)


KILLED = """
import sys
from pathlib import Path
from evidence_app import reports
from evidence_app.reports.production import ProductionOptions
from evidence_app.services.matter import open_matter
with open_matter(Path(sys.argv[1])) as matter:
    print("go", flush=True)
    reports.write(matter, "production", ProductionOptions(prefix="DLT"), Path(sys.argv[2]))
"""


def test_a_kill_leaves_all_numbers_with_their_record_or_none(matter, mail, tmp_path):
    root = matter.folder.root
    matter.close()
    for after_s in (0.1, 0.8, 1.6):
        child = subprocess.Popen([sys.executable, "-c", KILLED, root, tmp_path / "p.zip"], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
        with open_matter(root) as again:
            given, made = bates.ranges(again), productions.productions(again)
            assert len(given) == (len(mail) if made else 0)
            assert not (tmp_path / "p.zip").exists() or (made and zipfile.is_zipfile(tmp_path / "p.zip"))
