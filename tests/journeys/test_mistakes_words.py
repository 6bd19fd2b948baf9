"""Mistakes never made, about words: pages, quotes, dates, searches, statements.

The numbers are those of ``mistakes.md``; each test makes real files and fails without its protection.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.claim_templates import load_templates
from evidence_app.model.errors import BadQuery, UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.paths import resource
from evidence_app.reports.binder import BinderOptions, check_links
from evidence_app.reports.chronology import ChronologyOptions
from evidence_app.reports.proof_chart import ProofChartOptions
from evidence_app.reports.search_terms import SearchTermOptions
from evidence_app.services import (
    bates,
    chronology,
    evidence_links,
    exhibits,
    history,
    importing,
    integrity,
    numbering,
    preflight,
    proof,
    search,
)
from evidence_app.services.matter import Matter, create_matter
from evidence_app.services.search_report import term_report
from tests.journeys import office


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def one_element(matter: Matter) -> int:
    """An element to link to."""
    return proof.add_element(matter, proof.add_claim(matter, "Breach"), "Disclosure")


def printed(path: Path) -> str:
    """All words of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def table(path: Path) -> list[dict[str, str]]:
    """A list written as CSV."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


# -- pages and quotes --------------------------------------------------------------------------------------------------


def test_07_page_index_printed_label_bates_and_binder_page_are_kept_apart(
    matter: Matter, files: Path, tmp_path: Path
) -> None:
    path = office.make_pdf(files / "brief.pdf", "preface words", "more preface", "the first numbered page", "the end")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        roman = pikepdf.Dictionary(S=pikepdf.Name.r, St=3)
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, roman, 2, pikepdf.Dictionary(S=pikepdf.Name.D)])
        pdf.save(path)
    importing.import_paths(matter, [files])
    numbering.set_number(matter, 1, "PX1")
    bates.assign(matter, [1], "DLT", start=41)
    pages = [(page.number, page.label, page.bates) for page in exhibits.pages(matter, 1)]
    assert pages == [(1, "iii", "DLT000041"), (2, "iv", "DLT000042"), (3, "1", "DLT000043"), (4, "2", "DLT000044")]
    (hit,) = search.find(matter, "numbered").hits
    assert (hit.page, hit.label, hit.bates) == (3, "1", "DLT000043")
    element = one_element(matter)
    evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "preface words"))
    evidence_links.link_evidence(matter, element, 1, Pinpoint(3, "first numbered"))
    assert [(row.cite, row.link.page) for row in evidence_links.links(matter)] == [
        ("Ex. PX1 at iii", 1),
        ("Ex. PX1 at 1", 3),
    ]
    with pytest.raises(UserError):
        evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "first numbered"))
    reports.write(matter, "proof-chart", None, tmp_path / "chart.pdf")
    said = printed(tmp_path / "chart.pdf")
    assert "PX1 at iii" in said and "PX1 at 1" in said
    reports.write(matter, "binder", BinderOptions(style="uk", dividers=False), tmp_path / "binder.pdf")
    reader = PdfReader(tmp_path / "binder.pdf")
    (target,) = {link.target for link in check_links(tmp_path / "binder.pdf")}
    assert "preface words" in reader.pages[target].extract_text()
    assert reader.page_labels[target] == str(target + 1), "a bundle page is the PDF page of the bundle"


def test_08_a_misquote_is_refused_and_a_later_mismatch_is_flagged_never_corrected(matter: Matter, files: Path) -> None:
    office.make_pdf(files / "policy.pdf", "We may share your data with partners, but only with consent.")
    importing.import_paths(matter, [files])
    element = one_element(matter)
    for wrong in ("share your date", "share ... partners", "share [all] your data", "partners, but with consent"):
        with pytest.raises(UserError):
            evidence_links.link_evidence(matter, element, 1, Pinpoint(1, wrong))
    link = evidence_links.link_evidence(matter, element, 1, Pinpoint(1, "SHARE  your\ndata"))
    assert evidence_links.link(matter, link).quote == "share your data", "kept as the page has it"
    assert integrity.verify(matter).clean
    with matter.operation("Read again", undoable=False) as tx:
        tx.execute("UPDATE page SET text = replace(text, 'your data', 'your date')")
    assert any("quote" in one.area or "quote" in one.words.lower() for one in integrity.verify(matter).findings)
    evidence_links.recheck_links(matter, 1)
    row = evidence_links.link(matter, link)
    assert (row.state, row.quote) == ("needs a look", "share your data")


# -- dates -------------------------------------------------------------------------------------------------------------

PARTIAL = [
    "2024-08",
    "2024",
    "2024-08~",
    "2024-08?",
    "2024-09-1X",
    "2024-08/2024-10",
    "../2024-08",
    "2024-08/..",
    "2024-08/",
]


def test_13_a_month_stays_a_month_in_every_view_and_round_trip(matter: Matter, files: Path, tmp_path: Path) -> None:
    office.make_pdf(files / "2024-08 notice.pdf", "notice")
    importing.import_paths(matter, [files])
    exhibits.describe(matter, [1], doc_date="2024-08")
    numbering.set_number(matter, 1, "PX1")
    for number, date in enumerate(PARTIAL):
        chronology.add_event(matter, f"Event {number}", date)
    chronology.add_event(matter, "Nobody knows when", "")
    reports.write(matter, "exhibit-list", None, tmp_path / "list.csv")
    reports.write(matter, "exhibit-list", None, tmp_path / "list.pdf")
    reports.write(matter, "chronology", None, tmp_path / "c.csv")
    reports.write(matter, "chronology", None, tmp_path / "c.pdf")
    reports.write(matter, "timeline", None, tmp_path / "t.pdf")
    assert exhibits.read_rows(matter, [1])[1].doc_date == "2024-08"
    for name in ("list.csv", "c.csv"):
        said = (tmp_path / name).read_text("utf-8-sig")
        assert "Aug 2024" in said and "1 Aug 2024" not in said and "2024-08-01" not in said, name
    for name in ("list.pdf", "c.pdf", "t.pdf"):
        said = printed(tmp_path / name)
        assert "Aug 2024" in said and "1 Aug 2024" not in said and "2024-08-01" not in said, name
    with create_matter(tmp_path / "again", "Again") as again:
        told = chronology.import_csv(again, tmp_path / "c.csv")
        assert not told.problems and not told.unsure
        dates = {row.event.text: row.event.date for row in chronology.list_events(again)}
    wanted = {f"Event {number}": date for number, date in enumerate(PARTIAL)} | {"Nobody knows when": ""}
    assert dates == wanted


def test_14_a_time_goes_through_mail_csv_and_back_with_its_own_offset(
    matter: Matter, files: Path, tmp_path: Path
) -> None:
    stated = {
        "a.eml": ("Thu, 19 Sep 2024 23:30:15 -0700", "2024-09-19T23:30:15-07:00"),
        "b.eml": ("Fri, 20 Sep 2024 01:15:00 +0530", "2024-09-20T01:15:00+05:30"),
        "c.eml": ("Fri, 20 Sep 2024 00:10:00 +0000", "2024-09-20T00:10:00+00:00"),
    }
    for name, (header, _moment) in stated.items():
        office.make_mail(files / name, f"Mail {name}", "Words.", date=header)
    importing.import_paths(matter, [files])
    for name, (_header, moment) in stated.items():
        mail = exhibits.find(matter, name)
        sent = json.loads(mail.metadata)["sent"]
        assert sent == moment and mail.doc_date == moment[:10], "the day as the sender had it"
        chronology.add_event(matter, f"Sent {name}", sent, sources=[chronology.Source(mail.id, 1)])
    path = tmp_path / "c.csv"
    for turn in ("first", "second"):
        reports.write(matter, "chronology", ChronologyOptions(quotes=False), path)
        with create_matter(tmp_path / turn, turn) as again:
            assert not chronology.import_csv(again, path).problems
            found = {row.event.text[-5:]: row.event.date for row in chronology.list_events(again)}
            for name, (_header, moment) in stated.items():
                kept, sent_at = datetime.fromisoformat(found[name]), datetime.fromisoformat(moment)
                assert (kept, kept.utcoffset()) == (sent_at, sent_at.utcoffset()), turn
            reports.write(again, "chronology", None, path.with_stem(turn))
        path = path.with_stem(turn)


# -- searches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["share OR sell AND data", "share sell OR data", "share /5 data", "share +3 data", "data!", "share % sell", "share & sell",
     "share NEAR5 data", "share /s data", "fast&", "#smith", "share w/5 sell data", "(share AND sell) w/5 data"],
)  # fmt: skip
def test_15_a_query_with_two_readings_is_asked_about_not_interpreted(matter: Matter, files: Path, typed: str) -> None:
    with pytest.raises(BadQuery) as refused:
        search.find(matter, typed)
    assert refused.value.fixes, "both readings can be picked"
    assert all(search.find(matter, fix, record=False).parsed for fix in refused.value.fixes)
    report = term_report(matter, [typed, "data"], record=False)
    assert report.rows[0].error and not report.rows[0].exhibits, "in a report it is a row with its error, not a number"


def test_15_every_result_says_how_it_was_read(matter: Matter) -> None:
    assert search.find(matter, "share data").parsed == "share AND data"
    assert search.find(matter, "“share data” w/5 sell*").parsed == '"share data" w/5 sell*'


@pytest.fixture(scope="module")
def spotty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matter]:
    """A matter with text, an empty page, a scan that was not read, an encrypted and a damaged file. Only read from."""
    folder = tmp_path_factory.mktemp("spotty")
    files = folder / "in"
    files.mkdir()
    office.make_pdf(files / "text.pdf", "sharing data", "", "nothing else")
    office.make_scan(files / "scan.pdf", "sharing words in a picture")
    office.make_pdf(files / "locked.pdf", "sharing", password="sesame")
    (files / "damaged.pdf").write_bytes(b"%PDF-1.7 nothing")
    with create_matter(folder / "matter", "Rivera v. Example Corp.") as matter:
        batch = importing.plan(matter, [files], importing.ImportOptions())
        importing.run(matter, batch)
        numbering.number_next(matter, exhibits.list_ids(matter, sort="title"), None)
        yield matter


def test_16_what_was_not_searched_stands_in_every_result(spotty: Matter, tmp_path: Path) -> None:
    assert importing.waiting_scans(spotty) == 1
    for query in ("sharing", "nowhere", "shar* w/3 data"):
        result = search.find(spotty, query, record=False)
        found = result.completeness
        assert (found.searched_pages, found.total_pages, found.silent_pages) == (2, 6, 4), query
        assert "Searched 2 of 6 pages; 4 have no text" in result.sentence(), query
    listed = search.silent_pages(spotty)
    assert len(listed) == 4 and all(page.reason for page in listed)
    for suffix in (".csv", ".pdf"):
        options = SearchTermOptions(terms=("nowhere", "shar*"))
        reports.write(spotty, "search-terms", options, tmp_path / f"terms{suffix}")
    assert "Searched 2 of 6 pages; 4 have no text" in printed(tmp_path / "terms.pdf")
    facts = term_report(spotty, ["nowhere"], record=False)
    assert facts.exhibits_without_text == 3
    reports.write(spotty, "import-report", None, tmp_path / "import.pdf")
    said = printed(tmp_path / "import.pdf")
    assert "2 have text and can be searched, 4 have none" in said
    assert "locked.pdf" in said and "damaged.pdf" in said


TERMS = ["sharing", "data", "shar*", "nothing OR data", "nowhere", "else", '"sharing data"', "a OR b AND c"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=6))
@example(["sharing", "shar*", "data"])
def test_17_the_total_is_the_union_never_the_sum(families: Matter, terms: list[str]) -> None:
    report = term_report(families, terms, record=False)
    hits = [_found(families, term) for term in terms]
    union = set().union(*hits)
    members = {one: {row.id for row in exhibits.family(families, one)} for one in union}
    assert report.total_exhibits == len(union)
    assert report.total_with_family == len(set().union(*members.values()))
    for number, row in enumerate(report.rows):
        others = set().union(*(one for i, one in enumerate(hits) if i != number))
        assert (row.exhibits, row.unique) == (len(hits[number]), len(hits[number] - others))
    total = report.table()[1][-1]
    assert total[5] == str(len(union))


def _found(matter: Matter, term: str) -> set[int]:
    try:
        result = search.find(matter, term, search.SearchFilters(scope="exhibit"), limit=1000, record=False)
    except BadQuery:
        return set()
    return {hit.exhibit_id for hit in result.hits}


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matter]:
    """Three messages with attached files and two documents, whose words overlap. Only read from."""
    folder = tmp_path_factory.mktemp("families")
    files = folder / "in"
    files.mkdir()
    office.make_mail(files / "a.eml", "One", "sharing data", ("a.txt", b"nothing else"), ("b.txt", b"data"))
    office.make_mail(files / "b.eml", "Two", "shared", ("c.txt", b"sharing"))
    office.make_mail(files / "c.eml", "Three", "else", ("d.txt", b"plain"))
    office.make_pdf(files / "d.pdf", "sharing data", "data nothing")
    office.make_pdf(files / "e.pdf", "plain")
    with create_matter(folder / "matter", "Rivera v. Example Corp.") as matter:
        importing.import_paths(matter, [files])
        yield matter


# -- identifiers and statements ----------------------------------------------------------------------------------------


def test_20_personal_identifiers_are_warned_of_with_their_place(matter: Matter, files: Path, tmp_path: Path) -> None:
    secrets = ("078-05-1120", "4111 1111 1111 1111")
    office.make_pdf(
        files / "form.pdf", "nothing here", f"SSN: {secrets[0]} and date of birth 04/09/1988", f"card {secrets[1]}"
    )
    importing.import_paths(matter, [files])
    exhibits.describe(matter, [1], title=f"Form of {secrets[0]}")
    numbering.set_number(matter, 1, "PX1")
    found = [one for one in preflight.check(matter, purpose="exhibit list") if one.code == "personal-identifier"]
    assert {one.page for one in found} >= {2, 3} and any(not one.page for one in found), "on pages, and in the title"
    assert all(one.exhibit_id == 1 for one in found)
    everything = " ".join(one.words + one.where for one in preflight.check(matter, purpose="public filing"))
    assert not any(secret in everything for secret in secrets), "the warning does not repeat what it warns of"
    with pytest.raises(UserError):
        preflight.override(matter, {"personal-identifier"}, " ")
    preflight.override(matter, {"personal-identifier"}, "agreed with counsel")
    entry = history.entries(matter, limit=1)[0]
    assert "personal-identifier" in entry.words and "agreed with counsel" in entry.words
    for report in reports.BUILT_IN:
        if report.name.startswith("preflight") or "pre-flight" in report.title.casefold():
            reports.write(matter, report.name, None, tmp_path / "preflight.pdf")
            said = printed(tmp_path / "preflight.pdf").casefold()
            assert "compliant" not in said and "certif" not in said and not any(s in said for s in secrets)


def test_24_every_allegation_says_so_and_every_template_its_source(matter: Matter, tmp_path: Path) -> None:
    event = chronology.add_event(matter, "The setting was switched on", "2024-08", kind="allegation")
    chronology.add_event(matter, "The policy was published", "2024-09-18", kind="fact", status="undisputed")
    plain = chronology.add_event(matter, "Nobody said what this is", "2024-10")
    assert chronology.event(matter, event).event.kind == "allegation"
    assert chronology.event(matter, plain).event.kind != "fact", "nothing is a fact until a person says so"
    for name, suffix in (("chronology", ".csv"), ("chronology", ".pdf"), ("chronology", ".docx"), ("timeline", ".pdf")):
        path = tmp_path / f"{name}{suffix}"
        reports.write(matter, name, None, path)
        said = " ".join(office.everything_in(path).split()) if suffix == ".docx" else ""
        said = said or (printed(path) if suffix == ".pdf" else path.read_text("utf-8-sig"))
        assert "alleged: the setting was switched on" in said.casefold(), (name, suffix)
    rows = {row["Event"].split(": ", 1)[1]: row for row in table(tmp_path / "chronology.csv")}
    assert rows["The setting was switched on"]["Status"] and rows["The policy was published"]["Event"].startswith(
        "Fact"
    )
    assert "Source not named" not in rows["The policy was published"]["Sources"]

    templates = load_templates(resource("claim-templates.json").read_text("utf-8"))
    assert len(templates) >= 25
    for template in templates:
        assert template.authority and template.as_of and template.verify, template.id
    proof.add_claim_from_template(matter, "us_sca_2702")
    reports.write(matter, "proof-chart", ProofChartOptions(), tmp_path / "chart.pdf")
    said = printed(tmp_path / "chart.pdf")
    assert "[verify]" in said and "as of" in said and "must be checked by a lawyer" in said
    own = proof.add_claim(matter, "My own claim")
    element = proof.add_element(matter, own, "Something")
    assert proof.element(matter, element).authority == "" and proof.claim(matter, own).authority == ""
