"""Title, date and exhibit number guessed from a file name. Guesses are shown as guesses until a person confirms them.

An ambiguous numeric date (``03-04-2024``) is not guessed: a wrong date is worse than none.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from evidence_app.model.imported import DateBasis, ImportedExhibit

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = r"(?:[T _-]?\d{2}[:.h]?\d{2}(?:[:.m]?\d{2})?(?:Z|[+-]\d{2}:?\d{2})?(?!\d))?"

_ISO = re.compile(rf"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:{_TIME}|(?!\d))(?!\d)")
_YEAR_MONTH = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\d-])")
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![a-z])({_MONTH})[. _-]+(\d{{1,2}})(?:st|nd|rd|th)?[, _.-]+((?:19|20)\d\d)(?!\d)", re.I
)
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ _.-]*({_MONTH})[.,]?[ _-]*((?:19|20)\d\d)(?!\d)", re.I
)
_MONTH_YEAR = re.compile(rf"(?<![a-z])({_MONTH})[. _-]+((?:19|20)\d\d)(?!\d)", re.I)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-_./])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")

_PARTY_NUMBER = re.compile(
    r"^(PTX|DTX|JTX|PX|DX|JX|TX|GX|CX|RX|PEX|DEX)[ ._-]*(?:No\.?[ ._-]*)?(\d+(?:[.-]?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])",
    re.I,
)
_LETTER_NUMBER = re.compile(r"^([PDJ])-(\d+(?:[.-]?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])")
_EXHIBIT = re.compile(
    r"^(?:(Plaintiffs?'?s?|Defendants?'?s?|Joint)[ ._-]+)?(?:Exhibit|Exh?)\b[ ._-]*(?:No\.?[ ._-]*)?"
    r"([A-Z]{1,2}(?:[.-]\d+)?|[A-Z]?-?\d+(?:[.-]?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])",
    re.I,
)
_DOCKET = re.compile(r"^(?:Doc|Dkt|ECF|Docket)[ ._-]*(?:No[ ._-]*)?(\d+(?:-\d{1,3})?)(?![A-Za-z0-9])", re.I)
_RECAP = re.compile(r"^gov\.uscourts\.([a-z0-9]+)\.(\d+)\.(\d+)\.(\d+)")

_GLUED = re.compile(
    r"(Motion|Leave|Appear|Order|Statement|Notice|Response|Opposition|Request|Application|Stipulation|Memorandum|Brief|"
    r"Reply|Answer|Declaration|Exhibits?|Support)(for|to|in|of|and|re|on|by)\b"
)


@dataclass(frozen=True)
class NameGuess:
    """What a file name says. ``date`` is EDTF, ``date_as_stated`` the characters it came from; empty when not said."""

    title: str = ""
    date: str = ""
    date_as_stated: str = ""
    number: str = ""
    docket_entry: str = ""


def guess(file_name: str) -> NameGuess:
    """Read a file name as a paralegal would: ``PTX.55 - Smith Depo.pdf`` is PTX 55, "Smith Depo"."""
    stem = _stem(file_name)
    recap = _RECAP.match(stem)
    if recap:
        return _recap_guess(*recap.groups())
    number, rest = _number(stem)
    docket = _DOCKET.match(rest)
    entry, rest = (docket[1], rest[docket.end() :]) if docket else ("", rest)
    stated, edtf = find_date(rest)
    title = _title(rest.replace(stated, " ", 1) if stated else rest)
    return NameGuess(title or _plain(stem), edtf, stated, number, entry)


def guessed(exhibit: ImportedExhibit, file_name: str) -> ImportedExhibit:
    """The exhibit with title, date, number and docket entry filled from the file name where it says none itself.

    A date in the name goes before one from metadata: a person wrote it there on purpose.
    """
    found = guess(file_name)
    metadata = dict(exhibit.metadata)
    if found.docket_entry:
        metadata.setdefault("docket entry", found.docket_entry)
    stated = (exhibit.date, exhibit.date_basis, exhibit.date_as_stated)
    by_name: tuple[str, DateBasis, str] = (found.date, "file name", found.date_as_stated)
    when, basis, words = by_name if found.date and exhibit.date_basis in ("", "metadata") else stated
    return replace(
        exhibit,
        title=exhibit.title or found.title,
        date=when,
        date_basis=basis,  # type: ignore[arg-type]
        date_as_stated=words,
        number_guess=exhibit.number_guess or found.number,
        metadata=metadata,
    )


def find_date(text: str) -> tuple[str, str]:
    """The first unambiguous date in ``text`` as ``(words, EDTF)``; two empty strings when there is none."""
    for reader in (_iso, _words, _numeric, _months):
        found = reader(text)
        if found[1]:
            return found
    return "", ""


def _iso(text: str) -> tuple[str, str]:
    for match in _ISO.finditer(text):
        edtf = _day(int(match[1]), int(match[3]), int(match[4]))
        if edtf:
            return match[0], edtf
    return "", ""


def _words(text: str) -> tuple[str, str]:
    match = _MONTH_DAY_YEAR.search(text)
    if match:
        return match[0], _day(int(match[3]), _MONTHS[match[1].lower()], int(match[2]))
    match = _DAY_MONTH_YEAR.search(text)
    if match:
        return match[0], _day(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    return "", ""


def _numeric(text: str) -> tuple[str, str]:
    """Day and month in either order, only when one reading is possible."""
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        readings = {_day(year, first, second), _day(year, second, first)} - {""}
        if len(readings) == 1:
            return match[0], readings.pop()
    return "", ""


def _months(text: str) -> tuple[str, str]:
    match = _YEAR_MONTH.search(text)
    if match:
        return match[0], f"{match[1]}-{match[2]}"
    match = _MONTH_YEAR.search(text)
    if match:
        return match[0], f"{match[2]}-{_MONTHS[match[1].lower()]:02}"
    return "", ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _stem(file_name: str) -> str:
    """The last part of the name without suffix and control characters."""
    last = re.split(r"[/\\]", file_name)[-1]
    clean = re.sub(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", last).strip()
    path = PurePosixPath(clean)
    has_suffix = re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{0,5}", path.suffix)
    return path.stem if has_suffix else clean


def _number(stem: str) -> tuple[str, str]:
    """The exhibit number at the start of the name, and the rest."""
    for pattern, shape in ((_PARTY_NUMBER, "{} {}"), (_LETTER_NUMBER, "{}-{}")):
        match = pattern.match(stem)
        if match:
            return shape.format(match[1].upper(), match[2].upper()), stem[match.end() :]
    match = _EXHIBIT.match(stem)
    if match:
        party = f"{match[1].capitalize()} " if match[1] else ""
        return f"{party}Ex. {match[2].upper()}", stem[match.end() :]
    return "", stem


def _recap_guess(court: str, case: str, entry: str, attachment: str) -> NameGuess:
    """File names of the free court archive: court, its case id, docket entry, attachment (0: the main document)."""
    part = "" if attachment == "0" else f", attachment {attachment}"
    number = entry if attachment == "0" else f"{entry}-{attachment}"
    return NameGuess(f"Docket entry {entry}{part} ({court} {case})", docket_entry=number)


def _title(text: str) -> str:
    spaced = _plain(text)
    if " " not in spaced.strip("-. "):
        spaced = _split_camel(re.sub(r"(?<=\w)[-.](?=\w)", " ", spaced))
    spaced = re.sub(r"\(\s*\)|\[\s*\]", " ", spaced)
    return re.sub(r"\s+", " ", spaced).strip(" -._,;")


def _plain(text: str) -> str:
    return re.sub(r"[_\s]+", " ", text).strip()


def _split_camel(text: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return _GLUED.sub(r"\1 \2", apart)
