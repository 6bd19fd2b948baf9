"""A matter folder: made once, locked by one writer, never on a network share."""

import os
import subprocess
import sys

import pytest

from evidence_app.model.errors import NotFound, StorageProblem
from evidence_app.services.matter import create_matter, open_matter
from evidence_app.storage import folder
from evidence_app.storage.folder import MatterFolder


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(StorageProblem, match="not empty"):
        MatterFolder.create(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_a_second_matter_in_the_same_folder_is_refused(matter):
    with pytest.raises(StorageProblem, match="already a matter"):
        create_matter(matter.folder.root, "Another")


def test_no_matter_there(tmp_path):
    with pytest.raises(NotFound, match="no matter"):
        open_matter(tmp_path)


def test_network_shares_are_refused_with_a_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "_file_system", lambda path: "cifs")
    with pytest.raises(StorageProblem, match="network share") as caught:
        MatterFolder.create(tmp_path / "m")
    assert "Copy the whole matter folder" in caught.value.hint
    assert not (tmp_path / "m").exists()


def test_the_lock_names_the_holder_and_ends_with_its_process(tmp_path):
    create_matter(tmp_path / "m", "A v. B").close()
    code = (
        "import sys, time; from pathlib import Path; from evidence_app.services.matter import open_matter; "
        "matter = open_matter(Path(sys.argv[1])); print('open', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "m")], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        with open_matter(tmp_path / "m") as second:
            assert second.read_only
            assert second.holder.process == child.pid
            assert second.holder.since[:2] == "20"
            assert "since 20" in str(second.holder)
    finally:
        child.kill()
        child.communicate()
    with open_matter(tmp_path / "m") as again:
        assert not again.read_only
        assert again.record.name == "A v. B"


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write everywhere")
def test_a_read_only_folder_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StorageProblem):
        MatterFolder.create(tmp_path / "m")


def test_working_copies_of_a_killed_process_are_removed_at_the_next_opening(tmp_path):
    with create_matter(tmp_path / "m", "A v. B") as matter:
        with matter.folder.workshop() as own:
            (own / "copy.pdf").write_bytes(b"copy")
            assert own.is_relative_to(matter.folder.root)
            assert matter.folder.clear_workshops() == 0, "a living process keeps its copies"
        assert not own.exists()
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        left = matter.folder.derived / f"work-{ended.pid}-abc"
        left.mkdir()
        (left / "copy.pdf").write_bytes(b"copy")
    open_matter(tmp_path / "m").close()
    assert not left.exists()
