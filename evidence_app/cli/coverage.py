"""``coverage`` and ``gaps``: what is proved on paper, and what is not."""

from __future__ import annotations

import click

from evidence_app.cli.claims import CLAIM_COLUMNS, claim_record
from evidence_app.cli.elements import element_record
from evidence_app.cli.output import json_option, note, say_done, show, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column, choose_columns
from evidence_app.model.errors import UserError
from evidence_app.model.proof import CoverageRule


@click.command("coverage")
@click.option(
    "--rule", default=None, metavar="links=1,exhibits=1,strength=1", help="Change when an element counts as proved."
)
@in_matter
@json_option
@pass_session
def coverage(session: Session, rule: str | None, as_json: bool) -> None:
    """Say for each claim how much of it is proved on paper.

    The rule asks for a number of supporting links, from a number of different exhibits, of at least a strength
    (1 weak, 2 fair, 3 strong). Links of withdrawn and sequestered exhibits do not count.
    """
    from evidence_app.services import proof

    with session.open() as matter:
        if rule is not None:
            say_done(proof.set_coverage_rule(matter, read_rule(rule, proof.coverage_rule(matter))))
            return
        nodes, current = proof.tree(matter), proof.coverage_rule(matter)
    if as_json:
        show_json({"rule": current, "claims": [claim_record(node) for node in nodes]})
        return
    shown = choose_columns(CLAIM_COLUMNS, ("number", "name", "proved", "gaps", "contested"))
    show(nodes, shown, False, empty="No claim yet.")
    note(f"The rule: {current.words()}.")


def read_rule(text: str, current: CoverageRule) -> CoverageRule:
    """``links=2,strength=3`` on top of the present rule. Raises UserError for anything else."""
    from dataclasses import replace

    found: dict[str, int] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name.strip() not in CoverageRule.__annotations__ or not value.strip().isdigit():
            raise UserError(
                f"{part.strip()!r} is not part of a rule.", "Write for example links=2,exhibits=2,strength=2."
            )
        found[name.strip()] = int(value)
    if found.get("strength", 1) > 3:
        raise UserError("The strength is 1 (weak), 2 (fair) or 3 (strong).")
    return replace(current, **found)


GAP_COLUMNS = (
    Column("number", "Element", lambda n: n.number),
    Column("text", "What must be proved", lambda n: n.element.text),
    Column("missing", "Missing", lambda n: n.coverage.missing),
    Column("burden", "Burden", lambda n: n.element.burden),
    Column("reason", "Reason noted", lambda n: n.element.gap_reason),
)


@click.command("gaps")
@in_matter
@json_option
@pass_session
def gaps(session: Session, as_json: bool) -> None:
    """List the elements that must be proved and are not."""
    from evidence_app.services import proof

    with session.open() as matter:
        found = proof.gaps(matter)
    show(found, GAP_COLUMNS, as_json, record=element_record, empty="No gap.")
    if found and not as_json:
        note(f"{len(found)} gaps. 'evidence search-element {found[0].number}' looks for evidence.")
