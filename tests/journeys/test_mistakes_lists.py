"""Mistakes never made, about numbers, lists and what leaves the office.

The numbers are those of ``mistakes.md``; each test makes real files and fails without its protection.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.reports.binder.report import BinderReport
from evidence_app.reports.copies import BATES_SET, STAMPED_COPIES, BatesSetOptions
from evidence_app.reports.exhibit_list import ExhibitListOptions
from evidence_app.reports.production import ProductionOptions
from evidence_app.services import (
    bates,
    chronology,
    custody,
    evidence_links,
    exhibits,
    history,
    importing,
    load_import,
    numbering,
    parties,
    proof,
    register,
    search,
    tags,
)
from evidence_app.services.matter import Matter, create_matter, open_matter
from tests.journeys import office


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def numbered(matter: Matter, files: Path, count: int) -> list[int]:
    """So many PDF exhibits in the series of a party with the prefix PX."""
    for i in range(1, count + 1):
        office.make_pdf(files / f"letter {i:02}.pdf", f"letter {i}")
    importing.import_paths(matter, [files])
    party = parties.add_party(matter, "Ana Rivera", prefix="PX")
    ids = sorted(exhibits.list_ids(matter), key=lambda one: exhibits.get(matter, one).file_name)
    numbering.number_next(matter, ids, party)
    return ids


def listed(path: Path) -> list[list[str]]:
    """The rows of an exhibit list in CSV."""
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return [row for row in rows if row and row[0].startswith("PX")]


def test_02_nothing_is_renumbered_after_service(matter: Matter, files: Path, tmp_path: Path) -> None:
    ids = numbered(matter, files, 4)
    served = register.serve(matter, "Exhibit list")
    reports.write(matter, "served-list", None, tmp_path / "served.csv")
    before = (tmp_path / "served.csv").read_bytes()
    exhibits.withdraw(matter, [ids[1]])
    (files / "late.pdf").unlink(missing_ok=True)
    office.make_pdf(files / "late.pdf", "late")
    importing.import_paths(matter, [files / "late.pdf"])
    late = exhibits.find(matter, "late.pdf")
    numbering.number_next(matter, [late.id], late.party_id or parties.parties(matter)[0].id)
    for wrong in (
        lambda: numbering.set_number(matter, ids[2], "PX2"),
        lambda: numbering.set_number(matter, ids[1], None),
        lambda: numbering.set_numbers(matter, {ids[2]: "PX4", ids[3]: "PX3"}),
    ):
        with pytest.raises(UserError):
            wrong()
    reports.write(matter, "exhibit-list", None, tmp_path / "now.csv")
    rows = listed(tmp_path / "now.csv")
    assert [row[0] for row in rows] == ["PX1", "PX2", "PX3", "PX4", "PX5"]
    assert "WITHDRAWN" in rows[1] and "letter 02" not in "".join(rows[1])
    assert register.served_list(matter, served.id) == served
    reports.write(matter, "served-list", None, tmp_path / "served again.csv")
    assert (tmp_path / "served again.csv").read_bytes() == before


def test_03_links_survive_a_new_reading_and_a_newer_version(matter: Matter, files: Path) -> None:
    office.make_pdf(files / "v1.pdf", "we may share messages with partners", password="sesame")
    importing.import_paths(matter, [files])
    item = importing.items(matter)[0]
    importing.retry(matter, [item.id], password="sesame")
    claim = proof.add_claim(matter, "Breach")
    element = proof.add_element(matter, claim, "Disclosure")
    kept = evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "share messages"))
    lost = evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "with partners"))
    office.make_pdf(files / "v2.pdf", "we never share messages")
    importing.import_paths(matter, [files / "v2.pdf"])
    assert {row.link.exhibit_id for row in evidence_links.links(matter)} == {1}, (
        "a newer file never takes over the links"
    )
    with matter.operation("Read again", undoable=False) as tx:
        tx.execute("UPDATE page SET text = 'Indeed, we may share messages.' WHERE exhibit_id = 1")
    evidence_links.recheck_links(matter, 1)
    states = {row.link.id: (row.link.state, row.link.quote) for row in evidence_links.links(matter)}
    assert states == {kept: ("ok", "share messages"), lost: ("needs a look", "with partners")}
    assert exhibits.list_ids(matter, exhibits.ExhibitFilter(attention="needs a look")) == [1]


# -- 4: what is privileged or sequestered ------------------------------------------------------------------------------

SECRETS = (
    "zebramemo",
    "quaggatitle",
    "okapiauthor",
    "clawedback",
    "tapirwords",
    "dingonote",
    "lemurpage",
    "kuduattach",
)
"""Words that stand only in privileged or sequestered files: names, titles, authors, text, attached files."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matter]:
    """A matter with public, privileged and sequestered files, all linked, tagged, cited, served and given Bates numbers."""
    folder = tmp_path_factory.mktemp("guarded")
    files = folder / "in"
    files.mkdir()
    office.make_pdf(files / "public letter.pdf", "a public page about sharing", "and another")
    office.make_pdf(files / "zebramemo.pdf", "sharing and tapirwords lemurpage")
    office.make_word(files / "advice.docx", "sharing tapirwords", title="quaggatitle", author="okapiauthor")
    inner = office.make_mail(
        folder / "inner.eml", "dingonote inside", "sharing tapirwords", ("kuduattach.txt", b"sharing")
    )
    office.make_mail(files / "clawedback.eml", "clawedback", "sharing dingonote", ("inner.eml", inner.read_bytes()))
    office.make_mail(files / "public mail.eml", "Hello", "sharing", ("public.txt", b"sharing in the open"))
    (files / "zz zebramemo.pdf").write_bytes((files / "zebramemo.pdf").read_bytes())
    with pytest.MonkeyPatch.context() as patch, create_matter(folder / "matter", "Rivera v. Example Corp.") as matter:
        patch.setenv("EVIDENCE_HOME", str(folder / "home"))
        importing.import_paths(matter, [files])
        party = parties.add_party(matter, "Ana Rivera", prefix="PX")
        parties.add_party(matter, "Example Corp.", "defendant", prefix="DX")
        ids = exhibits.list_ids(matter)
        top = [one for one in ids if exhibits.get(matter, one).parent_id is None]
        numbering.number_next(matter, top, party)
        claim = proof.add_claim(matter, "Breach")
        element = proof.add_element(matter, claim, "Disclosure", search_terms="shar*; nothing of this")
        for one in ids:
            page = exhibits.pages(matter, one)[0]
            evidence_links.link_evidence(
                matter, element, one, Pinpoint(1, page.text.split("\n")[-1].split(" ")[0] or "")
            )
            source = chronology.Source(one, 1, page.text[:60])
            chronology.add_event(matter, f"Stated in {page.text[:30]}", "2024-09", sources=[source])
        tags.add_tag(matter, ids, "hot")
        bates.assign(matter, ids, "DLT")
        register.serve(matter, "Exhibit list")
        for one in top:
            register.note(matter, one, "offered", at="2026-11-23T10:00:00-08:00")
            custody.add_event(matter, one, "received", "2024-10-01", purpose="review")
        for name, how in (("zebramemo.pdf", {"privilege": "Attorney-Client"}), ("advice.docx", {"privilege": "Work Product"}),
                          ("clawedback.eml", {"sequestered": 1})):  # fmt: skip
            exhibit = exhibits.find(matter, name)
            exhibits.describe(matter, [exhibit.id], **how)
            for member in exhibits.family(matter, exhibit.id):
                exhibits.describe(matter, [member.id], **how)
        inner_id = matter.read.value("SELECT id FROM exhibit WHERE title LIKE '%dingonote%'")
        assert inner_id, "the message inside is an exhibit of its own"
        yield matter


