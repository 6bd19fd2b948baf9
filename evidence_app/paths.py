"""Where the program keeps its own files, and how it finds its resources in a source tree, a wheel or a frozen app."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "evidence"


def settings_folder() -> Path:
    """Folder of settings.json and window state; ``EVIDENCE_HOME`` overrides it (tests, portable installs)."""
    override = os.environ.get("EVIDENCE_HOME")
    return Path(override) if override else Path(platformdirs.user_config_dir(_APP, appauthor=False))


def documents_folder() -> Path:
    """Where new matters are offered to be created."""
    override = os.environ.get("EVIDENCE_HOME")
    return Path(override) / "matters" if override else Path(platformdirs.user_documents_dir()) / "Evidence matters"


def resource(relative: str) -> Path:
    """A file or folder below ``resources/``; raises FileNotFoundError when it is missing from the installation."""
    here = Path(__file__).resolve().parent
    for root in (here / "_resources", here.parent / "resources"):
        path = root / relative
        if path.exists():
            return path
    raise FileNotFoundError(f"resource {relative} is missing from this installation")


def write_whole(path: Path, text: str) -> None:
    """Write a file of the program's own, all of it or nothing: after a crash or on a full disk the old one stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
