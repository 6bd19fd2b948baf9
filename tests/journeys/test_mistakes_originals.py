"""Mistakes never made, about files: originals, redactions, matters side by side, the record, crashes, hostile files.

The numbers are those of ``mistakes.md``; each test makes real files and fails without its protection.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.errors import IntegrityProblem
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.reports.copies import STAMPED_COPIES, BatesSetOptions, StampedCopiesOptions
from evidence_app.reports.redaction import RedactionOptions, RedactionReport
from evidence_app.services import (
    backup,
    bates,
    evidence_links,
    exhibits,
    history,
    importing,
    integrity,
    numbering,
    preflight,
    proof,
    redactions,
    register,
    search,
    search_index,
    tags,
)
from evidence_app.services.matter import Matter, create_matter, open_matter
from tests.journeys import durability, office


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def test_01_and_25_no_export_alters_an_original_or_tells_where_it_lay(
    matter: Matter, files: Path, tmp_path: Path
) -> None:
    office.make_pdf(files / "policy.pdf", "the policy may change", "second page")
    office.make_scan(files / "scan.pdf", "Data sharing is on")
    office.make_sheet(files / "sheet.xlsx", "cell")
    office.make_mail(files / "mail.eml", "Two notes", "See the note.", ("note.txt", b"the note"))
    given = office.fingerprints(files)
    importing.import_paths(matter, [files])
    originals = matter.folder.originals
    stored = office.fingerprints(originals)
    assert {one[0] for one in given.values()} < {one[0] for one in stored.values()}
    assert all(mode & 0o222 == 0 for _hash, _time, mode in stored.values())
    assert all(name.endswith(digest) for name, (digest, _time, _mode) in stored.items())

    ids = exhibits.list_ids(matter)
    numbering.number_next(matter, [one for one in ids if not exhibits.get(matter, one).parent_id], None)
    exhibits.describe(matter, ids, designation="CONFIDENTIAL")
    policy = exhibits.find(matter, "policy.pdf")
    bates.assign(matter, ids, "DLT")
    register.serve(matter, "List")
    out = tmp_path / "out"
    out.mkdir()
    chosen = RedactionOptions(f"#{policy.id}", words=("policy",))
    for report in reports.BUILT_IN:
        for suffix in report.suffixes:
            path = out / f"{report.name}{suffix}"
            reports.write(matter, report.name, chosen if report.name == "redacted-copy" else None, path)
            said = office.everything_in(path)
            assert str(tmp_path).casefold() not in said and "file://" not in said, (
                path.name,
                "25: tells where files lay",
            )
    backup.backup(matter, out / "safe.evidence-backup")
    exhibits.withdraw(matter, ids)
    history.undo(matter)
    assert integrity.verify(matter).clean

    assert office.fingerprints(originals) == stored
    assert office.fingerprints(files) == given


def test_01_an_altered_original_is_found_and_named(matter: Matter, files: Path) -> None:
    office.make_pdf(files / "policy.pdf", "the policy may change")
    importing.import_paths(matter, [files])
    stored = matter.originals.path(exhibits.get(matter, 1).original_sha256)
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes() + b"\n")
    problems = integrity.verify(matter).problems
    assert [one.exhibit_id for one in problems] == [1] and "policy" in problems[0].words


SECRET = "Quagga Okapi"


def leaky_pdf(path: Path) -> Path:
    """The secret on the page, in metadata, bookmark, annotation, form field, attachment, and in an earlier revision."""
    office.make_pdf(path, f"The witness is {SECRET} and nobody else", "A second page without it")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Title"] = f"About {SECRET}"
        with pdf.open_metadata() as meta:
            meta["dc:description"] = f"About {SECRET}"
        pdf.attachments["note.txt"] = f"{SECRET} again".encode()
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(SECRET, 0))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=f"ask {SECRET}"
        )
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("name"),
            V=pikepdf.String(SECRET), Rect=[100, 100, 300, 120],
        )  # fmt: skip
        made = pdf.make_indirect(field)
        pdf.pages[1].Annots = pdf.make_indirect([pdf.make_indirect(note), made])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[made])
        pdf.save(path)
    before = path.read_bytes()
    place = before.rindex(b"startxref")
    later = b"\n% saved again\n" + before[place:].split(b"%%EOF")[0] + b"%%EOF\n"
    path.write_bytes(before + later)
    assert path.read_bytes().count(b"%%EOF") >= 2
    return path


def test_05_nothing_is_left_under_a_redaction(matter: Matter, files: Path, tmp_path: Path) -> None:
    leaky_pdf(files / "statement.pdf")
    importing.import_paths(matter, [files])
    assert SECRET.casefold() in office.everything_in(files / "statement.pdf")
    copy = tmp_path / "redacted.pdf"
    RedactionReport().write(matter, RedactionOptions("#1", words=(SECRET,)), copy)
    said = office.everything_in(copy)
    for word in SECRET.casefold().split():
        assert word not in said, word
    data = copy.read_bytes()
    assert data.count(b"%%EOF") == 1 and data.count(b"startxref") == 1
    reader = PdfReader(copy)
    assert len(reader.pages) == 2 and not reader.attachments and not reader.get_fields()
    assert "second page without" in said, "what was not to be redacted is still there"


def test_05_a_copy_with_something_left_in_it_is_not_kept(
    matter: Matter, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step reads the finished file back: a fault in an earlier step must not reach the court."""
    office.make_pdf(files / "statement.pdf", f"The witness is {SECRET}")
    importing.import_paths(matter, [files])
    monkeypatch.setattr("evidence_app.reports.redaction._Run._stamp", _forget_the_redaction)
    with pytest.raises(IntegrityProblem, match="left in it"):
        RedactionReport().write(matter, RedactionOptions("#1", words=(SECRET,)), tmp_path / "redacted.pdf")
    assert not (tmp_path / "redacted.pdf").exists()