OUTWARD = {one.name: one for one in (*reports.BUILT_IN, BinderReport(), STAMPED_COPIES, BATES_SET)}
INSIDE = {"audit-trail": "the log of the office itself, marked as work product"}
OWN_BUSINESS = {"privilege-log": {"okapiauthor"}}
"""A privilege log names the author of what is withheld (FRCP 26(b)(5)(A))."""


@pytest.mark.parametrize("name", sorted(set(OUTWARD) - set(INSIDE)))
def test_04_nothing_privileged_leaves_in_any_report_or_format(guarded: Matter, tmp_path: Path, name: str) -> None:
    report = OUTWARD[name]
    written = 0
    for number, (suffix, options) in enumerate(_ways(report)):
        path = tmp_path / f"{number}{suffix}"
        try:
            with guarded.snapshot():
                notes = report.write(guarded, options, path).notes
        except EvidenceError as error:  # a report that needs a choice first
            assert not _leaks(str(error))
            continue
        written += 1
        found = _leaks(office.everything_in(path) + "\n".join(notes).casefold())
        assert not set(found) - OWN_BUSINESS.get(name, set()), (suffix, options, found)
    assert written or name == "redacted-copy"


def _leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.casefold()]


LOOKS = ("corner", "design", "paper", "stickers", "signature", "dividers", "work_product", "caption")
"""Options that change how something looks, not what is in it."""


