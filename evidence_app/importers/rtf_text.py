"""The words of a Rich Text file in reading order, with what it hides and what could not be read said and counted.

Own reading, because the libraries at hand lose footnotes, text boxes and paragraph numbers and show deleted words as if
they stood there (docs/adr/0011). Groups are kept on a stack, so that no nesting can exhaust the interpreter's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from evidence_app.importers.rtf_characters import BULLETS, PICTURE_FONTS, decoded, of_code_page, pictured
from evidence_app.importers.rtf_head import Group, Head
from evidence_app.importers.rtf_sink import Sink
from evidence_app.importers.rtf_tokens import BYTE, CLOSES, OPENS, SYMBOL, TEXT, WORD, Token, tokens
from evidence_app.importers.rtf_words import (
    CHARACTERS,
    ENDS,
    FORM_FIELD,
    GATHERED,
    NOTE_ORDER,
    NOTES,
    PROPERTIES,
    REPEATED,
    SIGNS,
    SKIPPED,
    STARRED,
)
from evidence_app.model.errors import TooBig

RTF = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\\rtf")
"""How every Rich Text file begins, whatever its name."""
_DEEPEST = 5_000
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_UNKNOWN = re.compile("[\ud800-\udfff\ufffd]")
_NOT_STATED = 25
_SWITCHES = {b"b": "bold", b"i": "italic", b"v": "hidden", b"deleted": "deleted", b"mvf": "deleted",
             b"pagebb": "page_before", b"outlinelevel": "outline", b"f": "font", b"af": "other_font", b"s": "style"}  # fmt: skip
_DOS_AND_MAC = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}


@dataclass(frozen=True)
class RtfText:
    """``text`` has marks of ``model.shape``. ``counts``: pictures, objects, comments, trailing bytes, and runs of words
    ``deleted``, ``inserted`` and ``hidden``. ``troubles`` are sentences for the user about what could not be read.
    """

    text: str
    facts: dict[str, str]
    counts: Counter[str]
    objects: tuple[str, ...]
    troubles: tuple[str, ...]


def read_rtf(data: bytes, beat: Callable[[int, int], None] | None = None) -> RtfText:
    """Read a whole file; ``beat`` is told the bytes done. Raises TooBig for nesting that no real document has."""
    reader = _Reader()
    for number, token in enumerate(tokens(data)):
        if reader.step(token):
            break
        if beat and not number % 10_000:
            beat(token.end, len(data))
    return reader.result(data)


class _Reader:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._head = Head()
        self._body = Sink(self._counts)
        self._group = Group(self._body)
        self._stack: list[Group] = []
        self._pending = bytearray()
        self._to_skip = 0
        self._notes: list[tuple[str, str]] = []
        self._objects: list[str] = []
        self._form: dict[bytes, int] = {}
        self._choices: list[str] = []
        self._commenter = self._shape_property = ""
        self._new_section = self._section_runs_on = False
        self._end = 0

    def step(self, token: Token) -> bool:
        """Take one token; True when the document ends with it."""
        kind, value, number, self._end = token
        if kind == TEXT:
            if self._group.sink is not None:  # a picture may be hundreds of megabytes of letters
                self._take_bytes(value.translate(None, b"\r\n\0"))
        elif kind == BYTE:
            self._take_bytes(value)
        elif kind == SYMBOL and value in b"{}\\" and not self._to_skip:
            self._take_bytes(value)  # may be the second half of an Asian letter
        else:
            self._flush()
            if kind in (OPENS, CLOSES):
                self._to_skip = 0
                return self._open() if kind == OPENS else self._close()
            self._control(kind, value, number)
        return False

    def _control(self, kind: int, value: bytes, number: int | None) -> None:
        if self._to_skip and (kind != WORD or value in CHARACTERS):
            self._to_skip -= 1
            return
        self._to_skip = 0  # any other word ends the stand-in: writers that leave it out lose no letter
        if kind == WORD:
            self._word(value, number)
        elif kind == SYMBOL:
            self._symbol(value)

    # --- groups

    def _open(self) -> bool:
        if len(self._stack) >= _DEEPEST:
            raise TooBig(
                "The file is nested deeper than a real document is.", "Save it as .docx or PDF and import that."
            )
        self._stack.append(self._group)
        self._group = replace(self._group, name=b"", starred=False)
        return False

    def _close(self) -> bool:
        if not self._stack:
            return True
        closed, self._group = self._group, self._stack.pop()
        if closed.name and closed.sink is not None:
            self._finish(closed, _paired(closed.sink.text()))
        return not self._stack

    def _finish(self, closed: Group, text: str) -> None:
        """A group that gathered words of its own has ended: put them where they belong."""
        name, sink = closed.name, self._group.sink
        if name in NOTES:
            self._note(name, text.strip())
        elif name in (b"listtext", b"pntext"):
            _number(sink, text)
        elif name == b"fldinst":
            self._group.link |= "HYPERLINK" in text.upper()
            self._emit(_form_field(self._form, self._choices))
            self._form, self._choices = {}, []
        elif name == b"ffl":
            self._choices.append(text.strip())
        elif name in (b"shptxt", b"dptxbxtext"):
            if sink is not None and text.strip():
                sink.later(text.strip())
        elif name == b"sn":
            self._shape_property = text.strip()
        elif name == b"sv" and self._shape_property == "gtextUNICODE":
            self._note(b"gtextUNICODE", text.strip())
        elif name == b"atnauthor":
            self._commenter = text.strip()
        elif name == b"objclass":
            self._objects.append(text.strip())
        elif name == b"style":
            self._head.name_style(closed, text)
        elif name in PROPERTIES:
            self._head.state(name, text.strip())

    def _note(self, name: bytes, text: str) -> None:
        if not text:
            return
        if name == b"annotation":
            self._counts["comments"] += 1
            text = f"{self._commenter}: {text}" if self._commenter else text
            self._commenter = ""
        self._notes.append((NOTES[name], text))

    # --- control words

    def _word(self, name: bytes, number: int | None) -> None:
        group = self._group
        starred, group.starred = group.starred, False
        if name in (b"ud", b"mr") and group.outside is not None:
            group.sink, group.outside = group.outside, None
        elif group.sink is None:
            return
        elif name in SKIPPED or (starred and name not in STARRED):
            self._skip()
        elif group.within and self._head.word(group, name, number):
            return
        elif name == b"u":
            self._unicode(number or 0)
        elif name in CHARACTERS:
            self._emit(CHARACTERS[name])
        elif name in ENDS:
            group.sink.end(ENDS[name])
        elif name in FORM_FIELD:
            self._form[name] = number or 0
        elif name in _SWITCHES:
            setattr(group, _SWITCHES[name], 1 if number is None else number)
        elif not self._destination(group, name):
            self._setting(group, name, number)

    def _skip(self) -> None:
        self._group.sink = self._group.outside = None

    def _destination(self, group: Group, name: bytes) -> bool:
        """Whether the word says what the group is for; then its words go there."""
        if name in GATHERED:
            group.name, group.sink = name, Sink(self._counts if name in NOTES else Counter())
            if name in NOTES:
                group.hidden = group.deleted = 0
        elif name == b"ftnalt" and group.name == b"footnote":
            group.name = name
        elif name in (b"fonttbl", b"stylesheet", b"info"):
            group.within, group.sink = name, Sink(Counter())
        elif name in (b"upr", b"moMath"):
            group.outside, group.sink = group.sink, None
        elif name == b"pict":
            self._counts["pictures"] += 1
            self._skip()
        elif name == b"object":
            self._counts["objects"] += 1
        else:
            return False
        return True

    def _setting(self, group: Group, name: bytes, number: int | None) -> None:
        """What words mean from here on."""
        match name:
            case b"uc":
                group.fallback = max(0, number or 0)
            case b"plain":
                group.font, group.bold, group.italic, group.hidden, group.deleted = self._head.first_font, 0, 0, 0, 0
                group.right_to_left = False
            case b"pard":
                group.style, group.outline, group.page_before = -1, 9, 0
            case b"revised":
                self._counts["inserted"] += number != 0
            case b"rtlch" | b"ltrch":
                group.right_to_left = name == b"rtlch"
            case b"deff":
                self._head.first_font = group.font = number
            case b"ansicpg":
                self._head.code_page = of_code_page(number)
            case b"mac" | b"pc" | b"pca":
                self._head.code_page = _DOS_AND_MAC[name]
            case b"sect" | b"sectd" | b"sbknone" | b"sbkcol":
                self._section(name)

    def _section(self, name: bytes) -> None:
        """A new section begins a page, unless it says that it does not."""
        self._section_runs_on = name in (b"sbknone", b"sbkcol")
        if name == b"sect":
            self._body.end("\n")
            self._new_section = True

    def _symbol(self, value: bytes) -> None:
        sink = self._group.sink
        if value == b"*":
            self._group.starred = True
        elif sink is None:
            return
        elif value in b"\r\n":
            sink.end("\n")
        elif value in SIGNS:
            self._emit(SIGNS[value])

    # --- characters

    def _take_bytes(self, value: bytes) -> None:
        if self._to_skip:
            self._to_skip, value = max(0, self._to_skip - len(value)), value[self._to_skip :]
        if value and self._stack and self._group.sink is not None:
            self._pending += value

    def _flush(self) -> None:
        """Bytes are read together, because an Asian letter has two."""
        if not self._pending:
            return
        data, self._pending = bytes(self._pending), bytearray()
        codec = self._head.codec(self._group)
        self._emit(data.decode("ascii") if data.isascii() and codec not in PICTURE_FONTS else decoded(data, codec))

    def _unicode(self, number: int) -> None:
        """A letter by its number: negative above 32767, halves of a pair one by one; stand-ins for old readers follow."""
        code = number + 0x10000 if number < 0 else number
        codec = self._head.codec(self._group) if 0xF000 <= code <= 0xF0FF else ""
        if codec in PICTURE_FONTS:
            self._emit(pictured(code - 0xF000, codec))
        else:
            self._emit(chr(code) if 0 < code <= 0x10FFFF else "\ufffd")
        self._to_skip = self._group.fallback

    def _emit(self, text: str) -> None:
        group = self._group
        if group.sink is None or not text:
            return
        if group.within == b"fonttbl":
            self._head.name_font(group, text)
            return
        if group.sink is self._body:
            self._begin_page_where_due()
        aside = "deleted" if group.deleted else "hidden" if group.hidden else ""
        group.sink.write(text, self._head.looks(group), aside)

    def _begin_page_where_due(self) -> None:
        new_page = self._new_section and not self._section_runs_on
        self._new_section = False
        if new_page or (self._group.page_before and self._body.line_begins):
            self._body.end("\f")

    # --- the end

    def result(self, data: bytes) -> RtfText:
        """What was read, and what could not be."""
        self._flush()
        broken_off = bool(self._stack) or self._end > len(data)
        while self._stack:
            self._close()  # so that a note that breaks off is kept as far as it goes
        text = _paired(self._body.text()) + "".join(self._notes_behind())
        self._counts["unknown"] = len(_UNKNOWN.findall(text))
        self._counts["trailing"] = len(data[self._end :].strip(b"\0\x1a \t\r\n}"))
        troubles = tuple(_troubles(self._counts, broken_off))
        return RtfText(text, self._head.facts(), self._counts, tuple(self._objects), troubles)

    def _notes_behind(self) -> list[str]:
        """Footnotes and comments in order under their names; a header that stands there for several pages once."""
        found = []
        for heading in NOTE_ORDER:
            own = [text for kind, text in self._notes if kind == heading]
            blocks = list(dict.fromkeys(own)) if heading in REPEATED else ["\n".join(own)]
            found += [f"\n[{heading}] {text}\n" for text in blocks if text]
        return found


def _number(sink: Sink | None, text: str) -> None:
    """The number in front of a paragraph is part of its words; a bullet is how it looks."""
    if sink is not None and text.strip() in BULLETS:
        sink.listed = True
    elif sink is not None and text.strip():
        sink.number = text


def _form_field(form: dict[bytes, int], choices: list[str]) -> str:
    """What a form field shows that has no text of its own, because Word draws it; empty for all others."""
    kind, state, otherwise = (form.get(name, 0) for name in FORM_FIELD)
    state = otherwise if state == _NOT_STATED else state
    if kind == 1:
        return "☒" if state else "☐"
    return choices[state] if kind == 2 and 0 <= state < len(choices) else ""


def _troubles(counts: Counter[str], broken_off: bool) -> list[str]:
    found = []
    if broken_off:
        found.append("The file breaks off in the middle; what stands before is read.")
    if counts["trailing"]:
        found.append(f"{counts['trailing']:,} characters stand behind the end of the document; they are not read.")
    if counts["unknown"]:
        found.append(f"Letters that could not be told stand as \ufffd ({counts['unknown']:,}).")
    return found


def _paired(text: str) -> str:
    """Characters beyond the first 65,536, which Rich Text writes in two halves."""
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
