"""``exhibits`` and ``show``: look at exhibits, their pages and their text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from evidence_app.cli.filters import exhibit_filters, to_filter
from evidence_app.cli.output import json_option, note, plural, say, show, show_json
from evidence_app.cli.session import Session, in_matter, pass_session
from evidence_app.model.columns import EXHIBIT_COLUMNS, Column, choose_columns
from evidence_app.model.errors import NotFound

if TYPE_CHECKING:
    from evidence_app.model.exhibits import Exhibit, Page
    from evidence_app.services.matter import Matter

USUAL = ("id", "number", "title", "doc_date", "kind", "pages", "text", "links", "tags", "custodian", "status")
"""Columns of the list without ``--columns``; the id is how a command names an exhibit that has no number yet."""


@click.command("exhibits")
@exhibit_filters
@click.option("--columns", default="", metavar="A,B,...", help=f"Columns: {', '.join(c.key for c in EXHIBIT_COLUMNS)}.")
@click.option(
    "--sort", default="number", help="number, title, date, kind, pages, custodian, sponsor, status, bates, links ..."
)
@click.option("--desc", is_flag=True, help="The other way round.")
@click.option("--limit", type=click.IntRange(1), default=None, help="At most so many.")
@in_matter
@json_option
@pass_session
def exhibits(
    session: Session, wanted: dict[str, Any], columns: str, sort: str, desc: bool, limit: int | None, as_json: bool
) -> None:
    """List exhibits.

    The order is the courts': PX9 before PX10. Titles and dates the program guessed say so until you set them.
    """
    from evidence_app.services import exhibits as service

    shown = choose_columns(EXHIBIT_COLUMNS, columns.split(",") if columns else USUAL)
    with session.open() as matter:
        ids = service.list_ids(matter, to_filter(matter, wanted), sort, desc)
        rows = []
        for start in range(0, len(ids[:limit]), 500):
            part = ids[:limit][start : start + 500]
            by_id = service.read_rows(matter, part)
            rows += [by_id[i] for i in part]
    show(rows, shown, as_json, empty="No exhibit matches.")
    if rows and not as_json:
        note(plural(len(ids), "exhibit") + (f", the first {len(rows)} shown" if len(rows) < len(ids) else ""))


PAGE_COLUMNS = (
    Column("number", "Page", lambda p: str(p.number), align="right"),
    Column("label", "Label", lambda p: p.label),
    Column("bates", "Bates", lambda p: p.bates),
    Column("source", "Text from", lambda p: text_source(p)),
    Column("characters", "Characters", lambda p: f"{len(p.text):,}", align="right"),
    Column("note", "Note", lambda p: p.note or p.ocr_reason),
)


def text_source(page: Page) -> str:
    """Where a page's text comes from, in words."""
    if page.source == "ocr":
        return f"OCR, {page.ocr_confidence} % sure" if page.ocr_confidence >= 0 else "OCR"
    if page.source == "none":
        return "waits for OCR" if page.ocr_state == "wanted" else "no text"
    return {"layer": "PDF text layer", "file": "the file"}.get(page.source, page.source)


@click.command("show")
@click.argument("exhibit")
@click.option(
    "--page", type=click.IntRange(1), default=None, help="Only this page (PDF page index, from 1), with its text."
)
@click.option("--text", is_flag=True, help="Print the text of every page.")
@in_matter
@json_option
@pass_session
def show_(session: Session, exhibit: str, page: int | None, text: bool, as_json: bool) -> None:
    """Show one exhibit, one of its pages, or its text.

    EXHIBIT is a number (P-12), '#' and an id ('#7'), or an exact title or file name.
    """
    from evidence_app.services import exhibits as service

    with session.open() as matter:
        found = service.find(matter, exhibit)
        pages = service.pages(matter, found.id)
        if page is not None:
            pages = [p for p in pages if p.number == page]
            if not pages:
                raise NotFound(f"{found.label} has {plural(found.page_count, 'page')}, not a page {page}.")
        if as_json:
            show_json(_document(matter, found, pages, text or page is not None))
        elif text or page is not None:
            _print_text(found, pages)
        else:
            _print_facts(matter, found)
            show(pages, PAGE_COLUMNS, False, empty="No pages.")


def _document(matter: Matter, found: Exhibit, pages: list[Page], with_text: bool) -> dict[str, Any]:
    from evidence_app.services import evidence_links
    from evidence_app.services import exhibits as service

    keys = ("number", "label", "bates", "source", "ocr_state", "ocr_confidence", "note")
    row = service.read_rows(matter, [found.id])[found.id]
    return {
        **asdict(found),
        "tags": [tag for tag in row.tags.split(", ") if tag],
        "custodian": row.custodian,
        "party": row.party,
        "links": [asdict(one.link) for one in evidence_links.links(matter, exhibit_id=found.id)],
        "pages": [{k: getattr(p, k) for k in keys} | ({"text": p.text} if with_text else {}) for p in pages],
    }


def _print_text(found: Exhibit, pages: list[Page]) -> None:
    for page in pages:
        label = f", labeled {page.label}" if page.label and page.label != str(page.number) else ""
        note(f"--- {found.label}, page {page.number}{label} ({text_source(page)}) ---")
        say(page.text)


_FACTS = ("title", "description", "doc_date", "kind", "exhibit_kind", "author", "recipients", "subject", "sponsor", "purpose",
          "designation", "privilege", "status", "bates_begin", "bates_end", "stipulations", "objections", "ruling", "notes",
          "file_name", "read_reason", "original_sha256", "original_bytes", "imported_at")  # fmt: skip


def _print_facts(matter: Matter, found: Exhibit) -> None:
    from evidence_app.services import exhibits as service

    row = service.read_rows(matter, [found.id])[found.id]
    _fact("Exhibit", f"{found.number or 'no number yet'} (#{found.id})")
    if not found.number and found.number_guess:
        _fact("Number guess", found.number_guess)
    for name in _FACTS:
        value = str(getattr(found, name))
        if name == "title" and found.title_guessed:
            value += "  (guess)"
        if name == "doc_date" and value and found.doc_date_basis not in ("", "user"):
            value += f"  (guess from {found.doc_date_basis})"
        _fact(name.replace("_", " ").capitalize(), value)
    for label, value in (
        ("Custodian", row.custodian),
        ("Party", row.party),
        ("Tags", row.tags),
        ("Links", str(row.links)),
    ):
        _fact(label, value)
    for member in service.family(matter, found.id):
        if member.id != found.id:
            _fact("Attachment" if member.parent_id == found.id else "Same family", f"{member.title} (#{member.id})")
    say("")


def _fact(label: str, value: str) -> None:
    if value:
        say(f"{label:<16} {value}")
