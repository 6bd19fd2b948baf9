"""The pre-flight checks that open the stored files: each in a child process, and each only once while the program runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence_app.importers.hidden_content import HiddenItem, HiddenTask, inspect_file
from evidence_app.jobs import CancelToken, Outcome, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.errors import Cancelled
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.preflight import CHECKS, PreflightFinding, Purpose, Severity
from evidence_app.services.matter import Matter
from evidence_app.services.preflight_rules import Selection

INSPECTED_KINDS = frozenset({"pdf", "image", "word", "spreadsheet", "slides"})
_READABLE = frozenset({"ok", "partial"})
_CHILD_MEMORY = 2 << 30
_SLOTS = max(1, min(4, (os.cpu_count() or 2)))
_MOST_KEPT = 20_000


@dataclass(frozen=True)
class _Look:
    """One file to look into. ``stamp`` is its size and time of change: what was found in it before holds as long."""

    exhibit: Exhibit
    path: Path
    stamp: tuple[int, int]

    @property
    def key(self) -> tuple[str, str, tuple[int, int]]:
        return str(self.path), self.exhibit.kind, self.stamp

    @property
    def task(self) -> HiddenTask:
        return HiddenTask(str(self.path), f"{self.exhibit.id}", self.exhibit.kind)


_kept: dict[tuple[str, str, tuple[int, int]], list[HiddenItem]] = {}
"""What was found by path, kind, size and time of change. A check is run again after each correction; files do not change."""


def file_findings(
    matter: Matter, selection: Selection, progress: ProgressCallback | None, cancel: CancelToken, pool: Pool | None
) -> Iterator[PreflightFinding]:
    """What the files of the selection hide; privileged and sequestered ones are not opened. Raises Cancelled."""
    looks = list(_looks(matter, selection))
    meter = ProgressMeter(progress, len(looks))
    new = {f"{one.exhibit.id}": one for one in looks if one.key not in _kept}
    done = len(looks) - len(new)
    for one in looks:
        if f"{one.exhibit.id}" not in new:
            yield from _told(one.exhibit, _kept[one.key], selection.purpose)
    if not new:
        return
    own = pool or WorkerPool(min(_SLOTS, len(new)), 120.0, _CHILD_MEMORY)
    try:
        for task, outcome in own.run([one.task for one in new.values()], inspect_file, cancel):
            if outcome.status == "cancelled":
                raise Cancelled
            one, done = new[task.file_name], done + 1
            yield from _inspected(one, outcome, selection.purpose)
            meter.tell(done, one.exhibit.label)
    finally:
        if pool is None:
            own.close()
    cancel.raise_if_cancelled()


def _looks(matter: Matter, selection: Selection) -> Iterator[_Look]:
    for one in selection.exhibits:
        if one.original_sha256 and one.outward and _inspectable(one) and one.read_status in _READABLE:
            path = matter.originals.path(one.original_sha256)
            if path.is_file():
                facts = path.stat()
                yield _Look(one, path, (facts.st_size, facts.st_mtime_ns))


def _inspectable(one: Exhibit) -> bool:
    """Whether its kind of file can hide anything: a table that is plain text (CSV, TSV) shows all it has."""
    return one.kind in INSPECTED_KINDS and not one.media_type.startswith("text/")


def _inspected(look: _Look, outcome: Outcome, purpose: Purpose) -> Iterator[PreflightFinding]:
    if outcome.status != "ok":
        code = "encrypted" if outcome.message.startswith("Encrypted") else "unreadable"
        yield PreflightFinding(
            CHECKS[code].severity, code,
            f"The file could not be looked into, so nothing can be said about what it hides: {_sentence(outcome.message)}",
            look.exhibit.id,
        )  # fmt: skip
        return
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[look.key] = outcome.value
    yield from _told(look.exhibit, outcome.value, purpose)


def _told(one: Exhibit, items: list[HiddenItem], purpose: Purpose) -> Iterator[PreflightFinding]:
    for item in items:
        yield PreflightFinding(_severity(item, purpose), item.code, item.words, one.id, item.page, item.where)


def _severity(item: HiddenItem, purpose: Purpose) -> Severity:
    """A binder holds copies without scripts and attached files, so these are only worth knowing there."""
    if purpose == "binder" and item.code in ("hidden-script", "hidden-attachments", "hidden-revisions", "encrypted"):
        return "notice"
    return CHECKS[item.code].severity


def _sentence(message: str) -> str:
    """What a child reported, without the name of the Python error in front."""
    head, _colon, rest = message.partition(": ")
    return rest if rest and head.isidentifier() else message
