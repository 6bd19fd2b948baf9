"""The originals of a matter: write-once files named by their SHA-256, so that a copy can be proved equal to what came in.

A file is hashed while it is copied, flushed to disk, renamed into place and made read-only before any row mentions it:
a crash leaves at most a file without a row, never a row without its file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidence_app.model.errors import FileProblem, NotFound, StorageProblem

CHUNK = 1 << 20
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class StoredOriginal:
    """A file in the store: its SHA-256 (hex), its size in bytes, and whether this call put it there."""

    sha256: str
    size: int
    new: bool


class Originals:
    """The ``originals/`` folder of one matter. Nothing here ever opens a stored file for writing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original with this hash lies (or would lie)."""
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self._folder / sha256[:2] / sha256

    def existing(self, sha256: str) -> Path:
        """The stored file; raises NotFound when it is missing, or when there never was one."""
        if not sha256:
            raise NotFound("This exhibit has no file of its own.", "Import its file, or leave it out.")
        path = self.path(sha256)
        if not path.is_file():
            raise NotFound("The original file is missing from the matter folder.", "Run Verify, then restore a backup.")
        return path

    def hash_of(self, source: Path, heartbeat: Callable[[int], None] | None = None) -> StoredOriginal:
        """SHA-256 and size of a file outside the store, without copying it."""
        digest, size = hashlib.sha256(), 0
        try:
            with source.open("rb") as file:
                for block in _blocks(file):
                    digest.update(block)
                    size += len(block)
                    if heartbeat:
                        heartbeat(size)
        except OSError as error:
            raise FileProblem(
                f"The file cannot be read: {error.strerror or error}.", "Check it, then retry."
            ) from error
        return StoredOriginal(digest.hexdigest(), size, not self.path(digest.hexdigest()).exists())

    def add(self, source: Path, heartbeat: Callable[[int], None] | None = None) -> StoredOriginal:
        """Copy a file into the store under its hash; a file already there is left alone.

        Raises FileProblem when the source cannot be read and StorageProblem when the store cannot be written.
        """
        try:
            with source.open("rb") as file:
                return self._store(_blocks(file), heartbeat)
        except StorageProblem:
            raise
        except OSError as error:
            raise FileProblem(
                f"The file cannot be read: {error.strerror or error}.", "Check it, then retry."
            ) from error

    def add_bytes(self, data: bytes) -> StoredOriginal:
        """Store bytes that never were a file of their own, such as a message inside a mailbox."""
        return self._store(iter((data,)), None)

    def add_blocks(self, blocks: Iterator[bytes]) -> StoredOriginal:
        """Store a file that arrives in pieces, such as a member of an archive; what ``blocks`` raises leaves nothing."""
        return self._store(blocks, None)

    def _store(self, blocks: Iterator[bytes], heartbeat: Callable[[int], None] | None) -> StoredOriginal:
        self._folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        try:
            handle, name = tempfile.mkstemp(prefix="incoming-", dir=self._folder)
        except OSError as error:
            raise _full(error) from error
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                for block in blocks:
                    digest.update(block)
                    size += len(block)
                    _write(out, block)
                    if heartbeat:
                        heartbeat(size)
                out.flush()
                os.fsync(out.fileno())
            return self._keep(temporary, digest.hexdigest(), size)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _keep(self, temporary: Path, sha256: str, size: int) -> StoredOriginal:
        target = self.path(sha256)
        if target.exists():
            return StoredOriginal(sha256, size, new=False)
        try:
            target.parent.mkdir(exist_ok=True)
            temporary.chmod(stat.S_IRUSR | stat.S_IRGRP)
            temporary.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise _full(error) from error
        return StoredOriginal(sha256, size, new=True)

    def verify(self, sha256: str, heartbeat: Callable[[int], None] | None = None) -> bool | None:
        """Re-hash a stored file: True equal, False altered, None missing."""
        path = self.path(sha256)
        if not path.is_file():
            return None
        return self.hash_of(path, heartbeat).sha256 == sha256

    def stored(self) -> Iterator[str]:
        """The hashes of every file in the store, by name."""
        for folder in sorted(self._folder.iterdir()) if self._folder.exists() else []:
            if folder.is_dir():
                yield from sorted(path.name for path in folder.iterdir() if path.is_file())

    def clear_unfinished(self) -> int:
        """Remove copies that a crash left half-written; returns how many there were."""
        left = list(self._folder.glob("incoming-*")) if self._folder.exists() else []
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(CHUNK):
        yield block


def _write(out: BinaryIO, block: bytes) -> None:
    try:
        out.write(block)
    except OSError as error:
        raise _full(error) from error


def _full(error: OSError) -> StorageProblem:
    return StorageProblem(
        f"The original could not be stored: {error.strerror or error}.", "Free disk space, then import the file again."
    )


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system allows it (not on Windows)."""
    with contextlib.suppress(OSError, PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
