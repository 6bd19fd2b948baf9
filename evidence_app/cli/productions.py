"""``productions``: what was produced, when and to whom."""

from __future__ import annotations

import click

from evidence_app.cli.output import examples, json_option, show
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column

PRODUCTION_COLUMNS = (
    Column("volume", "Volume", lambda p: p.volume),
    Column("produced_at", "When (UTC)", lambda p: p.produced_at[:16].replace("T", " ")),
    Column("sent_to", "Sent to", lambda p: p.sent_to),
    Column("numbers", "Numbers", lambda p: f"{p.bates_begin} to {p.bates_end}"),
    Column("documents", "Documents", lambda p: str(p.documents), align="right"),
    Column("pages", "Pages", lambda p: str(p.pages), align="right"),
    Column("dat_sha256", "SHA-256 of the DAT", lambda p: p.dat_sha256),
)
DOCUMENT_COLUMNS = (
    Column("begin", "Begin", lambda d: d.begin),
    Column("end", "End", lambda d: d.end),
    Column("exhibit_id", "Exhibit", lambda d: f"#{d.exhibit_id}"),
    Column("pages", "Pages", lambda d: str(d.pages), align="right"),
    Column("how", "As", lambda d: d.how + (", redacted" if d.redacted else "")),
    Column("designation", "Designation", lambda d: d.designation),
)


@click.command(
    "productions",
    epilog=examples(
        'evidence report production vol001.zip --prefix DLT --sent-to "Example LLP"   produces and records',
        "evidence productions                                                       what was produced so far",
        "evidence productions VOL001                                                its documents",
    ),
)
@click.argument("volume", required=False)
@in_matter
@json_option
@pass_session
def productions(session: Session, volume: str | None, as_json: bool) -> None:
    """List what was produced, or the documents of VOLUME as they went out.

    'evidence report production OUT.zip' produces. The record never changes: what is said here is what left.
    """
    from evidence_app.services import productions as service

    with session.open() as matter:
        if volume is None:
            show(service.productions(matter), PRODUCTION_COLUMNS, as_json, empty="Nothing was produced yet.")
        else:
            show(service.production(matter, volume).lines(), DOCUMENT_COLUMNS, as_json)
