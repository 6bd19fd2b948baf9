from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.model.errors import IntegrityProblem, NotFound, UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.register import ServedRow, compare
from evidence_app.reports import (
    audit_trail,
    certificate,
    chronology,
    custody,
    exhibit_rows,
    hash_certificate,
    hearing,
    import_report,
    privilege_log,
    proof_chart,
    search_terms,
    served_lists,
    tag_report,
)
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.writers import write_list
from evidence_app.services import chronology as events
from evidence_app.services import evidence_links, exhibits, importing, numbering, proof, register, tags
from evidence_app.services.matter import Matter


@pytest.fixture
def proved(case: Matter) -> Matter:
    """A claim with a proved, a contested and an open element."""
    with case.operation("Seed") as tx:
        policy = tx.value("SELECT id FROM exhibit WHERE number = 'PX9'")
        tx.update("exhibit", policy, {"page_count": 2})
        tx.insert(
            "page",
            {"exhibit_id": policy, "number": 2, "label": "ii", "text": "We never share messages.", "source": "layer"},
        )
    claim = proof.add_claim(case, "Breach of contract", authority="CACI 303", as_of="2020-05", limitation="4 years")
    contract = proof.add_element(case, claim, "Contract formed", authority="CACI 302", as_of="2020-05")
    broken = proof.add_element(case, claim, "Breach", expected_objection="802")
    proof.add_element(case, claim, "Harm", gap_reason="Expert report due in May", authority="", verify=0)
    pin = Pinpoint(page=2, quote="We never share messages.")
    evidence_links.link_evidence(case, contract, policy, pin, strength=3)
    evidence_links.link_evidence(case, broken, policy, pin)
    evidence_links.link_evidence(
        case, broken, case.read.value("SELECT id FROM exhibit WHERE number = 'DX1'"), stance="undermines"
    )
    evidence_links.link_evidence(case, broken, case.read.value("SELECT id FROM exhibit WHERE number = 'PX5'"))
    return case


def test_proof_chart_says_state_cites_quotes_gaps_and_authority(proved: Matter) -> None:
    rows = proof_chart.rows(proved, proof_chart.ProofChartOptions())
    assert [row.state for row in rows] == ["PROVED ON PAPER", "CONTESTED", "GAP"]
    assert rows[0].proof == "• Ex. PX9 at ii (strong): “We never share messages.”"
    assert "CACI 302, as of 2020-05 [verify]" in rows[0].element
    assert "Ex. DX1" in rows[1].against and rows[1].objections == "802"
    assert "Ex. PX5 (fair, withdrawn, not counted)" in rows[1].proof
    assert "needs 1 more supporting link" in rows[2].open and "Expert report due in May" in rows[2].open
    gaps = proof_chart.rows(proved, proof_chart.ProofChartOptions(gaps_only=True))
    assert [row.number for row in gaps] == ["1.3"]
    with pytest.raises(UserError, match="no claim"):
        proof_chart.rows(proved, proof_chart.ProofChartOptions(claim="Fraud"))


def test_proof_chart_keeps_objections_to_ours_and_to_theirs_apart(proved: Matter) -> None:
    for row in evidence_links.links(proved):
        words = "FRE 901" if row.link.stance == "undermines" else "FRE 402"
        evidence_links.edit_link(proved, row.link.id, objection=words)
    chart = proof_chart.rows(proved, proof_chart.ProofChartOptions())[1]
    assert chart.objections.splitlines() == ["802", "Ex. PX9: FRE 402", "Ex. PX5: FRE 402"]
    assert chart.answers == "Ex. DX1: FRE 901"
    labels = [column.label for column in proof_chart.build(proved, proof_chart.ProofChartOptions()).columns]
    assert labels[2:] == ["Our proof", "Expected objections", "Their proof", "Our objections", "Gaps"]


def test_proof_chart_marks_every_page_as_work_product(proved: Matter, tmp_path: Path) -> None:
    reports.write(proved, "proof-chart", None, tmp_path / "chart.pdf")
    for page in PdfReader(tmp_path / "chart.pdf").pages:
        assert "ATTORNEY WORK PRODUCT" in page.extract_text()


