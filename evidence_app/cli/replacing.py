"""``replace`` and ``versions``: a new file for an exhibit, and the files it had before."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.output import examples, json_option, note, plural, say, show, show_json
from evidence_app.cli.progress import progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.columns import Column

if TYPE_CHECKING:
    from evidence_app.model.versions import LinkFate, VersionRow
    from evidence_app.services.replacing import Replacement


def _page(number: int | None) -> str:
    return f"page {number}" if number else "the whole exhibit"


LINK_COLUMNS = (
    Column("link", "Link", lambda f: str(f.link_id), align="right"),
    Column("outcome", "Becomes", lambda f: f.outcome),
    Column("old", "Now at", lambda f: _page(f.old_page)),
    Column("new", "Then at", lambda f: "" if f.outcome == "needs a look" else _page(f.new_page)),
    Column("quote", "Quote", lambda f: " ".join(f.quote.split())),
    Column("element", "Element", lambda f: f.element),
)


@click.command(
    "replace",
    epilog=examples(
        "evidence replace P-12 signed.pdf",
        'evidence replace P-12 signed.pdf --reason "The signed copy" --apply',
    ),
)
@click.argument("exhibit")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", default="", metavar="TEXT", help="Why; kept in the history and with the versions.")
@click.option("--password", default="", prompt=True, prompt_required=False, hide_input=True,
              help="Password of the new file; asked for when no value follows.")  # fmt: skip
@click.option("--ocr/--no-ocr", default=None, help="Have its scanned pages read by OCR (default: yes).")
@click.option("--apply", "do_it", is_flag=True, help="Do it; without, only what would become of the links is shown.")
@in_matter
@json_option
@pass_session
def replace(
    session: Session, exhibit: str, file: Path, reason: str, password: str, ocr: bool | None, do_it: bool, as_json: bool
) -> None:
    """Put a new file in an exhibit's place; shows what becomes of its links first.

    Number, tags, notes and links stay; one undo step. A link follows its page or its words, or "needs a look" when
    nothing proves where it belongs; none is lost. The old file and its pages are kept: 'evidence versions' lists them.
    """
    from evidence_app.services import exhibits, replacing
    from evidence_app.settings import load_settings

    with session.open() as matter:
        found = exhibits.find(matter, exhibit)
        with stoppable() as cancel, progress_bar("Comparing") as tell:
            prepared = replacing.prepare(matter, found.id, file, password=password, progress=tell, cancel=cancel)
        changes = None
        if do_it:
            changes = replacing.replace(
                matter, prepared, reason.strip(), ocr=load_settings().ocr if ocr is None else ocr
            )
        _show(prepared, bool(changes), as_json)
        note(f"{changes.label}." if changes else "Nothing was changed; --apply does it.")


def _show(prepared: Replacement, applied: bool, as_json: bool) -> None:
    fates = sorted(prepared.fates, key=lambda one: one.outcome != "needs a look")
    if as_json:
        show_json(_record(prepared, fates, applied))
        return
    old = prepared.exhibit
    say(f"Now: {old.file_name}, {plural(old.page_count, 'page')}; SHA-256 {old.original_sha256}")
    say(f"New: {prepared.path.name}, {plural(len(prepared.read.pages), 'page')}; SHA-256 {prepared.sha256}")
    say(prepared.words())
    if fates:
        say("")
        show(fates, LINK_COLUMNS, False)
    for words in prepared.notes:
        note(words)


def _record(prepared: Replacement, fates: list[LinkFate], applied: bool) -> dict[str, Any]:
    old = prepared.exhibit
    return {
        "exhibit": old.label,
        "now": {"file": old.file_name, "pages": old.page_count, "sha256": old.original_sha256},
        "new": {"file": prepared.path.name, "pages": len(prepared.read.pages), "sha256": prepared.sha256},
        "pages": prepared.alignment.pages,
        "links": fates,
        "notes": prepared.notes,
        "applied": applied,
    }


def _moment(utc: str) -> str:
    return utc.replace("T", " ")[:19]


VERSION_COLUMNS = (
    Column("version", "Version", lambda v: f"{v.version}{'' if v.kept else ' (present)'}"),
    Column("file_name", "File", lambda v: v.file_name),
    Column("pages", "Pages", lambda v: str(v.pages), align="right"),
    Column("came_at", "Came (UTC)", lambda v: _moment(v.came_at)),
    Column("replaced_at", "Replaced (UTC)", lambda v: _moment(v.replaced_at)),
    Column("by", "By", lambda v: v.by),
    Column("reason", "Why", lambda v: v.reason),
    Column("sha256", "SHA-256", lambda v: v.sha256),
)


@click.command("versions")
@click.argument("exhibit")
@in_matter
@json_option
@pass_session
def versions(session: Session, exhibit: str, as_json: bool) -> None:
    """List the files an exhibit has and had, the present one last.

    Each with when, by whom and why another file took its place, and its hash. 'evidence replace' adds one.
    """
    from evidence_app.services import exhibits
    from evidence_app.services.versions import version_rows

    with session.open() as matter:
        show(version_rows(matter, exhibits.find(matter, exhibit).id), VERSION_COLUMNS, as_json, record=_version)


def _version(row: VersionRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "kept"} | {"present": row.kept is None}
