"""The case itself: caption, parties, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

PartyId = NewType("PartyId", int)
Side = Literal["plaintiff", "defendant", "joint", "other"]


@dataclass(frozen=True)
class MatterRecord:
    """What the caption and the matter page show. ``status_note`` says where the case stands, with its source.

    ``banner`` is printed on every page of every report ("SYNTHETIC SAMPLE", "DRAFT"); empty = none.
    ``redaction_reasons`` is JSON, see ``services.redaction_reasons``; empty = the usual codes.
    """

    id: int
    uid: str
    name: str
    court: str
    division: str
    docket_number: str
    judge: str
    status_note: str
    status_source: str
    court_zone: str
    notes: str
    banner: str
    coverage_rule: str
    created_at: str
    redaction_reasons: str


@dataclass(frozen=True)
class Party:
    """A party and its exhibit series: prefix ("PX"), first number, last number of its block (0 = open), leading zeros.

    ``lettering`` empty means numbers; "AA AB" and "AA BB" mean letters and say how they go on after Z, because courts
    differ. See :class:`evidence_app.model.numbering.Series`.
    """

    id: PartyId
    name: str
    side: Side
    role: str = ""
    prefix: str = ""
    first_number: int = 1
    last_number: int = 0
    number_width: int = 0
    lettering: str = ""
    counsel: str = ""
    position: int = 0
