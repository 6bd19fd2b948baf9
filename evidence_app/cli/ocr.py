"""``ocr``: read pages by OCR, those that wait or, again, those of named exhibits."""

from __future__ import annotations

from typing import Any

import click

from evidence_app.cli.filters import chosen, exhibit_filters
from evidence_app.cli.output import examples, plural, say
from evidence_app.cli.progress import counted, progress_bar
from evidence_app.cli.session import Session, in_matter, pass_session, stoppable
from evidence_app.model.errors import UserError


@click.command(
    "ocr",
    epilog=examples("evidence ocr", "evidence ocr P-12 --page 3 --instead", "evidence ocr --kind image"),
)
@click.argument("names", nargs=-1, metavar="[EXHIBIT...]")
@click.option("--page", "pages", multiple=True, type=int, metavar="N", help="Only this PDF page; may be repeated.")
@click.option("--instead", is_flag=True, help="Use what OCR reads in place of the file's own text.")
@exhibit_filters
@in_matter
@pass_session
def ocr(
    session: Session, names: tuple[str, ...], pages: tuple[int, ...], instead: bool, wanted: dict[str, Any]
) -> None:
    """Read scanned pages by OCR; read pages again.

    Without exhibits the scanned pages that still wait are read. With exhibits their pages are read again: a usable
    text layer stays and OCR adds what it lacks, unless --instead says that the layer is no good. Linked quotes are
    looked for again; those that are no longer there "need a look".
    """
    from evidence_app.services import scans, search_index

    if (pages or instead) and not (names or wanted):
        raise UserError("Which exhibits?", "Name those whose pages are to be read again.")
    with session.open() as matter:
        if names or wanted:
            scans.ask_again(matter, chosen(matter, names, wanted), pages, instead=instead)
        with stoppable() as cancel, progress_bar("Reading") as tell:
            done = scans.read_scans(matter, tell, cancel)
            search_index.catch_up(matter, counted(tell), lambda: cancel.cancelled)
        say(f"{plural(done, 'page')} read by OCR; {scans.waiting_scans(matter)} still wait.")
