"""Habits from Westlaw, Lexis, Concordance and web search: recognised, explained, and never reinterpreted.

The same sign means different things in different systems (``%`` is "but not" in Westlaw and "fuzzy" here; ``*`` is one
letter in Westlaw and many here), so a pasted search is refused with the translation offered.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Habit(NamedTuple):
    """What a foreign operator means elsewhere, and what to write here (``fix`` replaces it; empty = no fix)."""

    message: str
    hint: str
    fix: str


_RULES: tuple[tuple[str, str, str, str], ...] = (
    (r"/(\d+)", "“{0}” is Westlaw or Lexis for “within {1} words”.", "Here it is w/{1}.", "w/{1}"),
    (r"\+(\d+)", "“{0}” is Westlaw for “{1} words before”.", "Here it is pre/{1}.", "pre/{1}"),
    (r"(?i:near/?|onear/)(\d+)", "“{0}” is not in this language.", "Write w/{1} (neighbours are 1 apart; Concordance counts the words between).", "w/{1}"),
    (r"(?i:adj)(\d+)", "“{0}” is Concordance for “in this order”.", "Write pre/{1} (neighbours are 1 apart; Concordance counts the words between).", "pre/{1}"),
    (r"[/+](?i:s|p)|(?i:w)/(?i:s|p|sent|para|seg)", "“{0}” (same sentence or paragraph) is not in this language.", "Use a distance: w/15 is about a sentence, w/50 a paragraph.", "w/15"),
    (r"(?:w|pre)/", "“{0}” needs a number of words.", "Write for example w/5.", "w/5"),
    (r"%", "“%” alone is Westlaw for “but not”; here it is part of a word (fuzzy).", "Write NOT.", "NOT"),
    (r"&&?", "“{0}” is Westlaw for “and”.", "Write AND.", "AND"),
    (r"\|\|?", "“{0}” is not in this language.", "Write OR.", "OR"),
    (r"!", "“!” alone is not in this language.", "Write NOT.", "NOT"),
    (r"SAME|NOTSAME|XOR", "“{0}” is a Concordance operator that is not in this language.", "Use AND, OR, NOT or w/n; put it in quotes to search for the word itself.", '"{0}"'),
    (r"([^\W\d_]\w*)!", "“{0}” is Westlaw or Lexis for every ending.", "Here the sign is *.", "{1}*"),
    (r"(\w+)&", "“{0}” asks for synonyms, which are not in this language.", "List the words: ({1} OR other).", "{1}"),
    (r"#([^\W\d_]\w*)", "“{0}” means “sounds like” or “no plurals” elsewhere; it is not in this language.", "Write the word alone, {1}~ for its other forms, or wo%rd for misspellings.", "{1}"),
    (r"(\w+)~~(\w+)", "“{0}” (a range of numbers) is not in this language.", "For dates and Bates numbers use date:a..b and bates:a..b.", ""),
    (r"(\w+)~\d+(?:\.\d+)?", "“{0}” is another program's fuzzy search.", "Write a % inside the word for each letter that may differ.", "{1}~"),
    (r"-([^\W\d_]\w*)", "“{0}” means “without” in web search.", "Write NOT {1}.", "NOT {1}"),
    (r"\+([^\W\d_]\w*)", "“{0}” is a web-search sign.", "Words are all required already.", "{1}"),
    (r"(\d[\d.,]*)%", "A percent sign after a number is not searched.", "Search for the number; add “percent” in a phrase if it is written out.", "{1}"),
    (r"(?i:atleast)(\d+)", "“{0}” (at least {1} times) is not in this language.", "Search for the word; pages with more hits come first.", ""),
    (r"(?i:xfirstword|xlastword)", "“{0}” is not in this language.", "Search for the words themselves.", ""),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), message, hint, fix) for pattern, message, hint, fix in _RULES)


def foreign(chunk: str) -> Habit | None:
    """What a piece of a query (between spaces) would mean in another system, or ``None`` when it is fine here."""
    for pattern, message, hint, fix in _COMPILED:
        match = pattern.fullmatch(chunk)
        if match:
            parts = (match.group(), *match.groups())
            return Habit(message.format(*parts), hint.format(*parts), fix.format(*parts))
    return None
