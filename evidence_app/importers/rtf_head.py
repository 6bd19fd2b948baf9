"""What stands at the head of a Rich Text file: its fonts, which styles are headings, and what it states about itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from evidence_app.importers.rtf_characters import WESTERN, of_code_page, of_font
from evidence_app.importers.rtf_sink import Sink
from evidence_app.importers.rtf_words import HEADINGS, LEVELS, PROPERTIES, TIME_PARTS, TIMES

_LETTERS = (b"u", b"uc")
"""Control words that are text, also in names of fonts and styles."""


@dataclass(slots=True)
class Group:
    """What holds between a ``{`` and its ``}``, and is inherited by groups inside. Without a sink nothing is kept.

    ``name``: the destination this group itself is; ``within``: the table it stands in; ``outside``: where words go on
    inside a group that is there twice; ``fallback``: how many stand-ins follow a letter given by its number.
    """

    sink: Sink | None
    outside: Sink | None = None
    name: bytes = b""
    within: bytes = b""
    starred: bool = False
    fallback: int = 1
    font: int | None = None
    other_font: int | None = None
    right_to_left: bool = False
    bold: int = 0
    italic: int = 0
    hidden: int = 0
    deleted: int = 0
    link: int = 0
    style: int = -1
    outline: int = 9
    page_before: int = 0


@dataclass
class _Font:
    name: str = ""
    charset: int | None = None
    code_page: int | None = None


class Head:
    """Takes in the words of the tables, and answers what they said."""

    def __init__(self) -> None:
        self.code_page = WESTERN
        self.first_font: int | None = None
        self._fonts: dict[int, _Font] = {}
        self._codecs: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._facts: dict[str, str] = {}
        self._times: dict[bytes, dict[bytes, int]] = {}

    def word(self, group: Group, name: bytes, number: int | None) -> bool:
        """Take a control word inside a table; False when it is one that means there what it means in the text."""
        if group.within == b"fonttbl":
            self._font(group, name, number or 0)
            return name not in _LETTERS
        if group.within == b"stylesheet":
            if name == b"s" and not group.name:
                group.style, group.name, group.sink = number or 0, b"style", Sink(Counter())
            return name not in _LETTERS
        if group.within == b"info" and name in PROPERTIES:
            group.name, group.sink = name, Sink(Counter())
        elif name in TIMES:
            group.within = name
        elif group.within in TIMES and name in TIME_PARTS:
            self._times.setdefault(group.within, {})[name] = number or 0
        else:
            return False
        return True

    def _font(self, group: Group, name: bytes, number: int) -> None:
        if name == b"f":
            group.font = number
            self._fonts[number] = _Font()
        elif name == b"fcharset":
            self._fonts.setdefault(group.font or 0, _Font()).charset = number
        elif name == b"cpg":
            self._fonts.setdefault(group.font or 0, _Font()).code_page = number

    def name_font(self, group: Group, text: str) -> None:
        """A piece of a font's name."""
        self._fonts.setdefault(group.font or 0, _Font()).name += text.rstrip(";")
        self._codecs.clear()

    def name_style(self, group: Group, text: str) -> None:
        """The name of a paragraph style; further names of it stand behind a comma."""
        self._styles[group.style] = text.partition(";")[0].partition(",")[0].strip().lower()

    def state(self, name: bytes, text: str) -> None:
        """A property of the document."""
        if text:
            self._facts[PROPERTIES[name]] = text

    def facts(self) -> dict[str, str]:
        """Properties and times, as stated."""
        times = {TIMES[name]: _time(parts) for name, parts in self._times.items()}
        return self._facts | {name: when for name, when in times.items() if when}

    def codec(self, group: Group) -> str:
        """How the bytes of a group are read: by its font, and for text from right to left by the font that has."""
        if group.within == b"fonttbl":  # names are letters even where the font is pictures
            return self.code_page
        number = group.other_font if group.right_to_left and group.other_font is not None else group.font
        key = -1 if number is None else number
        if key not in self._codecs:
            font = self._fonts.get(key, _Font())
            by_name = of_font(font.name, font.charset, self.code_page)
            self._codecs[key] = of_code_page(font.code_page) if font.code_page else by_name
        return self._codecs[key]

    def looks(self, group: Group) -> tuple[str, ...]:
        """How words look (model.shape); a heading is bold by itself."""
        style = self._styles.get(group.style, "")
        heading = HEADINGS.get(style) or (LEVELS[group.outline] if 0 <= group.outline < len(LEVELS) else "")
        if heading:
            return (heading,)
        listed, quoted = group.sink is not None and group.sink.listed, "quote" in style
        kinds = (("li", listed), ("quote", quoted), ("a", group.link), ("b", group.bold), ("i", group.italic))
        return tuple([kind for kind, on in kinds if on])


def _time(parts: dict[bytes, int]) -> str:
    """``2024-05-03T14:05``, as stated and without a zone; empty when it is no date."""
    year, month, day, hour, minute = (parts.get(name, 0) for name in TIME_PARTS)
    try:
        return datetime(year, month, day, hour, minute).isoformat(timespec="minutes")
    except (ValueError, OverflowError):
        return ""
