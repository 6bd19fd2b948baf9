"""The list as a Word document: landscape, heading row repeated on every page, page x of y in the footer."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Pt

from evidence_app.jobs import CancelToken
from evidence_app.reports.document import Caption, ListDocument, ListGroup

PAPERS = {"us-letter": (8.5, 11.0), "us-legal": (8.5, 14.0), "a4": (8.27, 11.69)}
"""Width and height in inches, upright."""
MARGIN = 1.0


def list_to_docx(document: ListDocument, path: Path, cancel: CancelToken | None = None) -> None:
    """Write the list; every group is a table of its own under its heading."""
    token = cancel or CancelToken()
    made = Document()
    _set_up(made, document)
    if document.caption:
        _caption(made, document.caption)
    made.add_heading(document.title, level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.subtitle:
        made.add_paragraph(document.subtitle).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for label, value in document.facts:
        paragraph = made.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(value)
    if document.boxes:
        _boxes(made, document.boxes)
    _paragraphs(made, document.lead)
    for group in document.groups:
        token.raise_if_cancelled()
        _group(made, document, group, token)
    _paragraphs(made, document.closing)
    for line in document.lines:
        made.add_paragraph("\n_______________________________________\n" + line)
    made.save(str(path))


def _paragraphs(made: Any, texts: tuple[str, ...]) -> None:
    for text in texts:
        made.add_paragraph(text)


def _set_up(made: Any, document: ListDocument) -> None:
    made.core_properties.title = document.title
    made.core_properties.author = ""
    made.core_properties.comments = ""
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(document.text_size)
    for level in (1, 2):
        heading = made.styles[f"Heading {level}"].font
        heading.name, heading.size, heading.color.rgb = "Times New Roman", Pt(document.text_size + 3 - level), None
        made.styles[f"Heading {level}"].element.rPr.rFonts.attrib.clear()
        heading.name = "Times New Roman"
    section = made.sections[0]
    width, height = PAPERS.get(document.paper, PAPERS["us-letter"])
    if document.landscape:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = Inches(width), Inches(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(MARGIN)
    if document.marking:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        header.add_run(document.marking).bold = True
    _footer(section.footer.paragraphs[0], document)


def _footer(paragraph: Any, document: ListDocument) -> None:
    """As on the PDF: title and case number at the left, page x of y in the middle, when it was printed at the right."""
    room = sum(column_widths(document))
    stops = paragraph.paragraph_format.tab_stops
    for known in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(known.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Emu(room // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Emu(room), WD_TAB_ALIGNMENT.RIGHT)
    lines = zip_longest(*(text.split("\n") for text in document.footer), fillvalue="")
    for i, (left, right) in enumerate(lines):
        if i:
            paragraph.add_run().add_break()
        paragraph.add_run(f"{left}\t")
        if i == 0:
            paragraph.add_run("Page ")
            _field(paragraph, "PAGE")
            paragraph.add_run(" of ")
            _field(paragraph, "NUMPAGES")
        paragraph.add_run(f"\t{right}")
    for run in paragraph.runs:
        run.font.size = Pt(10)


def _field(paragraph: Any, name: str) -> None:
    """A Word field (page number, number of pages), computed by Word."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _caption(made: Any, caption: Caption) -> None:
    for line in caption.court:
        paragraph = made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True
    table = made.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.text = "\n".join(line.replace("\t", "        ") for line in caption.left)
    right.text = "\n".join(caption.right)
    _rule(left, "right", "bottom")


def _rule(cell: Any, *edges: str) -> None:
    """Lines at edges of a cell: the title of the action is boxed on two sides, as on the PDF."""
    borders = OxmlElement("w:tcBorders")
    for edge in sorted(edges):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "6"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _boxes(made: Any, boxes: tuple[tuple[str, str], ...]) -> None:
    table = made.add_table(rows=-(-len(boxes) // 3), cols=3)
    table.style = "Table Grid"
    for i, (label, value) in enumerate(boxes):
        paragraph = table.rows[i // 3].cells[i % 3].paragraphs[0]
        paragraph.add_run(label).bold = True
        paragraph.add_run(f"\n{value}")
    made.add_paragraph()


def _group(made: Any, document: ListDocument, group: ListGroup, token: CancelToken) -> None:
    if group.heading:
        made.add_heading(group.heading, level=2)
    if group.note:
        made.add_paragraph(group.note)
    if not group.rows:
        if group.empty:
            made.add_paragraph(group.empty).runs[0].italic = True
        return
    table = made.add_table(rows=1 + len(group.rows), cols=len(document.columns))
    table.style = "Table Grid"
    table.autofit = False
    _repeat(table.rows[0])
    widths = column_widths(document)
    for i, row in enumerate(table._tbl.tr_lst):
        token.raise_if_cancelled()
        cells = tuple(column.label for column in document.columns) if i == 0 else group.rows[i - 1].cells
        for column, cell, text, width in zip(document.columns, row.tc_lst, cells, widths, strict=True):
            _fill(cell, text, i == 0 or column.strong, width)


def _fill(cell: Any, text: str, bold: bool, width: int) -> None:
    """Straight on the XML: python-docx's own cell objects take minutes for some thousand rows."""
    cell.width = width
    run = cell.p_lst[0].add_r()
    run.text = text
    if bold:
        run.get_or_add_rPr()._add_b()


def column_widths(document: ListDocument) -> list[int]:
    """Column widths in EMU, sharing the width between the margins."""
    width, height = PAPERS.get(document.paper, PAPERS["us-letter"])
    room = (height if document.landscape else width) - 2 * MARGIN
    whole = sum(column.width for column in document.columns) or 1
    return [int(Inches(room * column.width / whole)) for column in document.columns]


def _repeat(row: Any) -> None:
    """Repeat this row at the top of every page, and do not tear it apart."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "true")
        properties.append(element)
