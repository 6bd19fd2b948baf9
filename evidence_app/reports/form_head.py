"""What a court's form has besides the exhibits: boxes for judge, attorneys and dates, and the witnesses below the list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence_app.model.chronology import show_date
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.presets import HEAD
from evidence_app.services import register
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties


def head_boxes(matter: Matter, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Label and value of each box; what the matter does not say stays empty, for the clerk to fill in."""
    values = {
        "judge": matter.record.judge,
        "plaintiff_attorney": _attorneys(matter, "plaintiff"),
        "defendant_attorney": _attorneys(matter, "defendant"),
        "trial_dates": ", ".join(show_date(day) for day in reversed(register.hearing_days(matter))),
    }
    return tuple((HEAD[key], values.get(key, "")) for key in keys if key in HEAD)


def _attorneys(matter: Matter, side: str) -> str:
    """The first line of each counsel block of a side, which by custom is the attorney's name."""
    blocks = [one.counsel.strip().splitlines() for one in parties(matter) if one.side == side]
    return "; ".join(dict.fromkeys(lines[0].strip() for lines in blocks if lines))


def witness_rows(matter: Matter, listed: Sequence[Exhibit]) -> list[dict[str, str]]:
    """A row for each witness the listed exhibits name, in the order of their exhibits, with the days in the ledger.

    Only witnesses of listed exhibits: who sponsors a withheld document is not told.
    """
    ids = {one.id for one in listed}
    days: dict[str, list[str]] = {}
    for one in listed:
        for name in re.split(r"[;\n]", one.sponsor if one.status != "withdrawn" else ""):
            days.setdefault(name.strip(), [])
    for event, exhibit in register.ledger(matter):
        if exhibit.id in ids and event.witness.strip():
            days.setdefault(event.witness.strip(), []).append(show_date(event.at[:10]))
    days.pop("", None)
    return [{"description": f"{name} (witness)", "offered": ", ".join(dict.fromkeys(on))} for name, on in days.items()]
