"""A received production in a .zip: what is in it, whether it can be unpacked without harm, and its members one by one.

Whoever made the .zip cannot be trusted. Nothing is written where the archive says: every member's path is taken apart,
and what leads elsewhere, is no plain file, or cannot be told from another member is named with its reason instead. The
.zip is only read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import TracebackType
from typing import BinaryIO, Self

from evidence_app.importers.load_folder import HEAD, load_file_names, says_load_file
from evidence_app.model.errors import Encrypted, FileProblem, NotFound, StorageProblem, TooBig, Unreadable

Heartbeat = Callable[[int, int, str], None]
"""Called often with (files done, files in all, name at hand); may raise Cancelled, which stops the work."""
SUFFIX = ".zip"
MAX_MEMBERS = 1_000_000
"""Files in one production; more is no production but an attempt to wear the machine out."""
MAX_RATIO, SMALL = 200, 1 << 30
"""A .zip that unpacks to more than a gigabyte and to more than 200 times its own size is a bomb, not pages and texts."""
SPARE = 200 << 20
"""Bytes of the disk that stay free."""
CHUNK = 1 << 20
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two methods whose reading needs little memory whatever is in them; productions use no others."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error, IndexError)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_BY_HAND = "If you trust it, unpack it yourself and import its folder."
_NOT_ON_WINDOWS = frozenset('<>:"|?*')
_LINK = "It is a link or a device, not a file, and was left out."
_TWINS = "Its name differs from another in the .zip only in upper and lower case, or not at all: which is meant cannot be told."


@dataclass(frozen=True)
class Member:
    """One file in the .zip: its path as parts below the .zip's own folder, and why it cannot be unpacked (or "")."""

    info: zipfile.ZipInfo
    parts: tuple[str, ...]
    problem: str = ""

    @property
    def name(self) -> str:
        """The path as it is shown and looked up."""
        return "/".join(self.parts) if self.parts else self.info.filename


def is_zip(path: Path) -> bool:
    """Whether a path is a file that calls itself a .zip."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def holds_load_file(path: Path) -> bool:
    """Whether a .zip holds a load file, read from the first bytes of a few members; False when it cannot be read.

    Of a .zip that is encrypted only names can be read; a DAT, OPT or LFP among them counts.
    """
    try:
        with ReceivedZip(path) as archive:
            likely = sorted(
                load_file_names(archive.sizes()), key=lambda one: (one.suffix.lower() == ".txt", len(one.parts))
            )
            return any(map(archive.is_load_file, likely))
    except FileProblem:
        return False


def inside_zip(path: Path) -> tuple[Path, str] | None:
    """(the .zip, the name in it) of a path that goes on behind a .zip as if that were a folder; None for any other."""
    for above in path.parents:
        if is_zip(above):
            return above, path.relative_to(above).as_posix()
    return None


class ReceivedZip:
    """An open .zip. Raises Unreadable when it is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except _DAMAGE as error:
            raise Unreadable(f"{path.name} is damaged: it is not a complete .zip.", "Ask for it again.") from error
        self.members = members_of(self._archive.infolist())
        self._by_name = {unicodedata.normalize("NFC", one.name): one for one in self.members}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def sizes(self) -> dict[PurePosixPath, int]:
        """The files that can be unpacked, with their sizes as stated."""
        return {PurePosixPath(one.name): one.info.file_size for one in self.members if not one.problem}

    def is_load_file(self, name: PurePosixPath) -> bool:
        """Whether a member is a load file, by its first bytes."""
        member = self._by_name[unicodedata.normalize("NFC", str(name))]
        if member.info.flag_bits & 1:
            return name.suffix.lower() in (".dat", ".opt", ".lfp")
        try:
            with self._archive.open(member.info) as file:
                return says_load_file(name.suffix.lower(), file.read(HEAD))
        except _DAMAGE:
            return False

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, checked against its check sum at the end; raises FileProblem, or NotFound without one.

        Some disks write letters with accents in another way than the .zip does; both ways name the same member.
        """
        member = self._by_name.get(unicodedata.normalize("NFC", name))
        if member is None:
            raise NotFound(f"{name} is not in {self.path.name}.", "Put the .zip back as it was, then retry.")
        if member.problem:
            raise Unreadable(member.problem)
        try:
            with self._archive.open(member.info) as file:
                while block := file.read(CHUNK):
                    yield block
        except _DAMAGE as error:
            raise Unreadable("It is damaged in the .zip.", "Ask for it again.") from error

    def refuse_harm(self, free: int) -> None:
        """Raise Encrypted or TooBig when unpacking it makes no sense or would do harm; ``free`` is the disk's space in bytes."""
        refuse_harm(self.path.name, [one.info for one in self.members], self.path.stat().st_size, free)

    def unpack(self, folder: Path, heartbeat: Heartbeat) -> dict[str, str]:
        """Write every sound member below a folder; returns what could not be unpacked, by name, with the reason.

        Raises StorageProblem when the disk is full, and what ``heartbeat`` raises.
        """
        refused = {one.name: one.problem for one in self.members if one.problem}
        sound = [one for one in self.members if not one.problem]
        for done, one in enumerate(sound):
            try:
                with _created(folder.joinpath(*one.parts)) as out:
                    for block in self.blocks(one.name):
                        heartbeat(done, len(sound), one.name)
                        out.write(block)
            except FileProblem as error:
                refused[one.name] = error.message
        heartbeat(len(sound), len(sound), "")
        return refused


