"""A received production as it comes, a folder or a .zip: looked at in a place that is gone afterwards, then taken in."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from evidence_app.importers.received_zip import ReceivedZip, holds_load_file, is_zip
from evidence_app.jobs import CancelToken, ProgressCallback, ProgressMeter
from evidence_app.model.load_fields import DateOrder
from evidence_app.services import load_import
from evidence_app.services.importing import ImportOptions, ImportSummary
from evidence_app.services.load_import import LoadFolder, LoadPreview
from evidence_app.services.matter import Matter

__all__ = ["Received", "holds_production", "import_received", "is_zip", "receive"]


class Received:
    """A production that was looked at. Leave it (it is a context manager) to remove what was unpacked; safe to repeat."""

    def __init__(self, preview: LoadPreview, unpacked: contextlib.ExitStack) -> None:
        self.preview = preview
        self._unpacked = unpacked

    @property
    def loaded(self) -> LoadFolder:
        """What was recognised."""
        return self.preview.loaded

    def leave(self) -> None:
        """Remove what was unpacked; takes a while when it is much."""
        self._unpacked.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.leave()


def holds_production(path: Path) -> bool:
    """Whether a folder or a .zip holds a load file; reads a little of each."""
    return holds_load_file(path) if is_zip(path) else path.is_dir() and load_import.is_production(path)


def receive(
    matter: Matter, path: Path, progress: ProgressCallback | None = None, cancel: CancelToken | None = None
) -> Received:
    """Look at a folder, or at a .zip unpacked below the matter: what would come in, and what would not.

    Raises UserError without a load file; of a .zip that is encrypted, damaged or would fill the disk Encrypted,
    Unreadable or TooBig. Whatever it raises, nothing unpacked is left.
    """
    with contextlib.ExitStack() as stack:
        if not is_zip(path):
            return Received(load_import.preview(matter, path), stack.pop_all())
        room = stack.enter_context(matter.folder.workshop())
        source = path.expanduser().absolute()
        folder, refused = _unpacked(source, room, progress, cancel or CancelToken())
        preview = load_import.preview(matter, folder, source, refused)
        return Received(preview, stack.pop_all())


def _unpacked(
    source: Path, room: Path, progress: ProgressCallback | None, cancel: CancelToken
) -> tuple[Path, dict[str, str]]:
    """(the folder, named as the .zip is so that places read as if it were one; what could not be unpacked and why)."""
    meter = ProgressMeter(progress)

    def heartbeat(done: int, total: int, name: str) -> None:
        cancel.raise_if_cancelled()
        meter.total = total
        meter.tell(done, name)

    folder = room / source.name
    folder.mkdir()
    with ReceivedZip(source) as archive:
        archive.refuse_harm(shutil.disk_usage(room).free)
        return folder, archive.unpack(folder, heartbeat)


def import_received(
    matter: Matter,
    received: Received,
    options: ImportOptions | None = None,
    order: DateOrder = "",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> ImportSummary:
    """Take in what was looked at, and remove what was unpacked; see :func:`load_import.import_production`."""
    with received:
        return load_import.import_production(matter, received.loaded, options, order, progress, cancel)
