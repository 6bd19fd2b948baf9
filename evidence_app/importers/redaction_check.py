"""Finds what a filing would give away: text that lies under black boxes or is hidden otherwise.

Hidden text is found by drawing each page twice, with and without its text: a word that makes no difference cannot be
seen. That finds text under black, white, hatched and picture boxes alike, whatever drew them. Runs in a child process.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evidence_app.importers.pdf_words import PageFrame, frame_of, read_layer
from evidence_app.importers.pdfium_lock import alone_with_pdfium
from evidence_app.model.pages import UNITS_PER_POINT, Word

How = Literal["covered", "not visible", "outside the page"]
"""covered: under a box, a picture or other text; not visible: in the colour of the paper; outside: beside the page."""

_SCALE = 2.0
_MAX_PIXELS = 12_000_000
_DIFFERS = 24
"""Difference of brightness (0-255) from which a pixel shows that text was drawn there."""
_SEEN = 0.012
"""Share of a word's box whose pixels must differ for the word to count as visible; thin type reaches about 0.05."""
_FLAT = 14.0
_DARK = 140
_PAPER = 238
_MAX_CANDIDATES = 80
_BAND = 12 * UNITS_PER_POINT
_LAST_BAND = 400
"""Words are compared within bands across the page, of about a line each."""
_INVISIBLE_MODES = (3, 7)
_FAR = 1 << 30
_ALLOWED = re.compile(
    r"(?:redact(?:ed|ion)?|sealed|under|seal|privileged?|confidential|omitted|intentionally|deleted|blank|exempt|withheld"
    r"|\(?b\)?\(?\d\)?(?:\(?[a-z]\)?)?|x+|\W+|\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})",
    re.IGNORECASE,
)
"""Words that are often printed in a box on purpose and give nothing away: codes, "redacted", dates of stamps, line numbers."""


@dataclass(frozen=True)
class HiddenText:
    """Text of a page (from 1) that a reader does not see, and the box it stands in (hundredths of a point, top left)."""

    page: int
    text: str
    box: tuple[int, int, int, int]
    how: How


@dataclass(frozen=True)
class HiddenTextTask:
    """Which PDF to look through; at most ``max_pages`` pages."""

    path: str
    password: str = ""
    max_pages: int = 5_000


@alone_with_pdfium
def find_hidden_text(task: HiddenTextTask, emit: Any = None) -> list[HiddenText]:
    """Every run of hidden words, page by page. Raises PdfiumError when the file cannot be opened."""
    import pypdfium2

    found: list[HiddenText] = []
    with contextlib.closing(pypdfium2.PdfDocument(task.path, password=task.password or None)) as document:
        with contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()
        for index in range(min(len(document), task.max_pages)):
            with contextlib.suppress(pypdfium2.PdfiumError):
                found += _hidden_on(document, index)
            if emit is not None:
                emit("progress", index + 1, len(document))
    return found


def _hidden_on(document: Any, index: int) -> list[HiddenText]:
    page = document[index]
    with contextlib.closing(page):
        layer = read_layer(document, index, page)
    if not layer.words:
        return []
    page = document[index]
    with contextlib.closing(page):
        look = _Look(page)
        try:
            hidden = [(word, how) for word in layer.words if (how := look.how_hidden(word))]
            known = {word for word, _how in hidden}
            hidden += [(word, "covered") for word in look.under_other_words(layer.words, layer.text, known)]
        finally:
            look.close()
    runs = _runs(sorted(hidden, key=lambda pair: pair[0].start), layer.text)
    return [HiddenText(index + 1, text, box, how) for text, box, how in runs if not _harmless(text)]


