"""``search``, ``search-element`` and ``reindex``: hits, and always what was and what was not searched."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence_app.cli.editing import read_doc_date
from evidence_app.cli.output import examples, json_option, note, plural, say, show, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.errors import BadQuery, UserError
from evidence_app.model.proof import walk

if TYPE_CHECKING:
    from evidence_app.model.proof import ElementNode
    from evidence_app.model.search_results import SearchFilters, SearchHit, SearchResult, SilentPage, Snippet
    from evidence_app.services.matter import Matter

F = TypeVar("F", bound=Callable[..., Any])
SILENT_COLUMNS = (
    Column("exhibit", "Exhibit", lambda p: f"Ex. {p.exhibit_number}" if p.exhibit_number else p.title),
    Column("page", "Page", lambda p: str(p.page) if p.page else "whole", align="right"),
    Column("reason", "Why it cannot be searched", lambda p: p.reason),
)
_NAMES = ("tags", "custodians", "kinds", "date_from", "date_to", "whole_exhibit", "sort", "limit", "offset", "silent")


def _search_options(command: F) -> F:
    @functools.wraps(command)
    def collected(*args: Any, **kwargs: Any) -> Any:
        return command(*args, wanted={name: kwargs.pop(name) for name in _NAMES}, **kwargs)

    for option in reversed(
        [
            click.option("--tag", "tags", multiple=True, help="Only exhibits with this tag; repeat for any of several."),
            click.option("--custodian", "custodians", multiple=True, help="Only from this custodian."),
            click.option("--kind", "kinds", multiple=True, help="Only this kind: pdf, email, image ..."),
            click.option("--from", "date_from", default="", metavar="DATE", help="Document date from: 2024, 2024-09, 2024-09-18."),
            click.option("--to", "date_to", default="", metavar="DATE", help="Document date up to."),
            click.option("--whole-exhibit", is_flag=True, help="Decide AND, OR and NOT over whole exhibits, not page by page."),
            click.option("--sort", type=click.Choice(["relevance", "grouped", "number", "date"]), default="relevance",
                         show_default=True, help="Order of the hits; grouped = exhibit by exhibit, the best first."),
            click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Show so many pages."),
            click.option("--offset", type=click.IntRange(0), default=0, help="Leave out the first so many."),
            click.option("--silent", is_flag=True, help="Also list the pages and exhibits that cannot be searched."),
        ]
    ):  # fmt: skip
        collected = option(collected)
    return collected  # type: ignore[return-value]


@click.command(
    "search",
    epilog=examples(
        "reasonable reliance              both words, anywhere on a page",
        '"may not"                        side by side',
        "train* w/5 model*                within 5 words of each other",
        "knew pre/3 that                  in this order",
        "(opt OR consent) AND NOT refund",
        "tag:hot date:2024-09",
    ),
)
@click.argument("query")
@click.option(
    "--element", default=None, metavar="2.3", help="With --linked/--unlinked: to this element. Alone: linked to it."
)
@click.option(
    "--linked/--unlinked",
    "linked",
    default=None,
    help="Only pages that are / are not linked (to any element, or to --element).",
)
@_search_options
@in_matter
@json_option
@pass_session
def search(
    session: Session, query: str, element: str | None, linked: bool | None, wanted: dict[str, Any], as_json: bool
) -> None:
    """Search the pages.

    Put the query in quotes for your shell. Every result says how many pages were searched; --silent lists the others.
    Sequestered exhibits are never shown.
    """
    from evidence_app.services import proof

    with session.open() as matter:
        element_id = proof.find_element(matter, element).element.id if element else None
        if element and linked is None:
            linked = True
        filters = _filters(wanted, element_id, linked)
        _answer(matter, query, filters, wanted, as_json)


def _filters(wanted: dict[str, Any], element_id: int | None, linked: bool | None) -> SearchFilters:
    from evidence_app.model.search_results import SearchFilters

    return SearchFilters(
        element_id=element_id,
        linked=None if linked is None else "linked" if linked else "unlinked",
        tags=wanted["tags"],
        custodians=wanted["custodians"],
        kinds=wanted["kinds"],
        date_from=read_doc_date(wanted["date_from"]),
        date_to=read_doc_date(wanted["date_to"]),
        scope="exhibit" if wanted["whole_exhibit"] else "page",
        sort=wanted["sort"],
    )


def _answer(matter: Matter, query: str, filters: SearchFilters, wanted: dict[str, Any], as_json: bool) -> None:
    from evidence_app.services import search as service

    try:
        result = service.find(matter, query, filters, limit=wanted["limit"], offset=wanted["offset"])
    except BadQuery as error:
        point_at(query, error.position)
        raise
    silent = service.silent_pages(matter, filters) if wanted["silent"] else None
    if as_json:
        show_json(as_record(result, silent))
        return
    if result.parsed != query:
        note(f"Read as: {result.parsed}")
    for hit in result.hits:
        _print_hit(hit)
    _conclude(result, silent)


def point_at(query: str, position: int) -> None:
    """Show where in the query the trouble is."""
    if "\n" not in query:
        note(f"  {query}\n  {' ' * min(position, len(query))}^")


def _print_hit(hit: SearchHit) -> None:
    label = f" ({hit.label})" if hit.label and hit.label != str(hit.page) else ""
    facts = [hit.kind, hit.doc_date, hit.bates, "linked" if hit.linked else "", hit.decision]
    name = f"{hit.name} " + (f"{hit.title} " if hit.exhibit_number else "")
    say(f"{name}(#{hit.exhibit_id}), page {hit.page}{label}  [{', '.join(filter(None, facts))}]")
    say(f"    {marked(hit.snippet)}")


def marked(snippet: Snippet) -> str:
    """A snippet on one line, its matches in bold on a terminal and between ** in a pipe."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("**", "**")
    parts, at = [], 0
    for start, end in snippet.marks:
        parts += [snippet.text[at:start], bold, snippet.text[start:end], plain]
        at = end
    return " ".join("".join([*parts, snippet.text[at:]]).split())


