"""Unpacking a backup into a matter folder: goes on after a kill, and never mixes two backups.

An empty file whose name holds the backup's fingerprint is made first and taken away last. A folder that has it was begun
with exactly this backup. Every file gets its name when it is whole, the database as the last of them: until then nobody
can open the folder as a matter, and from then on nothing in it is written again.
"""

from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import IO

from evidence_app.model.errors import IntegrityProblem, StorageProblem
from evidence_app.storage.archive import CHUNK, DATABASE, ORIGINALS, ArchiveContent, Heartbeat
from evidence_app.storage.folder import MatterFolder
from evidence_app.storage.originals import Originals

_MARK = "unfinished-restore-"


def is_unfinished(folder: Path) -> bool:
    """Whether a restore into this folder was begun and not finished."""
    return folder.is_dir() and any(folder.glob(f"{_MARK}*"))


def begin_unpacking(content: ArchiveContent, target: Path) -> MatterFolder:
    """The marked folder to unpack into: a new or empty one, or one begun with the same backup.

    Raises StorageProblem for every other folder.
    """
    mark, root = _MARK + content.fingerprint, MatterFolder(target).root
    if is_unfinished(root) and not (root / mark).exists():
        raise StorageProblem(
            f"{root} holds an unfinished restore of another backup.",
            "Restore that backup there again, or choose a new folder.",
        )
    return MatterFolder.create(target, mark)


def finish_unpacking(folder: MatterFolder) -> None:
    """Take the mark away: the matter is unpacked and was verified."""
    for mark in folder.root.glob(f"{_MARK}*"):
        mark.unlink()


def unpack(archive: Path, content: ArchiveContent, folder: MatterFolder, heartbeat: Heartbeat) -> None:
    """Unpack a checked backup; only names of its manifest are written, originals read-only, whole ones are kept.

    A database that is there already may have been worked in since, so nothing is unpacked over it.
    """
    if folder.database.exists():
        return
    try:
        with tarfile.open(archive, "r:") as tar:
            for i, member in enumerate(tar):
                if member.name in content.members:
                    heartbeat(i, len(content.members), member.name.removeprefix(ORIGINALS))
                    _unpack_one(tar.extractfile(member), member.name, folder)
    except OSError as error:
        raise StorageProblem(
            f"The backup cannot be unpacked: {error.strerror or error}.", "Free space, then start it again; it goes on."
        ) from error


def _unpack_one(source: IO[bytes] | None, name: str, folder: MatterFolder) -> None:
    path = _inside(folder, name)
    if name != DATABASE and Originals(folder.originals).verify(path.name):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        while source and (block := source.read(CHUNK)):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
    if name != DATABASE:
        path.chmod(0o440)


def _inside(folder: MatterFolder, name: str) -> Path:
    if name == DATABASE:
        return folder.database
    try:
        return Originals(folder.originals).path(name.removeprefix(ORIGINALS))
    except ValueError as error:
        raise IntegrityProblem(f"The backup holds an unexpected file {name!r}.", "Use another backup.") from error