class _Look:
    """One page drawn with and without its text."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium_c

        self._c = pdfium_c
        self._page = page
        self._frame = frame_of(page)
        width, height = page.get_size()
        self._scale = min(_SCALE, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
        self._text_page = pdfium_c.FPDFText_LoadPage(page.raw)
        self._seen = self._draw()
        self._objects = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=15))
        self._modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(one.raw) for one in self._objects]
        self._show(False)
        self._without = self._draw()
        self._show(True)
        self._differs = self._difference(self._without)

    def close(self) -> None:
        """Give PDFium's text page back; before the page itself."""
        self._c.FPDFText_ClosePage(self._text_page)

    def _draw(self) -> Any:
        return self._page.render(scale=self._scale, grayscale=True, may_draw_forms=True).to_pil().convert("L")

    def _show(self, visible: bool) -> None:
        for one, mode in zip(self._objects, self._modes, strict=True):
            self._c.FPDFTextObj_SetTextRenderMode(one.raw, mode if visible else 3)

    def _difference(self, other: Any) -> Any:
        from PIL import ImageChops

        return ImageChops.difference(self._seen, other).point(lambda value: 255 if value > _DIFFERS else 0)

    def _area(self, word: Word) -> tuple[int, int, int, int] | None:
        """A word's box in pixels within the picture; None outside it."""
        factor = self._scale / UNITS_PER_POINT
        x0, y0 = max(0, math.floor(word.x0 * factor)), max(0, math.floor(word.y0 * factor))
        x1, y1 = min(self._seen.width, math.ceil(word.x1 * factor)), min(self._seen.height, math.ceil(word.y1 * factor))
        return (x0, y0, x1, y1) if x1 - x0 >= 2 and y1 - y0 >= 2 else None

    def how_hidden(self, word: Word) -> How | None:
        """How a word is hidden; None when it can be seen, or is the text layer of a scan that shows it."""
        area = self._area(word)
        if area is None:
            return "outside the page" if self._outside(word) else None
        if self._share(self._differs, area) >= _SEEN:
            return None
        mean, spread = self._look_of(area)
        invisible = self._mode_at(word) in _INVISIBLE_MODES
        if spread <= _FLAT and mean < _DARK:
            return "covered"
        if invisible:
            return None
        return "not visible" if spread <= _FLAT and mean > _PAPER else "covered"

    def _outside(self, word: Word) -> bool:
        width, height = self._frame.size
        return word.x1 <= 0 or word.y1 <= 0 or word.x0 >= width or word.y0 >= height

    @staticmethod
    def _share(picture: Any, area: tuple[int, int, int, int]) -> float:
        cut = picture.crop(area)
        return float(cut.histogram()[255] / (cut.width * cut.height))

    def _look_of(self, area: tuple[int, int, int, int]) -> tuple[float, float]:
        """Mean and spread of brightness in the middle of a word's box."""
        from PIL import ImageStat

        x0, y0, x1, y1 = area
        down = (y1 - y0) // 4
        statistics = ImageStat.Stat(self._seen.crop((x0, y0 + down, x1, max(y0 + down + 1, y1 - down))))
        return float(statistics.mean[0]), float(statistics.stddev[0])

    def _mode_at(self, word: Word) -> int:
        """How the text object of a word is drawn; 3 = invisible. Where none is found, as most of the page is."""
        for share in (0.15, 0.5, 0.85):
            x, y = word.x0 + share * (word.x1 - word.x0), (word.y0 + word.y1) / 2
            index = self._c.FPDFText_GetCharIndexAtPos(self._text_page, *_user_space(self._frame, x, y), 2.0, 2.0)
            found = self._c.FPDFText_GetTextObject(self._text_page, index) if index >= 0 else None
            if found:
                return int(self._c.FPDFTextObj_GetTextRenderMode(found))
        return max(set(self._modes), key=self._modes.count) if self._modes else 0

    # --- words under other words --------------------------------------------------------------------------------------

    def under_other_words(self, words: Sequence[Word], text: str, known: set[Word]) -> list[Word]:
        """Words that share their place with others and cannot be seen for themselves: tried one object at a time."""
        found: list[Word] = []
        crossing = [word for word in _crowded(words) if word not in known and self._area(word)]
        objects = {_address(one.raw): one for one in self._objects}
        by_object: dict[int, list[Word]] = {}
        for word in crossing:
            address = self._object_of(word, text[word.start])
            if address:
                by_object.setdefault(address, []).append(word)
        for address, own in list(by_object.items())[:_MAX_CANDIDATES]:
            one = objects.get(address)
            if one is None:
                continue
            mode = self._c.FPDFTextObj_GetTextRenderMode(one.raw)
            if mode in _INVISIBLE_MODES:
                continue
            self._c.FPDFTextObj_SetTextRenderMode(one.raw, 3)
            differs = self._difference(self._draw())
            self._c.FPDFTextObj_SetTextRenderMode(one.raw, mode)
            found += [w for w in own if (area := self._area(w)) and self._share(differs, area) < _SEEN]
        return found

    def _object_of(self, word: Word, letter: str) -> int:
        """The text object that draws a word: of the characters at its place the one nearest in reading order."""
        nearest, best = 0, _FAR
        for index in _characters_at(self._c, self._text_page, self._frame, word):
            distance = abs(index - word.start)
            if self._c.FPDFText_GetUnicode(self._text_page, index) == ord(letter) and distance < best:
                one = self._c.FPDFText_GetTextObject(self._text_page, index)
                nearest, best = (_address(one), distance) if one else (nearest, best)
        return nearest


