"""The fonts that can be printed with, and characters none of them has: those are written by their code."""

from __future__ import annotations

import json
from functools import lru_cache

import typst

from evidence_app.paths import resource
from evidence_app.turns import give_way

PIECE = 100_000
"""Characters looked through in one go."""
_known: dict[str, bool] = {}


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The program's own fonts and those of the computer."""
    return typst.Fonts(font_paths=[str(resource("fonts"))])


def with_codes(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with ``[U+1F600]`` for every character that no font here can print, and these codes, each once."""
    used = set[str]()
    for at in range(0, len(text), PIECE):
        give_way()
        used |= set(text[at : at + PIECE])
    unusual = {one for one in used if ord(one) > 0x17F and not 0x2010 <= ord(one) <= 0x2026}
    codes = {ord(one): f"[U+{ord(one):04X}]" for one in sorted(missing(unusual))}
    return text.translate(codes) if codes else text, tuple(codes.values())


def missing(characters: set[str]) -> set[str]:
    """Those characters no font here has. Asked in halves, so that a page of Chinese costs one question, not hundreds."""
    _ask(sorted(one for one in characters if one not in _known))
    return {one for one in characters if not _known[one]}


def _ask(characters: list[str]) -> None:
    if not characters:
        return
    if _prints(characters):
        _known.update(dict.fromkeys(characters, True))
    elif len(characters) == 1:
        _known[characters[0]] = False
    else:
        half = len(characters) // 2
        _ask(characters[:half])
        _ask(characters[half:])


def _prints(characters: list[str]) -> bool:
    """The check for missing glyphs is part of PDF/UA-1. A letter in front carries a lone mark.

    Whatever fonts a template names, any other font that has a character is taken for it; so none is named here.
    """
    source = b'#set document(title: "x")\n#for one in json(bytes(sys.inputs.every)) [a#one ]'
    inputs = {"every": json.dumps(characters)}
    try:
        typst.Compiler(font_paths=fonts()).compile(source, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True
