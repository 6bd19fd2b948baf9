"""Import: nothing altered, nothing dropped, nothing twice, everything resumable."""

from __future__ import annotations

import email.message
import hashlib
import json
import os
import zlib
from pathlib import Path

import pypdf
import pytest

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import NotFound, UserError
from evidence_app.services import exhibits, importing, integrity, numbering, proof
from evidence_app.services.importing import ImportOptions, import_paths
from evidence_app.services.matter import create_matter, open_matter


def make_pdf(path: Path, *texts: str, password: str = "") -> Path:
    """A real born-digital PDF with one line per page."""
    writer = pypdf.PdfWriter()
    for text in texts:
        page = writer.add_blank_page(612, 792)
        stream = pypdf.generic.DecodedStreamObject()
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        stream.set_data(f"BT /F1 12 Tf 72 700 Td ({safe}) Tj ET".encode("latin-1"))
        font = pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject("/Type"): pypdf.generic.NameObject("/Font"),
                pypdf.generic.NameObject("/Subtype"): pypdf.generic.NameObject("/Type1"),
                pypdf.generic.NameObject("/BaseFont"): pypdf.generic.NameObject("/Helvetica"),
            }
        )
        fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject("/Font"): fonts}
        )
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password)
    with path.open("wb") as file:
        writer.write(file)
    return path


def hashes(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def statuses(matter) -> dict[str, str]:
    return {item.file_name: item.status for item in importing.items(matter)}


def test_originals_are_equal_bytes_and_read_only_and_sources_untouched(matter, files):
    make_pdf(files / "2024-09-18 Policy.pdf", "the policy may change", "second page")
    before = hashes(files)
    summary = import_paths(matter, [files])
    assert (summary.imported, summary.pages) == (1, 2)
    assert hashes(files) == before
    exhibit = exhibits.get(matter, 1)
    stored = matter.originals.path(exhibit.original_sha256)
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == before[str(files / "2024-09-18 Policy.pdf")]
    assert stored.stat().st_mode & 0o222 == 0
    assert (exhibit.doc_date, exhibit.doc_date_basis, exhibit.title_guessed) == ("2024-09-18", "file name", 1)
    assert matter.read.column("SELECT text FROM page ORDER BY number") == ["the policy may change", "second page"]


def test_exact_duplicates_are_listed_not_imported_twice(matter, files):
    make_pdf(files / "a.pdf", "one")
    (files / "b.pdf").write_bytes((files / "a.pdf").read_bytes())
    summary = import_paths(matter, [files])
    assert (summary.imported, summary.duplicates) == (1, 1)
    assert import_paths(matter, [files / "b.pdf"]).duplicates == 1
    assert matter.read.value("SELECT count(*) FROM exhibit") == 1
    duplicate = [item for item in importing.items(matter) if item.status == "duplicate"]
    assert all(item.exhibit_id == 1 and item.reason for item in duplicate)


def test_a_family_stays_together_and_takes_the_custodian(matter, files):
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "ana@example.com", "kim@example.com", "Two captures"
    message["Date"] = "Thu, 19 Sep 2024 09:30:00 -0700"
    message.set_content("Please see the note.")
    message.add_attachment("the attached note", filename="../../note.txt")
    (files / "mail.eml").write_bytes(message.as_bytes())
    import_paths(matter, [files], ImportOptions(custodian="Ana Rivera", tags=("mail",)))
    family = exhibits.family(matter, 1)
    assert [row.file_name for row in family] == ["mail.eml", "note.txt"]
    assert [row.custodian for row in family] == ["Ana Rivera", "Ana Rivera"]
    mail = exhibits.get(matter, 1)
    assert (mail.doc_date, json.loads(mail.metadata)["sent"]) == ("2024-09-19", "2024-09-19T09:30:00-07:00")
    assert not (files.parent / "note.txt").exists()


def test_bad_files_have_a_reason_and_the_others_arrive(matter, files):
    make_pdf(files / "good.pdf", "a good page")
    make_pdf(files / "locked.pdf", "locked text", password="sesame")
    (files / "corrupt.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(400))
    (files / "empty.pdf").write_bytes(b"")
    bomb = b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", (60000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"),
            _chunk(b"IDAT", zlib.compress(b"\x00" * 100000)),
            _chunk(b"IEND", b""),
        ]
    )
    (files / "bomb.png").write_bytes(bomb)
    liar = (files / "good.pdf").read_bytes().replace(b"/Count 1", b"/Count 20000")
    (files / "liar.pdf").write_bytes(liar)
    (files / "odd\nname.txt").write_text("words of the odd file", encoding="utf-8")
    before = set(files.parent.rglob("*"))
    import_paths(matter, [files])
    found = statuses(matter)
    assert found["good.pdf"] == "imported"
    assert found["odd name.txt"] == "imported"
    for name in ("locked.pdf", "corrupt.pdf", "empty.pdf", "bomb.png"):
        item = next(i for i in importing.items(matter) if i.file_name == name)
        assert (item.status, bool(item.reason)) == ("unsearchable", True), name
        assert exhibits.pages(matter, item.exhibit_id)[0].source == "none"
    assert found["liar.pdf"] in ("imported", "partial")
    outside = {p for p in set(files.parent.rglob("*")) - before if not p.is_relative_to(matter.folder.root)}
    assert outside == set()
    assert integrity.verify(matter).clean


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def test_a_retry_with_the_password_keeps_the_exhibit_and_its_number(matter, files):
    make_pdf(files / "locked.pdf", "the secret clause", password="sesame")
    import_paths(matter, [files])
    numbering.set_number(matter, 1, "PX9")
    item = importing.items(matter, only_problems=True)[0]
    assert importing.retry(matter, [item.id], password="wrong").unsearchable == 1
    assert importing.retry(matter, [item.id], password="sesame").imported == 1
    assert exhibits.get(matter, 1).number == "PX9"
    assert matter.read.column("SELECT text FROM page") == ["the secret clause"]
    assert "sesame" not in (matter.folder.database.read_bytes().decode("latin-1"))


