"""``import``: real files in a temporary folder, good and bad, once and again."""

import json
import subprocess
import sys

import pytest

from evidence_app.cli.importing import STATUS_WORDS
from evidence_app.services.matter import open_matter

MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: The switch\r\nDate: Mon, 23 Sep 2024 10:00:00 +0000\r\n\r\nIt was on.\r\n"


@pytest.fixture
def files(tmp_path):
    place = tmp_path / "files"
    (place / "mail").mkdir(parents=True)
    (place / "2024-09-18 note.txt").write_text("The setting was switched on without asking.", "utf-8")
    (place / "copy of note.txt").write_text("The setting was switched on without asking.", "utf-8")
    (place / "mail" / "message.eml").write_bytes(MAIL)
    (place / "empty.pdf").write_bytes(b"")
    (place / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    return place


@pytest.fixture
def matter_folder(run, tmp_path, monkeypatch):
    run("new", "Import test", tmp_path / "matter")
    monkeypatch.setenv("EVIDENCE_MATTER", str(tmp_path / "matter"))
    return tmp_path / "matter"


def outcome(run):
    return {item["shown_name"].rsplit("/")[-1]: item["status"] for item in run.json("import", "--list")}


def test_good_files_arrive_and_bad_ones_are_kept_and_named(run, matter_folder, files):
    result = run("import", files, "--tag", "first batch", "--custodian", "IT")
    assert "2 imported" in result.stdout and "1 duplicate" in result.stdout
    assert "not searchable" in result.stdout and "empty.pdf" in result.stdout
    found = outcome(run)
    assert found["2024-09-18 note.txt"] == found["message.eml"] == "imported"
    assert found["copy of note.txt"] == "duplicate"
    assert {found["empty.pdf"], found["broken.pdf"]} == {"unsearchable"}
    rows = run.json("exhibits")
    assert (
        len(rows) == 4
        and {row["tags"] for row in rows} == {"first batch"}
        and {row["custodian"] for row in rows} == {"IT"}
    )
    assert (files / "empty.pdf").exists() and (files / "2024-09-18 note.txt").read_text("utf-8").startswith(
        "The setting"
    )


def test_json_has_summary_and_problems_and_no_paths_of_this_computer(run, matter_folder, files):
    answer = run.json("import", files)
    assert answer["summary"]["imported"] == 2 and answer["summary"]["duplicates"] == 1
    assert {p["status"] for p in answer["problems"]} == {"duplicate", "unsearchable"}
    assert all(p["reason"] for p in answer["problems"])
    assert str(files.parent) not in json.dumps(answer)


def test_importing_the_same_again_adds_nothing(run, matter_folder, files):
    run("import", files)
    again = run.json("import", files / "mail")
    assert again["summary"]["imported"] == 0 and again["summary"]["duplicates"] == 1
    assert len(run.json("exhibits")) == 4


def test_a_file_that_vanished_fails_with_exit_code_3_and_can_be_retried(run, matter_folder, files):
    from evidence_app.services import importing

    late = files / "late.txt"
    late.write_text("late words", "utf-8")
    with open_matter(matter_folder) as matter:
        importing.plan(matter, [files / "mail", late])
    late.unlink()
    result = run("import", "--resume", code=3)
    assert "failed" in result.stdout and "1 file failed" in result.stderr
    assert outcome(run)["message.eml"] == "imported"
    late.write_text("late words", "utf-8")
    item = next(i for i in run.json("import", "--list") if i["status"] == "failed")
    run("import", "--retry", "--item", str(item["id"]))
    assert outcome(run)["late.txt"] == "imported"


def test_resume_and_retry_with_nothing_to_do_say_so(run, matter_folder):
    assert "No import is unfinished" in run("import", "--resume").stderr
    assert "No file has a problem" in run("import", "--retry").stderr
    assert "no problem to try again" in run.error("import", "--retry", "--item", "7")


@pytest.mark.parametrize("arguments", [(), ("--resume", "--retry"), ("--list", "--resume")])
def test_what_to_import_must_be_clear(run, matter_folder, arguments):
    assert "Say what to import" in run.error("import", *arguments)


def test_a_path_that_does_not_exist_imports_nothing(run, matter_folder, files):
    assert "There is no file or folder" in run.error("import", files, files / "nowhere")
    assert run.json("exhibits") == []


def test_the_matter_is_not_imported_into_itself(run, matter_folder):
    assert "inside the matter folder" in run.error("import", matter_folder / "matter.sqlite")


def test_a_password_opens_an_encrypted_file(run, matter_folder, tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.encrypt("open sesame", algorithm="AES-256")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    run("import", locked, "--no-ocr")
    problem = run.json("import", "--list")[0]
    assert problem["status"] == "unsearchable" and "password" in problem["reason"].lower()
    run("import", "--retry", "--password", "open sesame")
    assert "password" not in run.json("import", "--list")[0]["reason"].lower()
    assert len(run.json("exhibits")) == 1


def test_a_hostile_name_is_shown_harmlessly(run, matter_folder, tmp_path):
    hostile = tmp_path / "in" / "x\x1b[2J\nname.txt"
    hostile.parent.mkdir()
    try:
        hostile.write_text("words", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    run("import", hostile)
    assert "\x1b" not in run("import", "--list").stdout + run("exhibits").stdout + run("show", "#1").stdout


def test_every_state_of_a_file_has_words():
    import re
    from pathlib import Path

    import evidence_app.storage.migrations as migrations

    known = re.search(r"status IN \('queued', ([^)]*)\)\),\n  reason", Path(migrations.__file__).read_text("utf-8"))
    assert known
    assert {name.strip(" '") for name in known[1].split(",")} | {"queued"} == set(STATUS_WORDS)


def test_ctrl_c_keeps_what_is_done_and_resume_finishes(run, matter_folder, tmp_path):
    import os
    import signal
    import time

    many = tmp_path / "many"
    many.mkdir()
    for i in range(600):
        (many / f"{i}.txt").write_text(f"words of file {i}", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "evidence_app", "import", str(many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(list((matter_folder / "originals").rglob("*"))) < 30:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "stopped at your request" in out and "--resume" in err
    done = len(run.json("exhibits"))
    assert 0 < done < 600
    run("import", "--resume")
    assert len(run.json("exhibits")) == 600
    run("verify")
