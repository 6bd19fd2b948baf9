"""``renumber``, ``bates``, ``serve`` and ``hearing``: the exhibit register from numbering to the court day."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

import click

from evidence_app.cli.editing import read_typed_date
from evidence_app.cli.filters import chosen, exhibit_filters, find_party
from evidence_app.cli.output import examples, json_option, note, plural, say, say_done, show, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError
from evidence_app.model.register import HearingAction

if TYPE_CHECKING:
    from evidence_app.services.matter import Matter
    from evidence_app.services.mentions import Mentions
    from evidence_app.services.numbering import NewNumber

NEW_NUMBER_COLUMNS = (
    Column("old", "Old", lambda n: n.old or "(none)"),
    Column("new", "New", lambda n: n.new),
    Column("title", "Title", lambda n: n.title),
)
TEXT_COLUMNS = (
    Column("where", "Text that mentions it", lambda m: m.where),
    Column("before", "Before", lambda m: m.text.excerpts()[0]),
    Column("after", "After", lambda m: m.text.excerpts()[1]),
)
LEFT_COLUMNS = (
    Column("where", "Left as it is", lambda m: m.where),
    Column("excerpt", "Mention", lambda m: m.excerpt),
    Column("reason", "Why", lambda m: m.reason),
)


@click.command("renumber")
@click.argument("names", nargs=-1, metavar="[EXHIBIT...]")
@click.option("--series", required=True, metavar="PARTY", help="The party (name or prefix) whose series to use.")
@click.option("--start", type=click.IntRange(1), default=None, help="First number; none = the series' first.")
@click.option("--leave-texts", is_flag=True, help="Leave notes and other typed texts that mention the numbers alone.")
@click.option("--apply", "do_it", is_flag=True, help="Do it; without, only the table from old to new is shown.")
@exhibit_filters
@in_matter
@json_option
@pass_session
def renumber(
    session: Session,
    names: tuple[str, ...],
    series: str,
    start: int | None,
    leave_texts: bool,
    do_it: bool,
    wanted: dict[str, Any],
    as_json: bool,
) -> None:
    """Renumber exhibits in the order given; shows the table from old to new first.

    One undo step. Links, lists and stamps follow, because they point at the exhibit and not at its number. Notes,
    descriptions, searches and other typed texts that mention a number are shown before and after, and follow too unless
    --leave-texts is given; mentions that could mean something else are listed and left.
    """
    from evidence_app.services import numbering
    from evidence_app.services.mentions import Mentions

    with session.open() as matter:
        party = find_party(matter, series).id
        lines = numbering.renumbering(matter, chosen(matter, names, wanted), party, start or 0)
        texts = Mentions() if leave_texts else numbering.texts_to_follow(matter, lines)
        _show_renumbering(lines, texts, as_json)
        if do_it:
            changes = numbering.renumber(matter, lines, follow=not leave_texts)
            note(f"{changes.label}. {numbering.followed(matter, changes).words()}".rstrip())
        else:
            note("Nothing was changed; --apply does it.")


def _show_renumbering(lines: list[NewNumber], texts: Mentions, as_json: bool) -> None:
    if as_json:
        changing = [{"where": one.where, "before": one.text.before, "after": one.text.after} for one in texts.changing]
        left = [{"where": one.where, "mention": one.excerpt, "reason": one.reason} for one in texts.left]
        show_json({"numbers": lines, "texts": changing, "left": left})
        return
    show(lines, NEW_NUMBER_COLUMNS, False)
    for rows, columns in ((texts.changing, TEXT_COLUMNS), (texts.left, LEFT_COLUMNS)):
        if rows:
            say("")
            show(rows, columns, False)


BATES_COLUMNS = (
    Column("exhibit", "Exhibit", lambda r: r["exhibit"]),
    Column("begin", "From", lambda r: r["begin"]),
    Column("end", "To", lambda r: r["end"]),
    Column("pages", "Numbers", lambda r: str(r["numbers"]), align="right"),
)
GAP_COLUMNS = (
    Column("range", "Missing", lambda g: str(g.range)),
    Column("reason", "Why", lambda g: g.reason),
)


@click.command(
    "bates",
    epilog=examples(
        "evidence bates                              list the numbers given",
        "evidence bates --tag produced --prefix LI   give the next numbers of the series LI",
        "evidence bates P-1 --take-back",
    ),
)
@click.argument("names", nargs=-1, metavar="[EXHIBIT...]")
@click.option("--prefix", default="", help="Give numbers with this prefix.")
@click.option("--digits", type=click.IntRange(1, 12), default=None, help="Width of a new series; 6 when not said.")
@click.option("--start", type=click.IntRange(0), default=None, help="First number; none = after the highest ever used.")
@click.option("--dry-run", is_flag=True, help="With --prefix: only show what would be given.")
@click.option("--take-back", is_flag=True, help="Remove numbers that have not been sent out.")
@click.option("--sent", is_flag=True, help="Record that these numbers have left the office; cannot be undone.")
@click.option("--gaps", is_flag=True, help="List the numbers missing in each series, with the reason.")
@exhibit_filters
@in_matter
@json_option
@pass_session
def bates(
    session: Session, names: tuple[str, ...], prefix: str, digits: int | None, start: int | None, dry_run: bool,
    take_back: bool, sent: bool, gaps: bool, wanted: dict[str, Any], as_json: bool,
) -> None:  # fmt: skip
    """Give Bates numbers, list them, find gaps.

    Families stay together; privileged and sequestered exhibits get none; no number is given twice. The numbers are kept
    beside the exhibit and never written into the original.
    """
    from evidence_app.services import bates as service

    if sum([bool(prefix), take_back, sent, gaps]) > 1:
        raise UserError("Use one of --prefix, --take-back, --sent and --gaps.")
    with session.open() as matter:
        if prefix:
            _give(matter, chosen(matter, names, wanted), prefix, digits or 0, start, dry_run, as_json)
        elif take_back:
            say_done(service.take_back(matter, chosen(matter, names, wanted)))
        elif sent:
            say_done(service.issue(matter, chosen(matter, names, wanted)))
        elif gaps:
            found = service.gaps(matter)
            show(
                found,
                GAP_COLUMNS,
                as_json,
                record=lambda g: {"range": str(g.range), "reason": g.reason},
                empty="No gap.",
            )
        else:
            ids = chosen(matter, names, wanted) if names or wanted else None
            _show_ranges(matter, list(service.ranges(matter, ids).values()), as_json)


def _give(
    matter: Matter, ids: list[Any], prefix: str, digits: int, start: int | None, dry_run: bool, as_json: bool
) -> None:
    from evidence_app.services import bates as service

    run = (service.plan if dry_run else service.assign)(matter, ids, prefix, digits, start)
    _show_ranges(matter, list(run.given), as_json)
    for left, why in (
        (run.kept, "had numbers and keep them"),
        (run.withheld, "are privileged or sequestered and get none"),
    ):
        if left:
            note(f"{plural(len(left), 'exhibit')} {why}.")
    note("Nothing was changed." if dry_run or not run.given else f"{run.changes.label}.")


def _show_ranges(matter: Matter, found: list[Any], as_json: bool) -> None:
    from evidence_app.services import exhibits

    rows = exhibits.read_rows(matter, [one.exhibit_id for one in found])
    records = [
        {
            "exhibit_id": one.exhibit_id,
            "exhibit": rows[one.exhibit_id].number or f"{rows[one.exhibit_id].title} (#{one.exhibit_id})",
            "begin": str(one.range.begin),
            "end": str(one.range.end),
            "numbers": one.range.pages,
        }
        for one in found
    ]
    show(records, BATES_COLUMNS, as_json, record=dict, empty="No Bates number yet.")


SERVED_COLUMNS = (
    Column("id", "List", lambda s: str(s.id), align="right"),
    Column("title", "Title", lambda s: s.title),
    Column("served_on", "Served on", lambda s: s.served_on),
    Column("rows", "Exhibits", lambda s: str(len(s.lines())), align="right"),
    Column("amends", "Amends", lambda s: str(s.amends or "")),
    Column("hash", "SHA-256", lambda s: s.rows_sha256),
)


@click.command("serve")
@click.argument("title", required=False)
@click.option("--party", default=None, help="Only this party's exhibits (name or prefix).")
@click.option("--on", "served_on", default="", metavar="DATE", help="Date of service; none = today.")
@in_matter
@json_option
@pass_session
def serve(session: Session, title: str | None, party: str | None, served_on: str, as_json: bool) -> None:
    """Freeze the exhibit list as served; without TITLE list what was served.

    Numbers of served exhibits cannot change any more. A second list is "Amended" and refers to the first;
    'evidence report list-changes' prints what it changes.
    """
    from evidence_app.services import register

    with session.open() as matter:
        if title is None:
            show(register.served_lists(matter), SERVED_COLUMNS, as_json, empty="No list was served yet.")
            return
        party_id = find_party(matter, party).id if party else None
        made = register.serve(matter, title, party_id, read_typed_date(served_on))
    if as_json:
        show_json(asdict(made))
    else:
        say(
            f"Served “{made.title}” ({plural(len(made.lines()), 'exhibit')}) on {made.served_on}; SHA-256 {made.rows_sha256}"
        )


LEDGER_COLUMNS = (
    Column("at", "Court time", lambda r: r["at"][:19].replace("T", " ")),
    Column("exhibit", "Exhibit", lambda r: r["exhibit"]),
    Column("action", "Entry", lambda r: r["action"]),
    Column("words", "Words", lambda r: r["words"]),
    Column("witness", "Witness", lambda r: r["witness"]),
)


@click.command(
    "hearing", epilog=examples('evidence hearing P-12 objection "Hearsay, FRE 802"', "evidence hearing P-12 admitted")
)
@click.argument("exhibit", required=False)
@click.argument(
    "action",
    required=False,
    metavar=f"[{'|'.join(get_args(HearingAction))}]",
    type=click.Choice(get_args(HearingAction)),
)
@click.argument("words", default="")
@click.option("--witness", default="", help="Through which witness.")
@click.option("--at", default="", metavar="TIME", help="When, ISO 8601; none = now, in the court's time zone.")
@click.option("--day", default="", help="Without EXHIBIT: only this court day, for example 2026-11-23.")
@in_matter
@json_option
@pass_session
def hearing(
    session: Session, exhibit: str | None, action: Any, words: str, witness: str, at: str, day: str, as_json: bool
) -> None:
    """Enter what just happened to an exhibit in court; without arguments show the ledger.

    The exhibit's status, dates, objections and ruling follow; nothing is admitted that was never offered.
    """
    from evidence_app.services import exhibits, register

    with session.open() as matter:
        if exhibit is None:
            rows = [{**asdict(event), "exhibit": row.label} for event, row in register.ledger(matter, day)]
            show(rows, LEDGER_COLUMNS, as_json, record=dict, empty="Nothing was entered yet.")
            return
        if action is None:
            raise UserError("Say what happened.", f"One of: {', '.join(get_args(HearingAction))}.")
        found = exhibits.find(matter, exhibit)
        event = register.note(matter, found.id, action, words, witness=witness, at=at)
        status = exhibits.get(matter, found.id).status
    say(f"{event.at[11:16]} {found.label}: {event.action}{' ' + words if words else ''}; the exhibit is now: {status}.")
