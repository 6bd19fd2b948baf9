"""Starts the program: the window without arguments, the command line with them."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

_NETWORK_EVENTS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_INTERNET_FAMILIES = frozenset({2, 10, 23, 30})
"""AF_INET, and AF_INET6 on Linux, Windows and macOS; written out so that nothing has to import ``socket`` for it."""


def _refuse(event: str, details: tuple[Any, ...]) -> None:
    """Audit hook (PEP 578): names are not looked up and internet addresses are not used, whoever asks."""
    if event in _NETWORK_EVENTS:
        raise PermissionError("Evidence opens no network connection.")
    if event in _ADDRESS_EVENTS and int(getattr(details[0], "family", 0)) in _INTERNET_FAMILIES:
        raise PermissionError("Evidence opens no network connection.")


def refuse_network() -> None:
    """From now on this process cannot open a network connection from Python; it cannot be switched off again."""
    sys.addaudithook(_refuse)


if "--multiprocessing-fork" in sys.orig_argv:
    refuse_network()  # a child that reads untrusted files imports this module before anything else


def main() -> int:
    """The ``evidence`` command: no arguments open the window, anything else is the command line."""
    multiprocessing.freeze_support()
    refuse_network()
    if len(sys.argv) < 2:
        return _window_or_message()
    from evidence_app.cli.main import run

    return run(sys.argv[1:], open_window)


def gui_main() -> int:
    """The ``evidence-gui`` command: the window, on the matter folder given as argument if any."""
    multiprocessing.freeze_support()
    refuse_network()
    return _window_or_message(Path(sys.argv[1]) if len(sys.argv) > 1 else None)


def _window_or_message(folder: Path | None = None) -> int:
    from evidence_app.cli.main import exit_code

    return exit_code(lambda: open_window(folder))


def open_window(folder: Path | None = None) -> int:
    """Open the window and return its exit code when it closes. Raises UserError where there is no screen."""
    from evidence_app.model.errors import UserError

    if not _has_screen():
        raise UserError(
            "There is no screen to open a window on.", "Use the commands instead ('evidence --help'), or --no-window."
        )
    from evidence_app.gui.app import run

    return int(run(folder))


def _has_screen() -> bool:
    """Whether Qt can find a display; on Linux it would end the process without one."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
