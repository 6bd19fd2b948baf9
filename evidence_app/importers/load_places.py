"""The files below a folder, found by the paths load files write; no path leads anywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PureWindowsPath


def files_below(folder: Path) -> list[Path]:
    """Every file below the folder in order; links are left out, because they may lead outside."""
    found = []
    for here, subfolders, names in os.walk(folder, followlinks=False):
        subfolders.sort()
        found += [path for path in (Path(here) / name for name in sorted(names)) if not path.is_symlink()]
    return found


class Places:
    """The files that are there, to be found by the paths load files write: backslashes, any case, relative."""

    def __init__(self, root: Path, files: Sequence[Path], refused: Mapping[str, str] | None = None) -> None:
        self.root = root
        self._refused = {self._key(name.split("/")): why for name, why in (refused or {}).items()}
        self._files = {self._key(path.relative_to(root).parts): path for path in files}

    @staticmethod
    def _key(parts: Sequence[str]) -> str:
        return "/".join(parts).casefold()

    def shown(self, path: Path) -> str:
        """A file's name below the folder."""
        return path.relative_to(self.root).as_posix()

    def find(self, text: str, near: Path) -> tuple[Path | None, str]:
        """(the file, why not). Looked for beside the load file ``near`` and in the folders above it, down to the root;
        a volume's name in front may be missing on disk. Of a file that could not be unpacked the reason is told.
        """  # fmt: skip
        path = PureWindowsPath(text.strip().replace("/", "\\"))
        parts = [part for part in path.parts[bool(path.root) :] if part not in (".", "\\")]
        if path.drive or ".." in parts:
            return None, f"{text.strip()[:120]} leads outside the folder."
        base = list(near.parent.relative_to(self.root).parts)
        for wanted in (parts, parts[1:]) if len(parts) > 1 else (parts,):
            for depth in range(len(base), -1, -1):
                key = self._key([*base[:depth], *wanted])
                if key in self._files:
                    return self._files[key], ""
                if key in self._refused:
                    return None, f"{text.strip()[:120]}: {self._refused[key]}"
        return None, f"{text.strip()[:120]} is not there."
