"""A backup is whole, verified, resumable, and brings back exactly the matter."""

import tarfile

import pytest

from evidence_app.jobs import CancelToken
from evidence_app.model.errors import Cancelled, FileProblem, IntegrityProblem, UserError
from evidence_app.services import backup, exhibits, importing, tags
from evidence_app.services.matter import open_matter
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
