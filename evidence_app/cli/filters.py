"""Which exhibits a command works on: the filters of a list, and exhibits named by number, ``#id`` or title."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import DESIGNATIONS, STATUSES, ExhibitId

if TYPE_CHECKING:
    from evidence_app.model.matter import Party
    from evidence_app.services.exhibits import ExhibitFilter
    from evidence_app.services.matter import Matter

F = TypeVar("F", bound=Callable[..., Any])
ATTENTION = ("no text", "unread", "needs a look", "no number", "guessed title", "redacted", "redaction look")
_NAMES = ("words", "tags", "custodians", "kinds", "designations", "statuses", "party", "element", "linked", "attention",
          "numbered", "outward")  # fmt: skip


def exhibit_filters(command: F) -> F:
    """Add the filter options to a command; it gets them as one dict ``wanted``, empty when none was given."""

    @functools.wraps(command)
    def collected(*args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in _NAMES}
        empty = (None, "", ())
        wanted = {
            name: value for name, value in given.items() if value not in empty and (name, value) != ("outward", False)
        }
        return command(*args, wanted=wanted, **kwargs)

    for option in reversed(_options()):
        collected = option(collected)
    return collected  # type: ignore[return-value]


def _options() -> list[Callable[[Any], Any]]:
    many = functools.partial(click.option, multiple=True)
    return [
        click.option("--words", default="", help="Words in number, title, file name, notes."),
        many("--tag", "tags", help="With this tag; repeat for several."),
        many("--custodian", "custodians", help="From this custodian."),
        many("--kind", "kinds", help="Of this kind: pdf, email, image ..."),
        many(
            "--designation",
            "designations",
            type=click.Choice([d for d in DESIGNATIONS if d]),
            help="With this designation.",
        ),
        many("--status", "statuses", type=click.Choice(list(STATUSES)), help="With this status."),
        click.option("--party", default="", help="In this party's series: its name or prefix."),
        click.option("--element", default="", metavar="2.3", help="Linked to this element."),
        click.option("--linked/--unlinked", "linked", default=None, help="With / without an evidence link."),
        click.option("--attention", type=click.Choice(ATTENTION), default=None, help="Only what needs attention."),
        click.option("--numbered/--unnumbered", "numbered", default=None, help="With / without an exhibit number."),
        click.option("--outward", is_flag=True, help="Without privileged and sequestered exhibits."),
    ]


def to_filter(matter: Matter, wanted: dict[str, Any]) -> ExhibitFilter:
    """The service's filter for the options given. Raises NotFound for an unknown party or element."""
    from evidence_app.services.exhibits import ExhibitFilter
    from evidence_app.services.proof import find_element

    values = dict(wanted)
    party, element, linked = values.pop("party", ""), values.pop("element", ""), values.pop("linked", None)
    if party:
        values["party_id"] = find_party(matter, party).id
    if element:
        values["element_id"] = find_element(matter, element).element.id
    if linked is not None:
        values["linked"] = "yes" if linked else "no"
    return ExhibitFilter(**values)


def find_party(matter: Matter, text: str) -> Party:
    """The party with this name or exhibit prefix, any case. Raises NotFound."""
    from evidence_app.services.parties import parties

    plain = text.strip().casefold()
    known = parties(matter)
    for party in known:
        if plain in (party.name.casefold(), party.prefix.casefold() or None):
            return party
    names = ", ".join(f"{p.name} ({p.prefix})" if p.prefix else p.name for p in known) or "none yet"
    raise NotFound(f"No party is called {text!r}.", f"Parties: {names}.")


def chosen(matter: Matter, names: Sequence[str], wanted: dict[str, Any]) -> list[ExhibitId]:
    """The exhibits named, or those the filters select; one of the two. Raises UserError for neither, both or nothing."""
    from evidence_app.services import exhibits

    if names and wanted:
        raise UserError("Name exhibits or filter them, not both.", "Leave one of the two out.")
    if names:
        return list(dict.fromkeys(exhibits.find(matter, name).id for name in names))
    if not wanted:
        raise UserError(
            "Which exhibits?", "Name them (P-12, '#7', an exact title), or filter: --tag, --kind, --unnumbered ..."
        )
    found = exhibits.list_ids(matter, to_filter(matter, wanted))
    if not found:
        raise NotFound(
            "No exhibit matches these filters.", "'evidence exhibits' with the same filters shows what there is."
        )
    return found
