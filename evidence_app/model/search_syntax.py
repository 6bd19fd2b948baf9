"""Reading a typed query. Strict: what could mean two things is refused, with both readings offered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from evidence_app.model.errors import BadQuery
from evidence_app.model.normalise import words_of
from evidence_app.model.search import (
    And,
    Field,
    Fuzzy,
    Leaf,
    Near,
    Not,
    Phrase,
    Query,
    Stem,
    Wild,
    Word,
    both,
    either,
    format_query,
    is_positional,
    walk,
)
from evidence_app.model.search_fields import check_value
from evidence_app.model.search_lexer import Piece, pieces

DEEPEST = 40
MOST_PARTS = 1_000
FEWEST_LETTERS = 2


def parse(text: str) -> Query:
    """The query that was typed. Raises BadQuery with the place of the problem and complete replacement queries."""
    query = _Reader(text, pieces(text)).whole()
    if len(walk(query)) > MOST_PARTS:
        raise BadQuery(f"This search has more than {MOST_PARTS:,} parts.", "Split it into several searches.")
    return query


@dataclass(frozen=True)
class _Part:
    """An operand at one level of brackets: what it is, where it stands, and how it was written."""

    query: Query
    start: int
    end: int
    grouped: bool = False
    bare: bool = False
    chained: bool = False


class _Reader:
    def __init__(self, text: str, found: list[Piece]) -> None:
        self.text = text
        self.found = found
        self.at = 0
        self.depth = 0
        self.field = ""

    @property
    def now(self) -> Piece:
        return self.found[self.at]

    def take(self) -> Piece:
        piece = self.found[self.at]
        self.at += 1
        return piece

    def refuse(self, message: str, hint: str, start: int, end: int, *readings: str) -> BadQuery:
        fixes = tuple(self.text[:start] + reading + self.text[end:] for reading in readings)
        return BadQuery(message, hint, start, fixes)

    # -- levels ----------------------------------------------------------------------------------------------------

    def whole(self) -> Query:
        if self.now.kind == "end":
            raise BadQuery("There is nothing to search for.", "Type a word, a phrase in quotes, or a field.")
        query = self.level()
        if self.now.kind == ")":
            where = self.now.start
            raise self.refuse("A closing bracket has no opening one.", "Remove it.", where, where + 1, "")
        return query

    def level(self) -> Query:
        """Operands and operators up to a closing bracket or the end."""
        self.deeper(self.now.start)
        parts, joins = [self.operand()], []
        while self.now.kind not in (")", "end"):
            joins.append(self.join())
            parts.append(self.operand())
        self.depth -= 1
        kinds = {"or" if join == "or" else "and" for join in joins}
        if len(kinds) > 1:
            raise self.mixed(parts, joins)
        self.check_loose(parts, joins)
        items = [Not(p.query) if j == "and not" else p.query for p, j in zip(parts, ["", *joins], strict=True)]
        return either(*items) if kinds == {"or"} else both(*items)

    def deeper(self, position: int) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadQuery(
                f"This search is nested more than {DEEPEST} deep.", "Split it into simpler searches.", position
            )

    def join(self) -> str:
        if self.now.kind not in ("and", "or", "not"):
            return ""
        piece = self.take()
        if piece.kind == "not":
            return "and not"
        if piece.kind == "and" and self.now.kind == "not":
            self.take()
            return "and not"
        return piece.kind

    def mixed(self, parts: list[_Part], joins: list[str]) -> BadQuery:
        """AND and OR side by side: both readings, written out."""
        start, end = parts[0].start, parts[-1].end
        message = "AND and OR stand side by side, which can mean two things."
        if "" in joins:
            message = "OR stands beside words that have no operator between them (these are joined by AND)."
        return self.refuse(
            message, "Add brackets.", start, end, _grouped(parts, joins, "or"), _grouped(parts, joins, "and")
        )

    def check_loose(self, parts: list[_Part], joins: list[str]) -> None:
        """Refuse ``a b w/5 c``, where either the phrase "a b" or b alone may be meant."""
        for i, join in enumerate(joins):
            left, right = parts[i], parts[i + 1]
            if join == "" and ((left.bare and right.chained) or (left.chained and right.bare)):
                start, end = left.start, right.end
                raise self.refuse(
                    "A distance stands beside words that have no operator between them.",
                    "Put a phrase in quotes, or write AND and brackets.",
                    start,
                    end,
                    f"{_written(left)} AND {_written(right)}",
                    *_as_phrase(left, right),
                )

    # -- operands --------------------------------------------------------------------------------------------------

    def operand(self) -> _Part:
        """A word, phrase, field or bracket, with the distances that tie it to its neighbours."""
        if self.now.kind == "not":
            return self.negation()
        part = self.primary()
        links: list[Piece] = []
        while self.now.kind == "near":
            part = self.tie(part, links)
        return part

    def negation(self) -> _Part:
        piece = self.take()
        self.deeper(piece.start)
        inner = self.operand()
        self.depth -= 1
        return _Part(Not(inner.query), piece.start, inner.end)

    def tie(self, left: _Part, links: list[Piece]) -> _Part:
        link = self.take()
        right = self.primary(link)
        for side in (left, right):
            self.check_near(side, left, link, right)
        if links and (links[-1].distance, links[-1].ordered, links[-1].negated) != (
            link.distance,
            link.ordered,
            link.negated,
        ):
            assert isinstance(left.query, Near)
            sign = link.text
            inner = f"{_operand(left.query.left)} {links[-1].text} ({_operand(left.query.right)} {sign} {_operand(right.query)})"
            outer = f"({format_query(left.query)}) {sign} {_operand(right.query)}"
            raise self.refuse(
                "Two different distances follow one another.", "Add brackets.", left.start, right.end, outer, inner
            )
        links.append(link)
        near = Near(left.query, right.query, link.distance, link.ordered, link.negated)
        return _Part(near, left.start, right.end, chained=True)

    def check_near(self, side: _Part, left: _Part, link: Piece, right: _Part) -> None:
        if is_positional(side.query):
            return
        if any(isinstance(part, Field) for part in walk(side.query)):
            raise BadQuery(
                "A field has no place in the text, so nothing can be near it.", "Join it with AND.", side.start
            )
        raise self.refuse(
            "Only words, phrases and OR groups can be near one another.",
            "Write the distance for each word.",
            left.start,
            right.end,
            *_spread(left, link, right),
        )

    def primary(self, link: Piece | None = None) -> _Part:
        piece = self.take()
        if piece.kind == "(":
            return self.bracket(piece)
        if piece.kind == "field":
            return self.field_value(piece)
        if piece.kind == "phrase":
            return _Part(self.phrase(piece), piece.start, piece.end, bare=not self.field)
        if piece.kind == "word":
            return _Part(self.word(piece), piece.start, piece.end, bare=not self.field)
        raise self.missing(piece, link)

    def missing(self, piece: Piece, link: Piece | None) -> BadQuery:
        if link or piece.kind == "near":
            operator = link or piece
            hint = "Write for example: breach w/5 contract."
            return BadQuery(f"“{operator.text}” needs a word on both sides.", hint, operator.start)
        if piece.kind in ("and", "or"):
            return self.refuse(
                f"“{piece.text}” needs something on both sides.",
                "To search for the word itself, put it in quotes.",
                piece.start,
                piece.end,
                f'"{piece.text}"',
            )
        if piece.kind == ")" and self.depth > 1:
            return BadQuery("The brackets are empty, or an operator has nothing after it.", "", piece.start)
        if piece.kind == ")":
            return self.refuse("A closing bracket has no opening one.", "Remove it.", piece.start, piece.end, "")
        return BadQuery("The search stops in the middle.", "Something must follow the last operator.", piece.start)

    def bracket(self, opening: Piece) -> _Part:
        if self.now.kind == ")":
            raise BadQuery("The brackets are empty.", "Put something between them, or remove them.", opening.start)
        query = self.level()
        closing = self.take()
        if closing.kind != ")":
            raise BadQuery("A bracket is not closed.", "Add the closing one.", opening.start, (self.text + ")",))
        return _Part(query, opening.start, closing.end, grouped=True)

    # -- words -----------------------------------------------------------------------------------------------------

    def field_value(self, name: Piece) -> _Part:
        if self.field:
            raise BadQuery("A field stands inside another field.", "Close the bracket first.", name.start)
        if self.now.start != name.end or self.now.kind not in ("word", "phrase", "("):
            after = self.text[name.end :].lstrip()
            fixes = (self.text[: name.end] + after,) if after else ()
            raise BadQuery(
                f"Nothing follows {name.text}:", "Write the value directly after the colon.", name.end, fixes
            )
        self.field = name.text
        part = self.primary()
        self.field = ""
        return replace(part, start=name.start, bare=False)

    def phrase(self, piece: Piece) -> Query:
        if self.field:
            return Field(self.field, check_value(self.field, piece.text, piece.start))
        return self.positional(piece, piece.start + 1)

    def word(self, piece: Piece) -> Query:
        if self.field:
            return Field(self.field, check_value(self.field, piece.text, piece.start))
        return self.positional(piece, piece.start)

    def positional(self, piece: Piece, start: int) -> Query:
        """A word or phrase; a hyphenated word also finds its joined form (left by a line end in the original)."""
        forms = [self.leaves(text, start) for text in _hyphen_forms(piece.text)]
        if not forms[0]:
            rest = (self.text[: piece.start] + self.text[piece.end :]).strip()
            fixes = (rest,) if words_of(rest) else ()
            raise BadQuery(
                "There is no letter or digit to search for here.", "Signs are not searched.", piece.start, fixes
            )
        return either(*(form[0] if len(form) == 1 else Phrase(tuple(form)) for form in forms))

    def leaves(self, text: str, start: int) -> list[Leaf]:
        found: list[Leaf] = []
        for match in _CHUNK.finditer(text):
            found.extend(self.leaf(match.group(), start + match.start()))
        return found

    def leaf(self, chunk: str, position: int) -> list[Leaf]:
        if not _SPECIAL.search(chunk):
            return [Wild(f"*{word}*") if _UNSPACED.search(word) else Word(word) for word in words_of(chunk)]
        if chunk.endswith("~") and not _SPECIAL.search(chunk[:-1]):
            return [Stem(self.single(chunk[:-1], chunk, position))]
        if "%" in chunk:
            return [self.fuzzy(chunk, position)]
        return [self.wild(chunk, position)]

    def single(self, text: str, chunk: str, position: int) -> str:
        words = words_of(text)
        if len(words) != 1:
            raise BadQuery(f"“{chunk}” must be one word.", "Only one word can carry this sign.", position)
        return words[0]

    def fuzzy(self, chunk: str, position: int) -> Fuzzy:
        count, prefix = chunk.count("%"), chunk.index("%")
        word = self.single(chunk.replace("%", ""), chunk, position)
        if _SPECIAL.search(chunk.replace("%", "")) or chunk[prefix : prefix + count] != "%" * count or count > 2:
            hint = "Write one or two % together inside the word, and no other sign: ba%nana."
            raise BadQuery(f"“{chunk}” cannot be read.", hint, position)
        if prefix == 0 or prefix >= len(word):
            hint = f"Put it after the letters that must be right: {word[:2]}%{word[2:]}."
            raise BadQuery(f"The % of “{chunk}” must stand inside the word.", hint, position)
        if len(word) - count < FEWEST_LETTERS:
            raise BadQuery(f"“{chunk}” would match almost anything.", "Use a longer word.", position)
        return Fuzzy(word, count, prefix)

    def wild(self, chunk: str, position: int) -> Wild:
        if "~" in chunk:
            raise BadQuery(f"“{chunk}” cannot be read.", "Use ~ only at the end of a plain word.", position)
        pieces_ = [words_of(part) if part not in "*?=" else [part] for part in re.split(r"([*?=])", chunk) if part]
        if any(len(part) > 1 for part in pieces_):
            raise BadQuery(f"“{chunk}” must be one word.", "Only one word can carry this sign.", position)
        pattern = re.sub(r"\*+", "*", "".join(part[0] for part in pieces_ if part))
        letters = len(re.sub(r"[*?=]", "", pattern))
        if letters < FEWEST_LETTERS and ("*" in pattern or "?" in pattern) and not _UNSPACED.search(pattern):
            raise BadQuery(
                f"“{chunk}” is too broad.", f"Give at least {FEWEST_LETTERS} letters or digits with * or ?.", position
            )
        return Wild(pattern)


_CHUNK = re.compile(r"(?:[\w*?=%~]|[^\x00-\x7f])+")
_SPECIAL = re.compile(r"[*?=%~]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
"""Chinese and Japanese letters: no spaces stand between words, so that a word is found inside a longer run of them."""
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
MOST_HYPHENS = 3


def _hyphen_forms(text: str) -> list[str]:
    """The text, and the text with each of its inner hyphens left out in turn."""
    places = [match.start() for match in _HYPHEN.finditer(text)]
    if len(places) > MOST_HYPHENS:
        return [text]
    return [text, *(text[:at] + text[at + 1 :] for at in places)]


def _operand(query: Query) -> str:
    text = format_query(query)
    return f"({text})" if " " in text and not isinstance(query, Phrase) else text


def _written(part: _Part) -> str:
    return f"({format_query(part.query)})" if part.chained else _operand(part.query)


def _grouped(parts: list[_Part], joins: list[str], inner: str) -> str:
    """One reading of a mixed row: runs of ``inner`` bracketed first."""
    runs: list[list[str]] = [[_written(parts[0])]]
    outer: list[str] = []
    for join, part in zip(joins, parts[1:], strict=True):
        sign = {"": "AND", "and": "AND", "and not": "AND NOT", "or": "OR"}[join]
        if (join == "or") == (inner == "or"):
            runs[-1] += [sign, _written(part)]
        else:
            outer.append(sign)
            runs.append([_written(part)])
    texts = [f"({' '.join(run)})" if len(run) > 1 else run[0] for run in runs]
    return " ".join(text for pair in zip(texts, [*outer, ""], strict=True) for text in pair if text)


def _as_phrase(left: _Part, right: _Part) -> tuple[str, ...]:
    """The reading in which loose words beside a distance are a phrase."""
    if left.bare and isinstance(right.query, Near):
        words = [*_plain(left.query), *_plain(right.query.left)]
        rest = replace(right.query, left=Word("x"))
    elif right.bare and isinstance(left.query, Near):
        words = [*_plain(left.query.right), *_plain(right.query)]
        rest = replace(left.query, right=Word("x"))
    else:
        return ()
    phrase = Phrase(tuple(words))
    near = replace(rest, left=phrase) if left.bare else replace(rest, right=phrase)
    return (format_query(near),) if len(words) > 1 and all(words) else ()


def _plain(query: Query) -> list[Leaf]:
    if isinstance(query, Phrase):
        return list(query.parts)
    return [query] if isinstance(query, (Word, Wild, Stem, Fuzzy)) else []


def _spread(left: _Part, link: Piece, right: _Part) -> tuple[str, ...]:
    """``(a AND b) w/5 c`` as ``(a w/5 c) AND (b w/5 c)``."""
    if isinstance(left.query, And) and is_positional(right.query):
        return (" AND ".join(f"({_operand(i)} {link.text} {_operand(right.query)})" for i in left.query.items),)
    if isinstance(right.query, And) and is_positional(left.query):
        return (" AND ".join(f"({_operand(left.query)} {link.text} {_operand(i)})" for i in right.query.items),)
    return ()
