"""``series``: how each party's exhibits are numbered or lettered, and where its block ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_app.cli.filters import find_party
from evidence_app.cli.output import examples, json_option, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError

if TYPE_CHECKING:
    from evidence_app.model.matter import Party
    from evidence_app.services.matter import Matter

_LETTERS = {"numbers": "", "AA-AB": "AA AB", "AA-BB": "AA BB"}
SERIES_COLUMNS = (
    Column("party", "Party", lambda r: r["party"]),
    Column("side", "Side", lambda r: r["side"]),
    Column("first", "From", lambda r: r["first"]),
    Column("last", "To", lambda r: r["last"] or "(no end)"),
    Column("next", "Next", lambda r: r["next"]),
    Column("letters", "Letters", lambda r: r["letters"]),
)


@click.command(
    "series",
    epilog=examples(
        "evidence series                                     list the series of the parties",
        "evidence series Rivera --prefix PX --digits 3 --first 1 --last 999",
        "evidence series DX --letters AA-BB                  A to Z, then AA, BB, CC",
    ),
)
@click.argument("party", required=False)
@click.option("--prefix", default=None, help='What stands before the number; "" for none.')
@click.option("--first", type=click.IntRange(1), default=None, help="Where the block begins; for letters 1 is A.")
@click.option("--last", type=click.IntRange(0), default=None, help="Where the block ends; 0 = no end.")
@click.option("--digits", type=click.IntRange(0, 12), default=None, help="Fill up with zeros to so many digits.")
@click.option(
    "--letters", type=click.Choice(list(_LETTERS)), default=None, help="Numbers, or letters and what follows Z."
)
@in_matter
@json_option
@pass_session
def series(
    session: Session, party: str | None, prefix: str | None, first: int | None, last: int | None, digits: int | None,
    letters: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the exhibit series of the parties, or change one.

    Exhibits that have a number keep it; 'evidence number --next PARTY' and 'evidence renumber' follow the series.
    """
    from evidence_app.services import parties

    lettering = None if letters is None else _LETTERS[letters]
    wanted = {
        "prefix": prefix, "first_number": first, "last_number": last, "number_width": digits, "lettering": lettering,
    }  # fmt: skip
    facts = {name: value for name, value in wanted.items() if value is not None}
    with session.open() as matter:
        if party is None and facts:
            raise UserError("Say whose series to change.", "For example: evidence series Rivera --prefix PX")
        if party is not None and facts:
            say_done(parties.edit_party(matter, find_party(matter, party).id, **facts))
            return
        of = parties.parties(matter) if party is None else [find_party(matter, party)]
        show([_record(matter, one) for one in of], SERIES_COLUMNS, as_json, record=dict, empty="No party yet.")


def _record(matter: Matter, party: Party) -> dict[str, str]:
    from evidence_app.services import numbering

    series = numbering.series_of(matter.read, party.id)
    try:
        following = numbering.next_number(matter, party.id)
    except UserError:
        following = "(full)"
    last = series.label(series.last) if series.last else ""
    letters = {value: key for key, value in _LETTERS.items()}[series.lettering]
    return {
        "party": party.name, "side": party.side, "first": series.label(series.first), "last": last, "next": following,
        "letters": letters,
    }  # fmt: skip
