"""``set``, ``number``, ``withdraw`` and ``custodian``: change exhibits, one or thousands, each time one undo step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.filters import chosen, exhibit_filters, find_party
from evidence_app.cli.output import examples, json_option, note, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError
from evidence_app.model.exhibits import DESIGNATIONS, STATUSES, ExhibitId

if TYPE_CHECKING:
    from evidence_app.model.changes import Changes
    from evidence_app.services.matter import Matter

_ASSIGNMENT = re.compile(r"([A-Za-z_]+)=(.*)", re.DOTALL)
_FLAGS = {"yes": 1, "true": 1, "1": 1, "no": 0, "false": 0, "0": 0, "": 0}


@click.command(
    "set",
    epilog=examples(
        'evidence set P-12 title="Privacy policy, 18 Sept 2024" doc_date=2024-09-18',
        'evidence set --custodian "IT department" designation=CONFIDENTIAL',
    ),
)
@click.argument("names", nargs=-1, required=True, metavar="EXHIBIT... FIELD=VALUE...")
@exhibit_filters
@in_matter
@pass_session
def set_(session: Session, names: tuple[str, ...], wanted: dict[str, Any]) -> None:
    """Change fields of exhibits.

    Without named exhibits the filters say which. Fields: title, description, doc_date, sponsor, purpose, designation,
    privilege, sequestered, status, objections, stipulations, ruling, bates_begin, bates_end, notes, party and more;
    a wrong one is answered with the whole list. doc_date takes 2024-09-18, "Sept 2024", "before 2020";
    one that can be read two ways (4/9/2024) is refused.
    """
    from evidence_app.services import exhibits

    with session.open() as matter:
        named, fields = split_assignments(names)
        values = {name: _value(matter, name, value) for name, value in fields.items()}
        if "party" in values:
            values["party_id"] = values.pop("party")
        ids = chosen(matter, named, wanted)
        status = values.pop("status", None)
        if status is not None:
            say_done(_move(matter, ids, status))
        if values:
            say_done(exhibits.describe(matter, ids, **values))


def _move(matter: Matter, ids: list[ExhibitId], status: str) -> Changes:
    """A status is not typed over but reached step by step; the register refuses what cannot follow."""
    from evidence_app.services import register

    if status not in STATUSES:
        raise UserError(f"{status!r} is not a status.", f"Known: {', '.join(STATUSES)}.")
    return register.move(matter, ids, status)


def split_assignments(words: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Names and ``field=value`` pairs apart. Raises UserError when there is no pair."""
    pairs = [_ASSIGNMENT.fullmatch(word) for word in words]
    names = [word for word, pair in zip(words, pairs, strict=True) if pair is None]
    fields = {pair[1].lower(): pair[2] for pair in pairs if pair}
    if not fields:
        raise UserError("Say what to set: field=value.", 'For example sponsor="A. Rivera".')
    return names, fields


def _value(matter: Matter, name: str, text: str) -> Any:
    if name == "party":
        return find_party(matter, text).id if text else None
    if name in ("sequestered", "sealed"):
        if text.lower() not in _FLAGS:
            raise UserError(f"{name} is yes or no, not {text!r}.")
        return _FLAGS[text.lower()]
    if name == "designation":
        return next((d for d in DESIGNATIONS if d.casefold() == text.strip().casefold()), text)
    return text


def read_typed_date(text: str) -> str:
    """A typed date as EDTF; what cannot be read is passed on, so that the service refuses it by name."""
    from evidence_app.model.chronology import read_date

    found = read_date(text)
    if found is None:
        return text
    if found.ambiguous:
        note(f"Read {text} month first, as {found.date.show()}.")
    return found.date.edtf


@click.command(
    "number",
    epilog=examples(
        "evidence number '#7' P-12            one exhibit, this number",
        "evidence number '#7' '#9' --next PX  the next free numbers of a series, in this order",
        "evidence number --tag trial --next PX",
    ),
)
@click.argument("names", nargs=-1, metavar="EXHIBIT... [NUMBER]")
@click.option(
    "--next",
    "series",
    default=None,
    metavar="PARTY",
    help="Give the next numbers of this party's series (name or prefix).",
)
@click.option("--clear", is_flag=True, help="Take the number away.")
@click.option("--guesses", is_flag=True, help="Give each exhibit the number read from its file.")
@click.option(
    "--leave-texts", is_flag=True, help="Leave notes and other typed texts that mention the old number alone."
)
@exhibit_filters
@in_matter
@pass_session
def number(
    session: Session, names: tuple[str, ...], series: str | None, clear: bool, guesses: bool, leave_texts: bool,
    wanted: dict[str, Any],
) -> None:  # fmt: skip
    """Number exhibits.

    A number in use is refused, and so is changing a number that has been served. Notes and other typed texts that
    mention the old number follow in the same undo step.
    """
    from evidence_app.services import exhibits, numbering

    if sum([series is not None, clear, guesses]) > 1:
        raise UserError("Use one of --next, --clear and --guesses.")
    with session.open() as matter:
        if series is not None:
            party = find_party(matter, series).id if series else None
            say_done(numbering.number_next(matter, chosen(matter, names, wanted), party))
        elif clear or guesses:
            ids = chosen(matter, names, wanted)
            read = {i: exhibits.get(matter, i).number_guess for i in ids} if guesses else dict.fromkeys(ids)
            given = {int(i): n for i, n in read.items() if clear or n}
            _say_numbered(matter, numbering.set_numbers(matter, given, follow=not leave_texts))
        elif len(names) == 2 and not wanted:
            found = exhibits.find(matter, names[0]).id
            _say_numbered(matter, numbering.set_number(matter, found, names[1], follow=not leave_texts))
        else:
            raise UserError(
                "Name one exhibit and its number, or use --next PARTY.", "For example: evidence number '#7' P-12"
            )


def _say_numbered(matter: Matter, changes: Changes) -> None:
    """Say the change, then what became of texts that mention the old numbers."""
    from evidence_app.services import numbering

    say_done(changes)
    told = numbering.followed(matter, changes)
    if told.texts or told.left:
        note("\n".join([told.words(), *(f"  {where}: {words} ({why})" for where, words, why in told.left)]))


@click.command("withdraw")
@click.argument("names", nargs=-1, metavar="EXHIBIT...")
@exhibit_filters
@in_matter
@pass_session
def withdraw(session: Session, names: tuple[str, ...], wanted: dict[str, Any]) -> None:
    """Withdraw exhibits; their rows, numbers and links stay.

    Lists print WITHDRAWN, and their links no longer count as proof.
    """
    from evidence_app.services import exhibits

    with session.open() as matter:
        say_done(exhibits.withdraw(matter, chosen(matter, names, wanted)))


COUNT_COLUMNS = (
    Column("name", "Name", lambda r: r.name),
    Column("exhibits", "Exhibits", lambda r: f"{r.exhibits:,}", align="right"),
)


@click.command("custodian")
@click.argument("names", nargs=-1, metavar="[EXHIBIT... NAME]")
@exhibit_filters
@in_matter
@json_option
@pass_session
def custodian(session: Session, names: tuple[str, ...], wanted: dict[str, Any], as_json: bool) -> None:
    """List custodians, or say where exhibits came from.

    Without arguments it lists them. The last word is the custodian's name; an empty name ("") clears it.
    """
    from evidence_app.services import exhibits

    with session.open() as matter:
        if names:
            say_done(exhibits.set_custodian(matter, chosen(matter, names[:-1], wanted), names[-1]))
        else:
            show(exhibits.custodians(matter), COUNT_COLUMNS, as_json, empty="No custodian yet.")
