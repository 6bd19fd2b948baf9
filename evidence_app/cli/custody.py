"""``custody`` and ``capture``: who handled an item and when, and how a web page was captured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from evidence_app.cli.output import examples, json_option, say, show, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import Column
from evidence_app.model.custody import CUSTODY_EVENTS, WebCapture
from evidence_app.model.errors import UserError

STATED_HELP = {
    "zone": "Time zone of --at when it has no offset: America/Los_Angeles.",
    "released_by": "Who gave it away.",
    "received_by": "Who took it.",
    "from_place": "Where it came from.",
    "to_place": "Where it went.",
    "purpose": "What for.",
    "description": "The item in words: device, volume, paper.",
    "serial": "Serial number of a device or volume.",
    "hash_before": "Hash value stated before (MD5, SHA-1, SHA-256 ...).",
    "hash_after": "Hash value stated after.",
    "condition": "Seal and condition.",
    "method": "How it was collected or copied.",
    "signature_ref": "Where the signature is kept.",
    "witness": "Who saw it.",
    "note": "Anything else.",
}
"""What a person can state about an event, besides what happened and when."""

CAPTURE_HELP = {
    "requested_url": "Address asked for (needed).",
    "captured_at": "When: 2024-09-18T14:05:00-07:00, or the local time of --zone (needed).",
    "zone": "Local time zone: America/Los_Angeles (needed).",
    "browser": "Browser and its version (needed).",
    "operator": "Who captured it (needed).",
    "tool": "What captured it, and its version (needed).",
    "final_url": "Address the page had at the end.",
    "finished_at": "When the capture was finished.",
    "clock_source": "What the computer's clock was set by.",
    "http_status": "HTTP status of the answer.",
    "response_headers": "Headers of the answer.",
    "viewport": "Size of the window.",
    "system": "Operating system.",
    "user_agent": "User agent sent.",
    "account": "Account signed in, or none.",
    "locale": "Language and region.",
    "archive_url": "Address of an archived copy.",
    "archive_at": "The archive's stamp, 14 digits.",
    "reason": "Why it was captured.",
    "interaction": "What was clicked, scrolled or opened.",
}
"""What is noted of a capture; without the six that are needed it is refused."""


def _text_options(help_texts: dict[str, str], **flags: str) -> Callable[[Any], Any]:
    """One option per field; ``flags`` names fields whose option is called otherwise."""

    def add(command: Any) -> Any:
        for name, text in reversed(help_texts.items()):
            flag = flags.get(name, name.replace("_", "-"))
            command = click.option(f"--{flag}", name, default=None, metavar="TEXT", help=text)(command)
        return command

    return add


def _given(fields: dict[str, str | None]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


CHAIN_COLUMNS = (
    Column("at", "When", lambda s: s.shown_at),
    Column("words", "What", lambda s: s.words + (f" [corrected by entry {s.corrected_by}]" * bool(s.corrected_by))),
    Column("by", "Entered by", lambda s: s.by),
    Column("entry", "Entry", lambda s: str(s.entry), align="right"),
)


@click.command(
    "custody",
    epilog=examples(
        "evidence custody P-12",
        'evidence custody P-12 --add collected --at 2024-09-18 --received-by "A. Rivera" --method "exported from Gmail"',
        'evidence custody P-12 --correct 41 --received-by "A. B. Rivera"',
    ),
)
@click.argument("exhibit")
@click.option(
    "--add", "event", type=click.Choice(list(CUSTODY_EVENTS)), default=None, help="What happened to the item."
)
@click.option("--correct", type=int, default=None, metavar="ENTRY", help="Enter a corrected version of this entry.")
@click.option("--at", default=None, metavar="TIME", help="When it happened: 2024-09-18, or 2024-09-18T14:05-07:00.")
@_text_options(STATED_HELP)
@in_matter
@json_option
@pass_session
def custody(
    session: Session, /, exhibit: str, event: str | None, correct: int | None, at: str | None, as_json: bool,
    **stated: str | None,
) -> None:  # fmt: skip
    """Show the chain of custody of an exhibit, or add to it.

    The first step is always the import, from the log itself. What is stated with --add is kept as it was stated; it is
    never changed or undone, only corrected with --correct, and both stay.
    """
    from evidence_app.services import custody as service
    from evidence_app.services import exhibits

    fields = _given(stated)
    if event is None and correct is None and (fields or at is not None):
        raise UserError("Say what happened.", f"--add with one of: {', '.join(CUSTODY_EVENTS)}.")
    with session.open() as matter:
        found = exhibits.find(matter, exhibit)
        if correct is not None:
            if correct not in {known.entry for known in service.events(matter, found.id)}:
                raise UserError(
                    f"Entry {correct} is no custody event of this exhibit.", f"evidence custody {exhibit!r}"
                )
            service.correct_event(matter, correct, **_given({"event": event, "at": at}), **fields)
        elif event is not None:
            if at is None:
                raise UserError("When did it happen?", "--at 2024-09-18, or --at 2024-09 when the day is not known.")
            service.add_event(matter, found.id, event, at, **fields)
        show(service.chain(matter, found.id), CHAIN_COLUMNS, as_json)


CAPTURE_COLUMNS = (
    Column("at", "Captured (UTC)", lambda r: r.capture.captured_at),
    Column("url", "Address", lambda r: r.capture.requested_url),
    Column("operator", "By", lambda r: r.capture.operator),
    Column("tool", "Tool", lambda r: r.capture.tool),
    Column("files", "Files", lambda r: str(len(r.files)), align="right"),
    Column("corrects", "Corrects", lambda r: str(r.corrects or ""), align="right"),
    Column("entry", "Entry", lambda r: str(r.entry), align="right"),
)


@click.command(
    "capture",
    epilog=examples(
        "evidence capture P-12 --url https://example.com/faq --captured-at 2024-09-18T14:05:00-07:00 \\",
        '    --zone America/Los_Angeles --browser "Firefox 130" --operator "A. Rivera" --tool "Print to PDF"',
    ),
)
@click.argument("exhibit")
@_text_options(CAPTURE_HELP, requested_url="url")
@click.option(
    "--file", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of the capture, to be hashed; none = the exhibit's own. May be repeated.",
)  # fmt: skip
@click.option("--correct", type=int, default=0, metavar="ENTRY", help="This corrects the capture record ENTRY.")
@in_matter
@json_option
@pass_session
def capture(
    session: Session, /, exhibit: str, files: tuple[Path, ...], correct: int, as_json: bool, **stated: str | None
) -> None:
    """Record how a web page was captured; without options list an exhibit's capture records.

    Everything is kept as the operator states it, with the SHA-256 of each file as it is now. A record is never changed,
    only corrected by another one. Nothing is fetched.
    """
    from evidence_app.services import exhibits
    from evidence_app.services import web_capture as service

    fields = _given(stated)
    with session.open() as matter:
        found = exhibits.find(matter, exhibit)
        if not fields and not files and not correct:
            show(service.captures(matter, found.id), CAPTURE_COLUMNS, as_json, empty="No capture record yet.")
            return
        needed = dict.fromkeys(("requested_url", "captured_at", "zone", "browser", "operator", "tool"), "")
        record = service.add_capture(matter, found.id, WebCapture(**{**needed, **fields}), files, corrects=correct)
    if as_json:
        show_json(asdict(record))
    else:
        say(f"{service.capture_words(record)}\nLog entry {record.entry}.")