def test_chronology_prints_dates_as_they_are_and_names_conflicts(case: Matter, tmp_path: Path) -> None:
    events.add_event(
        case, "Complaint filed", "21 Jan 2025", kind="reported",
        sources=[events.Source(citation="A paper", states_date="2025-01-21"), events.Source(citation="B site", states_date="2025-01-22")],
    )  # fmt: skip
    events.add_event(case, "Setting introduced", "Aug 2024", kind="allegation", notes="SECRET THOUGHT")
    events.add_event(case, "Some day")
    rows = chronology.rows(case, chronology.ChronologyOptions())
    assert [row.date.split("\n")[0] for row in rows] == ["Aug 2024", "21 Jan 2025", chronology.UNDATED]
    assert rows[0].event == "Alleged: Setting introduced" and rows[1].event.startswith("Reported: ")
    assert "21 Jan 2025" in rows[1].conflict and "22 Jan 2025" in rows[1].conflict
    assert "• B site, says 22 Jan 2025" in rows[1].sources
    reports.write(case, "chronology", None, tmp_path / "c.pdf")
    said = "".join(page.extract_text() for page in PdfReader(tmp_path / "c.pdf").pages)
    assert "Events without a date" in said and "SECRET THOUGHT" not in said and "1 Aug 2024" not in said


def test_tag_report_lists_each_tag(case: Matter) -> None:
    ids = case.read.column("SELECT id FROM exhibit WHERE number IN ('PX9', 'PX10')")
    tags.add_tag(case, ids, "hot")
    tags.add_tag(case, ids[:1], "hot stuff")
    groups = tag_report.build(case, tag_report.TagReportOptions()).groups
    assert [(group.heading, len(group.rows)) for group in groups] == [("hot (2)", 2), ("hot stuff (1)", 1)]
    assert [row.cells[0] for row in groups[0].rows] == ["PX9", "PX10"]
    with pytest.raises(UserError, match="no tag"):
        tag_report.build(case, tag_report.TagReportOptions(tag="cold"))


