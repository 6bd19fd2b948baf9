"""A backup is whole, verified, resumable, and brings back exactly the matter."""

import json
import signal
import subprocess
import sys
import tarfile

import pytest

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, FileProblem, IntegrityProblem, NotFound, StorageProblem, UserError
from evidence_app.services import backup, exhibits, importing, tags
from evidence_app.services.matter import create_matter, open_matter
from tests.services.test_importing import make_pdf


@pytest.fixture
def filled(matter, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(5):
        make_pdf(folder / f"{i}.pdf", f"text of file {i}")
    importing.import_paths(matter, [folder])
    tags.add_tag(matter, exhibits.list_ids(matter), "hot")
    return matter


def test_round_trip(filled, tmp_path):
    before = filled.read.tuples("SELECT * FROM exhibit"), filled.read.tuples("SELECT text FROM page")
    content = backup.backup(filled, tmp_path / "out")
    assert len(content.members) == 6
    report = backup.restore(tmp_path / "out.evidence-backup", tmp_path / "again")
    assert report.clean
    with open_matter(tmp_path / "again") as again:
        assert (again.read.tuples("SELECT * FROM exhibit"), again.read.tuples("SELECT text FROM page")) == before
        assert again.uid == filled.uid


def test_a_stopped_backup_goes_on(filled, tmp_path):
    cancel, steps = CancelToken(), []

    def stop(progress):
        steps.append(progress.done)
        if progress.done == 3:
            cancel.cancel()

    with pytest.raises(Cancelled):
        backup.backup(filled, tmp_path / "out", stop, cancel)
    part = tmp_path / "out.evidence-backup.part"
    assert part.exists()
    assert not (tmp_path / "out.evidence-backup").exists()
    with part.open("ab") as file:
        file.write(b"half a member")
    backup.backup(filled, tmp_path / "out")
    assert backup.restore(tmp_path / "out.evidence-backup", tmp_path / "again").clean


def test_an_altered_backup_is_refused(filled, tmp_path):
    backup.backup(filled, tmp_path / "out")
    path = tmp_path / "out.evidence-backup"
    data = bytearray(path.read_bytes())
    with tarfile.open(path) as tar:
        place = next(m for m in tar if m.name.startswith("originals/")).offset_data
    data[place + 5] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IntegrityProblem, match="differs from its manifest"):
        backup.restore(path, tmp_path / "again")
    path.write_bytes(b"not a backup")
    with pytest.raises(FileProblem, match="not a whole backup"):
        backup.restore(path, tmp_path / "third")


def test_backups_are_never_overwritten_and_never_inside_the_matter(filled, tmp_path):
    backup.backup(filled, tmp_path / "out")
    with pytest.raises(UserError, match="already a file"):
        backup.backup(filled, tmp_path / "out")
    with pytest.raises(UserError, match="inside the matter"):
        backup.backup(filled, filled.folder.root / "out")


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("x.zip", "x.zip"),
        ("x", "x.evidence-backup"),
        ("x.evidence-backup", "x.evidence-backup"),
        ("Rivera v. Example Corp", "Rivera v. Example Corp.evidence-backup"),
        ("safe 2026.11.28", "safe 2026.11.28.evidence-backup"),
    ],
)
def test_the_file_is_the_one_the_user_named(tmp_path, named, written):
    assert backup.target_named(tmp_path / named) == tmp_path / written


