"""The window: screens over the services. Qt lives only here."""

from __future__ import annotations

import ctypes
import sys

import PySide6


def _hold_singletons() -> None:
    """Keep None, True and False alive under PySide6 6.12 on Python 3.11, which would end the program.

    That release returns them without taking a reference (counted: one True less per ``Signal.emit``), which is harmless
    from Python 3.12 on, where they are immortal, and fatal after some hundred signals before. 6.11 is not affected.
    """
    for one in (None, True, False):
        ctypes.c_ssize_t.from_address(id(one)).value += 1 << 40


if sys.version_info < (3, 12) and PySide6.__version_info__ >= (6, 12):
    _hold_singletons()
