"""Exhibit series: how a party's exhibits are numbered or lettered, and where its block ends.

Conventions differ (numbers for one side and letters for the other, blocks such as 1-999 and 1000 on, AA BB or AA AB
after Z), so a series is data of the party, never a rule of the program.
"""

from __future__ import annotations

import string
from collections.abc import Container
from dataclasses import dataclass

from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import number_sort_key

LETTERINGS = {"": "Numbers", "AA AB": "Letters, after Z: AA, AB, AC", "AA BB": "Letters, after Z: AA, BB, CC"}


@dataclass(frozen=True)
class Series:
    """A series of labels. ``first``/``last`` are positions from 1 (``last`` 0 = open); for letters 1 is A."""

    prefix: str = ""
    first: int = 1
    last: int = 0
    width: int = 0
    lettering: str = ""

    def label(self, position: int) -> str:
        """The label at a position: ``PX007``, ``AB``."""
        return self.prefix + (self._letters(position) if self.lettering else f"{position:0{self.width}d}")

    def _letters(self, position: int) -> str:
        if self.lettering == "AA BB":
            times, letter = divmod(position - 1, 26)
            return string.ascii_uppercase[letter] * (times + 1)
        text = ""
        while position > 0:
            position, letter = divmod(position - 1, 26)
            text = string.ascii_uppercase[letter] + text
        return text

    def position(self, label: str) -> int | None:
        """Where a label stands in this series; None when it is not one of its labels."""
        if not label.casefold().startswith(self.prefix.casefold()):
            return None
        tail = label[len(self.prefix) :].strip()
        if not self.lettering:
            return int(tail) if tail.isascii() and tail.isdigit() else None
        return self._letter_position(tail.upper())

    def _letter_position(self, tail: str) -> int | None:
        if not tail or any(letter not in string.ascii_uppercase for letter in tail):
            return None
        if self.lettering == "AA BB":
            same = len(set(tail)) == 1
            return (len(tail) - 1) * 26 + string.ascii_uppercase.index(tail[0]) + 1 if same else None
        value = 0
        for letter in tail:
            value = value * 26 + string.ascii_uppercase.index(letter) + 1
        return value

    def after(self, highest: int, taken: Container[str]) -> int:
        """The next free position after ``highest``; ``taken`` holds sort keys in use in the whole matter.

        Raises UserError when the party's block is full: numbers are never taken from another party's block.
        """
        position = max(self.first, highest + 1)
        while number_sort_key(self.label(position)) in taken:
            position += 1
        if self.last and position > self.last:
            raise UserError(
                f"The series {self.label(self.first)} to {self.label(self.last)} is full.",
                "Give the party a longer block on the matter page.",
            )
        return position
