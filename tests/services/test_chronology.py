"""Events with several sources: kept as stated, conflicts shown, every change one undo step; chronologies from CSV files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_app.model.errors import NotFound, Unreadable, UserError
from evidence_app.services import chronology, history, proof
from evidence_app.services.chronology import Source
from evidence_app.services.matter import Matter


def _csv(tmp_path: Path, text: str, name: str = "facts.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_an_event_keeps_what_was_typed_and_what_it_means(matter: Matter) -> None:
    event_id = chronology.add_event(matter, "Setting introduced", "Aug. 2024", kind="reported")
    event = chronology.event(matter, event_id).event
    assert (event.date, event.date_stated, event.kind) == ("2024-08", "Aug. 2024", "reported")


def test_events_come_in_date_order_and_undated_last(matter: Matter) -> None:
    for text, date in (("d", ""), ("c", "18 Sep 2024"), ("b", "Sept 2024"), ("a", "2024")):
        chronology.add_event(matter, text, date)
    assert [row.event.text for row in chronology.list_events(matter)] == ["a", "b", "c", "d"]


def test_sources_that_differ_are_a_conflict_in_words(matter: Matter) -> None:
    sources = [
        Source(citation="Docket", states_date="21 Jan 2025"),
        Source(citation="News", states_date="January 22, 2025"),
    ]
    event_id = chronology.add_event(matter, "Complaint filed", "2025-01-21", sources=sources)
    row = chronology.event(matter, event_id)
    assert [s.states_date for s in row.sources] == ["2025-01-21", "2025-01-22"]
    assert "21 Jan 2025" in row.conflict and "22 Jan 2025" in row.conflict


@pytest.mark.parametrize(
    ("text", "date", "fields"),
    [
        ("", "2024", {}),
        ("x", "yesterday", {}),
        ("x", "", {"kind": "rumour"}),
        ("x", "", {"status": "?"}),
        ("x", "", {"colour": 1}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    matter: Matter, text: str, date: str, fields: dict[str, object]
) -> None:
    with pytest.raises(UserError) as told:
        chronology.add_event(matter, text, date, **fields)
    assert told.value.hint
    assert chronology.list_events(matter) == []


def test_every_change_can_be_undone(matter: Matter, add_exhibit: Callable[..., int]) -> None:
    exhibit = add_exhibit("Policy", "text", "more")
    claim = proof.add_claim(matter, "Contract")
    element = proof.add_element(matter, claim, "Breach")
    event_id = chronology.add_event(matter, "First", "2024", sources=[Source(citation="A")])
    source_id = chronology.cite_source(matter, event_id, Source(exhibit, 2, "more", states_date="2024-03"))
    chronology.edit_source(matter, source_id, Source(exhibit, 1, "text", states_date="the spring of 2024"))
    chronology.set_elements(matter, event_id, [element])
    chronology.edit_event(matter, event_id, text="Second", date="2025")
    before = chronology.event(matter, event_id)
    assert (before.event.text, before.event.date, before.elements) == ("Second", "2025", (element,))
    assert before.sources[1].states_date == "the spring of 2024"
    chronology.remove_event(matter, event_id)
    with pytest.raises(NotFound):
        chronology.event(matter, event_id)
    history.undo(matter)
    assert chronology.event(matter, event_id) == before
    for _ in range(4):
        history.undo(matter)
    first = chronology.event(matter, event_id)
    assert (first.event.text, len(first.sources), first.elements) == ("First", 1, ())


def test_an_edit_without_a_date_leaves_the_date(matter: Matter) -> None:
    event_id = chronology.add_event(matter, "x", "about March 2021")
    chronology.edit_event(matter, event_id, notes="n")
    event = chronology.event(matter, event_id).event
    assert (event.date, event.date_stated) == ("2021-03~", "about March 2021")


def test_cited_places_use_number_and_printed_page(matter: Matter, add_exhibit: Callable[..., int]) -> None:
    numbered = add_exhibit("Policy", "a", "b", number="P-12", number_sort="c")
    titled = add_exhibit("Letter", "a")
    with matter.operation("Label a page") as tx:
        tx.execute("UPDATE page SET label = 'iv' WHERE exhibit_id = ? AND number = 2", (numbered,))
    places = [Source(numbered, 2), Source(numbered, 1), Source(titled), Source(numbered, 1, "a b", page_end=2)]
    event_id = chronology.add_event(matter, "x", "2024", sources=places)
    cites = chronology.cites(matter)
    assert [cites[source.id] for source in chronology.event(matter, event_id).sources] == [
        "Ex. P-12 at iv", "Ex. P-12 at 1", "Letter", "Ex. P-12 at 1–iv",
    ]  # fmt: skip


def test_a_last_page_that_is_no_later_one_is_none(matter: Matter, add_exhibit: Callable[..., int]) -> None:
    exhibit = add_exhibit("Policy", "a", "b")
    places = [Source(exhibit, 2, page_end=2), Source(exhibit, 2, page_end=1), Source(exhibit, None, page_end=2)]
    event_id = chronology.add_event(matter, "x", "2024", sources=places)
    assert [source.page_end for source in chronology.event(matter, event_id).sources] == [None, None, None]


def test_filters_by_element_and_exhibit(matter: Matter, add_exhibit: Callable[..., int]) -> None:
    exhibit = add_exhibit("Policy", "a")
    element = proof.add_element(matter, proof.add_claim(matter, "Contract"), "Breach")
    chronology.add_event(matter, "with element", "2024", elements=[element])
    chronology.add_event(matter, "with exhibit", "2024", sources=[Source(exhibit, 1)])
    assert [r.event.text for r in chronology.list_events(matter, element_id=element)] == ["with element"]
    assert [r.event.text for r in chronology.list_events(matter, exhibit_id=exhibit)] == ["with exhibit"]


def test_rows_with_the_same_date_and_text_are_one_event_with_several_sources(matter: Matter, tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        "date,text,source,source_states_date,kind,status\n"
        "2025-01-21,Complaint filed,Docket,2025-01-21,reported,undisputed\n"
        "2025-01-21,Complaint filed,News,2025-01-22,reported,undisputed\n"
        "Aug 2024,Setting introduced,FAQ,,Alleged,Disputed by opposition\n",
    )
    found = chronology.import_csv(matter, path)
    assert (found.events, found.sources, found.problems, found.unsure) == (2, 3, (), ())
    first, second = chronology.list_events(matter)
    assert (first.event.kind, first.event.status) == ("allegation", "disputed by them")
    assert [s.citation for s in second.sources] == ["Docket", "News"] and second.conflict
    history.undo(matter)
    assert chronology.list_events(matter) == []


def test_bad_rows_are_named_by_line_and_the_others_arrive(matter: Matter, tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        'date,fact,kind\n2024,ok,\n"sometime",bad date,\n\n2024,,\n2024,"two\nlines",\n2024,bad kind,rumour\n4/9/2018,swap,\n',
    )
    found = chronology.import_csv(matter, path)
    assert found.events == 3
    assert [line for line, _words in found.problems] == [3, 5, 8]
    assert [line for line, _words in found.unsure] == [9]
    assert "9 Apr 2018" in found.unsure[0][1] and "4 Sep 2018" in found.unsure[0][1]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("date;event;source\n2024;Größe “x”;Brief\n", "cp1252"),
        ("date\tevent\tsource\n2024\tGröße “x”\tBrief\n", "utf-16"),
        ("date,event,source\r\n2024,Größe “x”,Brief\r\n", "utf-8-sig"),
    ],
)
def test_spreadsheets_of_every_make(matter: Matter, tmp_path: Path, text: str, encoding: str) -> None:
    assert chronology.import_csv(matter, _csv(tmp_path, text, encoding=encoding)).events == 1
    row = chronology.list_events(matter)[0]
    assert (row.event.text, row.sources[0].citation) == ("Größe “x”", "Brief")


@pytest.mark.parametrize("text", ["", "\n\n", "date,amount\n2024,3\n"])
def test_a_file_without_the_text_of_events_is_refused(matter: Matter, tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable):
        chronology.import_csv(matter, _csv(tmp_path, text))


def test_a_missing_file_is_an_expected_error(matter: Matter, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        chronology.import_csv(matter, tmp_path / "none.csv")


def test_two_thousand_rows_arrive_as_one_step(matter: Matter, tmp_path: Path) -> None:
    rows = "".join(f"{2000 + i % 25}-{i % 12 + 1:02d},Event {i // 2},Source {i}\n" for i in range(2000))
    entries = matter.read.value("SELECT count(*) FROM audit_entry")
    found = chronology.import_csv(matter, _csv(tmp_path, "date,text,source\n" + rows))
    assert found.sources == 2000 and not found.problems
    assert matter.read.value("SELECT count(*) FROM audit_entry") == entries + 1


@pytest.mark.parametrize("name", ["appellate_ca9_1.csv", "appellate_ca9_2.csv"])
def test_docket_sheets_come_in_whole(matter: Matter, sample: Callable[[str], Path], name: str) -> None:
    found = chronology.import_csv(matter, sample(f"timelines/{name}"))
    rows = chronology.list_events(matter)
    assert found.events == len(rows) > 0 and found.problems == () and found.unsure == ()
    assert all(row.event.date_kind == "filed" and row.event.date for row in rows)
    assert all(s.citation.startswith("Dkt. ") for row in rows for s in row.sources)


def test_our_own_chronology_comes_back_with_kinds_and_unknown_dates(matter, tmp_path):
    sheet = tmp_path / "c.csv"
    sheet.write_text(
        "Date,Event\nAug 2024,Fact: It began\nDate not known,Alleged: It went on\n,Note: 3 of 4\n", "utf-8"
    )
    assert not chronology.import_csv(matter, sheet).problems
    found = {row.event.text: (row.event.kind, row.event.date) for row in chronology.list_events(matter)}
    assert found == {
        "It began": ("fact", "2024-08"),
        "It went on": ("allegation", ""),
        "Note: 3 of 4": ("allegation", ""),
    }
