"""Draws pages in the background, most urgent first, and forgets what the reader has scrolled past.

A view says with :meth:`Renderer.want` what it would like to have now; that replaces its earlier wishes, so pages that
were scrolled past are never drawn. One thread draws, because PDFium must not be called from two.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, SignalInstance

from evidence_app.gui.drawing.image_cache import CACHE_BYTES, DrawingKey, ImageCache
from evidence_app.gui.drawing.originals_drawn import OpenOriginals, Original
from evidence_app.model.errors import EvidenceError

VISIBLE, THUMBNAIL, AHEAD = 0, 1, 2
"""How urgent a wish is; lower comes first."""


class Wish(NamedTuple):
    """A drawing a view would like to have."""

    urgency: int
    original: Original
    key: DrawingKey


@dataclass(frozen=True)
class Failure:
    """Why a page cannot be drawn; ``password`` says that its password would help."""

    message: str
    password: bool = False


class Renderer(QObject):
    """The render thread with its cache. ``drawn`` and ``failed`` come on the window's thread, with the key."""

    drawn = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self.cache = ImageCache(cache_bytes)
        self._wishes: dict[int, list[Wish]] = {}
        self._failures: dict[tuple[str, int], Failure] = {}
        self._passwords: dict[str, str] = {}
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="render", daemon=True)
        self._thread.start()
        atexit.register(self.close)  # before PDFium itself is taken down

    def want(self, owner: object, wishes: Sequence[Wish]) -> None:
        """Replace what ``owner`` (a view) wants; drawings already there or known to fail are left out."""
        open_wishes = [wish for wish in wishes if wish.key not in self.cache and self.failure(wish.key) is None]
        with self._wake:
            self._wishes[id(owner)] = sorted(open_wishes, key=lambda wish: wish.urgency)
            self._wake.notify()

    def failure(self, key: DrawingKey) -> Failure | None:
        """Why this page cannot be drawn, or None."""
        return self._failures.get((key.sha256, key.number))

    def set_password(self, sha256: str, password: str) -> None:
        """Use a password for this file from now on; it is kept in memory only, until the window closes."""
        with self._wake:
            self._passwords[sha256] = password
            self._failures = {key: why for key, why in self._failures.items() if key[0] != sha256}

    def close(self) -> None:
        """Stop drawing and close every file; returns when the thread has ended."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not threading.current_thread():
            self._thread.join()
        atexit.unregister(self.close)

    def _next(self) -> Wish | None:
        """The most urgent wish, taken off its list; waits for one. None when closing."""
        with self._wake:
            while not self._closing:
                lists = [wishes for wishes in self._wishes.values() if wishes]
                if lists:
                    return min(lists, key=lambda wishes: wishes[0].urgency).pop(0)
                self._wake.wait()
            return None

    def _work(self) -> None:
        originals = OpenOriginals()
        try:
            while (wish := self._next()) is not None:
                self._draw(originals, wish)
        finally:
            originals.close()

    def _draw(self, originals: OpenOriginals, wish: Wish) -> None:
        key = wish.key
        if key in self.cache:
            return
        original = replace(wish.original, password=self._passwords.get(key.sha256, wish.original.password))
        try:
            image = originals.draw(original, key.number, key.width, key.height, key.part)
        except EvidenceError as error:
            self._fail(key, Failure(str(error), type(error).__name__ == "Encrypted"))
        except Exception as error:  # a bad page must not end the thread that draws all the others
            self._fail(key, Failure(f"This page cannot be drawn ({type(error).__name__})."))
        else:
            self.cache.put(key, image)
            self._tell(self.drawn, key)

    def _fail(self, key: DrawingKey, why: Failure) -> None:
        self._failures[(key.sha256, key.number)] = why
        self._tell(self.failed, key)

    def _tell(self, signal: SignalInstance, key: DrawingKey) -> None:
        if not self._closing:
            signal.emit(key)