def _ways(report: Any) -> Iterator[tuple[str, Any]]:
    """Every format with the options as they come; then, in the plainest format, every other choice, one at a time."""
    for suffix in report.suffixes:
        yield suffix, report.Options()
    plain = report.suffixes[-1]
    for field in dataclasses.fields(report.Options):
        if field.name in ("include_privileged", *LOOKS):  # the first: a person asks for them by name
            continue
        values: tuple[Any, ...] = tuple(field.metadata.get("choices", ()))
        if isinstance(field.default, bool):
            values = (not field.default,)
        elif isinstance(field.default, tuple):
            values = (values,) if values else ()
        for value in values:
            if value != field.default:
                yield plain, dataclasses.replace(report.Options(), **{field.name: value})


def test_04_nothing_sequestered_is_found_and_nothing_privileged_can_be_chosen(guarded: Matter) -> None:
    for secret in ("dingonote", "clawedback", "kuduattach"):
        result = search.find(guarded, secret, record=False)
        assert not result.hits and result.completeness.sequestered_exhibits == 3, secret
        assert "sequestered" in result.sentence()
    sequestered = exhibits.find(guarded, "clawedback.eml")
    assert search.hit_words(guarded, sequestered.id, 1, "sharing") == []
    for report in (STAMPED_COPIES, BATES_SET, BinderReport()):
        for wrong in ("zebramemo.pdf", f"#{sequestered.id}"):
            options = dataclasses.replace(report.Options(), exhibits=(wrong,))
            with pytest.raises(EvidenceError):
                report.write(guarded, options, Path(guarded.folder.root.parent / f"never{report.suffixes[0]}"))


# -- families and Bates numbers ----------------------------------------------------------------------------------------


def test_09_a_family_goes_out_whole_or_the_omission_is_said(matter: Matter, files: Path, tmp_path: Path) -> None:
    office.make_mail(files / "mail.eml", "Two notes", "See.", ("a.txt", b"first"), ("b.txt", b"second"))
    office.make_pdf(files / "z.pdf", "alone")
    importing.import_paths(matter, [files])
    mail = exhibits.find(matter, "mail.eml")
    numbering.set_number(matter, mail.id, "PX1")
    reports.write(matter, "exhibit-list", None, tmp_path / "whole.csv")
    said = (tmp_path / "whole.csv").read_text("utf-8-sig")
    assert "Attachment 1" in said and "Attachment 2" in said
    left = reports.write(matter, "exhibit-list", ExhibitListOptions(attachments="leave out"), tmp_path / "less.csv")
    assert any("left out" in note and "2" in note for note in left.notes)
    reports.write(matter, "exhibit-list", ExhibitListOptions(attachments="leave out"), tmp_path / "less.pdf")
    printed = "".join(page.extract_text() for page in PdfReader(tmp_path / "less.pdf").pages)
    assert "Attachments not listed separately" in " ".join(printed.split())

    last = exhibits.find(matter, "b.txt")
    BATES_SET.write(matter, BatesSetOptions(exhibits=(f"#{last.id}",), prefix="DLT"), tmp_path / "set.zip")
    with zipfile.ZipFile(tmp_path / "set.zip") as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert len(rows) == 3, "one member chosen, the whole family goes"
    assert {(row["BEGATTACH"], row["ENDATTACH"]) for row in rows} == {("DLT000001", "DLT000003")}
    assert [row["BEGBATES"] for row in rows] == ["DLT000001", "DLT000002", "DLT000003"]


