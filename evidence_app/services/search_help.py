"""Help while typing a search: fields, tags, elements, people and words of this matter, and "did you mean"."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import fields, replace

from evidence_app.model.errors import BadQuery
from evidence_app.model.normalise import words_of
from evidence_app.model.search import Query, Word, format_query, walk
from evidence_app.model.search_fields import FIELDS, field_name
from evidence_app.model.search_match import within
from evidence_app.model.search_results import Suggestion
from evidence_app.model.search_syntax import parse
from evidence_app.services.matter import Matter
from evidence_app.services.page_map import page_map
from evidence_app.services.search_facts import Facts
from evidence_app.storage.page_text import vocabulary

_TYPED = re.compile(r"(?:(?P<field>[A-Za-z]+):(?P<quote>[\"“]?)(?P<value>[^\"”()]*)|(?P<word>[\w]+))$")
_FIXED = {
    "linked": ("yes", "no"),
    "has": ("notext", "text", "ocr", "attachment", "number", "bates", "date", "tag"),
    "designation": ("CONFIDENTIAL", "AEO", "SOURCE CODE", "none"),
    "privilege": ("any", "none"),
}
_COLUMNS = {
    "tag": "SELECT name FROM tag",
    "custodian": "SELECT name FROM custodian",
    "number": "SELECT number FROM exhibit WHERE number IS NOT NULL AND sequestered = 0 ORDER BY number_sort",
    "kind": "SELECT DISTINCT kind FROM exhibit WHERE sequestered = 0",
    "claim": "SELECT name FROM claim ORDER BY position",
    "status": "SELECT DISTINCT status FROM exhibit",
    "author": "SELECT DISTINCT author FROM exhibit WHERE author <> '' AND sequestered = 0",
    "recipient": "SELECT DISTINCT recipients FROM exhibit WHERE recipients <> '' AND sequestered = 0",
}


def suggest(matter: Matter, text: str, cursor: int | None = None, limit: int = 10) -> list[Suggestion]:
    """What could be meant by the characters before the cursor; a few milliseconds, for every key pressed."""
    cursor = len(text) if cursor is None else cursor
    match = _TYPED.search(text[:cursor])
    if not match:
        return []
    field = field_name(match["field"]) if match["field"] else None
    if field:
        return _values(matter, field, match["value"], match.start("quote"), cursor, limit)
    if match["word"] is None:
        return []
    return _words(matter, match["word"], match.start("word"), cursor, limit)


def _values(matter: Matter, field: str, typed: str, start: int, end: int, limit: int) -> list[Suggestion]:
    if field == "element":
        return _elements(matter, typed, start, end, limit)
    choices: Iterable[str] = _FIXED.get(field, ())
    if field in _COLUMNS:
        choices = matter.read.column(_COLUMNS[field])
    lower = typed.casefold()
    found = sorted((c for c in choices if lower in c.casefold()), key=lambda c: not c.casefold().startswith(lower))
    return [Suggestion(_quoted(choice), field, start, end) for choice in found[:limit]]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s()]", value) else value


def _elements(matter: Matter, typed: str, start: int, end: int, limit: int) -> list[Suggestion]:
    numbers = Facts(matter, page_map(matter)).element_numbers()
    texts = dict(matter.read.tuples("SELECT id, text FROM element"))
    lower = typed.casefold()
    return [
        Suggestion(number, texts[element], start, end)
        for element, number in numbers.items()
        if number.startswith(lower) or lower in texts[element].casefold()
    ][:limit]


def _words(matter: Matter, typed: str, start: int, end: int, limit: int) -> list[Suggestion]:
    lower = typed.casefold()
    names = [Suggestion(f"{name}:", note, start, end) for name, note in FIELDS.items() if name.startswith(lower)]
    words = words_of(typed)
    if len(words) != 1 or len(words[0]) < 2:
        return names[:limit]
    known = [(word, _pages_with(matter, word, count)) for word, count in vocabulary(matter.read, words[0], limit + 1)]
    found = [
        Suggestion(word, f"on {n:,} page{'s' * (n != 1)}", start, end) for word, n in known if n and word != words[0]
    ]
    return [*names, *found][:limit]


def did_you_mean(matter: Matter, query: str, limit: int = 3) -> list[str]:
    """Queries in which a word that is nowhere in this matter is replaced by a similar word that is.

    The most similar and most frequent first; empty when every word is known or the query cannot be read.
    """
    try:
        parsed = parse(query)
    except BadQuery:
        return []
    unknown = {part.text for part in walk(parsed) if isinstance(part, Word) and not _known(matter, part.text)}
    similar = {word: _similar(matter, word, limit) for word in sorted(unknown)[:3]}
    if not any(similar.values()):
        return []
    found = []
    for n in range(limit):
        replaced = _replaced(parsed, lambda word, n=n: _nth(similar.get(word, []), n, word))  # type: ignore[misc]
        if replaced != parsed and format_query(replaced) not in found:
            found.append(format_query(replaced))
    return found


def _nth(words: list[str], n: int, otherwise: str) -> str:
    return words[min(n, len(words) - 1)] if words else otherwise


def _known(matter: Matter, word: str) -> bool:
    count = matter.read.value("SELECT doc FROM page_vocabulary WHERE term = ?", (word,)) or 0
    return _pages_with(matter, word, count) > 0


def _pages_with(matter: Matter, word: str, pages: int) -> int:
    """On how many pages a word is; words of sequestered exhibits are not given away."""
    if not pages or not matter.read.value("SELECT 1 FROM exhibit WHERE sequestered <> 0 LIMIT 1"):
        return pages
    return int(
        matter.read.value(
            "SELECT count(*) FROM page_fts JOIN page p ON p.id = page_fts.rowid JOIN exhibit x ON x.id = p.exhibit_id "
            "WHERE page_fts MATCH ? AND x.sequestered = 0",
            (f'"{word}"',),
        )
    )


def _similar(matter: Matter, word: str, limit: int) -> list[str]:
    """Words of this matter at most two letters away that begin with the same letter, or with the first two swapped."""
    allowed = 1 if len(word) < 5 else 2
    deadline = time.monotonic() + 0.3
    found: list[tuple[int, int, str]] = []
    for beginning in dict.fromkeys((word[:2], word[1:2] + word[:1], word[:1])):
        if time.monotonic() > deadline or (found and len(beginning) == 1):
            break
        for term, count in vocabulary(matter.read, beginning, 5_000):
            if abs(len(term) - len(word)) <= allowed and within(term, word, allowed):
                found.append((_distance(term, word, allowed), -count, term))
    near = sorted(set(found))[: limit * 3]
    return [term for _, count, term in near if _pages_with(matter, term, -count)][:limit]


def _distance(term: str, word: str, allowed: int) -> int:
    return next(n for n in range(allowed + 1) if within(term, word, n))


def _replaced(query: Query, change: Callable[[str], str]) -> Query:
    """The query with every plain word changed."""
    if isinstance(query, Word):
        return Word(change(query.text))
    values = {field.name: getattr(query, field.name) for field in fields(query)}
    changed = {
        name: tuple(_replaced(item, change) for item in value) if isinstance(value, tuple) else _replaced(value, change)
        for name, value in values.items()
        if isinstance(value, tuple) or hasattr(value, "__dataclass_fields__")
    }
    return replace(query, **changed) if changed else query  # type: ignore[arg-type]
