"""``link``, ``unlink`` and ``links``: evidence tied to the elements it proves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

import click

from evidence_app.cli.claims import element_numbers
from evidence_app.cli.output import json_option, say, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import UserError
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.model.proof import STRENGTHS, Stance

if TYPE_CHECKING:
    from evidence_app.services.evidence_links import LinkRow
    from evidence_app.services.matter import Matter

STANCES: tuple[Stance, ...] = get_args(Stance)


@click.command("link")
@click.argument("element")
@click.argument("exhibit")
@click.option("--page", type=click.IntRange(1), default=None, help="PDF page index, from 1; none = the whole exhibit.")
@click.option("--quote", default="", help="The words that prove it, as they stand on the page.")
@click.option(
    "--stance", type=click.Choice(STANCES), default="supports", show_default=True, help="What it does to the element."
)
@click.option("--strength", type=click.IntRange(1, 3), default=2, show_default=True, help="1 weak, 2 fair, 3 strong.")
@click.option("--note", "remark", default="", help="Why it matters.")
@in_matter
@pass_session
def link(
    session: Session, element: str, exhibit: str, page: int | None, quote: str, stance: str, strength: int, remark: str
) -> None:
    """Link an exhibit, a page or a quote to an element.

    A quote is checked against the page: words that are not there are refused. Without --page the page is found when the
    quote stands on only one.
    """
    from evidence_app.services import evidence_links, exhibits, proof

    with session.open() as matter:
        node = proof.find_element(matter, element)
        found = exhibits.find(matter, exhibit)
        if quote and page is None:
            page = page_of(matter, found.id, quote)
        link_id = evidence_links.link_evidence(
            matter, node.element.id, found.id, Pinpoint(page, quote), stance, strength, remark
        )
        row = next(r for r in evidence_links.links(matter, element_id=node.element.id) if r.link.id == link_id)
        after = proof.find_element(matter, element).coverage
    say(f"Linked {row.cite} to element {node.number} as link {link_id}; the element is now: {after.state}.")


def page_of(matter: Matter, exhibit_id: int, quote: str) -> int:
    """The one page a quote stands on. Raises UserError when it is on none or on several."""
    from evidence_app.model.pinpoint import find_quote
    from evidence_app.services import exhibits

    pages = [p.number for p in exhibits.pages(matter, exhibit_id) if find_quote(p.text, quote)]
    if not pages:
        raise UserError(
            "Those words are on no page of the exhibit.", "Copy the quote from 'evidence show EXHIBIT --text'."
        )
    if len(pages) > 1:
        raise UserError(f"Those words are on pages {', '.join(map(str, pages))}.", "Say which with --page.")
    return pages[0]


@click.command("unlink")
@click.argument("link_ids", nargs=-1, required=True, type=int, metavar="LINK...")
@in_matter
@pass_session
def unlink(session: Session, link_ids: tuple[int, ...]) -> None:
    """Remove links.

    LINK is the number 'evidence links' shows; undo brings a link back.
    """
    from evidence_app.services import evidence_links

    with session.open() as matter:
        for link_id in link_ids:
            say_done(evidence_links.unlink(matter, link_id))


LINK_COLUMNS = (
    Column("id", "Link", lambda r: str(r["id"]), align="right"),
    Column("element", "Element", lambda r: r["element"]),
    Column("cite", "Evidence", lambda r: r["cite"]),
    Column("stance", "Stance", lambda r: r["stance"]),
    Column("strength", "Strength", lambda r: STRENGTHS[r["strength"]]),
    Column("quote", "Quote", lambda r: f"“{r['quote']}”" if r["quote"] else ""),
    Column("note", "Note", lambda r: r["note"]),
    Column("state", "State", lambda r: "withdrawn" if r["withdrawn"] else "" if r["state"] == "ok" else r["state"]),
)


LOOK_COLUMNS = (
    Column("link", "Link", lambda d: str(d.row.link.id), align="right"),
    Column("element", "Element", lambda d: d.number),
    Column("cite", "Evidence", lambda d: d.row.cite),
    Column("quote", "Quote", lambda d: f"“{d.row.link.quote}”" if d.row.link.quote else ""),
    Column("places", "Now on page", lambda d: ", ".join(str(place.page) for place in d.places) or "not found"),
    Column("why", "Why", lambda d: d.why),
)


@click.command("links")
@click.option("--element", default=None, metavar="2.3", help="Of this element.")
@click.option("--exhibit", default=None, help="Of this exhibit.")
@click.option("--page", type=int, default=None, help="On this page of the exhibit.")
@click.option(
    "--change",
    nargs=2,
    default=None,
    metavar="LINK FIELD=VALUE",
    help="Change stance, strength, note or objection of a link.",
)
@click.option("--look", is_flag=True, help="Only links that need a look, with the pages their words stand on now.")
@click.option(
    "--settle",
    nargs=2,
    default=None,
    metavar="LINK keep|PAGE",
    help="Keep a link that needs a look where it is, or move it to a page its words stand on.",
)
@in_matter
@json_option
@pass_session
def links(
    session: Session,
    element: str | None,
    exhibit: str | None,
    page: int | None,
    change: tuple[str, str] | None,
    look: bool,
    settle: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """List links.

    'evidence links --change 4 strength=3' changes one. A link needs a look when its document was replaced or its text
    changed and nothing proves where it belongs; 'unlink' withdraws one.
    """
    from evidence_app.services import evidence_links, exhibits, link_review, proof

    with session.open() as matter:
        if change or settle:
            say_done(_change(matter, *change) if change else _settle(matter, *(settle or ("", ""))))
            return
        if look:
            only = exhibits.find(matter, exhibit).id if exhibit else None
            found_now = link_review.in_doubt(matter, only)
            show(found_now, LOOK_COLUMNS, as_json, empty="No link needs a look.")
            return
        element_id = proof.find_element(matter, element).element.id if element else None
        exhibit_id = exhibits.find(matter, exhibit).id if exhibit else None
        found = evidence_links.links(matter, element_id=element_id, exhibit_id=exhibit_id, page=page)
        numbers = element_numbers(matter)
    show([_record(row, numbers) for row in found], LINK_COLUMNS, as_json, record=dict, empty="No link.")


def _record(row: LinkRow, numbers: dict[int, str]) -> dict[str, Any]:
    words = {
        "element": numbers[row.link.element_id],
        "cite": row.cite,
        "withdrawn": row.withdrawn,
        "outward": row.outward,
    }
    return {**asdict(row.link), **words}


def _settle(matter: Matter, link_text: str, where: str) -> Any:
    from evidence_app.services import link_review

    known = {str(one.row.link.id): one for one in link_review.in_doubt(matter)}
    if link_text not in known:
        raise UserError(f"Link {link_text!r} does not need a look.", "'evidence links --look' shows those that do.")
    one = known[link_text]
    if where == "keep":
        return link_review.keep(matter, int(link_text))
    for place in one.places:
        if str(place.page) == where:
            return link_review.move(matter, int(link_text), place)
    pages = ", ".join(str(place.page) for place in one.places) or "none"
    raise UserError(f"Its words do not stand on page {where!r}.", f"Pages they stand on: {pages}.")


def _change(matter: Matter, link_text: str, assignment: str) -> Any:
    from evidence_app.cli.editing import split_assignments
    from evidence_app.services import evidence_links

    if not link_text.isdigit():
        raise UserError(f"{link_text!r} is not a link's number.", "'evidence links' shows the numbers.")
    _, values = split_assignments((assignment,))
    typed: dict[str, Any] = dict(values)
    if typed.get("stance", "supports") not in STANCES:
        raise UserError(f"{typed['stance']!r} is not a stance.", f"Known: {', '.join(STANCES)}.")
    if "strength" in typed:
        if typed["strength"] not in ("1", "2", "3"):
            raise UserError("The strength is 1 (weak), 2 (fair) or 3 (strong).")
        typed["strength"] = int(typed["strength"])
    return evidence_links.edit_link(matter, int(link_text), **typed)
