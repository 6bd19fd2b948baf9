"""What the columns of a load file mean: headings differ from vendor to vendor, dates from country to country.

A date is taken only as it is written. One that can be read two ways is not read until a person says which comes first,
the day or the month; a time without a date is no date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from evidence_app.model.dates import PartialDate
from evidence_app.model.exhibits import DESIGNATIONS
from evidence_app.model.preflight import legend_of
from evidence_app.model.typed_dates import read_date

DateOrder = Literal["", "month first", "day first"]

MEANINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "begin": ("First Bates number", ("BEGBATES", "BEGINBATES", "BEGDOC", "BEGINDOC", "PRODBEG", "PRODBEGBATES", "BEGPROD",
                                     "BATESBEG", "BATESBEGIN", "BATESSTART", "FIRSTBATES", "BEGNO", "BEGDOCNO", "STARTBATES",
                                     "BEGCONTROL")),
    "end": ("Last Bates number", ("ENDBATES", "ENDDOC", "PRODEND", "PRODENDBATES", "ENDPROD", "BATESEND", "LASTBATES",
                                  "ENDNO", "ENDDOCNO", "ENDCONTROL")),
    "family_begin": ("First number of the family", ("BEGATTACH", "BEGINATTACH", "BEGATT", "BEGATTACHMENT", "ATTACHBEG",
                                                    "PRODBEGATTACH", "BATESBEGATTACH", "BEGINGROUP", "BEGGROUP", "BEGFAMILY",
                                                    "FAMILYBEGIN")),
    "family_end": ("Last number of the family", ("ENDATTACH", "ENDATT", "ENDATTACHMENT", "ATTACHEND", "PRODENDATTACH",
                                                 "BATESENDATTACH", "ENDGROUP", "ENDFAMILY", "FAMILYEND")),
    "doc_id": ("Control number", ("DOCID", "CONTROLNUMBER", "CONTROLNO", "DOCUMENTID")),
    "parent": ("Parent", ("PARENTID", "PARENTDOCID", "PARENTBATES", "PARENTBEGBATES", "PARENT")),
    "group": ("Family group", ("GROUPID", "GROUPIDENTIFIER", "FAMILYID", "FAMILYGROUP")),
    "custodian": ("Custodian", ("CUSTODIAN", "CUSTODIANNAME", "PRIMARYCUSTODIAN")),
    "from": ("From", ("FROM", "EMAILFROM", "SENDER", "SENDERNAME")),
    "author": ("Author", ("AUTHOR", "ORIGINALAUTHORNAME", "DOCAUTHOR")),
    "to": ("To", ("TO", "EMAILTO", "RECIPIENT", "RECIPIENTS", "RECIPIENTNAMETO")),
    "cc": ("CC", ("CC", "EMAILCC")),
    "bcc": ("BCC", ("BCC", "EMAILBCC")),
    "subject": ("Subject", ("SUBJECT", "EMAILSUBJECT")),
    "title": ("Title", ("TITLE", "DOCUMENTTITLE", "DOCTITLE")),
    "date_exact": ("Date as precisely as known", ("DOCDATETEXT",)),
    "date": ("Date", ("DOCDATE", "DOCUMENTDATE", "MASTERDATE", "PRIMARYDATETIME", "PRIMARYDATE", "SORTDATE", "SORTDATETIME")),
    "sent_date": ("Date sent", ("DATESENT", "SENTDATE", "SENTDATETIME", "DATETIMESENT", "EMAILSENTDATE")),
    "sent_time": ("Time sent", ("TIMESENT", "SENTTIME")),
    "zone": ("Time zone", ("TIMEZONE", "TIMEZONEOFFSET", "NATIVETIMEZONEOFFSET", "TIMEZONEPROCESSED")),
    "file_name": ("File name", ("FILENAME", "ORIGINALFILENAME", "DOCFILENAME")),
    "pages": ("Number of pages", ("PAGECOUNT", "PGCOUNT", "PAGES", "NUMPAGES")),
    "md5": ("MD5", ("MD5HASH", "MD5", "HASH", "HASHVALUE")),
    "sha256": ("SHA-256", ("SHA256HASH", "SHA256")),
    "designation": ("Designation", ("CONFIDENTIALITY", "CONFIDENTIALITYDESIGNATION", "DESIGNATION", "CONFDESIGNATION",
                                    "PRODCONFIDENTIALITY", "CONFIDENTIAL")),
    "redacted": ("Redacted", ("REDACTED", "HASREDACTIONS", "REDACTION")),
    "text": ("Text file", ("TEXTPATH", "TEXTLINK", "EXTRACTEDTEXTPATH", "EXTRACTEDTEXT", "OCRPATH", "TEXTFILE", "FULLTEXT")),
    "native": ("Native file", ("NATIVEPATH", "NATIVELINK", "NATIVEFILE", "NATIVEFILEPATH", "FILELINK", "ITEMPATH")),
    "pdf": ("PDF", ("PDFPATH", "PDFLINK", "IMAGEPATH", "PRODUCEDPDF")),
}  # fmt: skip
"""Meaning -> words for a person, and the headings it goes by, the most telling first, without blanks and signs."""

_KNOWN = {name: (meaning, place) for meaning, (_words, names) in MEANINGS.items() for place, name in enumerate(names)}


def squeezed(heading: str) -> str:
    """A heading as it is compared: letters and digits only, in capitals."""
    return "".join(c for c in heading.upper() if c.isalnum())


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Meaning -> column. Where several headings mean the same, the most telling one counts; others are kept as they are.

    Without a column of Bates numbers the control number takes its place.
    """
    best: dict[str, tuple[int, int]] = {}
    for column, heading in enumerate(headings):
        meaning, place = _KNOWN.get(squeezed(heading), ("", 0))
        if meaning and (meaning not in best or place < best[meaning][0]):
            best[meaning] = (place, column)
    found = {meaning: column for meaning, (_place, column) in best.items()}
    if "begin" not in found and "doc_id" in found:
        found["begin"] = found["doc_id"]
    return found


