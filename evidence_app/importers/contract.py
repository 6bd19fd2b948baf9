"""What an importer is: file in, data out. No matter, no database, no network."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evidence_app.model.imported import ImportedExhibit

Emit = Callable[..., None]
"""``emit("progress", done, total)``: a sign of life, so that only a reader that is stuck runs into the time limit."""

HEAD_BYTES = 4096
"""How much of a file :meth:`Importer.score` gets to see."""

SURE, LIKELY, BY_NAME, NO = 100, 60, 30, 0
"""Scores: the bytes prove the kind; the bytes fit and the name agrees; only the name says so; not this kind."""


@dataclass(frozen=True)
class ReadContext:
    """What a reader may know and use besides the bytes.

    ``file_name`` is the name as the user or a container gave it and may be hostile: never use it as a path.
    ``temp_folder`` is the only place a reader may write to. ``max_pages`` and the byte limits end the reading of files
    that lie about their size; pixels are counted per picture.
    """

    file_name: str
    temp_folder: str
    password: str = ""
    ocr: bool = True
    languages: str = "eng"
    accurate_ocr: bool = False
    max_pages: int = 10_000
    max_pixels: int = 200_000_000
    max_unpacked_bytes: int = 1 << 30

    @property
    def suffix(self) -> str:
        """Lower-case suffix of the file name, with the dot."""
        return Path(self.file_name.replace("\\", "/")).suffix.lower()


class Importer(Protocol):
    """Reads one kind of file. Runs in a child process on untrusted input; may raise: the worker names the reason."""

    @property
    def name(self) -> str:
        """Short name for logs and statistics."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Usual file name endings, lower case with the dot."""
        ...

    def score(self, file_name: str, head: bytes) -> int:
        """How surely the file is of this kind, 0 to 100: bytes first, the name only when they do not decide."""
        ...

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """The file as data; pages that need OCR are marked, not OCRed."""
        ...


def named(file_name: str, suffixes: tuple[str, ...]) -> bool:
    """Whether the file name ends in one of the suffixes, in any case."""
    return file_name.lower().endswith(suffixes)


def temporary_file(context: ReadContext, suffix: str = "") -> Path:
    """A new empty file in the reader's own folder, for an attachment or a repaired copy."""
    Path(context.temp_folder).mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="read-", suffix=suffix, dir=context.temp_folder)
    os.close(handle)
    return Path(name)


class Heartbeat:
    """Passes progress on at most twice a second, so that a million small steps do not fill the pipe."""

    def __init__(self, emit: Emit, every_s: float = 0.5) -> None:
        self._emit = emit
        self._every_s = every_s
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` steps are over."""
        now = time.monotonic()
        if now - self._last >= self._every_s:
            self._last = now
            self._emit("progress", done, total)
