"""``search`` and ``reindex``: hits, and always what was and what was not searched."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence_app.cli.editing import read_typed_date
from evidence_app.cli.output import examples, json_option, note, plural, safe, say, say_done, show, show_json
from evidence_app.cli.progress import counted, progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column
from evidence_app.model.errors import BadQuery, UserError

if TYPE_CHECKING:
    from evidence_app.model.search_results import (
        Completeness,
        SearchFilters,
        SearchHit,
        SearchResult,
        SilentPage,
        Snippet,
    )
    from evidence_app.services.matter import Matter

F = TypeVar("F", bound=Callable[..., Any])
SILENT_COLUMNS = (
    Column("exhibit", "Exhibit", lambda p: f"Ex. {p.exhibit_number}" if p.exhibit_number else p.title),
    Column("page", "Page", lambda p: str(p.page) if p.page else "whole", align="right"),
    Column("reason", "Why it cannot be searched", lambda p: p.reason),
)
_NAMES = ("tags", "custodians", "kinds", "date_from", "date_to", "whole_exhibit", "sort", "limit", "offset", "silent")


def search_options(command: F) -> F:
    """Add the filters, order and limits of a search; the command gets them as one dict ``wanted``."""

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
@click.argument("query", required=False)
@click.option("--save", metavar="NAME", default="", help="Also keep the query under a name.")
@click.option("--saved", metavar="NAME", default="", help="Run a query kept under a name instead of QUERY.")
@click.option("--forget", metavar="NAME", default="", help="Remove a kept query.")
@click.option("--list", "listing", is_flag=True, help="List the kept queries and those run lately.")
@click.option(
    "--element", default=None, metavar="2.3", help="With --linked/--unlinked: to this element. Alone: linked to it."
)
@click.option(
    "--linked/--unlinked",
    "linked",
    default=None,
    help="Only pages that are / are not linked (to any element, or to --element).",
)
@search_options
@in_matter
@json_option
@pass_session
def search(
    session: Session,
    query: str | None,
    save: str,
    saved: str,
    forget: str,
    listing: bool,
    element: str | None,
    linked: bool | None,
    wanted: dict[str, Any],
    as_json: bool,
) -> None:
    """Search the pages.

    Put the query in quotes for your shell. Every result says how many pages were searched; --silent lists the others.
    Sequestered exhibits are never shown.
    """
    if sum(map(bool, (query, saved, forget, listing))) != 1:
        raise UserError(
            "Say what to search for: a query, or --saved NAME.", "'evidence search --help' explains the language."
        )
    with session.open() as matter:
        if listing or forget:
            _kept(matter, forget, as_json)
            return
        element_id = _element_id(matter, element)
        linked = True if element and linked is None else linked
        text = query or _saved_query(matter, saved)
        if save:
            _keep(matter, save, text, element_id)
        _answer(matter, text, search_filters(wanted, element_id, linked), wanted, as_json)


def _element_id(matter: Matter, number: str | None) -> int | None:
    from evidence_app.services import proof

    return int(proof.find_element(matter, number).element.id) if number else None


def _saved_query(matter: Matter, name: str) -> str:
    from evidence_app.services.search_saved import saved_search

    return saved_search(matter, name).query


def _keep(matter: Matter, name: str, query: str, element_id: int | None) -> None:
    from evidence_app.services.search_saved import save_search

    note(f"Kept as “{save_search(matter, name, query, element_id).name}”.")


KEPT_COLUMNS = (
    Column("name", "Name", lambda r: r["name"] or "(run lately)"),
    Column("query", "Query", lambda r: r["query"]),
    Column("at", "When (UTC)", lambda r: r["at"][:19].replace("T", " ")),
    Column("pages", "Pages", lambda r: str(r["pages"]) if r["at"] else "", align="right"),
)


def _kept(matter: Matter, forget: str, as_json: bool) -> None:
    from evidence_app.services.search_saved import forget_search, recent_searches, saved_searches

    if forget:
        say_done(forget_search(matter, forget))
        return
    rows = [{"name": one.name, "query": one.query, "at": "", "pages": 0} for one in saved_searches(matter)]
    rows += [{"name": "", "query": one.query, "at": one.at, "pages": one.pages} for one in recent_searches(matter)]
    show(rows, KEPT_COLUMNS, as_json, record=dict, empty="No search was kept or run yet.")


def search_filters(wanted: dict[str, Any], element_id: int | None, linked: bool | None) -> SearchFilters:
    """The service's filters for the options given; dates are read as people type them."""
    from evidence_app.model.search_results import SearchFilters

    return SearchFilters(
        element_id=element_id,
        linked=None if linked is None else "linked" if linked else "unlinked",
        tags=wanted["tags"],
        custodians=wanted["custodians"],
        kinds=wanted["kinds"],
        date_from=read_typed_date(wanted["date_from"]),
        date_to=read_typed_date(wanted["date_to"]),
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
        print_hit(hit)
    _conclude(result, silent)


def point_at(query: str, position: int) -> None:
    """Show where in the query the trouble is."""
    if "\n" not in query:
        note(f"  {query}\n  {' ' * min(position, len(query))}^")


def print_hit(hit: SearchHit) -> None:
    """One page that matches: exhibit, page, facts, and the words around."""
    label = f" ({hit.label})" if hit.label and hit.label != str(hit.page) else ""
    facts = [hit.kind, hit.doc_date, hit.bates, "linked" if hit.linked else "", hit.decision]
    name = f"{hit.name} " + (f"{hit.title} " if hit.exhibit_number else "")
    say(f"{name}(#{hit.exhibit_id}), page {hit.page}{label}  [{', '.join(filter(None, facts))}]")
    click.echo(f"    {marked(hit.snippet)}")


def marked(snippet: Snippet) -> str:
    """A snippet on one line, its matches in bold on a terminal and between ** in a pipe; made safe to print."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("**", "**")
    text, parts, at = snippet.text, [], 0
    for start, end in snippet.marks:
        parts += [safe(text[at:start]), bold, safe(text[start:end]), plain]
        at = end
    return " ".join("".join([*parts, safe(text[at:])]).split())


def _conclude(result: SearchResult, silent: list[SilentPage] | None) -> None:
    say(result.sentence())
    if len(result.hits) < result.total_pages:
        note(f"{plural(len(result.hits), 'page')} shown; --limit and --offset show others.")
    for remark in result.notes:
        note(f"Note: {remark}")
    show_silent(silent, result.completeness)


def show_silent(silent: list[SilentPage] | None, completeness: Completeness) -> None:
    """The list of what cannot be searched when it was asked for, else how to get it."""
    if silent is not None:
        show(silent, SILENT_COLUMNS, False, empty="Every page can be searched.")
    elif completeness.silent_pages or completeness.unread_exhibits:
        note("--silent lists what could not be searched.")


def as_record(result: SearchResult, silent: list[SilentPage] | None) -> dict[str, Any]:
    """A result as JSON, with the completeness statement in words and numbers."""
    record = asdict(result)
    record["sentence"] = result.sentence()
    if silent is not None:
        record["silent"] = [asdict(page) for page in silent]
    return record


@click.command("reindex")
@in_matter
@pass_session
def reindex(session: Session) -> None:
    """Rebuild the search index.

    The index is made from the pages. Searches stay complete meanwhile, and stopping this is harmless.
    """
    from evidence_app.services.search_index import rebuild

    with session.open() as matter, stoppable() as cancel, progress_bar("Indexing") as tell:
        pages = rebuild(matter, counted(tell), lambda: cancel.cancelled)
    say(f"{plural(pages, 'page')} indexed.")
    cancel.raise_if_cancelled()
