"""The search-term report: unions instead of sums, families, unique hits, failed and empty terms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.model.search_results import SearchFilters
from evidence_app.services.search_report import HEADINGS, element_report, term_report
from tests.services.search_corpus import add_exhibit


@pytest.fixture
def family(matter):
    """A mail with two attachments, one alone, one sequestered attachment, one silent exhibit."""
    mail = add_exhibit(matter, "Mail", ["see the contract", "and the breach"], kind="email")
    add_exhibit(matter, "Attachment 1", ["price list"], parent_id=mail)
    add_exhibit(matter, "Attachment 2", ["clawed back contract"], parent_id=mail, sequestered=1)
    add_exhibit(matter, "Alone", ["another contract"])
    add_exhibit(matter, "Silent", [""])
    return matter


def numbers(report, term):
    row = next(row for row in report.rows if row.term == term)
    return row.pages, row.exhibits, row.with_family, row.unique, row.unique_with_family


def test_hits_family_unique_and_unions(family):
    report = term_report(family, ["contract", "breach", "price", "contract AND breach", "zebra", "a OR b AND c"])
    assert numbers(report, "contract") == (2, 2, 3, 1, 1)
    assert numbers(report, "breach") == (1, 1, 2, 0, 0)
    assert numbers(report, "price") == (1, 1, 2, 1, 0)
    assert numbers(report, "contract AND breach") == (2, 1, 2, 0, 0)
    assert (report.total_pages, report.total_exhibits, report.total_with_family) == (4, 3, 3)
    assert [row.term for row in report.without_hits] == ["zebra"]
    assert [row.term for row in report.failed] == ["a OR b AND c"]
    assert "side by side" in report.failed[0].error


def test_what_the_numbers_rest_on_is_said(family):
    report = term_report(family, ["contract"])
    said = dict(report.statements())
    assert said["Searched set"] == "All exhibits with pages: 4 exhibits, 5 pages"
    assert said["Completeness"].startswith("Searched 4 of 5 pages; 1 has no text")
    assert said["Exhibits without any text"] == "1"
    assert said["Sequestered exhibits"] == "1, not in any number here"
    assert said["Index"] == "not used; the pages themselves were read"
    assert "no stop words" in said["Text"]
    narrowed = term_report(family, ["contract"], SearchFilters(kinds=("email",)))
    assert numbers(narrowed, "contract") == (1, 1, 1, 1, 1)
    assert "kind email" in narrowed.scope


def test_table_for_csv(family):
    headings, rows = term_report(family, ["contract", "a OR b AND c"]).table()
    assert headings == HEADINGS
    assert all(len(row) == len(HEADINGS) for row in rows)
    assert rows[0][:8] == ("1", "", "contract", "contract", "2", "2", "3", "2")
    assert rows[1][4:9] == ("",) * 5
    assert rows[-1][2].startswith("All terms together")


def test_rows_under_their_elements(family):
    with family.operation("Claim") as tx:
        claim = tx.insert("claim", {"name": "Contract"})
        tx.insert("element", {"claim_id": claim, "text": "formed", "position": 1, "search_terms": "contract\nprice"})
        tx.insert("element", {"claim_id": claim, "text": "breached", "position": 2, "search_terms": "breach"})
    report = element_report(family, claim)
    assert [(row.group, row.term) for row in report.rows] == [
        ("1.1 formed", "contract"), ("1.1 formed", "price"), ("1.2 breached", "breach"),
    ]  # fmt: skip


def test_the_run_is_recorded(family):
    term_report(family, ["contract"])
    assert family.read.value("SELECT action FROM audit_entry ORDER BY id DESC LIMIT 1").startswith("Search-term report")
    before = family.read.value("SELECT count(*) FROM audit_entry")
    term_report(family, ["contract"], record=False)
    assert family.read.value("SELECT count(*) FROM audit_entry") == before


terms = st.lists(
    st.sampled_from(["contract", "breach", "price", "list", "contract OR price", "NOT contract", "zebra", "the"]),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=terms)
def test_totals_are_unions_whatever_overlaps(family, terms):
    report = term_report(family, terms, record=False)
    rows = report.rows
    assert max((row.exhibits for row in rows), default=0) <= report.total_exhibits <= sum(row.exhibits for row in rows)
    assert report.total_exhibits <= report.total_with_family <= report.set_exhibits == 4
    assert sum(row.unique for row in rows) <= report.total_exhibits
    assert all(row.unique <= row.exhibits <= row.with_family for row in rows)
