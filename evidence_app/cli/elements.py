"""``elements``: the tree of what must be proved, with coverage in words; and editing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.claims import claim_record, element_numbers, find_claim
from evidence_app.cli.editing import split_assignments
from evidence_app.cli.output import json_option, note, plural, say, say_done, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.errors import UserError

if TYPE_CHECKING:
    from evidence_app.model.proof import ElementCoverage, ElementNode

STATE_MARKS = {"proved": "[x]", "contested": "[!]", "gap": "[ ]", "not in dispute": "[=]"}
"""A mark beside the word, so that a long tree can be skimmed."""


@click.group("elements", invoke_without_command=True)
@click.option("--claim", "claim_number", default=None, help="Only this claim (its number or name).")
@in_matter
@json_option
@click.pass_context
def elements(ctx: click.Context, claim_number: str | None, as_json: bool) -> None:
    """Show the elements of the claims with their coverage; edit them."""
    if ctx.invoked_subcommand is not None:
        return
    from evidence_app.services import proof

    with ctx.ensure_object(Session).open() as matter:
        nodes = [find_claim(matter, claim_number)] if claim_number else proof.tree(matter)
        rule = proof.coverage_rule(matter)
    if as_json:
        show_json([{**claim_record(n), "elements": [element_record(e) for e in n.elements]} for n in nodes])
        return
    if not nodes:
        note("No claim yet. 'evidence claims templates' lists the library.")
    for node in nodes:
        say(
            f"{node.number}  {node.claim.name}: {node.proved} of {node.needed} elements proved on paper, {plural(node.gaps, 'gap')}"
        )
        _print(node.elements, 1)
    if nodes:
        note(f"[x] proved  [!] contested  [ ] gap  [=] not in dispute; {rule.words()}.")


def _print(nodes: Iterable[ElementNode], depth: int) -> None:
    for node in nodes:
        kind = "" if node.element.kind == "element" else f" [{node.element.kind}]"
        any_of = " (any one of:)" if node.children and node.element.group_rule == "any" else ""
        mark = STATE_MARKS[node.coverage.state] if node.element.kind == "element" else "   "
        say(f"{'  ' * depth}{mark} {node.number}  {node.element.text}{any_of}{kind}: {coverage_words(node.coverage)}")
        _print(node.children, depth + 1)


def coverage_words(coverage: ElementCoverage) -> str:
    """``proved (2 support, 1 undermines)``, ``gap, needs 1 more supporting link``."""
    counts = [f"{coverage.supports} support" if coverage.supports else ""]
    counts += [
        f"{coverage.undermines} undermine" if coverage.undermines else "",
        f"{coverage.neutral} neutral" if coverage.neutral else "",
    ]
    counted = ", ".join(filter(None, counts))
    missing = f", {coverage.missing}" if coverage.missing else ""
    return f"{coverage.state}{missing}" + (f" ({counted})" if counted else "")


def element_record(node: ElementNode) -> dict[str, Any]:
    """An element as JSON: number, fields, coverage, children."""
    return {
        "number": node.number,
        **asdict(node.element),
        "coverage": asdict(node.coverage),
        "elements": [element_record(child) for child in node.children],
    }


@elements.command("add")
@click.argument("under", metavar="CLAIM|ELEMENT")
@click.argument("text")
@in_matter
@pass_session
def add(session: Session, under: str, text: str) -> None:
    """Add an element at the end of a claim ("2") or of an element ("2.3")."""
    from evidence_app.services import proof

    with session.open() as matter:
        if "." in under:
            parent = proof.find_element(matter, under).element
            added = proof.add_element(matter, parent.claim_id, text, parent.id)
        else:
            added = proof.add_element(matter, find_claim(matter, under).claim.id, text)
        numbers = element_numbers(matter)
    say(f"Added element {numbers[added]}.")


@elements.command("set")
@click.argument("number")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@in_matter
@pass_session
def set_(session: Session, number: str, fields: tuple[str, ...]) -> None:
    """Change an element: text, group_rule, search_terms, not_in_dispute, gap_reason, expected_objection, notes ...

    Several search terms are separated by semicolons: search_terms='train* w/5 model*; "generative AI"'.
    """
    from evidence_app.services import proof

    names, values = split_assignments(fields)
    if names:
        raise UserError(f"{names[0]!r} is not field=value.")
    if "search_terms" in values:
        values["search_terms"] = "\n".join(term.strip() for term in values["search_terms"].split(";") if term.strip())
    typed: dict[str, Any] = {k: _flag(k, v) if k in ("not_in_dispute", "verify") else v for k, v in values.items()}
    with session.open() as matter:
        say_done(proof.edit_element(matter, proof.find_element(matter, number).element.id, **typed))


def _flag(name: str, text: str) -> int:
    if text.lower() not in ("yes", "no", "1", "0"):
        raise UserError(f"{name} is yes or no, not {text!r}.")
    return int(text.lower() in ("yes", "1"))


@elements.command("move")
@click.argument("number")
@click.argument("step", type=int)
@in_matter
@pass_session
def move(session: Session, number: str, step: int) -> None:
    """Move an element down (1) or up (-1) among its siblings; use "--" before a negative step."""
    from evidence_app.services import proof

    with session.open() as matter:
        say_done(proof.move_element(matter, proof.find_element(matter, number).element.id, step))


@elements.command("remove")
@click.argument("number")
@in_matter
@pass_session
def remove(session: Session, number: str) -> None:
    """Remove an element with its children and links; undo brings them back."""
    from evidence_app.services import proof

    with session.open() as matter:
        say_done(proof.remove_element(matter, proof.find_element(matter, number).element.id))
