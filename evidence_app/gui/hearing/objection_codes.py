"""Objection codes: those the program comes with, and the user's own list in the settings folder.

The seed follows the Federal Rules of Evidence by number; it is a starting point to edit, not a statement of law.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_app.model.errors import UserError
from evidence_app.paths import settings_folder, write_whole


@dataclass(frozen=True)
class ObjectionCode:
    """A code as it is called in court (``801/802``) and what it stands for."""

    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()

    @property
    def names(self) -> frozenset[str]:
        """What a person may type for it: the whole code or one of its numbers."""
        return frozenset({self.code.casefold(), *self.code.casefold().split("/")})


SEED = tuple(
    ObjectionCode(*pair)
    for pair in (
        ("401/402", "relevance"), ("403", "prejudice"), ("404", "character"), ("602", "foundation"),
        ("801/802", "hearsay"), ("805", "double hearsay"), ("901", "authenticity"), ("1002", "best evidence"),
        ("1006", "summary"), ("106", "incomplete"), ("408", "compromise"), ("411", "insurance"),
        ("501/502", "privilege"), ("701/702", "opinion"), ("26/37", "not disclosed"),
        ("MIL", "subject to motion in limine"),
    )
)  # fmt: skip


def own_codes_file() -> Path:
    """Where the user's own list is kept."""
    return settings_folder() / "objection-codes.json"


def codes() -> tuple[ObjectionCode, ...]:
    """The user's list, else the seed; an unreadable file gives the seed, so that a hearing is never held up by it."""
    try:
        stored = json.loads(own_codes_file().read_text(encoding="utf-8"))
        return tuple(ObjectionCode(str(code), str(words)) for code, words in stored) or SEED
    except (OSError, ValueError, TypeError):
        return SEED


def as_text(of: Sequence[ObjectionCode]) -> str:
    """One code a line, for editing."""
    return "\n".join(map(str, of))


def save_codes(text: str) -> tuple[ObjectionCode, ...]:
    """Keep an edited list (a code and its words on each line). Raises UserError for a code that stands twice."""
    made = [ObjectionCode(*[*line.split(maxsplit=1), ""][:2]) for line in text.splitlines() if line.strip()]
    seen: set[str] = set()
    for one in made:
        if one.code.casefold() in seen:
            raise UserError(f"The code {one.code} stands twice.", "Give each objection its own code.")
        seen.add(one.code.casefold())
    write_whole(own_codes_file(), json.dumps([[one.code, one.words] for one in made], ensure_ascii=False))
    return tuple(made) or SEED


def read_typed(typed: str, known: Sequence[ObjectionCode]) -> tuple[tuple[ObjectionCode, ...], str]:
    """The codes named in what was typed, in the order typed, and the rest as free text: ``403 801 cumulative``."""
    found: dict[ObjectionCode, None] = {}
    rest = []
    for word in typed.replace(",", " ").replace(";", " ").split():
        meant = next((one for one in known if word.casefold() in one.names), None)
        if meant is None:
            rest.append(word)
        else:
            found[meant] = None
    return tuple(found), " ".join(rest)


def objection_words(chosen: Collection[ObjectionCode], free: str, by: str = "") -> str:
    """The objection as it is entered: ``Defendant: 403 prejudice; 801/802 hearsay; cumulative``."""
    words = "; ".join([*map(str, chosen), *([free] if free else [])])
    return f"{by}: {words}" if by and words else words
