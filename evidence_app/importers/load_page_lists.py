"""The page lists of a received production (OPT, LFP): documents as runs of pages, and which pages are turned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evidence_app.importers.load_documents import LoadDocument, number_in, unreadable
from evidence_app.importers.load_places import Places
from evidence_app.importers.text_pages import decode
from evidence_app.model.load_images import ImageLine, read_ipro, read_opticon

_NAMED = 5
"""Pages named in one remark."""


def page_list(suffix: str, text: str) -> list[ImageLine]:
    """The lines of a page list; ``suffix`` in lower case says which kind it is."""
    return read_ipro(text) if suffix == ".lfp" else read_opticon(text)


def imaged_documents(lists: Sequence[Path], places: Places) -> tuple[dict[str, LoadDocument], list[str]]:
    """Documents by their first number, as the page lists have them."""
    found: dict[str, LoadDocument] = {}
    warnings = []
    for path in lists:
        lines = page_list(path.suffix.lower(), decode(path.read_bytes())[0])
        wrong = [line for line in lines if line.problem]
        if wrong:
            warnings.append(
                f"{places.shown(path)}: {len(wrong)} lines cannot be read, the first is line {wrong[0].line}."
            )
        for group in _groups(line for line in lines if not line.problem):
            one = _imaged(group, path, places, found)
            found.setdefault(one.begin, one)
    return found, warnings


def _groups(lines: Iterator[ImageLine]) -> Iterator[list[ImageLine]]:
    group: list[ImageLine] = []
    for line in lines:
        if line.starts and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _imaged(group: Sequence[ImageLine], path: Path, places: Places, before: Mapping[str, LoadDocument]) -> LoadDocument:
    first, last = group[0], group[-1]
    pictures: list[Path] = []
    problem = ""
    for line in group:
        picture, why = places.find(line.path, path)
        problem = problem or why
        if picture is not None and picture not in pictures:
            pictures.append(picture)
    turns, told = _turns(group, path, places)
    end = last.key
    number = number_in(first.key)
    if number is not None and len(group) == 1 and first.pages > 1:
        end = str(number.plus(first.pages - 1))
    parent = ""
    if first.child and before:
        previous = list(before.values())[-1]
        parent = previous.parent or previous.begin
    made = LoadDocument(
        f"{places.shown(path)} line {first.line}",
        first.key,
        end,
        pictures=tuple(pictures),
        turns=turns,
        parent=parent,
        problem=problem,
        remarks=tuple(told),
    )
    return replace(made, problem=problem or unreadable(made))


def _turns(
    group: Sequence[ImageLine], path: Path, places: Places
) -> tuple[tuple[tuple[Path, int, int], ...], list[str]]:
    """What is turned, and a remark on it and on each page whose rotation says nothing certain: that one is not turned."""
    asked: dict[tuple[Path, int], set[int | None]] = {}
    turned: list[str] = []
    told: list[str] = []
    for line in group:
        picture = places.find(line.path, path)[0]
        if picture is not None:
            asked.setdefault((picture, line.page), set()).add(line.turn)
        if line.turn is None:
            told.append(f"{line.key}: its rotation “{line.rotation[:20]}” is not known, and the page was not turned.")
        elif line.turn:
            turned.append(f"{line.key} by {line.turn}°")
    if any(len(wanted) > 1 for wanted in asked.values()):
        return (), ["Its lines give one page several rotations, and no page was turned."]
    turns = tuple((file, page, turn) for (file, page), wanted in asked.items() for turn in wanted if turn)
    more = f" and {len(turned) - _NAMED} more" if len(turned) > _NAMED else ""
    words = [f"Turned clockwise as the load file says: {', '.join(turned[:_NAMED])}{more}."] if turned else []
    return turns, [*words, *told[:_NAMED]]