def test_a_cancelled_import_resumes_where_it_stood(matter, files):
    for i in range(300):
        (files / f"{i}.txt").write_text(f"page of file {i}", encoding="utf-8")
    cancel = CancelToken()

    def stop(progress) -> None:
        if progress.done >= 3:
            cancel.cancel()

    first = import_paths(matter, [files], progress=stop, cancel=cancel)
    assert first.cancelled
    assert 0 < first.imported < 300
    assert importing.unfinished(matter)
    importing.resume(matter)
    assert not importing.unfinished(matter)
    assert matter.read.value("SELECT count(*) FROM exhibit") == 300
    assert integrity.verify(matter).clean


def test_paths_that_cannot_be_imported_are_named(matter, tmp_path):
    with pytest.raises(NotFound):
        import_paths(matter, [tmp_path / "nowhere"])
    with pytest.raises(UserError, match="inside the matter"):
        import_paths(matter, [matter.folder.originals])


def test_a_missing_source_fails_alone(matter, files):
    make_pdf(files / "a.pdf", "one")
    make_pdf(files / "b.pdf", "two")
    batch = importing.plan(matter, [files])
    (files / "a.pdf").unlink()
    summary = importing.run(matter, batch)
    assert (summary.imported, summary.failed) == (1, 1)
    failed = importing.items(matter, only_problems=True)[0]
    make_pdf(files / "a.pdf", "one")
    assert importing.retry(matter, [failed.id]).imported == 1


def test_two_matters_never_mix(tmp_path, files):
    make_pdf(files / "a.pdf", "shared words")
    with create_matter(tmp_path / "one", "One") as one, create_matter(tmp_path / "two", "Two") as two:
        import_paths(one, [files])
        import_paths(two, [files])
        proof.add_claim(one, "Only in one")
        assert two.read.value("SELECT count(*) FROM claim") == 0
        assert one.uid != two.uid
        assert exhibits.get(one, 1).original_sha256 == exhibits.get(two, 1).original_sha256
    with open_matter(tmp_path / "two") as two:
        assert two.read.value("SELECT count(*) FROM exhibit") == 1


def test_a_second_process_reads_only_and_is_told_who(tmp_path, matter):
    with open_matter(matter.folder.root) as second:
        assert second.read_only
        assert str(os.getpid()) == str(second.holder.process)
        assert second.holder.since
        with pytest.raises(UserError, match="open for writing by"):
            exhibits.describe(second, [1], title="x")
