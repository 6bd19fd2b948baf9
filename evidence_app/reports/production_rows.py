"""What a production's load file says of each document: numbers, family, people, dates, hashes, paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PureWindowsPath

from evidence_app.model.dates import PartialDate
from evidence_app.model.errors import EvidenceError, IntegrityProblem, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.services import families
from evidence_app.services.bates import BatesAssignment
from evidence_app.services.matter import Matter

FIELDS = (
    "BEGBATES", "ENDBATES", "BEGATTACH", "ENDATTACH", "PARENTID", "ATTACHIDS", "GROUPID", "CUSTODIAN", "AUTHOR", "FROM",
    "TO", "CC", "BCC", "SUBJECT", "TITLE", "DOCTYPE", "DOCDATE", "DOCDATETEXT", "DATESENT", "TIMESENT", "TIMEZONE",
    "FILENAME", "FILEEXT", "FILESIZE", "PAGECOUNT", "MD5HASH", "SHA256HASH", "CONFIDENTIALITY", "REDACTED", "PRODVOL",
    "TEXTPATH", "NATIVEPATH", "PDFPATH",
)  # fmt: skip
"""Headings in order. DOCDATETEXT is the date as precisely as it is known (EDTF): a month stays a month."""
TOLD = ("AUTHOR", "FROM", "TO", "CC", "BCC", "SUBJECT", "TITLE", "FILENAME")
"""Values that may repeat what was redacted on the page."""
HASHED = ("FILESIZE", "MD5HASH", "SHA256HASH")
"""Values of the file before anything was removed from it."""
DATE_FORMATS = {"YYYYMMDD": "%Y%m%d", "MM/DD/YYYY": "%m/%d/%Y", "YYYY-MM-DD": "%Y-%m-%d"}
_HEADERS = {"From": "FROM", "To": "TO", "Cc": "CC", "Bcc": "BCC"}


@dataclass(frozen=True)
class Document:
    """One document of a production: its exhibit, its numbers, and what the load file says of it by heading."""

    exhibit: Exhibit
    numbers: BatesAssignment
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def begin(self) -> str:
        """Its first number, by which its files are named."""
        return str(self.numbers.range.begin)

    def saying(self, **values: str) -> Document:
        """With these values instead."""
        return replace(self, values={**self.values, **values})

    def row(self) -> tuple[str, ...]:
        """Its line of the load file."""
        return tuple(self.values.get(name, "") for name in FIELDS)


def documents_of(
    matter: Matter, exhibits: Sequence[Exhibit], ranges: Mapping[int, BatesAssignment], designations: Mapping[int, str],
    volume: str, date_format: str,
) -> list[Document]:  # fmt: skip
    """The documents in the order of their numbers, without the hashes and what only the written pages tell.

    Raises UserError when the numbers of a family are mixed with those of another document.
    """
    custodians = dict(matter.read.tuples("SELECT id, name FROM custodian"))
    found = [Document(one, ranges[one.id]) for one in exhibits]
    kin = _families(matter, found)
    made = []
    for one in found:
        own = one.exhibit
        made.append(
            one.saying(
                **{
                    "BEGBATES": one.begin, "ENDBATES": str(one.numbers.range.end), **kin[own.id],
                    "CUSTODIAN": custodians.get(own.custodian_id, ""), "AUTHOR": own.author, "SUBJECT": own.subject,
                    "TITLE": own.title, "DOCTYPE": own.kind, **people(matter, own), **_dates(own, date_format),
                    "FILENAME": own.file_name, "FILEEXT": PureWindowsPath(own.file_name).suffix.lstrip(".").lower(),
                    "FILESIZE": str(own.original_bytes) if own.original_sha256 else "",
                    "SHA256HASH": own.original_sha256, "CONFIDENTIALITY": designations.get(own.id, ""), "PRODVOL": volume,
                }
            )
        )  # fmt: skip
    return made


def with_md5(matter: Matter, document: Document) -> Document:
    """With the MD5 of the stored original, which is hashed by SHA-256 again at the same time.

    Raises IntegrityProblem when the original is missing or differs from its record.
    """
    one = document.exhibit
    if not one.original_sha256:
        return document
    legacy, own = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    try:
        with matter.originals.existing(one.original_sha256).open("rb") as file:
            while block := file.read(1 << 20):
                legacy.update(block)
                own.update(block)
    except (EvidenceError, ValueError, OSError) as error:
        raise IntegrityProblem(f"The stored file of {one.label} is missing.", "Run Verify first.") from error
    if own.hexdigest() != one.original_sha256:
        raise IntegrityProblem(f"The stored file of {one.label} differs from its record.", "Run Verify first.")
    return document.saying(MD5HASH=legacy.hexdigest())


# --- families ---------------------------------------------------------------------------------------------------------


def _families(matter: Matter, documents: Sequence[Document]) -> dict[int, dict[str, str]]:
    """BEGATTACH to GROUPID of each document. A document without family has its own number as its group."""
    tops = families.tops(matter.read)
    parents = dict(matter.read.tuples("SELECT id, parent_id FROM exhibit WHERE parent_id IS NOT NULL"))
    numbers: dict[int, str] = {one.exhibit.id: one.begin for one in documents}
    groups: dict[int, list[Document]] = {}
    for one in documents:
        groups.setdefault(tops.get(one.exhibit.id, one.exhibit.id), []).append(one)
    _refuse_mixed(documents, groups.values())
    nearest = {one.exhibit.id: _produced_parent(one.exhibit.id, parents, numbers) for one in documents}
    found = {}
    for group in groups.values():
        ends = (group[0].begin, str(group[-1].numbers.range.end)) if len(group) > 1 else ("", "")
        for one in group:
            own = one.exhibit.id
            below = [other.begin for other in group if nearest[other.exhibit.id] == own]
            found[int(own)] = {
                "BEGATTACH": ends[0], "ENDATTACH": ends[1], "PARENTID": numbers.get(nearest[own] or -1, ""),  # type: ignore[call-overload]
                "ATTACHIDS": ";".join(below), "GROUPID": group[0].begin,
            }  # fmt: skip
    return found


def _produced_parent(one: int, parents: Mapping[int, int], numbers: Mapping[int, str]) -> int | None:
    """The nearest document above that is produced too."""
    above = parents.get(one)
    while above is not None and above not in numbers:
        above = parents.get(above)
    return above


def _refuse_mixed(documents: Sequence[Document], groups: Iterable[Sequence[Document]]) -> None:
    """Who loads the file takes everything between BEGATTACH and ENDATTACH for the family."""
    places = {one.exhibit.id: place for place, one in enumerate(documents)}
    for group in groups:
        first, last = group[0].numbers.range.begin, group[-1].numbers.range.end
        if first.key[0] != last.key[0]:
            raise UserError(
                f"The family of {group[0].exhibit.label} has numbers of two series ({first} and {last}).",
                "Produce the documents of each series on their own.",
            )
        between = documents[places[group[0].exhibit.id] : places[group[-1].exhibit.id] + 1]
        if len(between) != len(group):
            other = next(one for one in between if one not in group)
            raise UserError(
                f"{other.begin} lies between the numbers of a family ({first} to {last}), so it would be taken for an "
                "attachment.", "Produce that family on its own.",
            )  # fmt: skip


# --- people and dates -------------------------------------------------------------------------------------------------


def people(matter: Matter, one: Exhibit) -> dict[str, str]:
    """FROM, TO, CC and BCC of a message, as its own headers part them.

    Recipients a person has typed cannot be parted any more and are all in TO. Nothing for other documents.
    """
    if one.kind != "email":
        return {}
    text = matter.read.value("SELECT text FROM page WHERE exhibit_id = ? AND number = 1", (one.id,)) or ""
    stated: dict[str, str] = {}
    for line in str(text).split("\n\n", 1)[0].split("\n"):
        name, colon, value = line.partition(": ")
        if colon and name in _HEADERS:
            stated.setdefault(_HEADERS[name], value)
    parted = ", ".join(filter(None, (stated.get(name, "") for name in ("TO", "CC", "BCC"))))
    if one.recipients not in (parted, stated.get("TO")):
        stated = {"TO": one.recipients}
    return {**stated, "FROM": one.author}


def _dates(one: Exhibit, date_format: str) -> dict[str, str]:
    """A document date that is no whole day stays out of DOCDATE; a message keeps the sender's own time and offset."""
    shown = DATE_FORMATS[date_format]
    found = {"DOCDATETEXT": one.listed_date}
    try:
        date = PartialDate.parse(one.listed_date) if one.listed_date else None
    except ValueError:
        date = None
    if date is not None and date.earliest is not None and date.precision in (3, 4) and date.edtf[-1] not in "~?%":
        found["DOCDATE"] = date.earliest.strftime(shown)
    sent = _sent(one)
    if sent is not None:
        zone = sent.strftime("%z")
        found |= {"DATESENT": sent.strftime(shown), "TIMESENT": f"{sent:%H:%M:%S}"}
        found["TIMEZONE"] = f"UTC{zone[:3]}:{zone[3:5]}" if zone else ""
    return found


def _sent(one: Exhibit) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(one.metadata or "{}").get("sent", "")) if one.kind == "email" else None
    except (ValueError, TypeError, AttributeError):
        return None
