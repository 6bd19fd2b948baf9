"""Findings of a pre-flight check told together: one line for each code and severity, however many exhibits have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence_app.model.preflight import CHECKS, SEVERITIES, PreflightFinding, Severity

THE_LIST = "(the list)"
"""How what concerns the selection as a whole is named where an exhibit would stand."""


@dataclass(frozen=True)
class FindingGroup:
    """Every finding of one code and severity, in the order of the check; never empty."""

    severity: Severity
    code: str
    findings: tuple[PreflightFinding, ...]

    @property
    def exhibit_ids(self) -> list[int]:
        """The exhibits that have it, each once, in the order of the check."""
        return list(dict.fromkeys(one.exhibit_id for one in self.findings if one.exhibit_id is not None))

    @property
    def words(self) -> str:
        """What was found: its own words where all say the same, else what was looked for."""
        said = {one.words for one in self.findings}
        looked_for = CHECKS[self.code].looked_for
        return said.pop() if len(said) == 1 else f"{looked_for[0].upper()}{looked_for[1:]}."

    @property
    def exhibits_told(self) -> str:
        """``42 exhibits``; the selection as a whole where no exhibit is meant."""
        count = len(self.exhibit_ids)
        return f"{count:,} exhibit{'s' * (count != 1)}" if count else THE_LIST

    @property
    def places_told(self) -> str:
        """``97 places``."""
        count = len(self.findings)
        return f"{count:,} place{'s' * (count != 1)}"

    def named(self, names: Mapping[int, str], most: int = 30) -> str:
        """The exhibits by name, at most so many of them: ``PX1, PX2 and 40 more``."""
        ids = self.exhibit_ids
        told = listed([names.get(one, f"#{one}") for one in ids[:most]])
        return told + (f" and {len(ids) - most:,} more" if len(ids) > most else "")


def listed(names: Sequence[str]) -> str:
    """Names in a row, apart by semicolons where one of them has a comma in it: "Letter; Docket entry 5, attachment 3"."""
    return ("; " if any("," in one for one in names) else ", ").join(names)


def grouped(findings: Iterable[PreflightFinding]) -> list[FindingGroup]:
    """Gravest first, then in the order in which the checks are told."""
    found: dict[tuple[Severity, str], list[PreflightFinding]] = {}
    for one in findings:
        found.setdefault((one.severity, one.code), []).append(one)
    codes = list(CHECKS)
    order = sorted(found, key=lambda key: (SEVERITIES.index(key[0]), codes.index(key[1])))
    return [FindingGroup(*key, tuple(found[key])) for key in order]
