"""Tells a usable text layer from a garbage one (shifted letters, symbols, private-use characters).

Only text in Latin letters is judged by its letters; other scripts and numbers say nothing either way, so that Russian
and number-heavy pages are never taken for garbage.
"""

from __future__ import annotations

import re

_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\u0080-\u009f]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f]")
_COMMON = (
    "th he in er an re nd on en at ou ed ha to or it is hi es ng ar te se st as ti of al le nt ro ra ri io ic ve me "
    "de co ta ec si ll li la el ne et ur om di il ce ac us ns ch ma tr ie ei un pr na ut ul qu ue ca no ad am em ss"
)
_PAIRS = frozenset(_COMMON.split())
_MIN_WORDS = 15
_MIN_PAIR_SHARE = 0.28
_MAX_ODD_SHARE = 0.3
_MAX_SPECK_SHARE = 0.5
_MAX_LONE_SHARE = 0.15
_LONE_LETTER = re.compile(r"(?<![\w.'’-])[B-HJ-Zb-hj-z](?![\w.'’)-])")


def is_garbage(text: str) -> bool:
    """Whether ``text`` is mostly not words, judged by odd characters and by the letter pairs of European languages."""
    characters = re.sub(r"\s", "", text)
    if not characters:
        return False
    if len(_ODD.findall(characters)) > _MAX_ODD_SHARE * len(characters):
        return True
    if len(_OTHER_LETTER.findall(characters)) > 0.2 * len(characters):
        return False
    words = [word for word in _LATIN_WORD.findall(text) if not word.isupper() or len(word) > 5]
    if len(_LONE_LETTER.findall(text)) > _MAX_LONE_SHARE * max(40, len(text.split())):
        return True  # "Th e Metropoli s Towe r": a layer in which no word can be found
    if len(words) >= _MIN_WORDS:
        return pair_share(words) < _MIN_PAIR_SHARE
    return len(characters) > 200 and _symbol_share(characters) > _MAX_SPECK_SHARE


def pair_share(words: list[str]) -> float:
    """Share of letter pairs inside the words that are common in European languages: about 0.6 in real prose, 1.0 at most."""
    pairs = [pair for word in words for pair in _pairs(word.lower())]
    return sum(pair in _PAIRS for pair in pairs) / len(pairs) if pairs else 1.0


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _symbol_share(characters: str) -> float:
    """Share of characters that are neither letters, digits nor the punctuation of figures and dates."""
    return len(re.findall(r"[^\w.,:;()\-/$%§&'\"+=#*|]", characters)) / len(characters)
