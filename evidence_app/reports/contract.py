"""What a report is: a name, options with defaults, the formats it can write, and one function that writes a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from evidence_app.jobs import CancelToken, Progress
from evidence_app.services.matter import Matter

ProgressCallback = Callable[[Progress], None]
LIST_FORMATS = (".pdf", ".docx", ".xlsx", ".csv")


@dataclass(frozen=True)
class Written:
    """What went into the file. ``pages`` is 0 where the format has none; ``notes`` are for the user, not printed."""

    rows: int
    pages: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportResult:
    """A finished export: where it lies, its SHA-256, what went into it, and what the user should know."""

    path: Path
    sha256: str
    rows: int
    pages: int
    notes: tuple[str, ...] = ()


class Report(Protocol):
    """One kind of document made from a matter.

    ``name`` is used on the command line ("exhibit-list"), ``title`` in menus. ``Options`` is a frozen dataclass whose
    fields all have defaults and ``metadata`` with ``help`` and, where the values are limited, ``choices``: forms and
    command-line options are made from it. ``suffixes`` are the formats, the preferred one first. ``about`` may be left
    out: one sentence for the user that says what the document is for. ``preview(matter, options)`` may be left out too:
    sentences for the form that say what would be written.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def Options(self) -> type[Any]: ...
    @property
    def suffixes(self) -> tuple[str, ...]: ...

    def write(
        self,
        matter: Matter,
        options: Any,
        path: Path,
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Written:
        """Write the document to ``path`` (a temporary name with the right suffix)."""
        ...  # fmt: skip


def option(default: Any, help: str, choices: Sequence[str] = (), label: str = "") -> Any:
    """A field of an ``Options`` dataclass: its default, one sentence of help, the allowed values, a label for forms."""
    metadata: dict[str, Any] = {"help": help}
    if choices:
        metadata["choices"] = tuple(choices)
    if label:
        metadata["label"] = label
    return field(default=default, metadata=metadata)
