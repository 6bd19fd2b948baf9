"""What a received production consists of, as its load files say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evidence_app.model.bates import BatesNumber, BatesRange, parse
from evidence_app.model.errors import UserError


@dataclass(frozen=True)
class LoadDocument:
    """One document of a received production. ``place`` is its load file and line; ``values`` are by meaning, ``others``
    by heading; ``pictures`` are its pages as files, in order, and ``turns`` what of them is turned clockwise: (file, page
    in it or 0 = all, degrees). ``problem`` = it cannot be taken in, and why; ``remarks``
    are worth knowing.
    """  # fmt: skip

    place: str
    begin: str = ""
    end: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[Path, ...] = ()
    turns: tuple[tuple[Path, int, int], ...] = ()
    native: Path | None = None
    text: Path | None = None
    parent: str = ""
    problem: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def numbers(self) -> int:
        """How many Bates numbers it has."""
        return parse(self.end).number - parse(self.begin).number + 1

    @property
    def files(self) -> tuple[Path, ...]:
        """What becomes the exhibit: a native file behind one page (its slip-sheet), else the pages, else the text."""
        if self.native is not None and (self.numbers == 1 or not self.pictures):
            return (self.native,)
        return self.pictures or ((self.text,) if self.text else ())

    @property
    def put_together(self) -> bool:
        """Whether its file has to be made: of several pages, or of one that is turned."""
        return len(self.files) > 1 or (self.files == self.pictures and bool(self.turns))


@dataclass(frozen=True)
class LoadFolder:
    """What was recognised: load files by their names below the folder, headings with what they mean ("" = kept as they
    are), the documents in order, and what was unusual. ``archive`` is the .zip it was unpacked from, if it was.
    """  # fmt: skip

    root: Path
    files: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    documents: tuple[LoadDocument, ...]
    warnings: tuple[str, ...] = ()
    archive: Path | None = None

    def origin(self, path: Path) -> Path:
        """Where a file of the production came from: itself, or its place in the .zip as if that were a folder."""
        inside = self.archive is not None and path.is_relative_to(self.root)
        return self.archive / path.relative_to(self.root) if self.archive is not None and inside else path

    @property
    def sound(self) -> list[LoadDocument]:
        """The documents that can be taken in."""
        return [one for one in self.documents if not one.problem]


def number_in(text: str) -> BatesNumber | None:
    """A Bates number; None when the text is none."""
    try:
        return parse(text)
    except UserError:
        return None


def unreadable(one: LoadDocument) -> str:
    """Why the numbers of a document cannot be used; empty when they can."""
    if not one.begin.strip():
        return "It has no Bates number."
    try:
        BatesRange(parse(one.begin), parse(one.end or one.begin))
    except UserError as error:
        return error.message
    return ""
