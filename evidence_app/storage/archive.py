"""One-file backups of a matter: a tar with the originals, then the database, then a manifest of SHA-256 values.

Originals come first because they never change: an interrupted backup is taken up again after the last whole one. The
database is copied last, so it never mentions an original that is not in the file before it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from evidence_app.model.errors import FileProblem, IntegrityProblem, StorageProblem
from evidence_app.turns import give_way

DATABASE = "matter.sqlite"
ORIGINALS = "originals/"
MANIFEST = "manifest.json"
CHUNK = 1 << 20
Heartbeat = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ArchiveContent:
    """What a backup holds: SHA-256 by member name, and the name of the matter."""

    name: str
    uid: str
    made_at: str
    members: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """Tells this backup from every other one: a hash over what it holds, of which matter, and when it was made."""
        text = json.dumps([self.uid, self.made_at, sorted(self.members.items())])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def snapshot_database(source: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of the open database, also while it is being written."""
    target.unlink(missing_ok=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def write_archive(
    part: Path, originals: Iterable[tuple[str, Path]], database: Path, about: dict[str, str], heartbeat: Heartbeat
) -> dict[str, str]:
    """Write (or go on writing) the backup file ``part``; returns SHA-256 by member. ``originals`` are (sha256, path).

    Only originals named here stay in it: what another matter's backup left under that name is cut off.
    """
    wanted = list(originals)
    try:
        members = _whole_members(part, {f"{ORIGINALS}{sha256}" for sha256, _path in wanted}, heartbeat)
        with part.open("r+b" if part.exists() else "w+b") as file:
            file.seek(0, os.SEEK_END)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for i, (sha256, path) in enumerate(wanted):
                    heartbeat(i, len(wanted), path.name)
                    name = f"{ORIGINALS}{sha256}"
                    if name not in members:
                        members[name] = _add(tar, name, path)
                members[DATABASE] = _add(tar, DATABASE, database)
                text = json.dumps({**about, "members": members}, indent=1).encode()
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageProblem(f"The backup cannot be written: {error.strerror or error}.", "Free space, then start it again; it goes on.") from error  # fmt: skip
    return members


def _whole_members(part: Path, wanted: Collection[str], heartbeat: Heartbeat) -> dict[str, str]:
    """Originals already whole in an interrupted backup; from the first that is not whole or not wanted all is cut off."""
    if not part.exists() or not part.stat().st_size:
        return {}
    found: dict[str, str] = {}
    end, size = 0, part.stat().st_size
    with part.open("r+b") as file:
        with contextlib.suppress(tarfile.TarError), tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                whole = member.offset_data + -(-member.size // 512) * 512
                if member.name not in wanted or whole > size:
                    break
                heartbeat(len(found), len(wanted), member.name.removeprefix(ORIGINALS))
                digest = _hash(tar.extractfile(member))
                if digest != member.name.removeprefix(ORIGINALS):
                    break
                found[member.name], end = digest, whole
        file.truncate(end)
    return found


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    info = tarfile.TarInfo(name)
    info.size = path.stat().st_size
    info.mode = 0o444
    with path.open("rb") as file:
        reader = _Hashing(file)
        tar.addfile(info, reader)  # type: ignore[arg-type]
    return reader.digest.hexdigest()


class _Hashing:
    """A reader that hashes what goes through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        give_way()
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _hash(file: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while file is not None and (block := file.read(CHUNK)):
        give_way()
        digest.update(block)
    return digest.hexdigest()


def read_manifest(archive: Path) -> ArchiveContent:
    """What a backup says it holds. Raises FileProblem when it is no whole backup."""
    try:
        with tarfile.open(archive, "r:") as tar:
            member = tar.extractfile(MANIFEST)
            about = json.loads(member.read()) if member else {}
        return ArchiveContent(about["name"], about["uid"], about["made_at"], dict(about["members"]))
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise FileProblem(f"{archive.name} is not a whole backup.", "Choose another backup file.") from error


def check_archive(archive: Path, heartbeat: Heartbeat) -> ArchiveContent:
    """Re-hash every member of a backup. Raises IntegrityProblem naming the first that differs or is missing."""
    content = read_manifest(archive)
    left = dict(content.members)
    with tarfile.open(archive, "r:") as tar:
        for i, member in enumerate(tar):
            if member.name == MANIFEST:
                continue
            heartbeat(i, len(content.members), member.name)
            if _hash(tar.extractfile(member)) != left.pop(member.name, ""):
                raise IntegrityProblem(f"{member.name} in the backup differs from its manifest.", "Use another backup.")
    if left:
        raise IntegrityProblem(f"The backup lacks {next(iter(left))}.", "Use another backup.")
    return content
