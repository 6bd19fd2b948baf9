"""Reads the tables back out of a tagged PDF by its structure tree, so that rows can be compared cell by cell."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw


def read_tables(path: Path) -> list[list[list[str]]]:
    """Every table as rows of cell texts without white space; headings (TH) are the first row."""
    texts = _marked_texts(path)
    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: i for i, page in enumerate(pdf.pages)}
        tables: list[list[list[str]]] = []
        _walk(pdf.Root.StructTreeRoot, None, numbers, texts, tables)
    return tables


def _walk(node: Any, page: Any, numbers: Any, texts: Any, tables: list[list[list[str]]]) -> str:
    """Collects tables on the way and returns the node's own text."""
    page = node.get("/Pg", page)
    kind = str(node.get("/S", ""))
    if kind == "/Table":
        tables.append([])
    if kind == "/TR":
        tables[-1].append([])
    said = "".join(_kid(kid, page, numbers, texts, tables) for kid in _kids(node))
    if kind in ("/TD", "/TH"):
        tables[-1][-1].append("".join(said.split()))
        return ""
    return said


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _kid(kid: Any, page: Any, numbers: Any, texts: Any, tables: Any) -> str:
    if isinstance(kid, int):
        return texts.get((numbers[page.objgen], kid), "")
    if kid.get("/Type") == "/MCR" or "/MCID" in kid:
        return texts.get((numbers[kid.get("/Pg", page).objgen], int(kid.MCID)), "")
    return _walk(kid, page, numbers, texts, tables)


def _marked_texts(path: Path) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    document = pdfium.PdfDocument(path)
    for number, page in enumerate(document):
        text_page = page.get_textpage()
        for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=4):
            mark = raw.FPDFPageObj_GetMarkedContentID(piece.raw)
            size = raw.FPDFTextObj_GetText(piece.raw, text_page.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(
                piece.raw, text_page.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
            )
            text = buffer.raw[: max(0, size - 2)].decode("utf-16-le")
            found[number, mark] = found.get((number, mark), "") + text
    document.close()
    return found
