"""The one lock around PDFium, for everything in this process that reads or draws a PDF with it.

PDFium keeps global state and is not safe to call from two threads, not even on two different documents (its own
documentation and pypdfium2's say so: the process may crash). Files are read in child processes, where nobody contends
for the lock; but a report may draw a page in the window's process while the viewer paints another one.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

PDFIUM = threading.RLock()
"""Held around calls into PDFium; taken again by the thread that has it, because one reading function uses another."""


def alone_with_pdfium(fn: Callable[P, R]) -> Callable[P, R]:
    """Let a function run only while no other thread of this process is inside PDFium; not for generators."""

    @functools.wraps(fn)
    def locked(*args: P.args, **kwargs: P.kwargs) -> R:
        with PDFIUM:
            return fn(*args, **kwargs)

    return locked
