from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from evidence_app import reports
from evidence_app.reports import timeline
from evidence_app.reports.timeline import TimelineOptions
from evidence_app.services import chronology
from evidence_app.services.matter import Matter


@pytest.fixture
def dated(case: Matter) -> Matter:
    """Events with a day, a month, an uncertain date and none; two sources that disagree."""
    two = [
        chronology.Source(citation="A", states_date="2025-01-21"),
        chronology.Source(citation="B", states_date="2025-01-22"),
    ]
    chronology.add_event(case, "Complaint filed", "2025-01-21", kind="reported", sources=two)
    chronology.add_event(case, "Setting introduced", "2024-08", kind="allegation")
    chronology.add_event(case, "Answer", "about 22 Jan 2025")
    chronology.add_event(case, "Some day #1 *x*")
    return case


def test_wall_sheet_is_one_tagged_page_with_every_event(dated: Matter, tmp_path: Path) -> None:
    result = reports.write(dated, "timeline", None, tmp_path / "t.pdf")
    reader = PdfReader(tmp_path / "t.pdf")
    said = reader.pages[0].extract_text()
    assert (result.rows, result.pages) == (4, 1)
    for words in (
        "Alleged: Setting introduced",
        "Reported: Complaint filed",
        "The dates differ",
        "Some day #1 *x*",
        "2024",
        "2025",
    ):
        assert words in said
    assert said.index("Setting introduced") < said.index("Complaint filed") < said.index("Answer")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


def test_pages_and_svg(dated: Matter, tmp_path: Path) -> None:
    for i in range(60):
        chronology.add_event(dated, f"Event {i}", f"2025-02-{1 + i % 28:02d}")
    assert reports.write(dated, "timeline", TimelineOptions(sheet="pages"), tmp_path / "t.pdf").pages > 2
    assert reports.write(dated, "timeline", TimelineOptions(sheet="pages"), tmp_path / "t.svg").pages == 1
    assert ElementTree.parse(tmp_path / "t.svg").getroot().tag.endswith("svg")


def test_marks_and_distances() -> None:
    shapes = [
        timeline.shape(edtf)
        for edtf in ("2024-09-18", "2024-08", "2024", "2024-08~", "2024-08/2024-09", "2024-09-1X", "")
    ]
    assert shapes == ["day", "span", "span", "unsure", "span", "unsure", "unsure"]
    day = date(2024, 9, 18)
    gaps = [timeline.gap(day, date(2024, 9, d)) for d in (18, 19, 28)] + [timeline.gap(day, date(2034, 1, 1))]
    assert gaps == sorted(gaps) and gaps[0] == 0 and gaps[-1] == 60
    assert timeline.gap(None, day) == timeline.gap(day, None) == 0