def _characters_at(c: Any, text_page: Any, frame: PageFrame, word: Word) -> Iterator[int]:
    """Indexes of the characters that begin where the word begins."""
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    for index in range(c.FPDFText_CountChars(text_page)):
        if not c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            continue
        box = frame.box(left.value, bottom.value, right.value, top.value)
        if abs(box[0] - word.x0) <= 150 and word.y0 - 100 <= (box[1] + box[3]) / 2 <= word.y1 + 100:
            yield index


def _address(raw: Any) -> int:
    return int(ctypes.cast(raw, ctypes.c_void_p).value or 0)


def _crowded(words: Sequence[Word]) -> list[Word]:
    """The words over most of which another one lies, in their order.

    Only words of the same bands across the page are compared: a page has hundreds of words and few to a line.
    """
    bands: dict[int, list[Word]] = {}
    for word in words:
        for band in _bands(word):
            bands.setdefault(band, []).append(word)
    return [one for one in words if any(_lies_over(other, one) for band in _bands(one) for other in bands[band])]


def _bands(word: Word) -> range:
    """The bands a word touches; those far beside the page count as its edge, so that the number stays small."""
    first, last = (min(max(0, y // _BAND), _LAST_BAND) for y in (word.y0, word.y1))
    return range(first, last + 1)


def _lies_over(other: Word, word: Word) -> bool:
    across = min(word.x1, other.x1) - max(word.x0, other.x0)
    if across <= 0 or other.start == word.start:
        return False
    down = min(word.y1, other.y1) - max(word.y0, other.y0)
    return down > 0 and across * down > 0.3 * max(1, (word.x1 - word.x0) * (word.y1 - word.y0))


def _user_space(frame: PageFrame, x: float, y: float) -> tuple[float, float]:
    """A point of the page as shown (hundredths, top left) in the page's own coordinates."""
    across, down = x / UNITS_PER_POINT, y / UNITS_PER_POINT
    match frame.rotation:
        case 90:
            return frame.left + down, frame.bottom + across
        case 180:
            return frame.right - across, frame.bottom + down
        case 270:
            return frame.right - down, frame.top - across
    return frame.left + across, frame.top - down


def _runs(hidden: Sequence[tuple[Word, How]], text: str) -> Iterator[tuple[str, tuple[int, int, int, int], How]]:
    """Hidden words that follow one another as one piece of text with one box."""
    run: list[Word] = []
    how: How = "covered"
    for word, kind in hidden:
        if run and (kind != how or text[run[-1].end : word.start].strip()):
            yield _piece(run, text, how)
            run = []
        run, how = [*run, word], kind
    if run:
        yield _piece(run, text, how)


def _piece(run: Sequence[Word], text: str, how: How) -> tuple[str, tuple[int, int, int, int], How]:
    box = min(w.x0 for w in run), min(w.y0 for w in run), max(w.x1 for w in run), max(w.y1 for w in run)
    return " ".join(text[w.start : w.end] for w in run), box, how


def _harmless(text: str) -> bool:
    return all(_ALLOWED.fullmatch(word) for word in text.split())
