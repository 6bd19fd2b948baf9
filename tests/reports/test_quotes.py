"""No report prints words of an exhibit that carry a redaction mark: the reason code stands in their place."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from evidence_app import reports
from evidence_app.jobs import SerialPool
from evidence_app.model.pages import unpack_words
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.redaction import BoxMark
from evidence_app.reports.audit_trail import AuditTrailOptions
from evidence_app.reports.chronology import ChronologyOptions
from evidence_app.reports.portable.content import PortableOptions, gather
from evidence_app.reports.proof_chart import ProofChartOptions
from evidence_app.reports.quotes import Quotes
from evidence_app.services import (
    chronology,
    evidence_links,
    exhibits,
    history,
    importing,
    passages,
    proof,
    redactions,
    replacing,
)
from evidence_app.services.matter import Matter
from tests.reports.test_secrets import _everything

SAID = "The taxpayer number of Marigold Quartz is 123-45-6789 in the file."
SECRETS = ("Marigold", "Quartz", "123-45-6789")


def pdf(path: Path, *pages: str) -> Path:
    body = "\n#pagebreak()\n".join(pages)
    path.write_bytes(typst.compile(f"#set page(width: 500pt, height: 200pt, margin: 30pt)\n{body}".encode()))
    return path


@pytest.fixture
def letter(matter: Matter, tmp_path: Path) -> int:
    importing.import_paths(
        matter, [pdf(tmp_path / "v1.pdf", SAID, "Marigold was paid.")], importing.ImportOptions(ocr=False)
    )
    exhibits.describe(matter, [1], title="Letter")
    return 1


@pytest.fixture
def note(matter: Matter, add_exhibit) -> int:
    return add_exhibit("Note", SAID, "Marigold was paid.", kind="text")


def element(matter: Matter) -> int:
    return proof.add_element(matter, proof.add_claim(matter, "Breach"), "Contract")


def link(matter: Matter, exhibit: int) -> None:
    passages.link_with_fact(matter, element(matter), exhibit, Pinpoint(1, SAID), stated="2024-05-03")


def written(matter: Matter, folder: Path) -> dict[str, str]:
    """Everything in every format of the reports that print quotes, by file name; audit trail with its fields."""
    found = {}
    for name, options in (
        ("proof-chart", None), ("chronology", None), ("timeline", None), ("audit-trail", AuditTrailOptions(fields=True)),
        ("tag-report", None), ("search-terms", None), ("exhibit-list", None),
    ):  # fmt: skip
        for suffix in reports.get(name).suffixes:
            path = folder / f"{name}{suffix}"
            reports.write(matter, name, options, path)
            found[path.name] = _everything(path)
    return found


@pytest.mark.parametrize("kind", ["letter", "note"])
def test_marked_words_are_in_no_byte_of_any_report(matter: Matter, tmp_path: Path, kind: str, request) -> None:
    exhibit = request.getfixturevalue(kind)
    link(matter, exhibit)
    assert "Marigold" in written(matter, tmp_path)["proof-chart.csv"]
    redactions.add_words(matter, exhibit, ["Marigold Quartz", "123-45-6789"], "FRCP 5.2")
    found = written(matter, tmp_path)
    for name, text in found.items():
        assert not [one for one in SECRETS if one in text], name
    shown = "The taxpayer number of [FRCP 5.2] is [FRCP 5.2] in the file."
    assert shown in found["proof-chart.csv"] and shown in found["chronology.csv"]
    for name in ("proof-chart.pdf", "proof-chart.docx", "proof-chart.xlsx", "chronology.pdf", "timeline.pdf"):
        assert "[FRCP 5.2]" in found[name], name
    assert found["chronology.csv"].count("[FRCP 5.2]") == 4  # the event and its source
    assert evidence_links.links(matter)[0].link.quote == SAID  # the screens still show it
    told = reports.write(matter, "proof-chart", None, tmp_path / "p.csv").notes
    assert told[0] == "1 quote holds words marked for redaction; these are left out."
    told = reports.write(matter, "chronology", None, tmp_path / "c.csv").notes
    assert "1 typed text says words marked for redaction; these are left out." in told


def test_a_box_takes_the_words_it_covers(matter: Matter, letter: int, tmp_path: Path) -> None:
    link(matter, letter)
    page = next(iter(exhibits.pages(matter, letter)))
    words = {page.text[w.start : w.end]: w for w in unpack_words(exhibits.page_words(matter, page.id))}
    name = words["Marigold"]
    box = (name.x0 - 50, name.y0, words["Quartz"].x1 + 50, name.y1)
    redactions.add_boxes(matter, letter, [BoxMark(1, box, "Privacy")])
    rows = reports.proof_chart.rows(matter, ProofChartOptions())
    assert "number of [Privacy] is 123-45-6789" in rows[0].proof
    assert "number of [Privacy] is 123-45-6789" in reports.chronology.rows(matter, ChronologyOptions())[0].event
    assert "Marigold" not in "".join(written(matter, tmp_path).values())


def test_marks_of_another_page_leave_a_quote_alone(matter: Matter, note: int) -> None:
    redactions.add_spans(matter, note, {2: [(0, 8)]}, "Privacy")
    quotes = Quotes(matter)
    assert quotes.printed(note, "number of Marigold Quartz", 1) == "number of Marigold Quartz"
    assert quotes.printed(note, "marigold  was paid", 2) == "[Privacy] was paid"
    assert quotes.printed(note, "file.\nMarigold was", 1, 2) == "file. [Privacy] was"
    assert quotes.printed(note, "Marigold was paid") == "[Privacy] was paid"  # no page named
    assert quotes.printed(None, "Marigold") == "Marigold"


def test_a_quote_that_cannot_be_found_is_left_out_whole(matter: Matter, note: int) -> None:
    redactions.add_words(matter, note, ["Quartz"], "FRCP 5.2")
    quotes = Quotes(matter)
    assert quotes.printed(note, "Marigold … Quartz", 1) == "[FRCP 5.2]"
    assert len(quotes.notes) == 1 and "left out as a whole" in quotes.notes[0]


def test_a_mark_that_needs_a_look_counts(matter: Matter, letter: int, tmp_path: Path) -> None:
    link(matter, letter)
    redactions.add_words(matter, letter, ["Marigold Quartz", "123-45-6789"], "FRCP 5.2")
    new = pdf(tmp_path / "v2.pdf", "A new first page.", f"New: {SAID}", "Marigold Quartz was paid.")
    replacing.replace(matter, replacing.prepare(matter, letter, new, pool=SerialPool()))
    assert all(not one.ready for one in redactions.marks(matter, letter))
    for name, text in written(matter, tmp_path).items():
        assert not [one for one in SECRETS if one in text], name
    quotes = Quotes(matter)
    assert quotes.printed(letter, "Marigold Quartz was paid.", 3) == "[FRCP 5.2] was paid."


def test_a_box_that_needs_a_look_takes_every_quote_of_its_page(matter: Matter, letter: int, tmp_path: Path) -> None:
    redactions.add_boxes(matter, letter, [BoxMark(1, (100, 100, 5000, 2000), "Privacy")])
    new = pdf(tmp_path / "v2.pdf", SAID.replace("file", "box"), "Marigold was paid.")
    replacing.replace(matter, replacing.prepare(matter, letter, new, pool=SerialPool()))
    quotes = Quotes(matter)
    assert quotes.printed(letter, "in the box", 1) == "[Privacy]"
    assert quotes.printed(letter, "was paid", 2) == "was paid"


def test_the_log_does_not_say_a_cut_off_secret(matter: Matter, note: int) -> None:
    redactions.add_words(matter, note, ["Marigold Quartz"], "Privacy")
    history.record(matter, "Add “{text}” to the chronology", text="Paid by Mr. Mari...")
    quotes = Quotes(matter)
    assert quotes.anywhere("Add “Paid by Marigold Qua...” to it") == "Add “Paid by [Privacy]...” to it"
    assert quotes.anywhere("Add “Paid by Maribel...” to it") == "Add “Paid by Maribel...” to it"


def test_a_fact_in_its_own_words_loses_the_marked_ones(matter: Matter, note: int) -> None:
    redactions.add_words(matter, note, ["Marigold Quartz", "123-45-6789"], "FRCP 5.2")
    said = "MARIGOLD QUARTZ gave 123-45-6789 away"
    chronology.add_event(matter, said, sources=[chronology.Source(note)])
    chronology.add_event(matter, "Marigold Quartz is a name", sources=[chronology.Source(citation="elsewhere")])
    events = [row.event for row in reports.chronology.rows(matter, ChronologyOptions())]
    assert any(one.endswith("[FRCP 5.2] gave [FRCP 5.2] away") for one in events)
    assert any(one.endswith("Marigold Quartz is a name") for one in events)


def test_a_marked_date_is_in_no_column(matter: Matter, add_exhibit, tmp_path: Path) -> None:
    one = add_exhibit("Form", "Marigold was born on 3 May 1980 in Fresno.", kind="text")
    passages.link_with_fact(matter, element(matter), one, Pinpoint(1, "was born on 3 May 1980"), stated="3 May 1980")
    assert reports.chronology.rows(matter, ChronologyOptions())[0].date == "3 May 1980"
    redactions.add_words(matter, one, ["3 May 1980"], "FRCP 5.2")
    row = reports.chronology.rows(matter, ChronologyOptions())[0]
    assert row.date == "[FRCP 5.2]" and "May" not in "".join(row.cells)
    assert "3 May" not in "".join(written(matter, tmp_path).values())


def test_a_marked_year_does_not_take_the_year_from_other_facts(matter: Matter, add_exhibit) -> None:
    one = add_exhibit("Form", "Diagnosed in March 2024. Paid in May 2024.", kind="text")
    redactions.add_words(matter, one, ["in March 2024"], "Privacy")
    chronology.add_event(
        matter, "The bill of 2024 was paid", "2024-05", sources=[chronology.Source(one, 1, "Paid in May 2024.")]
    )
    row = reports.chronology.rows(matter, ChronologyOptions())[0]
    assert row.date == "May 2024" and "bill of 2024" in row.event


def test_a_portable_case_does_not_repeat_a_marked_exhibit_that_stays_here(
    matter: Matter, note: int, add_exhibit
) -> None:
    other = add_exhibit("Other", "Something else.", kind="text")
    redactions.add_words(matter, note, ["Marigold Quartz"], "Privacy")
    chronology.add_event(matter, "Marigold Quartz said so", sources=[chronology.Source(note), chronology.Source(other)])
    assert [row.event.text for row in gather(matter, PortableOptions(exhibits=(other,))).events] == [
        "[Privacy] said so"
    ]