def test_05_nothing_of_a_redaction_mark_is_left_in_any_copy(matter: Matter, files: Path, tmp_path: Path) -> None:
    leaky_pdf(files / "statement.pdf")
    importing.import_paths(matter, [files])
    numbering.set_number(matter, 1, "P-1")
    redactions.add_words(matter, 1, [SECRET], "Privacy")
    told = [one.exhibit_id for one in preflight.check(matter) if one.code == "redaction-words"]
    assert told == [1], "the attached note, which goes with it, says what is marked"
    redactions.add_words(matter, 2, [SECRET], "Privacy")
    assert "redaction-words" not in [one.code for one in preflight.check(matter)]
    exports = {
        "redacted-copy": ("copy.pdf", RedactionOptions("#1")),
        "binder": ("binder.pdf", None),
        "stamped-copies": ("copies.pdf", None),
        "bates-set": ("set.zip", BatesSetOptions(("#1",), "DLT")),
    }
    for name, (file, options) in exports.items():
        reports.write(matter, name, options, tmp_path / file)
        said = office.everything_in(tmp_path / file)
        assert not [word for word in SECRET.casefold().split() if word in said], name
        assert name == "bates-set" or "second page without" in said, name


def _forget_the_redaction(run: object, _redacted: object, target: Path) -> None:
    target.write_bytes(run.matter.originals.path(run.exhibit.original_sha256).read_bytes())  # type: ignore[attr-defined]


def test_06_two_matters_never_mix_also_after_rebuild_and_restore(tmp_path: Path, files: Path) -> None:
    office.make_pdf(files / "both.pdf", "the same bytes in both")
    (tmp_path / "b").mkdir()
    office.make_pdf(tmp_path / "b" / "only.pdf", "zebra words of the second matter")
    with create_matter(tmp_path / "one", "One") as one, create_matter(tmp_path / "two", "Two") as two:
        importing.import_paths(one, [files])
        importing.import_paths(two, [files, tmp_path / "b"])
        shared = exhibits.find(two, "both.pdf")
        assert exhibits.get(one, 1).original_sha256 == shared.original_sha256
        tags.add_tag(one, [1], "hot")
        assert not tags.tags(two)
        search_index.catch_up(one)
        search_index.rebuild(one)
        search_index.rebuild(two)
        assert search.find(two, "zebra").total_pages == 1 and not search.find(one, "zebra").hits
        assert not search.find(one, "zeb* w/3 of").hits
        backup.backup(one, tmp_path / "one.evidence-backup")
        backup.backup(two, tmp_path / "two.evidence-backup")
    backup.restore(tmp_path / "two.evidence-backup", tmp_path / "two again")
    backup.restore(tmp_path / "one.evidence-backup", tmp_path / "one again")
    with open_matter(tmp_path / "one again") as one, open_matter(tmp_path / "two again") as two:
        search_index.catch_up(one)
        search_index.catch_up(two)
        assert (one.record.name, two.record.name) == ("One", "Two") and one.uid != two.uid
        assert not search.find(one, "zebra").hits and not search.find(one, "zeb* w/3 of").hits
        assert search.find(two, "zeb* w/3 of").total_pages == 1
        assert not tags.tags(two) and [tag.name for tag in tags.tags(one)] == ["hot"]
        assert list(two.originals.stored()) != list(one.originals.stored())


