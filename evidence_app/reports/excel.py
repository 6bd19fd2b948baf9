"""The list as an Excel workbook: text cells only, so that nothing in a case is run as a formula or read as a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from evidence_app.jobs import CancelToken
from evidence_app.reports.document import ListDocument

CELL_LIMIT = 32_767
"""Characters Excel allows in a cell; longer texts are cut there with a mark (PDF, Word and CSV hold all of it)."""
CHARACTERS_PER_SHARE = 14
WRAPPED, BOLD = Alignment(wrap_text=True, vertical="top"), Font(bold=True)


def list_to_xlsx(document: ListDocument, path: Path, cancel: CancelToken | None = None) -> None:
    """Write the list on a first sheet, with a heading row that stays in view; title, facts and notes on a second."""
    token = cancel or CancelToken()
    book = Workbook()
    sheet = book.active
    sheet.title = "List"
    _row(sheet, 1, document.headings(), bold=True)
    for i, cells in enumerate(document.table(), 2):
        token.raise_if_cancelled()
        _row(sheet, i, cells)
    shares = ([1.5] if document.grouped else []) + [column.width for column in document.columns]
    for i, share in enumerate(shares, 1):
        sheet.column_dimensions[get_column_letter(i)].width = max(8, share * CHARACTERS_PER_SHARE)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _print_setup(sheet, document)
    _about(book, document)
    book.properties.title, book.properties.creator = document.title, ""
    book.save(path)


def _row(sheet: Any, number: int, texts: tuple[str, ...], bold: bool = False) -> None:
    for i, text in enumerate(texts, 1):
        cell = sheet.cell(number, i)
        cell.value = _fitting(text)
        cell.data_type = "s"  # a text starting with "=" would otherwise become a formula
        cell.number_format = "@"
        cell.alignment = WRAPPED
        cell.quotePrefix = True
        if bold:
            cell.font = BOLD


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 20] + " [cut for Excel]"


def _print_setup(sheet: Any, document: ListDocument) -> None:
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape" if document.landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4 if document.paper == "a4" else sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if document.marking:
        sheet.oddHeader.center.text = _plain(document.marking)
    sheet.oddFooter.left.text = _plain(document.footer[0])
    sheet.oddFooter.center.text = "Page &P of &N"


def _plain(text: str) -> str:
    """A text for a header or footer, where & starts a code and a line is a line."""
    return text.replace("&", "&&").replace("\n", ", ")


def _about(book: Any, document: ListDocument) -> None:
    sheet = book.create_sheet("About")
    pairs: list[tuple[str, ...]] = [
        ("Title", document.title),
        ("Case", document.footer[0]),
        ("Printed", document.footer[1]),
    ]
    pairs += [("Marking", document.marking)] if document.marking else []
    pairs += [*document.facts, *document.boxes]
    pairs += [("", text) for text in (*document.lead, *(g.note for g in document.groups if g.note), *document.closing)]
    for i, pair in enumerate(pairs, 1):
        _row(sheet, i, pair)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
