"""``search-element``: the search terms of an element, or of every gap, run for pages not linked yet."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import examples, json_option, note, plural, say, say_done, show_json
from evidence_app.cli.search import print_hit, search_filters, search_options, show_silent
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.errors import UserError
from evidence_app.model.proof import walk

if TYPE_CHECKING:
    from evidence_app.model.proof import ElementNode
    from evidence_app.services.matter import Matter
    from evidence_app.services.search_elements import ElementHits

DECISIONS = ("not-relevant", "later", "undecided")


@click.command(
    "search-element",
    epilog=examples(
        "evidence search-element 2.3",
        "evidence search-element                                 every element that has no evidence yet",
        "evidence search-element 2.3 --mark not-relevant P-12 4  leave page 4 of P-12 out from now on",
    ),
)
@click.argument("element", required=False)
@click.option("--claim", default=None, help="Without ELEMENT: only the gaps of this claim.")
@click.option("--mark", type=(click.Choice(DECISIONS), str, int), default=None, metavar="DECISION EXHIBIT PAGE",
              help="Remember about a page: not-relevant (left out from now on), later, undecided.")  # fmt: skip
@search_options
@in_matter
@json_option
@pass_session
def search_element(
    session: Session,
    element: str | None,
    claim: str | None,
    mark: tuple[str, str, int] | None,
    wanted: dict[str, Any],
    as_json: bool,
) -> None:
    """Search with the terms of an element, for pages not linked to it yet.

    Pages that match more of the terms come first. The terms are the element's own ('elements set ELEMENT
    search_terms=...'); an element with parts is searched part by part.
    """
    with session.open() as matter:
        if mark is not None:
            _decide(matter, element, *mark)
            return
        found = _one(matter, element, wanted) if element else _gaps(matter, claim, wanted)
        silent = _silent(matter, wanted) if wanted["silent"] else None
    if as_json:
        show_json({"elements": [asdict(one) for one in found], **({} if silent is None else {"silent": silent})})
        return
    for one in found:
        _print(one)
    if found:
        say(found[-1].completeness.sentence())
        show_silent(silent, found[-1].completeness)


def _one(matter: Matter, number: str, wanted: dict[str, Any]) -> list[ElementHits]:
    """The element's own terms, or those of its parts. Raises UserError when neither has any."""
    from evidence_app.services import proof
    from evidence_app.services.search_elements import search_element as run

    node = proof.find_element(matter, number)
    chosen = [node] if _has_terms(node) else [part for part in walk(node.children) if _has_terms(part)]
    if not chosen:
        hint = f"Write some: evidence elements set {node.number} search_terms='train* w/5 model*; \"generative AI\"'"
        raise UserError(f"Element {node.number} has no search terms.", hint)
    filters = search_filters(wanted, None, None)
    return [run(matter, part.element.id, filters, limit=wanted["limit"], offset=wanted["offset"]) for part in chosen]


def _has_terms(node: ElementNode) -> bool:
    return bool(node.element.search_terms.strip())


def _gaps(matter: Matter, claim: str | None, wanted: dict[str, Any]) -> list[ElementHits]:
    from evidence_app.cli.claims import find_claim
    from evidence_app.services.search_elements import search_gaps

    claim_id = find_claim(matter, claim).claim.id if claim else None
    found = search_gaps(matter, claim_id, limit=wanted["limit"])
    if not found:
        note("No element with search terms is without evidence.")
    return found


def _silent(matter: Matter, wanted: dict[str, Any]) -> list[Any]:
    from evidence_app.services.search import silent_pages

    return silent_pages(matter, search_filters(wanted, None, None))


def _print(found: ElementHits) -> None:
    say(f"{found.number}  {found.text}: {plural(found.total_pages, 'page')} to look at")
    for hit in found.hits:
        print_hit(hit)
    if len(found.hits) < found.total_pages:
        note(f"{plural(len(found.hits), 'page')} shown; --limit and --offset show others.")
    for count, why in ((found.hidden_linked, "linked already"), (found.hidden_decided, "marked not relevant")):
        if count:
            note(f"{plural(count, 'page')} left out: {why}.")
    for failed in found.failed:
        note(f"The term {failed.term} was not run: {failed.reason}")


def _decide(matter: Matter, number: str | None, decision: str, exhibit: str, page: int) -> None:
    from evidence_app.services import exhibits, proof
    from evidence_app.services.search_elements import decide

    if not number:
        raise UserError("Say for which element.", "evidence search-element 2.3 --mark later P-12 4")
    found = exhibits.find(matter, exhibit)
    if not 1 <= page <= found.page_count:
        raise UserError(f"{found.label} has {plural(found.page_count, 'page')}, not a page {page}.")
    words: Any = {"not-relevant": "not relevant", "later": "later", "undecided": ""}[decision]
    say_done(decide(matter, proof.find_element(matter, number).element.id, found.id, page, words))