def _conclude(result: SearchResult, silent: list[SilentPage] | None) -> None:
    say(result.sentence())
    if len(result.hits) < result.total_pages:
        note(f"{plural(len(result.hits), 'page')} shown; --limit and --offset show others.")
    for remark in result.notes:
        note(f"Note: {remark}")
    if silent is not None:
        show(silent, SILENT_COLUMNS, False, empty="Every page can be searched.")
    elif result.completeness.silent_pages or result.completeness.unread_exhibits:
        note("--silent lists what could not be searched.")


def as_record(result: SearchResult, silent: list[SilentPage] | None) -> dict[str, Any]:
    """A result as JSON, with the completeness statement in words and numbers."""
    record = asdict(result)
    record["sentence"] = result.sentence()
    if silent is not None:
        record["silent"] = [asdict(page) for page in silent]
    return record


@click.command(
    "search-element", epilog=examples("evidence search-element 2.3", "evidence search-element 2.3 --all --limit 100")
)
@click.argument("element")
@click.option(
    "--all", "everything", is_flag=True, help="Also show pages already linked to the element or found not relevant."
)
@_search_options
@in_matter
@json_option
@pass_session
def search_element(session: Session, element: str, everything: bool, wanted: dict[str, Any], as_json: bool) -> None:
    """Search with the terms of an element, for pages not linked to it yet.

    The terms are the element's own and can be changed with 'elements set ELEMENT search_terms=...'; an element with
    parts is searched with the terms of all its parts.
    """
    from evidence_app.services import proof

    with session.open() as matter:
        node = proof.find_element(matter, element)
        query = terms_query(node)
        filters = _filters(wanted, int(node.element.id), None if everything else False)
        _answer(matter, query, replace(filters, hide_decided=not everything), wanted, as_json)


def terms_query(node: ElementNode) -> str:
    """Any of the element's search terms, or of its parts' terms. Raises UserError when there is none."""
    terms = dict.fromkeys(
        term.strip() for one in walk([node]) for term in one.element.search_terms.splitlines() if term.strip()
    )
    if not terms:
        hint = f"Write some: evidence elements set {node.number} search_terms='train* w/5 model*; \"generative AI\"'"
        raise UserError(f"Element {node.number} has no search terms.", hint)
    return next(iter(terms)) if len(terms) == 1 else " OR ".join(f"({term})" for term in terms)


@click.command("reindex")
@in_matter
@pass_session
def reindex(session: Session) -> None:
    """Rebuild the search index.

    The index is made from the pages and may be thrown away at any time; stopping this and starting it again is harmless.
    """
    with session.open() as matter:
        matter.page_index.discard("Rebuilt at your request.")
        matter.drain_index()
        pages = matter.page_index.state(0).pages
    say(f"{plural(pages, 'page')} indexed.")
