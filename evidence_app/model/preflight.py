"""What is looked for before anything leaves the office, and how a finding reads. A finding is a reason to look, no verdict."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence_app.model.exhibits import DESIGNATIONS

Severity = Literal["stop", "warning", "notice"]
Purpose = Literal["exhibit list", "binder", "production", "public filing"]

SEVERITIES: tuple[Severity, ...] = ("stop", "warning", "notice")
SEVERITY_WORDS = {"stop": "Stop", "warning": "Warning", "notice": "Notice"}
"""stop: sending this would be a mistake as a rule; warning: somebody should look; notice: worth knowing."""

PURPOSES: dict[Purpose, str] = {
    "exhibit list": "an exhibit list (numbers, descriptions; no files)",
    "binder": "a binder of stamped copies",
    "production": "a production with the files themselves",
    "public filing": "a filing on the public docket",
}
WITH_FILES: frozenset[Purpose] = frozenset({"binder", "production", "public filing"})


@dataclass(frozen=True)
class Check:
    """One kind of finding: how grave it is as a rule, and what was looked for, in words."""

    severity: Severity
    looked_for: str
    with_files: bool = False
    """Only looked for when files leave, not only a list."""


CHECKS: dict[str, Check] = {
    "privileged-selected": Check("stop", "privileged exhibits in the selection"),
    "sequestered-selected": Check("stop", "sequestered exhibits in the selection"),
    "privileged-family": Check("stop", "privileged or sequestered members of an exhibit's family"),
    "family-split": Check("warning", "families of which only a part is in a production"),
    "designation-public": Check("stop", "designated or sealed exhibits in a public filing"),
    "designation-family": Check("warning", "family members with a more restrictive designation than the exhibit"),
    "designation-page": Check("warning", "confidentiality legends on pages that go beyond the exhibit's designation"),
    "impeachment-selected": Check("warning", "impeachment-only exhibits on a list to be served"),
    "number-missing": Check("warning", "exhibits without a number"),
    "number-duplicate": Check("warning", "numbers that differ only in case, blanks or leading zeros"),
    "number-gap": Check("notice", "numbers missing in a party's series"),
    "bates-missing": Check("warning", "exhibits without Bates numbers in a production"),
    "sponsor-missing": Check("warning", "exhibits without a sponsoring witness"),
    "title-guessed": Check("warning", "titles guessed from file names and not confirmed"),
    "date-guessed": Check("notice", "dates taken from files and not confirmed"),
    "link-look": Check("warning", "evidence links that need a look"),
    "withdrawn-selected": Check("notice", "withdrawn exhibits in the selection"),
    "personal-identifier": Check(
        "warning",
        "what looks like social-security, taxpayer and account numbers, full birth dates, and protected names",
    ),
    "redaction-words": Check(
        "warning", "titles, printed fields and family members that say words marked for redaction"
    ),
    "redaction-look": Check("stop", "redaction marks made on an earlier file, which nobody has looked at since", True),
    "redaction-marks": Check("stop", "exhibits with redaction marks whose file itself would leave", True),
    "unsearchable-page": Check("warning", "pages without text", True),
    "original-missing": Check("stop", "stored files that are missing", True),
    "unreadable": Check("warning", "files that could not be read", True),
    "encrypted": Check("warning", "encrypted files", True),
    "covered-text": Check("stop", "text that can be copied from under boxes, pictures or other text in PDFs", True),
    "hidden-text": Check("warning", "text, layers, sheets and slides that are not shown", True),
    "hidden-metadata": Check("notice", "authors, titles and other properties inside files", True),
    "hidden-revisions": Check("warning", "earlier versions and tracked changes inside files", True),
    "hidden-comments": Check("warning", "comments and marks laid over pages", True),
    "hidden-attachments": Check("warning", "files inside files", True),
    "hidden-script": Check("warning", "scripts and macros inside files", True),
    "size-limit": Check("warning", "files larger than the limit given", True),
}
"""Every code a finding can have, in the order in which they are told."""


@dataclass(frozen=True)
class PreflightFinding:
    """One thing found. ``page`` counts from 1 (0 or None = not on a page); ``where`` is the place on it, in words.

    ``start``/``end`` are offsets into the page's text where the place is known to the character, else -1. ``words`` never
    repeats an identifier, a protected name, or the title of a privileged or sequestered exhibit.
    """

    severity: Severity
    code: str
    words: str
    exhibit_id: int | None = None
    page: int | None = None
    where: str = ""
    start: int = -1
    end: int = -1


def looked_for(purpose: Purpose, limit_mb: float | None) -> list[str]:
    """Everything that is looked for with this purpose, in words."""
    left_out = set() if limit_mb else {"size-limit"}
    left_out |= {"designation-public"} if purpose != "public filing" else set()
    left_out |= (
        {"bates-missing", "family-split"}
        if purpose != "production"
        else {"sponsor-missing", "number-gap", "number-missing"}
    )
    left_out |= {"impeachment-selected"} if purpose != "exhibit list" else set()
    return [
        check.looked_for for code, check in CHECKS.items()
        if code not in left_out and (purpose in WITH_FILES or not check.with_files)
    ]  # fmt: skip


def outcome(findings: Sequence[PreflightFinding]) -> str:
    """What was found in one sentence; it never says more than that."""
    if not findings:
        return "Nothing was found by these checks. What they do not look for was not looked at."
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[one]} {_noun(one, counts[one])}" for one in SEVERITIES if counts[one]]
    return f"Found: {', '.join(parts)}."


def _noun(severity: Severity, count: int) -> str:
    word = {"stop": "reason to stop", "warning": "warning", "notice": "notice"}[severity]
    return word if count == 1 else {"reason to stop": "reasons to stop"}.get(word, f"{word}s")


def in_order(findings: Iterable[PreflightFinding], exhibit_order: Sequence[int]) -> list[PreflightFinding]:
    """Gravest first, then by exhibit, page and kind."""
    place = {exhibit_id: position for position, exhibit_id in enumerate(exhibit_order)}
    codes = {code: position for position, code in enumerate(CHECKS)}

    def key(one: PreflightFinding) -> tuple[int, int, int, int, int]:
        exhibit = place.get(one.exhibit_id, -1) if one.exhibit_id is not None else -1
        return SEVERITIES.index(one.severity), exhibit, codes.get(one.code, 99), one.page or 0, one.start

    return sorted(findings, key=key)


_RANKS = list(DESIGNATIONS)
_LEGENDS = (
    ("SOURCE CODE", re.compile(r"(?:HIGHLY\s+CONFIDENTIAL\W{1,5})?SOURCE\s+CODE(?:\s+ONLY)?\W*", re.IGNORECASE)),
    (
        "AEO",
        re.compile(
            r"(?:HIGHLY\s+CONFIDENTIAL\W*)?(?:(?:OUTSIDE\s+)?(?:ATTORNEYS?|COUNSEL)\W{0,2}S?\W{0,2}\s*EYES\s+ONLY|AEO)\W*"
            r"|HIGHLY\s+CONFIDENTIAL\W*",
            re.IGNORECASE,
        ),
    ),
    (
        "CONFIDENTIAL",
        re.compile(r"CONFIDENTIAL(?:\W+(?:SUBJECT\s+TO|PURSUANT\s+TO|UNDER)\s+(?:THE\s+)?PROTECTIVE\s+ORDER)?\W*"),
    ),
)


def more_restrictive(one: str, other: str) -> bool:
    """Whether designation ``one`` goes beyond ``other``."""
    return _RANKS.index(one) > _RANKS.index(other)


def legend_of(text: str) -> str:
    """The most restrictive confidentiality legend that stands alone on a line of a page; empty for none."""
    found = ""
    for line in text.splitlines():
        plain = line.strip()
        if not 3 <= len(plain) <= 90:
            continue
        for designation, pattern in _LEGENDS:
            if pattern.fullmatch(plain):
                found = designation if more_restrictive(designation, found) else found
                break
    return found


def pages_in_words(numbers: Sequence[int]) -> str:
    """``page 3``, ``pages 2, 5-7``: consecutive pages as a range."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    told = ", ".join(str(a) if a == b else f"{a}\u2013{b}" for a, b in parts)
    return f"page{'s' * (len(set(numbers)) != 1)} {told}"
