"""Reports, verification, history, undo and redo on the command line."""

import csv
import hashlib
import shutil

import pytest
from pypdf import PdfReader

from evidence_app import reports


def test_an_exhibit_list_is_written_and_recorded_with_its_hash(run, folder, tmp_path):
    run("number", "#1", "#3", "--next", "PX")
    answer = run.json("report", "exhibit-list", tmp_path / "list.pdf")
    digest = hashlib.sha256((tmp_path / "list.pdf").read_bytes()).hexdigest()
    assert answer["sha256"] == digest and answer["rows"] == 2
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "list.pdf").pages)
    assert "PX1" in text and "Letter" in text
    entry = run.json("history", "--limit", "1")[0]
    assert "Export" in entry["words"] and "list.pdf" in entry["words"]


def test_options_of_a_report_are_made_from_its_dataclass(run, folder, tmp_path):
    run("number", "#1", "#3", "--next", "PX")
    run("report", "exhibit-list", tmp_path / "list.csv", "--columns", "number,description", "--party", "plaintiff")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows if row and row[0].startswith("PX")] == ["PX1", "PX2"]
    assert {len(row) for row in rows if row} == {2}
    assert (
        "is not one of"
        in run("report", "exhibit-list", tmp_path / "x.csv", "--columns", "number,colour", code=2).stderr
    )
    assert not (tmp_path / "x.csv").exists()


def test_every_report_of_the_registry_has_a_command_and_writes(run, folder, tmp_path):
    run("number", "#1", "--next", "PX")
    for report in reports.BUILT_IN:
        assert report.name in run("report", "--help").stdout
        assert "OUT ends in" in run("report", report.name, "--help").stdout
        for suffix in report.suffixes:
            out = tmp_path / f"{report.name}{suffix}"
            # one needs an exhibit and what to remove; the other stops because these exhibits have no stored file
            if report.name in ("redacted-copy", "production"):
                assert run.error("report", report.name, out)
                continue
            run("report", report.name, out, *(("--prefix", "T") if report.name == "bates-set" else ()))
            assert out.stat().st_size > 0


def test_a_report_is_refused_with_a_wrong_ending_and_inside_the_matter(run, folder, tmp_path):
    assert "cannot be written as" in run.error("report", "exhibit-list", tmp_path / "list.exe")
    assert run.error("report", "exhibit-list", folder / "list.pdf")
    assert run("report", "nothing", tmp_path / "list.pdf", code=2).stderr


def test_verify_is_clean_and_then_finds_what_was_altered(run, tmp_path):
    run("new", "M", tmp_path / "m")
    (tmp_path / "note.txt").write_text("words", "utf-8")
    run("import", "-m", tmp_path / "m", tmp_path / "note.txt")
    assert "No problem found." in run("verify", "-m", tmp_path / "m").stdout
    original = next(path for path in (tmp_path / "m" / "originals").rglob("*") if path.is_file())
    original.chmod(0o644)
    original.write_text("other", "utf-8")
    result = run("verify", "-m", tmp_path / "m", code=4)
    assert "was altered since import" in result.stdout and "note" in result.stdout
    answer = run("verify", "-m", tmp_path / "m", "--json", code=4)
    assert '"clean": false' in answer.stdout
    original.unlink()
    assert "missing" in run("verify", "-m", tmp_path / "m", code=4).stdout


def test_verify_finds_a_row_changed_behind_the_programs_back(run, folder):
    import sqlite3

    with sqlite3.connect(folder / "matter.sqlite") as connection:
        connection.execute("UPDATE exhibit SET title = 'Forged' WHERE id = 1")
    connection.close()
    assert "changed outside the program" in run("verify", code=4).stdout


def test_history_of_the_matter_of_an_exhibit_and_of_an_entry(run, folder):
    run("set", "#1", "title=Better title")
    entries = run.json("history", "--limit", "2")
    assert entries[0]["words"] == "Set title to “Better title”"
    rows = run.json("history", "--exhibit", "#1", "--limit", "5")
    assert ("title", "Privacy policy", "Better title") in {(r["field"], r["before"], r["after"]) for r in rows}
    changed = run.json("history", "--entry", str(entries[0]["id"]))
    assert {"table": "exhibit", "field": "title", "before": "Privacy policy", "after": "Better title"} in changed


def test_undo_and_redo_reach_over_many_runs(run, folder):
    for name in ("one", "two", "three"):
        run("tag", "#1", name)

    def tags():
        return {tag["name"] for tag in run.json("tags") if tag["exhibits"]}

    assert run("undo", "--dry-run").stdout == "Tag 1 exhibit as “three”\n"
    assert "Undo: Tag 1 exhibit as “three”" in run("undo").stdout
    run("undo")
    assert tags() == {"one"}
    run("redo")
    assert tags() == {"one", "two"}
    run("undo")
    run("undo")
    assert tags() == set()
    run("redo")
    run("redo")
    run("redo")
    assert tags() == {"one", "two", "three"}
    assert run("redo").stdout == "There is nothing to redo.\n"
    assert run("redo", "--dry-run").stdout == "There is nothing to redo.\n"
    run("undo")
    run("tag", "#1", "four")
    assert run("redo").stdout == "There is nothing to redo.\n"
    run("verify")


def test_searches_and_exports_between_do_not_stop_an_undo(run, folder, tmp_path):
    run("tag", "#1", "one")
    run("search", "training")
    run("report", "exhibit-list", tmp_path / "l.csv")
    run("verify")
    run("undo")
    assert run("tags", "--json").stdout.strip() in ("[]", "") or run.json("tags")[0]["exhibits"] == 0


def test_an_import_is_not_undone(run, tmp_path):
    run("new", "M", tmp_path / "m")
    (tmp_path / "note.txt").write_text("words", "utf-8")
    run("import", "-m", tmp_path / "m", tmp_path / "note.txt")
    assert run("undo", "-m", tmp_path / "m").stdout == "There is nothing to undo.\n"
    assert len(run.json("exhibits", "-m", tmp_path / "m")) == 1


def test_undo_refuses_to_overwrite_something_newer(run, folder):
    """A row that changed since outside the undo list (here: read again) is never overwritten."""
    from evidence_app.services.matter import open_matter

    run("set", "#1", "title=Mine")
    with (
        open_matter(folder) as matter,
        matter.operation("Read “{file}” again ({pages} pages)", undoable=False, file="x", pages=1) as tx,
    ):
        tx.update("exhibit", 1, {"title": "Newer"})
    assert run.error("undo").startswith("Error: ")
    assert run.json("show", "#1")["title"] == "Newer"


@pytest.mark.parametrize("command", ["info", "about"])
def test_about_and_info_have_both_forms(run, folder, command):
    assert run(command).stdout
    assert run.json(command)


def test_about_network_promises_and_names_the_guard(run):
    assert "opens no network connection" in run("about", "--network").stdout
    assert run.json("about", "--network")["network"] == "none"


def test_info_counts(run, folder):
    run("link", "1.1", "#1", "--page", "1")
    counts = run.json("info")["counts"]
    assert (counts["exhibits"], counts["pages"], counts["pages_without_text"], counts["links"]) == (3, 4, 1, 1)
    assert counts["elements_proved"] == 1 and "3 exhibits, 4 pages (1 without text)" in run("info").stdout


def test_a_copied_matter_verifies_too(run, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    run("verify", "-m", tmp_path / "copy")
