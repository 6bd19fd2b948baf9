"""A production as it is received: a folder with load files, and the pages, texts and native files they name.

Only read, nothing written. A path in a load file is looked up among the files that are really below the folder, so that
no path, however it is written, leads anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TypeVar

from evidence_app.importers.load_documents import LoadDocument, LoadFolder, number_in, unreadable
from evidence_app.importers.load_page_lists import imaged_documents, page_list
from evidence_app.importers.load_places import Places, files_below
from evidence_app.importers.text_pages import decode
from evidence_app.model.bates import parse
from evidence_app.model.errors import Unreadable, UserError
from evidence_app.model.load_fields import MEANINGS, columns_of, squeezed
from evidence_app.model.load_file import LoadTable, read

P = TypeVar("P", bound=PurePath)
TABLES, IMAGE_LISTS = (".dat", ".csv", ".txt", ".tsv"), (".opt", ".lfp")
LARGEST = 500_000_000
"""Bytes of a load file; more is no load file."""
HEAD = 65_536
"""Bytes at the beginning of a file that are looked at to see whether it is a load file."""


def is_production(folder: Path) -> bool:
    """Whether a folder holds a load file with Bates numbers, or a list of page pictures; reads a little of each."""
    try:
        return any(_is_load_file(path) for path in _load_files(files_below(folder)))
    except OSError:
        return False


def _is_load_file(path: Path) -> bool:
    with path.open("rb") as file:
        return says_load_file(path.suffix.lower(), file.read(HEAD))


def says_load_file(suffix: str, head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a load file; ``suffix`` in lower case says of which kind it would be."""
    text = _first_line(head)
    if suffix in IMAGE_LISTS:
        lines = page_list(suffix, text)
        return bool(lines and not lines[0].problem and lines[0].key and lines[0].path)
    found = columns_of(read(text).headings)
    return "begin" in found and (suffix == ".dat" or {"text", "native", "pdf"} & set(found) != set())


def _first_line(head: bytes) -> str:
    """The headings, whatever the encoding; a character that the end of the head cuts in two must not confuse it."""
    end = head.find(b"\n") + 1
    wide = b"\0" in head[:end]
    text = decode(head[: end + (end % 2 if wide else 0)] if end else head)[0]
    return _mended(text)[0].split("\n", 1)[0]


def load_file_names(sizes: Mapping[P, int]) -> list[P]:
    """Candidates by name and size in bytes: DAT, OPT and LFP anywhere; a CSV or text table only where there is no DAT."""
    dats = [path for path in sizes if path.suffix.lower() == ".dat"]
    tables = dats or [path for path, size in sizes.items() if path.suffix.lower() in TABLES[1:] and size < LARGEST]
    return tables + [path for path in sizes if path.suffix.lower() in IMAGE_LISTS]


def _load_files(files: Sequence[Path]) -> list[Path]:
    return load_file_names({path: path.stat().st_size for path in files})


def look(folder: Path, archive: Path | None = None, refused: Mapping[str, str] | None = None) -> LoadFolder:
    """Read the load files of a folder and find what they name. Raises UserError when there is none with documents.

    ``archive`` is the .zip the folder was unpacked from; ``refused`` are its files that are not there, by name, and why.
    """
    root = folder.expanduser().absolute()
    files = files_below(root)
    left_out = dict(refused or {})
    places = Places(root, files, left_out)
    found = [path for path in _load_files(files) if _is_load_file(path)]
    tables = [path for path in found if path.suffix.lower() not in IMAGE_LISTS]
    lists = sorted((path for path in found if path.suffix.lower() in IMAGE_LISTS), key=_says_less)
    if not found:
        raise _no_load_file(root.name, archive is not None, left_out)
    images, warnings = imaged_documents(lists, places)
    documents: list[LoadDocument] = []
    columns: list[tuple[str, str]] = []
    for path in tables:
        table = read_table(path)
        name = places.shown(path)
        warnings += [f"{name}: {warning}" for warning in table.warnings]
        columns += [one for one in meanings(table.headings) if one not in columns]
        documents += _documents(table, path, places, images)
    known = {one.begin for one in documents}
    documents += [one for begin, one in images.items() if begin not in known]
    checked = _with_families(_without_overlaps(documents))
    missing = [LoadDocument(f"{root.name}/{name}", problem=why) for name, why in left_out.items()]
    return LoadFolder(
        root, tuple(map(places.shown, found)), tuple(columns), (*checked, *missing), tuple(warnings), archive
    )


def _says_less(page_list: Path) -> bool:
    """An OPT comes after an LFP, which also knows attachments and rotation; of two lines for a number the first counts."""
    return page_list.suffix.lower() == ".opt"


def _no_load_file(name: str, zipped: bool, refused: Mapping[str, str]) -> UserError:
    words = f"{name} holds no load file with Bates numbers."
    if refused:
        first, why = next(iter(refused.items()))
        words += f" What could not be unpacked may have been one: {first}. {why}"
    way_out = "Unpack it and import the folder as plain files." if zipped else "Import it as a plain folder."
    return UserError(words, way_out)


