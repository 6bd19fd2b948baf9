"""What a search asks for: the parts of a query, and how a query is written out again.

The language is the one paralegals know from document review: ``w/5`` ``pre/5`` ``NOT w/5``, AND OR NOT, "phrases",
``*`` many letters, ``?`` one letter, ``=`` one digit, ``word~`` same stem, ``wo%rd`` one letter off, ``field:value``.
:func:`evidence_app.model.search_syntax.parse` reads it, :func:`format_query` writes it, and the two are inverse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

KEYWORDS = frozenset({"and", "or", "not"})


@dataclass(frozen=True)
class Word:
    """One exact word (already normalised)."""

    text: str


@dataclass(frozen=True)
class Wild:
    """A word with ``*`` (any letters), ``?`` (one letter or digit) or ``=`` (one digit) in it."""

    pattern: str


@dataclass(frozen=True)
class Stem:
    """Every word with the same English stem (Porter), asked for with ``word~``."""

    text: str


@dataclass(frozen=True)
class Fuzzy:
    """Words within ``distance`` letter changes whose first ``prefix`` letters are exactly those of ``text``."""

    text: str
    distance: int
    prefix: int


@dataclass(frozen=True)
class Phrase:
    """Words side by side, in this order."""

    parts: tuple[Leaf, ...]


@dataclass(frozen=True)
class Near:
    """``left`` within ``distance`` words of ``right`` (neighbours are 1 apart).

    ``ordered``: left comes first. ``negated``: places of ``left`` that have no such ``right``.
    """

    left: Query
    right: Query
    distance: int
    ordered: bool = False
    negated: bool = False


@dataclass(frozen=True)
class And:
    """All of them (two or more, none of them itself an And)."""

    items: tuple[Query, ...]


@dataclass(frozen=True)
class Or:
    """At least one of them (two or more, none of them itself an Or)."""

    items: tuple[Query, ...]


@dataclass(frozen=True)
class Not:
    """Everything but this."""

    item: Query


@dataclass(frozen=True)
class Field:
    """A fact about the exhibit or page instead of its text: ``tag:hot``, ``date:2024-01..2024-09``."""

    name: str
    value: str


Leaf: TypeAlias = Word | Wild | Stem | Fuzzy
Query: TypeAlias = Leaf | Phrase | Near | And | Or | Not | Field

LEAVES = (Word, Wild, Stem, Fuzzy)


def both(*items: Query) -> Query:
    """All of the items, flattened; one item is itself."""
    flat = [part for item in items for part in (item.items if isinstance(item, And) else (item,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(*items: Query) -> Query:
    """Any of the items, flattened, repeated ones dropped; one item is itself."""
    flat = [part for item in items for part in (item.items if isinstance(item, Or) else (item,))]
    once = tuple(dict.fromkeys(flat))
    return once[0] if len(once) == 1 else Or(once)


def children(query: Query) -> tuple[Query, ...]:
    """The parts directly below."""
    match query:
        case And(items) | Or(items):
            return items
        case Not(item):
            return (item,)
        case Near(left, right):
            return (left, right)
        case Phrase(parts):
            return parts
    return ()


def walk(query: Query) -> list[Query]:
    """The query and everything below it, top first."""
    found, at = [query], 0
    while at < len(found):
        found.extend(children(found[at]))
        at += 1
    return found


def is_positional(query: Query) -> bool:
    """True for what has a place in the text: words, phrases, proximity, and alternatives of these."""
    if isinstance(query, Or):
        return all(is_positional(item) for item in query.items)
    return isinstance(query, (*LEAVES, Phrase, Near))


def has_fields(query: Query) -> bool:
    """True when some part asks for a fact instead of text."""
    return any(isinstance(part, Field) for part in walk(query))


def format_query(query: Query) -> str:
    """The query in full, with every AND and every bracket written out; parses back to the same query."""
    match query:
        case And(items):
            return " AND ".join(_inside(item, (Or, Near)) for item in items)
        case Or(items):
            return " OR ".join(_inside(item, (And, Near)) for item in items)
        case Not(item):
            return f"NOT {_inside(item, (And, Or, Near, Not))}"
        case Near(left, right, distance, ordered, negated):
            operator = f"{'NOT ' if negated else ''}{'pre' if ordered else 'w'}/{distance}"
            return f"{_inside(left, (Or, Near))} {operator} {_inside(right, (Or, Near))}"
        case Phrase(parts):
            return '"' + " ".join(_leaf(part) for part in parts) + '"'
        case Field(name, value):
            return f"{name}:{_field_value(value)}"
        case Word(text) if text in KEYWORDS:
            return f'"{text}"'
    return _leaf(query)


def _inside(query: Query, bracketed: tuple[type, ...]) -> str:
    text = format_query(query)
    return f"({text})" if isinstance(query, bracketed) else text


def _leaf(leaf: Query) -> str:
    match leaf:
        case Word(text):
            return text
        case Wild(pattern):
            return pattern
        case Stem(text):
            return f"{text}~"
        case Fuzzy(text, distance, prefix):
            return text[:prefix] + "%" * distance + text[prefix:]
    raise TypeError(f"not a word: {leaf!r}")


def _field_value(value: str) -> str:
    plain = value and not any(c.isspace() or c in '()"“”„‟' for c in value)
    return value if plain else f'"{value}"'
