"""Exhibits, their pages, their numbers and the order courts expect (PX9 before PX10, Z before AA, 12 before 12.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType

ExhibitId = NewType("ExhibitId", int)
TagId = NewType("TagId", int)
CustodianId = NewType("CustodianId", int)

DESIGNATIONS = {
    "": "None",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "AEO": "HIGHLY CONFIDENTIAL - ATTORNEYS' EYES ONLY",
    "SOURCE CODE": "HIGHLY CONFIDENTIAL - SOURCE CODE",
}
"""Stored designation -> words printed; ordered from public to most restricted (N.D. Cal. model order titles)."""

EXHIBIT_KINDS = {
    "substantive": "Substantive evidence",
    "summary_1006": "Summary (FRE 1006)",
    "illustrative_107": "Illustrative aid (FRE 107)",
    "impeachment": "Impeachment",
    "deposition": "Deposition",
}
OFFER_CLASSES = {"expect": "Expects to offer", "may": "May offer", "impeachment_only": "Impeachment only"}
STIPULATIONS = {"authenticity": "authentic", "foundation": "foundation", "admissibility": "admissible"}
"""What can be agreed of an exhibit, each apart; beside it another word by which it is understood."""
STATUSES = {
    "draft": "Draft",
    "numbered": "Numbered",
    "served": "Served",
    "marked": "Marked",
    "offered": "Offered",
    "admitted": "Admitted",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
    "limited": "Admitted for a limited purpose",
}
FROZEN_STATUSES = frozenset({"served", "marked", "offered", "admitted", "refused", "withdrawn", "limited"})
"""From being served on, a number never changes."""


_PARTS = re.compile(r"[,;/&+\n]|\band\b", re.IGNORECASE)


def stipulated(text: str) -> frozenset[str]:
    """Which of :data:`STIPULATIONS` a text agrees to. Only the bare words count: "no authenticity", "authenticity
    disputed" and "authenticity if redacted" agree to nothing, and a list must not say they do.
    """
    parts = {" ".join(part.split()).casefold().strip(". ") for part in _PARTS.split(text.casefold())}
    return frozenset(what for what, word in STIPULATIONS.items() if parts & {what, word})


def with_stipulation(text: str, what: str, agreed: bool) -> str:
    """The text with one point agreed or taken back; whatever else it says stays as it was written."""
    if agreed == (what in stipulated(text)):
        return text
    if agreed:
        return f"{text.rstrip(' ,;')}, {what}" if text.strip() else what
    kept = [part.strip() for part in _PARTS.split(text) if what not in stipulated(part)]
    return ", ".join(filter(None, kept))


@dataclass(frozen=True)
class Exhibit:
    """One exhibit, exactly as its row is stored; dates are EDTF text, see ``chronology``."""

    id: ExhibitId
    party_id: int | None
    number: str | None
    number_sort: str
    number_guess: str
    title: str
    title_guessed: int
    description: str
    kind: str
    exhibit_kind: str
    doc_date: str
    doc_date_basis: str
    doc_date_stated: str
    doc_date_sort: str
    author: str
    recipients: str
    subject: str
    custodian_id: int | None
    sponsor: str
    purpose: str
    designation: str
    privilege: str
    privilege_note: str
    sequestered: int
    status: str
    offer_class: str
    stipulations: str
    objections: str
    objection_response: str
    ruling: str
    limited_purpose: str
    marked_on: str
    offered_on: str
    admitted_on: str
    ruled_on: str
    sealed: int
    bates_begin: str
    bates_end: str
    notes: str
    parent_id: int | None
    family_position: int
    file_name: str
    media_type: str
    original_sha256: str
    original_bytes: int
    page_count: int
    read_status: str
    read_reason: str
    metadata: str
    imported_at: str

    @property
    def label(self) -> str:
        """How the exhibit is called in lists and citations: its number, or its title while it has none."""
        return f"Ex. {self.number}" if self.number else self.title

    @property
    def listed_date(self) -> str:
        """Its date for a court list: EDTF, empty while only the file's metadata gave one.

        A PDF made in 2019 of an order of 2010 says 2019 there; nothing a person has not confirmed goes to a court as
        the date of the document. Dates from file names, mail headers and page texts are stated somewhere and stand.
        """
        return "" if self.doc_date_basis == "metadata" else self.doc_date

    @property
    def outward(self) -> bool:
        """Whether it may appear on anything that leaves the office: not privileged and not sequestered."""
        return not self.privilege and not self.sequestered


@dataclass(frozen=True)
class ExhibitRow:
    """What a grid or list shows of an exhibit, with names joined in and counts computed."""

    id: ExhibitId
    number: str | None
    title: str
    title_guessed: int
    kind: str
    doc_date: str
    doc_date_basis: str
    page_count: int
    silent_pages: int
    bates_begin: str
    bates_end: str
    custodian: str
    sponsor: str
    designation: str
    privilege: str
    sequestered: int
    status: str
    party: str
    tags: str
    links: int
    parent_id: int | None
    file_name: str
    read_status: str
    read_reason: str
    original_sha256: str
    original_bytes: int
    number_guess: str
    description: str


@dataclass(frozen=True)
class Page:
    """One page of an exhibit. Number = PDF index from 1; label = printed page label; Bates kept apart from both."""

    id: int
    exhibit_id: ExhibitId
    number: int
    label: str
    bates: str
    text: str
    source: str
    layer_text: str
    ocr_text: str
    ocr_confidence: int
    ocr_state: str
    ocr_reason: str
    width: int
    height: int
    rotation: int
    note: str
    shape: str


@dataclass(frozen=True)
class PageOutline:
    """A page without its texts: what is needed to lay a long exhibit out. Sizes are hundredths of a point.

    ``has_layer`` and ``has_ocr`` (1 or 0) tell of texts besides the one that is used; ``characters`` and ``lines``
    measure that one.
    """

    id: int
    number: int
    label: str
    bates: str
    source: str
    ocr_state: str
    ocr_reason: str
    ocr_confidence: int
    width: int
    height: int
    note: str
    has_layer: int
    has_ocr: int
    characters: int
    lines: int


@dataclass(frozen=True)
class Tag:
    """A tag and on how many exhibits it stands."""

    id: TagId
    name: str
    exhibits: int


@dataclass(frozen=True)
class Custodian:
    """A person or system the documents came from, and how many exhibits."""

    id: CustodianId
    name: str
    exhibits: int


_RUNS = re.compile(r"\d+|[^\W\d_]+", re.UNICODE)


@lru_cache(maxsize=20_000)
def number_sort_key(number: str | None) -> str:
    """A text that sorts exhibit numbers as courts do; unnumbered exhibits come last.

    >>> sorted(["PX10", "PX9", "12.1", "12", "AA", "Z"], key=number_sort_key)
    ['12', '12.1', 'Z', 'AA', 'PX9', 'PX10']
    """
    if not number or not number.strip():
        return "~"
    runs = _RUNS.findall(number.casefold())
    if not runs:
        return "}" + number
    if len(runs) == 1 and not runs[0].isdigit():
        return f"b{len(runs[0]):04d}{runs[0]}"  # letters only: A..Z before AA
    first = "a" if runs[0].isdigit() else "c"
    return first + "\x1f".join(_run_key(run) for run in runs)


def _run_key(run: str) -> str:
    if not run.isdigit():
        return "l" + run
    digits = run.lstrip("0") or "0"
    return f"d{len(digits):03d}{digits}"
