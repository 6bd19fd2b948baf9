"""What every command shares: which matter it works on, how to open it, how to stop a long job, how to open the window."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence_app.model.errors import NotFound

if TYPE_CHECKING:
    from evidence_app.jobs import CancelToken
    from evidence_app.services.matter import Matter

F = TypeVar("F", bound=Callable[..., Any])
OpenWindow = Callable[[Path | None], int]
"""Opens the window on a matter folder (or on the start screen) and returns its exit code."""


def _no_window(_folder: Path | None) -> int:
    raise NotFound("This installation was started without a window.", "Start 'evidence open DIR' from a terminal.")


@dataclass
class Session:
    """One run of the command line. ``folder`` is what ``--matter`` said; None = look for it."""

    folder: Path | None = None
    open_window: OpenWindow = _no_window

    def matter_folder(self) -> Path:
        """``--matter``, else ``EVIDENCE_MATTER``, else this folder or the nearest one above that is a matter."""
        if self.folder is not None:
            return self.folder
        named = os.environ.get("EVIDENCE_MATTER")
        if named:
            return Path(named)
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "matter.sqlite").is_file():
                return folder
        raise NotFound(
            "Which matter? This folder is not inside one.",
            "Say -m DIR, set EVIDENCE_MATTER, or go to the matter's folder. 'evidence new NAME DIR' makes one.",
        )

    @contextmanager
    def open(self) -> Iterator[Matter]:
        """The open matter; a note on standard error when another process has it open for writing."""
        from evidence_app.services.matter import open_matter
        from evidence_app.settings import load_settings

        with open_matter(self.matter_folder()) as matter:
            matter.actor = load_settings().actor or matter.actor
            if matter.read_only:
                click.echo(f"Reading only: this matter is open for writing by {matter.holder}.", err=True)
            yield matter


def _remember(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(Session).folder = value


def in_matter(command: F) -> F:
    """Add ``-m/--matter DIR`` to a command."""
    return click.option(
        "-m",
        "--matter",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_remember,
        metavar="DIR",
        help="The matter's folder (default: EVIDENCE_MATTER, or the folder you are in).",
    )(command)


pass_session = click.make_pass_decorator(Session, ensure=True)


@contextmanager
def stoppable() -> Iterator[CancelToken]:
    """A cancel token set by Ctrl-C, so that a job ends between two files; a second Ctrl-C stops at once."""
    from evidence_app.jobs import CancelToken

    token = CancelToken()
    if threading.current_thread() is not threading.main_thread():
        yield token
        return

    def stop(_number: int, _frame: object) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()
        click.echo("Stopping after the files now being read. Press Ctrl-C again to stop at once.", err=True)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before)