def read_table(path: Path) -> LoadTable:
    """A load file as rows; raises Unreadable when it is too big, cannot be opened or holds no rows."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path.name} is too big for a load file.", "Split it.")
        text, encoding = decode(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from error
    text, mended = _mended(text)
    table = read(text)
    if not table.headings:
        raise Unreadable(f"{path.name} holds no headings.")
    told = [] if encoding.startswith("utf") else ["It has no byte-order mark and was read as Windows-1252."]
    return replace(table, warnings=(*table.warnings, *told, *mended))


def _mended(text: str) -> tuple[str, list[str]]:
    """UTF-8 that somebody has saved as if it were Windows-1252 begins with two signs for one þ."""
    if text.lstrip("\ufeff").startswith("\u00c3\u00be"):
        try:
            return text.lstrip("\ufeff").encode("cp1252").decode("utf-8"), ["Its characters were saved twice; mended."]
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return text, []


def meanings(headings: Sequence[str]) -> list[tuple[str, str]]:
    """(heading, what it is taken for in words; empty = kept as it is)."""
    taken: dict[int, list[str]] = {}
    for meaning, column in columns_of(headings).items():
        taken.setdefault(column, []).append(MEANINGS[meaning][0])
    return [(heading, ", ".join(taken.get(column, []))) for column, heading in enumerate(headings) if heading]


# --- rows -------------------------------------------------------------------------------------------------------------


def _documents(
    table: LoadTable, path: Path, places: Places, images: Mapping[str, LoadDocument]
) -> Iterator[LoadDocument]:
    columns = columns_of(table.headings)
    mapped = set(columns.values())
    for row in table.rows:
        place = f"{places.shown(path)} line {row.line}"
        if row.problem:
            yield LoadDocument(
                place, row.values[columns.get("begin", 0)][:60] if row.values else "", problem=row.problem
            )
            continue
        values = {meaning: row.values[column].strip() for meaning, column in columns.items()}
        others = {
            heading: value for column, (heading, value) in enumerate(zip(table.headings, row.values, strict=True))
            if column not in mapped and value.strip() and squeezed(heading)
        }  # fmt: skip
        yield _document(LoadDocument(place, values.get("begin", ""), values.get("end", ""), values, others), path, places, images)  # fmt: skip


def _document(one: LoadDocument, path: Path, places: Places, images: Mapping[str, LoadDocument]) -> LoadDocument:
    """A row with its files. What is named and not there is a problem when nothing else of the document is there."""
    imaged = images.get(one.begin)
    end = one.end or (imaged.end if imaged else _end_by_pages(one))
    one = replace(one, end=end)
    problem = unreadable(one)
    if problem:
        return replace(one, problem=problem)
    missing: list[str] = [imaged.problem] if imaged and imaged.problem else []
    found: dict[str, Path] = {}
    for meaning in ("pdf", "native", "text"):
        if one.values.get(meaning):
            file, why = places.find(one.values[meaning], path)
            if file is not None:
                found[meaning] = file
            else:
                missing.append(why)
    pictures = imaged.pictures if imaged and imaged.pictures else (found["pdf"],) if "pdf" in found else ()
    parent = imaged.parent if imaged else ""
    turns = imaged.turns if imaged and pictures == imaged.pictures else ()
    one = replace(
        one, pictures=pictures, turns=turns, native=found.get("native"), text=found.get("text"), parent=parent
    )
    outside = next((why for why in missing if "outside" in why), "")
    if outside or not one.files:
        return replace(one, problem=outside or next(iter(missing), "It names no file."))
    if imaged and imaged.problem and one.files == pictures:
        return replace(one, problem=imaged.problem)
    told = imaged.remarks if imaged and one.files == pictures else ()
    return replace(one, remarks=(*told, *missing))


def _end_by_pages(one: LoadDocument) -> str:
    number, pages = number_in(one.begin), one.values.get("pages", "")
    return (
        str(number.plus(int(pages) - 1)) if number is not None and pages.isdecimal() and int(pages) > 1 else one.begin
    )


def _without_overlaps(documents: Sequence[LoadDocument]) -> list[LoadDocument]:
    """A number that another document of the files has already is a problem of the later one."""
    taken: dict[str, list[tuple[int, int]]] = {}
    checked: list[LoadDocument] = []
    order = sorted(range(len(documents)), key=lambda place: _key(documents[place]))
    doubled: set[int] = set()
    for place in order:
        one = documents[place]
        if one.problem:
            continue
        begin, end = parse(one.begin), parse(one.end)
        own = taken.setdefault(f"{begin.key[0]}/{begin.key[2]}", [])
        if own and own[-1][1] >= begin.number:
            doubled.add(place)
        else:
            own.append((begin.number, end.number))
    for place, one in enumerate(documents):
        checked.append(replace(one, problem=f"{one.begin} is there twice.") if place in doubled else one)
    return checked


def _key(one: LoadDocument) -> tuple[str, int, str]:
    number = number_in(one.begin)
    return number.key if number is not None else ("", 0, "")


# --- families ---------------------------------------------------------------------------------------------------------


def _with_families(documents: Sequence[LoadDocument]) -> list[LoadDocument]:
    """Who is attached to whom: by the stated parent, else by the family's first number; nobody above itself."""
    begins = {one.begin for one in documents if not one.problem}
    by_id = {one.values.get("doc_id", ""): one.begin for one in documents if not one.problem}
    found = []
    for one in documents:
        stated = one.values.get("parent", "")
        parent = stated if stated in begins else by_id.get(stated, "") if stated else ""
        for name in ("family_begin", "group"):
            above = one.values.get(name, "")
            parent = parent or (above if above in begins else by_id.get(above, "") if above else "")
        parent = parent or one.parent
        found.append(replace(one, parent=parent if parent in begins and parent != one.begin else ""))
    parents = {one.begin: one.parent for one in found if not one.problem}
    return [replace(one, parent="") if _is_above_itself(one.begin, parents) else one for one in found]


def _is_above_itself(begin: str, above: Mapping[str, str]) -> bool:
    seen = {begin}
    now = above.get(begin, "")
    while now:
        if now in seen:
            return True
        seen.add(now)
        now = above.get(now, "")
    return False
