"""The caption of a court paper from the matter's own record, and the words that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from evidence_app.model.matter import MatterRecord, Party
from evidence_app.reports.document import Caption
from evidence_app.services import history
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties

CAPTION_WORDS = {
    "plaintiff": "Plaintiff",
    "defendant": "Defendant",
    "versus": "v.",
    "case": "Case No.",
    "judge": "Judge:",
}
"""Words of a caption that a layout may replace: Claimant, Claim No. and the like."""
CAPTION_PARTIES = ("auto", "all", "first")
NAMED_PER_SIDE = 12
"""With "auto", a side with more parties prints the first and "et al.", as FRCP 10(a) allows after the complaint."""


def make_caption(matter: Matter, named: str = "auto", words: Mapping[str, str] | None = None) -> Caption:
    """Court and division, plaintiffs v. defendants, case number and judge. ``named``: "auto", "all" or "first" parties.

    ``words`` replaces some of :data:`CAPTION_WORDS`.
    """
    record, of, say = matter.record, parties(matter), {**CAPTION_WORDS, **(words or {})}
    court = [
        line.strip().upper() for part in (record.court, record.division) for line in part.split(",") if line.strip()
    ]
    right = [f"{say['case']} {record.docket_number}"] if record.docket_number else []
    right += [f"{say['judge']} {record.judge}"] if record.judge else []
    return Caption(tuple(court), tuple(_title_of_action(record, of, named, say)), tuple(right))


def _title_of_action(record: MatterRecord, of: Sequence[Party], named: str, say: Mapping[str, str]) -> list[str]:
    """Lines of the left half; a tab in front indents. The matter's name while a side is missing."""
    plaintiffs = [p for p in of if p.side == "plaintiff"]
    defendants = [p for p in of if p.side == "defendant"]
    if not plaintiffs or not defendants:
        return [record.name]
    first, last = _side(plaintiffs, say["plaintiff"], ",", named), _side(defendants, say["defendant"], ".", named)
    return [*first, f"\t{say['versus']}", *last]


def _side(of: Sequence[Party], word: str, end: str, named: str) -> list[str]:
    shown = of if named == "all" or (named == "auto" and len(of) <= NAMED_PER_SIDE) else of[:1]
    names = [p.name.upper() + (f", {p.role}" if p.role and p.role.casefold() != word.casefold() else "") for p in shown]
    text = "; ".join(names) + (", et al." if len(shown) < len(of) else "")
    return [f"{text},", f"\t\t{word}{'s' * (len(of) > 1)}{end}"]


def possessive(of: Sequence[Party], side: str) -> str:
    """``PLAINTIFF'S``, ``PLAINTIFFS'``, ``DEFENDANT'S`` ... for the title of a paper."""
    several = sum(p.side == side for p in of) > 1
    return side.upper() + ("S'" if several else "'S")


def printed_line(matter: Matter, now: datetime | None = None) -> str:
    """When this was printed (local time with its offset), and the audit log's head, which anchors the log outside."""
    moment = (now or datetime.now()).astimezone()
    offset = moment.strftime("%z")
    _entry, digest = history.head(matter)
    return f"Printed {moment.day} {moment:%b %Y %H:%M} (UTC{offset[:3]}:{offset[3:]})\nAudit log {digest[:12]}"


WORK_PRODUCT = "ATTORNEY WORK PRODUCT"


def footer(matter: Matter, title: str, case: str = CAPTION_WORDS["case"]) -> tuple[str, str]:
    """What stands left and right at the foot of every page: the paper's title and case number; when it was printed."""
    docket = matter.record.docket_number
    left = f"{title}\n{case} {docket}" if docket else f"{title}\n{matter.record.name}"
    return left, printed_line(matter)


def matter_facts(matter: Matter) -> tuple[tuple[str, str], ...]:
    """The case in label and value pairs, for papers without a caption. Where the case stands is told with its source."""
    record = matter.record
    pairs = [
        ("Matter", record.name),
        ("Court", ", ".join(filter(None, (record.court, record.division)))),
        ("Case No.", record.docket_number),
        ("Status", f"{record.status_note} ({record.status_source})" if record.status_source else record.status_note),
    ]
    return tuple((label, value) for label, value in pairs if value)


def marked(matter: Matter, marking: str) -> str:
    """What stands at the top of every page: the matter's own banner, then the report's marking."""
    return " \u00b7 ".join(filter(None, (matter.record.banner, marking)))
