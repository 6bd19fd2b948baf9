"""PDF by Typst: tagged (PDF/UA-1), bookmarks, repeated headings, page x of y. Text travels as data, never as markup."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst
from pypdfium2 import PdfDocument

from evidence_app.importers.pdfium_lock import alone_with_pdfium
from evidence_app.jobs import CancelToken, WorkerPool
from evidence_app.model.errors import Cancelled, EvidenceError, StorageProblem
from evidence_app.paths import resource
from evidence_app.reports.document import Caption, ListDocument, clean
from evidence_app.reports.glyphs import fonts, with_codes
from evidence_app.turns import give_way

SERIF = ("Libertinus Serif", "DejaVu Serif", "DejaVu Sans", "Droid Sans Fallback")
"""Fonts in the order they are tried; after these, any font of the computer that has the character."""
ROWS_AT_ONCE = 500
"""Rows written as JSON in one go."""
ROWS_IN_PROCESS = 1500
"""Longer lists are set in a child process: they need 100 KB of memory a row, which must go back to the system."""


def list_to_pdf(document: ListDocument, path: Path, cancel: CancelToken | None = None) -> tuple[int, tuple[str, ...]]:
    """Write a list; returns the number of pages and notes for the user. Raises EvidenceError when it cannot be set."""
    data, notes = codes_for_missing(list_data(document))
    pdf = _typeset("list.typ", data, document.row_count > ROWS_IN_PROCESS, cancel)
    path.write_bytes(pdf)
    return page_count(pdf), notes


@alone_with_pdfium
def page_count(pdf: bytes) -> int:
    """How many pages a PDF made here has."""
    document = PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def first_page_png(document: ListDocument, rows: int = 40, dots_per_inch: float = 96.0) -> bytes:
    """A picture of the first page of a list as it would be printed, from its first ``rows`` rows, for a preview."""
    left, groups = rows, []
    for group in document.groups:
        groups.append(dataclasses.replace(group, rows=group.rows[: max(left, 0)]))
        left -= len(group.rows)
    data, _notes = codes_for_missing(list_data(clean(dataclasses.replace(document, groups=tuple(groups)))))
    template = str(resource("reports/list.typ"))
    try:
        made = typst.Compiler(template, root=str(Path(template).parent), font_paths=fonts()).compile(
            format="png", sys_inputs={"data": data}, ppi=dots_per_inch
        )
    except typst.TypstError as error:
        raise _failed(str(error)) from error
    picture = made[0] if isinstance(made, list) else made
    assert isinstance(picture, bytes)
    return picture


def list_data(document: ListDocument) -> dict[str, Any]:
    """The document as the template reads it."""
    data = dict(vars(document))
    del data["notes"]
    data["columns"] = [vars(column) for column in document.columns]
    data["groups"] = [{**vars(group), "rows": [vars(row) for row in group.rows]} for group in document.groups]
    data["pleading"] = vars(document.pleading) if document.pleading else None
    data["caption"] = _caption_data(document.caption) if document.caption else None
    data["fonts"] = list(SERIF)
    return data


def _caption_data(caption: Caption) -> dict[str, Any]:
    left = [{"text": line.lstrip("\t"), "indent": len(line) - len(line.lstrip("\t"))} for line in caption.left]
    return {"court": caption.court, "left": left, "right": caption.right}


def codes_for_missing(data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The data as JSON; characters no font here can print are written as [U+1F600] and reported."""
    text, codes = with_codes(as_json(data))
    if not codes:
        return text, ()
    note = f"{len(codes)} characters have no font on this computer and are printed by their code: {', '.join(codes)}."
    return text, (note,)


def as_json(data: dict[str, Any]) -> str:
    """As ``json.dumps``; rows of groups some hundred at a time, for in one piece nobody else gets a turn."""
    groups = []
    for group in data.get("groups", ()):
        rows = []
        for at in range(0, len(group["rows"]), ROWS_AT_ONCE):
            give_way()
            rows.append(_object(group["rows"][at : at + ROWS_AT_ONCE])[1:-1])
        groups.append(
            f'{_object({key: one for key, one in group.items() if key != "rows"})[:-1]}, "rows": [{", ".join(rows)}]}}'
        )
    return (
        f'{_object({key: one for key, one in data.items() if key != "groups"})[:-1]}, "groups": [{", ".join(groups)}]}}'
        if groups
        else _object(data)
    )


def _object(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _typeset(template: str, data: str, large: bool, cancel: CancelToken | None) -> bytes:
    task = (str(resource(f"reports/{template}")), data)
    if not large:
        return typeset(task)
    with WorkerPool(1, silence_limit_s=300.0, memory_limit_bytes=8 << 30) as pool:
        for _task, outcome in pool.run([task], set_in_child, cancel):
            if outcome.status == "cancelled":
                raise Cancelled
            if outcome.status != "ok":
                raise _failed(outcome.message)
            return bytes(outcome.value)
    raise Cancelled


def set_in_child(task: tuple[str, str], _emit: Any) -> bytes:
    """One PDF, in a child process: its memory goes back to the system and Stop can end it at once."""
    return _compile(*task, "pdf")


def typeset(task: tuple[str, str], format: Literal["pdf", "svg"] = "pdf") -> bytes:
    """One file from a template and its JSON, in this process. Raises StorageProblem when it cannot be set."""
    try:
        return _compile(*task, format)
    except typst.TypstError as error:
        raise _failed(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a crash inside the compiler arrives
            raise
        raise _failed("the compiler stopped") from error


def _compile(template: str, data: str, format: Literal["pdf", "svg"]) -> bytes:
    compiler = typst.Compiler(template, root=str(Path(template).parent), font_paths=fonts())
    made = compiler.compile(
        format=format,
        sys_inputs={"data": data},
        pdf_standards="ua-1" if format == "pdf" else None,
        timestamp=int(datetime.now().timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _failed(reason: str) -> EvidenceError:
    return StorageProblem(
        f"The PDF could not be set: {reason}", "Export it as .docx or .csv meanwhile; nothing was written."
    )
