"""The folder of one matter: its layout, its lock (one writing process), and the refusal of network shares.

matter.sqlite     everything a person entered, the page texts and the audit log
originals/        write-once files named by SHA-256
derived/          rebuilt any time: thumbnails, working copies
index/            Whoosh index, rebuilt any time
matter.lock       who has it open for writing, and since when
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from evidence_app.model.errors import NotFound, StorageProblem

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "davfs", "fuse.rclone"}
)


@dataclass(frozen=True)
class LockHolder:
    """Who has a matter open for writing: user, computer, process and local start time (ISO 8601)."""

    user: str
    computer: str
    process: int
    since: str

    def __str__(self) -> str:
        when = self.since.replace("T", " ")[:16]
        return f"{self.user or 'somebody'} on {self.computer or 'this computer'} since {when or 'an unknown time'}"


class MatterFolder:
    """Paths inside one matter folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.database = self.root / "matter.sqlite"
        self.originals = self.root / "originals"
        self.derived = self.root / "derived"
        self.index = self.root / "index"
        self.lock_file = self.root / "matter.lock"

    @classmethod
    def create(cls, root: Path, mark: str = "") -> MatterFolder:
        """Make an empty matter folder; refuses a folder that already holds something, and network shares.

        ``mark`` names an empty file made before anything else; a folder that has it was begun so, and is gone on with.
        """
        folder = cls(root)
        if not (mark and (folder.root / mark).exists()):
            folder._refuse_taken()
        refuse_network_share(folder.root)
        try:
            folder.root.mkdir(parents=True, exist_ok=True)
            if mark:
                (folder.root / mark).touch()
            for path in (folder.originals, folder.derived, folder.index):
                path.mkdir(exist_ok=True)
        except OSError as error:
            raise StorageProblem(
                f"The folder {folder.root} cannot be made: {error.strerror}.", "Choose another."
            ) from error
        return folder

    def _refuse_taken(self) -> None:
        if self.database.exists():
            raise StorageProblem(f"There is already a matter in {self.root}.", "Choose another folder, or open it.")
        if self.root.exists() and any(self.root.iterdir()):
            raise StorageProblem(f"The folder {self.root} is not empty.", "Choose a new or an empty folder.")

    @classmethod
    def existing(cls, root: Path) -> MatterFolder:
        """The folder of an existing matter; raises NotFound when there is none."""
        folder = cls(root)
        if not folder.database.is_file():
            raise NotFound(f"There is no matter in {folder.root}.", "Choose the folder that contains matter.sqlite.")
        refuse_network_share(folder.root)
        return folder

    @contextlib.contextmanager
    def workshop(self) -> Iterator[Path]:
        """A folder for working copies inside the matter, gone afterwards; after a kill the next opening removes it.

        Not the system's temporary folder: copies of exhibits stay where the exhibits are.
        """
        self.derived.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"work-{os.getpid()}-", dir=self.derived) as name:
            yield Path(name)

    def clear_workshops(self) -> int:
        """Remove workshops of processes that are no longer there; returns how many."""
        left = [path for path in self.derived.glob("work-*-*") if not _alive(path.name.split("-")[1])]
        for path in left:
            shutil.rmtree(path, ignore_errors=True)
        return len(left)


def _alive(process: str) -> bool:
    """Whether a process with this number runs; on doubt yes, so that nothing in use is removed."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        return True
    return True


class WriteLock:
    """The one-writer lock of a matter; released by the operating system when the process ends, even by a kill."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self) -> LockHolder | None:
        """Take the lock; returns ``None`` on success and the present holder otherwise."""
        file = self._path.open("a+", encoding="utf-8")
        if not _lock(file):
            file.close()
            return self.holder()
        holder = {
            "user": getpass.getuser(),
            "computer": platform.node(),
            "process": os.getpid(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        file.seek(0)
        file.truncate()
        json.dump(holder, file)
        file.flush()
        self._file = file
        return None

    def holder(self) -> LockHolder:
        """Who wrote the lock file last."""
        known: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._path.read_text(encoding="utf-8"))
        return LockHolder(
            str(known.get("user", "")),
            str(known.get("computer", "")),
            int(known.get("process", 0)),
            str(known.get("since", "")),
        )

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> bool:
    """An exclusive lock on the open file, without waiting; True when it was taken."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond the text, because a locked byte cannot be read by others on Windows
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def refuse_network_share(path: Path) -> None:
    """Raise StorageProblem when the path lies on a network share, where SQLite's write-ahead log is unsafe."""
    if _file_system(path) in NETWORK_FILE_SYSTEMS or str(path).startswith("\\\\"):
        raise StorageProblem(
            f"{path} lies on a network share, where a matter can be damaged.",
            "Copy the whole matter folder to a disk of this computer and open it there.",
        )


def _file_system(path: Path) -> str:
    """File-system type of the mount that holds the path, where the system tells (Linux); otherwise empty."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    target, best, kind = str(path.absolute()), "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, mount, file_system, *_rest = line.split(" ")
        mount = mount.replace("\\040", " ")
        inside = target == mount or target.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, file_system
    return kind
