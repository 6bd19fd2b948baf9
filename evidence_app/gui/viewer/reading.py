"""What the viewer knows of an exhibit: facts of every page, and the text, words or sheet of the few being read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from evidence_app.gui.drawing.originals_drawn import Original
from evidence_app.gui.viewer.passage import ReadPage
from evidence_app.gui.viewer.typeset import SheetStyle, TextSheet, estimated_size
from evidence_app.model.errors import NotFound
from evidence_app.model.exhibits import Exhibit, ExhibitRow, PageOutline
from evidence_app.model.pages import Word, unpack_words
from evidence_app.model.pinpoint import quotable
from evidence_app.model.versions import ExhibitVersion
from evidence_app.services import exhibits, versions
from evidence_app.services.matter import Matter

ShownText = Literal["used", "layer", "ocr"]
"""Which text of a page is read: the one that is searched and quoted, the text layer, or what OCR read."""

KEPT_PAGES = 60
DRAWN_KINDS = frozenset({"pdf", "image"})
UNSAFE = frozenset({"crashed", "timeout", "too big", "damaged", "unsupported"})
"""How reading ended for files that must not be opened inside the window."""


@dataclass(frozen=True)
class PageFacts:
    """A page without its texts. Sizes are hundredths of a point."""

    id: int
    number: int
    label: str
    bates: str
    source: str
    ocr_state: str
    ocr_reason: str
    ocr_confidence: int
    size: tuple[int, int]
    note: str
    has_layer: bool
    has_ocr: bool


@dataclass(frozen=True)
class Opened:
    """An exhibit ready to be shown. ``original`` is None when its pages are set from text or cannot be drawn."""

    exhibit: Exhibit
    pages: tuple[PageFacts, ...] = ()
    family: tuple[ExhibitRow, ...] = ()
    original: Original | None = None
    problem: str = ""
    links: tuple[object, ...] = field(default=(), compare=False)

    def facts(self, number: int) -> PageFacts | None:
        """A page by its number from 1; None outside."""
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else None

    def cite_at(self, number: int) -> str:
        """The printed label of a page, or its PDF number where nothing is printed: for citations."""
        facts = self.facts(number)
        return (facts.label if facts and facts.label else str(number)) if number else ""


def open_exhibit(matter: Matter, exhibit_id: int) -> Opened:
    """Everything the viewer needs to lay the exhibit out; reads the database only. Raises NotFound."""
    exhibit = exhibits.get(matter, exhibit_id)
    pages = tuple(_facts(page, exhibit.kind) for page in exhibits.page_facts(matter, exhibit_id))
    original, problem = _original(matter, exhibit)
    return Opened(exhibit, pages, tuple(exhibits.family(matter, exhibit_id)), original, problem)


def open_version(matter: Matter, version: ExhibitVersion) -> Opened:
    """An earlier file of an exhibit with the pages it had, to be looked at only; reads the database only."""
    exhibit = versions.exhibit_as_it_was(matter, version)
    pages = tuple(_facts(page, exhibit.kind) for page in versions.version_outline(matter, version))
    original, problem = _original(matter, exhibit)
    return Opened(exhibit, pages, (), original, problem)


def same_pages(one: Opened, other: Opened) -> bool:
    """Whether the same pages of the same file can be seen, whatever number, title, label or Bates number they have."""
    bare = [[replace(facts, label="", bates="") for facts in opened.pages] for opened in (one, other)]
    seen = [
        (opened.original, opened.problem, opened.exhibit.sequestered, opened.exhibit.kind) for opened in (one, other)
    ]
    return bare[0] == bare[1] and seen[0] == seen[1]


def _facts(page: PageOutline, kind: str) -> PageFacts:
    size = (page.width, page.height)
    if kind not in DRAWN_KINDS:
        size = estimated_size(page.characters, page.lines)
    return PageFacts(
        page.id, page.number, page.label, page.bates, page.source, page.ocr_state, page.ocr_reason,
        page.ocr_confidence, size, page.note, bool(page.has_layer), bool(page.has_ocr),
    )  # fmt: skip


def _original(matter: Matter, exhibit: Exhibit) -> tuple[Original | None, str]:
    """The file to draw from, or a sentence why there is none."""
    if exhibit.kind not in DRAWN_KINDS:
        return None, ""
    if exhibit.read_status in UNSAFE:
        why = exhibit.read_reason or "It could not be read on import."
        return None, f"{why} So its pages are not drawn here; open the original outside."
    try:
        path = matter.originals.existing(exhibit.original_sha256)
    except (NotFound, ValueError) as error:
        return None, str(error) if isinstance(error, NotFound) else "This exhibit has no original file."
    return Original(exhibit.original_sha256, path, exhibit.kind), ""


class PageReader:
    """Texts, words and sheets of one exhibit's pages, read when first looked at; the last few are kept."""

    def __init__(self, matter: Matter, opened: Opened) -> None:
        self._matter = matter
        self.opened = opened
        self.as_text = False
        self.shown: ShownText = "used"
        self._pages: OrderedDict[int, ReadPage] = OrderedDict()
        self._sheets: OrderedDict[int, TextSheet] = OrderedDict()

    def show_as(self, *, as_text: bool, shown: ShownText = "used") -> None:
        """Set pages from their text instead of showing their picture, and choose which text."""
        self.as_text, self.shown = as_text, shown
        self.forget()

    def forget(self, numbers: Iterable[int] | None = None) -> None:
        """Read pages again next time: all, or those whose text changed."""
        for number in list(self._pages if numbers is None else numbers):
            self._pages.pop(number, None)
        for number in list(self._sheets if numbers is None else numbers):
            self._sheets.pop(number, None)

    def page(self, number: int) -> ReadPage:
        """Text and word boxes of a page; an empty one outside the exhibit."""
        if number not in self._pages:
            self._pages[number] = self._read(number)
        self._pages.move_to_end(number)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return self._pages[number]

    def original(self, number: int) -> Original | None:
        """The file a page is drawn from; None when it is set from text."""
        return None if self.as_text else self.opened.original

    def sheet(self, number: int) -> TextSheet | None:
        """The page set from its text; None when its picture is shown, or when it has no text to set."""
        if not self._is_set(number):
            return None
        if number not in self._sheets:
            facts = self.opened.facts(number)
            style = SheetStyle.of(self.opened.exhibit.kind, number) if facts else SheetStyle()
            self._sheets[number] = TextSheet(self._text(number), style, self._shape(number))
        self._sheets.move_to_end(number)
        while len(self._sheets) > KEPT_PAGES:
            self._sheets.popitem(last=False)
        return self._sheets[number]

    def _is_set(self, number: int) -> bool:
        return self.as_text or self.opened.exhibit.kind not in DRAWN_KINDS

    def _read(self, number: int) -> ReadPage:
        sheet = self.sheet(number)
        if sheet is not None:
            return ReadPage(number, quotable(sheet.text), self._with_confidence(number, sheet))
        facts = self.opened.facts(number)
        words = tuple(unpack_words(exhibits.page_words(self._matter, facts.id))) if facts else ()
        return ReadPage(number, quotable(self._text(number)), words)

    def _with_confidence(self, number: int, sheet: TextSheet) -> tuple[Word, ...]:
        """Words of a sheet; where the text came from OCR, each keeps how sure the engine was."""
        facts = self.opened.facts(number)
        if facts is None or facts.source != "ocr" or self.shown == "layer":
            return sheet.words()
        sure = {w.start: w.confidence for w in unpack_words(exhibits.page_words(self._matter, facts.id))}
        return tuple(word._replace(confidence=sure.get(word.start, -1)) for word in sheet.words())

    def _shape(self, number: int) -> str:
        """How the text looked in the file; only the text that is used has a shape."""
        page = exhibits.page(self._matter, self.opened.exhibit.id, number) if self.shown == "used" else None
        return page.shape if page else ""

    def _text(self, number: int) -> str:
        page = exhibits.page(self._matter, self.opened.exhibit.id, number)
        if page is None:
            return ""
        return {"used": page.text, "layer": page.layer_text, "ocr": page.ocr_text}[self.shown]
