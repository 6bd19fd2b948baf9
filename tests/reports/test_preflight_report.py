"""The pre-flight check on paper: what was looked for, findings with place, overrides; nobody is told all is well."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from evidence_app import reports
from evidence_app.reports.preflight_report import PreflightOptions, build
from evidence_app.services import preflight
from evidence_app.services.matter import Matter

from .conftest import SECRETS


def test_findings_overrides_and_what_was_looked_for(case: Matter) -> None:
    preflight.override(case, ["sponsor-missing"], "Stipulated by all", exhibit_ids=[1])
    document = build(case, PreflightOptions())
    rows = [row.cells for group in document.groups for row in group.rows]
    assert [row[0] for row in rows] == sorted(
        (row[0] for row in rows), key=["Stop", "Warning", "Notice", "Override"].index
    )
    (sponsor,) = [row for row in rows if row[0] == "Warning" and row[5] == "sponsor-missing"]
    assert sponsor[1].endswith("exhibits") and "PX10" in sponsor[4]
    assert any(row[5] == "number-gap" and row[1] == "(the list)" for row in rows)
    assert rows[-1][0] == "Override" and "Stipulated by all" in rows[-1][4] and rows[-1][1] == "PX10"
    assert document.lead[0].startswith("Looked for: privileged exhibits")
    told = " ".join((*document.lead, *(value for _label, value in document.facts))).casefold()
    assert "compliant" not in told and "no statement that it is not there" in told
    assert not any(secret.casefold() in str(document).casefold() for secret in SECRETS)


def test_an_empty_result_says_only_that_nothing_was_found(matter: Matter, tmp_path: Path) -> None:
    path = tmp_path / "check.pdf"
    reports.write(matter, "pre-flight", PreflightOptions(purpose="public filing", limit_mb=25), path)
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    assert "Nothing was found by these checks" in text.replace("\n", " ")
    assert "files larger than the limit given" in text.replace("\n", " ")


def test_a_privileged_exhibit_asked_for_is_named_by_number_only(case: Matter) -> None:
    document = build(case, PreflightOptions(exhibits=("PX3",)))
    assert [row.cells[5] for row in document.groups[0].rows if row.cells[0] == "Stop"] == ["privileged-selected"]
    assert not any(secret.casefold() in str(document).casefold() for secret in SECRETS)
