"""The Whoosh index beside the matter: built and searched in child processes, thrown away and rebuilt at any doubt."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evidence_app.model.search import Query
from evidence_app.model.search_results import IndexState


class PageIndex:
    """The parent's side of the index of one matter; no process is started before it is needed."""

    def __init__(self, folder: Path, database: Path, matter_uid: str) -> None:
        self.folder = folder
        self.database = database
        self.matter_uid = matter_uid

    def drain(self) -> int:
        """Index what changed since; returns the highest ``reindex.seq`` that is now in the index, 0 when none."""
        return 0

    def search(self, query: Query, deadline: float) -> Collection[int] | None:
        """Ids of pages on which a positional query matches, or ``None`` while there is no index to ask."""
        return None

    def state(self, waiting: int) -> IndexState:
        """The index as shown to the user; ``waiting`` pages are in the outbox."""
        return IndexState("none", 0, waiting)

    def close(self) -> None:
        """End the child processes."""


def open_index(index_folder: Path, database: Path, matter_uid: str) -> PageIndex:
    """The index of a matter; cheap, starts nothing."""
    return PageIndex(index_folder, database, matter_uid)
