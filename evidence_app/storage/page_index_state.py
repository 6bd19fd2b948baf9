"""What an index folder was made from, and the rule when to throw it away. Needs neither Whoosh nor a database."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence_app.model.normalise import ANALYSER

SCHEMA = 2
"""Version of the index's fields; a folder with another one is built anew."""
_STATE_FILE = "generation.json"


@dataclass(frozen=True)
class Generation:
    """What the index was made from. ``complete`` = every page there was when the build began is in it.

    ``built_to``: while building anew, the highest exhibit id that is in. ``outbox_to``: outbox rows up to here were
    there before the build began, so they need no work. ``sequence``: the outbox counter at the last batch; a database
    with a smaller one is an older copy that was put back, and the index is from its future.
    """

    matter_uid: str
    schema: int = SCHEMA
    analyser: str = ANALYSER
    complete: bool = False
    built_to: int = 0
    outbox_to: int = 0
    sequence: int = 0

    @classmethod
    def read(cls, folder: Path) -> Generation | None:
        """The state beside the index, or ``None`` when it is missing or unreadable."""
        try:
            return cls(**json.loads((folder / _STATE_FILE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write it so that it is either the old or the new one after a crash."""
        temporary = folder / (_STATE_FILE + ".new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / _STATE_FILE)

    def fits(self, matter_uid: str) -> bool:
        """Whether the index belongs to this matter and this version of the rules."""
        return (self.matter_uid, self.schema, self.analyser) == (matter_uid, SCHEMA, ANALYSER)


def discard(folder: Path) -> None:
    """Throw the index away. Only files inside the index folder are touched."""
    if folder.is_dir():
        with contextlib.suppress(OSError):
            (folder / _STATE_FILE).unlink()
        shutil.rmtree(folder, ignore_errors=True)
