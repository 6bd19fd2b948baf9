"""Renumbering, Bates numbers, served lists and the hearing ledger on the command line; backup and restore; the caption."""

import pytest


def numbers(run):
    return {row["title"]: row["number"] for row in run.json("exhibits")}


def test_renumbering_shows_first_and_changes_only_when_told(run, folder):
    run("number", "#1", "#2", "#3", "--next", "PX")
    lines = run.json("renumber", "#3", "#1", "--series", "PX")["numbers"]
    assert [(line["old"], line["new"]) for line in lines] == [("PX3", "PX1"), ("PX1", "PX3")]
    assert numbers(run) == {"Privacy policy": "PX1", "Scan": "PX2", "Letter": "PX3"}
    run("renumber", "#3", "#1", "--series", "PX", "--apply")
    assert numbers(run) == {"Privacy policy": "PX3", "Scan": "PX2", "Letter": "PX1"}
    run("undo")
    assert numbers(run)["Privacy policy"] == "PX1"


def test_series_are_listed_and_changed(run, folder):
    run("series", "PX", "--digits", "3", "--last", "2")
    run("number", "#1", "#2", "--next", "PX")
    assert numbers(run) == {"Privacy policy": "PX001", "Scan": "PX002", "Letter": None}
    assert [(one["first"], one["last"], one["next"]) for one in run.json("series", "PX")] == [
        ("PX001", "PX002", "(full)")
    ]
    assert "is full" in run.error("number", "#3", "--next", "PX")
    run("series", "PX", "--letters", "AA-BB", "--first", "26", "--last", "0", "--prefix", "D-")
    run("number", "#3", "--next", "D-")
    assert numbers(run)["Letter"] == "D-Z" and run.json("series", "D-")[0]["next"] == "D-AA"
    assert "before it begins" in run.error("series", "D-", "--last", "3")
    assert "whose series" in run.error("series", "--prefix", "X")
    run("undo"), run("undo")
    assert run.json("series", "PX")[0]["next"] == "(full)"


def test_texts_that_mention_a_number_are_shown_and_follow(run, folder):
    run("number", "#1", "#2", "#3", "--next", "PX")
    run("set", "#2", "notes=See Ex. PX1 at 2; but PX1 to PX3")
    shown = run("renumber", "#1", "--series", "PX", "--start", "9").output
    assert "Ex. PX2, notes" in shown and "See Ex. PX9 at 2" in shown and "a range" in shown
    planned = run.json("renumber", "#1", "--series", "PX", "--start", "9")
    assert [one["after"] for one in planned["texts"]] == ["See Ex. PX9 at 2; but PX1 to PX3"] and len(
        planned["left"]
    ) == 1
    run("renumber", "#1", "--series", "PX", "--start", "9", "--leave-texts", "--apply")
    assert run.json("show", "#2")["notes"] == "See Ex. PX1 at 2; but PX1 to PX3"
    run("undo")
    told = run("number", "#1", "PX9").output
    assert "1 text that mentions it follows." in told and "PX1 to PX3" in told
    assert run.json("show", "#2")["notes"] == "See Ex. PX9 at 2; but PX1 to PX3"
    run("undo")
    assert run.json("show", "#2")["notes"] == "See Ex. PX1 at 2; but PX1 to PX3"


def test_bates_numbers_are_given_listed_and_taken_back(run, folder):
    planned = run.json("bates", "#1", "#3", "--prefix", "LI", "--dry-run")
    assert run.json("bates") == []
    given = run.json("bates", "#1", "#3", "--prefix", "LI")
    assert given == planned == run.json("bates")
    assert [(row["begin"], row["end"]) for row in given] == [("LI000001", "LI000002"), ("LI000003", "LI000003")]
    run("bates", "#1", "--take-back")
    assert [row["begin"] for row in run.json("bates")] == ["LI000003"]
    run("bates", "#3", "--sent")
    assert "sent out" in run.error("bates", "#3", "--take-back")
    assert run.json("bates", "--gaps") == []
    assert "Use one of" in run.error("bates", "#1", "--prefix", "LI", "--gaps")
    assert "Which exhibits?" in run.error("bates", "--prefix", "LI")


def test_withheld_exhibits_get_no_number(run, folder):
    run("set", "#1", "privilege=work product")
    assert "get none" in run("bates", "#1", "#3", "--prefix", "LI").stderr
    assert [row["exhibit_id"] for row in run.json("bates")] == [3]