@contextlib.contextmanager
def _created(path: Path) -> Iterator[BinaryIO]:
    """A new file, removed again when it does not become whole; never one that is there already."""
    made = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            made = True
            yield out
    except BaseException as error:
        if made:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        if error.errno in _FULL:
            raise StorageProblem("The disk is full.", "Free disk space, then try again.") from error
        raise Unreadable(f"It cannot be unpacked under its name: {error.strerror}.") from error


def refuse_harm(name: str, members: Sequence[zipfile.ZipInfo], packed: int, free: int) -> None:
    """The limits of :meth:`ReceivedZip.refuse_harm`; ``packed`` is the size of the .zip in bytes.

    Twice the unpacked size must be free: the files are there once unpacked and once as originals of the matter.
    """
    if any(member.flag_bits & 1 for member in members):
        raise Encrypted(f"{name} is encrypted.", "Unpack it with its password and import its folder.")
    if len(members) > MAX_MEMBERS:
        raise TooBig(f"{name} holds {len(members):,} files, more than a production does; it is not unpacked.", _BY_HAND)
    total = sum(member.file_size for member in members)
    if total > SMALL and total > MAX_RATIO * packed:
        words = f"{name} would unpack to {_size(total)}, {total // max(1, packed):,} times its own size; it is not unpacked."
        raise TooBig(words, _BY_HAND)
    if 2 * total + SPARE > free:
        raise TooBig(
            f"{name} needs {_size(2 * total + SPARE)} of free disk space to be taken in, and there are {_size(free)}.",
            "Free disk space, or move the matter to a larger disk.",
        )


def _size(count: int) -> str:
    return f"{count / (1 << 30):,.1f} GB" if count >= 1 << 29 else f"{max(1, count >> 20):,} MB"


def members_of(infos: Sequence[zipfile.ZipInfo]) -> list[Member]:
    """The files of an archive, folders left out, each with its path or the reason why it has none that is safe."""
    found = [_member(info) for info in infos if not _is_folder(info)]
    keys = Counter(map(_key, found))
    return [Member(one.info, one.parts, one.problem or (_TWINS if keys[_key(one)] > 1 else "")) for one in found]


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """A folder's own entry; some programs of Windows write its name with backslashes."""
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _key(one: Member) -> str:
    """Names that are one and the same on some computers."""
    return unicodedata.normalize("NFC", one.name).casefold()


def _member(info: zipfile.ZipInfo) -> Member:
    path = PureWindowsPath(info.orig_filename.replace("/", "\\"))
    parts = tuple(part for part in path.parts[bool(path.anchor) :] if part != ".")
    if path.anchor or ".." in parts or not parts:
        return Member(info, (), "Its path leads out of the folder, and it was left out.")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return Member(info, parts, _LINK)
    if any(_unfit(part) for part in parts):
        return Member(info, parts, "Its name cannot be used on this computer, and it was left out.")
    if info.compress_type not in _READ:
        return Member(info, parts, "It is packed in a way that is not read here: unpack the .zip yourself.")
    return Member(info, parts)


def _unfit(part: str, windows: bool = os.name == "nt") -> bool:
    """A name with control characters; on Windows also one that is a device, a stream, or would be changed."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in part):
        return True
    return windows and (bool(set(part) & _NOT_ON_WINDOWS) or part[-1] in ". " or PureWindowsPath(part).is_reserved())