def test_a_backup_of_any_name_is_found_again(filled, tmp_path):
    backup.backup(filled, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").is_file() and not list(tmp_path.glob("*.evidence-backup*"))
    assert backup.restore(tmp_path / "x.zip", tmp_path / "again").clean


@pytest.mark.parametrize(
    ("there", "named", "hint"),
    [
        ("x.evidence-backup", "x", "x.evidence-backup"),
        ("x.evidence-backup", "x.zip", "x.evidence-backup"),
        ("x.zip.part", "x.zip", "not finished"),
        ("other.zip", "x.zip", "Check the path"),
    ],
)
def test_a_file_that_is_not_there_names_the_one_that_was_meant(tmp_path, there, named, hint):
    (tmp_path / there).touch()
    with pytest.raises(NotFound) as told:
        backup.restore(tmp_path / named, tmp_path / "again")
    assert hint in told.value.hint and not (tmp_path / "again").exists()


KILLED = """
import json, os, signal, sys
from pathlib import Path
from evidence_app.services import backup
from evidence_app.services.matter import open_matter

what, source, target, words, at = json.loads(sys.argv[1])

def die(progress):
    if progress.text.startswith(words) and progress.done == at:
        os.kill(os.getpid(), signal.SIGKILL)

if what == "backup":
    with open_matter(Path(source)) as matter:
        backup.backup(matter, Path(target), die)
else:
    backup.restore(Path(source), Path(target), die)
"""


def killed(*what):
    """Run a backup or a restore in a process that is killed in the middle of it."""
    ended = subprocess.run([sys.executable, "-c", KILLED, json.dumps([*map(str, what[:-1]), what[-1]])], check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize(("words", "at"), [("Copying", 3), ("Checking", 2)])
def test_a_killed_backup_leaves_nothing_under_its_name_and_goes_on(filled, tmp_path, words, at):
    target = tmp_path / "x.zip"
    killed("backup", filled.folder.root, target, words, at)
    assert not target.exists() and (tmp_path / "x.zip.part").exists()
    backup.backup(filled, target)
    assert not (tmp_path / "x.zip.part").exists()
    assert backup.restore(target, tmp_path / "again").clean


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize(("words", "at"), [("Unpacking", 3), ("Unpacking", 5)])
def test_a_killed_restore_is_no_matter_yet_and_goes_on(filled, tmp_path, words, at):
    source, target = tmp_path / "x.zip", tmp_path / "again"
    backup.backup(filled, source)
    killed("restore", source, target, words, at)
    assert not (target / "matter.sqlite").exists() and backup.is_unfinished(target)
    kept = {path: path.stat().st_mtime_ns for path in target.glob("originals/*/*") if path.suffix != ".part"}
    assert len(kept) == at
    next(iter(kept)).with_name("0" * 64 + ".part").write_bytes(b"half a file")
    assert backup.restore(source, target).clean and not backup.is_unfinished(target)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_a_restore_stopped_while_verifying_writes_nothing_over_the_matter(filled, tmp_path):
    source, target, cancel = tmp_path / "x.zip", tmp_path / "again", CancelToken()
    backup.backup(filled, source)

    def stop(_progress):
        if (target / "matter.sqlite").exists():
            cancel.cancel()

    with pytest.raises(Cancelled):
        backup.restore(source, target, stop, cancel)
    with open_matter(target) as again:
        tags.add_tag(again, exhibits.list_ids(again), "worked in meanwhile")
    assert backup.restore(source, target).clean
    with open_matter(target) as again:
        assert "worked in meanwhile" in again.read.column("SELECT name FROM tag")
    with pytest.raises(StorageProblem, match="already a matter"):
        backup.restore(source, target)


def test_two_backups_are_never_mixed_in_one_folder_or_file(filled, tmp_path):
    cancel = CancelToken()
    cancel.cancel()
    backup.backup(filled, tmp_path / "x.zip")
    with pytest.raises(Cancelled):
        backup.backup(filled, tmp_path / "y.zip", None, cancel)
    backup.begin_unpacking(backup.check_archive(tmp_path / "x.zip", lambda *_step: None), tmp_path / "again")
    with create_matter(tmp_path / "other", "Another v. Case") as other:
        folder = tmp_path / "more"
        folder.mkdir()
        make_pdf(folder / "a.pdf", "of another case")
        importing.import_paths(other, [folder])
        (tmp_path / "x.zip").rename(tmp_path / "y.zip.part")
        content = backup.backup(other, tmp_path / "y.zip")
    assert len(content.members) == 2
    with tarfile.open(tmp_path / "y.zip") as tar:
        assert set(tar.getnames()) == {*content.members, "manifest.json"}
    with pytest.raises(StorageProblem, match="unfinished restore of another backup"):
        backup.restore(tmp_path / "y.zip", tmp_path / "again")


def test_a_refused_backup_leaves_no_folder_behind(filled, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"not a backup")
    with pytest.raises(FileProblem):
        backup.restore(tmp_path / "x.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()