# --- dates ------------------------------------------------------------------------------------------------------------

_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ZEROS = re.compile(r"[0\s/.:-]+")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)?\s*([AaPp][Mm])?")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?:([+-])\s*([0-9]{1,2})(?::?([0-9]{2}))?)?", re.IGNORECASE)


@dataclass(frozen=True)
class LoadDate:
    """A date of a load file: EDTF, empty when there is none or it was not read; ``remark`` says why not."""

    edtf: str = ""
    remark: str = ""
    ambiguous: bool = False


def load_date(text: str, order: DateOrder = "") -> LoadDate:
    """A date as a load file states it. ``order`` decides what can be read two ways (4/9/2018)."""
    plain = " ".join(text.split())
    if not plain or _ZEROS.fullmatch(plain):
        return LoadDate()
    compact = _COMPACT.fullmatch(plain)
    iso = _edtf("-".join(compact.groups()) if compact else _iso(plain))
    if iso:
        return LoadDate(iso)
    found = read_date(plain)
    if found is None:
        return LoadDate("", f"“{plain[:40]}” is not a date.")
    if not found.ambiguous:
        return LoadDate(found.date.edtf)
    if not order:
        return LoadDate("", f"“{plain[:40]}” can be read two ways.", True)
    chosen = found.other if order == "day first" else found.date
    return LoadDate(chosen.edtf) if chosen else LoadDate("", f"“{plain[:40]}” is not a full date.")


def _iso(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat() if "T" in text or ("-" in text[4:5] and ":" in text) else text
    except ValueError:
        return text


def _edtf(text: str) -> str:
    try:
        return PartialDate.parse(text).edtf
    except ValueError:
        return ""


def sent_moment(date: str, clock: str, zone: str) -> tuple[str, str]:
    """(ISO time a message was sent, remark). The date may hold the time; an offset is kept as stated, never converted.

    Empty without a whole date, or without a time.
    """
    day, _t, own = date.partition("T")
    if len(day) != 10:
        return "", ""
    if not own:
        found = _CLOCK.fullmatch(clock.strip())
        if found is None:
            return "", f"“{clock.strip()[:40]}” is not a time." if clock.strip() else ""
        own = _time(found)
        if not own:
            return "", f"“{clock.strip()[:40]}” is not a time."
    if re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", own):
        return f"{day}T{own}", ""
    offset, remark = zone_offset(zone)
    return f"{day}T{own}{offset}", remark


def _time(found: re.Match[str]) -> str:
    hour, half = int(found[1]), (found[4] or "").upper()
    if half:
        hour = hour % 12 + 12 * (half == "PM") if 1 <= hour <= 12 else 99
    try:
        return time(hour, int(found[2]), int(found[3] or 0)).isoformat()
    except ValueError:
        return ""


def zone_offset(zone: str) -> tuple[str, str]:
    """(offset such as -07:00, remark). A zone known by its name only has no offset here: it changes with the season."""
    plain = zone.strip()
    if not plain:
        return "", ""
    found = _OFFSET.fullmatch(plain)
    if found is None:
        return "", f"The zone “{plain[:40]}” gives no offset; the time stands without one."
    sign, hours, minutes = found.groups()
    if not sign:
        return "+00:00", ""
    return (
        (f"{sign}{int(hours):02d}:{minutes or '00'}", "") if int(hours) <= 14 else ("", f"“{plain[:40]}” is no offset.")
    )


# --- designation ------------------------------------------------------------------------------------------------------

_NONE = frozenset({"", "none", "no", "n", "public", "non-confidential", "not confidential", "0", "false"})
_YES = frozenset({"yes", "y", "1", "true", "conf", "c"})


def designation_of(text: str) -> tuple[str, str]:
    """(stored designation, remark) of a column's words. Words that are not known never make it less than CONFIDENTIAL."""
    plain = " ".join(text.split())
    if plain.casefold() in _NONE:
        return "", ""
    for stored, words in DESIGNATIONS.items():
        if stored and plain.casefold() in (stored.casefold(), words.casefold()):
            return stored, ""
    found = legend_of(plain.upper())
    if found or plain.casefold() in _YES:
        return found or "CONFIDENTIAL", ""
    return "CONFIDENTIAL", f"The designation “{plain[:60]}” is not known; it was taken for CONFIDENTIAL."