def test_10_no_bates_number_is_used_twice_and_a_failed_run_leaves_nothing(
    matter: Matter, files: Path, tmp_path: Path
) -> None:
    ids = numbered(matter, files, 4)
    bates.assign(matter, ids[:2], "DLT")
    before = bates.ranges(matter)
    for start in (1, 2):
        with pytest.raises(UserError):
            bates.assign(matter, ids[2:], "DLT", start=start)
        with pytest.raises(UserError):
            BATES_SET.write(matter, BatesSetOptions(exhibits=("PX3",), prefix="DLT", start=start), tmp_path / "x.zip")
    assert bates.ranges(matter) == before
    assert not matter.read.value("SELECT count(*) FROM exhibit WHERE bates_begin != '' AND id NOT IN (?, ?)", ids[:2])
    assert [str(bates.assign(matter, ids[2:], "DLT").given[0].range.begin)] == ["DLT000003"]
    assert not bates.gaps(matter)


KILLED_SET = """
import sys
from pathlib import Path
from evidence_app.reports.copies import BATES_SET, BatesSetOptions
from evidence_app import reports
from evidence_app.services.matter import open_matter
with open_matter(Path(sys.argv[1])) as matter:
    print("go", flush=True)
    BATES_SET.write(matter, BatesSetOptions(prefix="DLT"), Path(sys.argv[2]))
"""


def test_10_a_crash_leaves_no_half_numbered_set(matter: Matter, files: Path, tmp_path: Path) -> None:
    ids = numbered(matter, files, 12)
    root = matter.folder.root
    matter.close()
    for after_s in (0.0, 0.15, 0.4):
        child = subprocess.Popen([sys.executable, "-c", KILLED_SET, root, tmp_path / "set.zip"], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
        with open_matter(root) as again:
            given = bates.ranges(again)
            assert len(given) in (0, len(ids)), "all numbers or none"
            assert not bates.gaps(again)
            held = again.read.value("SELECT count(*) FROM page WHERE bates != ''")
            assert held == len(given)


# -- order, objections, round trips ------------------------------------------------------------------------------------


def test_11_exhibits_stand_in_the_order_of_courts_everywhere(matter: Matter, files: Path, tmp_path: Path) -> None:
    wanted = ["2", "10", "12", "12.1", "A", "Z", "AA", "PX9", "PX9-A", "PX10", "PX100"]
    ids = []
    for i, number in enumerate(reversed(wanted)):
        path = office.make_pdf(files / f"{i}.pdf", f"words {i}")
        importing.import_paths(matter, [path])
        ids.append(exhibits.find(matter, path.name).id)
        numbering.set_number(matter, ids[-1], number)
    assert [row.number for row in exhibits.list_rows(matter)] == wanted
    assert [exhibits.get(matter, one).number for one in exhibits.list_ids(matter)] == wanted
    assert [row.number for row in register.serve(matter, "List").lines()] == wanted
    hits = search.find(matter, "words", search.SearchFilters(sort="number")).hits
    assert [hit.exhibit_number for hit in hits] == wanted
    reports.write(matter, "exhibit-list", None, tmp_path / "list.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_text("utf-8-sig"), newline="")))
    assert [row[0] for row in rows if row and row[0] in wanted] == wanted
    STAMPED_COPIES.write(matter, STAMPED_COPIES.Options(), tmp_path / "copies.pdf")
    assert [str(one.title).split()[1] for one in PdfReader(tmp_path / "copies.pdf").outline] == wanted


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True), st.sampled_from(["", "PX", "D-", "Ex. "]))
def test_11_numbers_sort_by_value(numbers: list[int], prefix: str) -> None:
    texts = [f"{prefix}{one}" for one in numbers]
    assert sorted(texts, key=number_sort_key) == [f"{prefix}{one}" for one in sorted(numbers)]