def test_import_report_accounts_for_every_file(matter: Matter, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a note.txt").write_text("hello")
    (folder / "same.txt").write_text("hello")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    importing.import_paths(matter, [folder])
    document = import_report.build(matter, import_report.ImportReportOptions())
    cells = {row.cells[1].split("/")[-1]: row.cells for group in document.groups for row in group.rows}
    assert len(cells) == 3 and str(tmp_path) not in " ".join(document.texts())
    assert cells["same.txt"][2].startswith("Duplicate") and cells["broken.pdf"][4]
    assert document.lead[0].startswith("3 files: ") and "can be searched" in document.lead[1]
    with pytest.raises(NotFound):
        import_report.build(matter, import_report.ImportReportOptions(batch=99))


def test_audit_trail_has_every_entry_and_its_hash(case: Matter) -> None:
    exhibits.withdraw(case, [1])
    found = audit_trail.build(case, audit_trail.AuditTrailOptions(fields=True)).groups[0].rows
    assert len(found) == case.read.value("SELECT count(*) FROM audit_entry")
    assert "Withdraw 1 exhibit" in found[-1].cells[3] and "exhibit.status: numbered → withdrawn" in found[-1].cells[3]
    assert found[-1].cells[5] == case.read.value("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")[:16]
    assert not audit_trail.rows(case, audit_trail.AuditTrailOptions(until="2001-01-01"))
    with pytest.raises(UserError, match="not a day"):
        audit_trail.rows(case, audit_trail.AuditTrailOptions(since="yesterday"))


@pytest.fixture
def stored(matter: Matter, tmp_path: Path) -> Callable[[], Path]:
    """A matter with one imported, numbered file; returns the stored original's path."""
    note = tmp_path / "note.txt"
    note.write_text("the original words")
    importing.import_paths(matter, [note])
    numbering.set_number(matter, 1, "P-1")
    sha256 = matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = 1")
    return lambda: matter.originals.path(sha256)


def _spoil(path: Path) -> None:
    path.chmod(0o644)
    path.write_text("other words")


def test_integrity_certificate_claims_no_more_than_the_hash(matter: Matter, stored: Callable[[], Path]) -> None:
    words = " ".join(certificate.build(matter, certificate.CertificateOptions()).texts())
    assert "unchanged since import" in words and "It does not show who made the file" in words
    _spoil(stored())
    spoiled = certificate.build(matter, certificate.CertificateOptions())
    assert spoiled.lead[0].startswith("Problems found: 1")
    assert "altered since import" in " ".join(spoiled.texts())
    with matter.operation("Seed") as tx:
        tx.update("exhibit", 1, {"privilege": "Attorney-Client", "title": "ZEBRAMEMO"})
    assert "ZEBRAMEMO" not in " ".join(certificate.build(matter, certificate.CertificateOptions()).texts())


def test_902_14_draft_has_both_hashes_and_leaves_the_oath_open(
    matter: Matter, stored: Callable[[], Path], tmp_path: Path
) -> None:
    document = hash_certificate.build(matter, hash_certificate.HashCertificateOptions(declarant="Ana Rivera"))
    cells = document.groups[0].rows[0].cells
    assert cells[0] == "P-1" and cells[4] == cells[6] == matter.read.value("SELECT original_sha256 FROM exhibit")
    words = " ".join(document.texts())
    assert "28 U.S.C. 1746" in words and "unchanged since import" in words and "Ana Rivera" in words
    assert document.marking.startswith("DRAFT") and document.lines[0] == "Signature"
    assert "the program did not take part" in words
    reports.write(matter, "certificate-902-14", None, tmp_path / "c.pdf")


def test_902_14_is_refused_while_a_hash_fails(matter: Matter, stored: Callable[[], Path], tmp_path: Path) -> None:
    _spoil(stored())
    with pytest.raises(IntegrityProblem, match="No certification"):
        reports.write(matter, "certificate-902-14", None, tmp_path / "c.pdf")
    assert not (tmp_path / "c.pdf").exists()
    stored().unlink()
    with pytest.raises(IntegrityProblem, match="No certification"):
        hash_certificate.build(matter, hash_certificate.HashCertificateOptions())


def test_902_14_refuses_a_privileged_exhibit(matter: Matter, stored: Callable[[], Path]) -> None:
    exhibits.describe(matter, [1], privilege="Attorney-Client")
    assert not hash_certificate.build(matter, hash_certificate.HashCertificateOptions()).groups[0].rows
    with pytest.raises(UserError, match="privileged or sequestered"):
        hash_certificate.build(matter, hash_certificate.HashCertificateOptions(exhibits=("P-1",)))


def test_a_served_list_stays_as_it_was_and_the_changes_are_told(case: Matter) -> None:
    served = register.serve(case, "Plaintiff's exhibit list", 1, "2025-05-01")
    before = [row.cells for row in served_lists.build(case, served_lists.ServedListOptions()).groups[0].rows]
    exhibits.withdraw(case, case.read.column("SELECT id FROM exhibit WHERE number = 'PX9'"))
    exhibits.describe(case, case.read.column("SELECT id FROM exhibit WHERE number = 'PX10'"), title="Another title")
    document = served_lists.build(case, served_lists.ServedListOptions(served=served.id))
    assert [row.cells for row in document.groups[0].rows] == before
    assert served.rows_sha256 in document.closing[-1]
    assert "PX2: 1" in document.closing[0], "an attachment that is not listed is counted"
    told = {one.number: one.change for one in served_lists.changes(case, served_lists.ListChangesOptions(party="PX"))}
    assert told == {"PX9": "withdrawn", "PX10": "changed"}
    exhibits.describe(case, case.read.column("SELECT id FROM exhibit WHERE number = 'PX2'"), sequestered=1)
    rows = {
        row.cells[0]: row.cells[1] for row in served_lists.build(case, served_lists.ServedListOptions()).groups[0].rows
    }
    assert rows["PX2"] == served_lists.HIDDEN
    told = {one.number: one.words for one in served_lists.changes(case, served_lists.ListChangesOptions(party="PX"))}
    assert told["PX2"] == served_lists.HIDDEN
    with pytest.raises(UserError, match="amends no earlier"):
        served_lists.changes(case, served_lists.ListChangesOptions(served=served.id))


def test_hearing_ledger_by_day(case: Matter) -> None:
    policy = case.read.value("SELECT id FROM exhibit WHERE number = 'PX10'")
    for at, action in (("2025-06-02T09:30:00-07:00", "offered"), ("2025-06-03T10:00:00-07:00", "admitted")):
        register.note(case, policy, action, at=at)
    groups = hearing.build(case, hearing.HearingOptions()).groups
    assert [(g.heading, [row.cells[:4] for row in g.rows]) for g in groups] == [
        ("2 Jun 2025", [("09:30", "PX10", "Notice", "Offered")]),
        ("3 Jun 2025", [("10:00", "PX10", "Notice", "Admitted")]),
    ]
    assert len(hearing.build(case, hearing.HearingOptions(admitted_only=True)).groups) == 1


def test_the_clerks_list_says_through_whom_and_how_an_exhibit_came_in(case: Matter) -> None:
    policy = case.read.value("SELECT id FROM exhibit WHERE number = 'PX10'")
    register.note(case, policy, "offered", witness="Bo Witness", at="2025-06-02T09:30:00-07:00")
    register.note(case, policy, "limited", "Notice only", at="2025-06-02T09:31:00-07:00")
    document = hearing.build(case, hearing.HearingOptions(admitted_only=True))
    row = document.groups[0].rows[0].cells
    assert row[3:] == ("Admitted for a limited purpose", "Notice only", "Bo Witness")
    assert document.closing == ("Times are court time as entered (UTC-07:00).",)


def test_a_served_list_prints_in_a_courts_layout_what_was_frozen(case: Matter) -> None:
    agreement = case.read.column("SELECT id FROM exhibit WHERE number = 'PX9'")
    exhibits.describe(case, agreement, stipulations="authenticity", offer_class="may", designation="AEO")
    register.serve(case, "Plaintiff's exhibit list", 1, "2025-05-01")
    exhibits.describe(case, agreement, objections="nothing of this was served", stipulations="")
    document = served_lists.build(case, served_lists.ServedListOptions(preset="cd-cal"))
    keys = [column.key for column in document.columns]
    row = next(dict(zip(keys, r.cells, strict=True)) for r in document.groups[0].rows if r.cells[0] == "*PX9")
    assert row["stip_authenticity"] == "Yes" and row["objections"] == "802; 901" and row["admitted"] == ""
    assert row["description"].endswith("[HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY]")
    assert document.groups[-1].heading == exhibit_rows.AIDS and document.groups[-1].rows[0].cells[0] == "PX20"
    assert "* May be offered if the need arises." in document.closing
    assert any("Check your judge's order" in note for note in document.notes)
    apart = served_lists.build(case, served_lists.ServedListOptions(preset="federal-26a3")).groups
    assert [group.heading for group in apart[:2]] == ["Expects to offer", "May offer"]


def test_a_list_served_by_an_earlier_version_differs_only_in_what_it_has(case: Matter) -> None:
    register.serve(case, "List", 1, "2025-05-01")
    old = [
        ServedRow(r.exhibit_id, r.number, r.description, r.date, r.bates, r.sponsor, r.status)
        for r in register.served_lists(case)[0].lines()
    ]
    assert compare(old, register.served_lists(case)[0].lines()) == []


def test_the_change_report_says_which_lists_it_compares(case: Matter) -> None:
    register.serve(case, "Plaintiff's exhibit list", 1, "2025-05-01")
    document = served_lists.build_changes(case, served_lists.ListChangesOptions())
    assert document.subtitle == (
        "The present list compared with “Plaintiff's exhibit list” (list 1, served 1 May 2025)"
    )
    assert document.groups[0].rows == (), "the list of the party that served is compared, not that of all parties"
    exhibits.withdraw(case, case.read.column("SELECT id FROM exhibit WHERE number = 'PX9'"))
    register.serve(case, "", 1, "2025-05-09")
    document = served_lists.build_changes(case, served_lists.ListChangesOptions(served=2))
    assert document.subtitle.startswith("“Amended Exhibit list” (list 2, served 9 May 2025) compared with")


def test_the_privilege_log_parts_recipients_and_leaves_unconfirmed_dates_out(matter: Matter, add) -> None:
    headers = {"to": "a@example.com", "cc": "b@example.com", "bcc": "c@example.com"}
    whole = {"privilege": "Attorney-Client", "kind": "email", "recipients": ", ".join(headers.values())}
    add("Advice", metadata=json.dumps(headers), doc_date="2024-05-01", doc_date_basis="header", **whole)
    add("Edited", metadata=json.dumps(headers), **{**whole, "recipients": "Ana Rivera"})
    add("Memo", privilege="Work Product", kind="pdf", doc_date="2019-01-01", doc_date_basis="metadata")
    cells = {row[1]: row for row in privilege_log.rows(matter)}
    assert cells["PRIV000001"][4:10] == ("1 May 2024", "E-mail", "", *headers.values())
    assert cells["PRIV000002"][7:10] == ("Ana Rivera", "", "")
    assert cells["PRIV000003"][4:6] == ("", "PDF")
    notes = privilege_log.build(matter, privilege_log.PrivilegeLogOptions()).notes
    assert any(note.startswith("Left blank: dates") for note in notes)


def test_lines_to_sign_stay_on_one_page_with_the_sentence_they_sign(tmp_path: Path) -> None:
    for count in range(12, 30):
        document = ListDocument(
            "Certification", (ListColumn("a", "A"),), (ListGroup("", (ListRow(("x",)),) * count),),
            closing=("I declare.",), lines=("Signature", "Name", "Date"),
        )  # fmt: skip
        write_list(document, tmp_path / "list.pdf")
        pages = [page.extract_text() for page in PdfReader(tmp_path / "list.pdf").pages]
        signed = [page for page in pages if "Signature" in page]
        assert len(signed) == 1 and all(word in signed[0] for word in ("I declare.", "Name", "Date")), count


def test_search_terms_stand_in_the_order_of_the_elements(matter: Matter) -> None:
    claim = proof.add_claim(matter, "Contract")
    first = proof.add_element(matter, claim, "First", search_terms="one")
    proof.add_element(matter, claim, "Second", search_terms="two")
    proof.add_element(matter, claim, "Part of the first", first, search_terms="part")
    rows = search_terms.build(matter, search_terms.SearchTermOptions()).groups[0].rows
    assert [row.cells[1] for row in rows[:3]] == ["1.1 First", "1.1.1 Part of the first", "1.2 Second"]


def test_search_term_report_states_what_was_searched(matter: Matter, add_exhibit: Callable[..., int]) -> None:
    add_exhibit("Policy", "we never share messages")
    add_exhibit("Scan", "")
    document = search_terms.build(matter, search_terms.SearchTermOptions(terms=("share", "messages", "zebra", "((")))
    rows = document.groups[0].rows
    assert [row.cells[5] for row in rows] == ["1", "1", "0", "", "1"]
    assert rows[3].cells[9] and "each exhibit once" in rows[4].cells[2]
    facts = dict(document.facts)
    assert "1 of 2 pages" in facts["Completeness"]
    with pytest.raises(UserError, match="no claim"):
        search_terms.build(matter, search_terms.SearchTermOptions(claim="Fraud"))


def test_custody_record_tells_receipt_changes_and_both_hashes(matter: Matter, stored: Callable[[], Path]) -> None:
    exhibits.describe(matter, [1], title="Hidden thoughts of counsel")
    document = custody.build(matter, custody.CustodyOptions())
    events = [row.cells[2] for row in document.groups[0].rows]
    assert events[0].startswith("Received") and "number: (none) to P-1" in events[1]
    assert "changed: title" in events[2] and "Hidden" not in events[2]
    assert matter.read.value("SELECT original_sha256 FROM exhibit") in document.groups[0].note
    assert document.groups[0].note.endswith("identical.")
    _spoil(stored())
    assert custody.build(matter, custody.CustodyOptions(exhibits=("P-1",))).groups[0].note.endswith("DIFFERENT.")
    exhibits.describe(matter, [1], sequestered=1)
    with pytest.raises(UserError, match="privileged or sequestered"):
        custody.build(matter, custody.CustodyOptions(exhibits=("P-1",)))


def test_fifty_recipients_begin_below_the_heading_and_get_a_wider_column(matter: Matter, add, tmp_path: Path) -> None:
    people = ", ".join(f"Person Number {i} <person{i}@long-domain.example>" for i in range(50))
    add("Advice", privilege="Attorney-Client", recipients=people, kind="email")
    reports.write(matter, "privilege-log", None, tmp_path / "log.pdf")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "log.pdf").pages]
    assert "PRIVILEGE LOG" in pages[0] and "PRIV000001" in pages[0], "no page is spent on a heading alone"
    assert len(pages) <= 4
    fixed = {one.key: one.width for one in privilege_log.COLUMNS}
    columns = {one.key: one.width for one in privilege_log.fitted(privilege_log.rows(matter))}
    assert columns["ControlNo"] == fixed["ControlNo"] and columns["Recipients"] > 1.5 * fixed["Recipients"]
    assert sum(columns.values()) == pytest.approx(sum(fixed.values()))
    assert all(f"Person Number {i} " in " ".join(" ".join(pages).split()) for i in range(50))