def test_a_served_list_is_frozen_and_the_next_one_amends_it(run, folder, tmp_path):
    assert "no numbered exhibit" in run.error("serve", "Exhibit list")
    run("number", "#1", "--next", "PX")
    assert run.json("serve") == []
    made = run.json("serve", "Exhibit list", "--on", "Nov 2, 2026")
    assert made["served_on"] == "2026-11-02" and made["amends"] is None
    assert "cannot change" in run.error("number", "PX1", "PX2")
    run("number", "#3", "--next", "PX")
    run("report", "list-changes", tmp_path / "changes.csv")
    assert "PX2" in (tmp_path / "changes.csv").read_text("utf-8-sig")
    assert "Amended Exhibit list" in run("serve", "Exhibit list").stdout
    assert [row["amends"] for row in run.json("serve")] == [made["id"], None]


def test_the_ledger_moves_the_exhibit_through_the_court_day(run, folder):
    run("number", "#1", "--next", "PX")
    assert "cannot become admitted" in run.error("hearing", "PX1", "admitted")
    run("hearing", "PX1", "offered", "--witness", "A. Rivera", "--at", "2026-11-23T09:30:00-08:00")
    run("hearing", "PX1", "objection", "Hearsay", "--at", "2026-11-23T09:31:00-08:00")
    assert "09:32 Ex. PX1: admitted" in run("hearing", "PX1", "admitted", "--at", "2026-11-23T09:32:00-08:00").stdout
    assert [(row["action"], row["words"]) for row in run.json("hearing")] == [
        ("offered", ""),
        ("objection", "Hearsay"),
        ("admitted", ""),
    ]
    assert run.json("hearing", "--day", "2026-11-24") == []
    shown = run.json("show", "PX1")
    assert (shown["status"], shown["objections"], shown["admitted_on"]) == ("admitted", "Hearsay", "2026-11-23")
    assert "Say what happened" in run.error("hearing", "PX1")


def test_a_status_is_reached_step_by_step_also_with_set(run, folder):
    run.error("set", "#1", "status=served", "notes=x")
    assert run.json("show", "#1")["notes"] == ""
    run("number", "#1", "--next", "PX")
    assert "cannot become admitted" in run.error("set", "PX1", "status=admitted")
    assert "is not a status" in run.error("set", "PX1", "status=lost")
    run("set", "PX1", "status=offered", "notes=shown to the witness")
    assert run.json("show", "PX1")["status"] == "offered"


def test_a_backup_comes_back_whole_and_verified(run, folder, tmp_path):
    run("tag", "#1", "hot")
    answer = run.json("backup", tmp_path / "safe")
    assert answer["name"] == "Rivera v. Example Corp." and (tmp_path / "safe.evidence-backup").is_file()
    assert "already a file" in run.error("backup", tmp_path / "safe")
    assert "0 problems" in run("restore", tmp_path / "safe.evidence-backup", tmp_path / "again").stdout
    assert run.json("tags", "-m", tmp_path / "again")[0]["name"] == "hot"
    run("verify", "-m", tmp_path / "again")
    assert "no file" in run.error("restore", tmp_path / "nothing", tmp_path / "third")
    run.error("restore", tmp_path / "safe.evidence-backup", folder, code=5)
    assert run.json("backup", tmp_path / "x.zip")["file"] == str(tmp_path / "x.zip")
    assert "0 problems" in run("restore", tmp_path / "x.zip", tmp_path / "from zip").stdout
    assert f"There is {tmp_path / 'safe.evidence-backup'}" in run.error(
        "restore", tmp_path / "safe.zip", tmp_path / "x"
    )


def test_a_damaged_backup_is_refused(run, folder, tmp_path):
    run("backup", tmp_path / "safe")
    file = tmp_path / "safe.evidence-backup"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    result = run.runner("restore", file, tmp_path / "again")
    assert result.exit_code in (3, 4) and result.stderr.startswith("Error: ")


def test_the_caption_can_be_changed(run, folder):
    run("caption", "docket_number=3:26-cv-01234", "judge=Hon. A. Bell", "--party", "defendant:Second Corp.:DY")
    facts = run.json("info")
    assert facts["matter"]["docket_number"] == "3:26-cv-01234" and facts["parties"][-1]["prefix"] == "DY"
    for wrong in ((), ("colour=red",), ("name=",), ("nonsense",), ("--party", "judge:X")):
        run.error("caption", *wrong)


@pytest.mark.parametrize("verb", ["renumber", "bates", "serve", "hearing", "backup", "restore", "caption"])
def test_each_explains_itself(run, verb):
    assert "Usage:" in run(verb, "--help").stdout
