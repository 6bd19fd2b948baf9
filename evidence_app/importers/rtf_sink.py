"""Where words of a Rich Text file gather: the body, a note, a property; with marks of shape and words said to be unseen."""

from __future__ import annotations

from collections import Counter

from evidence_app.model.shape import marks, unmarked


class Sink:
    """One running text. ``aside`` is why words are not seen where the file is opened: ``deleted`` or ``hidden``."""

    def __init__(self, asides: Counter[str]) -> None:
        self._parts: list[str] = []
        self._asides = asides
        self._kinds: tuple[str, ...] = ()
        self._aside = ""
        self._later: list[str] = []
        self.line_begins = True
        self.number = ""
        """Number of the paragraph that begins; it stands in front of its first words."""
        self.listed = False

    def write(self, text: str, kinds: tuple[str, ...] = (), aside: str = "") -> None:
        """Add words that look like ``kinds`` (model.shape); unseen ones stand in brackets, as with Word files."""
        if aside and not self._aside and not text.strip():
            aside = ""
        if kinds != self._kinds or aside != self._aside:
            self._turn(kinds, aside)
        self._put_number()
        self._parts.append(text if text.isascii() else unmarked(text, "\ufffd"))
        self.line_begins = False

    def end(self, mark: str) -> None:
        """End a line, a cell or a page with its character."""
        self._put_number()
        self._turn((), "")
        self._parts.append(mark)
        self.line_begins = mark != "\t"
        self.listed = False
        if self._later and mark != "\t":
            self._parts += self._later
            self._later = []

    def later(self, text: str) -> None:
        """Words beside the text, as in a box: they follow where the line ends, so that no sentence is torn."""
        self._later.append(f"{text}\n")

    def text(self) -> str:
        """All of it, with the marks closed."""
        self._put_number()
        self._turn((), "")
        return "".join(self._parts + (["\n", *self._later] if self._later else []))

    def _put_number(self) -> None:
        self._parts.append(unmarked(self.number, "\ufffd"))
        self.number = ""

    def _turn(self, kinds: tuple[str, ...], aside: str) -> None:
        """Close what no longer holds and open what begins. What goes on stays open: a list item is one."""
        if self._aside and aside != self._aside:
            self._parts.append("]")
        self._parts += [marks(kind)[1] for kind in reversed(self._kinds) if kind not in kinds]
        self._parts += [marks(kind)[0] for kind in kinds if kind not in self._kinds]
        if aside and aside != self._aside:
            self._parts.append(f"[{aside}: ")
            self._asides[aside] += 1
        self._kinds, self._aside = kinds, aside
