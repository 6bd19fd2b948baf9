"""A sticker on a real page before it is kept: the first page of an exhibit's copy, stamped as an export would stamp it."""

from __future__ import annotations

import hashlib
import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from evidence_app.gui.drawing.originals_drawn import Original
from evidence_app.model.exhibits import Exhibit
from evidence_app.reports.binder.assembly import Marks, Stamper
from evidence_app.reports.printable import Printable, PrintChoices, printed
from evidence_app.reports.stamp_designs import StampDesign, values_of
from evidence_app.services import exhibits
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties


@dataclass(frozen=True)
class FirstPage:
    """The first page of an exhibit's working copy as a PDF of its own, and what the placeholders print for it."""

    exhibit: Exhibit
    pdf: bytes
    printable: Printable
    values: dict[str, str]


@dataclass(frozen=True)
class Stamped:
    """The stamped page in a temporary file, ready to be drawn; ``size`` in points as shown."""

    original: Original
    size: tuple[float, float]


def first_page(matter: Matter, exhibit_id: int) -> FirstPage:
    """Copy the exhibit (its original is only read) and keep its first page."""
    exhibit = exhibits.get(matter, exhibit_id)
    every = parties(matter)
    party = next((p for p in every if p.id == exhibit.party_id), None)
    sides = {side: sum(p.side == side for p in every) for side in ("plaintiff", "defendant")}
    shown = exhibit if exhibit.number else replace(exhibit, number="12")
    with printed(matter, [exhibit], PrintChoices(redact=False)) as pages:  # seen here only
        one = pages[0]
        writer = PdfWriter()
        writer.append(PdfReader(one.path), pages=(one.first, one.first + 1), import_outline=False)
        made = io.BytesIO()
        writer.write(made)
    return FirstPage(
        exhibit, made.getvalue(), replace(one, first=0, count=1), values_of(matter.record, shown, party, sides)
    )


def stamped(page: FirstPage, design: StampDesign, folder: Path) -> Stamped:
    """Put the sticker on the page. Raises StorageProblem when the sticker cannot be set."""
    writer = PdfWriter(clone_from=io.BytesIO(page.pdf))
    marks: dict[int, Marks] = {page.exhibit.id: Marks(design, page.values)}
    Stamper(writer, marks).stamp(list(writer.pages), page.printable, [""])
    made = io.BytesIO()
    writer.write(made)
    digest = hashlib.sha256(made.getvalue()).hexdigest()
    path = folder / f"{digest[:20]}.pdf"
    path.write_bytes(made.getvalue())
    box = PdfReader(io.BytesIO(made.getvalue())).pages[0]
    width, height = float(box.mediabox.width), float(box.mediabox.height)
    turned = int(box.get("/Rotate", 0)) % 180 == 90
    return Stamped(Original(digest, path, "pdf"), (height, width) if turned else (width, height))


def preview_folder() -> tempfile.TemporaryDirectory[str]:
    """Where previews lie until the designer is closed."""
    return tempfile.TemporaryDirectory(prefix="evidence-stickers-", ignore_cleanup_errors=True)
