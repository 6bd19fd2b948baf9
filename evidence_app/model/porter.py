"""The Porter stemmer for English (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980).

Used only where a search asks for it (``word~``); nothing is stemmed in the index. One departure that Porter's own later
code makes too: words of one or two letters stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHAPE = str.maketrans(
    {letter: "v" if letter in "aeiou" else "c" for letter in "abcdefghijklmnopqrstuvwxz"} | {"y": "y"}
)
_STEP2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti",
    "ous", "ive", "ize",
)  # fmt: skip


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; a word with anything but a-z in it is its own stem."""
    if len(word) <= 2 or not (word.isascii() and word.isalpha()):
        return word
    for step in (_plurals, _past, _final_y, _double_suffix, _adjective, _long_suffix, _tidy):
        word = step(word)
    return word


def _shape(word: str) -> str:
    """The word as c and v; y is a consonant at the start and after a vowel."""
    shape = ""
    for kind in word.translate(_SHAPE):
        shape += ("c" if shape[-1:] in ("", "v") else "v") if kind == "y" else kind
    return shape


def _measure(word: str) -> int:
    return len(re.findall("v+c+", _shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _ends_cvc(word: str) -> bool:
    return _shape(word)[-3:] == "cvc" and word[-1] not in "wxy"


def _double_consonant(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _plurals(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            return _repaired(base) if _has_vowel(base) else word
    return word


def _repaired(base: str) -> str:
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if _double_consonant(base) and base[-1] not in "lsz":
        return base[:-1]
    return base + "e" if _measure(base) == 1 and _ends_cvc(base) else base


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replaced(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for suffix, new in sorted(table, key=lambda pair: -len(pair[0])):
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            return base + new if _measure(base) > 0 else word
    return word


def _double_suffix(word: str) -> str:
    return _replaced(word, _STEP2)


def _adjective(word: str) -> str:
    return _replaced(word, _STEP3)


def _long_suffix(word: str) -> str:
    for suffix in sorted(_STEP4, key=len, reverse=True):
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            fits = _measure(base) > 1 and (suffix != "ion" or base.endswith(("s", "t")))
            return base if fits else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        base, measure = word[:-1], _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _ends_cvc(base)):
            word = base
    if word.endswith("ll") and _measure(word[:-1]) > 1:
        word = word[:-1]
    return word
