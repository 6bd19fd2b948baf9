"""Which matter a command works on, and what happens when another process writes it."""

import os
import shutil
import signal

import pytest

from evidence_app.cli.session import Session, stoppable
from evidence_app.model.errors import NotFound
from evidence_app.services.matter import open_matter


def test_the_option_wins_over_the_environment_and_the_folder(run, folder, tmp_path, monkeypatch):
    other = tmp_path / "other"
    run("new", "Other matter", other)
    assert run.json("info")["matter"]["name"] == "Rivera v. Example Corp."
    assert run.json("info", "-m", other)["matter"]["name"] == "Other matter"
    assert run.json("-m", other, "info")["matter"]["name"] == "Other matter"
    monkeypatch.delenv("EVIDENCE_MATTER")
    monkeypatch.chdir(other / "originals")
    assert run.json("info")["matter"]["name"] == "Other matter"


def test_without_any_matter_the_error_says_how_to_name_one(run, tmp_path, monkeypatch):
    monkeypatch.delenv("EVIDENCE_MATTER", raising=False)
    monkeypatch.chdir(tmp_path)
    assert "-m DIR" in run.error("exhibits")
    with pytest.raises(NotFound):
        Session().matter_folder()


def test_a_folder_that_is_no_matter_is_named(run, tmp_path):
    assert str(tmp_path) in run.error("exhibits", "-m", tmp_path)
    assert str(tmp_path) in run.error("open", tmp_path)


def test_while_another_holds_the_matter_reading_works_and_writing_says_who(run, folder):
    with open_matter(folder):
        result = run("exhibits")
        assert "Privacy policy" in result.stdout and "Reading only" in result.stderr
        refused = run.error("tag", "Scan", "hot")
        assert "open for writing by" in refused
    run("tag", "Scan", "hot")


def test_two_matters_never_mix(run, folder, tmp_path):
    run("new", "Other matter", tmp_path / "other")
    run("tag", "Scan", "hot")
    assert run.json("tags", "-m", tmp_path / "other") == []
    assert run.json("exhibits", "-m", tmp_path / "other") == []


def test_a_matter_folder_can_be_moved(run, folder, tmp_path):
    shutil.move(folder, tmp_path / "moved")
    assert len(run.json("exhibits", "-m", tmp_path / "moved")) == 3


def test_ctrl_c_asks_a_job_to_stop_and_the_second_one_insists(capsys):
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as token:
        os.kill(os.getpid(), signal.SIGINT)
        assert token.cancelled
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert "Ctrl-C again" in capsys.readouterr().err


def test_changes_are_signed_with_the_name_of_the_settings(run, folder):
    from evidence_app.settings import Settings, save_settings

    save_settings(Settings(actor="M. Ortiz"))
    run("tag", "Scan", "hot")
    assert run.json("history", "--limit", "1")[0]["actor"] == "M. Ortiz"