def test_06_an_index_of_another_matter_is_not_believed(tmp_path: Path, files: Path) -> None:
    """A folder copied over another (a careless restore by hand) must not answer with the other case's pages."""
    office.make_pdf(files / "a.pdf", "zebra words of the first matter")
    with create_matter(tmp_path / "one", "One") as one:
        importing.import_paths(one, [files])
        search_index.catch_up(one)
        assert search.find(one, "zeb* w/3 of").total_pages == 1
        index = one.folder.index
    with create_matter(tmp_path / "two", "Two") as two:
        office.make_pdf(tmp_path / "b.pdf", "nothing of that kind")
        importing.import_paths(two, [tmp_path / "b.pdf"])
        search_index.catch_up(two)
        other = two.folder.index
    shutil.rmtree(other)
    shutil.copytree(index, other)
    with open_matter(tmp_path / "two") as two:
        search_index.catch_up(two)
        assert not search.find(two, "zeb* w/3 of").hits
        assert search.find(two, "noth* w/3 kind").total_pages == 1
        assert json.loads((other / "generation.json").read_text())["matter_uid"] == two.uid, "built anew"


def test_22_every_change_is_an_entry_and_the_chain_shows_tampering(matter: Matter, files: Path) -> None:
    office.make_pdf(files / "a.pdf", "words of the page")
    importing.import_paths(matter, [files])
    matter.actor = "Ana Rivera"
    claim = proof.add_claim(matter, "Breach")
    element = proof.add_element(matter, claim, "Contract")
    link = evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "words of the page"))
    exhibits.describe(matter, [1], title="Agreement")
    evidence_links.unlink(matter, link)
    changes = [(c.field, c.before, c.after, c.actor) for c in history.row_history(matter, "exhibit", 1)]
    assert ("title", "a", "Agreement", "Ana Rivera") in changes
    removed = history.row_history(matter, "evidence_link", link)[0]
    assert removed.before and not removed.after and removed.at.endswith("Z"), "a deletion is an entry with the old row"
    with pytest.raises(sqlite3.DatabaseError), matter.operation("Forge") as tx:
        tx.execute("UPDATE audit_entry SET action = 'nothing happened' WHERE id = 2")
    with pytest.raises(sqlite3.DatabaseError), matter.operation("Forge") as tx:
        tx.execute("DELETE FROM audit_change WHERE entry_id = 2")
    assert integrity.verify(matter).clean
    root = matter.folder.root
    matter.close()
    for tampering in (
        "UPDATE exhibit SET title = 'Forged' WHERE id = 1",
        "UPDATE audit_change SET after = replace(after, 'Agreement', 'Forged')",
        "DELETE FROM audit_entry WHERE id = (SELECT max(id) - 1 FROM audit_entry)",
    ):
        _tamper(root / "matter.sqlite", tampering)
        with open_matter(root) as again:
            assert not integrity.verify(again).clean, tampering
        _restore(root / "matter.sqlite")


def _tamper(database: Path, sql: str) -> None:
    """Change the file behind the program's back, as a person with a database browser would."""
    database.with_suffix(".kept").write_bytes(database.read_bytes())
    with sqlite3.connect(database) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        assert connection.execute(sql).rowcount
    connection.close()


def _restore(database: Path) -> None:
    for name in ("-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)
    database.write_bytes(database.with_suffix(".kept").read_bytes())


EXPORT = """
import sys, time
from pathlib import Path
from evidence_app.reports import copies
from evidence_app.services.matter import open_matter
with open_matter(Path(sys.argv[1])) as matter:
    print("go", flush=True)
    from evidence_app import reports
    for n in range(1000):
        reports.write(matter, "exhibit-list", None, Path(sys.argv[2]) / f"list{n}.pdf")
"""


def test_23_a_killed_export_leaves_no_half_file_and_a_killed_import_no_half_exhibit(
    tmp_path: Path, files: Path
) -> None:
    for number in range(12):
        office.make_pdf(files / f"PX{number}.pdf", f"file {number}", "second page")
    assert durability.run(tmp_path, files, kills=2, longest_s=0.8, seed=7)[-1] == 12
    with open_matter(tmp_path / "matter") as matter:
        numbering.number_next(matter, exhibits.list_ids(matter), None)
    out = tmp_path / "out"
    out.mkdir()
    child = subprocess.Popen([sys.executable, "-c", EXPORT, tmp_path / "matter", out], stdout=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"go\n"
    for _ in range(200):
        try:
            child.wait(0.05)
        except subprocess.TimeoutExpired:
            if any(out.glob("list1*.pdf")):
                break
    child.kill()
    child.communicate()
    finished = list(out.glob("list*.pdf"))
    assert finished
    for path in finished:
        assert "PX11" in "".join(page.extract_text() for page in PdfReader(path).pages)
        assert path.read_bytes().rstrip().endswith(b"%%EOF")
    with open_matter(tmp_path / "matter") as matter:
        assert not matter.read_only and integrity.verify(matter).clean
        recorded = [e.words for e in history.entries(matter) if "list" in e.words and ".pdf" in e.words]
        assert len(recorded) in (len(finished), len(finished) - 1)


HOSTILE_HTML = """<html><head><meta http-equiv="refresh" content="0;url=http://tracker.invalid/">
<script>document.title='pwned'; fetch('http://tracker.invalid/')</script>
<link rel=stylesheet href="http://tracker.invalid/x.css"></head><body onload="alert(1)">visible words
<iframe src="file:///etc/passwd"></iframe><img src="http://tracker.invalid/pixel.gif">
<object data="file:///etc/passwd"></object></body></html>"""
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]><x>plain &leak; words</x>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><l>&i;</l>"
)


