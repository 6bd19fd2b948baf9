"""Pages set for print: text exhibits, slip-sheets, dividers, stickers. Text travels to Typst as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any, Literal

import typst
from pypdf import PdfReader

from evidence_app.model.errors import StorageProblem
from evidence_app.model.shape import HEADINGS, runs, unpack_shape
from evidence_app.paths import resource
from evidence_app.reports import glyphs
from evidence_app.reports.document import legible, printable
from evidence_app.reports.pdf import SERIF
from evidence_app.turns import give_way

FIXED = ("DejaVu Sans Mono", "Droid Sans Fallback")
"""Typewriter fonts for spreadsheets and load files, whose columns must line up."""
SANS = ("DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "Segoe UI", "Libertinus Serif", "Droid Sans Fallback")


@dataclass(frozen=True)
class TextRun:
    """A piece of a text sheet that looks alike: ``size`` against the text's, ``bullet`` = a list item begins here."""

    text: str
    size: float = 1.0
    bold: bool = False
    italic: bool = False
    link: bool = False
    fixed: bool = False
    bullet: bool = False


@dataclass(frozen=True)
class TextSheet:
    """One page of an exhibit that is text, set on one sheet. ``fixed`` = in a typewriter font; ``runs`` = its body in looks."""

    body: str
    head: str = ""
    fixed: bool = False
    runs: tuple[TextRun, ...] = ()
    kind: str = "text"


def text_runs(text: str, shape: str) -> tuple[TextRun, ...]:
    """How a page's text is printed by its shape (``model.shape``); nothing for a text without one."""
    spans = unpack_shape(shape)
    items = {span.start for span in spans if span.kind == "li"}
    found, at = [], 0
    for piece, kinds in runs(text, spans) if spans else ():
        heading = next((size for kind, size in HEADINGS.items() if kind in kinds), 0.0)
        bold = bool(heading) or "b" in kinds
        look = (bold, "i" in kinds, "a" in kinds, "pre" in kinds, at in items)
        found.append(TextRun(legible(piece.expandtabs(4)), heading or 1.0, *look))
        at += len(piece)
    return tuple(found)


@dataclass(frozen=True)
class SlipSheet:
    """The page that stands for a file which cannot be printed: what it is, and how to recognise the file."""

    title: str
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    kind: str = "slip"


@dataclass(frozen=True)
class Divider:
    """A tab page before an exhibit."""

    label: str
    title: str = ""
    lines: tuple[str, ...] = ()
    paper: str = "us-letter"
    kind: str = "divider"


Sheet = TextSheet | SlipSheet | Divider


@dataclass(frozen=True)
class StickerLine:
    """A line on a sticker: text, type size in points."""

    text: str
    size: float
    bold: bool = False


@dataclass(frozen=True)
class StickerArt:
    """A sticker to draw. Sizes in points, colours as #rrggbb."""

    width: float
    height: float
    lines: tuple[StickerLine, ...]
    fill: str = "#ffffff"
    ink: str = "#000000"
    border: float = 1.0
    radius: float = 3.0


@dataclass
class Typeset:
    """A PDF made by Typst, and a note about characters that no font here can print."""

    pdf: bytes
    notes: tuple[str, ...] = field(default=())


def set_sheets(sheets: Sequence[Sheet]) -> Typeset:
    """One PDF page per sheet, in order, which is checked. Raises StorageProblem when it cannot be set."""
    made = compile_template("sheets.typ", {"title": "Exhibit pages", "sheets": list(map(_as_dict, sheets))})
    if len(PdfReader(BytesIO(made.pdf)).pages) != len(sheets):
        raise StorageProblem("A page took the place of two.", "Shorten very long titles; nothing was written.")
    return made


def set_stickers(stickers: Sequence[StickerArt]) -> Typeset:
    """One PDF page per sticker, at its own size."""
    data = {"title": "Exhibit stickers", "stickers": list(map(_as_dict, stickers))}
    return compile_template("stickers.typ", data, SANS)


def sticker_png(sticker: StickerArt, dots_per_inch: float = 200.0) -> bytes:
    """A picture of one sticker, as it will be printed, for the preview beside a form."""
    data = {"title": "Exhibit sticker", "stickers": [asdict(sticker)]}
    text, _notes = _as_json(data, SANS)
    return _compile("stickers.typ", text, "png", dots_per_inch)


def compile_template(template: str, data: dict[str, Any], fonts: Sequence[str] = SERIF) -> Typeset:
    """Set a template of ``resources/reports`` with ``data``; all its texts are made printable first."""
    text, notes = _as_json(data, fonts)
    return Typeset(_compile(template, text, "pdf"), notes)


def _as_json(data: dict[str, Any], fonts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The data for a template, and a note when characters had to be written by their code."""
    filled = _clean(data) | {"fonts": list(fonts), "fixed": list(FIXED)}
    text, codes = glyphs.with_codes(json.dumps(filled, ensure_ascii=False))
    told = f"{len(codes)} characters have no font on this computer and are printed by their code."
    return text, (told,) if codes else ()


def _compile(template: str, data: str, form: Literal["pdf", "png"], dots_per_inch: float = 144.0) -> bytes:
    path = resource(f"reports/{template}")
    try:
        compiler = typst.Compiler(str(path), root=str(path.parent), font_paths=glyphs.fonts())
        made = compiler.compile(format=form, sys_inputs={"data": data}, pdf_tags=False, ppi=dots_per_inch)
    except typst.TypstError as error:
        raise StorageProblem(f"A page could not be set: {error}", "Nothing was written.") from error
    assert isinstance(made, bytes)
    return made


def _as_dict(one: Any) -> dict[str, Any]:
    give_way()
    return asdict(one)


def _clean(value: Any) -> Any:
    give_way()
    if isinstance(value, str):
        return printable(value.expandtabs(4)) if value else value
    if isinstance(value, dict):  # the ends of a run are the blanks between words
        return {key: one if key == "runs" else _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
