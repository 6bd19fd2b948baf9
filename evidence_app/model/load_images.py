"""Which picture files belong to which page: Opticon (OPT) and IPRO (LFP) files, written and read line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evidence_app.model.load_file import LINE_END

_OPT_FIELDS = 7
TURNS = {"": 0, "0": 0, "1": 90, "2": 180, "3": 270, "90": 90, "180": 180, "270": 270}
"""The rotation of an LFP as quarter turns, or written out in degrees -> degrees to the right, as the help of IPRO's own viewer has
it (command IM). Any other value says nothing certain."""


@dataclass(frozen=True)
class ImageLine:
    """One line: the page's number (the image key), its file with backslashes, and whether a document begins here.

    ``pages`` is how many pages the document has where the line says so (0 = it does not); ``child`` marks an attachment
    of the document before (LFP only); ``problem`` is why the line cannot be used. ``page`` is the page in the file (0 =
    the file is the page) and ``turn`` by how many degrees it is shown turned clockwise, None when that is not known
    (``rotation`` is what the line says; LFP only).
    """  # fmt: skip

    line: int
    key: str
    path: str
    starts: bool = False
    pages: int = 0
    volume: str = ""
    child: bool = False
    problem: str = ""
    page: int = 0
    turn: int | None = 0
    rotation: str = ""


def opticon(documents: Iterable[tuple[str, str, str, int]]) -> str:
    """An OPT with one line a document: (number, volume, path of its PDF, pages). Raises ValueError for a comma in one.

    The format knows no quotes, so a comma would move every value after it.
    """
    lines = []
    for key, volume, path, pages in documents:
        if "," in key + volume + path:
            raise ValueError(f"{key}: an OPT cannot hold a comma")
        lines.append(f"{key},{volume},{path},Y,,,{pages}{LINE_END}")
    return "".join(lines)


def read_opticon(text: str) -> list[ImageLine]:
    """The lines of an OPT; the first one always begins a document."""
    found = [_opticon_line(number, line.split(",")) for number, line in _lines(text)]
    return _first_starts(found)


def _opticon_line(number: int, parts: Sequence[str]) -> ImageLine:
    """A comma inside the path is the only one there can be too many of: the last four values hold none."""
    if len(parts) < 4:
        return ImageLine(number, parts[0].strip(), "", problem="The line has too few values for an OPT.")
    tail = parts[-4:] if len(parts) >= _OPT_FIELDS else [*parts[3:], "", "", "", ""][:4]
    path = ",".join(parts[2:-4]) if len(parts) >= _OPT_FIELDS else parts[2]
    starts = tail[0].strip().upper() == "Y"
    return ImageLine(number, parts[0].strip(), path.strip(), starts, _count(tail[3]), parts[1].strip())


def read_ipro(text: str) -> list[ImageLine]:
    """The image lines (``IM``) of an LFP; other lines (text, native files) are left out."""
    found = [_ipro_line(number, line) for number, line in _lines(text) if line.upper().startswith("IM,")]
    return _first_starts(found)


def _ipro_line(number: int, line: str) -> ImageLine:
    parts = line.split(",", 4)
    place = parts[4].lstrip("@").split(";") if len(parts) == 5 else []
    if len(place) < 3:
        return ImageLine(number, parts[1].strip(), "", problem="The line has too few values for an LFP.")
    boundary = parts[2].strip().upper()
    rotation = place[3].partition(",")[2].strip() if len(place) > 3 else ""
    path = "\\".join(part.strip("\\ ") for part in place[1:3] if part.strip("\\ "))
    return ImageLine(
        number, parts[1].strip(), path, bool(boundary), volume=place[0].strip(), child=boundary == "C",
        page=_count(parts[3]), turn=TURNS.get(rotation), rotation=rotation,
    )  # fmt: skip


def _count(text: str) -> int:
    """A whole number as it is written; 0 for anything else."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) < 10 else 0


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.strip():
            yield number, line


def _first_starts(lines: list[ImageLine]) -> list[ImageLine]:
    if lines and not lines[0].starts and not lines[0].problem:
        lines[0] = replace(lines[0], starts=True)
    return lines
