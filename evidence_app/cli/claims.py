"""``claims``: the claims of the matter and the template library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import json_option, say, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import NotFound

if TYPE_CHECKING:
    from evidence_app.model.claim_templates import ClaimTemplate
    from evidence_app.model.proof import ClaimNode
    from evidence_app.services.matter import Matter

CLAIM_COLUMNS = (
    Column("number", "No.", lambda n: n.number, align="right"),
    Column("name", "Claim", lambda n: n.claim.name),
    Column("proved", "Proved on paper", lambda n: f"{n.proved} of {n.needed}", align="right"),
    Column("gaps", "Gaps", lambda n: str(n.gaps), align="right"),
    Column("contested", "Contested", lambda n: str(n.contested), align="right"),
    Column("as_of", "As of", lambda n: n.claim.as_of + (" (verify)" if n.claim.verify else "")),
)


@click.group("claims", invoke_without_command=True)
@in_matter
@json_option
@click.pass_context
def claims(ctx: click.Context, as_json: bool) -> None:
    """List the claims; see the templates; add a claim."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Session), as_json)


@claims.command("list")
@in_matter
@json_option
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List the claims of the matter."""
    _list(session, as_json)


def _list(session: Session, as_json: bool) -> None:
    from evidence_app.services import proof

    with session.open() as matter:
        nodes = proof.tree(matter)
    show(
        nodes,
        CLAIM_COLUMNS,
        as_json,
        record=claim_record,
        empty="No claim yet. 'evidence claims templates' lists the library.",
    )


def claim_record(node: ClaimNode) -> dict[str, Any]:
    """A claim as JSON: its own fields and its counts, without the frozen template."""
    from dataclasses import asdict

    fields = asdict(node.claim)
    fields.pop("template_frozen")
    counts = {"needed": node.needed, "proved": node.proved, "gaps": node.gaps, "contested": node.contested}
    return {"number": node.number, **fields, **counts}


TEMPLATE_COLUMNS = (
    Column("id", "Id", lambda t: t.id),
    Column("name", "Claim", lambda t: t.name),
    Column("jurisdiction", "Jurisdiction", lambda t: t.jurisdiction),
    Column("elements", "Elements", lambda t: str(sum(1 for _ in t.walk())), align="right"),
    Column("authority", "Authority", lambda t: "; ".join(t.authority[:3]) + ("; ..." if t.authority[3:] else "")),
    Column("as_of", "As of", lambda t: t.as_of + (" (verify)" if t.verify else "")),
)


@claims.command("templates")
@click.argument("template_id", required=False)
@json_option
def templates(template_id: str | None, as_json: bool) -> None:
    """List the template library, or the elements of one template.

    A template is a starting point for a lawyer to verify, never legal advice.
    """
    from evidence_app.services import proof

    if template_id is None:
        show(proof.templates(), TEMPLATE_COLUMNS, as_json)
        return
    chosen = proof.template(template_id)
    if as_json:
        show([chosen], (), True)
        return
    _print_template(chosen)


def _print_template(chosen: ClaimTemplate) -> None:
    say(f"{chosen.name} ({chosen.jurisdiction})")
    say(f"Authority: {'; '.join(chosen.authority)}. As of {chosen.as_of}{', verify' if chosen.verify else ''}.")
    for path, row in chosen.walk():
        any_of = " (any one of:)" if row.elements and row.rule == "any" else ""
        kind = "" if row.kind == "element" else f" [{row.kind}]"
        say(f"{'  ' * path.count('.')}{path:<6} {row.text}{any_of}{kind}")


@claims.command("add")
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@click.option("--by-hand", is_flag=True, help="ID is the name of a claim of your own, without elements.")
@in_matter
@pass_session
def add(session: Session, names: tuple[str, ...], by_hand: bool) -> None:
    """Add claims from the library with all their elements."""
    from evidence_app.model.proof import walk
    from evidence_app.services import proof

    with session.open() as matter:
        for name in names:
            claim_id = proof.add_claim(matter, name) if by_hand else proof.add_claim_from_template(matter, name)
            node = next(n for n in proof.tree(matter) if n.claim.id == claim_id)
            say(f"Added claim {node.number}, {node.claim.name}, with {sum(1 for _ in walk(node.elements))} elements.")


@claims.command("remove")
@click.argument("number")
@in_matter
@pass_session
def remove(session: Session, number: str) -> None:
    """Remove a claim with its elements and links; undo brings them back."""
    from evidence_app.services import proof

    with session.open() as matter:
        say_done(proof.remove_claim(matter, find_claim(matter, number).claim.id))


def element_numbers(matter: Matter) -> dict[int, str]:
    """Element id -> its number as typed and shown ("2.3.1")."""
    from evidence_app.model.proof import walk
    from evidence_app.services import proof

    return {int(node.element.id): node.number for claim in proof.tree(matter) for node in walk(claim.elements)}


def find_claim(matter: Matter, number: str) -> ClaimNode:
    """The claim with this number ("2") or exact name. Raises NotFound."""
    from evidence_app.services import proof

    for node in proof.tree(matter):
        if number.strip() == node.number or number.strip().casefold() == node.claim.name.casefold():
            return node
    raise NotFound(f"There is no claim {number!r}.", "Run 'evidence claims' to see their numbers.")
