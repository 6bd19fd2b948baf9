"""A typed query cut into pieces: words, "phrases", brackets, operators and field names, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evidence_app.model.errors import BadQuery
from evidence_app.model.search_fields import FIELDS, field_name
from evidence_app.model.search_habits import foreign

PieceKind = Literal["word", "phrase", "(", ")", "and", "or", "not", "near", "field", "end"]
LONGEST_QUERY = 10_000
LONGEST_DISTANCE = 255

_QUOTES = '"“”„‟«»'
_PATTERN = re.compile(
    rf"""\s+
    |(?P<bracket>[()])
    |(?P<phrase>[{_QUOTES}](?P<inside>[^{_QUOTES}]*)[{_QUOTES}])
    |(?P<unclosed>[{_QUOTES}])
    |(?P<near>(?P<neg>NOT\s+)?(?P<op>w|pre)/(?P<n>\d+)(?=[\s()]|$))
    |(?P<field>[A-Za-z][A-Za-z_]*):(?!//)
    |(?P<word>[^\s(){_QUOTES}]+)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Piece:
    """One piece of the query; ``text`` without quotes or colon, ``start``/``end`` its place in the query."""

    kind: PieceKind
    text: str
    start: int
    end: int
    distance: int = 0
    ordered: bool = False
    negated: bool = False


def pieces(query: str) -> list[Piece]:
    """The query cut up, ending with a piece of kind ``end``. Raises BadQuery where it cannot be read."""
    if len(query) > LONGEST_QUERY:
        raise BadQuery(
            f"This search is {len(query):,} characters long; {LONGEST_QUERY:,} is the most.",
            "Split it into several searches, or run it as a term list.",
            LONGEST_QUERY,
        )
    found: list[Piece] = []
    after_field = False
    for match in _PATTERN.finditer(query):
        piece = _piece(match, query, after_field)
        if piece:
            _check_glued(found, piece, query)
            found.append(piece)
        after_field = bool(piece and piece.kind == "field")
    found.append(Piece("end", "", len(query), len(query)))
    return found


def _piece(match: re.Match[str], query: str, after_field: bool) -> Piece | None:
    start, end = match.span()
    if match["bracket"]:
        return Piece("(" if match["bracket"] == "(" else ")", match["bracket"], start, end)
    if match["phrase"] is not None:
        return Piece("phrase", match["inside"], start, end)
    if match["unclosed"]:
        raise BadQuery("A quotation mark is not closed.", "Add the closing one.", start, (query + '"',))
    if match["near"]:
        return _near(match, query)
    if match["field"]:
        return _field(match, query)
    return _word(match, query, after_field) if match["word"] else None


def _check_glued(found: list[Piece], piece: Piece, query: str) -> None:
    """Refuse ``2702(a)``: a citation looks like a word and a bracketed search."""
    if piece.kind != "(" or not found or found[-1].kind != "word" or found[-1].end != piece.start:
        return
    start = found[-1].start
    chunk = re.compile(r"[^\s\"“”]+").match(query, start)
    assert chunk
    fixes = (
        query[:start] + f'"{chunk.group()}"' + query[chunk.end() :],
        query[: piece.start] + " " + query[piece.start :],
    )
    raise BadQuery("A bracket stands directly after a word.", "Put a citation in quotes.", piece.start, fixes)


def _near(match: re.Match[str], query: str) -> Piece:
    distance = int(match["n"])
    if not 1 <= distance <= LONGEST_DISTANCE:
        near = f"{match['op']}/{min(max(distance, 1), LONGEST_DISTANCE)}"
        fix = query[: match.start("op")] + near + query[match.end() :]
        raise BadQuery(f"The distance must be 1 to {LONGEST_DISTANCE} words.", "", match.start("n"), (fix,))
    ordered, negated = match["op"].lower() == "pre", bool(match["neg"])
    return Piece("near", match.group(), match.start(), match.end(), distance, ordered, negated)


def _field(match: re.Match[str], query: str) -> Piece:
    name = field_name(match["field"])
    if name is None:
        chunk = re.compile(r"\S+").match(query, match.start())
        assert chunk
        quoted = query[: match.start()] + f'"{chunk.group()}"' + query[chunk.end() :]
        raise BadQuery(
            f"There is no field “{match['field']}”.",
            f"Fields are {', '.join(FIELDS)}. To search for the text itself, put it in quotes.",
            match.start(),
            (quoted,),
        )
    return Piece("field", name, match.start(), match.end())


def _word(match: re.Match[str], query: str, after_field: bool) -> Piece:
    text, start, end = match["word"], match.start(), match.end()
    if after_field:
        return Piece("word", text, start, end)
    lower = text.lower()
    if lower in ("and", "or", "not"):
        kind: PieceKind = "and" if lower == "and" else "or" if lower == "or" else "not"
        return Piece(kind, text, start, end)
    habit = foreign(text)
    if habit:
        fixes = (query[:start] + habit.fix + query[end:],) if habit.fix else ()
        raise BadQuery(habit.message, habit.hint, start, fixes)
    return Piece("word", text, start, end)
