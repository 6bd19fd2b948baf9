"""Backup and restore: the whole matter in one verified file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from evidence_app.jobs import CancelToken, Progress
from evidence_app.model.errors import NotFound, UserError
from evidence_app.services import history, integrity, replacing
from evidence_app.services.matter import Matter, open_matter
from evidence_app.storage.archive import (
    ArchiveContent,
    Heartbeat,
    check_archive,
    extract_archive,
    snapshot_database,
    write_archive,
)
from evidence_app.storage.folder import MatterFolder
from evidence_app.storage.journal import utc_now

SUFFIX = ".evidence-backup"
ProgressCallback = Callable[[Progress], None]


def _beat(progress: ProgressCallback | None, cancel: CancelToken | None, words: str) -> Heartbeat:
    def tell(done: int, total: int, name: str) -> None:
        if cancel is not None:
            cancel.raise_if_cancelled()
        if progress is not None:
            progress(Progress(done, total, f"{words} {name[:16]}"))

    return tell


def backup(
    matter: Matter, target: Path, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> ArchiveContent:
    """Write the matter into one file and read it back; stopped or killed, the next run goes on where it was.

    The file appears under its name only when it is whole and verified. Raises UserError when the name is taken.
    """
    target = target.with_suffix(SUFFIX) if target.suffix != SUFFIX else target
    if target.exists():
        raise UserError(
            f"There is already a file {target.name}.", "Choose another name; backups are never overwritten."
        )
    if target.absolute().is_relative_to(matter.folder.root):
        raise UserError("A backup inside the matter folder would be lost with it.", "Choose another disk or folder.")
    part = target.with_name(target.name + ".part")
    copy = matter.folder.derived / "backup.sqlite"
    with matter.snapshot() as rows:
        snapshot_database(rows.connection, copy)
        present = rows.column("SELECT DISTINCT original_sha256 FROM exhibit WHERE original_sha256 != ''")
        hashes = sorted({*present, *replacing.kept_originals(matter)})
    about = {"name": matter.record.name, "uid": matter.uid, "made_at": utc_now(), "head": history.head(matter)[1]}
    originals = [(sha256, matter.originals.existing(sha256)) for sha256 in hashes]
    try:
        write_archive(part, originals, copy, about, _beat(progress, cancel, "Copying"))
    finally:
        copy.unlink(missing_ok=True)
    content = check_archive(part, _beat(progress, cancel, "Checking"))
    os.replace(part, target)  # noqa: PTH105
    if not matter.read_only:
        history.record(matter, "Back up the matter to {file}", file=target.name, originals=len(originals))
    return content


def restore(
    archive: Path, target: Path, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> integrity.IntegrityReport:
    """Unpack a backup into a new folder, open it and verify it. The target must not exist or be empty."""
    if not archive.is_file():
        raise NotFound(f"There is no file {archive}.", "Check the path.")
    folder = MatterFolder.create(target)
    extract_archive(archive, folder.root, _beat(progress, cancel, "Unpacking"))
    with open_matter(folder.root) as matter:
        history.record(matter, "Restore the matter from {file}", file=archive.name)
        return integrity.verify(matter, progress, cancel)
