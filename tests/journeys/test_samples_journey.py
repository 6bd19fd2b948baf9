"""The real sample files, where they are at hand, go through one matter: import, expectations, search, verify, reports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, importing, integrity, numbering, parties, proof, search
from evidence_app.services.importing import ImportItem
from evidence_app.services.matter import Matter, create_matter
from tests.importers.test_samples import NOT_READABLE, ROWS, SAMPLES, UNSTAMPED

pytestmark = pytest.mark.skipif(not ROWS, reason="the sample files are not here")


def test_the_samples_from_import_to_reports(tmp_path: Path) -> None:
    """One test, because every worker of a parallel run would import them again. Scanned pages stay waiting for OCR."""
    with create_matter(tmp_path / "matter", "Samples v. Reader") as matter:
        names = [SAMPLES / row["file"] for row in ROWS]
        importing.run(matter, importing.plan(matter, names, importing.ImportOptions(custodian="Clerk")))
        every_sample_ends_as_its_manifest_line_expects(matter)
        docket_dates_in_file_names_become_document_dates(matter)
        the_courts_stamp_is_found_by_searching(matter)
        what_cannot_be_searched_is_counted(matter)
        lists_and_charts_are_made_from_them(matter, tmp_path)
        report = integrity.verify(matter)
        assert report.clean, report.problems
        assert report.originals >= len({row["sha256"] for row in ROWS})


def items(matter: Matter) -> dict[str, ImportItem]:
    """The outcome of each sample by its path below the samples folder."""
    found = [one for one in importing.items(matter) if one.parent_exhibit_id is None]
    return {row["file"]: one for row, one in zip(ROWS, found, strict=True)}


def every_sample_ends_as_its_manifest_line_expects(imported: Matter) -> None:
    wrong = []
    for row in ROWS:
        item = items(imported)[row["file"]]
        refused = Path(row["file"]).suffix in NOT_READABLE or row["expected"].startswith("Pillow refuses")
        wanted = ("unsearchable", "duplicate") if refused else ("imported", "partial", "duplicate")
        if item.status not in wanted or (item.status != "imported" and not item.reason):
            wrong.append((row["file"], item.status, item.reason))
        if item.exhibit_id is None:
            wrong.append((row["file"], "no exhibit"))
            continue
        exhibit = exhibits.get(imported, item.exhibit_id)
        stored = imported.originals.existing(item.sha256).read_bytes()
        if stored != (SAMPLES / row["file"]).read_bytes() or item.bytes != int(row["bytes"]):
            wrong.append((row["file"], "not the same bytes"))
        if row["pages"] and exhibit.page_count != int(row["pages"]):
            wrong.append((row["file"], "pages", exhibit.page_count))
        if row["expected"].startswith("document date") and (
            exhibit.doc_date != row["expected"].split(" = ")[1][:10] or exhibit.doc_date_basis != "file name"
        ):
            wrong.append((row["file"], "date", exhibit.doc_date, exhibit.doc_date_basis))
    assert not wrong


def docket_dates_in_file_names_become_document_dates(imported: Matter) -> None:
    dated = [
        name for name, row in zip(items(imported), ROWS, strict=True) if row["expected"].startswith("file-name date")
    ]
    assert dated
    for name in dated:
        exhibit = exhibits.get(imported, items(imported)[name].exhibit_id or 0)
        assert exhibit.doc_date in name and exhibit.doc_date_basis == "file name", name


def the_courts_stamp_is_found_by_searching(imported: Matter) -> None:
    stamped = [
        items(imported)[row["file"]].exhibit_id for row in ROWS
        if "ECF stamp line" in row["expected"] and Path(row["file"]).name not in UNSTAMPED
    ]  # fmt: skip
    assert len(stamped) >= 10
    result = search.find(imported, "filed w/3 page OR filed w/10 document", limit=2000)
    first_pages = {hit.exhibit_id for hit in result.hits if hit.page == 1}
    assert set(stamped) <= first_pages
    for name in ("gov.uscourts.cacd.469848.5715.0.pdf", "gov.uscourts.cacd.630322.94.0.pdf"):
        document = name.split(".")[4]
        exhibit = items(imported)[f"court_pdfs/{name}"].exhibit_id
        hits = search.find(imported, f'"document {document}"', limit=2000).hits
        assert exhibit in {hit.exhibit_id for hit in hits}, name


def what_cannot_be_searched_is_counted(imported: Matter) -> None:
    before = search.find(imported, "court").completeness
    assert 0 < before.silent_pages < before.total_pages / 4
    assert before.silent_pages == len(search.silent_pages(imported)) - before.unread_exhibits
    sentence = before.sentence()
    assert f"{before.silent_pages:,} have no text" in sentence and "still to be read by OCR" in sentence
    refused = {one.exhibit_id for one in importing.items(imported) if one.status == "unsearchable"}
    assert refused <= {page.exhibit_id for page in search.silent_pages(imported)}


def lists_and_charts_are_made_from_them(imported: Matter, tmp_path: Path) -> None:
    party = parties.add_party(imported, "Samples", prefix="PX")
    parties.add_party(imported, "Reader", "defendant", prefix="DX")
    readable = [
        one for one in exhibits.list_ids(imported, sort="imported") if exhibits.get(imported, one).read_status == "ok"
    ]
    top = [one for one in readable if exhibits.get(imported, one).parent_id is None]
    numbering.number_next(imported, top, party)
    claim = proof.add_claim_from_template(imported, "ca_contract_breach")
    leaves = proof.gaps(imported)
    assert claim and leaves
    policy = items(imported)["policies/Grammarly_Privacy_Policy__2024-11-07T060645Z__contrib.md"].exhibit_id or 0
    quote = " ".join(exhibits.pages(imported, policy)[0].text.split()[:8])
    evidence_links.link_evidence(imported, leaves[0].element.id, policy, Pinpoint(1, quote))

    listed = reports.write(imported, "exhibit-list", None, tmp_path / "list.pdf")
    assert listed.rows >= len(top)
    reports.write(imported, "exhibit-list", None, tmp_path / "list.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_text("utf-8-sig"), newline="")))
    numbers = [row[0] for row in rows if row and row[0].startswith("PX")]
    assert numbers == [f"PX{n}" for n in range(1, len(top) + 1)]
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "list.pdf").pages)
    assert all(number in text for number in numbers) and str(SAMPLES) not in text
    reports.write(imported, "proof-chart", None, tmp_path / "chart.pdf")
    chart = " ".join("".join(page.extract_text() for page in PdfReader(tmp_path / "chart.pdf").pages).split())
    assert exhibits.get(imported, policy).number in chart and "GAP" in chart
