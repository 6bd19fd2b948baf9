"""Keeping the Whoosh index up to date, and building it anew."""

from __future__ import annotations

from collections.abc import Callable

from evidence_app.services.matter import Matter


def catch_up(
    matter: Matter, progress: Callable[[int, int], None] | None = None, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Take into the index what changed since; returns how many pages were written.

    Each batch of about a thousand pages is kept for good, so it may be stopped or killed at any time. ``progress`` gets
    (pages written, pages to write). Searches are complete meanwhile. Does nothing when the matter is read-only.
    """
    if matter.read_only:
        return 0
    building = not matter.page_index.ready()
    whole = "SELECT count(*) FROM page" + ("" if building else " WHERE exhibit_id IN (SELECT exhibit_id FROM reindex)")
    total, written = int(matter.read.value(whole)), 0
    for step in matter.page_index.steps():
        written += step.pages
        if step.seen:
            _acknowledge(matter, step.seen)
        if progress:
            progress(written, max(total, written))
        if stopped():
            break
    return written


def rebuild(
    matter: Matter, progress: Callable[[int, int], None] | None = None, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Throw the index away and build it anew from the pages; returns how many pages were written."""
    if not matter.read_only:
        matter.page_index.discard("The index is being built anew.")
    return catch_up(matter, progress, stopped)


def _acknowledge(matter: Matter, seen: int) -> None:
    """The outbox is no part of the case: its rows go without an audit entry."""
    with matter.database.write_lock:
        writer = matter.database.writer
        if writer is not None:
            writer.execute("DELETE FROM reindex WHERE seq <= ?", (seen,))
