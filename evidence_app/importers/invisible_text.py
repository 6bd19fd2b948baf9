"""An invisible text layer over a picture, so that its words can be selected and searched.

The font is a Type 3 font whose glyphs draw nothing, with a table that says which character each stands for: it needs no
font file, any script works, and every reader this was tried with (PDFium, pypdf, poppler) gives the words back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

_PER_FONT = 250
_GLYPH_WIDTH = 500
"""Every glyph is half as wide as high; the words are stretched to their boxes."""


class PlacedWord(NamedTuple):
    """A word and its box in points from the top left of the page, y down."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def add_invisible_text(pdf: Any, page: Any, words: Sequence[PlacedWord], height: float) -> None:
    """Put ``words`` on a pikepdf page without /Rotate whose box starts at 0, 0 and is ``height`` points high."""
    import pikepdf

    characters = sorted({" "}.union(*(word.text for word in words)))
    if not words:
        return
    place = {one: divmod(number, _PER_FONT) for number, one in enumerate(characters)}
    if "/Resources" not in page.obj:
        page.obj["/Resources"] = pikepdf.Dictionary()
    fonts = pikepdf.Dictionary()
    for number in range(1 + (len(characters) - 1) // _PER_FONT):
        fonts[f"/Hidden{number}"] = _font(pdf, characters[number * _PER_FONT : (number + 1) * _PER_FONT])
    page.obj["/Resources"]["/Font"] = fonts
    page.contents_add(pdf.make_stream("\n".join(_commands(words, place, height)).encode("ascii")))


def _commands(words: Iterable[PlacedWord], place: dict[str, tuple[int, int]], height: float) -> Iterator[str]:
    yield "BT 3 Tr"
    for word in words:
        size = max(1.0, word.y1 - word.y0)
        natural = len(word.text) * size * _GLYPH_WIDTH / 1000
        yield f"{max(1.0, 100 * (word.x1 - word.x0) / natural):.2f} Tz 1 0 0 1 {word.x0:.2f} {height - word.y1 + 0.2 * size:.2f} Tm"
        for font, codes in _runs(f"{word.text} ", place):  # without a blank, readers glue close words together
            yield f"/Hidden{font} {size:.2f} Tf <{codes}> Tj"
    yield "ET"


def _runs(text: str, place: dict[str, tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """The word as pieces of one font each, as hexadecimal codes."""
    current, codes = -1, ""
    for one in text:
        font, code = place[one]
        if font != current and codes:
            yield current, codes
            codes = ""
        current = font
        codes += f"{code + 1:02x}"
    if codes:
        yield current, codes


def _font(pdf: Any, characters: Sequence[str]) -> Any:
    import pikepdf

    nothing = pdf.make_stream(f"{_GLYPH_WIDTH} 0 0 -200 {_GLYPH_WIDTH} 800 d1".encode())
    names = [f"/g{number}" for number in range(1, len(characters) + 1)]
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type3,
            FontBBox=[0, -200, _GLYPH_WIDTH, 800],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            CharProcs=pikepdf.Dictionary(dict.fromkeys(names, nothing)),
            Encoding=pikepdf.Dictionary(
                Type=pikepdf.Name.Encoding, Differences=[1, *(pikepdf.Name(name) for name in names)]
            ),
            FirstChar=1,
            LastChar=len(characters),
            Widths=[_GLYPH_WIDTH] * len(characters),
            Resources=pikepdf.Dictionary(),
            ToUnicode=pdf.make_stream(_unicode_map(characters)),
        )
    )


def _unicode_map(characters: Sequence[str]) -> bytes:
    pairs = [f"<{n:02x}> <{one.encode('utf-16-be', 'replace').hex()}>" for n, one in enumerate(characters, 1)]
    blocks = [
        f"{len(pairs[i : i + 100])} beginbfchar\n" + "\n".join(pairs[i : i + 100]) + "\nendbfchar"
        for i in range(0, len(pairs), 100)
    ]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Hidden def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
    )
    return (head + "\n".join(blocks) + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").encode(
        "ascii"
    )
