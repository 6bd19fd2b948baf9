"""``evidence replace`` and ``evidence versions``: nothing changes before --apply, then it is what the table said."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def texts(folder: Path, tmp_path: Path, run) -> tuple[Path, Path]:
    """A note that is an exhibit with two links, and its new version, in which one of the quotes is gone."""
    old, new = tmp_path / "note.txt", tmp_path / "signed.txt"
    old.write_text("Messages stay private.\nNobody was asked.\n", "utf-8")
    new.write_text("Signed by Ana Rivera.\nMessages stay private.\nEverybody was told.\n", "utf-8")
    run("import", old, "--no-ocr")
    run("number", "#4", "PX-9")
    for quote in ("Messages stay private.", "Nobody was asked."):
        run("link", "1.1", "PX-9", "--page", "1", "--quote", quote)
    return old, new


def test_the_links_are_shown_first_and_nothing_changes(texts, run) -> None:
    told = run("replace", "PX-9", texts[1])
    assert "1 needs a look" in told.stdout and "Messages stay private." in told.stdout
    assert "Now: note.txt, 1 page; SHA-256 " in told.stdout and "New: signed.txt, 1 page" in told.stdout
    assert "Nothing was changed; --apply does it." in told.stderr
    assert [row["file_name"] for row in run.json("versions", "PX-9")] == ["note.txt"]


def test_apply_does_it_and_the_versions_say_why(texts, run) -> None:
    preview = run.json("replace", "PX-9", texts[1])
    assert not preview["applied"] and [one["outcome"] for one in preview["links"]] == ["needs a look", "stays"]
    told = run("replace", "PX-9", texts[1], "--reason", "The signed copy", "--apply")
    assert "Replace the document of Ex. PX-9 by “signed.txt”." in told.stderr
    first, second = run.json("versions", "PX-9")
    assert (first["file_name"], first["reason"], first["present"]) == ("note.txt", "The signed copy", False)
    assert second["file_name"] == "signed.txt" and second["present"] and "kept" not in second
    assert second["sha256"] == preview["new"]["sha256"] != first["sha256"]
    table = run("versions", "PX-9").stdout
    assert "2 (present)" in table and "The signed copy" in table
    assert len(run.json("links", "--look")) == 1
    run("undo")
    assert [row["file_name"] for row in run.json("versions", "PX-9")] == ["note.txt"]


def test_what_cannot_be_taken_is_one_sentence(texts, run, tmp_path: Path) -> None:
    assert "exactly the file the exhibit has" in run.error("replace", "PX-9", texts[0], "--apply")
    assert run.runner("replace", "PX-9", tmp_path / "none.pdf").exit_code != 0
    assert run.runner("versions", "PX-77").exit_code != 0
