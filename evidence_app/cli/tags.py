"""``tag``, ``untag`` and ``tags``."""

from __future__ import annotations

from typing import Any

import click

from evidence_app.cli.editing import COUNT_COLUMNS
from evidence_app.cli.filters import chosen, exhibit_filters
from evidence_app.cli.output import json_option, say_done, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.errors import UserError


@click.command("tag")
@click.argument("names", nargs=-1, required=True, metavar="[EXHIBIT...] NAME")
@exhibit_filters
@in_matter
@pass_session
def tag(session: Session, names: tuple[str, ...], wanted: dict[str, Any]) -> None:
    """Tag exhibits.

    The last word is the tag: evidence tag P-12 P-13 hot. Instead of naming exhibits you can filter:
    evidence tag hot --kind email --unlinked.
    """
    from evidence_app.services import tags

    with session.open() as matter:
        say_done(tags.add_tag(matter, chosen(matter, names[:-1], wanted), names[-1]))


@click.command("untag")
@click.argument("names", nargs=-1, required=True, metavar="[EXHIBIT...] NAME")
@exhibit_filters
@in_matter
@pass_session
def untag(session: Session, names: tuple[str, ...], wanted: dict[str, Any]) -> None:
    """Take a tag off exhibits.

    The last word is the tag, as for 'tag'. The tag itself stays.
    """
    from evidence_app.services import tags

    with session.open() as matter:
        say_done(tags.remove_tag(matter, chosen(matter, names[:-1], wanted), names[-1]))


@click.command("tags")
@click.option(
    "--rename", nargs=2, metavar="OLD NEW", default=None, help="Rename a tag; an existing NEW is merged with it."
)
@click.option("--delete", metavar="NAME", default=None, help="Delete a tag and take it off every exhibit.")
@in_matter
@json_option
@pass_session
def tags_(session: Session, rename: tuple[str, str] | None, delete: str | None, as_json: bool) -> None:
    """List tags; rename or delete one."""
    from evidence_app.services import tags

    if rename and delete:
        raise UserError("Rename or delete, not both.")
    with session.open() as matter:
        if rename:
            say_done(tags.rename_tag(matter, *rename))
        elif delete:
            say_done(tags.delete_tag(matter, delete))
        else:
            show(tags.tags(matter), COUNT_COLUMNS, as_json, empty="No tag yet.")