def test_12_and_19_objections_and_rulings_stay_whatever_else_is_set(matter: Matter, files: Path) -> None:
    ids = numbered(matter, files, 2)
    exhibit = ids[0]
    register.note(matter, exhibit, "offered", at="2026-11-23T10:00:00-08:00")
    register.note(matter, exhibit, "objection", "802 hearsay", at="2026-11-23T10:01:00-08:00")
    register.note(matter, exhibit, "ruling", "overruled", at="2026-11-23T10:02:00-08:00")
    exhibits.describe(matter, [exhibit], title="Policy", sponsor="Ana Rivera", notes="mine")
    kept = ("objections", "ruling", "offered_on", "ruled_on", "sponsor", "notes", "title", "number", "custodian_id")
    before = {name: getattr(exhibits.get(matter, exhibit), name) for name in kept}
    register.note(matter, exhibit, "objection", "", at="2026-11-23T10:03:00-08:00")
    register.note(matter, exhibit, "ruling", "", at="2026-11-23T10:04:00-08:00")
    exhibits.describe(matter, ids, purpose="notice")
    importing.import_paths(matter, [files])
    assert {name: getattr(exhibits.get(matter, exhibit), name) for name in kept} == before
    register.note(matter, exhibit, "objection", "403", at="2026-11-23T10:05:00-08:00")
    assert exhibits.get(matter, exhibit).objections == "802 hearsay; 403", (
        "a second objection is added, not put in place"
    )


def test_19_a_second_reading_never_blanks_what_a_person_typed(matter: Matter, files: Path) -> None:
    office.make_pdf(files / "2024-09-18 locked.pdf", "words", password="sesame")
    importing.import_paths(matter, [files], importing.ImportOptions(custodian="Ana Rivera", tags=("hot",)))
    typed = {"title": "Policy", "doc_date": "2024-08", "author": "A", "subject": "S", "description": "D", "notes": "N"}
    exhibits.describe(matter, [1], **typed)
    numbering.set_number(matter, 1, "PX1")
    importing.retry(matter, [importing.items(matter)[0].id], password="sesame")
    row = exhibits.get(matter, 1)
    assert {name: getattr(row, name) for name in typed} == typed and row.number == "PX1"
    shown = exhibits.read_rows(matter, [1])[1]
    assert (shown.custodian, shown.tags) == ("Ana Rivera", "hot")
    changed = history.row_history(matter, "exhibit", 1)
    assert {("title", "Policy"), ("author", "A")} <= {(one.field, one.after) for one in changed}