def hostile_pdf(path: Path) -> None:
    office.make_pdf(path, "visible words")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://tracker.invalid/')")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/sh")
        pdf.Root.OpenAction = run
        pdf.Root.AA = pikepdf.Dictionary(WC=launch)
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", run]))
        pdf.pages[0].AA = pikepdf.Dictionary(O=launch)
        pdf.save(path)


def hostile_word(path: Path) -> None:
    """A .docx whose document names an outside entity, with a template fetched from a server."""
    clean = office.make_word(path.with_name("clean.docx"), "plain words")
    with zipfile.ZipFile(clean) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                head, rest = data.split(b"?>", 1)
                entity = b'<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]>'
                data = head + b"?>" + entity + rest.replace(b"plain words", b"plain words &leak;")
            new.writestr(name, data)
    clean.unlink()


def test_25_hostile_files_run_nothing_fetch_nothing_and_write_only_inside(
    matter: Matter, files: Path, tmp_path: Path
) -> None:
    hostile_pdf(files / "script.pdf")
    hostile_word(files / "entity.docx")
    (files / "page.html").write_text(HOSTILE_HTML, "utf-8")
    (files / "entity.xml").write_text(XXE, "utf-8")
    (files / "laughs.xml").write_text(LAUGHS, "utf-8")
    (files / "cells.csv").write_text("name,value\n\"=cmd|'/c calc'!A1\",1\n", "utf-8")
    with zipfile.ZipFile(files / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b"0" * 300_000_000)
    office.make_mail(files / "mail.eml", "Look", "See.", ("..\\..\\evil.txt", b"x"), ("/etc/cron.d/evil", b"y"))
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(matter.folder.root)}
    secret = Path("/etc/passwd").read_text() if Path("/etc/passwd").exists() else "root:x:0:0"

    importing.import_paths(matter, [files])
    statuses = {one.file_name: one.status for one in importing.items(matter)}
    assert all(status in ("imported", "partial", "unsearchable") for status in statuses.values()), statuses
    assert statuses["script.pdf"] == statuses["page.html"] == "imported"
    assert statuses["bomb.docx"] == "unsearchable"
    texts = "\n".join(matter.read.column("SELECT text FROM page"))
    assert "visible words" in texts
    for line in secret.splitlines()[:3]:
        assert line not in texts
    assert "pwned" not in "".join(matter.read.column("SELECT title FROM exhibit"))
    assert len(texts) < 200_000, "entities are not expanded"
    after = {path for path in tmp_path.rglob("*") if not path.is_relative_to(matter.folder.root)}
    assert after == before

    names = {one for name in statuses for one in name.split("/")}
    assert ".." not in names
    out = tmp_path / "out"
    out.mkdir()
    numbering.number_next(matter, exhibits.list_ids(matter), None)
    exhibits.describe(matter, [1], title="=cmd|'/c calc'!A1", sponsor="+1", objections="@SUM(A1)", notes="-1")
    reports.write(matter, "exhibit-list", None, out / "list.csv")
    for line in (out / "list.csv").read_text("utf-8-sig").splitlines():
        for cell in line.split(","):
            assert not cell.strip('"').startswith(("=", "+", "@")), line
    reports.write(matter, "exhibit-list", None, out / "list.xlsx")
    cells = [c for row in openpyxl.load_workbook(out / "list.xlsx").active.iter_rows() for c in row]
    assert not any(c.data_type == "f" for c in cells)
    STAMPED_COPIES.write(matter, StampedCopiesOptions(exhibits=("script.pdf",)), out / "copy.pdf")
    with pikepdf.open(out / "copy.pdf") as pdf:
        assert "/OpenAction" not in pdf.Root and "/AA" not in pdf.Root and "/AA" not in pdf.pages[0]
    assert b"/JavaScript" not in (out / "copy.pdf").read_bytes()
