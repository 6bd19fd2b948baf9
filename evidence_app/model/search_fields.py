"""The fields a search can ask for (``field:value``), and what values they take."""

from __future__ import annotations

import re
from datetime import date, timedelta

from evidence_app.model.chronology import PartialDate
from evidence_app.model.errors import BadQuery

FIELDS: dict[str, str] = {
    "number": "exhibit number: number:P-12, number:P-1..P-20, number:PX*",
    "title": "words in the title: title:policy",
    "custodian": "who held it: custodian:ortiz",
    "tag": "a tag: tag:hot",
    "element": "linked to this element: element:2.3, element:knowing",
    "claim": "linked to this claim: claim:contract",
    "kind": "kind of file: kind:email, kind:pdf",
    "date": "document date: date:2024-09, date:2024-01..2024-09-18, date:>=2024, date:none",
    "bates": "Bates number: bates:LI000123, bates:LI000001..LI000200",
    "designation": "confidentiality: designation:AEO",
    "privilege": "privilege: privilege:any, privilege:work",
    "author": "author: author:smith",
    "recipient": "recipient: recipient:jones",
    "subject": "subject line: subject:invoice",
    "file": "name of the file: file:report.pdf",
    "status": "status of the exhibit: status:admitted",
    "linked": "linked to any element: linked:yes, linked:no",
    "has": "has:notext, has:text, has:ocr, has:attachment, has:number, has:bates, has:date, has:tag",
}
"""Field name -> what it means, with examples; shown while typing."""

ALIASES = {
    "exhibit": "number", "no": "number", "recipients": "recipient", "to": "recipient", "from": "author",
    "tags": "tag", "type": "kind", "filename": "file", "is": "has",
}  # fmt: skip

_CHOICES = {
    "linked": ("yes", "no"),
    "has": ("notext", "text", "ocr", "attachment", "number", "bates", "date", "tag"),
}
_COMPARED = re.compile(r"(?P<op>[<>]=?)(?P<date>[^<>=.]+)$")


def field_name(name: str) -> str | None:
    """The field meant by what was typed before the colon, or ``None``."""
    lower = name.lower()
    return lower if lower in FIELDS else ALIASES.get(lower)


def check_value(name: str, value: str, position: int) -> str:
    """The value as it will be used. Raises BadQuery when this field cannot have it."""
    value = value.strip()
    if not value:
        raise BadQuery(f"Nothing follows {name}:", f"Write for example {FIELDS[name].split(': ', 1)[1]}.", position)
    if name in _CHOICES and value.lower() not in _CHOICES[name]:
        raise BadQuery(f"{name}: cannot be “{value}”.", f"It can be {', '.join(_CHOICES[name])}.", position)
    if name == "date" and value.lower() != "none":
        date_range(value, position)
    return value.lower() if name in (*_CHOICES, "kind") else value


def date_range(value: str, position: int = 0) -> tuple[date | None, date | None]:
    """First and last day (None = open) of ``2024``, ``2024-09``, ``2024-01..2024-09-18``, ``..2024``, ``>=2024-09``.

    Raises BadQuery when it is no date. A partial date stands for every day it may mean.
    """
    compared = _COMPARED.match(value)
    try:
        if compared:
            return _compared(compared["op"], PartialDate.parse(compared["date"]))
        dates = PartialDate.parse(_as_interval(value))
    except ValueError:
        raise BadQuery(
            f"“{value}” is not a date or a range of dates.",
            "Write date:2024-09-18, date:2024-09, date:2024-01..2024-06 or date:>=2024.",
            position,
        ) from None
    return dates.earliest, dates.latest


def _as_interval(value: str) -> str:
    if value.startswith("..") and len(value) > 2:
        return "../" + value[2:]
    if value.endswith(".."):
        return value[:-2] + "/.."
    return value.replace("..", "/")


def _compared(operator: str, given: PartialDate) -> tuple[date | None, date | None]:
    assert given.earliest and given.latest
    day = timedelta(days=1)
    return {
        ">=": (given.earliest, None),
        ">": (given.latest + day, None),
        "<=": (None, given.latest),
        "<": (None, given.earliest - day),
    }[operator]
