"""Puts pages that are files of their own together into one file, unchanged pixel by pixel. Runs in a child process."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence_app.importers.contract import ReadContext
from evidence_app.importers.image import frame, frame_count, on_white_paper, open_image
from evidence_app.model.errors import Unreadable


@dataclass(frozen=True)
class JoinTask:
    """The pages in order, and the file to make without its ending.

    ``turns``: (path, page in it from 1, or 0 = all) -> degrees by which the page is turned clockwise: 90, 180 or 270.
    """

    paths: tuple[str, ...]
    target: str
    turns: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def turn(self, path: str, page: int) -> int:
        """By how many degrees a page is turned."""
        return self.turns.get((path, page), self.turns.get((path, 0), 0))


def join_pages(task: JoinTask, emit: Any = None) -> str:
    """Make one PDF of PDF pages, or one TIFF of pictures (compressed without loss); returns its path.

    Raises Unreadable when the pages are of both kinds or one is damaged.
    """
    kinds = {Path(path).suffix.lower() == ".pdf" for path in task.paths}
    if len(kinds) > 1:
        raise Unreadable("Its pages are PDFs and pictures mixed.", "Put them together by hand and import the file.")
    return _pdf(task) if kinds == {True} else _tiff(task, emit)


def _pdf(task: JoinTask) -> str:
    import pikepdf

    target = f"{task.target}.pdf"
    with pikepdf.new() as joined:
        for path in task.paths:
            try:
                with pikepdf.open(path) as one:
                    before = len(joined.pages)
                    joined.pages.extend(one.pages)
                for number in range(1, len(joined.pages) - before + 1):
                    joined.pages[before + number - 1].rotate(task.turn(path, number), relative=True)
            except pikepdf.PdfError as error:
                raise Unreadable(f"The page {Path(path).name} cannot be read.") from error
        joined.save(target, deterministic_id=True)
    return target


def _tiff(task: JoinTask, emit: Any) -> str:
    target = f"{task.target}.tif"
    frames = []
    with contextlib.ExitStack() as stack:
        for done, path in enumerate(task.paths, 1):
            context = ReadContext(Path(path).name, str(Path(task.target).parent))
            picture = stack.enter_context(open_image(Path(path), context))
            numbers = range(1, frame_count(picture) + 1)
            frames += [_plain(frame(picture, number), task.turn(path, number)) for number in numbers]
            if emit is not None:
                emit("progress", done, len(task.paths))
        first, *others = frames
        first.save(target, save_all=True, append_images=others, compression=_compression(first, others))
    return target


def _plain(picture: Any, turn: int) -> Any:
    """One frame in a mode TIFF can hold, turned pixel by pixel, to be saved with its own resolution."""
    copy = _turned(on_white_paper(picture), turn).copy()
    copy.info = {}
    copy.encoderinfo = _resolution(picture, sideways=turn in (90, 270))  # what ``info`` says is not saved
    return copy


def _turned(picture: Any, turn: int) -> Any:
    from PIL.Image import Transpose

    counter_clockwise = {90: Transpose.ROTATE_270, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_90}
    return picture.transpose(counter_clockwise[turn]) if turn else picture


def _resolution(picture: Any, sideways: bool) -> dict[str, tuple[float, float]]:
    """What the frame says of its dots per inch, for saving; a number that makes no sense would stop the whole file."""
    try:
        across, down = map(float, picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return {}
    across, down = (down, across) if sideways else (across, down)
    return {"dpi": (across, down)} if 0 < across < 1e6 and 0 < down < 1e6 else {}


def _compression(first: Any, others: list[Any]) -> str:
    return "group4" if all(one.mode == "1" for one in (first, *others)) else "tiff_lzw"
