"""The reason codes of a matter's redactions: a list that begins with the usual ones and can be edited."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evidence_app.model.changes import Changes
from evidence_app.model.errors import UserError
from evidence_app.model.redaction import SEED_REASONS, RedactionReason
from evidence_app.services.matter import Matter

_LONGEST = 40
"""Characters: a longer code would not fit a box over a few words."""


def reasons(matter: Matter) -> tuple[RedactionReason, ...]:
    """The codes offered for redactions, in the matter's order."""
    stored = str(matter.read.value("SELECT redaction_reasons FROM matter") or "")
    return tuple(RedactionReason(code, meaning) for code, meaning in json.loads(stored)) if stored else SEED_REASONS


def set_reasons(matter: Matter, wanted: Sequence[RedactionReason]) -> Changes:
    """Replace the whole list, as one undo step; marks keep the code they have.

    Raises UserError for an empty list, an empty or long code, or a code that is there twice.
    """
    clean = [RedactionReason(" ".join(one.code.split()), " ".join(one.meaning.split())) for one in wanted]
    codes = [one.code.casefold() for one in clean]
    if not clean or not all(codes):
        raise UserError("A reason needs a code.", "For example FRCP 5.2; the list needs at least one.")
    if any(len(code) > _LONGEST for code in codes):
        raise UserError(f"A reason code has at most {_LONGEST} characters.", "It is printed inside the black box.")
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        raise UserError(f"The reason code {twice!r} is there twice.", "Keep one of them.")
    stored = json.dumps([[one.code, one.meaning] for one in clean], ensure_ascii=False)
    with matter.operation("Set the reason codes of redactions: {codes}", codes=", ".join(o.code for o in clean)) as tx:
        tx.update("matter", 1, {"redaction_reasons": stored})
    return tx.changes


def known_reason(matter: Matter, code: str) -> str:
    """A code as the list has it, in whatever case it was typed; '' means the first. Raises UserError."""
    known = reasons(matter)
    if not code.strip():
        return known[0].code
    for one in known:
        if one.code.casefold() == " ".join(code.split()).casefold():
            return one.code
    raise UserError(
        f"{code.strip()!r} is no reason code of this matter.", f"Known: {', '.join(one.code for one in known)}."
    )
