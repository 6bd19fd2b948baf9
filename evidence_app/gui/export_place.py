"""Where a document is offered to be written and under which name, and what can be done with it once it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from evidence_app.gui.messages import Button, Messages
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


def tell_written(
    messages: Messages, words: str, path: Path, notes: Sequence[str] = (), look: Callable[[], object] | None = None
) -> None:
    """Tell of a finished document without asking for a key; the first note is read at once, ``look`` shows all of them.

    The document and its folder are opened by the desktop's own program for such files.
    """
    buttons: list[Button] = [("Open", lambda: _open(messages, path)), ("Show in folder", lambda: _show(messages, path))]
    if notes:
        words += f"\nPlease note: {notes[0]}" + (f" (and {len(notes) - 1} more)" if len(notes) > 1 else "")
        buttons += [("Notes", look)] if look else []
    messages.toast(words, buttons=buttons)


def _open(messages: Messages, path: Path) -> None:
    if not path.exists():
        messages.toast(f"{path.name} is no longer there.")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        messages.toast(f"This computer has no program set for {path.name}; it lies in {path.parent}.")


def _show(messages: Messages, path: Path) -> None:
    _open(messages, path.parent)
