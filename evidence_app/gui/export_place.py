"""Where a document is offered to be written, and under which name: never inside the matter's own folder."""

from __future__ import annotations

from pathlib import Path

from evidence_app.gui.window_state import WindowState
from evidence_app.paths import documents_folder
from evidence_app.services.matter import Matter


def start_folder(state: WindowState, matter: Matter, key: str = "report/folder") -> Path:
    """The folder used last; the home folder when that one is gone or lies inside the matter."""
    folder = Path(state.text(key) or documents_folder().parent)
    return Path.home() if folder.is_relative_to(matter.folder.root) or not folder.is_dir() else folder


def plain_name(name: str) -> str:
    """A name as part of a file name."""
    return " ".join("".join(c if c.isalnum() or c in " .-()" else " " for c in name).split())[:60]
