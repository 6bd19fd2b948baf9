"""Earlier files of an exhibit, and what replacing its file does to what points into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["stays", "follows", "needs a look"]


@dataclass(frozen=True)
class ExhibitVersion:
    """A file that was the exhibit's until it was replaced. ``version`` counts from 1; the present file is the last."""

    id: int
    exhibit_id: int
    version: int
    file_name: str
    kind: str
    media_type: str
    original_sha256: str
    original_bytes: int
    page_count: int
    imported_at: str
    replaced_at: str
    reason: str


@dataclass(frozen=True)
class VersionRow:
    """A file of an exhibit as the list of versions shows it; ``kept`` is None for the present one.

    ``replaced_at`` (UTC), ``by`` and ``reason`` say when, by whom and why another file took its place.
    """

    version: int
    file_name: str
    sha256: str
    bytes: int
    pages: int
    came_at: str
    replaced_at: str = ""
    by: str = ""
    reason: str = ""
    kept: ExhibitVersion | None = None

    @property
    def words(self) -> str:
        """``2 (present): signed.pdf``."""
        return f"{self.version}{'' if self.kept else ' (present)'}: {self.file_name}"


@dataclass(frozen=True)
class LinkFate:
    """What a replacement does to one evidence link.

    "stays": the quote is on the same page. "follows": the page it stands on has another number now, and its words are
    the same. "needs a look": nothing proves where it belongs; it keeps its page and quote and is listed.
    """

    link_id: int
    outcome: Outcome
    old_page: int | None
    new_page: int | None
    quote: str
    element: str = ""

    def words(self) -> str:
        """One line for the preview."""
        what = f"“{self.quote if len(self.quote) <= 80 else self.quote[:79].rstrip() + '…'}”" if self.quote else "link"
        where = f"page {self.old_page}" if self.old_page else "the whole exhibit"
        if self.outcome == "needs a look":
            return f"{what} ({where}): needs a look"
        return f"{what}: {where}" + (f" → page {self.new_page}" if self.outcome == "follows" else ", stays")
