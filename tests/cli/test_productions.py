"""Productions and load files on the command line."""

import json


def test_a_production_is_written_recorded_and_listed(run, tmp_path):
    (tmp_path / "note.txt").write_text("words", "utf-8")
    run("new", "M", tmp_path / "m")
    run("import", "-m", tmp_path / "m", tmp_path / "note.txt")
    assert "Nothing was produced yet" in run("productions", "-m", tmp_path / "m").stderr
    out = tmp_path / "vol.zip"
    options = ("--prefix", "DLT", "--sent-to", "Example LLP", "--encoding", "utf-16", "--signs", "replace")
    done = run("report", "production", "-m", tmp_path / "m", out, *options)
    assert "1 row, 1 page" in done.stdout and out.stat().st_size > 0
    (made,) = json.loads(run("productions", "-m", tmp_path / "m", "--json").stdout)
    assert (made["volume"], made["sent_to"], made["bates_begin"]) == ("VOL001", "Example LLP", "DLT000001")
    assert "DLT000001" in run("productions", "-m", tmp_path / "m", "vol001").stdout
    assert "Nothing was produced as" in run.error("productions", "-m", tmp_path / "m", "VOL009")
