"""Productions and load files on the command line."""

import json
import zipfile


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


def received(tmp_path):
    folder = tmp_path / "V1"
    folder.mkdir()
    (folder / "a.txt").write_text("words", "utf-8")
    rows = 'BEGBATES,TITLE,DOCDATE,TEXTPATH\nAB1,"Über alles",4/9/2018,a.txt\nAB2,Other,,b.txt\n'
    (folder / "load.csv").write_text(rows, "utf-8-sig")
    return folder


def test_a_received_production_is_looked_at_and_taken_in(run, tmp_path):
    folder = received(tmp_path)
    run("new", "M", tmp_path / "m")
    looked = run("import-production", "-m", tmp_path / "m", folder, "--look")
    assert (
        "1 document can be taken in (1 as text), 1 cannot." in looked.stdout and "b.txt is not there" in looked.stdout
    )
    assert "can be read two ways, such as 4/9/2018" in looked.stderr and "Text file" in looked.stdout
    assert (
        json.loads(run("import-production", "-m", tmp_path / "m", folder, "--look", "--json").stdout)["documents"] == 1
    )
    done = run("import-production", "-m", tmp_path / "m", folder, "--dates", "day first", code=3)
    assert "1 imported" in done.stdout
    (row,) = json.loads(run("exhibits", "-m", tmp_path / "m", "--json").stdout)
    assert (row["bates_begin"], row["title"], row["doc_date"]) == ("AB1", "Über alles", "2018-09-04")
    assert "import-production" in run("import", "-m", tmp_path / "m", folder).stderr


def test_a_zip_is_looked_at_and_taken_in_as_it_came(run, tmp_path):
    folder = received(tmp_path)
    path = tmp_path / "V1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"V1/{file.name}")
    run("new", "M", tmp_path / "m")
    assert "import-production" in run("import", "-m", tmp_path / "m", path).stderr
    looked = run("import-production", "-m", tmp_path / "m", path, "--look")
    assert "1 document can be taken in (1 as text), 1 cannot." in looked.stdout
    assert json.loads(run("import-production", "-m", tmp_path / "m", path, "--look", "--json").stdout)["documents"] == 1
    done = run("import-production", "-m", tmp_path / "m", path, code=3)
    assert "1 imported" in done.stdout and not list((tmp_path / "m" / "derived").glob("work-*"))
    assert "Über alles" in run("exhibits", "-m", tmp_path / "m").stdout
    assert "V1.zip/V1/a.txt" in run("import", "-m", tmp_path / "m", "--list").stdout
    (tmp_path / "other.rar").write_bytes(b"Rar!")
    assert "neither a folder nor a .zip" in run.error("import-production", "-m", tmp_path / "m", tmp_path / "other.rar")


def test_an_overlay_is_shown_first(run, tmp_path):
    folder = received(tmp_path)
    run("new", "M", tmp_path / "m")
    run("import-production", "-m", tmp_path / "m", folder, code=3)
    (tmp_path / "o.csv").write_text("BEGBATES,TITLE,NOTES\nAB1,New,\nAB9,x,\n", "utf-8")
    shown = run("overlay", "-m", tmp_path / "m", tmp_path / "o.csv")
    assert "1 of 2 rows match an exhibit; 1 value of 1 exhibit would change" in shown.stdout
    assert "Line 3: No exhibit has AB9." in shown.stderr
    assert json.loads(run("overlay", "-m", tmp_path / "m", tmp_path / "o.csv", "--json").stdout)["plan"]["blanks"] == 1
    assert (
        "Overlay o.csv"
        in run("overlay", "-m", tmp_path / "m", tmp_path / "o.csv", "--column", "title", "--apply").stdout
    )
    assert "New" in run("exhibits", "-m", tmp_path / "m").stdout
    run("undo", "-m", tmp_path / "m")
    assert "Über alles" in run("exhibits", "-m", tmp_path / "m").stdout