TEXTS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="þ®\"',;\n"), min_size=1, max_size=60)
    .map(lambda text: " ".join(text.split("\r")))
    .filter(lambda text: text.strip())
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
def test_18_what_is_exported_to_csv_reads_back_equal(matter: Matter, tmp_path: Path, words: list[str]) -> None:
    """þ, ®, quotation marks, line breaks, CJK and emoji come back as they were; only formula cells get their guard."""
    with matter.operation("Clear") as tx:
        tx.execute("DELETE FROM event")
    for text in words:
        chronology.add_event(matter, text, "2024-08")
    reports.write(matter, "chronology", None, tmp_path / "c.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text("utf-8-sig"), newline=""))
    found = [row["Event"] for row in rows]
    assert len(found) == len(words)
    for text in words:
        assert any(_same(text) in _same(one) for one in found), (text, found)


def _same(text: str) -> str:
    """Line ends differ between systems; nothing else may."""
    return text.strip().replace("\r\n", "\n")


ODD = "þ ® \"quoted\", 'single'; comma, second\nline 内容政策 😀 é"


def test_18_odd_characters_survive_import_and_export(matter: Matter, files: Path, tmp_path: Path) -> None:
    (files / "names.csv").write_text(f'date,text\n2024-08,"{ODD.replace(chr(34), chr(34) * 2)}"\n', "utf-8", newline="")
    chronology.import_csv(matter, files / "names.csv")
    (event,) = chronology.list_events(matter)
    assert event.event.text == ODD
    data = "þBEGBATESþ\x14þTITLEþ\r\nþDLT000001þ\x14þline®second 内容 😀þ\r\n"
    for number, (coding, text) in enumerate([("utf-8", data), ("utf-8-sig", data), ("utf-16", data),
                                             ("cp1252", data.replace("内容 😀", "é"))]):  # fmt: skip
        path = files / f"load{number}.dat"
        path.write_bytes(text.encode(coding))
        importing.import_paths(matter, [path])
        exhibit = exhibits.find(matter, path.name)
        assert matter.originals.existing(exhibit.original_sha256).read_bytes() == text.encode(coding)
        read = "\n".join(page.text for page in exhibits.pages(matter, exhibit.id))
        assert "DLT000001" in read and ("é" if coding == "cp1252" else "内容 😀") in read, coding


# -- designations and identifiers --------------------------------------------------------------------------------------


def test_21_a_designation_is_never_lowered_or_dropped(matter: Matter, files: Path, tmp_path: Path) -> None:
    office.make_mail(files / "mail.eml", "Figures", "See.", ("figures.txt", b"the figures"))
    office.make_pdf(files / "open.pdf", "open")
    importing.import_paths(matter, [files])
    mail, sheet = exhibits.find(matter, "mail.eml"), exhibits.find(matter, "figures.txt")
    numbering.set_number(matter, mail.id, "PX1")
    numbering.set_number(matter, exhibits.find(matter, "open.pdf").id, "PX2")
    exhibits.describe(matter, [mail.id], designation="CONFIDENTIAL")
    exhibits.describe(matter, [sheet.id], designation="AEO")
    aeo = "ATTORNEYS' EYES ONLY".casefold()
    for suffix in (".csv", ".pdf", ".docx"):
        reports.write(matter, "exhibit-list", ExhibitListOptions(attachments="leave out"), tmp_path / f"list{suffix}")
        said = " ".join(office.everything_in(tmp_path / f"list{suffix}").replace("’", "'").split())
        assert aeo in said, suffix
    BinderReport().write(matter, BinderReport.Options(), tmp_path / "binder.pdf")
    pages = [page.extract_text().casefold().replace("’", "'") for page in PdfReader(tmp_path / "binder.pdf").pages]
    assert sum("px1 at" in page and aeo in page for page in pages) == sum("px1 at" in page for page in pages) > 0
    for how, absent in (("placeholder", "figures"), ("leave out", "px1")):
        reports.write(matter, "exhibit-list", ExhibitListOptions(designated=how), tmp_path / "public.csv")
        said = (tmp_path / "public.csv").read_text("utf-8-sig").casefold()
        assert absent not in said and "px2" in said, how
    with pytest.raises(UserError):
        exhibits.describe(matter, [mail.id], designation="public")
    assert exhibits.get(matter, mail.id).designation == "CONFIDENTIAL"


def test_the_reports_of_this_file_are_all_there_are() -> None:
    """A new report is guarded by test 4 from the day it is registered."""
    assert {one.name for one in reports.BUILT_IN} <= set(OUTWARD)
    assert len(list(itertools.chain.from_iterable(one.suffixes for one in OUTWARD.values()))) >= 60


@pytest.mark.parametrize(("signs", "encoding"), [("other delimiters", "UTF-8"), ("other delimiters", "UTF-16")])
def test_18_odd_characters_survive_a_production_and_its_import(
    matter: Matter, files: Path, tmp_path: Path, signs: str, encoding: str
) -> None:
    office.make_pdf(files / "a.pdf", "words")
    importing.import_paths(matter, [files])
    exhibits.describe(matter, [1], subject=ODD, author="O’Þór þ ® 内容")
    options = ProductionOptions(prefix="DLT", signs=signs, encoding=encoding)
    reports.write(matter, "production", options, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        archive.extractall(tmp_path / "out")
    with create_matter(tmp_path / "second", "Second") as second:
        load_import.import_production(second, load_import.look(tmp_path / "out"))
        (back,) = [exhibits.get(second, one) for one in exhibits.list_ids(second)]
    assert (back.subject, back.author, back.bates_begin) == (ODD, "O’Þór þ ® 内容", "DLT000001")


def test_18_a_sign_that_cannot_be_written_stops_with_its_row(matter: Matter, files: Path, tmp_path: Path) -> None:
    _first, second = numbered(matter, files, 2)
    exhibits.describe(matter, [second], subject="Microsoft®")
    with pytest.raises(UserError, match="DLT000002: its SUBJECT"):
        reports.write(matter, "production", ProductionOptions(prefix="DLT"), tmp_path / "p.zip")
    exhibits.describe(matter, [second], subject="内容")
    with pytest.raises(UserError, match="DLT000002: its SUBJECT"):
        options = ProductionOptions(prefix="DLT", encoding="Windows-1252")
        reports.write(matter, "production", options, tmp_path / "p.zip")
    assert not (tmp_path / "p.zip").exists() and not bates.ranges(matter)
