"""Backup and restore: the whole matter in one verified file."""

from __future__ import annotations

import os
import re
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
    snapshot_database,
    write_archive,
)
from evidence_app.storage.journal import utc_now
from evidence_app.storage.unpacking import begin_unpacking, finish_unpacking, is_unfinished, unpack

__all__ = ["SUFFIX", "backup", "is_unfinished", "restore", "target_named"]

SUFFIX = ".evidence-backup"
PART = ".part"
_ENDING = re.compile(r"\.(?=[\w-]*[a-z])[\w-]{1,20}", re.IGNORECASE)
"""What a person means as an ending: "safe.zip" has one, "Rivera v. Example Corp" and "safe 2026.11.28" have none."""
ProgressCallback = Callable[[Progress], None]


def _beat(progress: ProgressCallback | None, cancel: CancelToken | None, words: str) -> Heartbeat:
    def tell(done: int, total: int, name: str) -> None:
        if cancel is not None:
            cancel.raise_if_cancelled()
        if progress is not None:
            progress(Progress(done, total, f"{words} {name[:16]}"))

    return tell


def target_named(target: Path) -> Path:
    """The file a backup is written to: exactly the one named, with the usual ending only where it has none."""
    return target if _ENDING.fullmatch(target.suffix) else target.with_name(target.name + SUFFIX)


def backup(
    matter: Matter, target: Path, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> ArchiveContent:
    """Write the matter into one file and read it back; stopped or killed, the next run goes on where it was.

    The file appears under its name only when it is whole and verified. Raises UserError when the name is taken.
    """
    target = target_named(target)
    if target.exists():
        raise UserError(
            f"There is already a file {target.name}.", "Choose another name; backups are never overwritten."
        )
    if target.absolute().is_relative_to(matter.folder.root):
        raise UserError("A backup inside the matter folder would be lost with it.", "Choose another disk or folder.")
    part = target.with_name(target.name + PART)
    with matter.folder.workshop() as room:
        copy = room / "backup.sqlite"
        with matter.snapshot() as rows:
            snapshot_database(rows.connection, copy)
            present = rows.column("SELECT DISTINCT original_sha256 FROM exhibit WHERE original_sha256 != ''")
            hashes = sorted({*present, *replacing.kept_originals(matter)})
        about = {"name": matter.record.name, "uid": matter.uid, "made_at": utc_now(), "head": history.head(matter)[1]}
        originals = [(sha256, matter.originals.existing(sha256)) for sha256 in hashes]
        write_archive(part, originals, copy, about, _beat(progress, cancel, "Copying"))
    content = check_archive(part, _beat(progress, cancel, "Checking"))
    os.replace(part, target)  # noqa: PTH105
    if not matter.read_only:
        history.record(matter, "Back up the matter to {file}", file=target.name, originals=len(originals))
    return content


def restore(
    archive: Path, target: Path, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> integrity.IntegrityReport:
    """Unpack a backup into a new folder, open it and verify it; started again after a stop or a kill it goes on.

    The target must not exist, be empty, or be where a restore of the same backup was stopped. Raises NotFound without
    the file, and StorageProblem for any other folder.
    """
    if not archive.is_file():
        raise NotFound(f"There is no file {archive}.", _meant(archive))
    content = check_archive(archive, _beat(progress, cancel, "Checking"))
    folder = begin_unpacking(content, target)
    unpack(archive, content, folder, _beat(progress, cancel, "Unpacking"))
    with open_matter(folder.root) as matter:
        history.record(matter, "Restore the matter from {file}", file=archive.name)
        report = integrity.verify(matter, progress, cancel)
    finish_unpacking(folder)
    return report


def _meant(archive: Path) -> str:
    """A file beside the one named that was probably meant."""
    for near in (archive.with_name(archive.name + SUFFIX), archive.with_suffix(SUFFIX)):
        if near.is_file():
            return f"There is {near}; name that one if you mean it."
    if archive.with_name(archive.name + PART).is_file():
        return "A backup with this name was begun and not finished; start it again, it goes on."
    return "Check the path."
