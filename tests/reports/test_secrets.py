"""No report shows what is privileged or sequestered unless a person asks for it, in text or in bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.services import chronology, evidence_links, proof
from evidence_app.services.matter import Matter
from tests.reports import asking

from .conftest import SECRETS

OWN_BUSINESS = {"privilege-log": {"Counsel Quagga"}}
"""A privilege log names the custodian of what is withheld."""


@pytest.fixture
def told(case: Matter) -> Matter:
    """The case with secret exhibits tagged, linked, cited and listed as imported."""
    secret = case.read.column("SELECT id FROM exhibit WHERE privilege != '' OR sequestered != 0")
    claim = proof.add_claim(case, "Breach")
    element = proof.add_element(case, claim, "Contract")
    for exhibit in secret:
        evidence_links.link_evidence(case, element, exhibit)
        chronology.add_event(case, f"Something only {SECRETS[0]} says", "2024-08", sources=[chronology.Source(exhibit)])
    with case.operation("Seed") as tx:
        tag = tx.insert("tag", {"name": "hot"})
        batch = tx.insert("import_batch", {"started_at": "2026-11-23T10:00:00Z"})
        for i, exhibit in enumerate(secret):
            tx.insert("exhibit_tag", {"exhibit_id": exhibit, "tag_id": tag})
            name = tx.value("SELECT file_name FROM exhibit WHERE id = ?", (exhibit,))
            row = {"batch_id": batch, "position": i, "path": f"/home/x/{name}", "shown_name": name}
            tx.insert("import_item", {**row, "status": "partial", "reason": f"{name} is odd", "exhibit_id": exhibit})
    return case


@pytest.mark.parametrize("report", [r for r in reports.BUILT_IN if r.name != "audit-trail"], ids=lambda r: r.name)
def test_secrets_stay_inside(told: Matter, tmp_path: Path, report: reports.Report) -> None:
    for suffix in report.suffixes:
        path = tmp_path / f"out{suffix}"
        result = asking.write(told, report, path)
        if result is None:
            continue
        found = _everything(path).casefold() + "\n".join(result.notes).casefold()
        for secret in set(SECRETS) - OWN_BUSINESS.get(report.name, set()):
            assert secret.casefold() not in found, (suffix, secret)


def _everything(path: Path) -> str:
    data = path.read_bytes().decode("latin-1")
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        said = "\n".join(page.extract_text() for page in reader.pages)
        return data + said + str(reader.outline) + str(reader.metadata)
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as parts:
            return "".join(parts.read(name).decode("latin-1") for name in parts.namelist())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as parts:
            parts.extractall(path.with_suffix(""))
            names = "\n".join(parts.namelist())
        return names + "".join(_everything(one) for one in path.with_suffix("").rglob("*") if one.is_file())
    return data


def test_the_proof_chart_does_not_rest_on_what_it_hides(told: Matter) -> None:
    from evidence_app.reports import proof_chart

    assert [row.state for row in proof_chart.rows(told, proof_chart.ProofChartOptions())] == ["GAP"]
    asked = proof_chart.rows(told, proof_chart.ProofChartOptions(include_privileged=True))
    assert asked[0].state == "PROVED ON PAPER" and "PX3" in asked[0].proof and "PX4" not in asked[0].proof
    assert "(2)" in proof_chart.build(told, proof_chart.ProofChartOptions()).notes[0]


def test_the_privilege_log_never_takes_title_subject_or_file_name(told: Matter) -> None:
    from evidence_app.reports import privilege_log

    with told.operation("Seed") as tx:
        tx.execute("UPDATE exhibit SET subject = 'SUBJECTLEAK', description = 'DESCLEAK' WHERE privilege != ''")
    rows = privilege_log.rows(told)
    assert len(rows) == 1 and rows[0][10:12] == ("Attorney-Client", "Withheld in full")
    assert not {"SUBJECTLEAK", "DESCLEAK", *SECRETS} & set(" ".join(rows[0]).replace("Counsel Quagga", "").split())
    document = privilege_log.build(told, privilege_log.PrivilegeLogOptions())
    assert document.headings()[:3] == ("LogNo", "ControlNo", "BegBates")
    assert any("description" in note for note in document.notes)


def test_the_privilege_log_says_redacted_of_what_has_redaction_marks(told: Matter) -> None:
    from evidence_app.reports import privilege_log
    from evidence_app.services import redactions

    one = told.read.value("SELECT id FROM exhibit WHERE privilege != '' AND sequestered = 0")
    with told.operation("Seed") as tx:
        tx.execute("INSERT INTO page (exhibit_id, number, text, source) VALUES (?, 9, 'advice', 'layer')", (one,))
        tx.update("exhibit", one, {"kind": "text"})
    redactions.add_words(told, one, ["advice"], "Attorney-Client")
    assert privilege_log.rows(told)[0][11] == "Redacted"
