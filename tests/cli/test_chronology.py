"""``chronology`` and ``timeline``."""

import pytest


def test_events_keep_the_date_as_known_and_sort_undated_last(run, folder):
    run("chronology", "add", "Undated thing")
    run(
        "chronology",
        "add",
        "The policy changed",
        "--date",
        "Sept 18, 2024",
        "--element",
        "1.2",
        "--exhibit",
        "#1",
        "--page",
        "1",
    )
    run(
        "chronology",
        "add",
        "The setting appeared",
        "--date",
        "Aug 2024",
        "--kind",
        "reported",
        "--citation",
        "A news report",
    )
    rows = run.json("timeline")
    assert [(r["text"], r["date"], r["date_shown"]) for r in rows] == [
        ("The setting appeared", "2024-08", "Aug 2024"),
        ("The policy changed", "2024-09-18", "18 Sep 2024"),
        ("Undated thing", "", "undated"),
    ]
    assert rows[1]["elements"] == ["1.2"] and rows[1]["sources"][0]["cite"] == "Privacy policy at 1"
    assert rows[0]["sources"][0]["cite"] == "A news report"
    assert rows == run.json("chronology") == run.json("chronology", "list")


def test_filters(run, folder):
    run("chronology", "add", "A", "--date", "2024", "--element", "1.2")
    run("chronology", "add", "B", "--date", "2024", "--exhibit", "#1")
    assert [r["text"] for r in run.json("timeline", "--element", "1.2")] == ["A"]
    assert [r["text"] for r in run.json("chronology", "list", "--exhibit", "#1")] == ["B"]


def test_conflicting_sources_are_all_named(run, folder):
    run("chronology", "add", "Filed", "--date", "2025-01-21", "--citation", "One source", "--states-date", "2025-01-21")
    event = run.json("timeline")[0]["id"]
    said = run("chronology", "cite", str(event), "--citation", "Another", "--states-date", "22 Jan 2025").stdout
    assert "2 sources" in said and "21 Jan 2025" in said and "22 Jan 2025" in said
    assert run.json("timeline")[0]["conflict"]
    assert "--exhibit or --citation" in run.error("chronology", "cite", str(event))


def test_a_csv_becomes_events(run, folder, tmp_path):
    table = tmp_path / "events.csv"
    table.write_text(
        "date,text,source\n2024-09-18,Policy changed,A\n2024-09-18,Policy changed,B\n2025-01,Suit filed,A\n", "utf-8"
    )
    assert "2 events and 3 sources added." in run("chronology", "import", table).stdout
    assert [len(r["sources"]) for r in run.json("timeline")] == [2, 1]
    run("undo")
    assert run.json("timeline") == []


def test_a_csv_row_that_cannot_be_read_is_named_and_the_others_come(run, folder, tmp_path):
    table = tmp_path / "events.csv"
    table.write_text("date,text\n2024-09-18,Good\nsomeday soon,Bad\n", "utf-8")
    result = run("chronology", "import", table)
    assert "Line 3" in result.stderr and "1 row left out" in result.stdout
    assert [r["text"] for r in run.json("timeline")] == ["Good"]


@pytest.mark.parametrize(
    "arguments", [("add", " "), ("add", "x", "--date", "someday"), ("add", "x", "--element", "9.9"), ("remove", "7"), ("import", "no.csv"),
                  ("cite", "7", "--citation", "A")],
)  # fmt: skip
def test_what_cannot_be_done_changes_nothing(run, folder, arguments):
    assert run.error("chronology", *arguments)
    assert run.json("timeline") == []


def test_remove_and_undo(run, folder):
    run("chronology", "add", "A", "--date", "2024")
    run("chronology", "remove", str(run.json("timeline")[0]["id"]))
    assert run.json("timeline") == []
    run("undo")
    assert [r["text"] for r in run.json("timeline")] == ["A"]
