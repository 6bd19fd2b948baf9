"""Long work that can be watched, stopped and survived: cancel tokens, progress, and child processes for untrusted files.

A :class:`WorkerPool` has slots; a slot is a thread that owns one spawned child process. A file that crashes, hangs or
eats memory costs the user exactly that one file: its child is replaced and the other slots do not notice.
Threads are not enough here: PDFium is not thread-safe, and a thread in a C loop cannot be stopped.
"""

from __future__ import annotations

from evidence_app.jobs.outcome import Emit, Outcome, OutcomeStatus, PartialCallback, TaskFunction, attempt
from evidence_app.jobs.pool import Pool, SerialPool, WorkerPool
from evidence_app.jobs.progress import CancelToken, Progress, ProgressCallback, ProgressMeter

__all__ = [
    "CancelToken",
    "Emit",
    "Outcome",
    "OutcomeStatus",
    "PartialCallback",
    "Pool",
    "Progress",
    "ProgressCallback",
    "ProgressMeter",
    "SerialPool",
    "TaskFunction",
    "WorkerPool",
    "attempt",
]
