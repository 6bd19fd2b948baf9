"""``redactions`` and ``redaction-reasons``: places to be taken out of copies, and the codes printed over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from evidence_app.cli.output import examples, json_option, note, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.redaction import RedactionReason, parse_box

if TYPE_CHECKING:
    from evidence_app.services.matter import Matter

MARK_COLUMNS = (
    Column("id", "Mark", lambda m: str(m.id), align="right"),
    Column("page", "Page", lambda m: str(m.page), align="right"),
    Column("reason", "Reason", lambda m: m.reason),
    Column("quote", "Words", lambda m: " ".join(m.quote.split())),
    Column("box", "Box", lambda m: m.box),
    Column("state", "State", lambda m: m.state),
)


@click.command(
    "redactions",
    epilog=examples(
        "evidence redactions P-12",
        'evidence redactions P-12 --add 2:7200,7200,14400,8400 --reason "Work Product"',
        'evidence redactions P-12 --words "Lily Marsh" --reason "FRCP 5.2"',
        "evidence redactions P-12 --change 3 --reason Privacy",
        "evidence redactions P-12 --remove 3 --remove 4",
    ),
)
@click.argument("exhibit")
@click.option(
    "--add", "boxes", multiple=True, metavar="PAGE:X0,Y0,X1,Y1",
    help="Mark a box, in hundredths of a point from the top left of the page as shown.",
)  # fmt: skip
@click.option("--words", multiple=True, metavar="TEXT", help="Mark these words wherever they stand, in any spelling.")
@click.option("--reason", default=None, metavar="CODE", help="Reason code; without it the first of the matter's list.")
@click.option("--change", "changed", multiple=True, type=int, metavar="MARK", help="Give this mark the --reason.")
@click.option("--confirm", "confirmed", multiple=True, type=int, metavar="MARK", help="It holds for the present file.")
@click.option("--remove", "removed", multiple=True, type=int, metavar="MARK", help="Take this mark away.")
@in_matter
@json_option
@pass_session
def redactions(
    session: Session, exhibit: str, boxes: tuple[str, ...], words: tuple[str, ...], reason: str | None,
    changed: tuple[int, ...], confirmed: tuple[int, ...], removed: tuple[int, ...], as_json: bool,
) -> None:  # fmt: skip
    """List the redaction marks of an exhibit; add, change and remove them.

    The original is never touched: marks are applied to copies. 'evidence report redacted-copy' makes one, and binders,
    stamped copies and Bates sets take the redacted pages. A mark made on an earlier file needs a look, and is applied
    only after --confirm.
    """
    from evidence_app.services import exhibits
    from evidence_app.services import redactions as service

    if reason is not None and not (boxes or words or changed):
        raise UserError("A reason belongs to marks.", "Add --add, --words or --change.")
    if changed and reason is None:
        raise UserError("Which reason shall the marks have?", "Add --reason CODE.")
    with session.open() as matter:
        found = exhibits.find(matter, exhibit)
        _own(matter, found.id, {*changed, *confirmed, *removed})
        if boxes:
            marks = [parse_box(text) for text in boxes]
            service.add_boxes(matter, found.id, [replace(one, reason=one.reason or reason or "") for one in marks])
        if words:
            made = service.add_words(matter, found.id, words, reason or "")
            note(f"{len(made)} new marks." if made else "These places are marked already.")
        if changed:
            note(service.set_reason(matter, changed, reason or "").label or "The marks have this reason already.")
        if confirmed:
            note(service.confirm(matter, confirmed).label or "Nothing had to be confirmed.")
        if removed:
            note(service.remove(matter, removed).label)
        show(service.marks(matter, found.id), MARK_COLUMNS, as_json, empty="No redaction mark yet.")


def _own(matter: Matter, exhibit_id: int, ids: set[int]) -> None:
    """Marks are named by number, so a slip must not change another exhibit's."""
    from evidence_app.services import redactions as service

    odd = sorted(ids - {one.id for one in service.marks(matter, exhibit_id)})
    if odd:
        raise NotFound(f"The exhibit has no redaction mark {odd[0]}.", "Without options the command lists its marks.")


REASON_COLUMNS = (Column("code", "Code", lambda r: r.code), Column("meaning", "Meaning", lambda r: r.meaning))


@click.command(
    "redaction-reasons",
    epilog=examples(
        "evidence redaction-reasons",
        'evidence redaction-reasons --add "HIPAA" --meaning "Health information, 45 CFR 164.514"',
        'evidence redaction-reasons --remove "Trade Secret"',
    ),
)
@click.option("--add", "added", default="", metavar="CODE", help="Add a code, or give one another meaning.")
@click.option("--meaning", default="", help="With --add: what the code stands for.")
@click.option("--remove", "removed", default="", metavar="CODE", help="Take a code off the list; marks keep theirs.")
@in_matter
@json_option
@pass_session
def redaction_reasons(session: Session, added: str, meaning: str, removed: str, as_json: bool) -> None:
    """List the reason codes of redactions in this matter; add or remove one."""
    from evidence_app.services import redaction_reasons as service

    if meaning and not added:
        raise UserError("A meaning belongs to a code.", "Add --add CODE.")
    with session.open() as matter:
        known = list(service.reasons(matter))
        if removed:
            service.known_reason(matter, removed)
            known = [one for one in known if one.code.casefold() != removed.strip().casefold()]
        if added:
            place = next((i for i, one in enumerate(known) if one.code.casefold() == added.strip().casefold()), None)
            if place is None:
                known.append(RedactionReason(added, meaning))
            else:
                known[place] = RedactionReason(added, meaning)
        if added or removed:
            say_done(service.set_reasons(matter, known))
        show(service.reasons(matter), REASON_COLUMNS, as_json)
