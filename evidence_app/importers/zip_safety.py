"""Opens ZIP archives only when unpacking them cannot flood memory. Members are read by name, never extracted to paths."""

from __future__ import annotations

import zipfile
from pathlib import Path

from evidence_app.importers.contract import ReadContext
from evidence_app.model.errors import TooBig, Unreadable

MAX_RATIO = 100
MAX_MEMBER_BYTES = 200 << 20
MAX_MEMBERS = 10_000
_SMALL = 1 << 20
"""Repetitive XML packs well; below a megabyte no ratio is dangerous."""


def open_archive(path: Path, context: ReadContext) -> zipfile.ZipFile:
    """The archive, after its table of contents passed the limits; raises TooBig or Unreadable.

    The stated sizes can lie, but zipfile stops reading a member at its stated size.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise Unreadable("The file is damaged: it is not a complete ZIP container.") from error
    try:
        _check(archive.infolist(), context.max_unpacked_bytes)
    except TooBig:
        archive.close()
        raise
    return archive


def _check(members: list[zipfile.ZipInfo], max_unpacked_bytes: int) -> None:
    hint = "If you trust it, open it in Office, save it as PDF and import that."
    if len(members) > MAX_MEMBERS:
        raise TooBig(f"The file holds {len(members):,} parts, more than a real document does.", hint)
    for member in members:
        bomb = member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size)
        if bomb or member.file_size > MAX_MEMBER_BYTES:
            raise TooBig(f"A part of the file unpacks to {member.file_size >> 20:,} MB; it is not opened.", hint)
    if sum(member.file_size for member in members) > max_unpacked_bytes:
        raise TooBig("The file unpacks to more than is allowed; it is not opened.", hint)
